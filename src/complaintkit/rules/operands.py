"""What conditions ask of a case, and the arithmetic and comparison they do with the answers. One home for each meaning.

A value that cannot be told is None here. A blank is a value: it equals nothing and has no order.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Protocol

from complaintkit.rules.absence import BLANK, NoValue
from complaintkit.rules.nodes import COLUMN_LOOKS, Look
from complaintkit.values import Money

__all__ = ["ConditionView", "arithmetic", "compare", "look", "whole_months"]


class ConditionView(Protocol):
    """What a condition may ask of a case at the moment of a command."""

    def fact(self, id: str) -> Any:
        """The value of a fact; UNKNOWN, BLANK or ABSENT where there is none."""
        ...

    @property
    def category(self) -> str | None:
        """The category of the case; None where it is not classified (yet)."""
        ...

    @property
    def category_path(self) -> tuple[str, ...]:
        """The category and all it belongs to."""
        ...

    @property
    def channel(self) -> str | None:
        """The channel the case came in by; None: it did not come in by any."""
        ...

    def has_record(self, name: str) -> bool:
        """Whether the record stands on the case."""
        ...

    def record_count(self, name: str) -> int:
        """How often the record was made."""
        ...

    def total(self, name: str) -> Money | None:
        """A total in money, such as granted redress; None where it cannot be told."""
        ...

    def tally(self, name: str) -> int | None:
        """A count over cases; None where it was not read."""
        ...

    def party_has(self, role: str, field: str) -> bool:
        """Whether the party of that role left that field."""
        ...

    def late(self, duty: str) -> bool:
        """Whether a run of the duty was met late, or is overdue."""
        ...

    @property
    def today(self) -> date:
        """The local date of the command."""
        ...

    @property
    def received(self) -> date:
        """The local date of the receipt."""
        ...


class Amount:
    """An exact amount in a currency, on the way through a calculation: no bound on its places."""

    __slots__ = ("currency", "value")

    def __init__(self, value: Fraction, currency: str) -> None:
        self.value = value
        self.currency = currency


TABLE_LOOKS: Final = ("rows", *COLUMN_LOOKS)

ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def look(node: Look, view: ConditionView) -> Any:
    """The value a look finds; None where it cannot be told."""
    what, name = node.what, node.name
    if what == "fact":
        value = view.fact(name)
        return value if type(value) is not NoValue or value is BLANK else None
    if what in TABLE_LOOKS:
        return _of_table(view.fact(name), node)
    if what == "category":
        return view.category
    if what == "channel":
        return view.channel or BLANK
    if what == "count":
        return view.record_count(name)
    if what == "total":
        return view.total(name)
    if what == "tally":
        return view.tally(name)
    return view.received if what == "received" else view.today


def _of_table(rows: Any, node: Look) -> Any:
    if type(rows) is NoValue:
        return 0 if rows is BLANK else None
    if not isinstance(rows, tuple):
        return None
    if node.what == "rows":
        return len(rows) if rows and isinstance(rows[0], Mapping) else len(set(rows))
    cells = [row.get(node.column) for row in rows]
    if node.what == "lacking":
        return sum(map(_empty, cells))
    told = [cell for cell in cells if cell is not BLANK]
    if any(map(_empty, told)):
        return None
    return len(set(told)) if node.what == "different" else _sum(told)


def _empty(cell: Any) -> bool:
    return cell is None or type(cell) is NoValue


def _sum(cells: Iterable[Any]) -> Any:
    found: Any = 0
    for cell in cells:
        found = arithmetic("+", found, cell)
        if found is None:
            return None
    return found


def arithmetic(op: str, left: Any, right: Any) -> Any:
    """The exact result; None where it cannot be told (a blank, two currencies, types that do not fit).

    >>> arithmetic("*", 3, Decimal("0.5"))
    Fraction(3, 2)
    >>> arithmetic("-", date(2026, 3, 1), 1)
    datetime.date(2026, 2, 28)
    """
    if op == "months_between":
        return whole_months(left, right) if type(left) is type(right) is date else None
    if type(left) is date:
        return _days_from(left, right if op == "+" else -right) if op != "*" and type(right) is int else None
    a, b = _exact(left), _exact(right)
    if a is None or b is None:
        return None
    money_a, money_b = isinstance(a, Amount), isinstance(b, Amount)
    if op == "*":
        if money_a and money_b:
            return None
        if money_a:
            return Amount(a.value * b, a.currency)
        return Amount(b.value * a, b.currency) if money_b else a * b
    if money_a or money_b:
        pair = _amounts(a, b)
        if pair is None:
            return None
        x, y, currency = pair
        return Amount(x + y if op == "+" else x - y, currency)
    return a + b if op == "+" else a - b


def _days_from(day: date, days: int) -> date | None:
    """So many calendar days later; None where there is no such date."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _exact(value: Any) -> Any:
    """An int or Fraction as it is, a Decimal as Fraction, money as `Amount`; None for what is no number."""
    kind = type(value)
    if kind is int or kind is Fraction or kind is Amount:
        return value
    if kind is Decimal:
        return Fraction(value)
    if kind is Money:
        return Amount(Fraction(value.amount), value.currency)
    return None


def _amounts(a: Any, b: Any) -> tuple[Fraction, Fraction, str] | None:
    """Two amounts of one currency. A plain 0, the sum of no rows, is an amount of any."""
    if not isinstance(a, Amount):
        return (Fraction(0), b.value, b.currency) if a == 0 else None
    if not isinstance(b, Amount):
        return (a.value, Fraction(0), a.currency) if b == 0 else None
    return (a.value, b.value, a.currency) if a.currency == b.currency else None


def compare(op: str, left: Any, right: Any) -> bool | None:
    """Whether the comparison holds; None where it cannot be told.

    A blank equals nothing and has no order; amounts in two currencies cannot be told apart or alike.

    >>> compare("==", 1, True), compare("<", Money.of(1, "CNY"), Money.of(2, "USD")), compare("!=", BLANK, "x")
    (False, None, True)
    """
    if left is BLANK or right is BLANK:
        return False if op in ("==", "contains") else True if op == "!=" else None
    if op == "contains":
        return any(compare("==", item, right) for item in left) if isinstance(left, tuple) else None
    if type(left) in MONEY or type(right) in MONEY:
        a, b = _exact(left), _exact(right)
        pair = None if a is None or b is None else _amounts(a, b)
        return None if pair is None else ORDER[op](pair[0], pair[1])
    if type(left) is not type(right) and (type(left) is bool or type(right) is bool):
        return False if op == "==" else True if op == "!=" else None
    try:
        return ORDER[op](left, right)
    except TypeError:
        return None


MONEY: Final = (Money, Amount)


def whole_months(start: date, end: date) -> int:
    """Whole months from ``start`` to ``end``: the corresponding day, or the last of a shorter month, completes one.

    >>> whole_months(date(2026, 1, 31), date(2026, 2, 28)), whole_months(date(2026, 1, 31), date(2026, 2, 27))
    (1, 0)
    >>> whole_months(date(2026, 3, 1), date(2026, 1, 1))
    -2
    """
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < min(start.day, monthrange(end.year, end.month)[1]))
