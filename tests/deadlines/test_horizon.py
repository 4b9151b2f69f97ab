"""No amount loops or overflows: what lies past the calendar's table ends in a clear error, and quickly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CONVENTIONS,
    After,
    AtFraction,
    Before,
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Calendar,
    Clock,
    CountedFrom,
    Days,
    EarlierOf,
    Extension,
    FollowedBy,
    Hours,
    LaterOf,
    Longstop,
    Minutes,
    Months,
    NthDayOf,
    Pause,
    PauseRule,
    Tolling,
    Weeks,
    Window,
    WorkingDays,
    Years,
    china_calendar,
    due,
    dues,
    picture,
    rung_instant,
    state,
    trace,
)
from complaintkit.errors import ComplaintKitError, HorizonError

from .helpers import OFFICE, cn

LENGTHS = (Minutes, Hours, BusinessMinutes, BusinessHours, Days, WorkingDays, Weeks, Months, Years)
START = cn(2026, 3, 2, 10)
ONE_DAY = Calendar("one", zone="UTC", week=((),) * 7, overrides={date(2026, 3, 2): (Window("09:00", "09:01"),)})


@pytest.mark.parametrize("kind", LENGTHS)
@pytest.mark.parametrize("count", [10**9, 10**18, 10**40])
@pytest.mark.no_cover
def test_a_term_past_the_table_is_a_horizon_error(kind: Any, count: int) -> None:
    """Of every unit, with and without a pause, as an extension, before an event, and as a rung."""
    for convention in CONVENTIONS.values():
        with pytest.raises(HorizonError):
            due(Clock(kind(count), START, OFFICE, convention=convention))
    more = Extension("add", START, term=kind(count))
    stop = Pause("x", cn(2026, 3, 3), cn(2026, 3, 4))
    event = (("e", cn(2026, 5, 1)),)
    for clock in (
        Clock(kind(count), START, OFFICE, pauses=(stop,)),
        Clock(Days(3), START, OFFICE, extensions=(more,)),
        Clock(Hours(3), START, OFFICE, extensions=(more,)),
        Clock(BeforeEvent("e", kind(count)), START, OFFICE, anchors=event),
        Clock(CountedFrom("e", kind(count)), START, OFFICE, anchors=event),
        Clock(FollowedBy(Days(1), kind(count)), START, OFFICE),
        Clock(LaterOf((Days(1), kind(count))), START, OFFICE),
    ):
        with pytest.raises(HorizonError):
            due(clock)
    clock = Clock(Days(3), START, OFFICE)
    falls = due(clock)
    assert falls is not None
    for moment in (Before(kind(count)), After(kind(count))):
        with pytest.raises(HorizonError):
            rung_instant(moment, clock, falls)


def test_a_million_days_say_what_the_table_reaches() -> None:
    """The text names the calendar and its last day."""
    with pytest.raises(HorizonError) as caught:
        due(Clock(Days(1_000_000), START, china_calendar()))
    assert "2126-12-31" in str(caught.value)
    assert "cn" in str(caught.value)


def test_trap_20_a_single_working_day_in_a_century() -> None:
    """The first one is found; a second one is past the horizon, not an endless search."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    found = due(Clock(WorkingDays(1), start, ONE_DAY))
    assert found is not None
    assert found.due_on == date(2026, 3, 2)
    for term in (WorkingDays(2), BusinessMinutes(2), BusinessHours(1)):
        with pytest.raises(HorizonError):
            due(Clock(term, start, ONE_DAY))


def test_caps_longstops_and_windows_past_the_table() -> None:
    """A cap that is never used up bounds nothing; a longstop or a window past the table is an error."""
    pause = Pause("x", cn(2026, 3, 3), cn(2026, 3, 5))
    capped = Clock(Days(3), START, OFFICE, pauses=(pause,), pause_rules=(PauseRule("x", cap=Hours(10**12)),))
    assert due(capped) == due(Clock(Days(3), START, OFFICE, pauses=(pause,)))
    with pytest.raises(HorizonError):
        due(Clock(Days(3), START, OFFICE, longstop=Longstop(Days(10**12), START)))
    with pytest.raises(HorizonError):
        due(Clock(Days(3), START, OFFICE, tolling=(Tolling("x", date(2026, 3, 3), date(9999, 12, 31)),)))


def test_an_open_pause_that_a_fixed_date_stands_through_is_explained() -> None:
    """Waiting since the 3rd without an end, a date given on the 5th that later pauses may move: told to that date."""
    given_date = Extension("fixed", cn(2026, 3, 5), due_at=cn(2026, 3, 20, 12), moved_by_pauses=True)
    clock = Clock(Hours(48), START, OFFICE, pauses=(Pause("x", cn(2026, 3, 3)),), extensions=(given_date,))
    steps = trace(clock).steps
    assert (steps[-1].what, steps[-1].day) == ("due", date(2026, 3, 20))
    assert len(steps) < 10


COUNTS = st.integers(1, 40) | st.integers(1, 10**6) | st.sampled_from((10**9, 10**15, 10**30))
TERMS = st.builds(lambda kind, count: kind(count), st.sampled_from(LENGTHS), COUNTS) | st.builds(
    NthDayOf, st.integers(1, 31), st.sampled_from(("month", "quarter", "half_year", "year")), working=st.booleans()
)
INSTANTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001
CALENDARS = st.sampled_from(
    (
        OFFICE,
        ONE_DAY,
        china_calendar(),
        Calendar("apia", zone="Pacific/Apia", week=((Window("00:00", "24:00"),),) * 7, horizon_years=1),
        Calendar("night", zone="Australia/Lord_Howe", week=((Window("22:00", "30:00"),),) + ((),) * 6),
        Calendar("old", zone="UTC", known_from=date(1, 1, 2), horizon_years=1000),
    )
)


@given(
    term=TERMS, other=TERMS, start=INSTANTS, events=st.lists(INSTANTS, min_size=4, max_size=4), calendar=CALENDARS,
    convention=st.sampled_from(tuple(CONVENTIONS.values())),
)  # fmt: skip
def test_whatever_is_asked_there_is_an_answer_or_an_error_of_ours(
    term: Any, other: Any, start: datetime, events: list[datetime], calendar: Calendar, convention: Any
) -> None:
    """Any instant of any year, any amount and unit: a due, its state, explanation and picture, or a clear error."""
    one, two, three, four = sorted(events)
    base = Clock(term, start, calendar, convention=convention)
    stopped = Clock(
        EarlierOf((term, BeforeEvent("e", Days(3)), FollowedBy(term, other))),
        start,
        calendar,
        convention=convention,
        pauses=(Pause("x", one, two), Pause("x", three)),
        pause_cap=other if isinstance(other, LENGTHS) else None,
        anchors=(("e", four),),
    )
    for clock in (base, stopped):
        told = None
        try:
            found = due(clock)
            late = state(clock, two).status == "overdue"
            ever = dues(clock)
            if found is not None:
                assert late == (two > found.due_at), "late is after the due, and only then"
                assert found in [dated.due for dated in ever], "it is one of the dates the clock had"
                rung_instant(AtFraction(Fraction(1, 3)), clock, found)
                if abs(found.due_at - start) < timedelta(days=4000):
                    assert trace(clock).steps[-1].what == "due", "the explanation ends on it"
                    assert picture(clock).startswith("<svg")
        except ComplaintKitError as error:
            told = error
        assert told is None or told.code, "an error of ours says which"


@pytest.mark.parametrize("sign", [1, -1])
def test_time_elapsed_to_an_instant_past_the_table_is_a_horizon_error(sign):
    """Not the time up to the table's end. The last day of the table is inside, to its last microsecond."""
    last = datetime(2027, 12, 31, 1, 0, tzinfo=UTC)  # Friday 09:00 in Shanghai, an hour of opening; it closes at 17:00
    calendar = Calendar("x", known_until=date(2026, 12, 31), horizon_years=1)
    inside = datetime(2027, 12, 31, 15, 59, 59, 999_999, tzinfo=UTC)
    past = inside + timedelta(microseconds=1)
    assert calendar.elapsed(last, inside) == calendar.elapsed(last, last + timedelta(hours=8))
    with pytest.raises(HorizonError):
        calendar.elapsed(*(last, past)[::sign])
