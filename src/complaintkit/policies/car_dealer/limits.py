"""Time limits: T3's own one working day, what is judged by the same day, and what the owner of the policy fills in."""

from __future__ import annotations

from complaintkit.deadlines import WorkingDays
from complaintkit.policies.car_dealer.figures import Figures
from complaintkit.policies.car_dealer.parts import GENERAL, HANDLERS, IS_MAJOR, MANAGER, SPECIALIST, T3
from complaintkit.policies.parts import AT_ONCE, is_yes, overdue
from complaintkit.rules import Duty, PromiseRule
from complaintkit.rules.conditions import fact

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_MANAGER = overdue(T3("duties", mark="default"), MANAGER)
TO_GENERAL = overdue(T3("duties", mark="default"), MANAGER, GENERAL)


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when. T3 gives one figure, the working day; ``promptly`` is for its words of haste."""
    haste = figures.promptly
    return (
        Duty("recording", owner=MANAGER, starts="filed", ends=("x_recorded",), term=AT_ONCE, ladder=TO_GENERAL,
             cite=T3("principle 4", mark="default")),
        Duty("assessment", owner=MANAGER, starts="filed", ends=("assigned", "x_major"), term=haste, ladder=TO_GENERAL,
             cite=T3("ordinary 2", mark="default")),
        *(
            Duty(f"solution_by_{department}", owner=manager, starts="x_with_handler", ends=("proposed", "x_major"),
                 term=WorkingDays(1), when=fact("department") == department, ladder=TO_GENERAL,
                 cite=(T3("ordinary 3"), T3("ordinary 3", mark="default")))
            for department, (_, manager) in HANDLERS.items()
        ),
        Duty("approval", owner=GENERAL, starts="proposed", ends=("approved", "rejected"), term=haste,
             ladder=TO_GENERAL, cite=T3("ordinary 4", mark="default")),
        Duty("telling", owner=SPECIALIST, starts="approved", ends=("replied",), term=haste, when=~IS_MAJOR,
             tells_complainant=True, ladder=TO_MANAGER, cite=T3("ordinary 4")),
        Duty("reaction", owner=SPECIALIST, starts="replied", ends=("x_reaction_fed_back", "x_set_aside"), term=haste,
             ladder=TO_MANAGER, cite=T3("ordinary 4")),
        Duty("satisfaction", owner=SPECIALIST, starts="replied", ends=("satisfied", "dissatisfied"),
             term=WorkingDays(figures.satisfaction_working_days), ladder=TO_MANAGER,
             cite=(T3("ordinary 5", mark="default"), T3("major 4", mark="default"))),
        # What becomes major is passed on and met about at once, whatever was owed before.
        Duty("passing_on", owner=MANAGER, starts="x_major", ends=("transferred",), term=haste, ladder=TO_GENERAL,
             cite=T3("major 2")),
        Duty("emergency_meeting", owner=MANAGER, starts="x_major", ends=("x_meeting_called",), term=AT_ONCE,
             ladder=TO_GENERAL, cite=T3("major 2")),
        Duty("meeting", owner=MANAGER, starts="x_meeting_called", ends=("x_meeting_held",), term=haste,
             ladder=TO_GENERAL, cite=T3("major 2", mark="default")),
        Duty("solution_of_meeting", owner=MANAGER, starts="x_meeting_held", ends=("proposed",), term=haste,
             ladder=TO_GENERAL, cite=T3("major 3", mark="default")),
        Duty("negotiation", owner=MANAGER, starts="approved", ends=("x_concluded",), term=haste, when=IS_MAJOR,
             ladder=TO_GENERAL, cite=T3("major 3", mark="default")),
        Duty("review", owner=MANAGER, starts="replied", ends=("x_reviewed", "x_set_aside"),
             term=WorkingDays(figures.satisfaction_working_days + figures.review_working_days), ladder=TO_GENERAL,
             cite=(T3("ordinary 7", mark="default"), T3("major 5", mark="default"))),
        Duty("improvement", owner=MANAGER, starts="x_reviewed", ends=("x_measures_checked",),
             term=WorkingDays(figures.measures_working_days), when=is_yes("improvement_needed"), ladder=TO_GENERAL,
             cite=(T3("ordinary 7", mark="default"), T3("duties", mark="default"))),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the customer ------------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
