"""Traps that existing systems fell into, each by its number; the trap is told in the docstring.

Traps of pure time (1-42) stand with the deadline floor; here are those that a running desk answers.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import After, Before, Calendar, Days, EarlierOf, Hours, WorkingDays
from complaintkit.desk import Courier, Desk, Envelope
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.rules import (
    ByCase,
    Category,
    Duty,
    ExtensionRule,
    Fact,
    LinkRule,
    Move,
    Numbering,
    Policy,
    PolicyHistory,
    PromiseRule,
    Role,
    Rung,
    Stage,
)
from complaintkit.rules.conditions import category, fact
from complaintkit.testing import FixedDirectory
from tests.desk.policies import (
    BOSS,
    CLERK,
    OPEN,
    World,
    at,
    day_end,
    policy,
    reasons,
    reply_duty,
    why,
    with_moves,
    world,
)
from tests.desk.test_retention import keeping_policy

LATE = Rung("late", tell=("boss",))
WARN = Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",))


def laddered(*ladder: Rung, **parts: Any) -> Policy:
    return policy(duties=(reply_duty(ladder=ladder or (LATE,), **parts),))


def fired(desk: World) -> list[str]:
    return [rung for _, _, rung in desk.desk.sweep().fired]


# -- 26-40: pause, extension, anchors


def test_trap_26_a_pause_is_measured_in_the_term_s_own_days():
    """A pending weekend was added to a term in working days."""
    desk = world(
        policy(duties=(reply_duty(term=WorkingDays(5), pauses=("customer",)),), calendar="office"), now=at(5, 2)
    )
    case = desk.file()  # Thursday; the fifth working day is Thursday the 12th
    desk.clock.move_to(at(6, 2))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(9, 2))
    desk.desk.act(case, "answer", by=CLERK)
    found = desk.state(case).due
    assert found is not None
    assert found.due_on == date(2026, 3, 13), "one working day was waited, Monday; not the weekend"


def test_trap_27_a_second_pause_does_not_overwrite_the_first():
    """Only the last hold counted."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.file()
    for begun, ended in ((3, 5), (5, 6)):
        desk.clock.move_to(at(begun))
        desk.desk.act(case, "ask", by=CLERK)
        desk.clock.move_to(at(ended))
        desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(8)
    assert len(desk.desk.get(case).pauses) == 2


def test_trap_29_a_pause_is_kept_when_the_category_changes():
    """The pause was forgotten when the service level or priority changed."""
    term = ByCase(((category.within("hard"), Days(10)), (category.within("easy"), Days(3))))
    desk = world(
        with_moves(
            Move("classify", OPEN, "=", by=("clerk",), reclassifies=True),
            categories=(Category("easy"), Category("hard")),
            duties=(reply_duty(term=term, pauses=("customer",)),),
        )
    )
    case = desk.file(category="easy")
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(6))
    desk.desk.act(case, "answer", by=CLERK)
    desk.desk.act(case, "classify", by=CLERK, category="hard")
    assert desk.due(case) == day_end(16)


def test_trap_30_a_pause_begun_after_the_due_hides_no_breach():
    """A pause begun after the deadline hid the breach, or went on adding to it."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(LATE,)),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    desk.desk.act(case, "ask", by=CLERK)
    assert (desk.state(case).status, fired(desk)) == ("overdue", ["late"])
    desk.clock.move_to(at(20))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(5)


def test_trap_31_a_moment_set_by_hand_is_not_shifted_by_a_later_pause():
    """A manual deadline was shifted by a later pause."""
    rule = ExtensionRule("fixed", Days(30), by=("clerk",), reasons=("ill",))
    desk = world(policy(duties=(reply_duty(pauses=("customer",), extension=rule),)))
    case = desk.file()
    desk.desk.extend(case, "reply", by=CLERK, reason="ill", until=at(20))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == at(20)


def test_trap_32_a_suspended_case_has_no_due_and_no_sentinel():
    """9999-12-31 stood for suspended, was never restored and polluted sorting."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    assert (desk.due(case), desk.state(case).status) == (None, "paused")
    assert desk.desk.find(overdue_at=at(31, month=12, year=9998)).cases == ()


@pytest.mark.parametrize("suspended", [False, True])
def test_trap_33_34_correcting_the_start_keeps_the_pause(suspended):
    """A start corrected after, or while, suspended: the pause was lost, or the clock began anew."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.file(received_at=at(1))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(6))
    if not suspended:
        desk.desk.act(case, "answer", by=CLERK)
    desk.desk.correct(case, 1, by=CLERK, reason="stamp", occurred_at=at(2))
    if suspended:
        assert desk.due(case) is None
        desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(9)


def test_trap_35_the_dates_move_with_the_stage():
    """A flag said suspended and the dates did not move."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(LATE,)),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(20))
    assert (fired(desk), desk.desk.find(overdue_at=at(20)).cases) == ([], ())


def test_trap_37_an_extension_after_the_due_or_beyond_the_bound_is_refused():
    """Extensions after expiry, beyond the bound, and earlier than the present due."""
    rule = ExtensionRule("fixed", Days(10), by=("clerk",), reasons=("ill",))
    desk = world(policy(duties=(reply_duty(extension=rule),)))
    case = desk.file()
    for until in (at(13), at(4)):
        found = why(partial(desk.desk.extend, case, "reply", by=CLERK, reason="ill", until=until))
        assert found.arg("why") == "until"
    desk.clock.move_to(at(6))
    assert why(lambda: desk.desk.extend(case, "reply", by=CLERK, reason="ill", until=at(9))).arg("why") == "past_due"


def test_trap_38_an_extension_moves_the_list_of_open_work_too():
    """The extension changed the case but not the list of open work."""
    rule = ExtensionRule("add", Days(5), by=("clerk",), reasons=("ill",))
    desk = world(laddered(LATE, extension=rule))
    case = desk.file()
    desk.desk.extend(case, "reply", by=CLERK, reason="ill")
    desk.clock.move_to(at(6))
    assert (desk.desk.find(overdue_at=at(6)).cases, fired(desk)) == ((), [])
    desk.clock.move_to(at(11, 0))
    assert ([c.id for c in desk.desk.find(overdue_at=at(11, 0)).cases], fired(desk)) == ([case], ["late"])


def test_trap_39_moving_a_due_leaves_the_receipt_alone():
    """Editing the deadline changed the date of receipt."""
    rule = ExtensionRule("replace", Days(9), by=("clerk",), reasons=("ill",))
    desk = world(laddered(LATE, extension=rule))
    case = desk.file(received_at=at(1))
    after = desk.desk.extend(case, "reply", by=CLERK, reason="ill")
    assert (after.received_at, desk.due(case)) == (at(1), day_end(10))


def test_trap_40_the_waiting_clock_ends_with_the_case():
    """The clock of waiting for the customer ran on after the case was resolved."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(LATE,)),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    desk.desk.act(case, "close", by=CLERK)
    desk.clock.move_to(at(30))
    assert (desk.state(case).status, fired(desk)) == ("stopped", [])
    assert desk.desk.get(case).pauses[0].ended_at == at(2)


# -- 41-53: changes in mid-life


def test_trap_41_what_a_change_does_is_the_duty_s_to_say():
    """Keep, restart or re-measure from the receipt: other systems pick one silently."""
    term = ByCase(((category.within("hard"), Hours(1)), (category.within("easy"), Hours(9))))
    due = {}
    for on_change in ("original", "change"):
        desk = world(
            with_moves(
                Move("classify", OPEN, "=", by=("clerk",), reclassifies=True),
                categories=(Category("easy"), Category("hard")),
                duties=(reply_duty(term=term, on_change=on_change),),
            )
        )
        case = desk.file(category="easy")
        desk.clock.move_to(at(2, 10, 30))
        desk.desk.act(case, "classify", by=CLERK, category="hard")
        due[on_change] = (desk.due(case), desk.state(case).status)
    assert due == {"original": (at(2, 10), "overdue"), "change": (at(2, 11, 30), "running")}


def test_trap_42_a_breach_that_is_cured_is_lifted_and_stays_on_record():
    """A missed first target was neither recomputed nor cured after the start was corrected."""
    desk = world(laddered())
    case = desk.file(received_at=at(1))
    desk.clock.move_to(at(5))
    assert fired(desk) == ["late"]
    desk.desk.correct(case, 1, by=CLERK, reason="stamp", occurred_at=at(2))
    state = desk.state(case)
    assert (state.status, state.fired, state.lifted) == ("running", ("late",), ("late",))


def test_trap_43_a_running_case_finishes_by_the_version_it_began_under():
    """The sub-type of a running case was end-dated, and the case could no longer finish."""
    move = Move("classify", OPEN, "=", by=("clerk",), reclassifies=True)
    old = with_moves(move, categories=(Category("dye"),), in_force_until=date(2026, 3, 31))
    new = with_moves(move, categories=(Category("print"),), version="2", in_force_from=date(2026, 4, 1))
    desk = world(old, new)
    case = desk.file(category="dye")
    desk.clock.move_to(at(2, month=4))
    assert desk.desk.act(case, "classify", by=CLERK, category="dye").category == "dye"
    assert desk.desk.act(case, "close", by=CLERK).stage == "done"
    with pytest.raises(InvalidInput, match="there is no category 'dye'"):
        desk.file(category="dye")


def test_trap_44_the_receipt_date_picks_the_policy_not_today():
    """The policy was picked by today's date, on every save."""
    old = policy(in_force_until=date(2026, 3, 9))
    new = policy(version="2", in_force_from=date(2026, 3, 10), duties=(reply_duty(term=Days(7)),))
    desk = world(old, new, now=at(12))
    late, fresh = desk.file(received_at=at(9)), desk.file(received_at=at(10, 0))
    assert (desk.due(late), desk.due(fresh)) == (day_end(12), day_end(17))
    desk.desk.act(late, "accept", by=CLERK)
    assert (desk.desk.get(late).policy, desk.due(late)) == (old.hash, day_end(12)), "nor does a save change it"


def test_trap_44_the_local_date_of_the_receipt_counts():
    """23:30 in the policy's zone is another day in UTC."""
    old, new = policy(calendar="office"), policy(calendar="office", version="2", in_force_from=date(2026, 3, 10))
    desk = world(old, new, now=at(12))
    assert desk.desk.get(desk.file(received_at=at(9, 15, 59))).policy == old.hash
    assert desk.desk.get(desk.file(received_at=at(9, 16))).policy == new.hash


def test_trap_45_a_policy_edited_under_running_cases_changes_nothing_for_them():
    """A process was edited under running instances: moves vanished, timers kept the old or took the new rule."""
    old = laddered(LATE)
    desk = world(old)
    case = desk.file()
    edited = attrs.evolve(
        old,
        version="2",
        moves=tuple(m for m in old.moves if m.trigger != "close"),
        duties=(reply_duty(term=Days(30)),),
    )
    same_version = attrs.evolve(edited, version="1")
    for changed in (edited, same_version):
        other = World(
            Desk(PolicyHistory([changed]), desk.store, tenant="acme", clock=desk.clock, ids=lambda: "new"),
            desk.clock,
            desk.store,
        )
        assert other.desk.get(case).policy == old.hash
        assert other.due(case) == day_end(5)
        assert [row.trigger for row in other.desk.available(case, by=CLERK)] == ["accept", "ask", "reply", "close"]
    desk.clock.move_to(at(6, 0))
    assert fired(other) == ["late"], "its rungs too are those it began with"
    assert other.desk.act(case, "close", by=CLERK).stage == "done"
    assert other.desk.verify().ok
    assert other.desk.get(other.file()).policy == same_version.hash


def test_trap_46_two_versions_never_apply_at_once_and_a_gap_is_told():
    """Two policies matched: the order of their names decided; a blank condition caught all."""
    with pytest.raises(PolicyError) as caught:
        PolicyHistory([policy(in_force_until=date(2026, 4, 1)), policy(version="2", in_force_from=date(2026, 4, 1))])
    assert str(caught.value) == (
        "this policy history cannot be used: versions '1' and '2' are both in force on 2026-04-01 @ $ [CK102]"
    )
    with pytest.raises(PolicyError, match="from 'open' this trigger already has a row with the same condition"):
        with_moves(Move("close", OPEN, "shelf", by=("clerk",)))


def test_trap_46_a_version_out_of_force_leaves_no_case_escalated_for_ever():
    """A deactivated policy left its cases escalated."""
    old = attrs.evolve(laddered(), in_force_until=date(2026, 3, 3))
    new = policy(version="2", in_force_from=date(2026, 3, 4))
    desk = world(old, new)
    case = desk.file()
    desk.clock.move_to(at(6))
    assert fired(desk) == ["late"]
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(5))
    assert desk.state(case).lifted == ("late",)


def test_trap_47_an_edit_neither_restarts_the_ladder_nor_counts_as_activity():
    """Any edit reset the escalation clock; a recalculation looked like activity."""
    desk = world(laddered(WARN, LATE))
    case = desk.file()
    desk.clock.move_to(at(4))
    assert fired(desk) == ["warn"]
    for trigger in ("accept", "accept"):
        desk.clock.advance(timedelta(hours=1))
        desk.desk.act(case, trigger, by=CLERK)
    before = desk.desk.get(case)
    assert fired(desk) == []
    desk.desk.dues(case)
    desk.desk.explain(case, by=CLERK)
    assert desk.desk.get(case) == before
    desk.clock.move_to(at(6, 0))
    assert (desk.due(case), fired(desk)) == (day_end(5), ["late"])


def test_trap_48_an_adopted_case_gets_its_own_dates_and_fires_nothing_past():
    """An imported case kept a foreign deadline and escalated as it was created."""
    again = Rung("again", After(Days(30)), tell=("boss",))
    desk = world(policy(duties=(reply_duty(ladder=(WARN, LATE, again), catch_up="all"),)), now=at(20))
    case = desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), refs={"old": "7"}).id
    assert (desk.due(case), desk.state(case).status) == (day_end(5), "overdue")
    assert fired(desk) == []
    bodies: list[Any] = [event.body for event in desk.desk.events(case)[1:]]
    assert [(body.rung, body.skipped) for body in bodies] == [("warn", "adopted"), ("late", "adopted")]
    assert desk.desk.notices() == ()
    desk.clock.move_to(at(10, month=4))
    assert fired(desk) == ["again"], "what lies ahead is ours"


def test_trap_49_reopening_neither_fails_at_once_nor_wipes_the_breach():
    """Closed in time and reopened later: instantly failed; or an old breach was forgotten."""
    desk = world(
        policy(
            duties=(
                reply_duty(ladder=(LATE,)),
                reply_duty(id="again", starts="reopened", term=Days(2)),
            )
        )
    )
    good, bad = desk.file(), desk.file()
    desk.desk.act(good, "reply", by=CLERK)
    desk.desk.act(good, "close", by=CLERK)
    desk.clock.move_to(at(7))
    desk.desk.sweep()
    desk.desk.act(bad, "reply", by=CLERK)
    desk.desk.act(bad, "close", by=CLERK)
    desk.clock.move_to(at(20))
    for case in (good, bad):
        desk.desk.act(case, "reopen", by=BOSS)
    assert (desk.state(good).status, desk.state(bad).status) == ("met", "met_late")
    assert desk.due(good, "again") == day_end(22)
    assert fired(desk) == []


def test_trap_50_a_reopening_window_goes_by_the_record_not_by_the_caller():
    """The window for reopening trusted the client's timestamp."""
    guarded = with_moves(Move("again", ("done",), "open", by=("boss",), after=("closed",)))
    other = world(guarded)
    case = other.file()
    other.clock.move_to(at(9))
    other.desk.act(case, "close", by=CLERK)
    found = why(lambda: other.desk.act(case, "again", by=BOSS, occurred_at=at(8)))
    assert found.code == "before_record"


def test_trap_52_a_closed_case_runs_no_levels_and_none_is_left_over():
    """Solved but not closed still ran levels; a level left over fired on reopening."""
    desk = world(laddered(WARN, LATE))
    case = desk.file()
    desk.desk.act(case, "close", by=CLERK)
    desk.clock.move_to(at(20))
    assert fired(desk) == []
    desk.desk.act(case, "reopen", by=BOSS)
    assert fired(desk) == []


def test_trap_53_a_retention_that_begins_later_is_not_guessed_at_the_close():
    """The base date was unknown when the case was closed, since it hung on a later event."""
    desk = world(keeping_policy())
    case = desk.file()
    for trigger in ("reply", "close"):
        desk.desk.act(case, trigger, by=CLERK)
    desk.clock.move_to(at(2, year=2036))
    keeping = desk.desk.view(case, by=CLERK).keeping
    assert keeping is not None
    assert (keeping.until, desk.desk.sweep().expired) == (None, ()), "a year from the archive, where it is not yet"
    desk.desk.act(case, "shelve", by=CLERK, occurred_at=at(9, month=6, year=2035))
    keeping = desk.desk.view(case, by=CLERK).keeping
    assert keeping is not None
    assert keeping.until is not None
    assert keeping.until.due_on == date(2036, 6, 9)
    desk.clock.move_to(at(10, month=6, year=2036))
    assert (desk.desk.sweep().expired, desk.desk.sweep().expired) == ((case,), ())


# -- 54-66: escalation and timers


def test_trap_54_every_level_fires_whatever_its_names_and_whoever_has_the_case():
    """State names in the code stopped level two; unassigned cases never escalated."""
    levels = tuple(Rung(f"l{n}", After(Days(n)), tell=("boss",)) for n in (1, 2, 3))
    desk = world(laddered(LATE, *levels))
    case = desk.file()
    assert desk.desk.get(case).assigned is None
    told = []
    for moment in (day_end(5), at(6), at(7), at(8)):
        desk.clock.move_to(moment)
        told.extend(fired(desk))
    assert told == ["late", "l1", "l2", "l3"]


def test_trap_54_where_no_supervisor_is_found_the_level_is_told_all_the_same():
    """Without a supervisor it was skipped silently."""
    desk = world(laddered(), directory=FixedDirectory({"cleo": ("clerk",)}))
    desk.file()
    desk.clock.move_to(at(6))
    assert fired(desk) == ["late"]
    had: list[Envelope] = []
    report = desk.desk.deliver(Courier(had.append))
    assert [(envelope.notice.to, envelope.people, envelope.nobody) for envelope in had] == [("boss", (), True)]
    assert report.nobody == report.delivered == ("acme:c1:2:0",)


class PowerCut(BaseException):
    """Nothing catches it."""


def test_trap_56_firing_and_its_mark_are_one_transaction():
    """Act then mark fired twice after a crash; mark then act lost it."""
    desk = world(laddered())
    case = desk.file()
    desk.clock.move_to(at(6))
    transaction = desk.store._transaction
    sound, crash = type(transaction).append, [True]

    def append(self: Any, entry: Any) -> None:
        sound(self, entry)
        if crash.pop() if crash else False:
            raise PowerCut

    type(transaction).append = append  # type: ignore[method-assign]
    try:
        with pytest.raises(PowerCut):
            desk.desk.sweep()
        assert (desk.desk.get(case).version, desk.store._claims) == (1, set())
        assert (fired(desk), fired(desk)) == (["late"], [])
    finally:
        type(transaction).append = sound  # type: ignore[method-assign]


def test_trap_56_a_notice_is_neither_lost_nor_sent_anew_without_its_id():
    """Act then mark fired twice after a crash; mark then act lost it. Whoever is killed between the two sends again,
    under an id by which the receiver drops it.
    """
    desk = world(laddered())
    desk.file()
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    had: list[str] = []

    def sink(envelope: Envelope) -> None:
        had.append(envelope.id)
        if len(had) == 1:
            raise PowerCut

    with pytest.raises(PowerCut):
        desk.desk.deliver(Courier(sink))
    desk.clock.advance(timedelta(minutes=5))
    assert (desk.desk.deliver(Courier(sink)).delivered, had) == (("acme:c1:2:0",), ["acme:c1:2:0"] * 2)


def test_trap_57_eight_sweepers_at_once_fire_each_rung_once():
    """The level was stored later, or checked before it was inserted: two escalations."""
    desk = world(laddered())
    cases = [desk.file() for _ in range(10)]
    desk.clock.move_to(at(6))
    start = Barrier(8)
    found: list[tuple[str, str, str]] = []

    def work() -> None:
        mine = Desk(desk.desk.history, desk.store, tenant="acme", clock=desk.clock)
        start.wait()
        found.extend(mine.sweep().fired)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(case for case, _, _ in found) == sorted(cases)
    assert all(len(desk.desk.get(case).records["escalated"]) == 1 for case in cases)


def test_trap_57_the_level_is_told_in_the_transaction_it_is_recorded_in():
    """The level was stored later than it was told: what failed to be stored had been told all the same."""
    desk = world(laddered())
    case = desk.file()
    desk.clock.move_to(at(6))
    with pytest.raises(PowerCut), desk.desk.batch():  # noqa: PT012
        assert fired(desk) == ["late"]
        raise PowerCut
    assert (desk.desk.notices(), desk.desk.get(case).version) == ((), 1)
    assert fired(desk) == ["late"]
    assert len(desk.desk.notices()) == 1


@pytest.mark.parametrize(("rule", "expected"), [("all", ["late", "more"]), ("highest", ["more"]), ("none", [])])
def test_trap_55_58_after_downtime_every_level_is_accounted_for(rule, expected):
    """Later levels were never replayed, or an exact-day match lost them."""
    desk = world(laddered(LATE, Rung("more", After(Days(1)), tell=("boss",)), catch_up=rule))
    case = desk.file()
    desk.clock.move_to(at(20))
    assert fired(desk) == expected
    bodies: list[Any] = [event.body for event in desk.desk.events(case)[1:]]
    assert [body.rung for body in bodies] == ["late", "more"]


def test_trap_59_a_small_page_starves_nobody():
    """Page one of a hundred, each run, starved the rest."""
    desk = world(laddered())
    cases = [desk.file() for _ in range(7)]
    desk.clock.move_to(at(6))
    found = [case for _ in range(4) for case, _, _ in desk.desk.sweep(limit=2).fired]
    assert sorted(found) == sorted(cases)


def test_trap_59_neither_do_cases_that_cannot_be_swept():
    """Those that failed, or had nothing to do, filled page one of each run."""
    desk = world(laddered())
    cases = [desk.file() for _ in range(5)]
    desk.clock.move_to(at(6))
    with desk.store.begin() as tx:
        for id in cases[:2]:
            stored = tx.load("acme", id)
            assert stored is not None
            tx.claim("acme", id, next(row for row in stored.rows["reply"] if row.rung))
    assert [case for _ in range(3) for case, _, _ in desk.desk.sweep(limit=1).fired] == cases[2:]


def test_trap_60_a_level_counted_in_days_comes_at_the_opening_of_a_working_day():
    """Notices at midnight and on holidays."""
    desk = world(
        policy(
            calendar="office",
            duties=(
                reply_duty(term=Days(5), ladder=(Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",)),)),
            ),
        ),
        now=at(3, 2),
    )
    desk.file()  # due on Sunday the 8th; the day before is a Saturday
    desk.clock.move_to(at(6, 0, 59))
    assert fired(desk) == []
    desk.clock.move_to(at(6, 1))
    assert fired(desk) == ["warn"], "Friday, 09:00 in Shanghai"


def test_trap_61_an_automatic_event_counts_as_nobody_s_answer():
    """A rung that only notifies changed the priority; an automatic action counted as taken into account."""
    desk = world(laddered(WARN, LATE))
    case = desk.file()
    before = desk.desk.get(case)
    desk.clock.move_to(at(4))
    desk.desk.sweep()
    after = desk.desk.get(case)
    assert (after.stage, after.owner, after.category, dict(after.records)) == (
        before.stage,
        before.owner,
        before.category,
        dict(before.records),
    )
    assert desk.state(case).status == "running"


def test_trap_62_whoever_is_complained_about_does_not_decide_and_nobody_left_is_told():
    """The escalation went to the person complained about; no fallback was asked for."""
    deciding = policy(
        roles=("clerk", Role("boss", last_resort="council"), "council"),
        moves=(*policy().moves, Move("decide", OPEN, "=", by=("boss",), records=("decided",))),
    )
    roles = {"bea": ("boss",), "cora": ("council",), "cleo": ("clerk",)}
    desk = world(deciding, directory=FixedDirectory(roles))
    case = desk.file(about=("bea",))
    assert why(lambda: desk.desk.act(case, "decide", by=BOSS)).code == "recused"
    council = attrs.evolve(BOSS, id="cora")
    assert desk.desk.consider(case, "decide", by=council).granted
    both = desk.file(about=("bea", "cora"))
    found = reasons(lambda: desk.desk.act(both, "decide", by=CLERK))
    assert [item.code for item in found] == ["role", "nobody_left"]


def test_trap_62_an_escalation_is_not_told_to_whoever_is_complained_about_nor_to_nobody_in_silence():
    """It went to the person complained about; where nobody else was there it went to nobody, and nothing said so."""
    roles = ("clerk", Role("boss", deputies=("vice",), last_resort="council"), "vice", "council")
    people = {"bea": ("boss",), "vic": ("vice",), "cora": ("council",), "cleo": ("clerk",)}
    late = attrs.evolve(laddered(), roles=policy(roles=roles).roles)
    for about, away, told in (
        ((), (), ("bea",)),
        (("bea",), (), ("vic",)),
        (("bea",), ("vic",), ("cora",)),
        (("bea", "cora"), ("vic",), ()),
    ):
        absences = {person: [(at(1), at(9))] for person in away}
        desk = world(late, directory=FixedDirectory(people, absences=absences))
        desk.file(about=about)
        desk.clock.move_to(at(6))
        desk.desk.sweep()
        had: list[Envelope] = []
        report = desk.desk.deliver(Courier(had.append))
        assert [envelope.people for envelope in had] == [told]
        assert report.nobody == (() if told else ("acme:c1:2:0",))


def test_trap_63_each_duty_has_its_own_due_and_the_earliest_is_not_hidden():
    """The deadline for an update overrode the one for the first response."""
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)), reply_duty(id="update", term=Days(1), ladder=(LATE,)))))
    case = desk.file()
    desk.clock.move_to(at(4))
    assert [(duty, rung) for _, duty, rung in desk.desk.sweep().fired] == [("update", "late")]
    assert [c.id for c in desk.desk.find(overdue_at=at(4)).cases] == [case]
    both = world(policy(duties=(reply_duty(term=EarlierOf((Days(3), Days(1)))),)))
    assert both.due(both.file()) == day_end(3)


def test_trap_64_a_warning_longer_than_its_term_is_passed_over_with_a_record():
    """An offset longer than the term, or in another unit."""
    desk = world(laddered(Rung("warn", Before(Hours(200)), kind="warning", tell=("clerk",)), LATE))
    case = desk.file()
    assert (fired(desk), [getattr(e.body, "skipped", "") for e in desk.desk.events(case)]) == ([], ["", "before_start"])


def test_trap_65_after_a_move_a_reminder_comes_again_only_where_it_lies_ahead():
    """Warned again at once, or not at all, after the deadline moved."""
    rule = ExtensionRule("add", Days(5), by=("clerk",), reasons=("ill",))
    desk = world(laddered(WARN, LATE, extension=rule))
    case = desk.file()
    desk.clock.move_to(at(4))
    assert fired(desk) == ["warn"]
    desk.desk.extend(case, "reply", by=CLERK, reason="ill")
    assert fired(desk) == []
    desk.clock.move_to(at(9, 0))
    assert (desk.due(case), fired(desk)) == (day_end(10), ["warn"])


def test_trap_66_overdue_is_derived_never_stored():
    """A stored overdue flag went stale between the jobs."""
    desk = world(laddered())
    case = desk.file()
    desk.clock.move_to(day_end(5))
    assert (desk.desk.find(overdue_at=desk.clock.now()).cases, desk.state(case).status) == ((), "running")
    desk.clock.advance(timedelta(microseconds=1))
    assert [c.id for c in desk.desk.find(overdue_at=desk.clock.now()).cases] == [case], "no sweep ran"
    assert desk.state(case).status == "overdue"


def test_trap_68_a_time_that_cannot_be_is_refused_or_noted():
    """Clock skew gave negative durations, hidden by abs() and max(0)."""
    desk = world(policy())
    case = desk.file()
    assert why(lambda: desk.desk.act(case, "accept", by=CLERK, occurred_at=at(3))).code == "future"
    assert why(lambda: desk.desk.act(case, "accept", by=CLERK, occurred_at=at(1))).code == "before_receipt"
    desk.clock.move_to(at(2, 8, 59))
    desk.desk.act(case, "accept", by=CLERK)
    assert desk.desk.events(case)[-1].behind == 60_000_000


# -- 69-78: config and records


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (
            lambda: Days(3.0),  # type: ignore[arg-type]
            "the term Days cannot be built: expected a whole number, got 3.0 @ count [CK101]",
        ),
        (
            lambda: Days(None),  # type: ignore[arg-type]
            "the term Days cannot be built: expected a whole number, got None @ count [CK101]",
        ),
        (
            lambda: Hours(True),
            "the term Hours cannot be built: expected a whole number, got True @ count [CK101]",
        ),
    ],
)
def test_trap_69_a_float_or_nothing_where_a_whole_number_is_meant_is_refused_at_once(build, text):
    """An integer that came as a float from JSON crashed a cast; a missing value was null and crashed later."""
    with pytest.raises(InvalidInput) as caught:
        build()
    assert str(caught.value) == text


def test_trap_69_a_missing_figure_is_unknown_and_asked_for_never_taken_for_nought():
    """See above: of a case, a figure that is not there is neither null nor nought."""
    bulky = Move("bulky", OPEN, "=", by=("clerk",), when=fact("count") > 5)
    desk = world(with_moves(bulky, facts=(Fact("count", "whole", required=False),)))
    found = why(lambda: desk.desk.act(desk.file(), "bulky", by=CLERK))
    assert (found.code, found.arg("facts")) == ("missing_facts", ("count",))


def test_trap_71_no_date_or_figure_stands_for_something_else():
    """Magic numbers (-2, 9999) in the data."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.desk.get(desk.file())
    assert (case.number, case.category, case.channel, case.unit, case.redress_granted) == (None,) * 5
    after = desk.desk.act(case.id, "ask", by=CLERK)
    assert after.pauses[0].ended_at is None
    assert desk.state(case.id).due is None
    assert desk.state(case.id).ended_at is None
    for build in (lambda: Days(-2), lambda: Days(0), lambda: _extended(0)):
        with pytest.raises(InvalidInput):
            build()


def _extended(most: int) -> Policy:
    rule = ExtensionRule("add", Days(1), by=("clerk",), reasons=("ill",), most=most)
    return policy(duties=(reply_duty(extension=rule),))


def test_trap_72_a_bad_policy_does_not_start_and_every_error_is_listed():
    """Bad configuration only warned, and the service started."""
    with pytest.raises(PolicyError) as caught:
        Policy(
            id="bad",
            roles=("clerk",),
            stages=("open", Stage("asked", "waiting")),
            moves=(Move("go", ("opne",), "asked", by=("clark",)),),
            duties=(Duty("reply", owner="boss", starts="filed", ends=("replied",), term=Days(3)),),
        )
    assert str(caught.value) == (
        "policy 'bad' is not well formed: 5 faults\n"
        "  'asked': a waiting stage names the pause it means, and only a waiting one @ $.stages[1]\n"
        "  there is no stage 'opne': did you mean 'open'? @ $.moves[0](go).sources\n"
        "  there is no role 'clark': did you mean 'clerk'? @ $.moves[0](go).by\n"
        "  there is no role 'boss': declare it among the policy's roles @ $.duties[0](reply).owner\n"
        "  record 'replied' is made by no move, rung or filing of this policy @ $.duties[0](reply) [CK102]"
    )
    with pytest.raises(PolicyError) as caught:
        Desk(policy(calendar="moon"), world(policy()).store, tenant="acme")
    assert "no calendar 'moon' was given" in str(caught.value)


def test_trap_72_draft_and_unapproved_versions_do_not_start_either():
    """See above: of a history, every version at fault is named."""
    with pytest.raises(PolicyError) as caught:
        PolicyHistory([policy(in_force_from=None), policy(version="2", in_force_from=None)])
    assert str(caught.value) == (
        "this policy history cannot be used: 2 faults\n"
        "  policy 'tiny' version '1' is a draft: give it in_force_from @ $[0]\n"
        "  policy 'tiny' version '2' is a draft: give it in_force_from @ $[1] [CK102]"
    )


def test_trap_73_serials_race_never_and_restart_at_midnight_of_the_policy_s_zone():
    """Numbering by max + 1 raced, and reused a number after a delete."""
    zone = Calendar("east", zone="Asia/Shanghai")
    yearly = policy(calendar="east", numbering=(Numbering("filed", "{yyyy}-{serial}", period="year"),))
    desk = world(yearly, calendars={"east": zone}, now=at(31, 15, 59, month=12))
    assert [desk.desk.get(desk.file()).number for _ in range(2)] == ["2026-1", "2026-2"]
    desk.store._cases.pop(("acme", "c2"))
    assert desk.desk.get(desk.file()).number == "2026-3"
    desk.clock.move_to(at(31, 16, month=12))
    assert desk.desk.get(desk.file()).number == "2027-1"


def test_trap_74_a_removed_newest_record_is_seen():
    """A code per record did not show that the newest or a middle one was deleted."""
    desk = world(policy())
    case = desk.file()
    desk.desk.act(case, "accept", by=CLERK)
    anchor = {case: (2, desk.desk.get(case).hash)}
    desk.store._events["acme", case].pop()
    assert desk.desk.verify(anchor).faults[-1] == (case, "event 2 is not the one the anchor was taken of")


def test_trap_76_the_explanation_ends_on_the_date_that_was_computed():
    """The explanation came from other code than the result."""
    desk = world(
        policy(calendar="office", duties=(reply_duty(term=WorkingDays(3), pauses=("customer",)),)), now=at(5, 2)
    )
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(10, 2))
    desk.desk.act(case, "answer", by=CLERK)
    (item,) = desk.desk.explain(case, by=CLERK).dates
    assert item.due is not None
    assert item.trace is not None
    assert item.trace.steps[-1].day == item.due.due_on == date(2026, 3, 13)


def test_trap_78_every_former_due_is_shown_with_what_moved_it():
    """The ledger entry was written before the new deadline was computed, and showed none."""
    rule = ExtensionRule("add", Days(5), by=("clerk",), reasons=("ill",))
    desk = world(
        with_moves(
            Move("agree", OPEN, "=", by=("clerk",), promises="moment"),
            facts=(Fact("agreed", "instant", required=False),),
            promises=(PromiseRule("moment", duty="reply", fact="agreed"),),
            duties=(reply_duty(extension=rule),),
        )
    )
    case = desk.file()
    desk.desk.extend(case, "reply", by=CLERK, reason="ill")
    desk.desk.act(case, "agree", by=CLERK, facts={"agreed": at(9)})
    (item,) = desk.desk.explain(case, by=CLERK).dates
    assert item.former == ((day_end(5), 1, "filed"), (day_end(10), 2, "extended"), (at(9), 3, "agree"))


def test_trap_51_a_linked_case_keeps_its_own_dates():
    """The merged-away case went on escalating, and its response was never measured: here neither is merged away."""
    desk = world(attrs.evolve(laddered(), links=(LinkRule("beside"),)))
    first = desk.file()
    desk.file(link=("beside", first))
    desk.desk.act(first, "close", by=CLERK)
    desk.clock.move_to(at(6))
    assert [case for case, _, _ in desk.desk.sweep().fired] == ["c2"]
