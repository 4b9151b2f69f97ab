"""Sanctions against a respondent, and rewards: a base of tiers gives a proposal, an approver makes it count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation, Money

SETTLING: Mapping[str, str] = {"sanctioned": "approved", "rewarded": "approved", "waived": "waived"}
"""The records of a move that settles what is proposed by its rule, and how that stands then."""


@attrs.frozen
class Tier:
    """A tier, from the figure ``least`` on (included): a fixed ``amount``, a ``share`` of the loss, a ``measure``.

    It is reached only where ``when`` holds as well; while that is unknown nothing is proposed, and the fact asked for.
    """

    least: Money | int
    amount: Money | None = attrs.field(default=None, kw_only=True)
    share: Fraction | None = attrs.field(default=None, kw_only=True)
    measure: str = attrs.field(default="", kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class SanctionRule:
    """How a sanction, or a reward, is worked out and who must approve it before it applies.

    ``subject`` is the fact that names the person or unit. ``basis`` is the money fact that holds the loss, or the
    tally that counts (``counts=True``). ``mode`` takes the highest tier reached or the sum of all reached. Nothing
    applies until one of ``approvers`` approved it.

    With ``once`` a case has one of these for each subject: a new proposal takes the place of one still pending, and its
    approval that of one approved before; the others stay on record as replaced.
    """

    id: str
    against: Literal["person", "unit"] = attrs.field(kw_only=True)
    subject: str = attrs.field(kw_only=True)
    basis: str = attrs.field(kw_only=True)
    tiers: tuple[Tier, ...] = attrs.field(kw_only=True)
    approvers: tuple[str, ...] = attrs.field(kw_only=True)
    counts: bool = attrs.field(default=False, kw_only=True)
    mode: Literal["highest", "sum"] = attrs.field(default="highest", kw_only=True)
    rounding: Literal["half_up", "half_even", "down", "up"] = attrs.field(default="half_up", kw_only=True)
    once: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Penalty:
    """What a base gives for one figure: an amount (None: none in money) and the measures that go with it."""

    amount: Money | None
    measures: tuple[str, ...]
    cites: tuple[Citation, ...] = ()


def assess(rule: SanctionRule, figure: Money | int) -> Penalty | None:
    """The penalty for a loss or a count, every tier's ``when`` taken to hold; None below the lowest tier.

    >>> from complaintkit.values import Money
    >>> rule = SanctionRule("p", against="person", subject="who", basis="loss", approvers=("supervisor",), tiers=(
    ...     Tier(Money.of("0", "CNY"), share=Fraction(1, 100)), Tier(Money.of("1000", "CNY"), share=Fraction(2, 100))))
    >>> str(assess(rule, Money.of("1000", "CNY")).amount)
    '20.00 CNY'
    """
    return penalty_of(rule, reached(rule, figure), figure)


def reached(rule: SanctionRule, figure: Money | int) -> tuple[Tier, ...]:
    """The tiers that a figure reaches, lowest first; whether their ``when`` holds is not asked."""
    return tuple(tier for tier in rule.tiers if _reached(tier, figure))


def penalty_of(rule: SanctionRule, tiers: Sequence[Tier], figure: Money | int) -> Penalty | None:
    """What the tiers that are reached, lowest first, come to by the rule; None where there are none."""
    if not tiers:
        return None
    counted: Sequence[Tier] = tiers if rule.mode == "sum" else tiers[-1:]
    amounts = [_amount(rule, tier, figure) for tier in counted]
    money = [amount for amount in amounts if amount is not None]
    total = money[0] if money else None
    for amount in money[1:]:
        assert total is not None
        total = total + amount
    return Penalty(
        total,
        tuple(tier.measure for tier in counted if tier.measure),
        tuple(tier.cite for tier in counted if tier.cite is not None),
    )


def _reached(tier: Tier, figure: Money | int) -> bool:
    if isinstance(figure, Money) and isinstance(tier.least, Money):
        return tier.least <= figure
    if isinstance(figure, int) and isinstance(tier.least, int):
        return tier.least <= figure
    return False


def _amount(rule: SanctionRule, tier: Tier, figure: Money | int) -> Money | None:
    if tier.amount is not None:
        return tier.amount
    if tier.share is not None and isinstance(figure, Money):
        exact = Decimal(tier.share.numerator) * figure.amount / Decimal(tier.share.denominator)
        return Money(exact, figure.currency).round(places=2, rounding=rule.rounding)
    return None
