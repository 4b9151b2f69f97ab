"""Caps on pauses over arrays: the twin of ``deadlines.budget``."""

from __future__ import annotations

import numpy as np

from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.counting import Shape
from complaintkit.deadlines.columns.tables import Tables
from complaintkit.deadlines.terms import Months, Years

__all__ = ["Budgets"]

_WHOLE = -1  # nothing of the cap is used yet; what is left is never negative


class Budgets:
    """One cap for each of ``n`` clocks, all of one shape."""

    __slots__ = ("end", "end_day", "left", "length", "shape", "tables")

    def __init__(self, n: int, tables: Tables, shape: Shape, length: int) -> None:
        self.tables = tables
        self.shape = shape
        self.length = length
        self.left = np.full(n, _WHOLE, np.int64)
        self.end = np.full(n, -1, np.int64)
        self.end_day = np.full(n, -1, np.int64)

    def cut(self, rows: Ints, begin: Ints, end: Ints, first: Ints, last: Ints, lost: Bools) -> Bools:
        """Charge a pause of each of those clocks; ``end`` and ``last`` are cut in place. False: used up before."""
        kept = np.ones(len(rows), bool)
        fresh = np.flatnonzero(end > np.maximum(begin, self.end[rows]))
        if fresh.size:
            part = (begin[fresh], end[fresh], first[fresh], last[fresh])
            mine = lost[fresh]
            charge = self._hours if self.shape.hours else self._days
            kept[fresh], end[fresh], last[fresh] = charge(rows[fresh], *part, mine)
            lost[fresh] = mine
        return kept

    def _hours(
        self, rows: Ints, begin: Ints, end: Ints, first: Ints, last: Ints, lost: Bools
    ) -> tuple[Bools, Ints, Ints]:
        tables, shape = self.tables, self.shape
        start = np.maximum(begin, self.end[rows])
        left = self.left[rows]
        left = np.where(left == _WHOLE, self.length, left)
        kept = left > 0
        beyond = np.zeros_like(lost)
        limit = counting.add_length(tables, shape, start, np.maximum(left, 1), beyond)
        lost |= beyond & kept
        cut = np.flatnonzero(kept & (end > limit))
        if cut.size:
            mine = lost[cut]
            end[cut] = limit[cut]
            last[cut] = tables.local_day(limit[cut], mine)
            lost[cut] = mine
        left = left - counting.lasted(tables, shape, start, np.where(kept, end, start))
        self._note(rows, kept, left, end, last)
        return kept, end, last

    def _days(
        self, rows: Ints, begin: Ints, end: Ints, first: Ints, last: Ints, lost: Bools
    ) -> tuple[Bools, Ints, Ints]:
        tables, shape = self.tables, self.shape
        start_day = np.maximum(first, self.end_day[rows])
        left = self.left[rows]
        whole = np.flatnonzero(left == _WHOLE)
        if whole.size:
            mine = lost[whole]
            left[whole] = self._days_of(first[whole], mine)
            lost[whole] = mine
        kept = ~((left <= 0) & (first > self.end_day[rows]))  # the last day charged counts to its end
        beyond = np.zeros_like(lost)
        limit = counting.shift(tables, shape, start_day, left, beyond)
        lost |= beyond & kept
        cut = np.flatnonzero(kept & (last > limit))
        if cut.size:
            mine = lost[cut]
            last[cut] = limit[cut]
            end[cut] = tables.day_start(limit[cut] + 1, mine)
            lost[cut] = mine
        taken = counting.measure(tables, shape, start_day, np.where(kept, last, start_day), lost)
        self._note(rows, kept, left - taken, end, last)
        return kept, end, last

    def _days_of(self, first: Ints, lost: Bools) -> Ints:
        if self.shape.kind in (Months, Years):
            return counting.last_day(self.tables, self.shape, self.length, first, lost) - first
        return np.full(len(first), self.length, np.int64)

    def _note(self, rows: Ints, kept: Bools, left: Ints, end: Ints, last: Ints) -> None:
        charged = rows[kept]
        self.left[charged] = np.maximum(left[kept], 0)
        self.end[charged] = end[kept]
        self.end_day[charged] = last[kept]
