"""A calendar's tables, and what is looked up in them by ordinals and microseconds: what terms are counted with."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from complaintkit.deadlines.instants import DAY
from complaintkit.deadlines.tables import DayTable, HourTable, Lazy, to_ordinal
from complaintkit.deadlines.windows import Window
from complaintkit.errors import HorizonError, UnknownDays

__all__ = ["CalendarTables"]


class CalendarTables:
    """The tables of a :class:`Calendar`, which is what holds their data: days and hours by number, not by date."""

    __slots__ = ()

    id: str
    zone: str
    week: tuple[tuple[Window, ...], ...]
    holidays: frozenset[date]
    known_from: date | None
    known_until: date | None
    strict: bool
    makeup: dict[date, int]
    override: dict[date, tuple[Window, ...]]
    first_ordinal: int
    last_ordinal: int
    known_low: int
    known_high: int
    lazy: Lazy

    def beyond(self, ordinal: int | None) -> HorizonError:
        """The error for an answer outside the table; ``ordinal`` is its day where there is one."""
        day = date.fromordinal(ordinal) if ordinal is not None and 0 < ordinal <= date.max.toordinal() else None
        return HorizonError(day, date.fromordinal(self.first_ordinal), date.fromordinal(self.last_ordinal), self.id)

    def table(self, low: int, high: int) -> DayTable:
        """The day table, covering the ordinals ``low`` to ``high``; HorizonError outside the calendar's own span."""
        found = self.lazy.days
        if found is not None and found.origin <= low and high < found.origin + found.size:
            return found
        if low < self.first_ordinal or high > self.last_ordinal or high < low:
            raise self.beyond(low if low < self.first_ordinal or high < low else high)
        low, high = low - 400, high + 1500
        if found is not None:  # widen by half at least, so that growing step by step stays cheap
            low = min(low, found.origin)
            high = max(high, found.origin + found.size + found.size // 2)
        found = DayTable(self, max(low, self.first_ordinal), min(high, self.last_ordinal))
        self.lazy.days = found
        return found

    def day_index(self, us: int) -> tuple[DayTable, int]:
        """The table and the index in it of the local date of that instant."""
        found = self.lazy.days
        if found is not None:
            i = bisect_right(found.start, us) - 1
            if 0 <= i < found.size:
                return found, i
        near = to_ordinal(us)
        found = self.table(max(near - 2, self.first_ordinal), min(near + 2, self.last_ordinal))
        i = bisect_right(found.start, us) - 1
        if not 0 <= i < found.size:
            raise self.beyond(near)
        return found, i

    def ordinal_of(self, us: int) -> int:
        """The ordinal of the local date of that instant."""
        days, i = self.day_index(us)
        return days.origin + i

    def hour_table(self, low: int, high: int) -> tuple[DayTable, HourTable]:
        """The window table, covering those ordinals and some days on either side."""
        days = self.table(max(low - 3, self.first_ordinal), min(high + 3, self.last_ordinal))
        both = self.lazy.hours
        if both is None or both[0] is not days:
            both = (days, HourTable(self, days))
            self.lazy.hours = both
        return both

    def hours_of(self, ordinal: int) -> tuple[Window, ...]:
        """The windows by the calendar's lists: override, then holiday or make-up day, then weekday."""
        day = date.fromordinal(ordinal)
        windows = self.override.get(day)
        if windows is not None:
            return windows
        if day in self.holidays:
            return ()
        return self.week[self.makeup.get(day, (ordinal - 1) % 7)]

    def check_known(self, low: int, high: int) -> bool:
        """Whether an answer resting on the ordinals ``low`` to ``high`` is provisional; raises in strict mode."""
        if self.known_low <= low and high <= self.known_high:
            return False
        if self.strict:
            day = date.fromordinal(low if low < self.known_low else high)
            raise UnknownDays(day, self.known_from, self.known_until, self.id)
        return True

    def nth_working(self, ordinal: int, n: int) -> int:
        """As :meth:`add_working_days`, on ordinals and without the check for known days."""
        days = self.lazy.days
        if days is None or not 0 <= ordinal - days.origin < days.size:
            days = self.table(ordinal, ordinal)
        i = ordinal - days.origin
        k = days.cum[i + 1] + n - 1 if n > 0 else days.cum[i] + n
        if 0 <= k < len(days.working):
            return days.origin + days.working[k]
        if k < 0:
            if days.origin == self.first_ordinal:
                raise self.beyond(None)
            self.table(max(days.origin - days.size - 2 * (-k), self.first_ordinal), ordinal)
        else:
            last = days.origin + days.size - 1
            if last == self.last_ordinal or k > self.last_ordinal - days.origin:
                raise self.beyond(None)
            self.table(ordinal, min(last + k - len(days.working) + 1, self.last_ordinal))
        return self.nth_working(ordinal, n)

    # -- hours --------------------------------------------------------------------------------------------------

    def open_from(self, us: int) -> int:
        """As :meth:`next_opening`, in microseconds."""
        low = high = to_ordinal(us)
        while True:
            days, hours = self.hour_table(low, high)
            j = bisect_right(hours.ends, us)
            if j < len(hours.ends):
                return max(us, hours.starts[j])
            high = self._further(days)

    def _further(self, days: DayTable) -> int:
        last = days.origin + days.size - 1
        if last >= self.last_ordinal:
            raise self.beyond(None)
        return min(last + 1, self.last_ordinal)

    def business_after(self, us: int, length: int) -> int:
        """As :meth:`add_business`, in microseconds."""
        if length == 0:
            return self.open_from(us)
        low = high = to_ordinal(us)
        while True:
            days, hours = self.hour_table(low, high)
            position = hours.position(us) + length
            if length > 0:
                if position <= hours.before[-1]:
                    return hours.at(position)
                if self.last_ordinal - days.origin < length // (2 * DAY):
                    raise self.beyond(None)
                high = self._further(days)
            else:
                if position >= 0:
                    return hours.at_latest(position)
                if days.origin == self.first_ordinal:
                    raise self.beyond(None)
                low = days.origin - 1

    def business_between(self, a: int, b: int) -> int:
        """As :meth:`elapsed`, in microseconds."""
        if b < a:
            return -self.business_between(b, a)
        days, hours = self.hour_table(to_ordinal(a), to_ordinal(b))
        if a < days.start[0] or b >= days.start[days.size]:
            raise self.beyond(to_ordinal(a if a < days.start[0] else b))
        return hours.position(b) - hours.position(a)
