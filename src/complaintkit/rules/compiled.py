"""Conditions as closures: the same answers as `evaluate`, without its bookkeeping. A property test holds them equal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from complaintkit.rules.absence import BLANK, NoValue
from complaintkit.rules.nodes import (
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
from complaintkit.rules.operands import ORDER, ConditionView, arithmetic, compare, look
from complaintkit.values import Money

__all__ = ["compile_condition"]

Test = Callable[[ConditionView], bool | None]
Read = Callable[[ConditionView], Any]


def compile_condition(condition: Condition) -> Test:
    """A function from a view to True, False or None (cannot be told), with the meaning of ``evaluate(...).value``.

    >>> from complaintkit.rules.nodes import ALWAYS
    >>> compile_condition(ALWAYS) is compile_condition(~~ALWAYS)
    True
    """
    if isinstance(condition, Fixed):
        return _yes if condition.value else _no
    if isinstance(condition, Compare):
        return _compare(condition)
    if isinstance(condition, OneOf):
        return _one_of(condition)
    if isinstance(condition, Holds):
        return _holds(condition)
    if isinstance(condition, Junction):
        return _junction(condition)
    if isinstance(condition, Not):
        return _not(compile_condition(condition.inner))
    if isinstance(condition, Settled):
        return _settled(compile_condition(condition.inner), condition.otherwise)
    raise TypeError(f"expected a condition, got {condition!r}")


def _yes(view: ConditionView) -> bool | None:
    return True


def _no(view: ConditionView) -> bool | None:
    return False


def _not(test: Test) -> Test:
    if test is _yes or test is _no:
        return _no if test is _yes else _yes

    def opposite(view: ConditionView) -> bool | None:
        answer = test(view)
        return None if answer is None else not answer

    return opposite


def _settled(test: Test, otherwise: bool) -> Test:
    if test is _yes or test is _no:
        return test

    def settled(view: ConditionView) -> bool | None:
        answer = test(view)
        return otherwise if answer is None else answer

    return settled


def _junction(condition: Junction) -> Test:
    decisive = condition.op == "or"
    neutral, final = (_no, _yes) if decisive else (_yes, _no)
    tests = [test for test in map(compile_condition, condition.parts) if test is not neutral]
    if final in tests:
        return final
    if not tests:
        return neutral
    if len(tests) == 1:
        return tests[0]
    return _both(tests[0], tests[1], decisive) if len(tests) == len(("a", "b")) else _several(tuple(tests), decisive)


def _both(first: Test, second: Test, decisive: bool) -> Test:
    def both(view: ConditionView) -> bool | None:
        one = first(view)
        if one is decisive:
            return decisive
        two = second(view)
        if two is decisive:
            return decisive
        return None if one is None or two is None else not decisive

    return both


def _several(tests: tuple[Test, ...], decisive: bool) -> Test:
    def several(view: ConditionView) -> bool | None:
        found: bool | None = not decisive
        for test in tests:
            answer = test(view)
            if answer is decisive:
                return decisive
            if answer is None:
                found = None
        return found

    return several


def _holds(condition: Holds) -> Test:
    what, name, field = condition.what, condition.name, condition.field
    if what == "recorded":
        return lambda view: view.has_record(name)
    if what == "known":
        return lambda view: type(view.fact(name)) is not NoValue
    if what == "party":
        return lambda view: view.party_has(name, field)
    if what == "late":
        return lambda view: view.late(name)
    return lambda view: None if view.category is None else name in view.category_path


def _read(operand: Operand) -> Read:
    """A function from a view to the operand's value; None where it cannot be told."""
    if isinstance(operand, Value):
        value = operand.value
        return lambda view: value
    if isinstance(operand, Look):
        if operand.what == "fact":
            return _read_fact(operand.name)
        return lambda view: look(operand, view)
    assert isinstance(operand, Arithmetic)
    op, left, right = operand.op, _read(operand.left), _read(operand.right)

    def calculated(view: ConditionView) -> Any:
        a = left(view)
        if a is None:
            return None
        b = right(view)
        return None if b is None else arithmetic(op, a, b)

    return calculated


def _read_fact(name: str) -> Read:
    def read(view: ConditionView) -> Any:
        value = view.fact(name)
        return value if type(value) is not NoValue or value is BLANK else None

    return read


def _one_of(condition: OneOf) -> Test:
    read = _read(condition.operand)
    values = tuple([value.value for value in condition.values])
    if all(type(value) is str for value in values):
        texts = frozenset(values)

        def one_text(view: ConditionView) -> bool | None:
            found = read(view)
            return None if found is None else type(found) is str and found in texts

        return one_text

    def one_of(view: ConditionView) -> bool | None:
        found = read(view)
        if found is None:
            return None
        open_ = False
        for value in values:
            answer = compare("==", found, value)
            if answer:
                return True
            open_ = open_ or answer is None
        return None if open_ else False

    return one_of


SIMPLE = (str, bool)
"""Types of literals that equal nothing but their like: no calculation, no order across types."""


def _compare(condition: Compare) -> Test:
    op, left, right = condition.op, condition.left, condition.right
    if isinstance(right, Value) and isinstance(left, Look) and op != "contains":
        kind = type(right.value)
        if left.what == "fact":
            if kind in SIMPLE and op in ("==", "!="):
                return _equal_fact(left.name, right.value, op == "==")
            if kind is Money:
                return _money_fact(left.name, op, right.value)
            if kind is int or kind is date:
                return _like_fact(left.name, op, right.value)
        if left.what == "channel" and kind is str and op in ("==", "!="):
            return _on_channel(right.value, op == "==")
    first, second = _read(left), _read(right)

    def compared(view: ConditionView) -> bool | None:
        a = first(view)
        if a is None:
            return None
        b = second(view)
        return None if b is None else compare(op, a, b)

    return compared


def _on_channel(name: str, wanted: bool) -> Test:
    return lambda view: (view.channel == name) is wanted


# The three below ask for the usual type first; what is left is no value, or does not fit.


def _equal_fact(name: str, value: str | bool, wanted: bool) -> Test:
    kind, other = type(value), not wanted

    def equals(view: ConditionView) -> bool | None:
        found = view.fact(name)
        if type(found) is kind:
            return wanted if found == value else other
        return None if type(found) is NoValue and found is not BLANK else other

    return equals


def _money_fact(name: str, op: str, limit: Money) -> Test:
    order, amount, currency = ORDER[op], limit.amount, limit.currency

    def money(view: ConditionView) -> bool | None:
        found = view.fact(name)
        if type(found) is Money and found.currency == currency:
            return order(found.amount, amount)
        return None if type(found) is NoValue and found is not BLANK else compare(op, found, limit)

    return money


def _like_fact(name: str, op: str, limit: int | date) -> Test:
    order, kind = ORDER[op], type(limit)

    def like(view: ConditionView) -> bool | None:
        found = view.fact(name)
        if type(found) is kind:
            return order(found, limit)
        return None if type(found) is NoValue and found is not BLANK else compare(op, found, limit)

    return like
