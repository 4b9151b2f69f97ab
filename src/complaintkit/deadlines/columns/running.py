"""Running terms through their lives over arrays: the twin of ``deadlines.running``.

The clocks of one calendar and one convention run together. What happens to them on their way is in ``stopping`` (pauses
and tolling) and ``extending``, and taken in order by ``lives``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.counting import Shape
from complaintkit.deadlines.columns.events import NONE
from complaintkit.deadlines.columns.outcomes import TERM, Outcomes
from complaintkit.deadlines.terms import BeforeEvent

if TYPE_CHECKING:
    from complaintkit.deadlines.columns.tables import Tables
    from complaintkit.deadlines.convention import Convention

__all__ = ["EventOf", "Runs"]

Rows: TypeAlias = Ints | slice
EventOf: TypeAlias = Callable[[str], tuple[Ints, Ints, Bools, Bools]]
"""Of an anchor's name: its instants, their local days, which have a time of day, and which are known."""

ALL = slice(None)


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
        self.begin(ALL, shape, count, started)

    # -- the count ------------------------------------------------------------------------------------------------

    def begin(self, rows: Rows, shape: Shape, count: Ints | int, started: Ints) -> None:
        """Count from the start, forgetting what was counted before but not the pauses."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        start = counting.effective_start(tables, convention, started, lost, hours=shape.hours)
        start_day = tables.local_day(start, lost)
        self.start[rows], self.start_day[rows] = start, start_day
        rule = convention.hours_start if shape.hours else convention.start
        if rule in ("next_opening", "next_working_day"):
            self.use(rows, tables.local_day(started, lost), start_day)
        if shape.hours:
            self.raw[rows] = counting.add_length(tables, shape, start, count, lost)
        elif shape.days:
            inclusive = convention.inclusive
            last = counting.last_day(tables, shape, count, start_day, lost, inclusive=inclusive)
            self.last[rows] = last
            if shape.working:
                self.use(rows, start_day + (1 - inclusive), last)
            elif shape.detail is not None and shape.detail.working:
                self.use(rows, last, last)
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
            self.finish_hours(rows, shape)
        elif shape.days:
            self.finish_days(rows, shape)

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
            self.use(rows, tables.local_day(due, lost), tables.local_day(at, lost))
        self.raw[rows], self.due[rows] = raw, due

    def _days_before(
        self, rows: Ints, length: Shape, count: Ints | int, at: Ints, event_day: Ints, timed: Bools, lost: Bools
    ) -> None:
        tables, convention = self.tables, self.convention
        last = counting.day_before(tables, length, count, event_day, lost, inclusive=convention.inclusive)
        if length.working:
            self.use(rows, last, event_day - 1)
        roll = length.roll or convention.before_roll
        day = counting.rolled(tables, roll, last, lost)
        if roll != "none":
            self.use(rows, np.minimum(day, last), np.maximum(day, last))
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

    def use(self, rows: Rows, low: Ints, high: Ints) -> None:
        """Note the days that were asked whether they are working."""
        if not self.tables.knows_all:
            self.low[rows] = np.minimum(self.low[rows], low)
            self.high[rows] = np.maximum(self.high[rows], high)

    def finish_days(self, rows: Rows, shape: Shape) -> None:
        """From the unrolled last day to the due: roll, working days inside, end of the day."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        last = self.last[rows]
        roll = shape.roll or convention.roll
        day = counting.rolled(tables, roll, last, lost)
        if roll != "none":
            self.use(rows, np.minimum(day, last), np.maximum(day, last))
        if convention.working_days_inside:
            start_day = self.start_day[rows]
            day = counting.with_days_inside(
                tables, shape, self._counts(rows), convention.working_days_inside, start_day, day, lost
            )
            self.use(rows, start_day + 1, day)
        ends = shape.ends or convention.ends
        due = counting.end_us(tables, ends, day, self.start[rows], lost)
        if ends != "day":
            self.use(rows, day, day)
            if ends == "wall_open":
                day = tables.local_day(due, lost)
                self.use(rows, day, day)
        self.day[rows], self.due[rows], self.lost[rows] = day, due, lost

    def finish_hours(self, rows: Rows, shape: Shape) -> None:
        """From the end of the hours to the due: the roll."""
        tables, convention, lost = self.tables, self.convention, self.lost[rows]
        raw = self.raw[rows]
        due = counting.hours_rolled(tables, convention, raw, lost)
        counting.check_horizon(tables, due, lost)
        if shape.business and not tables.knows_all:
            self.use(rows, self.start_day[rows], tables.local_day(due, lost))
        if convention.hours_roll != "none":
            self.use(rows, tables.local_day(raw, lost), tables.local_day(due, lost))
        self.due[rows], self.lost[rows] = due, lost

    # -- rows by shape --------------------------------------------------------------------------------------------

    def _counts(self, rows: Rows) -> Ints | int:
        return self.count[rows] if isinstance(self.count, np.ndarray) else self.count

    def shaped(self, rows: Ints) -> Iterator[tuple[Shape, Ints | slice]]:
        """The shapes among those rows, each with the places in ``rows`` that have it."""
        if self.kind is None:
            yield self.shapes[0], ALL
            return
        kinds = self.kind[rows]
        for code in np.unique(kinds):
            yield self.shapes[code], np.flatnonzero(kinds == code)

    def become(self, rows: Ints, shape: Shape, count: Ints) -> None:
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

    # -- the answer -----------------------------------------------------------------------------------------------

    def stood(self, until: Ints) -> Ints:
        """How long each stood still, up to those moments."""
        found = np.zeros(len(self.started), np.int64)
        for rows, begin, end, _, _ in self.pieces:
            found[rows] += np.maximum(np.minimum(end, until[rows]) - begin, 0)
        return found

    def outcomes(self, until: Ints | None = None) -> Outcomes:
        """What the runs have come to; ``until``: how long they stood still up to then is asked too."""
        due, day, open_, wake = self.due, self.day, self.open, self.wake
        if self.open.any():
            open_ = self.open & self.pausable
            due, day = np.where(open_, NONE, due), np.where(open_, NONE, day)
            wake = np.where(open_, NONE, wake)
        if self.governed.any():  # what no pause moves any more waits for none
            wake = np.where(self.pausable, wake, NONE)
        stood = np.broadcast_to(np.int64(0), len(due)) if until is None else self.stood(until)
        return Outcomes(due, day, self.governed, self.low, self.high, open_, wake, self.lost, self.started, stood)
