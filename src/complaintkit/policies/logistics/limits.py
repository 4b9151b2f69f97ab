"""Time limits: T6's own thirty minutes, what is judged by the same day, and what the owner of the policy fills in."""

from __future__ import annotations

from complaintkit.deadlines import Minutes, NthDayOfNextMonth
from complaintkit.policies.logistics.figures import Figures
from complaintkit.policies.logistics.parts import T6
from complaintkit.policies.parts import AT_ONCE, overdue
from complaintkit.rules import Duty, PromiseRule

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_SUPERIOR = overdue(T6("art. 17", mark="default"), "direct_superior")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when. T6 gives one figure, the thirty minutes; ``promptly`` is for its words of haste."""
    desk = "customer_service"
    return (
        Duty("registration", owner=desk, starts="filed", ends=("x_registered",), term=AT_ONCE, ladder=TO_SUPERIOR,
             cite=T6("art. 13", mark="default")),
        # Art. 16, 17 [reading]: what cannot be solved is reported instead, and as early.
        Duty("plan_due", owner=desk, starts="filed", ends=("proposed", "x_unsolvable"), term=Minutes(30),
             ladder=TO_SUPERIOR, cite=(T6("art. 16"), T6("art. 17", mark="reading"))),
        Duty("result_due", owner=desk, starts="found", ends=("replied",), term=figures.promptly,
             tells_complainant=True, ladder=TO_SUPERIOR, cite=T6("art. 16")),
        Duty("word_to_wait", owner=desk, starts="x_unsolvable", ends=("informed",), term=AT_ONCE,
             tells_complainant=True, ladder=TO_SUPERIOR, cite=T6("art. 17", mark="default")),
        Duty("assistance_due", owner="employee", starts="x_assistance_asked", ends=("x_assisted",),
             term=figures.promptly, ladder=TO_SUPERIOR, cite=T6("art. 3(2)", mark="default")),
        Duty("monthly_report", owner=desk, starts="opened", ends=("x_analysed",), case_kind="monthly_analysis",
             term=NthDayOfNextMonth(figures.analysis_day), ladder=TO_SUPERIOR, cite=T6("art. 18", mark="default")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the customer ------------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
