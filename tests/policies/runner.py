"""Runs scenarios: real commands on a fresh desk, every expectation checked, every difference told with its place.

The store is a parameter, so that the same scenarios run on every store. The form of the files is explained in
``tests/policies/scenarios/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from complaintkit.errors import InvalidInput, Refused
from complaintkit.storage.memory import MemoryStore
from tests.policies.expectations import differences
from tests.policies.loading import Scenario
from tests.policies.steps import Step
from tests.policies.verbs import DOES
from tests.policies.world import Build, Outcome, ScenarioFailure, StoreFactory, World, builder


def run(scenario: Scenario, *, store: StoreFactory = MemoryStore, build: Build | None = None) -> World:
    """Run one scenario on a fresh store; the world it leaves behind.

    :raises ScenarioFailure: a step came out otherwise; the text names scenario, step, what was expected and got.
    """
    world = World(scenario, store, build or builder(scenario.policy))
    for step in scenario.steps:
        try:
            found = take(world, step)
        except ScenarioFailure as error:
            found = [str(error)]
        except Exception as error:
            error.add_note(f"in {scenario}, {step} at {world.clock.now().isoformat()}")
            raise
        if found:
            place = f"{scenario}\n  {step} at {world.clock.now().isoformat()}"
            raise ScenarioFailure("\n    ".join([place, *found]))
    return world


def take(world: World, step: Step) -> list[str]:
    """Take one step, as often as it says; the differences from what it expects."""
    if "at" in step.keys:
        world.clock.move_to(step.keys["at"])
    if world.policies:
        world.heard()
    got = Outcome(world, step, step.alias)
    if "params" in step.keys:
        said = {**world.params, **step.keys["params"]}
        got.invalid = _input_fault(lambda: world.adopt(_given(said)))
    if got.invalid is None:
        got = _do(world, step, got)
    expect = step.expect
    found = []
    if got.invalid is not None and "invalid" not in expect:
        found.append(f"expected the input to be taken, got {got.invalid}")
    elif got.reasons and "refused" not in expect:
        told = "; ".join(f"{r.code} {r.args} [{', '.join(map(str, r.cites))}]" for r in got.reasons)
        found.append(f"expected the command to be granted, got a refusal: {told}")
    else:
        if world.policies:
            got.notices = world.heard()
        found.extend(differences(expect, got))
    return found


def _do(world: World, step: Step, got: Outcome) -> Outcome:
    """The commands of a step: once, or for each repetition; an unexpected refusal ends the series."""
    times = step.get("repeat", 1)
    targets: list[str | None]
    if step.verb in ("file", "sweep", "look"):
        targets = [None] * times
    else:
        ids = world.cases.get(step.alias, [])
        world.case_id(step.alias)
        targets = list(ids) if times > 1 and len(ids) == times else [ids[-1]] * times
    for target in targets:
        got.reasons, got._case, got._dues = (), None, None
        try:
            DOES[step.verb](world, step, got, target)
        except Refused as refused:
            got.reasons = tuple(refused.decision.reasons)
        except InvalidInput as error:
            got.invalid = error
        if got.reasons:
            got.cites = tuple(cite for reason in got.reasons for cite in reason.cites)
        if bool(got.reasons) != ("refused" in step.expect) or (got.invalid is None) != ("invalid" not in step.expect):
            break
    return got


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without those that a step takes away by ``{ absent = true }``."""
    return {name: value for name, value in params.items() if value != {"absent": True}}


def _input_fault(do: Callable[[], None]) -> InvalidInput | None:
    try:
        do()
    except InvalidInput as error:
        return error
    return None


def at_end(world: World) -> list[str]:
    """What must hold after every scenario: the chain is whole, and every open duty is explained to everybody."""
    found = []
    report = world.desk.verify()
    if not report.ok:
        found.append(f"verify: expected clean chains, got {report.faults}")
    last = world.scenario.steps[-1]
    repeated = {id for ids in world.cases.values() for id in ids[:-1]}  # the last of a series speaks for it
    for case in world.desk.find(limit=1000).cases:
        if case.id in repeated:
            continue
        for audience in ("staff", "complainant", "regulator"):
            for lang in ("en", "zh"):
                found.extend(_unexplained(world, last, case, audience, lang))
    return found


def _unexplained(world: World, step: Step, case: Any, audience: str, lang: str) -> Iterator[str]:
    text = world.explain(case.id, step, audience, lang).text()
    where = f"explain {world.alias_of(case.id)!r} to the {audience} in {lang}"
    if not text.strip():
        yield f"{where}: expected a text, got none"
    policy = world.policy_of(case)
    duties = {duty.id: duty for duty in policy.duties}
    for state in world.desk.dues(case.id):
        shown = audience != "complainant" or duties[state.duty].tells_complainant
        if state.status in ("running", "overdue", "paused") and shown and policy.title(state.duty, lang) not in text:
            yield f"{where}: expected the open duty {state.duty!r}, got {text!r}"
