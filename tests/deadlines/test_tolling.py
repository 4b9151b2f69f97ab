"""Tolling: windows of days in which clocks stand still. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    BeforeEvent,
    BusinessHours,
    Calendar,
    Clock,
    Convention,
    Days,
    EarlierOf,
    Extension,
    FollowedBy,
    Hours,
    Immediately,
    Months,
    NthDayOfNextMonth,
    Pause,
    PauseRule,
    Term,
    Tolling,
    Weeks,
    WorkingDays,
    state,
    trace,
)
from complaintkit.errors import InvalidInput

from .helpers import OFFICE, cn, must, on

MONDAY = cn(2026, 3, 2, 10)
FLOOD = Tolling("flood", date(2026, 3, 5), date(2026, 3, 8))  # Thursday to Sunday


def clock(term: Term, start=MONDAY, **more: object) -> Clock:
    return Clock(term, start, OFFICE, tolling=(FLOOD,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Days(5), MONDAY, (3, 11)),  # the 3rd and 4th, then the 9th, 10th and 11th
        (Days(3), MONDAY, (3, 9)),  # due on the first day inside: the first after it
        (Days(2), MONDAY, (3, 4)),  # due before it begins
        (Days(5), cn(2026, 3, 6, 10), (3, 13)),  # started inside: the rest of it does not count
        (Days(5), cn(2026, 3, 8, 10), (3, 13)),  # started on its last day
        (WorkingDays(5), MONDAY, (3, 11)),  # the 5th and 6th would have counted
        (Weeks(1), MONDAY, (3, 13)),
        (Months(1), MONDAY, (4, 6)),
        (FollowedBy(Days(2), Days(2)), MONDAY, (3, 10)),
        (EarlierOf((Days(9), WorkingDays(4))), MONDAY, (3, 10)),
    ],
)
def test_each_counted_day_inside_stands_still(term: Term, start, expected: tuple[int, int]) -> None:
    """Both ends are inside; the unit is the term's own."""
    assert on(clock(term, start)) == date(2026, *expected)


def test_hours_stand_still_from_the_first_midnight_to_the_last() -> None:
    """120 hours from Monday 10:00: 62 until Thursday 0:00, 58 from Monday 0:00. Business hours: 23, then 1."""
    assert must(clock(Hours(120))).due_at == cn(2026, 3, 11, 10)
    assert must(clock(BusinessHours(24))).due_at == cn(2026, 3, 9, 10)


def test_fixed_days_stand() -> None:
    """Fixed dates, terms before an event and what is to be done at once are not tolled."""
    assert on(clock(NthDayOfNextMonth(10))) == date(2026, 4, 10)
    assert on(clock(Immediately(), cn(2026, 3, 5))) == date(2026, 3, 5)
    assert on(clock(BeforeEvent("e", Days(1)), anchors=(("e", date(2026, 3, 8)),))) == date(2026, 3, 7)


def test_an_inclusive_count_is_tolled_on_its_first_day_too() -> None:
    """Five days from the 5th on, that day included: all of 5th to 8th stands, so 9th to 13th."""
    inclusive = Convention("i", inclusive=True)
    assert on(clock(Days(5), cn(2026, 3, 5, 10), convention=inclusive)) == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((4, 10), (6, 10), 16),  # the 5th and 6th lie inside the window
        ((7, 10), (10, 10), 18),  # the 9th and 10th lie past it
        ((6, 10), (7, 10), 16),
        ((9, 10), (11, 10), 18),
        ((3, 10), (4, 10), 17),
    ],
)
def test_a_pause_and_a_window_that_overlap_count_once(
    begin: tuple[int, int], end: tuple[int, int], expected: int
) -> None:
    """Ten days end on the 12th; four tolled ones make it the 16th."""
    pause = Pause("wait", cn(2026, 3, *begin), cn(2026, 3, *end))
    assert on(clock(Days(10), pauses=(pause,))) == date(2026, 3, expected)


def test_no_cap_and_no_number_bounds_tolling() -> None:
    """A cap of one day on pauses is not used up by the window, and still bounds the pause after it."""
    pause = Pause("wait", cn(2026, 3, 9, 10), cn(2026, 3, 12, 10))
    capped = clock(Days(10), pauses=(pause,), pause_cap=Days(1), pause_rules=(PauseRule("wait", most=1),))
    assert on(capped) == date(2026, 3, 17)


def test_only_the_receipts_it_names() -> None:
    """Started from the 2nd to the 3rd; by the local date."""
    named = Tolling("x", FLOOD.first, FLOOD.last, started_from=date(2026, 3, 2), started_until=date(2026, 3, 3))
    for start, expected in (((1, 23), 6), ((2, 0), 11), ((3, 23), 12), ((4, 0), 9)):
        found = Clock(Days(5), cn(2026, 3, *start), OFFICE, tolling=(named,))
        assert on(found) == date(2026, 3, expected), start


def test_two_windows_and_an_extension() -> None:
    """5th to 8th and 7th to 10th: six days. An extension granted before them is taken first."""
    second = Tolling("storm", date(2026, 3, 7), date(2026, 3, 10))
    assert on(Clock(Days(5), MONDAY, OFFICE, tolling=(second, FLOOD))) == date(2026, 3, 13)
    more = Extension("add", cn(2026, 3, 3), term=Days(2))
    assert on(clock(Days(2), extensions=(more,))) == date(2026, 3, 10)


def test_a_window_that_begins_in_the_roll_s_gap_adds_to_the_rolled_day() -> None:
    """Five days end on Saturday the 7th, so on Monday; Sunday tolled: Tuesday. Begun on the 7th it adds to the 7th."""
    sunday = Tolling("x", date(2026, 3, 8), date(2026, 3, 8))
    weekend = Tolling("x", date(2026, 3, 7), date(2026, 3, 8))
    for window, expected in ((sunday, 10), (weekend, 9)):
        found = Clock(Days(5), MONDAY, OFFICE, convention=CHINA_CIVIL_CODE, tolling=(window,))
        assert on(found) == date(2026, 3, expected)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ((2023, 11, 15), (2024, 1, 10)),  # eight weeks end the day before the window
        ((2023, 11, 16), (2026, 6, 1)),  # on its first day: 55 days counted, the 56th is the day after it
        ((2023, 12, 1), (2026, 6, 16)),  # 40 days until 10 January, 16 left
        ((2024, 3, 15), (2026, 7, 26)),  # received inside: 56 days after 31 May
        ((2026, 5, 31), (2026, 7, 26)),
        ((2026, 6, 1), (2026, 7, 27)),
    ],
)
def test_motor_finance_complaints(received: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """FCA DISP App 5: from 11 January 2024 to 31 May 2026 the eight weeks do not run."""
    from datetime import datetime

    london = Calendar("uk", zone="Europe/London")
    window = Tolling("motor_finance", date(2024, 1, 11), date(2026, 5, 31))
    start = datetime(*received, 12, tzinfo=ZoneInfo("Europe/London"))
    assert on(Clock(Weeks(8), start, london, tolling=(window,))) == date(*expected)


def test_the_window_is_explained_and_in_the_state() -> None:
    """The steps name it; on the 10th the clock has run 62 hours until the 5th and 34 since the 9th."""
    found = [(s.day.day, s.until.day if s.until else None, s.what, s.why) for s in trace(clock(Days(5))).steps]
    assert found == [
        (2, None, "start", ""),
        (3, 4, "counted", ""),
        (5, 8, "paused", "flood"),
        (9, 11, "counted", ""),
        (11, None, "due", "term"),
    ]
    stands = state(clock(Days(5)), cn(2026, 3, 10, 10))
    assert (stands.paused.total_seconds() / 3600, stands.elapsed.total_seconds() / 3600) == (96, 96)
    hours = [(s.day.day, s.until.day if s.until else None, s.what) for s in trace(clock(Hours(120))).steps]
    assert hours == [(2, None, "start"), (2, 4, "counted"), (5, 8, "paused"), (9, 11, "counted"), (11, None, "due")]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ((date(2026, 3, 8), date(2026, 3, 5)), "last"),
        ((cn(2026, 3, 5), date(2026, 3, 8)), "first"),
        (("2026-03-05", date(2026, 3, 8)), "first"),
    ],
)
def test_a_window_is_two_dates_in_order(given: tuple[object, object], path: str) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInput) as caught:
        Tolling("x", *given)  # type: ignore[arg-type]
    assert caught.value.faults[0].path == path
