"""The figures that T7 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    promptly: Term
    reply_working_days: int
    next_reply_days: int
    summary_day: int
    visit_working_days: int


def read_figures(
    *,
    in_force_from: object,
    version: object,
    prompt_working_days: object,
    reply_working_days: object,
    next_reply_days: object,
    summary_day: object,
    visit_working_days: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    found = Figures(
        first_day,
        promptly(read, prompt_working_days),
        read.whole(reply_working_days, "reply_working_days", 60),
        read.whole(next_reply_days, "next_reply_days", 90),
        read.whole(summary_day, "summary_day", 28),
        read.whole(visit_working_days, "visit_working_days", 60),
    )
    read.done("the policy property_management cannot be built")
    return found
