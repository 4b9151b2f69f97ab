"""Facts: what a policy wants to know of a case, and the strict reading of what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

import attrs

from complaintkit.errors import Faults, PolicyError
from complaintkit.rules.absence import ABSENT, BLANK, UNKNOWN, NoValue
from complaintkit.rules.nodes import ALWAYS, Condition
from complaintkit.rules.readers import read_fact, read_facts
from complaintkit.values import Citation, Money, Title
from complaintkit.values.checks import shown

__all__ = ["ABSENT", "BLANK", "FACT_TYPES", "UNKNOWN", "Fact", "FactType", "NoValue", "read_fact", "read_facts"]

FactType = Literal[
    "text", "whole", "ratio", "money", "date", "instant", "yes_no", "choice", "person", "unit", "document", "table"
]
FACT_TYPES: Final = get_args(FactType)
BOUNDED: Final = ("whole", "ratio", "money", "date", "instant")


@attrs.frozen
class Fact:
    """One thing a policy wants to know of a case.

    ``type`` is one of

    - ``text``, ``person``, ``unit``: a text (the last two are the embedder's ids); ``choice``: one of ``choices``
    - ``whole``: an int; ``ratio``: a Decimal or Fraction, also as text ("0.05", "1/3"); ``money``: in ``currency``
      where one is named, also as text ("5000 CNY")
    - ``date`` and ``instant``: also as ISO text; an instant is aware and is kept in UTC; ``yes_no``: a bool
    - ``document``: an `Attachment`; ``table``: rows, each a mapping of ``columns`` (which are facts, not tables)

    A ``required`` fact must be given when the case begins (for its ``channels``, ``categories``, ``case_kind`` and
    ``when``; empty: all); others are asked by moves. ``personal`` values are kept apart and erased on request.
    ``for_the_record`` says that no rule reads it. ``min_value`` and ``max_value`` are included bounds for numbers,
    money, dates and instants. ``many``: a tuple of values instead of one.

    Raises `PolicyError` with every contradiction in the declaration.

    >>> Fact("demand", "choice", choices=("exchange", "return")).required
    True
    """

    id: str
    type: FactType
    title: Title | None = attrs.field(default=None, kw_only=True)
    required: bool = attrs.field(default=True, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    channels: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    categories: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    personal: bool = attrs.field(default=False, kw_only=True)
    for_the_record: bool = attrs.field(default=False, kw_only=True)
    choices: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    columns: tuple[Fact, ...] = attrs.field(default=(), kw_only=True)
    currency: str | None = attrs.field(default=None, kw_only=True)
    min_value: Any = attrs.field(default=None, kw_only=True)
    max_value: Any = attrs.field(default=None, kw_only=True)
    many: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        _check(self, faults)
        faults.raise_if_any(PolicyError, f"the fact {self.id!r} cannot be declared")

    @property
    def column(self) -> Mapping[str, Fact]:
        """The columns of a table by id."""
        return {column.id: column for column in self.columns}


def _check(fact: Fact, faults: Faults) -> None:
    """Every contradiction in a declaration."""
    _check_shape(fact, faults)
    if fact.type not in FACT_TYPES:
        faults.add("type", f"expected one of {', '.join(FACT_TYPES)}, got {shown(fact.type)}")
        return
    for name, given, belongs in (
        ("choices", bool(fact.choices), fact.type == "choice"),
        ("columns", bool(fact.columns), fact.type == "table"),
    ):
        if given != belongs:
            faults.add(name, f"a {fact.type} {'needs' if belongs else 'has no'} {name}")
    if fact.currency is not None:
        if fact.type != "money":
            faults.add("currency", f"a {fact.type} has no currency")
        else:
            _read_currency(fact.currency, faults)
    if fact.many and fact.type in ("table", "yes_no"):
        faults.add("many", f"a {fact.type} is one value")
    for column in fact.columns:
        if getattr(column, "type", "") == "table" or getattr(column, "many", False):
            faults.add("columns", f"{column.id!r}: a column holds one value: neither a table nor many values")
    if not len(faults):
        _check_bounds(fact, faults)


def _check_shape(fact: Fact, faults: Faults) -> None:
    given: Any = fact.id
    if not isinstance(given, str) or not given.isidentifier():
        faults.add("id", f"expected a name of letters, digits and underscores, got {shown(given)}")
    for name in ("required", "personal", "for_the_record", "many"):
        if not isinstance(getattr(fact, name), bool):
            faults.add(name, f"expected True or False, got {shown(getattr(fact, name))}")
    for name, cls, what in (
        ("channels", str, "texts"),
        ("categories", str, "texts"),
        ("choices", str, "texts"),
        ("columns", Fact, "facts"),
    ):
        values = getattr(fact, name)
        if not isinstance(values, tuple) or not all(isinstance(value, cls) for value in values):
            faults.add(name, f"expected a tuple of {what}, got {shown(values)}")
        elif len({getattr(value, "id", value) for value in values}) != len(values):
            faults.add(name, "each is named once")
        elif "" in values:
            faults.add(name, "a name may not be empty")
    when: Any = fact.when
    if not isinstance(when, Condition):
        faults.add("when", f"expected a condition, got {shown(when)}")


def _read_currency(currency: str, faults: Faults) -> None:
    try:
        Money.of(0, currency)
    except ValueError:
        faults.add("currency", f"expected three capital letters such as 'CNY', got {shown(currency)}")


def _check_bounds(fact: Fact, faults: Faults) -> None:
    bounds: dict[str, Any] = {}
    for name in ("min_value", "max_value"):
        bound = getattr(fact, name)
        if bound is None:
            continue
        if fact.type not in BOUNDED:
            faults.add(name, f"a {fact.type} has no bounds")
        else:
            plain = attrs.evolve(fact, min_value=None, max_value=None, many=False, personal=False)
            read = read_fact(plain, bound, name, faults)
            bounds[name] = read
            if not isinstance(read, NoValue):
                object.__setattr__(fact, name, read)
    if not len(faults) and len(bounds) == len(("min_value", "max_value")):
        low, high = bounds["min_value"], bounds["max_value"]
        if isinstance(low, Money) and low.currency != high.currency:
            faults.add("max_value", f"expected {low.currency} as min_value has, got {high}")
        elif low > high:
            faults.add("max_value", f"max_value {high} is below min_value {low}")
