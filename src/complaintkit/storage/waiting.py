"""The cases that wait in a store in memory for their next rung."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

__all__ = ["Waiting"]


class Waiting:
    """The cases of one tenant that wait for a rung, by the UTC day it comes on.

    Putting one in and taking one out costs the same however many wait; only the days up to the one that is asked for
    are put in order.
    """

    __slots__ = ("_days",)

    def __init__(self) -> None:
        self._days: dict[int, dict[str, datetime]] = {}

    def move(self, case_id: str, old: datetime | None, new: datetime | None) -> None:
        """Let a case wait for another instant than before; None: for none."""
        days = self._days
        if old is not None:
            day = old.toordinal()
            held = days[day]
            del held[case_id]
            if not held:
                del days[day]
        if new is not None:
            day = new.toordinal()
            if day not in days:
                days[day] = {}
            days[day][case_id] = new

    def until(
        self, instant: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases with the instant they wait for, at or before the given one, earliest first; of those
        behind ``after``, an instant and an id, where it is given.
        """
        found: list[tuple[str, datetime]] = []
        first = 0 if after is None else after[0].astimezone(UTC).toordinal()
        last = instant.astimezone(UTC).toordinal()
        for day in sorted([day for day in self._days if first <= day <= last]):
            held = sorted([(at, case_id) for case_id, at in self._days[day].items() if at <= instant])
            if after is not None:
                held = [item for item in held if item > after]
            found.extend([(case_id, at) for at, case_id in held[: limit - len(found)]])
            if len(found) >= limit:
                break
        return found
