"""Random lifetimes of cases: whatever is done with a desk, and in whatever order, its laws hold (issue 2, end 3)."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import attrs
import pytest
from hypothesis import HealthCheck, settings

from complaintkit.errors import InvalidInput
from complaintkit.policies import bank_branch, office
from complaintkit.rules import Tally
from complaintkit.testing import lifetimes
from tests.desk.test_joins import RULE, joining
from tests.lifetimes.small import small
from tests.policies.rows import regimes
from tests.policies.shipped import arguments, build


def medicines():
    """The seller of medicines with tiers from the first complaint on: three against one seldom meet by chance."""
    built = build("pharmaceutical")
    month, *others = built.sanctions
    tiers = tuple(attrs.evolve(tier, least=n) for n, tier in enumerate(month.tiers, 1))
    return attrs.evolve(built, sanctions=(attrs.evolve(month, tiers=tiers), *others))


POLICIES = {
    "small": small,
    **{regime: partial(build, regime) for regime in regimes()},
    "bank_branch": lambda: bank_branch.policy(in_force_from="2026-01-01", post_limit="200", outlet_limit="5000"),
    "pharmaceutical": medicines,
    "joining": lambda: joining(attrs.evolve(RULE, counts="", reached_at=2), tallies=(Tally("households", "joined"),)),
    "office": lambda: office.policy(**{**arguments("office"), "box_opened": "week"}),
}
"""A small policy with one of each part, and every regime that ships; the bank with limits, so that they are tried, the
seller of medicines with lower tiers, so that they are reached, the office with a round to its box each week instead of
each day, so that other cases get their share; one whose cases join and come loose."""

LONG, AT_MOST = 30, 120
"""How many long lifetimes each policy gets, and as many again, up to so many, while they leave much of it untried."""


def live(machine, examples, steps, **more):
    """Run a state machine for so many examples; what was seen, in this run and those before it."""
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), **more
    )
    case().runTest()
    return machine.seen


MEASURED = ("small", "joining")
"""Those whose lives show coverage what is reached; the others reach little more."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in MEASURED else pytest.mark.no_cover) for name in POLICIES]
)
def test_the_laws_hold_through_random_lifetimes(name):
    """Replay, chain, roles, recusal, authority, dates, rungs, numbers: asked after every command."""
    seen = live(lifetimes(POLICIES[name]()), max(settings().max_examples // 8, 6), 15)
    # the lifetimes are no idle ones: cases move on, and of every ten runs one sees a case closed
    assert seen["moves"] > 2 * seen["runs"], sorted(seen.items())
    assert seen["several"] * 4 >= seen["runs"], sorted(seen.items())
    assert seen["closed"] >= seen["runs"] // 10, sorted(seen.items())
    assert seen["refused"] > seen["runs"] / 2, sorted(seen.items())


def untried(policy, seen):
    """What lives should come to and did not: seven moves of ten, a joining taken back, a promise kept or put off."""
    triggers = {move.trigger for move in policy.moves}
    never = sorted(trigger for trigger in triggers if not seen[f"move: {trigger}"])
    if len(never) <= 0.3 * len(triggers):
        never = [move.trigger for move in policy.moves if move.promises and move.trigger in never]
    return [*never, *(done for done in ("joined", "unjoined") if policy.joins and not seen[done])]


@pytest.mark.long(what="lives")
@pytest.mark.parametrize("name", POLICIES)
def test_the_laws_hold_through_long_lifetimes(name):
    """The same, deeper: more lifetimes, three times as long, in which most of a policy's moves are made.

    Thirty take from ten seconds to some two minutes of one processor, by policy; the profile changes nothing.
    """
    policy = POLICIES[name]()
    machine = lifetimes(policy)
    for _ in range(0, AT_MOST, LONG):
        seen = live(machine, LONG, 40, derandomize=False)
        if not untried(policy, seen):
            break
    assert not untried(policy, seen), f"never made: {untried(policy, seen)}; {sorted(seen.items())}"
    assert policy.joins or not seen["joined"] + seen["unjoined"], sorted(seen.items())


def test_a_draft_has_no_lifetimes():
    """A policy without its first day in force is refused with a word on what to do."""
    with pytest.raises(InvalidInput, match="in_force_from"):
        lifetimes(small(in_force_from=None))


def test_testing_imports_without_hypothesis_and_names_the_extra():
    """Clock, directory, laws and assertions come without test tools; lifetimes and check_policy name the extra."""
    code = (
        "import sys; sys.modules['hypothesis'] = sys.modules['pytest'] = None\n"
        "from complaintkit.testing import FixedClock, FixedDirectory, Laws, assert_due, lifetimes\n"
        "from complaintkit.errors import MissingExtra\n"
        "try: lifetimes(None)\n"
        "except MissingExtra as error: print(error)\n"
        "try: from complaintkit.testing import check_policy\n"
        "except MissingExtra as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    cure = "needs the extra 'testing'; run: pip install 'complaintkit[testing]' [CK601]\n"
    assert said == f"lifetimes {cure}check_policy {cure}"
