"""Who, what and where: roles, kinds, registers, categories, facts, forms, stages, messages, conduct, ties, access."""

from __future__ import annotations

from complaintkit.policies.property_management.parts import (
    COLLECTIVE,
    EVENTS,
    FAULTS,
    HANDLING,
    ORDINARY,
    RECEIVER,
    T7,
    WORKING,
    WRITTEN,
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

# --- ROLES ------------------------------------------------------------------------------------------------------------
# Nobody stands in by T7. [default] The rank above acts when nobody who holds the role is left.
ROLES = (
    Role("receiver", last_resort="department_manager", cite=T7("R(1)")),
    Role("functional_department", last_resort="department_manager", cite=T7("S(4)")),
    Role("department_manager", last_resort="centre_leaders", cite=T7("R(6)")),
    Role("centre_leaders", cite=T7("R(6)")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (
    Kind("complaint", initial="received", by=("receiver",), cite=T7("R(1)")),
    Kind("monthly_summary", initial="to_summarise", every="month", opens="end", cite=T7("S(8)")),
)

# --- CHANNELS ---------------------------------------------------------------------------------------------------------
# What is said is heard and asked about first; the two are confirmed when it is taken down. [default] T7 has no list of
# channels beside the written one.
CHANNELS = (
    Channel("visit", confirms=("heard", "asked"), cite=T7("R(1)")),
    Channel("telephone", confirms=("heard", "asked"), cite=T7("R(1)", mark="default")),
    Channel("written", cite=T7("S(7)")),
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("complaint_record", enters=("x_recorded",), keeper="receiver", cite=T7("S(4)")),)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (
    Category("ordinary", cite=T7("S(4)")),
    *(Category(id, parent="ordinary", cite=T7("S(5)")) for id in ORDINARY),
    Category("major", cite=T7("S(6)")),
    Category("major_event", parent="major", cite=T7("S(6)")),
    *(Category(id, parent="major_event", cite=T7("S(6)")) for id in EVENTS),
    Category("major_fault", parent="major", cite=T7("S(6)")),
    *(Category(id, parent="major_fault", cite=T7("S(6)")) for id in FAULTS),
)

# --- FACTS ------------------------------------------------------------------------------------------------------------
FACTS = (
    Fact("households", "unit", many=True, cite=T7("S(6)")),
    Fact("matter", "text", personal=True, for_the_record=True, cite=T7("R(2)")),
    Fact("department", "unit", required=False, cite=T7("S(4)")),
    Fact("cause", "text", required=False, cite=T7("S(6)")),
    Fact("unsolvable_because", "text", required=False, cite=T7("R(3)")),
    Fact("next_reply_at", "instant", required=False, cite=T7("R(3)")),
    Fact("course", "text", required=False, cite=T7("R(4)")),
    Fact("result", "text", required=False, cite=T7("R(4)")),
    Fact("customer_confirms", "yes_no", required=False, cite=T7("R(5)")),
    Fact("visit_findings", "text", required=False, cite=T7("S(8)")),
    Fact("complaints_received", "whole", min_value=0, required=False, case_kind="monthly_summary", cite=T7("S(8)")),
    Fact("counts", "table", required=False, case_kind="monthly_summary", cite=T7("S(8)"), columns=(
        Fact("kind_of_complaint", "choice", choices=(*ORDINARY, *EVENTS, *FAULTS)),
        Fact("number_of_complaints", "whole", min_value=1),
    )),
    Fact("chosen_for_visit", "text", many=True, required=False, case_kind="monthly_summary", cite=T7("S(8)")),
)  # fmt: skip

# --- FORMS ------------------------------------------------------------------------------------------------------------
# R(6) and S(6) name whom a major complaint is reported to. [default] By a paper with a copy for each of the two.
FORMS = (
    Form("major_report", copies=("department_manager", "centre_leaders"), contents=("matter",), cite=T7("R(6)")),
    Form("handling_form", copies=("file",), contents=("matter", "course", "result"), cite=T7("R(5)")),
    Form("monthly_table", copies=("file",), contents=("complaints_received", "counts"), cite=T7("S(8)")),
)

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner="receiver"),
    Stage("with_department", owner="functional_department"),
    Stage("major_in_hand", owner="department_manager", needs_promise="next_reply_time"),
    Stage("unsolved", owner="functional_department", needs_promise="next_reply_time"),
    Stage("replied", owner="receiver"),
    Stage("joined", "closed"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("to_summarise", owner="receiver", case_kind="monthly_summary"),
    Stage("summarised", owner="receiver", case_kind="monthly_summary"),
    Stage("visits_chosen", "closed", case_kind="monthly_summary"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("first_word", means=MEANS, cite=T7("S(4)")),
    Message("cause_explained", means=MEANS, cite=T7("S(6)")),
    Message("not_solvable", means=MEANS, cite=T7("R(3)")),
    Message("reply", means=MEANS, written_when=WRITTEN, cite=T7("S(7)")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("heard", T7("R(1)"), of=RECEIVER, stages=("received",)),
    Conduct("no_hasty_position", T7("R(1)"), of=RECEIVER, stages=("received",)),
    Conduct("asked", T7("R(2)"), of=RECEIVER, stages=("received",)),
    Conduct("no_rebuttal", T7("R(2)"), of=RECEIVER, stages=("received",)),
    Conduct("followed", T7("R(3)"), stages=("with_department", "major_in_hand", "unsolved")),
    Conduct("tactful", T7("R(3)"), moves=("put_off", "contest")),
)

# --- LINKS ------------------------------------------------------------------------------------------------------------
# S(8): chosen from the month's summary are complaints of that very month, [default] of those that were replied to.
LINKS = (
    LinkRule("return_visit", after=("replied",), shares_redress=False, fact="chosen_for_visit", of_period=True,
             records=("x_to_visit",), cite=T7("S(8)")),
)  # fmt: skip

# --- JOINS ------------------------------------------------------------------------------------------------------------
# S(6): "three customers or more". [reading] Those who join the same matter are counted with the first; the third turns
# it into a collective complaint at once. What is major already keeps its own kind.
JOINS = (
    JoinRule("same_matter", target="joined", by=HANDLING, sources=WORKING, counts="households", reached_at=COLLECTIVE,
             becomes="collective", keeps=("major",), records=("classified", "x_collective"),
             cite=T7("S(6)", mark="reading")),
)  # fmt: skip

# --- NUMBERING: T7 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS -----------------------------------------------------------------------------------------------------------
# [default] Names, contacts and the matter are seen by all who handle it or are told of it.
ACCESS = Access(sees=(*HANDLING, "centre_leaders"), cite=T7("S(4)", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
REPORTS = (
    Report("monthly_table", owed_by="monthly_summary", by="category", cite=T7("S(8)"),
           figures=(Figure("complaints_received"), Figure("counts", "lines"))),
)  # fmt: skip
