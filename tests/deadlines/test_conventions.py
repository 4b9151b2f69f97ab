"""The named conventions that are law: EU Regulation 1182/71 and US federal rule 6. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaintkit.deadlines import (
    EU_1182_71,
    US_RULE_6,
    Calendar,
    Clock,
    Days,
    Extension,
    Hours,
    Months,
    NthDayOf,
    Term,
    Weeks,
    WorkingDays,
)

from .helpers import berlin, must, on

BERLIN = Calendar(
    "berlin", zone="Europe/Berlin", holidays={date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25)}
)
NEW_YORK = Calendar("ny", zone="America/New_York", holidays={date(2026, 5, 25), date(2026, 7, 3), date(2026, 11, 26)})


def ny(*args: int):
    from datetime import datetime

    return datetime(*args, tzinfo=ZoneInfo("America/New_York"))  # type: ignore[misc, arg-type]


def eu(term: Term, *start: int) -> date:
    return on(Clock(term, berlin(*start), BERLIN, convention=EU_1182_71))


def us(term: Term, *start: int) -> date:
    return on(Clock(term, ny(*start), NEW_YORK, convention=US_RULE_6))


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Days(15), (2026, 3, 2, 10), (2026, 3, 17)),
        (Days(10), (2026, 3, 4, 10), (2026, 3, 16)),  # the 14th is a Saturday
        (Days(2), (2026, 3, 6, 10), (2026, 3, 10)),  # Sunday, so Monday; only one working day inside, so Tuesday
        (
            Days(2),
            (2026, 4, 2, 10),
            (2026, 4, 8),
        ),  # Maundy Thursday: the 7th and 8th are working
        (Days(1), (2026, 3, 6, 10), (2026, 3, 9)),  # a single day needs no two
        (WorkingDays(1), (2026, 3, 6, 10), (2026, 3, 9)),
        (WorkingDays(2), (2026, 3, 6, 10), (2026, 3, 10)),
        (Weeks(1), (2026, 4, 24, 10), (2026, 5, 4)),  # Labour Day, then a weekend
        (Months(1), (2026, 1, 31, 10), (2026, 3, 2)),  # 28 February is a Saturday
        (Months(1), (2026, 1, 30, 10), (2026, 3, 2)),
        (Months(2), (2026, 3, 25, 10), (2026, 5, 25)),
        (NthDayOf(15, "quarter", month=2), (2026, 4, 1), (2026, 8, 17)),  # the 15th is a Saturday
    ],
)
def test_eu_1182_71(term: Term, start: tuple[int, ...], expected: tuple[int, int, int]) -> None:
    """The event's day does not count, a last day off rolls on, and two days or more hold two working days."""
    assert eu(term, *start) == date(*expected)


def test_eu_1182_71_hours_begin_with_the_next_hour_and_do_not_roll() -> None:
    """24 hours from Friday 10:20 begin at 11:00 and end on Saturday at 11:00; over the clock change they are real."""

    def ends(*start: int):
        return must(Clock(Hours(24), berlin(*start), BERLIN, convention=EU_1182_71)).due_at

    assert ends(2026, 3, 6, 10, 20) == berlin(2026, 3, 7, 11)
    assert ends(2026, 3, 28, 10, 20) == berlin(2026, 3, 29, 12)


def test_the_next_hour_is_one_of_the_local_clock() -> None:
    """In Kolkata, five and a half hours ahead of UTC, 10:20 is followed by 11:00."""
    kolkata = Calendar("in", zone="Asia/Kolkata")
    from datetime import datetime

    zone = ZoneInfo("Asia/Kolkata")
    found = Clock(Hours(1), datetime(2026, 3, 6, 10, 20, tzinfo=zone), kolkata, convention=EU_1182_71)
    assert must(found).due_at == datetime(2026, 3, 6, 12, tzinfo=zone)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Days(14), (2026, 3, 2, 10), (2026, 3, 16)),
        (Days(10), (2026, 3, 5, 10), (2026, 3, 16)),  # Sunday the 15th
        (Days(30), (2026, 4, 25, 10), (2026, 5, 26)),  # Memorial Day
        (Days(3), (2026, 6, 30, 10), (2026, 7, 6)),  # Friday 3 July observed, then a weekend
        (Days(7), (2026, 3, 6, 10), (2026, 3, 13)),  # weekends inside are counted
    ],
)
def test_us_rule_6_days(term: Term, start: tuple[int, ...], expected: tuple[int, int, int]) -> None:
    """Every day counts; only the last one rolls, over weekends and legal holidays."""
    assert us(term, *start) == date(*expected)


def test_us_rule_6_hours_run_on_to_the_same_time() -> None:
    """72 hours from Wednesday 10:00 end on Saturday: Monday 10:00, though the clock changed on Sunday."""
    saturday = Clock(Hours(72), ny(2026, 3, 4, 10), NEW_YORK, convention=US_RULE_6)
    assert must(saturday).due_at == ny(2026, 3, 9, 10)
    friday = Clock(Hours(48), ny(2026, 3, 4, 10), NEW_YORK, convention=US_RULE_6)
    assert must(friday).due_at == ny(2026, 3, 6, 10)
    over = Clock(Hours(72), ny(2026, 3, 6, 10), NEW_YORK, convention=US_RULE_6)  # an hour of them is lost at night
    assert must(over).due_at == ny(2026, 3, 9, 11)


def test_us_rule_6_extends_from_the_rolled_day() -> None:
    """Ten days end on Sunday the 15th, so on Monday the 16th; three more are Thursday the 19th."""
    more = Extension("add", ny(2026, 3, 10), term=Days(3))
    assert on(Clock(Days(10), ny(2026, 3, 5, 10), NEW_YORK, convention=US_RULE_6, extensions=(more,))) == date(
        2026, 3, 19
    )
    unrolled = Clock(Days(10), berlin(2026, 3, 5, 10), BERLIN, convention=EU_1182_71, extensions=(more,))
    assert on(unrolled) == date(2026, 3, 18)


def test_the_last_day_ends_at_its_midnight() -> None:
    """In both; where the clerk's office closes instead, the term says so."""
    day = timedelta(microseconds=1)
    assert must(Clock(Days(15), berlin(2026, 3, 2), BERLIN, convention=EU_1182_71)).due_at == berlin(2026, 3, 18) - day
    closing = Clock(Days(14, ends="close"), ny(2026, 3, 2), NEW_YORK, convention=US_RULE_6)
    assert must(closing).due_at == ny(2026, 3, 16, 17)
