"""The fold: what one more event makes of a case. Replaying all events gives the case; so does folding as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade
from complaintkit.cases.clocks import clock_of, rung_times, term_of
from complaintkit.cases.events import (
    Acted,
    Alleged,
    Body,
    Corrected,
    Event,
    Extended,
    Filed,
    Fired,
    IssuedForm,
    Lifted,
    Linked,
    SanctionStep,
    Told,
)
from complaintkit.cases.program import Program
from complaintkit.deadlines import Extension, Pause, Promise, due
from complaintkit.errors import IntegrityError
from complaintkit.values import Money


def evolved(case: Case, changes: Mapping[str, Any]) -> Case:
    """The case with some fields changed. The others are copied whole, because commands do little else."""
    fields = case.__dict__.copy()
    fields.update(changes)
    after = object.__new__(Case)
    object.__setattr__(after, "__dict__", fields)
    return after


def fold(program: Program, events: Iterable[Event], case: Case | None = None) -> Case:
    """The case that ``events`` add up to, on top of ``case`` if one is given.

    :raises IntegrityError: there are no events, or the first is not a filing.
    """
    for event in events:
        case = begin(program, event) if case is None else apply(program, case, event)
    if case is None:
        raise IntegrityError("a case has at least one event, got none")
    return case


def begin(program: Program, event: Event) -> Case:
    """The case a filing makes."""
    body = event.body
    if not isinstance(body, Filed):
        raise IntegrityError(f"case {event.case_id!r} begins with {type(body).__name__}, not with its filing")
    stage = program.stages[body.stage]
    case = Case(
        event.tenant,
        event.case_id,
        body.kind,
        body.policy,
        event.occurred_at,
        0,
        body.stage,
        event.recorded_at,
        event.hash,
        {},
        {},
        dict(body.facts),
        body.category,
        body.channel,
        None,
        body.parties,
        frozenset(body.about),
        frozenset(),
        body.refs,
        owner=stage.owner,
        attachments=body.attachments,
        links=body.links,
        period=body.period,
        unit=body.unit,
        adopted=body.adopted,
    )
    changes: dict[str, Any] = {"version": event.seq, "hash": event.hash, "recorded_at": event.recorded_at}
    past = {record: at for record, at in body.records}
    for record, at in body.records:
        _record(program, case, changes, (record,), event, at)
        case = evolved(case, changes)
        changes = {"version": event.seq}
    _record(program, case, changes, (body.record,), event, event.occurred_at)
    if body.adopted:
        changes["clocks"] = {
            duty: tuple(attrs.evolve(run, adopted_at=event.recorded_at) for run in runs)
            for duty, runs in changes.get("clocks", case.clocks).items()
        }
        case = evolved(case, changes)
        changes = {}
        for record in past:
            _end_adopted(program, case, changes, record, past)
    if body.number is not None:
        changes["number"] = body.number
    if body.forms:
        changes["forms"] = tuple(IssuedForm(form.form, form.copies, event.seq) for form in body.forms)
        _record(program, evolved(case, changes), changes, ("issued",), event, event.occurred_at)
    if stage.kind == "waiting" and stage.pause is not None:
        changes["pauses"] = (Pause(stage.pause, event.occurred_at, None),)
        changes["pauses_of"] = ((event.seq, 0),)
    return evolved(case, changes)


def _end_adopted(
    program: Program, case: Case, changes: dict[str, Any], record: str, past: Mapping[str, datetime]
) -> None:
    clocks = dict(changes.get("clocks", case.clocks))
    for duty in program.ending.get(record, ()):
        runs = clocks.get(duty.id, ())
        if runs and runs[-1].running and past[record] >= runs[-1].started_at:
            clocks[duty.id] = (*runs[:-1], attrs.evolve(runs[-1], ended_at=past[record], ended_seq=1))
            changes["clocks"] = clocks


def apply(program: Program, case: Case, event: Event) -> Case:
    """The case after one more event.

    :raises IntegrityError: the event is not the case's next one.
    """
    if event.seq != case.version + 1:
        raise IntegrityError(f"case {case.id!r} is at version {case.version}, event {event.seq} cannot follow it")
    changes: dict[str, Any] = {"version": event.seq, "hash": event.hash, "recorded_at": event.recorded_at}
    _APPLY[type(event.body)](program, case, changes, event, event.body)
    return evolved(case, changes)


def _acted(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Acted) -> None:
    if body.facts:
        changes["facts"] = {**case.facts, **body.facts}
    if body.category is not None:
        changes["category"] = body.category
    if body.number is not None:
        changes["number"] = body.number
    _record(program, case, changes, body.records, event, event.occurred_at, body.facts)
    if body.stage != case.stage:
        _enter(program, case, changes, body.stage, event)
    if body.forms:
        changes["forms"] = (*case.forms, *(IssuedForm(f.form, f.copies, event.seq) for f in body.forms))
    if body.told:
        changes["told"] = _told(case, body.told, event)
    if body.sanctions:
        changes["sanctions"] = _sanctions(case.sanctions, body.sanctions)
    if body.attachments:
        changes["attachments"] = (*case.attachments, *body.attachments)
    if body.to is not None:
        if "recused" in body.records:
            changes["recused"] = case.recused | {body.to}
        else:
            changes["assigned"] = body.to
    if body.promise is not None:
        duty, at = body.promise
        promise = Promise(at, event.occurred_at)
        _update_run(
            case,
            changes,
            duty,
            lambda run: attrs.evolve(run, promises=(*run.promises, promise), moved_at=event.recorded_at),
        )
    if body.category is not None or body.facts or not program.reading_records.keys().isdisjoint(body.records):
        _rederive(program, case, changes, body, event)


def _record(
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
                    clocks[duty.id] = (*runs[:-1], attrs.evolve(runs[-1], ended_at=at, ended_seq=event.seq))
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


def _enter(program: Program, case: Case, changes: dict[str, Any], stage_id: str, event: Event) -> None:
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
                    _update_run(case, changes, duty.id, lambda run: attrs.evolve(run, moved_at=event.recorded_at))
        if stage.pause is not None:
            pauses.append(Pause(stage.pause, event.occurred_at, None))
            pauses_of.append((event.seq, 0))
        changes["pauses"], changes["pauses_of"] = tuple(pauses), tuple(pauses_of)
    if stage.kind != left.kind:
        clocks = dict(changes.get("clocks", case.clocks))
        for id, runs in clocks.items():
            if runs[-1].running and stage.kind not in program.duties[id].stage_kinds:
                clocks[id] = (*runs[:-1], attrs.evolve(runs[-1], stopped_at=event.occurred_at))
        changes["clocks"] = clocks


def _update_run(case: Case, changes: dict[str, Any], duty: str, update: Callable[[Occurrence], Occurrence]) -> None:
    clocks = dict(changes.get("clocks", case.clocks))
    runs = clocks.get(duty, ())
    if runs and runs[-1].running:
        clocks[duty] = (*runs[:-1], update(runs[-1]))
        changes["clocks"] = clocks


def _rederive(program: Program, case: Case, changes: dict[str, Any], body: Acted, event: Event) -> None:
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
            _update_run(
                case,
                changes,
                id,
                lambda run: attrs.evolve(
                    run, changed_at=event.occurred_at, changed_seq=event.seq, moved_at=event.recorded_at
                ),
            )


def _told(case: Case, told: tuple[Told, ...], event: Event) -> tuple[Told, ...]:
    return (*case.told, *(item._replace(seq=event.seq) for item in told))


def _sanctions(held: tuple[SanctionStep, ...], steps: tuple[SanctionStep, ...]) -> tuple[SanctionStep, ...]:
    kept = list(held)
    for step in steps:
        if step.state == "proposed":
            kept.append(step)
            continue
        for i, sanction in enumerate(kept):
            if (sanction.rule, sanction.subject, sanction.state) == (step.rule, step.subject, "proposed"):
                kept[i] = sanction._replace(state=step.state)
    return tuple(kept)


def _extended(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Extended) -> None:
    rule = program.duties[body.duty].extension
    assert rule is not None
    extension = Extension(
        rule.how,
        event.occurred_at,
        term=None if rule.how == "fixed" else rule.term,
        due_at=body.until,
        reason=body.reason,
    )
    _update_run(
        case,
        changes,
        body.duty,
        lambda run: attrs.evolve(run, extensions=(*run.extensions, extension), moved_at=event.recorded_at),
    )
    if body.told:
        changes["told"] = _told(case, body.told, event)


def _fired(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Fired) -> None:
    rung = FiredRung(body.rung, body.due_at, body.fires_at, event.seq, 0, bool(body.skipped))
    clocks = dict(case.clocks)
    clocks[body.duty] = tuple(
        attrs.evolve(run, fired=(*run.fired, rung)) if run.n == body.occurrence else run for run in clocks[body.duty]
    )
    changes["clocks"] = clocks
    if body.forms:
        changes["forms"] = (*case.forms, *(IssuedForm(f.form, f.copies, event.seq) for f in body.forms))
    _record(program, case, changes, body.records, event, event.occurred_at)


def _lifted(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Lifted) -> None:
    clocks = dict(case.clocks)
    clocks[body.duty] = tuple(
        attrs.evolve(
            run,
            fired=tuple(fired._replace(lifted=event.seq) if fired.seq == body.fired else fired for fired in run.fired),
        )
        for run in clocks[body.duty]
    )
    changes["clocks"] = clocks


def _corrected(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Corrected) -> None:
    if body.facts:
        changes["facts"] = {**case.facts, **body.facts}
        _rederive(program, case, changes, Acted(trigger="", stage=case.stage, facts=body.facts), event)
    at = body.occurred_at
    if at is None:
        return
    if body.seq == 1:
        changes["received_at"] = at
    changes["records"] = {
        name: tuple(made._replace(at=at) if made.seq == body.seq else made for made in entries)
        for name, entries in case.records.items()
    }
    clocks = changes.get("clocks", case.clocks)
    changes["clocks"] = {
        duty: tuple(_moved(run, body.seq, at, event.recorded_at) for run in runs) for duty, runs in clocks.items()
    }
    changes["told"] = tuple(told._replace(at=at) if told.seq == body.seq else told for told in case.told)
    if any(body.seq in pair for pair in case.pauses_of):
        changes["pauses"] = tuple(
            _shifted(pause, pair, body.seq, at) for pause, pair in zip(case.pauses, case.pauses_of, strict=True)
        )
        causes = {pause.cause for pause in case.pauses}
        for duty in program.policy.duties:
            if not causes.isdisjoint(duty.pauses):
                _update_run(case, changes, duty.id, lambda run: attrs.evolve(run, moved_at=event.recorded_at))


def _shifted(pause: Pause, pair: tuple[int, int], seq: int, at: datetime) -> Pause:
    """A pause after the entry that began or ended it was corrected; it never ends before it began."""
    begun = at if pair[0] == seq else pause.begun_at
    ended = at if pair[1] == seq else pause.ended_at
    return Pause(pause.cause, begun, ended if ended is None else max(ended, begun))


def _moved(run: Occurrence, seq: int, at: datetime, now: datetime) -> Occurrence:
    if run.started_seq == seq:
        run = attrs.evolve(run, started_at=at, moved_at=now)
    if run.changed_seq == seq:
        run = attrs.evolve(run, changed_at=at, moved_at=now)
    if run.ended_seq == seq:
        run = attrs.evolve(run, ended_at=at)
    return run


def _linked(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Linked) -> None:
    changes["links"] = (*case.links, body.link)


def _alleged(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Alleged) -> None:
    changes["alleged"] = (*case.alleged, Allegation(body.conduct, body.against, event.seq))


_APPLY: dict[type[Body], Callable[[Program, Case, dict[str, Any], Event, Any], None]] = {
    Acted: _acted,
    Extended: _extended,
    Fired: _fired,
    Lifted: _lifted,
    Corrected: _corrected,
    Linked: _linked,
    Alleged: _alleged,
}


def unfounded(
    program: Program, case: Case, duties: Iterable[str] | None = None, *, corrected: bool = False
) -> list[Lifted]:
    """The fired rungs that the case as it now stands shows to be unfounded, as the bodies that lift them.

    A rung is unfounded if the duty had been met by the instant it fired for; and, where an earlier entry was
    ``corrected``, if its own moment now lies after the one it fired for.
    """
    found = []
    for duty in duties if duties is not None else case.clocks:
        for run in case.clocks.get(duty, ()):
            for fired in run.fired:
                if not fired.lifted and not fired.skipped and _is_unfounded(program, case, run, fired, corrected):
                    found.append(Lifted(fired=fired.seq, duty=duty, rung=fired.rung))
    return found


def _is_unfounded(program: Program, case: Case, run: Occurrence, fired: FiredRung, corrected: bool) -> bool:
    if run.ended_at is not None and run.ended_at <= fired.fires_at:
        return True
    if not corrected:
        return False
    found = clock_of(program, case, run)
    falls = None if found is None else due(found[0])
    if found is None or falls is None:
        return True
    return rung_times(program.duties[run.duty], found[0], falls)[fired.rung] > fired.fires_at
