"""Clocks: a term that runs from a start, with its pauses, extensions and promises, and when it falls due."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from complaintkit.deadlines import counting, running
from complaintkit.deadlines.anchors import Anchors
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.convention import PLAIN, Convention
from complaintkit.deadlines.events import Extension, Former, Longstop, Pause, PauseRule, Promise, Tolling
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.deadlines.terms import (
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    NthDayOf,
    NthDayOfNextMonth,
    Term,
    WorkingDays,
    require_term,
)

if TYPE_CHECKING:
    from complaintkit.deadlines.tables import DayTable

__all__ = ["Clock", "Due", "bound", "due", "due_of", "resumes_at", "term_due"]


@attrs.frozen
class Due:
    """When something falls due.

    ``due_at``: the last instant in time, UTC; ``now > due_at`` is late. ``due_on``: the local date, for day-counted
    terms. ``provisional``: it rests on a day the calendar has no data for. ``governed_by``: ``"term"``,
    ``"extension"``, ``"promise"``, ``"change"``, ``"longstop"``, or the number of the limb that binds (``"1"``; nested
    ``"1.0"``).
    """

    due_at: datetime
    due_on: date | None
    provisional: bool
    governed_by: str = "term"


@attrs.frozen
class Clock:
    """A term that runs: all that its due follows from. Instants are aware; every pause and extension is a value.

    ``pause_cap`` bounds all pauses together. ``not_before``: at least this term after ``changed_at``. ``anchors``: by
    name, the instants, dates and closing dates of cycles that the term counts from or before. ``former``: what it ran
    on before it was corrected, reclassified or reopened; no due follows from it, but :func:`dues` and :func:`state` do.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import china_calendar, CHINA_CIVIL_CODE
    >>> filed = datetime(2026, 2, 12, 2, 0, tzinfo=UTC)
    >>> due(Clock(Days(3), filed, china_calendar(), convention=CHINA_CIVIL_CODE)).due_on  # past the Spring Festival
    datetime.date(2026, 2, 24)
    """

    term: Term
    started_at: datetime
    calendar: Calendar
    convention: Convention = attrs.field(default=PLAIN, kw_only=True)
    pauses: tuple[Pause, ...] = attrs.field(default=(), kw_only=True)
    pause_rules: tuple[PauseRule, ...] = attrs.field(default=(), kw_only=True)
    pause_cap: Term | None = attrs.field(default=None, kw_only=True)
    extensions: tuple[Extension, ...] = attrs.field(default=(), kw_only=True)
    promises: tuple[Promise, ...] = attrs.field(default=(), kw_only=True)
    changed_at: datetime | None = attrs.field(default=None, kw_only=True)
    not_before: Term | None = attrs.field(default=None, kw_only=True)
    anchors: Anchors = attrs.field(default=(), kw_only=True)
    tolling: tuple[Tolling, ...] = attrs.field(default=(), kw_only=True)
    longstop: Longstop | None = attrs.field(default=None, kw_only=True)
    former: tuple[Former, ...] = attrs.field(default=(), kw_only=True)


def due(clock: Clock) -> Due | None:
    """When the clock falls due.

    None where there is no due: a pause is open and no cap runs against it, or the term has none
    (``Immediately(judged_after=None)``). While a cap runs, the due is that of a pause which lasts until the cap is
    used up; :func:`resumes_at` tells when that is. Fixed dates, promises and the longstop stand through a pause.

    Raises :class:`InvalidInput` for a naive start, :class:`HorizonError` past the calendar's table and
    :class:`UnknownDays` where the calendar is strict.
    """
    if (
        not (clock.pauses or clock.extensions or clock.promises or clock.anchors or clock.tolling)
        and clock.not_before is None
        and clock.longstop is None
    ):
        return term_due(clock.term, clock.started_at, clock.calendar, clock.convention)
    return due_of(clock.calendar, running.resolve(clock, promised=True))


def bound(clock: Clock) -> Due | None:
    """As :func:`due`, without the promises: the moment that no promise may pass."""
    if clock.promises:
        return due_of(clock.calendar, running.resolve(clock, promised=False))
    return due(clock)


def resumes_at(clock: Clock) -> datetime | None:
    """When the cap that runs against an open pause is used up; None where no pause is open or none is capped."""
    if not any(pause.ended_at is None for pause in clock.pauses):
        return None
    wake = running.resolve(clock, promised=True).wake
    return None if wake is None else to_instant(wake)


def due_of(calendar: Calendar, outcome: running.Outcome) -> Due | None:
    """The due that an outcome is; None: it has none."""
    if outcome.due is None:
        return None
    provisional = outcome.low <= outcome.high and calendar.check_known(outcome.low, outcome.high)
    on = None if outcome.day is None else date.fromordinal(outcome.day)
    return Due(to_instant(outcome.due), on, provisional, outcome.governed)


# -- a clock with a start and nothing else: the way that has to be fast ------------------------------------------------


def term_due(term: Term, started_at: datetime, calendar: Calendar, convention: Convention = PLAIN) -> Due | None:
    """When a term that starts then falls due: as :func:`due` of a clock to which nothing else happened, and quicker.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import WorkingDays, china_calendar
    >>> term_due(WorkingDays(3), datetime(2026, 3, 5, 2, 0, tzinfo=UTC), china_calendar()).due_on
    datetime.date(2026, 3, 10)
    """
    way = _WAYS.get(type(term))
    if way is None:
        require_term(term, "term")
        return _by_run(term, started_at, calendar, convention)
    return way(term, started_at, calendar, convention)


def _by_run(term: Term, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    """The long way, which all terms can take that need neither anchors nor another term."""
    return due_of(calendar, running.plain(term, to_us(started_at), calendar, convention))


def _composed(term: Term, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    return due_of(calendar, running.resolve(Clock(term, started_at, calendar, convention=convention), promised=True))


def _elapsed(term: Hours | Minutes, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    if not convention.simple_hours:
        return _by_run(term, started_at, calendar, convention)
    us = to_us(started_at) + counting.length_us(term)
    counting.check_horizon(calendar, us)
    return Due(to_instant(us), None, False)


def _business(
    term: BusinessHours | BusinessMinutes, started_at: datetime, calendar: Calendar, convention: Convention
) -> Due | None:
    if not convention.simple_hours:
        return _by_run(term, started_at, calendar, convention)
    start = to_us(started_at)
    us = calendar.business_after(start, counting.length_us(term))
    return Due(to_instant(us), None, calendar.check_known(calendar.ordinal_of(start), calendar.ordinal_of(us)))


def _at_once(term: Immediately, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    if term.judged_after is None or not convention.simple:
        return _by_run(term, started_at, calendar, convention)
    days, i = calendar.day_index(to_us(started_at))
    return _day_due(calendar, days, i, 0, -1)


def _day_counted(term: _Counted, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    days = calendar.lazy.days
    if days is not None and convention.simple and (term.ends or convention.ends) == "day":
        # the day before the first that counts
        i = bisect_right(days.start, to_us(started_at)) - 1 - convention.inclusive
        if 0 <= i < days.size - 1:
            found = _end_of_day(term, calendar, convention, days, i)
            if found is not None:
                return found
    return _by_run(term, started_at, calendar, convention)


def _end_of_day(term: _Counted, calendar: Calendar, convention: Convention, days: DayTable, i: int) -> Due | None:
    """The due of a day-counted term, ``i`` the day before the first that counts; None: not inside this table."""
    low, high = 0, -1  # the days asked whether they are working
    if isinstance(term, WorkingDays):
        k = days.cum[i + 1] + term.count - 1
        if k >= len(days.working):
            return None
        low, last = i + 1, days.working[k]
        return _day_due(calendar, days, last, low, last)
    if isinstance(term, Days):
        last = i + term.count
    else:
        inclusive = convention.inclusive
        last = counting.last_day(calendar, term, days.origin + i + inclusive, inclusive=inclusive) - days.origin
        if isinstance(term, NthDayOfNextMonth | NthDayOf) and term.working:
            low = high = last
    if not 0 <= last < days.size:
        return None
    roll = term.roll or convention.roll
    if roll != "none":
        low = high = last
        if not days.flag[last]:
            k = days.cum[last]
            if roll != "following" or k >= len(days.working):
                return None
            last = high = days.working[k]
    return _day_due(calendar, days, last, low, high)


def _day_due(calendar: Calendar, days: DayTable, last: int, low: int, high: int) -> Due:
    """The due at the end of day index ``last``, which rests on the days ``low`` to ``high``; kept in the table."""
    origin = days.origin
    if high < low or (calendar.known_low <= origin + low and origin + high <= calendar.known_high):
        key = last
        provisional = False
    else:
        key = ~last
        provisional = calendar.check_known(origin + low, origin + high)
    found: Due | None = days.cache.get(key)
    if found is None:
        found = Due(to_instant(days.start[last + 1] - 1), date.fromordinal(origin + last), provisional)
        days.cache[key] = found
    return found


def _plain_limbs(
    term: EarlierOf | LaterOf, started_at: datetime, calendar: Calendar, convention: Convention
) -> Due | None:
    best: Due | None = None
    path = ""
    provisional = False
    for i, limb in enumerate(term.terms):
        found = term_due(limb, started_at, calendar, convention)
        if found is None:
            if type(term) is LaterOf:
                return None
            continue
        provisional = provisional or found.provisional
        if best is None or (found.due_at < best.due_at if type(term) is EarlierOf else found.due_at > best.due_at):
            best = found
            path = f"{i}" if found.governed_by == "term" else f"{i}.{found.governed_by}"
    return None if best is None else Due(best.due_at, best.due_on, provisional, path)


_Counted: TypeAlias = counting.DayLength | NthDayOfNextMonth | NthDayOf
_Way: TypeAlias = Callable[[Any, datetime, Calendar, Convention], Due | None]
_WAYS: dict[type, _Way] = {
    **dict.fromkeys((Hours, Minutes), _elapsed),
    **dict.fromkeys((BusinessHours, BusinessMinutes), _business),
    **dict.fromkeys((*counting.DAY_LENGTHS, NthDayOfNextMonth, NthDayOf), _day_counted),
    **dict.fromkeys((EarlierOf, LaterOf), _plain_limbs),
    **dict.fromkeys((FollowedBy, CountedFrom, BeforeEvent, Cycles), _composed),
    Immediately: _at_once,
}
"""The quickest way to the due of each kind of term."""
