"""Caps on pauses: how much of each still counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.deadlines import counting
from complaintkit.deadlines.counting import DAY_LENGTHS, HOUR_TERMS, DayLength
from complaintkit.deadlines.terms import Months, Weeks, WorkingDays, Years, require_length

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.terms import Term

__all__ = ["OPEN", "Budget"]

OPEN = 1 << 62
"""The end of a pause that has none."""


class Budget:
    """A cap on pauses, in the cap's own unit; ``None`` bounds nothing."""

    __slots__ = ("calendar", "end", "end_day", "left", "term", "unit")

    def __init__(self, calendar: Calendar, term: Term | None) -> None:
        self.calendar = calendar
        if term is not None:
            require_length(term, "pause_cap")
        self.term = term
        self.left: int | None = None  # what is left, in microseconds or days; None until the first pause
        self.end = -1  # how far pauses have been charged
        self.end_day = -1

    def cut(self, begin: int, end: int, first: int, last: int) -> tuple[int, int] | None:
        """Charge a pause: its end and last local day as far as the cap lasts; None: it was used up before."""
        term, calendar = self.term, self.calendar
        if term is None:
            return end, last
        start, start_day = max(begin, self.end), max(first, self.end_day)
        if end <= start:
            return end, last
        if isinstance(term, HOUR_TERMS):
            if self.left is None:
                self.left = counting.length_us(term)
            if self.left <= 0:
                return None
            limit = counting.add_length(calendar, term, start, self.left)
            if end > limit:
                end = limit
                days, i = calendar.day_index(end)
                last = days.origin + i
            self.left -= counting.lasted(calendar, term, start, end)
        else:
            assert isinstance(term, DAY_LENGTHS)
            if self.left is None:
                self.left = _days_of(calendar, term, first)
            if self.left <= 0 and first > self.end_day:  # the last day charged counts to its end
                return None
            limit = counting.shift(calendar, term, start_day, self.left)
            if last > limit:
                last = limit
                days = calendar.table(last, last + 1)
                end = days.start[last + 1 - days.origin]
            self.left -= counting.measure(calendar, term, start_day, last)
        self.end, self.end_day = end, last
        return end, last


def _days_of(calendar: Calendar, term: DayLength, first: int) -> int:
    """A cap in days: working days, or calendar days from the first pause's local day."""
    if isinstance(term, WorkingDays):
        return term.count
    if isinstance(term, Weeks):
        return 7 * term.count
    if isinstance(term, Months | Years):
        return counting.last_day(calendar, term, first) - first
    return term.count
