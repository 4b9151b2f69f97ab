"""Surroundings: what a decision reads outside its case, read in the decision's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.commands import Correct, Join
from complaintkit.cases.events import Event, Linked
from complaintkit.cases.fold import fold
from complaintkit.cases.program import Program, Row
from complaintkit.cases.said import said
from complaintkit.cases.tallying import facts_counted
from complaintkit.cases.tying import named_cases
from complaintkit.cases.unjoining import joined_by
from complaintkit.desk.ports import Directory, Transaction
from complaintkit.rules.facts import ABSENT
from complaintkit.rules.joins import JoinRule
from complaintkit.rules.links import LinkRule
from complaintkit.rules.record import NOTHING_AROUND, Actor, LinkedCase, Surroundings

Reads = tuple[tuple[str, int], ...]


def around_move(
    tx: Transaction,
    program: Program,
    case: Case,
    rows: Iterable[Row],
    actor: Actor,
    facts: Mapping[str, Any],
    directory: Directory | None,
    at: datetime,
    roles: Iterable[str] = (),
    program_of: Callable[[str], Program] | None = None,
) -> tuple[Surroundings, Reads]:
    """What the rows of a move need, and the versions of the linked cases that were looked at; ``roles`` are concerned
    beside those of the rows. ``program_of`` gives the program a linked case is pinned to, by the policy's hash.
    """
    linked: tuple[LinkedCase, ...] = ()
    shared: tuple[LinkedCase, ...] = ()
    reads: Reads = ()
    tallies: dict[str, int] = {}
    by = list(roles)
    for row in rows:
        by.extend(row.move.by)
        if row.body is not None:
            by.extend((*row.body.members, *row.body.chairs))
        if row.move.links is not None:
            named, seen = _named(tx, program, case.tenant, program.links[row.move.links], facts)
            linked, reads = (*linked, *named), (*reads, *seen)
        if row.needs_linked and not shared and case.links:
            shared, seen = sharing_redress(tx, program, case)
            linked, reads = (*linked, *shared), (*reads, *seen)
        if row.disposes and case.links and program_of is not None:
            tied, seen = _tied(tx, case, program_of)
            linked, reads = (*linked, *tied), (*reads, *seen)
        for id in row.needs_tallies:
            tallies[id] = _tally(tx, program, case, id, facts, at)
    if directory is None:
        if not linked and not tallies:
            return NOTHING_AROUND, ()
        return Surroundings(linked=linked, tallies=tallies), reads
    return people(program, case.tenant, actor, by, case, directory, at, linked, tallies), reads


def people(
    program: Program,
    tenant: str,
    actor: Actor,
    by: Iterable[str],
    case: Case | None,
    directory: Directory,
    at: datetime,
    linked: tuple[LinkedCase, ...] = (),
    tallies: Mapping[str, int] | None = None,
) -> Surroundings:
    """The actor's roles by the directory, and who holds, and is away from, the roles concerned."""
    concerned = set()
    for name in by:
        concerned.add(name)
        role = program.roles.get(name)
        if role is not None:
            concerned.update(role.deputies)
            if role.last_resort is not None:
                concerned.add(role.last_resort)
    unit = actor.unit
    holders = {role: directory.holders(tenant, role, unit, at) for role in sorted(concerned) if role in program.roles}
    absent = frozenset(person for held in holders.values() for person in held if directory.absent(tenant, person, at))
    roles = directory.roles(tenant, actor.id, unit, at)
    return Surroundings(roles=roles, holders=holders, absent=absent, linked=linked, tallies=dict(tallies or {}))


def around_correction(
    tx: Transaction,
    program: Program,
    case: Case,
    command: Correct,
    actor: Actor,
    directory: Directory | None,
    at: datetime,
) -> Surroundings:
    """Who corrects, and what the case's entries say of the facts that are corrected and of those that are counted with
    them.
    """
    found = NOTHING_AROUND
    if directory is not None:
        found = people(program, case.tenant, actor, program.policy.corrects, case, directory, at)
    if not command.facts:
        return found
    ids = {*command.facts, *facts_counted(program, command.facts.keys())}
    told = said(tx.events(case.tenant, case.id), ids)
    return attrs.evolve(found, said=told) if told else found


def sharing_redress(tx: Transaction, program: Program, case: Case) -> tuple[tuple[LinkedCase, ...], Reads]:
    """All cases tied to this one, near or far, by links that share redress."""
    found: dict[str, Case] = {}
    waiting = [case]
    while waiting:
        for link in waiting.pop().links:
            rule = program.links.get(link.rule)
            if (rule is not None and not rule.shares_redress) or link.case_id in found or link.case_id == case.id:
                continue
            stored = tx.load(case.tenant, link.case_id)
            if stored is not None:
                found[link.case_id] = stored.case
                waiting.append(stored.case)
    cases = sorted(found.values(), key=lambda other: other.id)
    return tuple(linked_case(other) for other in cases), tuple((other.id, other.version) for other in cases)


def linked_case(case: Case) -> LinkedCase:
    """What a decision may ask of a linked case."""
    return LinkedCase(
        case.id, frozenset(case.records), case.redress_granted, frozenset(form.form for form in case.forms)
    )


def _tied(tx: Transaction, case: Case, program_of: Callable[[str], Program]) -> tuple[tuple[LinkedCase, ...], Reads]:
    """The cases tied to this one, with the kind of stage each stands in."""
    ids = dict.fromkeys(link.case_id for link in case.links)
    found = [stored.case for id in ids if (stored := tx.load(case.tenant, id)) is not None]
    return (
        tuple(LinkedCase(other.id, stage_kind=program_of(other.policy).stages[other.stage].kind) for other in found),
        tuple((other.id, other.version) for other in found),
    )


def _named(
    tx: Transaction, program: Program, tenant: str, rule: LinkRule, facts: Mapping[str, Any]
) -> tuple[tuple[LinkedCase, ...], Reads]:
    """The cases that a move names in the fact of its link rule; what they granted is not asked for."""
    found = [stored.case for id in named_cases(rule, facts) if (stored := tx.load(tenant, id)) is not None]
    return (
        tuple(attrs.evolve(linked_case(case), granted=None, received_at=case.received_at) for case in found),
        tuple((case.id, case.version) for case in found),
    )


def around_join(
    tx: Transaction,
    program: Program,
    case: Case,
    command: Join,
    actor: Actor,
    directory: Directory | None,
    at: datetime,
    program_of: Callable[[str], Program],
) -> tuple[Surroundings, Reads]:
    """Both cases, with whose they are, and the versions of all that were looked at."""
    rule = program.joins[command.rule]
    linked: list[LinkedCase] = []
    seen: dict[str, int] = {}
    for side in (case, None if (stored := tx.load(case.tenant, command.into)) is None else stored.case):
        if side is None or rule.id not in program_of(side.policy).joins:
            continue  # a case whose version of the policy knows no such rule is nothing to join
        linked.append(
            LinkedCase(
                side.id,
                frozenset(side.records),
                kind=side.kind,
                stage_kind=program_of(side.policy).stages[side.stage].kind,
                received_at=side.received_at,
                whose=_whose(tx, rule, side, seen),
            )
        )
    seen.pop(case.id, None)
    reads = tuple(sorted(seen.items()))
    if directory is None:
        return Surroundings(linked=tuple(linked)), reads
    return people(program, case.tenant, actor, rule.by, case, directory, at, tuple(linked)), reads


def around_unjoin(
    tx: Transaction,
    program: Program,
    case: Case,
    actor: Actor,
    directory: Directory | None,
    at: datetime,
    program_of: Callable[[str], Program],
) -> tuple[Surroundings, Reads]:
    """The case, with where it stood and what ran before, the matter without it, and what that joined in its turn."""
    link = joined_by(program, case)
    if link is None:
        return NOTHING_AROUND, ()
    joined = Join(rule=link.rule, into=link.case_id)
    around, reads = around_join(tx, program, case, joined, actor, directory, at, program_of)
    linked: list[LinkedCase] = []
    for side in around.linked:
        stood = _stood(program, tx.events(case.tenant, case.id)) if side.case_id == case.id else None
        if stood is None:
            linked.append(side)
        else:
            running = tuple(sorted(id for id, runs in stood.clocks.items() if runs[-1].running))
            linked.append(attrs.evolve(side, stage=stood.stage, running=running))
    stored = tx.load(case.tenant, link.case_id)
    further = None if stored is None else joined_by(program_of(stored.case.policy), stored.case)
    if further is not None:
        linked.append(LinkedCase(further.case_id))
    return attrs.evolve(around, linked=tuple(linked)), reads


def _stood(program: Program, events: Sequence[Event]) -> Case | None:
    """The case as it was when it last joined another; None where it never did."""
    joined = [i for i, event in enumerate(events) if isinstance(event.body, Linked) and event.body.stage is not None]
    return fold(program, events[: joined[-1]]) if joined else None


def _whose(tx: Transaction, rule: JoinRule, case: Case, seen: dict[str, int]) -> frozenset[str]:
    """Whose a case is, those included whose cases joined it; empty where that is not known of the case itself."""
    seen[case.id] = case.version
    given = case.facts.get(rule.counts) if rule.counts else case.id
    own = frozenset(given if isinstance(given, tuple) else (given,) if isinstance(given, str) else ())
    if not own:
        return own
    for link in case.links:
        if link.rule == rule.id and link.follows and link.case_id not in seen:
            stored = tx.load(case.tenant, link.case_id)
            if stored is not None:
                own |= _whose(tx, rule, stored.case, seen)
    return own


def _tally(tx: Transaction, program: Program, case: Case, id: str, facts: Mapping[str, Any], at: datetime) -> int:
    tally = program.tallies[id]
    subject = facts.get(tally.subject, case.facts.get(tally.subject, ABSENT)) if tally.subject else ""
    if not isinstance(subject, str):
        return 0
    moment = case.received_at if tally.dated == "received" else at
    return tx.tally(case.tenant, tally.key(subject, program.calendar.local_date(moment)))
