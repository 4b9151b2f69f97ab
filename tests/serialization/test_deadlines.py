"""Calendars, terms, conventions and clocks as documents: equal after a round trip, and strict."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    CONVENTIONS,
    EU_1182_71,
    BeforeEvent,
    BusinessMinutes,
    Calendar,
    Clock,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    Extension,
    FollowedBy,
    Former,
    Hours,
    Immediately,
    LaterOf,
    Longstop,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Pause,
    PauseRule,
    Promise,
    Term,
    Tolling,
    Window,
    WorkingDays,
    china_calendar,
    closed_yearly,
    dues,
)
from complaintkit.errors import CalendarError, InvalidInput
from complaintkit.serialization import (
    dumps_calendar,
    dumps_clock,
    dumps_convention,
    dumps_term,
    loads_calendar,
    loads_clock,
    loads_convention,
    loads_term,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.mark.parametrize(
    "calendar",
    [
        china_calendar(),
        closed_yearly(Calendar("x", zone="Europe/Berlin", strict=True, horizon_years=5), "12-24", "01-02"),
        Calendar(
            "night",
            zone="UTC",
            version="3",
            week=((Window("22:00", "30:00"),),) * 7,
            overrides={date(2026, 3, 2): (), date(2026, 3, 3): (Window("00:00", "24:00"),)},
            known_from=date(2026, 1, 1),
            known_until=date(2026, 12, 31),
        ),
    ],
)
def test_a_calendar_is_the_same_after_a_round_trip(calendar: Calendar) -> None:
    """Equal, with the same hash and text, spread over lines or not."""
    text = dumps_calendar(calendar)
    for written in (text, text.encode(), dumps_calendar(calendar, indent=2)):
        again = loads_calendar(written)
        assert again == calendar
        assert hash(again) == hash(calendar)
        assert dumps_calendar(again) == text


@pytest.mark.parametrize(
    "term",
    [
        BusinessMinutes(30),
        Days(3, roll="following", ends="close"),
        NthDayOfNextMonth(10, working=True),
        NthDayOf(31, "half_year", month=2, which="this"),
        Cycles(2, "statement"),
        Immediately(None),
        BeforeEvent("sale"),
        BeforeEvent("hearing", WorkingDays(14)),
        CountedFrom("ack", FollowedBy(Days(28), LaterOf((Days(90), Months(3))))),
        EarlierOf((Hours(24), WorkingDays(1, ends="wall"))),
    ],
)
def test_a_term_is_the_same_after_a_round_trip(term: Term) -> None:
    """Every kind of term."""
    assert loads_term(dumps_term(term)) == term


@pytest.mark.parametrize("name", CONVENTIONS)
def test_a_convention_is_the_same_after_a_round_trip(name: str) -> None:
    """All that ship."""
    assert loads_convention(dumps_convention(CONVENTIONS[name])) == CONVENTIONS[name]


def test_a_clock_is_the_same_after_a_round_trip_and_falls_due_then() -> None:
    """With everything that may happen to one."""
    clock = Clock(
        EarlierOf((WorkingDays(10), CountedFrom("ack", Days(30)), Cycles(1, "statement"), BeforeEvent("sale"))),
        START,
        china_calendar(),
        convention=EU_1182_71,
        pauses=(Pause("wait", at(3), at(5)), Pause("wait", at(9))),
        pause_rules=(PauseRule("wait", most=2, cap=Days(10)),),
        pause_cap=Days(30),
        extensions=(
            Extension("add", at(6), term=Days(3), reason="expert", asked_at=at(5)),
            Extension("fixed", at(7), due_at=at(29), moved_by_pauses=True),
        ),
        promises=(Promise(at(28), at(8)),),
        changed_at=at(4),
        not_before=Days(2),
        anchors=(("ack", at(4)), ("sale", date(2026, 5, 1)), ("statement", (date(2026, 4, 1), date(2026, 5, 1)))),
        tolling=(Tolling("flood", date(2026, 3, 10), date(2026, 3, 12), started_until=date(2026, 3, 9)),),
        longstop=Longstop(Months(6), START),
        former=(Former(at(4), "calendar", calendar=Calendar("old")), Former(at(5), "reclassified", term=Days(99))),
    )
    again = loads_clock(dumps_clock(clock))
    assert again == clock
    assert dues(again) == dues(clock)
    assert (
        loads_clock(dumps_clock(Clock(Days(1), START, Calendar("x"), convention=CHINA_CIVIL_CODE))).convention.roll
        == "following"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"id": "x", "zone": "Mars/Olympus"}, "unknown time zone 'Mars/Olympus'"),
        ({"id": "x", "holidays": ["2026-02-30"]}, "@ $.holidays[0]"),
        ({"id": "x", "weak": []}, "did you mean 'week'? @ $.weak"),
        ({"id": "x", "horizon_years": 3.0}, "@ $.horizon_years"),
        ({"id": "x", "holidays": ["2026-03-07"], "working_days": [["2026-03-07", 0]]}, "both a holiday and a make-up"),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_path(given: dict[str, object], said: str) -> None:
    """Strict types, unknown fields, contradictions."""
    with pytest.raises(CalendarError) as caught:
        loads_calendar(json.dumps({"calendar": given}))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "null",
        '{"term": 3}',
        '{"term": {"$": "Days", "count": 3}, "schema": 2}',
        '{"term": {"$": "Days", "count": 3}, "more": 1}',
        '{"term": {"$": "Daze", "count": 3}}',
        '{"term": {"$": "Days", "count": 0}}',
        '{"term": {"$": "BeforeEvent", "event": "x", "length": {"$": "Immediately"}}}',
    ],
)
def test_a_wrong_document_is_refused(text: str) -> None:
    """Another shape, a newer schema, an unknown key, tag or count."""
    with pytest.raises(InvalidInput):
        loads_term(text)
