"""The laws of deadlines, asked of every term of every duty of a policy under the policy's own calendars."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from complaintkit.cases.program import Program
from complaintkit.deadlines import (
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Calendar,
    Clock,
    Convention,
    CountedFrom,
    Cycles,
    Due,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Longstop,
    Minutes,
    NthDayOf,
    NthDayOfNextMonth,
    Pause,
    Term,
    Tolling,
    anchors_of,
    due,
    term_text,
    trace,
    trace_text,
)
from complaintkit.deadlines.instants import DAY
from complaintkit.errors import ComplaintKitError, UnknownDays
from complaintkit.rules.duties import ByCase, Duty
from complaintkit.rules.moves import cites_of
from complaintkit.rules.policy import Policy
from complaintkit.testing import deadline_laws as laws
from complaintkit.testing.deadline_laws import Law, Rule

__all__ = ["DutyTerm", "duty_terms"]

Range: TypeAlias = tuple[date, date]
MOST_YEARS = 3
AHEAD = timedelta(days=14)
"""How long after the start an anchor lies that a term counts from or before."""

SEARCH = 20
"""How many times as many starts are tried of a law that broke, to find the simplest."""

QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)

_Start: TypeAlias = tuple[datetime, Calendar, tuple[Pause, ...]]


class _Broken(NamedTuple):
    """A law that broke, and the text that tells how."""

    law: Law
    text: str


ALWAYS_HOLD: tuple[Law, ...] = (
    laws.one_instant_has_one_answer,
    laws.it_is_stable_when_written_and_read_again,
)


@attrs.frozen
class DutyTerm:
    """One term of a duty as a clock runs it: by which convention, in which calendar, with which cause of pauses."""

    duty: Duty
    path: str
    term: Term
    convention: Convention
    calendar: Calendar
    cause: str | None
    days: Range

    def clock(self, start: datetime, calendar: Calendar | None = None, pauses: Sequence[Pause] = ()) -> Clock:
        """The clock that a case with that start has."""
        duty, calendar = self.duty, calendar or self.calendar
        local = calendar.local_date(start)
        return Clock(
            self.term,
            start,
            calendar,
            convention=self.convention,
            pauses=tuple(attrs.evolve(pause, cause=self.cause or pause.cause) for pause in pauses),
            pause_rules=duty.pause_rules,
            pause_cap=duty.pause_cap,
            anchors=tuple((name, _anchor(self.term, name, start, local)) for name in anchors_of(self.term)),
            tolling=tuple(Tolling(t.id, t.first, t.last) for t in duty.tolling if t.stops(local)),
            longstop=None if duty.longstop is None else Longstop(duty.longstop, start),
        )

    def laws(self) -> tuple[Law, ...]:
        """The laws that hold of such a term, by its own parts."""
        parts = tuple(_parts(self.term)) + (() if self.duty.longstop is None else tuple(_parts(self.duty.longstop)))
        found: list[Law] = list(ALWAYS_HOLD)
        ends = {getattr(part, "ends", None) or self.convention.ends for part in parts}
        if ends <= {"day"} or (ends <= {"day", "close"} and not _into_the_night(self.calendar)):
            found.append(laws.the_local_date_is_that_of_the_calendar)
        rolls = {getattr(part, "roll", None) or self.convention.roll for part in parts}
        back = bool(rolls & {"preceding", "modified"}) or any(isinstance(part, BeforeEvent) for part in parts)
        told_apart = any(t.started_from or t.started_until for t in self.duty.tolling)  # receipts, by their day
        same_time = self.convention.hours_roll == "same_time" and any(isinstance(part, HOUR_TERMS) for part in parts)
        # what ends at its start's time of day is passed, on the same last day, by what began later at an earlier hour
        wall = bool(ends & {"wall", "wall_open"})
        if not told_apart and not same_time and not wall:
            found.append(laws.a_later_start_is_never_due_earlier)
        if not back and not any(_of_working_days(part) for part in parts):
            found.append(laws.an_added_holiday_never_brings_it_forward)
        opened = self.duty.starts == "opened" and any(_lies_in_this(part) for part in parts)
        if not back and not opened:
            found.append(laws.it_is_never_due_before_the_start)
        if self.cause is not None:
            if not wall or not any(isinstance(part, FollowedBy) for part in parts):
                found.append(laws.a_pause_never_brings_it_forward)
            bounded = self.duty.pause_rules or self.duty.pause_cap is not None or self.duty.longstop is not None
            if not back and not bounded and not any(isinstance(part, NOT_HELD_BACK) for part in parts):
                found.append(laws.it_is_never_due_on_a_day_before_a_pause_ended)
        return tuple(found)

    def ask(self, examples: int) -> None:
        """Ask every law for so many drawn starts.

        :raises AssertionError: one does not hold; the text tells which, and how the dates were counted.
        """
        text = self.broken(examples)
        if text is not None:
            raise AssertionError(text)

    def broken(self, examples: int) -> str | None:
        """The law that does not hold for so many drawn starts, and how the dates were counted; None where all hold."""
        found = self._ask(self.laws(), examples, QUICKLY)
        if found is None:
            return None
        # the law alone, so that its start and its pause come out as simple as they can be
        return (self._ask((found.law,), SEARCH * examples, None) or found).text

    def _ask(self, asked_for: Sequence[Law], examples: int, phases: Collection[Phase] | None) -> _Broken | None:
        asked: list[_Start] = []
        law_asked: list[Law] = []

        def answer(start: datetime, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
            asked.append((start, calendar, pauses))
            try:
                return due(self.clock(start, calendar, pauses))
            except UnknownDays:  # a strict calendar: there is no answer yet
                return None

        rule = Rule(answer, frozenset(("start", "calendar", "pauses")), self.calendar, (1, 1), self.days, None)

        @settings(
            max_examples=examples,
            deadline=None,
            phases=settings().phases if phases is None else phases,
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def hold(data: st.DataObject) -> None:
            for law in asked_for:
                asked.clear()
                law_asked[:] = [law]
                law(rule, data)

        try:
            hold()
        except (AssertionError, ComplaintKitError) as error:
            return _Broken(law_asked[0], "\n".join(self._told(law_asked[0], error, asked)))
        return None

    def _told(self, law: Law, error: Exception, asked: Sequence[_Start]) -> Iterator[str]:
        cites = "; ".join(map(str, cites_of(self.duty.cite)))
        yield f"{self.path}: {term_text(self.term)}" + (f" [{cites}]" if cites else "")
        known = isinstance(error, AssertionError)
        yield f"  broken: {law.__name__.replace('_', ' ') if known else 'there is a date for every start'}"
        yield f"  seen: {error}"
        for start, calendar, pauses in dict.fromkeys(asked):
            waits = [f", paused {_local(p.begun_at, calendar)} to {_local(p.ended_at, calendar)}" for p in pauses]
            yield f"  from {_local(start, calendar)}{''.join(waits)}, convention {self.convention.id}:"
            try:
                lines = trace_text(trace(self.clock(start, calendar, pauses))).splitlines()
            except ComplaintKitError as fault:
                lines = [str(fault)]
            yield from (f"    {line}" for line in lines)


HOUR_TERMS = (Hours, Minutes, BusinessHours, BusinessMinutes)
"""Terms that by some conventions roll to the same time of a later day: past one that began later, and did not roll."""

NOT_HELD_BACK = (
    BusinessHours,
    BusinessMinutes,
    NthDayOf,
    NthDayOfNextMonth,
    Cycles,
    BeforeEvent,
    CountedFrom,
    Immediately,
)
"""Terms that a pause in time that does not count, or any pause, leaves where they are."""


def duty_terms(policy: Policy, calendars: Mapping[str, Calendar] | None = None) -> tuple[DutyTerm, ...]:
    """Every term of every duty, in each of the policy's calendars that it may be counted in, with each of its causes.

    Starts are drawn from the days that both the policy and the calendar know, three years of them at most.

    :raises PolicyError: the policy names a calendar that ``calendars`` does not hold.
    """
    program = Program(policy, calendars)
    found: list[DutyTerm] = []
    units = (None, *(unit for unit, _ in policy.unit_calendars))
    for i, duty in enumerate(policy.duties):
        convention = program.convention_of(duty)
        for calendar in {id(c): c for c in (program.calendar_of(duty, unit) for unit in units)}.values():
            days = _days(policy, calendar)
            found += [
                DutyTerm(duty, f"$.duties[{i}]({duty.id}).term{row}", term, convention, calendar, cause, days)
                for row, term in _rows(duty)
                for cause in duty.pauses or (None,)
            ]
    return tuple(found)


def _rows(duty: Duty) -> list[tuple[str, Term]]:
    """The terms of a duty, each with the end of its path."""
    if isinstance(duty.term, ByCase):
        return [(f".rows[{n}]", term) for n, (_, term) in enumerate(duty.term.rows)]
    return [("", duty.term)]


def _days(policy: Policy, calendar: Calendar) -> Range:
    first = max(policy.in_force_from or calendar.known_from or date(2026, 1, 1), calendar.first_day)
    last = date(min(first.year + MOST_YEARS, calendar.last_day.year), 12, 31)
    if calendar.known_until is not None and first <= calendar.known_until:
        last = min(last, calendar.known_until)
    return first, max(first, last)


def _parts(term: Any) -> Iterator[Term]:
    """A term, and every term in it."""
    yield term
    if isinstance(term, EarlierOf | LaterOf):
        inner: tuple[Any, ...] = term.terms
    elif isinstance(term, FollowedBy):
        inner = (term.first, term.then)
    else:
        length = getattr(term, "term", None) or getattr(term, "length", None)
        inner = () if length is None else (length,)
    for part in inner:
        yield from _parts(part)


def _into_the_night(calendar: Calendar) -> bool:
    """Whether some day closes at its midnight or later, which is another day's date."""
    days = (*calendar.week, *(hours for _, hours in calendar.overrides))
    return any(window.end_us >= DAY for hours in days for window in hours)


def _of_working_days(part: Term) -> bool:
    """Whether it is a working day counted from the beginning or the end of a span: a holiday more may be one less."""
    return isinstance(part, NthDayOf | NthDayOfNextMonth) and part.working


def _lies_in_this(part: Term) -> bool:
    return isinstance(part, NthDayOf) and part.which == "this"


def _anchor(term: Term, name: str, start: datetime, local: date) -> Any:
    """What a term counts from or before: an instant a fortnight after the start, for cycles the first of each month."""
    if any(isinstance(part, Cycles) and part.of == name for part in _parts(term)):
        months = range(local.month, local.month + 40)
        return tuple(date(local.year + n // 12, n % 12 + 1, 1) for n in months)
    return start.astimezone(UTC) + AHEAD


def _local(at: datetime | None, calendar: Calendar) -> str:
    return "now" if at is None else f"{at.astimezone(calendar.zoneinfo):%a %Y-%m-%d %H:%M}"
