"""Calendars made of calendars and lists: closures united and shared, half days, ranges of every year, days in lieu.

Each function returns a new calendar and leaves the one given alone. ``version`` names the data of the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.calendar_checks import time_of_day
from complaintkit.deadlines.instants import DAY, HOUR, MINUTE, SECOND, require_date, require_instant
from complaintkit.deadlines.windows import Window
from complaintkit.errors import CalendarError, Fault, InvalidInput

__all__ = [
    "Observed",
    "closed",
    "closed_yearly",
    "half_days",
    "intersection_of_closures",
    "loaded",
    "observed",
    "union_of_closures",
    "with_holidays",
    "with_overrides",
    "yearly",
]

Windows: TypeAlias = tuple[Window, ...]
Observed: TypeAlias = Literal["none", "nearest", "next_monday", "next_free"]


def _text(us: int) -> str:
    hours, rest = divmod(us, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = rest // SECOND
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _windows(spans: Iterable[tuple[int, int]]) -> Windows:
    return tuple(Window(_text(low), _text(high)) for low, high in spans if high > low)


def _spans(windows: Windows) -> list[tuple[int, int]]:
    return [(window.start_us, window.end_us) for window in windows]


def _shared(one: Windows, two: Windows) -> Windows:
    """The hours in both."""
    return _windows(
        (max(a.start_us, b.start_us), min(a.end_us, b.end_us))
        for a in one
        for b in two
        if min(a.end_us, b.end_us) > max(a.start_us, b.start_us)
    )


def _either(one: Windows, two: Windows) -> Windows:
    """The hours in either, joined where they touch."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(_spans(one) + _spans(two)):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return _windows(joined)


def union_of_closures(id: str, *calendars: Calendar, version: str = "") -> Calendar:
    """Open only where all of them are: closed where any is. Windows are cut day by day, each with the day it begins on.

    What is known is what all of them know. Raises :class:`CalendarError` where their zones differ.

    >>> office = Calendar("office", zone="UTC")
    >>> court = Calendar("court", zone="UTC", holidays={date(2026, 3, 4)})
    >>> union_of_closures("both", office, court).add_working_days(date(2026, 3, 3), 1)
    datetime.date(2026, 3, 5)
    """
    return _combined(id, calendars, _shared, version)


def intersection_of_closures(id: str, *calendars: Calendar, version: str = "") -> Calendar:
    """Open where any of them is: closed only where all are. Otherwise as :func:`union_of_closures`."""
    return _combined(id, calendars, _either, version)


def _combined(
    id: str, calendars: Sequence[Calendar], join: Callable[[Windows, Windows], Windows], version: str
) -> Calendar:
    faults = []
    if len(calendars) < 2:
        faults.append(Fault("calendars", f"expected two calendars or more, got {len(calendars)}"))
    zones = sorted({calendar.zone for calendar in calendars})
    if len(zones) > 1:
        faults.append(Fault("zone", f"their zones differ: {', '.join(zones)}"))
    if faults:
        raise CalendarError(faults, f"the calendar {id!r} cannot be built")

    def hours(of: Callable[[Calendar], Windows]) -> Windows:
        found = of(calendars[0])
        for other in calendars[1:]:
            found = join(found, of(other))
        return found

    week = tuple(hours(lambda calendar, i=i: calendar.week[i]) for i in range(7))  # type: ignore[misc]  # binds the day
    special = {day for c in calendars for day in (*c.holidays, *c.makeup, *c.override)}
    off, other = set(), {}
    for day in special:
        windows = hours(lambda calendar, day=day: calendar.hours_of(day.toordinal()))  # type: ignore[misc]  # binds it
        if windows != week[day.weekday()]:
            if windows:
                other[day] = windows
            else:
                off.add(day)
    lows = [c.known_from for c in calendars if c.known_from is not None]
    highs = [c.known_until for c in calendars if c.known_until is not None]
    return Calendar(
        id,
        zone=calendars[0].zone,
        version=version or "+".join(f"{c.id} {c.version}".strip() for c in calendars),
        week=week,
        holidays=frozenset(off),
        overrides=tuple(other.items()),
        known_from=max(lows, default=None),
        known_until=min(highs, default=None),
        horizon_years=min(c.horizon_years for c in calendars),
        strict=any(c.strict for c in calendars),
    )


def with_holidays(calendar: Calendar, days: Iterable[date], *, version: str | None = None) -> Calendar:
    """The calendar with more days off; a make-up day or an override among them is a :class:`CalendarError`."""
    days = frozenset(days)
    faults = [
        Fault(f"holidays[{day}]", f"{day} has hours of its own already; take them away first")
        for day in sorted(day for day in days if day in calendar.override)
    ]
    if faults:
        raise CalendarError(faults, f"the calendar {calendar.id!r} cannot be built")
    return _changed(calendar, version, holidays=calendar.holidays | days)


def with_overrides(calendar: Calendar, hours: Mapping[date, Windows], *, version: str | None = None) -> Calendar:
    """The calendar with the hours of single dates, before everything else; no window: off. Later ones replace earlier.

    >>> fair = with_overrides(Calendar("x"), {date(2026, 3, 7): (Window("10:00", "14:00"),)})
    >>> fair.is_working(date(2026, 3, 7))
    True
    """
    return _changed(calendar, version, overrides=tuple({**calendar.override, **hours}.items()))


def half_days(
    calendar: Calendar, days: Iterable[date], *, until: str = "12:00", version: str | None = None
) -> Calendar:
    """Open on those days only until that time; a day that opens later is off, and one that was off stays so."""
    end = time_of_day(until, "until", 24)
    cut = {
        day: _windows((low, min(high, end)) for low, high in _spans(calendar.hours_of(day.toordinal()))) for day in days
    }
    return with_overrides(calendar, cut, version=version)


def closed(calendar: Calendar, periods: Iterable[tuple[datetime, datetime]], *, version: str | None = None) -> Calendar:
    """The calendar without the hours of those periods, each [from, until) of aware instants at whole seconds.

    Raises :class:`InvalidInput` for one without length, and where a window past midnight would go on after it.

    >>> from datetime import UTC
    >>> flood = (datetime(2026, 3, 4, 11, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC))
    >>> [w[1].hour for w in closed(Calendar("x", zone="UTC"), [flood]).windows(date(2026, 3, 4))]
    [11]
    """
    zone = calendar.zoneinfo
    hours: dict[date, Windows] = {}
    for begun, ended in periods:
        require_instant(begun, "periods")
        require_instant(ended, "periods")
        low, high = begun.astimezone(zone), ended.astimezone(zone)
        if high <= low:
            raise InvalidInput.one(
                f"a closure ends after it begins: {begun.isoformat()}, {ended.isoformat()}", "periods"
            )
        for ordinal in range(low.toordinal() - 1, high.toordinal() + 1):  # the day before may reach past midnight
            day = date.fromordinal(ordinal)
            given = hours.get(day, calendar.hours_of(ordinal))
            left = _without(given, _wall(low, ordinal), _wall(high, ordinal))
            if left != given:
                hours[day] = left
    return with_overrides(calendar, hours, version=version)


def _wall(local: datetime, ordinal: int) -> int:
    """A local wall-clock time in microseconds after the midnight of that date."""
    time = ((local.hour * 60 + local.minute) * 60 + local.second) * SECOND
    return (local.toordinal() - ordinal) * DAY + time


def _without(windows: Windows, low: int, high: int) -> Windows:
    pieces: list[tuple[int, int]] = []
    for start, end in _spans(windows):
        pieces += [(start, min(end, low)), (max(start, high), end)] if low < end and high > start else [(start, end)]
    if any(high > low >= DAY for low, high in pieces):
        raise InvalidInput.one(
            "a window that runs past midnight cannot be cut in two after it; end it there", "periods"
        )
    return _windows(pieces)


def yearly(first: str, last: str, years: Iterable[int]) -> frozenset[date]:
    """The dates from ``first`` to ``last`` (``MM-DD``, both included) of each year; a range may cross New Year.

    One that does belongs to the year it begins in, and the year before the first one counts too: what of its range
    lies in ``years`` is there. 29 February is there in leap years only.

    >>> sorted(d.isoformat() for d in yearly("12-31", "01-01", [2026]))
    ['2026-01-01', '2026-12-31']
    """
    begin, end = _month_day(first, "first"), _month_day(last, "last")
    wanted = set(years)
    found: set[date] = set()
    for year in wanted | {year - 1 for year in wanted}:
        low = _date(year, *begin, first_of=True)
        high = _date(year + (end < begin), *end, first_of=False)
        found.update(low + timedelta(days=i) for i in range((high - low).days + 1))
    return frozenset(day for day in found if day.year in wanted)


def _month_day(text: str, path: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{text}")
    except (ValueError, TypeError):
        raise InvalidInput.one(f"expected a month and day such as '12-24', got {text!r}", path) from None
    return day.month, day.day


def _date(year: int, month: int, day: int, *, first_of: bool) -> date:
    """The date; of a 29 February that is not there the day after it begins, the day before it ends a range."""
    if (month, day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return date(year, 3, 1) if first_of else date(year, 2, 28)
    return date(year, month, day)


def closed_yearly(calendar: Calendar, first: str, last: str, *, version: str | None = None) -> Calendar:
    """The calendar closed from ``first`` to ``last`` (``MM-DD``) of every year that its table reaches.

    >>> xmas = closed_yearly(Calendar("x"), "12-24", "01-02")
    >>> xmas.add_working_days(date(2026, 12, 23), 1)
    datetime.date(2027, 1, 4)
    """
    years = range(calendar.first_day.year, calendar.last_day.year + 1)
    return with_holidays(calendar, yearly(first, last, years), version=version)


def observed(days: Iterable[date], rule: Observed, *, weekend: Collection[int] = (5, 6)) -> frozenset[date]:
    """Where holidays are kept that fall on a weekend (weekdays 0 to 6, Monday first); the others stand.

    - ``none``: nowhere else. ``nearest``: Saturday's on Friday, Sunday's on Monday (US federal law, 5 U.S.C. 6103);
      1 January on a Saturday is kept on 31 December of the year before.
    - ``next_monday``: the first day after the weekend, several on one day falling together.
    - ``next_free``: the first day after it that is neither off nor taken by another (UK bank holidays in lieu).

    >>> sorted(d.isoformat() for d in observed([date(2027, 12, 25), date(2027, 12, 26)], "next_free"))
    ['2027-12-27', '2027-12-28']
    >>> observed([date(2028, 1, 1)], "nearest")
    frozenset({datetime.date(2027, 12, 31)})
    """
    if rule not in get_args(Observed):
        raise InvalidInput.one(f"expected one of {', '.join(get_args(Observed))}, got {rule!r}", "rule")
    given = sorted(set(days))
    for day in given:
        require_date(day, "days")
    off = set(weekend)
    if len(off) >= 7:
        raise InvalidInput.one("a week without a working day leaves no day to keep a holiday on", "weekend")
    if rule == "none":
        return frozenset(given)
    kept = {day for day in given if day.weekday() not in off}
    for day in given:
        if day.weekday() in off:
            kept.add(_moved(day, rule, off, kept))
    return frozenset(kept)


def _moved(day: date, rule: Observed, off: Collection[int], kept: Collection[date]) -> date:
    one = timedelta(days=1)
    if rule == "nearest" and (day - one).weekday() not in off:
        return day - one
    day += one
    while day.weekday() in off or (rule == "next_free" and day in kept):
        day += one
    return day


def loaded(
    calendar: Calendar, periods: Iterable[tuple[date | None, date | None]], *, version: str | None = None
) -> Calendar:
    """The calendar whose lists held only in those periods, both ends included, None: open; else by the weekday.

    For a system whose holidays were not loaded at all times.

    >>> lists = Calendar("x", zone="UTC", holidays={date(2013, 7, 4), date(2014, 7, 4)})
    >>> sorted(loaded(lists, [(date(2014, 1, 1), None)]).holidays)
    [datetime.date(2014, 7, 4)]
    """
    held = [(low or date.min, high or date.max) for low, high in periods]

    def inside(day: date) -> bool:
        return any(low <= day <= high for low, high in held)

    return _changed(
        calendar,
        version,
        holidays=frozenset(day for day in calendar.holidays if inside(day)),
        working_days=tuple(pair for pair in calendar.working_days if inside(pair[0])),
        overrides=tuple(pair for pair in calendar.overrides if inside(pair[0])),
    )


def _changed(calendar: Calendar, version: str | None, **parts: object) -> Calendar:
    if version is not None:
        parts["version"] = version
    return attrs.evolve(calendar, **parts)  # type: ignore[arg-type]  # each under the name of its own field
