"""The figures that O leaves blank, every one of them, read strictly: all faults at once, by the parameter's name."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from complaintkit.deadlines import NthDayOf, Term
from complaintkit.policies.parts import AT_ONCE, promptly
from complaintkit.rules.parameters import Parameters
from complaintkit.values.checks import shown

Opened = Literal["working_day", "week", "month"]
ROUNDS: dict[Opened, Term] = {
    "working_day": AT_ONCE,
    "week": NthDayOf(7, "week", which="this"),
    "month": NthDayOf(31, "month", which="this"),
}
"""How often the suggestion box may be opened, and by when that is done: within the day, the week, the month."""

MOST = {
    "online_hours": 720,
    "box_hours": 720,
    "assessment_working_days": 60,
    "begin_working_days": 60,
    "reply_working_days": 60,
    "follow_up_working_days": 250,
    "retention_years": 100,
    "legal_working_days": 120,
    "comment_working_days": 120,
    "meeting_working_days": 120,
    "adjustment_working_days": 250,
    "monitoring_months": 60,
    "staff_training_week": 52,
    "lecture_hours": 200,
    "discussion_hours": 200,
    "handler_training_week": 52,
    "handler_hours": 200,
    "results_working_days": 120,
    "expected_reply_days": 365,
    "monitoring_check_days": 90,
    "closing_working_days": 60,
    "review_day": 28,
}
"""The figures by parameter, each with the most it may be; the least is 1."""


class Figures(NamedTuple):
    """The figures of one version of the policy, typed; ``of`` has the whole numbers by parameter."""

    in_force_from: date
    box_opened: Opened
    promptly: Term
    of: dict[str, int]


def read_figures(
    *, in_force_from: object, version: object, box_opened: object, prompt_working_days: object, **given: object
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    opened: Opened | None = next((one for one in ROUNDS if one == box_opened), None)
    if opened is None:
        read.faults.add("box_opened", f"expected one of {', '.join(ROUNDS)}, got {shown(box_opened)}")
    haste = promptly(read, prompt_working_days)
    of = {name: read.whole(given[name], name, most) for name, most in MOST.items()}
    read.done("the policy office cannot be built")
    assert opened is not None
    return Figures(first_day, opened, haste, of)
