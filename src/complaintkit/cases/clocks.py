"""The clocks of a case: which term each duty runs under, when it falls due, which rungs of its ladder come when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import attrs

from complaintkit.cases.case import Case, Occurrence, Settled
from complaintkit.cases.keeping import OVER, waits_until
from complaintkit.cases.program import Program
from complaintkit.cases.view import View
from complaintkit.deadlines import (
    Anchor,
    Anchors,
    Clock,
    Due,
    EarlierOf,
    Longstop,
    Pause,
    Term,
    Tolling,
    due,
    resumes_at,
    rung_instant,
    term_due,
)
from complaintkit.deadlines import state as clock_state
from complaintkit.deadlines.convention import without_start_rule
from complaintkit.rules.conditions import ALWAYS
from complaintkit.rules.duties import AtLeast, ByCase, Duty
from complaintkit.rules.record import RETENTION

LADDERS_KEPT = 10_000
"""How many ladders of plain runs a program keeps, one for each duty, run and day of due."""
LATEST_KEPT = 64
"""Of how many runs a program keeps which ladder is theirs: the same command, or sweep, asks again at once."""


class DueRow(NamedTuple):
    """A moment the sweep waits for: of which duty's run, which rung ("" is the due itself), for which due."""

    fires_at: datetime
    duty: str
    n: int
    rung: str
    due_at: datetime


@attrs.frozen
class DutyState:
    """How one run of a duty stands.

    ``status`` is one of running, paused, met, met_late, overdue, stopped. ``assumed``: a fact that chooses the term is
    not known, and the earliest due that may apply governs. ``fired`` and ``lifted`` are the ids of rungs.
    """

    duty: str
    occurrence: int
    status: str
    due: Due | None
    promised: bool = False
    assumed: bool = False
    fired: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None


def term_of(program: Program, case: Case, duty: Duty) -> tuple[Term | None, bool]:
    """The term a duty runs under on a case, and whether that is assumed; None: the duty does not apply."""
    assumed = False
    if duty.when != ALWAYS:
        applies = program.test(duty.when)(View(program, case, case.recorded_at))
        if applies is False:
            return None, False
        assumed = applies is None
    if not isinstance(duty.term, ByCase):
        return duty.term, assumed
    possible: list[Term] = []
    view = View(program, case, case.recorded_at)
    for condition, term in duty.term.rows:
        holds = program.test(condition)(view)
        if holds is False:
            continue
        if term not in possible:
            possible.append(term)
        if holds is True:
            break
        assumed = True
    if not possible:
        return None, False
    if len(possible) == 1:
        return possible[0], assumed
    return EarlierOf(tuple(possible)), assumed


def anchors_for(program: Program, case: Case, duty: Duty) -> Anchors:
    """What the terms of a duty count from or before, as far as the case has it: facts, and records by their latest."""
    found: list[tuple[str, Anchor]] = []
    for name in program.anchored.get(duty.id, ()):
        if name in program.facts:
            value = case.facts.get(name)
            if isinstance(value, date):
                found.append((name, value))
            elif isinstance(value, tuple):
                found.append((name, tuple(sorted(set(value)))))
        elif name in case.records:
            found.append((name, case.records[name][-1].at))
    return tuple(found)


def settled_for(program: Program, case: Case, duty: Duty) -> Settled:
    """What chooses the dates of a conditional duty on a case, as the case now stands."""
    return Settled(*term_of(program, case, duty), anchors_for(program, case, duty))


def clock_of(program: Program, case: Case, run: Occurrence) -> tuple[Clock, bool] | None:
    """The clock of one run of a duty, and whether its term is assumed; None where the duty does not apply."""
    duty = program.duties[run.duty]
    if duty.id in program.conditional:
        term, assumed, anchors = run.settled or settled_for(program, case, duty)
        if term is None:
            return None
    else:
        assert not isinstance(duty.term, ByCase)
        term, assumed, anchors = duty.term, False, ()
    started, changed, least = run.started_at, run.changed_at, None
    if changed is not None:
        if duty.on_change == "change":
            started = changed
        elif isinstance(duty.on_change, AtLeast):
            least = duty.on_change.term
    pauses = tuple(pause for pause in case.pauses if pause.cause in duty.pauses) if duty.pauses else ()
    over = run.ended_at or run.stopped_at
    if pauses and over is not None:
        pauses = _until(pauses, over)
    extensions, promises = run.extensions, run.promises
    if over is not None and (extensions or promises):  # an end entered late lies before what was granted after it
        extensions = tuple([extension for extension in extensions if extension.granted_at <= over])
        promises = tuple([promise for promise in promises if promise.made_at <= over])
    clock = Clock(
        term,
        started,
        program.calendar_of(duty, case.unit),
        convention=program.convention_of(duty),
        pauses=pauses,
        pause_rules=duty.pause_rules,
        pause_cap=duty.pause_cap,
        extensions=extensions,
        promises=promises,
        changed_at=changed if least is not None else None,
        not_before=least,
        anchors=anchors,
    )
    if duty.tolling or duty.longstop is not None or duty.repeats is not None:
        clock = _beside(program, case, run, duty, clock)
    return clock, assumed


def follows_due(duty: Duty, runs: Sequence[Occurrence], run: Occurrence) -> bool:
    """Whether a run began where the one before it fell due, and not with a record."""
    return duty.repeats == "due" and run.n > 1 and runs[run.n - 2].ended_seq == run.started_seq


def _beside(program: Program, case: Case, run: Occurrence, duty: Duty, clock: Clock) -> Clock:
    """A run's clock with what bears on it beside its term: how a repeated one starts, windows of days, a last day.

    Where the one before fell due is worked out anew, since it may have moved.
    """
    runs = case.clocks.get(duty.id, (run,))
    received = program.calendar.local_date(case.received_at)
    started, convention = clock.started_at, clock.convention
    if follows_due(duty, runs, run):
        before = due_of(program, case, runs[run.n - 2])
        started = started if before is None else before.due_at
        convention = without_start_rule(convention)
    return attrs.evolve(
        clock,
        started_at=started,
        convention=convention,
        tolling=tuple(Tolling(t.id, t.first, t.last) for t in duty.tolling if t.stops(received)),
        longstop=None if duty.longstop is None else Longstop(duty.longstop, runs[0].started_at),
    )


def _until(pauses: tuple[Pause, ...], over: datetime) -> tuple[Pause, ...]:
    """The pauses as they stood when a run was over: what the case waits for afterwards does not move its due."""
    return tuple(
        pause if pause.ended_at is not None and pause.ended_at <= over else Pause(pause.cause, pause.begun_at, over)
        for pause in pauses
        if pause.begun_at <= over
    )


def due_of(program: Program, case: Case, run: Occurrence) -> Due | None:
    """When a run of a duty falls due; None: paused, without a due, or not applying."""
    clock = clock_of(program, case, run)
    return None if clock is None else due(clock[0])


def running_bound(program: Program, case: Case, duty: str, term: Term) -> Due | None:
    """When ``term``, counted like the duty's own from the same start, ends: what a fixed extension may not pass."""
    found = clock_of(program, case, case.clocks[duty][-1])
    return None if found is None else due(attrs.evolve(found[0], term=term, extensions=(), promises=()))


def rung_times(duty: Duty, clock: Clock, falls: Due) -> dict[str, datetime]:
    """The instant of each rung of a duty's ladder."""
    return {rung.id: rung_instant(rung.at, clock, falls) for rung in duty.ladder}


def due_rows(program: Program, case: Case, duty_id: str) -> tuple[DueRow, ...]:
    """The moments the sweep waits for on one duty: its due, and every rung that is still to come; by the name of
    ``RETENTION``: the moment at which that of the case is over.
    """
    if duty_id == RETENTION:
        return _retention_rows(program, case)
    runs = case.clocks.get(duty_id, ())
    if not runs or not runs[-1].running:  # no run follows one that is still owed
        return ()
    run, duty = runs[-1], program.duties[duty_id]
    if _is_plain(program, case, duty, run):
        return _left(run, _plain_rows(program, duty, case.unit, run.n, run.started_at))
    found = clock_of(program, case, run)
    falls = None if found is None else due(found[0])
    if found is None or falls is None:
        return ()
    clock, due_at = found[0], falls.due_at
    rows = [DueRow(due_at, duty_id, run.n, "", due_at)]
    wakes = resumes_at(clock) if case.pauses else None
    for rung in duty.ladder:
        at = rung_instant(rung.at, clock, falls)
        if _still_to_come(run, rung.id, at, due_at):
            # while a pause is open nothing fires: what would, waits until the cap is used up
            fires_at = at if wakes is None else max(at, wakes)
            rows.append(DueRow(fires_at, duty_id, run.n, rung.id, due_at))
    return tuple(rows)


def awaited(program: Program, case: Case) -> tuple[str, ...]:
    """What the sweep may wait for on a case: its duties, and the end of its retention where the policy knows one."""
    return (*case.clocks, RETENTION) if program.retention else tuple(case.clocks)


def _retention_rows(program: Program, case: Case) -> tuple[DueRow, ...]:
    at = waits_until(program, case) if case.kind in program.retention else None
    return () if at is None else (DueRow(at, RETENTION, case.count("expired") + 1, OVER, at),)


def wakes_at(rows: Mapping[str, tuple[DueRow, ...]]) -> datetime | None:
    """When the sweep has something to do on a case next: its earliest rung, of rows by duty; None where none waits."""
    earliest = None
    for held in rows.values():
        for row in held:
            if row.rung and (earliest is None or row.fires_at < earliest):
                earliest = row.fires_at
    return earliest


def _is_plain(program: Program, case: Case, duty: Duty, run: Occurrence) -> bool:
    """Whether nothing but its term and its start decides when a run falls due."""
    return (
        duty.id in program.plain
        and run.changed_at is None
        and run.adopted_at is None
        and not (run.extensions or run.promises or (case.pauses and duty.pauses))
    )


def _plain_rows(program: Program, duty: Duty, unit: str | None, n: int, started_at: datetime) -> tuple[DueRow, ...]:
    """The rows of a plain run of which no rung has fired. Those of a day are the same for every case, and kept."""
    asked = (duty.id, n, unit, started_at)
    known: tuple[DueRow, ...] | None = program.latest.get(asked)
    if known is not None:
        return known
    calendar = program.calendar_of(duty, unit)
    convention = program.convention_of(duty)
    term: Any = duty.term
    falls = term_due(term, started_at, calendar, convention)
    if falls is None:
        return ()
    due_at = falls.due_at
    if falls.due_on is None or duty.id in program.fractional:
        return _ladder_rows(duty, n, Clock(term, started_at, calendar, convention=convention), falls)
    key = (duty.id, n, unit if program.unit_calendars else None, due_at)
    rows: tuple[DueRow, ...] | None = program.ladders.get(key)
    if rows is None:
        if len(program.ladders) >= LADDERS_KEPT:
            program.ladders.clear()
        rows = _ladder_rows(duty, n, Clock(term, started_at, calendar, convention=convention), falls)
        program.ladders[key] = rows
    if len(program.latest) >= LATEST_KEPT:
        program.latest.clear()
    program.latest[asked] = rows
    return rows


def _left(run: Occurrence, rows: tuple[DueRow, ...]) -> tuple[DueRow, ...]:
    """The rows of a plain run without the rungs that have fired."""
    if not run.fired:
        return rows
    return tuple([row for row in rows if not row.rung or _still_to_come(run, row.rung, row.fires_at, row.due_at)])


def _ladder_rows(duty: Duty, n: int, clock: Clock, falls: Due) -> tuple[DueRow, ...]:
    """The due and every rung of a run of which none has fired."""
    rungs = [DueRow(rung_instant(rung.at, clock, falls), duty.id, n, rung.id, falls.due_at) for rung in duty.ladder]
    return (DueRow(falls.due_at, duty.id, n, "", falls.due_at), *rungs)


def _still_to_come(run: Occurrence, rung: str, at: datetime, due_at: datetime) -> bool:
    if run.adopted_at is not None and at <= run.adopted_at:
        return False
    if not run.fired:
        return True
    for fired in run.fired:
        if fired.rung != rung:
            continue
        if fired.due_at == due_at:
            return False
        if run.moved_at is not None and at <= run.moved_at:
            return False
    return True


def was_late(program: Program, case: Case, duty: str, at: datetime) -> bool:
    """Whether any run of the duty ended after its due, or is past it at ``at``."""
    for run in case.clocks.get(duty, ()):
        falls = due_of(program, case, run)
        if falls is not None and (run.ended_at or run.stopped_at or at) > falls.due_at:
            return True
    return False


def duty_states(program: Program, case: Case, now: datetime) -> tuple[DutyState, ...]:
    """How every run of every duty of the case stands at ``now``; duties that do not apply are left out."""
    states = [duty_state(program, case, run, now) for runs in case.clocks.values() for run in runs]
    return tuple([state for state in states if state is not None])


def duty_state(program: Program, case: Case, run: Occurrence, now: datetime) -> DutyState | None:
    """How one run of a duty stands at ``now``; None where the duty does not apply."""
    found = clock_of(program, case, run)
    if found is None:
        return None
    clock, assumed = found
    if run.stopped_at is not None:
        falls, status = due(clock), "stopped"
    else:
        told = clock_state(clock, now, run.ended_at)
        falls, status = told.due, told.status
    return DutyState(
        run.duty,
        run.n,
        status,
        falls,
        bool(run.promises),
        assumed,
        tuple(fired.rung for fired in run.fired if not fired.skipped),
        tuple(fired.rung for fired in run.fired if fired.lifted),
        run.started_at,
        run.ended_at,
    )
