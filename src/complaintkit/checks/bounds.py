"""What bounds a duty beside its term: a last day, windows of days in which it stands still, an end to its repeating."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.choices import rows_of
from complaintkit.checks.days import Dues, Fall
from complaintkit.checks.issue import Issue
from complaintkit.checks.ladders import chosen_rows, open_stage
from complaintkit.checks.situations import Situation
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import Due, Tolling, anchors_of
from complaintkit.rules.duties import Duty

__all__ = ["bound_issues"]


def bound_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Last days before the due, repeats that come too late, windows of days that stop nothing."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    dues = Dues(checking)
    for i, duty in enumerate(checking.policy.duties):
        path, ways = f"$.duties[{i}]({duty.id})", ways_of[duty.case_kind]
        if duty.longstop is not None and duty.starts in ways.made:
            yield from _last_day(checking, dues, ways, path, duty)
        for n, window in enumerate(duty.tolling):
            why = _stops_nothing(checking, window)
            if why is not None:
                yield _window(checking, ways, f"{path}.tolling[{n}]", duty, window, why)


def _last_day(checking: Checking, dues: Dues, ways: Ways, path: str, duty: Duty) -> Iterator[Issue]:
    """Whatever day it starts, the last day comes before the due; or on it, so that nothing is left for a second run."""
    assert duty.longstop is not None
    for situation, row in chosen_rows(checking, ways, duty):
        term = rows_of(duty.term)[row][1]
        if anchors_of(term):
            continue  # its dates hang on what the case will hold
        both = list(zip(dues.of(duty, term), dues.of(duty, duty.longstop), strict=True))
        told = [(a, a.due, b.due) for a, b in both if isinstance(a.due, Due) and isinstance(b.due, Due)]
        if told and all(last.due_at < due.due_at for _, due, last in told):
            said = f"the last day of {duty.id!r} comes before its due, whatever day it starts"
            yield _bound(checking, ways, "longstop_before_due", f"{path}.longstop", duty, said, situation, told[0][0])
        elif told and duty.repeats is not None and all(last.due_at <= due.due_at for _, due, last in told):
            said = f"the last day of {duty.id!r} is that of its first run: no later one has any time of its own"
            yield _bound(
                checking, ways, "repeat_beyond_longstop", f"{path}.longstop", duty, said, situation, told[0][0]
            )


def _bound(
    checking: Checking, ways: Ways, code: str, path: str, duty: Duty, said: str, situation: Situation, fall: Fall
) -> Issue:
    shown = checking.witness(situation)
    begins = {duty.starts} - {"filed", "opened"}
    witness = checking.witness(
        situation,
        kind=ways.kind.id,
        at=fall.started_at,
        stage=open_stage(checking, ways, duty) or "",
        records=tuple(sorted((set(shown.records) - {"filed", "opened"} | begins) - (set(duty.ends) - begins))),
        duty=duty.id,
    )
    return checking.issue(code, path, said, witness, clause=cite_of(duty))


def _stops_nothing(checking: Checking, window: Tolling) -> str | None:
    """Why a window stops no case that is received while the policy is in force; None: it may stop one."""
    first, last = checking.policy.in_force_from, checking.policy.in_force_until
    if first is None:
        return None
    if window.last < first:
        return f"{window.id!r} is over on {window.last}, before the policy is in force"
    if window.started_until is not None and window.started_until < first:
        return f"{window.id!r} is for what was received until {window.started_until}, before the policy is in force"
    if window.started_from is not None and last is not None and last < window.started_from:
        return f"{window.id!r} is for what is received from {window.started_from} on, after the policy is in force"
    if None not in (window.started_from, window.started_until) and _empty(window.started_from, window.started_until):
        return f"{window.id!r} is for what is received from {window.started_from} until {window.started_until}"
    return None


def _empty(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first


def _window(checking: Checking, ways: Ways, path: str, duty: Duty, window: Tolling, why: str) -> Issue:
    left = attrs.evolve(duty, tolling=tuple(other for other in duty.tolling if other is not window))
    duties = tuple(left if other is duty else other for other in checking.policy.duties)
    witness: Any = checking.witness(
        kind=ways.kind.id,
        channel=ways.starts[0].channel,
        records=() if duty.starts in ("filed", "opened") else (duty.starts,),
        duty=duty.id,
        other=attrs.evolve(checking.policy, duties=duties),
    )
    return checking.issue("window_stops_nothing", path, f"it stops no case: {why}", witness, clause=cite_of(duty))
