"""Pauses and tolling over arrays: what of each counts, and how far it moves the terms it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.budget import Budgets
from complaintkit.deadlines.columns.counting import Shape
from complaintkit.deadlines.columns.events import NONE, Events

if TYPE_CHECKING:
    from complaintkit.deadlines.columns.running import Runs

__all__ = ["Rules", "Stops", "pause"]


class Rules(NamedTuple):
    """The pause rules of a group: by cause how many may be and the cap, the cap on all; and the windows of tolling."""

    most: dict[int, int]
    caps: dict[int, tuple[Shape, int]]
    total: tuple[Shape, int] | None
    windows: tuple[tuple[int, int], ...] = ()


class Stops:
    """The pauses of many runs as they are accepted: how often, how much of the caps, how far their union goes."""

    def __init__(self, runs: Runs, rules: Rules) -> None:
        n = len(runs.started)
        self.runs = runs
        self.rules = rules
        self.taken = {cause: np.zeros(n, np.int64) for cause in rules.most}
        self.caps = {cause: Budgets(n, runs.tables, *cap) for cause, cap in rules.caps.items()}
        self.total = None if rules.total is None else Budgets(n, runs.tables, *rules.total)
        self.reached = np.full(n, -OPEN, np.int64)
        self.reached_day = np.full(n, -1, np.int64)

    def pause(self, events: Events) -> None:
        """One pause of each of those clocks: cut, dropped, capped, joined, and what is left of it taken in."""
        runs = self.runs
        rows, cause, begin, end, kept = self._cut_to_start(events)
        for code, most in self.rules.most.items():
            kept &= ~((cause == code) & (self.taken[code][rows] >= most))
        if not kept.all():
            rows, cause, begin, end = (column[kept] for column in (rows, cause, begin, end))
        if not rows.size:
            return
        lost = runs.lost[rows]
        was_open = end == OPEN
        end = end.copy()
        first = runs.tables.local_day(begin, lost)
        last = np.where(was_open, OPEN, runs.tables.local_day(np.where(was_open, begin, end), lost))
        kept = np.ones(len(rows), bool)
        for code, budget in self.caps.items():
            of = np.flatnonzero(cause == code)
            if of.size:
                kept[of] = _cut(budget, rows, of, begin, end, first, last, lost)
        for code, count in self.taken.items():
            count[rows[kept & (cause == code)]] += 1
        begin, first = self._joined(rows, begin, first)
        if self.total is not None:
            of = np.flatnonzero(kept)
            if of.size:
                kept[of] = _cut(self.total, rows, of, begin, end, first, last, lost)
        runs.lost[rows] = lost
        kept &= (end > begin) & ~lost
        rows, begin, end, first, last, was_open = (c[kept] for c in (rows, begin, end, first, last, was_open))
        if not rows.size:
            return
        pause(runs, rows, begin, end, first, last)
        woken = was_open & (end != OPEN)
        runs.wake[rows[woken]] = np.maximum(runs.wake[rows[woken]], end[woken])
        self.reached[rows], self.reached_day[rows] = end, last

    def toll(self, events: Events) -> None:
        """One window of tolling of each of those clocks: each counted day inside stands still, its first one too."""
        runs = self.runs
        rows, window, begin, end, kept = self._cut_to_start(events)
        rows, begin, end, window = rows[kept], begin[kept], end[kept], window[kept]
        if not rows.size:
            return
        low, high = (np.array(column, dtype=np.int64).take(window) for column in zip(*self.rules.windows, strict=True))
        first = np.maximum(low - 1, runs.start_day[rows] - runs.convention.inclusive)
        lost = runs.lost[rows]
        for shape, where in runs.shaped(rows):
            if shape.hours:
                mine = lost[where]
                first[where] = runs.tables.local_day(begin[where], mine)
                lost[where] = mine
        runs.lost[rows] = lost
        begin, first = self._joined(rows, begin, first)
        some = (end > begin) & ~lost
        rows, begin, end, first, high = (column[some] for column in (rows, begin, end, first, high))
        if rows.size:
            pause(runs, rows, begin, end, first, high)
            self.reached[rows], self.reached_day[rows] = end, high

    def _cut_to_start(self, events: Events) -> tuple[Ints, Ints, Ints, Ints, Bools]:
        """The rows, codes, begins and ends of stretches, and which touch their runs: not begun after the due."""
        runs, rows = self.runs, events.row
        begin, due = np.maximum(events.begin, runs.start[rows]), runs.due[rows]
        kept = runs.pausable[rows] & (events.end > begin) & ~runs.lost[rows]
        kept &= (begin <= self.reached[rows]) | (due == NONE) | (begin <= due)
        return rows, events.code, begin, events.end, kept

    def _joined(self, rows: Ints, begin: Ints, first: Ints) -> tuple[Ints, Ints]:
        """The begins and first days of stretches, where they overlap those before: from where these ended."""
        joined = begin < self.reached[rows]
        return np.where(joined, self.reached[rows], begin), np.where(joined, self.reached_day[rows], first)


def pause(runs: Runs, rows: Ints, begin: Ints, end: Ints, first: Ints, last: Ints) -> None:
    """Take in one accepted stretch of pause of each of those clocks."""
    runs.pieces.append((rows, begin, end, first, last))
    runs.open[rows[end == OPEN]] = True
    ended = end != OPEN
    if not ended.all():
        rows, begin, end, first, last = (column[ended] for column in (rows, begin, end, first, last))
    for shape, where in runs.shaped(rows):
        part = rows[where]
        if not part.size:
            continue
        if shape.hours:
            _pause_hours(runs, part, shape, begin[where], end[where])
        elif shape.days:
            _pause_days(runs, part, shape, begin[where], first[where], last[where])


def _pause_hours(runs: Runs, rows: Ints, shape: Shape, begin: Ints, end: Ints) -> None:
    lost, raw = runs.lost[rows], runs.raw[rows]
    base = np.where(begin <= raw, raw, runs.due[rows])
    length = counting.lasted(runs.tables, shape, begin, end)
    some = np.flatnonzero(length > 0)
    if some.size:
        mine = lost[some]
        base[some] = counting.add_length(runs.tables, shape, base[some], length[some], mine)
        lost[some] = mine
    runs.raw[rows], runs.lost[rows] = base, lost
    runs.finish_hours(rows, shape)


def _pause_days(runs: Runs, rows: Ints, shape: Shape, begin: Ints, first: Ints, last: Ints) -> None:
    tables, lost, now = runs.tables, runs.lost[rows], runs.last[rows]
    base = np.where(tables.local_day(begin, lost) <= now, now, runs.day[rows])
    moved = counting.shift(tables, shape, base, counting.measure(tables, shape, first, last, lost), lost)
    floor = counting.counted_on_or_after(tables, shape, last, lost)
    now = np.maximum(moved, floor)
    if shape.working:
        runs.use(rows, np.minimum(first + 1, last), now)
    runs.last[rows], runs.lost[rows] = now, lost
    runs.finish_days(rows, shape)


def _cut(budget: Budgets, rows: Ints, of: Ints, begin: Ints, end: Ints, first: Ints, last: Ints, lost: Bools) -> Bools:
    """Charge the pauses at the places ``of``; ``end`` and ``last`` are cut in place."""
    ends, lasts, mine = end[of], last[of], lost[of]
    kept = budget.cut(rows[of], begin[of], ends, first[of], lasts, mine)
    end[of], last[of], lost[of] = ends, lasts, mine
    return kept
