"""Calendars made of calendars and lists. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    OFFICE_HOURS,
    Calendar,
    Window,
    china_calendar,
    closed,
    closed_yearly,
    half_days,
    intersection_of_closures,
    loaded,
    observed,
    union_of_closures,
    with_holidays,
    with_overrides,
    yearly,
)
from complaintkit.errors import CalendarError, InvalidInput

HOUR = 3_600_000_000
OFF = ((), ())


def utc(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)  # type: ignore[misc, arg-type]


def day(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def office(id: str, *holidays: date, hours: tuple[Window, ...] = OFFICE_HOURS, **more: object) -> Calendar:
    return Calendar(id, zone="UTC", week=(hours,) * 5 + OFF, holidays=frozenset(holidays), **more)  # type: ignore[arg-type]


# -- union and intersection of closures

EARLY = office("early", day(3, 4), hours=(Window("08:00", "12:00"), Window("13:00", "16:00")))
LATE = office("late", day(3, 5), hours=(Window("10:00", "18:00"),))


def hours(calendar: Calendar, of: date) -> list[tuple[int, int]]:
    return [(low.hour, high.hour) for low, high in calendar.windows(of)]


def test_the_union_of_closures_is_open_where_all_are() -> None:
    """10 to 12 and 13 to 16; closed on the holiday of either."""
    both = union_of_closures("both", EARLY, LATE)
    assert hours(both, day(3, 3)) == [(10, 12), (13, 16)]
    assert [both.is_working(day(3, d)) for d in (3, 4, 5, 6, 7)] == [True, False, False, True, False]
    assert both.why_off(day(3, 4)) == "holiday"


def test_the_intersection_of_closures_is_open_where_any_is() -> None:
    """8 to 18 as a whole; on the holiday of one the hours of the other; closed where both are."""
    either = intersection_of_closures("either", EARLY, LATE)
    assert hours(either, day(3, 3)) == [(8, 18)]
    assert hours(either, day(3, 4)) == [(10, 18)]
    assert hours(either, day(3, 5)) == [(8, 12), (13, 16)]
    assert not either.is_working(day(3, 7))
    closed_both = intersection_of_closures("either", with_holidays(EARLY, [day(3, 5)]), LATE)
    assert closed_both.why_off(day(3, 5)) == "holiday"


def test_trap_15_what_is_a_holiday_for_one_body_is_none_for_the_other() -> None:
    """Each keeps its own; only the union is closed on both days."""
    assert EARLY.is_working(day(3, 5))
    assert LATE.is_working(day(3, 4))
    assert union_of_closures("u", EARLY, LATE).count(day(3, 2), day(3, 7)) == 3


def test_make_up_days_and_overrides_are_combined_by_their_hours() -> None:
    """A make-up Saturday of one is open in the intersection of closures only; an override gives its own hours."""
    makeup = attrs.evolve(LATE, working_days=((day(3, 7), 0),), overrides=((day(3, 6), (Window("09:00", "11:00"),)),))
    assert not union_of_closures("u", EARLY, makeup).is_working(day(3, 7))
    either = intersection_of_closures("i", EARLY, makeup)
    assert hours(either, day(3, 7)) == [(10, 18)]
    assert hours(union_of_closures("u", EARLY, makeup), day(3, 6)) == [(9, 11)]


def test_what_is_known_is_what_all_know() -> None:
    """The later beginning, the earlier end; strict if one is."""
    one = attrs.evolve(EARLY, known_from=day(1, 1), known_until=day(12, 31), version="a")
    two = attrs.evolve(LATE, known_from=day(2, 1), known_until=day(6, 30), strict=True)
    found = union_of_closures("u", one, two)
    assert (found.known_from, found.known_until, found.strict) == (day(2, 1), day(6, 30), True)
    assert found.version == "early a+late"
    assert union_of_closures("u", one, two, version="7").version == "7"


def test_zones_must_agree_and_there_must_be_two() -> None:
    """Both faults at once."""
    with pytest.raises(CalendarError) as caught:
        union_of_closures("u", EARLY, Calendar("cn"))
    assert caught.value.faults[0].path == "zone"
    with pytest.raises(CalendarError):
        union_of_closures("u", EARLY)
    with pytest.raises(CalendarError, match="no working day"):
        union_of_closures("u", office("a", hours=(Window("08:00", "09:00"),)), LATE)


windows = st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(
        Window(f"{a:02}:00", f"{b:02}:00") for a, b in zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False)
    )
)
calendars = st.builds(
    lambda week, holidays, makeup: Calendar(
        "x",
        zone="UTC",
        week=(OFFICE_HOURS, *week),
        holidays=frozenset(holidays),
        working_days=tuple((d, 0) for d in makeup - holidays),
    ),
    st.lists(windows | st.just(()), min_size=6, max_size=6).map(tuple),
    st.frozensets(st.dates(day(3, 1), day(3, 31)), max_size=5),
    st.frozensets(st.dates(day(3, 1), day(3, 31)), max_size=5),
)


@given(one=calendars, two=calendars, at=st.integers(0, 31 * 24 * 60 - 1))
def test_an_instant_is_open_in_the_union_if_in_both_and_in_the_intersection_if_in_either(
    one: Calendar, two: Calendar, at: int
) -> None:
    """Minute by minute, whatever the calendars."""
    moment = utc(2026, 3, 1) + timedelta(minutes=at)

    def is_open(calendar: Calendar) -> bool:
        return calendar.elapsed(moment, moment + timedelta(minutes=1)) > 0

    either = intersection_of_closures("i", one, two)
    assert is_open(either) is (is_open(one) or is_open(two))
    try:
        both = union_of_closures("u", one, two)
    except CalendarError:
        return  # never open together
    assert is_open(both) is (is_open(one) and is_open(two))


# -- overrides, half days, closures


def test_more_holidays_and_overrides() -> None:
    """The calendar given stays as it was; a new version where it is named; what contradicts itself is refused."""
    more = with_holidays(EARLY, [day(3, 6)], version="2")
    assert (more.is_working(day(3, 6)), EARLY.is_working(day(3, 6)), more.version) == (False, True, "2")
    fair = with_overrides(more, {day(3, 7): OFFICE_HOURS, day(3, 9): ()})
    assert (fair.is_working(day(3, 7)), fair.why_off(day(3, 9)), fair.version) == (True, "override", "2")
    assert with_overrides(fair, {day(3, 7): ()}).why_off(day(3, 7)) == "override"
    with pytest.raises(CalendarError, match="hours of its own"):
        with_holidays(fair, [day(3, 7)])
    with pytest.raises(CalendarError, match="both a holiday and a make-up"):
        with_holidays(china_calendar(), [day(2, 14)])


def test_half_days() -> None:
    """Until noon; one that opens at 13:00 is off, a Saturday stays off; the afternoon has no hours."""
    found = half_days(EARLY, [day(3, 6), day(3, 7)])
    assert hours(found, day(3, 6)) == [(8, 12)]
    assert not found.is_working(day(3, 7))
    assert found.add_business(utc(2026, 3, 6, 11), 2 * HOUR) == utc(2026, 3, 9, 9)
    afternoon = office("pm", hours=(Window("13:00", "17:00"),))
    assert half_days(afternoon, [day(3, 6)]).why_off(day(3, 6)) == "override"
    assert hours(half_days(LATE, [day(3, 6)], until="10:30"), day(3, 6)) == [(10, 10)]


@pytest.mark.parametrize(
    ("begun", "ended", "expected"),
    [
        ((3, 3, 9), (3, 3, 14), {3: [(8, 9), (14, 16)]}),
        ((3, 3, 12), (3, 3, 13), {3: [(8, 12), (13, 16)]}),  # the lunch break only
        ((3, 3, 9), (3, 5, 14), {3: [(8, 9)], 5: [(14, 16)]}),
        ((3, 3, 0), (3, 4, 0), {3: [], 6: [(8, 12), (13, 16)]}),
    ],
)
def test_closed_between_two_instants(
    begun: tuple[int, ...], ended: tuple[int, ...], expected: dict[int, list[tuple[int, int]]]
) -> None:
    """The hours in between are gone, on every day of it."""
    found = closed(EARLY, [(utc(2026, *begun), utc(2026, *ended))])
    for d, left in expected.items():
        assert hours(found, day(3, d)) == left, d


def test_a_closure_reaches_a_window_that_began_the_day_before() -> None:
    """A night shift from 22:00 to 30:00, closed from 2:00 on, local time; one that would go on at 4:00 is refused."""
    night = Calendar("n", zone="Europe/Berlin", week=((Window("22:00", "30:00"),),) * 5 + OFF)
    found = closed(night, [(utc(2026, 3, 4, 1), utc(2026, 3, 4, 5))])
    assert [(w.start, w.end) for w in found.hours_of(day(3, 3).toordinal())] == [("22:00", "26:00")]
    with pytest.raises(InvalidInput, match="past midnight"):
        closed(night, [(utc(2026, 3, 4, 1), utc(2026, 3, 4, 3))])


def test_two_closures_on_one_day_add_up_and_one_without_length_is_refused() -> None:
    """8 to 9 and 15 to 16 gone."""
    found = closed(EARLY, [(utc(2026, 3, 3, 8), utc(2026, 3, 3, 9)), (utc(2026, 3, 3, 15), utc(2026, 3, 3, 16))])
    assert hours(found, day(3, 3)) == [(9, 12), (13, 15)]
    with pytest.raises(InvalidInput):
        closed(EARLY, [(utc(2026, 3, 3, 9), utc(2026, 3, 3, 9))])
    with pytest.raises(InvalidInput):
        closed(EARLY, [(datetime(2026, 3, 3, 9), utc(2026, 3, 3, 9))])  # noqa: DTZ001


# -- ranges of every year, and days in lieu


def test_trap_13_a_perpetual_range_that_crosses_new_year() -> None:
    """24 December to 2 January of every year: both sides, in the first year asked for and in the last."""
    assert yearly("12-24", "01-02", [2026]) == {
        *(day(12, d) for d in range(24, 32)),
        day(1, 1),
        day(1, 2),
    }
    xmas = closed_yearly(Calendar("x", zone="UTC"), "12-24", "01-02", version="xmas")
    for year in (1971, 2026, 2099):
        assert xmas.add_working_days(date(year, 12, 23), 1) > date(year + 1, 1, 2)
        assert not xmas.is_working(date(year, 1, 2))
    assert xmas.version == "xmas"


def test_ranges_within_a_year_and_the_29th_of_february() -> None:
    """There in leap years only, as a day and as an end."""
    assert yearly("02-29", "02-29", [2024, 2025]) == {date(2024, 2, 29)}
    assert yearly("02-28", "02-29", [2025]) == {date(2025, 2, 28)}
    assert yearly("02-29", "03-01", [2025]) == {date(2025, 3, 1)}
    assert len(yearly("07-01", "07-31", [2025, 2026])) == 62
    for wrong in ("13-01", "7-1", "", 3):
        with pytest.raises(InvalidInput):
            yearly(wrong, "07-01", [2026])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "rule", "expected"),
    [
        ([date(2028, 1, 1)], "nearest", [date(2027, 12, 31)]),  # trap 14: kept in the year before
        ([date(2026, 7, 4)], "nearest", [date(2026, 7, 3)]),
        ([date(2027, 7, 4)], "nearest", [date(2027, 7, 5)]),
        ([date(2026, 7, 4)], "next_monday", [date(2026, 7, 6)]),
        ([date(2027, 12, 25), date(2027, 12, 26)], "next_monday", [date(2027, 12, 27)]),
        ([date(2027, 12, 25), date(2027, 12, 26)], "next_free", [date(2027, 12, 27), date(2027, 12, 28)]),
        ([date(2026, 12, 25), date(2026, 12, 26)], "next_free", [date(2026, 12, 25), date(2026, 12, 28)]),
        ([date(2026, 12, 26), date(2026, 12, 28)], "next_free", [date(2026, 12, 28), date(2026, 12, 29)]),
        ([date(2026, 7, 4)], "none", [date(2026, 7, 4)]),
        ([date(2026, 7, 1)], "nearest", [date(2026, 7, 1)]),
    ],
)
def test_trap_14_days_in_lieu(given: list[date], rule, expected: list[date]) -> None:
    """4 July 2026 is a Saturday, 25 December 2026 a Friday and of 2027 a Saturday, 1 January 2028 a Saturday."""
    assert sorted(observed(given, rule)) == expected


def test_another_weekend_and_what_is_refused() -> None:
    """Friday and Saturday: Friday's goes to Thursday, Saturday's to Sunday."""
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    assert sorted(observed([friday], "nearest", weekend=(4, 5))) == [date(2026, 3, 5)]
    assert sorted(observed([saturday], "nearest", weekend=(4, 5))) == [date(2026, 3, 8)]
    with pytest.raises(InvalidInput):
        observed([friday], "next_free", weekend=range(7))
    with pytest.raises(InvalidInput):
        observed([friday], "monday")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        observed(["2026-03-06"], "none")  # type: ignore[list-item]


# -- loaded from … to …


def test_lists_that_were_not_loaded_at_all_times() -> None:
    """Boston's: not loaded in 2013 and from 2018-01-01 to 2018-12-24; then every weekday counts."""
    lists = office("boston", date(2013, 7, 4), date(2017, 7, 4), date(2018, 7, 4), date(2018, 12, 25), date(2019, 7, 4))
    found = loaded(lists, [(date(2014, 1, 1), date(2017, 12, 31)), (date(2018, 12, 25), None)])
    assert [year for year in (2013, 2017, 2018, 2019) if not found.is_working(date(year, 7, 4))] == [2017, 2019]
    assert not found.is_working(date(2018, 12, 25))


def test_make_up_days_and_overrides_are_loaded_with_them() -> None:
    """Outside the periods neither holds."""
    lists = attrs.evolve(
        EARLY, working_days=((day(3, 7), 0), (day(3, 14), 0)), overrides=((day(3, 9), ()), (day(3, 16), ()))
    )
    found = loaded(lists, [(None, day(3, 10))])
    assert [found.is_working(day(3, d)) for d in (4, 7, 9, 14, 16)] == [False, True, False, False, True]
