"""The door: what comes in is read, typed and sealed here, all faults at once; past it nothing is mistyped."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.events import EMPTY, Sealed, seal
from complaintkit.cases.program import Program
from complaintkit.desk.stored import PersonalValue
from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.facts import ABSENT, BLANK, UNKNOWN, read_facts
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.meetings import VOTES, Meeting
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.rules.vocabulary import PARTIES
from complaintkit.values import PERSONAL_PARTY_FIELDS, Attachment, FrozenMap, Party, digest
from complaintkit.values.checks import LONGEST_ID, LONGEST_KEY, listed, nearest, unfit

HEADING = "the command cannot be read"


def read_instant(value: object, path: str, faults: Faults) -> datetime | None:
    """An aware datetime in UTC, or None; a naive one, or anything else, is a fault."""
    if value is None:
        return None
    if not isinstance(value, datetime):
        faults.add(path, f"expected an aware datetime, got {type(value).__name__}")
        return None
    if value.tzinfo is None or value.utcoffset() is None:
        faults.add(path, f"{value.isoformat()} has no time zone: give an aware datetime")
        return None
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def read_texts(values: object, path: str, faults: Faults) -> tuple[str, ...]:
    """Several names; a single text is refused, since its letters would be taken for names."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        faults.add(path, f"expected several names, such as a tuple, got {type(values).__name__}")
        return ()
    read: tuple[Any, ...] = tuple(values)
    for i, value in enumerate(read):
        if not isinstance(value, str) or not value:
            faults.add(f"{path}[{i}]", f"expected a name, got {type(value).__name__}")
        elif wrong := unfit(value, LONGEST_ID):
            faults.add(f"{path}[{i}]", wrong)
    return read


def read_text(value: object, path: str, faults: Faults, *, empty: bool = True, at_most: int | None = None) -> None:
    """A text that can be kept; an empty one is a fault where ``empty`` is False."""
    if not isinstance(value, str) or not (value or empty):
        faults.add(path, f"expected a text{'' if empty else ' that is not empty'}, got {type(value).__name__}")
    elif wrong := unfit(value, at_most):
        faults.add(path, wrong)


def is_id(value: Any) -> bool:
    """Whether this is the id of a person, a unit or a case that any store can look up."""
    return type(value) is str and 0 < len(value) <= LONGEST_ID and (value.isprintable() or unfit(value) is None)


def read_id(value: object, path: str, faults: Faults) -> None:
    """The id of a person, a unit or a case."""
    read_text(value, path, faults, empty=False, at_most=LONGEST_ID)


def read_name(value: object, known: Iterable[str], what: str, path: str, faults: Faults) -> None:
    """A name that must be known; otherwise a fault with the nearest one."""
    names = list(known)
    if value in names:
        return
    near = nearest(str(value), names)
    hint = f"did you mean {near!r}?" if near is not None else f"known: {listed(names)}"
    faults.add(path, f"there is no {what} {value!r}: {hint}")


def check_limit(limit: object, faults: Faults) -> None:
    """Note a fault unless it is a whole number from 1 on."""
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        faults.add("limit", f"expected a whole number from 1 on, got {limit!r}")


def read_message(value: object, faults: Faults) -> Sent | None:
    """A message as ``Sent`` or as a mapping with ``means`` and, if any, ``enclosures``."""
    if value is None or isinstance(value, Sent):
        return value
    if (
        not isinstance(value, Mapping)
        or set(value) - {"means", "enclosures"}
        or not isinstance(value.get("means"), str)
    ):
        faults.add("message", "expected Sent, or a mapping with 'means' and, if any, 'enclosures'")
        return None
    return Sent(value["means"], read_texts(value.get("enclosures", ()), "message.enclosures", faults))


def read_meeting(value: object, faults: Faults) -> Meeting | None:
    """The record of a meeting as ``Meeting`` or as a mapping with ``votes`` by person and, if any, ``chair``."""
    if value is None:
        return None
    given: Any = {"votes": value.votes, "chair": value.chair} if isinstance(value, Meeting) else value
    if not isinstance(given, Mapping) or set(given) - {"votes", "chair"} or "votes" not in given:
        faults.add("meeting", "expected a Meeting, or a mapping with 'votes' by person and, if any, 'chair'")
        return None
    votes, chair = given["votes"], given.get("chair", "")
    pairs = tuple(votes.items()) if isinstance(votes, Mapping) else votes
    if not isinstance(pairs, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        faults.add("meeting.votes", f"expected a mapping of persons to votes, got {type(votes).__name__}")
        return None
    before = len(faults)
    for person, vote in pairs:
        if not isinstance(person, str) or not person:
            faults.add("meeting.votes", f"expected the id of a person, got {type(person).__name__}")
        elif wrong := unfit(person, LONGEST_ID):
            faults.add("meeting.votes", wrong)
        elif vote not in VOTES:
            faults.add(f"meeting.votes.{person}", f"expected one of {', '.join(VOTES)}")
    read_text(chair, "meeting.chair", faults)
    return Meeting.of(pairs, chair=chair) if len(faults) == before else None


def read_actor(actor: Any, faults: Faults) -> None:
    """The actor must be an :class:`Actor` with an id."""
    id: Any = actor.id if isinstance(actor, Actor) else None
    if not isinstance(id, str) or not id:
        faults.add("by", f"expected an Actor with an id, got {type(actor).__name__}")
        return
    for name in ("id", "unit", "on_behalf_of"):
        value = getattr(actor, name)
        if value is not None:
            read_id(value, f"by.{name}", faults)


def read_attachments(values: object, faults: Faults) -> tuple[Attachment, ...]:
    """References to papers."""
    if values == ():
        return ()
    read: tuple[Any, ...] = tuple(values) if isinstance(values, Iterable) and not isinstance(values, str) else (values,)
    for i, value in enumerate(read):
        if not isinstance(value, Attachment):
            faults.add(f"attachments[{i}]", f"expected an Attachment, got {type(value).__name__}")
    return read


def check_desk(history: object, store: object, faults: Faults) -> None:
    """Note a fault where a desk is given something else than policies and a store."""
    if not isinstance(history, Policy | PolicyHistory):
        faults.add("history", f"expected a Policy or a PolicyHistory, got {type(history).__name__}")
    if not callable(getattr(store, "begin", None)) or not callable(getattr(store, "using", None)):
        faults.add("store", f"expected a store, such as SQLiteStore(path), got {type(store).__name__}")


def read_command_facts(
    program: Program, given: object, takes: Iterable[str], what: str, faults: Faults
) -> dict[str, Any]:
    """The typed facts of a command; undeclared ones, mistyped ones and ones it does not take are faults."""
    if not isinstance(given, Mapping):
        faults.add("facts", f"expected a mapping of facts, got {type(given).__name__}")
        return {}
    allowed = set(takes)
    stray = [id for id in given if id in program.facts and id not in allowed]
    for id in stray:
        faults.add(f"facts.{id}", f"{what} takes no fact {id!r}; it takes: {', '.join(sorted(allowed)) or 'none'}")
    try:
        return dict(read_facts(program.facts, {k: v for k, v in given.items() if k not in stray}))
    except InvalidInput as error:
        for fault in error.faults:
            faults.add(fault.path, fault.message)
        return {}


class Sealing:
    """Takes personal values out of a command: a commitment stays, the value goes beside the event.

    ``whose`` is the key of the person the values belong to, or the case whose complainant that is.
    """

    __slots__ = ("_whose", "seq", "values")

    def __init__(self, seq: int, whose: Case | str) -> None:
        self.seq = seq
        self._whose = whose
        self.values: list[PersonalValue] = []

    @property
    def person(self) -> str:
        """The key of the person the values belong to."""
        whose = self._whose
        if isinstance(whose, str):
            return whose
        key = whose.parties.get("complainant", EMPTY).get("key")
        return str(key) if key else f"case-{whose.id}"

    def keep(self, path: str, value: Any, person: str = "") -> Sealed:
        """Seal one value under a fresh salt."""
        salt = secrets.token_hex(16)
        self.values.append(PersonalValue(self.seq, path, person or self.person, salt, value))
        return seal(value, salt)

    def facts(self, program: Program, facts: Mapping[str, Any]) -> FrozenMap[Any]:
        """The facts, with those that are personal sealed."""
        if not facts:
            return EMPTY
        return FrozenMap(
            {
                id: self.keep(f"facts.{id}", value)
                if program.facts[id].personal and value not in (ABSENT, UNKNOWN, BLANK)
                else value
                for id, value in facts.items()
            }
        )

    def parties(self, parties: Mapping[str, Party]) -> FrozenMap[FrozenMap[Any]]:
        """The parties as maps of the fields that were given, with the personal ones sealed."""
        if not parties:
            return EMPTY
        return FrozenMap({role: self._party(role, party) for role, party in parties.items()})

    def _party(self, role: str, party: Party) -> FrozenMap[Any]:
        person = party.key or f"{role}-{secrets.token_hex(8)}"
        fields: dict[str, Any] = {}
        for field in attrs.fields(Party):
            value = getattr(party, field.name)
            if value in (None, "", (), False):
                continue
            personal = field.name in PERSONAL_PARTY_FIELDS
            fields[field.name] = self.keep(f"parties.{role}.{field.name}", value, person) if personal else value
        fields["key"] = person
        return FrozenMap(fields)


def read_parties(complainant: object, parties: Any, faults: Faults) -> dict[str, Party]:
    """The parties by role; a role that is none, or a value that is no Party, is a fault."""
    read: dict[str, Party] = {}
    if parties is not None and not isinstance(parties, Mapping):
        faults.add("parties", f"expected a mapping of roles to parties, got {type(parties).__name__}")
        parties = None
    given: dict[str, object] = dict(parties or {})
    if complainant is not None:
        given["complainant"] = complainant
    for role, party in given.items():
        if role not in PARTIES:
            read_name(role, PARTIES, "party role", f"parties.{role}", faults)
        elif not isinstance(party, Party):
            faults.add(f"parties.{role}", f"expected a Party, got {type(party).__name__}")
        else:
            read[role] = party
    return read


def check_key(key: object) -> None:
    """An idempotency key must be a text of up to 255 characters. Raises InvalidInput."""
    faults = Faults()
    read_text(key, "key", faults, empty=False, at_most=LONGEST_KEY)
    faults.raise_if_any(InvalidInput)


def fingerprint(verb: str, actor: Actor, key: str, content: Mapping[str, Any]) -> str:
    """What an idempotency key is bound to: the command and who gave it. Salted by the key, so that no personal value
    can be guessed from it.
    """
    check_key(key)
    plain = {name: value for name, value in content.items() if value not in (None, (), EMPTY, "")}
    return seal(digest((verb, actor.id, plain)), key).commitment
