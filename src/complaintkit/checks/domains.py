"""What the variables of a case may be by what its policy declares, and what a comparison says about one of them.

A variable is what a condition looks at: a fact, the rows or a column's sum of a table, the category, how often a record
was made … Comparisons of two of them are about a variable of their own, the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

from complaintkit.checks.value_sets import ANY_NAME, NO_NAME, Names, Number, Span, Spans, States, span
from complaintkit.rules.categories import category_path
from complaintkit.rules.facts import Fact
from complaintkit.rules.nodes import COLUMN_LOOKS, Compare, Condition, Fixed, Holds, Look, OneOf, Operand, Value
from complaintkit.rules.policy import Policy
from complaintkit.values import Money

__all__ = ["Atom", "Domains", "Variable", "number_of", "value_of"]

Variable: TypeAlias = tuple[Any, ...]
"""("fact", id), ("rows", id), ("sum", id, column), ("different", id, column), ("lacking", id, column),
("contains", id, value), ("category",), ("channel",), ("count", record), ("total", name), ("tally", id), ("today",),
("received",), ("late", duty), ("party", role, field) or ("difference", left, right)."""

DISCRETE: Final = ("whole", "date", "instant")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
FLIPPED: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
OPPOSITE: Final[Mapping[str, str]] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
YES_NO: Final = Names.of((True, False))
EVERYTHING: Final = Spans((Span(),))
FROM_NOUGHT: Final = Spans((Span(0, None),))


EARLIEST: Final = {"date": date.min.toordinal(), "instant": (datetime.min.replace(tzinfo=UTC) - EPOCH) // TICK}
LATEST: Final = {"date": date.max.toordinal(), "instant": (datetime.max.replace(tzinfo=UTC) - EPOCH) // TICK}


class Atom(NamedTuple):
    """What one comparison says about its variable: where it holds, where it does not, where it cannot be told."""

    variable: Variable
    true: States
    false: States
    unknown: States

    def states(self, wanted: frozenset[bool | None]) -> States:
        """Where its answer is one of those wanted."""
        given = ((True, self.true), (False, self.false), (None, self.unknown))
        met = [states for answer, states in given if answer in wanted]
        found = met[0]
        for states in met[1:]:
            found = found | states
        return found


def number_of(value: Any) -> Number:
    """A value as the number that stands for it.

    >>> number_of(Decimal("0.5")), number_of(date(1, 1, 2)), number_of(Money.of("1.50", "CNY"))
    (Fraction(1, 2), 2, Fraction(3, 2))
    """
    if isinstance(value, Money):
        return Fraction(value.amount)
    if isinstance(value, datetime):
        return (value - EPOCH) // TICK
    if isinstance(value, date):
        return value.toordinal()
    return int(value) if isinstance(value, int) else Fraction(value)


def value_of(kind: str, number: Number, currency: str) -> Any:
    """The value of a type that a number stands for."""
    if kind == "money":
        return Money(_decimal(Fraction(number)), currency)
    if kind == "date":
        return date.fromordinal(int(number))
    if kind == "instant":
        return EPOCH + int(number) * TICK
    if kind == "ratio":
        return Fraction(number)
    return int(number)


def _decimal(number: Fraction) -> Decimal:
    """The decimal of at most 18 places nearest to zero; amounts that are compared have no more."""
    return Decimal(int(number * 10**18)).scaleb(-18).normalize() + 0


class Domains:
    """The variables of one kind of case, and what they may be."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.facts = {fact.id: fact for fact in policy.facts}
        self.categories = {category.id: category for category in policy.categories}
        self.channels = frozenset(channel.id for channel in policy.channels)
        self.currency = policy.redress.currency if policy.redress is not None else "CNY"

    def domain(self, variable: Variable) -> States:
        """All that a variable may be."""
        what = variable[0]
        if what == "fact":
            return States(self._values(self.facts[variable[1]]), blank=True, none=True)
        if what == "sum":
            return States(self._sums(self.facts[variable[1]].column[variable[2]]), none=True)
        if what == "contains":
            return States(YES_NO, blank=True, none=True)
        if what in ("late", "party"):
            return States(YES_NO)
        if what == "category":
            return States(Names.of(self.categories), none=True)
        if what == "channel":
            return States(Names.of(self.channels), blank=True)
        if what == "difference":
            return States(EVERYTHING, blank=True, none=True)
        if what in ("today", "received"):
            return States(Spans((Span(date(1970, 1, 1).toordinal(), date(2099, 12, 31).toordinal()),)))
        return States(FROM_NOUGHT, none=what in ("rows", "different", "lacking"))

    def kind_of(self, variable: Variable) -> str:
        """The type of a variable's values."""
        what = variable[0]
        if what == "fact":
            return str(self.facts[variable[1]].type)
        if what == "sum":
            return str(self.facts[variable[1]].column[variable[2]].type)
        return {"total": "money", "today": "date", "received": "date", "difference": "ratio"}.get(what, "whole")

    def currency_of(self, variable: Variable) -> str:
        """The currency of a variable's amounts."""
        fact = self.facts.get(variable[1]) if variable[0] in ("fact", "sum") else None
        if fact is not None and variable[0] == "sum":
            fact = fact.column[variable[2]]
        return self.currency if fact is None or fact.currency is None else fact.currency

    def _values(self, fact: Fact) -> Spans | Names:
        if fact.many or fact.type in ("table", "document"):
            return ANY_NAME
        if fact.type == "yes_no":
            return YES_NO
        if fact.type == "choice":
            return Names.of(fact.choices)
        if fact.type in ("text", "person", "unit"):
            return ANY_NAME
        low = EARLIEST.get(fact.type) if fact.min_value is None else number_of(fact.min_value)
        high = LATEST.get(fact.type) if fact.max_value is None else number_of(fact.max_value)
        return Spans((Span(low, high),))

    def _sums(self, column: Fact) -> Spans:
        """At least one row: no less than the least of one, where that is not negative."""
        low = None if column.min_value is None else number_of(column.min_value)
        return Spans((Span(low if low is not None and low >= 0 else None, None),))

    # -- atoms --------------------------------------------------------------------------------------------------

    def atom(self, node: Condition) -> Atom:
        """What a comparison, or a plain yes or no, says about its variable."""
        if isinstance(node, Holds):
            return self._holds(node)
        if isinstance(node, OneOf):
            return self._one_of(node)
        assert isinstance(node, Compare)
        return self._compare(node)

    def _holds(self, node: Holds) -> Atom:
        nothing = States(NO_NAME)
        if node.what == "known":
            variable: Variable = ("fact", node.name)
            values = self._values(self.facts[node.name])
            empty = Spans() if isinstance(values, Spans) else NO_NAME
            return Atom(variable, States(values), States(empty, blank=True, none=True), States(empty))
        if node.what == "recorded":
            made, never = Spans((Span(1, None),)), Spans((Span(0, 0),))
            return Atom(("count", node.name), States(made), States(never), States(Spans()))
        if node.what == "within":
            inside = frozenset(id for id in self.categories if node.name in category_path(self.categories, id))
            outside = frozenset(self.categories) - inside
            return Atom(("category",), States(Names(inside)), States(Names(outside)), States(NO_NAME, none=True))
        own: Variable = ("late", node.name) if node.what == "late" else ("party", node.name, node.field)
        return Atom(own, States(Names.of((True,))), States(Names.of((False,))), nothing)

    def _one_of(self, node: OneOf) -> Atom:
        variable = self._variable(node.operand, *(value.value for value in node.values))
        if variable is None:
            return self._difference(Compare("==", node.operand, node.values[0]))
        atoms = [self._plain(variable, "==", value.value) for value in node.values]
        true, false = atoms[0].true, atoms[0].false
        for atom in atoms[1:]:
            true, false = true | atom.true, false & atom.false
        return Atom(variable, true, false, atoms[0].unknown)

    def _compare(self, node: Compare) -> Atom:
        left, op, right = node.left, node.op, node.right
        if op == "contains":
            assert isinstance(left, Look)
            assert isinstance(right, Value)
            yes, no = States(Names.of((True,))), States(Names.of((False,)), blank=True)
            return Atom(("contains", left.name, right.value), yes, no, States(NO_NAME, none=True))
        if isinstance(left, Value) and not isinstance(right, Value):
            left, op, right = right, FLIPPED[op], left  # type: ignore[assignment]  # an operand each
        variable = self._variable(left, right.value) if isinstance(right, Value) else None
        if variable is None:
            return self._difference(node)
        assert isinstance(right, Value)
        return self._plain(variable, op, right.value)

    def _variable(self, operand: Operand, *literals: Any) -> Variable | None:
        """The variable that a look is, where its values can be told apart by these literals; None: they cannot."""
        if not isinstance(operand, Look):
            return None
        what = operand.what
        variable: Variable = (what,) if not operand.name else (what, operand.name)
        if what in COLUMN_LOOKS:
            variable = (*variable, operand.column)
        if what == "fact" and self.facts[operand.name].many:
            return None
        for literal in literals:
            if isinstance(literal, Money) and literal.currency != self.currency_of(variable):
                return None
        return variable

    def _plain(self, variable: Variable, op: str, literal: Any) -> Atom:
        domain = self.domain(variable)
        if isinstance(domain.values, Names):
            here = Names.of((literal,))
            true, false = (here, ~here) if op == "==" else (~here, here)
            return Atom(
                variable,
                States(domain.values & true, blank=domain.blank and op == "!="),
                States(domain.values & false, blank=domain.blank and op == "=="),
                States(NO_NAME, none=domain.none),
            )
        discrete, number = self.kind_of(variable) in DISCRETE, number_of(literal)
        if discrete and isinstance(number, Fraction) and number.denominator != 1:
            discrete = False
        met = Spans(span(op, number, discrete=discrete)) & domain.values
        missed = Spans(span(OPPOSITE[op], number, discrete=discrete)) & domain.values
        ordered = op not in ("==", "!=")
        return Atom(
            variable,
            States(met, blank=domain.blank and op == "!="),
            States(missed, blank=domain.blank and op == "=="),
            States(Spans(), blank=domain.blank and ordered, none=domain.none),
        )

    def _difference(self, node: Compare) -> Atom:
        """A comparison of two things that vary: about their difference, left less right."""
        left, op, right = node.left, node.op, node.right
        if repr(right) < repr(left):
            left, op, right = right, FLIPPED[op], left  # type: ignore[assignment]  # an operand each
        ordered = op not in ("==", "!=")
        return Atom(
            ("difference", left, right),
            States(Spans(span(op, 0, discrete=False)), blank=op == "!="),
            States(Spans(span(OPPOSITE[op], 0, discrete=False)), blank=op == "=="),
            States(Spans(), blank=ordered, none=True),
        )


def is_atom(node: Condition) -> bool:
    """Whether a condition is no combination of others."""
    return not isinstance(node, Fixed) and isinstance(node, Compare | OneOf | Holds)
