"""Strategies for deadlines: dates, instants and calendars.

Everything is built, nothing is filtered. What is drawn shrinks to the first midnight, on a plain calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from complaintkit.deadlines import Calendar, Window, china_calendar
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, HOUR, to_instant
from complaintkit.deadlines.zones import get_zone, local_to_us, segments

__all__ = ["FIRST", "LAST", "SHIFTS", "ZONES", "calendars", "instants", "local_dates"]

FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)
"""The days that are drawn unless others are asked for: those the China calendar knows, and one year more."""

ZONES = (
    "UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Chatham",  # 45 minutes beside the hour, changes at 02:45
    "Pacific/Apia",  # skipped 30 December 2011
    "Africa/Casablanca",  # two changes more round Ramadan
    "America/Sao_Paulo", "America/Havana",  # clocks that changed at midnight
)  # fmt: skip

SHIFTS: tuple[tuple[Window, ...], ...] = (
    (Window("09:00", "17:00"),),
    (Window("09:00", "12:00"), Window("13:30", "18:00")),
    (Window("00:00", "24:00"),),
    (Window("22:00", "30:00"),),
    (Window("02:15", "02:45"), Window("04:00", "04:01")),
    (),
)
"""Hours of a day: in one piece, in two, all of it, past midnight, in the hour that clock changes skip, none."""


def local_dates(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[date]:
    """Dates from ``first`` to ``last``; the ends of months and years, and 28 and 29 February, come often."""
    return _local_dates(first, last)


@lru_cache(maxsize=64)
def _local_dates(first: date, last: date) -> st.SearchStrategy[date]:
    return st.sampled_from(_marked(first, last)) | st.dates(first, last)


@lru_cache(maxsize=64)
def _marked(first: date, last: date) -> tuple[date, ...]:
    """The first day, and each day at the end or the beginning of a month."""
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    marked = [
        day for day in days if day.day == 1 or (day + timedelta(days=1)).day == 1 or (day.month, day.day) == (2, 28)
    ]
    return (first, *(day for day in marked if day != first))


def instants(zone: str = "UTC", first: date = FIRST, last: date = LAST) -> st.SearchStrategy[datetime]:
    """Instants, UTC, from the local midnight of ``first`` to that after ``last``.

    Days as from :func:`local_dates`, at midnight, at opening and closing hours, at any microsecond; where the zone's
    clock changes, often at the change and beside it. Shrinks to the first midnight.
    """
    return _instants(zone, first, last)


# Strategies are kept: making them anew for each example would cost more than the examples.
@lru_cache(maxsize=256)
def _instants(zone: str, first: date, last: date) -> st.SearchStrategy[datetime]:
    where = get_zone(zone)
    time_of_day = st.sampled_from((0, 9 * HOUR, 17 * HOUR, DAY - 1)) | st.integers(0, DAY - 1)
    drawn = st.builds(
        lambda day, at: to_instant(local_to_us(where, day.toordinal(), at)), local_dates(first, last), time_of_day
    )
    # what is to be the simplest must take the fewest choices
    midnights = st.sampled_from(_marked(first, last)).map(
        lambda day: to_instant(local_to_us(where, day.toordinal(), 0))
    )
    changes = _changes(zone, first, last)
    if not changes:
        return midnights | drawn
    beside = st.sampled_from((0, -1, 1, -HOUR, HOUR)) | st.integers(-DAY, DAY)
    return midnights | drawn | st.builds(lambda at, by: to_instant(at + by), st.sampled_from(changes), beside)


@lru_cache(maxsize=64)
def _changes(zone: str, first: date, last: date) -> tuple[int, ...]:
    """When the zone's clock changes, in microseconds, a day inside those dates."""
    low, high = ((day.toordinal() - EPOCH_ORDINAL) * DAY for day in (first, last))
    return tuple(at for at, _ in segments(zone, first.toordinal(), last.toordinal()) if low + DAY < at < high - DAY)


@st.composite
def calendars(draw: st.DrawFn, zones: Sequence[str] = ZONES, first: date = FIRST, last: date = LAST) -> Calendar:
    """Calendars: any hours with one open day at least, some holidays, make-up days and overrides, in any of the zones.

    China's official calendar is among them. Shrinks to Monday to Friday, 09:00 to 17:00, in the first zone.
    """
    zone = draw(st.sampled_from(tuple(zones)))
    kind = draw(st.sampled_from(("plain", "dated", "any", "any", "china")))
    if kind == "china" and "Asia/Shanghai" in zones:
        return china_calendar()
    week: tuple[tuple[Window, ...], ...] = (SHIFTS[0],) * 5 + (SHIFTS[-1],) * 2
    if kind == "plain":
        return Calendar("drawn", zone=zone, week=week)
    open_day = 0
    if kind == "any":
        open_day = draw(st.integers(0, 6))
        drawn = [draw(st.sampled_from(SHIFTS)) for _ in range(7)]
        drawn[open_day] = draw(st.sampled_from(SHIFTS[:-1]))
        week = tuple(drawn)
    off, makeup_days, overridden = _listed(first, last)
    makeup = dict.fromkeys(draw(makeup_days), open_day)
    return Calendar(
        "drawn",
        zone=zone,
        week=week,
        holidays=draw(off) - makeup.keys(),
        working_days=makeup,
        overrides=draw(overridden),
        known_until=draw(st.none() | st.just(date(first.year + (last.year - first.year) // 2, 6, 30))),
    )


@lru_cache(maxsize=16)
def _listed(
    first: date, last: date
) -> tuple[
    st.SearchStrategy[frozenset[date]],
    st.SearchStrategy[frozenset[date]],
    st.SearchStrategy[dict[date, tuple[Window, ...]]],
]:
    """Holidays, make-up days, and the hours of single dates."""
    days = local_dates(first, last)
    overridden = st.dictionaries(days, st.sampled_from(SHIFTS), max_size=4)
    return st.frozensets(days, max_size=12), st.frozensets(days, max_size=6), overridden
