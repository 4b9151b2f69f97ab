"""The days on which a duty may start, and when its terms then fall due: worked out once per term for all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from complaintkit.checks.checking import Checking
from complaintkit.deadlines import Calendar, Clock, Convention, Due, Term, period_of, term_due
from complaintkit.errors import HorizonError, UnknownDays
from complaintkit.rules.duties import Duty
from complaintkit.rules.kinds import Kind

__all__ = ["Dues", "Fall", "Fate"]

Fate: TypeAlias = Due | HorizonError | UnknownDays | None
"""When a term falls due; or why that cannot be told; None: it has no due."""

USUAL_SPAN = 4 * 365 + 1
"""So many days are looked at where the calendar's data ends nowhere: every month of every length, leap day included."""


class Fall(NamedTuple):
    """One start, and what the term comes to from it."""

    started_at: datetime
    due: Fate


class Dues:
    """When terms fall due from the first instant of every day that the calendar knows.

    The first instant of the day is the kindest start: what is too short from there is too short from any later hour.
    A duty that starts with the opening of a standing case starts with its periods only.
    """

    def __init__(self, checking: Checking) -> None:
        self.checking = checking
        self._starts: dict[tuple[Calendar, str], tuple[datetime, ...]] = {}
        self._falls: dict[tuple[Term, Calendar, Convention, str], tuple[Fall, ...]] = {}

    def of(self, duty: Duty, term: Term) -> tuple[Fall, ...]:
        """What a term of a duty comes to, start by start."""
        calendar, convention = self.checking.program.calendar_of(duty, None), self.checking.program.convention_of(duty)
        kind = self.checking.program.kinds[duty.case_kind]
        opening = kind.id if duty.starts == "opened" and kind.every is not None else ""
        key = (term, calendar, convention, opening)
        found = self._falls.get(key)
        if found is None:
            starts = self._starts_in(calendar, kind if opening else None)
            found = tuple(Fall(start, fate(term, start, calendar, convention)) for start in starts)
            self._falls[key] = found
        return found

    def clock(self, duty: Duty, term: Term, started_at: datetime) -> Clock:
        """The clock of a run of the duty to which nothing else happens."""
        program = self.checking.program
        return Clock(term, started_at, program.calendar_of(duty, None), convention=program.convention_of(duty))

    def _starts_in(self, calendar: Calendar, kind: Kind | None) -> tuple[datetime, ...]:
        key = (calendar, "" if kind is None else kind.id)
        found = self._starts.get(key)
        if found is None:
            days = known_days(calendar, self.checking.moment.date())
            if kind is None:
                found = tuple(calendar.start_of_day(day) for day in days)
            else:
                found = tuple(dict.fromkeys(start for day in days for start in _openings(kind, calendar, day)))
            self._starts[key] = found
        return found


def known_days(calendar: Calendar, near: date) -> list[date]:
    """Every day the calendar's data covers; where that is open at an end, some years from the other, or near a day."""
    first, last = calendar.known_from, calendar.known_until
    if first is None:
        first = near if last is None else max(last - timedelta(days=USUAL_SPAN), calendar.first_day)
    if last is None:
        last = min(first + timedelta(days=USUAL_SPAN), calendar.last_day)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _openings(kind: Kind, calendar: Calendar, day: date) -> tuple[datetime, ...]:
    """When the standing case of that day's period opens."""
    assert kind.every is not None
    period = period_of(kind.every, day, calendar)
    if period is None:
        return ()
    return (calendar.end_of_day(period.last) if kind.opens == "end" else calendar.start_of_day(period.first),)


def fate(term: Term, started_at: datetime, calendar: Calendar, convention: Convention) -> Fate:
    """When a term falls due, or why that cannot be told."""
    try:
        return term_due(term, started_at, calendar, convention)
    except (HorizonError, UnknownDays) as error:
        return error
