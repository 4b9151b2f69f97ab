"""The figures that T13 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.policies.pharmaceutical.parts import CIRCUMSTANCES
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money
from complaintkit.values.checks import shown

Amount = str | int | Decimal
COUNTED = {"valid": "x_valid", "all": "found"}
"""Which complaints count against somebody, and the record that stands for it."""


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    reward: Money
    serious: tuple[str, ...]
    counted: str
    promptly: Term
    finding_working_days: int
    review_day: int


def read_figures(
    *,
    in_force_from: object,
    version: object,
    reward: object,
    serious_circumstances: object,
    counting: object,
    prompt_working_days: object,
    finding_working_days: object,
    review_day: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    amount = read.money(reward, "reward")
    before = len(read.faults)
    serious = read.some_of(serious_circumstances, "serious_circumstances", CIRCUMSTANCES, "circumstances are")
    if not serious and len(read.faults) == before:
        read.faults.add("serious_circumstances", f"expected at least one of {', '.join(CIRCUMSTANCES)}")
    if not isinstance(counting, str) or counting not in COUNTED:
        read.faults.add("counting", f"expected one of {', '.join(COUNTED)}, got {shown(counting)}")
    found = Figures(
        first_day,
        Money.of(0, read.currency) if amount is None else amount,
        serious or CIRCUMSTANCES,
        COUNTED.get(str(counting), "found"),
        promptly(read, prompt_working_days),
        read.whole(finding_working_days, "finding_working_days", 60),
        read.whole(review_day, "review_day", 28),
    )
    read.done("the policy pharmaceutical cannot be built")
    return found
