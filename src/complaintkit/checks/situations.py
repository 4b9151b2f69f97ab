"""A situation: as much of a case as conditions read, made up from the states its variables may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import Any, Final

import attrs

from complaintkit.checks.domains import DISCRETE, Domains, Variable, number_of, value_of
from complaintkit.checks.value_sets import Names, Number, Span, Spans, States
from complaintkit.rules.absence import ABSENT, BLANK
from complaintkit.rules.categories import Category, category_path
from complaintkit.rules.facts import Fact
from complaintkit.rules.nodes import COLUMN_LOOKS
from complaintkit.values import Attachment, FrozenMap, Money

__all__ = ["Situation", "choices", "situation_of"]

MOST_CHOICES: Final = 12
"""How many values of one variable are tried."""
MOST_ROWS: Final = 10_000
"""How many rows of a table are made up at most."""
CENT: Final = Fraction(1, 100)
SOME_DAY: Final = date(2026, 3, 2)


@attrs.frozen
class Situation:
    """As much of a case as a condition may ask: what :func:`complaintkit.rules.evaluate.evaluate` reads."""

    facts: Mapping[str, Any] = attrs.field(factory=dict)
    category: str | None = None
    channel: str | None = None
    counts: Mapping[str, int] = attrs.field(factory=dict)
    totals: Mapping[str, Money] = attrs.field(factory=dict)
    tallies: Mapping[str, int] = attrs.field(factory=dict)
    parties: frozenset[tuple[str, str]] = frozenset()
    lates: frozenset[str] = frozenset()
    today: date = SOME_DAY
    received: date = SOME_DAY
    counted: bool = True
    """Whether counts over cases are known; where dates are worked out, from the case alone, they are not."""
    dated: bool = False
    """Whether the conditions ask for the day, or for that of the receipt."""
    categories: Mapping[str, Category] = attrs.field(factory=dict, repr=False, eq=False)
    currency: str = "CNY"

    def fact(self, id: str) -> Any:
        """The value of a fact; ABSENT where nobody gave it."""
        return self.facts.get(id, ABSENT)

    @property
    def category_path(self) -> tuple[str, ...]:
        """The category and all it belongs to."""
        return category_path(self.categories, self.category)

    def has_record(self, name: str) -> bool:
        """Whether the record was made."""
        return self.counts.get(name, 0) > 0

    def record_count(self, name: str) -> int:
        """How often the record was made."""
        return self.counts.get(name, 0)

    def total(self, name: str) -> Money | None:
        """The redress granted."""
        return self.totals.get(name, Money.of(0, self.currency))

    def tally(self, name: str) -> int | None:
        """A count over cases; nobody counted is nought. None: it is not known here."""
        return self.tallies.get(name, 0) if self.counted else None

    def party_has(self, role: str, field: str) -> bool:
        """Whether the party left that field."""
        return (role, field) in self.parties

    def late(self, duty: str) -> bool:
        """Whether the duty is late."""
        return duty in self.lates

    @property
    def made(self) -> frozenset[str]:
        """The records that were made."""
        return frozenset(record for record, n in self.counts.items() if n)

    @property
    def plain(self) -> bool:
        """Whether a case can be taken over into it, on any day: nothing late, granted or counted, no record twice."""
        return not (
            self.dated or self.lates or any(self.tallies.values()) or any(n > 1 for n in self.counts.values())
        ) and not any(money.amount for money in self.totals.values())


def choices(domains: Domains, variable: Variable, states: States, landmarks: Sequence[Number]) -> Iterator[Any]:
    """Some of what a variable may be, the plainest first; None stands for no value, BLANK for one left blank."""
    what = variable[0]
    if what == "fact" and states.none:
        yield None
    yield from islice(_values(domains, variable, states, landmarks), MOST_CHOICES)
    if states.blank:
        yield BLANK
    if states.none and what != "fact":
        yield None


def _values(domains: Domains, variable: Variable, states: States, landmarks: Sequence[Number]) -> Iterator[Any]:
    kind = domains.kind_of(variable)
    if isinstance(states.values, Names):
        yield from _names(domains, variable, states.values)
        return
    currency = domains.currency_of(variable)
    for number in dict.fromkeys(_numbers(states.values, kind, landmarks)):
        try:
            yield value_of(kind, number, currency)
        except (ValueError, OverflowError):
            continue


def _names(domains: Domains, variable: Variable, names: Names) -> Iterator[Any]:
    if not names.others:
        yield from sorted(names.names, key=lambda name: (name is True, str(name)))
        return
    fact = domains.facts.get(variable[1]) if variable[0] == "fact" else None
    if fact is not None and (fact.many or fact.type in ("table", "document")):
        yield some_value(fact)
        return
    yield from (name for name in ("a", "b", "c") if name not in names.names)
    if names.names:
        yield "".join(sorted(map(str, names.names))) + "x"


def _numbers(spans: Spans, kind: str, landmarks: Sequence[Number]) -> Iterator[Number]:
    """The figures of a set that are worth trying: nought and one, its edges, what is just inside, the landmarks."""
    usual = {"date": SOME_DAY.toordinal(), "instant": number_of(datetime(2026, 3, 2, 9, tzinfo=UTC))}.get(kind, 0)
    wanted: list[Number] = [usual, usual + 1]
    for one in spans.spans:
        wanted.extend(_edges(one, kind))
    for number in (*wanted, *landmarks):
        if number in spans and not (kind in DISCRETE and Fraction(number).denominator != 1):
            yield int(number) if kind in DISCRETE else number


def _edges(one: Span, kind: str) -> Iterator[Number]:
    step: Number = 1 if kind in DISCRETE else CENT
    if one.low is not None and one.high is not None:
        step = min(step, Fraction(one.high - one.low) / 2) if kind not in DISCRETE else step
    if one.low is not None:
        yield one.low if one.low_in else one.low + step
        yield -(-one.low // 1) if kind in DISCRETE else one.low + step
    if one.high is not None:
        yield one.high if one.high_in else one.high - step
        yield one.high // 1 if kind in DISCRETE else one.high - step


def some_value(fact: Fact) -> Any:
    """A value that the fact may have."""
    if fact.type == "table":
        return (FrozenMap({column.id: some_value(column) for column in fact.columns}),)
    if fact.many:
        return (some_value(attrs.evolve(fact, many=False)),)
    if fact.type == "document":
        return Attachment.of_bytes("letter.pdf", b"letter")
    if fact.type == "choice":
        return fact.choices[0]
    if fact.type == "yes_no":
        return True
    if fact.type in ("text", "person", "unit"):
        return "a"
    bound = fact.min_value if fact.min_value is not None else fact.max_value
    if bound is not None:
        return bound
    usual: dict[str, Any] = {"date": SOME_DAY, "instant": datetime(2026, 3, 2, 9, tzinfo=UTC), "whole": 1}
    return usual.get(fact.type, Money.of(1, fact.currency or "CNY") if fact.type == "money" else Fraction(1))


def situation_of(domains: Domains, chosen: Mapping[Variable, Any]) -> Situation:
    """The situation in which each variable is what was chosen for it."""
    facts: dict[str, Any] = {}
    tables: dict[str, dict[Variable, Any]] = {}
    counts: dict[str, int] = {}
    plain: dict[str, Any] = {"totals": {}, "tallies": {}}
    parties, lates = set(), set()
    for variable, value in chosen.items():
        what = variable[0]
        if what == "fact":
            if value is not None:
                facts[variable[1]] = value
        elif what in ("rows", "contains", *COLUMN_LOOKS):
            tables.setdefault(variable[1], {})[variable] = value
        elif what == "count":
            counts[variable[1]] = value
        elif what in ("total", "tally"):
            plain["totals" if what == "total" else "tallies"][variable[1]] = value
        elif what in ("category", "channel"):
            plain[what] = None if value is BLANK else value
        elif what in ("today", "received"):
            plain |= {what: value, "dated": True}
        elif value is True:
            (lates.add(variable[1]) if what == "late" else parties.add((variable[1], variable[2])))
    if "dated" in plain:
        plain.setdefault("today", plain.get("received"))
        plain.setdefault("received", plain["today"])
    for id, wanted in tables.items():
        _fill(domains.facts[id], wanted, facts)
    return Situation(
        facts=facts,
        counts=counts,
        parties=frozenset(parties),
        lates=frozenset(lates),
        categories=domains.categories,
        currency=domains.currency,
        **plain,
    )


def _fill(fact: Fact, wanted: Mapping[Variable, Any], facts: dict[str, Any]) -> None:
    """Give a table, or a fact of many values, the rows, sums and values wanted of it."""
    if any(value is None for value in wanted.values()) or (fact.id in facts and facts[fact.id] is BLANK):
        return
    rows = next((value for variable, value in wanted.items() if variable[0] == "rows"), None)
    if rows == 0 or any(value is BLANK for value in wanted.values()):
        facts[fact.id] = BLANK
        return
    if fact.many:
        held = [variable[2] for variable, value in wanted.items() if variable[0] == "contains" and value]
        barred = {variable[2] for variable, value in wanted.items() if variable[0] == "contains" and not value}
        fillers = (name for name in _fillers(fact) if name not in barred and name not in held)
        for filler in fillers:
            if len(held) >= (rows or 1):
                break
            held.append(filler)
        facts[fact.id] = tuple(held)
        return
    most = {what: max((n for v, n in wanted.items() if v[0] == what), default=0) for what in ("different", "lacking")}
    number = min(rows or max(sum(most.values()), 1), MOST_ROWS)
    made = [{column.id: some_value(column) for column in fact.columns} for _ in range(number)]
    for variable, value in wanted.items():
        if variable[0] != "rows":
            _fill_column(fact.column[variable[2]], variable[0], value, made)
    facts[fact.id] = tuple(FrozenMap(row) for row in made)


def _fill_column(column: Fact, what: str, value: Any, made: list[dict[str, Any]]) -> None:
    """Give a column the sum wanted of it, so many different values, or so many cells without one."""
    if what == "sum":
        rest = sum_of(row[column.id] for row in made[1:])
        made[0][column.id] = value if rest is None else value - rest
    elif what == "different":
        for row, filler in zip(made[1:value], islice(_apart(column), 1, None), strict=False):
            row[column.id] = filler
    none = value if what == "lacking" else len(made) if what == "different" and value == 0 else 0
    for row in made[len(made) - min(none, len(made)) :]:
        row[column.id] = BLANK


def _apart(column: Fact) -> Iterator[Any]:
    """Values of a column that differ, its usual one first."""
    if column.type == "choice":
        yield from column.choices
    elif column.type in ("text", "person", "unit"):
        yield from ("a", *_fillers(column))
    else:
        usual = some_value(column)
        yield usual
        if column.type in ("whole", "ratio"):
            yield from (usual + n for n in range(1, MOST_CHOICES))
        elif column.type in ("date", "instant"):
            yield from (usual + timedelta(days=n) for n in range(1, MOST_CHOICES))


def sum_of(values: Iterator[Any]) -> Any:
    """The sum; None of nothing."""
    found = None
    for value in values:
        found = value if found is None else found + value
    return found


def _fillers(fact: Fact) -> Iterator[Any]:
    if fact.type in ("text", "person", "unit"):
        yield from (f"a{n}" for n in range(1, 50))
    elif fact.type == "choice":
        yield from fact.choices
    else:
        yield some_value(attrs.evolve(fact, many=False))
