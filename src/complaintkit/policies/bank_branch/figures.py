"""The figures that T1 leaves to the bank, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money

Amount = str | int | Decimal | Money


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    currency: str
    post_limit: Money
    outlet_limit: Money | None
    promptly: Term
    progress_days: int
    display_check_days: int
    statistics_day: int


def read_figures(
    *,
    in_force_from: object,
    version: object,
    post_limit: object,
    outlet_limit: object,
    prompt_working_days: object,
    progress_days: object,
    display_check_days: object,
    statistics_day: object,
    currency: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters(currency)
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    post = None if post_limit is None else read.money(post_limit, "post_limit")
    outlet = None if outlet_limit is None else read.money(outlet_limit, "outlet_limit")
    if post is not None and outlet is not None and outlet <= post:
        read.faults.add("outlet_limit", f"expected more than post_limit, {post}, got {outlet}")
    found = Figures(
        first_day,
        read.currency,
        Money.of(0, read.currency) if post is None else post,
        outlet,
        promptly(read, prompt_working_days),
        read.whole(progress_days, "progress_days", 30),
        read.whole(display_check_days, "display_check_days", 28),
        read.whole(statistics_day, "statistics_day", 28),
    )
    read.done("the policy bank_branch cannot be built")
    return found
