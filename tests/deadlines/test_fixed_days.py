"""Fixed days: the n-th or last (working) day of a week, month, quarter, half-year or year; closing dates of cycles."""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    Clock,
    Cycles,
    Days,
    EarlierOf,
    Immediately,
    LaterOf,
    NthDayOf,
    NthDayOfNextMonth,
    Pause,
    Term,
    WorkingDays,
    china_calendar,
    due,
)
from complaintkit.errors import HorizonError, InvalidInput

from .helpers import OFFICE, cn, must, on

WEDNESDAY = cn(2026, 3, 4, 10)
NEW_YEAR_S_EVE = cn(2025, 12, 31, 10)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (NthDayOf(1, "week"), WEDNESDAY, (2026, 3, 9)),
        (NthDayOf(5, "week", which="this"), WEDNESDAY, (2026, 3, 6)),
        (NthDayOf(1, "week", which="this"), WEDNESDAY, (2026, 3, 2)),  # gone already: late from the start
        (NthDayOf(7, "week", working=True), WEDNESDAY, (2026, 3, 13)),  # the last working day of the week: Friday
        (NthDayOf(1, "week"), cn(2026, 3, 8, 23), (2026, 3, 9)),  # a Sunday still belongs to the week that began on 2nd
        (NthDayOf(10, "month"), WEDNESDAY, (2026, 4, 10)),
        (NthDayOf(10, "month", which="this"), cn(2026, 3, 1), (2026, 3, 10)),
        (NthDayOf(31, "month"), cn(2026, 1, 31), (2026, 2, 28)),
        (NthDayOf(15, "quarter"), WEDNESDAY, (2026, 4, 15)),
        (NthDayOf(31, "quarter", month=3), WEDNESDAY, (2026, 6, 30)),
        (NthDayOf(1, "quarter", month=2), cn(2026, 11, 15), (2027, 2, 1)),
        (NthDayOf(31, "half_year", month=2), WEDNESDAY, (2026, 8, 31)),
        (NthDayOf(31, "half_year", month=2), NEW_YEAR_S_EVE, (2026, 2, 28)),
        (NthDayOf(31, "half_year", month=2), cn(2027, 12, 31), (2028, 2, 29)),
        (NthDayOf(1, "year", month=3), WEDNESDAY, (2027, 3, 1)),
        (NthDayOf(31, "year", month=12, which="this", working=True), WEDNESDAY, (2026, 12, 31)),  # a Thursday
        (NthDayOf(31, "year", month=2, working=True), WEDNESDAY, (2027, 2, 26)),  # the 28th of 2027 is a Sunday
    ],
)
def test_the_nth_day(term: Term, start, expected: tuple[int, int, int]) -> None:
    """By hand on a calendar without holidays; 2 March 2026 is a Monday."""
    assert on(Clock(term, start, OFFICE)) == date(*expected)


def test_the_nth_working_day_skips_holidays_and_takes_make_up_days() -> None:
    """2026: the National Day holiday ends on 7 October; Saturday 28 February is made working."""
    assert on(Clock(NthDayOf(1, "quarter", working=True), cn(2026, 8, 3), china_calendar())) == date(2026, 10, 8)
    last_of_february = NthDayOf(31, "half_year", month=2, working=True)
    assert on(Clock(last_of_february, NEW_YEAR_S_EVE, china_calendar())) == date(2026, 2, 28)
    assert on(Clock(last_of_february, NEW_YEAR_S_EVE, OFFICE)) == date(2026, 2, 27)


def test_a_fixed_day_rolls_and_ends_as_it_says() -> None:
    """15 August 2026 is a Saturday; rolled following it is Monday the 17th, ended at the close 17:00."""
    rolled = Clock(NthDayOf(15, "quarter", month=2, roll="following", ends="close"), cn(2026, 4, 1), OFFICE)
    assert must(rolled).due_at == cn(2026, 8, 17, 17)
    assert on(Clock(NthDayOf(15, "quarter", month=2), cn(2026, 4, 1), OFFICE)) == date(2026, 8, 15)
    by_convention = Clock(NthDayOf(15, "quarter", month=2), cn(2026, 4, 1), OFFICE, convention=CHINA_CIVIL_CODE)
    assert on(by_convention) == date(2026, 8, 17)


@pytest.mark.parametrize(
    "term", [NthDayOf(15, "quarter"), NthDayOf(2, "week"), Cycles(1, "statement"), NthDayOfNextMonth(3)]
)
def test_no_pause_moves_a_fixed_day(term: Term) -> None:
    """An ended pause and an open one alike."""
    anchors = (("statement", (date(2026, 3, 20), date(2026, 4, 20))),)
    plain = must(Clock(term, WEDNESDAY, OFFICE, anchors=anchors))
    for ended in (cn(2026, 3, 6), None):
        paused = Clock(term, WEDNESDAY, OFFICE, anchors=anchors, pauses=(Pause("wait", cn(2026, 3, 5), ended),))
        assert must(paused) == plain


def test_start_of_period_duties() -> None:
    """Daily, weekly on Monday, monthly by the 10th, quarterly and yearly, each from the first day of its period."""
    monday, first = cn(2026, 6, 1), cn(2026, 7, 1)
    assert on(Clock(Immediately(), monday, OFFICE)) == date(2026, 6, 1)
    assert on(Clock(NthDayOf(1, "week", which="this"), monday, OFFICE)) == date(2026, 6, 1)
    assert on(Clock(NthDayOf(10, "month", which="this"), first, OFFICE)) == date(2026, 7, 10)
    assert on(Clock(NthDayOf(31, "quarter", which="this", month=3), first, OFFICE)) == date(2026, 9, 30)
    assert on(Clock(NthDayOf(31, "year", which="this", month=1), cn(2027, 1, 1), OFFICE)) == date(2027, 1, 31)


CLOSINGS = tuple(date(2026, month, 20) for month in range(1, 7))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (cn(2026, 3, 4), (2026, 5, 20)),  # the rest until 20 March, then the cycles that end on 20 April and 20 May
        (cn(2026, 3, 20, 23), (2026, 5, 20)),  # on the closing day itself its cycle still runs
        (cn(2026, 3, 21), (2026, 6, 20)),  # the day after, another one has begun
    ],
)
def test_two_complete_cycles_are_not_twice_the_length_of_one(start, expected: tuple[int, int, int]) -> None:
    """Regulation Z: the rest of the current cycle does not count as one."""
    assert on(Clock(Cycles(2, "statement"), start, OFFICE, anchors=(("statement", CLOSINGS),))) == date(*expected)


def test_cycles_whose_closing_dates_are_not_known_have_not_started() -> None:
    """Alone there is no due; the earlier of them and 90 days is the 90 days; the later of them has none."""
    start = cn(2026, 4, 21)  # its second whole cycle ends on 20 July, which is not among the closing dates
    anchors = (("statement", CLOSINGS),)
    cycles = Cycles(2, "statement")
    assert due(Clock(cycles, start, OFFICE, anchors=anchors)) is None
    assert due(Clock(cycles, start, OFFICE)) is None
    either = must(Clock(EarlierOf((cycles, Days(90))), start, OFFICE, anchors=anchors))
    assert (either.due_on, either.governed_by) == (date(2026, 7, 20), "1")
    assert due(Clock(LaterOf((cycles, Days(90))), start, OFFICE, anchors=anchors)) is None
    assert due(Clock(LaterOf((cycles, WorkingDays(9))), start, OFFICE)) is None


@pytest.mark.parametrize(
    "given",
    [date(2026, 3, 20), (cn(2026, 3, 20),), [date(2026, 3, 20)], (date(2026, 3, 20), date(2026, 3, 20)), "2026-03-20"],
)
def test_closing_dates_are_dates_in_order(given: object) -> None:
    """A single date, instants, a list, and one given twice are refused, with the path."""
    with pytest.raises(InvalidInput) as caught:
        due(Clock(Cycles(2, "statement"), WEDNESDAY, OFFICE, anchors=(("statement", given),)))  # type: ignore[arg-type]
    assert [fault.path for fault in caught.value.faults] == ["anchors.statement"]


def test_a_fixed_day_past_the_table_is_a_horizon_error() -> None:
    """The calendar ends with the year 2100; the next year's first quarter lies past it."""
    with pytest.raises(HorizonError):
        due(Clock(NthDayOf(15, "quarter"), cn(2100, 12, 1), OFFICE))
