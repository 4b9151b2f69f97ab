"""The form's way from sales through the factory to the decision and back: moves, authority bands, redress."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.policies.manufacturing.parts import (
    ACTING,
    ALLOWANCES,
    DECIDERS,
    DEPARTMENTS,
    NEEDS_QUANTITY,
    OPEN,
    REFUSED_BY_CUSTOMER,
    RETURNS,
    ROUTE,
    T2,
    T4,
    UNDECIDED,
)
from complaintkit.policies.parts import is_yes
from complaintkit.rules import (
    STAYS,
    Band,
    Bands,
    Guard,
    Move,
    Recusal,
    Redress,
)
from complaintkit.rules.conditions import count, fact, late, recorded
from complaintkit.values import Money

# --- MOVES ------------------------------------------------------------------------------------------------------------
# T2 art. 9(5) [reading]: a decision rests on the outcome and the combined opinion of its own round. Each rejection ends
# a round, so there must have been one more of either than of rejections.
THIS_ROUND = (count("negotiated") > count("rejected")) & (count("x_combined") > count("rejected"))
DECISION_GUARDS = (
    Guard("by_procedure", recorded("accepted"), T2("art. 4")),
    Guard("outcome_first", THIS_ROUND, T2("art. 9(5)", mark="reading")),
    Guard("route_first", THIS_ROUND, T2("art. 9(3)", mark="reading")),
    Guard("return_quantity_settled", ~NEEDS_QUANTITY | fact("return_quantity").known, T2("art. 9(1)", mark="default")),
)

INTAKE = (
    # T2 art. 7(1), 9(1): the form goes out when the case is filed; samples, confirmed reasons and opinion follow it.
    Move(
        "send_samples", ("sent", "tracing"), STAYS, by=("sales",), records=("x_samples_sent",),
        asks=("confirmed_reasons", "samples", "sales_opinion"), cite=(T2("art. 9(1)"), T2("art. 7(1)")),
    ),
    Move(
        "help_customer", (*OPEN, ACTING), STAYS, by=("sales",), records=("x_helped",), asks=("help_given",),
        cite=T2("art. 7(1)"),
    ),
    Move(
        "mark_undetermined", OPEN, STAYS, by=("sales",), records=("x_undetermined",), asks=("demand_note",),
        guards=(Guard("quantity_unknown", ~fact("return_quantity").known, T2("art. 9(1)")),), cite=T2("art. 9(1)"),
    ),
    Move(
        "settle_quantity", OPEN, STAYS, by=("sales",), records=("x_quantity_settled",), asks=("return_quantity",),
        cite=T2("art. 9(1)", mark="default"),
    ),
    # T4 art. 3: without a loss there is no complaint to handle, the unit concerned gets an abnormality form.
    Move(
        "accept", ("sent",), "tracing", by=("gm_office",), records=("accepted",),
        guards=(Guard("a_loss_arose", fact("loss_arose").is_true(otherwise=True), T4("art. 3")),),
        cite=(T2("art. 9(3)"), T2("art. 8(1)"), T2("art. 7(3)")),
    ),
    Move(
        "redirect", ("sent",), "redirected", by=("sales", "gm_office"), records=("referred",), asks=("loss_arose",),
        guards=(Guard("no_loss_arose", ~fact("loss_arose").is_true(), T4("art. 3")),), cite=T4("art. 3"),
    ),
)  # fmt: skip

FACTORY = (
    Move(
        "trace", ("tracing",), "analysing", by=("quality_control",), records=("investigated",),
        asks=("cause", "inspection_result", "responsible_department", "responsible_persons"),
        offers=("nobody_responsible",), reclassifies=True,
        guards=(Guard("samples_received", recorded("x_samples_sent"), T2("art. 9(1)")),),
        cite=(T2("art. 9(3)"), T2("art. 7(2)"), T2("art. 5")),
    ),
    Move(
        "report", ROUTE, STAYS, by=("quality_control", "manufacturing", "research", "gm_office"),
        after=("investigated",), records=("x_reported",), asks=("investigation_report",), cite=T2("art. 9(2)"),
    ),
    Move(
        "instruct", ROUTE, STAYS, by=("general_manager",), after=("x_reported",), records=("x_instructed",),
        asks=("gm_instruction",), cite=T2("art. 9(2)"),
    ),
    Move(
        "analyse", ("analysing",), "commenting", by=("manufacturing",), records=("x_analysed",),
        asks=("analysis", "countermeasure", "production_unit", "machine_shift", "workers", "produced_on"),
        cite=(T2("art. 9(3)"), T2("art. 7(4)")),
    ),
    Move(
        "comment", ("commenting",), "researching", by=("manager_office",), records=("x_commented", "x_research_called"),
        when=fact("needs_research").is_true(), asks=("manager_comment", "needs_research"),
        cite=T2("art. 9(3)"),
    ),
    Move(
        "comment", ("commenting",), "checking", by=("manager_office",), records=("x_commented", "x_back_at_gm_office"),
        when=~fact("needs_research").is_true(), asks=("manager_comment", "needs_research"),
        cite=T2("art. 9(3)"),
    ),
    Move(
        "comment_research", ("researching",), "checking", by=("research",), asks=("research_comment",),
        records=("x_research_commented", "x_back_at_gm_office"), cite=T2("art. 9(3)"),
    ),
    # T2 art. 9(3): the office checks what came back; 9(13): it may find that there is no complaint.
    Move(
        "check", ("checking",), "negotiating", by=("gm_office",), records=("x_checked", "x_returned_to_sales"),
        asks=("check_result",), cite=(T2("art. 9(3)"), T2("art. 7(3)")),
    ),
    Move(
        "find_not_established", ("checking",), "decided", by=("gm_office",), records=("x_checked", "declined"),
        asks=("grounds",), cite=T2("art. 9(13)"),
    ),
)  # fmt: skip

DECISION = (
    Move(
        "explain_to_customer", ("negotiating",), STAYS, by=("sales",), records=("informed",), message="explanation",
        cite=T2("art. 9(4)"),
    ),
    Move(
        "negotiate", ("negotiating",), "reading", by=("sales",), records=("negotiated", "proposed"),
        asks=("outcome", "handling", "amount"),
        guards=(Guard("explained_first", recorded("informed"), T2("art. 9(4)")),), cite=T2("art. 9(4)"),
    ),
    Move(
        "read_outcome", ("reading",), "combining", by=("sales_supervisor",), records=("reviewed",),
        cite=T2("art. 9(4)"),
    ),
    # T2 art. 9(12): a supplier's part is dealt with jointly before there is an opinion on the whole.
    Move(
        "involve_third_party", ROUTE, STAYS, by=("gm_office",), records=("x_third_party",), asks=("third_party",),
        cite=T2("art. 9(12)"),
    ),
    Move(
        "handle_jointly", ROUTE, STAYS, by=("gm_office",), after=("x_third_party",), records=("x_joint_handled",),
        asks=("units_joined", "joint_result"), cite=T2("art. 9(12)"),
    ),
    Move(
        "combine", ("combining",), "deciding", by=("gm_office",), records=("x_combined",),
        asks=("combined_opinion", "handling"),
        guards=(
            Guard("unit_decided_first", recorded("found"), T2("art. 9(6)")),
            Guard("third_party_dealt_with", ~recorded("x_third_party") | recorded("x_joint_handled"), T2("art. 9(12)")),
        ),
        cite=(T2("art. 9(5)"), T2("art. 7(3)")),
    ),
    Move(
        "approve", OPEN, "decided", by=DECIDERS, records=("approved", "decided"), bands="decision",
        asks=("approved_return_quantity",), guards=DECISION_GUARDS,
        cite=(T2("art. 9(5)"), T2("art. 11"), T2("art. 13(2)")),
    ),
    Move(
        "reject", ("deciding",), "negotiating", by=DECIDERS, records=("rejected", "x_returned_to_sales"),
        asks=("reject_reason",), cite=T2("art. 9(5)"),
    ),
    # T2 art. 9(10): any answer, agreement or admission is an act and needs authority over its amount; once the
    # outcome lies with those who decide, the decision is the word, and sales adds none of its own.
    Move(
        "agree_with_customer", UNDECIDED, STAYS, by=("sales", "sales_supervisor", *DECIDERS), records=("x_agreed",),
        asks=("amount", "agreed_text"), bands="word_to_customer", message="agreement", cite=T2("art. 9(10)"),
    ),
    Move(
        "agree_with_customer", ("deciding", "decided", ACTING), STAYS, by=("sales", "sales_supervisor"),
        records=("x_agreed",), asks=("amount", "agreed_text"), bands="word_to_customer", message="agreement",
        cite=T2("art. 9(10)"),
    ),
    Move(
        "close", ("decided",), ACTING, by=("gm_office",), records=("closed",), issues=("closed_form",),
        cite=T2("art. 9(7)"),
    ),
)  # fmt: skip

AFTER_CLOSE = (
    Move(
        "reply", (ACTING,), STAYS, by=("sales",), records=("replied",), message="decision",
        cite=(T2("art. 9(10)"), T2("art. 9(7)"), T2("art. 9(3)"), T2("art. 7(1)")),
    ),
    Move(
        "customer_accepts", (ACTING,), STAYS, by=("sales",), after=("replied",), records=("satisfied",),
        cite=T4("art. 9(8)"),
    ),
    Move(
        "customer_refuses", (ACTING,), STAYS, by=("sales",), after=("replied",), records=("dissatisfied",),
        cite=T4("art. 9(8)"),
    ),
    Move(
        "file_memorandum", ("decided", ACTING), STAYS, by=DEPARTMENTS, records=("x_objected",),
        asks=("memorandum_text",), issues=("memorandum",), cite=T2("art. 9(11)"),
    ),
    Move(
        "answer_memorandum", ("decided", ACTING), STAYS, by=("general_manager",), records=("x_objection_answered",),
        after=("x_objected",), asks=("memorandum_answer",), cite=T2("art. 9(11)"),
    ),
    # T2 art. 9(13): a complaint that is not established leaves the receivable as it was.
    Move(
        "collect_receivable", (ACTING,), STAYS, by=("sales",), after=("declined",), records=("x_collected",),
        cite=T2("art. 9(13)"),
    ),
    Move(
        "customer_objects", (ACTING,), STAYS, by=("sales",), after=("declined",), records=("x_customer_objected",),
        asks=("customer_objection",), cite=T2("art. 9(13)"),
    ),
    Move(
        "report_to_superior", (ACTING,), STAYS, by=("sales",), after=("x_customer_objected",),
        records=("x_reported_to_superior",), cite=T2("art. 9(13)"),
    ),
    Move(
        "superior_instructs", (ACTING,), STAYS, by=("sales_supervisor", "sales_manager"),
        asks=("superior_instruction",), after=("x_reported_to_superior",), records=("x_superior_instructed",),
        cite=T2("art. 9(13)"),
    ),
    # T2 art. 14: times are checked after the close; only a unit that was late is asked why.
    Move("check_times", (ACTING,), STAYS, by=("gm_office",), records=("x_times_checked",), cite=T2("art. 14")),
    Move(
        "answer_inquiry", (ACTING,), STAYS, by=("unit_concerned", *DEPARTMENTS, *DECIDERS), asks=("overdue_cause",),
        after=("x_inquired",), records=("x_inquiry_answered",), cite=T2("art. 14"),
    ),
    Move(
        "archive", (ACTING,), "archived", by=("gm_office",), records=("archived",),
        guards=(
            Guard("customer_answered", recorded("replied"), T2("art. 9(10)")),
            Guard("checked_monthly", recorded("x_checked_monthly"), T2("art. 9(9)")),
            Guard("times_checked", recorded("x_times_checked"), T2("art. 14")),
            Guard("effect_confirmed", ~is_yes("improvement_tracked") | recorded("x_effect_confirmed"), T2("art. 7(3)")),
            Guard("receivable_collected", ~recorded("declined") | recorded("x_collected"), T2("art. 9(13)")),
            Guard(
                "objections_answered", count("x_objection_answered") >= count("x_objected"),
                T2("art. 9(11)", mark="default"),
            ),
            Guard(
                "return_booked", ~RETURNS | recorded("declined") | REFUSED_BY_CUSTOMER | recorded("x_booked"),
                T2("art. 13(2)"),
            ),
            Guard(
                "proofs_delivered",
                ~(RETURNS | ALLOWANCES) | recorded("declined") | REFUSED_BY_CUSTOMER | recorded("x_proofs_sent"),
                T2("art. 13(2)4"),
            ),
        ),
        cite=T2("art. 9(7)", mark="default"),
    ),
)  # fmt: skip

LATE_BY_UNIT: Mapping[str, tuple[str, ...]] = {
    "quality_control": ("step_trace", "report"),
    "manufacturing": ("step_analyse",),
    "manager_office": ("step_comment",),
    "research": ("step_research",),
    "gm_office": ("step_check", "combined_opinion", "step_close", "close_case"),
    "sales": ("send_samples", "explain_at_once", "step_negotiate", "step_read", "step_reply"),
    "sales_manager": ("step_decide_sales_manager",),
    "deputy_general_manager": ("step_decide_deputy_general_manager",),
    "general_manager": ("step_decide_general_manager",),
}
"""Whose time each limit measures."""


def _inquire() -> Move:
    """The inquiry slip: only to a unit that one of its limits shows to have been late."""
    was_late = None
    for unit, duties in LATE_BY_UNIT.items():
        theirs = late(duties[0])
        for duty in duties[1:]:
            theirs = theirs | late(duty)
        row = (fact("late_unit") == unit) & theirs
        was_late = row if was_late is None else was_late | row
    assert was_late is not None
    return Move(
        "inquire", (ACTING,), STAYS, by=("gm_office",), records=("x_inquired",), after=("x_times_checked",),
        asks=("late_unit",), issues=("inquiry_slip",), guards=(Guard("unit_was_late", was_late, T2("art. 14")),),
        cite=T2("art. 14"),
    )  # fmt: skip


MOVES = (*INTAKE, *FACTORY, *DECISION, *AFTER_CLOSE, _inquire())


# --- BANDS ------------------------------------------------------------------------------------------------------------
def bands(limits: tuple[Money, Money]) -> tuple[Bands, ...]:
    """Who decides which amount (art. 11, its table is the policy's); every word to the customer is bound by it too."""
    rows = (
        Band("sales_manager", limits[0]),
        Band("deputy_general_manager", limits[1]),
        Band("general_manager", None),
    )
    return (
        Bands("decision", rows, cite=(T2("art. 9(5)"), T2("art. 11", mark="param"))),
        Bands("word_to_customer", rows, cite=(T2("art. 9(10)"), T2("art. 11", mark="param"))),
    )


# --- REDRESS ----------------------------------------------------------------------------------------------------------
def redress(currency: str) -> Redress:
    """The amount that is proposed with the negotiated outcome and granted by the decision."""
    return Redress("amount", currency=currency, cite=T2("art. 11"))


# --- RECUSAL: the text is silent; whoever a case is about does not decide it, as everywhere in the library ------------
RECUSAL = Recusal()
