"""Quality complaints and reports (Q): what scenarios cannot say. Its rows: ``scenarios/product_quality*.toml``."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction

import pytest

from complaintkit import Actor, Desk, InvalidInput, Party, PolicyHistory, Refused
from complaintkit.deadlines import Days, Immediately, WorkingDays
from complaintkit.desk.view import HIDDEN
from complaintkit.policies import product_quality
from complaintkit.reports import indicators, register
from complaintkit.rules import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory

SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
NEEDED = {
    "in_force_from": "2026-01-01",
    "handling_working_days": 10,
    "summary_every": "month",
    "check_every": "quarter",
    "assessment_every": "quarter",
}
DESK, WORKSHOP = Actor("desk", roles={"receiver"}), Actor("head", roles={"responsible_department"})
TESTER, BOARD = Actor("tester", roles={"investigator"}), Actor("board", roles={"superior_department"})
WATCH, SELLER = Actor("watch", roles={"quality_supervision"}), Actor("seller")
BOUND = {"trained_on": "2026-01-12", "agreement_signed_on": "2026-01-12"}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-13-01"),
        ("version", ""),
        ("handling_working_days", 0),
        ("handling_working_days", 121),
        ("handling_working_days", True),
        ("handling_working_days", None),
        ("summary_every", "day"),
        ("check_every", None),
        ("assessment_every", "regularly"),
        ("training_every", 12),
        ("warned_at", 0.75),
        ("warned_at", "0"),
        ("warned_at", "5/4"),
        ("prompt_working_days", 31),
        ("important_grades", "serious"),
        ("important_grades", ("grave",)),
        ("report_working_days", 61),
        ("survey_working_days", "5"),
        ("periodic_days", 61),
        ("follow_up_days", 366),
        ("reward_working_days", 0),
        ("currency", "yuan"),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a truth value, a float for a share, an interval or a grade that is none: refused, named."""
    with pytest.raises(InvalidInput) as caught:
        product_quality.policy(**{**NEEDED, param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


@pytest.mark.parametrize("param", ["handling_working_days", "summary_every", "check_every", "assessment_every"])
def test_what_the_text_leaves_blank_must_be_given(param):
    """[param] Q leaves the set time and its three intervals blank: there is no default."""
    with pytest.raises(TypeError, match=param):
        product_quality.policy(**{name: value for name, value in NEEDED.items() if name != param})


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        product_quality.policy(**{**NEEDED, "in_force_from": "soon", "handling_working_days": 0, "check_every": ""})
    assert [fault.path for fault in caught.value.faults] == ["in_force_from", "handling_working_days", "check_every"]


def term_of(policy: Policy, duty: str) -> object:
    """The term of a duty."""
    return next(found.term for found in policy.duties if found.id == duty)


def test_the_parameters_are_the_terms():
    """Each figure stands where its sentence says."""
    plain = product_quality.policy(**NEEDED)
    other = product_quality.policy(
        **{**NEEDED, "handling_working_days": 7, "summary_every": "week", "check_every": "half_year",
           "assessment_every": "year"},
        training_every="quarter", prompt_working_days=2, report_working_days=6, survey_working_days=4,
        periodic_days=12, follow_up_days=40, reward_working_days=8,
    )  # fmt: skip
    for duties, then, now in (
        (("handling", "delay_explanation"), WorkingDays(10), WorkingDays(7)),
        (("first_assessment", "passing_on", "turning_away", "plan_review", "progress_word", "result_due"),
         Immediately(), WorkingDays(2)),
        (("team_formation",), Immediately(), Immediately()),
        (("report_due", "meeting_due"), WorkingDays(5), WorkingDays(6)),
        (("survey_due",), WorkingDays(5), WorkingDays(4)),
        (("summary_due", "analysis_due", "check_due", "assessment_due"), Days(10), Days(12)),
        (("use_due", "correction_due", "tying_due", "training_due", "opinion_due"), Days(30), Days(40)),
        (("reward_due",), WorkingDays(10), WorkingDays(8)),
    ):  # fmt: skip
        for duty in duties:
            assert (term_of(plain, duty), term_of(other, duty)) == (then, now), duty
    every = {kind.id: kind.every for kind in other.kinds if kind.every}
    assert every == {
        "data_summary": "week", "handling_check": "half_year", "assessment": "year",
        "confidentiality_training": "quarter",
    }  # fmt: skip


def office(**more: object) -> Desk:
    """A desk on the morning of 2 March 2026."""
    history = PolicyHistory([product_quality.policy(**NEEDED)])
    return Desk(history, MemoryStore(), tenant="pans", clock=FixedClock(MORNING), **more)


def report(desk: Desk, **more: object) -> str:
    """A colleague reports what the own department does; the id of the case."""
    facts = {"complainant_is": "own_department", "happened_on": "2026-02-25", "place": "line 2",
             "matter": "old stock is relabelled"}  # fmt: skip
    return desk.file(
        by=DESK, channel="letter", facts=facts,
        parties={"reporter": Party("Gao Jun", contact="136 0000 0000", key="p-9")}, **more,
    ).id  # fmt: skip


def handled(desk: Desk, department: str, *, resolved: bool = True) -> str:
    """A case handled by a department up to the reply, or up to the plan where it is not resolved."""
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    id = report(desk)
    desk.act(id, "assess", by=DESK, facts={"within_remit": True, "seriousness": "minor"})
    desk.act(id, "register", by=DESK, category="product_quality_issue", facts={"department": department})
    desk.act(id, "pass_on", by=DESK)
    team = [{"member": name, "expertise": "plastics", **BOUND} for name in ("tester", "moulder")]
    desk.act(id, "form_team", by=WORKSHOP, facts={"inquiry_team": team})
    seen = [{"evidence_kind": "test_report", "collected_by": "papers", "shows": "a secret alloy"}]
    desk.act(id, "collect_evidence", by=TESTER, facts={"evidence": seen})
    cause = {"cause_kind": "production", "cause": "haste", "complex": False}
    desk.act(id, "find_cause", by=TESTER, facts=cause, confirmed=("lawful_and_fair",))
    if not resolved:
        return id
    day = f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d}"
    plan = [{"measure": "label anew", "milestone": day, "measure_owner": "head"}]
    desk.act(id, "propose", by=WORKSHOP, facts={"plan": plan, "done_by": day})
    desk.act(id, "approve_plan", by=BOARD, facts={"review_opinion": "good"})
    desk.act(id, "carry_out", by=WORKSHOP, facts={"carried_out": "all labels"})
    desk.act(id, "track_effect", by=WORKSHOP, facts={"effect": "none wrong", "effective": True})
    return id


def tell(desk: Desk, id: str, satisfied: bool | None) -> None:
    """The result is told, and the complainant asked where there is an answer."""
    desk.act(id, "tell_result", by=WORKSHOP, facts={"result": "relabelled"}, message={"means": "telephone"})
    if satisfied is not None:
        desk.act(id, "survey", by=DESK, facts={"survey_by": "telephone", "is_satisfied": satisfied})


def test_who_reported_is_masked_for_all_who_need_not_speak_with_them():
    """Confidentiality 1: the department and its team see the reporter; the superior and the supervision department, and
    everybody else, see that there is one, and neither the facts reported nor the evidence, which may be a trade secret.
    """
    desk = office()
    id = handled(desk, "workshop", resolved=False)
    for actor in (BOARD, WATCH, SELLER):
        view = desk.view(id, by=actor)
        assert view.parties["reporter"] == {"masked": True}
        assert (view.facts["matter"], view.facts["evidence"]) == (HIDDEN, HIDDEN)
        told = [desk.explain(id, by=actor, audience=audience).text() for audience in ("staff", "complainant")]
        assert not any("Gao Jun" in text or "relabelled" in text or "alloy" in text for text in told)
    for actor in (DESK, WORKSHOP, TESTER):
        view = desk.view(id, by=actor)
        assert view.parties["reporter"]["name"] == "Gao Jun"
        assert view.facts["matter"] == "old stock is relabelled"
        assert view.facts["evidence"][0]["shows"] == "a secret alloy"
    book = register(desk, "case_database", by=WATCH)
    assert "Gao Jun" not in book.csv()
    assert "relabelled" not in book.csv()


def test_who_reported_is_masked_for_whom_the_report_is_about():
    """[reading] Confidentiality 1: also for one who works in the responsible department; not for the others there."""
    desk = office()
    id = report(desk, about=("head",))
    assert desk.view(id, by=WORKSHOP).parties["reporter"] == {"masked": True}
    assert desk.view(id, by=WORKSHOP).facts["matter"] == HIDDEN
    other = Actor("deputy", roles={"responsible_department"})
    assert desk.view(id, by=other).parties["reporter"]["name"] == "Gao Jun"


def test_whoever_complains_is_masked_as_whoever_reports_is():
    """[reading] Q has one word for the two."""
    desk = office()
    facts = {"complainant_is": "customer", "happened_on": "2026-02-25", "place": "shop 3", "matter": "it broke"}
    case = desk.file(by=DESK, channel="email", facts=facts, complainant=Party("Sun Li", contact="139 0000 0000"))
    assert desk.view(case.id, by=BOARD).parties["complainant"] == {"masked": True}
    assert desk.view(case.id, by=WORKSHOP).parties["complainant"]["name"] == "Sun Li"


def test_nobody_inquires_into_or_reviews_what_is_about_themselves():
    """[default] General: fairness."""
    desk = office()
    id = report(desk, about=("tester", "board"))
    desk.act(id, "assess", by=DESK, facts={"within_remit": True, "seriousness": "minor"})
    desk.act(id, "register", by=DESK, category="product_quality_issue", facts={"department": "workshop"})
    desk.act(id, "pass_on", by=DESK)
    team = [{"member": name, "expertise": "plastics", **BOUND} for name in ("tester", "moulder")]
    desk.act(id, "form_team", by=WORKSHOP, facts={"inquiry_team": team})
    seen = [{"evidence_kind": "test_report", "collected_by": "papers", "shows": "labels"}]
    with pytest.raises(Refused) as caught:
        desk.act(id, "collect_evidence", by=TESTER, facts={"evidence": seen})
    assert caught.value.decision.codes == ("recused",)


def test_three_indicators_are_computed_for_each_department():
    """Assessment 1, from the store. Due is Monday 16 March, ten working days after 2 March. The workshop: one told in
    time and satisfied, one told on the 17th and not; the depot: one told in time, never asked, one still without a
    plan on the 17th, overdue. No fact is missing, so that no run is assumed.
    """
    desk = office()
    early, late = handled(desk, "workshop"), handled(desk, "workshop")
    sent = handled(desk, "depot")
    handled(desk, "depot", resolved=False)
    tell(desk, early, satisfied=True)
    tell(desk, sent, satisfied=None)
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.move_to(datetime(2026, 3, 17, 10, tzinfo=SHANGHAI))
    tell(desk, late, satisfied=False)
    table = indicators(desk, "facts.department", duty="handling", resolved="x_resolved", lang="zh")
    half = Fraction(1, 2)
    assert table.rows == (
        ("depot", 2, half, 0, 1, half, 0, None),
        ("workshop", 2, half, 0, 2, Fraction(1), 2, half),
        ("合计", 4, half, 0, 3, Fraction(3, 4), 2, half),
    )
    assert (table.titles[2], table.titles[5], table.titles[7]) == ("及时率", "解决率", "满意率")


def test_each_department_is_assessed_once_a_period():
    """Assessment 2: a standing case for each department that the directory knows, and not for other units."""
    units = {"responsible_unit": ("workshop", "depot"), "shop": ("shop-3",)}
    desk = office(directory=FixedDirectory({}, units=units))
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.move_to(datetime(2026, 4, 1, 8, tzinfo=SHANGHAI))
    opened = [desk.get(id) for id in desk.sweep().opened]
    spring = [case.unit for case in opened if case.kind == "assessment" and case.period == "2026-Q1"]
    assert sorted(map(str, spring)) == ["depot", "workshop"]


def test_the_superior_department_stands_in_and_nobody_for_it():
    """[default] Where nobody of the department is there the superior department forms the team, and only then."""
    away = {"head": ((MORNING + timedelta(days=1), MORNING + timedelta(days=2)),)}
    roles = {"desk": ("receiver",), "head": ("responsible_department",), "board": ("superior_department",)}
    desk = office(directory=FixedDirectory(roles, absences=away))
    id = report(desk)
    desk.act(id, "assess", by=DESK, facts={"within_remit": True, "seriousness": "minor"})
    desk.act(id, "register", by=DESK, category="product_quality_issue", facts={"department": "workshop"})
    desk.act(id, "pass_on", by=DESK)
    team = {"inquiry_team": [{"member": name, "expertise": "plastics", **BOUND} for name in ("tester", "moulder")]}
    assert not desk.consider(id, "form_team", by=BOARD, facts=team).granted
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.move_to(MORNING + timedelta(days=1))
    assert desk.act(id, "form_team", by=BOARD, facts=team).stage == "inquiring"
