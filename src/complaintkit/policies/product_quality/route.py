"""A complaint's way: recorded, assessed, handed over, inquired into, planned, reviewed, carried out, told, surveyed."""

from __future__ import annotations

from complaintkit.policies.parts import is_yes, no_to, yes_to
from complaintkit.policies.product_quality.figures import Figures
from complaintkit.policies.product_quality.parts import (
    APPROVED_PLAN,
    DEPARTMENT,
    INVESTIGATOR,
    NAMED,
    REACHABLE,
    RECEIVER,
    SUPERIOR,
    TEAM,
    WITH_DEPARTMENT,
    Q,
    needs_report,
)
from complaintkit.rules import STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import count, fact, late, recorded, today
from complaintkit.rules.recusal import DECIDING

_NOT_REACHABLE = ~REACHABLE


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _intake() -> tuple[Move, ...]:
    """Intake 1 to 3: name and contact, remit and seriousness, the class, the department that it is passed on to."""
    known = Guard("identity_recorded", NAMED | is_yes("name_withheld"), Q("intake 1"))
    assess, asks = (Q("intake 1"), Q("intake 2")), ("within_remit", "seriousness")
    turned_away = Q("intake 2", mark="default")
    return (
        Move("assess", ("received",), "assessed", by=RECEIVER, when=yes_to("within_remit"), asks=asks,
             offers=("name_withheld",), guards=(known,), records=("admitted",), cite=assess),
        Move("assess", ("received",), "outside_remit", by=RECEIVER, when=no_to("within_remit"), asks=asks,
             offers=("name_withheld",), guards=(known,), records=("declined",), cite=assess),
        Move("turn_away", ("outside_remit",), "turned_away", by=RECEIVER, when=REACHABLE, message="outside_told",
             records=("informed", "closed"), cite=turned_away),
        Move("turn_away", ("outside_remit",), "turned_away", by=RECEIVER, when=_NOT_REACHABLE, records=("closed",),
             cite=turned_away),
        # [default] A department that turns out not to be the one responsible: it is registered anew.
        Move("register", ("assessed", "with_department"), "assessed", by=RECEIVER, reclassifies=True,
             asks=("department",), records=("classified",), cite=(Q("intake 3"), Q("intake 3", mark="default"))),
        Move("pass_on", ("assessed",), "with_department", by=RECEIVER, after=("classified",), records=("transferred",),
             cite=Q("intake 3")),
    )  # fmt: skip


def _inquiry() -> tuple[Move, ...]:
    """Inquiry 1 to 3: two people or more who know the matter, evidence, the cause."""
    team = fact("inquiry_team")
    two = Guard("two_investigators", team.different("member") >= 2, Q("inquiry 1"))
    versed = Guard("each_with_expertise", team.lacking("expertise") == 0, Q("inquiry 1"))
    bound = Guard(
        "trained_and_bound",
        (team.lacking("trained_on") == 0) & (team.lacking("agreement_signed_on") == 0),
        Q("confidentiality 2"),
    )
    evidence = Guard("evidence_first", recorded("investigated"), Q("inquiry 2"))
    return (
        Move("form_team", ("with_department", "inquiring"), "inquiring", by=DEPARTMENT, asks=("inquiry_team",),
             guards=(two, versed, bound), records=("assigned",), cite=Q("inquiry 1")),
        Move("collect_evidence", ("inquiring",), STAYS, by=INVESTIGATOR, only=TEAM, asks=("evidence",),
             records=("investigated",), cite=(Q("inquiry 2"), Q("inquiry 1"))),
        Move("find_cause", ("inquiring",), "planning", by=INVESTIGATOR, only=TEAM, guards=(evidence,),
             asks=("cause_kind", "cause", "complex"), confirms=("lawful_and_fair",), issues=("evidence_file",),
             records=("found",), cite=(Q("inquiry 3"), Q("inquiry 1"))),
    )  # fmt: skip


def _solution() -> tuple[Move, ...]:
    """Solution 1, 2: every measure with its day and its owner; reviewed by the superior department, amended by it."""
    plan = fact("plan")
    whole = tuple(
        Guard(id, plan.lacking(column) == 0, Q("solution 1"))
        for id, column in (
            ("measures_named", "measure"), ("milestones_named", "milestone"), ("owners_named", "measure_owner")
        )
    )  # fmt: skip
    ahead = Guard("still_ahead", fact("done_by") >= today, Q("solution 1", mark="default"))
    return (
        Move("propose", ("planning",), "reviewing", by=DEPARTMENT, asks=("plan", "done_by"), guards=(*whole, ahead),
             issues=("solution_plan",), records=("proposed",), cite=Q("solution 1")),
        Move("approve_plan", ("reviewing",), "executing", by=SUPERIOR, not_who=("proposed",), asks=("review_opinion",),
             records=("reviewed", "approved"), cite=Q("solution 2")),
        Move("return_plan", ("reviewing",), "planning", by=SUPERIOR, not_who=("proposed",),
             asks=("review_opinion", "amendments"), records=("reviewed", "rejected"), cite=Q("solution 2")),
        # [default] A plan that does not work out is made anew, and reviewed anew.
        Move("set_plan_aside", ("executing",), "planning", by=DEPARTMENT, asks=("set_aside_because",),
             records=("x_plan_set_aside",), cite=Q("solution 2", mark="default")),
    )  # fmt: skip


def _execution() -> tuple[Move, ...]:
    """Execution 1, 2: only what was reviewed is carried out; problems solved; the effect tracked."""
    reviewed = Guard("reviewed_first", APPROVED_PLAN, Q("solution 2"))
    open_problem = count("x_problem") > count("x_problem_solved")
    tracked = count("rectified") > count("x_effect_tracked")
    one, two = Q("execution 1"), Q("execution 2")
    return (
        Move("note_problem", ("executing",), STAYS, by=DEPARTMENT, asks=("problem",), records=("x_problem",), cite=one),
        Move("solve_problem", ("executing", "planning"), STAYS, by=DEPARTMENT, asks=("problem_solution",),
             guards=(Guard("problem_there", open_problem, one),), records=("x_problem_solved",), cite=one),
        Move("carry_out", ("planning", "reviewing", "executing"), "executing", by=DEPARTMENT, asks=("carried_out",),
             guards=(reviewed, Guard("problems_solved", ~open_problem, one)), records=("rectified",), cite=one),
        *(
            Move("track_effect", ("executing",), target, by=DEPARTMENT, when=when, asks=("effect", "effective"),
                 guards=(Guard("carried_out_first", tracked, one),), records=("x_effect_tracked", record), cite=two)
            for target, when, record in (
                ("resolved", yes_to("effective"), "x_resolved"), ("planning", no_to("effective"), "x_plan_set_aside")
            )
        ),
    )  # fmt: skip


def _told() -> tuple[Move, ...]:
    """Execution 2, reply 1: progress, and a delay before the due time; the result by telephone."""
    in_time = Guard("before_the_due", ~late("handling"), Q("execution 2"))
    tracked = Guard("effect_first", recorded("x_resolved"), Q("execution 2"))
    tellers = (*DEPARTMENT, *RECEIVER)
    return (
        Move("tell_progress", WITH_DEPARTMENT, STAYS, by=tellers, asks=("progress",), message="progress_told",
             records=("informed",), cite=Q("execution 2")),
        Move("explain_delay", ("assessed", *WITH_DEPARTMENT), STAYS, by=tellers, asks=("delay_because",),
             guards=(in_time,), confirms=("seek_understanding",), message="delay_explained",
             records=("x_delay_explained",), cite=Q("execution 2")),
        Move("tell_result", ("executing", "resolved"), "replied", by=DEPARTMENT, when=REACHABLE, asks=("result",),
             guards=(tracked,), message="result_told", records=("replied",), cite=Q("reply 1")),
        # [default] Who left no way to be reached cannot be told; the result is noted all the same.
        Move("tell_result", ("executing", "resolved"), "replied", by=DEPARTMENT, when=_NOT_REACHABLE,
             asks=("result",), guards=(tracked,), records=("x_result_noted",), cite=Q("reply 1", mark="default")),
        Move("send_report", ("resolved", "replied"), STAYS, by=DEPARTMENT, asks=("process", "result", "prevention"),
             issues=("written_report",), message="report_sent", records=("delivered",), cite=Q("reply 2")),
        Move("ask_to_meet", ("resolved", "replied"), STAYS, by=tellers, records=("x_meeting_asked",),
             cite=Q("reply 3")),
        Move("meet", ("resolved", "replied"), STAYS, by=DEPARTMENT, after=("x_meeting_asked",),
             asks=("meeting_notes",), records=("x_met",), cite=Q("reply 3")),
    )  # fmt: skip


def _ending(figures: Figures) -> tuple[Move, ...]:
    """Satisfaction 1, data 1: asked after the reply; closed when all that is owed is done and the data are whole."""
    survey = Q("satisfaction 1")
    answered = recorded("satisfied") | recorded("dissatisfied") | recorded("x_no_answer")
    done = (
        Guard("report_given", ~needs_report(figures.important) | recorded("delivered") | _NOT_REACHABLE, Q("reply 2")),
        Guard("met_as_asked", count("x_met") >= count("x_meeting_asked"), Q("reply 3")),
        Guard("survey_done", answered | _NOT_REACHABLE, survey),
    )
    rows = tuple(
        Move("survey", ("resolved", "replied"), STAYS, by=RECEIVER, when=when, after=("replied",),
             asks=("survey_by", "is_satisfied"), offers=("remarks",), records=(record,), cite=survey)
        for when, record in ((yes_to("is_satisfied"), "satisfied"), (no_to("is_satisfied"), "dissatisfied"))
    )  # fmt: skip
    return (
        *rows,
        Move("note_no_answer", ("replied",), STAYS, by=RECEIVER, after=("replied",), asks=("survey_by",),
             records=("x_no_answer",), cite=Q("satisfaction 1", mark="default")),
        Move("close", ("replied",), "closed", by=RECEIVER, asks=("process",), guards=done, records=("closed",),
             cite=Q("data 1")),
    )  # fmt: skip


def moves(figures: Figures) -> tuple[Move, ...]:
    """The way of every complaint; which grades are important is the policy's owner's to say."""
    return (*_intake(), *_inquiry(), *_solution(), *_execution(), *_told(), *_ending(figures))


# --- BANDS: Q knows no redress, and so no authority over it -----------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: fairness asks that nobody looks into, reviews or rewards what is about themselves -----------------------
RECUSAL = Recusal(
    records=(*DECIDING, "investigated", "proposed", "reviewed", "rewarded"), cite=Q("general", mark="default")
)
