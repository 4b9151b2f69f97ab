"""The seller of medicines (T13): what scenarios cannot say. Its rows are in ``scenarios/pharmaceutical*.toml``."""

from __future__ import annotations

import inspect

import pytest

from complaintkit import InvalidInput
from complaintkit.deadlines import Immediately, NthDayOfNextMonth, WorkingDays
from complaintkit.policies import pharmaceutical
from complaintkit.rules import Policy
from complaintkit.values import Money
from tests.policies.shipped import arguments


def build(**changes: object) -> Policy:
    """The policy with some parameters other than the tests' own."""
    return pharmaceutical.policy(**{**arguments("pharmaceutical"), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-02-30"),
        ("version", ""),
        ("reward", "0"),
        ("reward", "-1"),
        ("reward", 500.0),
        ("reward", "500 USD"),
        ("reward", None),
        ("serious_circumstances", ()),
        ("serious_circumstances", "health_harmed"),
        ("serious_circumstances", None),
        ("serious_circumstances", ("health_harmed", "bad_mood")),
        ("counting", "some"),
        ("counting", None),
        ("counting", ["valid"]),
        ("prompt_working_days", 31),
        ("finding_working_days", 0),
        ("review_day", 29),
        ("review_day", True),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Nothing where something is due, too much, a float, a truth value, another currency: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        build(**{param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_what_the_text_leaves_blank_must_be_given():
    """What is serious and what the reward is (4.5.4, 4.5.5) has no default."""
    for param in ("reward", "serious_circumstances"):
        given = {name: value for name, value in arguments("pharmaceutical").items() if name != param}
        with pytest.raises(TypeError, match=param):
            pharmaceutical.policy(**given)


def test_the_figures_of_the_text_are_no_parameters():
    """200 yuan from three on, 300 from four on, dismissal from six on; one working day for decision and reply."""
    assert set(inspect.signature(pharmaceutical.policy).parameters) == {
        "in_force_from", "version", "reward", "serious_circumstances", "counting", "prompt_working_days",
        "finding_working_days", "review_day",
    }  # fmt: skip
    policy = build(reward="750", prompt_working_days=2)
    month, year = policy.sanctions
    assert [(tier.least, tier.amount, tier.measure) for tier in month.tiers] == [
        (3, Money.of("200", "CNY"), "public_criticism"),
        (4, Money.of("300", "CNY"), "public_criticism"),
        (6, None, "dismissal"),
    ]
    assert [(tier.least, tier.amount) for tier in year.tiers] == [(0, Money.of("750", "CNY"))]
    terms = {duty.id: duty.term for duty in policy.duties}
    assert terms["technical_reply_due"] == terms["decision_of_regional_manager"] == WorkingDays(1)
    assert (terms["registration"], terms["answering"]) == (Immediately(), WorkingDays(2))


def test_the_review_day_is_that_of_month_and_year():
    """One parameter for both reviews."""
    terms = {duty.id: duty.term for duty in build(review_day=5).duties}
    assert terms["month_review"] == terms["year_review"] == NthDayOfNextMonth(5)
