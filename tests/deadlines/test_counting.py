"""Terms counted without events: the last moment in time, month ends, weekends, holidays, clock changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    ELAPSED,
    PLAIN,
    BusinessHours,
    BusinessMinutes,
    Calendar,
    Clock,
    Convention,
    Days,
    EarlierOf,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOfNextMonth,
    Term,
    Weeks,
    Window,
    WorkingDays,
    Years,
    always_calendar,
    china_calendar,
    due,
    state,
)
from complaintkit.errors import HorizonError, InvalidInput, UnknownDays

from .helpers import OFFICE, berlin, cn, must, on, utc

CN = china_calendar()
INCLUSIVE = Convention("inclusive", inclusive=True)
THURSDAY = cn(2026, 3, 5, 10)


def days(term: Term, start: datetime, convention: Convention = PLAIN, calendar: Calendar = OFFICE) -> date:
    return on(Clock(term, start, calendar, convention=convention))


# -- days ---------------------------------------------------------------------------------------------------------


def test_the_last_moment_in_time_and_one_later() -> None:
    """3 days from Thursday end with Sunday's last microsecond; the next one is late."""
    clock = Clock(Days(3), THURSDAY, OFFICE)
    found = must(clock)
    assert found.due_on == date(2026, 3, 8)
    assert found.due_at == cn(2026, 3, 8, 23, 59, 59, 999_999)
    assert (found.provisional, found.governed_by) == (False, "term")
    assert state(clock, found.due_at).status == "running"
    assert state(clock, found.due_at + timedelta(microseconds=1)).status == "overdue"


def test_trap_4_a_utc_stamp_is_taken_on_its_local_date() -> None:
    """16:30 UTC on the 5th is the 6th in Shanghai: one day ends with the 7th."""
    assert days(Days(1), utc(2026, 3, 5, 16, 30)) == date(2026, 3, 7)
    assert days(Days(1), utc(2026, 3, 5, 15, 59, 59, 999_999)) == date(2026, 3, 6)


def test_trap_10_a_weekend_stands_or_rolls_as_the_convention_says() -> None:
    """Sunday the 8th: plain stands, the Civil Code goes to Monday; a term of its own roll overrides both."""
    assert days(Days(3), THURSDAY) == date(2026, 3, 8)
    assert days(Days(3), THURSDAY, CHINA_CIVIL_CODE) == date(2026, 3, 9)
    assert days(Days(3, roll="following"), THURSDAY) == date(2026, 3, 9)
    assert days(Days(3, roll="none"), THURSDAY, CHINA_CIVIL_CODE) == date(2026, 3, 8)
    assert days(Days(3, roll="preceding"), THURSDAY) == date(2026, 3, 6)
    assert days(Days(3, roll="modified"), THURSDAY) == date(2026, 3, 9)
    assert days(Days(3, roll="modified"), cn(2026, 1, 28)) == date(2026, 1, 30)  # Saturday 31 January


@pytest.mark.parametrize(
    ("received", "term", "plain", "civil"),
    [
        ((2026, 2, 1), 15, (2026, 2, 16), (2026, 2, 24)),  # the Spring Festival is 15 to 23 February
        ((2026, 2, 1), 20, (2026, 2, 21), (2026, 2, 24)),
        ((2026, 1, 30), 15, (2026, 2, 14), (2026, 2, 14)),  # a make-up Saturday is working
        ((2026, 1, 31), 15, (2026, 2, 15), (2026, 2, 24)),
        ((2026, 2, 8), 20, (2026, 2, 28), (2026, 2, 28)),  # the make-up Saturday after it
        ((2026, 2, 8), 21, (2026, 3, 1), (2026, 3, 2)),
        ((2026, 4, 28), 3, (2026, 5, 1), (2026, 5, 6)),
        ((2026, 5, 6), 3, (2026, 5, 9), (2026, 5, 9)),  # make-up Saturday
        ((2026, 5, 6), 4, (2026, 5, 10), (2026, 5, 11)),
        ((2026, 9, 27), 3, (2026, 9, 30), (2026, 9, 30)),
        ((2026, 9, 28), 3, (2026, 10, 1), (2026, 10, 8)),
    ],
)
def test_days_across_china_holidays(
    received: tuple[int, int, int], term: int, plain: tuple[int, int, int], civil: tuple[int, int, int]
) -> None:
    """Civil Code art. 203: the last day rolls over rest days to the next working one, make-up days being working."""
    start = cn(*received, 9)
    assert days(Days(term), start, PLAIN, CN) == date(*plain)
    assert days(Days(term), start, CHINA_CIVIL_CODE, CN) == date(*civil)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ((2026, 2, 13), 1, (2026, 2, 14)),
        ((2026, 2, 13), 2, (2026, 2, 24)),
        ((2026, 2, 14), 5, (2026, 2, 28)),
        ((2026, 2, 18), 1, (2026, 2, 24)),  # received in the holiday
        ((2026, 2, 27), 2, (2026, 3, 2)),
        ((2026, 3, 6), 3, (2026, 3, 11)),
        ((2026, 3, 7), 1, (2026, 3, 9)),
    ],
)
def test_working_days_across_the_spring_festival(
    start: tuple[int, int, int], count: int, expected: tuple[int, int, int]
) -> None:
    """The k-th working day strictly after the local start date; rolling has nothing to do."""
    for convention in (PLAIN, CHINA_CIVIL_CODE):
        assert days(WorkingDays(count), cn(*start, 20), convention, CN) == date(*expected)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Months(1), (2026, 1, 31), (2026, 2, 28)),  # trap 5
        (Months(1), (2028, 1, 31), (2028, 2, 29)),
        (Months(2), (2026, 1, 31), (2026, 3, 31)),  # in one step, not by way of February
        (Months(1), (2026, 2, 28), (2026, 3, 28)),
        (Months(12), (2026, 3, 5), (2027, 3, 5)),
        (Months(11), (2026, 1, 31), (2026, 12, 31)),
        (Years(1), (2028, 2, 29), (2029, 2, 28)),
        (Years(4), (2028, 2, 29), (2032, 2, 29)),
        (Weeks(8), (2026, 3, 5), (2026, 4, 30)),
        (Days(30), (2026, 2, 1), (2026, 3, 3)),  # trap 7: a month is not 30 days
    ],
)
def test_weeks_months_and_years(term: Term, start: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """The corresponding day, clamped to the month's end."""
    assert days(term, cn(*start, 12)) == date(*expected)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Days(3), (2026, 3, 5), (2026, 3, 7)),
        (Days(1), (2026, 3, 5), (2026, 3, 5)),
        (Weeks(1), (2026, 3, 5), (2026, 3, 11)),
        (WorkingDays(1), (2026, 3, 7), (2026, 3, 9)),  # Saturday: the first on or after it
        (WorkingDays(1), (2026, 3, 9), (2026, 3, 9)),
        (WorkingDays(2), (2026, 3, 6), (2026, 3, 9)),
        (Months(1), (2026, 3, 1), (2026, 3, 31)),
        (Months(6), (2026, 8, 31), (2027, 2, 28)),
        (Months(6), (2026, 8, 28), (2027, 2, 27)),
        (Months(1), (2026, 3, 5), (2026, 4, 4)),
        (Years(1), (2028, 2, 29), (2029, 2, 28)),
        (Years(1), (2026, 3, 5), (2027, 3, 4)),
    ],
)
def test_trap_8_inclusive_counts_the_start_day(
    term: Term, start: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    """One day less; months end on the day before the corresponding one, or the month's last."""
    assert days(term, cn(*start, 12), INCLUSIVE) == date(*expected)
    assert days(term, cn(*start, 12), attrs.evolve(INCLUSIVE, start="next_opening", ends="close")) is not None


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (NthDayOfNextMonth(10), (2026, 3, 5), (2026, 4, 10)),
        (NthDayOfNextMonth(10), (2026, 12, 31), (2027, 1, 10)),
        (NthDayOfNextMonth(31), (2026, 1, 31), (2026, 2, 28)),
        (NthDayOfNextMonth(31), (2028, 1, 1), (2028, 2, 29)),
        (NthDayOfNextMonth(3, working=True), (2026, 2, 10), (2026, 3, 4)),
        (NthDayOfNextMonth(31, working=True), (2026, 4, 1), (2026, 5, 29)),
        (NthDayOfNextMonth(1, working=True), (2026, 1, 5), (2026, 2, 2)),
    ],
)
def test_the_nth_day_of_the_next_month(term: Term, start: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """Whatever the day of the start (trap 23); past the month's end, its last (working) day."""
    assert days(term, cn(*start, 12)) == date(*expected)


def test_the_10th_rolls_where_the_convention_rolls() -> None:
    """10 October 2026 is a make-up Saturday and stands; 10 May a Sunday."""
    tenth = NthDayOfNextMonth(10)
    assert days(tenth, cn(2026, 9, 1), CHINA_CIVIL_CODE, CN) == date(2026, 10, 10)
    assert days(tenth, cn(2026, 4, 1), CHINA_CIVIL_CODE, CN) == date(2026, 5, 11)
    assert days(tenth, cn(2026, 4, 1), PLAIN, CN) == date(2026, 5, 10)


def test_a_month_without_a_working_day_gives_the_next_one() -> None:
    """A works holiday over all of April: the first working day of May."""
    april = [date(2026, 4, 1) + timedelta(days=i) for i in range(30)]
    calendar = Calendar("x", holidays=april)
    assert days(NthDayOfNextMonth(3, working=True), cn(2026, 3, 5), PLAIN, calendar) == date(2026, 5, 1)


def test_immediately_is_judged_at_the_end_of_the_day_or_never() -> None:
    """At 23:59 there is a minute left; with judged_after=None there is no due at all."""
    clock = Clock(Immediately(), cn(2026, 3, 7, 23, 59), OFFICE, convention=CHINA_CIVIL_CODE)
    assert must(clock).due_at == cn(2026, 3, 7, 23, 59, 59, 999_999)  # a Saturday: it does not roll
    assert due(Clock(Immediately(None), THURSDAY, OFFICE)) is None
    assert due(Clock(Immediately(None), THURSDAY, OFFICE, convention=ELAPSED)) is None
    moved = Clock(Immediately(), cn(2026, 3, 7, 9), OFFICE, convention=Convention("c", start="next_working_day"))
    assert on(moved) == date(2026, 3, 9)


# -- where the last day ends --------------------------------------------------------------------------------------


def test_close_of_business() -> None:
    """The end of the last window that begins that day; a day without windows ends at midnight."""
    assert must(Clock(WorkingDays(1, ends="close"), THURSDAY, OFFICE)).due_at == cn(2026, 3, 6, 17)
    assert must(Clock(Days(2, ends="close"), THURSDAY, OFFICE)).due_at == cn(2026, 3, 7, 23, 59, 59, 999_999)
    night = Calendar("night", week=((Window("08:00", "12:00"), Window("20:00", "26:00")),) * 7)
    found = must(Clock(Days(1, ends="close"), THURSDAY, night))
    assert (found.due_at, found.due_on) == (cn(2026, 3, 7, 2), date(2026, 3, 6))


def test_the_same_wall_time() -> None:
    """1 day from 10:00 is 10:00, with the microseconds (trap 12), also over the nights of the clock change."""
    assert must(Clock(Days(1), cn(2026, 3, 5, 10, 0, 7, 3), OFFICE, convention=ELAPSED)).due_at == cn(
        2026, 3, 6, 10, 0, 7, 3
    )
    zone = always_calendar("Europe/Berlin")
    found = must(Clock(Days(1, ends="wall"), berlin(2026, 3, 28, 12), zone))
    assert (found.due_at, found.due_on) == (utc(2026, 3, 29, 10), date(2026, 3, 29))  # 23 hours later
    assert must(Clock(Days(1, ends="wall"), berlin(2026, 10, 24, 12), zone)).due_at == utc(2026, 10, 25, 11)
    assert must(Clock(Days(1, ends="wall"), berlin(2026, 3, 29, 12), zone)).due_at == utc(2026, 3, 30, 10)
    assert must(Clock(Days(1, ends="wall"), berlin(2026, 3, 28, 2, 30), zone)).due_at == utc(2026, 3, 29, 1, 30)
    assert must(Clock(Days(1, ends="wall"), berlin(2026, 10, 24, 2, 30), zone)).due_at == utc(2026, 10, 25, 0, 30)


def test_a_wall_time_from_close_on_stays_or_moves_to_the_next_opening() -> None:
    """Friday 18:00 + 1 working day: Monday 18:00, or Tuesday 09:00; exactly at the close moves too."""
    friday = cn(2026, 3, 6, 18)
    assert must(Clock(WorkingDays(1, ends="wall"), friday, OFFICE)).due_at == cn(2026, 3, 9, 18)
    found = must(Clock(WorkingDays(1, ends="wall_open"), friday, OFFICE))
    assert (found.due_at, found.due_on) == (cn(2026, 3, 10, 9), date(2026, 3, 10))
    assert must(Clock(WorkingDays(1, ends="wall_open"), cn(2026, 3, 6, 17), OFFICE)).due_at == cn(2026, 3, 10, 9)
    assert must(Clock(WorkingDays(1, ends="wall_open"), cn(2026, 3, 6, 16, 59), OFFICE)).due_at == cn(
        2026, 3, 9, 16, 59
    )


# -- hours --------------------------------------------------------------------------------------------------------


def test_hours_are_elapsed_and_exact() -> None:
    """24 hours over the spring clock change end an hour later on the wall; no date, microseconds kept."""
    found = must(Clock(Hours(24), berlin(2026, 3, 28, 12), always_calendar("Europe/Berlin")))
    assert (found.due_at, found.due_on) == (utc(2026, 3, 29, 11), None)
    assert must(Clock(Minutes(90), utc(2026, 3, 7, 23, 0, 0, 1), OFFICE)).due_at == utc(2026, 3, 8, 0, 30, 0, 1)
    assert must(Clock(Hours(1), berlin(2026, 10, 25, 2, 30, fold=1), OFFICE)).due_at == utc(2026, 10, 25, 2, 30)


def test_business_hours_run_inside_windows() -> None:
    """8 hours from Friday 12:00 end on Monday at noon; from Saturday, on Monday at the close."""
    assert must(Clock(BusinessHours(8), cn(2026, 3, 6, 12), OFFICE)).due_at == cn(2026, 3, 9, 12)
    assert must(Clock(BusinessHours(8), cn(2026, 3, 7, 12), OFFICE)).due_at == cn(2026, 3, 9, 17)
    assert must(Clock(BusinessMinutes(1), cn(2026, 3, 6, 17), OFFICE)).due_at == cn(2026, 3, 9, 9, 1)
    assert must(Clock(BusinessHours(1), cn(2026, 2, 14, 16, 30), CN)).due_at == cn(2026, 2, 24, 9, 30)


# -- start rules --------------------------------------------------------------------------------------------------


def test_start_on_the_next_working_day_keeps_the_time() -> None:
    """Received on Saturday, taken as of Monday: one day ends with Tuesday, on the wall at the same time."""
    convention = Convention("c", start="next_working_day")
    assert days(Days(1), cn(2026, 3, 7, 15), convention) == date(2026, 3, 10)
    assert days(WorkingDays(1), cn(2026, 3, 7, 15), convention) == date(2026, 3, 10)
    assert days(Days(1), THURSDAY, convention) == date(2026, 3, 6)
    wall = must(Clock(Days(1, ends="wall"), cn(2026, 3, 7, 15), OFFICE, convention=convention))
    assert wall.due_at == cn(2026, 3, 10, 15)


def test_trap_9_start_at_the_next_opening() -> None:
    """At the opening minute it starts at once; at the close, with the next opening."""
    convention = Convention("c", start="next_opening", hours_start="next_opening", ends="wall")
    assert must(Clock(Days(1), cn(2026, 3, 6, 9), OFFICE, convention=convention)).due_at == cn(2026, 3, 7, 9)
    assert must(Clock(Days(1), cn(2026, 3, 6, 17), OFFICE, convention=convention)).due_at == cn(2026, 3, 10, 9)
    assert must(Clock(Hours(2), cn(2026, 3, 6, 20), OFFICE, convention=convention)).due_at == cn(2026, 3, 9, 11)


def test_a_cut_off_sends_what_comes_after_it_on() -> None:
    """17:00 exactly is in time, a microsecond later is the next day, working day or opening."""
    in_time, late = cn(2026, 3, 6, 17), cn(2026, 3, 6, 17, 0, 0, 1)
    as_received = Convention("c", cut_off="17:00")
    working = Convention("c", start="next_working_day", cut_off="17:00")
    opening = Convention("c", start="next_opening", cut_off="12:00")
    assert days(Days(1), in_time, as_received) == date(2026, 3, 7)
    assert days(Days(1), late, as_received) == date(2026, 3, 8)
    assert days(WorkingDays(1), in_time, working) == date(2026, 3, 9)
    assert days(WorkingDays(1), late, working) == date(2026, 3, 10)
    assert days(Days(1), cn(2026, 3, 5, 12), opening) == date(2026, 3, 6)
    assert days(Days(1), cn(2026, 3, 5, 13), opening) == date(2026, 3, 7)
    assert must(Clock(Hours(1), late, OFFICE, convention=as_received)).due_at == late + timedelta(hours=1)


def test_hour_terms_may_start_at_the_full_hour_and_roll_to_the_same_time() -> None:
    """10:20 starts at 11:00, 11:00 at 11:00; an end on Saturday goes to the same time on Monday."""
    full = Convention("c", hours_start="next_hour")
    assert must(Clock(Hours(2), cn(2026, 3, 5, 10, 20), OFFICE, convention=full)).due_at == cn(2026, 3, 5, 13)
    assert must(Clock(Hours(2), cn(2026, 3, 5, 11), OFFICE, convention=full)).due_at == cn(2026, 3, 5, 13)
    same = Convention("c", hours_roll="same_time")
    assert must(Clock(Hours(24), cn(2026, 3, 6, 12), OFFICE, convention=same)).due_at == cn(2026, 3, 9, 12)
    assert must(Clock(Hours(24), THURSDAY, OFFICE, convention=same)).due_at == cn(2026, 3, 6, 10)


def test_at_least_two_working_days_inside() -> None:
    """Friday + 2 days rolls to Monday, which is one working day: Tuesday. One day is left alone."""
    convention = Convention("c", roll="following", working_days_inside=2)
    friday = cn(2026, 3, 6, 10)
    assert days(Days(2), friday, convention) == date(2026, 3, 10)
    assert days(Days(1), friday, convention) == date(2026, 3, 9)
    assert days(Days(5), friday, convention) == date(2026, 3, 11)
    assert days(NthDayOfNextMonth(1), cn(2026, 2, 27), convention) == date(2026, 3, 2)


# -- limbs --------------------------------------------------------------------------------------------------------


def test_trap_63_the_earlier_limb_binds_and_is_named() -> None:
    """5 working or 7 calendar days: decided for each start."""
    either = EarlierOf((WorkingDays(5), Days(7)))
    first = must(Clock(either, cn(2026, 3, 6, 10), OFFICE))  # Friday: both Friday the 13th, the first is named
    assert (first.due_on, first.governed_by) == (date(2026, 3, 13), "0")
    second = must(Clock(either, cn(2026, 2, 13, 10), CN))  # over the festival the calendar days bind
    assert (second.due_on, second.governed_by) == (date(2026, 2, 20), "1")
    third = must(Clock(either, cn(2026, 3, 2, 10), Calendar("x", working_days={date(2026, 3, 7): 0})))
    assert (third.due_on, third.governed_by) == (date(2026, 3, 7), "0")


def test_the_later_limb_and_nested_limbs() -> None:
    """The path names the limb inside the limb."""
    later = LaterOf((Days(1), EarlierOf((Hours(100), Days(3)))))
    found = must(Clock(later, THURSDAY, OFFICE))
    assert (found.due_on, found.governed_by) == (date(2026, 3, 8), "1.1")
    never = Immediately(None)
    assert due(Clock(LaterOf((Days(1), never)), THURSDAY, OFFICE)) is None
    left_out = must(Clock(EarlierOf((never, Days(1))), THURSDAY, OFFICE))
    assert (left_out.due_on, left_out.governed_by) == (date(2026, 3, 6), "1")
    assert due(Clock(EarlierOf((never, never)), THURSDAY, OFFICE)) is None


# -- provisional, strict, horizon ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "convention", "provisional"),
    [
        (Days(40), PLAIN, False),  # no day's working state was asked
        (Days(40), CHINA_CIVIL_CODE, True),
        (Days(40, ends="close"), PLAIN, True),
        (WorkingDays(30), PLAIN, True),
        (WorkingDays(5), PLAIN, False),
        (Hours(2000), PLAIN, False),
        (BusinessHours(400), PLAIN, True),
        (NthDayOfNextMonth(10), PLAIN, False),
        (NthDayOfNextMonth(10, working=True), PLAIN, True),
        (EarlierOf((Days(40), WorkingDays(40))), PLAIN, True),
        (EarlierOf((WorkingDays(40), Days(40))), PLAIN, True),  # the losing limb rests on unknown days
        (Months(2, roll="preceding"), PLAIN, True),
    ],
)
def test_an_answer_that_used_an_unknown_day_is_provisional(
    term: Term, convention: Convention, provisional: bool
) -> None:
    """From 1 December 2026 into 2027; in strict mode the same answers are refused."""
    clock = Clock(term, cn(2026, 12, 1, 10), CN, convention=convention)
    assert must(clock).provisional is provisional
    strict = attrs.evolve(clock, calendar=attrs.evolve(CN, strict=True))
    if provisional:
        with pytest.raises(UnknownDays):
            due(strict)
    else:
        assert due(strict) == due(clock)


def test_a_start_before_the_known_days_is_provisional_too() -> None:
    """Working days of 2018 were guessed by weekday."""
    assert must(Clock(WorkingDays(3), cn(2018, 12, 27, 10), CN)).provisional
    assert not must(Clock(WorkingDays(3), cn(2018, 12, 31, 10), CN)).provisional


FAR = (Days(40_000), WorkingDays(40_000), Weeks(10_000), Months(10**6), Years(200), Years(9999))
ENDLESS = (Hours(10**6), Hours(10**12), BusinessHours(10**6))


@pytest.mark.parametrize("term", [*FAR, *ENDLESS])
def test_past_the_horizon_is_an_error(term: Term) -> None:
    """No date past the table is ever returned."""
    with pytest.raises(HorizonError):
        due(Clock(term, THURSDAY, OFFICE))


def test_what_is_no_start_and_what_is_no_term() -> None:
    """A naive start and a bare number are refused with a text that says so."""
    for term in (Days(3), Hours(3), BusinessHours(3), Immediately(), EarlierOf((Days(1), Days(2)))):
        with pytest.raises(InvalidInput, match="has no time zone"):
            due(Clock(term, datetime(2026, 3, 5, 10), OFFICE))  # noqa: DTZ001
    with pytest.raises(InvalidInput, match="expected a term such as"):
        due(Clock(3, THURSDAY, OFFICE))  # type: ignore[arg-type]
