"""The factory's offices: at every stage of three whole lifetimes, who may do what, and what each step asks for.

The two tables are written from the clauses; the cases are walked by real commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

import pytest

from complaintkit import Actor, Desk, PolicyHistory
from complaintkit.policies import manufacturing
from complaintkit.rules import Sent
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock

DECIDERS = frozenset({"sales_manager", "deputy_general_manager", "general_manager"})
DEPARTMENTS = frozenset(
    "sales quality_control manufacturing manager_office research service accounting warehouse".split()
)
MANAGERS = frozenset({"sales_manager", "deputy_manager"})

# T2 art. 7 and the clause of each step: the offices that may take it
WHO: dict[str, AbstractSet[str]] = {
    **dict.fromkeys(
        "send_samples help_customer mark_undetermined settle_quantity explain_to_customer negotiate reply "
        "customer_accepts customer_refuses collect_receivable customer_objects report_to_superior draw_allowance "
        "take_customer_signature draw_return_slip prove_return prove_allowance send_proofs".split(),
        frozenset({"sales"}),
    ),
    **dict.fromkeys(
        "accept check find_not_established involve_third_party handle_jointly find combine close check_times inquire "
        "archive assess_loss propose_person_penalty propose_administrative publish_administrative decide_penalty "
        "decide_penalty_of_person issue_penalty_notice propose_improvement urge_improvement confirm_effect "
        "monthly_check".split(),
        frozenset({"gm_office"}),
    ),
    **dict.fromkeys(
        "approve_loss waive_department_loss approve_person_penalty waive_person_penalty approve_administrative "
        "waive_administrative".split(),
        frozenset({"supervisor"}),
    ),
    **dict.fromkeys(
        "instruct answer_memorandum approve_penalty waive_penalty approve_penalty_of_person "
        "waive_penalty_of_person".split(),
        frozenset({"general_manager"}),
    ),
    **dict.fromkeys("trace check_countermeasures urge_countermeasures".split(), frozenset({"quality_control"})),
    **dict.fromkeys("analyse confirm_carried_out".split(), frozenset({"manufacturing"})),
    **dict.fromkeys("approve reject decide_discrepancy".split(), DECIDERS),
    **dict.fromkeys("book_return reduce_bonus_base".split(), frozenset({"accounting"})),
    **dict.fromkeys("ask_receipt_instructions receive_return".split(), frozenset({"warehouse"})),
    **dict.fromkeys("sign_allowance_manager approve_return_slip".split(), MANAGERS),
    "redirect": {"sales", "gm_office"},
    "report": {"quality_control", "manufacturing", "research", "gm_office"},
    "comment": {"manager_office"},
    "comment_research": {"research"},
    "read_outcome": {"sales_supervisor"},
    "agree_with_customer": {"sales", "sales_supervisor", *DECIDERS},
    "file_memorandum": DEPARTMENTS,
    "superior_instructs": {"sales_supervisor", "sales_manager"},
    "answer_inquiry": {"unit_concerned", *DEPARTMENTS, *DECIDERS},
    "apply_person_penalty": {"personnel", "accounting"},
    "settle_shares": {"department_head"},
    "sign_allowance_general": {"general_manager", "deputy_general_manager"},
    "instruct_receipt": {*MANAGERS, "gm_office"},
}
# once the outcome lies with those who decide, only sales still needs telling that its word does not count
AGREES_LATE = {"sales", "sales_supervisor"}

# what must be given where nothing of it is known yet; what depends on an answer is asked once that answer is there
ASKS: dict[str, set[str]] = {
    "send_samples": {"confirmed_reasons", "samples", "sales_opinion"},
    "help_customer": {"help_given"},
    "mark_undetermined": {"demand_note"},
    "settle_quantity": {"return_quantity"},
    "redirect": {"loss_arose"},
    "trace": {"cause", "inspection_result", "responsible_department", "responsible_persons"},
    "report": {"investigation_report"},
    "instruct": {"gm_instruction"},
    "analyse": {"analysis", "countermeasure", "production_unit", "machine_shift", "workers", "produced_on"},
    "comment": {"manager_comment", "needs_research"},
    "comment_research": {"research_comment"},
    "check": {"check_result"},
    "find_not_established": {"grounds"},
    "negotiate": {"outcome", "handling", "amount"},
    "involve_third_party": {"third_party"},
    "handle_jointly": {"units_joined", "joint_result"},
    "find": {"originating_unit", "own_quality_problem", "human_negligence"},
    "combine": {"combined_opinion"},
    "reject": {"reject_reason"},
    "agree_with_customer": {"amount", "agreed_text"},
    "file_memorandum": {"memorandum_text"},
    "answer_memorandum": {"memorandum_answer"},
    "customer_objects": {"customer_objection"},
    "superior_instructs": {"superior_instruction"},
    "inquire": {"late_unit"},
    "answer_inquiry": {"overdue_cause"},
    "assess_loss": {"complaint_loss"},
    "propose_person_penalty": {"complaint_loss", "responsible_person"},
    "propose_administrative": {"complaint_loss", "responsible_person"},
    "decide_penalty": {"complaint_loss", "penalised_department", "penalty_cause"},
    "decide_penalty_of_person": {"complaint_loss", "penalised_department", "penalised_person", "penalty_cause"},
    "issue_penalty_notice": {"penalised_department", "penalty_cause"},
    "check_countermeasures": {"measures_checked"},
    "propose_improvement": {"improvement"},
    "confirm_carried_out": {"carried_out"},
    "confirm_effect": {"effect"},
    "settle_shares": {"responsibility_shares"},
    "monthly_check": {"measures_result"},
    "draw_allowance": {"allowance_amount"},
    "draw_return_slip": {"slip_quantity", "return_reason", "return_basis"},
    "ask_receipt_instructions": {"disagreement"},
    "instruct_receipt": {"receipt_instruction"},
    "receive_return": {"actual_return_quantity", "goods_agree"},
    "book_return": {"booked_quantity"},
    "decide_discrepancy": {"decided_quantity", "discrepancy_reason"},
    "reduce_bonus_base": {"salesperson", "receivable_base", "receivable_held_up", "bonus_base"},
    "prove_return": {"return_proof", "buyer_seal"},
    "prove_allowance": {"allowance_proof", "buyer_seal"},
}

POLICY = manufacturing.policy(sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01")
ROLES = tuple(role.id for role in POLICY.roles)
EVERYBODY = Actor("all-hands", roles=set(ROLES))
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

TO_CHECKING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("send_samples", {"confirmed_reasons": "seen", "samples": "two rolls", "sales_opinion": "justified"}),
    ("accept", {}),
    (
        "trace",
        {
            "cause": "guide",
            "inspection_result": "confirmed",
            "responsible_department": "weaving",
            "responsible_persons": ["emp-31"],
        },
    ),
    (
        "analyse",
        {
            "analysis": "guide",
            "countermeasure": "weekly",
            "production_unit": "mill 2",
            "machine_shift": "7, night",
            "workers": ["emp-31"],
            "produced_on": "2026-01-20",
        },
    ),
    ("comment", {"manager_comment": "agreed", "needs_research": True}),
    ("comment_research", {"research_comment": "another dye"}),
)


def to_acting(handling: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """The way on from the check to the closed form."""
    return (
        ("check", {"check_result": "complete"}),
        ("explain_to_customer", {}),
        ("negotiate", {"outcome": "taken", "handling": handling, "amount": "3000 CNY"}),
        ("read_outcome", {}),
        ("find", {"originating_unit": "mill 2", "own_quality_problem": False, "human_negligence": False}),
        ("combine", {"combined_opinion": "pay"}),
        ("approve", {"approved_return_quantity": 38} if handling == "return" else {}),
        ("close", {}),
    )


LIVES = {
    "allowance": (*TO_CHECKING, *to_acting("allowance")),
    "return": (*TO_CHECKING, *to_acting("return")),
    "not established": (*TO_CHECKING, ("find_not_established", {"grounds": "within tolerance"}), ("close", {})),
}


def walk(life: str) -> Iterator[tuple[Desk, Any]]:
    """The case at each stage it passes, on its desk."""
    desk = Desk(PolicyHistory([POLICY]), MemoryStore(), tenant="acme", clock=FixedClock(NOW))
    case = desk.file(
        by=EVERYBODY,
        channel="letter",
        category="quality",
        facts={
            "order_no": "A-118",
            "item_no": "9-22",
            "shipped_on": "2026-02-02",
            "quantity": 400,
            "defective_quantity": 38,
            "demand": "allowance",
            "scope": "domestic",
        },
    )
    yield desk, case
    for trigger, facts in LIVES[life]:
        said: dict[str, Any] = {"category": "quality"} if trigger == "trace" else {}
        if trigger == "explain_to_customer":
            said["message"] = Sent("telephone")
        before = case.stage
        case = desk.act(case.id, trigger, by=EVERYBODY, facts=facts, **said)
        if case.stage != before:
            yield desk, case


def triggers_at(stage: str) -> list[str]:
    """The triggers of a stage, each once."""
    return list(dict.fromkeys(move.trigger for move in POLICY.moves if stage in move.sources))


CHOOSES: dict[str, dict[str, Any]] = {"comment": {"needs_research": False}}
"""The facts that choose between the targets of a step: without them none of its targets is tried."""


@pytest.mark.parametrize("life", LIVES)
def test_each_office_takes_its_own_steps_and_no_others(life):
    """At every stage a role may take exactly the steps its clause gives it; for all others the role is the reason."""
    for desk, case in walk(life):
        for trigger in triggers_at(case.stage):
            late = trigger == "agree_with_customer" and case.stage in ("deciding", "decided", "acting")
            allowed = AGREES_LATE if late else WHO[trigger]
            for role in ROLES:
                actor = Actor("somebody", roles={role})
                decision = desk.consider(case.id, trigger, by=actor, facts=CHOOSES.get(trigger, {}))
                barred = "role" in decision.codes
                assert barred == (role not in allowed), f"{case.stage}: {trigger} by {role}: {decision.text()}"


@pytest.mark.parametrize("life", LIVES)
def test_each_step_asks_for_what_its_clause_names(life):
    """A step that is given nothing names every fact it needs and the case does not know."""
    for desk, case in walk(life):
        for trigger in triggers_at(case.stage):
            chosen = CHOOSES.get(trigger, {})
            decision = desk.consider(case.id, trigger, by=EVERYBODY, facts=chosen)
            named = {fact for reason in decision.reasons for fact in reason.arg("facts") or ()}
            wanted = {fact for fact in ASKS.get(trigger, ()) if fact not in {**case.facts, **chosen}}
            assert wanted <= named, f"{case.stage}: {trigger} does not ask for {sorted(wanted - named)}"
            asked = {fact.id for fact in POLICY.facts} & named
            assert asked - wanted <= DERIVED.get(trigger, set()), f"{case.stage}: {trigger} also asks {asked - wanted}"


DERIVED: dict[str, set[str]] = {
    "approve": {"approved_return_quantity"},
    "approve_return_slip": {"slip_quantity", "return_reason", "handling", "return_basis"},
    "book_return": {"actual_return_quantity", "approved_return_quantity", "customer_ratio", "decided_quantity"},
    "draw_allowance": {"amount"},
    "draw_return_slip": {"handling"},
    "receive_return": {"slip_quantity"},
    "take_customer_signature": {"allowance_amount"},
}
"""What a step's conditions and papers hold beside what it asks for: named too while the case does not know it."""


def test_the_tables_speak_of_every_step():
    """No step of a complaint is left out of the table of offices, and none is in it that is gone."""
    of_complaints = {stage.id for stage in POLICY.stages if stage.case_kind == "complaint"}
    steps = {move.trigger for move in POLICY.moves if of_complaints & set(move.sources)}
    assert set(WHO) == steps
    assert set(ASKS) <= steps


def test_what_is_owed_after_the_close():
    """Sales owes the answer, the GM office the month's check; personnel hears only of sanctions that were approved."""
    desk, case = list(walk("allowance"))[-1]
    open_duties = {state.duty for state in desk.dues(case.id) if state.status in ("running", "overdue")}
    assert open_duties == {"step_reply", "monthly_check"}
    punished = {"complaint_loss": "50000 CNY", "responsible_person": "emp-31"}
    desk.act(case.id, "propose_administrative", by=EVERYBODY, facts=punished)
    assert "publish_sanctions" not in {state.duty for state in desk.dues(case.id)}
    desk.act(case.id, "approve_administrative", by=EVERYBODY)
    assert "publish_sanctions" in {state.duty for state in desk.dues(case.id) if state.status == "running"}
