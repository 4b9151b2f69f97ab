"""The clocks of a case: which term each duty runs under, when it falls due, which rungs of its ladder come when."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import attrs

from complaintkit.cases.case import Case, Occurrence
from complaintkit.cases.program import Program
from complaintkit.cases.view import View
from complaintkit.deadlines import AtFraction, Before, Clock, Due, EarlierOf, Pause, Term, due, resumes_at, rung_instant
from complaintkit.deadlines import state as clock_state
from complaintkit.rules.conditions import ALWAYS
from complaintkit.rules.duties import AtLeast, ByCase, Duty


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


def clock_of(program: Program, case: Case, run: Occurrence) -> tuple[Clock, bool] | None:
    """The clock of one run of a duty, and whether its term is assumed; None where the duty does not apply."""
    duty = program.duties[run.duty]
    if duty.id in program.conditional:
        term, assumed = term_of(program, case, duty)
        if term is None:
            return None
    else:
        assert not isinstance(duty.term, ByCase)
        term, assumed = duty.term, False
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
    clock = Clock(
        term,
        started,
        program.calendar_of(duty, case.unit),
        convention=program.convention_of(duty),
        pauses=pauses,
        pause_rules=duty.pause_rules,
        pause_cap=duty.pause_cap,
        extensions=run.extensions,
        promises=run.promises,
        changed_at=changed if least is not None else None,
        not_before=least,
    )
    return clock, assumed


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
    """The moments the sweep waits for on one duty: its due, and every rung that is still to come."""
    rows: list[DueRow] = []
    duty = program.duties[duty_id]
    for run in case.clocks.get(duty_id, ()):
        if run.ended_at is not None or run.stopped_at is not None:
            continue
        found = clock_of(program, case, run)
        falls = None if found is None else due(found[0])
        if found is None or falls is None:
            continue
        due_at = falls.due_at
        rows.append(DueRow(due_at, duty_id, run.n, "", due_at))
        if duty.ladder:
            wakes = resumes_at(found[0]) if case.pauses else None
            for rung in duty.ladder:
                at = rung_instant(rung.at, found[0], falls)
                if _still_to_come(run, rung.id, at, due_at):
                    # while a pause is open nothing fires: what would, waits until the cap is used up
                    fires_at = at if wakes is None else max(at, wakes)
                    rows.append(DueRow(fires_at, duty_id, run.n, rung.id, due_at))
    return tuple(rows)


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


def is_early(program: Program, duty: str, rung: str) -> bool:
    """Whether a rung comes before the due."""
    return any(r.id == rung and isinstance(r.at, (Before, AtFraction)) for r in program.duties[duty].ladder)


def was_late(program: Program, case: Case, duty: str, at: datetime) -> bool:
    """Whether any run of the duty ended after its due, or is past it at ``at``."""
    for run in case.clocks.get(duty, ()):
        falls = due_of(program, case, run)
        if falls is not None and (run.ended_at or run.stopped_at or at) > falls.due_at:
            return True
    return False


def duty_states(program: Program, case: Case, now: datetime) -> tuple[DutyState, ...]:
    """How every run of every duty of the case stands at ``now``; duties that do not apply are left out."""
    states = []
    for runs in case.clocks.values():
        for run in runs:
            found = clock_of(program, case, run)
            if found is None:
                continue
            clock, assumed = found
            if run.stopped_at is not None:
                falls, status = due(clock), "stopped"
            else:
                told = clock_state(clock, now, run.ended_at)
                falls, status = told.due, told.status
            states.append(
                DutyState(
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
            )
    return tuple(states)
