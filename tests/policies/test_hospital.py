"""The hospital (T9): what scenarios cannot say. Its rows are in ``scenarios/hospital*.toml``."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from complaintkit import Actor, Desk, InvalidInput, Party, PolicyHistory, Refused
from complaintkit.deadlines import Days, Immediately, WorkingDays
from complaintkit.policies import hospital
from complaintkit.rules import ByCase, Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory

SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 3, 3, 2, tzinfo=SHANGHAI)
NEEDED = {"in_force_from": "2026-01-01", "complaint_telephone": "0571 8765 4321"}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-13-01"),
        ("version", ""),
        ("complaint_telephone", ""),
        ("complaint_telephone", None),
        ("prompt_working_days", 0),
        ("reply_working_days", 0),
        ("reply_working_days", 61),
        ("reply_working_days", True),
        ("complex_working_days", 4),
        ("complex_working_days", 121),
        ("rectification_working_days", "10"),
        ("analysis_every", "day"),
        ("analysis_every", None),
        ("analysis_days", 61),
        ("meeting_every", "often"),
        ("meeting_days", 0),
        ("plan_days", 366),
        ("check_days", 29),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a truth value, another type, fewer days for a complex matter than for others: refused, named."""
    with pytest.raises(InvalidInput) as caught:
        hospital.policy(**{**NEEDED, param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_the_telephone_cannot_be_left_out():
    """[param] T9 leaves the number blank: there is no default."""
    with pytest.raises(TypeError, match="complaint_telephone"):
        hospital.policy(in_force_from="2026-01-01")


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        hospital.policy(in_force_from="soon", complaint_telephone=" ", meeting_every="often")
    assert [fault.path for fault in caught.value.faults] == ["in_force_from", "complaint_telephone", "meeting_every"]


def term_of(policy: Policy, duty: str) -> object:
    """The term of a duty."""
    return next(found.term for found in policy.duties if found.id == duty)


def test_the_parameters_are_the_terms():
    """Each figure stands where its sentence says."""
    plain = hospital.policy(**NEEDED)
    other = hospital.policy(
        **NEEDED, prompt_working_days=2, reply_working_days=7, complex_working_days=9, rectification_working_days=4,
        analysis_every="week", analysis_days=2, meeting_every="year", meeting_days=6, plan_days=8, check_days=3,
    )  # fmt: skip
    for policy, days in ((plain, (10, 5)), (other, (9, 7))):
        term = term_of(policy, "reply_due")
        assert isinstance(term, ByCase)
        assert [found for _, found in term.rows] == [WorkingDays(n) for n in days]
    for duty in ("routing", "internal_admission", "urging"):
        assert (term_of(plain, duty), term_of(other, duty)) == (Immediately(), WorkingDays(2))
    for duty in ("rectification_due", "departments_rectify", "filing"):
        assert (term_of(plain, duty), term_of(other, duty)) == (WorkingDays(10), WorkingDays(4))
    for duty, then, now in (
        ("analysis_due", 10, 2), ("meeting_due", 30, 6), ("plan_follow_up", 30, 8), ("reception_check_due", 10, 3)
    ):  # fmt: skip
        assert (term_of(plain, duty), term_of(other, duty)) == (Days(then), Days(now))
    every = {kind.id: kind.every for kind in other.kinds}
    assert (every["analysis"], every["analysis_meeting"]) == ("week", "year")


def test_by_hour_the_duty_officer_receives_while_nobody_of_the_place_is_there():
    """Rules 1 and 2 [reading]: at noon the service desk receives outpatients and the duty officer does not; at two in
    the night the desk is away, and he does.
    """
    away = {"desk-1": ((datetime(2026, 3, 2, 18, tzinfo=SHANGHAI), datetime(2026, 3, 3, 8, tzinfo=SHANGHAI)),)}
    directory = FixedDirectory({"desk-1": ("service_desk",), "night-1": ("duty_officer",), "p": ()}, absences=away)
    clock = FixedClock(NOON)
    history = PolicyHistory([hospital.policy(**NEEDED)])
    desk = Desk(history, MemoryStore(), tenant="clinic", clock=clock, directory=directory)

    def taken() -> str:
        facts = {"complainant_is": "patient", "matter": "hours of waiting", "place": "outpatient"}
        return desk.file(
            by=Actor("p"), channel="visit", facts=facts, complainant=Party("He Fang", contact="137 0000 0000")
        ).id

    by_day = taken()
    with pytest.raises(Refused):
        desk.act(by_day, "receive", by=Actor("night-1"), confirmed=("courteous",))
    assert desk.act(by_day, "receive", by=Actor("desk-1"), confirmed=("courteous",)).stage == "at_reception"
    clock.move_to(NIGHT)
    by_night = taken()
    assert desk.act(by_night, "receive", by=Actor("night-1"), confirmed=("courteous",)).stage == "at_reception"


def test_whoever_was_refused_is_heard_though_the_place_is_the_refuser_s():
    """The refused complaint itself is received by another of the five points."""
    history = PolicyHistory([hospital.policy(**NEEDED)])
    desk = Desk(history, MemoryStore(), tenant="clinic", clock=FixedClock(NOON))
    case = desk.file(
        by=Actor("p"), channel="call", facts={"complainant_is": "family", "matter": "the bill"}, about=("desk-1",)
    )
    refuser, office = Actor("desk-1", roles={"service_desk"}), Actor("office-1", roles={"general_office"})
    with pytest.raises(Refused) as caught:
        desk.act(case.id, "receive", by=refuser, confirmed=("courteous",))
    assert caught.value.decision.codes == ("recused",)
    assert desk.act(case.id, "receive", by=office, confirmed=("courteous",)).registers == ("complaint_register",)
