"""The prefix tables of a calendar: built once for a span of years; then a question is a bisect and a subtraction."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Any

from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL
from complaintkit.deadlines.zones import day_starts, get_zone, local_to_us

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.deadlines.calendar_tables import CalendarTables

__all__ = ["DayTable", "HourTable", "Lazy", "close_us", "day_windows", "to_ordinal"]


class DayTable:
    """Days ``origin`` (an ordinal) to ``origin + size - 1``.

    ``start[i]`` is the first instant of day i in microseconds (``size + 1`` entries), ``flag[i]`` 1 where it is
    working, ``cum[i]`` the working days before it (``size + 1`` entries), ``working[k]`` the index of working day k.
    ``cache`` holds answers per day index, for whoever reads the table, ``openings`` the opening of each day by ordinal.
    """

    __slots__ = ("cache", "cum", "flag", "openings", "origin", "size", "start", "working")

    def __init__(self, calendar: CalendarTables, first: int, last: int) -> None:
        size = last - first + 1
        self.origin = first
        self.size = size
        self.start = day_starts(calendar.zone, first, size + 1)
        pattern = bytes(1 if calendar.week[(first - 1 + i) % 7] else 0 for i in range(7))
        flag = bytearray((pattern * (size // 7 + 1))[:size])
        for days, working in ((calendar.holidays, 0), (calendar.makeup, 1)):
            for day in days:
                i = day.toordinal() - first
                if 0 <= i < size:
                    flag[i] = working
        for day, windows in calendar.override.items():
            i = day.toordinal() - first
            if 0 <= i < size:
                flag[i] = 1 if windows else 0
        start = self.start
        if start[size] - start[0] < size * DAY:  # only then can a date have been skipped
            for i in range(size):
                if start[i] == start[i + 1]:
                    flag[i] = 0
        self.flag = flag
        self.cum = list(accumulate(flag, initial=0))
        self.working = list(compress(range(size), flag))
        self.cache: dict[int, Any] = {}
        self.openings: dict[int, datetime] = {}


class HourTable:
    """The windows of a :class:`DayTable` as instants: starts, ends, and the working microseconds before each.

    Windows that overlap (an overnight one into the next day's) are counted once.
    """

    __slots__ = ("before", "ends", "starts")

    def __init__(self, calendar: CalendarTables, days: DayTable) -> None:
        starts: list[int] = []
        ends: list[int] = []
        reached = -(1 << 62)
        for i in days.working:
            for start, end in day_windows(calendar, days, i):
                low = max(start, reached)
                if end > low:
                    starts.append(low)
                    ends.append(end)
                    reached = end
        self.starts = starts
        self.ends = ends
        self.before = list(accumulate(map(int.__sub__, ends, starts), initial=0))

    def position(self, us: int) -> int:
        """Working microseconds from the table's beginning to that instant."""
        j = bisect_right(self.starts, us) - 1
        if j < 0:
            return 0
        return self.before[j] + min(us, self.ends[j]) - self.starts[j]

    def at(self, position: int) -> int:
        """The earliest instant at that position, a close where it fits exactly; the position must be inside."""
        j = bisect_left(self.before, position) - 1
        return self.starts[j] + position - self.before[j]

    def at_latest(self, position: int) -> int:
        """The latest instant at that position, an opening where it fits exactly; the position must be inside."""
        j = bisect_right(self.before, position) - 1
        return self.starts[j] + position - self.before[j]


def day_windows(calendar: CalendarTables, days: DayTable, i: int) -> list[tuple[int, int]]:
    """The windows that begin on day index ``i``, in order, as instants; empty where the day is not working."""
    if not days.flag[i]:
        return []
    ordinal = days.origin + i
    start = days.start
    base = start[i]
    regular = start[i + 1] - base == DAY
    result = []
    for window in calendar.hours_of(ordinal):
        if regular and window.end_us <= DAY:
            result.append((base + window.start_us, base + window.end_us))
        else:
            zone = get_zone(calendar.zone)
            low = local_to_us(zone, ordinal, window.start_us)
            high = local_to_us(zone, ordinal, window.end_us)
            if high > low:
                result.append((low, high))
    return result


def close_us(calendar: CalendarTables, days: DayTable, i: int) -> int:
    """Close of business of day index ``i``, in microseconds."""
    windows = day_windows(calendar, days, i)
    return max(end for _, end in windows) if windows else days.start[i + 1] - 1


class Lazy:
    """The tables of one calendar value, built when first asked for and widened as needed.

    It takes no part in equality, hash or pickle. A table is never changed once it is set, so threads may share it.
    ``columns`` is where the columnar engine keeps the same tables as arrays.
    """

    __slots__ = ("columns", "days", "hours")

    def __init__(self) -> None:
        self.days: DayTable | None = None
        self.hours: tuple[DayTable, HourTable] | None = None
        self.columns: object = None

    def __reduce__(self) -> tuple[type[Lazy], tuple[()]]:
        return Lazy, ()


def to_ordinal(us: int) -> int:
    """The ordinal of the UTC date of that instant."""
    return EPOCH_ORDINAL + us // DAY
