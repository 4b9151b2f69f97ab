"""Asking a condition of a case: yes, no, or which facts must be asked before it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NoReturn

import attrs

from complaintkit.rules.compiled import compile_condition
from complaintkit.rules.nodes import (
    COLUMN_LOOKS,
    Arithmetic,
    Compare,
    Condition,
    Fixed,
    Holds,
    Junction,
    Look,
    Node,
    Not,
    OneOf,
    Operand,
    Settled,
    Value,
    children,
)
from complaintkit.rules.operands import ConditionView, arithmetic, compare, look, whole_months
from complaintkit.rules.wording import condition_text

__all__ = [
    "ConditionView",
    "Truth",
    "compile_condition",
    "condition_text",
    "evaluate",
    "facts_in",
    "nodes_in",
    "reads_category",
    "reads_total",
    "records_in",
    "tallies_in",
    "whole_months",
]

NOTHING: Final[frozenset[str]] = frozenset()
FACT_LOOKS: Final = ("fact", "rows", *COLUMN_LOOKS)


@attrs.frozen
class Truth:
    """An answer: ``value`` is True, False or None (it cannot be told), ``missing`` what must be known to tell it.

    ``missing`` holds fact ids, "category", and "tally <id>" for a tally that was not read; only those that matter,
    so it is empty where the answer is known.
    """

    value: bool | None
    missing: frozenset[str] = NOTHING

    def __bool__(self) -> NoReturn:
        raise TypeError("a truth of three values is no bool; ask `.value is True`")


YES, NO = Truth(True), Truth(False)


def evaluate(condition: Condition, view: ConditionView) -> Truth:
    """Ask a condition of a case, in Kleene's three-valued logic.

    An operand that is unknown or absent cannot be told, nor can the order of a blank one, nor anything between two
    currencies; a blank equals nothing. A case without a channel has none of the channels; a case without a category is
    not classified yet. A table left blank has no rows; a blank cell adds nothing to its column.

    Raises nothing of its own: what does not fit its type cannot be told (`check_condition` finds it earlier).
    """
    if isinstance(condition, Junction):
        return _junction(condition, view)
    if isinstance(condition, Compare):
        return _compare(condition, view)
    if isinstance(condition, OneOf):
        return _one_of(condition, view)
    if isinstance(condition, Holds):
        return _holds(condition, view)
    if isinstance(condition, Not):
        inner = evaluate(condition.inner, view)
        return inner if inner.value is None else _known(not inner.value)
    if isinstance(condition, Settled):
        inner = evaluate(condition.inner, view)
        return _known(condition.otherwise) if inner.value is None else inner
    if isinstance(condition, Fixed):
        return _known(condition.value)
    raise TypeError(f"expected a condition, got {condition!r}")


def _known(value: bool) -> Truth:
    return YES if value else NO


def _junction(condition: Junction, view: ConditionView) -> Truth:
    decisive = condition.op == "or"
    missing: set[str] = set()
    open_ = False
    for part in condition.parts:
        truth = evaluate(part, view)
        if truth.value is decisive:
            return _known(decisive)
        if truth.value is None:
            open_ = True
            missing |= truth.missing
    return Truth(None, frozenset(missing)) if open_ else _known(not decisive)


def _holds(condition: Holds, view: ConditionView) -> Truth:
    if condition.what == "within" and view.category is None:
        return Truth(None, frozenset(("category",)))
    answer = compile_condition(condition)(view)
    return _known(bool(answer))


def _compare(condition: Compare, view: ConditionView) -> Truth:
    left, missing_left = _operand(condition.left, view)
    right, missing_right = _operand(condition.right, view)
    missing = missing_left | missing_right
    if missing:
        return Truth(None, missing)
    answer = compare(condition.op, left, right)
    return Truth(None, _asked(condition)) if answer is None else _known(answer)


def _one_of(condition: OneOf, view: ConditionView) -> Truth:
    found, missing = _operand(condition.operand, view)
    if missing:
        return Truth(None, missing)
    answers = [compare("==", found, value.value) for value in condition.values]
    if any(answers):
        return YES
    return Truth(None, _asked(condition)) if None in answers else NO


def _operand(operand: Operand, view: ConditionView) -> tuple[Any, frozenset[str]]:
    """The value of an operand and nothing missing; or None and what is."""
    if isinstance(operand, Value):
        return operand.value, NOTHING
    if isinstance(operand, Arithmetic):
        left, missing_left = _operand(operand.left, view)
        right, missing_right = _operand(operand.right, view)
        if missing_left or missing_right:
            return None, missing_left | missing_right
        value = arithmetic(operand.op, left, right)
    else:
        assert isinstance(operand, Look)
        value = look(operand, view)
    return value, NOTHING if value is not None else _asked(operand)


def _asked(node: Node) -> frozenset[str]:
    """What a node asks about the case, as `Truth.missing` names it."""
    names = set()
    for found in nodes_in(node):
        if isinstance(found, Look):
            if found.what in FACT_LOOKS:
                names.add(found.name)
            elif found.what == "category":
                names.add("category")
            elif found.what in ("tally", "total"):
                names.add(f"{found.what} {found.name}")
    return frozenset(names)


def nodes_in(node: Node) -> Iterator[Node]:
    """A node and all inside it, outermost first, in order."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))


def facts_in(condition: Condition) -> frozenset[str]:
    """The ids of the facts a condition reads, those asked only whether they are known included.

    >>> from complaintkit.rules.conditions import fact
    >>> sorted(facts_in((fact("b") > 1) & fact("a").known))
    ['a', 'b']
    """
    return frozenset(
        node.name
        for node in nodes_in(condition)
        if (isinstance(node, Look) and node.what in FACT_LOOKS) or (isinstance(node, Holds) and node.what == "known")
    )


def records_in(condition: Condition) -> frozenset[str]:
    """The records a condition reads: whether they are on the case, or how often they were made.

    >>> from complaintkit.rules.conditions import count, recorded
    >>> sorted(records_in((count("rejected") >= 2) & recorded("accepted")))
    ['accepted', 'rejected']
    """
    return frozenset(
        node.name
        for node in nodes_in(condition)
        if (isinstance(node, Look) and node.what == "count") or (isinstance(node, Holds) and node.what == "recorded")
    )


def reads_total(condition: Condition) -> bool:
    """Whether a condition reads a total over the case and those linked to it."""
    return any(isinstance(node, Look) and node.what == "total" for node in nodes_in(condition))


def reads_category(condition: Condition) -> bool:
    """Whether a condition asks for the category of the case.

    >>> from complaintkit.rules.conditions import category, fact
    >>> reads_category((fact("a") > 1) & ~category.within("goods")), reads_category(fact("a") > 1)
    (True, False)
    """
    return any(
        (isinstance(node, Look) and node.what == "category") or (isinstance(node, Holds) and node.what == "within")
        for node in nodes_in(condition)
    )


def tallies_in(condition: Condition) -> frozenset[str]:
    """The ids of the tallies a condition reads.

    >>> from complaintkit.rules.conditions import tally
    >>> tallies_in(tally("upheld") >= 3)
    frozenset({'upheld'})
    """
    return frozenset(node.name for node in nodes_in(condition) if isinstance(node, Look) and node.what == "tally")


def lates_in(condition: Condition) -> frozenset[str]:
    """The ids of the duties of which a condition asks whether they are late.

    >>> from complaintkit.rules.conditions import late
    >>> lates_in(~late("reply"))
    frozenset({'reply'})
    """
    return frozenset(node.name for node in nodes_in(condition) if isinstance(node, Holds) and node.what == "late")
