"""Sanctions worked out: tiers by money or by count, the highest or the sum, shares rounded by name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from complaintkit.rules.sanctions import SanctionRule, Tier, assess
from complaintkit.values import Citation, Money

CLAUSE = Citation("TX", "art. 2")


def cny(amount: str | int) -> Money:
    return Money.of(amount, "CNY")


def rule(*tiers: Tier, **parts: Any) -> SanctionRule:
    return SanctionRule(
        "fine",
        **{"against": "person", "subject": "who", "basis": "loss", "tiers": tiers, "approvers": ("boss",), **parts},
    )


BY_LOSS = (
    Tier(cny(100), amount=cny(20), measure="talk", cite=CLAUSE),
    Tier(cny(1000), share=Fraction(1, 100), measure="notice"),
    Tier(cny(5000), measure="dismissal"),
)


@pytest.mark.parametrize(
    ("figure", "amount", "measures"),
    [
        ("100", cny(20), ("talk",)),
        ("999.99", cny(20), ("talk",)),
        ("1000", cny(10), ("notice",)),
        ("4999", cny("49.99"), ("notice",)),
        ("5000", None, ("dismissal",)),
    ],
)
def test_the_highest_tier_reached_counts_its_figure_included(figure, amount, measures):
    found = assess(rule(*BY_LOSS), cny(figure))
    assert found is not None
    assert (found.amount, found.measures) == (amount, measures)


def test_below_the_lowest_tier_there_is_nothing():
    assert assess(rule(*BY_LOSS), cny("99.99")) is None


def test_the_sum_takes_every_tier_reached_with_its_clause():
    found = assess(rule(*BY_LOSS, mode="sum"), cny(5000))
    assert found is not None
    assert (found.amount, found.measures, found.cites) == (cny(70), ("talk", "notice", "dismissal"), (CLAUSE,))


@pytest.mark.parametrize(
    ("rounding", "amount"), [("half_up", "0.13"), ("half_even", "0.12"), ("down", "0.12"), ("up", "0.13")]
)
def test_a_share_is_rounded_by_name(rounding, amount):
    found = assess(rule(Tier(cny(0), share=Fraction(1, 100)), rounding=rounding), cny("12.50"))
    assert found is not None
    assert found.amount == cny(amount)


def test_counts_are_whole_numbers_and_have_no_share():
    tiers = (Tier(2, amount=cny(50)), Tier(3, share=Fraction(1, 2), measure="talk"))
    assert assess(rule(*tiers, counts=True), 1) is None
    assert assess(rule(*tiers, counts=True), 2) is not None
    found = assess(rule(*tiers, counts=True), 3)
    assert found is not None
    assert (found.amount, found.measures) == (None, ("talk",))


def test_money_and_counts_never_meet():
    assert assess(rule(*BY_LOSS), 5000) is None
    assert assess(rule(Tier(2)), cny(5000)) is None
