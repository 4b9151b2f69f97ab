"""How a clock stands at a moment: what is left, what has passed, how late, and what was breached or lifted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from complaintkit.deadlines import running
from complaintkit.deadlines.clock import Clock, Due, due
from complaintkit.deadlines.events import Pause
from complaintkit.deadlines.history import TICK, Breach, breaches, known_at
from complaintkit.deadlines.instants import require_instant, to_us

__all__ = ["ClockState", "Status", "state"]

Status: TypeAlias = Literal["running", "paused", "met", "met_late", "overdue"]
NOTHING = timedelta(0)


@attrs.frozen
class ClockState:
    """How a clock stands at a moment.

    - ``remaining``: time left, while running or paused (as if resumed now). ``if_resumed_now``: the due if the pause
      ended now.
    - ``elapsed``: real time from the start until now, or until it was met, without what it stood still; ``paused``:
      how long that was, by pauses and tolling as far as they count.
    - ``late_by`` and ``late_days``: how far past the due, in time and in whole local days after the due day; where a
      change moved the due into the past, from the change on.
    - ``breached_at``: the first instant that was late and stays so on record, though the due may have moved since;
      ``lifted``: the breaches that a later entry showed to be unfounded.
    """

    status: Status
    due: Due | None
    remaining: timedelta | None = None
    late_by: timedelta | None = None
    late_days: int | None = None
    if_resumed_now: Due | None = None
    elapsed: timedelta = NOTHING
    paused: timedelta = NOTHING
    breached_at: datetime | None = None
    lifted: tuple[Breach, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether the due, or the one that would be if it resumed now, rests on days that are not known."""
        found = self.due or self.if_resumed_now
        return found is not None and found.provisional


def state(clock: Clock, now: datetime, met_at: datetime | None = None) -> ClockState:
    """How the clock stands at ``now``; ``met_at``: when it was met, judged against the due as it stood then.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Hours, china_calendar
    >>> filed = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    >>> late = state(Clock(Hours(24), filed, china_calendar()), datetime(2026, 3, 3, 2, 0, 1, tzinfo=UTC))
    >>> late.status, late.late_by, late.late_days, late.elapsed
    ('overdue', datetime.timedelta(seconds=1), 0, datetime.timedelta(days=1, seconds=1))
    """
    require_instant(now, "now")
    if met_at is None:
        moment, judged = now, clock
    else:
        require_instant(met_at, "met_at")
        moment, judged = met_at, _as_of(_judged(clock, met_at), met_at)
    spent = _spent(clock, moment)
    if met_at is None and any(pause.ended_at is None for pause in clock.pauses):
        outcome = running.resolve(clock, promised=True)
        if outcome.open or (outcome.wake is not None and to_us(now) < outcome.wake):
            stopped = due(clock) if outcome.open else None  # the longstop stands through a pause
            if stopped is None or now <= stopped.due_at:
                resumed = due(_as_of(clock, now))
                left = None if resumed is None else resumed.due_at - now
                return ClockState("paused", stopped, left, None, None, resumed, *spent, *_record(clock, moment))
    found = due(judged)
    record = _record(clock, moment)
    if found is not None and moment > found.due_at:
        status: Status = "overdue" if met_at is None else "met_late"
        return ClockState(status, found, None, *_late(clock, found, moment), None, *spent, *record)
    if met_at is not None:
        return ClockState("met", found, None, None, None, None, *spent, *record)
    return ClockState(
        "running", found, None if found is None else found.due_at - now, None, None, None, *spent, *record
    )


def _judged(clock: Clock, met_at: datetime) -> Clock:
    """The clock by which what was met then is judged: as it was known, but for what has been corrected since."""
    if not _has_history(clock):
        return clock
    former = tuple(was for was in clock.former if was.cause != "corrected")
    return known_at(attrs.evolve(clock, former=former), met_at)


def _as_of(clock: Clock, moment: datetime) -> Clock:
    """The clock as if every pause still open ended at that moment, and with nothing begun after it."""
    if not clock.pauses:
        return clock
    pauses = tuple(
        Pause(pause.cause, pause.begun_at, moment) if pause.ended_at is None else pause
        for pause in clock.pauses
        if pause.begun_at <= moment
    )
    return attrs.evolve(clock, pauses=pauses)


def _spent(clock: Clock, moment: datetime) -> tuple[timedelta, timedelta]:
    """The real time the clock ran until then, and the time it stood still, whether or not a longstop bounds it."""
    stood = 0
    if clock.pauses or clock.tolling:
        outcome = running.resolve(attrs.evolve(_as_of(clock, moment), longstop=None), promised=False)
        stood = outcome.stood(to_us(moment))
    paused = timedelta(microseconds=stood)
    return max(moment - clock.started_at, NOTHING) - paused, paused


def _has_history(clock: Clock) -> bool:
    return bool(clock.former or clock.extensions or clock.promises or clock.pauses) or clock.not_before is not None


def _breaches(clock: Clock, moment: datetime) -> tuple[Breach, ...]:
    """The breaches up to a moment; without events only the due itself can have been passed."""
    if _has_history(clock):
        return breaches(clock, moment)
    found = due(clock)
    return (Breach(found.due_at + TICK, found),) if found is not None and moment > found.due_at else ()


def _record(clock: Clock, moment: datetime) -> tuple[datetime | None, tuple[Breach, ...]]:
    found = _breaches(clock, moment)
    standing = next((breach.at for breach in found if breach.lifted_at is None), None)
    return standing, tuple(breach for breach in found if breach.lifted_at is not None)


def _late(clock: Clock, found: Due, moment: datetime) -> tuple[timedelta, int]:
    """How late, in time and in local days: from the due, or from the change that moved it into the past."""
    on = found.due_on or clock.calendar.local_date(found.due_at)
    since = found.due_at
    if _has_history(clock):
        for last in breaches(clock, moment)[-1:]:
            begun = last.at - TICK if last.at == last.due.due_at + TICK else last.at
            if begun > since:
                since, on = begun, max(on, clock.calendar.local_date(begun))
    return moment - since, (clock.calendar.local_date(moment) - on).days
