"""What the company owes beside each complaint: data and their use, supervision, assessment, training, rewards."""

from __future__ import annotations

from complaintkit.policies.parts import yes_to
from complaintkit.policies.product_quality.parts import DEPARTMENT, RECEIVER, SUPERIOR, SUPERVISION, Q
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally

# --- MOVES ------------------------------------------------------------------------------------------------------------
DATA = (
    Move("summarise", ("to_summarise",), "to_analyse", by=RECEIVER, records=("x_summarised",), cite=Q("data 2"),
         asks=("cases_received", "cases_resolved", "data_complete", "data_accurate"),
         guards=(Guard("complete_data", yes_to("data_complete"), Q("data 2")),
                 Guard("accurate_data", yes_to("data_accurate"), Q("data 2")))),
    Move("note_gap", ("to_summarise",), STAYS, by=RECEIVER, asks=("data_gap",), records=("x_gap",),
         cite=Q("data 2", mark="default")),
    Move("analyse", ("to_analyse",), "to_use", by=SUPERVISION, issues=("analysis_report",), records=("x_analysed",),
         asks=("trend_of_numbers", "trend_of_problems", "frequent_links", "key_factors", "shortcomings"),
         cite=(Q("analysis 1"), Q("analysis 2"), Q("satisfaction 2"))),
    Move("use_results", ("to_use",), "used", by=SUPERVISION, records=("x_used", "closed"),
         asks=("improvements", "improving_units", "decisions_on", "advice"), cite=(Q("use 1"), Q("use 2"))),
)  # fmt: skip

_WELL = yes_to("rules_kept") & yes_to("results_hold")
CHECKS = (
    Move("check_handling", ("to_check",), "checked", by=SUPERVISION, when=_WELL, asks=("rules_kept", "results_hold"),
         offers=("check_findings",), records=("x_checked", "closed"), cite=Q("supervision 1")),
    Move("check_handling", ("to_check",), "to_correct", by=SUPERVISION, when=~_WELL,
         asks=("rules_kept", "results_hold", "check_findings"), records=("x_checked", "x_found_wanting"),
         cite=Q("supervision 1")),
    Move("correct_handling", ("to_correct",), "checked", by=DEPARTMENT, asks=("corrected",),
         records=("rectified", "closed"), cite=Q("supervision 1", mark="default")),
    Move("take_up_opinion", ("opinion_received",), "opinion_used", by=SUPERVISION, asks=("improvement_made",),
         records=("x_taken_up", "closed"), cite=Q("supervision 2")),
)  # fmt: skip

# [default] A department without a case in the period has no rates; that is noted instead. Nor has it a rate on time
# while no case is due, or one of satisfaction where nobody answered.
NOTHING_TO_RATE = ("no_cases", "none_due_yet", "none_answered")
ASSESSMENT = (
    Move("assess_department", ("to_assess",), "to_tie", by=SUPERVISION, offers=NOTHING_TO_RATE,
         asks=("on_time_rate", "resolution_rate", "satisfaction_rate"), issues=("assessment_sheet",),
         records=("x_assessed",), cite=(Q("assessment 1"), Q("assessment 2"))),
    Move("tie_to_performance", ("to_tie",), "tied", by=SUPERIOR, asks=("for_the_department", "for_the_employees"),
         records=("x_tied", "closed"), cite=Q("assessment 2")),
)  # fmt: skip

TRAINING = (
    Move("confirm_training", ("to_train",), "trained", by=SUPERVISION, asks=("all_trained", "all_signed"),
         guards=(Guard("handlers_trained", yes_to("all_trained"), Q("confidentiality 2")),
                 Guard("agreements_signed", yes_to("all_signed"), Q("confidentiality 2"))),
         records=("x_bound", "closed"), cite=Q("confidentiality 2")),
    Move("note_not_bound", ("to_train",), STAYS, by=SUPERVISION, asks=("not_bound",), records=("x_not_bound",),
         cite=Q("confidentiality 2", mark="default")),
)  # fmt: skip

# [default] Anybody proposes; the supervision department weighs; the superior department, another person than those
# two, grants or refuses.
REWARDING = (
    Move("weigh_contribution", ("reward_proposed",), "reward_weighed", by=SUPERVISION,
         asks=("useful", "major_contribution"), records=("reviewed",), cite=Q("rewards 1")),
    Move("grant_reward", ("reward_weighed",), "reward_given", by=SUPERIOR, not_who=("filed", "reviewed"),
         asks=("reward_kinds", "reward_amount"),
         guards=(Guard("useful_lead", yes_to("useful"), Q("rewards 1")),
                 Guard("contributed_much", yes_to("major_contribution"), Q("rewards 1"))),
         records=("approved", "rewarded", "closed"), cite=Q("rewards 2")),
    Move("refuse_reward", ("reward_weighed",), "no_reward", by=SUPERIOR, not_who=("filed", "reviewed"),
         asks=("refused_because",), records=("rejected", "closed"), cite=Q("rewards 1", mark="default")),
)  # fmt: skip

MOVES = (*DATA, *CHECKS, *ASSESSMENT, *TRAINING, *REWARDING)

# --- SANCTIONS: Q has none; what an assessment brings is the company's to say -----------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: Q counts no complaints against anybody ------------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
