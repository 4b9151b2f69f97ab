"""Who, what and where: roles, kinds, registers, categories, facts, forms, stages, messages, conduct, links."""

from __future__ import annotations

from complaintkit.policies.manufacturing.parts import (
    ACTING,
    DECIDERS,
    OPEN,
    RETURNS,
    T2,
    T4,
)
from complaintkit.policies.parts import is_one_of, is_yes
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
from complaintkit.rules.facts import FactType
from complaintkit.values import Citation, Money

# --- ROLES: art. 6 has lost its list; these are the offices named in the other articles -------------------------------
ROLES = tuple(
    Role(id, cite=T2(clause))
    for id, clause in (
        ("sales", "art. 7(1)"),
        ("quality_control", "art. 7(2)"),
        ("gm_office", "art. 7(3)"),
        ("manufacturing", "art. 7(4)"),
        ("manager_office", "art. 9(3)"),
        ("research", "art. 9(3)"),
        ("sales_supervisor", "art. 9(4)"),
        ("sales_manager", "art. 9(5)"),
        ("deputy_general_manager", "art. 9(5)"),
        ("general_manager", "art. 9(5)"),
        ("supervisor", "art. 9(6)"),
        ("department_head", "art. 9(9)"),
        ("service", "art. 12(2)"),
        ("personnel", "art. 12(1)"),
        ("deputy_manager", "art. 13(1)1"),
        ("accounting", "art. 13(2)"),
        ("warehouse", "art. 13(2)2"),
        ("unit_concerned", "art. 14"),
    )
)

# --- KINDS ------------------------------------------------------------------------------------------------------------
KINDS = (
    Kind("complaint", initial="sent", by=("sales",), issues=("complaint_form",), cite=T4("art. 3")),
    Kind(
        "abnormality",
        initial="abnormality_sent",
        by=("sales", "unit_concerned"),
        issues=("abnormality_form",),
        cite=T4("art. 3"),
    ),
    Kind("monthly_review", initial="month_open", every="month", opens="end", cite=T2("art. 9(9)")),
)

# --- CHANNELS: the text names none for the way in ---------------------------------------------------------------------
CHANNELS = tuple(Channel(id, cite=T2("art. 9(1)", mark="default")) for id in ("letter", "telephone", "email", "visit"))

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (
    Register("tracking", enters=("accepted",), keeper="gm_office", cite=T2("art. 9(3)")),
    Register("statistics", enters=("closed",), keeper="gm_office", cite=T2("art. 9(9)")),
)

# --- CATEGORIES -------------------------------------------------------------------------------------------------------
CATEGORIES = (Category("quality", cite=T2("art. 5(2)")), Category("non_quality", cite=T2("art. 5(1)")))

# --- FACTS ------------------------------------------------------------------------------------------------------------
DEMANDS = ("exchange", "return", "rework", "allowance", "compensation", "explanation")
PENALISED = ("manufacturing", "sales", "service")
UNITS = (
    "sales", "quality_control", "manufacturing", "manager_office", "research", "gm_office", *DECIDERS,
)  # fmt: skip
"""The units whose times art. 14 has checked after the close."""

AT_FILING = (
    Fact("order_no", "text", cite=T2("art. 9(1)")),
    Fact("item_no", "text", cite=T2("art. 9(1)")),
    Fact("shipped_on", "date", cite=T2("art. 9(1)")),
    Fact("quantity", "whole", min_value=1, cite=T2("art. 9(1)")),
    Fact("defective_quantity", "whole", min_value=0, cite=T2("art. 9(1)")),
    Fact("demand", "choice", choices=DEMANDS, cite=T2("art. 9(1)")),
    Fact("scope", "choice", choices=("domestic", "overseas"), cite=T2("art. 10(1)")),
)

# Everything else is optional at filing and asked for by the moves that need it: by type, clause, ids.
_TEXTS = (
    (T2("art. 7(1)"), ("confirmed_reasons", "help_given")),
    (T2("art. 7(2)"), ("inspection_result", "measures_checked")),
    (T2("art. 7(3)"), ("improvement", "effect")),
    (T2("art. 7(4)"), ("production_unit", "machine_shift", "carried_out")),
    (T2("art. 9(1)"), ("samples", "sales_opinion")),
    (T2("art. 9(2)"), ("investigation_report", "gm_instruction")),
    (T2("art. 9(3)"), ("cause", "analysis", "countermeasure", "manager_comment", "research_comment", "check_result")),
    (T2("art. 9(4)"), ("outcome",)),
    (T2("art. 9(5)"), ("combined_opinion", "reject_reason")),
    (T2("art. 9(9)"), ("measures_result",)),
    (T2("art. 9(10)"), ("agreed_text",)),
    (T2("art. 9(11)"), ("memorandum_text", "memorandum_answer")),
    (T2("art. 9(12)"), ("third_party", "units_joined", "joint_result")),
    (T2("art. 9(13)"), ("grounds", "customer_objection", "superior_instruction")),
    (T2("art. 12(2)"), ("penalty_cause",)),
    (T2("art. 13(1)2"), ("return_reason", "return_basis")),
    (T2("art. 13(2)2"), ("disagreement", "receipt_instruction")),
    (T4("art. 13(2)1", mark="default"), ("discrepancy_reason",)),
    (T2("art. 14"), ("overdue_cause",)),
)
_YES_NO = (
    (T4("art. 3"), ("loss_arose",)),
    (T2("art. 9(3)"), ("needs_research",)),
    (T2("art. 7(2)"), ("nobody_responsible",)),
    (T2("art. 9(6)"), ("own_quality_problem", "human_negligence")),
    (T2("art. 13(2)2"), ("goods_agree",)),
    (T4("art. 13(2)4"), ("buyer_seal",)),
)
_QUANTITIES = (
    (T2("art. 9(1)"), ("return_quantity",)),
    (T2("art. 13(1)2"), ("slip_quantity",)),
    (T2("art. 13(2)"), ("actual_return_quantity",)),
    (T4("art. 13(2)1"), ("booked_quantity",)),
    (T4("art. 13(2)1", mark="default"), ("decided_quantity",)),
)
_AMOUNTS = (
    (T2("art. 9(6)"), ("complaint_loss",)),
    (T2("art. 11"), ("amount",)),
    (T2("art. 13(1)1"), ("allowance_amount",)),
    (T2("art. 13(2)3"), ("receivable_base", "receivable_held_up", "bonus_base")),
)
_CHOICES = (
    ("demand_note", ("undetermined",), T2("art. 9(1)")),
    ("handling", (*DEMANDS, "none"), T2("art. 9(4)")),
    ("penalised_department", PENALISED, T2("art. 12(2)")),
    ("late_unit", UNITS, T2("art. 14")),
    ("return_proof", ("original_invoice", "invoice_copy", "return_certificate"), T4("art. 13(2)4")),
    ("allowance_proof", ("invoice_copy", "allowance_certificate"), T2("art. 13(2)5")),
)
# Asked only where they apply: what the case says elsewhere decides whether there is anything to answer.
_OWN_PROBLEM, _NEGLIGENCE = is_yes("own_quality_problem"), is_yes("human_negligence")
_RETURN_ON_COPY = is_one_of("return_proof", "invoice_copy")
_ALLOWANCE_ON_COPY = is_one_of("allowance_proof", "invoice_copy")
RETURN_FIGURES = ("proof_returned_quantity", "proof_returned_price", "proof_returned_amount")
ALLOWANCE_FIGURES = ("proof_allowed_price", "proof_allowed_amount")
KEPT_FIGURES = ("proof_kept_price", "proof_kept_amount")
_WHERE_IT_APPLIES: tuple[tuple[str, FactType, Condition, Citation], ...] = (
    ("handling_method", "text", _OWN_PROBLEM, T2("art. 9(6)")),
    ("improvement_tracked", "yes_no", _OWN_PROBLEM & ~_NEGLIGENCE, T2("art. 9(6)")),
    ("approved_return_quantity", "whole", RETURNS, T2("art. 13(2)")),
    *((id, "whole", _RETURN_ON_COPY, T4("art. 13(2)4")) for id in (RETURN_FIGURES[0], "proof_kept_quantity")),
    *((id, "money", _RETURN_ON_COPY, T4("art. 13(2)4")) for id in RETURN_FIGURES[1:]),
    *((id, "money", _ALLOWANCE_ON_COPY, T2("art. 13(2)5")) for id in ALLOWANCE_FIGURES),
    *((id, "money", _RETURN_ON_COPY | _ALLOWANCE_ON_COPY, T4("art. 13(2)4")) for id in KEPT_FIGURES),
)
_OTHERS = (
    Fact("produced_on", "date", required=False, cite=T2("art. 7(4)")),
    Fact("workers", "person", many=True, required=False, personal=True, cite=T2("art. 7(4)")),
    Fact("responsible_department", "unit", required=False, cite=T2("art. 9(3)")),
    Fact(
        "responsible_persons",
        "person",
        many=True,
        required=False,
        personal=True,
        when=~is_yes("nobody_responsible"),
        cite=T2("art. 7(2)"),
    ),
    Fact("responsible_person", "person", required=False, cite=T2("art. 9(6)")),
    Fact("penalised_person", "person", required=False, cite=T2("art. 12(2)")),
    Fact("originating_unit", "unit", required=False, cite=T2("art. 9(6)")),
    Fact("salesperson", "person", required=False, cite=T2("art. 13(2)3")),
    Fact("customer_ratio", "ratio", required=False, min_value=0, cite=T4("art. 13(2)1")),
    Fact(
        "responsibility_shares",
        "table",
        required=False,
        columns=(
            Fact("unit", "unit", cite=T2("art. 9(9)")),
            Fact("share", "ratio", min_value=0, max_value=100, cite=T2("art. 9(9)", mark="reading")),
        ),
        cite=T2("art. 9(9)"),
    ),
    Fact("abnormal_item", "text", case_kind="abnormality", for_the_record=True, cite=T4("art. 3")),
    Fact("abnormality_found", "text", case_kind="abnormality", cite=T4("art. 3")),
    Fact("abnormality_improvement", "text", required=False, case_kind="abnormality", cite=T4("art. 3")),
    Fact("closed_cases", "whole", required=False, min_value=0, case_kind="monthly_review", cite=T2("art. 9(9)")),
    Fact("heads_consulted", "text", required=False, case_kind="monthly_review", cite=T2("art. 9(9)")),
    Fact("sanctions_reviewed", "whole", required=False, min_value=0, case_kind="monthly_review", cite=T2("art. 12(1)")),
)


def facts(currency: str) -> tuple[Fact, ...]:
    """Every fact; amounts of money are in the policy's currency and not below zero."""
    none = Money.of(0, currency)
    found = list(AT_FILING)
    for cite, ids in _TEXTS:
        found.extend(Fact(id, "text", required=False, cite=cite) for id in ids)
    for cite, ids in _YES_NO:
        found.extend(Fact(id, "yes_no", required=False, cite=cite) for id in ids)
    for cite, ids in _QUANTITIES:
        found.extend(Fact(id, "whole", required=False, min_value=0, cite=cite) for id in ids)
    for cite, ids in _AMOUNTS:
        found.extend(Fact(id, "money", required=False, currency=currency, min_value=none, cite=cite) for id in ids)
    found.extend(Fact(id, "choice", choices=choices, required=False, cite=cite) for id, choices, cite in _CHOICES)
    for id, type, when, cite in _WHERE_IT_APPLIES:
        low: Money | int | None = none if type == "money" else 0 if type == "whole" else None
        money = currency if type == "money" else None
        found.append(Fact(id, type, required=False, when=when, currency=money, min_value=low, cite=cite))
    return (*found, *_OTHERS)


# --- FORMS: one entry a copy, in the clause's order -------------------------------------------------------------------
_NEVER = ("complainant", "representative")
FORMS = (
    Form(
        "complaint_form",
        copies=("gm_office",),
        contents=tuple(fact.id for fact in AT_FILING[:6]),
        never_to=_NEVER,
        never_cite=T2("art. 9(10)"),
        cite=T2("art. 9(1)"),
    ),
    Form(
        "closed_form",
        copies=("quality_control", "manufacturing", "sales", "accounting", "gm_office"),
        never_to=_NEVER,
        never_cite=T2("art. 9(10)"),
        cite=T2("art. 9(7)"),
    ),
    Form("abnormality_form", copies=("unit_concerned",), contents=("abnormality_found",), cite=T4("art. 3")),
    Form("memorandum", copies=("general_manager",), contents=("memorandum_text",), cite=T2("art. 9(11)")),
    Form("reminder", copies=("unit_concerned",), cite=T2("art. 14")),
    Form("inquiry_slip", copies=("unit_concerned",), contents=("late_unit",), cite=T2("art. 14")),
    Form("statistics_table", copies=("gm_office", "department_head"), contents=("closed_cases",), cite=T2("art. 9(9)")),
    Form("personnel_notice", copies=("personnel",), cite=T2("art. 12(1)")),
    Form(
        "penalty_notice",
        copies=("gm_office", "accounting", "penalised_unit"),
        contents=("penalised_department", "penalty_cause"),
        cite=T2("art. 12(2)"),
    ),
    Form(
        "allowance_certificate",
        copies=("sales", "accounting"),
        contents=("allowance_amount",),
        cite=T2("art. 13(1)1"),
    ),
    Form(
        "return_slip",
        copies=("sales", "warehouse", "warehouse", "warehouse"),
        contents=("slip_quantity", "return_reason", "handling", "return_basis"),
        cite=T2("art. 13(1)2"),
    ),
    Form(
        "signed_return_slip",
        copies=("warehouse", "accounting", "sales"),
        contents=("actual_return_quantity",),
        cite=T2("art. 13(2)2"),
    ),
    Form("voucher", copies=("accounting",), contents=("booked_quantity",), cite=T2("art. 13(2)")),
)

# --- STAGES: whose turn it is -----------------------------------------------------------------------------------------
STAGES = (
    Stage("sent", owner="gm_office"),
    Stage("tracing", owner="quality_control"),
    Stage("analysing", owner="manufacturing"),
    Stage("commenting", owner="manager_office"),
    Stage("researching", owner="research"),
    Stage("checking", owner="gm_office"),
    Stage("negotiating", owner="sales"),
    Stage("reading", owner="sales_supervisor"),
    Stage("combining", owner="gm_office"),
    Stage("deciding", owner="sales_manager"),
    Stage("decided", owner="gm_office"),
    Stage(ACTING, "closed", owner="sales"),
    Stage("redirected", "closed"),
    Stage("archived", "archived"),
    Stage("abnormality_sent", owner="unit_concerned", case_kind="abnormality"),
    Stage("abnormality_improved", "closed", case_kind="abnormality"),
    Stage("month_open", owner="gm_office", case_kind="monthly_review"),
    Stage("month_done", "closed", case_kind="monthly_review"),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
MESSAGES = (
    Message("explanation", cite=T2("art. 9(4)")),
    Message("agreement", cite=T2("art. 9(10)")),
    Message("decision", means=("letter", "telephone"), cite=T2("art. 9(10)")),
)

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("by_procedure", T2("art. 4"), stages=(*OPEN, ACTING)),
    Conduct("help_customer", T2("art. 7(1)"), of=("sales",), stages=(*OPEN, ACTING)),
    Conduct("no_word_beyond_authority", T2("art. 9(10)"), of=("sales", "sales_supervisor", "sales_manager")),
    Conduct("form_stays_inside", T2("art. 9(10)"), of=("sales",), stages=(*OPEN, ACTING)),
    Conduct("urge_countermeasures", T2("art. 7(2)"), of=("quality_control",), stages=(*OPEN, ACTING)),
)

# --- LINKS ------------------------------------------------------------------------------------------------------------
LINKS = (
    LinkRule("follow_up", after=("dissatisfied",), attaches=("closed_form",), by=("sales",), cite=T4("art. 9(8)")),
    LinkRule("instead_of_complaint", after=("referred",), shares_redress=False, cite=T4("art. 3")),
)

# --- JOINS: the text joins no cases -----------------------------------------------------------------------------------
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING --------------------------------------------------------------------------------------------------------
NUMBERING = (
    Numbering(
        "accepted",
        "{yy}{mm}{serial:02d}",
        period="month",
        cite=(T2("art. 8(1)"), T2("art. 8(2)", mark="reading")),
    ),
)

# --- ACCESS: the text is silent; those who handle the customer or the people concerned --------------------------------
ACCESS = Access(
    sees=("sales", "sales_supervisor", "gm_office", "quality_control", "supervisor", *DECIDERS),
    cite=T2("art. 7", mark="default"),
)

# --- REPORTS ----------------------------------------------------------------------------------------------------------
# The month's closed cases, one by one and by who bears how much; the sanctions approved in the month.
REPORTS = (
    Report(
        "statistics_table",
        owed_by="monthly_review",
        dated="closed",
        shows=(
            "responsible_department", "responsibility_shares", "complaint_loss", "countermeasure", "measures_result"
        ),
        figures=(Figure("closed_cases"), Figure("sanctions_reviewed", "times", dated="x_administrative_approved",
                                                cite=T2("art. 12(1)"))),
        cite=T2("art. 9(9)"),
    ),
    Report(
        "responsibility_shares", owed_by="monthly_review", dated="closed", by="facts.responsibility_shares.unit",
        weighs="share", cite=T2("art. 9(9)", mark="reading"),
    ),
)  # fmt: skip
