"""The freight company (T6): what scenarios cannot say. Its rows are in ``scenarios/logistics*.toml``."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta, timezone

import pytest

from complaintkit import Actor, Desk, InvalidInput, PolicyHistory
from complaintkit.deadlines import Immediately, Minutes, NthDayOfNextMonth, WorkingDays
from complaintkit.policies import logistics
from complaintkit.rules import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory

SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


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
        ("analysis_day", 0),
        ("analysis_day", 29),
        ("analysis_day", "10"),
        ("malicious_grounds", "trouble_making"),
        ("malicious_grounds", None),
        ("malicious_grounds", ("outside_promises",)),
        ("malicious_grounds", ("trouble_making", 7)),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a float, a truth value, another type, a ground that art. 11 places: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        logistics.policy(**{"in_force_from": "2026-01-01", param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        logistics.policy(in_force_from="soon", analysis_day=0, malicious_grounds=("x", "y"))
    assert [fault.path for fault in caught.value.faults] == [
        "in_force_from", "analysis_day", "malicious_grounds", "malicious_grounds"
    ]  # fmt: skip


def term_of(policy: Policy, duty: str) -> object:
    """The term of a duty."""
    return next(found.term for found in policy.duties if found.id == duty)


def test_the_parameters_are_the_terms():
    """Prompt is the same day or the working days given; the report's day is the one given."""
    plain = logistics.policy(in_force_from="2026-01-01")
    slow = logistics.policy(in_force_from="2026-01-01", prompt_working_days=2, analysis_day=5)
    for duty in ("result_due", "assistance_due"):
        assert term_of(plain, duty) == Immediately()
        assert term_of(slow, duty) == WorkingDays(2)
    assert term_of(plain, "monthly_report") == NthDayOfNextMonth(10)
    assert term_of(slow, "monthly_report") == NthDayOfNextMonth(5)


def test_the_figures_of_the_text_are_no_parameters():
    """T6's own figures, thirty minutes and one month, stand in the policy and cannot be set."""
    assert term_of(logistics.policy(in_force_from="2026-01-01"), "plan_due") == Minutes(30)
    assert not [name for name in inspect.signature(logistics.policy).parameters if "minute" in name or "month" in name]


def test_no_ground_need_be_malicious():
    """An empty list places every ground that art. 11 leaves open among the ordinary ones; the order changes nothing."""
    none = logistics.policy(in_force_from="2026-01-01", malicious_grounds=())
    assert none.hash != logistics.policy(in_force_from="2026-01-01").hash
    one = logistics.policy(in_force_from="2026-01-01", malicious_grounds=["untraceable", "trouble_making"])
    other = logistics.policy(in_force_from="2026-01-01", malicious_grounds=("trouble_making", "untraceable"))
    assert one.hash == other.hash


def test_the_superior_registers_when_nobody_of_customer_service_is_there():
    """[default] The last resort of customer service is the direct superior, and only while all of it is away."""
    away = {"desk-1": ((MORNING - timedelta(days=1), MORNING + timedelta(days=1)),)}
    directory = FixedDirectory({"desk-1": ("customer_service",), "boss": ("direct_superior",)}, absences=away)
    history = PolicyHistory([logistics.policy(in_force_from="2026-01-01")])
    clock = FixedClock(MORNING - timedelta(days=2))
    desk = Desk(history, MemoryStore(), tenant="freight", clock=clock, directory=directory)
    case = desk.file(
        by=Actor("desk-1"), channel="telephone", facts={"complained_about": "lorry 7", "course_of_events": "late"}
    )
    decision = desk.consider(case.id, "register", by=Actor("boss"))
    assert not decision.granted
    clock.move_to(MORNING)
    assert desk.act(case.id, "register", by=Actor("boss")).registers == ("complaint_register",)
