"""Anchors: the named moments that terms count from or before, and the closing dates of cycles."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from complaintkit.deadlines.instants import require_instant, to_us
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar

__all__ = ["Anchor", "Anchors", "closings", "event_of"]

Anchor: TypeAlias = datetime | date | tuple[date, ...]
"""An instant, a local date, or the closing dates of cycles in order."""

Anchors: TypeAlias = tuple[tuple[str, Anchor], ...]


def closings(anchors: Anchors, name: str) -> tuple[date, ...]:
    """The closing dates of the cycles of that name, none where they are not there; :class:`InvalidInput` otherwise."""
    found: object = dict(anchors).get(name, ())
    path = f"anchors.{name}"
    if not isinstance(found, tuple) or not all(_is_date(day) for day in found):
        raise InvalidInput.one(f"expected the closing dates of cycles, a tuple of dates, got {found!r}", path)
    if any(one >= two for one, two in pairwise(found)):
        raise InvalidInput.one("the closing dates of cycles must be in order, each once", path)
    return found


def _is_date(given: object) -> bool:
    return isinstance(given, date) and not isinstance(given, datetime)


def event_of(calendar: Calendar, anchors: Anchors, name: str) -> tuple[int, int, bool] | None:
    """The instant of an event in microseconds, its local date, and whether it has a time of day; None: not known.

    A date stands for its first instant. Of two anchors of one name the later entry counts. Raises
    :class:`InvalidInput` where it is neither an aware datetime nor a date.
    """
    found: object = dict(anchors).get(name)
    if found is None:
        return None
    if not isinstance(found, date) or isinstance(found, datetime):
        require_instant(found, f"anchors.{name}")
        assert isinstance(found, datetime)
        us = to_us(found)
        return us, calendar.ordinal_of(us), True
    ordinal = found.toordinal()
    days = calendar.table(ordinal, ordinal)
    return days.start[ordinal - days.origin], ordinal, False
