"""Calendars: which days are working, which hours, in which zone, and how far that is known.

A calendar is a value. Its tables are built lazily, kept beside it, and take no part in equality or hash.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.deadlines.calendar_checks import calendar_faults
from complaintkit.deadlines.calendar_tables import CalendarTables
from complaintkit.deadlines.instants import require_date, to_instant, to_us
from complaintkit.deadlines.tables import DayTable, Lazy, close_us, day_windows, to_ordinal
from complaintkit.deadlines.windows import OFFICE_HOURS, Window
from complaintkit.deadlines.zones import get_zone
from complaintkit.errors import CalendarError, InvalidInput

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["OFFICE_HOURS", "Calendar", "Window"]

FIRST_DAY = date(1970, 1, 1)
_NEVER = 1 << 40  # an ordinal past every date


_DEFAULT_WEEK = (OFFICE_HOURS,) * 5 + ((), ())


def _pairs(given: Any) -> Any:
    """A mapping, or pairs, as a sorted tuple of pairs; what is neither is left for the checks to name."""
    if isinstance(given, Mapping):
        given = given.items()
    try:
        return tuple(sorted((tuple(pair) for pair in given), key=lambda pair: pair[0]))
    except (TypeError, IndexError):
        return given


def _dates(given: Any) -> Any:
    """Any iterable of dates as a frozen set; what is none is left for the checks to name."""
    return frozenset(given) if isinstance(given, Iterable) and not isinstance(given, str) else given


@attrs.frozen(cache_hash=True)
class Calendar(CalendarTables):
    """Working days and hours of a body, in its time zone.

    - ``week``: seven tuples of windows, Monday first; an empty one is a day off. Default: 09:00 to 17:00 on weekdays.
    - ``holidays``: dates that are off. ``working_days``: make-up days, with the weekday (0 Monday to 6) whose hours
      they use. ``overrides``: the windows of single dates, before everything else; none means off.
    - ``known_from``, ``known_until``: the days these lists are complete for, None: open. An answer that used a day
      outside is provisional; with ``strict`` it is refused with :class:`UnknownDays`.
    - ``horizon_years``: the table ends on 31 December that many years after the year of ``known_until``, else of
      ``known_from``, else of 2000; an answer past it is a :class:`HorizonError`. It begins in 1970, or with
      ``known_from`` where that is earlier.

    Raises :class:`CalendarError` with all faults: a date both off and make-up, no working day at all, and so on.

    >>> shop = Calendar("shop", zone="Europe/Berlin", holidays={date(2026, 5, 1)})
    >>> shop.is_working(date(2026, 5, 1)), shop.why_off(date(2026, 5, 1))
    (False, 'holiday')
    >>> shop.add_working_days(date(2026, 4, 30), 1)
    datetime.date(2026, 5, 4)
    """

    id: str
    zone: str = attrs.field(default="Asia/Shanghai", kw_only=True)
    version: str = attrs.field(default="", kw_only=True)
    week: tuple[tuple[Window, ...], ...] = attrs.field(default=_DEFAULT_WEEK, kw_only=True)
    holidays: frozenset[date] = attrs.field(default=frozenset(), converter=_dates, kw_only=True)
    working_days: tuple[tuple[date, int], ...] = attrs.field(default=(), converter=_pairs, kw_only=True)
    overrides: tuple[tuple[date, tuple[Window, ...]], ...] = attrs.field(default=(), converter=_pairs, kw_only=True)
    known_from: date | None = attrs.field(default=None, kw_only=True)
    known_until: date | None = attrs.field(default=None, kw_only=True)
    horizon_years: int = attrs.field(default=100, kw_only=True)
    strict: bool = attrs.field(default=False, kw_only=True)
    # Derived, no part of the value:
    makeup: dict[date, int] = attrs.field(init=False, eq=False, repr=False)
    override: dict[date, tuple[Window, ...]] = attrs.field(init=False, eq=False, repr=False)
    first_ordinal: int = attrs.field(init=False, eq=False, repr=False)
    last_ordinal: int = attrs.field(init=False, eq=False, repr=False)
    known_low: int = attrs.field(init=False, eq=False, repr=False)
    known_high: int = attrs.field(init=False, eq=False, repr=False)
    lazy: Lazy = attrs.field(init=False, eq=False, repr=False, factory=Lazy)

    def __attrs_post_init__(self) -> None:
        faults = calendar_faults(self)
        if faults:
            raise CalendarError(faults, f"the calendar {self.id!r} cannot be built")
        put = object.__setattr__
        put(self, "makeup", dict(self.working_days))
        put(self, "override", dict(self.overrides))
        low, high = self.known_from, self.known_until
        reference = high or low
        year = min((reference.year if reference else 2000) + self.horizon_years, 9990)
        put(self, "first_ordinal", min(low or FIRST_DAY, FIRST_DAY).toordinal())
        put(self, "last_ordinal", date(year, 12, 31).toordinal())
        put(self, "known_low", low.toordinal() if low else -1)
        put(self, "known_high", high.toordinal() if high else _NEVER)
        if not any(self.week) and not self.working_days and not any(hours for _, hours in self.overrides):
            raise CalendarError.one(f"the calendar {self.id!r} has no working day at all; give it hours", "week")

    # -- tables -------------------------------------------------------------------------------------------------

    @property
    def zoneinfo(self) -> ZoneInfo:
        """The time zone."""
        return get_zone(self.zone)

    @property
    def first_day(self) -> date:
        """The first day of the table."""
        return date.fromordinal(self.first_ordinal)

    @property
    def last_day(self) -> date:
        """The last day of the table: past it lies the horizon."""
        return date.fromordinal(self.last_ordinal)

    # -- days ---------------------------------------------------------------------------------------------------

    def knows(self, day: date) -> bool:
        """Whether the day lies inside ``known_from`` to ``known_until``, both included; None is open."""
        require_date(day, "day")
        return self.known_low <= day.toordinal() <= self.known_high

    def local_date(self, instant: datetime) -> date:
        """The calendar's local date of that instant.

        >>> from datetime import UTC
        >>> Calendar("x").local_date(datetime(2026, 3, 5, 23, 30, tzinfo=UTC))
        datetime.date(2026, 3, 6)
        """
        days, i = self.day_index(to_us(instant))
        return date.fromordinal(days.origin + i)

    def _day(self, day: date) -> tuple[DayTable, int]:
        require_date(day, "day")
        ordinal = day.toordinal()
        days = self.table(ordinal, ordinal)
        return days, ordinal - days.origin

    def is_working(self, day: date) -> bool:
        """Whether the day is working; a date that the zone skipped never is."""
        days, i = self._day(day)
        self.check_known(days.origin + i, days.origin + i)
        return bool(days.flag[i])

    def why_off(self, day: date) -> str:
        """Why the day is not working: ``"override"``, ``"holiday"``, ``"weekend"``, ``"skipped"``; ``""`` if it is."""
        days, i = self._day(day)
        if days.flag[i]:
            return ""
        if days.start[i] == days.start[i + 1]:
            return "skipped"
        if day in self.override:
            return "override"
        return "holiday" if day in self.holidays else "weekend"

    def windows(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The windows that begin on that day, as pairs of UTC instants; empty where it is not working."""
        days, i = self._day(day)
        return tuple((to_instant(low), to_instant(high)) for low, high in day_windows(self, days, i))

    def start_of_day(self, day: date) -> datetime:
        """The first instant of the local day, UTC."""
        days, i = self._day(day)
        return to_instant(days.start[i])

    def end_of_day(self, day: date) -> datetime:
        """The last microsecond of the local day, UTC.

        >>> Calendar("x").end_of_day(date(2026, 3, 5)).isoformat()
        '2026-03-05T15:59:59.999999+00:00'
        """
        days, i = self._day(day)
        return to_instant(days.start[i + 1] - 1)

    def close(self, day: date) -> datetime:
        """Close of business: the end of the last window that begins that day; without one, the end of the day."""
        days, i = self._day(day)
        return to_instant(close_us(self, days, i))

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day strictly after ``day``; 0: the next one on or after; negative: strictly before.

        Raises :class:`HorizonError` past the table.

        >>> week = Calendar("x")
        >>> [week.add_working_days(date(2026, 3, 7), n).isoformat() for n in (1, 0, -1)]  # a Saturday
        ['2026-03-09', '2026-03-09', '2026-03-06']
        """
        days = self.lazy.days
        if type(n) is not int:
            raise InvalidInput.one(f"expected a whole number, got {n!r}", "n")
        if type(day) is not date:
            require_date(day, "day")
        ordinal = day.toordinal()
        if days is not None and n > 0:  # the common case, without a detour
            i = ordinal - days.origin + 1
            if 0 < i <= days.size:
                k = days.cum[i] + n - 1
                if k < len(days.working):
                    answer = days.origin + days.working[k]
                    if self.known_low <= ordinal and answer <= self.known_high:
                        return date.fromordinal(answer)
        answer = self.nth_working(ordinal, n)
        self.check_known(min(ordinal, answer), max(ordinal, answer))
        return date.fromordinal(answer)

    def count(self, a: date, b: date) -> int:
        """The working days of [a, b); where b lies before a, the negative of [b, a).

        >>> Calendar("x").count(date(2026, 3, 2), date(2026, 3, 9))
        5
        """
        require_date(a, "a")
        require_date(b, "b")
        low, high = a.toordinal(), b.toordinal()
        if low > high:
            return -self.count(b, a)
        days = self.table(low, high)
        if low < high:
            self.check_known(low, high - 1)
        return days.cum[high - days.origin] - days.cum[low - days.origin]

    # -- hours --------------------------------------------------------------------------------------------------

    def next_opening(self, instant: datetime) -> datetime:
        """The instant itself inside a window, else the next opening; a close lies outside.

        >>> from datetime import UTC
        >>> Calendar("x").next_opening(datetime(2026, 3, 6, 9, 0, tzinfo=UTC)).isoformat()  # Friday 17:00 in Shanghai
        '2026-03-09T01:00:00+00:00'
        """
        return to_instant(self.open_from(to_us(instant)))

    def previous_open_moment(self, instant: datetime) -> datetime:
        """The instant itself inside a window or at its close, else the close before it."""
        us = to_us(instant)
        low = high = to_ordinal(us)
        while True:
            days, hours = self.hour_table(low, high)
            j = bisect_left(hours.starts, us + 1) - 1
            if j >= 0:
                return to_instant(min(us, hours.ends[j]))
            if days.origin == self.first_ordinal:
                raise self.beyond(None)
            low = days.origin - 1

    def add_business(self, instant: datetime, microseconds: int) -> datetime:
        """The moment when that many working microseconds have passed; an exact fit is the close.

        0: the next working moment. Negative: backwards, an exact fit is the opening.

        >>> from datetime import UTC
        >>> friday_noon = datetime(2026, 3, 6, 4, 0, tzinfo=UTC)
        >>> Calendar("x").add_business(friday_noon, 5 * 3_600_000_000).isoformat()
        '2026-03-06T09:00:00+00:00'
        """
        if type(microseconds) is not int:
            raise InvalidInput.one(f"expected whole microseconds, got {microseconds!r}", "microseconds")
        return to_instant(self.business_after(to_us(instant), microseconds))

    def elapsed(self, a: datetime, b: datetime) -> int:
        """Working microseconds from ``a`` to ``b``; negative where ``b`` lies before ``a``.

        Raises :class:`HorizonError` where one of the two lies outside the table.
        """
        return self.business_between(to_us(a), to_us(b))
