"""Whose serial a command draws its number from."""

from __future__ import annotations

from datetime import datetime

from complaintkit.cases.case import Case
from complaintkit.cases.commands import File
from complaintkit.cases.program import Program
from complaintkit.cases.verdict import Decision


def number_scope(program: Program, decision: Decision, case: Case) -> str | None:
    """Whose serial a granted move draws its number from; None where it draws none."""
    if decision.move is None or decision.at is None:
        return None
    for numbering in program.policy.numbering:
        if numbering.case_kind == case.kind and numbering.draws_on in records_of(decision):
            day = program.calendar.local_date(decision.at)
            unit = case.unit or "" if numbering.scope == "unit" else ""
            return f"{case.kind}/{unit}/{numbering.period_key(day)}"
    return None


def filing_scope(program: Program, command: File, now: datetime) -> str | None:
    """Whose serial a filing draws its number from; None where it draws none."""
    for numbering in program.policy.numbering:
        if numbering.case_kind == command.kind and numbering.draws_on in ("filed", "opened"):
            day = program.calendar.local_date(command.at or now)
            unit = command.unit or "" if numbering.scope == "unit" else ""
            return f"{command.kind}/{unit}/{numbering.period_key(day)}"
    return None


def records_of(decision: Decision) -> tuple[str, ...]:
    """The records a granted decision puts on its case, those of its forms included."""
    records: tuple[str, ...] = getattr(decision.bodies[0], "records", ())
    return records
