"""Moves that name other cases: which they may name, and what the named ones get."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.rules import Duty, Fact, Kind, LinkRule, Move, Policy, Stage, Tally
from tests.desk.policies import BOSS, CLERK, TX, World, at, day_end, policy, reasons, why, world

RULE = LinkRule(
    "visit", after=("replied",), by=("clerk",), fact="chosen", of_period=True, records=("x_chosen",), cite=TX("art. 30")
)


def monthly(rule: LinkRule = RULE, **parts: Any) -> Policy:
    """Each month some of its complaints are chosen, each of which is then visited within five days."""
    plain = policy()
    given: dict[str, Any] = {
        "kinds": (
            Kind("complaint", initial="open", by=("clerk", "boss")),
            Kind("summary", initial="to_do", every="month", opens="end"),
        ),
        "stages": (
            *plain.stages,
            Stage("to_do", owner="clerk", case_kind="summary"),
            Stage("chosen_from", "closed", case_kind="summary"),
        ),
        "moves": (
            *plain.moves,
            Move("choose", ("to_do",), "chosen_from", by=("clerk", "boss"), links=rule.id, records=("x_chose",),
                 cite=TX("art. 31")),
            Move("visit", ("open", "done"), "=", by=("clerk",), records=("followed_up",), cite=TX("art. 32")),
        ),
        "facts": (Fact("chosen", "text", many=True, required=False, case_kind="summary"),),
        "duties": (
            Duty("visit", owner="clerk", starts="x_chosen", ends=("followed_up",), term=Days(5),
                 stage_kinds=("open", "waiting", "closed"), cite=TX("art. 32")),
        ),
        "links": (rule,),
    }  # fmt: skip
    return policy(**{**given, **parts})


def month_end(desk: World) -> str:
    """March is over: the id of its summary."""
    desk.clock.move_to(at(1, month=4))
    (opened,) = [id for id in desk.desk.sweep().opened if desk.desk.get(id).period == "2026-03"]
    return str(opened)


def replied(desk: World, **given: Any) -> str:
    """A complaint that was replied to."""
    case = desk.file(**given)
    desk.desk.act(case, "reply", by=CLERK)
    return case


def test_the_named_cases_get_the_tie_and_its_records():
    """Each named case is tied from both sides, once, and its visit is owed from then, closed though it is."""
    desk = world(monthly())
    first, second, third = (replied(desk) for _ in range(3))
    desk.desk.act(second, "close", by=CLERK)
    summary = month_end(desk)
    held = desk.desk.act(summary, "choose", by=CLERK, facts={"chosen": [second, first, second]})
    assert [(link.rule, link.case_id, link.follows) for link in held.links] == [
        ("visit", second, False),
        ("visit", first, False),
    ]
    for case in (first, second):
        assert [(link.rule, link.case_id, link.follows) for link in desk.desk.get(case).links] == [
            ("visit", summary, True)
        ]
        assert desk.desk.get(case).count("x_chosen") == 1
        assert desk.due(case, "visit") == day_end(6, month=4)
    assert desk.desk.get(third).links == ()
    desk.desk.act(second, "visit", by=CLERK)
    assert desk.state(second, "visit").status == "met"
    assert desk.desk.verify().ok
    for case in (first, summary):
        assert "TX art. 3" in desk.desk.explain(case, by=CLERK, audience="regulator").text()


@pytest.mark.parametrize(
    ("which", "says"), [("february", "period"), ("silent", "records"), ("nowhere", "unknown"), ("itself", "itself")]
)
def test_what_may_not_be_named(which, says):
    """A case of another month, one not replied to, one that is not there, the summary itself; nothing is written."""
    desk = world(monthly(RULE if which != "itself" else attrs.evolve(RULE, after=())), now=at(27, month=2))
    ids = {"february": replied(desk), "nowhere": "c99"}
    desk.clock.move_to(at(2))
    good, ids["silent"] = replied(desk), desk.file()
    summary = ids["itself"] = month_end(desk)
    before = desk.desk.get(good)
    item = why(lambda: desk.desk.act(summary, "choose", by=CLERK, facts={"chosen": [good, ids[which]]}))
    assert (item.code, item.arg("why"), item.arg("case")) == ("link", says, ids[which])
    assert item.cites == (TX("art. 30"),)
    assert desk.desk.get(good) == before


def test_the_month_is_that_of_the_calendar():
    """What came in on the first at midnight in Shanghai is of the new month, whatever the date in Greenwich."""
    desk = world(monthly(calendar="cn"))
    late, early = replied(desk, received_at=at(28, 15, 59, month=2)), replied(desk, received_at=at(28, 16, month=2))
    summary = month_end(desk)
    named = lambda case: desk.desk.act(summary, "choose", by=CLERK, facts={"chosen": [case]})  # noqa: E731
    assert why(lambda: named(late)).arg("why") == "period"
    assert named(early).stage == "chosen_from"


def test_the_cases_must_be_named_by_those_who_may():
    """The fact is asked for; the rule's roles count beside the move's."""
    desk = world(monthly())
    case = replied(desk)
    summary = month_end(desk)
    (offer,) = (offer for offer in desk.desk.available(summary, by=CLERK) if offer.trigger == "choose")
    assert (offer.answer, [fact.id for fact in offer.asks]) == ("may_once", ["chosen"])
    assert {item.code for item in reasons(lambda: desk.desk.act(summary, "choose", by=CLERK))} == {"missing_facts"}
    item = why(lambda: desk.desk.act(summary, "choose", by=BOSS, facts={"chosen": [case]}))
    assert (item.code, item.arg("by")) == ("role", ("clerk",))


def test_a_rule_that_names_in_a_fact_is_not_for_filing():
    """Nobody files a case by it, past what it asks."""
    desk = world(monthly())
    case = replied(desk)
    with pytest.raises(InvalidInput, match="no link rule 'visit'"):
        desk.file(link=("visit", case))


def test_what_a_tie_records_is_tallied():
    """A tally of chosen cases counts each of them."""
    desk = world(monthly(tallies=(Tally("chosen_cases", "x_chosen", cite=TX("art. 33")),)))
    cases = [replied(desk) for _ in range(2)]
    desk.desk.act(month_end(desk), "choose", by=CLERK, facts={"chosen": cases})
    with desk.store.begin() as tx:
        assert tx.tally("acme", "chosen_cases//2026-04") == 2


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (attrs.evolve(RULE, fact=None), "a filing has no period"),
        (attrs.evolve(RULE, fact=None, of_period=False), "'visit' has no fact to name cases in"),
        (attrs.evolve(RULE, fact="picked"), "no fact 'picked'"),
        (attrs.evolve(RULE, records=("opened",)), "no record a tie can make"),
    ],
)
def test_a_rule_that_cannot_be(rule, says):
    """Each fault is told when the policy is built."""
    with pytest.raises(PolicyError, match=says):
        monthly(rule)


def test_the_fact_holds_ids_of_a_period():
    """The fact is of many open texts; a period belongs to a standing case."""
    for fact in (
        Fact("chosen", "text", required=False),
        Fact("chosen", "text", many=True, personal=True, required=False),
    ):
        with pytest.raises(PolicyError, match="declare it text, many and not personal"):
            monthly(facts=(fact,))
    with pytest.raises(PolicyError, match="'complaint' is no standing case"):
        monthly(facts=(Fact("chosen", "text", many=True, required=False),))
