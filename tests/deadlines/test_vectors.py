"""Answers from outside: what the test suites and issue threads of other implementations say must come out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaintkit.deadlines import BusinessMinutes, Calendar, Clock, Days, Pause, Window, china_calendar, due

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(scope="module")
def china_vectors(shared_data: Path) -> Any:
    return json.loads((shared_data / "vectors" / "china_days_2019_2026.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def deadline_vectors(shared_data: Path) -> Any:
    return json.loads((shared_data / "vectors" / "deadline_vectors.json").read_text(encoding="utf-8"))["vectors"]


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
    """What our calendar says; None where the vector asks for what only a clock with a positive term can do."""
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
    if us <= 0 or us % 60_000_000:
        return None
    found = due(
        Clock(BusinessMinutes(us // 60_000_000), start, calendar, pauses=tuple(Pause("wait", a, b) for a, b in pauses))
    )
    assert found is not None
    return found.due_at


def expected(vector: dict[str, Any]) -> Any:
    if vector["kind"] == "add_business_days":
        return date.fromisoformat(vector["expected"])
    if vector["kind"] == "add_business_time":
        return instant(vector["expected"], vector).astimezone(UTC)
    return vector["expected"]


def test_every_vector_of_other_implementations_comes_out(deadline_vectors: Any) -> None:
    """All 413 vectors: only those that pause a zero or negative amount lie outside what a clock can be asked."""
    wrong = []
    asked = 0
    for vector in deadline_vectors:
        got = answer(vector)
        if got is None:
            continue
        asked += 1
        if got != expected(vector):
            wrong.append(f"{vector['id']}: got {got}, expected {expected(vector)}")
    assert wrong == []
    assert asked >= len(deadline_vectors) - 3


def test_china_every_known_day_agrees_with_three_implementations(china_vectors: Any) -> None:
    """Each of the 2,922 days from 2019 to 2026: working or not, and the working days of each year."""
    cn = china_calendar()
    for year, facts in china_vectors["years"].items():
        off, makeup = set(facts["weekday_off"]), set(facts["makeup_workdays"])
        day = date(int(year), 1, 1)
        working = 0
        for _ in range(facts["days"]):
            name = day.isoformat()
            want = name in makeup or (day.weekday() < 5 and name not in off)
            assert cn.is_working(day) is want, name
            working += want
            day += timedelta(days=1)
        assert working == facts["working_days"]
        assert cn.count(date(int(year), 1, 1), date(int(year) + 1, 1, 1)) == facts["working_days"]
    for fact in china_vectors["facts"] + china_vectors["control_sample"]:
        assert cn.is_working(date.fromisoformat(fact["date"])) is fact["working"], fact


def test_china_adding_and_counting_agree(china_vectors: Any) -> None:
    """The worked additions, backwards ones too, and the counts over both ends included."""
    cn = china_calendar()
    for row in china_vectors["add_working_days"]:
        got = cn.add_working_days(date.fromisoformat(row["start"]), row["working_days"])
        assert got.isoformat() == row["expected"], row
    for row in china_vectors["count_working_days"]:
        until = date.fromisoformat(row["to"]) + timedelta(days=1)
        assert cn.count(date.fromisoformat(row["from"]), until) == row["working_days"], row


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
