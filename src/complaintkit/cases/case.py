"""The case: what its events add up to. State, deadlines and who may act are derived from it, never stored as truth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import attrs

from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Told
from complaintkit.deadlines import Anchors, Extension, Pause, Promise, Term
from complaintkit.values import Attachment, Money


class RecordMade(NamedTuple):
    """One record as it stands on a case: the event it came with, when it happened, who made it."""

    seq: int
    at: datetime
    who: str


class FiredRung(NamedTuple):
    """A rung that fired (or was passed over) for a due, and the event that lifted it (0: none)."""

    rung: str
    due_at: datetime
    fires_at: datetime
    seq: int
    lifted: int = 0
    skipped: bool = False


class Settled(NamedTuple):
    """The term a run was over under, whether that was assumed, and what it counted from; None: it did not apply."""

    term: Term | None
    assumed: bool
    anchors: Anchors = ()


@attrs.frozen(slots=False)  # as a case
class Occurrence:
    """One run of a duty on a case: from its start until it ended or stopped, with all that moved its due.

    ``settled`` is kept of a duty whose term or being depends on the case: what becomes known later moves no run that
    is over.
    """

    duty: str
    n: int
    started_seq: int
    started_at: datetime
    ended_at: datetime | None = None
    ended_seq: int = 0
    stopped_at: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    promises: tuple[Promise, ...] = ()
    changed_at: datetime | None = None
    changed_seq: int = 0
    moved_at: datetime | None = None
    fired: tuple[FiredRung, ...] = ()
    adopted_at: datetime | None = None
    settled: Settled | None = None

    @property
    def running(self) -> bool:
        """Whether the duty is still owed."""
        return self.ended_at is None and self.stopped_at is None


class Allegation(NamedTuple):
    """A breach of conduct that was alleged: which rule, against whom, on which event."""

    conduct: str
    against: str
    seq: int


@attrs.frozen(slots=False)  # so that the fold can copy its fields whole: a third of the time of setting each
class Case:
    """A case folded from its events. Facts and party fields that are personal stand here as commitments."""

    tenant: str
    id: str
    kind: str
    policy: str
    """Hash of the policy version it is pinned to."""
    received_at: datetime
    version: int
    """How many events it has; the expected version of the next command."""
    stage: str
    recorded_at: datetime
    hash: str
    """Hash of its newest event."""
    records: Mapping[str, tuple[RecordMade, ...]]
    clocks: Mapping[str, tuple[Occurrence, ...]]
    facts: Mapping[str, Any]
    category: str | None = None
    channel: str | None = None
    number: str | None = None
    parties: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    about: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    refs: Mapping[str, str] = attrs.field(factory=dict)
    registers: tuple[str, ...] = ()
    owner: str | None = None
    assigned: str | None = None
    redress_proposed: Money | None = None
    redress_granted: Money | None = None
    pauses: tuple[Pause, ...] = ()
    pauses_of: tuple[tuple[int, int], ...] = ()
    """For each pause the events that began and ended it (0: still open)."""
    forms: tuple[IssuedForm, ...] = ()
    told: tuple[Told, ...] = ()
    sanctions: tuple[SanctionStep, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    alleged: tuple[Allegation, ...] = ()
    period: str | None = None
    unit: str | None = None
    adopted: bool = False
    counted: tuple[tuple[int, str], ...] = ()
    """The counters its entries stand in, each with the event that made the entry."""

    def count(self, record: str) -> int:
        """How often a record was made on this case."""
        return len(self.records.get(record, ()))
