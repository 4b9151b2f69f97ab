"""What may happen to a clock: pauses, tolling, extensions, promises, a longstop, and what it ran on before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.instants import require_date, require_instant
from complaintkit.deadlines.lengths import whole_number
from complaintkit.deadlines.terms import (
    BeforeEvent,
    CountedFrom,
    EarlierOf,
    FollowedBy,
    Immediately,
    LaterOf,
    Term,
    require_length,
    require_term,
)
from complaintkit.errors import InvalidInput

__all__ = ["Extension", "Former", "FormerCause", "Longstop", "Pause", "PauseRule", "Promise", "Tolling"]

FormerCause: TypeAlias = Literal["corrected", "reclassified", "reopened", "calendar"]


@attrs.frozen
class Pause:
    """The clock stands still from ``begun_at`` until just before ``ended_at``; None: still open."""

    cause: str
    begun_at: datetime
    ended_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        require_instant(self.begun_at, "begun_at")
        if self.ended_at is not None:
            require_instant(self.ended_at, "ended_at")
            if self.ended_at < self.begun_at:
                raise InvalidInput.one(
                    f"the pause ended at {self.ended_at.isoformat()}, before it began at {self.begun_at.isoformat()}",
                    "ended_at",
                )


@attrs.frozen
class PauseRule:
    """How often (``most`` >= 1) and how long in all (``cap``) one cause may pause a clock; None: without bound.

    The cap is measured in its own unit: hours as they pass, days after the local day a pause began.
    """

    cause: str
    most: int | None = None
    cap: Term | None = None

    def __attrs_post_init__(self) -> None:
        if self.most is not None:
            faults = whole_number(self.most, "most")
            if faults:
                raise InvalidInput(faults, f"the pause rule for {self.cause!r} cannot be built")
        if self.cap is not None:
            require_length(self.cap, "cap")


@attrs.frozen
class Extension:
    """More time, granted at ``granted_at``.

    - ``"add"``: ``term`` counts on from the last day before it rolls (or after, as the convention says).
    - ``"replace"``: ``term`` is counted anew from the start, or from ``restart_at``; pauses are kept.
    - ``"fixed"``: ``due_at`` is the due; pauses do not move it unless ``moved_by_pauses`` says so (by whole days, to
      the end of the day they lead to, where the term is day-counted).

    ``asked_at``: when it was asked for, where the clause makes that decisive; a breach in between is lifted.
    """

    kind: Literal["add", "replace", "fixed"]
    granted_at: datetime
    term: Term | None = attrs.field(default=None, kw_only=True)
    due_at: datetime | None = attrs.field(default=None, kw_only=True)
    restart_at: datetime | None = attrs.field(default=None, kw_only=True)
    reason: str = attrs.field(default="", kw_only=True)
    asked_at: datetime | None = attrs.field(default=None, kw_only=True)
    moved_by_pauses: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        require_instant(self.granted_at, "granted_at")
        if self.kind not in ("add", "replace", "fixed"):
            raise InvalidInput.one(f"expected 'add', 'replace' or 'fixed', got {self.kind!r}", "kind")
        if (self.term is None) is (self.kind != "fixed") or (self.due_at is None) is (self.kind == "fixed"):
            wanted = "a due_at and no term" if self.kind == "fixed" else "a term and no due_at"
            raise InvalidInput.one(f"an extension of kind {self.kind!r} takes {wanted}", "kind")
        if self.term is not None:
            require_term(self.term, "term")
            if self.kind == "add":
                require_length(self.term, "term")
            elif isinstance(self.term, EarlierOf | LaterOf | Immediately | FollowedBy | CountedFrom | BeforeEvent):
                raise InvalidInput.one(f"expected a term of one limb that takes time, got {self.term!r}", "term")
        if self.due_at is not None:
            require_instant(self.due_at, "due_at")
        if self.restart_at is not None:
            require_instant(self.restart_at, "restart_at")
            if self.kind != "replace":
                raise InvalidInput.one("only an extension of kind 'replace' restarts", "restart_at")
        if self.asked_at is not None:
            require_instant(self.asked_at, "asked_at")
            if self.asked_at > self.granted_at:
                raise InvalidInput.one("it was granted before it was asked for", "asked_at")
        if self.moved_by_pauses and self.kind != "fixed":
            raise InvalidInput.one("pauses move every extension but a fixed one anyway", "moved_by_pauses")


@attrs.frozen
class Promise:
    """A moment agreed with or told to the complainant at ``made_at``; while it stands it is the due."""

    at: datetime
    made_at: datetime

    def __attrs_post_init__(self) -> None:
        require_instant(self.at, "at")
        require_instant(self.made_at, "made_at")


@attrs.frozen
class Tolling:
    """A window of local dates, both included, in which clocks stand still whatever their own pauses.

    It stops those that started on a local date from ``started_from`` to ``started_until``, both included; None: open.
    No cap bounds it. (FCA DISP App 5: motor finance complaints, 11 January 2024 to 31 May 2026.)
    """

    id: str
    first: date
    last: date
    started_from: date | None = attrs.field(default=None, kw_only=True)
    started_until: date | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        require_date(self.first, "first")
        require_date(self.last, "last")
        if self.last < self.first:
            raise InvalidInput.one(f"the window ends on {self.last}, before it begins on {self.first}", "last")
        for name in ("started_from", "started_until"):
            if getattr(self, name) is not None:
                require_date(getattr(self, name), name)

    def stops(self, started: date) -> bool:
        """Whether a clock that started on that local date is one it stops."""
        return (self.started_from is None or self.started_from <= started) and (
            self.started_until is None or started <= self.started_until
        )


@attrs.frozen
class Longstop:
    """A last day that no pause, tolling, extension, promise or reopening passes: ``term``, counted from ``since``."""

    term: Term
    since: datetime

    def __attrs_post_init__(self) -> None:
        require_term(self.term, "term")
        require_instant(self.since, "since")


@attrs.frozen
class Former:
    """What a clock ran on until a moment, and why it no longer does; None: as now.

    ``cause``: the start was ``corrected``, the case ``reclassified``, the clock ``reopened``, or the ``calendar``
    brought up to date.
    """

    until: datetime
    cause: FormerCause
    started_at: datetime | None = attrs.field(default=None, kw_only=True)
    term: Term | None = attrs.field(default=None, kw_only=True)
    calendar: Calendar | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        require_instant(self.until, "until")
        if self.cause not in get_args(FormerCause):
            raise InvalidInput.one(f"expected one of {', '.join(get_args(FormerCause))}, got {self.cause!r}", "cause")
        if self.started_at is not None:
            require_instant(self.started_at, "started_at")
        if self.term is not None:
            require_term(self.term, "term")
