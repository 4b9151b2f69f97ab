"""Replaying: the command an event came from, so that its decision can be made again from the record alone."""

from __future__ import annotations

from collections.abc import Sequence

from complaintkit.cases.case import Case
from complaintkit.cases.commands import Act, Allege, Command, Correct, Erase, Extend, File, Fire, Join, Unjoin
from complaintkit.cases.decide import decide
from complaintkit.cases.events import (
    Acted,
    Alleged,
    Corrected,
    Erased,
    Event,
    Extended,
    Filed,
    Fired,
    Lifted,
    Linked,
    Told,
    Unjoined,
)
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.program import Program
from complaintkit.cases.verdict import Decision
from complaintkit.rules.communication import Sent
from complaintkit.rules.record import NOTHING_AROUND, Actor


def actor_of(event: Event) -> Actor:
    """Who acted, with the roles that counted."""
    return Actor(event.actor, roles=frozenset(event.roles), unit=event.unit, on_behalf_of=event.on_behalf_of)


def command_of(event: Event) -> Command | None:
    """The command an event records; None for what follows from another (a tie, a lifted rung, a rung passed over)."""
    body = event.body
    match body:
        case Filed():
            link = body.links[0] if body.links else None
            return File(
                at=event.occurred_at,
                case_id=event.case_id,
                kind=body.kind,
                channel=body.channel,
                category=body.category,
                facts=body.facts,
                parties=body.parties,
                about=body.about,
                refs=body.refs,
                link=None if link is None else (link.rule, link.case_id),
                attachments=body.attachments,
                confirmed=body.confirmed,
                opened_for=body.period,
                unit=body.unit,
                adopted=body.stage if body.adopted else None,
                records=body.records,
                assigned=body.assigned,
                reason=body.reason,
            )
        case Acted():
            return Act(
                trigger=body.trigger,
                at=event.occurred_at,
                facts=body.facts,
                category=body.category,
                message=_sent(body.told),
                confirmed=body.confirmed,
                attachments=body.attachments,
                to=body.to,
                reason=body.reason,
                meeting=body.meeting,
            )
        case Extended():
            return Extend(
                duty=body.duty, reason=body.reason, at=event.occurred_at, until=body.until, message=_sent(body.told)
            )
        case Corrected():
            return Correct(
                seq=body.seq, reason=body.reason, occurred_at=body.occurred_at, facts=body.facts, at=event.occurred_at
            )
        case Alleged():
            return Allege(conduct=body.conduct, against=body.against, reason=body.reason, at=event.occurred_at)
        case Erased():
            return Erase(paths=body.paths, ground=body.ground, reason=body.reason, at=event.occurred_at)
        case Fired() if body.skipped != "adopted":
            return Fire(
                duty=body.duty,
                occurrence=body.occurrence,
                rung=body.rung,
                due_at=body.due_at,
                fires_at=body.fires_at,
                skipped=body.skipped,
            )
        case Linked() if body.stage is not None:
            return Join(rule=body.link.rule, into=body.link.case_id, reason=body.reason, at=event.occurred_at)
        case Unjoined() if body.stage is not None:
            return Unjoin(reason=body.reason, at=event.occurred_at)
        case Fired() | Lifted() | Linked() | Unjoined():
            return None


def _sent(told: tuple[Told, ...]) -> Sent | None:
    return Sent(told[0].means, told[0].enclosures) if told else None


def decide_again(program: Program, case: Case | None, event: Event) -> Decision | None:
    """The decision behind an event, made again from what the event recorded; None where none stands behind it."""
    command = command_of(event)
    if command is None:
        return None
    around = event.around or NOTHING_AROUND
    return decide(program, case, command, actor_of(event), event.recorded_at, around)


def replay(program: Program, events: Sequence[Event]) -> tuple[Case, list[tuple[Event, Decision]]]:
    """The case, and every decision made again on the way."""
    case: Case | None = None
    decisions: list[tuple[Event, Decision]] = []
    for event in events:
        decision = decide_again(program, case, event)
        if decision is not None:
            decisions.append((event, decision))
        case = begin(program, event) if case is None else apply(program, case, event)
    assert case is not None
    return case, decisions
