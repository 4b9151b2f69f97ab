"""Running terms through their lives over arrays: the twin of ``deadlines.running``.

The clocks of one calendar and one convention run together. Their events are taken in rounds: first the first event of
each clock, then the second of each, and so on, so that each clock meets its own in order of time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.budget import Budgets
from complaintkit.deadlines.columns.counting import Shape
from complaintkit.deadlines.columns.events import ADD, FIXED, NONE, PAUSE, TOLL, Events, ExtensionTerms
from complaintkit.deadlines.columns.outcomes import EXTENSION, TERM, Outcomes
from complaintkit.deadlines.terms import BeforeEvent

if TYPE_CHECKING:
    from complaintkit.deadlines.columns.tables import Tables
    from complaintkit.deadlines.convention import Convention

__all__ = ["EventOf", "Rules", "Runs"]

Rows: TypeAlias = Ints | slice
EventOf: TypeAlias = Callable[[str], tuple[Ints, Ints, Bools, Bools]]
"""Of an anchor's name: its instants, their local days, which have a time of day, and which are known."""

ALL = slice(None)


class Rules(NamedTuple):
    """The pause rules of a group: by cause how many may be and the cap, the cap on all; and the windows of tolling."""

    most: dict[int, int]
    caps: dict[int, tuple[Shape, int]]
    total: tuple[Shape, int] | None
    windows: tuple[tuple[int, int], ...] = ()


class Runs:
    """One limb of many clocks on its way: where each stands after the start, and after each event given to it."""

    def __init__(
        self,
        tables: Tables,
        convention: Convention,
        shape: Shape,
        count: Ints | int,
        started: Ints,
        event_of: EventOf,
    ) -> None:
        n = len(started)
        self.event_of = event_of
        self.idle: Bools = np.broadcast_to(np.False_, n)  # not started: the anchor is not there yet
        self.tables = tables
        self.convention = convention
        self.shapes = [shape]
        self.kind: Ints | None = None  # which shape each has; None: all the first
        self.count = count
        self.started = started
        self.lost = np.zeros(n, bool)
        self.start, self.start_day, self.last, self.raw, self.due = (np.empty(n, np.int64) for _ in range(5))
        # What mostly stays as it is takes no memory until something happens.
        self.day = np.empty(n, np.int64) if not shape.hours else np.broadcast_to(np.int64(NONE), n)
        self.low, self.high = np.broadcast_to(np.int64(OPEN), n), np.broadcast_to(np.int64(-1), n)
        if not tables.knows_all:
            self.low, self.high = self.low.copy(), self.high.copy()
        self.open: Bools = np.broadcast_to(np.False_, n)
        self.pausable: Bools = np.broadcast_to(np.bool_(shape.pausable), n)
        self.wake, self.governed = np.broadcast_to(np.int64(NONE), n), np.broadcast_to(np.int64(TERM), n)
        self.pieces: list[tuple[Ints, ...]] = []
        self._begin(ALL, shape, count, started)

    # -- the count ------------------------------------------------------------------------------------------------

    def _begin(self, rows: Rows, shape: Shape, count: Ints | int, started: Ints) -> None:
        """Count from the start, forgetting what was counted before but not the pauses."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        start = counting.effective_start(tables, convention, started, lost, hours=shape.hours)
        start_day = tables.local_day(start, lost)
        self.start[rows], self.start_day[rows] = start, start_day
        rule = convention.hours_start if shape.hours else convention.start
        if rule in ("next_opening", "next_working_day"):
            self._use(rows, tables.local_day(started, lost), start_day)
        if shape.hours:
            self.raw[rows] = counting.add_length(tables, shape, start, count, lost)
        elif shape.days:
            inclusive = convention.inclusive
            last = counting.last_day(tables, shape, count, start_day, lost, inclusive=inclusive)
            self.last[rows] = last
            if shape.working:
                self._use(rows, start_day + (1 - inclusive), last)
            elif shape.detail is not None and shape.detail.working:
                self._use(rows, last, last)
        elif shape.kind is BeforeEvent:
            self.lost[rows] = lost
            self._begin_before(rows, shape, count)
            return
        elif shape.detail is not None:
            self.day[rows] = self.last[rows] = start_day
            self.due[rows] = tables.day_end(start_day, lost)
        else:
            self.day[rows] = self.due[rows] = NONE
        self.lost[rows] = lost
        if shape.hours:
            self._finish_hours(rows, shape)
        elif shape.days:
            self._finish_days(rows, shape)

    def _begin_before(self, rows: Rows, shape: Shape, count: Ints | int) -> None:
        """Back from the events, whose own days do not count; not started where there is none."""
        name, length = shape.detail
        at, event_day, timed, known = self.event_of(name)
        self.idle = ~known
        self.day[rows] = self.due[rows] = NONE
        if not known.any():
            return
        some = np.flatnonzero(known)
        lost = self.lost[some]
        count = count[some] if isinstance(count, np.ndarray) else count
        part = (at[some], event_day[some], timed[some])
        if length is None:
            self.due[some] = part[0] - 1
            dated = some[~part[2]]
            self.day[dated] = self.last[dated] = event_day[dated] - 1
        elif length.hours:
            self._hours_before(some, length, count, part[0], lost)
        else:
            self._days_before(some, length, count, *part, lost)
        self.lost[some] = lost

    def _hours_before(self, rows: Ints, length: Shape, count: Ints | int, at: Ints, lost: Bools) -> None:
        tables, convention = self.tables, self.convention
        raw = tables.business_before(at, count, lost) if length.business else at - count
        due = counting.hours_rolled(tables, convention, raw, lost, back=True)
        counting.check_horizon(tables, due, lost)
        if length.business or convention.hours_roll != "none":
            self._use(rows, tables.local_day(due, lost), tables.local_day(at, lost))
        self.raw[rows], self.due[rows] = raw, due

    def _days_before(
        self, rows: Ints, length: Shape, count: Ints | int, at: Ints, event_day: Ints, timed: Bools, lost: Bools
    ) -> None:
        tables, convention = self.tables, self.convention
        last = counting.day_before(tables, length, count, event_day, lost, inclusive=convention.inclusive)
        if length.working:
            self._use(rows, last, event_day - 1)
        roll = length.roll or convention.before_roll
        day = counting.rolled(tables, roll, last, lost)
        if roll != "none":
            self._use(rows, np.minimum(day, last), np.maximum(day, last))
        ends = length.ends or convention.ends
        if ends in ("wall", "wall_open"):
            due = tables.day_end(day, lost)
            some = np.flatnonzero(timed)
            if some.size:
                mine = lost[some]
                due[some] = counting.end_us(tables, "wall", day[some], at[some], mine)
                lost[some] = mine
        else:
            due = counting.end_us(tables, ends, day, at, lost)
        self.last[rows], self.day[rows], self.due[rows] = last, day, due

    def _use(self, rows: Rows, low: Ints, high: Ints) -> None:
        """Note the days that were asked whether they are working."""
        if not self.tables.knows_all:
            self.low[rows] = np.minimum(self.low[rows], low)
            self.high[rows] = np.maximum(self.high[rows], high)

    def _finish_days(self, rows: Rows, shape: Shape) -> None:
        """From the unrolled last day to the due: roll, working days inside, end of the day."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        last = self.last[rows]
        roll = shape.roll or convention.roll
        day = counting.rolled(tables, roll, last, lost)
        if roll != "none":
            self._use(rows, np.minimum(day, last), np.maximum(day, last))
        if convention.working_days_inside:
            start_day = self.start_day[rows]
            day = counting.with_days_inside(
                tables, shape, self._counts(rows), convention.working_days_inside, start_day, day, lost
            )
            self._use(rows, start_day + 1, day)
        ends = shape.ends or convention.ends
        due = counting.end_us(tables, ends, day, self.start[rows], lost)
        if ends != "day":
            self._use(rows, day, day)
            if ends == "wall_open":
                day = tables.local_day(due, lost)
                self._use(rows, day, day)
        self.day[rows], self.due[rows], self.lost[rows] = day, due, lost

    def _finish_hours(self, rows: Rows, shape: Shape) -> None:
        """From the end of the hours to the due: the roll."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        raw = self.raw[rows]
        due = counting.hours_rolled(tables, convention, raw, lost)
        counting.check_horizon(tables, due, lost)
        if shape.business and not tables.knows_all:
            self._use(rows, self.start_day[rows], tables.local_day(due, lost))
        if convention.hours_roll != "none":
            self._use(rows, tables.local_day(raw, lost), tables.local_day(due, lost))
        self.due[rows], self.lost[rows] = due, lost

    # -- rows by shape --------------------------------------------------------------------------------------------

    def _counts(self, rows: Rows) -> Ints | int:
        return self.count[rows] if isinstance(self.count, np.ndarray) else self.count

    def _shaped(self, rows: Ints) -> Iterator[tuple[Shape, Ints | slice]]:
        """The shapes among those rows, each with the places in ``rows`` that have it."""
        if self.kind is None:
            yield self.shapes[0], ALL
            return
        kinds = self.kind[rows]
        for code in np.unique(kinds):
            yield self.shapes[code], np.flatnonzero(kinds == code)

    def _become(self, rows: Ints, shape: Shape, count: Ints) -> None:
        """Those clocks run another term from now on."""
        n = len(self.started)
        if self.kind is None:
            self.kind = np.zeros(n, np.int64)
            self.count = np.broadcast_to(self.count, n).astype(np.int64)
            self.started = self.started.copy()
        if shape not in self.shapes:
            self.shapes.append(shape)
        self.kind[rows] = self.shapes.index(shape)
        self.count[rows] = count  # type: ignore[index]  # an array since the kinds are

    # -- pauses ---------------------------------------------------------------------------------------------------

    def live(self, events: Events, rules: Rules, terms: ExtensionTerms) -> None:
        """Take in all events."""
        n = len(self.started)
        for name in ("day", "open", "pausable", "wake", "governed"):
            setattr(self, name, np.array(getattr(self, name)))
        taken = {cause: np.zeros(n, np.int64) for cause in rules.most}
        caps = {cause: Budgets(n, self.tables, *cap) for cause, cap in rules.caps.items()}
        total = None if rules.total is None else Budgets(n, self.tables, *rules.total)
        reached = np.full(n, -OPEN, np.int64)
        reached_day = np.full(n, -1, np.int64)
        for some in events.rounds():
            if self.idle.any():
                some = some.only((some.kind >= PAUSE) | ~self.idle[some.row])
            for kind in np.unique(some.kind):
                these = some.only(some.kind == kind)
                if kind == PAUSE:
                    self._pauses(these, rules, taken, caps, total, reached, reached_day)
                elif kind == TOLL:
                    self._toll(these, rules, reached, reached_day)
                elif kind == FIXED:
                    self._fix(these)
                else:
                    shapes, counts, known = terms
                    for code in np.unique(shapes[these.code]):
                        part = these.only(shapes[these.code] == code)
                        (self._add if kind == ADD else self._replace)(part, known[code], counts[part.code])

    def _pauses(
        self,
        events: Events,
        rules: Rules,
        taken: dict[int, Ints],
        caps: dict[int, Budgets],
        total: Budgets | None,
        reached: Ints,
        reached_day: Ints,
    ) -> None:
        """One pause of each of those clocks: cut, dropped, capped, joined, and what is left of it taken in."""
        rows, cause = events.row, events.code
        begin, end = np.maximum(events.begin, self.start[rows]), events.end
        due = self.due[rows]
        kept = self.pausable[rows] & (end > begin) & ~self.lost[rows]
        kept &= ~((begin > reached[rows]) & (due != NONE) & (begin > due))
        for code, most in rules.most.items():
            kept &= ~((cause == code) & (taken[code][rows] >= most))
        if not kept.all():
            rows, cause, begin, end = (column[kept] for column in (rows, cause, begin, end))
        if not rows.size:
            return
        lost = self.lost[rows]
        was_open = end == OPEN
        end = end.copy()
        first = self.tables.local_day(begin, lost)
        last = np.where(was_open, OPEN, self.tables.local_day(np.where(was_open, begin, end), lost))
        kept = np.ones(len(rows), bool)
        for code, budget in caps.items():
            of = np.flatnonzero(cause == code)
            if of.size:
                kept[of] = _cut(budget, rows, of, begin, end, first, last, lost)
        for code, count in taken.items():
            count[rows[kept & (cause == code)]] += 1
        joined = begin < reached[rows]
        begin, first = np.where(joined, reached[rows], begin), np.where(joined, reached_day[rows], first)
        if total is not None:
            of = np.flatnonzero(kept)
            if of.size:
                kept[of] = _cut(total, rows, of, begin, end, first, last, lost)
        self.lost[rows] = lost
        kept &= (end > begin) & ~lost
        rows, begin, end, first, last, was_open = (c[kept] for c in (rows, begin, end, first, last, was_open))
        if not rows.size:
            return
        self._pause(rows, begin, end, first, last)
        woken = was_open & (end != OPEN)
        self.wake[rows[woken]] = np.maximum(self.wake[rows[woken]], end[woken])
        reached[rows], reached_day[rows] = end, last

    def _toll(self, events: Events, rules: Rules, reached: Ints, reached_day: Ints) -> None:
        """One window of tolling of each of those clocks: each counted day inside stands still, its first one too."""
        rows = events.row
        begin, end = np.maximum(events.begin, self.start[rows]), events.end
        due = self.due[rows]
        kept = self.pausable[rows] & (end > begin) & ~self.lost[rows]
        kept &= (begin <= reached[rows]) | (due == NONE) | (begin <= due)
        rows, begin, end, window = rows[kept], begin[kept], end[kept], events.code[kept]
        if not rows.size:
            return
        low, high = (np.array(column, dtype=np.int64).take(window) for column in zip(*rules.windows, strict=True))
        first = np.maximum(low - 1, self.start_day[rows] - self.convention.inclusive)
        lost = self.lost[rows]
        for shape, where in self._shaped(rows):
            if shape.hours:
                mine = lost[where]
                first[where] = self.tables.local_day(begin[where], mine)
                lost[where] = mine
        self.lost[rows] = lost
        joined = begin < reached[rows]
        begin, first = np.where(joined, reached[rows], begin), np.where(joined, reached_day[rows], first)
        some = (end > begin) & ~lost
        rows, begin, end, first, high = (column[some] for column in (rows, begin, end, first, high))
        if rows.size:
            self._pause(rows, begin, end, first, high)
            reached[rows], reached_day[rows] = end, high

    def _pause(self, rows: Ints, begin: Ints, end: Ints, first: Ints, last: Ints) -> None:
        """Take in one accepted stretch of pause of each of those clocks."""
        self.pieces.append((rows, begin, end, first, last))
        self.open[rows[end == OPEN]] = True
        ended = end != OPEN
        if not ended.all():
            rows, begin, end, first, last = (column[ended] for column in (rows, begin, end, first, last))
        for shape, where in self._shaped(rows):
            part = rows[where]
            if not part.size:
                continue
            if shape.hours:
                self._pause_hours(part, shape, begin[where], end[where])
            elif shape.days:
                self._pause_days(part, shape, begin[where], first[where], last[where])

    def _pause_hours(self, rows: Ints, shape: Shape, begin: Ints, end: Ints) -> None:
        lost, raw = self.lost[rows], self.raw[rows]
        base = np.where(begin <= raw, raw, self.due[rows])
        length = counting.lasted(self.tables, shape, begin, end)
        some = np.flatnonzero(length > 0)
        if some.size:
            mine = lost[some]
            base[some] = counting.add_length(self.tables, shape, base[some], length[some], mine)
            lost[some] = mine
        self.raw[rows], self.lost[rows] = base, lost
        self._finish_hours(rows, shape)

    def _pause_days(self, rows: Ints, shape: Shape, begin: Ints, first: Ints, last: Ints) -> None:
        tables, lost, now = self.tables, self.lost[rows], self.last[rows]
        base = np.where(tables.local_day(begin, lost) <= now, now, self.day[rows])
        moved = counting.shift(tables, shape, base, counting.measure(tables, shape, first, last, lost), lost)
        floor = counting.counted_on_or_after(tables, shape, last, lost)
        now = np.maximum(moved, floor)
        if shape.working:
            self._use(rows, np.minimum(first + 1, last), now)
        self.last[rows], self.lost[rows] = now, lost
        self._finish_days(rows, shape)

    # -- extensions -----------------------------------------------------------------------------------------------

    def _fix(self, events: Events) -> None:
        """The due is a fixed moment."""
        rows, at = events.row, events.end
        self.governed[rows] = EXTENSION
        self.due[rows] = self.raw[rows] = at
        self.pausable[rows] &= events.code == 1
        self.open[rows] = False
        dated = np.flatnonzero(self.day[rows] != NONE)
        if dated.size:
            lost = self.lost[rows[dated]]
            self.day[rows[dated]] = self.last[rows[dated]] = self.tables.local_day(at[dated], lost)
            self.lost[rows[dated]] = lost

    def _replace(self, events: Events, shape: Shape, count: Ints) -> None:
        """The term is counted anew, from the start or from a moment; pauses are kept."""
        rows = events.row
        started = np.where(events.end == NONE, self.started[rows], events.end)
        self._become(rows, shape, count)
        self.started[rows] = started
        self.governed[rows] = EXTENSION
        self.pausable[rows] = shape.pausable
        self.open[rows] = False
        self.day[rows] = self.due[rows] = NONE
        self._begin(rows, shape, count, started)
        mine = np.zeros(len(self.started), bool)
        mine[rows] = True
        kept, self.pieces = self.pieces, []
        for piece in kept:
            other = ~mine[piece[0]]
            self.pieces.append(tuple(column[other] for column in piece))
        for piece in kept:
            row, begin, end, first, last = (column[mine[piece[0]]] for column in piece)
            again = self.pausable[row] & (end > self.start[row])
            row, begin, end, first, last = (column[again] for column in (row, begin, end, first, last))
            if row.size:
                cut = begin < self.start[row]
                begin, first = np.where(cut, self.start[row], begin), np.where(cut, self.start_day[row], first)
                self._pause(row, begin, end, first, last)

    def _add(self, events: Events, shape: Shape, count: Ints) -> None:
        """More time, counted on from where each stands."""
        rows = events.row
        self.governed[rows] = EXTENSION
        some = self.due[rows] != NONE
        rows, count = rows[some], count[some]
        if not rows.size:
            return
        if shape.hours:
            self._add_hours(rows, shape, count)
        else:
            self._add_days(rows, shape, count)

    def _add_hours(self, rows: Ints, shape: Shape, count: Ints) -> None:
        lost, base = self.lost[rows], self.due[rows]
        own = np.zeros(len(rows), bool)  # whose term is in hours already
        for now, where in self._shaped(rows):
            own[where] = now.hours
        if self.convention.extends_from == "unrolled":
            base = np.where(own & self.pausable[rows], self.raw[rows], base)
        self.raw[rows] = counting.add_length(self.tables, shape, base, count, lost)
        self.lost[rows] = lost
        if not own.all():
            self._become(rows[~own], shape, count[~own])
            self.day[rows[~own]] = NONE
        for now, where in self._shaped(rows):
            self._finish_hours(rows[where], now)

    def _add_days(self, rows: Ints, shape: Shape, count: Ints) -> None:
        tables, lost = self.tables, self.lost[rows]
        timed = self.day[rows] == NONE
        base = self.last[rows] if self.convention.extends_from == "unrolled" else self.day[rows]
        if timed.any():
            mine = lost[timed]
            base[timed] = tables.local_day(self.due[rows[timed]], mine)
            lost[timed] = mine
        other = timed
        for now, where in self._shaped(rows):
            if not now.days:
                other = other.copy()
                other[where] = True
        if other.any():
            self._become(rows[other], shape, count[other])
        last = counting.last_day(tables, shape, count, base, lost)
        if shape.working:
            self._use(rows, base + 1, last)
        self.last[rows], self.lost[rows] = last, lost
        for now, where in self._shaped(rows):
            self._finish_days(rows[where], now)

    def outcomes(self) -> Outcomes:
        """What the runs have come to."""
        due, day, open_, wake = self.due, self.day, self.open, self.wake
        if self.open.any():
            open_ = self.open & self.pausable
            due, day = np.where(open_, NONE, due), np.where(open_, NONE, day)
            wake = np.where(open_, NONE, wake)
        if self.governed.any():  # what no pause moves any more waits for none
            wake = np.where(self.pausable, wake, NONE)
        return Outcomes(due, day, self.governed, self.low, self.high, open_, wake, self.lost)


def _cut(budget: Budgets, rows: Ints, of: Ints, begin: Ints, end: Ints, first: Ints, last: Ints, lost: Bools) -> Bools:
    """Charge the pauses at the places ``of``; ``end`` and ``last`` are cut in place."""
    ends, lasts, mine = end[of], last[of], lost[of]
    kept = budget.cut(rows[of], begin[of], ends, first[of], lasts, mine)
    end[of], last[of], lost[of] = ends, lasts, mine
    return kept
