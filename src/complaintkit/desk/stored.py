"""What passes through a store: cases with their due rows, entries, questions and pages, the outbox and the logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import Event
from complaintkit.cases.reasons import Reason


class Stored(NamedTuple):
    """A case as a store keeps it: the folded case and the moments its duties wait for."""

    case: Case
    rows: Mapping[str, tuple[DueRow, ...]]


class PersonalValue(NamedTuple):
    """A personal value beside its event: where it belongs, whose it is, and the salt of its commitment.

    Its ``repr`` shows neither the value nor the salt.
    """

    seq: int
    path: str
    person: str
    salt: str
    value: Any

    def __repr__(self) -> str:
        return f"PersonalValue(seq={self.seq}, path={self.path!r}, value=***)"


class Remembered(NamedTuple):
    """What an idempotency key stands for: the content's fingerprint and the event it led to."""

    fingerprint: str
    case_id: str
    version: int


@attrs.frozen
class Notice:
    """Something somebody is to be told: a copy of a form, a message, a rung. Roles become people when it is sent.

    ``id`` is stable and unique, so that a receiver can drop what it had before. ``n`` is its place in the outbox, where
    :meth:`Desk.notices` tells of it (0: elsewhere).
    """

    id: str
    tenant: str
    case_id: str
    what: str
    subject: str
    to: str
    at: datetime
    n: int = attrs.field(default=0, eq=False)


class Outgoing(NamedTuple):
    """A notice in the outbox, the ``n``-th that was put into it, and how its delivery stands.

    ``state`` is "waiting", "delivered" or "dead" (given up, until somebody has it sent again). ``at`` is when it may
    next be taken, or since when it is delivered or dead. ``tries`` counts how often it was taken for sending,
    ``claim`` is the token of whoever took it last ("": it is free), ``error`` why the last try failed. ``sink`` names
    the sink it is for where it goes to several, each of which has it as an entry of its own.
    """

    notice: Notice
    n: int
    at: datetime
    state: str = "waiting"
    tries: int = 0
    claim: str = ""
    error: str = ""
    sink: str = ""


@attrs.frozen
class Attempt:
    """A refused command that the policy wants on record, outside the case's version."""

    tenant: str
    case_id: str
    at: datetime
    actor: str
    trigger: str
    reasons: tuple[Reason, ...]


class Accessed(NamedTuple):
    """A look at a case, the ``n``-th that was logged: who, when, in which roles and for whom, and what they saw.

    ``what`` says how: "view", "explain", "find", "register", "record" or "accesses". ``shown`` and ``withheld`` are the
    paths of personal values, such as ``facts.story``, never the values. ``refused``: they were shown nothing at all.
    """

    tenant: str
    case_id: str
    at: datetime
    actor: str
    what: str
    roles: tuple[str, ...] = ()
    unit: str | None = None
    on_behalf_of: str | None = None
    shown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    refused: bool = False
    n: int = 0


class AccessQuery(NamedTuple):
    """Which looks to tell of: those at a case, of an actor, from ``since`` on and before ``until``; every field that is
    given must match. In the order of their instants, those of one instant as they were logged, up to ``limit``, from
    behind ``after``: instant and ``n`` of the last one told.
    """

    tenant: str
    case_id: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100
    after: tuple[datetime, int] | None = None


@attrs.frozen(kw_only=True)
class Query:
    """What to find; every field that is given must match. ``ref`` is a (system, id) pair of the embedder's."""

    tenant: str
    stage: str | None = None
    stage_kind: str | None = None
    owner: str | None = None
    assigned: str | None = None
    kind: str | None = None
    category: str | None = None
    channel: str | None = None
    register: str | None = None
    number: str | None = None
    ref: tuple[str, str] | None = None
    party: str | None = None
    linked_to: str | None = None
    overdue_at: datetime | None = None
    period: str | None = None
    limit: int = 100
    after: str = ""


@attrs.frozen
class Page:
    """A page of cases, and the cursor to ask for the next with ("" at the end)."""

    cases: tuple[Case, ...]
    cursor: str = ""


class Entry(NamedTuple):
    """All that one command changes of one case, to be written whole or not at all.

    ``expected`` is the version the writer saw (0: the case is new). ``rows`` are the due rows of the duties it touched,
    each replacing those of that duty. ``reads`` are the linked cases the decision looked at, with their versions.
    ``texts`` are the texts the events' hashes were taken of (empty: a store that keeps them makes them).
    """

    case: Case
    events: tuple[Event, ...]
    expected: int
    rows: Mapping[str, tuple[DueRow, ...]]
    personal: tuple[PersonalValue, ...] = ()
    reads: tuple[tuple[str, int], ...] = ()
    texts: tuple[str, ...] = ()
