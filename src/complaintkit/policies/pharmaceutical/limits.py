"""Time limits: T13's own working day, twice and from different starts, and what is judged by the same day."""

from __future__ import annotations

from complaintkit.deadlines import NthDayOfNextMonth, WorkingDays
from complaintkit.policies.parts import AT_ONCE, overdue
from complaintkit.policies.pharmaceutical.figures import Figures
from complaintkit.policies.pharmaceutical.parts import (
    ADVERSE,
    DECIDERS,
    DIRECTOR,
    MONTHLY,
    PRODUCT,
    REGIONAL,
    SALES,
    SERVICE,
    SUPPORT,
    T13,
    TECHNICAL,
    YEARLY,
)
from complaintkit.rules import Duty, PromiseRule
from complaintkit.rules.conditions import fact

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_REGIONAL = overdue(T13("4.1.1", mark="default"), REGIONAL)
TO_DIRECTOR = overdue(T13("4.1.1", mark="default"), REGIONAL, DIRECTOR)


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when. T13 gives the working day; the same day is ours, or ``promptly`` where that may differ."""
    answered, day = ("replied", "x_registered"), NthDayOfNextMonth(figures.review_day)
    return (
        Duty("registration", owner=SALES, starts="filed", ends=answered, term=AT_ONCE, ladder=TO_REGIONAL,
             cite=T13("4.1.1", mark="default")),
        Duty("reporting", owner=SALES, starts="x_registered", ends=("x_reported_up", "replied"), term=figures.promptly,
             when=(SERVICE | PRODUCT).is_true(otherwise=False), ladder=TO_REGIONAL,
             cite=T13("4.1.1", mark="default")),
        Duty("sending_file", owner=SUPPORT, starts="x_registered", ends=("x_file_sent", "replied"),
             term=figures.promptly, when=ADVERSE.is_true(otherwise=False), ladder=TO_REGIONAL,
             cite=T13("4.3.3", mark="default")),
        *(
            Duty(f"decision_of_{role}", owner=role, starts="x_reported_up", ends=("decided",), term=WorkingDays(1),
                 when=fact("reported_to") == role, ladder=TO_DIRECTOR if role == REGIONAL else TO_REGIONAL,
                 cite=T13("4.1.1"))
            for role in DECIDERS
        ),
        Duty("answering", owner=SALES, starts="decided", ends=("replied", "x_file_sent"), term=figures.promptly,
             tells_complainant=True, ladder=TO_REGIONAL,
             cite=(T13("4.1.1", mark="default"), T13("4.2", mark="default"))),
        Duty("technical_reply_due", owner=TECHNICAL, starts="x_file_sent", ends=("x_technical_reply",),
             term=WorkingDays(1), tells_complainant=True, ladder=TO_DIRECTOR, cite=T13("4.3.3")),
        Duty("recording_reply", owner=TECHNICAL, starts="x_technical_reply", ends=("x_reply_recorded",),
             term=figures.promptly, ladder=TO_REGIONAL, cite=T13("4.3.3", mark="default")),
        Duty("finding", owner=REGIONAL, starts="replied", ends=("found",),
             term=WorkingDays(figures.finding_working_days), ladder=overdue(T13("2.2", mark="default"), DIRECTOR),
             cite=T13("2.2", mark="default")),
        Duty("month_review", owner=REGIONAL, starts="opened", ends=("x_summarised",), case_kind=MONTHLY, term=day,
             ladder=overdue(T13("3.4", mark="default"), DIRECTOR), cite=T13("3.4", mark="default")),
        Duty("year_review", owner=REGIONAL, starts="opened", ends=("x_year_reviewed",), case_kind=YEARLY, term=day,
             ladder=overdue(T13("4.5.5", mark="default"), DIRECTOR), cite=T13("4.5.5", mark="default")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the customer ------------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
