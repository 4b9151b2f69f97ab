"""What a record, a stage or a fact changes on a case: registers, clocks, redress, pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from complaintkit.cases.case import Case, Occurrence, RecordMade
from complaintkit.cases.clocks import term_of
from complaintkit.cases.events import Acted, Event
from complaintkit.cases.program import Program
from complaintkit.deadlines import Pause
from complaintkit.values import Money

Folded = TypeVar("Folded", Case, Occurrence)


def evolved(value: Folded, changes: Mapping[str, Any]) -> Folded:
    """A case, or a run of a duty, with some fields changed. The others are copied whole: commands do little else."""
    fields = value.__dict__.copy()
    fields.update(changes)
    return filled(type(value), fields)


def filled(cls: type[Folded], fields: dict[str, Any]) -> Folded:
    """A case, or a run of a duty, of all its fields."""
    made = object.__new__(cls)
    object.__setattr__(made, "__dict__", fields)
    return made


def put_on_record(
    program: Program,
    case: Case,
    changes: dict[str, Any],
    names: tuple[str, ...],
    event: Event,
    at: datetime,
    facts: Mapping[str, Any] = {},
) -> None:
    """Put records on the case: registers, clocks and redress follow from them."""
    if not names:
        return
    records = dict(changes.get("records", case.records))
    made = RecordMade(event.seq, at, event.actor)
    clocks: dict[str, tuple[Occurrence, ...]] | None = None
    for name in names:
        records[name] = (*records.get(name, ()), made)
        if name in program.ending:
            clocks = clocks if clocks is not None else dict(changes.get("clocks", case.clocks))
            for duty in program.ending[name]:
                runs = clocks.get(duty.id, ())
                if runs and runs[-1].running:
                    clocks[duty.id] = (*runs[:-1], evolved(runs[-1], {"ended_at": at, "ended_seq": event.seq}))
        if name in program.registers_by_record:
            _register(program, case, changes, name)
    for name in names:
        for duty in program.starting.get(name, ()):
            if duty.case_kind == case.kind:
                clocks = clocks if clocks is not None else dict(changes.get("clocks", case.clocks))
                runs = clocks.get(duty.id, ())
                if not runs or not runs[-1].running:
                    clocks[duty.id] = (*runs, Occurrence(duty.id, len(runs) + 1, event.seq, at))
    changes["records"] = records
    if clocks is not None:
        changes["clocks"] = clocks
    if not program.moving_redress.isdisjoint(names):
        _redress(program, case, changes, names, facts)


def _register(program: Program, case: Case, changes: dict[str, Any], record: str) -> None:
    entered = changes.get("registers", case.registers)
    for id in program.registers_by_record[record]:
        register = program.registers[id]
        if (
            id not in entered
            and register.case_kind == case.kind
            and (not register.channels or case.channel in register.channels)
        ):
            entered = (*entered, id)
    changes["registers"] = entered


def _redress(
    program: Program, case: Case, changes: dict[str, Any], names: tuple[str, ...], facts: Mapping[str, Any]
) -> None:
    redress = program.policy.redress
    assert redress is not None
    proposed = case.redress_proposed
    given = facts.get(redress.fact)
    amount = given if isinstance(given, Money) else None
    if not program.proposing.isdisjoint(names):
        proposed = amount
    if not program.granting.isdisjoint(names):
        grant = amount if amount is not None else proposed
        if grant is not None:
            granted = case.redress_granted
            changes["redress_granted"] = grant if granted is None else granted + grant
        proposed = None
    if not program.dropping.isdisjoint(names):
        proposed = None
    changes["redress_proposed"] = proposed


def enter(program: Program, case: Case, changes: dict[str, Any], stage_id: str, event: Event) -> None:
    """Enter a stage: whose turn it is, pauses that end and begin, duties that do not run in it."""
    stage, left = program.stages[stage_id], program.stages[case.stage]
    changes["stage"] = stage_id
    changes["owner"] = stage.owner
    if left.kind == "waiting" or stage.kind == "waiting":
        pauses, pauses_of = list(case.pauses), list(case.pauses_of)
        if left.kind == "waiting" and pauses and pauses[-1].ended_at is None:
            last = pauses[-1]
            pauses[-1] = Pause(last.cause, last.begun_at, max(event.occurred_at, last.begun_at))
            pauses_of[-1] = (pauses_of[-1][0], event.seq)
            for duty in program.policy.duties:
                if last.cause in duty.pauses:
                    update_run(case, changes, duty.id, lambda run: attrs.evolve(run, moved_at=event.recorded_at))
        if stage.pause is not None:
            pauses.append(Pause(stage.pause, event.occurred_at, None))
            pauses_of.append((event.seq, 0))
        changes["pauses"], changes["pauses_of"] = tuple(pauses), tuple(pauses_of)
    if stage.kind != left.kind:
        clocks = dict(changes.get("clocks", case.clocks))
        for id, runs in clocks.items():
            if runs[-1].running and stage.kind not in program.duties[id].stage_kinds:
                clocks[id] = (*runs[:-1], evolved(runs[-1], {"stopped_at": event.occurred_at}))
        changes["clocks"] = clocks


def stop_all(case: Case, changes: dict[str, Any], at: datetime) -> None:
    """Stop every duty that runs: the case owes nothing of its own any more."""
    clocks = dict(changes.get("clocks", case.clocks))
    for id, runs in clocks.items():
        if runs[-1].running:
            clocks[id] = (*runs[:-1], attrs.evolve(runs[-1], stopped_at=at))
    changes["clocks"] = clocks


def update_run(case: Case, changes: dict[str, Any], duty: str, update: Callable[[Occurrence], Occurrence]) -> None:
    """Change the running occurrence of a duty, where it runs."""
    clocks = dict(changes.get("clocks", case.clocks))
    runs = clocks.get(duty, ())
    if runs and runs[-1].running:
        clocks[duty] = (*runs[:-1], update(runs[-1]))
        changes["clocks"] = clocks


def rederive(program: Program, case: Case, changes: dict[str, Any], body: Acted, event: Event) -> None:
    """Note on each running duty whose term the event changed when it did."""
    duties = set(program.conditional) if body.category is not None else set()
    for fact in body.facts:
        duties |= program.reading.get(fact, set())
    for record in body.records:
        duties |= program.reading_records.get(record, set())
    running = [id for id in sorted(duties) if case.clocks.get(id) and case.clocks[id][-1].running]
    if not running:
        return
    after = evolved(case, changes)
    for id in running:
        duty = program.duties[id]
        if term_of(program, case, duty)[0] != term_of(program, after, duty)[0]:
            update_run(
                case,
                changes,
                id,
                lambda run: attrs.evolve(
                    run, changed_at=event.occurred_at, changed_seq=event.seq, moved_at=event.recorded_at
                ),
            )
