"""Running a term through its life: pauses, extensions and the due as it stood when each of them came.

The rules, in the order they are applied to each pause: cut to the clock's start; dropped if begun after the due as it
then stood; the number its cause allows, then the cause's cap; joined with the other pauses; the cap on them all.
Events are taken in order of time. A pause begun by the unrolled last day adds to that day, one begun in the gap that
the roll opened adds to the rolled day; then the day rolls again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from complaintkit.deadlines import counting
from complaintkit.deadlines.budget import OPEN, Budget
from complaintkit.deadlines.counting import DAY_TERMS, HOUR_TERMS
from complaintkit.deadlines.instants import to_us
from complaintkit.deadlines.terms import (
    EarlierOf,
    Immediately,
    LaterOf,
    NthDayOfNextMonth,
    WorkingDays,
)

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.clock import Clock, Extension, Pause
    from complaintkit.deadlines.convention import Convention
    from complaintkit.deadlines.terms import Term

__all__ = ["Outcome", "Run", "plain", "resolve", "run_limb"]

Piece: TypeAlias = tuple[int, int, int, int, str]
"""An accepted stretch of pause: begin and end, the local days of both, the cause."""

Entry: TypeAlias = tuple[str, str, int, int, "Term"]
"""One line of the log a run keeps for the explanation: what, why, days after the first up to the second, the term."""


class Outcome:
    """What a run came to: the due in microseconds and its local date where day-counted, and what it rests on.

    ``open``: there is no due because a pause is open. ``wake``: when the cap that runs against an open pause is used
    up. ``low`` to ``high``: the days that were asked whether they are working; none where low is above high.
    """

    __slots__ = ("day", "due", "governed", "high", "low", "open", "run", "wake")

    def __init__(self, due: int | None, day: int | None, governed: str = "term") -> None:
        self.due = due
        self.day = day
        self.governed = governed
        self.low = OPEN
        self.high = -1
        self.open = False
        self.wake: int | None = None
        self.run: Run | None = None


class Run:
    """One limb on its way: where it stands after the start, and after each event given to it."""

    __slots__ = (
        "calendar", "convention", "day", "due", "exact", "governed", "high", "last", "log", "low", "open", "pausable",
        "pieces", "raw", "start", "start_day", "started", "term", "wake",
    )  # fmt: skip

    def __init__(self, term: Term, started: int, calendar: Calendar, convention: Convention) -> None:
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
        calendar = self.calendar
        hours = isinstance(term, HOUR_TERMS)
        self.pausable = not isinstance(term, NthDayOfNextMonth | Immediately)
        self.start = self._effective(started, hours)
        self.start_day = self.local_day(self.start)
        if isinstance(term, HOUR_TERMS):
            self.raw = counting.add_length(calendar, term, self.start, counting.length_us(term))
            self._finish_hours()
        elif isinstance(term, DAY_TERMS):
            inclusive = self.convention.inclusive
            self.last = counting.last_day(calendar, term, self.start_day, inclusive=inclusive)
            if isinstance(term, WorkingDays):
                self._use(self.start_day + 1 - inclusive, self.last)
            elif isinstance(term, NthDayOfNextMonth) and term.working:
                self._use(self.last, self.last)
            self.log.append(("count", "", self.start_day - inclusive, self.last, term))
            self._finish_day()
        elif isinstance(term, Immediately) and term.judged_after is not None:
            self.day = self.last = self.start_day
            self.due = counting.end_us(calendar, "day", self.start_day, self.start)

    def local_day(self, us: int) -> int:
        """The ordinal of the local date of that instant."""
        return self.calendar.ordinal_of(us)

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
            base = self.last if first <= self.last else self.day
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
        """Take in one extension."""
        self.governed = "extension"
        if extension.due_at is not None:
            self.due = to_us(extension.due_at)
            self.pausable = False
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
        assert isinstance(term, DAY_TERMS)
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


def plain(term: Term, started: int, calendar: Calendar, convention: Convention) -> Outcome:
    """A single limb without events."""
    return Run(term, started, calendar, convention).outcome()


def _begin_key(pause: Pause) -> int:
    return to_us(pause.begun_at)


def run_limb(clock: Clock, term: Term, started: int, *, extended: bool = True) -> Run:
    """Run one limb of the clock through its events in order of time."""
    calendar = clock.calendar
    run = Run(term, started, calendar, clock.convention)
    extensions = sorted(clock.extensions, key=lambda e: to_us(e.granted_at)) if extended else []
    rules = {rule.cause: rule for rule in clock.pause_rules}
    budgets: dict[str, Budget] = {}
    counts: dict[str, int] = {}
    total = Budget(calendar, clock.pause_cap)
    reached, reached_day = -OPEN, -1  # how far the union of the accepted pauses goes
    for pause in sorted(clock.pauses, key=_begin_key):
        begun = to_us(pause.begun_at)
        while extensions and to_us(extensions[0].granted_at) <= begun:
            run.extend(extensions.pop(0))
        begin = max(begun, run.start)
        end = OPEN if pause.ended_at is None else to_us(pause.ended_at)
        if not run.pausable or end <= begin:
            continue
        if begin > reached and run.due is not None and begin > run.due:
            continue
        rule = rules.get(pause.cause)
        if rule is not None and rule.most is not None and counts.get(pause.cause, 0) >= rule.most:
            continue
        first = run.local_day(begin)
        last = OPEN if end == OPEN else run.local_day(end)
        budget = budgets.get(pause.cause)
        if budget is None:
            budget = budgets[pause.cause] = Budget(calendar, rule.cap if rule is not None else None)
        was_open = end == OPEN
        charged = budget.cut(begin, end, first, last)
        if charged is None:
            continue
        counts[pause.cause] = counts.get(pause.cause, 0) + 1
        end, last = charged
        if begin < reached:
            begin, first = reached, reached_day
        charged = total.cut(begin, end, first, last)
        if charged is None:
            continue
        end, last = charged
        if end <= begin:
            continue
        run.pause((begin, end, first, last, pause.cause))
        if was_open and end != OPEN:
            run.wake = end if run.wake is None else max(run.wake, end)
        reached, reached_day = end, last
    for extension in extensions:
        run.extend(extension)
    return run


def _resolve_term(clock: Clock, term: Term, started: int, *, extended: bool) -> Outcome:
    if not isinstance(term, EarlierOf | LaterOf):
        return run_limb(clock, term, started, extended=extended).outcome()
    earlier = isinstance(term, EarlierOf)
    limbs = [(f"{i}", _resolve_term(clock, limb, started, extended=extended)) for i, limb in enumerate(term.terms)]
    best: Outcome | None = None
    low, high = OPEN, -1
    for path, found in limbs:
        low, high = min(low, found.low), max(high, found.high)
        if found.governed == "term":
            found.governed = path
        elif found.governed != "extension":
            found.governed = f"{path}.{found.governed}"
        if found.due is None:
            if not earlier:
                best = found
                break
        elif best is None or best.due is None or (found.due < best.due if earlier else found.due > best.due):
            best = found
    if best is None:  # the earlier of limbs none of which has a due
        best = Outcome(None, None)
        best.open = any(found.open for _, found in limbs)
    best.low, best.high = low, high
    return best


def resolve(clock: Clock, *, promised: bool) -> Outcome:
    """What the clock comes to, with all its events; ``promised``: with its promises."""
    started = to_us(clock.started_at)
    found = _resolve_term(clock, clock.term, started, extended=True)
    if clock.not_before is not None and clock.changed_at is not None:
        least = _resolve_term(clock, clock.not_before, to_us(clock.changed_at), extended=False)
        if found.due is not None and (least.due is None or least.due > found.due):
            least.low, least.high = min(found.low, least.low), max(found.high, least.high)
            least.governed = "change"
            found = least
    if promised and clock.promises:
        latest = max(reversed(clock.promises), key=lambda p: to_us(p.made_at))  # of two made at once the later entry
        at = to_us(latest.at)
        counted = found.day is not None or _is_day_counted(clock.term)
        promise = Outcome(at, None, "promise")
        if counted:
            days, i = clock.calendar.day_index(at)
            promise.day = days.origin + i
        promise.run = found.run
        return promise
    return found


def _is_day_counted(term: Term) -> bool:
    if isinstance(term, EarlierOf | LaterOf):
        return all(_is_day_counted(limb) for limb in term.terms)
    return not isinstance(term, HOUR_TERMS)
