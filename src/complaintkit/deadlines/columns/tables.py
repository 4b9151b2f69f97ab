"""Days and hours of one calendar over arrays: what ``Calendar`` and ``counting`` answer one by one.

Days are ordinals and instants microseconds, as in the scalar engine. Every function takes ``lost``, one flag a row: a
row whose answer lies outside the calendar's table is marked there, stands at the nearest day and is never an error.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from complaintkit.deadlines.columns.arrays import Bools, DayArrays, Ints
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar

__all__ = ["Tables", "add_months", "month_of", "month_starts", "tables_of"]

_MONTHS = 12 * 9999  # from January of the year 1 to December 9999
_SLACK = 3  # days on either side, for windows past midnight and for the offset of the zone


def tables_of(calendar: Calendar) -> Tables:
    """The arrays of a calendar, made once and kept beside its tables."""
    found = calendar.lazy.columns
    if not isinstance(found, Tables):
        found = Tables(calendar)
        calendar.lazy.columns = found
    return found


class Tables:
    """One calendar's arrays, widened as questions need it."""

    __slots__ = ("calendar", "days", "knows_all")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.days: DayArrays | None = None
        self.knows_all = calendar.known_from is None and calendar.known_until is None

    def cover(self, low: int, high: int) -> DayArrays:
        """The arrays over those ordinals, as far as the calendar's own span goes."""
        found = self.days
        if found is not None and found.origin <= low and high <= found.end:
            return found
        first, last = self.calendar.first_ordinal, self.calendar.last_ordinal
        low, high = min(max(low, first), last), min(max(high, first), last)
        if found is None or low < found.origin or high > found.end:
            found = DayArrays(self.calendar, self.calendar.table(low, high))
            self.days = found
        return found

    def _cover_instants(self, us: Ints) -> DayArrays:
        low, high = int(us.min()) // DAY, int(us.max()) // DAY
        return self.cover(EPOCH_ORDINAL + low - _SLACK, EPOCH_ORDINAL + high + _SLACK)

    # -- days ---------------------------------------------------------------------------------------------------

    def place(self, ordinal: Ints, lost: Bools) -> tuple[DayArrays, Ints]:
        """The arrays and the index of each day in them."""
        days = self.cover(int(ordinal.min()), int(ordinal.max()))
        return days, _inside(ordinal - days.origin, days.size - 1, lost)

    def local(self, us: Ints, lost: Bools) -> tuple[DayArrays, Ints]:
        """The arrays and the index in them of the local date of each instant."""
        days = self._cover_instants(us)
        return days, _inside(days.hint.find(us), days.size - 1, lost)

    def local_day(self, us: Ints, lost: Bools) -> Ints:
        """The ordinal of the local date of each instant."""
        days, i = self.local(us, lost)
        i += days.origin
        return i

    def nth_after(self, ordinal: Ints, n: Ints | int, lost: Bools, *, itself: bool = False) -> Ints:
        """The ``n``-th working day strictly after each day, ``n`` >= 1; ``itself``: the day may be the first."""
        days, i = self.place(ordinal, lost)
        while True:
            k = days.cum.take(i if itself else i + 1)
            k += n
            k -= 1
            if int(k.max()) < days.count:
                break
            reach = self.calendar.last_ordinal - days.origin
            wider = self._further(days, min(int(k.max()), reach) - days.count + 1)
            if wider is None:
                return days.origin + _looked_up(days.working, k, lost)
            i += days.origin - wider.origin
            days = wider
        k = days.working.take(k)
        k += days.origin
        return k

    def days_after(self, days: Ints, n: int) -> Ints | None:
        """As :meth:`nth_after`, days since 1970-01-01; None where the arrays at hand do not do, or a day is unknown.

        The common case with as few passes over the column as can be.
        """
        low, high = int(days.min()) + EPOCH_ORDINAL, int(days.max()) + EPOCH_ORDINAL
        found = self.days
        if found is None or low < found.origin or high > found.end or low < self.calendar.known_low:
            return None
        k = found.cum.take(days + (EPOCH_ORDINAL - found.origin + 1))
        last = int(k.max()) + n - 1
        if last >= found.count or int(found.working_days[last]) + EPOCH_ORDINAL > self.calendar.known_high:
            return None
        answer: Ints = found.working_days[n - 1 :].take(k)
        return answer

    def nth_before(self, ordinal: Ints, n: Ints | int, lost: Bools) -> Ints:
        """The ``n``-th working day strictly before each day, ``n`` >= 1."""
        days, i = self.place(ordinal, lost)
        k = days.cum.take(i) - n
        if int(k.min()) < 0 and days.origin > self.calendar.first_ordinal:
            wider = self.cover(self.calendar.first_ordinal, days.end)
            i += days.origin - wider.origin
            days = wider
            k = days.cum.take(i) - n
        return days.origin + _looked_up(days.working, k, lost)

    def on_or_after(self, ordinal: Ints, lost: Bools) -> Ints:
        """The next working day, the day itself included."""
        return self.nth_after(ordinal, 1, lost, itself=True)

    def _further(self, days: DayArrays, more: int) -> DayArrays | None:
        """The arrays with so many working days more, or with more days at least; None at the calendar's end."""
        if days.end >= self.calendar.last_ordinal:
            return None
        return self.cover(days.origin, days.end + 2 * more + days.size // 2)

    def count_working(self, low: Ints, high: Ints, lost: Bools) -> Ints:
        """The working days of [low, high); 0 where high is not above low."""
        some = high > low
        days, i = self.place(np.where(some, low, EPOCH_ORDINAL), lost)
        wider, k = self.place(np.where(some, high, EPOCH_ORDINAL), lost)
        if wider is not days:
            i += days.origin - wider.origin
        found = wider.cum.take(k)
        found -= wider.cum.take(i)
        found *= some
        return found

    def is_working(self, ordinal: Ints, lost: Bools) -> Bools:
        """Whether each day is working."""
        days, i = self.place(ordinal, lost)
        return days.flag.take(i).astype(bool)

    def day_start(self, ordinal: Ints, lost: Bools) -> Ints:
        """The first instant of each day."""
        days, i = self.place(ordinal, lost)
        return days.start.take(i)

    def day_end(self, ordinal: Ints, lost: Bools) -> Ints:
        """The last microsecond of each day."""
        days, i = self.place(ordinal, lost)
        i += 1
        found = days.start.take(i)
        found -= 1
        return found

    def close(self, ordinal: Ints, lost: Bools) -> Ints:
        """Close of business of each day."""
        days, i = self.place(ordinal, lost)
        return days.close.take(i)

    # -- the wall clock -------------------------------------------------------------------------------------------

    def opening(self, ordinal: Ints, lost: Bools) -> Ints:
        """The opening of each day."""
        days, i = self.place(ordinal, lost)
        return days.opening.take(i)

    def time_of_day(self, us: Ints, lost: Bools) -> Ints:
        """Microseconds after midnight on the wall clock."""
        days, _ = self.local(us, lost)
        return days.zone.to_wall(us) % DAY

    def at_local_time(self, us: Ints, ordinal: Ints, lost: Bools) -> Ints:
        """The same local time of day as each instant, on another local date."""
        _, i = self.local(us, lost)
        days, k = self.place(ordinal, lost)
        i = _inside(days.hint.find(us), days.size - 1, lost)  # the arrays may be wider now
        local = us - days.start.take(i)
        odd = np.flatnonzero(days.length.take(i) != DAY)
        if odd.size:
            local[odd] = days.zone.to_wall(us[odd]) % DAY
        found = days.start.take(k) + local
        odd = np.flatnonzero(days.length.take(k) != DAY)
        if odd.size:
            wall = (k[odd] + (days.origin - EPOCH_ORDINAL)) * DAY + local[odd]
            found[odd] = np.maximum(days.zone.from_wall(wall), days.start[k[odd]])
        same = i == k
        return np.where(same, us, found) if same.any() else found

    # -- hours ----------------------------------------------------------------------------------------------------

    def business_after(self, us: Ints, length: Ints | int, lost: Bools) -> Ints:
        """The instant when so many working microseconds have passed, at least 1; an exact fit is the close."""
        days = self._cover_instants(us)
        while True:
            position = days.hours.position(us)
            position += length
            total, most = days.hours.total, int(position.max())
            if most <= total:
                return days.hours.at(position)
            reachable = min(most, 2 * DAY * (self.calendar.last_ordinal - days.origin + 1))
            wider = self._further(days, (reachable - total) * days.size // max(total, 1) + 30)
            if wider is None:
                lost |= position > total
                return days.hours.at(np.clip(position, 1, max(total, 1))) if total else us.copy()
            days = wider

    def business_before(self, us: Ints, length: Ints | int, lost: Bools) -> Ints:
        """The instant so many working microseconds before, at least 1; an exact fit is the opening."""
        days = self._cover_instants(us)
        position = days.hours.position(us) - length
        if int(position.min()) < 0:
            days = self.cover(self.calendar.first_ordinal, days.end)
            position = days.hours.position(us) - length
            lost |= position < 0
            position = np.maximum(position, 0)
        return days.hours.at_latest(position)

    def business_between(self, low: Ints, high: Ints) -> Ints:
        """Working microseconds from ``low`` to ``high``, negative where high lies before low."""
        self._cover_instants(low)
        hours = self._cover_instants(high).hours
        return hours.position(high) - hours.position(low)

    def open_from(self, us: Ints, lost: Bools) -> Ints:
        """Each instant itself inside a window, else the next opening; a close lies outside."""
        days = self._cover_instants(us)
        while True:
            hours = days.hours
            j = hours.find(us)
            j += hours.ends.take(j) <= us  # the first window that ends after it
            if int(j.max()) < len(hours.starts):
                return np.maximum(us, hours.starts.take(j))
            wider = self._further(days, 30)
            if wider is None:
                return np.maximum(us, _looked_up(hours.starts, j, lost))
            days = wider

    def open_until(self, us: Ints, lost: Bools) -> Ints:
        """Each instant itself inside a window or at its close, else the close before it."""
        calendar, near = self.calendar, EPOCH_ORDINAL + us // DAY
        lost |= (near + _SLACK < calendar.first_ordinal) | (near - _SLACK > calendar.last_ordinal)
        days = self._cover_instants(us)
        j = days.hours.find(us)
        if not int(j.min()) and days.origin > calendar.first_ordinal:
            days = self.cover(calendar.first_ordinal, days.end)
            j = days.hours.find(us)
        lost |= j == 0  # before the first window of all
        return np.minimum(us, days.hours.ends.take(j))


def _inside(i: Ints, last: int, lost: Bools) -> Ints:
    """Indices from 0 to ``last``; what lies outside is lost and stands at the nearest."""
    if int(i.min()) < 0 or int(i.max()) > last:
        lost |= (i < 0) | (i > last)
        np.clip(i, 0, last, out=i)
    return i


def _looked_up(values: Ints, k: Ints, lost: Bools) -> Ints:
    """The values at those indices; what lies outside is lost and gets the nearest."""
    if not len(values):
        lost[...] = True
        return np.zeros_like(k)
    return values.take(_inside(k, len(values) - 1, lost))


# -- months: the same for every calendar ------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def month_starts() -> Ints:
    """The ordinal of the first day of each month from January of the year 1 on, up to January 10000."""
    months = np.arange("0001-01", "10000-02", dtype="datetime64[M]")
    starts: Ints = months.astype("datetime64[D]").astype(np.int64) + EPOCH_ORDINAL
    return starts


def month_of(ordinal: Ints) -> Ints:
    """The number of the month of each day, 0 for January of the year 1."""
    starts = month_starts()
    m = (ordinal - 1) * 4800
    m //= 146097  # 400 years; at most one month off
    np.clip(m, 0, _MONTHS - 1, out=m)
    m -= starts.take(m) > ordinal
    m += starts.take(m + 1) <= ordinal
    return m


def add_months(ordinal: Ints, months: Ints | int, lost: Bools, *, inclusive: bool = False) -> Ints:
    """The corresponding day so many months later, clamped; inclusive: the day before, as ``counting.add_months``."""
    starts = month_starts()
    m = month_of(ordinal)
    past = ordinal - starts.take(m)
    m += months
    m = _inside(m, _MONTHS - 1, lost)
    first = starts.take(m)
    m += 1
    length = starts.take(m)
    length -= first
    last: Ints = np.where(past >= length, length - 1, past - 1) if inclusive else np.minimum(past, length - 1)
    last += first
    return last
