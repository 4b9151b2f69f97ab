"""The lines of a table: what tells cases apart, and what is told of those that are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import duty_states
from complaintkit.cases.events import Sealed
from complaintkit.reports.chosen import Entry
from complaintkit.reports.tables import Table, share
from complaintkit.reports.words import word
from complaintkit.rules import Policy
from complaintkit.rules.absence import NoValue
from complaintkit.rules.reports import FACT

LIVE = ("open", "waiting")
DECIDED = ("met", "met_late", "overdue")
"""The states of a run of which it is decided whether it was kept."""

Parts = dict[str | None, Fraction]
"""What a case counts under, each with the share of the case that is its; None: it was not said."""


def breakdown_of(
    policy: Policy, found: Iterable[Entry], of: str, title: str, lang: str, *, weighs: str | None = None
) -> Table:
    """How many cases there are by ``of``, their share, how many are over; the most frequent first, then all."""
    cases: Counter[str | None] = Counter()
    over: Counter[str | None] = Counter()
    weight: dict[str | None, Fraction] = {}
    number = done = 0
    for case, program in found:
        is_over = program.stages[case.stage].kind not in LIVE
        number, done = number + 1, done + is_over
        for value, part in parts_of(case, of, weighs).items():
            cases[value] += 1
            over[value] += is_over
            weight[value] = weight.get(value, Fraction(0)) + part
    ordered = sorted(cases, key=lambda value: (-cases[value], value is None, value or ""))
    rows: list[tuple[Any, ...]] = [
        (
            named(policy, value, lang),
            cases[value],
            weight[value] / number,
            over[value],
            share(over[value], cases[value]),
        )
        for value in ordered
    ]
    rows.append((word("all", lang), number, share(number, number), done, share(done, number)))
    columns = ("of", "cases", "share", "over", "rate")
    return Table(title, columns, _titles(policy, of, columns, lang), tuple(rows))


def rates_of(
    policy: Policy, found: Iterable[Entry], of: str, title: str, lang: str, *, duty: str, resolved: str, at: datetime
) -> Table:
    """How many cases there are by ``of`` and their rates on time, of resolution and of satisfaction, then of all."""
    by: dict[str | None, Counter[str]] = {}
    everything: Counter[str] = Counter()
    for entry in found:
        kept = _kept_of(entry, duty, resolved, at)
        everything += kept
        for value in parts_of(entry.case, of):
            by.setdefault(value, Counter()).update(kept)
    ordered = sorted(by, key=lambda value: (value is None, value or ""))
    rows = [_line(named(policy, value, lang), by[value]) for value in ordered]
    rows.append(_line(word("all", lang), everything))
    columns = ("of", "cases", "on_time", "assumed", "resolved", "resolution", "answered", "satisfaction")
    return Table(title, columns, _titles(policy, of, columns, lang), tuple(rows))


def _kept_of(entry: Entry, duty: str, resolved: str, at: datetime) -> Counter[str]:
    """What one case adds to the rates; a run that is only assumed to be owed so counts apart."""
    case, program = entry
    states = [state for state in duty_states(program, case, at) if state.duty == duty]
    kept = Counter("assumed" if state.assumed else state.status for state in states)
    kept.update(cases=1, resolved=resolved in case.records, **_answer(case))
    return kept


def _answer(case: Case) -> dict[str, int]:
    """Whether the complainant was asked and is satisfied, by the newest answer."""
    given = {name: case.records[name][-1].seq for name in ("satisfied", "dissatisfied") if name in case.records}
    newest = max(given, key=lambda name: given[name], default="")
    return {"answered": bool(given), "content": newest == "satisfied"}


def _line(title: str, kept: Counter[str]) -> tuple[Any, ...]:
    number, answered = kept["cases"], kept["answered"]
    on_time = share(kept["met"], sum(kept[state] for state in DECIDED))
    resolution, satisfaction = share(kept["resolved"], number), share(kept["content"], answered)
    return (title, number, on_time, kept["assumed"], kept["resolved"], resolution, answered, satisfaction)


def parts_of(case: Case, of: str, weighs: str | None = None) -> Parts:
    """What a case counts under; under each of several values whole, unless ``weighs`` shares it out by its rows."""
    if not of.startswith(FACT):
        return {_said(getattr(case, of)): Fraction(1)}
    id, _, column = of.removeprefix(FACT).partition(".")
    value = case.facts.get(id)
    if _unsaid(value) is None:
        return {None: Fraction(1)}
    values = value if isinstance(value, tuple) else (value,)
    if not column:
        return {str(item): Fraction(1) for item in values}
    weights = [1 if weighs is None else _unsaid(row.get(weighs)) or 0 for row in values]
    whole = 1 if weighs is None else sum(map(Fraction, weights))
    parts: Parts = {}
    for row, weight in zip(values, weights, strict=True):
        name = _said(row.get(column))
        part = Fraction(weight) / whole if whole else Fraction(0)
        parts[name] = part if weighs is None else parts.get(name, Fraction(0)) + part
    return parts


def _unsaid(value: Any) -> Any:
    return None if isinstance(value, NoValue | Sealed) else value


def _said(value: Any) -> str | None:
    return None if _unsaid(value) is None else str(value)


def named(policy: Policy, value: str | None, lang: str) -> str:
    """What a line is called."""
    return word("not_said", lang) if value is None else policy.title(value, lang)


def _titles(policy: Policy, of: str, columns: tuple[str, ...], lang: str) -> tuple[str, ...]:
    if of in ("category", "channel", "stage", "owner"):
        what = word(of, lang)
    else:
        what = policy.title(of.rpartition(".")[2], lang)
    return (what, *(word(column, lang) for column in columns[1:]))
