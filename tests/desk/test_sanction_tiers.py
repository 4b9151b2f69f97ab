"""Sanctions on a desk: tiers with a condition, one for each subject, counts of the month of the receipt."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.errors import PolicyError
from complaintkit.rules import Fact, Guard, Kind, Move, Policy, SanctionRule, Stage, Tally, Tier
from complaintkit.rules.conditions import fact, tally
from tests.desk.policies import BOSS, CLERK, OPEN, TX, World, at, cny, policy, why, world

GRAVE = fact("grave").is_true()
BY_COUNT = SanctionRule(
    "often", against="person", subject="person", basis="upheld", counts=True, approvers=("boss",), cite=TX("art. 60"),
    tiers=(Tier(1, amount=cny(50)), Tier(2, amount=cny(200)), Tier(3, measure="dismissal", when=GRAVE)),
)  # fmt: skip
BY_MONTH = Tally("upheld", "found", subject="person", dated="received")


def penal(rule: SanctionRule = BY_COUNT, **parts: Any) -> Policy:
    """Findings against a person, a fine by their number, on the case and on the month's standing case."""
    base = policy()

    def settle(stages: tuple[str, ...]) -> tuple[Move, ...]:
        return (
            Move("fine", stages, "=", by=("clerk",), sanction="often", offers=("grave",)),
            Move("approve", stages, "=", by=("boss",), sanction="often", records=("sanctioned",)),
            Move("waive", stages, "=", by=("boss",), sanction="often", records=("waived",)),
            Move("praise", stages, "=", by=("clerk",), asks=("person",),
                 guards=(Guard("none_upheld", tally("upheld") == 0),), records=("rewarded",)),
        )  # fmt: skip

    given: dict[str, Any] = {
        "kinds": (
            Kind("complaint", initial="open", by=("clerk",)),
            Kind("month", initial="month_open", every="month", opens="end"),
        ),
        "stages": (
            *base.stages, Stage("month_open", owner="clerk", case_kind="month"),
            Stage("month_done", "closed", case_kind="month"),
        ),
        "facts": (Fact("person", "person", required=False), Fact("grave", "yes_no", required=False)),
        "tallies": (Tally("upheld", "found", subject="person"),),
        "sanctions": (rule,),
        "moves": (
            *base.moves, Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), records=("found",)),
            *settle(OPEN), *settle(("month_open",)),
            Move("finish", ("month_open",), "month_done", by=("clerk",), records=("closed",)),
        ),
    }  # fmt: skip
    return policy(**{**given, **parts})


def uphold(desk: World, person: str = "emp-1", **given: Any) -> str:
    """A complaint found to be justified against somebody."""
    case = desk.file(**given)
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": person})
    return case


def fined(desk: World, case: str, **facts: Any) -> tuple[str, Any, tuple[str, ...]]:
    """Propose; how the proposal stands, its amount and measures."""
    step = desk.desk.act(case, "fine", by=CLERK, facts=facts).sanctions[-1]
    return step.state, step.amount, step.measures


def test_a_tier_with_a_condition_asks_for_it_only_where_the_figure_reaches_it():
    """With two nobody asks whether it is grave; with three the proposal waits for the answer, with its clause."""
    desk = world(penal())
    uphold(desk)
    case = uphold(desk)
    assert fined(desk, case) == ("proposed", cny(200), ())
    case = uphold(desk)
    found = why(lambda: desk.desk.act(case, "fine", by=CLERK))
    assert (found.code, found.arg("facts"), found.cites) == ("missing_facts", ("grave",), (TX("art. 60"),))
    assert fined(desk, case, grave=True) == ("proposed", None, ("dismissal",))


def test_where_a_tiers_condition_does_not_hold_the_next_lower_one_counts():
    """Three, and not grave: what two give."""
    desk = world(penal())
    for _ in range(3):
        case = uphold(desk)
    assert fined(desk, case, grave=False) == ("proposed", cny(200), ())


def test_a_sum_leaves_out_the_tiers_whose_condition_does_not_hold():
    """50 and 200 are 250; the third adds its measure only where it is grave, and is asked for."""
    desk = world(penal(attrs.evolve(BY_COUNT, mode="sum")))
    for _ in range(3):
        case = uphold(desk)
    assert why(lambda: desk.desk.act(case, "fine", by=CLERK)).code == "missing_facts"
    assert fined(desk, case, grave=False) == ("proposed", cny(250), ())
    assert fined(desk, case, grave=True) == ("proposed", cny(250), ("dismissal",))


def test_no_tier_that_holds_is_no_proposal():
    """A lowest tier that does not hold is below the tiers, however high the figure."""
    desk = world(penal(attrs.evolve(BY_COUNT, tiers=(Tier(1, amount=cny(5), when=GRAVE),))))
    case = uphold(desk)
    found = why(lambda: desk.desk.act(case, "fine", by=CLERK, facts={"grave": False}))
    assert (found.code, found.arg("why")) == ("sanction", "below_tiers")


def states(desk: World, case: str) -> list[tuple[str, str]]:
    """Whom each sanction of a case is against, and how it stands."""
    return [(step.subject, step.state) for step in desk.desk.get(case).sanctions]


def test_once_a_later_proposal_takes_the_place_of_the_pending_one_of_the_same_person():
    """Two proposals against one, one against another: the approver finds one of each."""
    desk = world(penal(attrs.evolve(BY_COUNT, once=True)))
    case = uphold(desk)
    fined(desk, case)
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-2"})
    fined(desk, case, person="emp-2")
    fined(desk, case, person="emp-1")
    assert states(desk, case) == [("emp-1", "replaced"), ("emp-2", "proposed"), ("emp-1", "proposed")]
    desk.desk.act(case, "approve", by=BOSS)
    assert states(desk, case) == [("emp-1", "replaced"), ("emp-2", "approved"), ("emp-1", "approved")]


def test_once_an_approval_replaces_the_one_before_and_a_waiver_leaves_it():
    """What was approved counts until something else is approved in its place."""
    desk = world(penal(attrs.evolve(BY_COUNT, once=True)))
    case = uphold(desk)
    fined(desk, case)
    desk.desk.act(case, "approve", by=BOSS)
    fined(desk, case)
    desk.desk.act(case, "waive", by=BOSS)
    assert states(desk, case) == [("emp-1", "approved"), ("emp-1", "waived")]
    fined(desk, case)
    desk.desk.act(case, "approve", by=BOSS)
    assert states(desk, case) == [("emp-1", "replaced"), ("emp-1", "waived"), ("emp-1", "approved")]


def test_without_once_every_sanction_stands():
    """Two proposals against one person are two."""
    desk = world(penal())
    case = uphold(desk)
    fined(desk, case)
    fined(desk, case)
    desk.desk.act(case, "approve", by=BOSS)
    assert states(desk, case) == [("emp-1", "approved"), ("emp-1", "approved")]


def test_a_count_by_receipt_is_that_of_the_month_complained_in():
    """Received on 31 March and found on 1 April: one of March, none of April, whenever it is asked."""
    desk = world(penal(tallies=(BY_MONTH,)), now=at(1, month=4))
    uphold(desk, received_at=at(31, 23, 59, 59))
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 1}
    april, march = desk.file(), desk.file(received_at=at(31))
    assert desk.desk.consider(april, "praise", by=CLERK, facts={"person": "emp-1"}).granted
    assert not desk.desk.consider(march, "praise", by=CLERK, facts={"person": "emp-1"}).granted


def test_a_standing_case_asks_about_its_own_period():
    """March's case, opened with its last instant, counts March in April and in May, findings of April included."""
    desk = world(penal(tallies=(BY_MONTH,)), now=at(2))
    uphold(desk)
    late = desk.file()
    desk.clock.move_to(at(3, month=4))
    (month,) = desk.desk.sweep().opened
    uphold(desk)
    assert fined(desk, month, person="emp-1") == ("proposed", cny(50), ())
    desk.desk.act(late, "uphold", by=CLERK, facts={"person": "emp-1"})
    desk.clock.move_to(at(4, month=5))
    assert fined(desk, month, person="emp-1") == ("proposed", cny(200), ())
    assert not desk.desk.consider(month, "praise", by=CLERK, facts={"person": "emp-1"}).granted
    assert desk.desk.consider(month, "praise", by=CLERK, facts={"person": "emp-2"}).granted


def test_a_tier_may_not_ask_for_what_is_not_there():
    """A condition of a tier is checked when the policy is built, with its path."""
    bad = attrs.evolve(BY_COUNT, tiers=(Tier(1, amount=cny(5), when=fact("mood") == "bad"),))
    with pytest.raises(PolicyError, match=r"mood.*\$\.sanctions\[0\]\(often\)\.tiers\[0\]\.when"):
        penal(bad)


def test_the_highest_tier_reached_asks_nothing_of_those_below_it():
    """One grave finding would weigh more, but two weigh most: nobody is asked whether one of them was grave."""
    desk = world(penal(attrs.evolve(BY_COUNT, tiers=(Tier(1, amount=cny(100), when=GRAVE), Tier(2, amount=cny(200))))))
    case = uphold(desk)
    assert why(lambda: desk.desk.act(case, "fine", by=CLERK)).code == "missing_facts"
    uphold(desk)
    assert fined(desk, case) == ("proposed", cny(200), ())


def test_once_what_was_waived_stays_so():
    """A waiver takes the place of nothing, also not of another waiver."""
    desk = world(penal(attrs.evolve(BY_COUNT, once=True)))
    case = uphold(desk)
    for _ in range(2):
        fined(desk, case)
        desk.desk.act(case, "waive", by=BOSS)
    assert states(desk, case) == [("emp-1", "waived"), ("emp-1", "waived")]


def test_a_reward_is_proposed_and_approved_like_a_sanction():
    """Whom nothing was found against is rewarded, once its approver says so; whom something was, is not."""
    bonus = SanctionRule(
        "bonus", against="person", subject="person", basis="upheld", counts=True, approvers=("boss",), once=True,
        tiers=(Tier(0, amount=cny(500), when=tally("upheld") == 0),), cite=TX("art. 61"),
    )  # fmt: skip
    moves = (
        *policy().moves,
        Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), records=("found",)),
        Move("propose_bonus", OPEN, "=", by=("clerk",), sanction="bonus", records=("x_proposed",)),
        Move("reward", OPEN, "=", by=("clerk", "boss"), sanction="bonus", records=("rewarded",)),
    )
    built = policy(
        facts=(Fact("person", "person", required=False),), sanctions=(bonus,), moves=moves,
        tallies=(Tally("upheld", "found", subject="person"),),
    )  # fmt: skip
    desk = world(built)
    case = uphold(desk)
    refused = why(lambda: desk.desk.act(case, "propose_bonus", by=CLERK))
    assert (refused.code, refused.cites) == ("sanction", (TX("art. 61"),))
    assert why(lambda: desk.desk.act(case, "reward", by=BOSS)).arg("why") == "nothing_proposed"
    desk.desk.act(case, "propose_bonus", by=CLERK, facts={"person": "emp-2"})
    assert why(lambda: desk.desk.act(case, "reward", by=CLERK)).arg("why") == "approver"
    (step,) = desk.desk.act(case, "reward", by=BOSS).sanctions
    assert (step.subject, step.state, step.amount) == ("emp-2", "approved", cny(500))
