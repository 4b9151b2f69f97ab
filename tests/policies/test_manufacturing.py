"""The factory's policy: parameters that refuse nonsense, and what no scenario can say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days, NthDayOfNextMonth
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.policies import manufacturing
from complaintkit.policies.manufacturing.figures import STEP_LIMITS
from complaintkit.policies.manufacturing.vocabulary import UNITS
from complaintkit.rules import PolicyHistory
from complaintkit.values import Money

PLAIN: dict[str, Any] = {"sales_manager_limit": "5000", "deputy_limit": "50000", "in_force_from": "2026-01-01"}


def build(**changes):
    """The policy with some arguments changed."""
    return manufacturing.policy(**{**PLAIN, **changes})


def paths(error):
    """Where the faults of an error lie."""
    return [fault.path for fault in error.value.faults]


def test_limits_are_required():
    """The table of art. 11 is lost: nobody else's limits are taken for granted."""
    for name in ("sales_manager_limit", "deputy_limit"):
        with pytest.raises(TypeError, match=name):
            manufacturing.policy(**{key: value for key, value in PLAIN.items() if key != name})


@pytest.mark.parametrize("amount", [0, -1, "0", "-5000", "five", "", "1e3", 5000.0, True, None, Decimal("NaN")])
@pytest.mark.parametrize("name", ["sales_manager_limit", "deputy_limit"])
def test_a_limit_is_an_exact_amount_above_zero(name, amount):
    """Zero, negative, floats, booleans and texts that are no figure are refused by the parameter's name."""
    with pytest.raises(InvalidInput) as error:
        build(**{name: amount})
    assert paths(error) == [name]


@pytest.mark.parametrize("amount", ["5000", 5000, Decimal("5000.00")])
def test_a_limit_may_be_a_text_a_whole_number_or_a_decimal(amount):
    """The same limit, however it is written exactly, gives the same policy."""
    assert build(sales_manager_limit=amount) == build()


@pytest.mark.parametrize("high", ["5000", "4999.99"])
def test_limits_rise(high):
    """The deputy general manager decides more than the sales manager."""
    with pytest.raises(InvalidInput) as error:
        build(deputy_limit=high)
    assert paths(error) == ["deputy_limit"]


def test_all_faults_are_told_at_once():
    """Every parameter that cannot be used is named in one error."""
    with pytest.raises(InvalidInput) as error:
        build(
            sales_manager_limit="0",
            deputy_limit=1.5,
            in_force_from="2026-13-01",
            approved_on=20260101,
            currency="yuan",
            step_limits={"trace": 0, "packing": 2},
            collection_days=0,
            loss_base=[["0", "2"]],
            penalty_base=[],
            administrative_principles=[["-1", "warning"]],
            over_quantity_ratio="-0.1",
        )
    assert set(paths(error)) == {
        "sales_manager_limit", "deputy_limit", "in_force_from", "approved_on", "currency", "step_limits",
        "step_limits.trace", "collection_days", "loss_base[0][1]", "penalty_base",
        "administrative_principles[0][0]", "over_quantity_ratio",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["2026-02-30", "soon", 20260101, None, True])
def test_the_first_day_in_force_is_a_date(day):
    """What is no calendar date is refused."""
    with pytest.raises(InvalidInput) as error:
        build(in_force_from=day)
    assert paths(error) == ["in_force_from"]


@pytest.mark.parametrize("days", [0, -1, 16, 1.0, True, "2", None])
@pytest.mark.parametrize("step", sorted(STEP_LIMITS))
def test_a_step_has_whole_days_within_a_domestic_case(step, days):
    """Each unit's limit is a whole number from 1 to 15."""
    with pytest.raises(InvalidInput) as error:
        build(step_limits={step: days})
    assert paths(error) == [f"step_limits.{step}"]


def test_step_limits_are_a_table():
    """A list of figures does not say whose they are."""
    with pytest.raises(InvalidInput) as error:
        build(step_limits=[2, 2, 1])
    assert paths(error) == ["step_limits"]


@pytest.mark.parametrize("step", sorted(STEP_LIMITS))
def test_a_step_limit_moves_its_own_duty_and_no_other(step):
    """A figure of the table reaches the duty of its unit, the rest stays as documented."""
    before = {duty.id: duty.term for duty in build().duties}
    after = {duty.id: duty.term for duty in build(step_limits={step: 9}).duties}
    changed = {id for id in before if before[id] != after[id]}
    roles = ("sales_manager", "deputy_general_manager", "general_manager")
    assert changed == ({f"step_decide_{role}" for role in roles} if step == "decide" else {f"step_{step}"})
    assert {after[id] for id in changed} == {Days(9)}


def test_the_documented_steps_fit_a_domestic_case():
    """All steps up to the close, R&D's and the one day of art. 9(5) included, last 14 days of the 15."""
    to_close = sum(days for step, days in STEP_LIMITS.items() if step != "reply") + 1
    assert to_close == 14


@pytest.mark.parametrize("days", [0, -30, 366, 30.0, True, "30"])
def test_the_normal_period_is_whole_days_of_a_year_at_most(days):
    """The normal period for a receivable is a whole number of days."""
    with pytest.raises(InvalidInput) as error:
        build(collection_days=days)
    assert paths(error) == ["collection_days"]


@pytest.mark.parametrize("share", ["0", "-0.5", "1.01", 0.5, True, "a half", None, "1/0"])
@pytest.mark.parametrize("base", ["loss_base", "penalty_base"])
def test_a_base_has_shares_above_nothing_up_to_the_whole(base, share):
    """A share that is none is refused with its place in the base."""
    with pytest.raises(InvalidInput) as error:
        build(**{base: [("0", "0.5"), ("100", share)]})
    assert paths(error) == [f"{base}[1][1]"]


@pytest.mark.parametrize("base", ["loss_base", "penalty_base", "administrative_principles"])
@pytest.mark.parametrize("rows", [[], "0", None, {"0": "1"}])
def test_a_base_has_rows(base, rows):
    """A base without a row, or that is no list of rows, is refused."""
    with pytest.raises(InvalidInput) as error:
        build(**{base: rows})
    assert paths(error) == [base]


@pytest.mark.parametrize("row", [["0"], "00", ["0", "0.5", "x"], 0])
def test_a_row_is_a_pair(row):
    """A row that is no pair is refused with its place."""
    with pytest.raises(InvalidInput) as error:
        build(loss_base=[row])
    assert paths(error) == ["loss_base[0]"]


@pytest.mark.parametrize("measure", ["", "  ", 3, None])
def test_a_principle_names_a_measure(measure):
    """An administrative principle without the name of its measure is refused."""
    with pytest.raises(InvalidInput) as error:
        build(administrative_principles=[("0", measure)])
    assert paths(error) == ["administrative_principles[0][1]"]


def test_rows_of_a_base_rise():
    """A row begins above the one before."""
    with pytest.raises(InvalidInput) as error:
        build(penalty_base=[("0", "0.01"), ("500", "0.02"), ("500", "0.03")])
    assert paths(error) == ["penalty_base[2][0]"]


def test_a_share_may_be_a_fraction():
    """A third of the loss is a third, not 0.33."""
    policy = build(loss_base=[("0", Fraction(1, 3))])
    rule = next(rule for rule in policy.sanctions if rule.id == "department_loss")
    assert rule.tiers[0].share == Fraction(1, 3)


@pytest.mark.parametrize("ratio", ["0", "-0.05", "1.5", 0.05, True, None])
def test_the_acceptance_ratio_lies_above_nothing_and_within_the_whole(ratio):
    """Zero, negative and more than the whole are refused."""
    with pytest.raises(InvalidInput) as error:
        build(over_quantity_ratio=ratio)
    assert paths(error) == ["over_quantity_ratio"]


def test_the_currency_is_everywhere_the_same():
    """Limits, amounts, bases and redress are all in the policy's currency."""
    policy = build(currency="EUR")
    assert policy.redress.currency == "EUR"
    assert [band.up_to for bands in policy.bands for band in bands.bands[:2]] == [
        Money.of("5000", "EUR"), Money.of("50000", "EUR"),
    ] * 2  # fmt: skip
    assert {fact.currency for fact in policy.facts if fact.type == "money"} == {"EUR"}
    assert {tier.least.currency for rule in policy.sanctions for tier in rule.tiers} == {"EUR"}


def test_approval_is_the_general_managers_and_comes_first():
    """Without it, with another's, or with one that comes too late, no history takes the policy (T2 art. 15)."""
    policy = build()
    assert (policy.approval.role, policy.approval.on) == ("general_manager", date(2026, 1, 1))
    other = attrs.evolve(policy, approval=attrs.evolve(policy.approval, role="deputy_general_manager"))
    for refused in (attrs.evolve(policy, approval=None), other, build(approved_on="2026-01-02")):
        with pytest.raises(PolicyError, match=r"T2 art\. 15"):
            PolicyHistory([refused])
    earlier = build(approved_on=date(2025, 12, 20), approved_by="emp-1")
    approval = PolicyHistory([earlier]).newest.approval
    assert approval is not None
    assert (approval.by, approval.on) == ("emp-1", date(2025, 12, 20))


def test_an_amendment_follows_the_version_before():
    """Two approved versions stand beside each other, each from its own day."""
    first = build()
    second = build(version="2", in_force_from="2026-04-01", sales_manager_limit="800", approved_on="2026-03-20")
    history = PolicyHistory([first, second])
    assert history.at(date(2026, 3, 31)) is first
    assert history.at(date(2026, 4, 1)) is second


def test_every_unit_can_be_asked_why_it_was_late():
    """Each unit of the inquiry slip has a time limit of its own to be late with (T2 art. 14)."""
    policy = build()
    assert {duty.owner for duty in policy.duties if duty.id.startswith("step_")} - {"sales_supervisor"} == set(UNITS)


def test_what_falls_on_the_tenth_does_not_roll():
    """By the 10th names a day; the Civil Code's roll is for days that are counted (T2 art. 9(9), 12(1))."""
    terms = {duty.id: duty.term for duty in build().duties if isinstance(duty.term, NthDayOfNextMonth)}
    assert set(terms) == {"monthly_check", "publish_sanctions", "monthly_table", "monthly_sanctions"}
    assert set(terms.values()) == {NthDayOfNextMonth(10, roll="none")}


def test_only_what_sales_must_check_is_required_at_filing():
    """The form can be filed with these seven facts and no others (T2 art. 9(1), 10(1))."""
    required = {fact.id for fact in build().facts if fact.required and fact.case_kind == "complaint"}
    assert required == {
        "order_no", "item_no", "shipped_on", "quantity", "defective_quantity", "demand", "scope",
    }  # fmt: skip
