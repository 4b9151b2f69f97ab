"""Time limits: Q leaves every figure open; what is judged by the same day, and what the owner fills in."""

from __future__ import annotations

from complaintkit.deadlines import AtFraction, CountedFrom, Days, WorkingDays
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, overdue
from complaintkit.policies.product_quality.figures import Figures
from complaintkit.policies.product_quality.parts import OWN_DAY, REACHABLE, Q, needs_report
from complaintkit.rules import Duty, PromiseRule, Rung

# --- DUTIES -----------------------------------------------------------------------------------------------------------
_DESK, _DEPARTMENT, _SUPERIOR, _SUPERVISION = (
    "receiver", "responsible_department", "superior_department", "quality_supervision"
)  # fmt: skip
_WATCH = Q("supervision 1", mark="default")
TO_SUPERIOR = overdue(_WATCH, _SUPERIOR)
TO_SUPERVISION = overdue(_WATCH, _SUPERVISION)


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when, complaint by complaint and regularly."""
    return (*_whole(figures), *_steps(figures), *_reply(figures), *_regular(figures), *_on_request(figures))


def _whole(figures: Figures) -> tuple[Duty, ...]:
    """General: handled within the set time; execution 2: by then it is done, or was explained why it is not."""
    over = ("replied", "x_result_noted", "declined")
    warned = Rung("warning", AtFraction(figures.warned_at), kind="warning", tell=(_DEPARTMENT,),
                  cite=Q("execution 2", mark="default"))  # fmt: skip
    return (
        Duty("handling", owner=_DEPARTMENT, starts="filed", ends=over, term=WorkingDays(figures.handling),
             tells_complainant=True, ladder=(warned, *TO_SUPERIOR), cite=Q("general", mark="param")),
        Duty("delay_explanation", owner=_DEPARTMENT, starts="filed", ends=(*over, "x_delay_explained"),
             term=WorkingDays(figures.handling), when=REACHABLE, tells_complainant=True, ladder=TO_SUPERVISION,
             cite=Q("execution 2")),
    )  # fmt: skip


def _steps(figures: Figures) -> tuple[Duty, ...]:
    """Intake to execution: the team at once; what has no time in Q promptly; the plan by its own last day."""
    return (
        Duty("first_assessment", owner=_DESK, starts="filed", ends=("admitted", "declined"), term=figures.promptly,
             ladder=TO_SUPERVISION, cite=Q("intake 2", mark="default")),
        Duty("passing_on", owner=_DESK, starts="admitted", ends=("transferred",), term=figures.promptly,
             ladder=TO_SUPERVISION, cite=Q("intake 3", mark="default")),
        Duty("turning_away", owner=_DESK, starts="declined", ends=("closed",), term=figures.promptly,
             tells_complainant=True, ladder=TO_SUPERVISION, cite=Q("intake 2", mark="default")),
        Duty("team_formation", owner=_DEPARTMENT, starts="transferred", ends=("assigned",), term=AT_ONCE,
             ladder=TO_SUPERIOR, cite=Q("inquiry 1")),
        Duty("plan_review", owner=_SUPERIOR, starts="proposed", ends=("reviewed",), term=figures.promptly,
             ladder=TO_SUPERVISION, cite=Q("solution 2", mark="default")),
        Duty("plan_completion", owner=_DEPARTMENT, starts="approved", ends=("rectified", "x_plan_set_aside"),
             term=CountedFrom("done_by", Days(1)), convention=OWN_DAY.id, ladder=TO_SUPERIOR,
             cite=Q("solution 1", mark="default")),
        Duty("progress_word", owner=_DEPARTMENT, starts="approved", ends=("informed", "replied", "x_result_noted"),
             when=REACHABLE, term=figures.promptly, tells_complainant=True, ladder=TO_SUPERIOR,
             cite=Q("execution 2", mark="default")),
    )  # fmt: skip


def _reply(figures: Figures) -> tuple[Duty, ...]:
    """Reply 1 to 3, satisfaction 1: the telephone promptly, the report, the meeting, the survey."""
    told = Q("reply 1", mark="default")
    return (
        Duty("result_due", owner=_DEPARTMENT, starts="x_resolved", ends=("replied", "x_result_noted"),
             term=figures.promptly, tells_complainant=True, ladder=TO_SUPERIOR, cite=(Q("reply 1"), told)),
        Duty("report_due", owner=_DEPARTMENT, starts="x_resolved", ends=("delivered",),
             when=needs_report(figures.important) & REACHABLE, term=WorkingDays(figures.report),
             stage_kinds=AFTER_CLOSE, tells_complainant=True, ladder=TO_SUPERIOR,
             cite=(Q("reply 2"), Q("reply 2", mark="default"))),
        Duty("meeting_due", owner=_DEPARTMENT, starts="x_meeting_asked", ends=("x_met",),
             term=WorkingDays(figures.report), tells_complainant=True, ladder=TO_SUPERIOR,
             cite=Q("reply 3", mark="default")),
        Duty("survey_due", owner=_DESK, starts="replied", ends=("satisfied", "dissatisfied", "x_no_answer"),
             term=WorkingDays(figures.survey), ladder=TO_SUPERVISION, cite=Q("satisfaction 1", mark="default")),
    )  # fmt: skip


def _regular(figures: Figures) -> tuple[Duty, ...]:
    """Data, supervision, assessment, confidentiality: each period's own; the intervals are the owner's to give."""
    soon, later = Days(figures.periodic), Days(figures.follow_up)
    rows = (
        ("summary_due", _DESK, "opened", "x_summarised", soon, "data_summary", Q("data 2", mark="param")),
        ("analysis_due", _SUPERVISION, "x_summarised", "x_analysed", soon, "data_summary",
         Q("analysis 1", mark="default")),
        ("use_due", _SUPERVISION, "x_analysed", "x_used", later, "data_summary", Q("use 1", mark="default")),
        ("check_due", _SUPERVISION, "opened", "x_checked", soon, "handling_check", Q("supervision 1", mark="param")),
        ("correction_due", _DEPARTMENT, "x_found_wanting", "rectified", later, "handling_check", _WATCH),
        ("assessment_due", _SUPERVISION, "opened", "x_assessed", soon, "assessment", Q("assessment 2", mark="param")),
        ("tying_due", _SUPERIOR, "x_assessed", "x_tied", later, "assessment", Q("assessment 2", mark="default")),
        ("training_due", _SUPERVISION, "opened", "x_bound", later, "confidentiality_training",
         Q("confidentiality 2", mark="default")),
    )  # fmt: skip
    return tuple(
        Duty(id, owner=owner, starts=starts, ends=(ends,), term=term, case_kind=kind, cite=cite,
             ladder=TO_SUPERVISION if owner == _SUPERIOR else TO_SUPERIOR)
        for id, owner, starts, ends, term, kind, cite in rows
    )  # fmt: skip


def _on_request(figures: Figures) -> tuple[Duty, ...]:
    """Supervision 2, rewards: what somebody brings forward is taken up and decided."""
    return (
        Duty("opinion_due", owner=_SUPERVISION, starts="filed", ends=("x_taken_up",), term=Days(figures.follow_up),
             case_kind="outside_opinion", ladder=TO_SUPERIOR, cite=Q("supervision 2", mark="default")),
        Duty("reward_due", owner=_SUPERIOR, starts="filed", ends=("rewarded", "rejected"),
             term=WorkingDays(figures.reward), case_kind="reward_proposal", ladder=TO_SUPERVISION,
             cite=Q("rewards 1", mark="default")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the complainant ---------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
