"""Who, what and where: roles, kinds, channels, the register, categories, facts, forms, stages, messages, conduct."""

from __future__ import annotations

from complaintkit.policies.hospital.figures import Figures
from complaintkit.policies.hospital.parts import GROUNDS, HANDLERS, LAST, PLACES, T9, WITH, WORKING
from complaintkit.policies.parts import asked, is_yes
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
from complaintkit.rules.conditions import channel

# --- ROLES ------------------------------------------------------------------------------------------------------------
# Rule 1: somebody receives at every hour. [reading] Where nobody of a place is there, the officer on duty is.
ROLES = (
    Role("first_receiver", everyone=True, cite=T9("3")),
    Role("window_staff", last_resort="duty_officer", cite=T9("2")),
    Role("service_desk", last_resort="duty_officer", cite=T9("2")),
    Role("nurse_station", last_resort="duty_officer", cite=T9("2")),
    Role("duty_officer", last_resort="general_office", cite=T9("1")),
    Role("general_office", cite=T9("1")),
    Role("medical_affairs", last_resort="general_office", cite=T9("4")),
    Role("nursing_department", last_resort="general_office", cite=T9("1")),
    Role("finance", last_resort="general_office", cite=T9("4")),
    Role("department", last_resort="general_office", cite=T9("8(1)")),
    Role("functional_department", last_resort="general_office", cite=T9("9")),
)


# --- KINDS ------------------------------------------------------------------------------------------------------------
def kinds(figures: Figures) -> tuple[Kind, ...]:
    """Complaints from outside and from inside, reports of what endangers care, and what the hospital owes regularly."""
    everybody = ("first_receiver",)
    return (
        Kind("complaint", initial="received", by=everybody, cite=T9("preamble")),
        Kind("internal_complaint", initial="internal_received", by=everybody, cite=T9("9")),
        Kind("safety_report", initial="safety_reported", by=everybody, cite=T9("9")),
        Kind("reception_check", initial="to_check", every="month", cite=T9("1")),
        Kind("analysis", initial="to_analyse", every=figures.analysis_every, opens="end",
             cite=T9("8(1)", mark="param")),
        Kind("analysis_meeting", initial="to_meet", every=figures.meeting_every, opens="end",
             cite=T9("8(2)", mark="param")),
    )  # fmt: skip


# --- CHANNELS ---------------------------------------------------------------------------------------------------------
CHANNELS = tuple(Channel(id, cite=T9("preamble")) for id in ("letter", "call", "visit"))

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("complaint_register", enters=("x_registered",), keeper="general_office", cite=T9("4")),)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (
    *(Category(id, cite=T9("preamble")) for id in ("medical", "nursing", "environment", "facilities")),
    Category("charges", cite=T9("4")),
    Category("conduct", cite=T9("4")),
    Category("refusal_to_receive", parent="conduct", cite=T9("3")),
)


# --- FACTS ------------------------------------------------------------------------------------------------------------
AT_FILING = (
    Fact("complainant_is", "choice", choices=("patient", "family", "other_person"), for_the_record=True,
         cite=T9("preamble")),
    Fact("matter", "text", personal=True, for_the_record=True, cite=T9("preamble")),
    Fact("place", "choice", choices=(*PLACES, "elsewhere"), when=channel == "visit", cite=T9("2")),
    Fact("refused_by", "person", categories=("refusal_to_receive",), cite=T9("3")),
    Fact("internal_matter", "text", personal=True, for_the_record=True, case_kind="internal_complaint", cite=T9("9")),
    Fact("problem_with", "choice", choices=("drugs", "devices", "water", "power", "gas"), for_the_record=True,
         case_kind="safety_report", cite=T9("9")),
    Fact("problem", "text", for_the_record=True, case_kind="safety_report", cite=T9("9")),
)  # fmt: skip


def facts() -> tuple[Fact, ...]:
    """What is given with a case, and what moves ask for on the way."""
    return (
        *AT_FILING,
        *asked("yes_no", T9("4"), "solvable_here"),
        *asked("yes_no", T9("6", mark="default"), "complex"),
        *asked("text", T9("6"), "established", "outcome"),
        Fact("finding", "choice", choices=("justified", "unjustified"), required=False, cite=T9("5")),
        *asked("text", T9("5"), "explanation"),
        Fact("ground", "choice", choices=tuple(GROUNDS), required=False, cite=T9("7")),
        *asked("text", T9("7"), "applicable_rules"),
        *asked("text", LAST, "extreme_act", "measures"),
        *asked("text", T9("8(1)"), "to_rectify", "rectification"),
        *asked("yes_no", T9("9"), "safety_problem"),
        Fact("safety_details", "text", required=False, when=is_yes("safety_problem"), cite=T9("9")),
        *asked("text", T9("10"), "treatment_course", "evidence", "evaluation"),
        Fact("other_papers", "text", required=False, when=~is_yes("no_other_papers"), cite=T9("10", mark="reading")),
        *asked("yes_no", T9("10", mark="reading"), "no_other_papers"),
        *asked("text", T9("9"), "internal_answer", case_kind="internal_complaint"),
        *asked("text", T9("9"), "safety_answer", case_kind="safety_report"),
        *asked("yes_no", T9("1"), "points_staffed", "around_the_clock", case_kind="reception_check"),
        *asked("text", T9("last line"), "published_number", case_kind="reception_check"),
        *asked("text", T9("1"), "lapse", case_kind="reception_check"),
        Fact("complaints_received", "whole", required=False, min_value=0, case_kind="analysis", cite=T9("8(1)")),
        *asked("text", T9("8(1)"), "by_kind", "weak_points", "proposals", "departments_urged", "departments_rectified",
               case_kind="analysis"),
        *asked("text", T9("8(2)"), "causes", "improvement_plan", "plan_followed_up", case_kind="analysis_meeting"),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("police_report", copies=("police",), contents=("extreme_act", "measures"), cite=LAST),
    Form("health_authority_report", copies=("health_authority",), contents=("extreme_act", "measures"), cite=LAST),
    Form("safety_notice", copies=("functional_department", "general_office"), contents=("safety_details",),
         cite=T9("9")),
    Form("complaint_file", copies=("archive",), cite=T9("10"),
         contents=("complainant_is", "treatment_course", "matter", "evidence", "established", "outcome", "evaluation")),
    Form("explained_file", copies=("archive",), cite=T9("10", mark="reading"),
         contents=("complainant_is", "treatment_course", "matter", "evidence", "ground", "applicable_rules",
                   "evaluation")),
    Form("analysis_report", copies=("general_office",), cite=T9("8(1)"),
         contents=("complaints_received", "by_kind", "weak_points", "proposals")),
)  # fmt: skip

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner="first_receiver"),
    Stage("at_reception", owner="first_receiver"),
    Stage("with_medical_affairs", owner="medical_affairs"),
    Stage("with_finance", owner="finance"),
    Stage("with_general_office", owner="general_office"),
    Stage("with_nursing", owner="nursing_department"),
    Stage("replied", owner="general_office"),
    Stage("informed", "closed"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("internal_received", owner="general_office", case_kind="internal_complaint"),
    Stage("internal_in_hand", owner="general_office", case_kind="internal_complaint"),
    Stage("internal_answered", "closed", case_kind="internal_complaint"),
    Stage("safety_reported", owner="functional_department", case_kind="safety_report"),
    Stage("safety_in_hand", owner="functional_department", case_kind="safety_report"),
    Stage("safety_settled", "closed", case_kind="safety_report"),
    Stage("to_check", owner="general_office", case_kind="reception_check"),
    Stage("checked", "closed", case_kind="reception_check"),
    Stage("to_analyse", owner="general_office", case_kind="analysis"),
    Stage("to_urge", owner="general_office", case_kind="analysis"),
    Stage("urged", owner="department", case_kind="analysis"),
    Stage("rectified_all", "closed", case_kind="analysis"),
    Stage("to_meet", owner="general_office", case_kind="analysis_meeting"),
    Stage("met", owner="general_office", case_kind="analysis_meeting"),
    Stage("plan_done", "closed", case_kind="analysis_meeting"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("answer_told", means=_MEANS, contents=("outcome",), cite=T9("4")),
    Message("findings_told", means=_MEANS, contents=("established", "outcome"), cite=T9("6")),
    Message("explanation_told", means=_MEANS, contents=("explanation",), cite=T9("5")),
    Message("rules_told", means=_MEANS, contents=("applicable_rules",), cite=T9("7")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("must_receive", T9("3"), stages=("received",)),
    Conduct("courteous", T9("4"), stages=("received", "at_reception")),
    Conduct("explain_patiently", T9("5"), moves=("explain",)),
    Conduct("true_papers", LAST, of=HANDLERS, stages=WORKING),
    Conduct("cooperate", LAST, of=HANDLERS, stages=WITH),
    Conduct("no_disturbance", LAST, stages=(*WORKING, "replied")),
    Conduct("must_report_safety", T9("9"), stages=(*WITH, "safety_reported")),
)

# --- LINKS ------------------------------------------------------------------------------------------------------------
# Rule 3: the complaint about the refusal is another one than that which was refused, and tied to it.
LINKS = (LinkRule("was_refused", shares_redress=False, cite=T9("3")),)
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T9 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; the reception points and the departments that handle ---------------------------------
ACCESS = Access(sees=(*HANDLERS, "service_desk", "nurse_station", "window_staff", "duty_officer"),
                cite=T9("4", mark="default"))  # fmt: skip

# --- REPORTS ----------------------------------------------------------------------------------------------------------
REPORTS = (
    Report("analysis_report", owed_by="analysis", by="category", cite=T9("8(1)"),
           figures=(Figure("complaints_received"), Figure("by_kind", "lines"))),
)  # fmt: skip
