"""Reads the scenario files strictly: whatever a file says that no one reads is an error with its place.

The form is explained in ``tests/policies/scenarios/README.md``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from tests.policies.beginnings import Beginning, Beginnings, NotTaken, Said, without
from tests.policies.steps import Step, StepReader

FOLDER = Path(__file__).resolve().parent / "scenarios"
SHARED = ".beginnings.toml"
"""The end of the name of the file whose head and beginnings all files of the same policy share."""

HEAD_KEYS = {"policy", "params", "actors", "beginning", "scenario", "note"}
STORY_KEYS = {"name", "rows", "params", "actors", "begin", "step", "note"}
BEGINNING_KEYS = {"name", "after", "step", "note"}
ACTOR_KEYS = {"roles", "unit", "on_behalf_of"}


class ScenarioError(Exception):
    """Scenario files that cannot be read as they stand; every fault with file, scenario and step."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(["the scenario files cannot be read:", *self.faults]))


@attrs.frozen
class Scenario:
    """One scenario with everything it needs to run: what heads and beginnings give it is already in it."""

    file: str
    name: str
    policy: str
    rows: tuple[str, ...]
    params: Mapping[str, Any]
    actors: Mapping[str, Mapping[str, Any]]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.file}::{self.name}"


@attrs.frozen
class Shared:
    """What all files of a policy, or all scenarios of a file, share: parameters, people and beginnings."""

    policy: str
    params: Mapping[str, Any]
    actors: Mapping[str, Mapping[str, Any]]
    beginnings: Beginnings


def load_all(folder: Path = FOLDER) -> tuple[Scenario, ...]:
    """Every scenario of a folder, by file and in the order of each file. Raises `ScenarioError` with all faults.

    What the files of a policy share is read first, and a fault there is told before theirs.
    """
    found: list[Scenario] = []
    faults: list[str] = []
    shared: dict[str, Shared] = {}
    files = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    for file, text in files:
        if file.endswith(SHARED):
            try:
                head = parse_shared(text, file)
                shared[head.policy] = head
            except ScenarioError as error:
                faults.extend(error.faults)
    if faults:
        raise ScenarioError(faults)
    for file, text in files:
        if not file.endswith(SHARED):
            try:
                found.extend(parse(text, file, shared))
            except ScenarioError as error:
                faults.extend(error.faults)
    if faults:
        raise ScenarioError(faults)
    for policy, head in shared.items():
        idle = sorted(set(head.beginnings.known) - head.beginnings.used)
        faults.extend(f"{policy}{SHARED}: no scenario takes the beginning {name!r}" for name in idle)
    if faults:
        raise ScenarioError(faults)
    return tuple(found)


def parse(text: str, file: str, shared: Mapping[str, Shared] = MappingProxyType({})) -> tuple[Scenario, ...]:
    """The scenarios of one file's text, on top of what its policy's files share. Raises `ScenarioError`, all faults."""
    reader = _Reader(file)
    head = _toml(text, file)
    scenarios = tuple(reader.file(head, shared.get(str(head.get("policy")))))
    if reader.faults:
        raise ScenarioError(reader.faults)
    return scenarios


def parse_shared(text: str, file: str) -> Shared:
    """What the files of a policy share. Raises `ScenarioError` with all its faults."""
    reader = _Reader(file)
    head = _toml(text, file)
    shared = reader.head(head, None)
    if "scenario" in head:
        reader.fault("scenarios stand in files of their own, not with what they share")
    if file != f"{shared.policy}{SHARED}":
        reader.fault(f"what the files of {shared.policy!r} share stands in '{shared.policy}{SHARED}'")
    if reader.faults:
        raise ScenarioError(reader.faults)
    return shared


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([f"{file}: not TOML: {error}"]) from None


class _Reader(StepReader):
    """Reads one file and notes every fault at its place."""

    def head(self, head: dict[str, Any], shared: Shared | None) -> Shared:
        """What stands before the scenarios, laid over what the files of the policy share."""
        self.only(head, HEAD_KEYS, "the file's head")
        policy = head.get("policy")
        if not isinstance(policy, str):
            self.fault("the file's head: 'policy' names a module of complaintkit.policies")
        beneath = shared or Shared("", {}, {}, Beginnings({}))
        params = {**beneath.params, **self.table(head.get("params", {}), "params")}
        actors = {**beneath.actors, **self.actors(head.get("actors", {}))}
        beginnings = self.beginnings(head.get("beginning", []), actors, beneath.beginnings.known)
        return Shared(str(policy), params, actors, beginnings)

    def beginnings(self, said: Any, actors: Mapping[str, Any], known: Mapping[str, Beginning]) -> Beginnings:
        """The beginnings of the file, beside those known; each is read by itself, so that a slip is told once."""
        file = self.at
        own: dict[str, Beginning] = {}
        for i, table in enumerate(said, start=1):
            name = table.get("name")
            self.at = f"{file}: the beginning {name!r}" if name else f"{file}: beginning {i}"
            if not isinstance(name, str) or not name.strip():
                self.fault("a beginning needs a 'name'")
                continue
            if name in own or name in known:
                self.fault("two beginnings have the same name")
            self.only(table, BEGINNING_KEYS, "the beginning")
            if not table.get("step"):
                self.fault("a beginning needs at least one [[beginning.step]]")
            after = table.get("after", "")
            if not isinstance(after, str):
                self.fault(f"after = the name of another beginning, got {after!r}")
                after = ""
            own[name] = Beginning(name, after, tuple(table.get("step", [])))
        for name in own:
            self.at = file
            try:
                way = Beginnings({**known, **own}).way(name)
            except NotTaken as error:
                self.fault(f"the beginning {name!r}: {error}")
                continue
            list(self.steps(way, actors, ": "))
        self.at = file
        self.faults = list(dict.fromkeys(self.faults))  # a slip shows in every beginning that comes after it
        return Beginnings({**known, **own})

    def file(self, head: dict[str, Any], shared: Shared | None) -> Iterator[Scenario]:
        file = self.at
        common = self.head(head, shared)
        if self.faults and "beginning" in head:
            return  # each scenario that takes a faulty beginning would tell the same fault again
        names: set[str] = set()
        for i, story in enumerate(head.get("scenario", []), start=1):
            name = story.get("name")
            self.at = f"{file}: scenario {i}" if not isinstance(name, str) else f"{file}: {name!r}"
            if not isinstance(name, str) or not name.strip():
                self.fault("a scenario needs a 'name' that says what must hold")
                continue
            if name in names:
                self.fault("two scenarios of this file have the same name")
            names.add(name)
            self.only(story, STORY_KEYS, "the scenario")
            rows = self.texts(story.get("rows", []), "rows")
            actors = {**common.actors, **self.actors(story.get("actors", {}))}
            params = {**common.params, **self.table(story.get("params", {}), "params")}
            steps = tuple(self.steps(self.said(story, common.beginnings), actors))
            yield Scenario(file, name, common.policy, rows, params, actors, steps)
        self.at = file
        if not names:
            self.fault("there is no [[scenario]] in it")
        if shared is not None:
            shared.beginnings.used.update(common.beginnings.used)
        own = {table["name"] for table in head.get("beginning", [])}
        if not self.faults:
            for name in sorted(own - common.beginnings.used):
                self.fault(f"no scenario takes the beginning {name!r}")

    def actors(self, value: Any) -> dict[str, dict[str, Any]]:
        found = {}
        for id, said in self.table(value, "actors").items():
            actor = self.table(said, f"actors.{id}")
            self.only(actor, ACTOR_KEYS, f"actors.{id}")
            self.texts(actor.get("roles", []), f"actors.{id}.roles")
            found[id] = actor
        return found

    def said(self, story: Mapping[str, Any], beginnings: Beginnings) -> list[Said]:
        """The steps of a scenario, those of the beginnings that it takes among them."""
        if not story.get("step"):
            self.fault("a scenario needs at least one [[scenario.step]] of its own")
        said = [(f"step {number}", table) for number, table in enumerate(story.get("step", []), start=1)]
        if "begin" in story:
            begin = story["begin"] if isinstance(story["begin"], dict) else {"name": story["begin"]}
            if "after" in begin:
                self.fault("begin: 'after' goes with 'reach' in a step; a scenario begins at the start")
                return []
            said.insert(0, ("begin", {**without(begin, "name"), "reach": begin.get("name")}))
        found: list[Said] = []
        for place, table in said:
            if "reach" not in table:
                found.append(Said(place, table))
                continue
            try:
                steps = beginnings.take(table["reach"], without(table, "reach"))
            except NotTaken as error:
                self.faults.append(f"{self.at}, {place}: {error}")
                return []
            found.extend(Said(f"{place}, {step.place}", step.table) for step in steps)
        return found

    def steps(self, said: Iterable[Said], actors: Mapping[str, Any], joint: str = ", ") -> Iterator[Step]:
        """Each step as it is read; the clock never goes back."""
        place = self.at
        known: set[str] = set()
        now: datetime | None = None
        for number, item in enumerate(said, start=1):
            self.at = f"{place}{joint}{item.place}"
            step = self.step(number, item, actors, known)
            if step is None:
                continue
            at = step.get("at", now)
            if isinstance(at, datetime) and at.tzinfo is not None:
                if now is not None and at < now:
                    self.fault(f"the clock stands at {now.isoformat()} already, 'at' is before: {at.isoformat()}")
                now = at
            yield step
        self.at = place
