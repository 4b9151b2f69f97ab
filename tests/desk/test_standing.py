"""Standing cases: opened by the sweep once per unit and period, caught up after downtime, never twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Calendar, Days, NthDayOfNextMonth, Window
from complaintkit.desk import Desk
from complaintkit.errors import PolicyError
from complaintkit.rules import Actor, Duty, Fact, Form, Kind, Move, Numbering, Policy, Stage
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedDirectory
from tests.desk.policies import CLERK, TX, World, at, day_end, policy, reasons, world

US = timedelta(microseconds=1)


def standing(every: str, calendar: str = "utc", **parts: Any) -> Policy:
    """The plain policy with a book to be read once a period."""
    base = policy()
    extra = {key: parts.pop(key) for key in ("numbering", "facts", "forms", "in_force_from", "id") if key in parts}
    return policy(
        calendar=calendar,
        kinds=(
            Kind("complaint", initial="open", by=("clerk",)),
            Kind("book", initial="unread", every=every, cite=TX("art. 40"), **parts),  # type: ignore[arg-type]
        ),
        stages=(
            *base.stages,
            Stage("unread", owner="clerk", case_kind="book"),
            Stage("read", "closed", case_kind="book"),
        ),
        moves=(*base.moves, Move("read", ("unread",), "read", by=("clerk",), records=("x_read",))),
        duties=(
            Duty("look", owner="clerk", starts="opened", ends=("x_read",), term=Days(1), case_kind="book"),
            Duty(
                "table", owner="clerk", starts="opened", ends=("x_read",), term=NthDayOfNextMonth(10), case_kind="book"
            ),
        ),
        **extra,
    )


def opened(desk: World) -> list[tuple[str | None, str | None, Any]]:
    """What a sweep opens: unit, period, receipt."""
    cases = [desk.desk.get(case) for case in desk.desk.sweep().opened]
    return [(case.unit, case.period, case.received_at) for case in cases]


def test_a_day_s_case_opens_with_the_day_and_only_once():
    desk = world(standing("day"))
    assert opened(desk) == [(None, "2026-03-02", at(2, 0))]
    assert opened(desk) == []
    desk.clock.move_to(at(2, 23, 59, 59))
    assert opened(desk) == []
    desk.clock.move_to(at(3, 0))
    assert opened(desk) == [(None, "2026-03-03", at(3, 0))]


def test_an_opened_case_stands_in_its_first_stage_with_its_record_and_its_duties():
    desk = world(standing("day"))
    (case_id,) = desk.desk.sweep().opened
    case = desk.desk.get(case_id)
    assert (case.kind, case.stage, case.owner, list(case.records)) == ("book", "unread", "clerk", ["opened"])
    event = desk.desk.events(case_id)[0]
    assert (event.actor, event.capacity, event.occurred_at, event.recorded_at) == ("system", "system", at(2, 0), at(2))
    assert desk.due(case_id, "look") == day_end(3)
    assert desk.desk.act(case_id, "read", by=CLERK).stage == "read"
    assert desk.state(case_id, "look").status == "met"


def test_after_downtime_every_period_since_is_opened_in_order():
    desk = world(standing("day"))
    opened(desk)
    desk.clock.move_to(at(6))
    assert [period for _, period, _ in opened(desk)] == ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]


@pytest.mark.parametrize(
    ("every", "opens", "first", "then"),
    [
        ("month", "start", ("2026-03", at(1, 0)), ("2026-04", at(1, 0, month=4))),
        ("month", "end", ("2026-02", day_end(28, month=2)), ("2026-03", day_end(31))),
        ("week", "start", ("2026-W10", at(2, 0)), ("2026-W11", at(9, 0))),
        ("quarter", "end", ("2025-Q4", at(1, 0, month=1) - US), ("2026-Q1", day_end(31))),
        ("year", "start", ("2026", at(1, 0, month=1)), ("2027", at(1, 0, month=1, year=2027))),
    ],
)
def test_periods_open_with_their_first_or_their_last_instant(every, opens, first, then):
    desk = world(standing(every, opens=opens, in_force_from=date(2025, 1, 1)))
    assert opened(desk) == [(None, *first)]
    desk.clock.move_to(then[1] - US)
    assert opened(desk) == []
    desk.clock.move_to(then[1])
    assert opened(desk) == [(None, *then)]


def test_what_opens_at_the_end_of_a_month_is_due_on_the_tenth_after_it():
    desk = world(standing("month", opens="end"))
    (case,) = desk.desk.sweep().opened
    assert desk.due(case, "table") == day_end(10)


def test_working_days_are_those_of_the_calendar():
    desk = world(standing("working_day", "office"), now=at(6, 1))  # Friday, 09:00 in Shanghai
    assert [period for _, period, _ in opened(desk)] == ["2026-03-06"]
    desk.clock.move_to(at(8))
    assert opened(desk) == []
    desk.clock.move_to(at(8, 16))  # Monday begins in Shanghai
    assert opened(desk) == [(None, "2026-03-09", at(8, 16))]


def test_a_first_sweep_on_a_day_off_opens_the_newest_working_day():
    desk = world(standing("working_day", "office"), now=at(8))
    assert [period for _, period, _ in opened(desk)] == ["2026-03-06"]


def test_each_unit_of_the_kind_has_its_own():
    directory = FixedDirectory({"cleo": ("clerk",)}, units={"outlet": ("east", "west"), "office": ("hq",)})
    desk = world(standing("day", per="unit", unit_kind="outlet"), directory=directory)
    assert opened(desk) == [("east", "2026-03-02", at(2, 0)), ("west", "2026-03-02", at(2, 0))]
    assert opened(desk) == []


def test_a_unit_that_comes_later_begins_with_the_period_it_comes_in():
    desk = world(standing("day", per="unit"), directory=FixedDirectory({}, units={"outlet": ("east",)}))
    opened(desk)
    desk.clock.move_to(at(4))
    later = Desk(
        desk.desk.history,
        desk.store,
        tenant="acme",
        clock=desk.clock,
        directory=FixedDirectory({}, units={"outlet": ("east", "west")}),
    )
    found = [(later.get(case).unit, later.get(case).period) for case in later.sweep().opened]
    assert found == [("east", "2026-03-03"), ("east", "2026-03-04"), ("west", "2026-03-04")]


UNITS = ("east", "home", "west")
SUNDAYS_TOO = ((Window("09:00", "17:00"),),) * 7
ZONES = {
    "shanghai": Calendar("shanghai", zone="Asia/Shanghai", week=SUNDAYS_TOO),
    "tokyo": Calendar("tokyo", zone="Asia/Tokyo", week=SUNDAYS_TOO),
    "london": Calendar("london", zone="Europe/London", week=SUNDAYS_TOO),
}


def of_three_zones(every: str, now: Any, **parts: Any) -> World:
    """A policy of Shanghai (UTC+8) with units in Tokyo (UTC+9), at home and in London (UTC in March)."""
    directory = FixedDirectory({}, units={"outlet": UNITS})
    plain = standing(every, "shanghai", per="unit", **parts)
    made = attrs.evolve(plain, unit_calendars={"east": "tokyo", "west": "london"})
    return world(made, calendars=ZONES, now=now, directory=directory)


def test_a_period_has_begun_once_it_has_in_the_unit_s_zone_and_in_the_policy_s():
    """The 3rd begins in Tokyo at 15:00 UTC of the 2nd, in Shanghai at 16:00, in London at midnight UTC."""
    numbering = (Numbering("opened", "B{yy}{mm}{dd}-{serial:02d}", period="day", case_kind="book"),)
    desk = of_three_zones("day", at(2, 12), numbering=numbering)
    assert [(unit, period) for unit, period, _ in opened(desk)] == [(unit, "2026-03-02") for unit in UNITS]
    desk.clock.move_to(at(2, 16) - US)
    assert opened(desk) == []
    desk.clock.move_to(at(2, 16))
    begun = [desk.desk.get(case) for case in desk.desk.sweep().opened]
    assert [(case.unit, case.period, case.received_at, case.number) for case in begun] == [
        ("east", "2026-03-03", at(2, 16), "B260303-01"),
        ("home", "2026-03-03", at(2, 16), "B260303-02"),
    ]
    desk.clock.move_to(at(3, 0) - US)
    assert opened(desk) == []
    desk.clock.move_to(at(3, 0))
    assert opened(desk) == [("west", "2026-03-03", at(3, 0))]
    assert desk.due(begun[0].id, "look") == day_end(4) - timedelta(hours=9), "the day after the 3rd, in Tokyo"


def test_a_period_is_over_once_it_is_in_both_zones_and_its_case_is_of_its_last_day():
    """March ends in Tokyo, then in Shanghai, then in London. Each table is due on 10 April where the unit is."""
    desk = of_three_zones("month", at(20), opens="end")
    opened(desk)
    shanghai, tokyo, london = (day_end(31) - timedelta(hours=hours) for hours in (8, 9, 1))  # summer time
    desk.clock.move_to(shanghai - US)
    assert opened(desk) == []
    desk.clock.move_to(shanghai)
    assert opened(desk) == [("east", "2026-03", tokyo), ("home", "2026-03", shanghai)]
    desk.clock.move_to(london - US)
    assert opened(desk) == []
    desk.clock.move_to(london)
    (west,) = desk.desk.sweep().opened
    case = desk.desk.get(west)
    assert (case.unit, case.period, case.received_at) == ("west", "2026-03", shanghai)
    cases = {case.unit: case.id for case in desk.desk.find(kind="book", period="2026-03").cases}
    tenth = day_end(10, month=4)
    assert [desk.due(cases[unit], "table") for unit in UNITS] == [
        tenth - timedelta(hours=9),
        tenth - timedelta(hours=8),
        tenth - timedelta(hours=1),
    ]


def test_the_first_period_of_a_version_is_opened_under_it_in_every_zone():
    """In force from the 4th of the policy's zone: each unit's 4th runs under it, its 3rd under the one before."""
    desk = of_three_zones("day", at(3, 12))
    (old,) = desk.desk.history.policies
    new = attrs.evolve(old, version="2", in_force_from=date(2026, 3, 4))
    units = desk.desk.directory
    both = world(old, new, calendars=ZONES, now=at(3, 12), directory=units)
    both.desk.sweep()
    both.clock.move_to(at(5, 12))
    cases = [both.desk.get(case) for case in both.desk.sweep().opened]
    assert [(case.unit, case.period, case.policy == new.hash) for case in cases] == [
        (unit, f"2026-03-0{day}", True) for unit in UNITS for day in (4, 5)
    ]


def test_a_unit_s_calendar_says_which_days_work():
    """The policy's days are all working; the unit in Tokyo is closed on Tuesday the 3rd."""
    closed = Calendar("tokyo", zone="Asia/Tokyo", week=SUNDAYS_TOO, holidays=(date(2026, 3, 3),))
    plain = standing("working_day", "shanghai", per="unit")
    desk = world(
        attrs.evolve(plain, unit_calendars={"east": "tokyo"}),
        calendars={**ZONES, "tokyo": closed},
        now=at(2, 12),
        directory=FixedDirectory({}, units={"outlet": ("east", "home")}),
    )
    opened(desk)
    desk.clock.move_to(at(4, 12))
    assert [(unit, period) for unit, period, _ in opened(desk)] == [
        ("east", "2026-03-04"),
        ("home", "2026-03-03"),
        ("home", "2026-03-04"),
    ]


def test_without_a_directory_it_is_opened_for_the_tenant():
    desk = world(standing("day", per="unit", unit_kind="outlet"))
    assert opened(desk) == [(None, "2026-03-02", at(2, 0))]


def test_two_desks_never_open_the_same_period_twice():
    desk = world(standing("day"))
    other = Desk(desk.desk.history, desk.store, tenant="acme", clock=desk.clock)
    assert (len(desk.desk.sweep().opened), other.sweep().opened) == (1, ())


def test_a_period_whose_mark_was_lost_is_still_not_opened_twice():
    desk = world(standing("day"))
    opened(desk)
    desk.store._marks.clear()
    assert opened(desk) == []


def test_each_period_runs_under_the_version_in_force_at_its_opening():
    old = standing("day")
    new = attrs.evolve(old, version="2", in_force_from=date(2026, 3, 4))
    desk = world(old, new)
    desk.desk.sweep()
    desk.clock.move_to(at(5))
    cases = [desk.desk.get(case) for case in desk.desk.sweep().opened]
    assert [(case.period, case.policy == new.hash) for case in cases] == [
        ("2026-03-03", False),
        ("2026-03-04", True),
        ("2026-03-05", True),
    ]


def test_a_kind_that_a_version_does_not_know_opens_only_under_the_others():
    old = policy()
    new = standing("day", in_force_from=date(2026, 3, 4))
    desk = world(old, attrs.evolve(new, version="2"))
    assert opened(desk) == []
    desk.clock.move_to(at(5))
    assert [period for _, period, _ in opened(desk)] == ["2026-03-05"]


def test_before_any_version_is_in_force_nothing_opens():
    desk = world(standing("day"), now=at(1, month=12, year=2025))
    assert opened(desk) == []
    desk.clock.move_to(at(1, 0, month=1))
    assert [period for _, period, _ in opened(desk)] == ["2026-01-01"]


def test_a_period_that_opened_before_the_policy_is_passed_over():
    desk = world(standing("month", opens="end", in_force_from=date(2026, 3, 2)))
    assert opened(desk) == []
    desk.clock.move_to(day_end(31))
    assert [period for _, period, _ in opened(desk)] == ["2026-03"]


def test_a_standing_kind_is_not_filed_by_hand_and_opens_by_nobody_else():
    from complaintkit.cases.commands import File
    from complaintkit.cases.decide import decide
    from complaintkit.cases.program import Program
    from complaintkit.errors import InvalidInput

    desk = world(standing("day"))
    with pytest.raises(InvalidInput) as caught:
        desk.desk.file(by=CLERK, kind="book")
    assert str(caught.value) == (
        "the command cannot be read: there is no kind of case that is filed 'book': known: complaint @ kind [CK101]"
    )
    decision = decide(Program(standing("day")), None, File(kind="book"), Actor("cleo", roles={"clerk"}), at(2))
    assert (decision.codes, decision.cites) == (("role",), (TX("art. 40"),))


def test_an_opening_that_draws_a_number_gets_one():
    numbering = (Numbering("opened", "B{yy}{mm}{dd}-{serial:02d}", period="day", case_kind="book"),)
    directory = FixedDirectory({}, units={"outlet": ("east", "west")})
    desk = world(standing("day", per="unit", numbering=numbering), directory=directory)
    assert [desk.desk.get(case).number for case in desk.desk.sweep().opened] == ["B260302-01", "B260302-02"]


def test_a_standing_kind_that_asks_for_a_fact_nobody_gives_is_refused():
    """Nobody is there to give it when the sweep opens the case: it would never open, and nobody would know."""
    with pytest.raises(PolicyError) as caught:
        standing("day", facts=(Fact("weather", "text", case_kind="book"),))
    assert "'book' is opened by the sweep, which gives no facts: 'weather' cannot be required" in str(caught.value)
    with pytest.raises(PolicyError) as caught:
        standing(
            "day",
            facts=(Fact("weather", "text", case_kind="book", required=False),),
            forms=(Form("card", contents=("weather",)),),
            issues=("card",),
        )
    assert "'book' is opened by the sweep, which gives no facts: 'weather' cannot stand on its form" in str(
        caught.value
    )


def test_overdue_standing_cases_are_found_by_period():
    desk = world(standing("day"))
    desk.desk.sweep()
    assert [case.period for case in desk.desk.find(kind="book", period="2026-03-02").cases] == ["2026-03-02"]
    assert desk.desk.find(kind="book", overdue_at=at(4, 0)).cases[0].period == "2026-03-02"
    assert desk.desk.find(kind="book", overdue_at=day_end(3)).cases == ()


def test_a_complaint_of_a_directory_s_tenant_is_refused_like_any_other():
    desk = world(standing("day"), directory=FixedDirectory({}))
    assert [item.code for item in reasons(lambda: desk.desk.file(by=CLERK))] == ["role", "nobody_left"]


class Counting(MemoryStore):
    """A store that counts how often it is asked, and how often for writing."""

    asked = written = 0

    def begin(self, *, reading: bool = False) -> Any:
        self.asked += 1
        self.written += not reading
        return super().begin(reading=reading)


def test_a_sweep_with_nothing_to_open_writes_nothing_and_soon_asks_nothing():
    """However many units: only whether a rung is due is asked, once it is known when the next case opens."""
    store = Counting()
    wards = FixedDirectory({}, units={"ward": tuple(f"w-{n}" for n in range(20))})
    desk = world(standing("day", per="unit", unit_kind="ward"), store=store, directory=wards)
    assert len(opened(desk)) == 20
    desk.desk.sweep()
    store.asked = store.written = 0
    assert not desk.desk.sweep().opened
    assert (store.asked, store.written) == (1, 0)
    desk.clock.move_to(at(3, 0))
    assert len(opened(desk)) == 20


def test_what_a_batch_opened_and_took_back_is_opened_again():
    """Nothing of what a sweep saw in the batch is believed after it."""
    desk = world(standing("day"))
    assert len(opened(desk)) == 1
    desk.clock.move_to(at(3, 0))
    with pytest.raises(ZeroDivisionError), desk.desk.batch():  # noqa: PT012
        assert [len(opened(desk)) for _ in range(2)] == [1, 0]
        raise ZeroDivisionError
    assert opened(desk) == [(None, "2026-03-03", at(3, 0))]
