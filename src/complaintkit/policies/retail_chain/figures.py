"""The figures that T12 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money

Amount = str | int | Decimal


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    supervisor_limit: Money
    promptly: Term
    warning_days: int
    currency: str


def read_figures(
    *,
    in_force_from: object,
    version: object,
    supervisor_limit: object,
    prompt_working_days: object,
    warning_days: object,
    currency: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters(currency)
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    limit = read.money(supervisor_limit, "supervisor_limit")
    found = Figures(
        first_day,
        Money.of(0, read.currency) if limit is None else limit,
        promptly(read, prompt_working_days),
        read.whole(warning_days, "warning_days", 6),
        read.currency,
    )
    read.done("the policy retail_chain cannot be built")
    return found
