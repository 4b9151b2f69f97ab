"""Registers: the books a policy keeps, derived from the cases that were entered in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.program import Program
from complaintkit.desk import Desk
from complaintkit.desk.view import CaseView
from complaintkit.errors import Faults, InvalidInput
from complaintkit.reports.chosen import cases, check_days
from complaintkit.reports.tables import Table
from complaintkit.reports.words import check_language, within, word
from complaintkit.rules import Actor, Fact, Policy
from complaintkit.rules.absence import NoValue
from complaintkit.values.checks import listed

__all__ = ["register"]

OWN = ("number", "id", "received", "channel", "category", "complainant", "stage", "owner", "closed", "redress")


def register(
    desk: Desk,
    id: str,
    *,
    by: Actor,
    since: date | None = None,
    until: date | None = None,
    lang: str = "en",
) -> Table:
    """A register as ``by`` may see it: every case entered in it, received from ``since`` through ``until`` (local days;
    None: without bound), in the order of receipt.

    Its columns are what every case has (number, id, receipt, channel, category, complainant, stage, whose turn it is,
    when it was closed, the redress granted) and each fact of the newest version's for its kind of case. Stages,
    channels and choices are told by their titles; what the actor may not see is masked, as in ``desk.view``.

    :raises InvalidInput: no version of the policy has a register of that name, or a day or the language is none.
    """
    faults = Faults()
    policy = desk.newest.policy
    book = next((book for book in policy.registers if book.id == id), None)
    if book is None:
        faults.add("id", f"there is no register {id!r}; known: {listed([book.id for book in policy.registers])}")
    check_days(since, until, faults)
    lang = check_language(lang, faults)
    faults.raise_if_any(InvalidInput, "the register cannot be drawn up")
    assert book is not None
    facts = [fact for fact in policy.facts if fact.case_kind == book.case_kind]
    entered = cases(desk, since, until, register=id)
    return listing(desk, entered, within(policy.title(id, lang), since, until, lang), facts, desk.newest, by, lang)


def listing(
    desk: Desk,
    entered: Iterable[Case],
    title: str,
    facts: list[Fact],
    program: Program,
    by: Actor,
    lang: str,
    what: str = "register",
) -> Table:
    """A line for each case in the order of receipt: what every case has, then ``facts``, as ``by`` may see them.

    ``what`` is what the access log says they were shown as.
    """
    policy, zone = program.policy, program.calendar.zoneinfo
    titles = [word(name, lang) for name in OWN] + [policy.title(fact.id, lang) for fact in facts]
    ordered = sorted(entered, key=lambda case: (case.received_at, case.id))
    views = desk.views([case.id for case in ordered], by=by, what=what)
    rows = tuple(_row(policy, case, view, facts, lang, zone) for case, view in zip(ordered, views, strict=True))
    columns = (*OWN, *(f"facts.{fact.id}" for fact in facts))
    return Table(title, columns, tuple(titles), rows)


def _row(policy: Policy, case: Case, view: CaseView, facts: list[Fact], lang: str, zone: tzinfo) -> tuple[Any, ...]:
    def title(name: str | None) -> str | None:
        return None if name is None else policy.title(name, lang)

    closed = case.records.get("closed")
    own = (
        case.number,
        case.id,
        case.received_at.astimezone(zone),
        title(case.channel),
        title(case.category),
        view.parties.get("complainant", {}).get("name"),
        title(case.stage),
        title(case.owner),
        closed[-1].at.astimezone(zone) if closed else None,
        case.redress_granted,
    )
    return (*own, *(_fact(policy, fact, view.facts.get(fact.id), lang) for fact in facts))


def _fact(policy: Policy, fact: Fact, value: Any, lang: str) -> Any:
    if isinstance(value, NoValue):
        return None
    if fact.type == "choice":
        return (
            tuple(policy.title(v, lang) for v in value)
            if isinstance(value, tuple)
            else value and policy.title(value, lang)
        )
    if fact.type == "table" and isinstance(value, tuple):
        return tuple(", ".join(f"{name}: {cell}" for name, cell in row.items()) for row in value)
    return value
