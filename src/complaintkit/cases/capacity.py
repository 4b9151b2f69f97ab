"""In which capacity somebody acts: by role, as a deputy, and never on a matter of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from complaintkit.cases.asking import NONE, Asking
from complaintkit.cases.case import Case
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.rules.moves import cites_of, named_in
from complaintkit.rules.record import Actor, Surroundings


def role(asking: Asking, row: Row) -> Sequence[Reason]:
    """The actor holds one of the move's roles, or stands in for one while nobody else is there."""
    if row.by is None:
        asking.capacity = min(asking.roles, default="anyone") if asking.roles else "anyone"
        return NONE
    for name in row.move.by:
        if name in asking.roles:
            asking.capacity = name
            if row.move.bands is None and not row.move.only:
                return NONE
            break
    found = [name for name in row.move.by if name in asking.roles]
    reasons, deputies = stand_in(
        asking.program, asking.actor, asking.roles, asking.around, row.move.by, asking.case, _named(asking, row)
    )
    asking.deputy_roles = frozenset(deputies)
    if found:
        return NONE
    if deputies:
        asking.capacity = deputies[0]
        return NONE
    by = tuple(row.move.by)
    refusal = reason("role", row.move.cites, trigger=row.move.trigger, by=by, held=tuple(sorted(asking.roles)))
    return (refusal, *reasons)


def only(asking: Asking, row: Row) -> Sequence[Reason]:
    """The actor, or the unit he acts for, is named where the move says; or he stands in while nobody named is left."""
    named, actor = _named(asking, row), asking.actor
    assert named is not None
    if actor.id in named or actor.unit in named:
        return NONE
    if named and asking.deputy_roles:
        asking.capacity = next(name for name in row.move.by if name in asking.deputy_roles)
        return NONE
    why = "somebody_else" if named else "nobody_yet"
    return (reason("not_named", row.move.cites, trigger=row.move.trigger, only=row.move.only, why=why),)


def _named(asking: Asking, row: Row) -> frozenset[str] | None:
    """Who is named as those who alone may make a move, before the command; None where anybody in its roles may."""
    return named_in(row.move.only, asking.case.facts, asking.case.assigned) if row.move.only else None


def stand_in(
    program: Program,
    actor: Actor,
    held: frozenset[str],
    around: Surroundings,
    by: Iterable[str],
    case: Case | None,
    named: frozenset[str] | None = None,
) -> tuple[list[Reason], list[str]]:
    """The roles the actor may stand in for, and what speaks against those he may not.

    With a directory a deputy may act while every holder is absent, recused or the respondent, and the last resort
    when no deputy is left either. Without one, only on behalf of somebody who is named. Where ``named`` says who alone
    may act, they are the holders that count; that they are all barred is known without a directory too.
    """
    reasons: list[Reason] = []
    stood: list[str] = []
    barred = (case.about | case.recused if case is not None else frozenset()) | around.absent
    nobody = around.holders is not None
    for name in by:
        declared = program.roles.get(name)
        if declared is None:
            nobody = False
            continue
        free = None if around.holders is None else around.holders.get(name, frozenset()) - barred
        if named is not None:
            free = _free(free, named, barred)
        seats = [*declared.deputies, *([declared.last_resort] if declared.last_resort else [])]
        waiting = free
        for seat in seats:
            if seat in held:
                behalf = actor.on_behalf_of is not None and (named is None or actor.on_behalf_of in named)
                if (waiting is not None and not waiting) or (waiting is None and behalf):
                    stood.append(name)
                else:
                    reasons.append(reason("deputy", declared.cite, deputy=seat, role=name))
                break
            if waiting is not None and around.holders is not None:
                waiting = waiting | (around.holders.get(seat, frozenset()) - barred)
        if waiting is None or waiting:
            nobody = False
    if nobody and not stood:
        reasons.append(reason("nobody_left", by=tuple(by)))
    return reasons, stood


def _free(free: frozenset[str] | None, named: frozenset[str], barred: frozenset[str]) -> frozenset[str] | None:
    """Those named who are left, where that is known."""
    if free is not None:
        return free & named
    return None if named - barred else frozenset()


def recused(asking: Asking, row: Row) -> Sequence[Reason]:
    """The case is not about the actor, and he was not recused from it."""
    case = asking.case
    if not (case.recused or case.about):
        return NONE
    who, rule = {asking.actor.id, asking.actor.on_behalf_of}, asking.program.policy.recusal
    if found := against_recused(asking.program, case, asking.actor):
        return found
    if not case.about.isdisjoint(who) and (rule.everything or not set(rule.records).isdisjoint(row.plain.records)):
        return (reason("recused", cites_of(rule.cite)),)
    return NONE


def against_recused(program: Program, case: Case, actor: Actor) -> Sequence[Reason]:
    """The reason against any command of somebody who was recused from the case, or of who stands in for one."""
    if case.recused.isdisjoint({actor.id, actor.on_behalf_of}):
        return NONE
    return (reason("recused", cites_of(program.policy.recusal.cite)),)


def separation(asking: Asking, row: Row) -> Sequence[Reason]:
    """The move is made by whoever made one record, and not by whoever made another."""
    found = []
    who, cites = asking.actor.id, row.move.cites
    for record in row.move.same_who:
        made = asking.case.records.get(record)
        if made and made[-1].who != who:
            found.append(reason("separation", cites, who="the one", record=record))
    for record in row.move.not_who:
        if any(made.who == who for made in asking.case.records.get(record, ())):
            found.append(reason("separation", cites, who="somebody other than the one", record=record))  # noqa: PERF401
    return found
