"""Periods of standing duties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintkit.deadlines import Every, Period, china_calendar, next_period, period_of, periods_between
from complaintkit.errors import InvalidInput

from .helpers import utc

CN = china_calendar()


@pytest.mark.parametrize(
    ("every", "day", "key", "first", "last"),
    [
        ("day", (2026, 3, 7), "2026-03-07", (2026, 3, 7), (2026, 3, 7)),
        ("working_day", (2026, 2, 14), "2026-02-14", (2026, 2, 14), (2026, 2, 14)),
        ("week", (2026, 3, 8), "2026-W10", (2026, 3, 2), (2026, 3, 8)),
        ("week", (2027, 1, 3), "2026-W53", (2026, 12, 28), (2027, 1, 3)),
        ("week", (2025, 12, 29), "2026-W01", (2025, 12, 29), (2026, 1, 4)),
        ("month", (2028, 2, 10), "2028-02", (2028, 2, 1), (2028, 2, 29)),
        ("month", (2026, 12, 31), "2026-12", (2026, 12, 1), (2026, 12, 31)),
        ("quarter", (2026, 5, 31), "2026-Q2", (2026, 4, 1), (2026, 6, 30)),
        ("quarter", (2026, 10, 1), "2026-Q4", (2026, 10, 1), (2026, 12, 31)),
        ("half_year", (2026, 6, 30), "2026-H1", (2026, 1, 1), (2026, 6, 30)),
        ("half_year", (2026, 7, 1), "2026-H2", (2026, 7, 1), (2026, 12, 31)),
        ("year", (2026, 3, 5), "2026", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_the_period_that_holds_a_day(
    every: Every, day: tuple[int, int, int], key: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """Key, first and last day, both included."""
    assert period_of(every, date(*day), CN) == Period(every, key, date(*first), date(*last))


def test_a_day_off_has_no_working_day_period() -> None:
    """A holiday, and a Sunday."""
    assert period_of("working_day", date(2026, 2, 16), CN) is None
    assert period_of("working_day", date(2026, 3, 8), CN) is None


@pytest.mark.parametrize(
    ("every", "day", "key"),
    [
        ("day", (2026, 12, 31), "2027-01-01"),
        ("working_day", (2026, 2, 14), "2026-02-24"),
        ("week", (2026, 12, 31), "2027-W01"),
        ("month", (2026, 12, 5), "2027-01"),
        ("quarter", (2026, 12, 5), "2027-Q1"),
        ("half_year", (2026, 12, 5), "2027-H1"),
        ("year", (2026, 12, 5), "2027"),
    ],
)
def test_the_next_period(every: Every, day: tuple[int, int, int], key: str) -> None:
    """It begins the day after the last one; for working days on the next that is working."""
    period = period_of(every, date(*day), CN)
    assert period is not None
    following = next_period(period, CN)
    assert following.key == key
    assert following.first == period.last + timedelta(days=1) or every == "working_day"


@pytest.mark.parametrize(
    ("every", "after", "until", "keys"),
    [
        ("day", (2026, 3, 5), (2026, 3, 7), ["2026-03-06", "2026-03-07"]),
        ("working_day", (2026, 2, 13), (2026, 2, 25), ["2026-02-14", "2026-02-24", "2026-02-25"]),
        ("working_day", (2026, 2, 14), (2026, 2, 23), []),
        ("week", (2026, 3, 1), (2026, 3, 9), ["2026-W10", "2026-W11"]),
        ("week", (2026, 3, 2), (2026, 3, 8), []),
        ("month", (2025, 12, 31), (2026, 3, 31), ["2026-01", "2026-02", "2026-03"]),
        ("quarter", (2026, 1, 1), (2026, 6, 30), ["2026-Q2"]),
        ("year", (2024, 12, 31), (2026, 1, 1), ["2025", "2026"]),
        ("month", (2026, 3, 5), (2026, 3, 5), []),
        ("month", (2026, 3, 5), (2026, 1, 1), []),
    ],
)
def test_the_periods_that_begin_between(
    every: Every, after: tuple[int, int, int], until: tuple[int, int, int], keys: list[str]
) -> None:
    """After the first date, up to and with the second."""
    assert [p.key for p in periods_between(every, date(*after), date(*until), CN)] == keys


def test_what_is_no_day_and_no_period_is_refused() -> None:
    """A datetime, an unknown name, and a year past the last."""
    for ask in (
        lambda: period_of("fortnight", date(2026, 3, 5), CN),  # type: ignore[arg-type]
        lambda: period_of("day", utc(2026, 3, 5), CN),
        lambda: periods_between("day", utc(2026, 3, 5), date(2026, 3, 6), CN),
        lambda: periods_between("day", date(2026, 3, 5), "2026-03-06", CN),  # type: ignore[arg-type]
        lambda: period_of("year", date(9999, 3, 5), CN),
    ):
        with pytest.raises(InvalidInput):
            ask()
