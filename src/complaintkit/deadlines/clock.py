"""Clocks: a term that runs from a start, with its pauses, extensions and promises, and when it falls due."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from complaintkit.deadlines import counting, running
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.convention import PLAIN, Convention
from complaintkit.deadlines.instants import require_instant, to_instant, to_us
from complaintkit.deadlines.terms import (
    BusinessHours,
    BusinessMinutes,
    Days,
    EarlierOf,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    NthDayOfNextMonth,
    Term,
    WorkingDays,
    require_length,
    require_term,
    whole_number,
)
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from complaintkit.deadlines.tables import DayTable

__all__ = [
    "Clock",
    "ClockState",
    "Due",
    "Extension",
    "Pause",
    "PauseRule",
    "Promise",
    "Status",
    "bound",
    "due",
    "resumes_at",
    "state",
]

Status: TypeAlias = Literal["running", "paused", "met", "met_late", "overdue"]


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
    - ``"fixed"``: ``due_at`` is the due; pauses do not move it.
    """

    kind: Literal["add", "replace", "fixed"]
    granted_at: datetime
    term: Term | None = attrs.field(default=None, kw_only=True)
    due_at: datetime | None = attrs.field(default=None, kw_only=True)
    restart_at: datetime | None = attrs.field(default=None, kw_only=True)
    reason: str = attrs.field(default="", kw_only=True)

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
            elif isinstance(self.term, EarlierOf | LaterOf | Immediately):
                raise InvalidInput.one(f"expected a term of one limb that takes time, got {self.term!r}", "term")
        if self.due_at is not None:
            require_instant(self.due_at, "due_at")
        if self.restart_at is not None:
            require_instant(self.restart_at, "restart_at")
            if self.kind != "replace":
                raise InvalidInput.one("only an extension of kind 'replace' restarts", "restart_at")


@attrs.frozen
class Promise:
    """A moment agreed with or told to the complainant at ``made_at``; while it stands it is the due."""

    at: datetime
    made_at: datetime

    def __attrs_post_init__(self) -> None:
        require_instant(self.at, "at")
        require_instant(self.made_at, "made_at")


@attrs.frozen
class Due:
    """When something falls due.

    ``due_at``: the last instant in time, UTC; ``now > due_at`` is late. ``due_on``: the local date, for day-counted
    terms. ``provisional``: it rests on a day the calendar has no data for. ``governed_by``: ``"term"``,
    ``"extension"``, ``"promise"``, or the number of the limb that binds (``"1"``; nested ``"1.0"``).
    """

    due_at: datetime
    due_on: date | None
    provisional: bool
    governed_by: str = "term"


@attrs.frozen
class Clock:
    """A term that runs: all that its due follows from. Instants are aware; every pause and extension is a value.

    ``pause_cap`` bounds all pauses together. ``not_before``: at least this term after ``changed_at``.

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


def due(clock: Clock) -> Due | None:
    """When the clock falls due.

    None where there is no due: a pause is open and no cap runs against it, or the term has none
    (``Immediately(judged_after=None)``). While a cap runs, the due is that of a pause which lasts until the cap is
    used up; :func:`resumes_at` tells when that is. Fixed dates and promises stand through a pause.

    Raises :class:`InvalidInput` for a naive start, :class:`HorizonError` past the calendar's table and
    :class:`UnknownDays` where the calendar is strict.
    """
    if not (clock.pauses or clock.extensions or clock.promises) and clock.not_before is None:
        return _plain_due(clock.term, clock.started_at, clock.calendar, clock.convention)
    return _wrap(clock.calendar, running.resolve(clock, promised=True))


def bound(clock: Clock) -> Due | None:
    """As :func:`due`, without the promises: the moment that no promise may pass."""
    if clock.promises:
        return _wrap(clock.calendar, running.resolve(clock, promised=False))
    return due(clock)


def resumes_at(clock: Clock) -> datetime | None:
    """When the cap that runs against an open pause is used up; None where no pause is open or none is capped."""
    if not any(pause.ended_at is None for pause in clock.pauses):
        return None
    wake = running.resolve(clock, promised=True).wake
    return None if wake is None else to_instant(wake)


def _wrap(calendar: Calendar, outcome: running.Outcome) -> Due | None:
    if outcome.due is None:
        return None
    provisional = outcome.low <= outcome.high and calendar.check_known(outcome.low, outcome.high)
    on = None if outcome.day is None else date.fromordinal(outcome.day)
    return Due(to_instant(outcome.due), on, provisional, outcome.governed)


# -- a clock with a start and nothing else: the way that has to be fast ------------------------------------------------


def _plain_due(term: Term, started_at: datetime, calendar: Calendar, convention: Convention) -> Due | None:
    kind = type(term)
    if (kind is Hours or kind is Minutes) and convention.simple_hours:
        us = to_us(started_at) + counting.length_us(term)  # type: ignore[arg-type]
        counting.check_horizon(calendar, us)
        return Due(to_instant(us), None, False)
    if (kind is BusinessHours or kind is BusinessMinutes) and convention.simple_hours:
        start = to_us(started_at)
        us = calendar.business_after(start, counting.length_us(term))  # type: ignore[arg-type]
        return Due(to_instant(us), None, calendar.check_known(calendar.ordinal_of(start), calendar.ordinal_of(us)))
    if kind is EarlierOf or kind is LaterOf:
        return _plain_limbs(term, started_at, calendar, convention)  # type: ignore[arg-type]
    us = to_us(started_at)
    days = calendar.lazy.days
    if days is not None and convention.simple and kind in _DAY_COUNTED and (term.ends or convention.ends) == "day":  # type: ignore[union-attr]
        i = bisect_right(days.start, us) - 1 - convention.inclusive  # the day before the first that counts
        if 0 <= i < days.size - 1:
            found = _end_of_day(term, calendar, convention, days, i)  # type: ignore[arg-type]
            if found is not None:
                return found
    if kind is Immediately and term.judged_after is not None:  # type: ignore[union-attr]
        days, i = calendar.day_index(us)
        if convention.simple:
            return _day_due(calendar, days, i, 0, -1)
    require_term(term, "term")
    return _wrap(calendar, running.plain(term, us, calendar, convention))


def _end_of_day(
    term: counting.DayTerm, calendar: Calendar, convention: Convention, days: DayTable, i: int
) -> Due | None:
    """The due of a day-counted term, ``i`` the day before the first that counts; None: not inside this table."""
    kind = type(term)
    low, high = 0, -1  # the days asked whether they are working
    if kind is Days:
        last = i + term.count  # type: ignore[union-attr]
    elif kind is WorkingDays:
        k = days.cum[i + 1] + term.count - 1  # type: ignore[union-attr]
        if k >= len(days.working):
            return None
        low, last = i + 1, days.working[k]
        return _day_due(calendar, days, last, low, last)
    else:
        origin = days.origin
        last = (
            counting.last_day(calendar, term, origin + i + convention.inclusive, inclusive=convention.inclusive)
            - origin
        )
        if kind is NthDayOfNextMonth and term.working:  # type: ignore[union-attr]
            low = high = last
    if last >= days.size:
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


_DAY_COUNTED = frozenset(counting.DAY_TERMS)


def _day_due(calendar: Calendar, days: DayTable, last: int, low: int, high: int) -> Due:
    """The due at the end of day index ``last``, which rests on the days ``low`` to ``high``; kept in the table."""
    origin = days.origin
    if high < low or (calendar.known_low <= origin + low and origin + high <= calendar.known_high):
        key = last
        provisional = False
    else:
        key = ~last
        provisional = calendar.check_known(origin + low, origin + high)
    found = days.cache.get(key)
    if found is None:
        found = Due(to_instant(days.start[last + 1] - 1), date.fromordinal(origin + last), provisional)
        days.cache[key] = found
    return found  # type: ignore[return-value]


def _plain_limbs(
    term: EarlierOf | LaterOf, started_at: datetime, calendar: Calendar, convention: Convention
) -> Due | None:
    best: Due | None = None
    path = ""
    provisional = False
    for i, limb in enumerate(term.terms):
        found = _plain_due(limb, started_at, calendar, convention)
        if found is None:
            if type(term) is LaterOf:
                return None
            continue
        provisional = provisional or found.provisional
        if best is None or (found.due_at < best.due_at if type(term) is EarlierOf else found.due_at > best.due_at):
            best = found
            path = f"{i}" if found.governed_by == "term" else f"{i}.{found.governed_by}"
    return None if best is None else Due(best.due_at, best.due_on, provisional, path)


# -- the state at a moment --------------------------------------------------------------------------------------------


@attrs.frozen
class ClockState:
    """How a clock stands at a moment.

    ``remaining``: time left, while running or paused (as if resumed now). ``late_by`` and ``late_days``: how far past
    the due, in time and in whole local days after the due day. ``if_resumed_now``: the due if the pause ended now.
    """

    status: Status
    due: Due | None
    remaining: timedelta | None = None
    late_by: timedelta | None = None
    late_days: int | None = None
    if_resumed_now: Due | None = None


def state(clock: Clock, now: datetime, met_at: datetime | None = None) -> ClockState:
    """How the clock stands at ``now``; ``met_at``: when it was met, judged against the due as it stood then.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import china_calendar
    >>> filed = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    >>> late = state(Clock(Hours(24), filed, china_calendar()), datetime(2026, 3, 3, 2, 0, 1, tzinfo=UTC))
    >>> late.status, late.late_by, late.late_days
    ('overdue', datetime.timedelta(seconds=1), 0)
    """
    require_instant(now, "now")
    if met_at is not None:
        require_instant(met_at, "met_at")
        clock = _as_of(clock, met_at)
        found = due(clock)
        if found is None or met_at <= found.due_at:
            return ClockState("met", found)
        return ClockState("met_late", found, None, met_at - found.due_at, _late_days(clock, found, met_at))
    if any(pause.ended_at is None for pause in clock.pauses):
        outcome = running.resolve(clock, promised=True)
        if outcome.open or (outcome.wake is not None and to_us(now) < outcome.wake):
            resumed = due(_as_of(clock, now))
            return ClockState("paused", None, None if resumed is None else resumed.due_at - now, None, None, resumed)
    found = due(clock)
    if found is None:
        return ClockState("running", None)
    if now > found.due_at:
        return ClockState("overdue", found, None, now - found.due_at, _late_days(clock, found, now))
    return ClockState("running", found, found.due_at - now)


def _as_of(clock: Clock, moment: datetime) -> Clock:
    """The clock as if every pause still open ended at that moment, and with nothing begun after it."""
    pauses = tuple(
        Pause(pause.cause, pause.begun_at, moment) if pause.ended_at is None else pause
        for pause in clock.pauses
        if pause.begun_at <= moment
    )
    return attrs.evolve(clock, pauses=pauses)


def _late_days(clock: Clock, found: Due, moment: datetime) -> int:
    on = found.due_on or clock.calendar.local_date(found.due_at)
    return (clock.calendar.local_date(moment) - on).days
