"""Who, what and where: roles, kinds, channels, registers, categories, facts, forms, stages, messages, conduct."""

from __future__ import annotations

from complaintkit.policies.logistics.parts import (
    ANONYMOUS,
    BUSINESS,
    BY_MOTIVE,
    DESK,
    FINDING,
    GROUND,
    GROUNDS,
    INVESTIGATOR,
    OPEN,
    SERVICE,
    T6,
)
from complaintkit.policies.parts import asked, is_one_of, is_yes
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
from complaintkit.rules.conditions import Condition
from complaintkit.values import Citation

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] The superior acts where nobody of customer service is left.
ROLES = (
    Role("customer_service", last_resort="direct_superior", cite=T6("art. 2")),
    Role("investigator", last_resort="direct_superior", cite=T6("art. 14")),
    Role("direct_superior", cite=T6("art. 17")),
    Role("employee", everyone=True, cite=T6("art. 3(2)")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (
    Kind("complaint", initial="received", by=DESK, cite=T6("art. 2")),
    Kind("monthly_analysis", initial="to_analyse", every="month", opens="end", cite=T6("art. 18")),
)

# --- CHANNELS ---------------------------------------------------------------------------------------------------------
CHANNELS = (Channel("telephone", cite=T6("art. 5")), Channel("chat", cite=T6("art. 5")))

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("complaint_register", enters=("x_registered",), keeper="customer_service", cite=T6("art. 13")),)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (
    Category("service", cite=(T6("art. 4"))),
    *(Category(id, parent="service", cite=T6("art. 7")) for id in SERVICE),
    Category("business", cite=(T6("art. 4"))),
    *(Category(id, parent="business", cite=T6("art. 8")) for id in BUSINESS),
)

# --- FACTS ------------------------------------------------------------------------------------------------------------
AT_FILING = (
    Fact("complained_about", "text", personal=True, for_the_record=True, cite=T6("art. 12")),
    Fact("course_of_events", "text", personal=True, for_the_record=True, cite=T6("art. 12")),
)


def _where(id: str, when: Condition, cite: Citation) -> Fact:
    """A yes/no fact that a finding asks for where its ground rests on it."""
    return Fact(id, "yes_no", required=False, when=when, cite=cite)


_VALID, _INVALID = (FINDING == "valid").is_true(otherwise=False), (FINDING == "invalid").is_true(otherwise=False)
FOR_THE_FINDING = (
    Fact("finding", "choice", choices=("valid", "invalid"), required=False, cite=T6("art. 6")),
    Fact("invalid_ground", "choice", choices=tuple(GROUNDS), required=False, when=_INVALID, cite=T6("art. 9")),
    Fact("motive", "choice", choices=("misunderstanding", "improper_demand"), required=False,
         when=_INVALID & GROUND.one_of(*BY_MOTIVE).is_true(otherwise=False), cite=T6("art. 11")),
    _where("facts_differ", is_one_of("invalid_ground", "fault_with_complainant"), T6("art. 9(1)")),
    _where("fault_theirs", is_one_of("invalid_ground", "fault_with_complainant"), T6("art. 9(1)")),
    _where("specific_facts", is_one_of("invalid_ground", ANONYMOUS[0]), T6("art. 9(4)")),
    _where("proven", is_one_of("invalid_ground", ANONYMOUS[1]), T6("art. 9(4)")),
    _where("traceable", is_one_of("invalid_ground", "untraceable"), T6("art. 9(5)")),
    _where("verifiable", is_one_of("invalid_ground", "untraceable"), T6("art. 9(5)")),
    Fact("happened_on", "date", required=False, cite=T6("art. 9(6)")),
    _where("media_effect", _VALID, T6("art. 10(1)")),
    _where("customer_conflict", _VALID, T6("art. 10(2)")),
    _where("social_impact", _VALID, T6("art. 10(2)")),
)  # fmt: skip
FACTS = (
    *AT_FILING,
    *asked("unit", T6("art. 3(2)"), "assisting_unit"),
    *asked("text", T6("art. 3(2)"), "assistance"),
    *asked("text", T6("art. 15(1)"), "established"),
    Fact("management_gaps", "text", required=False, when=~is_yes("no_gaps"), cite=T6("art. 15(5)")),
    *asked("yes_no", T6("art. 15(5)"), "no_gaps"),
    *asked("text", T6("art. 15(4)"), "complainant_said", "respondent_said"),
    Fact("spoken_with", "choice", choices=("respondent", "direct_superior"), required=False, cite=T6("art. 15(4)")),
    Fact("promised_to", "choice", choices=("complainant", "respondent"), required=False, cite=T6("art. 15(3)")),
    *asked("text", T6("art. 15(3)"), "promise_text"),
    *FOR_THE_FINDING,
    *asked("text", T6("art. 16"), "plan", "result"),
    *asked("text", T6("art. 17"), "unsolvable_because", "superior_instruction"),
    Fact("complaints_received", "whole", required=False, min_value=0, case_kind="monthly_analysis",
         cite=T6("art. 18")),
    Fact("complaints_handled", "whole", required=False, min_value=0, case_kind="monthly_analysis",
         cite=T6("art. 18")),
    *asked("text", T6("art. 18"), "analysis", case_kind="monthly_analysis"),
)  # fmt: skip

# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("unsolvable_report", copies=("direct_superior",), contents=("unsolvable_because",), cite=T6("art. 17")),
    Form(
        "analysis_report",
        copies=("file",),
        contents=("complaints_received", "complaints_handled", "analysis"),
        cite=T6("art. 18"),
    ),
)

# --- STAGES -----------------------------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner="customer_service"),
    Stage("investigating", owner="investigator"),
    Stage("found", owner="customer_service"),
    Stage("closed", "closed"),
    Stage("to_analyse", owner="customer_service", case_kind="monthly_analysis"),
    Stage("analysed", "closed", case_kind="monthly_analysis"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("telephone", "chat", "letter", "email")
MESSAGES = (
    Message("result_told", means=_MEANS, contents=("result",), cite=T6("art. 16")),
    Message("please_wait", means=_MEANS, cite=T6("art. 17")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("must_assist", T6("art. 3(2)"), stages=("investigating",)),
    Conduct("note_while_listening", T6("art. 12"), of=DESK, stages=("received",)),
    Conduct("facts_only", T6("art. 15(1)"), of=INVESTIGATOR, stages=("investigating",)),
    Conduct("fair_and_proper", T6("art. 15(2)"), of=INVESTIGATOR, stages=("investigating",)),
    Conduct("promise_nothing", T6("art. 15(3)"), of=INVESTIGATOR, stages=OPEN),
)

# --- LINKS: T6 ties no complaint to another ---------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: T6 has none -------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; those who receive, look into it and instruct -----------------------------------------
ACCESS = Access(sees=("customer_service", "investigator", "direct_superior"), cite=T6("art. 14", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
# [default] What was handled in a month are the complaints closed in it, whenever they came in.
REPORTS = (
    Report("analysis_report", owed_by="monthly_analysis", by="category", cite=T6("art. 18"),
           figures=(Figure("complaints_received"), Figure("complaints_handled", dated="closed",
                                                          cite=T6("art. 18", mark="default")))),
)  # fmt: skip
