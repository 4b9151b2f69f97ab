"""Strategies for whoever builds on the library: valid ones are valid, spoiled ones have the one fault they name."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from complaintkit.cases.program import Program
from complaintkit.cases.view import View
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.rules import Guard, Policy
from complaintkit.rules.evaluate import evaluate
from complaintkit.testing import strategies
from complaintkit.testing.spoiled import SPOILERS
from tests.lifetimes.small import small

START = datetime(2026, 3, 2, tzinfo=UTC)
SMALL = small()
QUICK = settings(
    phases=(Phase.reuse, Phase.generate), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@QUICK
@given(strategies.spoiled_policies())
@pytest.mark.no_cover
def test_a_spoiled_policy_has_the_one_fault_it_names(spoiled):
    """Refused with exactly one fault, at the path that was told; without what spoiled it, it is sound."""
    with pytest.raises(PolicyError) as caught:
        Policy(**spoiled.parts)
    assert [fault.path for fault in caught.value.faults] == [spoiled.path], spoiled.what
    assert Policy(**{field.name: spoiled.parts[field.name] for field in attrs.fields(Policy)} | _parts(spoiled.sound))


def _parts(policy):
    return {field.name: getattr(policy, field.name) for field in attrs.fields(Policy)}


@pytest.mark.parametrize("what", SPOILERS)
def test_each_way_to_spoil_a_policy_spoils_one_that_has_everything(what):
    """The small policy has every part, so that every spoiler finds something; with one fault, where it says."""
    changed, path = SPOILERS[what](SMALL, 0)
    with pytest.raises(PolicyError) as caught:
        attrs.evolve(SMALL, **changed)
    assert [fault.path for fault in caught.value.faults] == [path]


@pytest.mark.parametrize(
    "has",
    [
        lambda duty: duty.repeats == "due" and duty.until,
        lambda duty: duty.repeats == "met",
        lambda duty: duty.tolling,
        lambda duty: duty.longstop is not None,
    ],
)
@pytest.mark.no_cover
def test_drawn_policies_have_duties_that_repeat_are_tolled_and_bounded(has):
    """Each is among the policies that are drawn, and no rarity."""
    searched = settings(max_examples=300, phases=[Phase.generate], database=None, derandomize=True)
    assert find(strategies.policies().map(lambda policy: any(map(has, policy.duties))), bool, settings=searched)


@QUICK
@given(strategies.conditions(SMALL))
def test_a_drawn_condition_fits_the_policy(condition):
    """It is well formed where the policy is: a move may be guarded by it, and it can be told of a case."""
    first, *others = SMALL.moves
    guarded = attrs.evolve(SMALL, moves=(attrs.evolve(first, guards=(Guard("drawn", condition),)), *others))
    assert evaluate(condition, View(Program(guarded), None, START)).value in (True, False, None)


@QUICK
@given(strategies.cases(SMALL))
def test_a_drawn_case_is_whole(lived):
    """It stands at its desk, in one of the policy's stages, with a chain that nothing is missing from."""
    assert lived.case.stage in {stage.id for stage in SMALL.stages}
    assert lived.desk.verify().ok
    assert lived.case.version == len(lived.desk.events(lived.case_id))


def test_drawn_cases_get_somewhere_and_drawn_commands_mostly_go_through():
    """Of the commands for them most are granted; cases in waiting and closed stages are among them."""
    seen = Counter()

    @settings(QUICK, max_examples=40, database=None, derandomize=True)
    @given(strategies.cases(SMALL).flatmap(lambda lived: _with_command(lived)))
    def draw(drawn):
        lived, command = drawn
        kind = next(stage.kind for stage in SMALL.stages if stage.id == lived.case.stage)
        decision = lived.desk.consider(command.case_id, command.trigger, **command.arguments())
        seen.update((kind, "granted" if decision.granted else "refused", f"{lived.case.version > 3} moved on"))

    draw()
    assert seen["granted"] > seen["refused"], seen
    assert seen["closed"], seen
    assert seen["waiting"], seen
    assert seen["True moved on"] > 10, seen


def _with_command(lived):
    return strategies.commands(lived.desk, lived.case_id).map(lambda command: (lived, command))


def test_a_draft_has_no_cases():
    """Nothing can be filed under it."""
    with pytest.raises(InvalidInput, match="expected a policy in force"):
        find(strategies.cases(small(in_force_from=None)), lambda lived: True)
