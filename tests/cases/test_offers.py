"""What may be done now: may, may once something is given, may not because; with all that a form needs."""

from __future__ import annotations

from typing import Any

import attrs

from complaintkit.rules import Actor, Conduct
from complaintkit.testing import FixedDirectory
from tests.desk.policies import BOSS, CLERK, NOBODY, TX, World, at, demanding, policy, world


def offered(desk: World, case: str, by: Actor = CLERK) -> dict[str, Any]:
    return {offer.trigger: offer for offer in desk.desk.available(case, by=by)}


def filed(**given: Any) -> tuple[World, str]:
    desk = world(demanding())
    return desk, desk.file(**{"channel": "desk", "category": "quality", **given})


def test_every_trigger_of_the_stage_is_there_in_the_policy_s_order():
    desk, case = filed()
    expected = list(dict.fromkeys(move.trigger for move in demanding().moves))
    assert list(offered(desk, case)) == expected
    desk.desk.act(case, "end", by=CLERK)
    assert offered(desk, case) == {}


def test_the_three_answers():
    desk, case = filed()
    found = offered(desk, case)
    assert (found["by_clerk"].answer, found["by_clerk"].reasons, found["by_clerk"].cites) == (
        "may",
        (),
        (TX("art. 10"),),
    )
    asking = found["asking"]
    assert (asking.answer, [fact.id for fact in asking.asks]) == ("may_once", ["cause", "note", "repair"])
    assert asking.asks[0].choices == ("maker", "user")
    refused = found["by_boss"]
    assert (refused.answer, [reason.code for reason in refused.reasons]) == ("may_not", ["role"])


def test_what_the_command_itself_can_give_is_no_obstacle():
    desk, case = filed()
    found = offered(desk, case)
    assert (found["confirming"].answer, found["confirming"].confirms) == ("may_once", ("polite", "calm"))
    assert (found["classify"].answer, found["classify"].categories) == ("may_once", ("quality", "colour", "service"))
    assert (found["assign"].answer, found["assign"].names_person) == ("may_once", True)
    assert (found["tell"].answer, found["tell"].means) == ("may_once", ("letter", "telephone"))
    assert [fact.id for fact in found["tell"].asks] == ["note"]
    assert [fact.id for fact in found["slip"].asks] == ["note"]
    assert [fact.id for fact in found["slip"].offers] == ["note"]
    assert found["by_clerk"].means is None


def test_what_it_cannot_give_is():
    desk, case = filed(about=("cleo",))
    found = offered(desk, case)
    assert [(found[name].answer, found[name].reasons[0].code) for name in ("decide", "after")] == [
        ("may_not", "recused"),
        ("may_not", "missing_records"),
    ]
    assert offered(desk, case, BOSS)["confirm_fine"].reasons[0].arg("why") == "nothing_proposed"


def test_targets_are_told_together_and_the_open_one_is_chosen():
    desk, case = filed()
    turn = offered(desk, case)["turn"]
    assert (turn.answer, turn.targets, [fact.id for fact in turn.asks]) == ("may_once", ("left", "right"), ["cause"])
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    assert (offered(desk, case)["turn"].answer, offered(desk, case)["turn"].targets) == ("may", ("right",))


def test_what_is_offered_as_may_is_granted_and_as_may_not_is_refused():
    desk, case = filed()
    for actor in (CLERK, BOSS, NOBODY):
        for name, offer in offered(desk, case, actor).items():
            decision = desk.desk.consider(case, name, by=actor)
            assert decision.granted == (offer.answer == "may"), (actor.id, name)


def test_conduct_is_shown_as_an_instruction_where_and_to_whom_it_applies():
    base = demanding()
    conducts = (
        Conduct("always", TX("a")),
        Conduct("clerks", TX("b"), of=("clerk",)),
        Conduct("at_turn", TX("c"), moves=("turn",)),
        Conduct("in_open", TX("d"), stages=("open",)),
        Conduct("in_left", TX("e"), stages=("left",)),
        Conduct("polite", TX("f"), stages=("left",)),
        Conduct("calm", TX("g"), stages=("left",)),
    )
    desk = world(attrs.evolve(base, conducts=conducts))
    case = desk.file(channel="desk", category="quality")
    assert offered(desk, case)["end"].instructions == ("always", "clerks", "in_open")
    assert offered(desk, case, BOSS)["turn"].instructions == ("always", "at_turn", "in_open")


def test_a_directory_is_asked():
    desk = world(demanding(), directory=FixedDirectory({"cleo": ("clerk",), "bea": ("boss",)}, absences={}))
    case = desk.file(channel="desk", category="quality")
    assert offered(desk, case, Actor("cleo"))["by_clerk"].answer == "may"
    assert offered(desk, case, Actor("nick", roles={"clerk"}))["by_clerk"].answer == "may_not"


def test_asking_writes_nothing():
    desk = world(policy())
    case = desk.file()
    before = desk.desk.get(case)
    desk.clock.move_to(at(9))
    offered(desk, case, NOBODY)
    assert (desk.desk.get(case), desk.desk.attempts(case)) == (before, ())
