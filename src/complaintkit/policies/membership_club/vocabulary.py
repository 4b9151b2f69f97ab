"""Who, what and where: roles, kinds, the register, categories, facts, forms, stages, messages, access."""

from __future__ import annotations

from complaintkit.policies.membership_club.parts import (
    GROUNDS,
    INVALID,
    IS_SALES,
    REQUESTS,
    SALES,
    T5,
)
from complaintkit.policies.parts import asked
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
from complaintkit.rules.conditions import category
from complaintkit.values import Money

# --- ROLES ------------------------------------------------------------------------------------------------------------
# Nobody stands in by T5. [default] The rank above acts when nobody who holds the role is left.
ROLES = (
    Role("receiver", last_resort="department_head", cite=T5("7")),
    Role("department_head", last_resort="gm_office", cite=T5("opinions")),
    Role("investigator", last_resort="department_head", cite=T5("complaints")),
    Role("administration", last_resort="gm_office", cite=T5("7")),
    Role("gm_office", cite=T5("6")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
# A complaint and a request are one kind of case: one becomes the other when it is looked into.
KINDS = (
    Kind("complaint", initial="received", by=("receiver",), cite=T5("2.1.1")),
    Kind("weekly_statistics", initial="to_analyse", every="week", opens="end", cite=T5("complaints: note")),
)

# --- CHANNELS: T5 names none ------------------------------------------------------------------------------------------
CHANNELS: tuple[Channel, ...] = ()

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("opinion_register", enters=("x_registered",), keeper="receiver", cite=T5("inquiries")),)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (
    Category("complaint", cite=T5("2.1.1")),
    Category("sales", parent="complaint", cite=T5("2.2.1")),
    *(Category(id, parent="sales", cite=T5("2.2.1")) for id in SALES),
    *(Category(id, parent="complaint", cite=T5("2.2.1")) for id in GROUNDS),
    Category("request", cite=T5("2.1.2")),
    *(Category(id, parent="request", cite=T5("2.2.2")) for id in REQUESTS),
    Category("suggestion", parent="inquiry", cite=T5("2.2.2")),
)


# --- FACTS ------------------------------------------------------------------------------------------------------------
def facts(currency: str) -> tuple[Fact, ...]:
    """Every fact; the loss is in the policy's currency and not below zero."""
    sales = T5("complaints: sales")
    return (
        Fact("matter", "text", personal=True, for_the_record=True, cite=T5("inquiries")),
        *asked("yes_no", T5("2.1.1"), "reports_fault", "asks_redress"),
        *asked("yes_no", T5("2.2.1"), "promise_failed"),
        *asked("unit", T5("inquiries"), "department"),
        *asked("text", T5("inquiries"), "answer"),
        *asked("yes_no", T5("opinions"), "reply_needed", "adopted"),
        *asked("text", T5("opinions"), "adoption_reason"),
        *asked("instant", T5("opinions"), "reply_promised_for"),
        *asked("text", T5("complaints"), "established"),
        Fact("finding", "choice", choices=("valid", "invalid"), required=False, cite=T5("2.2.1")),
        Fact("invalid_because", "choice", required=False, when=INVALID, cite=(T5("complaints: member"), T5("2.2.2")),
             choices=("members_own_problem", "misunderstanding", "improper_demand", "unproved")),
        Fact("sales_fault", "choice", required=False, when=IS_SALES, cite=sales,
             choices=("asymmetric_information", "mistake", "misleading")),
        Fact("responsible_person", "person", required=False, when=IS_SALES, cite=sales),
        Fact("economic_loss", "money", required=False, when=IS_SALES, currency=currency,
             min_value=Money.of(0, currency), cite=sales),
        *asked("text", sales, "correction", "rectification"),
        *asked("text", T5("complaints: member"), "explanation"),
        *asked("yes_no", T5("6"), "mendable_soon"),
        *asked("text", T5("6"), "hardware_problem", "instruction"),
        *asked("text", T5("8"), "outcome"),
        *asked("text", T5("7"), "complainant_opinion"),
        *asked("text", T5("5"), "root_cause", "improvement"),
        *asked("date", T5("7"), "kept_until"),
        *asked("text", T5("7", mark="default"), "kept_longer_because"),
        *asked("text", T5("complaints: note"), "analysis", case_kind="weekly_statistics"),
        *(Fact(id, "whole", required=False, min_value=0, case_kind="weekly_statistics", cite=T5("complaints: note"))
          for id in ("complaints_received", "requests_received")),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("hardware_request", copies=("gm_office",), contents=("hardware_problem",), cite=T5("6")),
    Form("police_notice", copies=("police",), contents=("established", "economic_loss"), cite=T5("complaints: sales")),
    Form("weekly_report", copies=("weekly_meeting",), contents=("complaints_received", "requests_received", "analysis"),
         cite=T5("complaints: note")),
)  # fmt: skip

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner="receiver"),
    Stage("in_hand", owner="department_head"),
    Stage("with_gm_office", owner="gm_office"),
    Stage("settled", owner="receiver"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("disposed_of", "archived"),
    Stage("to_analyse", owner="department_head", case_kind="weekly_statistics"),
    Stage("analysed", "closed", case_kind="weekly_statistics"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("answer_told", means=_MEANS, contents=("answer",), cite=T5("inquiries")),
    Message("reply_date_told", means=_MEANS, cite=T5("opinions")),
    Message("adoption_told", means=_MEANS, contents=("adopted",), cite=T5("opinions")),
    Message("explanation_told", means=_MEANS, contents=("explanation",), cite=T5("complaints: member")),
    Message("result_told", means=_MEANS, contents=("outcome",), cite=T5("7")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (Conduct("clear_up", T5("complaints: member"), moves=("explain",)),)

# --- LINKS: T5 ties no complaint to another ---------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T5 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; all who handle a case, look into it, decide on it or keep its file -------------------
ACCESS = Access(
    sees=("receiver", "department_head", "investigator", "administration", "gm_office"), cite=T5("7", mark="default")
)

# --- REPORTS ----------------------------------------------------------------------------------------------------------
REPORTS = (
    Report("weekly_report", owed_by="weekly_statistics", by="category", cite=T5("complaints: note"),
           figures=(Figure("complaints_received", when=category.within("complaint")),
                    Figure("requests_received", when=category.within("request")))),
)  # fmt: skip
