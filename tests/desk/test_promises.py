"""Stages that ask for an agreed moment ahead, and moments agreed for a run that the move itself starts."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.errors import PolicyError
from complaintkit.rules import Channel, Duty, Fact, Move, Policy, PromiseRule, Rung, Stage
from tests.desk.policies import CLERK, TX, at, day_end, policy, reasons, why, world

NEXT = PromiseRule("next_time", duty="next_reply", fact="next_at", cite=TX("art. 20"))


def putting_off(**parts: Any) -> Policy:
    """A complaint that cannot be solved stays open only with a next reply time, at most ten days ahead."""
    plain = policy()
    given: dict[str, Any] = {
        "stages": (*plain.stages, Stage("put_off", owner="clerk", needs_promise="next_time")),
        "moves": (
            *plain.moves,
            Move("put_off", ("open", "put_off"), "put_off", by=("clerk",), promises="next_time", records=("x_put_off",),
                 cite=TX("art. 21")),
            Move("note", ("put_off",), "=", by=("clerk",), records=("x_noted",), cite=TX("art. 22")),
            Move("slip_in", ("open",), "put_off", by=("clerk",), records=("x_noted",), cite=TX("art. 23")),
            Move("answer_it", ("put_off",), "=", by=("clerk",), records=("replied",), cite=TX("art. 24")),
            Move("finish", ("put_off",), "done", by=("clerk",), records=("replied", "closed"), cite=TX("art. 25")),
            Move("start_it", ("put_off",), "=", by=("clerk",), records=("x_put_off",), cite=TX("art. 26")),
        ),
        "facts": (Fact("next_at", "instant", required=False),),
        "duties": (
            Duty("next_reply", owner="clerk", starts="x_put_off", ends=("x_put_off", "replied"), term=Days(10),
                 ladder=(Rung("late", tell=("boss",), cite=TX("art. 20")),), cite=TX("art. 20")),
        ),
        "promises": (NEXT,),
    }  # fmt: skip
    return policy(**{**given, **parts})


def test_a_move_agrees_the_moment_of_the_run_it_starts():
    """The duty did not run before: the moment is that of the run the move starts, within its own bound."""
    desk = world(putting_off())
    case = desk.file()
    item = why(lambda: desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(13)}))
    assert (item.code, item.arg("why"), item.cites) == ("promise", "after_due", (TX("art. 20"),))  # the 12th at most
    late = why(lambda: desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(2)}))
    assert late.arg("why") == "not_ahead"
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": day_end(12)})
    assert (desk.due(case, "next_reply"), desk.state(case, "next_reply").promised) == (day_end(12), True)


def test_each_putting_off_is_a_run_of_its_own():
    """The first is kept by telling again; the second has its own moment, from its own start."""
    desk = world(putting_off())
    case = desk.file()
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(4)})
    desk.clock.move_to(at(4, 8))
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(13)})  # the 14th at most
    assert [(state.occurrence, state.status) for state in desk.desk.dues(case)] == [(1, "met"), (2, "running")]
    assert desk.due(case, "next_reply") == at(13)
    assert desk.desk.sweep().fired == ()


def test_a_moment_that_passed_escalates_and_is_agreed_anew():
    """The passed moment is told to the boss and stays late; whoever goes on agrees a new one."""
    desk = world(putting_off())
    case = desk.file()
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(4)})
    desk.clock.move_to(at(5))
    assert desk.desk.sweep().fired == ((case, "next_reply", "late"),)
    assert [notice.to for notice in desk.desk.notices()] == ["boss"]
    item = why(lambda: desk.desk.act(case, "note", by=CLERK))
    assert (item.code, item.arg("promise")) == ("no_promise", "next_time")
    assert item.cites == (TX("art. 20"), TX("art. 22"))
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(6)})
    assert [state.status for state in desk.desk.dues(case)] == ["met_late", "running"]
    assert desk.desk.act(case, "note", by=CLERK).stage == "put_off"


def test_no_move_leaves_a_case_there_without_a_moment_ahead():
    """Not by getting there, not by answering what was promised, not by starting anew without agreeing."""
    desk = world(putting_off())
    case = desk.file()
    assert why(lambda: desk.desk.act(case, "slip_in", by=CLERK)).code == "no_promise"
    missing = [item.arg("facts") for item in reasons(lambda: desk.desk.act(case, "put_off", by=CLERK))]
    assert set(missing) == {("next_at",)}
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(4)})
    desk.desk.act(case, "note", by=CLERK)
    assert why(lambda: desk.desk.act(case, "answer_it", by=CLERK)).code == "no_promise"
    assert why(lambda: desk.desk.act(case, "start_it", by=CLERK)).code == "no_promise"
    desk.clock.move_to(at(4))
    assert why(lambda: desk.desk.act(case, "note", by=CLERK)).code == "no_promise", "the moment has come"
    again = [item.arg("facts") for item in reasons(lambda: desk.desk.act(case, "put_off", by=CLERK))]
    assert set(again) == {("next_at",)}, "the moment of the last time is none for this one"
    assert desk.desk.act(case, "finish", by=CLERK).stage == "done"


def test_what_is_offered_asks_for_the_moment():
    """The move that agrees one may be made once it is given; the others may not, and say why."""
    desk = world(putting_off())
    case = desk.file()
    offers = {offer.trigger: offer for offer in desk.desk.available(case, by=CLERK)}
    assert (offers["put_off"].answer, [fact.id for fact in offers["put_off"].asks]) == ("may_once", ["next_at"])
    assert offers["slip_in"].answer == "may_not"
    assert [item.code for item in offers["slip_in"].reasons] == ["no_promise"]
    desk.desk.act(case, "put_off", by=CLERK, facts={"next_at": at(4)})
    desk.desk.act(case, "note", by=CLERK)
    told = desk.desk.explain(case, by=CLERK, audience="regulator").text()
    assert "an agreed moment that lies ahead: holds" in told


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage("later", owner="clerk", needs_promise="next"), "no promise 'next'"),
        (Stage("later", "closed", needs_promise="next_time"), "'later' is closed: nothing is owed in it"),
    ],
)
def test_a_stage_that_cannot_need_a_promise(stage, says):
    """A promise nobody defines, a stage in which nothing is owed: refused with the path."""
    with pytest.raises(PolicyError, match=says):
        putting_off(stages=(*putting_off().stages, stage))


def test_no_case_begins_where_a_promise_is_needed():
    """Nobody has agreed anything yet when a case begins."""
    with pytest.raises(PolicyError, match="no case can begin in it"):
        putting_off(channels=(Channel("desk", initial="put_off"),))
    first, *rest = putting_off().stages
    with pytest.raises(PolicyError, match="no case can begin in it"):
        putting_off(stages=(attrs.evolve(first, needs_promise="next_time"), *rest))
