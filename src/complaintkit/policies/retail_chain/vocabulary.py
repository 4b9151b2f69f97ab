"""Who, what and where: roles, kinds, channels, registers, facts, forms, stages, messages, conduct, number."""

from __future__ import annotations

from complaintkit.policies.parts import asked, is_yes
from complaintkit.policies.retail_chain.figures import Figures
from complaintkit.policies.retail_chain.parts import (
    ADMINISTRATION,
    DEPARTMENT,
    EVERYBODY,
    FOR_MONEY,
    GENERAL,
    INSIDE,
    OPEN,
    REMEDIES,
    SERVICE,
    SHOP,
    SUPERIOR,
    SUPERVISOR,
    T12,
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
from complaintkit.values import Money

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] Nobody stands in by T12: the rank above acts where nobody who holds the role is left.
ROLES = (
    Role(SHOP, last_resort=SUPERIOR, cite=T12("art. 7")),
    Role(SUPERIOR, last_resort=GENERAL, cite=T12("art. 7")),
    Role(SERVICE, last_resort=ADMINISTRATION, cite=T12("art. 25")),
    Role(ADMINISTRATION, last_resort=GENERAL, cite=T12("art. 25")),
    Role(DEPARTMENT, last_resort=SUPERVISOR, cite=T12("art. 9")),
    Role(SUPERVISOR, last_resort=GENERAL, cite=T12("art. 11")),
    Role(GENERAL, cite=T12("art. 12")),
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (
    Kind("complaint", initial="received", by=(SHOP, SERVICE), cite=T12("art. 7")),
    # [reading] What is compiled in the first ten days of a month is the month before.
    Kind("monthly_statistics", initial="to_compile", every="month", opens="end", cite=T12("art. 27", mark="reading")),
)

# --- CHANNELS: T12 has no list of them; [default] those a shop has ----------------------------------------------------
CHANNELS = tuple(Channel(id, cite=T12("art. 7", mark="default")) for id in ("visit", "telephone", "letter", "online"))

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("card_file", enters=("accepted",), keeper=ADMINISTRATION, cite=T12("art. 9")),)

# --- CATEGORIES: art. 3, which matters count, is lost; what is told apart is the demand -------------------------------
CATEGORIES: tuple[Category, ...] = ()


# --- FACTS ------------------------------------------------------------------------------------------------------------
def facts(figures: Figures) -> tuple[Fact, ...]:
    """Every fact; amounts of money are in the policy's currency and not below zero."""
    none = Money.of(0, figures.currency)
    statistics = "monthly_statistics"
    return (
        Fact("complainant_kind", "choice", choices=("consumer", "agent", "franchisee"), cite=T12("art. 1")),
        Fact("demand", "choice", choices=(*REMEDIES, "criticism_or_suggestion"), cite=T12("art. 2")),
        Fact("matter", "text", personal=True, for_the_record=True, cite=T12("art. 15")),
        *asked("yes_no", T12("art. 15", mark="default"), "name_withheld"),
        *asked("yes_no", T12("art. 7"), "grounds_hold", "customers_own_cause"),
        *asked("text", T12("art. 7"), "grounds_note", "ruling_note", "explanation_given"),
        *asked("unit", T12("art. 9"), "handling_department"),
        *asked("text", T12("art. 9"), "inquiry_order"),
        *asked("text", T12("art. 17"), "cause", "course", "conclusion", "countermeasure"),
        Fact("responsible_person", "person", required=False, when=~is_yes("nobody_responsible"), cite=T12("art. 17")),
        *asked("yes_no", T12("art. 17", mark="default"), "nobody_responsible"),
        *asked("text", T12("art. 11", mark="default"), "report_returned_because"),
        *asked("text", T12("art. 12"), "administration_opinion"),
        *asked("text", T12("art. 12", mark="default"), "sent_back_because"),
        *asked("text", T12("art. 13"), "department_opinion"),
        *asked("text", T12("art. 13", mark="default"), "opinion_returned_because"),
        Fact("remedy", "choice", choices=(*REMEDIES, "none"), required=False, cite=T12("art. 13")),
        Fact("amount", "money", required=False, when=FOR_MONEY, currency=figures.currency, min_value=none,
             cite=T12("art. 18")),
        Fact("sales_rule", "text", required=False, when=FOR_MONEY, cite=T12("art. 18")),
        *asked("text", T12("art. 25"), "check_findings", "coordinated_with", "completion_note"),
        *asked("text", T12("art. 28"), "question", "interpretation"),
        Fact("complaints_received", "whole", required=False, min_value=0, case_kind=statistics, cite=T12("art. 27")),
        Fact("complaints_closed", "whole", required=False, min_value=0, case_kind=statistics, cite=T12("art. 27")),
        Fact("counts", "table", required=False, case_kind=statistics, cite=T12("art. 27"), columns=(
            Fact("demanded", "choice", choices=(*REMEDIES, "criticism_or_suggestion")),
            Fact("number_of_complaints", "whole", min_value=1),
        )),
        *asked("text", T12("art. 27"), "statistics_returned_because", case_kind=statistics),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
# The person responsible stands in the report too: the move asks for one, or for word that there is none.
FORMS = (
    Form("record_card", copies=(ADMINISTRATION, SERVICE), contents=("complainant_kind", "demand", "matter"),
         cite=T12("art. 15")),
    Form("investigation_report", copies=(SUPERVISOR, ADMINISTRATION), cite=T12("art. 17"),
         contents=("cause", "course", "conclusion", "countermeasure")),
    Form("statistics_table", copies=(GENERAL,), contents=("complaints_received", "complaints_closed", "counts"),
         cite=T12("art. 27")),
)  # fmt: skip

# --- STAGES: whose turn it is -----------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner=SHOP),
    Stage("ruling", owner=SUPERIOR),
    Stage("declined", owner=SHOP),
    *(
        Stage(stage, owner=owner)
        for stage, owner in zip(
            INSIDE,
            (ADMINISTRATION, DEPARTMENT, SUPERVISOR, ADMINISTRATION, GENERAL, DEPARTMENT, SUPERVISOR, SERVICE, SERVICE),
            strict=True,
        )
    ),
    Stage("closed", "closed"),
    Stage("to_compile", owner=ADMINISTRATION, case_kind="monthly_statistics"),
    Stage("to_review", owner=GENERAL, case_kind="monthly_statistics"),
    Stage("reviewed_table", "closed", case_kind="monthly_statistics"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("explanation", means=_MEANS, contents=("explanation_given",), cite=T12("art. 7")),
    Message("reply", means=_MEANS, contents=("department_opinion",), cite=T12("art. 14")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("courteous_and_quick", T12("art. 4"), stages=OPEN),
    Conduct("prevent_recurrence", T12("art. 4"), of=(DEPARTMENT,), stages=INSIDE),
    Conduct("explain_tactfully", T12("art. 7"), of=(SHOP,), moves=("explain",)),
    Conduct("original_enclosed", T12("art. 11"), of=(DEPARTMENT,), moves=("report",)),
    Conduct("lead_the_case", T12("art. 25"), of=(SERVICE,), stages=OPEN),
    Conduct("see_it_through", T12("art. 25"), of=(ADMINISTRATION,), stages=OPEN),
)

# --- LINKS: T12 ties no complaint to another --------------------------------------------------------------------------
LINKS: tuple[LinkRule, ...] = ()
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: art. 15 wants a number on the card; [default] by month, without gaps ----------------------------------
NUMBERING = (
    Numbering("accepted", "{yyyy}{mm}-{serial:04d}", period="month", cite=T12("art. 15", mark="default")),
)  # fmt: skip

# --- ACCESS: the text is silent; all whom the card and the report reach -----------------------------------------------
ACCESS = Access(sees=EVERYBODY, cite=T12("art. 15", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
REPORTS = (
    Report("statistics_table", owed_by="monthly_statistics", by="facts.demand", cite=T12("art. 27"),
           figures=(Figure("complaints_received"), Figure("complaints_closed", dated="closed"),
                    Figure("counts", "lines"))),
)  # fmt: skip
