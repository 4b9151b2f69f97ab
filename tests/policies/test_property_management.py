"""The managed building (T7): what scenarios cannot say. Its rows are in ``scenarios/property_management*.toml``."""

from __future__ import annotations

import inspect
from datetime import date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from complaintkit import Actor, Case, Desk, InvalidInput, Party, PolicyHistory, Refused
from complaintkit.deadlines import Days, Immediately, NthDayOfNextMonth, WorkingDays
from complaintkit.policies import property_management
from complaintkit.serialization import dumps, loads_policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock

SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
RECEPTION = Actor("emp-1", {"receiver"})
REPAIRS = Actor("emp-2", {"functional_department"})
MANAGER = Actor("emp-3", {"department_manager"})
LEADER = Actor("emp-4", {"centre_leaders"})
STAFF = (RECEPTION, REPAIRS, MANAGER, LEADER, Actor("emp-9"))
BY_PHONE = {"means": "telephone"}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-13-01"),
        ("in_force_from", 20260101),
        ("in_force_from", MORNING),
        ("version", ""),
        ("prompt_working_days", 0),
        ("prompt_working_days", 31),
        ("prompt_working_days", True),
        ("reply_working_days", None),
        ("reply_working_days", 61),
        ("reply_working_days", 3.0),
        ("next_reply_days", 0),
        ("next_reply_days", 91),
        ("summary_day", 29),
        ("summary_day", "10"),
        ("visit_working_days", -1),
        ("visit_working_days", 61),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a float, a truth value, another type: refused, and the parameter is named."""
    with pytest.raises(InvalidInput) as caught:
        property_management.policy(**{"in_force_from": "2026-01-01", param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        property_management.policy(in_force_from="soon", reply_working_days=0, summary_day=0)
    assert [fault.path for fault in caught.value.faults] == ["in_force_from", "reply_working_days", "summary_day"]


def test_each_parameter_is_the_term_of_its_duty():
    """What is given stands in the duty it belongs to; at once is no parameter."""
    policy = property_management.policy(
        in_force_from=date(2026, 1, 1),
        prompt_working_days=2,
        reply_working_days=4,
        next_reply_days=6,
        summary_day=8,
        visit_working_days=9,
    )
    terms = {duty.id: duty.term for duty in policy.duties}
    prompt = ("passing_on", "explanation", "handling_form", "choice_of_visits")
    at_once = ("classification", "recording", "information", "major_report")
    assert terms == {
        **dict.fromkeys(prompt, WorkingDays(2)),
        **dict.fromkeys(at_once, Immediately()),
        "reply": WorkingDays(4),
        "next_reply": Days(6),
        "monthly_summary": NthDayOfNextMonth(8),
        "return_visit": WorkingDays(9),
    }


def test_the_three_customers_are_no_parameter():
    """S(6)'s own figure stands in the join rule and the guards, and cannot be set."""
    policy = property_management.policy(in_force_from="2026-01-01")
    assert [rule.reached_at for rule in policy.joins] == [3]
    assert {"in_force_from", "version", "prompt_working_days", "reply_working_days", "next_reply_days", "summary_day",
            "visit_working_days"} == set(inspect.signature(property_management.policy).parameters)  # fmt: skip


def test_its_document_is_the_same_policy():
    """Written out and read again, joins, promises and ties are there."""
    policy = property_management.policy(in_force_from="2026-01-01")
    again = loads_policy(dumps(policy))
    assert again == policy
    assert again.hash == policy.hash
    rule = attrs.evolve(policy.joins[0], reached_at=4)
    assert attrs.evolve(policy, joins=(rule,)).hash != policy.hash


def desk() -> Desk:
    """A desk of the centre."""
    history = PolicyHistory([property_management.policy(in_force_from="2026-01-01")])
    return Desk(history, MemoryStore(), tenant="centre", clock=FixedClock(MORNING))


def filed(desk: Desk, *households: str, category: str | None = None, channel: str = "written") -> Case:
    """A complaint, with its nature established where one is given."""
    case = desk.file(
        by=RECEPTION,
        channel=channel,
        complainant=Party("Li"),
        facts={"households": households or ("12-03",), "matter": "a letter"},
        confirmed=() if channel == "written" else ("heard", "asked"),
    )
    return case if category is None else desk.act(case.id, "classify", by=RECEPTION, category=category)


def put_off(desk: Desk, case: Case, trigger: str = "put_off") -> Case:
    """Told that it cannot be solved for now, with a time for the next reply."""
    return desk.act(
        case.id, trigger, by=RECEPTION, message=BY_PHONE, confirmed=("tactful",) if trigger == "put_off" else (),
        facts={"unsolvable_because": "parts are missing", "next_reply_at": MORNING + timedelta(days=3)},
    )  # fmt: skip


def explained(desk: Desk, case: Case) -> Case:
    """Told its cause, with a time for the reply."""
    facts = {"cause": "a fuse", "next_reply_at": MORNING + timedelta(days=1)}
    return desk.act(case.id, "explain", by=RECEPTION, message=BY_PHONE, facts=facts)


def replied(desk: Desk, case: Case) -> Case:
    """Told course and result, in writing."""
    facts = {"course": "looked", "result": "mended"}
    return desk.act(case.id, "reply", by=REPAIRS, message={"means": "letter"}, facts=facts)


def ordinary(desk: Desk, *households: str) -> Case:
    """An ordinary complaint that is recorded, told of and passed on."""
    case = filed(desk, *households, category="repairs")
    desk.act(case.id, "record", by=RECEPTION)
    desk.act(case.id, "inform", by=RECEPTION, message=BY_PHONE)
    return desk.act(case.id, "pass_on", by=RECEPTION, facts={"department": "engineering"})


HANDLING = ("emp-1", "emp-2", "emp-3")
WHO = {
    **dict.fromkeys(("classify", "report", "explain", "put_off", "reply", "contest"), HANDLING),
    **dict.fromkeys(
        ("record", "pass_on", "inform", "fill_form", "confirm_form", "archive", "visit_customer"), ("emp-1",)
    ),
}
"""Who may make each move; T7 names reception, department, manager and leaders only in part [default]."""


def test_each_move_is_made_by_those_who_handle():
    """Whoever is not among them is refused it for the role, in every stage; others are not."""
    office = desk()
    joined, other = ordinary(office, "1"), ordinary(office, "2")
    office.join(joined.id, into=other.id, by=RECEPTION)
    major = filed(office, category="fire")
    cases = [
        filed(office), ordinary(office), put_off(office, filed(office, category="noise")), office.get(joined.id),
        filed(office, category="crime"), explained(office, major), replied(office, ordinary(office)),
    ]  # fmt: skip
    tried = set()
    for case in cases:
        for trigger, named in WHO.items():
            for actor in STAFF:
                codes = {reason.code for reason in office.consider(case.id, trigger, by=actor).reasons}
                if codes & {"stage", "condition"}:
                    continue
                tried.add(trigger)
                assert ("role" in codes) == (actor.id not in named), (case.stage, trigger, actor.id, codes)
    assert tried == set(WHO)


def refused(office: Desk, case: Case, trigger: str, by: Actor = RECEPTION, **given: Any) -> set[str]:
    """The guards and codes a move is refused for."""
    reasons = office.consider(case.id, trigger, by=by, **given).reasons
    return {reason.arg("guard") or reason.code for reason in reasons}


def test_what_a_reply_waits_for():
    """An ordinary one for the record and the word to the customer, a major one for report and explanation."""
    office = desk()
    given: dict[str, Any] = {"facts": {"course": "looked", "result": "mended"}, "message": {"means": "letter"}}
    unknown = put_off(office, filed(office))
    assert refused(office, unknown, "reply", **given) >= {"nature_established"}
    plain = put_off(office, filed(office, category="noise"))
    assert refused(office, plain, "reply", **given) == {"ordinary_recorded", "customer_told"}
    grave = put_off(office, filed(office, category="crime"))
    assert refused(office, grave, "reply", **given) == {"leaders_told", "cause_told"}
    office.act(grave.id, "report", by=RECEPTION)
    assert refused(office, grave, "reply", **given) == {"cause_told"}
    explained(office, grave)
    assert refused(office, grave, "reply", **given) == set()


def test_what_turns_major_after_the_reply_is_reported_and_explained_before_it_is_closed():
    """A third household that joins late does not slip past manager and leaders."""
    office = desk()
    matter = replied(office, ordinary(office, "1", "2"))
    office.act(matter.id, "fill_form", by=RECEPTION)
    office.join(filed(office, "3").id, into=matter.id, by=RECEPTION)
    assert office.get(matter.id).category == "collective"
    yes: dict[str, Any] = {"facts": {"customer_confirms": True}}
    assert refused(office, matter, "confirm_form", **yes) == {"leaders_told", "cause_told"}
    office.act(matter.id, "report", by=RECEPTION)
    assert refused(office, matter, "confirm_form", **yes) == {"cause_told"}
    assert explained(office, office.get(matter.id)).stage == "major_in_hand"
    replied(office, matter)
    assert office.act(matter.id, "confirm_form", by=RECEPTION, **yes).stage == "closed"


@pytest.mark.parametrize("stage", ["replied", "joined", "closed"])
def test_a_matter_is_joined_only_while_it_is_being_handled(stage):
    """From a reply on a complaint joins nothing any more."""
    office = desk()
    case, other = replied(office, ordinary(office, "1")), ordinary(office, "2")
    if stage == "joined":
        case = ordinary(office, "3")
        case = office.join(case.id, into=other.id, by=RECEPTION)
    elif stage == "closed":
        office.act(case.id, "fill_form", by=RECEPTION)
        case = office.act(case.id, "confirm_form", by=RECEPTION, facts={"customer_confirms": True})
    assert case.stage == stage
    with pytest.raises(Exception, match="a case does not join from this stage"):
        office.join(case.id, into=other.id, by=RECEPTION)


@pytest.mark.parametrize("trigger", ["put_off", "explain", "contest"])
def test_no_open_case_is_left_without_a_next_time_once_it_was_put_off(trigger):
    """Whatever may be done next, the case then has an agreed time ahead or a reply, or is closed."""
    office = desk()
    case = filed(office, category="crime")
    if trigger == "contest":
        office.act(case.id, "report", by=RECEPTION)
        explained(office, case)
        case = put_off(office, replied(office, office.get(case.id)), "contest")
    else:
        case = put_off(office, case) if trigger == "put_off" else explained(office, case)
    policy = office.history.newest
    stages = {stage.id: stage for stage in policy.stages}
    assert stages[case.stage].needs_promise == "next_reply_time"
    for move in policy.moves:
        if case.stage in move.sources:
            target = stages[case.stage if move.target == "=" else move.target]
            done = "replied" in move.records or target.kind in ("closed", "archived")
            assert done or target.needs_promise, move.trigger


def test_what_became_collective_is_archived_with_its_own_form_only():
    """The forms of the matter are confirmed by its customer; those who joined it need none, but a written answer."""
    office = desk()
    first, second = filed(office, "1", channel="visit"), filed(office, "2")
    office.join(first.id, into=filed(office, "9").id, by=RECEPTION)
    assert office.act(first.id, "archive", by=RECEPTION).stage == "archived"
    office.join(second.id, into=filed(office, "8").id, by=RECEPTION)
    assert refused(office, second, "archive") == {"answered_in_writing"}


def missing(office: Desk, case: Case, trigger: str, by: Actor = RECEPTION, **given: Any) -> set[str]:
    """The facts a move is refused for."""
    reasons = office.consider(case.id, trigger, by=by, **given).reasons
    return {fact for reason in reasons for fact in reason.arg("facts") or ()}


def test_what_each_step_asks():
    """Nothing is told, passed on, confirmed or summarised without what T7 wants known of it."""
    office = desk()
    plain, grave = filed(office, category="noise"), filed(office, category="fire")
    assert missing(office, plain, "pass_on") == {"department"}
    assert missing(office, plain, "put_off") == {"unsolvable_because", "next_reply_at"}
    assert missing(office, grave, "explain") == {"cause", "next_reply_at"}
    case = ordinary(office, "1")
    assert missing(office, case, "reply") == {"course", "result"}
    joined = ordinary(office, "2")
    office.join(joined.id, into=case.id, by=RECEPTION)
    assert missing(office, joined, "reply") == {"course", "result"}
    replied(office, case)
    assert missing(office, case, "contest") == {"unsolvable_because", "next_reply_at"}
    assert missing(office, case, "confirm_form") == {"customer_confirms"}
    assert missing(office, case, "visit_customer") == {"visit_findings"}
    policy = office.history.newest
    assert {form.id: form.contents for form in policy.forms} == {
        "major_report": ("matter",),
        "handling_form": ("matter", "course", "result"),  # R(5)
        "monthly_table": ("complaints_received", "counts"),
    }


def test_nothing_is_said_to_be_what_nobody_established():
    """A kind given at the door is not yet the nature established: what rests on it waits."""
    office = desk()
    facts = {"households": ["1"], "matter": "a letter"}
    given: dict[str, Any] = {"by": RECEPTION, "channel": "written", "facts": facts}
    plain, grave = office.file(**given, category="noise"), office.file(**given, category="fire")
    assert refused(office, plain, "record") == {"missing_records"}
    told = {"cause": "a fuse", "next_reply_at": MORNING + timedelta(days=1)}
    assert refused(office, grave, "explain", message=BY_PHONE, facts=told) == {"missing_records"}


def test_ordinary_and_major_go_their_own_ways():
    """What S(4) says of ordinary complaints is neither owed nor possible for a major one, and the other way round."""
    office = desk()
    plain, grave = filed(office, category="noise"), filed(office, category="fire")
    for trigger in ("record", "pass_on", "inform"):
        assert refused(office, grave, trigger) == {"condition"}, trigger
    for trigger in ("report", "explain"):
        assert refused(office, plain, trigger) == {"condition"}, trigger
    assert {state.duty for state in office.dues(plain.id)} == {
        "classification", "recording", "passing_on", "information", "reply"
    }  # fmt: skip
    assert {state.duty for state in office.dues(grave.id)} == {"classification", "major_report", "explanation", "reply"}


def stages(office: Desk) -> list[Case]:
    """A complaint in each of the stages in which it is being handled."""
    grave = filed(office, category="fire")
    unsolved = put_off(office, filed(office, category="noise"))
    return [filed(office), ordinary(office), explained(office, grave), unsolved]


def test_until_it_is_replied_to_nothing_is_archived():
    """R(3), R(5): from no stage, and each refusal names both."""
    office = desk()
    cases = stages(office)
    assert [case.stage for case in cases] == ["received", "with_department", "major_in_hand", "unsolved"]
    for case in cases:
        assert refused(office, case, "archive") == {"answered", "customer_confirmed"}


def test_wherever_it_is_handled_it_may_be_put_off_recorded_told_and_joined():
    """None of the four is bound to one stage; what turns out ordinary late can still be recorded and told of."""
    office = desk()
    matter = ordinary(office, "9")
    for case in stages(office):
        codes = {trigger: refused(office, case, trigger) for trigger in ("put_off", "record", "inform")}
        assert all("stage" not in found for found in codes.values()), (case.stage, codes)
        assert office.join(case.id, into=matter.id, by=RECEPTION).stage == "joined"


def test_who_was_joined_is_answered_apart_only_in_writing():
    """What was said by word of mouth is answered with the matter."""
    office = desk()
    said, matter = filed(office, "1", channel="visit"), filed(office, "2")
    office.join(said.id, into=matter.id, by=RECEPTION)
    facts = {"course": "looked", "result": "mended"}
    assert refused(office, said, "reply", facts=facts, message=BY_PHONE) == {"condition"}


def test_joining_establishes_the_nature():
    """S(6): with the third customer the matter is a collective complaint, whether anybody had looked at it or not."""
    office = desk()
    matter = filed(office, "1")
    for household in ("2", "3"):
        office.join(filed(office, household).id, into=matter.id, by=RECEPTION)
    held = office.get(matter.id)
    assert (held.category, held.count("classified")) == ("collective", 1)
    assert next(state.status for state in office.dues(matter.id) if state.duty == "classification") == "met"


def test_visits_are_made_wherever_the_complaint_stands():
    """A complaint chosen for a visit may be archived, closed or replied to; who was joined has the matter's."""
    office = desk()
    cases = {stage: ordinary(office, stage) for stage in ("replied", "closed")}
    joined = ordinary(office, "joined")
    office.join(joined.id, into=cases["replied"].id, by=RECEPTION)
    replied(office, joined)
    for stage, case in cases.items():
        replied(office, case)
        if stage == "closed":
            office.act(case.id, "fill_form", by=RECEPTION)
            office.act(case.id, "confirm_form", by=RECEPTION, facts={"customer_confirms": True})
    assert isinstance(office.clock, FixedClock)
    office.clock.move_to(datetime(2026, 4, 1, 9, tzinfo=SHANGHAI))
    office.sweep()
    (table,) = office.find(kind="monthly_summary", period="2026-03").cases
    counted = [{"kind_of_complaint": "repairs", "number_of_complaints": 3}]
    office.act(table.id, "summarise", by=RECEPTION, facts={"complaints_received": 3, "counts": counted})
    assert refused(office, table, "choose_visits", facts={"chosen_for_visit": [joined.id]}) == {"link"}
    assert all(state.status in ("met", "met_late", "stopped") for state in office.dues(joined.id))
    due = next(state.due for state in office.dues(table.id) if state.duty == "choice_of_visits")
    assert due is not None
    assert due.due_on == date(2026, 4, 1)
    office.act(table.id, "choose_visits", by=RECEPTION, facts={"chosen_for_visit": [c.id for c in cases.values()]})
    for stage, case in cases.items():
        visited = office.act(case.id, "visit_customer", by=RECEPTION, facts={"visit_findings": "content"})
        assert (visited.stage, visited.count("followed_up")) == (stage, 1)


def test_whatever_is_late_comes_to_the_department_manager():
    """[default] Each duty has a rung at its due; those on major complaints and agreed times reach the leaders too."""
    policy = property_management.policy(in_force_from="2026-01-01")
    told = {duty.id: {role for rung in duty.ladder for role in rung.tell} for duty in policy.duties}
    grave = ("major_report", "explanation", "next_reply")
    assert all(told[duty] == {"department_manager", "centre_leaders"} for duty in grave)
    assert all(roles == {"department_manager"} for duty, roles in told.items() if duty not in grave)


def test_on_the_telephone_too_the_customer_is_heard_out():
    """The receptionist confirms both, in each way of speaking."""
    office = desk()
    for channel in ("visit", "telephone"):
        for confirmed in (("heard",), ("asked",)):
            facts = {"households": ["1"], "matter": "x"}
            with pytest.raises(Refused) as caught:
                office.file(by=RECEPTION, channel=channel, facts=facts, confirmed=confirmed)
            assert caught.value.decision.codes == ("confirmation",)
