"""Who, what and where: roles, kinds, channels, registers, categories, facts, forms, stages, messages, conduct."""

from __future__ import annotations

from complaintkit.policies.law_firm.figures import Figures
from complaintkit.policies.law_firm.parts import (
    DESK,
    DIRECTOR,
    FRONT,
    HANDLER,
    MEMBER,
    OFFICER,
    OPEN,
    PARTNER,
    RECORDER,
    STAFF,
    T8,
    WEIGHTS,
)
from complaintkit.policies.parts import asked, is_yes
from complaintkit.rules import (
    Access,
    Body,
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
from complaintkit.rules.conditions import fact

# --- ROLES ------------------------------------------------------------------------------------------------------------
# Handling (2) names those who stand in for the partner in charge; [reading] the director first, then another partner.
# [default] Where every partner is away or complained about, a member of the firm meeting who is no partner handles.
_SECOND = T8("handling (1)", mark="default")
ROLES = (
    Role(FRONT, last_resort=OFFICER, cite=T8("intake (1)")),
    Role(DESK, last_resort=OFFICER, cite=T8("intake (2)")),
    Role(OFFICER, last_resort=DIRECTOR, cite=T8("intake (3)")),
    Role(HANDLER, deputies=(DIRECTOR, PARTNER), last_resort=MEMBER, cite=T8("handling (2)")),
    Role(DIRECTOR, last_resort=PARTNER, cite=_SECOND),
    Role(PARTNER, last_resort=MEMBER, cite=_SECOND),
    Role(MEMBER, cite=T8("handling (2)", mark="reading")),
    Role(RECORDER, last_resort=DESK, cite=T8("handling (1)", mark="reading")),
)


def bodies(figures: Figures) -> tuple[Body, ...]:
    """The two meetings that decide major matters; whoever is complained about neither votes nor counts."""
    members = {"firm_meeting": (PARTNER, DIRECTOR, MEMBER), "partners_meeting": (PARTNER,)}
    return tuple(
        Body(id, roles, quorum=figures.quorum, majority=figures.majority, majority_of=figures.majority_of,
             cite=(T8("handling (2)"), T8("handling (2)", mark="default")))
        for id, roles in members.items()
    )  # fmt: skip


# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (Kind("complaint", initial="at_front_desk", by=(FRONT, DESK, OFFICER), cite=T8("intake (1)")),)

# --- CHANNELS ---------------------------------------------------------------------------------------------------------
CHANNELS = (
    *(Channel(id, by=(FRONT,), cite=T8("intake (1)")) for id in ("telephone", "visit")),
    Channel("written", initial="at_administration", by=(DESK,), cite=T8("intake (2)")),
    *(
        Channel(id, initial="with_officer", by=(OFFICER,), cite=T8("intake (3)"))
        for id in ("judicial_administration", "bar_association")
    ),
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("ledger", enters=("x_registered",), keeper=DESK, cite=T8("intake (4)1")),)

# --- CATEGORIES: complaints and feedback go the same way --------------------------------------------------------------
CATEGORIES = tuple(Category(id, cite=T8("intake")) for id in ("client_complaint", "feedback"))

# --- FACTS ------------------------------------------------------------------------------------------------------------
FACTS = (
    Fact("content", "text", personal=True, for_the_record=True, cite=T8("intake (4)1")),
    Fact("originals", "text", required=False, when=~is_yes("no_papers"), cite=T8("intake (4)2")),
    *asked("yes_no", T8("intake (4)2", mark="default"), "no_papers"),
    *asked("text", T8("handling (2)"), "officer_opinion"),
    *asked("text", T8("handling (2)", mark="reading"), "business_field"),
    Fact("weight", "choice", choices=WEIGHTS, required=False, cite=(T8("handling (4)"))),
    *asked("text", T8("handling (3)"), "established"),
    Fact(
        "papers_are", "choice", choices=("genuine", "doubtful", "none_given"), required=False, cite=T8("handling (3)")
    ),
    *asked("text", T8("handling (5)"), "arrangements"),
    *asked("text", T8("handling (4)"), "handling_plan"),
    *asked("yes_no", T8("handling (4)"), "inform_regulator"),
    *asked("text", T8("handling (6)"), "opinion", "carried_out_how"),
    *asked("text", T8("handling (7)3"), "promise_text"),
    *asked("text", T8("handling (7)5", mark="default"), "unwritten_because"),
    Fact("asked_whom", "choice", choices=("complainant", "respondent"), required=False, cite=T8("after (2)")),
    *asked("yes_no", T8("after (2)"), "satisfied_with_it"),
    *asked("yes_no", T8("after (2)", mark="default"), "complainant_unreachable", "no_respondent"),
    *asked("text", T8("after (3)"), "follow_up"),
    *asked("yes_no", T8("after (3)", mark="default"), "taken_up_anew"),
    *asked("text", T8("after (4)"), "circumstances"),
)

# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("registration_form", copies=(DESK, HANDLER), contents=("content",), cite=T8("intake (4)1")),
    Form("regulator_notice", copies=("regulator", "file"), contents=("handling_plan",), cite=T8("handling (4)")),
    Form("case_file", copies=("file",), contents=("opinion",), cite=T8("after (1)")),
)

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("at_front_desk", owner=FRONT),
    Stage("at_administration", owner=DESK),
    Stage("with_officer", owner=OFFICER),
    Stage("with_partner", owner=HANDLER),
    Stage("before_meeting", owner=RECORDER),
    Stage("plan_decided", owner=HANDLER),
    Stage("opinion_signed", owner=OFFICER),
    Stage("carried_out", owner=OFFICER),
    Stage("dissatisfied", owner=HANDLER),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("letter", "email", "telephone", "in_person")
MESSAGES = (
    Message("arrangements_told", means=_MEANS, contents=("arrangements",), cite=T8("handling (5)")),
    # [default] What is not written has its reason on record.
    Message("opinion_told", means=_MEANS, written_when=~fact("unwritten_because").known, contents=("opinion",),
            cite=T8("handling (7)5", mark="default")),
)  # fmt: skip

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("no_dispute", T8("handling (7)1"), stages=OPEN),
    Conduct("check_details", T8("handling (7)2"), moves=("investigate",)),
    Conduct("calm_and_no_promise", T8("handling (7)3"), stages=OPEN),
    Conduct("tell_nobody_else", T8("handling (7)4"), stages=OPEN),
)

# --- LINKS: T8 ties no complaint to another ---------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: the files are made up by year -------------------------------------------------------------------------
NUMBERING = (Numbering("archived", "{yyyy}-{serial:04d}", period="year", cite=T8("after (1)")),)

# --- ACCESS -----------------------------------------------------------------------------------------------------------
# [reading] Whom a case does not concern is shown nothing of it; the officer has all of them.
ACCESS = Access(
    sees=(*STAFF, DIRECTOR, PARTNER, MEMBER, RECORDER), concerned_only=True, oversees=(OFFICER,),
    cite=T8("handling (7)4", mark="reading"),
)  # fmt: skip
