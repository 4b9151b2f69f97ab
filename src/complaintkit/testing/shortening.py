"""The shortest way to a broken law: steps are left out, and what they say is left out, as long as the law still breaks.

Steps are data, so that they can be taken again at a fresh desk; this finds in seconds what leaving out choice by choice
would take minutes for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from complaintkit.errors import ComplaintKitError
from complaintkit.rules.record import Actor
from complaintkit.testing.bench import Bench, Setting, Step
from complaintkit.testing.law import LawBroken

__all__ = ["shortened"]

MOST_TRIES = 400
FIRST_WEEK = timedelta(days=4)
KEPT = ("by", "reason")
"""What a step is never without."""


class _Search:
    """Takes steps again and again, and keeps the shortest way on which the law breaks."""

    def __init__(self, bench: Bench, broken: LawBroken) -> None:
        self.law = broken.law
        self.best: tuple[Bench, LawBroken] = (bench, broken)
        self.tries = 0

    @property
    def steps(self) -> list[Step]:
        return [taken.step for taken in self.best[0].taken]

    def holds_with(self, steps: Sequence[Step], setting: Setting | None = None) -> bool:
        """Whether the law breaks on this way as well; if so it is kept."""
        if self.tries >= MOST_TRIES or not steps:
            return False
        self.tries += 1
        bench = Bench(setting or self.best[0].setting, steps[0].at)
        try:
            for step in steps:
                bench.take(step)
        except LawBroken as broken:
            if broken.law == self.law:
                self.best = (bench, broken)
                return True
        except ComplaintKitError:  # no such way
            pass
        return False


def shortened(bench: Bench, broken: LawBroken) -> tuple[Bench, LawBroken]:
    """The bench after the shortest way found to a law that broke at ``bench``, and how it broke there.

    Whole cases are left out first, then runs of steps, single ones, what they say that is not needed, the directory;
    last, steps are moved together, and all of them to a working hour. Where the law does not break on the same way
    again, what was given is given back.
    """
    search = _Search(bench, broken)
    if not search.holds_with(search.steps):
        return bench, broken
    for case_id in [id for taken in bench.taken for id in taken.step.ids]:
        search.holds_with([step for step in search.steps if case_id not in (*step.ids, *step.args)])
    size = len(search.steps) // 2
    while size:
        _leave_out(search, size)
        size //= 2
    if not search.holds_with(search.steps, attrs.evolve(search.best[0].setting, away=None)):
        search.holds_with(search.steps, attrs.evolve(search.best[0].setting, away={}))
    _say_less(search)
    _leave_out(search, 1)
    _by_the_usual_ones(search)
    _move_together(search)
    return search.best


def _leave_out(search: _Search, size: int) -> None:
    """Leave out each run of so many steps that is not needed, the last first."""
    at = len(search.steps) - size
    while at >= 0:
        steps = search.steps
        search.holds_with([*steps[:at], *steps[at + size :]])
        at = min(at, len(search.steps)) - size


def _say_less(search: _Search) -> None:
    """Leave out of each step what it need not say; facts one by one."""
    for n in range(len(search.steps)):
        for less in _less(search.steps[n].given):
            steps = search.steps
            if n < len(steps):
                given = less(steps[n].given)
                if given is not None:
                    search.holds_with([*steps[:n], attrs.evolve(steps[n], given=given), *steps[n + 1 :]])


def _less(given: Mapping[str, Any]) -> Iterator[Any]:
    """Functions that leave one thing out of what is given; None where it is not there any more."""

    def without(name: str) -> Any:
        return lambda now: {k: v for k, v in now.items() if k != name} if name in now else None

    def without_fact(id: str) -> Any:
        def leave(now: Mapping[str, Any]) -> dict[str, Any] | None:
            facts = now.get("facts", {})
            return {**now, "facts": {k: v for k, v in facts.items() if k != id}} if id in facts else None

        return leave

    yield from (without(name) for name in given if name not in KEPT)
    yield from (without_fact(id) for id in given.get("facts", ()))


def _by_the_usual_ones(search: _Search) -> None:
    """Let those act whom a reader expects, the first of each role: for another everywhere, then step by step."""
    firsts = [a for a in search.best[0].setting.people if a.id.endswith("-1") and a.on_behalf_of is None]
    for id in dict.fromkeys(step.given["by"].id for step in search.steps if "by" in step.given):
        for other in firsts:
            if other.id == id or search.holds_with([_renamed(step, id, other) for step in search.steps]):
                break
    for n in range(len(search.steps)):
        for other in firsts:
            steps = search.steps
            if n >= len(steps) or steps[n].given.get("by", other) == other:
                break
            given = {**steps[n].given, "by": other}
            if search.holds_with([*steps[:n], attrs.evolve(steps[n], given=given), *steps[n + 1 :]]):
                break


def _renamed(step: Step, one: str, other: Actor) -> Step:
    """A step with one person in place of another, in whatever it names."""

    def other_for(value: Any) -> Any:
        if isinstance(value, Actor):
            return other if value.id == one else value
        return {one: other.id, (one,): (other.id,)}.get(value, value) if isinstance(value, str | tuple) else value

    given = {name: other_for(value) for name, value in step.given.items() if name != "facts"}
    if "facts" in step.given:
        given["facts"] = {id: other_for(value) for id, value in step.given["facts"].items()}
    return attrs.evolve(step, given=given)


def _move_together(search: _Search) -> None:
    """Move each step to the moment of the one before it, then all of them to a working hour, the policy's first week's
    if that will do.
    """
    for n in range(1, len(search.steps)):
        steps = search.steps
        if n < len(steps):
            search.holds_with([*steps[:n], *(_moved(step, steps[n - 1].at - steps[n].at) for step in steps[n:])])
    setting, start = search.best[0].setting, search.steps[0].at
    calendar = next(iter(search.best[0].desk._programs.values())).calendar
    begun = setting.policy.in_force_from
    first = start if begun is None else calendar.start_of_day(begun + FIRST_WEEK)
    for opening in (calendar.next_opening(first), calendar.next_opening(start)):
        later = opening - start
        away = setting.away and {id: (a + later, b + later) for id, (a, b) in setting.away.items()}
        moved = [_moved(step, later) for step in search.steps]
        if not later or search.holds_with(moved, attrs.evolve(setting, away=away)):
            return


def _moved(step: Step, by: timedelta) -> Step:
    """A step, and every moment and date it names, so much later."""
    return attrs.evolve(
        step,
        at=step.at + by,
        given={name: _later(value, by) for name, value in step.given.items()},
        inside=tuple(_moved(inner, by) for inner in step.inside),
    )


def _later(value: Any, by: timedelta) -> Any:
    return value + by if isinstance(value, datetime) else value
