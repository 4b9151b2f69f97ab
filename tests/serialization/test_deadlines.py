"""Calendars, terms, conventions and clocks as documents: equal after a round trip, and strict."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    CONVENTIONS,
    EU_1182_71,
    After,
    AtDue,
    AtFraction,
    Before,
    BeforeEvent,
    BusinessMinutes,
    Calendar,
    Clock,
    Convention,
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
    Moment,
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
    due,
    dues,
)
from complaintkit.errors import CalendarError, InvalidInput
from complaintkit.rules import Duty, Move, Policy, Rung, Stage
from complaintkit.serialization import (
    dumps,
    dumps_calendar,
    dumps_clock,
    dumps_convention,
    dumps_term,
    loads_calendar,
    loads_clock,
    loads_convention,
    loads_policy,
    loads_term,
)
from complaintkit.testing import calendars, clocks, conventions, lengths, pause_rules, terms, tollings
from complaintkit.values import digest

T = TypeVar("T")
CYCLES = st.builds(Cycles, st.integers(1, 9), st.sampled_from(("statement", "bill")))
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


# -- whatever is drawn


def differs(value: T, dumps: Callable[[T], str], loads: Callable[[str], T]) -> list[str]:
    """What is not the same after a round trip: value, hash in this process and of the canonical bytes, text, layout."""
    text = dumps(value)
    again = loads(text)
    same = {
        "value": again == value,
        "hash": hash(again) == hash(value),
        "digest": digest(again) == digest(value),
        "text": dumps(again) == text,
        "layout": loads(json.dumps(json.loads(text), indent=2, sort_keys=False)) == value,
    }
    return [name for name, holds in same.items() if not holds]


@given(calendars())
def test_any_calendar_is_the_same_after_a_round_trip(calendar: Calendar) -> None:
    """Hours past midnight, make-up days, overrides, known or not; and it has the same days and hours."""
    assert differs(calendar, dumps_calendar, loads_calendar) == []
    again, day = loads_calendar(dumps_calendar(calendar)), date(2026, 3, 1)
    assert again.windows(day) == calendar.windows(day)


@given(terms(("reply", "sale")) | CYCLES)
def test_any_term_is_the_same_after_a_round_trip(term: Term) -> None:
    """Lengths, fixed days, at once, cycles, from and before anchors, earlier, later, one after the other."""
    assert differs(term, dumps_term, loads_term) == []


@given(conventions())
def test_any_convention_is_the_same_after_a_round_trip(convention: Convention) -> None:
    """Starts, cut-off, rolls, ends, working days inside."""
    assert differs(convention, dumps_convention, loads_convention) == []


@given(clocks(may_be_open=True, anchors=("reply", "sale")))
def test_any_clock_is_the_same_after_a_round_trip(clock: Clock) -> None:
    """Pauses with their rules and caps, extensions, promises, changes, anchors, tolling, longstop, what was before;
    and it falls due then, and ever did.
    """
    assert differs(clock, dumps_clock, loads_clock) == []
    again = loads_clock(dumps_clock(clock))
    assert due(again) == due(clock)
    assert dues(again) == dues(clock)


LADDER: st.SearchStrategy[Moment] = st.one_of(
    st.builds(Before, lengths()),
    st.builds(After, lengths()),
    st.just(AtDue()),
    st.fractions(Fraction(1, 99), Fraction(98, 99)).map(AtFraction),
)


@given(
    term=lengths(),
    moment=LADDER,
    rules=pause_rules(),
    cap=st.none() | lengths(),
    windows=tollings(date(2026, 3, 2)),
    longstop=st.none() | lengths(),
    repeats=st.sampled_from((None, "due", "met")),
)
def test_what_a_duty_says_of_time_is_the_same_after_a_round_trip(
    term: Term,
    moment: Moment,
    rules: tuple[PauseRule, ...],
    cap: Term | None,
    windows: tuple[Tolling, ...],
    longstop: Term | None,
    repeats: Any,
) -> None:
    """Rungs, pause rules, caps, tolling, longstops and repeats, in the document and the hash of a policy."""
    owed = Duty(
        "reply", owner="clerk", starts="filed", ends=("closed",), term=term, ladder=(Rung("one", moment),),
        pauses=tuple(rule.cause for rule in rules), pause_rules=rules, pause_cap=cap, tolling=windows,
        longstop=longstop, repeats=repeats,
    )  # fmt: skip
    policy = Policy(
        id="tiny", in_force_from=date(2026, 1, 1), roles=("clerk",), duties=(owed,),
        stages=(Stage("open", owner="clerk"), *(Stage(f"w_{r.cause}", "waiting", owner="clerk", pause=r.cause)
                                                for r in rules), Stage("done", "closed")),
        moves=(*(Move(f"go_{r.cause}", ("open",), f"w_{r.cause}", by=("clerk",)) for r in rules),
               *(Move(f"back_{r.cause}", (f"w_{r.cause}",), "open", by=("clerk",)) for r in rules),
               Move("close", ("open",), "done", by=("clerk",), records=("closed",))),
    )  # fmt: skip
    again = loads_policy(dumps(policy))
    assert again == policy
    assert again.hash == policy.hash
    assert again.duties == (owed,)


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
