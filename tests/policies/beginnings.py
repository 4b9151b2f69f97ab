"""Beginnings: pieces of way that several scenarios share, and the steps that come of taking one.

Only the tables of the files are worked on here; what the steps say is read in ``loading``, for every scenario that
takes them. The form is explained in ``tests/policies/scenarios/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

TAKEN_KEYS = {"after", "case", "at", "facts"}
"""What may be said where a beginning is taken, beside its name."""

THE_CASE = "case"
"""The alias a beginning's case has in the beginning itself."""


class NotTaken(Exception):
    """A beginning that cannot be taken in this way; the text says why."""


@attrs.frozen
class Beginning:
    """A named piece of way: what it comes after, and its own steps as its file says them."""

    name: str
    after: str
    steps: tuple[Mapping[str, Any], ...]


@attrs.frozen
class Said:
    """A step as a file says it, and where that is."""

    place: str
    table: Mapping[str, Any]


class Beginnings:
    """The beginnings a file may take, by name; `used` are those that were."""

    def __init__(self, known: Mapping[str, Beginning]) -> None:
        self.known = known
        self.used: set[str] = set()

    def lineage(self, name: str) -> list[str]:
        """The beginning and those it comes after, the first of all last. Raises `NotTaken`: unknown, or a circle."""
        found: list[str] = []
        while name:
            if name not in self.known:
                known = ", ".join(map(repr, self.known)) or "none"
                raise NotTaken(f"there is no beginning {name!r}; known are {known}")
            if name in found:
                raise NotTaken(f"beginnings in a circle: {' after '.join(map(repr, [*found, name]))}")
            found.append(name)
            name = self.known[name].after
        return found

    def way(self, name: str, through: tuple[str, ...] = ()) -> list[Said]:
        """Every step of a beginning, those of the beginnings before it first. Raises `NotTaken`."""
        found: list[Said] = []
        for part in reversed(self.lineage(name)):
            if part in through:
                raise NotTaken(f"beginnings in a circle: {' through '.join(map(repr, [*through, part]))}")
            self.used.add(part)
            for number, table in enumerate(self.known[part].steps, start=1):
                place = f"step {number} of the beginning {part!r}"
                if "reach" in table:
                    taken = self.take(table["reach"], without(table, "reach"), (*through, part))
                    found.extend(Said(f"{place}, {step.place}", step.table) for step in taken)
                else:
                    found.append(Said(place, table))
        return found

    def take(self, name: Any, said: Mapping[str, Any], through: tuple[str, ...] = ()) -> list[Said]:
        """The steps of a beginning past those of `after`, for another case, at another time, with other facts.

        :raises NotTaken: a key that is none, an unknown beginning, a circle, an `after` that does not come before it,
            and whatever is said but changes nothing.
        """
        for key in said:
            if key not in TAKEN_KEYS:
                raise NotTaken(f"unknown key {key!r} beside a beginning; known are {', '.join(sorted(TAKEN_KEYS))}")
        if not isinstance(name, str):
            raise NotTaken(f"a beginning is taken by its name, got {name!r}")
        steps = self.way(name, through)
        if "after" in said:
            if said["after"] not in self.lineage(name)[1:]:
                way = " after ".join(map(repr, self.lineage(name)))
                raise NotTaken(f"{name!r} does not come after {said['after']!r}: {way}")
            steps = steps[len(self.way(said["after"], through)) :]
        tables = [dict(step.table) for step in steps]
        if "facts" in said:
            _give(tables, said["facts"], name)
        if "at" in said:
            _move(tables, said["at"], name)
        if "case" in said:
            tables = [_about(table, said["case"]) for table in tables]
        return [attrs.evolve(step, table=table) for step, table in zip(steps, tables, strict=True)]


def without(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A table without some of its keys."""
    return {key: value for key, value in table.items() if key not in keys}


def _give(tables: list[dict[str, Any]], facts: Any, name: str) -> None:
    """Lay other values over the facts that the steps give."""
    if not isinstance(facts, dict):
        raise NotTaken(f"facts: expected a table, got {facts!r}")
    for id, value in facts.items():
        giving = [table for table in tables if isinstance(table.get("facts"), dict) and id in table["facts"]]
        if not giving:
            raise NotTaken(f"facts.{id}: no step taken of the beginning {name!r} gives it")
        if all(type(table["facts"][id]) is type(value) and table["facts"][id] == value for table in giving):
            raise NotTaken(f"facts.{id}: the beginning {name!r} says {value!r} already")
        for table in giving:
            table["facts"] = {**table["facts"], id: value}


def _move(tables: list[dict[str, Any]], at: Any, name: str) -> None:
    """Let the first step happen at another instant, and the later ones as much earlier or later by the local clock."""
    first: Any = tables[0].get("at")
    later = [table for table in tables[1:] if "at" in table]
    for instant in (at, *(table["at"] for table in tables if "at" in table)):
        if not isinstance(instant, datetime) or instant.tzinfo is None:
            raise NotTaken(f"'at' is an instant with its offset, got {instant!r}")
    if first == at:
        raise NotTaken(f"the beginning {name!r} is at {at.isoformat()} already")
    if later and first is None:
        raise NotTaken(f"the first step taken of the beginning {name!r} has no 'at' to count the later ones from")
    for table in later:
        table["at"] = table["at"].replace(tzinfo=at.tzinfo) + (at.replace(tzinfo=None) - first.replace(tzinfo=None))
    tables[0]["at"] = at


def _about(table: dict[str, Any], alias: Any) -> dict[str, Any]:
    """A step of a beginning on a case with another alias."""
    if not isinstance(alias, str) or alias in ("", THE_CASE):
        raise NotTaken(f"'case' names another alias than {THE_CASE!r}, got {alias!r}")
    moved = dict(table)
    if isinstance(table.get("link"), list):
        moved["link"] = _renamed(table["link"], alias)
    if table.get("into") == THE_CASE:
        moved["into"] = alias
    if isinstance(table.get("facts"), dict):
        moved["facts"] = {id: _cases(value, alias) for id, value in table["facts"].items()}
    sweep = table.get("sweep")
    if isinstance(sweep, dict) and {"as", "opened"} & set(sweep):
        names = {key for key in ("as", "opened") if sweep.get(key) == THE_CASE}
        moved["sweep"] = {**sweep, **dict.fromkeys(names, alias)}
        return moved
    key = "as" if "file" in table else "case"
    if table.get(key, THE_CASE) == THE_CASE:
        moved[key] = alias
    return moved


def _renamed(aliases: list[Any], alias: str) -> list[Any]:
    return [alias if item == THE_CASE else item for item in aliases]


def _cases(value: Any, alias: str) -> Any:
    """The value of a fact; one that names cases names the beginning's anew."""
    if isinstance(value, dict) and value.keys() == {"cases"}:
        return {"cases": _renamed(value["cases"], alias)}
    return value
