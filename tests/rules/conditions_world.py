"""A small world for conditions: declared facts, a view over plain values, and random well-typed conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.rules.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Expression,
    category,
    channel,
    count,
    fact,
    late,
    months_between,
    party,
    received,
    recorded,
    tally,
    today,
    total,
)
from complaintkit.rules.facts import ABSENT, BLANK, UNKNOWN, Fact
from complaintkit.values import FrozenMap, Money

FACTS = {
    each.id: each
    for each in (
        Fact("a", "whole"),
        Fact("b", "whole"),
        Fact("r", "ratio"),
        Fact("m", "money"),
        Fact("n", "money", currency="CNY"),
        Fact("t", "text"),
        Fact("u", "text"),
        Fact("c", "choice", choices=("x", "y", "z")),
        Fact("y", "yes_no"),
        Fact("d", "date"),
        Fact("e", "date"),
        Fact("i", "instant"),
        Fact("tags", "choice", choices=("x", "y", "z"), many=True),
        Fact("loss", "table", columns=(Fact("share", "whole"), Fact("cost", "money"), Fact("unit", "unit"))),
        Fact("secret", "text", personal=True),
        Fact("staff", "table", columns=(Fact("pay", "money", personal=True),)),
        Fact("paper", "document"),
    )
}
NAMES: dict[str, Any] = {
    "categories": ("quality", "late_delivery", "surface"),
    "channels": ("letter", "telephone"),
    "records": ("filed", "approved", "rejected"),
    "tallies": ("upheld",),
    "duties": ("reply",),
}
PARENTS = {"surface": ("surface", "quality"), "quality": ("quality",), "late_delivery": ("late_delivery",)}


@attrs.frozen
class View:
    """A case as plain values."""

    facts: Mapping[str, Any] = attrs.field(factory=dict)
    category: str | None = attrs.field(default=None, kw_only=True)
    channel: str | None = attrs.field(default=None, kw_only=True)
    records: Mapping[str, int] = attrs.field(factory=dict, kw_only=True)
    redress: Money | None = attrs.field(default=Money.of(0, "CNY"), kw_only=True)
    tallies: Mapping[str, int] = attrs.field(factory=dict, kw_only=True)
    left: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), kw_only=True)
    overdue: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    today: date = attrs.field(default=date(2026, 3, 2), kw_only=True)
    received: date = attrs.field(default=date(2026, 2, 28), kw_only=True)

    @property
    def category_path(self) -> tuple[str, ...]:
        return () if self.category is None else PARENTS[self.category]

    def fact(self, id: str) -> Any:
        return self.facts.get(id, ABSENT)

    def has_record(self, name: str) -> bool:
        return name in self.records

    def record_count(self, name: str) -> int:
        return self.records.get(name, 0)

    def total(self, name: str) -> Money | None:
        return self.redress

    def tally(self, name: str) -> int | None:
        return self.tallies.get(name)

    def party_has(self, role: str, field: str) -> bool:
        return (role, field) in self.left

    def late(self, duty: str) -> bool:
        return duty in self.overdue


WHOLE = st.integers(-3, 3)
MONEY = st.integers(0, 3).map(lambda n: Money.of(n, "CNY"))
DATES = st.sampled_from([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 31)])
INSTANTS = st.sampled_from([datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)])
LETTERS = st.sampled_from(["x", "y", "z"])
RATIOS = st.sampled_from([Decimal("0.5"), Fraction(1, 3), Decimal(1)])
ROWS = st.lists(
    st.fixed_dictionaries({"share": WHOLE, "cost": MONEY, "unit": LETTERS}).map(FrozenMap), min_size=1, max_size=2
).map(tuple)
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "a": WHOLE, "b": WHOLE, "r": RATIOS, "m": MONEY, "n": MONEY, "t": LETTERS, "u": LETTERS, "c": LETTERS,
    "y": st.booleans(), "d": DATES, "e": DATES, "i": INSTANTS,
    "tags": st.lists(LETTERS, min_size=1, max_size=2).map(tuple), "loss": ROWS,
}  # fmt: skip


def views(*, all_known: bool = False, blanks: bool = True) -> st.SearchStrategy[View]:
    """Views in which some facts are unknown, blank or absent; or every fact, category and tally is known."""
    gone = [UNKNOWN, ABSENT, *([BLANK] if blanks else [])]
    facts = st.fixed_dictionaries(
        {id: known if all_known else known | st.sampled_from(gone) for id, known in KNOWN.items()}
    )
    categories = st.sampled_from(sorted(PARENTS))
    tallies = st.fixed_dictionaries({"upheld": st.integers(0, 2)})
    return st.builds(
        View,
        facts,
        category=categories if all_known else st.none() | categories,
        channel=st.sampled_from([None, "letter", "telephone"]),
        records=st.dictionaries(st.sampled_from(NAMES["records"]), st.integers(1, 2), max_size=2),
        redress=MONEY,
        tallies=tallies if all_known else st.just({}) | tallies,
        left=st.frozensets(st.just(("complainant", "contact"))),
        overdue=st.frozensets(st.just("reply")),
        today=DATES,
        received=DATES,
    )


def _numbers() -> st.SearchStrategy[Any]:
    loss: Any = fact("loss")
    base = st.sampled_from(
        [fact("a"), fact("b"), fact("r"), loss.rows, loss.total("share"), loss.different("unit"),
         loss.lacking("unit"), count("rejected"), tally("upheld"),
         months_between(fact("d"), fact("e")), months_between(fact("d"), today)]
    )  # fmt: skip
    return st.recursive(
        base,
        lambda inner: st.one_of(
            st.tuples(inner, inner | WHOLE | RATIOS).map(lambda pair: pair[0] + pair[1]),
            st.tuples(inner, inner | WHOLE).map(lambda pair: pair[1] - pair[0]),
            st.tuples(inner, inner | RATIOS).map(lambda pair: pair[0] * pair[1]),
        ),
        max_leaves=3,
    )


def _money() -> st.SearchStrategy[Any]:
    base = st.sampled_from([fact("m"), fact("n"), fact("loss").total("cost"), total("redress")])
    return st.recursive(
        base,
        lambda inner: st.one_of(
            st.tuples(inner, inner | MONEY).map(lambda pair: pair[0] + pair[1]),
            st.tuples(inner, inner | MONEY).map(lambda pair: pair[1] - pair[0]),
            st.tuples(inner, RATIOS | WHOLE).map(lambda pair: pair[0] * pair[1]),
        ),
        max_leaves=3,
    )


def _compared(pair: tuple[Expression, Any, str]) -> Condition:
    left, right, op = pair
    found: Condition = {
        "==": lambda: left == right, "!=": lambda: left != right, "<": lambda: left < right,
        "<=": lambda: left <= right, ">": lambda: left > right, ">=": lambda: left >= right,
    }[op]()  # fmt: skip
    return found


OPS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
TEXTS = st.sampled_from([fact("t"), fact("u"), fact("c")])


def conditions(*, only_plain: bool = False) -> st.SearchStrategy[Condition]:
    """Well-typed conditions; ``only_plain``: without those that ask whether something is known."""
    dates: Any = st.sampled_from([fact("d"), fact("e"), today, received, today - 1, fact("d") + 2])
    plain: list[st.SearchStrategy[Condition]] = [
        st.sampled_from([ALWAYS, NEVER]),
        st.tuples(_numbers(), _numbers() | WHOLE | RATIOS, OPS).map(_compared),
        st.tuples(_money(), _money() | MONEY, OPS).map(_compared),
        st.tuples(dates, dates | DATES, OPS).map(_compared),
        st.tuples(st.just(fact("i")), INSTANTS, OPS).map(_compared),
        st.tuples(TEXTS, TEXTS | LETTERS, st.sampled_from(["==", "!="])).map(_compared),
        st.tuples(TEXTS, st.lists(LETTERS, min_size=1, max_size=2)).map(lambda pair: pair[0].one_of(*pair[1])),
        st.tuples(fact_of("a", "b"), st.lists(WHOLE, min_size=1, max_size=2)).map(
            lambda pair: pair[0].one_of(*pair[1])
        ),
        st.tuples(fact_of("m", "n"), st.lists(MONEY, min_size=1, max_size=2)).map(
            lambda pair: pair[0].one_of(*pair[1])
        ),
        st.booleans().map(lambda value: fact("y") == value),
        LETTERS.map(fact("tags").contains),
        st.sampled_from(NAMES["categories"]).map(category.within),
        st.sampled_from(NAMES["categories"]).map(lambda id: category == id),
        st.sampled_from(NAMES["channels"]).map(lambda id: channel == id),
        st.sampled_from(NAMES["channels"]).map(lambda id: channel != id),
        st.just(channel.one_of("letter", "telephone")),
        st.sampled_from(NAMES["records"]).map(recorded),
        st.just(party("complainant").has("contact")),
        st.just(late("reply")),
    ]
    if not only_plain:
        plain.append(st.sampled_from(["a", "t", "loss", "secret"]).map(lambda id: fact(id).known))

    def larger(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        made = [
            st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
            st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
            inner.map(lambda one: ~one),
        ]
        if not only_plain:
            made.append(st.tuples(inner, st.booleans()).map(lambda pair: pair[0].is_true(otherwise=pair[1])))
        return st.one_of(made)

    return st.recursive(st.one_of(plain), larger, max_leaves=5)


def fact_of(*ids: str) -> st.SearchStrategy[Any]:
    """One of these facts, as a builder."""
    return st.sampled_from([fact(id) for id in ids])
