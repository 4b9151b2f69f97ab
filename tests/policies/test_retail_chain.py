"""The chain of shops (T12): what scenarios cannot say. Its rows are in ``scenarios/retail_chain*.toml``."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta, timezone

import pytest

from complaintkit import Actor, Desk, InvalidInput, PolicyHistory
from complaintkit.deadlines import Days, Immediately, NthDayOfNextMonth, WorkingDays
from complaintkit.errors import UnknownPolicy
from complaintkit.policies import retail_chain
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.values import Money

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "20xx-xx-xx"),
        ("in_force_from", None),
        ("version", " "),
        ("supervisor_limit", "0"),
        ("supervisor_limit", "-1"),
        ("supervisor_limit", 0.5),
        ("supervisor_limit", "10 USD"),
        ("prompt_working_days", 0),
        ("prompt_working_days", True),
        ("warning_days", 0),
        ("warning_days", 7),
        ("currency", "yuan"),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, a warning before the receipt, a float, a truth value, another type or currency: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        retail_chain.policy(**{"in_force_from": "2026-01-01", param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_the_parameters_are_the_terms():
    """Haste is the same day or the working days given; the seven days and the tenth cannot be set."""
    for given, haste in ((None, Immediately()), (2, WorkingDays(2))):
        built = retail_chain.policy(in_force_from="2026-01-01", prompt_working_days=given)
        terms = {duty.id: duty.term for duty in built.duties}
        assert terms["grounds"] == terms["ruling_due"] == terms["explanation_due"] == haste
        assert (terms["closing"], terms["statistics_due"]) == (Days(7), NthDayOfNextMonth(10, roll="none"))
    assert set(inspect.signature(retail_chain.policy).parameters) == {
        "in_force_from", "version", "supervisor_limit", "prompt_working_days", "warning_days", "currency",
    }  # fmt: skip


def test_the_limit_is_the_supervisors_band():
    """Up to the figure the supervisor, without limit the general manager, in the currency given."""
    built = retail_chain.policy(in_force_from="2026-01-01", supervisor_limit="750", currency="HKD")
    assert [(band.role, band.up_to) for band in built.bands[0].bands] == [
        ("supervisor", Money.of("750", "HKD")), ("general_manager", None)
    ]  # fmt: skip


def test_before_its_first_day_the_policy_rules_nothing():
    """A complaint of the last moment before the day set (art. 28) finds no policy; the next moment it does."""
    first = datetime(2026, 3, 2, tzinfo=SHANGHAI)
    history = PolicyHistory([retail_chain.policy(in_force_from="2026-03-02")])
    desk = Desk(history, MemoryStore(), tenant="shops", clock=FixedClock(first))
    given = {
        "by": Actor("till-1", {"shop"}), "channel": "visit",
        "facts": {"complainant_kind": "consumer", "demand": "return", "matter": "too small"},
    }  # fmt: skip
    with pytest.raises(UnknownPolicy):
        desk.file(received_at=first - timedelta(microseconds=1), **given)
    assert desk.file(received_at=first, **given).stage == "received"
