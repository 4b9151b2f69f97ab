"""What a scenario runs in: a fresh desk, its people and cases, and what came of a step."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput
from complaintkit.rules import Actor, Policy, PolicyHistory
from complaintkit.testing import FixedClock
from complaintkit.values import Citation
from tests.policies.loading import Scenario
from tests.policies.steps import Step

StoreFactory = Callable[[], Any]
Build = Callable[..., Policy]

TENANT = "acme"


class ScenarioFailure(AssertionError):
    """A step that did not come out as its scenario says."""


@cache
def builder(policy: str) -> Build:
    """The ``policy`` function of a regime's module; what it made of some parameters is given again for the same."""
    build: Build = importlib.import_module(f"complaintkit.policies.{policy}").policy
    made: dict[str, Policy] = {}

    def once(**params: Any) -> Policy:
        key = repr(sorted(params.items()))
        if key not in made:
            made[key] = build(**params)
        return made[key]

    return once


@attrs.define
class Outcome:
    """What came of a step: the case as it stands after it, and what the step said, was refused for or set off."""

    world: World
    step: Step
    alias: str
    reasons: tuple[Any, ...] = ()
    invalid: InvalidInput | None = None
    offers: tuple[Any, ...] = ()
    shown: Mapping[str, Any] = {}
    lines: dict[str, list[list[Any]]] = attrs.field(factory=dict)
    cites: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    _case: Any = None
    _dues: Any = None

    @property
    def case(self) -> Any:
        """The case the step is about, as the desk tells it now."""
        if self._case is None:
            self._case = self.world.desk.get(self.world.case_id(self.alias))
        return self._case

    @property
    def dues(self) -> tuple[Any, ...]:
        """The states of all its duties."""
        if self._dues is None:
            self._dues = self.world.desk.dues(self.case.id)
        return tuple(self._dues)

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts of the case, personal ones opened."""
        return self.world.facts(self.case)

    @property
    def stage_kind(self) -> str:
        """The kind of the stage the case is in."""
        stages = {stage.id: stage for stage in self.world.policy_of(self.case).stages}
        return str(stages[self.case.stage].kind)

    @property
    def explained(self) -> str:
        """The explanation for the regulator."""
        return str(self.world.explain(self.case.id, self.step, "regulator", "en").text())

    def register(self, id: str) -> tuple[Any, ...]:
        """The cases entered in a register."""
        return tuple(self.world.desk.register(id))

    def alias_of(self, case_id: str) -> str:
        """The alias of a case."""
        return self.world.alias_of(case_id)


class World:
    """A fresh desk with the people and cases of one scenario."""

    def __init__(self, scenario: Scenario, store: StoreFactory, build: Build) -> None:
        self.scenario = scenario
        self.build = build
        self.params = dict(scenario.params)
        self.store = store()
        self.clock = FixedClock(scenario.steps[0].keys["at"])
        self.actors = {id: Actor(id, **_actor(said)) for id, said in scenario.actors.items()}
        self.cases: dict[str, list[str]] = {}
        self.policies: list[Policy] = []
        self._desk: Any = None
        self._heard = 0

    @property
    def desk(self) -> Any:
        """The desk, opened with the first version of the policy when it is first needed."""
        if self._desk is None:
            self.adopt(self.params)
        return self._desk

    def adopt(self, params: Mapping[str, Any]) -> None:
        """Put a version of the policy in force, beside those before, and open the desk anew on the same store."""
        policies = [*self.policies, self.build(**params)]
        history = PolicyHistory(policies)
        self._desk = Desk(history, self.store, tenant=TENANT, clock=self.clock)
        self.policies = policies

    def policy_of(self, case: Any) -> Policy:
        """The version a case runs under."""
        return next(policy for policy in self.policies if policy.hash == case.policy)

    def case_id(self, alias: str) -> str:
        """The newest case of an alias."""
        if alias not in self.cases:
            raise ScenarioFailure(f"there is no case {alias!r}: no step before it has filed or opened it")
        return self.cases[alias][-1]

    def alias_of(self, case_id: str) -> str:
        """The alias of a case; its id where it has none."""
        return next((alias for alias, ids in self.cases.items() if case_id in ids), case_id)

    def facts(self, case: Any) -> Mapping[str, Any]:
        """The facts of a case with the personal ones opened."""
        access = self.policy_of(case).access
        reader = Actor("reader", roles={*access.sees, *access.oversees})
        facts: Mapping[str, Any] = self.desk.view(case.id, by=reader).facts
        return facts

    def heard(self) -> tuple[str, ...]:
        """The roles of the notices since this was last asked."""
        notices = tuple(self.desk.notices(limit=10_000))
        new, self._heard = notices[self._heard :], len(notices)
        return tuple(notice.to for notice in new)

    def explain(self, case_id: str, step: Step, audience: str, lang: str) -> Any:
        """An explanation, asked for by whoever does the step, or by who oversees what not everybody is shown."""
        oversees = self.policy_of(self.desk.get(case_id)).access.oversees
        by = Actor("auditor", oversees) if oversees else self.actors.get(step.get("by", ""), Actor("auditor"))
        return self.desk.explain(case_id, by=by, audience=audience, lang=lang)


def _actor(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "roles": tuple(said.get("roles", ()))}
