"""The ladder and the sweep: each rung once, in its order, as the catch-up rule says, and never for what is over."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from complaintkit.deadlines import After, AtDue, AtFraction, Before, Days, Hours, Minutes
from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput
from complaintkit.rules import Duty, Fact, Form, Policy, Rung
from tests.desk.policies import CLERK, TX, World, at, day_end, policy, reply_duty, world

WARN = Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",), cite=TX("art. 30"))
HALF = Rung("half", AtFraction(Fraction(1, 2)), kind="reminder", tell=("clerk",))
LATE = Rung("late", tell=("boss",), cite=TX("art. 31"))
LATER = Rung("later", After(Hours(12)), tell=("boss", "clerk"))


def laddered(*ladder: Rung, **parts: Any) -> Policy:
    return policy(duties=(reply_duty(ladder=ladder or (WARN, LATE, LATER), **parts),))


def swept(desk: World) -> list[str]:
    return [rung for _, _, rung in desk.desk.sweep().fired]


def test_each_rung_fires_once_at_its_moment():
    desk = world(laddered(HALF, WARN, LATE, LATER))
    case = desk.file()
    told = []
    for moment in (at(3), at(3, 17), at(4, 0), at(5, 23, 59, 59), at(6, 0), at(6, 11, 59), at(6, 12), at(20)):
        desk.clock.move_to(moment)
        told.append(swept(desk))
        assert swept(desk) == []
    # half of the 86 h 59 min 59.999999 s to the due is 2026-03-04 04:29:59.999999
    assert told == [[], [], ["warn"], ["half"], ["late"], [], ["later"], []]
    assert [event.capacity for event in desk.desk.events(case)][1:] == ["system"] * 4


def test_a_rung_that_fired_is_waited_for_no_more():
    """The due and what is still to come are left, rung by rung; with the last the sweep has nothing to wait for."""
    desk = world(laddered(WARN, LATE, LATER))
    case = desk.file()
    left = []
    for moment in (at(5), at(6, 0), at(6, 12)):
        desk.clock.move_to(moment)
        swept(desk)
        with desk.store.begin() as tx:
            left.append([row.rung for row in tx.load("acme", case).rows["reply"]])
            waits = tx.due("acme", at(20), 9)
    assert left == [["", "late", "later"], ["", "later"], [""]]
    assert waits == []


def test_what_fired_is_on_record_with_its_due_its_clause_and_whom_it_tells():
    desk = world(laddered())
    case = desk.file()
    desk.clock.move_to(at(4))
    report = desk.desk.sweep()
    assert (report.fired, report.skipped, report.opened) == (((case, "reply", "warn"),), (), ())
    event = desk.desk.events(case)[-1]
    body: Any = event.body
    assert (body.rung, body.kind, body.due_at, body.fires_at, body.tell, body.records) == (
        "warn",
        "warning",
        day_end(5),
        at(4, 0),
        ("clerk",),
        (),
    )
    assert (event.actor, event.occurred_at) == ("system", at(4))
    assert [(notice.what, notice.subject, notice.to) for notice in desk.desk.notices()] == [
        ("warning", "reply/warn", "clerk")
    ]
    desk.clock.move_to(at(6, 0))
    desk.desk.sweep()
    assert [entry.who for entry in desk.desk.get(case).records["escalated"]] == ["system"]


@pytest.mark.parametrize(
    ("rule", "fired", "skipped"),
    [
        ("all", ["warn", "late", "later"], []),
        ("highest", ["later"], ["warn", "late"]),
        ("none", [], ["warn", "late", "later"]),
    ],
)
def test_after_downtime_the_catch_up_rule_says_what_fires(rule, fired, skipped):
    desk = world(laddered(catch_up=rule))
    case = desk.file()
    desk.clock.move_to(at(9))
    report = desk.desk.sweep()
    assert [rung for _, _, rung in report.fired] == fired
    assert [rung for _, _, rung in report.skipped] == skipped
    bodies: list[Any] = [event.body for event in desk.desk.events(case)[1:]]
    assert [(body.rung, body.skipped) for body in bodies] == [
        (rung, "caught_up" if rung in skipped else "") for rung in ("warn", "late", "later")
    ], "what is passed over is on record too, all in the order of time"
    assert desk.state(case).fired == tuple(fired)
    assert all(not body.tell and not body.records for body in bodies if body.skipped)
    again = desk.desk.sweep()
    assert (again.fired, again.skipped) == ((), ())


def test_a_warning_before_the_start_is_skipped_with_a_record():
    early = Rung("early", Before(Days(5)), kind="warning", tell=("clerk",))
    desk = world(laddered(early, LATE))
    case = desk.file()
    report = desk.desk.sweep()
    assert (report.fired, report.skipped) == ((), ((case, "reply", "early"),))
    body: Any = desk.desk.events(case)[-1].body
    assert (body.skipped, body.fires_at) == ("before_start", at(28, 0, month=2))
    assert desk.desk.notices() == ()


def test_an_ended_or_stopped_duty_has_no_rungs():
    desk = world(laddered())
    met, stopped, open_ = desk.file(), desk.file(), desk.file()
    desk.desk.act(met, "reply", by=CLERK)
    desk.desk.act(stopped, "close", by=CLERK)
    desk.clock.move_to(at(9))
    assert {case for case, _, _ in desk.desk.sweep().fired} == {open_}


def test_a_rung_issues_forms_with_their_notices_and_makes_records():
    slip = Rung("slip", tell=("boss",), issues=("slip",), records=("x_asked",))
    desk = world(policy(forms=(Form("slip", copies=("office",)),), duties=(reply_duty(ladder=(slip,)),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    after = desk.desk.get(case)
    assert list(after.records) == ["filed", "escalated", "issued", "x_asked"]
    assert [(form.form, form.seq) for form in after.forms] == [("slip", 2)]
    assert [(notice.what, notice.to) for notice in desk.desk.notices()] == [("form", "office"), ("escalation", "boss")]


@pytest.mark.parametrize("swept", [timedelta(0), timedelta(days=2)])
@pytest.mark.parametrize(
    ("moment", "status", "ended"),
    [
        (Before(Hours(1)), "met", day_end(5) - timedelta(hours=1)),
        (AtDue(), "met", day_end(5)),
        (After(Minutes(1)), "met_late", day_end(5) + timedelta(minutes=1)),
    ],
)
def test_a_rung_whose_record_ends_its_own_duty_ends_it_at_its_moment(moment, status, ended, swept):
    """DESIGN 4.5: ``now > due_at`` is late. What follows at the due follows in time, however late the sweep comes."""
    deemed = Rung("deemed", moment, records=("replied",))
    desk = world(policy(duties=(reply_duty(ladder=(deemed,)),)))
    case = desk.file()
    desk.clock.move_to(ended + swept)
    assert desk.desk.sweep().fired == ((case, "reply", "deemed"),)
    state = desk.state(case)
    assert (state.status, state.ended_at) == (status, ended)
    desk.desk.correct(case, 1, by=CLERK, facts={}, occurred_at=at(2, 8), reason="an hour before")
    assert desk.state(case).lifted == (), "the rung that ended it is not unfounded for that"


def test_the_limit_takes_the_earliest_and_leaves_none_behind():
    desk = world(laddered(LATE))
    cases = []
    for day in (2, 3, 4):
        desk.clock.move_to(at(day))
        cases.append(desk.file())
    desk.clock.move_to(at(20))
    assert [[case for case, _, _ in desk.desk.sweep(limit=1).fired] for _ in range(4)] == [
        [cases[0]],
        [cases[1]],
        [cases[2]],
        [],
    ]


def test_a_case_counts_once_against_the_limit_and_the_report_says_whether_more_may_wait():
    """Two cases with three rungs each that have all come: a limit of one works through one case, whole."""
    desk = world(laddered(catch_up="all"))
    first, second = desk.file(), desk.file()
    desk.clock.move_to(at(20))
    told = [desk.desk.sweep(limit=1) for _ in range(3)]
    assert [[case for case, _, _ in report.fired] for report in told] == [[first] * 3, [second] * 3, []]
    assert [report.more for report in told] == [True, True, False]


@pytest.mark.parametrize("limit", [0, -1, True, 1.5, "10"])
def test_a_limit_that_is_none_is_refused(limit):
    """Nothing is fired, and the error says what was expected."""
    desk = world(laddered(LATE))
    desk.file()
    desk.clock.move_to(at(6))
    with pytest.raises(InvalidInput, match=r"expected a whole number from 1 on, got .* @ limit"):
        desk.desk.sweep(limit=limit)
    assert swept(desk) == ["late"]


def test_what_a_rung_sets_off_is_worked_through_by_the_same_sweep():
    """The escalation starts a duty of one day, whose warning three days before its due lies before its start: both are
    on record after one sweep, and a second finds nothing.
    """
    hearing = Duty("hearing", owner="boss", starts="escalated", ends=("closed",), term=Days(1), ladder=(
        Rung("soon", Before(Days(3)), kind="warning", tell=("boss",)),
    ))  # fmt: skip
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)), hearing)))
    case = desk.file()
    desk.clock.move_to(at(6))
    report = desk.desk.sweep()
    assert (report.fired, report.skipped) == (((case, "reply", "late"),), ((case, "hearing", "soon"),))
    again = desk.desk.sweep()
    assert (again.fired, again.skipped) == ((), ())


def test_two_sweepers_fire_each_rung_once():
    desk = world(laddered(LATE))
    desk.file()
    other = Desk(desk.desk.history, desk.store, tenant="acme", clock=desk.clock)
    desk.clock.move_to(at(6))
    assert (len(other.sweep().fired), swept(desk)) == (1, [])


def test_a_rung_that_another_claimed_is_left_to_it():
    desk = world(laddered(LATE))
    case = desk.file()
    desk.clock.move_to(at(6))
    with desk.store.begin() as tx:
        (row,) = [row for rows in tx.load("acme", case).rows.values() for row in rows if row.rung]
        assert tx.claim("acme", case, row)
    assert swept(desk) == []


def test_a_tenant_s_sweep_touches_no_other_tenant():
    desk = world(laddered(LATE))
    desk.file()
    other = Desk(desk.desk.history, desk.store, tenant="other", clock=desk.clock)
    other.file(by=CLERK)
    desk.clock.move_to(at(6))
    assert len(other.sweep().fired) == 1
    assert len(desk.desk.sweep().fired) == 1


def test_a_clock_behind_a_case_is_noted_by_the_sweep_too():
    desk = world(laddered(LATE), skew=timedelta(days=1))
    case = desk.file()
    desk.clock.move_to(at(6, 0, 2))
    desk.desk.act(case, "accept", by=CLERK)
    desk.clock.move_to(at(6, 0, 1))
    assert swept(desk) == ["late"]
    event = desk.desk.events(case)[-1]
    assert (event.recorded_at, event.behind) == (at(6, 0, 2), 60_000_000)


def test_dues_that_changed_by_themselves_are_waited_for_anew():
    """A stored due row that no longer is what the case says (a condition reads the day) is put right by the sweep."""
    from complaintkit.rules import ByCase
    from complaintkit.rules.conditions import late

    term = ByCase(((late("other"), Days(1)), (~late("other"), Days(10))))
    duties = (
        reply_duty(id="other", ends=("accepted",), term=Days(1), ladder=(LATE,)),
        reply_duty(term=term, ladder=(LATE,)),
    )
    desk = world(policy(duties=duties))
    case = desk.file()
    assert desk.due(case) == day_end(12)
    desk.clock.move_to(at(4, 0))
    fired = [(duty, rung) for _, duty, rung in desk.desk.sweep().fired]
    assert fired == [("other", "late"), ("reply", "late")], "the second follows from the first, in the same sweep"
    assert desk.due(case) == day_end(3)
    assert swept(desk) == []


def test_a_fact_for_the_record_moves_no_date():
    desk = world(
        policy(facts=(Fact("note", "text", required=False, for_the_record=True),), duties=(reply_duty(ladder=(LATE,)),))
    )
    assert desk.due(desk.file(facts={"note": "n"})) == day_end(5)
