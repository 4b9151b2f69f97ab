"""Cases that only those concerned are shown: whom a case concerns, and what everybody else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from complaintkit import Actor, Desk, Fact, Move, Party, Policy, PolicyError, PolicyHistory, Refused, Role, Stage
from complaintkit.rules import Access, Body
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory
from complaintkit.values import source

BY = source("Bylaws")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK, OFFICER = Actor("d", {"front"}), Actor("o", {"officer"})
PARTNER, DEPUTY, MEMBER, STRANGER = (
    Actor("p", {"partner"}), Actor("v", {"vice"}), Actor("m", {"member"}), Actor("s", {"staff"})
)  # fmt: skip


def policy(**changes: object) -> Policy:
    """A firm in which the officer oversees all, a partner handles, and a board decides."""
    parts = {
        "id": "firm", "in_force_from": date(2026, 1, 1),
        "roles": ("front", "officer", Role("partner", deputies=("vice",)), "vice", "member",
                  Role("staff", everyone=True)),
        "bodies": (Body("board", ("member",)),),
        "facts": (Fact("story", "text", personal=True),),
        "stages": (Stage("new", owner="officer"), Stage("handled", owner="partner"), Stage("voted", owner="officer"),
                   Stage("done", "closed")),
        "moves": (
            Move("note", ("new", "handled", "voted"), "=", by=("staff",), records=("x_noted",)),
            Move("assign", ("new",), "handled", by=("officer",), assigns=True, records=("assigned",)),
            Move("stand_back", ("handled",), "=", by=("officer",), assigns=True, records=("recused",)),
            Move("handle", ("handled",), "voted", by=("partner",), records=("investigated",)),
            Move("vote", ("voted",), "done", by=("officer",), decided_by="board", records=("decided", "closed")),
        ),
        "access": Access(("officer", "partner"), concerned_only=True, oversees=("officer",), cite=BY("7")),
    }  # fmt: skip
    return Policy(**{**parts, **changes})


def desk_of(directory: FixedDirectory | None = None, **changes: object) -> Desk:
    """A desk of the firm."""
    history = PolicyHistory([policy(**changes)])
    return Desk(history, MemoryStore(), tenant="t", clock=FixedClock(NOON), directory=directory)


def filed(desk: Desk, **given: object) -> str:
    """A complaint of a client, taken in by the front desk."""
    return desk.file(by=DESK, complainant=Party("Li Wei", key="c"), facts={"story": "lost the deed"}, **given).id


def sees(desk: Desk, case: str, by: Actor) -> str:
    """What somebody is shown: "nothing", "masked" or "all"; every way of asking must agree on whether it is nothing."""
    listed = [found.id for found in desk.find(by=by).cases]
    try:
        view = desk.view(case, by=by)
    except Refused as refused:
        (why,) = refused.decision.reasons
        assert (why.code, tuple(map(str, why.cites))) == ("not_concerned", ("Bylaws 7",))
        with pytest.raises(Refused):
            desk.explain(case, by=by)
        assert desk.available(case, by=by) == ()
        assert listed == []
        return "nothing"
    assert listed == [case]
    text = desk.explain(case, by=by).text()
    assert (
        ("lost the deed" in text)
        == (view.facts["story"] == "lost the deed")
        == (view.parties["complainant"]["name"] == "Li Wei")
    )
    return "all" if "lost the deed" in text else "masked"


def test_a_case_is_shown_to_those_whom_it_concerns_and_to_nobody_else():
    """Who took it in, whose turn it is, who handles it, the body that decides it; nobody else, whatever they may do.

    That everybody may note something on it makes nobody concerned; nor does a role that sees personal values.
    """
    desk = desk_of()
    case = filed(desk)
    assert {who.id: sees(desk, case, who) for who in (DESK, OFFICER, PARTNER, MEMBER, STRANGER)} == {
        "d": "masked", "o": "all", "p": "nothing", "m": "nothing", "s": "nothing"
    }  # fmt: skip
    desk.act(case, "assign", by=OFFICER, to="x")
    assert {who.id: sees(desk, case, who) for who in (PARTNER, MEMBER, STRANGER)} == {
        "p": "all", "m": "nothing", "s": "nothing"
    }  # fmt: skip
    assert sees(desk, case, Actor("x")) == "masked"
    desk.act(case, "handle", by=PARTNER)
    assert sees(desk, case, MEMBER) == "masked"
    desk.act(case, "vote", by=OFFICER, meeting={"votes": {"m": "for"}})
    assert sees(desk, case, OFFICER) == "all"
    assert sees(desk, case, PARTNER) == "all"
    assert sees(desk, case, Actor("p2", {"partner"})) == sees(desk, case, MEMBER) == "nothing"


def test_a_stand_in_is_concerned_only_while_standing_in():
    """With every partner away the vice may handle it, and is shown it; before and afterwards not."""
    away = {"p": ((NOON + timedelta(hours=1), NOON + timedelta(hours=2)),)}
    roles = {"d": ("front",), "o": ("officer",), "p": ("partner",), "v": ("vice",), "m": ("member",)}
    desk = desk_of(FixedDirectory(roles, absences=away))
    case = filed(desk)
    desk.act(case, "assign", by=OFFICER, to="x")
    assert sees(desk, case, DEPUTY) == "nothing"
    desk.clock.advance(timedelta(hours=1))
    assert sees(desk, case, DEPUTY) == "masked"
    desk.clock.advance(timedelta(hours=1))
    assert sees(desk, case, DEPUTY) == "nothing"
    assert sees(desk, case, Actor("s", {"officer"})) == "nothing"  # what the directory does not say is not so


def test_whom_it_is_about_sees_that_it_is_there_and_nobodys_name():
    """Also where they hold a role that sees everything; and so does who was recused."""
    desk = desk_of()
    about = filed(desk, about=("o",))
    assert sees(desk, about, OFFICER) == "masked"
    other = desk_of()
    case = filed(other)
    other.act(case, "assign", by=OFFICER, to="x")
    other.act(case, "stand_back", by=OFFICER, to="o2")
    assert sees(other, case, Actor("o2", {"officer"})) == "masked"
    assert sees(other, case, OFFICER) == "all"


def test_personal_values_may_be_kept_from_respondents_where_everybody_sees_the_case():
    """Whom it is about and who was recused see it masked though their role sees all; who acts for them too."""
    access = Access(("officer",), keeps_from_respondents=True, cite=BY("7"))
    desk = desk_of(access=access)
    about = filed(desk, about=("o",))
    assert sees(desk, about, OFFICER) == sees(desk, about, Actor("x", {"officer"}, on_behalf_of="o")) == "masked"
    assert sees(desk, about, Actor("o2", {"officer"})) == "all"
    assert sees(desk, about, STRANGER) == "masked"
    desk.act(about, "assign", by=Actor("o2", {"officer"}), to="x")
    desk.act(about, "stand_back", by=Actor("o2", {"officer"}), to="o3")
    assert sees(desk, about, Actor("o3", {"officer"})) == "masked"
    open_to_all = desk_of(access=Access(("officer",), cite=BY("7")))
    assert sees(open_to_all, filed(open_to_all, about=("o",)), OFFICER) == "all"


def test_the_complainant_is_concerned_and_sees_their_own_in_their_explanation():
    """The party's key is the actor's id, or whom the actor acts for."""
    desk = desk_of()
    case = filed(desk)
    for by in (Actor("c"), Actor("lawyer", on_behalf_of="c")):
        assert "lost the deed" in desk.explain(case, by=by, audience="complainant").text()


def test_a_policy_that_does_not_say_so_shows_its_cases_as_before():
    """Everybody sees the case, personal values masked."""
    desk = desk_of(access=Access(("officer",), cite=BY("7")))
    assert sees(desk, filed(desk), STRANGER) == "masked"


def test_somebody_must_oversee_cases_that_are_shown_to_nobody_else():
    """Without one nobody could read a case that is over; and where all is shown nobody oversees."""
    for access in (Access(concerned_only=True), Access(oversees=("officer",))):
        with pytest.raises(PolicyError, match="oversees"):
            policy(access=access)
