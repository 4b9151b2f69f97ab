"""Does a condition fit the facts, categories, channels and records that its policy declares?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from complaintkit.errors import Faults
from complaintkit.rules.conditions import Expression
from complaintkit.rules.facts import Fact
from complaintkit.rules.nodes import (
    COLUMN_LOOKS,
    Arithmetic,
    Compare,
    Condition,
    Holds,
    Junction,
    Look,
    Not,
    OneOf,
    Operand,
    Settled,
    Value,
)
from complaintkit.rules.readers import undeclared
from complaintkit.values import PARTY_FIELDS, Money
from complaintkit.values.checks import shown

__all__ = ["PARTY_ROLES", "TOTALS", "check_condition"]

PARTY_ROLES: Final = ("complainant", "representative", "respondent", "reporter")
TOTALS: Final = ("redress",)

NUMBERS: Final = ("whole", "ratio")
TEXTS: Final = ("text", "choice", "person", "unit", "category", "channel")
ORDERED: Final = ("number", "money", "date", "instant")
LITERALS: Final[Mapping[type, str]] = {
    bool: "yes_no",
    int: "whole",
    Decimal: "ratio",
    Fraction: "ratio",
    str: "text",
    Money: "money",
    date: "date",
    datetime: "instant",
}
COLUMNS: Final = ("whole", "ratio", "money")


class _Kind(NamedTuple):
    """The type of an operand: what it is called, and what it may be compared with."""

    type: str
    many: bool = False
    among: Collection[str] | None = None
    """The texts it may be, where that is limited."""
    currency: str | None = None
    literal: Any = None

    @property
    def family(self) -> str:
        if self.type in NUMBERS:
            return "number"
        return "text" if self.type in TEXTS else self.type

    def __str__(self) -> str:
        return {"yes_no": "yes/no", "whole": "a whole number"}.get(self.type, self.type)


def check_condition(
    condition: object,
    facts: Mapping[str, Fact],
    *,
    categories: Collection[str] = (),
    channels: Collection[str] = (),
    records: Collection[str] = (),
    tallies: Collection[str] = (),
    duties: Collection[str] = (),
    path: str,
    faults: Faults,
) -> None:
    """Note every fault of a condition at ``path``: names that are not declared, types that do not meet.

    A personal fact may only be asked whether it is known, so that a decision can be run again after its value was
    erased. Choices are compared with declared choices, money with money, dates with dates.

    >>> from complaintkit.rules.conditions import fact
    >>> faults = Faults()
    >>> check_condition(fact("quantity") == "many", {"quantity": Fact("quantity", "whole")}, path="when", faults=faults)
    >>> print(faults.found[0])
    quantity (a whole number) cannot be compared with 'many' (text) @ when
    """
    _Check(facts, categories, channels, records, tallies, duties, path, faults).condition(condition)


class _Check:
    __slots__ = ("categories", "channels", "duties", "facts", "faults", "path", "records", "tallies")

    def __init__(
        self,
        facts: Mapping[str, Fact],
        categories: Collection[str],
        channels: Collection[str],
        records: Collection[str],
        tallies: Collection[str],
        duties: Collection[str],
        path: str,
        faults: Faults,
    ) -> None:
        self.facts = facts
        self.categories = categories
        self.channels = channels
        self.records = records
        self.tallies = tallies
        self.duties = duties
        self.path = path
        self.faults = faults

    def fault(self, message: str) -> None:
        self.faults.add(self.path, message)

    def named(self, what: str, name: str, declared: Collection[str]) -> bool:
        if name in declared:
            return True
        self.fault(undeclared(what, name, dict.fromkeys(declared, None)))
        return False

    def condition(self, node: object) -> None:
        if isinstance(node, Junction):
            for part in node.parts:
                self.condition(part)
        elif isinstance(node, Not | Settled):
            self.condition(node.inner)
        elif isinstance(node, Compare):
            self.compare(node)
        elif isinstance(node, OneOf):
            self.one_of(node)
        elif isinstance(node, Holds):
            self.holds(node)
        elif isinstance(node, Expression):
            self.fault("expected a condition, got a builder; compare it, or write .is_true() for a yes/no fact")
        elif not isinstance(node, Condition):
            self.fault(f"expected a condition, got {shown(node)}; a rule that always holds is written ALWAYS")

    def holds(self, node: Holds) -> None:
        if node.what == "known":
            self.named("fact", node.name, self.facts)
        elif node.what == "recorded":
            self.record(node.name)
        elif node.what == "within":
            self.named("category", node.name, self.categories)
        elif node.what == "late":
            self.named("duty", node.name, self.duties)
        else:
            self.named("party", node.name, PARTY_ROLES)
            self.named("party field", node.field, PARTY_FIELDS)

    def record(self, name: str) -> None:
        if name not in self.records:
            near = undeclared("record", name, dict.fromkeys(self.records, None))
            hint = near if "did you mean" in near else f"record {name!r} is made by no move, rung or filing"
            self.fault(hint)

    def compare(self, node: Compare) -> None:
        left, right = self.operand(node.left), self.operand(node.right)
        if left is None or right is None:
            return
        if isinstance(node.left, Value) and isinstance(node.right, Value):
            self.fault("two literals are compared: the answer is always the same; write ALWAYS or NEVER")
        elif node.op == "contains":
            self.contains(node.left, left, right)
        else:
            self.pair(node.op, (node.left, left), (node.right, right))

    def contains(self, operand: Operand, left: _Kind, right: _Kind) -> None:
        if not left.many:
            self.fault(f"{_name(operand)} has one value; contains asks a fact with many, compare it with ==")
        else:
            self.alike((operand, left), right)

    def one_of(self, node: OneOf) -> None:
        kind = self.operand(node.operand)
        if kind is None or not self.single(node.operand, kind):
            return
        for value in node.values:
            literal = self.operand(value)
            if literal is not None:
                self.alike((node.operand, kind), literal)

    def pair(self, op: str, left: tuple[Operand, _Kind], right: tuple[Operand, _Kind]) -> None:
        if not (self.single(*left) and self.single(*right)):
            return
        if isinstance(left[0], Value):
            left, right = right, left
        if self.alike(left, right[1], right[0]) and op not in ("==", "!=") and left[1].family not in ORDERED:
            self.fault(f"{_name(left[0])} ({left[1]}) has no order: compare it with == or !=")

    def single(self, operand: Operand, kind: _Kind) -> bool:
        if kind.many:
            self.fault(f"{_name(operand)} has many values: ask .contains(value) or .known")
            return False
        if kind.type in ("document", "table"):
            hint = ".known, .rows or .total(column)" if kind.type == "table" else ".known"
            self.fault(f"{_name(operand)} is a {kind.type}: ask {hint}")
            return False
        return True

    def alike(self, left: tuple[Operand, _Kind], kind: _Kind, operand: Operand | None = None) -> bool:
        """Whether two operands can be compared at all; the left one is no literal."""
        name, mine = _name(left[0]), left[1]
        if mine.family != kind.family:
            other = shown_literal(kind) if operand is None else _name(operand)
            hint = "; money meets money only" if "money" in (mine.type, kind.type) else ""
            self.fault(f"{name} ({mine}) cannot be compared with {other} ({kind}){hint}")
            return False
        if mine.currency and kind.currency and mine.currency != kind.currency:
            self.fault(f"{name} is in {mine.currency}, it cannot be compared with {kind.currency}")
            return False
        if mine.among is not None and isinstance(kind.literal, str):
            return self.named(f"value of {name}", kind.literal, mine.among)
        return True

    def operand(self, node: Operand) -> _Kind | None:
        """The type of an operand; None where a fault was noted."""
        if isinstance(node, Value):
            value = node.value
            currency = value.currency if isinstance(value, Money) else None
            return _Kind(LITERALS[type(value)], currency=currency, literal=value)
        if isinstance(node, Arithmetic):
            return self.arithmetic(node)
        assert isinstance(node, Look)
        return self.look(node)

    def look(self, node: Look) -> _Kind | None:
        what, name = node.what, node.name
        if what in ("fact", "rows", *COLUMN_LOOKS):
            return self.fact(node)
        if what == "category":
            return _Kind("category", among=self.categories)
        if what == "channel":
            return _Kind("channel", among=self.channels)
        if what == "count":
            self.record(name)
            return _Kind("whole")
        if what == "tally":
            return _Kind("whole") if self.named("tally", name, self.tallies) else None
        if what == "total":
            return _Kind("money") if self.named("total", name, TOTALS) else None
        return _Kind("date")

    def fact(self, node: Look) -> _Kind | None:
        if not self.named("fact", node.name, self.facts):
            return None
        fact = self.facts[node.name]
        if fact.personal:
            self.personal(node.name)
            return None
        if node.what == "fact":
            return _Kind(fact.type, fact.many, fact.choices or None, fact.currency)
        if fact.type != "table" and not (node.what == "rows" and fact.many):
            self.fault(f"{node.name} ({fact.type}) is no table: it has neither rows nor columns")
            return None
        if node.what == "rows":
            return _Kind("whole")
        columns = fact.column
        if not self.named(f"column of {node.name}", node.column, columns):
            return None
        column = columns[node.column]
        if column.personal:
            self.personal(f"{node.name}.{node.column}")
            return None
        if node.what != "sum":
            return _Kind("whole")
        if column.type not in COLUMNS:
            self.fault(
                f"the column {node.column} of {node.name} ({column.type}) has no total: it is not a number or money"
            )
            return None
        return _Kind(column.type, currency=column.currency)

    def personal(self, name: str) -> None:
        self.fault(
            f"{name} is personal: a condition may only ask .known, so that a decision can be run again after its "
            f"value was erased"
        )

    def arithmetic(self, node: Arithmetic) -> _Kind | None:
        left, right = self.operand(node.left), self.operand(node.right)
        if left is None or right is None:
            return None
        if not (self.single(node.left, left) and self.single(node.right, right)):
            return None
        a, b = left.family, right.family
        if node.op == "months_between":
            if a == b == "date":
                return _Kind("whole")
            self.fault(f"months_between takes two dates, got {left} and {right}")
            return None
        if node.op != "*" and a == "date" and right.type == "whole":
            return _Kind("date")
        if a == b == "number":
            return _Kind("whole" if left.type == right.type == "whole" else "ratio")
        if node.op == "*" and {a, b} == {"number", "money"}:
            return _Kind("money", currency=left.currency or right.currency)
        if node.op != "*" and a == b == "money":
            if left.currency and right.currency and left.currency != right.currency:
                self.fault(f"{left.currency} {node.op} {right.currency}: money meets money of one currency only")
                return None
            return _Kind("money", currency=left.currency or right.currency)
        self.fault(f"{_name(node.left)} ({left}) {node.op} {_name(node.right)} ({right}) makes no sense")
        return None


def shown_literal(kind: _Kind) -> str:
    """A literal as a fault shows it."""
    return str(kind.literal) if isinstance(kind.literal, Money) else repr(kind.literal)


def _name(operand: Operand) -> str:
    """An operand as a fault names it."""
    if isinstance(operand, Value):
        return shown_literal(_Kind("", literal=operand.value))
    if isinstance(operand, Arithmetic):
        if operand.op == "months_between":
            return f"months_between({_name(operand.left)}, {_name(operand.right)})"
        return f"({_name(operand.left)} {operand.op} {_name(operand.right)})"
    assert isinstance(operand, Look)
    if operand.what == "fact":
        return operand.name
    if operand.what in COLUMN_LOOKS:
        asked = "total" if operand.what == "sum" else operand.what
        return f"{operand.name}.{asked}({operand.column!r})"
    if operand.what == "rows":
        return f"{operand.name}.rows"
    return f"{operand.what}({operand.name!r})" if operand.name else operand.what
