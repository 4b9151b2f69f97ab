"""Events: what happened to a case, in few structural classes, each chained to the one before.

An event has two times. ``occurred_at`` is when it happened: clocks and guards read it. ``recorded_at`` is when the
desk took it down: the chain, versions and "as known on" read it. Personal values are not in it: a :class:`Sealed`
commitment stands in their place, and the value lies beside the event, where it can be erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

import attrs

from complaintkit.rules.meetings import Meeting
from complaintkit.rules.record import Surroundings
from complaintkit.values import Attachment, Citation, FrozenMap, Money, canonical
from complaintkit.values.quick import quick, quick_change

EMPTY: FrozenMap[Any] = FrozenMap()
GENESIS = "0" * 64
"""What the first event of a case is chained to."""


@attrs.frozen
class Sealed:
    """A commitment to a personal value: SHA-256 over a salt and the value's canonical bytes, both kept elsewhere."""

    commitment: str


def seal(value: object, salt: str) -> Sealed:
    """The commitment to ``value`` under ``salt`` (hex text, drawn afresh for each value).

    >>> seal("Li", "00") == seal("Li", "00"), seal("Li", "00") == seal("Li", "01")
    (True, False)
    """
    return Sealed(hashlib.sha256(salt.encode() + canonical(value)).hexdigest())


class IssuedForm(NamedTuple):
    """A form made out: which, whose copies, and on which event (0 until it is on one)."""

    form: str
    copies: tuple[str, ...]
    seq: int = 0


class Told(NamedTuple):
    """A message that went to a party: which, by which means, when, to whom, with what enclosed."""

    message: str
    means: str
    at: datetime
    to: str
    enclosures: tuple[str, ...] = ()
    seq: int = 0


class SanctionStep(NamedTuple):
    """A sanction as an event changes it: proposed, approved or waived. ``amount`` None: none in money."""

    rule: str
    subject: str
    state: str
    amount: Money | None = None
    measures: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()


class Link(NamedTuple):
    """A tie to another case: by which rule, to which case, whether that case follows from this one, and the forms of
    the original that go along.
    """

    rule: str
    case_id: str
    follows: bool = False
    forms: tuple[str, ...] = ()


def _slot() -> Any:
    return attrs.field(default=None, init=False, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Filed:
    """A case begins: filed, taken over from another system (``adopted``), or opened by the sweep (``period``)."""

    kind: str
    stage: str
    record: str = "filed"
    policy: str
    channel: str | None = None
    category: str | None = None
    facts: FrozenMap[Any] = EMPTY
    parties: FrozenMap[FrozenMap[Any]] = EMPTY
    about: tuple[str, ...] = ()
    refs: FrozenMap[str] = EMPTY
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    confirmed: tuple[str, ...] = ()
    forms: tuple[IssuedForm, ...] = ()
    number: str | None = None
    period: str | None = None
    unit: str | None = None
    adopted: bool = False
    records: tuple[tuple[str, datetime], ...] = ()
    """Of an adopted case: what had happened before, with its moment."""
    assigned: str | None = None
    """Of an adopted case: whom it was assigned to."""
    tallied: tuple[str, ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True, weakref_slot=False)
class Acted:
    """A move was made. ``stage`` is where the case stands after it."""

    trigger: str
    stage: str
    records: tuple[str, ...] = ()
    facts: FrozenMap[Any] = EMPTY
    category: str | None = None
    number: str | None = None
    promise: tuple[str, datetime] | None = None
    """The duty whose due was agreed, and the moment."""
    forms: tuple[IssuedForm, ...] = ()
    told: tuple[Told, ...] = ()
    sanctions: tuple[SanctionStep, ...] = ()
    confirmed: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    to: str | None = None
    links: tuple[Link, ...] = ()
    """The cases that the move named."""
    tallied: tuple[str, ...] = ()
    reason: str = ""
    meeting: Meeting | None = None
    """Of a move that a body decides: who was there and how each voted."""
    _bytes: str | None = _slot()


@attrs.frozen(kw_only=True)
class Extended:
    """A duty got more time; ``asked_at``: when that was asked for, where the clause makes the request decisive."""

    duty: str
    reason: str
    until: datetime | None = None
    told: tuple[Told, ...] = ()
    asked_at: datetime | None = None


@attrs.frozen(kw_only=True, weakref_slot=False)
class Fired:
    """A rung of a duty's ladder: told to ``tell``, or passed over with the reason in ``skipped``."""

    duty: str
    occurrence: int
    rung: str
    kind: str
    due_at: datetime
    fires_at: datetime
    tell: tuple[str, ...] = ()
    forms: tuple[IssuedForm, ...] = ()
    records: tuple[str, ...] = ()
    skipped: str = ""
    tallied: tuple[str, ...] = ()
    _bytes: str | None = _slot()


@attrs.frozen(kw_only=True)
class Lifted:
    """A fired rung that a later entry shows to be unfounded. It stays in the chain and no longer counts."""

    fired: int
    duty: str
    rung: str


@attrs.frozen(kw_only=True)
class Corrected:
    """An earlier entry, ``seq``, was wrong about its moment or its facts."""

    seq: int
    occurred_at: datetime | None = None
    facts: FrozenMap[Any] = EMPTY
    reason: str
    recounted: tuple[tuple[int, str, str], ...] = ()
    """The entries that count in another counter for it: the event of each, the counter before and now ("": none)."""
    again: tuple[tuple[str, int], ...] = ()
    """The facts that a later entry gave again, and so stand by that one, each with the first entry that did."""


@attrs.frozen(kw_only=True)
class Linked:
    """Another case was tied to this one from its own side, or this one joined another.

    ``stage`` is where a case stands that joined another (None: it stays). ``records`` and ``category`` are what the tie
    makes of the case. ``told`` is what the case it joined told its complainant, and so this one's.
    """

    link: Link
    stage: str | None = None
    records: tuple[str, ...] = ()
    category: str | None = None
    told: tuple[Told, ...] = ()
    tallied: tuple[str, ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True)
class Unjoined:
    """That a case joined another was taken back, on both: it stands again in ``stage`` (None: this is the other one),
    and the duties it ``resumes`` run as if they had never stopped.

    ``dropped`` are the entries that count no more, each record with its event; ``category`` is what the other goes back
    to (None: it keeps its own). ``recounted`` as in :class:`Corrected`.
    """

    link: Link
    stage: str | None = None
    resumes: tuple[str, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()
    category: str | None = None
    recounted: tuple[tuple[int, str, str], ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True)
class Alleged:
    """A breach of a conduct rule is alleged against somebody, with the rule's clause as ground."""

    conduct: str
    against: str
    reason: str = ""


@attrs.frozen(kw_only=True)
class Erased:
    """Personal values were erased. Their commitments stay where they were, so that the chain still verifies."""

    paths: tuple[str, ...]
    ground: str
    reason: str


Body = Filed | Acted | Extended | Fired | Lifted | Corrected | Linked | Unjoined | Alleged | Erased


@attrs.frozen(weakref_slot=False)
class Event:
    """One event of a case.

    ``capacity`` is the role in which the actor acted (with a deputy: whose). ``roles`` are those the decision counted,
    ``around`` what else it read outside the case; with them it can be made again. ``behind`` notes a clock that stood
    behind the last event, in microseconds. ``hash`` binds the one before, and all of this.
    """

    tenant: str
    case_id: str
    seq: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    capacity: str
    roles: tuple[str, ...]
    unit: str | None
    on_behalf_of: str | None
    body: Body
    around: Surroundings | None
    behind: int
    prev: str
    hash: str
    text: str | None = attrs.field(default=None, eq=False, repr=False)
    """The text the hash was taken of, where the event was read from a store; None: made of the fields."""


new_event = quick(Event)
changed_act = quick_change(Acted)


def stamp(at: datetime) -> str:
    """An instant as text, in UTC with microseconds."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    us = utc.microsecond
    return (
        f"{_hour(utc.year, utc.month, utc.day, utc.hour)}:{_TWO[utc.minute]}:{_TWO[utc.second]}"
        f".{_THREE[us // 1000]}{_THREE[us % 1000]}Z"
    )


_TWO, _THREE = [f"{n:02d}" for n in range(60)], [f"{n:03d}" for n in range(1000)]
"""Digits made once: putting numbers into a text takes twice as long as putting texts together."""


@lru_cache(maxsize=256)
def _hour(year: int, month: int, day: int, hour: int) -> str:
    """The part of a stamp that an hour's events share."""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}"


def body_text(body: Body) -> str:
    """The canonical text of a body; kept on that of a move or a rung, which all that add nothing to it share."""
    if type(body) is Acted or type(body) is Fired:
        text: str | None = body._bytes
        if text is None:
            text = canonical(body).decode()
            object.__setattr__(body, "_bytes", text)
        return text
    return canonical(body).decode()


_quote = encode_basestring


def chain_text(prev: str, tenant: str, case_id: str, seq: int, said: str, body: str) -> str:
    """An event's canonical text: a JSON array that begins with the hash of the event before. ``said`` is what
    :func:`circumstances` gives, ``body`` what :func:`body_text` does.
    """
    return f'["{prev}",{_quote(tenant)},{_quote(case_id)},{seq},{said},{body}]'


def circumstances(
    occurred: str,
    recorded: str,
    actor: str,
    capacity: str,
    roles: tuple[str, ...],
    unit: str | None,
    on_behalf_of: str | None,
    around: Surroundings | None,
    behind: int,
) -> str:
    """The part of an event's text that tells when, by whom and around what it came; many events may share it."""
    return (
        f'"{occurred}","{recorded}",{_quote(actor)},{_quote(capacity)},[{",".join(map(_quote, roles))}],'
        f"{'null' if unit is None else _quote(unit)},{'null' if on_behalf_of is None else _quote(on_behalf_of)},"
        f"{behind},{'null' if around is None else canonical(around).decode()}"
    )


def text_hash(text: str) -> str:
    """The SHA-256 of an event's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def event_text(event: Event) -> str:
    """The text an event's hash is taken of: the stored one where it was read from a store, else made of its fields."""
    if event.text is not None:
        return event.text
    said = circumstances(
        stamp(event.occurred_at),
        stamp(event.recorded_at),
        event.actor,
        event.capacity,
        event.roles,
        event.unit,
        event.on_behalf_of,
        event.around,
        event.behind,
    )
    return chain_text(event.prev, event.tenant, event.case_id, event.seq, said, canonical(event.body).decode())


def hash_of(event: Event) -> str:
    """The hash an event must carry, computed from its content; :meth:`Desk.verify` compares."""
    return text_hash(event_text(event))


def facts_of(body: Body) -> Mapping[str, Any]:
    """The facts an event's body carries (empty for bodies that carry none)."""
    return getattr(body, "facts", EMPTY)


def standing_facts(body: Body) -> FrozenMap[Any]:
    """The facts of a body that stand on the case by it: not those of a correction that a later entry gave again."""
    facts: FrozenMap[Any] = getattr(body, "facts", EMPTY)
    again = dict(body.again) if isinstance(body, Corrected) else {}
    return FrozenMap({id: value for id, value in facts.items() if id not in again}) if again else facts
