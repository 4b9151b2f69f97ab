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
from complaintkit.testing import lifetimes
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
    "office": lambda: office.policy(**{**arguments("office"), "box_opened": "week"}),
}
"""A small policy with one of each part, and every regime that ships; the bank with limits, so that they are tried, the
seller of medicines with lower tiers, so that they are reached, the office with a round to its box each week instead of
each day, so that other cases get their share."""

LONG = 60
"""How many long lifetimes each policy gets."""


def live(machine, examples, steps):
    """Run a state machine for so many examples; what was seen."""
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case().runTest()
    return machine.seen


@pytest.mark.parametrize("name", POLICIES)
def test_the_laws_hold_through_random_lifetimes(name):
    """Replay, chain, roles, recusal, authority, dates, rungs, numbers: asked after every command."""
    seen = live(lifetimes(POLICIES[name]()), max(settings().max_examples // 8, 6), 15)
    # the lifetimes are no idle ones: cases move on, and of every ten runs one sees a case closed
    assert seen["moves"] > 2 * seen["runs"], sorted(seen.items())
    assert seen["several"] * 4 >= seen["runs"], sorted(seen.items())
    assert seen["closed"] >= seen["runs"] // 10, sorted(seen.items())
    assert seen["refused"] > seen["runs"] / 2, sorted(seen.items())


@pytest.mark.long
@pytest.mark.parametrize("name", POLICIES)
def test_the_laws_hold_through_long_lifetimes(name):
    """The same, deeper: more lifetimes, three times as long, in which most of a policy's moves are made.

    Sixty take from two to seven minutes of one processor, by policy; the profile changes nothing.
    """
    policy = POLICIES[name]()
    seen = live(lifetimes(policy), LONG, 40)
    triggers = {move.trigger for move in policy.moves}
    made = {trigger for trigger in triggers if seen[f"move: {trigger}"]}
    assert len(made) >= 0.7 * len(triggers), f"never made: {sorted(triggers - made)}; {sorted(seen.items())}"
    assert bool(seen["joined"]) == bool(policy.joins), sorted(seen.items())
    for move in policy.moves:  # what is promised is kept or put off in these lives too
        assert not move.promises or seen[f"move: {move.trigger}"], sorted(seen.items())


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
