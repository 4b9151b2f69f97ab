"""Time limits: O leaves every figure blank, so that each of them is a parameter."""

from __future__ import annotations

from complaintkit.deadlines import (
    Before,
    CountedFrom,
    Days,
    FollowedBy,
    Hours,
    Months,
    NthDayOfNextMonth,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.policies.office.figures import ROUNDS, Figures
from complaintkit.policies.office.parts import (
    BOX,
    HEADS,
    IN_BOX,
    IN_PERSON,
    LEGAL,
    LIFE,
    MANAGEMENT,
    OFFICE,
    ONLINE,
    QUARTERLY,
    RECEIVER,
    RESPONSIBLE,
    ROUND,
    SYSTEM,
    O,
)
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, is_yes, overdue
from complaintkit.rules import Duty, PromiseRule, RetentionRule, Rung

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_OFFICE = overdue(O("seven 3", mark="default"), OFFICE)
TO_MANAGEMENT = overdue(O("seven 3", mark="default"), OFFICE, MANAGEMENT)


def _over(id: str, record: str, days: int, clause: str) -> Rung:
    """Puts on the case, on the first working day after a period, that it is over; the conclusion is due days later."""
    return Rung(id, Before(WorkingDays(days)), kind="reminder", tell=(OFFICE,), records=(record,),
                cite=O(clause, mark="default"))  # fmt: skip


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when."""
    return (*_intake(figures), *_handling(figures), *_life(figures), *_regular(figures))


def _intake(figures: Figures) -> tuple[Duty, ...]:
    """O five (1): the clock of a letter runs from when it was found, whatever day it bears or was taken in."""
    of, registered = figures.of, ("x_registered",)
    return (
        Duty("registration_online", owner=SYSTEM, starts="filed", ends=registered, when=ONLINE,
             term=Hours(of["online_hours"]), ladder=TO_OFFICE, cite=O("five (1)1", mark="param")),
        Duty("registration_of_letter", owner=BOX, starts="filed", ends=registered, when=IN_BOX,
             term=CountedFrom("found_at", Hours(of["box_hours"])), ladder=TO_OFFICE,
             cite=O("five (1)2", mark="param")),
        Duty("record_of_talk", owner=RECEIVER, starts="filed", ends=registered, when=IN_PERSON, term=AT_ONCE,
             ladder=TO_OFFICE, cite=O("five (1)3", mark="default")),
        Duty("expected_reply_due", owner=OFFICE, starts="acknowledged", ends=("replied", "x_reply_on_file"),
             term=Days(of["expected_reply_days"]), tells_complainant=True, ladder=TO_MANAGEMENT,
             cite=O("five (1)3", mark="default")),
        Duty("assessment", owner=OFFICE, starts="accepted", ends=("classified",),
             term=WorkingDays(of["assessment_working_days"]), ladder=TO_MANAGEMENT,
             cite=O("five (2)1", mark="param")),
        Duty("assignment", owner=OFFICE, starts="classified", ends=("assigned",), term=figures.promptly,
             ladder=TO_MANAGEMENT, cite=O("five (2)2", mark="default")),
    )  # fmt: skip


def _handling(figures: Figures) -> tuple[Duty, ...]:
    """O five (3) to (5): there is a limit for beginning the investigation, and none for its end."""
    of, haste = figures.of, figures.promptly
    wait = of["closing_working_days"]
    return (
        Duty("beginning", owner=RESPONSIBLE, starts="assigned", ends=("x_begun",),
             term=WorkingDays(of["begin_working_days"]), ladder=TO_OFFICE, cite=O("five (3)1", mark="param")),
        Duty("solving_at_once", owner=RESPONSIBLE, starts="investigated", ends=("x_solved",), term=AT_ONCE,
             when=is_yes("solvable_at_once"), ladder=TO_OFFICE, cite=O("five (3)2")),
        Duty("planning", owner=RESPONSIBLE, starts="investigated", ends=("proposed", "x_solved"), term=haste,
             when=~is_yes("solvable_at_once"), tells_complainant=True, ladder=TO_OFFICE,
             cite=O("five (3)2", mark="default")),
        Duty("reply_due", owner=RESPONSIBLE, starts="x_solved", ends=("replied", "x_reply_on_file"),
             term=WorkingDays(of["reply_working_days"]), tells_complainant=True, ladder=TO_OFFICE,
             cite=O("five (4)1", mark="param")),
        Duty("asking", owner=RESPONSIBLE, starts="replied", ends=("x_asked", "reopened"), term=haste, ladder=TO_OFFICE,
             cite=O("five (4)2", mark="default")),
        *(
            Duty(id, owner=OFFICE, starts=starts, ends=("closed", "reopened"), catch_up="all",
                 term=WorkingDays(of["follow_up_working_days"] + wait + 1),
                 ladder=(_over("period_over", "x_period_over", wait, "five (5)1"), *TO_MANAGEMENT),
                 cite=(O("five (5)1", mark="param"), O("five (5)1", mark="default")))
            for id, starts in (("follow_up_due", "replied"), ("follow_up_on_file", "x_reply_on_file"))
        ),
        Duty("archiving", owner=OFFICE, starts="closed", ends=("archived",), term=haste, stage_kinds=AFTER_CLOSE,
             ladder=TO_MANAGEMENT, cite=O("five (5)2", mark="default")),
    )  # fmt: skip


def _life(figures: Figures) -> tuple[Duty, ...]:
    """O six to eight: the policy's own life."""
    of = figures.of

    def owed(id: str, starts: str, ends: str, term: WorkingDays | Weeks, clause: str, *, by: str = OFFICE,
             mark: str = "param") -> Duty:  # fmt: skip
        return Duty(id, owner=by, starts=starts, ends=(ends,), term=term, case_kind=LIFE, ladder=TO_MANAGEMENT,
                    cite=O(clause, mark=mark))  # fmt: skip

    adjusted, published = WorkingDays(of["adjustment_working_days"]), "x_published"
    return (
        owed("legal_opinion_due", "x_sent_to_legal", "x_legal_opinion", WorkingDays(of["legal_working_days"]),
             "six 2", by=LEGAL),
        owed("comments_due", "x_consulted", "x_comments_summarised", WorkingDays(of["comment_working_days"]),
             "six 3", by=HEADS),
        owed("training_meeting", published, "x_meeting_held", WorkingDays(of["meeting_working_days"]), "seven 1"),
        owed("module_adjustment", published, "x_module_adjusted", adjusted, "seven 2", by=SYSTEM),
        owed("sign_adjustment", published, "x_signs_adjusted", adjusted, "seven 2"),
        owed("staff_training", published, "x_staff_trained", Weeks(of["staff_training_week"]), "eight (5)1"),
        owed("handler_training", "x_staff_trained", "x_handlers_trained", Weeks(of["handler_training_week"]),
             "eight (5)2"),
        owed("training_results", "x_handlers_trained", "x_results_recorded",
             WorkingDays(of["results_working_days"]), "eight (6)", mark="default"),
        Duty("monitoring", owner=OFFICE, starts=published, ends=("closed",), case_kind=LIFE, catch_up="all",
             term=FollowedBy(Months(of["monitoring_months"]), WorkingDays(of["closing_working_days"] + 1)),
             ladder=(_over("months_over", "x_months_over", of["closing_working_days"], "seven 3"), *TO_MANAGEMENT),
             cite=(O("seven 3", mark="param"), O("seven 3", mark="default"))),
        Duty("monitoring_check", owner=OFFICE, starts=published, ends=("x_monitored",), case_kind=LIFE,
             term=Days(of["monitoring_check_days"]), repeats="due", until=("x_months_over",), ladder=TO_MANAGEMENT,
             cite=O("seven 3", mark="default")),
    )  # fmt: skip


def _regular(figures: Figures) -> tuple[Duty, ...]:
    """O four 2, seven 3: each period's own."""
    return (
        Duty("box_opening", owner=BOX, starts="opened", ends=("x_box_opened",), case_kind=ROUND,
             term=ROUNDS[figures.box_opened], ladder=TO_OFFICE, cite=O("four 2", mark="default")),
        Duty("quarter_review", owner=OFFICE, starts="opened", ends=("x_quarter_reviewed",), case_kind=QUARTERLY,
             term=NthDayOfNextMonth(figures.of["review_day"]), ladder=TO_MANAGEMENT,
             cite=O("seven 3", mark="default")),
    )  # fmt: skip


# --- PROMISES ---------------------------------------------------------------------------------------------------------
# [reading] The time by which a reply is to be expected, told face to face, is one that can be missed.
PROMISES = (
    PromiseRule("expected_reply", duty="expected_reply_due", fact="expected_reply_at",
                cite=O("five (1)3", mark="reading")),
)  # fmt: skip


# --- RETENTION --------------------------------------------------------------------------------------------------------
def retention(figures: Figures) -> tuple[RetentionRule, ...]:
    """O five (5)2: the years count from the archiving."""
    return (
        RetentionRule("archive_years", starts="archived", term=Years(figures.of["retention_years"]), tell=(OFFICE,),
                      cite=O("five (5)2", mark="param")),
    )  # fmt: skip
