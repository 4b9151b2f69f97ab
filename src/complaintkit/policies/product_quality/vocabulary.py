"""Who, what and where: roles, kinds, channels, registers, categories, facts, forms, stages, messages, conduct."""

from __future__ import annotations

from complaintkit.policies.parts import asked, is_yes
from complaintkit.policies.product_quality.figures import Figures
from complaintkit.policies.product_quality.parts import CAUSES, DEPARTMENT, GRADES, OPEN, RECEIVER, REWARDS, Q
from complaintkit.rules import (
    Access,
    Category,
    Channel,
    Conduct,
    Fact,
    Figure,
    Form,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Numbering,
    Register,
    Report,
    Role,
    Stage,
)
from complaintkit.rules.conditions import fact
from complaintkit.values import Money

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] Nobody stands in by Q: the superior department acts where nobody who holds the role is left.
ROLES = (
    Role("employee", everyone=True, cite=Q("general")),
    Role("receiver", last_resort="superior_department", cite=Q("intake 1")),
    Role("responsible_department", last_resort="superior_department", cite=Q("intake 3")),
    Role("investigator", last_resort="superior_department", cite=Q("inquiry 1")),
    Role("superior_department", cite=Q("solution 2")),
    Role("quality_supervision", last_resort="superior_department", cite=Q("supervision 1")),
)


# --- KINDS ------------------------------------------------------------------------------------------------------------
def kinds(figures: Figures) -> tuple[Kind, ...]:
    """Complaints and reports, opinions from outside, proposals of rewards, and what the company owes regularly."""
    everybody = ("employee",)
    return (
        Kind("complaint", initial="received", by=RECEIVER, cite=Q("general")),
        Kind("outside_opinion", initial="opinion_received", by=everybody, cite=Q("supervision 2")),
        Kind("reward_proposal", initial="reward_proposed", by=everybody, cite=Q("rewards 1")),
        Kind("data_summary", initial="to_summarise", every=figures.summary_every, opens="end",
             cite=Q("data 2", mark="param")),
        Kind("handling_check", initial="to_check", every=figures.check_every, opens="end",
             cite=Q("supervision 1", mark="param")),
        Kind("assessment", initial="to_assess", every=figures.assessment_every, opens="end", per="unit",
             unit_kind="responsible_unit", cite=Q("assessment 2", mark="param")),
        Kind("confidentiality_training", initial="to_train", every=figures.training_every,
             cite=Q("confidentiality 2", mark="default")),
    )  # fmt: skip


# --- CHANNELS ---------------------------------------------------------------------------------------------------------
CHANNELS = tuple(
    Channel(id, cite=Q(f"channels {n}")) for n, id in enumerate(("hotline", "email", "online_service", "letter"), 1)
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (
    Register("case_database", keeper="receiver", cite=Q("data 1")),
    Register("class_register", enters=("classified",), keeper="receiver", cite=Q("intake 3")),
)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = tuple(Category(id, cite=Q("general")) for id in ("product_quality_issue", "service_quality_issue"))

# --- FACTS ------------------------------------------------------------------------------------------------------------
AT_FILING = (
    Fact("complainant_is", "choice", choices=("customer", "partner", "own_department"), for_the_record=True,
         cite=Q("general")),
    Fact("happened_on", "date", for_the_record=True, cite=Q("intake 1")),
    Fact("place", "text", for_the_record=True, cite=Q("intake 1")),
    Fact("matter", "text", personal=True, for_the_record=True, cite=Q("intake 1")),
)  # fmt: skip
TEAM = Fact(
    "inquiry_team", "table", required=False, cite=Q("inquiry 1"),
    columns=(Fact("member", "person"), Fact("expertise", "text"), Fact("trained_on", "date"),
             Fact("agreement_signed_on", "date")),
)  # fmt: skip
# What an inquiry brings to light may be a trade secret: it is kept as closely as what is personal.
EVIDENCE = Fact(
    "evidence", "table", required=False, personal=True, cite=Q("inquiry 2"),
    columns=(
        Fact("evidence_kind", "choice", choices=("test_report", "service_record", "customer_feedback", "other_paper")),
        Fact("collected_by", "choice", choices=("site_visit", "papers", "interview")),
        Fact("shows", "text"),
    ),
)  # fmt: skip
PLAN = Fact(
    "plan", "table", required=False, cite=Q("solution 1"),
    columns=(Fact("measure", "text"), Fact("milestone", "date"), Fact("measure_owner", "person")),
)  # fmt: skip


def facts(figures: Figures) -> tuple[Fact, ...]:
    """What is given with a case, and what moves ask for on the way."""
    return (*AT_FILING, *_handling(), *_outside_and_rewards(figures), *_regular())


def _handling() -> tuple[Fact, ...]:
    return (
        *asked("yes_no", Q("intake 1", mark="default"), "name_withheld"),
        *asked("yes_no", Q("intake 2"), "within_remit"),
        Fact("seriousness", "choice", choices=GRADES, required=False, when=is_yes("within_remit"), cite=Q("intake 2")),
        *asked("unit", Q("intake 3"), "department"),
        TEAM,
        EVIDENCE,
        Fact("cause_kind", "choice", choices=CAUSES, required=False, cite=Q("inquiry 3")),
        *asked("text", Q("inquiry 3"), "cause"),
        *asked("yes_no", Q("reply 2"), "complex"),
        PLAN,
        *asked("date", Q("solution 1"), "done_by"),
        *asked("text", Q("solution 2"), "review_opinion", "amendments"),
        *asked("text", Q("solution 2", mark="default"), "set_aside_because"),
        *asked("text", Q("execution 1"), "carried_out", "problem", "problem_solution"),
        *asked("text", Q("execution 2"), "progress", "effect", "delay_because"),
        *asked("yes_no", Q("execution 2"), "effective"),
        *asked("text", Q("reply 1"), "result"),
        *asked("text", Q("reply 2"), "process", "prevention"),
        *asked("text", Q("reply 3"), "meeting_notes"),
        Fact("survey_by", "choice", choices=("questionnaire", "telephone"), required=False, cite=Q("satisfaction 1")),
        *asked("yes_no", Q("satisfaction 1"), "is_satisfied"),
        *asked("text", Q("satisfaction 1"), "remarks"),
    )  # fmt: skip


def _outside_and_rewards(figures: Figures) -> tuple[Fact, ...]:
    person, none = fact("rewarded_is") == "person_rewarded", Money.of(0, figures.currency)
    money = fact("reward_kinds").contains("money").is_true(otherwise=False)
    reward, opinion = "reward_proposal", "outside_opinion"
    return (
        Fact("opinion_of", "choice", choices=("customer", "authority", "other_outside"), for_the_record=True,
             case_kind=opinion, cite=Q("supervision 2")),
        Fact("opinion", "text", for_the_record=True, case_kind=opinion, cite=Q("supervision 2")),
        *asked("text", Q("supervision 2"), "improvement_made", case_kind=opinion),
        Fact("rewarded_is", "choice", choices=("person_rewarded", "department_rewarded"), case_kind=reward,
             cite=Q("rewards 1")),
        Fact("rewarded_person", "person", when=person, for_the_record=True, case_kind=reward,
             cite=Q("rewards 1")),
        Fact("rewarded_department", "unit", when=~person, for_the_record=True, case_kind=reward,
             cite=Q("rewards 1")),
        Fact("contribution", "text", for_the_record=True, case_kind=reward, cite=Q("rewards 1")),
        *asked("yes_no", Q("rewards 1"), "useful", "major_contribution", case_kind=reward),
        *asked("text", Q("rewards 1", mark="default"), "refused_because", case_kind=reward),
        Fact("reward_kinds", "choice", choices=REWARDS, many=True, required=False, case_kind=reward,
             cite=Q("rewards 2")),
        Fact("reward_amount", "money", required=False, when=money, currency=figures.currency, min_value=none,
             case_kind=reward, cite=Q("rewards 2")),
    )  # fmt: skip


def _regular() -> tuple[Fact, ...]:
    summary, check, own = "data_summary", "handling_check", "assessment"
    there_are = ~is_yes("no_cases")
    rates = (
        ("on_time_rate", there_are & ~is_yes("none_due_yet")), ("resolution_rate", there_are),
        ("satisfaction_rate", there_are & ~is_yes("none_answered")),
    )  # fmt: skip
    return (
        *(Fact(id, "whole", required=False, min_value=0, case_kind=summary, cite=Q("data 2"))
          for id in ("cases_received", "cases_resolved")),
        *asked("yes_no", Q("data 2"), "data_complete", "data_accurate", case_kind=summary),
        *asked("text", Q("data 2", mark="default"), "data_gap", case_kind=summary),
        *asked("text", Q("satisfaction 2"), "shortcomings", case_kind=summary),
        *asked("text", Q("analysis 1"), "trend_of_numbers", "trend_of_problems", case_kind=summary),
        *asked("text", Q("analysis 2"), "frequent_links", "key_factors", case_kind=summary),
        *asked("text", Q("use 1"), "improvements", case_kind=summary),
        Fact("improving_units", "unit", many=True, required=False, case_kind=summary, cite=Q("use 1")),
        Fact("decisions_on", "choice", choices=("product_development", "production_process", "suppliers"), many=True,
             required=False, case_kind=summary, cite=Q("use 2")),
        *asked("text", Q("use 2"), "advice", case_kind=summary),
        *asked("yes_no", Q("supervision 1"), "rules_kept", "results_hold", case_kind=check),
        *asked("text", Q("supervision 1"), "check_findings", "corrected", case_kind=check),
        *asked("yes_no", Q("assessment 1", mark="default"), "no_cases", "none_due_yet", "none_answered", case_kind=own),
        *(Fact(id, "ratio", required=False, when=when, min_value=0, max_value=1, case_kind=own,
               cite=Q("assessment 1")) for id, when in rates),
        *asked("text", Q("assessment 2"), "for_the_department", "for_the_employees", case_kind=own),
        *asked("yes_no", Q("confidentiality 2"), "all_trained", "all_signed", case_kind="confidentiality_training"),
        *asked("text", Q("confidentiality 2", mark="default"), "not_bound", case_kind="confidentiality_training"),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("evidence_file", copies=("responsible_department",), contents=("evidence", "cause_kind", "cause"),
         never_to=("complainant", "reporter"), never_cite=Q("confidentiality 1"), cite=Q("inquiry 3")),
    Form("solution_plan", copies=("superior_department",), contents=("plan", "done_by"), cite=Q("solution 2")),
    Form("written_report", copies=("complainant",), contents=("process", "result", "prevention"), cite=Q("reply 2")),
    Form("analysis_report", copies=("superior_department",), cite=Q("use 2"),
         contents=("shortcomings", "trend_of_numbers", "trend_of_problems", "frequent_links", "key_factors")),
    Form("assessment_sheet", copies=("responsible_department", "superior_department"), cite=Q("assessment 1")),
)  # fmt: skip

# --- STAGES -----------------------------------------------------------------------------------------------------------
_DEPARTMENT, _SUPERIOR, _SUPERVISION = "responsible_department", "superior_department", "quality_supervision"
STAGES = (
    Stage("received", owner="receiver"),
    Stage("outside_remit", owner="receiver"),
    Stage("assessed", owner="receiver"),
    Stage("with_department", owner=_DEPARTMENT),
    Stage("inquiring", owner="investigator"),
    Stage("planning", owner=_DEPARTMENT),
    Stage("reviewing", owner=_SUPERIOR),
    Stage("executing", owner=_DEPARTMENT),
    Stage("resolved", owner=_DEPARTMENT),
    Stage("replied", owner="receiver"),
    Stage("turned_away", "closed"),
    Stage("closed", "closed"),
    Stage("opinion_received", owner=_SUPERVISION, case_kind="outside_opinion"),
    Stage("opinion_used", "closed", case_kind="outside_opinion"),
    Stage("reward_proposed", owner=_SUPERVISION, case_kind="reward_proposal"),
    Stage("reward_weighed", owner=_SUPERIOR, case_kind="reward_proposal"),
    Stage("reward_given", "closed", case_kind="reward_proposal"),
    Stage("no_reward", "closed", case_kind="reward_proposal"),
    Stage("to_summarise", owner="receiver", case_kind="data_summary"),
    Stage("to_analyse", owner=_SUPERVISION, case_kind="data_summary"),
    Stage("to_use", owner=_SUPERVISION, case_kind="data_summary"),
    Stage("used", "closed", case_kind="data_summary"),
    Stage("to_check", owner=_SUPERVISION, case_kind="handling_check"),
    Stage("to_correct", owner=_DEPARTMENT, case_kind="handling_check"),
    Stage("checked", "closed", case_kind="handling_check"),
    Stage("to_assess", owner=_SUPERVISION, case_kind="assessment"),
    Stage("to_tie", owner=_SUPERIOR, case_kind="assessment"),
    Stage("tied", "closed", case_kind="assessment"),
    Stage("to_train", owner=_SUPERVISION, case_kind="confidentiality_training"),
    Stage("trained", "closed", case_kind="confidentiality_training"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("telephone", "email", "online_service", "letter")
MESSAGES = (
    Message("outside_told", means=_MEANS, cite=Q("intake 2", mark="default")),
    Message("progress_told", means=_MEANS, contents=("progress",), cite=Q("execution 2")),
    Message("delay_explained", means=_MEANS, contents=("delay_because",), cite=Q("execution 2")),
    Message("result_told", means=("telephone",), contents=("result",), cite=Q("reply 1")),
    Message("report_sent", means=("letter", "email"), contents=("process", "result", "prevention"), cite=Q("reply 2")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("lawful_and_fair", Q("general"), stages=OPEN),
    Conduct("keep_confidential", Q("confidentiality 1")),
    Conduct("seek_understanding", Q("execution 2"), of=(*RECEIVER, *DEPARTMENT), moves=("explain_delay",)),
    Conduct("accept_supervision", Q("supervision 2"), stages=("opinion_received",)),
)

# --- LINKS ------------------------------------------------------------------------------------------------------------
# [default] The complaint or report whose lead or suggestion is to be rewarded.
LINKS = (LinkRule("lead_of", after=("classified",), shares_redress=False, cite=Q("rewards 1", mark="default")),)
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: Q has none --------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS -----------------------------------------------------------------------------------------------------------
# [reading] Whoever complains or reports is one person to Q: both are masked for all who need not speak with them, and
# for whom the case is about.
ACCESS = Access(
    sees=(*RECEIVER, *DEPARTMENT, "investigator"),
    masks=("complainant", "reporter"),
    keeps_from_respondents=True,
    cite=Q("confidentiality 1", mark="reading"),
)

# --- REPORTS ----------------------------------------------------------------------------------------------------------
# [default] Resolved is what proved effective; on time is what was handled within the set time.
_HANDLING, _RESOLVED = "handling", "x_resolved"
REPORTS = (
    Report("data_summary", owed_by="data_summary", by="category", cite=Q("data 2"),
           figures=(Figure("cases_received"), Figure("cases_resolved", dated=_RESOLVED))),
    Report("survey_results", owed_by="data_summary", by="category", duty=_HANDLING, resolved=_RESOLVED,
           cite=Q("satisfaction 2")),
    Report("assessment_sheet", owed_by="assessment", unit="facts.department", by="facts.department", duty=_HANDLING,
           resolved=_RESOLVED,
           cite=(Q("assessment 1"), Q("assessment 1", mark="default")),
           figures=(Figure("no_cases", "none"), Figure("none_due_yet", "none_decided"),
                    Figure("none_answered", "none_answered"), Figure("on_time_rate", "on_time"),
                    Figure("resolution_rate", "resolution"), Figure("satisfaction_rate", "satisfaction"))),
)  # fmt: skip
