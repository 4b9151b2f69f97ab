"""Conditions as data: what a policy asks of a case, written in Python, kept as frozen values.

Builders are written, nodes are kept: ``fact("quantity") > 5000`` is a `Compare`, compared, hashed, stored and shown
like any value. A builder is none of that and says so::

    fact("quantity") > 400          fact("demand").one_of("exchange", "return")     fact("tags").contains("loud")
    fact("amount").known            fact("answerable").is_true(otherwise=False)     fact("loss").total("share") == 100
    category.within("quality")      channel == "letter"                             party("complainant").has("contact")
    recorded("approved")            count("rejected") >= 2                          total("redress") > limit
    tally("upheld") >= 3            months_between(fact("bought_on"), today) <= 24  late("reply")
    fact("noticed_on") <= received  fact("bought_on") >= received - 7               channel != "letter"
    fact("team").different("member") >= 2                     fact("plan").lacking("owner") == 0
    a & b                           a | b                                           ~a
"""

from __future__ import annotations

from typing import Any, NoReturn

from complaintkit.rules.nodes import (
    ALWAYS,
    CONDITION_CLASSES,
    DEEPEST_CONDITION,
    NEVER,
    OPERAND_CLASSES,
    Arithmetic,
    Compare,
    Condition,
    Fixed,
    Holds,
    Junction,
    Look,
    Not,
    OneOf,
    Operand,
    Settled,
    Value,
)
from complaintkit.values.checks import shown

__all__ = [
    "ALWAYS",
    "CONDITION_CLASSES",
    "DEEPEST_CONDITION",
    "NEVER",
    "OPERAND_CLASSES",
    "Arithmetic",
    "Compare",
    "Condition",
    "Expression",
    "Fixed",
    "Holds",
    "Junction",
    "Look",
    "Not",
    "OneOf",
    "Operand",
    "Settled",
    "Value",
    "category",
    "channel",
    "count",
    "fact",
    "late",
    "months_between",
    "party",
    "received",
    "recorded",
    "tally",
    "today",
    "total",
]


class Expression:
    """A builder around an operand: comparing it gives a condition, adding to it another builder.

    It has no truth value, no hash and no equality of its own.
    """

    __slots__ = ("node",)

    __hash__ = None  # type: ignore[assignment]  # how Python says that it has none

    def __init__(self, node: Operand) -> None:
        self.node = node

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]  # a condition, no answer
        return Compare("==", self.node, _operand(other))

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]  # likewise
        return Compare("!=", self.node, _operand(other))

    def __lt__(self, other: object) -> Condition:
        return Compare("<", self.node, _operand(other))

    def __le__(self, other: object) -> Condition:
        return Compare("<=", self.node, _operand(other))

    def __gt__(self, other: object) -> Condition:
        return Compare(">", self.node, _operand(other))

    def __ge__(self, other: object) -> Condition:
        return Compare(">=", self.node, _operand(other))

    def one_of(self, *values: object) -> Condition:
        """Whether this is one of the values; at least one is given."""
        return OneOf(self.node, tuple(_value(value) for value in values))

    def is_true(self, *, otherwise: bool | None = None) -> Condition:
        """Whether a yes/no is yes; ``otherwise`` is the answer while it is unknown (None: it stays open).

        >>> fact("answerable").is_true(otherwise=False) == (fact("answerable") == True).is_true(otherwise=False)
        True
        """
        return Compare("==", self.node, Value(True)).is_true(otherwise=otherwise)

    def __add__(self, other: object) -> Expression:
        return _Plain(Arithmetic("+", self.node, _operand(other)))

    def __radd__(self, other: object) -> Expression:
        return _Plain(Arithmetic("+", _operand(other), self.node))

    def __sub__(self, other: object) -> Expression:
        return _Plain(Arithmetic("-", self.node, _operand(other)))

    def __rsub__(self, other: object) -> Expression:
        return _Plain(Arithmetic("-", _operand(other), self.node))

    def __mul__(self, other: object) -> Expression:
        return _Plain(Arithmetic("*", self.node, _operand(other)))

    def __rmul__(self, other: object) -> Expression:
        return _Plain(Arithmetic("*", _operand(other), self.node))

    def __and__(self, other: object) -> NoReturn:
        _not_joined("&")

    def __rand__(self, other: object) -> NoReturn:
        _not_joined("&")

    def __or__(self, other: object) -> NoReturn:
        _not_joined("|")

    def __ror__(self, other: object) -> NoReturn:
        _not_joined("|")

    def __invert__(self) -> NoReturn:
        _not_joined("~")

    def __contains__(self, item: object) -> NoReturn:
        raise TypeError("a builder cannot be searched; write fact(...).contains(value)")

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a builder has no truth value; compare it, or write .is_true() for a yes/no fact and .known to ask "
            "whether there is a value"
        )

    def __repr__(self) -> str:
        return f"<builder of {self.node!r}>"


class _Plain(Expression):
    """Any operand. The concrete builders are siblings: Python asks a subclass on the right first, and would turn
    ``count("x") > fact("y")`` round.
    """

    __slots__ = ()


class _Fact(Expression):
    __slots__ = ("_id",)

    def __init__(self, id: str) -> None:
        super().__init__(Look("fact", id))
        self._id = id

    @property
    def known(self) -> Condition:
        """Whether the fact has a value: not unknown, not left blank, not absent. Always yes or no."""
        return Holds("known", self._id)

    def contains(self, value: object) -> Condition:
        """Whether a fact with many values has this one."""
        return Compare("contains", self.node, _value(value))

    def total(self, column: str) -> Expression:
        """The sum of a numeric or money column of a table."""
        return _Plain(Look("sum", self._id, column))

    @property
    def rows(self) -> Expression:
        """The number of rows of a table, or of different values of a fact with many."""
        return _Plain(Look("rows", self._id))

    def different(self, column: str) -> Expression:
        """How many different values a column of a table has: two rows that name one person name one person.

        >>> fact("team").different("member") >= 2
        Compare(op='>=', left=Look(what='different', name='team', column='member'), right=Value(value=2))
        """
        return _Plain(Look("different", self._id, column))

    def lacking(self, column: str) -> Expression:
        """How many rows of a table hold no value in this column: it is unknown, or was left blank."""
        return _Plain(Look("lacking", self._id, column))


class _Category(Expression):
    __slots__ = ()

    def within(self, category: str) -> Condition:
        """Whether the case's category is this one or lies below it."""
        return Holds("within", category)


class _Party:
    __slots__ = ("_role",)

    def __init__(self, role: str) -> None:
        self._role = role

    def has(self, field: str) -> Condition:
        """Whether the party left this field, such as "contact"."""
        return Holds("party", self._role, field)


def fact(id: str) -> _Fact:
    """A declared fact of the case.

    >>> fact("quantity") > 400
    Compare(op='>', left=Look(what='fact', name='quantity', column=''), right=Value(value=400))
    >>> 1 < fact("quantity") < 5
    Traceback (most recent call last):
        ...
    TypeError: a condition has no truth value before it is asked of a case; ...
    """
    return _Fact(id)


def party(role: str) -> _Party:
    """The party of a role: complainant, representative, respondent or reporter."""
    return _Party(role)


def recorded(record: str) -> Condition:
    """Whether the record stands on the case."""
    return Holds("recorded", record)


def late(duty: str) -> Condition:
    """Whether a run of the duty was met late, or is overdue now."""
    return Holds("late", duty)


def count(record: str) -> Expression:
    """How often the record was made on the case."""
    return _Plain(Look("count", record))


def total(of: str) -> Expression:
    """A total in money; ``"redress"``: redress granted on the case and those it shares redress with."""
    return _Plain(Look("total", of))


def tally(id: str) -> Expression:
    """A count over cases that the policy declares, as it stood before the command."""
    return _Plain(Look("tally", id))


def months_between(start: object, end: object) -> Expression:
    """Whole months from one date to another: 31 Jan to 28 Feb is one; negative where ``end`` comes first."""
    return _Plain(Arithmetic("months_between", _operand(start), _operand(end)))


category = _Category(Look("category"))
"""The category of the case."""

channel: Expression = _Plain(Look("channel"))
"""The channel the case came in by."""

today: Expression = _Plain(Look("today"))
"""The local date of the command."""

received: Expression = _Plain(Look("received"))
"""The local date of the receipt."""


def _operand(value: object) -> Operand:
    if isinstance(value, Expression):
        return value.node
    if isinstance(value, Operand):
        return value
    return _value(value)


def _value(value: object) -> Value:
    if isinstance(value, Value):
        return value
    if isinstance(value, Condition | Expression):
        raise TypeError(f"expected a literal value, got {shown(value)}; conditions are joined with & and |")
    literal: Any = value
    return Value(literal)


def _not_joined(sign: str) -> NoReturn:
    raise TypeError(
        f"{sign} joins conditions, and a builder is none yet; write .is_true() for a yes/no fact, and put comparisons "
        f"in parentheses: (a > 5) & (b < 3)"
    )
