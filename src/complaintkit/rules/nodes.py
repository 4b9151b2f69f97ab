"""What a condition is made of: frozen nodes, equal by structure and by type, at most `DEEPEST_CONDITION` deep."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, NoReturn, get_args

import attrs

from complaintkit.errors import InvalidInput
from complaintkit.values import Money
from complaintkit.values.checks import shown

__all__ = [
    "ALWAYS",
    "COLUMN_LOOKS",
    "CONDITION_CLASSES",
    "DEEPEST_CONDITION",
    "NEVER",
    "OPERAND_CLASSES",
    "Arithmetic",
    "Compare",
    "Condition",
    "Fixed",
    "Holds",
    "Junction",
    "Look",
    "Not",
    "OneOf",
    "Operand",
    "Settled",
    "Value",
    "children",
]

DEEPEST_CONDITION = 100
"""How many nodes of a condition may stand inside one another; a chain of ``&`` or of ``|`` counts once."""

CompareOp = Literal["==", "!=", "<", "<=", ">", ">=", "contains"]
ArithmeticOp = Literal["+", "-", "*", "months_between"]
LookOf = Literal[
    "fact", "rows", "sum", "different", "lacking", "category", "channel", "count", "total", "tally", "today", "received"
]
COLUMN_LOOKS: Final = ("sum", "different", "lacking")
"""What is looked for in one column of a table."""

HoldsOf = Literal["known", "recorded", "party", "within", "late"]

COMPARE_OPS: Final = get_args(CompareOp)
ARITHMETIC_OPS: Final = get_args(ArithmeticOp)
LOOKS: Final = get_args(LookOf)
HOLDS: Final = get_args(HoldsOf)
NAMELESS: Final = ("category", "channel", "today", "received")

VALUE_TYPES: Final = (bool, int, str, Decimal, Fraction, Money, date, datetime)


class Node:
    """Anything in a condition. Nodes have no truth value: they are asked of a case, later."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a condition has no truth value before it is asked of a case; write & for and, | for or, ~ for not, "
            "one_of(...) for in, and (a < b) & (b < c) for a < b < c"
        )


class Operand(Node):
    """Something that has a value on a case."""

    __slots__ = ()


class Condition(Node):
    """Something that holds on a case, does not, or cannot be told yet.

    Combined by ``&``, ``|`` and ``~``; ``is_true(otherwise=...)`` says what counts while it cannot be told.
    """

    __slots__ = ()

    def __and__(self, other: Condition) -> Condition:
        return _join("and", self, other)

    def __or__(self, other: Condition) -> Condition:
        return _join("or", self, other)

    def __invert__(self) -> Condition:
        return Not(self)

    def is_true(self, *, otherwise: bool | None = None) -> Condition:
        """This condition, with ``otherwise`` for an answer while a fact is unknown (None: it stays open)."""
        return self if otherwise is None else Settled(self, otherwise)


def _depth(owner: Any, *parts: Any) -> None:
    """Note how deep a node is; refuse one that is too deep."""
    deepest = 1 + max((part.depth for part in parts), default=0)
    if deepest > DEEPEST_CONDITION:
        raise InvalidInput.one(
            f"more than {DEEPEST_CONDITION} conditions inside one another; split the rule, or write it flatter", "depth"
        )
    object.__setattr__(owner, "depth", deepest)


def _known(value: object, among: tuple[str, ...], path: str) -> None:
    if not isinstance(value, str) or value not in among:
        raise InvalidInput.one(f"expected one of {', '.join(among)}, got {shown(value)}", path)


def _named(value: object, path: str) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput.one(f"expected a name, got {shown(value)}", path)


def _is(value: object, cls: type, path: str) -> None:
    if not isinstance(value, cls):
        what = "an operand" if cls is Operand else "a condition"
        raise InvalidInput.one(f"expected {what}, got {shown(value)}", path)


def _all_are(values: object, cls: type, path: str, what: str, least: int) -> None:
    if not isinstance(values, tuple) or not all(isinstance(value, cls) for value in values):
        raise InvalidInput.one(f"expected a tuple of {what}, got {shown(values)}", path)
    if len(values) < least:
        raise InvalidInput.one(
            f"expected at least {least} {what}, got {len(values)}; a rule that always or never holds is written "
            f"ALWAYS or NEVER",
            path,
        )


def _depth_field() -> int:
    return attrs.field(init=False, eq=False, repr=False, default=1)


def _typed(value: object) -> tuple[type, object]:
    return type(value), value


@attrs.frozen(cache_hash=True)
class Value(Operand):
    """A literal: bool, int, text, Decimal, Fraction, Money, date or aware datetime. 1 and True are different.

    >>> Value(1) == Value(True), Value(Decimal("1.0")) == Value(Decimal("1"))
    (False, True)
    """

    value: Any = attrs.field(eq=_typed)
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        value = self.value
        if value is None:
            raise InvalidInput.one("None is no value to compare with; ask fact(...).known", "value")
        if type(value) not in VALUE_TYPES:
            hint = "; a float is not exact, write a Decimal" if isinstance(value, float) else ""
            raise InvalidInput.one(
                f"expected a bool, int, text, Decimal, Fraction, Money, date or datetime, got {shown(value)}{hint}",
                "value",
            )
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise InvalidInput.one(f"expected an aware datetime, got the naive {value.isoformat()}", "value")
        if isinstance(value, Decimal) and not value.is_finite():
            raise InvalidInput.one(f"expected a finite number, got {value}", "value")


@attrs.frozen(cache_hash=True)
class Look(Operand):
    """A value read from the case: a fact, the rows of a table, the sum of a column, its different values or how many
    rows have none, the category, the channel, how often a record was made, granted redress in total, a tally, the local
    date of the command.
    """

    what: LookOf
    name: str = ""
    column: str = ""
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _known(self.what, LOOKS, "what")
        if self.what not in NAMELESS:
            _named(self.name, "name")
        if self.what in COLUMN_LOOKS:
            _named(self.column, "column")


@attrs.frozen(cache_hash=True)
class Arithmetic(Operand):
    """Two operands added, subtracted or multiplied; or the whole months from one date to another."""

    op: ArithmeticOp
    left: Operand
    right: Operand
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _known(self.op, ARITHMETIC_OPS, "op")
        _is(self.left, Operand, "left")
        _is(self.right, Operand, "right")
        _depth(self, self.left, self.right)


@attrs.frozen(cache_hash=True)
class Fixed(Condition):
    """`ALWAYS` or `NEVER`."""

    value: bool
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        if type(self.value) is not bool:
            raise InvalidInput.one(f"expected True or False, got {shown(self.value)}", "value")


@attrs.frozen(cache_hash=True)
class Compare(Condition):
    """Two operands compared; ``contains`` asks for a value in a fact that has many."""

    op: CompareOp
    left: Operand
    right: Operand
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _known(self.op, COMPARE_OPS, "op")
        _is(self.left, Operand, "left")
        _is(self.right, Operand, "right")
        _depth(self, self.left, self.right)


@attrs.frozen(cache_hash=True)
class OneOf(Condition):
    """An operand is one of several literals."""

    operand: Operand
    values: tuple[Value, ...]
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _is(self.operand, Operand, "operand")
        _all_are(self.values, Value, "values", "literals", 1)
        _depth(self, self.operand, *self.values)


@attrs.frozen(cache_hash=True)
class Holds(Condition):
    """A plain yes or no about the case: a fact is known, a record was made, a party left a field, the category lies
    within another, a duty was met late or is overdue.
    """

    what: HoldsOf
    name: str
    field: str = ""
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _known(self.what, HOLDS, "what")
        _named(self.name, "name")
        if self.what == "party":
            _named(self.field, "field")


@attrs.frozen(cache_hash=True)
class Junction(Condition):
    """Several conditions joined by "and" or "or"."""

    op: Literal["and", "or"]
    parts: tuple[Condition, ...]
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _known(self.op, ("and", "or"), "op")
        _all_are(self.parts, Condition, "parts", "conditions", 2)
        _depth(self, *self.parts)


@attrs.frozen(cache_hash=True)
class Not(Condition):
    """The opposite; unknown stays unknown."""

    inner: Condition
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _is(self.inner, Condition, "inner")
        _depth(self, self.inner)


@attrs.frozen(cache_hash=True)
class Settled(Condition):
    """A condition with an answer for the time when it cannot be told."""

    inner: Condition
    otherwise: bool
    depth: int = _depth_field()

    def __attrs_post_init__(self) -> None:
        _is(self.inner, Condition, "inner")
        if type(self.otherwise) is not bool:
            raise InvalidInput.one(f"expected True or False, got {shown(self.otherwise)}", "otherwise")
        _depth(self, self.inner)


ALWAYS: Final[Condition] = Fixed(True)
"""The condition that holds on every case."""

NEVER: Final[Condition] = Fixed(False)
"""The condition that holds on no case."""

OPERAND_CLASSES: Final = (Look, Value, Arithmetic)
CONDITION_CLASSES: Final = (Fixed, Compare, OneOf, Holds, Junction, Not, Settled)


def _join(op: Literal["and", "or"], left: Condition, right: object) -> Condition:
    sign = "&" if op == "and" else "|"
    if not isinstance(right, Condition):
        raise TypeError(
            f"{sign} joins conditions, got {shown(right)}; write fact(...).is_true() for a yes/no fact, and put "
            f"comparisons in parentheses: (a > 5) {sign} (b < 3)"
        )
    parts: list[Condition] = []
    for part in (left, right):
        if isinstance(part, Junction) and part.op == op:
            parts.extend(part.parts)
        else:
            parts.append(part)
    return Junction(op, tuple(parts))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node, in order."""
    if isinstance(node, Compare | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Junction):
        return node.parts
    if isinstance(node, Not | Settled):
        return (node.inner,)
    if isinstance(node, OneOf):
        return (node.operand, *node.values)
    return ()
