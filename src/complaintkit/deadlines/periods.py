"""Periods of standing duties: days, weeks, months and so on, each with a key that sorts."""

from __future__ import annotations

from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import attrs

from complaintkit.deadlines.instants import require_date
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar

__all__ = ["Every", "Period", "next_period", "period_of", "periods_between"]

Every: TypeAlias = Literal["day", "working_day", "week", "month", "quarter", "half_year", "year"]
_EVERY: tuple[str, ...] = get_args(Every)
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@attrs.frozen
class Period:
    """A period and its days; ``key``: ``2026-03-05``, ``2026-W10``, ``2026-03``, ``2026-Q1``, ``2026-H1``, ``2026``."""

    every: Every
    key: str
    first: date
    last: date


def period_of(every: Every, day: date, calendar: Calendar) -> Period | None:
    """The period that holds the local date ``day``; None where ``every`` is working_day and the day is off.

    Weeks are ISO weeks, Monday to Sunday, named after the year they belong to.

    >>> from complaintkit.deadlines import china_calendar
    >>> period_of("week", date(2027, 1, 1), china_calendar()).key
    '2026-W53'
    >>> period_of("working_day", date(2026, 2, 16), china_calendar()) is None  # Spring Festival
    True
    """
    require_date(day, "day")
    if every not in _EVERY:
        raise InvalidInput.one(f"expected one of {', '.join(map(repr, _EVERY))}, got {every!r}", "every")
    if every == "day" or every == "working_day":
        if every == "working_day" and not calendar.is_working(day):
            return None
        return Period(every, day.isoformat(), day, day)
    if every == "week":
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Period(every, f"{year:04}-W{week:02}", first, first + timedelta(days=6))
    size = _MONTHS[every]
    index = (day.month - 1) // size
    first = date(day.year, index * size + 1, 1)
    key = {"month": f"-{day.month:02}", "quarter": f"-Q{index + 1}", "half_year": f"-H{index + 1}", "year": ""}
    return Period(every, f"{day.year:04}{key[every]}", first, _month_start(first, size) - timedelta(days=1))


def _month_start(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > MAXYEAR:
        raise InvalidInput.one(f"the period after {first} lies past the year {MAXYEAR}", "day")
    return date(year, month + 1, 1)


def next_period(period: Period, calendar: Calendar) -> Period:
    """The period after that one; for working days the next day that is working.

    >>> from complaintkit.deadlines import china_calendar
    >>> cn = china_calendar()
    >>> next_period(period_of("working_day", date(2026, 2, 14), cn), cn).key
    '2026-02-24'
    """
    if period.every == "working_day":
        day = calendar.add_working_days(period.last, 1)
    else:
        day = period.last + timedelta(days=1)
    found = period_of(period.every, day, calendar)
    assert found is not None
    return found


def periods_between(every: Every, after: date, until: date, calendar: Calendar) -> tuple[Period, ...]:
    """The periods that begin after ``after`` and not after ``until``, in order.

    >>> from complaintkit.deadlines import china_calendar
    >>> [p.key for p in periods_between("month", date(2026, 1, 1), date(2026, 3, 1), china_calendar())]
    ['2026-02', '2026-03']
    """
    require_date(after, "after")
    require_date(until, "until")
    if until <= after:
        return ()
    found: list[Period] = []
    day = after + timedelta(days=1)
    if every == "working_day":
        day = calendar.add_working_days(after, 1)
        if day > until:
            return ()
    period = period_of(every, day, calendar)
    assert period is not None
    if period.first <= after:
        period = next_period(period, calendar)
    while period.first <= until:
        found.append(period)
        period = next_period(period, calendar)
    return tuple(found)
