"""Answers from outside: what the test suites and issue threads of other implementations say must come out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaintkit.deadlines import BusinessMinutes, Calendar, Clock, Days, Pause, Window, china_calendar, due

DATA = Path(__file__).resolve().parent.parent / "data"
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


VECTORS = _read("deadline_vectors.json")["vectors"]
CHINA = _read("china_days_2019_2026.json")
COPIES = ("deadline_vectors.json", "china_days_2019_2026.json")


def windows(pairs: list[list[str]]) -> tuple[Window, ...]:
    return tuple(Window(start, end) for start, end in pairs)


def calendar_of(vector: dict[str, Any]) -> Calendar:
    """The calendar a vector describes. A make-up day on a weekday without hours borrows Monday's."""
    week = tuple(windows(vector["schedule"].get(name, [])) for name in WEEK)
    lender = next(i for i, hours in enumerate(week) if hours)
    days = [date.fromisoformat(day) for day in vector["extra_workdays"]]
    return Calendar(
        "vector",
        zone=vector["timezone"],
        week=week,
        holidays=map(date.fromisoformat, vector["holidays"]),
        working_days=[(day, day.weekday() if week[day.weekday()] else lender) for day in days],
        overrides={date.fromisoformat(day): windows(given) for day, given in vector.get("date_overrides", {}).items()},
    )


def instant(text: str, vector: dict[str, Any]) -> datetime:
    given = datetime.fromisoformat(text)
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(vector["timezone"]))


def length(vector: dict[str, Any]) -> int:
    """The amount in microseconds."""
    unit = {"seconds": 1, "minutes": 60, "hours": 3600}[vector["amount"]["unit"]]
    us = vector["amount"]["value"] * unit * 1_000_000
    assert us == int(us)
    return int(us)


def answer(vector: dict[str, Any]) -> Any:
    """What our calendar says; with pauses and a positive amount, our clock."""
    calendar = calendar_of(vector)
    kind = vector["kind"]
    if kind == "add_business_days":
        return calendar.add_working_days(date.fromisoformat(vector["start"]), vector["amount"]["value"])
    if kind == "count_business_days":
        return calendar.count(date.fromisoformat(vector["start"]), date.fromisoformat(vector["end"]))
    if kind == "is_working_day":
        return calendar.is_working(date.fromisoformat(vector["start"]))
    start = instant(vector["start"], vector)
    pauses = [(instant(a, vector), instant(b, vector)) for a, b in vector.get("pauses", [])]
    if kind == "elapsed_business_time":
        stood = sum(calendar.elapsed(a, b) for a, b in pauses)
        return (calendar.elapsed(start, instant(vector["end"], vector)) - stood) // 1_000_000
    us = length(vector)
    if not pauses:
        return calendar.add_business(start, us)
    if us == 0:
        return next_working_moment(calendar, start, pauses)
    found = due(
        Clock(BusinessMinutes(us // 60_000_000), start, calendar, pauses=tuple(Pause("wait", a, b) for a, b in pauses))
    )
    assert found is not None
    return found.due_at


def next_working_moment(calendar: Calendar, start: datetime, pauses: list[tuple[datetime, datetime]]) -> datetime:
    """A zero amount is no term but a question to the calendar: the next working moment outside every pause."""
    moment = calendar.add_business(start, 0)
    for begun, ended in sorted(pauses):
        if begun <= moment < ended:
            moment = calendar.add_business(ended, 0)
    return moment


def expected(vector: dict[str, Any]) -> Any:
    if vector["kind"] == "add_business_days":
        return date.fromisoformat(vector["expected"])
    if vector["kind"] == "add_business_time":
        return instant(vector["expected"], vector).astimezone(UTC)
    return vector["expected"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_every_vector_of_other_implementations_comes_out(vector: dict[str, Any]) -> None:
    """By the recommended conventions, which are ours; the source of each is in the file."""
    assert answer(vector) == expected(vector), vector["source"]


def test_the_vectors_are_all_there() -> None:
    """413 of five kinds, each with an id of its own and its source."""
    assert len(VECTORS) == len({vector["id"] for vector in VECTORS}) == 413
    assert all(vector["source"] for vector in VECTORS)


@pytest.mark.parametrize("name", COPIES)
def test_the_copy_is_the_catalogue_s(name: str, shared_data: Path) -> None:
    """What is kept here is, byte for byte, what the project's catalogue holds."""
    assert (DATA / name).read_bytes() == (shared_data / "vectors" / name).read_bytes()


FACTS = CHINA["facts"] + CHINA["control_sample"]


@pytest.mark.parametrize("fact", FACTS, ids=[f"{fact['date']}-{i}" for i, fact in enumerate(FACTS)])
def test_china_every_fact(fact: dict[str, Any]) -> None:
    """Each day off, each make-up day and each of the control sample, as three implementations agree."""
    assert china_calendar().is_working(date.fromisoformat(fact["date"])) is fact["working"], fact["why"]


@pytest.mark.parametrize("year", CHINA["years"])
def test_china_every_known_day_agrees_with_three_implementations(year: str) -> None:
    """Each day of the year: working or not, and how many working days it has."""
    cn, facts = china_calendar(), CHINA["years"][year]
    off, makeup = set(facts["weekday_off"]), set(facts["makeup_workdays"])
    first = date(int(year), 1, 1)
    for i in range(facts["days"]):
        day = first + timedelta(days=i)
        want = day.isoformat() in makeup or (day.weekday() < 5 and day.isoformat() not in off)
        assert cn.is_working(day) is want, day
    assert cn.count(first, date(int(year) + 1, 1, 1)) == facts["working_days"]


def test_china_adding_and_counting_agree() -> None:
    """The worked additions, backwards ones too, and the counts over both ends included."""
    cn = china_calendar()
    for row in CHINA["add_working_days"]:
        got = cn.add_working_days(date.fromisoformat(row["start"]), row["working_days"])
        assert got.isoformat() == row["expected"], row
    for row in CHINA["count_working_days"]:
        until = date.fromisoformat(row["to"]) + timedelta(days=1)
        assert cn.count(date.fromisoformat(row["from"]), until) == row["working_days"], row


def _days() -> list[date]:
    return [date(2019, 1, 1) + timedelta(days=i) for i in range(2922)]


def test_china_agrees_day_by_day_with_chinesecalendar() -> None:
    """An independent library's own data: every day from 2019-01-01 to 2026-12-31."""
    theirs = pytest.importorskip("chinese_calendar", reason="needs the package chinesecalendar")
    cn = china_calendar()
    assert [day for day in _days() if cn.is_working(day) is not theirs.is_workday(day)] == []


def test_china_agrees_day_by_day_with_holidays() -> None:
    """A second one, of another make: public holidays, and the weekend days that it knows to be working."""
    theirs = pytest.importorskip("holidays", reason="needs the package holidays")
    china = theirs.country_holidays("CN", years=range(2019, 2027))
    cn = china_calendar()
    assert [day for day in _days() if cn.is_working(day) is not china.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        ("2026-02-14", True, ""),  # make-up Saturday before the Spring Festival
        ("2026-02-15", False, "weekend"),
        ("2026-02-16", False, "holiday"),
        ("2026-02-23", False, "holiday"),
        ("2026-02-24", True, ""),
        ("2026-02-28", True, ""),  # make-up Saturday after it
        ("2026-01-04", True, ""),  # make-up Sunday
        ("2026-05-05", False, "holiday"),
        ("2026-09-20", True, ""),
        ("2026-10-08", True, ""),
        ("2020-01-31", False, "holiday"),  # the Spring Festival of 2020 was made longer
        ("2019-05-02", False, "holiday"),  # Labour Day 2019, as amended
        ("2019-04-28", True, ""),
        ("2024-02-09", True, ""),  # New Year's Eve 2024 was a working day
        ("2026-03-07", False, "weekend"),
    ],
)
def test_trap_16_china_days_fixed_by_hand(day: str, working: bool, why: str) -> None:
    """Make-up weekend days are working, the weekdays they were swapped for are not."""
    cn = china_calendar()
    assert cn.is_working(date.fromisoformat(day)) is working
    assert cn.why_off(date.fromisoformat(day)) == why


def test_china_knows_2019_to_2026_and_no_more() -> None:
    """Past the published days answers go on by weekday, marked provisional."""
    cn = china_calendar()
    assert [cn.knows(date(*d)) for d in ((2018, 12, 31), (2019, 1, 1), (2026, 12, 31), (2027, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]
    started = datetime(2026, 12, 30, 2, tzinfo=UTC)
    inside = due(Clock(Days(1, roll="following"), started, cn))
    outside = due(Clock(Days(2, roll="following"), started, cn))
    assert inside is not None
    assert outside is not None
    assert (inside.due_on, inside.provisional) == (date(2026, 12, 31), False)
    assert (outside.due_on, outside.provisional) == (date(2027, 1, 1), True)  # by weekday a Friday


def test_china_hours_and_id_are_parameters() -> None:
    """A factory's own hours on the same official days."""
    factory = china_calendar(hours=(Window("08:00", "12:00"), Window("13:30", "17:30")), id="plant")
    assert factory.id == "plant"
    assert len(factory.windows(date(2026, 2, 14))) == 2
    assert factory.windows(date(2026, 2, 16)) == ()
    assert china_calendar() is china_calendar()
