"""Personal values: beside the events, shown to whom the policy says, nowhere else, and erased without a trace."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from complaintkit.cases.events import Sealed
from complaintkit.errors import InvalidInput
from complaintkit.rules import BLANK, UNKNOWN, Access, Actor, Fact, Message, Move, Policy, Rung, Sent
from complaintkit.testing import FixedDirectory
from complaintkit.values import Party
from tests.desk.policies import BOSS, CLERK, NOBODY, OPEN, World, at, reasons, reply_duty, with_moves, world

SECRETS = ("Li Wei", "138 0000", "Lane 9", "in a wheelchair", "asthma", "Wu Min")
COMPLAINANT = Party("Li Wei", contact="138 0000", address="Lane 9", needs="in a wheelchair", means="letter", key="p-1")


def private(**parts: Any) -> Policy:
    given: dict[str, Any] = {
        "facts": (
            Fact("illness", "text", personal=True, required=False),
            Fact("count", "whole", required=False),
        ),
        "messages": (Message("news"),),
        "access": Access(sees=("clerk",)),
        "duties": (reply_duty(ladder=(Rung("late", tell=("boss",)),), tells_complainant=True),),
        "log_refusals": ("role",),
    }
    move = Move("note", OPEN, "=", by=("clerk",), asks=("illness",), message="news", records=("informed",))
    return with_moves(move, **{**given, **parts})


def filed(desk: World) -> str:
    case = desk.file(
        complainant=COMPLAINANT,
        parties={"reporter": Party("Wu Min", key="p-2")},
        facts={"illness": "asthma", "count": 3},
    )
    desk.desk.act(case, "note", by=CLERK, facts={"illness": "asthma"}, message=Sent("letter"))
    return case


def shows(text: object) -> list[str]:
    return [secret for secret in SECRETS if secret in str(text) or secret in repr(text)]


def test_no_event_snapshot_notice_or_key_holds_a_personal_value():
    desk = world(private())
    case = filed(desk)
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    reasons(
        lambda: desk.desk.act(case, "note", by=NOBODY, facts={"illness": "asthma"}, message=Sent("letter"), key="k")
    )
    held = desk.store
    for table in (held._events, held._cases, held._outbox, held._keys, held._due, held._attempts, held._claims):
        assert shows(table) == []
    assert shows(desk.desk.attempts(case)) == shows(desk.desk.notices()) == []
    values = [item.value for items in held._personal.values() for item in items]
    assert set(shows(values)) == set(SECRETS), "they lie beside the events, and only there"
    assert shows(held._personal) == [], "nor does it stand in what is shown of a value"


def test_the_event_holds_a_commitment_and_the_case_too():
    desk = world(private())
    case = desk.desk.get(filed(desk))
    assert isinstance(case.facts["illness"], Sealed)
    assert case.facts["count"] == 3
    complainant = case.parties["complainant"]
    assert {name: type(value).__name__ for name, value in complainant.items()} == {
        "name": "Sealed",
        "contact": "Sealed",
        "address": "Sealed",
        "needs": "Sealed",
        "means": "str",
        "kind": "str",
        "key": "str",
    }
    assert (complainant["key"], complainant["means"]) == ("p-1", "letter")


def test_the_same_value_twice_has_two_commitments():
    desk = world(private())
    first, second = desk.desk.get(filed(desk)), desk.desk.get(filed(desk))
    assert first.facts["illness"] != second.facts["illness"]


def test_unknown_and_blank_are_not_personal():
    desk = world(private())
    case = desk.desk.get(desk.file(facts={"illness": BLANK}))
    assert case.facts["illness"] is BLANK
    assert desk.desk.get(desk.file(facts={"illness": UNKNOWN})).facts["illness"] is UNKNOWN


def test_without_a_key_of_the_embedder_a_party_gets_one():
    desk = world(private())
    case = desk.desk.get(desk.file(complainant=Party("Li Wei")))
    key = case.parties["complainant"]["key"]
    assert key.startswith("complainant-")
    assert [item.person for item in desk.store._personal["acme", case.id]] == [key]
    assert [c.id for c in desk.desk.find(party=key).cases] == [case.id]


def test_whom_the_policy_lets_see_sees_and_others_see_that_it_is_there():
    desk = world(private())
    case = filed(desk)
    seen = desk.desk.view(case, by=CLERK)
    assert (seen.facts, seen.parties["complainant"]["contact"], seen.parties["reporter"]["name"]) == (
        {"illness": "asthma", "count": 3},
        "138 0000",
        "Wu Min",
    )
    masked = desk.desk.view(case, by=BOSS)
    assert masked.facts == {"illness": "•••", "count": 3}
    assert masked.parties["complainant"] == {
        "name": "•••",
        "contact": "•••",
        "address": "•••",
        "needs": "•••",
        "means": "letter",
        "kind": "person",
        "key": "p-1",
    }
    assert masked.parties["reporter"] == {"masked": True}, "that there is one, nothing else"


def test_the_mask_is_the_policy_s():
    desk = world(private(access=Access(sees=("clerk",), masks=())))
    assert desk.desk.view(filed(desk), by=BOSS).parties["reporter"]["name"] == "•••"


def test_where_a_directory_is_asked_a_claimed_role_opens_nothing():
    directory = FixedDirectory({"cleo": ("clerk",)})
    desk = world(private(), directory=directory)
    case = filed(desk)
    liar = Actor("nick", roles={"clerk"})
    assert desk.desk.view(case, by=liar).facts["illness"] == "•••"
    assert desk.desk.view(case, by=Actor("cleo")).facts["illness"] == "asthma"
    assert shows(desk.desk.explain(case, by=liar, audience="regulator").text()) == []
    assert shows(desk.desk.explain(case, by=Actor("cleo")).text()) == ["asthma"]


def test_explanations_show_it_to_whom_the_policy_lets_see():
    desk = world(private())
    case = filed(desk)
    assert shows(desk.desk.explain(case, by=CLERK).text()) == ["asthma"]
    assert shows(desk.desk.explain(case, by=BOSS).text()) == []
    assert shows(desk.desk.explain(case, by=NOBODY, audience="regulator").text()) == []
    assert shows(desk.desk.explain(case, by=CLERK, audience="complainant").text()) == ["asthma"]
    assert shows(desk.desk.explain(case, by=NOBODY, audience="complainant").text()) == [], "asking so opens nothing"
    assert shows(desk.desk.explain(case, by=Actor("p-1"), audience="complainant").text()) == ["asthma"]
    assert shows(desk.desk.explain(case, by=Actor("p-1"), audience="regulator").text()) == []
    lawyer = Actor("law-7", on_behalf_of="p-1")
    assert shows(desk.desk.explain(case, by=lawyer, audience="complainant").text()) == ["asthma"]


def test_errors_name_no_personal_value():
    desk = world(
        private(
            facts=(
                Fact("illness", "choice", choices=("none",), personal=True, required=False),
                Fact("count", "whole", required=False),
            )
        )
    )
    with pytest.raises(InvalidInput) as caught:
        desk.file(facts={"illness": "asthma"}, complainant="Li Wei")
    assert shows(caught.value) == []
    assert "facts.illness" in str(caught.value)


def test_nothing_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        desk = world(private())
        filed(desk)
        desk.desk.sweep()
    assert caplog.records == []


def test_a_case_runs_on_without_its_personal_values():
    """Taken away behind the desk's back they are missed by verify(), and hinder no decision."""
    desk = world(private())
    case = filed(desk)
    taken = {value.path for value in desk.store._personal.pop(("acme", case))}
    assert {what.split(" at ")[1].split()[0] for _, what in desk.desk.verify().faults} == taken
    assert desk.desk.act(case, "reply", by=CLERK).version == 3
    view = desk.desk.view(case, by=CLERK)
    assert (view.facts["illness"], view.parties["complainant"]["name"]) == ("[erased]", "[erased]")
    assert desk.desk.view(case, by=BOSS).facts["illness"] == "•••"
    assert shows(desk.desk.explain(case, by=CLERK).text()) == []


def test_a_personal_fact_that_a_rule_reads_is_refused():
    """A sealed amount, moment or person could not be judged, counted or run again after it was erased."""
    from complaintkit.errors import PolicyError
    from complaintkit.rules import Band, Bands, PromiseRule, Redress, SanctionRule, Tally, Tier
    from tests.desk.policies import cny

    secret = {"personal": True, "required": False}
    with pytest.raises(PolicyError) as caught:
        private(
            facts=(
                Fact("illness", "text", **secret),  # type: ignore[arg-type]
                Fact("count", "whole", required=False),
                Fact("amount", "money", **secret),  # type: ignore[arg-type]
                Fact("agreed", "instant", **secret),  # type: ignore[arg-type]
                Fact("person", "person", **secret),  # type: ignore[arg-type]
            ),
            redress=Redress("amount", currency="CNY"),
            bands=(Bands("b", (Band("clerk", None),)),),
            promises=(PromiseRule("p", duty="reply", fact="agreed"),),
            tallies=(Tally("t", "closed", subject="person"),),
            sanctions=(
                SanctionRule(
                    "s", against="person", subject="person", basis="amount", approvers=("boss",), tiers=(Tier(cny(1)),)
                ),
            ),
        )
    assert sorted(fault.path for fault in caught.value.faults) == [
        "$.promises[0].fact",
        "$.redress.fact",
        "$.sanctions[0](s).basis",
        "$.sanctions[0](s).subject",
        "$.tallies[0].subject",
    ]
    assert "is personal: a rule reads it, so it cannot be sealed" in str(caught.value)
