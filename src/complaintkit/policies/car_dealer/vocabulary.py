"""Who, what and where: roles, kinds, channels, registers, categories, facts, forms, stages, messages, conduct."""

from __future__ import annotations

from complaintkit.policies.car_dealer.figures import SIGNS, Figures
from complaintkit.policies.car_dealer.parts import ADVISER, GENERAL, HANDLERS, MANAGER, OPEN, SPECIALIST, T3
from complaintkit.policies.parts import asked, is_yes
from complaintkit.rules import (
    Access,
    Category,
    Channel,
    Conduct,
    Fact,
    Form,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Numbering,
    Register,
    Role,
    Stage,
)
from complaintkit.values import Money

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] Nobody stands in by T3: the rank above acts where nobody who holds the role is left.
ROLES = (
    Role(ADVISER, last_resort=MANAGER, cite=T3("duties")),
    Role(SPECIALIST, last_resort=MANAGER, cite=T3("duties")),
    Role(MANAGER, last_resort=GENERAL, cite=T3("duties")),
    *(Role(manager, last_resort=GENERAL, cite=T3("duties")) for _, manager in HANDLERS.values()),
    Role("measures_supervisor", last_resort=GENERAL, cite=T3("duties")),
    Role(GENERAL, cite=T3("duties")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (Kind("complaint", initial="received", by=(ADVISER, MANAGER), cite=T3("ordinary 1")),)

# --- CHANNELS: T3 has no list of them; [default] those a dealer has ---------------------------------------------------
CHANNELS = tuple(
    Channel(id, cite=T3("ordinary 1", mark="default")) for id in ("visit", "telephone", "letter", "online")
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("complaint_record", enters=("x_recorded",), keeper=MANAGER, cite=T3("principle 4")),)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = tuple(
    Category(id, cite=T3(f"scope {n}"))
    for n, id in enumerate(("product_quality", "contract", "repair", "service_quality", "proposal"), 1)
)


# --- FACTS ------------------------------------------------------------------------------------------------------------
def facts(figures: Figures) -> tuple[Fact, ...]:
    """Every fact; amounts of money are in the policy's currency and not below zero."""
    none, currency = Money.of(0, figures.currency), figures.currency
    return (
        Fact("content", "text", personal=True, for_the_record=True, cite=T3("ordinary 1")),
        # A car that was not delivered yet, or was never bought, has no plate; who will not give a name has none here.
        Fact("plate_number", "text", required=False, personal=True, when=~is_yes("no_plate"), cite=T3("ordinary 1")),
        *asked("yes_no", T3("ordinary 1", mark="default"), "no_plate", "name_withheld"),
        *asked("text", T3("ordinary 2"), "first_findings"),
        *asked("yes_no", T3("ordinary 2"), "grounds_sufficient", "demand_reasonable"),
        Fact("department", "choice", choices=tuple(HANDLERS), required=False, cite=T3("ordinary 2")),
        Fact("estimated_loss", "money", required=False, currency=currency, min_value=none,
             cite=T3("major 1", mark="param")),
        Fact("sign", "choice", choices=("none", *SIGNS), required=False, cite=T3("major 1", mark="param")),
        *asked("text", T3("ordinary 3"), "cause"),
        *asked("unit", T3("principle 3"), "responsible_department"),
        Fact("responsible_person", "person", required=False, when=~is_yes("nobody_responsible"), cite=T3("ordinary 3")),
        *asked("yes_no", T3("ordinary 3", mark="default"), "nobody_responsible"),
        *asked("text", T3("ordinary 3"), "solution"),
        *asked("text", T3("ordinary 4"), "rejected_because", "reaction"),
        *asked("yes_no", T3("ordinary 5"), "customer_satisfied"),
        *asked("text", T3("ordinary 5", mark="default"), "sent_back_because"),
        *asked("text", T3("major 2"), "meeting_held_with", "meeting_result"),
        *asked("text", T3("major 3"), "business_notes", "relations_notes"),
        *asked("yes_no", T3("major 3"), "agreement_reached"),
        *asked("text", T3("ordinary 7"), "evaluation"),
        *asked("yes_no", T3("ordinary 7", mark="default"), "improvement_needed"),
        *asked("text", T3("duties"), "preventive_measures", "relations_part", "measures_rejected_because",
               "carried_out", "supervision_findings", "check_result"),
        *asked("person", T3("duties"), "supervisor_named"),
        *asked("person", T3("principle 3"), "late_handler"),
        *asked("text", T3("principle 3"), "delay_cause"),
        Fact("days_late", "whole", required=False, min_value=1, cite=T3("penalty 2")),
        Fact("complaint_loss", "money", required=False, currency=currency, min_value=none, cite=T3("penalty 1")),
        *asked("person", T3("penalty 1"), "department_head"),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
# [default] T3 has a form for ordinary complaints only; what a major one is passed on by has a copy for each of the two.
FORMS = (
    Form("handling_form", copies=(*HANDLERS, MANAGER), cite=T3("ordinary 2"),
         contents=("content", "grounds_sufficient", "demand_reasonable", "department")),
    Form("major_notice", copies=("responsible_manager", GENERAL), contents=("content", "department"),
         cite=T3("major 2", mark="default")),
)  # fmt: skip

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner=MANAGER),
    *(Stage(stage, owner=manager) for stage, manager in HANDLERS.values()),
    Stage("emergency", owner=MANAGER),
    Stage("deciding", owner=GENERAL),
    Stage("approved", owner=SPECIALIST),
    Stage("negotiating", owner=MANAGER),
    Stage("told", owner=SPECIALIST),
    Stage("improving", owner=MANAGER),
    Stage("evaluated", owner=MANAGER),
    Stage("closed", "closed"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
MESSAGES = (
    Message("solution_told", means=("spoken", "telephone", "letter", "email"), contents=("solution",),
            cite=T3("ordinary 4")),
)  # fmt: skip

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("listen_calmly", T3("ordinary 1"), of=(ADVISER, MANAGER), stages=("received",)),
    Conduct("follow_up", T3("duties"), of=(MANAGER,), stages=OPEN),
    Conduct("help_handler", T3("duties"), of=(MANAGER,), moves=("establish_cause", "propose")),
    Conduct("join_forces", T3("principle 2"), stages=OPEN),
)

# --- LINKS: T3 ties no complaint to another ---------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T3 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; those who receive, handle and decide -------------------------------------------------
ACCESS = Access(
    sees=(ADVISER, SPECIALIST, MANAGER, *(manager for _, manager in HANDLERS.values()), GENERAL),
    cite=T3("duties", mark="default"),
)
