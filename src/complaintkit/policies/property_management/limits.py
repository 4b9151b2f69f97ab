"""Time limits: T7 has no figures; what is judged by the same day, and what the owner of the policy fills in."""

from __future__ import annotations

from complaintkit.deadlines import Days, NthDayOfNextMonth, WorkingDays
from complaintkit.policies.parts import AT_ONCE, overdue
from complaintkit.policies.property_management.figures import Figures
from complaintkit.policies.property_management.parts import IS_MAJOR, IS_ORDINARY, T7
from complaintkit.rules import Duty, PromiseRule

# --- DUTIES -----------------------------------------------------------------------------------------------------------
_HASTE = T7("R(6)", mark="default")
TO_MANAGER = overdue(_HASTE, "department_manager")
TO_LEADERS = overdue(_HASTE, "department_manager", "centre_leaders")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when. T7 has no figures: "at once" is the same day, ``promptly`` is for its other haste."""
    ordinary, major = IS_ORDINARY.is_true(otherwise=False), IS_MAJOR.is_true(otherwise=False)
    return (
        # [default] All that follows hangs on the nature of the complaint: it is established the day it comes in.
        Duty("classification", owner="receiver", starts="filed", ends=("classified",), term=AT_ONCE,
             ladder=TO_MANAGER, cite=T7("S(7)", mark="default")),
        Duty("recording", owner="receiver", starts="filed", ends=("x_recorded",), term=AT_ONCE, when=ordinary,
             ladder=TO_MANAGER, cite=T7("S(4)")),
        Duty("passing_on", owner="receiver", starts="filed", ends=("transferred",), term=figures.promptly,
             when=ordinary, ladder=TO_MANAGER, cite=T7("S(4)")),
        Duty("information", owner="receiver", starts="filed", ends=("informed",), term=AT_ONCE, when=ordinary,
             ladder=TO_MANAGER, tells_complainant=True, cite=T7("S(4)")),
        # What becomes major on the way is owed from then on.
        Duty("major_report", owner="receiver", starts="filed", ends=("x_reported",), term=AT_ONCE, when=major,
             on_change="change", ladder=TO_LEADERS, cite=(T7("R(6)"), T7("S(6)"))),
        Duty("explanation", owner="receiver", starts="filed", ends=("x_explained",), term=figures.promptly, when=major,
             on_change="change", ladder=TO_LEADERS, tells_complainant=True, cite=T7("S(6)")),
        Duty("reply", owner="functional_department", starts="filed", ends=("replied", "x_time_fixed"),
             term=WorkingDays(figures.reply_working_days), ladder=TO_MANAGER, tells_complainant=True,
             cite=(T7("R(3)"), T7("R(4)", mark="default"))),
        Duty("next_reply", owner="functional_department", starts="x_time_fixed", ends=("x_time_fixed", "replied"),
             term=Days(figures.next_reply_days), ladder=TO_LEADERS, tells_complainant=True,
             cite=(T7("R(3)"), T7("S(6)"))),
        Duty("handling_form", owner="receiver", starts="replied", ends=("x_form_filled",), term=figures.promptly,
             ladder=TO_MANAGER, cite=T7("R(5)", mark="default")),
        Duty("monthly_summary", owner="receiver", starts="opened", ends=("x_summarised",),
             term=NthDayOfNextMonth(figures.summary_day), case_kind="monthly_summary", ladder=TO_MANAGER,
             cite=T7("S(8)", mark="default")),
        Duty("choice_of_visits", owner="receiver", starts="x_summarised", ends=("x_visits_chosen",),
             term=figures.promptly, case_kind="monthly_summary", ladder=TO_MANAGER, cite=T7("S(8)", mark="default")),
        Duty("return_visit", owner="receiver", starts="x_to_visit", ends=("followed_up",),
             term=WorkingDays(figures.visit_working_days), stage_kinds=("open", "waiting", "closed", "archived"),
             ladder=TO_MANAGER,
             cite=T7("S(8)", mark="default")),
    )  # fmt: skip


# --- PROMISES ---------------------------------------------------------------------------------------------------------
PROMISES = (PromiseRule("next_reply_time", duty="next_reply", fact="next_reply_at", cite=T7("R(3)")),)
