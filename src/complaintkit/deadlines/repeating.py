"""Clocks that begin again: a duty that repeats, and one that is reopened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import attrs

from complaintkit.deadlines.clock import Clock, due
from complaintkit.deadlines.convention import without_start_rule
from complaintkit.deadlines.events import Longstop
from complaintkit.deadlines.instants import require_instant
from complaintkit.deadlines.terms import Term
from complaintkit.errors import InvalidInput

__all__ = ["reopened", "repeated"]


def repeated(
    clock: Clock, until: datetime, *, each: Literal["due", "met"] = "due", met: Sequence[datetime] = ()
) -> Iterator[Clock]:
    """The clocks of a duty that repeats, in order, those that start by ``until`` (the record that ends it, or now).

    ``"due"``: each starts where the one before falls due, without the start rule. ``"met"``: each starts when the one
    before was met, at the moments ``met`` in order; the last is the one still owed. The series ends with a clock that
    has no due. Extensions and promises are of the first; pauses and tolling of all.

    Raises :class:`InvalidInput` where a clock falls due no later than it starts, since it would repeat for ever, and
    :class:`HorizonError` past the calendar's table.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Calendar, WorkingDays
    >>> update = Clock(WorkingDays(20), datetime(2026, 3, 2, 9, tzinfo=UTC), Calendar("ie", zone="Europe/Dublin"))
    >>> [due(c).due_on.isoformat() for c in repeated(update, datetime(2026, 5, 1, tzinfo=UTC))]
    ['2026-03-30', '2026-04-27', '2026-05-25']
    """
    require_instant(until, "until")
    if each not in ("due", "met"):
        raise InvalidInput.one(f"expected 'due' or 'met', got {each!r}", "each")
    for at in met:
        require_instant(at, "met")
    return _from_met(clock, until, sorted(met)) if each == "met" else _from_due(clock, until)


def _from_met(clock: Clock, until: datetime, met: Sequence[datetime]) -> Iterator[Clock]:
    yield clock
    for at in met:
        if clock.started_at < at <= until:
            clock = attrs.evolve(clock, started_at=at, extensions=(), promises=(), former=())
            yield clock


def _from_due(clock: Clock, until: datetime) -> Iterator[Clock]:
    later = without_start_rule(clock.convention)
    while clock.started_at <= until:
        yield clock
        found = due(clock)
        if found is None:
            return
        if found.due_at <= clock.started_at:
            raise InvalidInput.one(f"{clock.term!r} falls due where it starts and would repeat for ever", "term")
        clock = attrs.evolve(
            clock, started_at=found.due_at, convention=later, extensions=(), promises=(), former=(), changed_at=None,
            not_before=None,
        )  # fmt: skip


def reopened(clock: Clock, at: datetime, *, term: Term | None = None, longstop: Term | None = None) -> Clock:
    """The clock that a reopening at that moment starts: of ``term``, or of the same.

    What paused, extended or promised the first run stays with it, and so do its breaches. A ``longstop``
    (or the one the clock has) is counted from the first start, and the new run never passes it.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Calendar, Days, Months
    >>> first = Clock(Days(30), datetime(2026, 1, 5, 9, tzinfo=UTC), Calendar("x", zone="UTC"))
    >>> due(reopened(first, datetime(2026, 6, 20, 9, tzinfo=UTC), longstop=Months(6))).due_on.isoformat()
    '2026-07-05'
    """
    require_instant(at, "at")
    if at < clock.started_at:
        raise InvalidInput.one(f"it was reopened at {at.isoformat()}, before it started", "at")
    stop = clock.longstop if longstop is None else Longstop(longstop, clock.started_at)
    return attrs.evolve(
        clock, term=term or clock.term, started_at=at, pauses=(), extensions=(), promises=(), changed_at=None,
        not_before=None, longstop=stop, former=(),
    )  # fmt: skip
