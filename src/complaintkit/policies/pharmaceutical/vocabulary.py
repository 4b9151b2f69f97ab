"""Who, what and where: roles, kinds, channels, registers, categories, facts, forms, stages, messages, access."""

from __future__ import annotations

from complaintkit.policies.parts import asked, is_yes
from complaintkit.policies.pharmaceutical.parts import (
    CIRCUMSTANCES,
    DIRECTOR,
    MONTHLY,
    REGIONAL,
    SALES,
    SUPPORT,
    T13,
    TECHNICAL,
    YEARLY,
)
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

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] Nobody stands in by T13: the rank above acts where nobody who holds the role is left. What is a professional
# question is nobody's but the technical department's.
ROLES = (
    Role(SALES, last_resort=REGIONAL, cite=T13("4.1.1")),
    Role(SUPPORT, last_resort=REGIONAL, cite=T13("4.3.3")),
    Role(REGIONAL, last_resort=DIRECTOR, cite=T13("4.1.1")),
    Role(TECHNICAL, cite=T13("4.3.2")),
    Role(DIRECTOR, cite=T13("4.1.1")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
# What is counted by month and by year is settled once the month, or the year, is over.
KINDS = (
    Kind("complaint", initial="received", by=(SALES,), cite=T13("4.1.1")),
    Kind(MONTHLY, initial="month_open", every="month", opens="end", cite=T13("3.4", mark="default")),
    Kind(YEARLY, initial="year_open", every="year", opens="end", cite=T13("4.5.5")),
)

# --- CHANNELS: T13 has no list of them; [default] those a sales department has ----------------------------------------
CHANNELS = tuple(Channel(id, cite=T13("4.1.1", mark="default")) for id in ("telephone", "visit", "letter", "online"))

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (
    Register("complaint_register", enters=("x_registered",), keeper=SALES, cite=T13("4.1.1")),
    Register("technical_replies", enters=("x_reply_recorded",), keeper=TECHNICAL, cite=T13("4.3.3")),
)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (
    Category("service", cite=T13("2.1")),
    Category("product", cite=T13("2.1")),
    Category("adverse_reaction", parent="product", cite=T13("2.1.2")),
)

# --- FACTS ------------------------------------------------------------------------------------------------------------
FACTS = (
    Fact("details", "text", personal=True, for_the_record=True, cite=T13("4.1.1")),
    Fact("medicine", "text", required=True, when=category.within("product"), for_the_record=True,
         cite=T13("2.1.2", mark="default")),
    *asked("text", T13("4.1.1"), "solution", "decision"),
    Fact("reported_to", "choice", choices=(REGIONAL, DIRECTOR), required=False, cite=T13("4.1.1")),
    *asked("yes_no", T13("4.3.2"), "professional"),
    *asked("text", T13("4.3.2"), "normal_range", "question"),
    *asked("text", T13("4.3.3"), "technical_reply", "reply_entry"),
    Fact("caused_by", "choice", choices=("our_error", "misunderstanding"), required=False, cite=T13("2.2")),
    # [reading] Whose error it was is whose complaint it is: 4.5 counts complaints against one person.
    Fact("employee", "person", required=False, when=~is_yes("nobody_concerned"), cite=T13("4.5", mark="reading")),
    *asked("yes_no", T13("4.5", mark="default"), "nobody_concerned"),
    Fact("complaints_received", "whole", required=False, min_value=0, case_kind=MONTHLY, cite=T13("3.4")),
    *asked("text", T13("3.4"), "summary", "improvements", case_kind=MONTHLY),
    Fact("circumstances", "choice", choices=("none", *CIRCUMSTANCES), required=False, case_kind=MONTHLY,
         cite=T13("4.5.4", mark="param")),
)  # fmt: skip

# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("technical_file", copies=(TECHNICAL,), contents=("details", "question"), cite=T13("4.3.3")),
    Form("improvement_summary", copies=(DIRECTOR,), contents=("complaints_received", "summary", "improvements"),
         cite=T13("3.4")),
)  # fmt: skip

# --- STAGES: whose turn it is -----------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner=SALES),
    Stage("registered", owner=SALES),
    Stage("deciding", owner=REGIONAL),
    Stage("to_answer", owner=SALES),
    Stage("with_technical", owner=TECHNICAL),
    Stage("answered", owner=REGIONAL),
    Stage("closed", "closed"),
    Stage("month_open", owner=REGIONAL, case_kind=MONTHLY),
    Stage("month_done", "closed", case_kind=MONTHLY),
    Stage("year_open", owner=REGIONAL, case_kind=YEARLY),
    Stage("year_done", "closed", case_kind=YEARLY),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("answer", means=_MEANS, cite=T13("4.1.1", mark="default")),
    Message("range_explained", means=_MEANS, contents=("normal_range",), cite=T13("4.3.2")),
    Message("technical_answer", means=_MEANS, contents=("technical_reply",), cite=T13("4.3.3")),
)

# --- CONDUCTS: the rules of behaviour that T13 had are lost -----------------------------------------------------------
CONDUCTS: tuple[Conduct, ...] = ()

# --- LINKS: T13 ties no complaint to another --------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T13 has none ------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; all whom details and file reach ------------------------------------------------------
ACCESS = Access(sees=(SALES, SUPPORT, REGIONAL, TECHNICAL, DIRECTOR), cite=T13("4.1.1", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
REPORTS = (
    Report("improvement_summary", owed_by=MONTHLY, by="category", cite=T13("3.4"),
           figures=(Figure("complaints_received"),)),
)  # fmt: skip
