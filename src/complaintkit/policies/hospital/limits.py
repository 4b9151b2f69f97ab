"""Time limits: T9 leaves every figure open; what is judged by the same day, and what the owner fills in."""

from __future__ import annotations

from complaintkit.deadlines import Days, WorkingDays
from complaintkit.policies.hospital.figures import Figures
from complaintkit.policies.hospital.parts import T9
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, is_yes, overdue
from complaintkit.rules import ALWAYS, ByCase, Duty, PromiseRule

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_OFFICE = overdue(T9("8(1)", mark="default"), "general_office")
TO_DUTY = overdue(T9("1", mark="default"), "duty_officer", "general_office")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when, complaint by complaint and regularly."""
    return (*_complaints(figures), *_inside(figures), *_regular(figures))


def _complaints(figures: Figures) -> tuple[Duty, ...]:
    """3, 6: received at once; the findings within the set days, longer where the matter is complex."""
    answer = ByCase((
        (is_yes("complex"), WorkingDays(figures.complex_reply)),
        (ALWAYS, WorkingDays(figures.reply)),
    ))  # fmt: skip
    return (
        Duty("reception", owner="first_receiver", starts="filed", ends=("accepted",), term=AT_ONCE, ladder=TO_DUTY,
             cite=T9("3")),
        Duty("routing", owner="first_receiver", starts="accepted", ends=("transferred", "replied", "declined"),
             term=figures.promptly, ladder=TO_OFFICE, cite=T9("4", mark="default")),
        Duty("reply_due", owner="general_office", starts="filed", ends=("replied", "declined"), term=answer,
             tells_complainant=True, ladder=TO_DUTY, cite=T9("6", mark="param")),
        Duty("danger_report", owner="first_receiver", starts="investigated", ends=("x_safety_reported",),
             when=is_yes("safety_problem"), term=AT_ONCE, ladder=TO_OFFICE, cite=T9("9", mark="default")),
        Duty("rectification_due", owner="department", starts="x_urged", ends=("rectified",),
             term=WorkingDays(figures.rectification), stage_kinds=AFTER_CLOSE, ladder=TO_OFFICE,
             cite=T9("8(1)", mark="default")),
        Duty("filing", owner="general_office", starts="closed", ends=("archived",), ladder=TO_DUTY,
             term=WorkingDays(figures.rectification), stage_kinds=AFTER_CLOSE, cite=T9("10", mark="default")),
    )  # fmt: skip


def _inside(figures: Figures) -> tuple[Duty, ...]:
    """9: internal complaints promptly; what endangers care the same day."""
    answer = T9("9", mark="default")
    return (
        Duty("internal_admission", owner="general_office", starts="filed", ends=("admitted",), term=figures.promptly,
             case_kind="internal_complaint", ladder=TO_DUTY, cite=answer),
        Duty("internal_reply", owner="general_office", starts="filed", ends=("replied",), ladder=TO_DUTY,
             term=WorkingDays(figures.reply), case_kind="internal_complaint", tells_complainant=True, cite=answer),
        Duty("danger_taken_up", owner="functional_department", starts="filed", ends=("accepted",), term=AT_ONCE,
             case_kind="safety_report", ladder=TO_DUTY, cite=answer),
        Duty("danger_settled", owner="functional_department", starts="filed", ends=("replied",), ladder=TO_OFFICE,
             term=WorkingDays(figures.reply), case_kind="safety_report", cite=answer),
    )  # fmt: skip


def _regular(figures: Figures) -> tuple[Duty, ...]:
    """1, 8, last line: each period's own; the intervals are the owner's to give."""
    office = "general_office"
    return (
        Duty("reception_check_due", owner=office, starts="opened", ends=("x_checked",), term=Days(figures.check_days),
             case_kind="reception_check", ladder=TO_DUTY,
             cite=(T9("1", mark="default"), T9("last line", mark="default"))),
        Duty("analysis_due", owner=office, starts="opened", ends=("x_analysed",), term=Days(figures.analysis_days),
             case_kind="analysis", ladder=TO_DUTY, cite=T9("8(1)", mark="param")),
        Duty("urging", owner=office, starts="x_analysed", ends=("x_departments_urged",), term=figures.promptly,
             case_kind="analysis", ladder=TO_DUTY, cite=T9("8(1)", mark="default")),
        Duty("departments_rectify", owner="department", starts="x_departments_urged", ends=("rectified",),
             term=WorkingDays(figures.rectification), case_kind="analysis", ladder=TO_OFFICE,
             cite=T9("8(1)", mark="default")),
        Duty("meeting_due", owner=office, starts="opened", ends=("x_met",), term=Days(figures.meeting_days),
             case_kind="analysis_meeting", ladder=TO_DUTY, cite=T9("8(2)", mark="param")),
        Duty("plan_follow_up", owner=office, starts="x_met", ends=("followed_up",), term=Days(figures.plan_days),
             case_kind="analysis_meeting", ladder=TO_DUTY, cite=T9("8(2)", mark="param")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the complainant ---------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
