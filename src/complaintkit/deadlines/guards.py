"""What keeps an extension or a promise from being granted; the old date stands unless nothing does."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias

import attrs

from complaintkit.deadlines.clock import Clock, bound, due
from complaintkit.deadlines.events import Extension, Promise
from complaintkit.deadlines.history import known_at
from complaintkit.deadlines.terms import Term

__all__ = ["Against", "against_extension", "against_promise"]

Against: TypeAlias = Literal["past_due", "most", "reason", "not_later", "past_bound", "in_the_past", "before_start"]


def against_extension(
    clock: Clock,
    extension: Extension,
    *,
    reasons: Collection[str] | None = None,
    most: int | None = None,
    latest: Term | None = None,
    request_decides: bool = False,
) -> tuple[Against, ...]:
    """Every reason why an extension cannot be granted; none: it may be added to the clock.

    - ``past_due``: granted after the due as it then stood; with ``request_decides`` the request counts, not the grant.
    - ``reason``: not one of ``reasons``. ``most``: there have been that many.
    - ``not_later``: it would not move the due to a later moment. ``past_bound``: it would pass ``latest``, counted
      like the term itself from the same start, or the longstop.

    >>> from datetime import UTC, datetime
    >>> from complaintkit.deadlines import Calendar, Days
    >>> clock = Clock(Days(3), datetime(2026, 3, 2, 9, tzinfo=UTC), Calendar("x", zone="UTC"))
    >>> too_late = Extension("add", datetime(2026, 3, 6, 9, tzinfo=UTC), term=Days(9), reason="ill")
    >>> against_extension(clock, too_late, reasons=("expert",), most=1, latest=Days(10))
    ('past_due', 'reason', 'past_bound')
    """
    found: list[Against] = []
    asked = extension.asked_at if request_decides and extension.asked_at is not None else extension.granted_at
    before = due(known_at(clock, asked))
    if before is not None and asked > before.due_at:
        found.append("past_due")
    if reasons is not None and extension.reason not in reasons:
        found.append("reason")
    if most is not None and len(clock.extensions) >= most:
        found.append("most")
    was = due(clock)
    now = due(attrs.evolve(clock, extensions=(*clock.extensions, extension)))
    if was is not None and now is not None and now.due_at <= was.due_at:
        found.append("not_later")
    if latest is not None and now is not None:
        last = due(attrs.evolve(clock, term=latest, extensions=(), promises=()))
        if last is not None and now.due_at > last.due_at:
            found.append("past_bound")
    return tuple(found)


def against_promise(clock: Clock, promise: Promise) -> tuple[Against, ...]:
    """Every reason why a promise cannot be made; none: it may be added to the clock.

    ``past_bound``: later than the clause allows. ``past_due``: made after the due as it then stood, another promise
    included. ``in_the_past``: not after the moment it is made.
    """
    found: list[Against] = []
    before = due(known_at(clock, promise.made_at))
    if before is not None and promise.made_at > before.due_at:
        found.append("past_due")
    if promise.at <= promise.made_at:
        found.append("in_the_past")
    if promise.made_at < clock.started_at:
        found.append("before_start")
    limit = bound(clock)
    if limit is not None and promise.at > limit.due_at:
        found.append("past_bound")
    return tuple(found)
