"""The laws that are asked of a duty's term: those that hold of such a term, and no others."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    PLAIN,
    US_RULE_6,
    BeforeEvent,
    BusinessHours,
    Calendar,
    Days,
    FollowedBy,
    Hours,
    NthDayOf,
    PauseRule,
    Tolling,
    Window,
    WorkingDays,
    Years,
    china_calendar,
)
from complaintkit.rules import Duty
from complaintkit.testing import calendars, conventions, lengths, pause_rules, terms, tollings
from complaintkit.testing.duty_laws import DutyTerm, duty_terms
from tests.testing.shop import ANSWER, shop

CN = china_calendar()
NIGHT = Calendar("night", week=((Window("18:00", "24:00"),),) * 7)
DAYS = (date(2025, 6, 1), date(2026, 12, 31))
LATER, LOCAL = "a_later_start_is_never_due_earlier", "the_local_date_is_that_of_the_calendar"
HOLIDAY, START = "an_added_holiday_never_brings_it_forward", "it_is_never_due_before_the_start"
PAUSED, HELD = "a_pause_never_brings_it_forward", "it_is_never_due_on_a_day_before_a_pause_ended"
ALWAYS = {"one_instant_has_one_answer", "it_is_stable_when_written_and_read_again"}
PLAINLY = {*ALWAYS, LATER, LOCAL, HOLIDAY, START}


def asked(term, *, convention=PLAIN, calendar=CN, **more):
    """The laws asked of a term, by name."""
    duty = Duty("d", owner="clerk", ends=("closed",), term=term, **{"starts": "filed", **more})
    held = DutyTerm(duty, "$.d", term, convention, calendar, next(iter(duty.pauses), None), DAYS)
    return {law.__name__ for law in held.laws()}


@pytest.mark.parametrize(
    ("term", "more", "laws"),
    [
        (WorkingDays(3), {}, PLAINLY),
        (Days(3), {"pauses": ("a",)}, {*PLAINLY, PAUSED, HELD}),
        # a cap or a last day may let it fall due while the pause goes on; closed hours are no pause at all
        (Days(3), {"pauses": ("a",), "pause_cap": Days(2)}, {*PLAINLY, PAUSED}),
        (Days(3), {"pauses": ("a",), "pause_rules": (PauseRule("a", most=1),)}, {*PLAINLY, PAUSED}),
        (Days(3), {"pauses": ("a",), "longstop": Days(9)}, {*PLAINLY, PAUSED}),
        (BusinessHours(3), {"pauses": ("a",)}, {*PLAINLY, PAUSED}),
        # rolled back, or counted back from an event: a holiday more brings it forward, and it may lie before the start
        (Days(3, roll="preceding"), {}, PLAINLY - {HOLIDAY, START}),
        (BeforeEvent("sale"), {}, PLAINLY - {HOLIDAY, START}),
        # the last working day of a month, and a day of the month that runs
        (NthDayOf(31, "month", working=True), {}, PLAINLY - {HOLIDAY}),
        (NthDayOf(10, "month", which="this"), {}, PLAINLY),
        (NthDayOf(10, "month", which="this"), {"starts": "opened"}, PLAINLY - {START}),
        # hours that roll to the same time; receipts told apart by their day; a day that ends at its start's time
        (Hours(3), {"convention": US_RULE_6}, PLAINLY - {LATER}),
        (
            Days(3),
            {"tolling": (Tolling("t", date(2026, 1, 1), date(2026, 1, 9), started_from=DAYS[0]),)},
            PLAINLY - {LATER},
        ),
        (Days(3, ends="wall_open"), {"pauses": ("a",)}, {*PLAINLY, PAUSED, HELD} - {LOCAL, LATER}),
        (FollowedBy(Hours(9), Days(3, ends="wall")), {"pauses": ("a",)}, {*PLAINLY, HELD} - {LOCAL, LATER}),
        (Days(3, ends="close"), {}, PLAINLY),
        (
            Days(3, ends="close"),
            {"calendar": Calendar("night", week=((Window("18:00", "24:00"),),) * 7)},
            PLAINLY - {LOCAL},
        ),
    ],
)
def test_what_is_asked_of_a_term(term, more, laws):
    """What its counting promises, by hand: nothing less, or a fault goes unseen, and nothing more."""
    assert asked(term, **more) == laws


@settings(max_examples=15, phases=(Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_term_no_law_is_asked_that_does_not_hold(data):
    """No false alarm: terms, conventions, calendars, tolling, caps and last days of every kind keep the laws asked."""
    term, causes = data.draw(terms(("sale",))), data.draw(st.sampled_from(((), ("a",))))
    duty = Duty(  # opened by the sweep, since a day of this month may well lie before the day a complaint comes in
        "d", owner="clerk", starts="opened", ends=("closed",), term=term, pauses=causes,
        pause_rules=data.draw(pause_rules(causes)), longstop=data.draw(st.none() | lengths(60)),
        tolling=data.draw(tollings(date(2026, 2, 15))),
    )  # fmt: skip
    calendar, convention = data.draw(calendars()), data.draw(conventions())
    held = DutyTerm(duty, "$.d", term, convention, calendar, next(iter(causes), None), DAYS)
    assert held.broken(4) is None


def test_every_term_is_asked_in_every_calendar_it_may_be_counted_in():
    """Two causes of pauses, and a unit with a calendar of its own: four; a duty with its own calendar stays in it."""
    paused = attrs.evolve(ANSWER, pauses=())
    policy = shop(duties=(paused,), unit_calendars={"east": "utc"})
    assert [held.calendar.id for held in duty_terms(policy)] == ["cn", duty_terms(policy)[1].calendar.id]
    assert len(duty_terms(shop(duties=(attrs.evolve(paused, calendar="cn"),), unit_calendars={"east": "utc"}))) == 1
    assert [held.convention for held in duty_terms(shop(convention="china_civil_code"))] == [CHINA_CIVIL_CODE]
    assert duty_terms(shop())[0].days == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_term_past_the_table_is_told_as_that():
    """Two hundred years: no date can be told, whatever the law that asked."""
    (held,) = duty_terms(shop(duties=(attrs.evolve(ANSWER, term=Years(200)),)))
    with pytest.raises(
        AssertionError, match=r"200 years \[House rules 6\]\n  broken: there is a date for every start\n"
    ):
        held.ask(3)
