"""The rungs that wait in a store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from complaintkit.cases.clocks import DueRow

__all__ = ["Waiting"]

_Key = tuple[str, str, int, str]


class Waiting:
    """The rungs of one tenant that wait, by the UTC day they come on.

    Putting one in and taking one out costs the same however many wait; only the days up to the one that is asked for
    are put in order. A due itself (a row without a rung) does not wait here.
    """

    __slots__ = ("_days",)

    def __init__(self) -> None:
        self._days: dict[int, dict[_Key, DueRow]] = {}

    def put(self, case_id: str, rows: Iterable[DueRow]) -> None:
        """Let the rungs of a case wait."""
        for row in rows:
            if row.rung:
                day = row.fires_at.toordinal()
                held = self._days.get(day)
                if held is None:
                    held = self._days[day] = {}
                held[case_id, row.duty, row.n, row.rung] = row

    def take(self, case_id: str, rows: Iterable[DueRow]) -> None:
        """Let the rungs of a case wait no longer."""
        for row in rows:
            if row.rung:
                day = row.fires_at.toordinal()
                held = self._days[day]
                del held[case_id, row.duty, row.n, row.rung]
                if not held:
                    del self._days[day]

    def until(self, instant: datetime, limit: int) -> Sequence[tuple[str, DueRow]]:
        """Up to ``limit`` rungs at or before an instant with the ids of their cases, earliest first."""
        found: list[tuple[str, DueRow]] = []
        last = instant.astimezone(UTC).toordinal()
        for day in sorted([day for day in self._days if day <= last]):
            held = [(row.fires_at, key[0], row) for key, row in self._days[day].items() if row.fires_at <= instant]
            found.extend([(case_id, row) for _, case_id, row in sorted(held)[: limit - len(found)]])
            if len(found) >= limit:
                break
        return found
