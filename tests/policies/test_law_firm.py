"""The law firm (T8): what scenarios cannot say. Its rows are in ``scenarios/law_firm*.toml``."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import attrs
import pytest

from complaintkit import Actor, Case, Desk, InvalidInput, Party, PolicyError, PolicyHistory, Refused
from complaintkit.deadlines import Immediately, WorkingDays
from complaintkit.policies import law_firm
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory

SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
POLICY = law_firm.policy(in_force_from="2026-01-01")


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-13-01"),
        ("version", ""),
        ("approved_on", "2026-01-02"),
        ("approved_on", 20260101),
        ("approved_by", 7),
        ("quorum", "0"),
        ("quorum", "1.01"),
        ("quorum", 0.5),
        ("majority", "1"),
        ("majority", "half"),
        ("majority_of", "guests"),
        ("prompt_working_days", 31),
        ("opinion_working_days", 0),
        ("arrangement_working_days", 61),
        ("handling_working_days", True),
        ("carrying_out_working_days", 2.5),
        ("satisfaction_working_days", None),
        ("archiving_working_days", 251),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a float, a truth value, another type, an approval that comes too late: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        law_firm.policy(**{"in_force_from": "2026-01-01", param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_the_parameters_are_the_terms_and_the_rules_of_the_meetings():
    """Each figure stands where its clause is; both meetings have the same quorum and majority."""
    changed = law_firm.policy(
        in_force_from="2026-01-01", quorum="2/3", majority="0.6", majority_of="members", prompt_working_days=2,
        opinion_working_days=4, arrangement_working_days=5, handling_working_days=6, carrying_out_working_days=7,
        satisfaction_working_days=8, archiving_working_days=9,
    )  # fmt: skip
    terms = {duty.id: duty.term for duty in changed.duties}
    assert [terms[id] for id in ("reply_due", "officer_opinion_due", "meeting_due", "arrangements_due")] == [
        WorkingDays(2), WorkingDays(4), WorkingDays(4), WorkingDays(5)
    ]  # fmt: skip
    assert [terms[id] for id in ("handling_due", "carrying_out_due", "survey_due", "archiving_due")] == [
        WorkingDays(6), WorkingDays(7), WorkingDays(8), WorkingDays(9)
    ]  # fmt: skip
    assert {duty.term for duty in POLICY.duties if duty.id == "reply_due"} == {Immediately()}
    assert [(body.quorum, body.majority, body.majority_of) for body in changed.bodies] == [
        (Fraction(2, 3), Fraction(3, 5), "members")
    ] * 2


def test_no_version_without_the_partners_meeting():
    """A version that another body approved, or nobody, is not taken into a history; the clause says why."""
    for approval in (None, attrs.evolve(POLICY.approval, role="director")):
        with pytest.raises(PolicyError, match="T8 preamble"):
            PolicyHistory([attrs.evolve(POLICY, approval=approval)])


FIRM = {
    "front": ("front_desk",), "admin": ("administration",), "officer": ("designated_officer",),
    "p1": ("partner_in_charge", "partner"), "p2": ("partner",), "boss": ("director", "partner"),
    "lawyer": ("meeting_member",), "counsel": ("meeting_member",), "minutes": ("recorder",),
    "new": (),
}  # fmt: skip


def handed_over(desk: Desk, *about: str, weight: str = "ordinary") -> Case:
    """A complaint up to the handler's desk."""
    case = desk.file(
        by=Actor("front"), channel="visit", about=about, complainant=Party("Zhou Lan"), facts={"content": "late"}
    ).id
    desk.act(case, "register", by=Actor("front"), category="client_complaint")
    desk.act(case, "keep_originals", by=Actor("front"), facts={"no_papers": True})
    desk.act(case, "pass_to_officer", by=Actor("front"))
    opinion = {"officer_opinion": "founded", "business_field": "civil", "weight": weight}
    desk.act(case, "give_opinion", by=Actor("officer"), facts=opinion)
    return desk.act(case, "assign", by=Actor("officer"), to="p1")


def firm(**absences: tuple[tuple[datetime, datetime], ...]) -> Desk:
    """A desk of a firm of three partners and two other members of its meeting."""
    directory = FixedDirectory(FIRM, absences=absences)
    return Desk(PolicyHistory([POLICY]), MemoryStore(), tenant="t", clock=FixedClock(MORNING), directory=directory)


FOUND = {"established": "it was late", "papers_are": "none_given"}


def may_investigate(desk: Desk, case: str, person: str) -> bool:
    """Whether somebody may look into it, as handler or standing in."""
    return desk.consider(case, "investigate", by=Actor(person), facts=FOUND, confirmed=("check_details",)).granted


def test_the_director_stands_in_for_the_partner_in_charge_and_then_another_partner():
    """Handling (2): with the partner there nobody else; away, the director; both away, the other partner."""
    away = ((MORNING - timedelta(days=1), MORNING + timedelta(days=1)),)
    whole, one, two = firm(), firm(p1=away), firm(p1=away, boss=away)
    able = [
        [who for who in ("p1", "boss", "p2", "lawyer") if may_investigate(desk, handed_over(desk).id, who)]
        for desk in (whole, one, two)
    ]
    assert able == [["p1"], ["p1", "boss"], ["p1", "boss", "p2"]]


def test_where_every_partner_is_complained_about_the_rest_of_the_firm_meeting_decides():
    """No partner handles or votes and the partners' meeting has nobody left; the others of the firm meeting go on."""
    desk = firm()
    case = handed_over(desk, "p1", "p2", "boss", weight="major").id
    assert [who for who in ("p1", "p2", "boss") if may_investigate(desk, case, who)] == []
    desk.act(case, "investigate", by=Actor("lawyer"), facts=FOUND, confirmed=("check_details",))
    desk.act(case, "call_meeting", by=Actor("officer"), facts={"weight": "major"})
    plan = {"handling_plan": "a written apology", "inform_regulator": True}
    votes = {"p1": "for", "p2": "for", "boss": "for"}
    refused = desk.consider(case, "partners_meeting_decides", by=Actor("minutes"), facts=plan, meeting={"votes": votes})
    assert refused.codes == ("nobody_left",)
    refused = desk.consider(case, "firm_meeting_decides", by=Actor("minutes"), facts=plan, meeting={"votes": votes})
    assert "recused" in refused.codes
    votes = {"lawyer": "for", "counsel": "for"}
    met = desk.act(case, "firm_meeting_decides", by=Actor("minutes"), facts=plan, meeting={"votes": votes})
    assert met.stage == "plan_decided"
    assert "firm meeting: 2 of 2 members" in desk.explain(case, by=Actor("officer")).text()
    signed = desk.act(case, "sign_opinion", by=Actor("counsel"), facts={"opinion": "as decided"})
    assert signed.stage == "opinion_signed"


def test_where_everybody_is_complained_about_the_refusal_says_so():
    """Nobody of either meeting is left: neither handles nor decides, and the reason is that nobody is left."""
    desk = firm()
    case = handed_over(desk, "p1", "p2", "boss", "lawyer", "counsel").id
    decision = desk.consider(case, "investigate", by=Actor("minutes"), facts=FOUND, confirmed=("check_details",))
    assert "nobody_left" in decision.codes


def test_a_deputy_is_shown_a_case_only_while_standing_in_for_its_handler():
    """Another partner has no part in it and is shown nothing; with those before him away he is, and sees it all."""
    away = ((MORNING - timedelta(days=1), MORNING + timedelta(days=1)),)
    desk = firm()
    with pytest.raises(Refused, match=r"T8 handling \(7\)4"):
        desk.view(handed_over(desk).id, by=Actor("p2"))
    assert desk.find(by=Actor("p2")).cases == ()
    desk = firm(p1=away, boss=away)
    case = handed_over(desk).id
    assert desk.view(case, by=Actor("p2")).facts["content"] == "late"
    with pytest.raises(Refused):
        desk.explain(case, by=Actor("new"))
