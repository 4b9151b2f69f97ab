"""Promises: what speaks against an agreed moment, and against leaving a case without one where its stage needs one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaintkit.cases.asking import NONE, Asking
from complaintkit.cases.case import Case, Occurrence
from complaintkit.cases.clocks import clock_of
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.recording import evolved
from complaintkit.deadlines import Clock, bound, due
from complaintkit.rules.facts import ABSENT
from complaintkit.rules.moves import cites_of


def promise(asking: Asking, row: Row) -> Sequence[Reason]:
    """The agreed moment lies ahead, within the duty's own due, and replaces one that has not passed."""
    program = asking.program
    assert row.move.promises is not None
    rule = program.promises[row.move.promises]
    at = asking.command.facts.get(rule.fact, ABSENT)
    cites = cites_of(rule.cite)
    if not isinstance(at, datetime):
        return NONE if asking.view.fact(rule.fact) is ABSENT else (reason("missing_facts", cites, facts=(rule.fact,)),)
    why = _against_promise(asking, row, rule.duty, at)
    return NONE if why is None else (reason("promise", cites, at=at, why=why),)


def _against_promise(asking: Asking, row: Row, duty: str, at: datetime) -> str | None:
    clock = _started_anew(asking, row, duty) or running_clock(asking.program, asking.case, duty)
    if clock is None:
        return "not_running"
    latest, current = bound(clock), due(clock)
    if at <= asking.at:
        return "not_ahead"
    if latest is None or current is None:
        return "paused"
    if at > latest.due_at:
        return "after_due"
    if asking.at > current.due_at:
        return "past_due"
    return None


def running_clock(program: Program, case: Case, duty: str) -> Clock | None:
    """The clock of a duty's running occurrence; None where it does not run."""
    runs = case.clocks.get(duty, ())
    if not runs or not runs[-1].running:
        return None
    found = clock_of(program, case, runs[-1])
    return None if found is None else found[0]


def _started_anew(asking: Asking, row: Row, duty_id: str) -> Clock | None:
    """The clock of the run that the move itself starts; None where it starts none."""
    case, program = asking.case, asking.program
    duty, runs = program.duties[duty_id], case.clocks.get(duty_id, ())
    records = row.plain.records
    if duty not in program.effects[records].starts or duty.case_kind != case.kind:
        return None
    if runs and runs[-1].running and set(duty.ends).isdisjoint(records):
        return None  # it runs on
    known = evolved(case, {"facts": {**case.facts, **asking.command.facts}, "category": asking.view.category})
    found = clock_of(program, known, Occurrence(duty_id, len(runs) + 1, case.version + 1, asking.at))
    return None if found is None else found[0]


def open_promise(asking: Asking, row: Row) -> Sequence[Reason]:
    """Where the stage needs one, a moment is agreed that still lies ahead after the move."""
    program = asking.program
    assert row.needs_promise is not None
    rule = program.promises[row.needs_promise]
    cites = (*cites_of(rule.cite), *row.move.cites)
    if row.move.promises == rule.id:
        given = isinstance(asking.command.facts.get(rule.fact), datetime)  # whether it can be agreed is asked apart
        return NONE if given else (reason("missing_facts", cites_of(rule.cite), facts=(rule.fact,)),)
    duty, runs = program.duties[rule.duty], asking.case.clocks.get(rule.duty, ())
    if runs and runs[-1].running and runs[-1].promises and set(duty.ends).isdisjoint(row.plain.records):
        ahead = running_clock(program, asking.case, rule.duty)
        falls = None if ahead is None else due(ahead)
        if falls is None or asking.at < falls.due_at:
            return NONE
    return (reason("no_promise", cites, promise=rule.id),)
