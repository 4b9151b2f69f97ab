"""Calendars: days, hours, zones, and what is refused when one is built. Expected values by hand."""

from __future__ import annotations

import copy
import pickle
import sys
import types
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit.deadlines import OFFICE_HOURS, Calendar, Window, always_calendar, china_calendar, tz_version
from complaintkit.errors import CalendarError, HorizonError, InvalidInput, UnknownDays

HOUR = 3_600_000_000
BERLIN = ZoneInfo("Europe/Berlin")
OFF = ((),) * 2
SPLIT = (Window("09:00", "12:00"), Window("13:00", "17:00"))
ALL_DAY = (Window("00:00", "24:00"),)


def utc(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)  # type: ignore[misc, arg-type]


def at(zone: str, *args: int) -> datetime:
    return datetime(*args, tzinfo=ZoneInfo(zone))  # type: ignore[misc, arg-type]


# -- days ---------------------------------------------------------------------------------------------------------


def test_precedence_is_override_then_holiday_or_makeup_then_weekday() -> None:
    """An override wins over a holiday and over a make-up day; those win over the weekday."""
    calendar = Calendar(
        "x",
        holidays={date(2026, 5, 1), date(2026, 5, 4)},
        working_days={date(2026, 5, 9): 0, date(2026, 5, 10): 0},
        overrides={date(2026, 5, 4): (Window("10:00", "11:00"),), date(2026, 5, 10): (), date(2026, 5, 5): ()},
    )
    got = {d: calendar.why_off(date(2026, 5, d)) for d in range(1, 12)}
    off = {1: "holiday", 2: "weekend", 3: "weekend", 5: "override", 10: "override"}
    assert got == {d: off.get(d, "") for d in range(1, 12)}
    assert calendar.hours_of(date(2026, 5, 1).toordinal()) == ()
    assert calendar.hours_of(date(2026, 5, 9).toordinal()) == OFFICE_HOURS
    assert calendar.windows(date(2026, 5, 4)) == ((utc(2026, 5, 4, 2), utc(2026, 5, 4, 3)),)


def test_trap_16_a_makeup_day_uses_the_hours_it_names() -> None:
    """A make-up Saturday with Friday's short hours, in day and in hour arithmetic alike."""
    short = (Window("09:00", "13:00"),)
    calendar = Calendar(
        "x", zone="UTC", week=(OFFICE_HOURS,) * 4 + (short, (), ()), working_days=((date(2026, 3, 7), 4),)
    )
    assert calendar.windows(date(2026, 3, 7)) == ((utc(2026, 3, 7, 9), utc(2026, 3, 7, 13)),)
    assert calendar.add_business(utc(2026, 3, 6, 12), 2 * HOUR) == utc(2026, 3, 7, 10)
    assert calendar.add_working_days(date(2026, 3, 6), 1) == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ((2026, 3, 6), 1, (2026, 3, 9)),  # Friday: Monday
        ((2026, 3, 7), 1, (2026, 3, 9)),  # Saturday + 1 is Monday
        ((2026, 3, 8), 3, (2026, 3, 11)),  # trap 8: Sunday + 3 is Wednesday
        ((2026, 3, 7), 0, (2026, 3, 9)),  # zero: the next one on or after
        ((2026, 3, 9), 0, (2026, 3, 9)),
        ((2026, 3, 9), -1, (2026, 3, 6)),
        ((2026, 3, 8), -1, (2026, 3, 6)),
        ((2026, 3, 9), -6, (2026, 2, 27)),
        ((2026, 3, 9), 1000, (2030, 1, 7)),  # 200 weeks
        ((2026, 3, 9), -1000, (2022, 5, 9)),
        ((1995, 6, 30), 1, (1995, 7, 3)),
    ],
)
def test_adding_working_days(start: tuple[int, int, int], n: int, expected: tuple[int, int, int]) -> None:
    """The n-th working day strictly after, mirrored for negative counts."""
    assert Calendar("x", zone="UTC").add_working_days(date(*start), n) == date(*expected)


def test_trap_11_count_is_half_open_and_reverses() -> None:
    """[a, b): five days in a week, none from a day to itself; reversed, the negative."""
    calendar = Calendar("x")
    monday, next_monday = date(2026, 3, 2), date(2026, 3, 9)
    assert calendar.count(monday, next_monday) == 5
    assert calendar.count(next_monday, monday) == -5
    assert calendar.count(monday, monday) == 0
    assert calendar.count(date(2026, 3, 7), date(2026, 3, 9)) == 0
    assert calendar.count(date(2026, 3, 6), date(2026, 3, 7)) == 1


def test_trap_13_a_holiday_range_over_new_year() -> None:
    """Christmas closing from 24 December to 2 January is off on both sides of the year."""
    closed = [date(2026, 12, 24) + timedelta(days=i) for i in range(10)]
    calendar = Calendar("x", zone="UTC", holidays=closed)
    assert calendar.add_working_days(date(2026, 12, 23), 1) == date(2027, 1, 4)


# -- local dates --------------------------------------------------------------------------------------------------


def test_trap_4_a_utc_stamp_whose_local_date_differs() -> None:
    """23:30 UTC is the next day in Shanghai, 03:00 UTC the day before in New York."""
    assert Calendar("x").local_date(utc(2026, 3, 5, 23, 30)) == date(2026, 3, 6)
    assert Calendar("x").local_date(utc(2026, 3, 5, 15, 59, 59, 999_999)) == date(2026, 3, 5)
    assert Calendar("x").local_date(utc(2026, 3, 5, 16)) == date(2026, 3, 6)
    assert Calendar("x", zone="America/New_York").local_date(utc(2026, 3, 6, 3)) == date(2026, 3, 5)
    tokyo = timezone(timedelta(hours=9))
    assert Calendar("x").local_date(datetime(2026, 3, 6, 0, 30, tzinfo=tokyo)) == date(2026, 3, 5)


def test_the_end_of_a_day_is_the_last_microsecond_before_the_next() -> None:
    """Also on the days of 23 and of 25 hours."""
    berlin = Calendar("x", zone="Europe/Berlin")
    assert berlin.end_of_day(date(2026, 3, 28)) == utc(2026, 3, 28, 22, 59, 59, 999_999)
    assert berlin.end_of_day(date(2026, 3, 29)) == utc(2026, 3, 29, 21, 59, 59, 999_999)  # 23 hours
    assert berlin.start_of_day(date(2026, 10, 25)) == utc(2026, 10, 24, 22)
    assert berlin.end_of_day(date(2026, 10, 25)) == utc(2026, 10, 25, 22, 59, 59, 999_999)  # 25 hours


def test_a_midnight_that_the_clock_skips() -> None:
    """Sao Paulo, 4 November 2018: the date begins at 01:00 local time."""
    calendar = Calendar("x", zone="America/Sao_Paulo", week=(ALL_DAY,) * 7)
    assert calendar.start_of_day(date(2018, 11, 4)) == utc(2018, 11, 4, 3)
    assert calendar.end_of_day(date(2018, 11, 3)) == utc(2018, 11, 4, 2, 59, 59, 999_999)
    assert calendar.windows(date(2018, 11, 4)) == ((utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)),)
    assert calendar.elapsed(utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)) == 23 * HOUR


def test_a_midnight_that_comes_twice() -> None:
    """Havana, 1 November 2026: 01:00 becomes 00:00, and the date begins with the first midnight."""
    calendar = Calendar("x", zone="America/Havana")
    assert calendar.start_of_day(date(2026, 11, 1)) == utc(2026, 11, 1, 4)
    assert calendar.local_date(utc(2026, 11, 1, 5, 30)) == date(2026, 11, 1)
    assert calendar.end_of_day(date(2026, 11, 1)) == utc(2026, 11, 2, 4, 59, 59, 999_999)


def test_a_clock_set_back_over_midnight_never_reverses_the_dates() -> None:
    """St. John's, 7 November 2010: at 00:01 back to 23:01 of the day before; the date stays the later one."""
    calendar = Calendar("x", zone="America/St_Johns")
    assert calendar.start_of_day(date(2010, 11, 7)) == utc(2010, 11, 7, 2, 30)
    assert calendar.local_date(utc(2010, 11, 7, 2, 45)) == date(2010, 11, 7)


def test_a_date_that_the_zone_skipped() -> None:
    """Apia had no 30 December 2011: no length, never working, but a calendar day."""
    calendar = Calendar("x", zone="Pacific/Apia", week=(ALL_DAY,) * 7)
    friday = date(2011, 12, 30)
    assert not calendar.is_working(friday)
    assert calendar.why_off(friday) == "skipped"
    assert calendar.windows(friday) == ()
    assert calendar.start_of_day(friday) == calendar.start_of_day(date(2011, 12, 31)) == utc(2011, 12, 30, 10)
    assert calendar.end_of_day(friday) == utc(2011, 12, 30, 9, 59, 59, 999_999)
    assert calendar.add_working_days(date(2011, 12, 29), 1) == date(2011, 12, 31)
    assert calendar.count(date(2011, 12, 29), date(2012, 1, 1)) == 2
    assert calendar.elapsed(utc(2011, 12, 30, 9), utc(2011, 12, 30, 11)) == 2 * HOUR


# -- hours --------------------------------------------------------------------------------------------------------


def test_trap_21_a_lunch_break_is_no_working_time() -> None:
    """11:30 + 1 hour with a break from 12 to 13 is 13:30."""
    calendar = Calendar("x", zone="UTC", week=(SPLIT,) * 5 + OFF)
    assert calendar.add_business(utc(2026, 3, 2, 11, 30), HOUR) == utc(2026, 3, 2, 13, 30)
    assert calendar.add_business(utc(2026, 3, 2, 11), HOUR) == utc(2026, 3, 2, 12)  # exact fit: the close
    assert calendar.elapsed(utc(2026, 3, 2, 8), utc(2026, 3, 3, 8)) == 7 * HOUR
    assert calendar.close(date(2026, 3, 2)) == utc(2026, 3, 2, 17)


def test_an_exact_fit_is_the_close_and_backwards_the_opening() -> None:
    """Friday 09:00 + 8 hours is Friday 17:00, Monday 17:00 less 8 hours is Monday 09:00."""
    calendar = Calendar("x", zone="UTC")
    assert calendar.add_business(utc(2026, 3, 6, 9), 8 * HOUR) == utc(2026, 3, 6, 17)
    assert calendar.add_business(utc(2026, 3, 6, 9), 8 * HOUR + 1) == utc(2026, 3, 9, 9, 0, 0, 1)
    assert calendar.add_business(utc(2026, 3, 9, 17), -8 * HOUR) == utc(2026, 3, 9, 9)
    assert calendar.add_business(utc(2026, 3, 9, 17), -8 * HOUR - 1) == utc(2026, 3, 6, 16, 59, 59, 999_999)
    assert calendar.add_business(utc(2026, 3, 7), -8 * HOUR) == utc(2026, 3, 6, 9)
    # 3,000 working days are 600 weeks: far outside the first table, both ways
    assert calendar.add_business(utc(2026, 3, 6, 17), -3000 * 8 * HOUR) == utc(2014, 9, 8, 9)
    assert calendar.add_business(utc(2026, 3, 6, 17), 3000 * 8 * HOUR) == utc(2037, 9, 4, 17)


def test_zero_is_the_next_working_moment() -> None:
    """Inside a window the instant itself; at the close and outside the next opening."""
    calendar = Calendar("x", zone="UTC")
    assert calendar.add_business(utc(2026, 3, 6, 16, 59), 0) == utc(2026, 3, 6, 16, 59)
    assert calendar.add_business(utc(2026, 3, 6, 17), 0) == utc(2026, 3, 9, 9)
    assert calendar.next_opening(utc(2026, 3, 6, 9)) == utc(2026, 3, 6, 9)  # trap 9
    assert calendar.next_opening(utc(2026, 3, 6, 8, 59, 59)) == utc(2026, 3, 6, 9)


def test_the_last_open_moment_before() -> None:
    """Inside or at the close the instant itself, else the close before it."""
    calendar = Calendar("x", zone="UTC")
    assert calendar.previous_open_moment(utc(2026, 3, 6, 12)) == utc(2026, 3, 6, 12)
    assert calendar.previous_open_moment(utc(2026, 3, 6, 17)) == utc(2026, 3, 6, 17)
    assert calendar.previous_open_moment(utc(2026, 3, 8, 12)) == utc(2026, 3, 6, 17)
    assert calendar.previous_open_moment(utc(2026, 3, 9, 9)) == utc(2026, 3, 9, 9)


def test_a_window_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    """A Friday night shift until Saturday 06:00; Saturday itself is off."""
    calendar = Calendar("x", zone="UTC", week=((Window("22:00", "30:00"),),) * 5 + OFF)
    assert calendar.windows(date(2026, 3, 6)) == ((utc(2026, 3, 6, 22), utc(2026, 3, 7, 6)),)
    assert calendar.windows(date(2026, 3, 7)) == ()
    assert calendar.add_business(utc(2026, 3, 7, 5), 2 * HOUR) == utc(2026, 3, 9, 23)
    assert calendar.close(date(2026, 3, 6)) == utc(2026, 3, 7, 6)
    assert not calendar.is_working(date(2026, 3, 7))


def test_overlapping_windows_of_two_days_count_once() -> None:
    """22:00 to 30:00 and, the next morning, 05:00 to 08:00: ten hours, not eleven."""
    week = ((Window("22:00", "30:00"),), (Window("05:00", "08:00"),), *OFF, *OFF, ())
    calendar = Calendar("x", zone="UTC", week=week)
    assert calendar.elapsed(utc(2026, 3, 2, 12), utc(2026, 3, 3, 12)) == 10 * HOUR


def test_trap_1_and_2_windows_over_a_clock_change_are_real_seconds() -> None:
    """Berlin: 00:00 to 04:00 has 3 hours on 29 March 2026 and 5 on 25 October."""
    calendar = Calendar("x", zone="Europe/Berlin", week=((Window("00:00", "04:00"),),) * 7)
    assert calendar.elapsed(at("Europe/Berlin", 2026, 3, 29), at("Europe/Berlin", 2026, 3, 30)) == 3 * HOUR
    assert calendar.elapsed(at("Europe/Berlin", 2026, 10, 25), at("Europe/Berlin", 2026, 10, 26)) == 5 * HOUR


def test_a_window_in_the_gap_is_shifted_and_a_repeated_time_is_the_first() -> None:
    """02:15 to 02:45 becomes 03:15 to 03:45; 02:30 on the long day is the first 02:30."""
    calendar = Calendar("x", zone="Europe/Berlin", week=((Window("02:15", "02:45"),),) * 7)
    assert calendar.windows(date(2026, 3, 29)) == ((utc(2026, 3, 29, 1, 15), utc(2026, 3, 29, 1, 45)),)
    assert calendar.windows(date(2026, 10, 25)) == ((utc(2026, 10, 25, 0, 15), utc(2026, 10, 25, 0, 45)),)
    vanished = Calendar("x", zone="Europe/Berlin", week=((Window("02:00", "03:00"),),) * 7)
    assert vanished.windows(date(2026, 3, 29)) == ()


def test_always_open_has_every_second() -> None:
    """No gap at any midnight, no lost last minute, on the day of the change either."""
    calendar = always_calendar("Europe/Berlin")
    assert calendar.elapsed(at("Europe/Berlin", 2026, 3, 29), at("Europe/Berlin", 2026, 3, 30)) == 23 * HOUR
    assert calendar.elapsed(utc(2026, 1, 1), utc(2027, 1, 1)) == 365 * 24 * HOUR
    assert calendar.add_business(utc(2026, 1, 1, 0, 0, 0, 1), 1) == utc(2026, 1, 1, 0, 0, 0, 2)


# -- what is known, and the horizon -------------------------------------------------------------------------------


def test_strict_mode_refuses_days_outside_what_is_known() -> None:
    """The error names the day and the limits; without strict mode the same question is answered."""
    strict = attrs.evolve(china_calendar(), strict=True)
    with pytest.raises(UnknownDays) as caught:
        strict.add_working_days(date(2026, 12, 31), 1)
    assert str(caught.value) == (
        "2027-01-01 is past 2026-12-31, the last day calendar 'cn' knows holidays for, and strict mode is on; "
        "load data for 2027. [CK201]"
    )
    with pytest.raises(UnknownDays):
        strict.is_working(date(2018, 12, 31))
    with pytest.raises(UnknownDays):
        strict.count(date(2026, 12, 1), date(2027, 1, 2))
    assert strict.count(date(2026, 12, 1), date(2027, 1, 1)) == 23
    assert china_calendar().add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 1)


def test_past_the_table_is_a_horizon_error() -> None:
    """The table ends with the year of known_until plus the horizon; nothing is guessed past it."""
    calendar = Calendar("x", zone="UTC", known_until=date(2026, 12, 31), horizon_years=2)
    assert calendar.last_day == date(2028, 12, 31)
    assert calendar.first_day == date(1970, 1, 1)
    assert calendar.add_working_days(date(2028, 12, 28), 1) == date(2028, 12, 29)
    for ask in (
        lambda: calendar.add_working_days(date(2028, 12, 29), 1),
        lambda: calendar.add_working_days(date(2026, 1, 1), 10**9),
        lambda: calendar.add_working_days(date(2026, 1, 1), -(10**9)),
        lambda: calendar.add_business(utc(2028, 12, 29, 17), 1),
        lambda: calendar.add_business(utc(2026, 1, 1), 10**18),
        lambda: calendar.add_business(utc(1970, 1, 1), -1),
        lambda: calendar.next_opening(utc(2028, 12, 29, 17)),
        lambda: calendar.previous_open_moment(utc(1970, 1, 1)),
        lambda: calendar.is_working(date(2029, 1, 1)),
        lambda: calendar.is_working(date(1969, 12, 31)),
        lambda: calendar.local_date(utc(2031, 1, 1)),
        lambda: calendar.local_date(utc(2029, 1, 1)),
        lambda: calendar.local_date(utc(1, 1, 1)),
    ):
        with pytest.raises(HorizonError):
            ask()


def test_trap_20_few_working_days_end_in_an_error_not_in_a_loop() -> None:
    """A calendar whose only working day is one override answers up to it, and refuses past it."""
    only = Calendar("x", zone="UTC", week=((),) * 7, overrides={date(2026, 3, 5): OFFICE_HOURS}, horizon_years=60)
    assert only.add_working_days(date(2026, 1, 1), 1) == date(2026, 3, 5)
    assert only.next_opening(utc(2026, 1, 1)) == utc(2026, 3, 5, 9)
    assert only.previous_open_moment(utc(2040, 1, 1)) == utc(2026, 3, 5, 17)
    with pytest.raises(HorizonError):
        only.add_working_days(date(2026, 3, 5), 1)
    with pytest.raises(HorizonError):
        only.add_business(utc(2026, 3, 5, 9), 8 * HOUR + 1)


def test_the_table_widens_without_changing_an_answer() -> None:
    """The same question before and after far questions in both directions."""
    calendar = Calendar("x", zone="Europe/Berlin", holidays={date(2026, 4, 6)})
    before = calendar.add_working_days(date(2026, 4, 2), 3), calendar.add_business(utc(2026, 4, 2, 12), 9 * HOUR)
    calendar.add_working_days(date(1980, 1, 1), 1)
    calendar.add_working_days(date(2026, 1, 1), 15_000)
    calendar.elapsed(utc(1975, 1, 1), utc(2080, 1, 1))
    after = calendar.add_working_days(date(2026, 4, 2), 3), calendar.add_business(utc(2026, 4, 2, 12), 9 * HOUR)
    assert before == after == (date(2026, 4, 8), utc(2026, 4, 3, 13))


# -- the value ----------------------------------------------------------------------------------------------------


def test_a_calendar_is_a_value() -> None:
    """Equality, hash, copy and pickle look at the fields only, not at the tables built meanwhile."""
    one, two = Calendar("x", working_days={date(2026, 3, 7): 0}), Calendar("x", working_days=[(date(2026, 3, 7), 0)])
    one.is_working(date(2026, 3, 7))
    assert one == two
    assert hash(one) == hash(two)
    assert one != attrs.evolve(one, version="2")
    for twin in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert twin == one
        assert twin.lazy.days is None
        assert twin.is_working(date(2026, 3, 7))


def test_trap_19_another_version_has_its_own_answers() -> None:
    """A table belongs to one value: a new version of the same id does not see the old days."""
    old = Calendar("x", version="1")
    assert old.is_working(date(2026, 3, 5))
    new = attrs.evolve(old, version="2", holidays=frozenset({date(2026, 3, 5)}))
    assert not new.is_working(date(2026, 3, 5))
    assert old.is_working(date(2026, 3, 5))


@pytest.mark.parametrize(
    ("fields", "path", "part"),
    [
        ({"week": ((),) * 7}, "week", "no working day at all"),
        ({"week": (OFFICE_HOURS,) * 6}, "week", "seven tuples"),
        ({"week": ((Window("09:00", "12:00"), Window("11:00", "13:00")), *((),) * 6)}, "week[0]", "overlap"),
        ({"week": (("09:00", "12:00"), *((),) * 6)}, "week[0]", "tuple of windows"),
        ({"zone": "Mars/Olympus"}, "zone", "unknown time zone 'Mars/Olympus'"),
        ({"zone": 8}, "zone", "8"),
        ({"zone": []}, "zone", "[]"),
        ({"holidays": {date(2026, 3, 7)}, "working_days": {date(2026, 3, 7): 0}}, "working_days[2026-03-07]", "both"),
        ({"holidays": "2026-03-07"}, "holidays", "expected dates"),
        ({"holidays": {utc(2026, 3, 7)}}, "holidays", "expected dates"),
        ({"working_days": {date(2026, 3, 7): 5}}, "working_days[2026-03-07]", "has no hours to lend"),
        ({"working_days": {date(2026, 3, 7): True}}, "working_days[2026-03-07]", "got True"),
        ({"working_days": [(date(2026, 3, 7), 0), (date(2026, 3, 7), 1)]}, "working_days", "listed twice"),
        ({"working_days": 5}, "working_days", "expected a mapping"),
        ({"overrides": [date(2026, 3, 7)]}, "overrides", "expected a mapping"),
        ({"overrides": {date(2026, 3, 7): "09:00"}}, "overrides[2026-03-07]", "tuple of windows"),
        ({"known_from": "2026"}, "known_from", "got '2026'"),
        ({"known_until": utc(2026, 1, 1)}, "known_until", "expected a date"),
        ({"known_from": date(2026, 1, 2), "known_until": date(2026, 1, 1)}, "known_until", "lies before known_from"),
        ({"horizon_years": 0}, "horizon_years", "must be >= 1"),
        ({"horizon_years": 3.0}, "horizon_years", "got 3.0"),
        ({"strict": 1}, "strict", "got 1"),
        ({"version": 3}, "version", "got 3"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(fields: dict, path: str, part: str) -> None:
    """Each fault with its path and a text that says what is wrong."""
    with pytest.raises(CalendarError) as caught:
        Calendar("x", **fields)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert part in str(caught.value)


def test_all_faults_are_reported_at_once() -> None:
    """A wrong name, zone, window order and horizon in one error."""
    with pytest.raises(CalendarError) as caught:
        Calendar("", zone="Nowhere", week=(SPLIT[::-1], *((),) * 6), horizon_years=True)
    assert [fault.path for fault in caught.value.faults] == ["id", "zone", "week[0]", "horizon_years"]


@pytest.mark.parametrize(
    ("start", "end"),
    [("9:00", "17:00"), ("09:60", "17:00"), ("09:00", "48:01"), ("24:00", "25:00"), ("09:00", "09:00"),
     (9, 17), ("09:00", "08:00"), ("٠٩:00", "17:00"), ("09:00:61", "17:00"), ("", "")],
)  # fmt: skip
def test_a_window_is_two_times_of_day_in_order(start: str, end: str) -> None:
    """HH:MM or HH:MM:SS in plain digits, the start before 24:00, the end after it and up to 48:00."""
    with pytest.raises(InvalidInput):
        Window(start, end)


def test_windows_in_seconds_and_to_the_end_of_the_next_day() -> None:
    """09:00:30 is kept, 48:00 is the second midnight."""
    calendar = Calendar("x", zone="UTC", week=((Window("09:00:30", "48:00"),), *((),) * 6))
    assert calendar.windows(date(2026, 3, 2)) == ((utc(2026, 3, 2, 9, 0, 30), utc(2026, 3, 4)),)


@pytest.mark.parametrize("given", [datetime(2026, 3, 5, 12), "2026-03-05", None, date(2026, 3, 5)])  # noqa: DTZ001
def test_instants_are_aware_datetimes(given: object) -> None:
    """A naive datetime, a text or a date is refused wherever an instant is asked."""
    calendar = Calendar("x")
    for ask in (calendar.local_date, calendar.next_opening, calendar.previous_open_moment):
        with pytest.raises(InvalidInput):
            ask(given)  # type: ignore[arg-type]


def test_days_are_dates_and_counts_whole_numbers() -> None:
    """A datetime is no date, True no 1, 3.0 no 3."""
    calendar = Calendar("x")
    for ask in (
        lambda: calendar.is_working(utc(2026, 3, 5)),
        lambda: calendar.knows("2026-03-05"),  # type: ignore[arg-type]
        lambda: calendar.count(date(2026, 3, 5), utc(2026, 3, 5)),
        lambda: calendar.add_working_days(date(2026, 3, 5), True),
        lambda: calendar.add_working_days(date(2026, 3, 5), 3.0),  # type: ignore[arg-type]
        lambda: calendar.add_business(utc(2026, 3, 5), 1.0),  # type: ignore[arg-type]
    ):
        with pytest.raises(InvalidInput):
            ask()


def test_the_text_for_a_naive_datetime_says_what_to_do() -> None:
    """What was given, and the way out."""
    with pytest.raises(InvalidInput) as caught:
        Calendar("x").local_date(datetime(2026, 3, 5, 12))  # noqa: DTZ001
    assert str(caught.value) == (
        "invalid input: 2026-03-05T12:00:00 has no time zone; "
        "give an aware datetime, such as one with tzinfo=UTC [CK101]"
    )


def test_the_version_of_the_time_zone_data_can_be_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A year and a letter, as IANA names them: from the system's files, else from the package, else unknown."""
    assert tz_version()[:2] == "20"
    assert tz_version()[4:].isalpha()
    empty, full = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("full")
    (full / "tzdata.zi").write_text("# version 2031x\n# more\n", encoding="utf-8")
    monkeypatch.setattr("zoneinfo.TZPATH", (str(empty), str(full)))
    assert tz_version.__wrapped__() == "2031x"
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    package = types.ModuleType("tzdata")
    monkeypatch.setitem(sys.modules, "tzdata", package)
    assert tz_version.__wrapped__() == "unknown"
    package.IANA_VERSION = "2032y"  # type: ignore[attr-defined]
    assert tz_version.__wrapped__() == "2032y"
