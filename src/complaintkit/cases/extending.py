"""Giving a duty more time: who may, for which reason, how often, and by when it is granted or was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from complaintkit.cases.capacity import against_recused, stand_in
from complaintkit.cases.case import Case
from complaintkit.cases.clocks import running_bound
from complaintkit.cases.commands import Extend
from complaintkit.cases.events import Extended, Told
from complaintkit.cases.filing import provisional
from complaintkit.cases.fold import apply
from complaintkit.cases.lifting import overtaken
from complaintkit.cases.permits import against_message
from complaintkit.cases.program import Program
from complaintkit.cases.promising import running_clock
from complaintkit.cases.reasons import reason
from complaintkit.cases.times import against_moment
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.cases.view import View
from complaintkit.deadlines import Clock, due
from complaintkit.deadlines.history import known_at
from complaintkit.rules.duties import ExtensionRule
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import Actor, Surroundings

__all__ = ["decide_extension"]


def decide_extension(
    program: Program, case: Case, command: Extend, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    """Decide whether a duty gets more time; what is against it, all of it, with the clause of the rule."""
    at = command.at or now
    rule = program.duties[command.duty].extension if command.duty in program.duties else None
    against = [
        *against_moment(program, at, now, case.received_at, command.reason),
        *against_recused(program, case, actor),
    ]
    if rule is None:
        return refusal([*against, reason("extension", duty=command.duty, why="no_rule")])
    cites = cites_of(rule.cite)
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    capacity = next((role for role in rule.by if role in held or role == "anyone"), "")
    if not capacity:
        reasons, deputies = stand_in(program, actor, held, around, rule.by, case)
        capacity = deputies[0] if deputies else ""
        if not capacity:
            against.extend((reason("role", cites, trigger="extend", by=rule.by, held=tuple(sorted(held))), *reasons))
    asked_at = _asked_at(case, command.duty, rule, at)
    against.extend(
        reason("extension", cites, duty=command.duty, why=why)
        for why in _against_time(program, case, command, rule, at, asked_at)
    )
    told: tuple[Told, ...] = ()
    if rule.message is not None:
        message = program.messages[rule.message]
        against.extend(against_message(program, message, command.message, View(program, case, at)))
        if command.message is not None:
            told = (Told(message.id, command.message.means, at, message.to, command.message.enclosures),)
    if against:
        return refusal(against)
    body = Extended(duty=command.duty, reason=command.reason, until=command.until, told=told, asked_at=asked_at)
    lifted = []
    if asked_at is not None:
        lifted = overtaken(program, apply(program, case, provisional(case, body, at, now, actor)), command.duty)
    return Decision(True, (), (body, *lifted), capacity, None, at, cites)


def _against_time(
    program: Program, case: Case, command: Extend, rule: ExtensionRule, at: datetime, asked_at: datetime | None
) -> Iterator[str]:
    """Why the rule does not give more time: its reasons, its number of times, its moments."""
    clock = running_clock(program, case, command.duty)
    if command.reason not in rule.reasons:
        yield "reason"
    if clock is None:
        yield "not_running"
    elif len(case.clocks[command.duty][-1].extensions) >= rule.most:
        yield "most"
    elif _is_late(clock, at, asked_at):
        yield "past_due" if rule.request is None else "not_asked" if asked_at is None else "asked_late"
    if rule.how != "fixed" and command.until is not None:
        yield "counted"
    if rule.how == "fixed" and clock is not None:
        falls = due(clock)
        latest = running_bound(program, case, command.duty, rule.term)
        if (
            command.until is None
            or latest is None
            or falls is None
            or not (falls.due_at < command.until <= latest.due_at)
        ):
            yield "until"


def _asked_at(case: Case, duty: str, rule: ExtensionRule, at: datetime) -> datetime | None:
    """When this extension was asked for, where that decides: by the first request since the run began or was last
    extended. None: no request decides, or there was none before it is granted.
    """
    if rule.request is None or not case.clocks.get(duty):
        return None
    run = case.clocks[duty][-1]
    since = max((run.started_at, *(extension.granted_at for extension in run.extensions)))
    return min((made.at for made in case.records.get(rule.request, ()) if since <= made.at < at), default=None)


def _is_late(clock: Clock, at: datetime, asked_at: datetime | None) -> bool:
    """Whether the grant comes after the due as it stands, and the request, where one decides, after it as it stood."""
    falls = due(clock)
    if falls is None or at <= falls.due_at:
        return False
    stood = None if asked_at is None else due(known_at(clock, asked_at))
    return asked_at is None or (stood is not None and asked_at > stood.due_at)
