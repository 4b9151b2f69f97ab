"""Lifting: which fired rungs a later entry shows to be unfounded."""

from __future__ import annotations

from collections.abc import Iterable

from complaintkit.cases.case import Case, FiredRung, Occurrence
from complaintkit.cases.clocks import clock_of, rung_times
from complaintkit.cases.events import Lifted
from complaintkit.cases.program import Program
from complaintkit.deadlines import due


def unfounded(
    program: Program, case: Case, duties: Iterable[str] | None = None, *, corrected: bool = False
) -> list[Lifted]:
    """The fired rungs that the case as it now stands shows to be unfounded, as the bodies that lift them.

    A rung is unfounded if the duty had been met by the instant it fired for; and, where an earlier entry was
    ``corrected``, if its own moment now lies after the one it fired for.
    """
    found: list[Lifted] = []
    for duty in duties if duties is not None else case.clocks:
        for run in case.clocks.get(duty, ()):
            found.extend(
                Lifted(fired=fired.seq, duty=duty, rung=fired.rung)
                for fired in run.fired
                if not fired.lifted and not fired.skipped and _is_unfounded(program, case, run, fired, corrected)
            )
    return found


def overtaken(program: Program, case: Case, duty: str) -> list[Lifted]:
    """The fired rungs that told of a breach which the case as it now stands shows to be none, as the bodies that lift
    them: the duty was extended, and its due now lies after the moment they fired for.
    """
    run = case.clocks[duty][-1]
    return [
        Lifted(fired=fired.seq, duty=duty, rung=fired.rung)
        for fired in run.fired
        if not (fired.lifted or fired.skipped or fired.fires_at < fired.due_at)
        and _is_unfounded(program, case, run, fired, True)
    ]


def _is_unfounded(program: Program, case: Case, run: Occurrence, fired: FiredRung, corrected: bool) -> bool:
    if run.ended_at is not None and run.ended_at <= fired.fires_at and run.ended_seq != fired.seq:
        return True
    if not corrected:
        return False
    found = clock_of(program, case, run)
    falls = None if found is None else due(found[0])
    if found is None or falls is None:
        return True
    return rung_times(program.duties[run.duty], found[0], falls)[fired.rung] > fired.fires_at
