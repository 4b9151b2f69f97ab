"""Cases that join another about the same matter: what becomes of both, and what stands against it (trap 51)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days, Immediately
from complaintkit.errors import InvalidInput, KeyConflict, PolicyError
from complaintkit.rules import (
    Actor,
    Category,
    Duty,
    Fact,
    JoinRule,
    Message,
    Move,
    Policy,
    Redress,
    Rung,
    Stage,
    Tally,
)
from complaintkit.rules.authority import Band, Bands
from complaintkit.rules.conditions import category
from complaintkit.storage.memory import MemoryStore
from complaintkit.storage.sqlite import SQLiteStore
from complaintkit.testing import FixedDirectory
from complaintkit.values import Party
from tests.desk.policies import BOSS, CLERK, TX, World, at, cny, day_end, policy, reasons, reply_duty, why, world

LATE = (Rung("late", tell=("boss",), cite=TX("art. 9")),)
RULE = JoinRule(
    "same_matter",
    target="joined",
    by=("clerk",),
    counts="households",
    reached_at=3,
    becomes="collective",
    keeps=("major",),
    records=("x_collective",),
    cite=TX("art. 8"),
)


def joining(rule: JoinRule = RULE, **parts: Any) -> Policy:
    """The plain policy, whose cases may join one another: three households are a collective, and major, complaint."""
    plain = policy()
    given: dict[str, Any] = {
        "stages": (*plain.stages, Stage("joined", "closed")),
        "moves": (
            *plain.moves,
            Move("tell", ("open",), "=", by=("clerk",), message="news", records=("informed",), cite=TX("art. 7")),
        ),
        "categories": (
            Category("noise"),
            Category("major"),
            Category("fire", parent="major"),
            Category("collective", parent="major"),
        ),
        "facts": (Fact("households", "unit", many=True, required=False),),
        "messages": (Message("news"),),
        "duties": (
            reply_duty(ladder=LATE),
            Duty("report", owner="boss", starts="filed", ends=("x_reported",), term=Immediately(), ladder=LATE,
                 when=category.within("major"), on_change="change", cite=TX("art. 10")),
            # not even what lasts beyond the closing outlives a joining
            Duty("keep", owner="clerk", starts="filed", ends=("archived",), term=Days(5), ladder=LATE,
                 stage_kinds=("open", "waiting", "closed"), cite=TX("art. 11")),
        ),
        "joins": (rule,),
    }  # fmt: skip
    given["moves"] += (Move("report", ("open",), "=", by=("boss",), records=("x_reported",), cite=TX("art. 10")),)
    return policy(**{**given, **parts})


def noise(desk: World, *households: str, **given: Any) -> str:
    """A complaint about noise, of these households; its id."""
    return desk.file(**{"category": "noise", "facts": {"households": households}, **given})


def test_a_case_that_joined_another_owes_nothing_and_escalates_no_more():
    """Trap 51: its duties stop, no rung of it fires, however long it lies; the matter's own go on."""
    desk = world(joining())
    matter, other = noise(desk, "12-03"), noise(desk, "12-04")
    desk.clock.move_to(at(3))
    joined = desk.desk.join(other, into=matter, by=CLERK)
    assert (joined.stage, joined.owner) == ("joined", None)
    assert list(joined.records) == ["filed", "joined"]
    assert {state.duty: state.status for state in desk.desk.dues(other)} == {"reply": "stopped", "keep": "stopped"}
    assert [(link.rule, link.case_id, link.follows) for link in joined.links] == [("same_matter", matter, False)]
    held = desk.desk.get(matter)
    assert [(link.rule, link.case_id, link.follows) for link in held.links] == [("same_matter", other, True)]
    assert (held.stage, held.category, held.count("joined")) == ("open", "noise", 1)
    desk.clock.move_to(at(20))
    assert sorted(desk.desk.sweep().fired) == [(matter, "keep", "late"), (matter, "reply", "late")]
    assert [case.id for case in desk.desk.find(overdue_at=at(20)).cases] == [matter]
    assert desk.desk.verify().ok


@pytest.mark.parametrize("store", [MemoryStore, None], ids=["memory", "sqlite"])
def test_the_third_household_makes_the_matter_graver_at_once(store, tmp_path):
    """The second does not; the third reclassifies the matter in one transaction, and its new duty runs from then."""
    desk = world(joining(), store=store() if store else SQLiteStore(tmp_path / "cases.db"))
    matter, second, third, fourth = (noise(desk, f"12-0{n}") for n in range(1, 5))
    desk.desk.join(second, into=matter, by=CLERK)
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), "x_collective" in held.records) == ("noise", 1, False)
    assert not [state for state in desk.desk.dues(matter) if state.duty == "report"]
    desk.clock.move_to(at(4, 14))
    desk.desk.join(third, into=matter, by=CLERK)
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), held.count("x_collective")) == ("collective", 2, 1)
    assert desk.due(matter, "report") == day_end(4)
    desk.clock.move_to(at(5))
    desk.desk.join(fourth, into=matter, by=CLERK)
    held = desk.desk.get(matter)
    assert (held.count("joined"), held.count("x_collective")) == (3, 1), "it became collective once"
    assert desk.due(matter, "report") == day_end(4)
    assert desk.desk.verify().ok
    for case in (matter, third):
        for audience in ("staff", "regulator", "complainant"):
            assert desk.desk.explain(case, by=CLERK, audience=audience).text()
    assert "TX art. 8" in desk.desk.explain(matter, by=CLERK, audience="regulator").text()


def test_households_are_counted_not_cases():
    """A household that complains twice is one; one that brings two brings two; those of a joining matter come along."""
    desk = world(joining())
    matter, again, pair, lone = noise(desk, "1"), noise(desk, "1"), noise(desk, "2", "3"), noise(desk, "2")
    desk.desk.join(again, into=matter, by=CLERK)
    assert desk.desk.get(matter).count("joined") == 0
    desk.desk.join(lone, into=pair, by=CLERK)
    assert desk.desk.get(pair).count("joined") == 0
    desk.desk.join(pair, into=matter, by=CLERK)
    held = desk.desk.get(matter)
    assert (held.count("joined"), held.category) == (2, "collective")


def test_those_of_a_matter_that_joins_come_along():
    """Two matters of two households each, joined, are four."""
    desk = world(joining(attrs.evolve(RULE, reached_at=4)))
    first, second, third, fourth = (noise(desk, str(n)) for n in range(4))
    desk.desk.join(second, into=first, by=CLERK)
    desk.desk.join(fourth, into=third, by=CLERK)
    desk.desk.join(third, into=first, by=CLERK)
    assert (desk.desk.get(first).count("joined"), desk.desk.get(first).category) == (3, "collective")


def test_without_a_fact_to_count_every_case_is_one():
    """Three cases are three, whoever is behind them."""
    desk = world(joining(attrs.evolve(RULE, counts="")))
    first, second, third = (desk.file(category="noise") for _ in range(3))
    desk.desk.join(second, into=first, by=CLERK)
    assert desk.desk.get(first).category == "noise"
    desk.desk.join(third, into=first, by=CLERK)
    assert desk.desk.get(first).category == "collective"


def test_what_is_graver_already_keeps_its_category():
    """A fire stays a fire, on record as collective too."""
    desk = world(joining())
    first, second, third = (noise(desk, str(n), category="fire") for n in range(3))
    for case in (second, third):
        desk.desk.join(case, into=first, by=CLERK)
    held = desk.desk.get(first)
    assert (held.category, held.count("x_collective")) == ("fire", 1)


def test_what_the_matter_is_told_is_told_to_those_who_joined():
    """Each household gets the message and has it on record, those of a matter that joined included."""
    desk = world(joining())
    first, second, third = (noise(desk, str(n)) for n in range(3))
    desk.desk.join(third, into=second, by=CLERK)
    desk.desk.join(second, into=first, by=CLERK)
    desk.clock.move_to(at(3))
    desk.desk.act(first, "tell", by=CLERK, message={"means": "letter"})
    for case in (first, second, third):
        (told,) = desk.desk.get(case).told
        assert (told.message, told.means, told.at, told.to) == ("news", "letter", at(3), "complainant")
    assert [(n.case_id, n.subject) for n in desk.desk.notices()] == [(first, "news"), (second, "news"), (third, "news")]
    assert "news" in desk.desk.explain(third, by=CLERK, audience="complainant").text()
    assert [(link.case_id, link.follows) for link in desk.desk.get(third).links] == [(second, False)]
    assert desk.desk.verify().ok


@pytest.mark.parametrize(
    ("into", "case", "says"),
    [
        ("other", "done", "not_from_here"),
        ("done", "other", "matter_closed"),
        ("other", "other", "itself"),
        ("nowhere", "other", "unknown"),
    ],
)
def test_what_stands_against_joining(into, case, says):
    """Closed cases, one alone and one that is not there are refused, with the clause; nothing is written."""
    desk = world(joining())
    ids = {"done": noise(desk, "1"), "other": noise(desk, "2"), "nowhere": "c99"}
    desk.desk.act(ids["done"], "close", by=CLERK)
    before = [desk.desk.get(id) for id in ("c1", "c2")]
    item = why(lambda: desk.desk.join(ids[case], into=ids[into], by=CLERK))
    assert (item.code, item.arg("why"), item.cites) == ("join", says, (TX("art. 8"),))
    assert [desk.desk.get(id) for id in ("c1", "c2")] == before


def test_what_it_counts_must_be_known_of_both():
    """Without knowing whose they are, nobody can say how many there are: the fact is asked for."""
    desk = world(joining())
    known, unknown = noise(desk, "1"), desk.file(category="noise")
    for case, into in ((known, unknown), (unknown, known)):
        item = why(partial(desk.desk.join, case, into=into, by=CLERK))
        assert (item.code, item.arg("facts")) == ("missing_facts", ("households",))


def test_another_kind_of_stage_another_role_another_moment():
    """Only from the rule's stages, by its roles, and neither in the future nor before either came in."""
    desk = world(joining(attrs.evolve(RULE, sources=("asked",))))
    first, second = noise(desk, "1", received_at=at(1, 12)), noise(desk, "2", received_at=at(1))
    assert why(lambda: desk.desk.join(second, into=first, by=CLERK)).arg("why") == "not_from_here"
    desk = world(joining())
    first, second = noise(desk, "1", received_at=at(1, 12)), noise(desk, "2", received_at=at(1))
    assert why(lambda: desk.desk.join(second, into=first, by=BOSS)).code == "role"
    early = why(lambda: desk.desk.join(second, into=first, by=CLERK, occurred_at=at(1, 11)))
    assert (early.code, early.arg("received")) == ("before_receipt", at(1, 12))
    assert why(lambda: desk.desk.join(second, into=first, by=CLERK, occurred_at=at(3))).code == "future"
    joined = desk.desk.join(second, into=first, by=CLERK, occurred_at=at(1, 13))
    assert joined.records["joined"][0].at == desk.desk.get(first).records["joined"][0].at == at(1, 13)


def test_somebody_recused_joins_nothing():
    """Whoever was recused from a case does not put it away either."""
    moves = (*joining().moves, Move("recuse", ("open",), "=", by=("clerk",), records=("recused",), cite=TX("art. 6")))
    desk = world(joining(moves=moves))
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.act(second, "recuse", by=CLERK, to="cleo")
    assert "recused" in {item.code for item in reasons(lambda: desk.desk.join(second, into=first, by=CLERK))}


def test_the_directory_says_who_may_join():
    """With a directory its answer counts, and not the roles the actor claims."""
    desk = world(joining(), directory=FixedDirectory({"cleo": ("clerk",)}))
    first, second = noise(desk, "1"), noise(desk, "2")
    assert why(lambda: desk.desk.join(second, into=first, by=Actor("nick", roles={"clerk"}))).code == "role"
    assert desk.desk.join(second, into=first, by=Actor("cleo")).stage == "joined"


def test_the_same_key_joins_once():
    """The same again gives the first result; with another matter it is a conflict."""
    desk = world(joining())
    first, second, third = (noise(desk, str(n)) for n in range(3))
    once = desk.desk.join(second, into=first, by=CLERK, key="k")
    assert desk.desk.join(second, into=first, by=CLERK, key="k") == once
    assert desk.desk.get(first).count("joined") == 1
    with pytest.raises(KeyConflict):
        desk.desk.join(second, into=third, by=CLERK, key="k")


def test_the_rule_is_named_where_there_are_several():
    """One rule needs no name; of several, or none, it must be told which."""
    desk = world(joining(joins=(RULE, attrs.evolve(RULE, id="same_house"))))
    first, second = noise(desk, "1"), noise(desk, "2")
    with pytest.raises(InvalidInput, match="same_matter, same_house"):
        desk.desk.join(second, into=first, by=CLERK)
    with pytest.raises(InvalidInput, match="did you mean 'same_house'"):
        desk.desk.join(second, into=first, by=CLERK, rule="same_hous")
    assert desk.desk.join(second, into=first, by=CLERK, rule="same_house").links[0].rule == "same_house"
    desk = world(policy())
    with pytest.raises(InvalidInput, match="this policy has none"):
        desk.desk.join(desk.file(), into="c9", by=CLERK)


def test_what_joined_cases_granted_counts_together():
    """They are one matter: what was granted on a case that joined counts toward the band on the matter."""
    redress: dict[str, Any] = {
        "facts": (*joining().facts, Fact("amount", "money", currency="CNY", required=False)),
        "moves": (
            *joining().moves,
            Move("grant", ("open",), "=", by=("clerk", "boss"), bands="limits", offers=("amount",),
                 records=("approved",), cite=TX("art. 5")),
        ),
        "bands": (Bands("limits", (Band("clerk", cny(100)), Band("boss", None)), cite=TX("art. 5")),),
        "redress": Redress("amount", currency="CNY", cite=TX("art. 5")),
    }  # fmt: skip
    desk = world(joining(**redress))
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.act(second, "grant", by=CLERK, facts={"amount": "60 CNY"})
    desk.desk.join(second, into=first, by=CLERK)
    assert why(lambda: desk.desk.act(first, "grant", by=CLERK, facts={"amount": "41 CNY"})).code == "authority"
    assert desk.desk.act(first, "grant", by=CLERK, facts={"amount": "40 CNY"}).redress_granted == cny(40)


def test_joined_households_are_tallied():
    """A tally of what joining records counts each household that came to the matter."""
    tallies = (Tally("households", "joined", when=category.within("major"), cite=TX("art. 4")),)
    desk = world(joining(attrs.evolve(RULE, reached_at=2), tallies=tallies))
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(second, into=first, by=CLERK)
    with desk.store.begin() as tx:
        assert tx.tally("acme", "households//2026-03") == 1  # on the matter, which is collective; not on the other


def test_a_version_without_the_rule_is_nothing_to_join():
    """A case pinned to a version of the policy that knows no joining is left as it is."""
    old = joining(joins=(), in_force_from=date(2026, 1, 1))
    new = joining(version="2", in_force_from=date(2026, 3, 1))
    desk = world(old, new)
    matter = noise(desk, "1", received_at=at(10, month=2))
    other = noise(desk, "2")
    assert why(lambda: desk.desk.join(other, into=matter, by=CLERK)).arg("why") == "unknown"


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("target", "gone", "no stage 'gone'"),
        ("target", "shelf", "'shelf' is not closed"),
        ("sources", ("done",), "'done' is closed"),
        ("by", (), "who may join cases?"),
        ("by", ("nobody",), "no role 'nobody'"),
        ("counts", "house", "no fact 'house'"),
        ("becomes", "fires", "no category 'fires'"),
        ("keeps", ("minor",), "no category 'minor'"),
        ("records", ("filed",), "no record a tie can make"),
        ("reached_at", 1, "a whole number from 2 on, got 1"),
        ("reached_at", True, "a whole number from 2 on, got True"),
        ("reached_at", None, "needs reached_at"),
    ],
)
def test_a_join_rule_that_cannot_be(part, value, says):
    """Each fault is told, with its path, when the policy is built."""
    with pytest.raises(PolicyError, match=says) as caught:
        joining(attrs.evolve(RULE, **{part: value}))
    assert all("$.joins[0](same_matter)" in fault.path for fault in caught.value.faults)


def test_what_is_counted_is_open_to_everybody():
    """A personal fact is sealed, and a number is no name: neither can be counted."""
    for fact in (
        Fact("households", "text", personal=True, required=False),
        Fact("households", "whole", required=False),
    ):
        with pytest.raises(PolicyError, match="a text, person or unit that is not personal"):
            joining(facts=(fact,))


def test_a_joined_complainant_keeps_a_case_of_their_own():
    """Nothing of the other's is on it: the parties stay apart."""
    desk = world(joining())
    first = noise(desk, "1", complainant=Party("Li", contact="138"))
    second = noise(desk, "2", complainant=Party("Wang", contact="139"))
    desk.desk.join(second, into=first, by=CLERK)
    assert "Wang" not in desk.desk.explain(first, by=CLERK, audience="complainant").text()
    assert desk.desk.find(linked_to=first).cases[0].id == second
