"""Duties that the act which starts them meets: an act makes its records in the order in which they are listed."""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit import check
from complaintkit.checks import Issue
from complaintkit.rules import Move, Policy
from complaintkit.testing.replaying import replay
from tests.desk.policies import CLERK, OPEN, World, at, day_end, reply_duty, with_moves, world

DECIDE = Move("conclude", OPEN, "=", by=("clerk",), records=("x_decided",))
AT_ONCE = Move("solve", OPEN, "=", by=("clerk",), records=("x_decided", "x_told"))
NEXT = Move("carry_on", OPEN, "=", by=("clerk",), records=("x_told", "x_decided"))


def shop(*moves: Move, **changed: Any) -> Policy:
    """A policy whose duty "answering" is owed three days from the decision on."""
    duty = {"id": "answering", "starts": "x_decided", "ends": ("x_told",), **changed}
    return with_moves(*moves, duties=(reply_duty(**duty),))


def runs(desk: World, case: str) -> list[str]:
    return [state.status for state in desk.desk.dues(case)]


def test_what_one_act_starts_and_then_ends_is_met() -> None:
    """Decided and answered by one act on the 2nd: the answer is on time, nothing is owed, nothing falls due later."""
    desk = world(shop(DECIDE, AT_ONCE))
    case = desk.file()
    done = desk.desk.act(case, "solve", by=CLERK)
    (run,) = done.clocks["answering"]
    assert (run.started_at, run.ended_at, run.ended_seq) == (at(2), at(2), run.started_seq)
    assert runs(desk, case) == ["met"]
    desk.clock.move_to(at(9))
    assert desk.desk.sweep().fired == ()
    assert runs(desk, case) == ["met"]


def test_a_run_that_was_owed_before_is_met_and_no_other_begins() -> None:
    """Decided on the 2nd, decided again and answered on the 4th: one answer was owed, and it is given."""
    desk = world(shop(DECIDE, AT_ONCE))
    case = desk.file()
    desk.desk.act(case, "conclude", by=CLERK)
    desk.clock.move_to(at(4))
    (run,) = desk.desk.act(case, "solve", by=CLERK).clocks["answering"]
    assert (run.started_at, run.ended_at) == (at(2), at(4))
    desk.clock.move_to(at(7))
    desk.desk.act(case, "solve", by=CLERK)
    assert runs(desk, case) == ["met", "met"]


def test_what_one_act_ends_and_then_starts_is_owed_next() -> None:
    """Answered, and decided on what comes next, on the 4th: the first run is met, the next is due on the 7th."""
    desk = world(shop(DECIDE, NEXT))
    case = desk.file()
    desk.desk.act(case, "conclude", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "carry_on", by=CLERK)
    assert runs(desk, case) == ["met", "running"]
    assert desk.due(case, "answering") == day_end(7)


def test_a_record_that_both_ends_and_starts_it_leaves_the_next_run_owed() -> None:
    """A reply that fixes the next one ends the run before and starts another, whatever is recorded with it."""
    again = Move("report_on", OPEN, "=", by=("clerk",), records=("x_noted", "x_decided"))
    desk = world(shop(DECIDE, again, ends=("x_decided",)))
    case = desk.file()
    desk.desk.act(case, "conclude", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "report_on", by=CLERK)
    assert runs(desk, case) == ["met", "running"]


def test_a_duty_that_repeats_goes_on_from_a_run_met_at_once() -> None:
    """Met on the 2nd by what started it: the next answer is owed three days from there."""
    desk = world(shop(DECIDE, AT_ONCE, repeats="met"))
    case = desk.file()
    desk.desk.act(case, "solve", by=CLERK)
    assert runs(desk, case) == ["met", "running"]
    assert desk.due(case, "answering") == day_end(5)


def test_where_it_does_not_run_nothing_is_met_either() -> None:
    """The act leaves the case in a stage of a kind in which the duty never runs: there is no run of it."""
    desk = world(shop(DECIDE, AT_ONCE, stage_kinds=("closed",)))
    case = desk.file()
    assert "answering" not in desk.desk.act(case, "solve", by=CLERK).clocks


def found(policy: Policy) -> list[Issue]:
    return [issue for issue in check(policy) if "(answering)" in issue.path]


@pytest.mark.parametrize("order", [AT_ONCE, NEXT])
def test_the_check_knows_the_order_too(order: Move) -> None:
    """Nothing but the one act answers: started and ended it is met, so no warning; ended and started it stays owed."""
    late = Move("end", OPEN, "shelf", by=("clerk",), records=order.records)
    policy = shop(DECIDE, order, late, stage_kinds=("open", "archived"))
    codes = [issue.code for issue in found(policy)]
    assert codes == ([] if order is AT_ONCE else ["duty_begun_too_late"])


def test_a_duty_that_is_always_met_by_what_starts_it_is_told_of() -> None:
    """No other act decides: the duty is never owed, which its author is told, and the witness shows it."""
    policy = shop(AT_ONCE)
    (issue,) = found(policy)
    assert (issue.code, issue.path.rpartition(".")[2]) == ("duty_never_runs", "starts")
    assert "'solve'" in issue.message
    replay(policy, issue)
