"""The figures that T3 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules import Tier
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money

Amount = str | int | Decimal

SIGNS = ("injury", "accident", "media", "authority", "several_customers")
"""[default] What may make a complaint major whatever the loss; the policy's owner says which of them do."""


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    major_loss: Money
    major_signs: tuple[str, ...]
    person_penalties: tuple[Tier, ...]
    head_penalties: tuple[Tier, ...]
    delay_penalties: tuple[Tier, ...]
    promptly: Term
    satisfaction_working_days: int
    review_working_days: int
    measures_working_days: int
    currency: str


def read_figures(
    *,
    in_force_from: object,
    version: object,
    major_loss: object,
    major_signs: object,
    person_penalties: object,
    head_penalties: object,
    delay_penalties: object,
    prompt_working_days: object,
    satisfaction_working_days: object,
    review_working_days: object,
    measures_working_days: object,
    currency: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters(currency)
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    least = read.money(major_loss, "major_loss")
    found = Figures(
        first_day,
        Money.of(0, read.currency) if least is None else least,
        read.some_of(major_signs, "major_signs", SIGNS, "signs are"),
        read.tiers(person_penalties, "person_penalties", then="amount"),
        read.tiers(head_penalties, "head_penalties", then="amount"),
        read.tiers(delay_penalties, "delay_penalties", then="amount", least="whole"),
        promptly(read, prompt_working_days),
        read.whole(satisfaction_working_days, "satisfaction_working_days", 60),
        read.whole(review_working_days, "review_working_days", 60),
        read.whole(measures_working_days, "measures_working_days", 250),
        read.currency,
    )
    read.done("the policy car_dealer cannot be built")
    return found
