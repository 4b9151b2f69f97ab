"""Ladders: the moments of warnings, reminders and escalations, and what is caught up on after downtime."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Literal, TypeAlias, TypeVar, get_args

import attrs

from complaintkit.deadlines import counting, running
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.clock import Clock, Due
from complaintkit.deadlines.counting import HOUR_TERMS
from complaintkit.deadlines.instants import require_instant, to_instant, to_us
from complaintkit.deadlines.tables import day_windows
from complaintkit.deadlines.terms import (
    Days,
    Hours,
    Length,
    Minutes,
    Months,
    Weeks,
    WorkingDays,
    require_length,
)
from complaintkit.errors import InvalidInput

__all__ = ["After", "AtDue", "AtFraction", "Before", "CatchUp", "Moment", "catch_up", "rung_instant"]

CatchUp: TypeAlias = Literal["all", "highest", "none"]
_RULES: tuple[str, ...] = get_args(CatchUp)
Key = TypeVar("Key", bound=Hashable)


@attrs.frozen
class Before:
    """That long before the due: a warning or a reminder."""

    term: Length

    def __attrs_post_init__(self) -> None:
        require_length(self.term, "term")


@attrs.frozen
class After:
    """That long after the due: an escalation."""

    term: Length

    def __attrs_post_init__(self) -> None:
        require_length(self.term, "term")


@attrs.frozen
class AtFraction:
    """At a fraction of the real time from start to due, strictly between 0 and 1."""

    fraction: Fraction

    def __attrs_post_init__(self) -> None:
        given: object = self.fraction
        if not isinstance(given, Fraction) or not 0 < given < 1:
            raise InvalidInput.one(f"expected a Fraction strictly between 0 and 1, got {given!r}", "fraction")


@attrs.frozen
class AtDue:
    """At the due itself."""


Moment: TypeAlias = Before | After | AtFraction | AtDue
_BESIDE = (Before, After)
_REAL_TIME: dict[type, timedelta] = {Minutes: timedelta(minutes=1), Hours: timedelta(hours=1)}


def rung_instant(moment: Moment, clock: Clock, due: Due) -> datetime:
    """When a rung of the ladder falls, UTC, for a clock that falls due then.

    In minutes and hours: exactly that long from ``due_at`` (business ones inside the windows). In days and longer:
    the opening of that local day; where it is off, of the working day before (:class:`After`: after). A fraction is
    of the real time from the start of the limb that governs (its anchor, or where an extension restarted it) to the
    due, moved back to the last open moment of the calendar. The answer may lie before the start; such a rung is for
    the caller to skip.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Hours, china_calendar, due
    >>> clock = Clock(Days(3), datetime(2026, 3, 5, 2, 0, tzinfo=UTC), china_calendar())  # due Sunday 8 March
    >>> rung_instant(Before(Days(1)), clock, due(clock)).isoformat()  # Saturday, so the opening on Friday
    '2026-03-06T01:00:00+00:00'
    >>> rung_instant(After(Hours(1)), clock, due(clock)).isoformat()
    '2026-03-08T16:59:59.999999+00:00'
    """
    kind, calendar = type(moment), clock.calendar
    if kind is AtDue:
        return due.due_at
    if isinstance(moment, AtFraction):
        start, end = running.started(clock), to_us(due.due_at)
        if start > end:  # promised for a moment before the limb itself began
            start = to_us(clock.started_at)
        share = (end - start) * moment.fraction.numerator // moment.fraction.denominator
        return calendar.previous_open_moment(to_instant(start + share))
    if not isinstance(moment, _BESIDE):
        raise InvalidInput.one(f"expected Before, After, AtFraction or AtDue, got {moment!r}", "moment")
    sign, term = -1 if kind is Before else 1, moment.term
    unit = _REAL_TIME.get(type(term))
    if unit is not None:
        return _passing(calendar, due.due_at, sign * term.count, unit)
    if isinstance(term, HOUR_TERMS):
        us = counting.add_length(calendar, term, to_us(due.due_at), sign * counting.length_us(term))
        counting.check_horizon(calendar, us)
        return to_instant(us)
    ordinal = due.due_on.toordinal() if due.due_on is not None else calendar.local_date(due.due_at).toordinal()
    return _opening(calendar, _day_from(calendar, term, ordinal, sign), sign)


def _passing(calendar: Calendar, due_at: datetime, count: int, unit: timedelta) -> datetime:
    """So many minutes or hours after an instant in real time, UTC."""
    try:
        at = (due_at if due_at.tzinfo is UTC else due_at.astimezone(UTC)) + count * unit
    except OverflowError:
        raise calendar.beyond(None) from None
    counting.check_day(calendar, at.toordinal())
    return at


def _day_from(calendar: Calendar, term: counting.DayLength, ordinal: int, sign: int) -> int:
    """The day that many days, weeks, months or years before or after the due day."""
    if isinstance(term, WorkingDays):
        return calendar.nth_working(ordinal, sign * term.count)
    if isinstance(term, Days):
        return ordinal + sign * term.count
    if isinstance(term, Weeks):
        return ordinal + sign * 7 * term.count
    months = term.count if isinstance(term, Months) else 12 * term.count
    try:
        return counting.add_months(ordinal, sign * months)
    except OverflowError:
        raise calendar.beyond(None) from None


def _opening(calendar: Calendar, ordinal: int, sign: int) -> datetime:
    """The opening of that day, or of the working day before it (after it: sign 1) where it is off."""
    days = calendar.table(ordinal, ordinal)
    if not days.flag[ordinal - days.origin]:
        ordinal = calendar.nth_working(ordinal, sign)
        days = calendar.table(ordinal, ordinal)
    found = days.openings.get(ordinal)
    if found is None:
        windows = day_windows(calendar, days, ordinal - days.origin)
        found = to_instant(windows[0][0] if windows else days.start[ordinal - days.origin])
        days.openings[ordinal] = found
    return found


def catch_up(
    instants: Sequence[tuple[Key, datetime]], now: datetime, rule: CatchUp
) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
    """Which rungs whose instant has passed (``<= now``) to fire and which to skip with a record, by key, in order.

    ``"all"``: every one, in order of time. ``"highest"``: only the last. ``"none"``: none. Rungs at the same instant
    keep the order given. What lies after ``now`` is in neither.

    >>> from datetime import UTC
    >>> rungs = [(n, datetime(2026, 3, n, tzinfo=UTC)) for n in (3, 4, 5)]
    >>> catch_up(rungs, datetime(2026, 3, 4, tzinfo=UTC), "highest")
    ((4,), (3,))
    """
    require_instant(now, "now")
    if rule not in _RULES:
        raise InvalidInput.one(f"expected one of {', '.join(map(repr, _RULES))}, got {rule!r}", "rule")
    for _, at in instants:
        require_instant(at, "instants")
    passed = tuple(key for key, _ in sorted((pair for pair in instants if pair[1] <= now), key=lambda pair: pair[1]))
    if rule == "all":
        return passed, ()
    return (passed[-1:], passed[:-1]) if rule == "highest" else ((), passed)
