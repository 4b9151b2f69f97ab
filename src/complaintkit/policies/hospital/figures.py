"""The figures that T9 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import Interval, interval, promptly
from complaintkit.rules.parameters import Parameters


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    telephone: str
    promptly: Term
    reply: int
    complex_reply: int
    rectification: int
    analysis_every: Interval
    analysis_days: int
    meeting_every: Interval
    meeting_days: int
    plan_days: int
    check_days: int


def read_figures(
    *,
    in_force_from: object,
    version: object,
    complaint_telephone: object,
    prompt_working_days: object,
    reply_working_days: object,
    complex_working_days: object,
    rectification_working_days: object,
    analysis_every: object,
    analysis_days: object,
    meeting_every: object,
    meeting_days: object,
    plan_days: object,
    check_days: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    found = Figures(
        first_day,
        read.text(complaint_telephone, "complaint_telephone"),
        promptly(read, prompt_working_days),
        read.whole(reply_working_days, "reply_working_days", 60),
        read.whole(complex_working_days, "complex_working_days", 120),
        read.whole(rectification_working_days, "rectification_working_days", 120),
        interval(read, analysis_every, "analysis_every"),
        read.whole(analysis_days, "analysis_days", 60),
        interval(read, meeting_every, "meeting_every"),
        read.whole(meeting_days, "meeting_days", 60),
        read.whole(plan_days, "plan_days", 365),
        read.whole(check_days, "check_days", 28),
    )
    if not len(read.faults) and found.complex_reply < found.reply:
        said = f"expected at least the {found.reply} of reply_working_days, got {found.complex_reply}"
        read.faults.add("complex_working_days", said)
    read.done("the policy hospital cannot be built")
    return found
