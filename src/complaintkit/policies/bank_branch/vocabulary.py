"""Who, what and where: roles, kinds, registers, facts, forms, stages, messages, conduct, access."""

from __future__ import annotations

from complaintkit.policies.bank_branch.parts import BOOK, LETTER, MANAGER, OTHER, PHONE, SPOKEN, T1
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
from complaintkit.rules.facts import FactType
from complaintkit.values import Citation, Money

# --- ROLES ------------------------------------------------------------------------------------------------------------
# Nobody stands in by T1. [default] The rank above acts when nobody who holds the role is left.
ROLES = (
    Role("first_receiver", everyone=True, cite=T1("art. 6")),
    Role("complaint_manager", last_resort="outlet_head", cite=T1("art. 6")),
    Role("outlet_head", last_resort="head_office", cite=T1("art. 6")),
    Role("responsible_party", cite=T1("art. 7(5)")),
    Role("head_office", cite=T1("art. 8(4)")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
# Art. 9*: the book is read daily. [default] "Daily" is each working day of the calendar.
# Art. 3 para. 2: the book lies open in the hall. [default] A monthly check shows it.
# Art. 5* [reading]: statistics, analysis, report upward. [default] Once a month, about the month before.
KINDS = (
    Kind("complaint", initial="received", by=("first_receiver",), cite=T1("art. 5*")),
    Kind("opinion_book", initial="unread", every="working_day", per="unit", unit_kind="outlet", cite=T1("art. 9*")),
    Kind("book_display", initial="to_check", every="month", per="unit", unit_kind="outlet", cite=T1("art. 3 para. 2")),
    Kind("statistics", initial="due", every="month", opens="end", per="unit", unit_kind="outlet",
         cite=T1("art. 5*", mark="reading")),
)  # fmt: skip

# --- CHANNELS ---------------------------------------------------------------------------------------------------------
# Any employee takes what is said or phoned. The letter goes straight to the complaint manager; so does an entry in the
# book [reading: it is the manager who reads it].
CHANNELS = (
    Channel(SPOKEN, confirms=("restate_spoken",), cite=T1("art. 3")),
    Channel(BOOK, initial="with_manager", by=("complaint_manager",), cite=T1("art. 9*")),
    Channel(LETTER, initial="with_manager", by=("complaint_manager",), cite=T1("art. 10*(1)")),
    Channel(PHONE, confirms=("restate_call",), cite=T1("art. 3")),
    Channel(OTHER, cite=T1("art. 3")),
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (
    Register("opinion_book", channels=(BOOK,), cite=T1("art. 3 para. 2")),
    Register("opinion_register", enters=("x_registered", "x_progress"), keeper="complaint_manager",
             cite=T1("art. 3 para. 2")),
)  # fmt: skip

# --- CATEGORIES: T1 sorts complaints by channel only ------------------------------------------------------------------
CATEGORIES: tuple[Category, ...] = ()

# --- FACTS ------------------------------------------------------------------------------------------------------------
ON_FILING = (
    Fact("unit_kind", "choice", choices=("branch", "outlet", "direct_sub_branch"), for_the_record=True,
         cite=T1("art. 2")),
    Fact("content", "text", personal=True, for_the_record=True, cite=T1("art. 3")),
    Fact("book_entry", "text", channels=(BOOK,), for_the_record=True, cite=T1("art. 3 para. 2")),
    Fact("contact_left", "yes_no", channels=(BOOK,), cite=T1("art. 9*")),
    Fact("other_channel", "text", channels=(OTHER,), for_the_record=True, cite=T1("art. 3")),
)  # fmt: skip
# What moves ask or offer: fact, type, clause.
ON_THE_WAY: tuple[tuple[str, FactType, Citation], ...] = (
    ("within_post_authority", "yes_no", T1("art. 6")),
    ("answerable_at_first", "yes_no", T1("art. 8(1)")),
    ("answerable_on_spot", "yes_no", T1("art. 7(2)")),
    ("within_outlet_authority", "yes_no", T1("art. 8(4)")),
    ("agreed_reply_at", "instant", T1("art. 8(3)")),
    ("cause", "text", T1("art. 7(2)")),
    ("investigation", "text", T1("art. 7(4)")),
    ("verified", "yes_no", T1("art. 7(4)")),
    ("bank_responsible", "yes_no", T1("art. 7(5)")),
    ("responsible", "person", T1("art. 7(5)")),
    ("solution", "text", T1("art. 8(2)")),
    ("instructions", "text", T1("art. 8(3)")),
    ("explanation", "text", T1("art. 7(5)")),
    ("correction", "text", T1("art. 7(5)")),
    ("rectification", "text", T1("art. 7(5)")),
    ("handling", "text", T1("art. 8(3)")),
    ("book_reply", "text", T1("art. 9*")),
    ("copy_filed_at", "text", T1("art. 10*(3)")),
    ("cooperation", "text", T1("art. 10*(4)")),
    ("progress", "text", T1("art. 10*(4)")),
)
STATISTICS: tuple[tuple[str, FactType, int | None], ...] = (
    ("complaints_received", "whole", 0), ("analysis", "text", None), ("reported_to", "text", None)
)  # fmt: skip
STANDING = (
    Fact("entries_found", "whole", required=False, min_value=0, case_kind="opinion_book", cite=T1("art. 9*")),
    Fact("on_display", "yes_no", required=False, case_kind="book_display", cite=T1("art. 3 para. 2")),
    Fact("display_place", "text", required=False, case_kind="book_display", cite=T1("art. 3 para. 2")),
    *(
        Fact(id, type, required=False, min_value=least, case_kind="statistics", cite=T1("art. 5*", mark="reading"))
        for id, type, least in STATISTICS
    ),
)  # fmt: skip


def facts(currency: str) -> tuple[Fact, ...]:
    """Every fact; the redress is in the policy's currency and not below zero."""
    redress = Fact("redress", "money", required=False, currency=currency, min_value=Money.of(0, currency),
                   cite=T1("art. 6", mark="default"))  # fmt: skip
    on_the_way = (found for id, type, cite in ON_THE_WAY for found in asked(type, cite, id))
    return (*ON_FILING, *on_the_way, redress, *STANDING)


# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("original_letter", copies=("head_office",), cite=T1("art. 10*(3)")),
    Form("letter_copy", copies=("outlet_file",), contents=("copy_filed_at",), cite=T1("art. 10*(3)")),
)

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner="first_receiver"),
    Stage("with_manager", owner="complaint_manager"),
    Stage("at_head_office", owner="head_office"),
    Stage("replied", owner="complaint_manager"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("unread", owner="complaint_manager", case_kind="opinion_book"),
    Stage("read", "closed", case_kind="opinion_book"),
    Stage("to_check", owner="complaint_manager", case_kind="book_display"),
    Stage("checked", "closed", case_kind="book_display"),
    Stage("due", owner="complaint_manager", case_kind="statistics"),
    Stage("reported", "closed", case_kind="statistics"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
MESSAGES = (
    Message("reply", contents=("solution",), cite=T1("art. 7(2)")),
    Message("apology_message", cite=T1("art. 7(5)")),
    Message("explanation_message", contents=("explanation",), cite=T1("art. 7(5)")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("accept_complaint", T1("art. 5*"), stages=("received",)),
    Conduct("earnest", T1("art. 7(1)")),
    Conduct("no_passing_on", T1("art. 7(1)"), moves=("transfer", "take_over", "refer")),
    Conduct("no_roughness", T1("art. 7(1)")),
    Conduct("facts_first", T1("art. 7(1)"), moves=("resolve", "settle", "answer_on_spot")),
    Conduct("no_evasion", T1("art. 7(2)"), moves=("analyse_cause",)),
    Conduct("restate_spoken", T1("art. 8(1)"), stages=("received",)),
    Conduct("restate_call", T1("art. 11* 1"), stages=("received",)),
    Conduct("quiet_place", T1("art. 8(2)"), of=MANAGER, moves=("propose",)),
    Conduct("calm_customer", T1("art. 8(3)"), of=MANAGER, moves=("agree_reply_time",)),
    Conduct("explain_patiently", T1("art. 7(5)"), moves=("explain_outcome",)),
)

# --- LINKS: T1 ties no complaint to another ---------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T1 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS -----------------------------------------------------------------------------------------------------------
# [default] Names, contacts and contents are seen by those who handle and sign.
ACCESS = Access(sees=("complaint_manager", "outlet_head", "head_office"), cite=T1("art. 6", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
# [default] Told by channel, which is all that T1 sorts complaints by.
REPORTS = (
    Report("statistics", owed_by="statistics", by="channel", cite=T1("art. 5*", mark="reading"),
           figures=(Figure("complaints_received"),)),
)  # fmt: skip
