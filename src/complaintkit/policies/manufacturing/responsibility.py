"""Whose fault it was and what follows inside the factory: finding, loss, sanctions, improvement, the monthly review."""

from __future__ import annotations

from complaintkit.policies.manufacturing.figures import Figures
from complaintkit.policies.manufacturing.parts import ACTING, ANSWERABLE, T2, T4
from complaintkit.policies.parts import is_yes
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import count, fact, recorded

# --- MOVES: the finding -----------------------------------------------------------------------------------------------
FINDING = (
    # The handling method is asked for where the problem is our own, the decision to track where it is no negligence.
    Move(
        "find", ("combining",), STAYS, by=("gm_office",), records=("found",),
        asks=(
            "originating_unit", "own_quality_problem", "human_negligence", "handling_method", "improvement_tracked",
        ),
        offers=("responsible_department",),
        guards=(
            Guard(
                "negligence_not_tracked", ~(is_yes("human_negligence") & is_yes("improvement_tracked")),
                T2("art. 9(6)"),
            ),
        ),
        cite=(T2("art. 9(6)"), T2("art. 7(3)")),
    ),
)  # fmt: skip


def _sanction(rule: str, proposes: str, approves: str, approved: str) -> tuple[Move, ...]:
    """The GM office proposes by the base, the supervisor approves or waives: nothing applies before (art. 9(6))."""
    return (
        Move(
            proposes, ANSWERABLE, STAYS, by=("gm_office",), after=("found",), records=("x_sanction_drafted",),
            sanction=rule, cite=T2("art. 9(6)"),
        ),
        Move(
            approves, ANSWERABLE, STAYS, by=("supervisor",), after=("x_sanction_drafted",),
            records=("sanctioned", approved), sanction=rule, cite=T2("art. 9(6)"),
        ),
        Move(
            f"waive_{rule}", ANSWERABLE, STAYS, by=("supervisor",), after=("x_sanction_drafted",), records=("waived",),
            sanction=rule, cite=T2("art. 9(6)"),
        ),
    )  # fmt: skip


def _penalty(rule: str, decides: str, approves: str, waives: str) -> tuple[Move, ...]:
    """The GM office decides by the cause who is penalised, the general manager approves or waives (art. 12(2))."""
    cite = T2("art. 12(2)")
    return (
        Move(
            decides, ANSWERABLE, STAYS, by=("gm_office",), records=("x_penalty_drafted",), after=("found",),
            asks=("penalised_department", "penalty_cause"), sanction=rule, cite=cite,
        ),
        Move(
            approves, ANSWERABLE, STAYS, by=("general_manager",), after=("x_penalty_drafted",),
            records=("sanctioned", "x_penalty_approved"), sanction=rule, cite=cite,
        ),
        Move(
            waives, ANSWERABLE, STAYS, by=("general_manager",), after=("x_penalty_drafted",), records=("waived",),
            sanction=rule, cite=cite,
        ),
    )  # fmt: skip


# --- MOVES: loss, sanctions, penalty ----------------------------------------------------------------------------------
SANCTIONING = (
    *_sanction("department_loss", "assess_loss", "approve_loss", "x_loss_approved"),
    *_sanction("person_penalty", "propose_person_penalty", "approve_person_penalty", "x_person_penalty_approved"),
    Move(
        "apply_person_penalty", ANSWERABLE, STAYS, by=("personnel", "accounting"),
        records=("x_person_penalty_applied",),
        guards=(
            Guard(
                "supervisor_approved", count("x_person_penalty_approved") > count("x_person_penalty_applied"),
                T2("art. 9(6)"),
            ),
        ),
        cite=T2("art. 9(6)"),
    ),
    *_sanction("administrative", "propose_administrative", "approve_administrative", "x_administrative_approved"),
    Move(
        "publish_administrative", (ACTING,), STAYS, by=("gm_office",), records=("x_published",),
        issues=("personnel_notice",),
        guards=(
            Guard("sanction_approved", count("x_administrative_approved") > count("x_published"), T2("art. 12(1)")),
        ),
        cite=T2("art. 12(1)"),
    ),
    # T2 art. 12(2): the notice is drawn up by the GM office, approved by the general manager, then copied.
    *_penalty("bonus_penalty", "decide_penalty", "approve_penalty", "waive_penalty"),
    *_penalty(
        "bonus_penalty_of_person", "decide_penalty_of_person", "approve_penalty_of_person", "waive_penalty_of_person",
    ),
    Move(
        "issue_penalty_notice", ANSWERABLE, STAYS, by=("gm_office",), records=("x_penalty_notified",),
        issues=("penalty_notice",),
        guards=(
            Guard(
                "general_manager_approved", count("x_penalty_approved") > count("x_penalty_notified"),
                T2("art. 12(2)"),
            ),
        ),
        cite=T2("art. 12(2)"),
    ),
)  # fmt: skip

# --- MOVES: improvement -----------------------------------------------------------------------------------------------
_SINCE_ANALYSIS = ("commenting", "researching", "checking", "negotiating", "reading", *ANSWERABLE)
IMPROVEMENT = (
    Move(
        "check_countermeasures", _SINCE_ANALYSIS, STAYS, by=("quality_control",), records=("x_measures_checked",),
        asks=("measures_checked",), cite=T2("art. 7(2)"),
    ),
    Move(
        "urge_countermeasures", _SINCE_ANALYSIS, STAYS, by=("quality_control",), records=("x_measures_urged",),
        cite=T2("art. 7(2)"),
    ),
    Move(
        "propose_improvement", ANSWERABLE, STAYS, by=("gm_office",), records=("x_improvement_proposed",),
        asks=("improvement",), cite=T2("art. 7(3)"),
    ),
    Move(
        "urge_improvement", ANSWERABLE, STAYS, by=("gm_office",), records=("x_improvement_urged",),
        after=("x_improvement_proposed",), cite=T2("art. 7(3)"),
    ),
    Move(
        "confirm_carried_out", ANSWERABLE, STAYS, by=("manufacturing",), records=("rectified",),
        asks=("carried_out",), cite=T2("art. 7(4)"),
    ),
    Move(
        "confirm_effect", (ACTING,), STAYS, by=("gm_office",), records=("x_effect_confirmed",), asks=("effect",),
        guards=(
            Guard("carried_out_first", recorded("rectified"), T2("art. 7(4)")),
            Guard("measures_checked_first", recorded("x_measures_checked"), T2("art. 7(2)")),
        ),
        cite=T2("art. 7(3)"),
    ),
)  # fmt: skip

# --- MOVES: every month -----------------------------------------------------------------------------------------------
MONTHLY = (
    Move(
        "settle_shares", (ACTING,), STAYS, by=("department_head",), records=("x_shares_settled",),
        asks=("responsibility_shares",),
        guards=(
            Guard(
                "shares_add_to_100", fact("responsibility_shares").total("share") == 100,
                T2("art. 9(9)", mark="reading"),
            ),
        ),
        cite=T2("art. 9(9)"),
    ),
    Move(
        "monthly_check", (ACTING,), STAYS, by=("gm_office",), records=("x_checked_monthly",),
        asks=("measures_result",),
        guards=(Guard("shares_settled_first", recorded("x_shares_settled"), T2("art. 9(9)")),), cite=T2("art. 9(9)"),
    ),
    Move(
        "summarise", ("month_open",), STAYS, by=("gm_office",), records=("x_summarised",),
        asks=("closed_cases", "heads_consulted"), issues=("statistics_table",), cite=T2("art. 9(9)"),
    ),
    Move(
        "review_sanctions", ("month_open",), STAYS, by=("gm_office",), records=("x_sanctions_reviewed",),
        asks=("sanctions_reviewed",), cite=T2("art. 12(1)"),
    ),
    Move(
        "finish_month", ("month_open",), "month_done", by=("gm_office",), records=("closed",),
        after=("x_summarised", "x_sanctions_reviewed"), cite=(T2("art. 9(9)"), T2("art. 12(1)")),
    ),
    # T4 art. 3: the abnormality form goes to the unit concerned for improvement; that is all there is to it.
    Move(
        "improve", ("abnormality_sent",), "abnormality_improved", by=("unit_concerned", "manufacturing"),
        records=("rectified",), asks=("abnormality_improvement",), cite=T4("art. 3"),
    ),
)  # fmt: skip

MOVES = (*FINDING, *SANCTIONING, *IMPROVEMENT, *MONTHLY)


# --- SANCTIONS --------------------------------------------------------------------------------------------------------
def sanctions(figures: Figures) -> tuple[SanctionRule, ...]:
    """The bases of art. 9(6) and 12(2); the annexes are lost, their figures are the policy's."""
    by_supervisor = ("supervisor",)
    base = T2("art. 9(6)", mark="param")
    return (
        SanctionRule(
            "department_loss", against="unit", subject="responsible_department", basis="complaint_loss",
            tiers=figures.loss_base, approvers=by_supervisor, cite=base,
        ),
        SanctionRule(
            "person_penalty", against="person", subject="responsible_person", basis="complaint_loss",
            tiers=figures.penalty_base, approvers=by_supervisor, cite=base,
        ),
        SanctionRule(
            "administrative", against="person", subject="responsible_person", basis="complaint_loss",
            tiers=figures.administrative_principles, approvers=by_supervisor, cite=base,
        ),
        SanctionRule(
            "bonus_penalty", against="unit", subject="penalised_department", basis="complaint_loss",
            tiers=figures.penalty_base, approvers=("general_manager",), cite=T2("art. 12(2)", mark="param"),
        ),
        SanctionRule(
            "bonus_penalty_of_person", against="person", subject="penalised_person", basis="complaint_loss",
            tiers=figures.penalty_base, approvers=("general_manager",), cite=T2("art. 12(2)", mark="param"),
        ),
    )  # fmt: skip


# --- TALLIES: what the text counts by month it counts in a table, case by case ----------------------------------------
TALLIES: tuple[Tally, ...] = ()
