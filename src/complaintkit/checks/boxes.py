"""How far apart two sides of a comparison can be: interval arithmetic over what their variables may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from complaintkit.checks.domains import Domains, Variable, number_of
from complaintkit.checks.value_sets import Bound, Number, Span, Spans, States
from complaintkit.rules.evaluate import nodes_in
from complaintkit.rules.nodes import COLUMN_LOOKS, Arithmetic, Look, Operand, Value

__all__ = ["looks_of", "ruled_out"]

Box: TypeAlias = tuple[Bound, Bound]
ANYWHERE: Box = (None, None)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31


def ruled_out(domains: Domains, held: Mapping[Variable, States]) -> bool:
    """Whether some comparison of two varying sides cannot come out as held, by how far apart they can be."""
    return any(
        _impossible(domains, held, variable, states) for variable, states in held.items() if variable[0] == "difference"
    )


def _impossible(domains: Domains, held: Mapping[Variable, States], variable: Variable, states: States) -> bool:
    _, left, right = variable
    if states.none or not isinstance(states.values, Spans):
        return False
    if states.blank and any(_of(domains, held, look).blank for look in looks_of(variable)):
        return False
    if any(_of(domains, held, look).values.empty for look in looks_of(variable)):
        return True
    if left == right:
        apart: Box = (0, 0)
    else:
        apart = _less(_box(domains, held, left), _box(domains, held, right))
    return (states.values & Spans((Span(*apart),))).empty


def looks_of(difference: Variable) -> Iterator[Variable]:
    """The variables that the two sides of a comparison read."""
    for side in difference[1:]:
        for node in nodes_in(side):
            if isinstance(node, Look):
                yield _variable(node)


def _variable(look: Look) -> Variable:
    variable: Variable = (look.what,) if not look.name else (look.what, look.name)
    return (*variable, look.column) if look.what in COLUMN_LOOKS else variable


def _of(domains: Domains, held: Mapping[Variable, States], variable: Variable) -> States:
    found = held.get(variable)
    return domains.domain(variable) if found is None else found


def _box(domains: Domains, held: Mapping[Variable, States], operand: Operand) -> Box:
    if isinstance(operand, Value):
        if isinstance(operand.value, str | bool):
            return ANYWHERE
        number = number_of(operand.value)
        return number, number
    if isinstance(operand, Look):
        values = _of(domains, held, _variable(operand)).values
        return _hull(values) if isinstance(values, Spans) else ANYWHERE
    assert isinstance(operand, Arithmetic)
    left, right = _box(domains, held, operand.left), _box(domains, held, operand.right)
    if operand.op == "months_between":
        return _months(left, right)
    if operand.op == "+":
        return _plus(left[0], right[0]), _plus(left[1], right[1])
    return _less(left, right) if operand.op == "-" else _times(left, right)


def _months(start: Box, end: Box) -> Box:
    """The months from one day to another: one more or less than the days would make of the longest and the shortest."""
    low, high = _less(end, start)
    least = None if low is None else low // (LONGEST_MONTH if low > 0 else SHORTEST_MONTH) - 1
    return least, None if high is None else high // (SHORTEST_MONTH if high > 0 else LONGEST_MONTH) + 1


def _hull(values: Spans) -> Box:
    lows = [found.low for found in values.spans]
    highs = [found.high for found in values.spans]
    low = None if None in lows else min(n for n in lows if n is not None)
    return low, None if None in highs else max(n for n in highs if n is not None)


def _plus(a: Bound, b: Bound) -> Bound:
    return None if a is None or b is None else a + b


def _less(a: Box, b: Box) -> Box:
    low = None if a[0] is None or b[1] is None else a[0] - b[1]
    return low, None if a[1] is None or b[0] is None else a[1] - b[0]


def _times(a: Box, b: Box) -> Box:
    ends = [x * y for x in a for y in b if x is not None and y is not None]
    if len(ends) == len(a) * len(b):
        return min(ends), max(ends)
    not_negative = a[0] is not None and b[0] is not None and a[0] >= 0 and b[0] >= 0
    least: Number | None = a[0] * b[0] if not_negative and a[0] is not None and b[0] is not None else None
    return least, None
