"""The figures that Q leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import Interval, interval, promptly
from complaintkit.policies.product_quality.parts import GRADES
from complaintkit.rules.parameters import Parameters

IMPORTANT = ("serious",)
"""[default] The grades of seriousness that make a case important, so that a written report is owed."""


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    handling: int
    warned_at: Fraction
    promptly: Term
    important: tuple[str, ...]
    report: int
    survey: int
    summary_every: Interval
    check_every: Interval
    assessment_every: Interval
    training_every: Interval
    periodic: int
    follow_up: int
    reward: int
    currency: str


def read_figures(
    *,
    in_force_from: object,
    version: object,
    handling_working_days: object,
    warned_at: object,
    prompt_working_days: object,
    important_grades: object,
    report_working_days: object,
    survey_working_days: object,
    summary_every: object,
    check_every: object,
    assessment_every: object,
    training_every: object,
    periodic_days: object,
    follow_up_days: object,
    reward_working_days: object,
    currency: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters(currency)
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    found = Figures(
        first_day,
        read.whole(handling_working_days, "handling_working_days", 120),
        read.share(warned_at, "warned_at"),
        promptly(read, prompt_working_days),
        read.some_of(important_grades, "important_grades", GRADES, "grades of seriousness are"),
        read.whole(report_working_days, "report_working_days", 60),
        read.whole(survey_working_days, "survey_working_days", 60),
        interval(read, summary_every, "summary_every"),
        interval(read, check_every, "check_every"),
        interval(read, assessment_every, "assessment_every"),
        interval(read, training_every, "training_every"),
        read.whole(periodic_days, "periodic_days", 60),
        read.whole(follow_up_days, "follow_up_days", 365),
        read.whole(reward_working_days, "reward_working_days", 60),
        read.currency,
    )
    read.done("the policy product_quality cannot be built")
    return found
