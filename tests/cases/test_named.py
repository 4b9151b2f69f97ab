"""Only the person assigned or named may act: who that is, who stands in, and what is told to anybody else."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.cases.reasons import reason_text
from complaintkit.errors import PolicyError
from complaintkit.rules import ANYONE, ASSIGNED, STAYS, Actor, Fact, Move, Policy, Recusal, Role
from complaintkit.testing import FixedDirectory
from complaintkit.values import titles
from tests.desk.policies import CLERK, OPEN, TX, World, at, reasons, why, with_moves, world

ANN, BEN, EVE = (Actor(id, roles={"looker"}) for id in ("ann", "ben", "eve"))
HEAD = Actor("hal", roles={"head"})
ROLES = {"cleo": ("clerk",), "ann": ("looker",), "ben": ("looker",), "eve": ("looker",), "hal": ("head",)}


def look(*only: str, by: tuple[str, ...] = ("looker",)) -> Move:
    return Move("look", OPEN, STAYS, by=by, only=only, records=("investigated",), cite=TX("art. 20"))


def named(*only: str, by: tuple[str, ...] = ("looker",)) -> Policy:
    """The plain policy, and a look into the matter that is for those named alone."""
    return with_moves(
        look(*only, by=by),
        Move("assign", OPEN, STAYS, by=("clerk",), assigns=True, records=("assigned",)),
        Move("form_team", OPEN, STAYS, by=("clerk",), asks=("team",), offers=("leader", "others")),
        Move("recuse", OPEN, STAYS, by=("clerk",), assigns=True, records=("recused",)),
        roles=("clerk", "boss", Role("looker", last_resort="head"), "head"),
        facts=(
            Fact("team", "table", columns=(Fact("member", "person"), Fact("trade", "text")), required=False),
            Fact("leader", "person", required=False),
            Fact("others", "person", many=True, required=False),
            Fact("house", "unit", required=False),
        ),
        recusal=Recusal(everything=True),
        titles=titles({"look": ("look into it", "调查"), "team": ("team", "小组"), "member": ("member", "成员")}),
    )


def may(desk: World, case: str, *people: Actor) -> list[str]:
    """Those of some people who may look into a case now."""
    return [by.id for by in people if desk.desk.consider(case, "look", by=by).granted]


def test_only_whom_the_case_was_assigned_to_acts():
    """Nobody before it is assigned; then that person and nobody else of the role; anew, the new one."""
    desk = world(named(ASSIGNED))
    case = desk.file()
    assert may(desk, case, ANN, BEN, HEAD) == []
    desk.desk.act(case, "assign", by=CLERK, to="ann")
    assert may(desk, case, ANN, BEN, HEAD) == ["ann"]
    desk.desk.act(case, "assign", by=CLERK, to="ben")
    assert may(desk, case, ANN, BEN, HEAD) == ["ben"]
    assert desk.desk.act(case, "look", by=BEN).count("investigated") == 1


def test_a_unit_may_be_assigned_to_and_whoever_of_the_role_acts_for_it_acts():
    desk = world(named(ASSIGNED))
    case = desk.file()
    desk.desk.act(case, "assign", by=CLERK, to="east")
    inside = Actor("ivy", roles={"looker"}, unit="east")
    assert may(desk, case, inside, Actor("ida", roles={"looker"}, unit="west"), ANN, Actor("x", unit="east")) == ["ivy"]


@pytest.mark.parametrize(
    ("only", "facts"),
    [
        (("leader",), {"leader": "ann"}),
        (("others",), {"others": ("ann", "zoe")}),
        (("house",), {"house": "east"}),
        (("team.member",), {"team": ({"member": "zoe", "trade": "law"}, {"member": "ann", "trade": "tax"})}),
        (("leader", "team.member"), {"team": ({"member": "ann", "trade": "tax"},)}),
    ],
)
def test_only_those_named_in_a_fact_act(only, facts):
    """A person, several, a unit, the column of a table, or any of these."""
    desk = world(named(*only))
    case = desk.file(facts=facts)
    ann = attrs.evolve(ANN, unit="east")
    assert may(desk, case, ann, BEN, Actor("zoe", unit="east")) == ["ann"], "zoe holds no role for it"


def test_nobody_names_themselves_with_the_very_command():
    """What the command brings along does not count: they are named before it."""
    given = with_offers(named("leader"), "leader")
    desk = world(given)
    case = desk.file()
    found = why(lambda: desk.desk.act(case, "look", by=ANN, facts={"leader": "ann"}))
    assert (found.code, found.arg("why")) == ("not_named", "nobody_yet")


def with_offers(policy: Policy, *facts: str) -> Policy:
    moves = tuple(attrs.evolve(m, offers=facts) if m.trigger == "look" else m for m in policy.moves)
    return attrs.evolve(policy, moves=moves)


def test_where_anyone_may_it_is_anyone_of_those_named():
    desk = world(named("leader", by=(ANYONE,)))
    case = desk.file(facts={"leader": "zoe"})
    assert may(desk, case, ANN, Actor("zoe"), HEAD) == ["zoe"]


def test_the_refusal_says_where_they_are_named_in_both_languages():
    desk = world(named("team.member", ASSIGNED))
    case = desk.file()
    (nobody,) = reasons(lambda: desk.desk.act(case, "look", by=ANN))
    desk.desk.act(case, "assign", by=CLERK, to="ben")
    (other,) = reasons(lambda: desk.desk.act(case, "look", by=ANN))
    assert (other.code, other.arg("only"), other.cites) == ("not_named", ("team.member", ASSIGNED), (TX("art. 20"),))
    policy = desk.desk.program(case).policy
    assert reason_text(nobody, policy) == (
        "look into it is for whoever is named in team: member, the assignment: nobody is named there yet [TX art. 20]"
    )
    assert reason_text(other, policy, "zh") == "调查由小组: 成员, 指派记录所载人员办理:所载为他人 [TX art. 20]"


def test_what_is_available_says_so_too_and_the_explanation_tells_that_it_was_tested():
    desk = world(named(ASSIGNED))
    case = desk.file()
    desk.desk.act(case, "assign", by=CLERK, to="ann")
    answers = {by.id: {o.trigger: o.answer for o in desk.desk.available(case, by=by)}["look"] for by in (ANN, BEN)}
    assert answers == {"ann": "may", "ben": "may_not"}
    desk.desk.act(case, "look", by=ANN)
    tests = desk.desk.explain(case, by=CLERK, audience="regulator").events[-1].tests
    assert ("only", True) in [(test.name, test.holds) for test in tests]


# -- who stands in ----------------------------------------------------------------------------------------------------


def staffed(**given: Any) -> World:
    return world(named("others"), directory=FixedDirectory(ROLES, **given))


def test_who_stands_in_acts_once_none_of_those_named_is_there():
    """Another holder of the role is no stand-in; the one the policy names is, and only when all are away."""
    away = {"ann": [(at(1), at(3))], "ben": [(at(1), at(2))]}
    desk = staffed(absences=away)
    case = desk.file(facts={"others": ("ann", "ben")})
    assert may(desk, case, ANN, BEN, EVE, HEAD) == ["ann", "ben"], "ben is back; an absence bars nobody who acts"
    both = staffed(absences={**away, "ben": away["ann"]})
    case = both.file(facts={"others": ("ann", "ben")})
    decision = both.desk.consider(case, "look", by=HEAD)
    assert (decision.granted, decision.capacity) == (True, "looker")
    assert not both.desk.consider(case, "look", by=EVE).granted


def test_who_stands_in_acts_where_those_named_hold_the_role_no_more():
    desk = staffed()
    case = desk.file(facts={"others": ("gone",)})
    assert may(desk, case, EVE, HEAD) == ["hal"]


def test_nobody_stands_in_for_nobody():
    desk = staffed()
    assert may(desk, desk.file(), EVE, HEAD) == []


def test_a_holder_of_the_role_who_stands_in_for_it_too_does_so_only_while_nobody_named_is_there():
    both = {**ROLES, "eve": ("looker", "head")}
    desk = world(named("others"), directory=FixedDirectory(both, absences={"ann": [(at(1), at(3))]}))
    case, other = desk.file(facts={"others": ("ann",)}), desk.file(facts={"others": ("ben",)})
    assert (may(desk, case, EVE), may(desk, other, EVE)) == (["eve"], [])


def test_without_a_directory_it_is_known_when_all_those_named_are_barred():
    """Whom the case is about takes no part: if nobody else was named, whoever stands in for the role does."""
    desk = world(named("others"))
    case = desk.file(facts={"others": ("ann", "ben")}, about=("ann",))
    assert may(desk, case, ANN, BEN, EVE, HEAD) == ["ben"]
    desk.desk.act(case, "recuse", by=CLERK, to="ben")
    assert may(desk, case, ANN, BEN, EVE, HEAD) == ["hal"]


def test_without_a_directory_who_stands_in_says_for_whom_and_it_is_somebody_named():
    desk = world(named("others"))
    case = desk.file(facts={"others": ("ann",)})
    for_ann, for_eve = (Actor("hal", roles={"head"}, on_behalf_of=who) for who in ("ann", "eve"))
    assert [desk.desk.consider(case, "look", by=by).granted for by in (for_ann, for_eve)] == [True, False]


# -- what is said wrongly ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("leeder", "there is no fact 'leeder': did you mean 'leader'?"),
        ("team", "there is no column of 'team' ''"),
        ("team.trade", "'team.trade' names nobody: declare it person or unit"),
        ("leader.name", "fact 'leader' is no table: name it alone"),
        ("secret", "'secret' is personal, and kept apart: nobody can be told by it"),
        (ASSIGNED, "nobody is ever assigned: let a move assign, or name the fact"),
    ],
)
def test_a_place_that_can_hold_nobody_is_a_fault(name, told):
    facts = (*named("leader").facts, Fact("secret", "person", personal=True, required=False))
    with pytest.raises(PolicyError) as refused:
        with_moves(look(name), roles=("clerk", "boss", "looker"), facts=facts)
    assert any(told in fault.message and fault.path.endswith(".only") for fault in refused.value.faults)
