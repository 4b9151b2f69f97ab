"""Sets of values: intervals of what has an order, names of what has none, and the two ways to have no value.

Numbers stand for what is ordered: whole numbers, days and microseconds as int (no value lies between two neighbours),
ratios and amounts of money as Fraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

__all__ = ["ANY_NAME", "NO_NAME", "NO_STATE", "Names", "Number", "Span", "Spans", "States", "span"]

Number: TypeAlias = int | Fraction
Bound: TypeAlias = Number | None


@attrs.frozen
class Span:
    """The numbers between two bounds (None: without), each of which may belong to it or not."""

    low: Bound = None
    high: Bound = None
    low_in: bool = True
    high_in: bool = True

    @property
    def empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    def __and__(self, other: Span) -> Span:
        low, low_in = _tighter(self.low, self.low_in, other.low, other.low_in, 1)
        high, high_in = _tighter(self.high, self.high_in, other.high, other.high_in, -1)
        return Span(low, high, low_in, high_in)

    def __contains__(self, number: Number) -> bool:
        return not (self & Span(number, number)).empty


def _tighter(a: Bound, a_in: bool, b: Bound, b_in: bool, sign: int) -> tuple[Bound, bool]:
    """The bound that leaves less."""
    if a is None or b is None:
        return (b, b_in) if a is None else (a, a_in)
    if a == b:
        return a, a_in and b_in
    return (a, a_in) if (a > b) == (sign > 0) else (b, b_in)


def span(op: str, number: Number, *, discrete: bool) -> tuple[Span, ...]:
    """The numbers that stand in a relation (``<``, ``==`` …) to one.

    >>> span("<", 5, discrete=True), span("!=", 5, discrete=True)
    ((Span(low=None, high=4, low_in=True, high_in=True),), (Span(low=None, high=4, low_in=True, high_in=True), \
Span(low=6, high=None, low_in=True, high_in=True)))
    """
    below = Span(None, number - 1) if discrete else Span(None, number, high_in=False)
    above = Span(number + 1, None) if discrete else Span(number, None, low_in=False)
    here = Span(number, number)
    return {
        "<": (below,),
        "<=": (Span(None, number),),
        "==": (here,),
        "!=": (below, above),
        ">=": (Span(number, None),),
        ">": (above,),
    }[op]


@attrs.frozen
class Spans:
    """A set of numbers: everything that lies in one of its spans."""

    spans: tuple[Span, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no number is in it."""
        return not self.spans

    def __and__(self, other: Spans) -> Spans:
        met = (a & b for a in self.spans for b in other.spans)
        return Spans(tuple(found for found in met if not found.empty))

    def __or__(self, other: Spans) -> Spans:
        return Spans(tuple(dict.fromkeys((*self.spans, *other.spans))))

    def __contains__(self, number: Number) -> bool:
        return any(number in found for found in self.spans)


@attrs.frozen
class Names:
    """A set of values without order: those named, or (``others``) all but those named."""

    names: frozenset[Any] = frozenset()
    others: bool = False

    @classmethod
    def of(cls, names: Iterable[Any]) -> Names:
        """The set of just these."""
        return cls(frozenset(names))

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.names and not self.others

    def __and__(self, other: Names) -> Names:
        if self.others and other.others:
            return Names(self.names | other.names, True)
        if self.others or other.others:
            listed, barred = (other.names, self.names) if self.others else (self.names, other.names)
            return Names(listed - barred)
        return Names(self.names & other.names)

    def __or__(self, other: Names) -> Names:
        if self.others and other.others:
            return Names(self.names & other.names, True)
        if self.others or other.others:
            barred, listed = (self.names, other.names) if self.others else (other.names, self.names)
            return Names(barred - listed, True)
        return Names(self.names | other.names)

    def __invert__(self) -> Names:
        return Names(self.names, not self.others)

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(self.names, key=str))


ANY_NAME = Names(others=True)
NO_NAME = Names()


@attrs.frozen
class States:
    """What one variable of a case may be: a value, left blank on purpose, or none at all (unknown, never given)."""

    values: Spans | Names
    blank: bool = False
    none: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is no way left for it to be."""
        return not (self.blank or self.none) and self.values.empty

    def __and__(self, other: States) -> States:
        values: Any = self.values & other.values  # type: ignore[operator]  # of one variable, so of one kind
        return States(values, self.blank and other.blank, self.none and other.none)

    def __or__(self, other: States) -> States:
        values: Any = self.values | other.values  # type: ignore[operator]  # as above
        return States(values, self.blank or other.blank, self.none or other.none)


NO_STATE = States(NO_NAME)
