"""The car dealer (T3): what scenarios cannot say. Its rows are in ``scenarios/car_dealer*.toml``."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaintkit import InvalidInput
from complaintkit.deadlines import Immediately, WorkingDays
from complaintkit.policies import car_dealer
from complaintkit.rules import Policy
from complaintkit.values import Money
from tests.policies.shipped import arguments


def build(**changes: object) -> Policy:
    """The policy with some parameters other than the tests' own."""
    return car_dealer.policy(**{**arguments("car_dealer"), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("param", "value", "at"),
    [
        ("in_force_from", datetime(2026, 1, 1, tzinfo=UTC), ""),
        ("version", "", ""),
        ("currency", "yuan", ""),
        ("major_loss", "0", ""),
        ("major_loss", "-5", ""),
        ("major_loss", 1.5, ""),
        ("major_loss", "5 USD", ""),
        ("major_signs", "injury", ""),
        ("major_signs", None, ""),
        ("major_signs", ("injury", "thunder"), ""),
        ("person_penalties", (), ""),
        ("person_penalties", "0", ""),
        ("person_penalties", (("0",),), "[0]"),
        ("person_penalties", (("0", "100"), ("0", "200")), "[1][0]"),
        ("person_penalties", (("0", "0"),), "[0][1]"),
        ("head_penalties", (("-1", "100"),), "[0][0]"),
        ("head_penalties", (("1", None),), "[0][1]"),
        ("delay_penalties", ((0, "50"),), "[0][0]"),
        ("delay_penalties", (("1", "50"),), "[0][0]"),
        ("delay_penalties", ((True, "50"),), "[0][0]"),
        ("delay_penalties", ((2, "50"), (1, "60")), "[1][0]"),
        ("prompt_working_days", 0, ""),
        ("satisfaction_working_days", 61, ""),
        ("review_working_days", 0, ""),
        ("measures_working_days", 251, ""),
    ],
)
def test_a_parameter_refuses_nonsense(param, value, at):
    """Zero where something is due, too much, a float, a truth value, another type: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        build(**{param: value})
    assert f"{param}{at}" in {fault.path for fault in caught.value.faults}
    assert {fault.path.partition("[")[0] for fault in caught.value.faults} == {param}


def test_what_the_text_leaves_blank_must_be_given():
    """What is major and what is paid (T3 major 1, penalty 1, 2) has no default."""
    for param in ("major_loss", "person_penalties", "head_penalties", "delay_penalties"):
        given = {name: value for name, value in arguments("car_dealer").items() if name != param}
        with pytest.raises(TypeError, match=param):
            car_dealer.policy(**given)


def test_the_parameters_are_the_terms():
    """Haste is the same day or the working days given; asking and reviewing follow one another."""
    plain, slow = build(), build(prompt_working_days=2, satisfaction_working_days=4, review_working_days=5)
    for policy, haste, asked, reviewed in ((plain, Immediately(), 3, 13), (slow, WorkingDays(2), 4, 9)):
        terms = {duty.id: duty.term for duty in policy.duties}
        assert terms["telling"] == terms["passing_on"] == haste
        assert (terms["satisfaction"], terms["review"]) == (WorkingDays(asked), WorkingDays(reviewed))
        # T3's own figures are no parameters
        assert terms["solution_by_sales"] == terms["solution_by_service"] == WorkingDays(1)
        assert terms["emergency_meeting"] == Immediately()


def test_amounts_are_in_the_policys_currency():
    """The currency given is that of every fact and tier in money."""
    policy = build(currency="HKD")
    assert {fact.currency for fact in policy.facts if fact.type == "money"} == {"HKD"}
    tiers = [tier for rule in policy.sanctions for tier in rule.tiers]
    assert {tier.amount.currency for tier in tiers} == {"HKD"}
    assert tiers[0].least == Money.of("0", "HKD")
