"""Calendars from a list, from the package holidays, from an iCalendar file."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from complaintkit.deadlines import (
    Window,
    calendar_from_holidays,
    calendar_from_ical,
    calendar_from_list,
    china_calendar,
)
from complaintkit.errors import InvalidInput, MissingExtra

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_list_of_dates_or_texts() -> None:
    """Days off and make-up days, known as far as it is said; every entry that is no date is a fault."""
    found = calendar_from_list(
        "x",
        [date(2026, 5, 1), " 2026-05-04\n"],
        zone="UTC",
        working=["2026-05-09", date(2026, 5, 6)],
        known_from=date(2026, 1, 1),
        known_until=date(2026, 12, 31),
        version="7",
    )
    assert [found.is_working(date(2026, 5, d)) for d in (1, 4, 5, 6, 9, 10)] == [False, False, True, True, True, False]
    assert (found.known_until, found.version) == (date(2026, 12, 31), "7")
    with pytest.raises(InvalidInput) as caught:
        calendar_from_list("x", ["2026-02-30", datetime(2026, 3, 2, tzinfo=UTC), 3], zone="UTC", working=[""])  # type: ignore[list-item]
    assert [fault.path for fault in caught.value.faults] == ["days[0]", "days[1]", "days[2]", "working[0]"]


def test_another_weekend_lends_its_own_hours() -> None:
    """Friday and Saturday off; a make-up Friday has Sunday's to Thursday's hours."""
    found = calendar_from_list("x", [], zone="UTC", working=["2026-03-06"], weekend=(4, 5))
    assert [found.is_working(date(2026, 3, d)) for d in (5, 6, 7, 8)] == [True, True, False, True]


# -- the package holidays


@pytest.fixture
def package():
    return pytest.importorskip("holidays", reason="needs the extra holidays")


def test_england_2026(package) -> None:
    """Eight days; Boxing Day, a Saturday, is kept on Monday the 28th; Easter by hand: Good Friday 3 April."""
    found = calendar_from_holidays("GB", [2026], zone="Europe/London", subdivision="ENG")
    off = [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]
    weekdays = sorted(d for d in found.holidays if d.weekday() < 5)
    assert weekdays == [date(2026, *d) for d in off]
    assert (found.id, found.known_from, found.known_until) == ("gb-eng", date(2026, 1, 1), date(2026, 12, 31))
    assert found.version == f"holidays {package.__version__}"
    assert found.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_trap_14_the_holiday_kept_in_the_year_before(package) -> None:
    """New Year's Day 2028 is a Saturday: kept in the US on Friday 31 December 2027, also if 2028 is not asked for."""
    found = calendar_from_holidays("US", [2027, 2028], zone="America/New_York")
    assert not found.is_working(date(2027, 12, 31))


def test_trap_17_observances_are_no_days_off(package) -> None:
    """Groundhog Day, a Monday in 2026, is on another of the package's lists; Thanksgiving is a day off."""
    found = calendar_from_holidays("US", [2026], zone="America/New_York")
    assert found.is_working(date(2026, 2, 2))
    assert not found.is_working(date(2026, 11, 26))


def test_china_is_known_only_as_long_as_the_government_has_arranged_it(package) -> None:
    """The package guesses 2027 without a word; ours says 2026, and agrees with what ships here day by day."""
    found = calendar_from_holidays("CN", range(2019, 2028), zone="Asia/Shanghai")
    ours = china_calendar()
    assert found.known_until == date(2026, 12, 31)
    days = [date.fromordinal(o) for o in range(date(2019, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert [d for d in days if found.is_working(d) is not ours.is_working(d)] == []
    with pytest.raises(InvalidInput, match="nothing is known for certain from 2027-01-01"):
        calendar_from_holidays("CN", [2027], zone="Asia/Shanghai")
    own = calendar_from_holidays("CN", [2027], zone="Asia/Shanghai", known_until=date(2027, 1, 31))
    assert own.known_until == date(2027, 1, 31)


def test_what_follows_the_moon_is_known_until_it_is_estimated(package) -> None:
    """Singapore's Chinese New Year of 2034 is marked estimated: known until three days before the first such day."""
    found = calendar_from_holidays("SG", range(2026, 2035), zone="Asia/Singapore")
    labelled = package.country_holidays("SG", years=range(2026, 2035))
    first = min(day for day, name in labelled.items() if "estimated" in name)
    assert found.known_until is not None
    assert (first - found.known_until).days == 3
    assert found.check_known(first.toordinal(), first.toordinal())


def test_the_weekend_of_the_country_and_half_days(package) -> None:
    """Friday and Saturday in Egypt; in Greece Christmas Eve and New Year's Eve, Thursdays in 2026, are half days."""
    egypt = calendar_from_holidays("EG", [2019], zone="Africa/Cairo")
    assert [bool(egypt.week[i]) for i in range(7)] == [True, True, True, True, False, False, True]
    half = calendar_from_holidays("GR", [2026], zone="Europe/Athens", half_days_until="12:00")
    assert [(w.start, w.end) for w in half.hours_of(date(2026, 12, 24).toordinal())] == [("09:00", "12:00")]


def test_what_the_package_does_not_have(package) -> None:
    """An unknown country or subdivision, no year, a text for one."""
    for country, years, subdivision in (
        ("XX", [2026], None),
        ("GB", [2026], "??"),
        ("GB", [], None),
        ("GB", ["x"], None),
    ):
        with pytest.raises(InvalidInput):
            calendar_from_holidays(country, years, zone="UTC", subdivision=subdivision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("module", "ask", "extra"),
    [
        ("holidays", lambda: calendar_from_holidays("GB", [2026], zone="UTC"), "holidays"),
        ("icalendar", lambda: calendar_from_ical("", "x", zone="UTC"), "ical"),
    ],
)
def test_without_the_package_the_error_names_the_extra(module: str, ask, extra: str, monkeypatch) -> None:
    """And how to install it."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as caught:
        ask()
    assert caught.value.extra == extra


# -- iCalendar


def ical(*events: str) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for i, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{i}@test", "DTSTAMP:20260101T000000Z", *event.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


@pytest.fixture
def icalendar():
    return pytest.importorskip("icalendar", reason="needs the extra ical")


def test_days_off_of_a_file(icalendar) -> None:
    """A day, a range whose end is not in it, one without an end, one by its length; known as far as the file goes."""
    text = ical(
        "SUMMARY:New Year|DTSTART;VALUE=DATE:20260101|DTEND;VALUE=DATE:20260102",
        "SUMMARY:Spring Festival|DTSTART;VALUE=DATE:20260216|DTEND;VALUE=DATE:20260224",
        "SUMMARY:Labour Day|DTSTART;VALUE=DATE:20260501",
        "SUMMARY:Fair|DTSTART;VALUE=DATE:20260601|DURATION:P2D",
    )
    found = calendar_from_ical(text, "x", zone="Asia/Shanghai", version="feed 1")
    festival = {date(2026, 2, d) for d in range(16, 24)}
    off = festival | {date(2026, 1, 1), date(2026, 5, 1), date(2026, 6, 1), date(2026, 6, 2)}
    assert found.holidays == off
    assert (found.known_from, found.known_until, found.version) == (date(2026, 1, 1), date(2026, 6, 2), "feed 1")
    assert calendar_from_ical(text.encode(), "x", zone="Asia/Shanghai", version="feed 1") == found


def test_make_up_days_observances_and_cancelled_events(icalendar) -> None:
    """班 makes its days working; an ignored summary and a cancelled event are passed over (trap 17)."""
    found = calendar_from_ical(
        ical(
            "SUMMARY:春节 休|DTSTART;VALUE=DATE:20260216|DTEND;VALUE=DATE:20260224",
            "SUMMARY:春节 班|DTSTART;VALUE=DATE:20260214",
            "SUMMARY:Valentine's Day (observance)|DTSTART;VALUE=DATE:20260213",
            "SUMMARY:Parade|DTSTART;VALUE=DATE:20260212|STATUS:CANCELLED",
        ),
        "x",
        zone="Asia/Shanghai",
        working=("班",),
        ignored=("(observance)",),
    )
    assert [found.is_working(date(2026, 2, d)) for d in (12, 13, 14, 15, 16, 23, 24)] == [
        True, True, True, False, False, False, True,
    ]  # fmt: skip
    assert found.known_until == date(2026, 2, 23)


def test_rules_that_repeat(icalendar) -> None:
    """Each 1 May until what is known; one with an end of its own; exceptions and additions."""
    found = calendar_from_ical(
        ical(
            "DTSTART;VALUE=DATE:20240501|RRULE:FREQ=YEARLY",
            "DTSTART;VALUE=DATE:20240601|RRULE:FREQ=YEARLY;COUNT=2",
            "DTSTART;VALUE=DATE:20240701|RRULE:FREQ=YEARLY;UNTIL=20250701",
            "DTSTART;VALUE=DATE:20240801|RRULE:FREQ=YEARLY;COUNT=3|EXDATE;VALUE=DATE:20250801|RDATE;VALUE=DATE:20250803",
            "DTSTART;VALUE=DATE:20240902|RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO;COUNT=2",
        ),
        "x",
        zone="UTC",
        known_until=date(2026, 12, 31),
    )
    assert sorted(d.isoformat() for d in found.holidays) == [
        "2024-05-01", "2024-06-01", "2024-07-01", "2024-08-01", "2024-09-02",
        "2025-05-01", "2025-06-01", "2025-07-01", "2025-08-03", "2025-09-01",
        "2026-05-01", "2026-08-01",
    ]  # fmt: skip


def test_hours_are_closed(icalendar) -> None:
    """A stocktaking from 13:00 to 15:00 local time, and one in UTC; the days stay working."""
    found = calendar_from_ical(
        ical(
            "SUMMARY:Stocktaking|DTSTART:20260302T130000|DTEND:20260302T150000",
            "SUMMARY:Drill|DTSTART:20260303T010000Z|DURATION:PT1H",
        ),
        "x",
        zone="Asia/Shanghai",
        hours=(Window("09:00", "17:00"),),
    )
    assert [(low.hour, high.hour) for low, high in found.windows(date(2026, 3, 2))] == [(1, 5), (7, 9)]
    assert [(low.hour, high.hour) for low, high in found.windows(date(2026, 3, 3))] == [(2, 9)]


@pytest.mark.parametrize(
    ("events", "paths"),
    [
        (["SUMMARY:no start"], ["VEVENT[0]"]),
        (["DTSTART;VALUE=DATE:20260501|RRULE:FREQ=YEARLY", "SUMMARY:x"], ["VEVENT[0]", "VEVENT[1]"]),
        (["DTSTART;VALUE=DATE:20260501|DTEND;VALUE=DATE:20260501"], ["VEVENT[0]"]),
        (["DTSTART;VALUE=DATE:20260501|DTEND;VALUE=DATE:20280501"], ["VEVENT[0]"]),
        (["DTSTART:20260501T090000"], ["VEVENT[0]"]),
        (["DTSTART;VALUE=DATE:20260501|DTEND:20260502T090000"], ["VEVENT[0]"]),
    ],
)
def test_faults_of_a_file_are_told_at_once(events: list[str], paths: list[str], icalendar) -> None:
    """No start, a rule without an end, no length, too long, times against dates."""
    with pytest.raises(InvalidInput) as caught:
        calendar_from_ical(ical(*events), "x", zone="UTC")
    assert [fault.path for fault in caught.value.faults] == paths


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VEVENT", b"\xff\xfe", "BEGIN:VCALENDAR"])
def test_what_is_no_file_is_refused(text: str | bytes, icalendar) -> None:
    """With an error of ours."""
    with pytest.raises(InvalidInput):
        calendar_from_ical(text, "x", zone="UTC")
