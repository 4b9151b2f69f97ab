"""Ties that a move makes: the cases it names, and what stands against naming one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from complaintkit.cases.asking import NONE, Asking
from complaintkit.cases.case import Case
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.deadlines import period_of
from complaintkit.rules.links import LinkRule
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import LinkedCase


def named_cases(rule: LinkRule, facts: Any) -> tuple[str, ...]:
    """The ids of the cases that a command's facts name by a link rule, each once, in their order."""
    given = facts.get(rule.fact) if hasattr(facts, "get") else None
    return tuple(dict.fromkeys(given)) if isinstance(given, tuple) else ()


def named(asking: Asking, row: Row) -> Sequence[Reason]:
    """Every case that the move names is there and is what its link rule asks for."""
    assert row.move.links is not None
    rule, program = asking.program.links[row.move.links], asking.program
    known = {other.case_id: other for other in asking.around.linked}
    cites = cites_of(rule.cite)
    found = []
    for id in named_cases(rule, asking.command.facts):
        why = _against(program, asking.case, rule, known.get(id))
        if why is not None:
            found.append(reason("link", cites, link=rule.id, why=why, case=id))
    held = asking.roles
    if rule.by and "anyone" not in rule.by and held.isdisjoint(rule.by):
        found.append(reason("role", cites, trigger=rule.id, by=rule.by, held=tuple(sorted(held))))
    return found or NONE


def _against(program: Program, case: Case, rule: LinkRule, other: LinkedCase | None) -> str | None:
    if other is None:
        return "unknown"
    if other.case_id == case.id:
        return "itself"
    if not set(rule.after) <= other.records:
        return "records"
    if not set(rule.attaches) <= other.forms:
        return "attachment"
    every = program.kinds[case.kind].every
    if rule.of_period and every is not None and other.received_at is not None:
        period = period_of(every, program.calendar.local_date(other.received_at), program.calendar)
        if period is None or period.key != case.period:
            return "period"
    return None
