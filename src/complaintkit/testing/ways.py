"""How a move is come to: what must be on the case before it, and which moves lead nearer to where it is made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from complaintkit.cases.program import Program, Row
from complaintkit.rules.nodes import Arithmetic, Compare, Condition, Holds, Junction, Look, Node, Settled, Value
from complaintkit.rules.operands import Amount, ConditionView, arithmetic, look
from complaintkit.values import Money

__all__ = ["Ways", "distances", "solved"]

FAR = 99
"""Farther than any stage lies from another."""


def distances(program: Program) -> dict[str, int]:
    """How many moves at least lie between each stage and one that is closed; a stage without a way is left out."""
    return Ways(program).to(stage.id for stage in program.stages.values() if stage.kind == "closed")


class Ways:
    """The ways to each move of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rows: dict[str, list[Row]] = {}
        self.stages: dict[str, set[str]] = {}
        self.makers: dict[str, set[str]] = {}
        for (stage, trigger), rows in program.rows.items():
            self.rows.setdefault(trigger, []).extend(rows)
            self.stages.setdefault(trigger, set()).add(stage)
            for row in rows:
                for record in row.move.records:
                    self.makers.setdefault(record, set()).add(trigger)
        self._from: dict[str, dict[str, int]] = {}
        self._before: dict[str, frozenset[str]] = {}

    def of_kind(self, kind: str) -> list[str]:
        """The moves that a kind of case knows."""
        stages = self.program.stages
        return [id for id, held in self.stages.items() if any(stages[stage].case_kind == kind for stage in held)]

    def to(self, ends: Iterable[str]) -> dict[str, int]:
        """How many moves at least lead from each stage to one of ``ends``; a stage without a way is left out."""
        found = dict.fromkeys(ends, 0)
        waiting = deque(found)
        while waiting:
            target = waiting.popleft()
            for (source, _), rows in self.program.rows.items():
                if source not in found and any(row.target == target for row in rows):
                    found[source] = found[target] + 1
                    waiting.append(source)
        return found

    def far(self, stage: str, trigger: str) -> int:
        """How many moves at least lead from a stage to one where the move can be made."""
        if trigger not in self._from:
            self._from[trigger] = self.to(self.stages[trigger])
        return self._from[trigger].get(stage, FAR)

    def before(self, trigger: str) -> frozenset[str]:
        """The moves that make what this one asks to be on the case, and what those ask for in turn."""
        if trigger not in self._before:
            found: set[str] = set()
            waiting = [trigger]
            while waiting:
                for row in self.rows[waiting.pop()]:
                    for record in _asked_for(row):
                        new = self.makers.get(record, set()) - found
                        found |= new
                        waiting.extend(new)
            self._before[trigger] = frozenset(found - {trigger})
        return self._before[trigger]

    def steps(self, stage: str, goal: str, made: set[str]) -> list[set[str]]:
        """The moves at a stage that bring a goal about, the best first: itself, then what it needs and is lacking."""
        here = set(self.program.triggers_at.get(stage, ()))
        return [group for group in ({goal} & here, set(self.before(goal) - made) & here) if group]

    def onward(self, stage: str, goal: str, made: set[str]) -> list[set[str]]:
        """The moves at a stage that lead nearer to what a goal is lacking, to each of it that itself lacks nothing."""
        lacking = self.before(goal) - made
        ready = sorted(trigger for trigger in lacking if not self.before(trigger) - made - {trigger}) or [goal]
        found = [self._nearer(stage, trigger) for trigger in ready]
        return [moves for moves in found if moves] or [moves for moves in (self._nearer(stage, goal),) if moves]

    def _nearer(self, stage: str, aim: str) -> set[str]:
        way = self.far(stage, aim)
        here = self.program.triggers_at.get(stage, ())
        return {t for t in here if any(self.far(row.target, aim) < way for row in self.program.rows[stage, t])}


def _asked_for(row: Row) -> Iterator[str]:
    """The records that a row asks to be on the case."""
    yield from row.move.after
    for condition in (row.move.when, *(guard.when for guard in row.move.guards)):
        yield from _records(condition)


def _records(condition: Condition) -> Iterator[str]:
    """The records that help a condition to hold; those it asks to be absent are left out."""
    if isinstance(condition, Holds) and condition.what == "recorded":
        yield condition.name
    elif isinstance(condition, Junction):
        for part in condition.parts:
            yield from _records(part)
    elif isinstance(condition, Settled):
        yield from _records(condition.inner)
    elif isinstance(condition, Compare) and isinstance(condition.left, Look):
        yield from [condition.left.name] if condition.left.what == "count" and condition.op in (">", ">=", "==") else []


def solved(condition: Condition, ids: Iterable[str], view: ConditionView) -> dict[str, Any]:
    """Values for facts that a condition wants equal to what the case can tell: another fact, or a figure of some."""
    wanted = set(ids)
    found: dict[str, Any] = {}
    for one, other in _equalities(condition):
        if isinstance(one, Look) and one.what == "fact" and one.name in wanted:
            value = _figure(other, view)
            if isinstance(value, Amount):
                cents = value.value * 100
                fits = cents >= 0 and cents.denominator == 1
                value = Money.of(Decimal(cents.numerator) / 100, value.currency) if fits else None
            if value is not None:
                found[one.name] = value
    return found


def _equalities(condition: Condition) -> Iterator[tuple[Node, Node]]:
    if isinstance(condition, Junction):
        for part in condition.parts:
            yield from _equalities(part)
    elif isinstance(condition, Settled):
        yield from _equalities(condition.inner)
    elif isinstance(condition, Compare) and condition.op == "==":
        yield condition.left, condition.right
        yield condition.right, condition.left


def _figure(operand: Any, view: ConditionView) -> Any:
    if isinstance(operand, Value):
        return operand.value
    if isinstance(operand, Arithmetic):
        left, right = _figure(operand.left, view), _figure(operand.right, view)
        return None if left is None or right is None else arithmetic(operand.op, left, right)
    return look(operand, view)
