"""The figures that the text leaves to its owner, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from complaintkit.rules import Tier
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money
from complaintkit.values.checks import shown

Amount = str | int | Decimal
Share = str | int | Decimal | Fraction

STEP_LIMITS: Mapping[str, int] = {
    "trace": 2, "analyse": 2, "comment": 1, "research": 2, "check": 1, "negotiate": 2, "read": 1, "decide": 1,
    "close": 1, "reply": 1,
}  # fmt: skip
"""Days for each unit's step. Up to the close they add to 14 with the one day of art. 9(5), within art. 10(1)'s 15."""
LONGEST_STEP = 15
"""No single step may last longer than a whole domestic case."""
LOSS_BASE: tuple[tuple[Amount, Share], ...] = (("0", "1"),)
PENALTY_BASE: tuple[tuple[Amount, Share], ...] = (("0", "0.01"), ("10000", "0.02"), ("100000", "0.03"))
ADMINISTRATIVE_PRINCIPLES: tuple[tuple[Amount, str], ...] = (
    ("10000", "warning 警告"),
    ("50000", "demerit 记过"),
    ("200000", "serious demerit 记大过"),
)
OVER_QUANTITY_RATIO: Share = "0.05"
COLLECTION_DAYS = 30


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    approved_on: date
    limits: tuple[Money, Money]
    currency: str
    step_limits: Mapping[str, int]
    collection_days: int
    loss_base: tuple[Tier, ...]
    penalty_base: tuple[Tier, ...]
    administrative_principles: tuple[Tier, ...]
    over_quantity_ratio: Fraction


class _Reader(Parameters):
    """The parameters only this regime has."""

    def steps(self, given: object) -> Mapping[str, int]:
        if given is None:
            return STEP_LIMITS
        if not isinstance(given, Mapping):
            self.faults.add("step_limits", f"expected a table of step and days, got {shown(given)}")
            return STEP_LIMITS
        for step in given:
            if step not in STEP_LIMITS:
                self.faults.add("step_limits", f"there is no step {step!r}; steps are {', '.join(STEP_LIMITS)}")
        found = dict(STEP_LIMITS)
        for step in STEP_LIMITS:
            if step in given:
                found[step] = self.whole(given[step], f"step_limits.{step}", LONGEST_STEP)
        return found


def read_figures(
    *,
    in_force_from: object,
    approved_on: object,
    sales_manager_limit: object,
    deputy_limit: object,
    currency: object,
    step_limits: object,
    collection_days: object,
    loss_base: object,
    penalty_base: object,
    administrative_principles: object,
    over_quantity_ratio: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    reader = _Reader(currency)
    low = reader.money(sales_manager_limit, "sales_manager_limit")
    high = reader.money(deputy_limit, "deputy_limit")
    if low is not None and high is not None and high <= low:
        reader.faults.add("deputy_limit", f"expected more than the sales manager's {low}, got {high}")
    zero = Money.of(0, reader.currency)
    first_day = reader.day(in_force_from, "in_force_from")
    found = Figures(
        first_day,
        first_day if approved_on is None else reader.day(approved_on, "approved_on"),
        (zero if low is None else low, zero if high is None else high),
        reader.currency,
        reader.steps(step_limits),
        reader.whole(collection_days, "collection_days", 365),
        reader.tiers(loss_base, "loss_base"),
        reader.tiers(penalty_base, "penalty_base"),
        reader.tiers(administrative_principles, "administrative_principles", then="measure"),
        reader.share(over_quantity_ratio, "over_quantity_ratio"),
    )
    reader.done("the manufacturing policy cannot be built")
    return found
