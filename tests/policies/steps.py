"""Reads the steps of scenario files strictly: verbs, the keys beside them, and what is expected.

The form is explained in ``tests/policies/scenarios/README.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from tests.policies.beginnings import Said

VERBS = (
    "file", "act", "hand_in", "extend", "correct", "allege", "join", "sweep", "consider", "available", "view", "look",
)  # fmt: skip
CASELESS = ("file", "sweep", "look")
"""The verbs that need no case made before them."""

NOBODYS = ("look", "sweep")
"""The verbs that need nobody who does them."""

_SAID = {"facts", "occurred_at", "category", "message", "confirmed", "attachments", "to", "reason", "key",
         "meeting"}  # fmt: skip
KEYS = {
    "file": {"as", "channel", "category", "kind", "complainant", "parties", "about", "received_at", "facts", "refs",
             "key", "link", "confirmed", "attachments", "unit", "reason"},
    "act": _SAID,
    "hand_in": _SAID,
    "consider": _SAID,
    "extend": {"reason", "until", "message", "occurred_at", "key"},
    "correct": {"reason", "occurred_at", "facts"},
    "allege": {"against", "to", "reason"},
    "join": {"into", "occurred_at", "reason", "key"},
    "sweep": set(),
    "available": set(),
    "view": set(),
    "look": set(),
}  # fmt: skip
"""What a step may say beside its verb, for each verb."""

COMMON = {"at", "by", "case", "expect", "repeat", "params", "note"}
SWEEP_KEYS = {"opened", "kind", "as", "period", "limit"}
PARTY_KEYS = {"name", "contact", "address", "means", "language", "needs", "key", "kind", "anonymous"}
PAPER_KEYS = {"name", "sha256", "content", "media_type", "ref"}

_TEXTS = {"stage", "stage_kind", "owner", "category", "number", "redress", "proposed", "invalid", "explain",
          "found_in_register", "period", "kept_until"}  # fmt: skip
_LISTS = {"records", "no_records", "registers", "no_forms", "fired", "lifted", "told", "notices", "links", "refused",
          "cites", "missing", "alleged", "may", "may_once", "may_not", "instructions"}  # fmt: skip
_TABLES = {"lines", "forms", "facts", "due", "status", "sanctions", "recorded", "asks", "shown"}
EXPECT = _TEXTS | _LISTS | _TABLES
OF_AVAILABLE = {"may", "may_once", "may_not", "instructions", "asks"}
OF_REFUSAL = {"missing"}
STATUSES = {"running", "paused", "met", "met_late", "overdue", "stopped"}
SANCTION_KEYS = {"state", "amount", "subject", "measures"}


@attrs.frozen
class Step:
    """One step: its number in the scenario, the place where it is said, its verb and what stands behind it.

    Beside these the other keys, and what is expected.
    """

    number: int
    place: str
    verb: str
    target: Any
    keys: Mapping[str, Any]
    expect: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """What the step says under a key."""
        return self.keys.get(key, default)

    @property
    def alias(self) -> str:
        """The case this step is about."""
        if self.verb == "file":
            return str(self.get("as", "case"))
        if self.verb == "sweep" and "case" not in self.keys:
            return str(self.target.get("opened") or self.target.get("as") or "case")
        return str(self.get("case", "case"))

    def __str__(self) -> str:
        what = f" {self.target}" if isinstance(self.target, str | int) else ""
        by = f" by {self.keys['by']}" if "by" in self.keys else ""
        return f"{self.place} ({self.verb}{what}{by})"


class StepReader:
    """Reads steps and notes every fault at its place."""

    def __init__(self, file: str) -> None:
        self.at = file
        self.faults: list[str] = []

    def fault(self, text: str) -> None:
        self.faults.append(f"{self.at}: {text}")

    def only(self, table: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in table:
            if key not in known:
                self.fault(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")

    def table(self, value: Any, where: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.fault(f"{where}: expected a table, got {value!r}")
        return {}

    def texts(self, value: Any, where: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(f"{where}: expected a list of texts, got {value!r}")
        return ()

    def step(self, number: int, item: Said, actors: Mapping[str, Any], known: set[str]) -> Step | None:
        said = item.table
        verbs = [verb for verb in VERBS if verb in said]
        if len(verbs) != 1:
            self.fault(f"exactly one of {', '.join(VERBS)} is needed, got {', '.join(verbs) or 'none'}")
            return None
        verb = verbs[0]
        keys = {key: value for key, value in said.items() if key not in (verb, "expect")}
        self.only(keys, COMMON | KEYS[verb], f"a step with {verb!r}")
        target = self.target(verb, said[verb], keys)
        expect = self.table(said.get("expect", {}), "expect")
        step = Step(number, item.place, verb, target, keys, expect)
        self.common(step, actors)
        self.expectations(step)
        fails = {"refused", "invalid"} & set(expect)
        opens = verb == "file" or (verb == "sweep" and {"opened", "as"} & set(target))
        made = step.alias if opens and not fails else None
        if made is not None:
            known.add(made)
        elif step.alias not in known and (verb not in CASELESS or "case" in keys or self.about_a_case(step)):
            self.fault(f"no step before has filed or opened the case {step.alias!r}")
        return step

    @staticmethod
    def about_a_case(step: Step) -> bool:
        return bool(set(step.expect) - {"notices", "invalid", "refused", "cites", "missing"})

    def target(self, verb: str, value: Any, keys: dict[str, Any]) -> Any:
        if verb in ("act", "hand_in", "consider", "extend", "allege", "join"):
            if not isinstance(value, str):
                self.fault(f"{verb} = a text, got {value!r}")
        elif verb == "correct":
            if not isinstance(value, str) and type(value) is not int:
                self.fault(f"correct = the record (its newest entry) or the number of the event, got {value!r}")
        else:
            value = self.table(value, verb)
            self.only(value, {"file": KEYS["file"], "sweep": SWEEP_KEYS}.get(verb, set()), verb)
            if verb == "file":
                for key in set(value) & set(keys):
                    self.fault(f"{key!r} is said twice, in the step and in its 'file'")
                keys.update(value)
            if verb == "sweep" and "opened" in value and "as" in value:
                self.fault("sweep: 'opened' and 'as' both name the case it opened; one is enough")
        return value

    def common(self, step: Step, actors: Mapping[str, Any]) -> None:
        keys = step.keys
        if step.number == 1 and "at" not in keys:
            self.fault("the first step needs 'at', the instant it happens")
        if "at" in keys and not (isinstance(keys["at"], datetime) and keys["at"].tzinfo is not None):
            self.fault(f"'at' is an instant with its offset, got {keys['at']!r}")
        if "by" in keys and keys["by"] not in actors:
            self.fault(f"'by' names nobody of the actors: {keys['by']!r}")
        if "by" not in keys and step.verb not in NOBODYS:
            self.fault(f"who does it? a step with {step.verb!r} needs 'by'")
        repeat = keys.get("repeat", 1)
        if type(repeat) is not int or repeat < 1:
            self.fault(f"'repeat' is a whole number from 1 on, got {repeat!r}")
        for key in ("facts", "refs", "params", "parties"):
            self.table(keys.get(key, {}), key)
        for key in ("about", "confirmed"):
            self.texts(keys.get(key, []), key)
        if "link" in keys and len(self.texts(keys["link"], "link")) != 2:
            self.fault("link = [link rule, alias of the other case]")
        parties = {"complainant": keys.get("complainant", {}), **self.table(keys.get("parties", {}), "parties")}
        for role, party in parties.items():
            self.only(self.table(party, role), PARTY_KEYS, role)
        self.message(keys.get("message"))
        if "meeting" in keys:
            self.only(self.table(keys["meeting"], "meeting"), {"votes", "chair"}, "meeting")
        for paper in keys.get("attachments", []):
            self.only(self.table(paper, "attachments"), PAPER_KEYS, "attachments")

    def message(self, value: Any) -> None:
        if value is not None:
            message = self.table(value, "message")
            self.only(message, {"means", "enclosures"}, "message")
            self.texts(message.get("enclosures", []), "message.enclosures")

    def expectations(self, step: Step) -> None:
        for key, value in step.expect.items():
            where = f"expect.{key}"
            if key not in EXPECT:
                self.fault(f"{where}: unknown; known are {', '.join(sorted(EXPECT))}")
            elif key in _LISTS:
                self.texts(value, where)
            elif key in _TEXTS:
                if not isinstance(value, str):
                    self.fault(f"{where}: expected a text, got {value!r}")
            else:
                self.expected_table(key, self.table(value, where))
            if key == "shown" and step.verb != "view":
                self.fault("expect.shown: only a step with 'view' answers that")
            if key == "lines" and step.verb != "hand_in":
                self.fault("expect.lines: only a step with 'hand_in' draws them up")
            if key in OF_AVAILABLE and step.verb != "available":
                self.fault(f"{where}: only a step with 'available' answers that")
        if "missing" in step.expect and "refused" not in step.expect:
            self.fault("expect.missing goes with expect.refused")
        if step.verb == "look" and set(step.expect) & {"refused", "cites"}:
            self.fault("a look is neither refused nor granted")

    def expected_table(self, key: str, table: dict[str, Any]) -> None:
        for name, value in table.items():
            where = f"expect.{key}.{name}"
            if key == "status" and value not in STATUSES:
                self.fault(f"{where}: expected one of {', '.join(sorted(STATUSES))}, got {value!r}")
            elif key in ("forms", "asks"):
                self.texts(value, where)
            elif key == "recorded" and type(value) is not int:
                self.fault(f"{where}: expected how often it is recorded, got {value!r}")
            elif key == "due" and not hasattr(value, "isoformat"):
                self.fault(f"{where}: expected a date or an instant, got {value!r}")
            elif key == "due" and isinstance(value, datetime) and value.tzinfo is None:
                self.fault(f"{where}: an instant needs its offset, got {value.isoformat()}")
            elif key == "lines" and not (isinstance(value, list) and all(isinstance(row, list) for row in value)):
                self.fault(f"{where}: expected a list of lines, got {value!r}")
            elif key == "sanctions":
                self.only(self.table(value, where), SANCTION_KEYS, where)
