"""The prefix tables of a calendar as numpy arrays: the same tables that the scalar engine reads, once for a span."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL
from complaintkit.deadlines.tables import HourTable, day_windows
from complaintkit.deadlines.zones import segments

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.tables import DayTable

__all__ = ["Bools", "DayArrays", "Hint", "HourArrays", "Ints"]

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

_LONG_AGO = -(1 << 61)
_NEVER = np.iinfo(np.int64).max
_STEPS = 4  # past so many a search by halves is quicker than looking one by one


class Hint:
    """Where in a sorted array to look: ``find(x)`` is ``searchsorted(values, x, "right") - 1``, without the search.

    The span of the values is cut into even buckets; each remembers where it begins, and at most ``steps`` values lie
    inside one. What lies before the first value is -1.
    """

    __slots__ = ("base", "first", "steps", "values", "width")

    def __init__(self, values: Ints, base: int, width: int, buckets: int) -> None:
        base -= width  # a bucket of its own for what lies before all values
        edges = base + np.arange(buckets + 2, dtype=np.int64) * width
        self.base = base
        self.width = width
        self.values = np.append(values, _NEVER)
        self.first = np.searchsorted(values, edges, "right") - 1
        inside = np.searchsorted(values, edges + (width - 1), "right") - 1 - self.first
        self.steps = int(inside.max())

    def find(self, x: Ints) -> Ints:
        """The index of the last value not above each x."""
        if self.steps > _STEPS:
            return np.searchsorted(self.values[:-1], x, "right") - 1
        bucket = x - self.base
        bucket //= self.width
        found: Ints = self.first.take(bucket, mode="clip")
        for _ in range(self.steps):
            found += self.values.take(found + 1) <= x
        return found


class DayArrays:
    """The days of a :class:`DayTable` as arrays, under the same names.

    ``working`` has ``count`` entries; ``working_days`` are the same days since 1970-01-01.
    """

    __slots__ = (
        "_close", "_hours", "_opening", "_zone", "calendar", "count", "cum", "days", "end", "flag", "hint", "length",
        "origin", "size", "start", "working", "working_days",
    )  # fmt: skip

    def __init__(self, calendar: Calendar, days: DayTable) -> None:
        self.calendar = calendar
        self.days = days
        self.origin = days.origin
        self.size = days.size
        self.end = days.origin + days.size - 1
        self.start = np.array(days.start, dtype=np.int64)
        self.length = np.diff(self.start)
        self.flag = np.frombuffer(bytes(days.flag), dtype=np.uint8)
        self.cum = np.zeros(days.size + 1, dtype=np.int64)
        np.cumsum(self.flag, out=self.cum[1:])
        self.working = np.flatnonzero(self.flag)
        self.count = len(self.working)
        self.working_days = self.working + (days.origin - EPOCH_ORDINAL)
        base = int(self.start[0]) // DAY * DAY
        self.hint = Hint(self.start, base, DAY, (int(self.start[-1]) - base) // DAY + 1)
        self._hours: HourArrays | None = None
        self._close: Ints | None = None
        self._opening: Ints | None = None
        self._zone: ZoneArrays | None = None

    @property
    def hours(self) -> HourArrays:
        """The windows, built when first asked for."""
        if self._hours is None:
            both = self.calendar.lazy.hours
            table = both[1] if both is not None and both[0] is self.days else HourTable(self.calendar, self.days)
            self._hours = HourArrays(table, self)
        return self._hours

    @property
    def zone(self) -> ZoneArrays:
        """The changes of the clock, built when first asked for."""
        if self._zone is None:
            self._zone = ZoneArrays(self.calendar.zone, self.origin, self.end)
        return self._zone

    @property
    def close(self) -> Ints:
        """Close of business of each day: the end of the last window that begins that day, else the end of the day."""
        if self._close is None:
            close = self.start[1:] - 1
            for i in self.days.working:
                windows = day_windows(self.calendar, self.days, i)
                if windows:
                    close[i] = max(end for _, end in windows)
            self._close = close
        return self._close

    @property
    def opening(self) -> Ints:
        """The opening of each day: the start of the first window that begins that day, else the start of the day."""
        if self._opening is None:
            opening = self.start[:-1].copy()
            for i in self.days.working:
                windows = day_windows(self.calendar, self.days, i)
                if windows:
                    opening[i] = windows[0][0]
            self._opening = opening
        return self._opening


class HourArrays:
    """The windows of a :class:`HourTable` as arrays, with one before them all that is empty and far in the past."""

    __slots__ = ("before", "by_day", "by_position", "ends", "hint", "starts", "total")

    def __init__(self, table: HourTable, days: DayArrays) -> None:
        self.starts = np.array([_LONG_AGO, *table.starts], dtype=np.int64)
        self.ends = np.array([_LONG_AGO, *table.ends], dtype=np.int64)
        self.before = np.array([0, *table.before], dtype=np.int64)
        self.total = table.before[-1]
        base = int(days.start[0]) // DAY * DAY
        self.by_day = Hint(self.starts, base, DAY, (int(days.start[-1]) - base) // DAY + 1)
        width = max(self.total // max(2 * len(table.starts), 1), 1)
        # the window in which a position lies is the last that begins before it: one less, so that a fit is the close
        self.by_position = Hint(self.before[1:-1], 0, width, self.total // width + 1)

    def find(self, us: Ints) -> Ints:
        """The index of the last window that begins at or before each instant."""
        return self.by_day.find(us)

    def position(self, us: Ints) -> Ints:
        """Working microseconds from the table's beginning to each instant."""
        j = self.find(us)
        found = np.minimum(us, self.ends.take(j))
        found -= self.starts.take(j)
        found += self.before.take(j)
        return found

    def at(self, position: Ints) -> Ints:
        """The earliest instant at each position, above 0 and up to the total; a close where it fits exactly."""
        j = self.by_position.find(position - 1) + 1
        return self.starts.take(j) - self.before.take(j) + position

    def at_latest(self, position: Ints) -> Ints:
        """The latest instant at each position, from 0 and below the total; an opening where it fits exactly."""
        j = self.by_position.find(position) + 1
        return self.starts.take(j) - self.before.take(j) + position


class ZoneArrays:
    """The offsets of a zone: from ``since[k]`` on it is ``offset[k]``; on the wall clock from ``wall[k]`` on.

    A wall time that was skipped is read with the offset before the change, so that it is shifted forward by the gap;
    one that comes twice with the offset before the change too, so that it is the first.
    """

    __slots__ = ("offset", "since", "wall")

    def __init__(self, zone: str, first: int, last: int) -> None:
        pieces = segments(zone, first, last)
        self.since = np.array([since for since, _ in pieces], dtype=np.int64)
        self.offset = np.array([offset for _, offset in pieces], dtype=np.int64)
        before = np.concatenate((self.offset[:1], self.offset[:-1]))
        self.wall = self.since + np.maximum(before, self.offset)

    def to_wall(self, us: Ints) -> Ints:
        """Each instant as wall time, in microseconds as if the wall clock were UTC's."""
        return us + self.offset.take(np.searchsorted(self.since, us, "right") - 1)

    def from_wall(self, wall: Ints) -> Ints:
        """Each wall time as an instant."""
        return wall - self.offset.take(np.searchsorted(self.wall, wall, "right") - 1)
