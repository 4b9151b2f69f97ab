"""Mainland China's official working days, 2019 to 2026, and calendars made of nothing but a zone.

The days are those of the yearly State Council notices on holiday arrangements (for 2026: of November 2025): weekdays
off, statutory or in lieu, and weekend days made working to compensate. All other days follow the weekday. Amended
arrangements are included: Labour Day 2019, and the longer Spring Festival of 2020.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from complaintkit.deadlines.calendar import OFFICE_HOURS, Calendar, Window

__all__ = ["always_calendar", "china_calendar"]

KNOWN_FROM = date(2019, 1, 1)
KNOWN_UNTIL = date(2026, 12, 31)
VERSION = "2019-2026"

# year: (weekdays off, weekend days made working), each as month and day; a hyphen: through that day
_DAYS = {
    2019: (
        "0101 0204-0208 0405 0501-0503 0607 0913 1001-1004 1007",
        "0202-0203 0428 0505 0929 1012",
    ),
    2020: (
        "0101 0124 0127-0131 0406 0501 0504-0505 0625-0626 1001-1002 1005-1008",
        "0119 0426 0509 0628 0927 1010",
    ),
    2021: (
        "0101 0211-0212 0215-0217 0405 0503-0505 0614 0920-0921 1001 1004-1007",
        "0207 0220 0425 0508 0918 0926 1009",
    ),
    2022: (
        "0103 0131-0204 0404-0405 0502-0504 0603 0912 1003-1007",
        "0129-0130 0402 0424 0507 1008-1009",
    ),
    2023: (
        "0102 0123-0127 0405 0501-0503 0622-0623 0929 1002-1006",
        "0128-0129 0423 0506 0625 1007-1008",
    ),
    2024: (
        "0101 0212-0216 0404-0405 0501-0503 0610 0916-0917 1001-1004 1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101 0128-0131 0203-0204 0404 0501-0502 0505 0602 1001-1003 1006-1008",
        "0126 0208 0427 0928 1011",
    ),
    2026: (
        "0101-0102 0216-0220 0223 0406 0501 0504-0505 0619 0925 1001-1002 1005-1007",
        "0104 0214 0228 0509 0920 1010",
    ),
}


def _expand(year: int, text: str) -> list[date]:
    days = []
    for item in text.split():
        first, _, last = item.partition("-")
        low = date(year, int(first[:2]), int(first[2:])).toordinal()
        high = date(year, int(last[:2]), int(last[2:])).toordinal() if last else low
        days += [date.fromordinal(ordinal) for ordinal in range(low, high + 1)]
    return days


@lru_cache(maxsize=8)
def _china(hours: tuple[Window, ...], id: str) -> Calendar:
    off: list[date] = []
    working: list[tuple[date, int]] = []
    for year, (holidays, makeup) in _DAYS.items():
        off += _expand(year, holidays)
        working += [(day, 0) for day in _expand(year, makeup)]
    return Calendar(
        id,
        zone="Asia/Shanghai",
        version=VERSION,
        week=(hours,) * 5 + ((), ()),
        holidays=frozenset(off),
        working_days=tuple(working),
        known_from=KNOWN_FROM,
        known_until=KNOWN_UNTIL,
    )


def china_calendar(*, hours: tuple[Window, ...] | None = None, id: str = "cn") -> Calendar:
    """Mainland China's official working days; make-up days keep the same hours.

    ``hours``: the windows of every working day, default 09:00 to 17:00. Zone Asia/Shanghai, known from 2019-01-01
    until 2026-12-31. Source: the State Council's notices on holiday arrangements.

    >>> cn = china_calendar()
    >>> cn.add_working_days(date(2026, 2, 13), 2)  # a make-up Saturday, then the Spring Festival
    datetime.date(2026, 2, 24)
    """
    return _china(OFFICE_HOURS if hours is None else tuple(hours), id)


@lru_cache(maxsize=64)
def always_calendar(zone: str) -> Calendar:
    """Every day working from 00:00 to 24:00, for policies that name no calendar.

    >>> always_calendar("UTC").is_working(date(2026, 1, 1))
    True
    """
    return Calendar(f"always-{zone}", zone=zone, week=((Window("00:00", "24:00"),),) * 7)
