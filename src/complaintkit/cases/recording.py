"""What a record, a stage or a fact changes on a case: registers, clocks, redress, pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from complaintkit.cases.case import Case, Occurrence, RecordMade
from complaintkit.cases.clocks import due_of, settled_for
from complaintkit.cases.effects import Effects
from complaintkit.cases.events import Acted, Corrected, Event
from complaintkit.cases.program import Program
from complaintkit.deadlines import Pause
from complaintkit.rules.duties import Duty
from complaintkit.rules.intake import Register
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
    stages: tuple[str, ...] = (),
    rung: tuple[str, datetime] | None = None,
) -> None:
    """Put records on the case: registers, clocks and redress follow from them. A duty starts only where it runs: in
    the kind of one of ``stages``, of the stage the records leave the case in (none given: where it stands).

    ``rung`` is the duty and the moment of the rung that makes them: where they end that duty, it ends at that moment,
    however late the sweep came.
    """
    if not names:
        return
    effects = program.effects[names]
    records = dict(changes.get("records", case.records))
    made = RecordMade(event.seq, at, event.actor)
    for name in names:
        records[name] = (*records.get(name, ()), made)
    changes["records"] = records
    if effects.ends or effects.starts or effects.stops:
        kinds = frozenset([program.stages[stage].kind for stage in stages or (case.stage,)])
        before = changes.get("clocks", case.clocks)
        changes["clocks"] = _run_on(effects, case, before, event.seq, at, kinds, rung)
        if effects.stops or any(duty.repeats for duty in effects.ends):
            changes["clocks"] = _repeated(program, effects, evolved(case, changes), before, event.seq, at, kinds)
    if effects.registers:
        _register(case, changes, effects.registers)
    if effects.redress:
        _redress(program, case, changes, names, facts)


def _run_on(
    effects: Effects,
    case: Case,
    clocks: Mapping[str, tuple[Occurrence, ...]],
    seq: int,
    at: datetime,
    kinds: frozenset[str],
    rung: tuple[str, datetime] | None,
) -> dict[str, tuple[Occurrence, ...]]:
    """The runs of duties after records that end some and start others, or start and then end one: met at once."""
    after = dict(clocks)
    _begin(effects.met, case, after, seq, at, kinds)
    for duty in effects.ends:
        runs = after.get(duty.id)
        if runs and runs[-1].running:
            ended = rung[1] if rung is not None and rung[0] == duty.id else at
            after[duty.id] = (*runs[:-1], evolved(runs[-1], {"ended_at": ended, "ended_seq": seq}))
    _begin(effects.starts, case, after, seq, at, kinds)
    return after


def _begin(
    duties: tuple[Duty, ...],
    case: Case,
    clocks: dict[str, tuple[Occurrence, ...]],
    seq: int,
    at: datetime,
    kinds: frozenset[str],
) -> None:
    """A run of each of the duties that may run there and does not yet."""
    for duty in duties:
        if duty.case_kind == case.kind and not kinds.isdisjoint(duty.stage_kinds):
            runs = clocks.get(duty.id, ())
            if not runs or not runs[-1].running:
                clocks[duty.id] = (*runs, Occurrence(duty.id, len(runs) + 1, seq, at))


def _repeated(
    program: Program,
    effects: Effects,
    case: Case,
    before: Mapping[str, tuple[Occurrence, ...]],
    seq: int,
    at: datetime,
    kinds: frozenset[str],
) -> dict[str, tuple[Occurrence, ...]]:
    """The runs after those that ended have begun anew, and those that are to repeat no longer have stopped."""
    after = dict(case.clocks)
    for duty in effects.stops:
        runs = after.get(duty.id)
        if runs and runs[-1].running and duty not in effects.starts:
            after[duty.id] = (*runs[:-1], evolved(runs[-1], {"stopped_at": at}))
    for duty in effects.ends:
        runs = after.get(duty.id)
        if duty.repeats is None or not runs or runs is before.get(duty.id) or runs[-1].running:
            continue
        last, over = runs[-1], any(record in case.records for record in duty.until)
        if last.ended_at is None or over or kinds.isdisjoint(duty.stage_kinds):
            continue
        falls = due_of(program, case, last) if duty.repeats == "due" else None
        started = last.ended_at if falls is None else falls.due_at
        after[duty.id] = (*runs, Occurrence(duty.id, len(runs) + 1, seq, started))
    return after


def _register(case: Case, changes: dict[str, Any], registers: tuple[Register, ...]) -> None:
    entered = changes.get("registers", case.registers)
    for register in registers:
        if (
            register.id not in entered
            and register.case_kind == case.kind
            and (not register.channels or case.channel in register.channels)
        ):
            entered = (*entered, register.id)
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
                    update_run(case, changes, duty.id, lambda run: evolved(run, {"moved_at": event.recorded_at}))
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
            clocks[id] = (*runs[:-1], evolved(runs[-1], {"stopped_at": at}))
    changes["clocks"] = clocks


def update_run(case: Case, changes: dict[str, Any], duty: str, update: Callable[[Occurrence], Occurrence]) -> None:
    """Change the running occurrence of a duty, where it runs."""
    clocks = dict(changes.get("clocks", case.clocks))
    runs = clocks.get(duty, ())
    if runs and runs[-1].running:
        clocks[duty] = (*runs[:-1], update(runs[-1]))
        changes["clocks"] = clocks


def settle(program: Program, case: Case, corrected: Corrected | None = None) -> Case:
    """The case with the term of every run that is over written down, so that no later fact moves its due.

    After a correction a run that was late is settled anew where the corrected facts give it the time it took: the
    breach rested on the entry that was wrong. One that was met in time stays so, and one that ended before that entry
    was made; one that ended before a fact was given again had the fact as corrected.
    """
    clocks: dict[str, tuple[Occurrence, ...]] = {}
    for id in program.conditional:
        runs = case.clocks.get(id, ())
        after = tuple([_settled(program, case, run, corrected) for run in runs])
        if any(new is not old for new, old in zip(after, runs, strict=True)):
            clocks[id] = after
    return evolved(case, {"clocks": {**case.clocks, **clocks}}) if clocks else case


def _settled(program: Program, case: Case, run: Occurrence, corrected: Corrected | None) -> Occurrence:
    over = run.ended_at or run.stopped_at
    if over is None:
        return run
    if run.settled is not None:
        bears = corrected is not None and not 0 < run.ended_seq < corrected.seq
        if not bears or not _late(program, case, run, over):
            return run
    known = case
    if corrected is not None and run.ended_seq:
        before = {id: corrected.facts[id] for id, entry in corrected.again if run.ended_seq < entry}
        known = evolved(case, {"facts": {**case.facts, **before}}) if before else case
    found = evolved(run, {"settled": settled_for(program, known, program.duties[run.duty])})
    return run if run.settled is not None and _late(program, case, found, over) else found


def _late(program: Program, case: Case, run: Occurrence, over: datetime) -> bool:
    falls = due_of(program, case, run)
    return falls is not None and over > falls.due_at


def rederive(program: Program, case: Case, changes: dict[str, Any], body: Acted, event: Event) -> None:
    """Note on each running duty whose term, or what that counts from, the event changed when it did."""
    duties = set(program.conditional) if body.category is not None else set()
    for fact in body.facts:
        duties |= program.reading.get(fact, set())
    duties |= program.effects[body.records].rederives
    running = [id for id in sorted(duties) if case.clocks.get(id) and case.clocks[id][-1].running]
    if not running:
        return
    after = evolved(case, changes)
    for id in running:
        duty = program.duties[id]
        if settled_for(program, case, duty)[::2] != settled_for(program, after, duty)[::2]:  # assumed or not
            update_run(
                case,
                changes,
                id,
                lambda run: attrs.evolve(
                    run, changed_at=event.occurred_at, changed_seq=event.seq, moved_at=event.recorded_at
                ),
            )
