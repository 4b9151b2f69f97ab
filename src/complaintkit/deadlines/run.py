"""One term on its way: where it stands after its start, and after each pause and extension that is given to it.

A pause begun by the unrolled last day adds to that day, one begun in the gap that the roll opened adds to the rolled
day; then the day rolls again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from complaintkit.deadlines import counting
from complaintkit.deadlines.anchors import closings, event_of
from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.counting import DAY_LENGTHS, DAY_TERMS, FIXED_DAYS, HOUR_TERMS
from complaintkit.deadlines.instants import to_us
from complaintkit.deadlines.terms import (
    BeforeEvent,
    Cycles,
    Immediately,
    WorkingDays,
)

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.deadlines.anchors import Anchors
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.convention import Convention
    from complaintkit.deadlines.events import Extension
    from complaintkit.deadlines.terms import Term

__all__ = ["Outcome", "Run"]

Piece: TypeAlias = tuple[int, int, int, int, str]
"""An accepted stretch of pause: begin and end, the local days of both, the cause."""

Entry: TypeAlias = tuple[str, str, int, int, "Term"]
"""One line of the log a run keeps for the explanation: what, why, days after the first up to the second, the term."""


class Outcome:
    """What a run came to: the due in microseconds and its local date where day-counted, and what it rests on.

    ``open``: there is no due because a pause is open. ``wake``: when the cap that runs against an open pause is used
    up. ``low`` to ``high``: the days that were asked whether they are working; none where low is above high.
    ``earlier``: the runs of the terms that this one followed.
    """

    __slots__ = ("day", "due", "earlier", "governed", "high", "low", "open", "run", "wake")

    def __init__(self, due: int | None, day: int | None, governed: str = "term") -> None:
        self.due = due
        self.day = day
        self.governed = governed
        self.low = OPEN
        self.high = -1
        self.open = False
        self.wake: int | None = None
        self.run: Run | None = None
        self.earlier: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the limb that governs, one after the other."""
        return self.earlier if self.run is None else (*self.earlier, self.run)

    @property
    def first(self) -> Run | None:
        """The first of them: it started when the limb did."""
        return next(iter(self.runs), None)

    def stood(self, until: int) -> int:
        """How long they stood still, up to that moment."""
        return sum(max(min(end, until) - begin, 0) for run in self.runs for begin, end, _, _, _ in run.pieces)

    def used(self, other: Outcome) -> None:
        """Note that this one also rests on the days that the other rests on."""
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)


class Run:
    """One limb on its way: where it stands after the start, and after each event given to it."""

    __slots__ = (
        "anchors", "calendar", "convention", "day", "due", "event_day", "exact", "governed", "high", "idle", "last",
        "log", "low", "open", "origin", "pausable", "pieces", "raw", "start", "start_day", "started", "term", "wake",
    )  # fmt: skip

    def __init__(
        self, term: Term, started: int, calendar: Calendar, convention: Convention, anchors: Anchors = ()
    ) -> None:
        self.anchors = anchors
        self.origin = ""  # what it is counted from, where that is not the clock's start
        self.calendar = calendar
        self.convention = convention
        self.low = OPEN
        self.high = -1
        self.governed = "term"
        self.open = False
        self.wake: int | None = None
        self.exact = True  # the log holds every day from the start to the last one
        self.pieces: list[Piece] = []
        self.log: list[Entry] = []
        self.begin(term, started)

    def begin(self, term: Term, started: int) -> None:
        """Count the term from a start, forgetting what was counted before but not the pauses."""
        self.term = term
        self.started = started
        self.last: int = 0  # day-counted: the unrolled last day
        self.raw: int = 0  # in hours: the end before it rolls
        self.day: int | None = None
        self.due: int | None = None
        self.event_day: int | None = None  # of a term before an event: the event's
        self.idle = False  # not started: its anchor is not there yet
        calendar = self.calendar
        hours = isinstance(term, HOUR_TERMS)
        self.pausable = not isinstance(term, (*FIXED_DAYS, Immediately, BeforeEvent))
        self.start = self._effective(started, hours)
        self.start_day = self.local_day(self.start)
        if isinstance(term, HOUR_TERMS):
            self.raw = counting.add_length(calendar, term, self.start, counting.length_us(term))
            self._finish_hours()
        elif isinstance(term, DAY_TERMS):
            self._begin_days(term)
        elif isinstance(term, BeforeEvent):
            self._begin_before(term)
        elif isinstance(term, Immediately) and term.judged_after is not None:
            self.day = self.last = self.start_day
            self.due = counting.end_us(calendar, "day", self.start_day, self.start)

    def _begin_days(self, term: counting.DayTerm) -> None:
        calendar, inclusive = self.calendar, self.convention.inclusive
        if isinstance(term, Cycles):
            found = counting.closing(closings(self.anchors, term.of), term.count, self.start_day)
            if found is None:
                self.idle = True
                return
            self.last = found
        else:
            self.last = counting.last_day(calendar, term, self.start_day, inclusive=inclusive)
            if isinstance(term, WorkingDays):
                self._use(self.start_day + 1 - inclusive, self.last)
            elif isinstance(term, FIXED_DAYS) and term.working:
                self._use(self.last, self.last)
        self.log.append(("count", "", self.start_day - inclusive, self.last, term))
        self._finish_day()

    def _begin_before(self, term: BeforeEvent) -> None:
        """Back from the event, whose own day does not count."""
        calendar, convention = self.calendar, self.convention
        event = event_of(calendar, self.anchors, term.event)
        if event is None:
            self.idle = True
            return
        at, event_day, timed = event
        self.event_day = event_day
        length = term.length
        if isinstance(length, HOUR_TERMS):
            self.raw = counting.add_length(calendar, length, at, -counting.length_us(length))
            self.due = counting.hours_rolled(calendar, convention, self.raw, -1)
            counting.check_horizon(calendar, self.due)
            if counting.is_business(length) or convention.hours_roll != "none":
                self._use(self.local_day(self.due), self.local_day(at))
        elif length is None:
            self.due = at - 1
            if not timed:
                self.day = self.last = event_day - 1
        else:
            self.last = counting.day_before(calendar, length, event_day, inclusive=convention.inclusive)
            if isinstance(length, WorkingDays):
                self._use(self.last, event_day - 1)
            roll = length.roll or convention.before_roll
            self.day = counting.rolled(calendar, roll, self.last)
            if roll != "none":
                self._use(min(self.day, self.last), max(self.day, self.last))
            ends = length.ends or convention.ends
            ends = "wall" if ends == "wall_open" else ends
            self.due = counting.end_us(calendar, ends if timed or ends != "wall" else "day", self.day, at)

    def local_day(self, us: int) -> int:
        """The ordinal of the local date of that instant."""
        return self.calendar.ordinal_of(us)

    @property
    def first_counted(self) -> int:
        """The first day that counts: the one after the start's, or that day itself where the convention says so."""
        return self.start_day + 1 - self.convention.inclusive

    @property
    def late(self) -> bool:
        """Whether it came after the convention's cut-off hour."""
        return not isinstance(self.term, HOUR_TERMS) and counting.after_cut_off(
            self.calendar, self.convention, self.started
        )

    @property
    def rule(self) -> str:
        """The start rule that applied."""
        return self.convention.hours_start if isinstance(self.term, HOUR_TERMS) else self.convention.start

    def _use(self, low: int, high: int) -> None:
        self.low = min(self.low, low)
        self.high = max(self.high, high)

    def _effective(self, started: int, hours: bool) -> int:
        start = counting.effective_start(self.calendar, self.convention, started, hours=hours)
        rule = self.convention.hours_start if hours else self.convention.start
        if rule in ("next_opening", "next_working_day"):
            self._use(self.local_day(started), self.local_day(start))
        return start

    def _finish_day(self) -> None:
        """From the unrolled last day to the due: roll, working days inside, end of the day."""
        term = self.term
        assert isinstance(term, DAY_TERMS)
        calendar, convention = self.calendar, self.convention
        roll = term.roll or convention.roll
        day = counting.rolled(calendar, roll, self.last)
        if roll != "none":
            self._use(min(day, self.last), max(day, self.last))
        if convention.working_days_inside:
            day = counting.with_days_inside(calendar, term, convention.working_days_inside, self.start_day, day)
            self._use(self.start_day + 1, day)
        ends = term.ends or convention.ends
        self.due = counting.end_us(calendar, ends, day, self.start)
        if ends != "day":
            self._use(day, day)
            if ends == "wall_open":
                day = self.local_day(self.due)
                self._use(day, day)
        self.day = day

    def _finish_hours(self) -> None:
        self.due = counting.hours_rolled(self.calendar, self.convention, self.raw)
        counting.check_horizon(self.calendar, self.due)
        if counting.is_business(self.term):
            self._use(self.local_day(self.start), self.local_day(self.due))
        if self.convention.hours_roll != "none":
            self._use(self.local_day(self.raw), self.local_day(self.due))

    # -- events -------------------------------------------------------------------------------------------------

    def pause(self, piece: Piece) -> None:
        """Take in one accepted stretch of pause; its end may be :data:`OPEN`."""
        self.pieces.append(piece)
        begin, end, first, last, cause = piece
        if end == OPEN:
            self.open = True
            return
        term, calendar = self.term, self.calendar
        if isinstance(term, HOUR_TERMS):
            assert self.due is not None
            base = self.raw if begin <= self.raw else self.due
            length = counting.lasted(calendar, term, begin, end)
            self.log.append(("paused", cause, first, last, term))
            self.raw = counting.add_length(calendar, term, base, length) if length else base
            self._finish_hours()
        elif isinstance(term, DAY_TERMS):
            assert self.day is not None
            base = self.last if self.local_day(begin) <= self.last else self.day
            taken = counting.measure(calendar, term, first, last)
            moved = counting.shift(calendar, term, base, taken)
            floor = counting.counted_on_or_after(calendar, term, last)
            if isinstance(term, WorkingDays):
                self._use(min(first + 1, last), max(moved, floor))
            if base > self.last:
                self.log.append(("rolled", term.roll or self.convention.roll, self.last, base, term))
            self.log.append(("paused", cause, first, last, term))
            if floor > moved:
                self.log.append(("held", cause, moved, floor, term))
            self.last = max(moved, floor)
            self._finish_day()

    def extend(self, extension: Extension) -> None:
        """Take in one extension; nothing where the term has not started."""
        if self.idle:
            return
        self.governed = "extension"
        if extension.due_at is not None:
            self.due = to_us(extension.due_at)
            self.pausable = self.pausable and extension.moved_by_pauses
            if self.day is not None:
                self.day = self.last = self.local_day(self.due)
                self._given(self.last)
            self.raw = self.due
            self.open = False
            return
        assert extension.term is not None
        if extension.kind == "replace":
            self._replace(extension.term, extension.restart_at)
        elif self.due is not None:
            self._add(extension.term, self.due, extension.reason)

    def _replace(self, term: Term, restart_at: datetime | None) -> None:
        started = self.started if restart_at is None else to_us(restart_at)
        self.log.clear()
        self.exact = True
        pieces, self.pieces = self.pieces, []
        self.open = False
        self.begin(term, started)
        for begin, end, first, last, cause in pieces:
            if end > self.start and self.pausable:
                if begin < self.start:
                    begin, first = self.start, self.start_day
                self.pause((begin, end, first, last, cause))

    def _add(self, term: Term, due: int, reason: str) -> None:
        calendar, convention = self.calendar, self.convention
        unrolled = convention.extends_from == "unrolled"
        if isinstance(term, HOUR_TERMS):
            if isinstance(self.term, HOUR_TERMS) and self.pausable and unrolled:
                due = self.raw
            self.raw = counting.add_length(calendar, term, due, counting.length_us(term))
            if not isinstance(self.term, HOUR_TERMS):
                self.term, self.day = term, None
            self._finish_hours()
            return
        assert isinstance(term, DAY_LENGTHS)
        if self.day is None:  # until now in hours
            base = self.local_day(due)
            self.term = term
            self._given(base)
        else:
            base = self.last if unrolled else self.day
        if not isinstance(self.term, DAY_TERMS):
            self.term = term  # it was to be done at once
        unrolled_last = self.last if self.last else base
        self.last = counting.last_day(calendar, term, base)
        if isinstance(term, WorkingDays):
            self._use(base + 1, self.last)
        if base > unrolled_last:
            self.log.append(("rolled", convention.roll, unrolled_last, base, term))
        self.log.append(("added", reason, base, self.last, term))
        self._finish_day()

    def _given(self, day: int) -> None:
        """Note for the explanation that the count goes on from a day it did not come to by counting days."""
        self.log[:] = [("given", "", self.start_day, day, self.term)]
        self.exact = False

    def outcome(self) -> Outcome:
        """What the run has come to."""
        nothing = self.open and self.pausable
        found = Outcome(None if nothing else self.due, None if nothing else self.day, self.governed)
        found.low, found.high = self.low, self.high
        found.open = nothing
        found.wake = self.wake if self.pausable and not nothing else None
        found.run = self
        return found
