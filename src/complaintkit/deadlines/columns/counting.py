"""Counting terms over arrays: the twin of ``deadlines.counting``, step by step in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.tables import Tables, add_months, month_of, month_starts
from complaintkit.deadlines.counting import DAY_LENGTHS, DAY_TERMS, FIXED_DAYS, HOUR_TERMS
from complaintkit.deadlines.fixed import MONTHS_IN
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, HOUR, MINUTE
from complaintkit.deadlines.terms import (
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Days,
    Hours,
    Immediately,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Weeks,
    WorkingDays,
    Years,
)

if TYPE_CHECKING:
    from complaintkit.deadlines.convention import Convention
    from complaintkit.deadlines.terms import Term

__all__ = ["MOST", "Named", "Shape", "shape_of"]

MOST = 1 << 61
"""Longer than any table in microseconds: what a longer term is taken for, so that nothing overflows."""

_UNITS: dict[type, int] = {Minutes: MINUTE, Hours: HOUR, BusinessMinutes: MINUTE, BusinessHours: HOUR}
_FACTORS: dict[type, int] = {Weeks: 7, Years: 12}


class Named(NamedTuple):
    """Which day a fixed day is, but for its number: of which month of which period."""

    span: str
    month: int
    ahead: int
    working: bool


class Shape(NamedTuple):
    """What a term is but for its count: rows of one shape are counted together.

    ``detail``: of a fixed day what it is named by, of a term before an event the event and the shape of the length,
    of one at once what it is judged after.
    """

    kind: type
    ends: str | None = None
    roll: str | None = None
    detail: Any = None

    @property
    def hours(self) -> bool:
        """Whether the term is in minutes or hours."""
        return self.kind in HOUR_TERMS

    @property
    def days(self) -> bool:
        """Whether the term is counted in days or names a day."""
        return self.kind in DAY_TERMS

    @property
    def business(self) -> bool:
        """Whether the term runs inside the calendar's windows only."""
        return self.kind in (BusinessMinutes, BusinessHours)

    @property
    def working(self) -> bool:
        """Whether the term counts working days."""
        return self.kind is WorkingDays

    @property
    def pausable(self) -> bool:
        """Whether pauses move the term."""
        return self.hours or self.kind in DAY_LENGTHS


def shape_of(term: Term) -> tuple[Shape, int] | None:
    """The shape of a term and its count: microseconds, days or months; None for a kind that is not counted here."""
    kind = type(term)
    if isinstance(term, HOUR_TERMS):
        return Shape(kind), min(term.count * _UNITS[kind], MOST)
    if isinstance(term, NthDayOfNextMonth):
        return Shape(kind, term.ends, term.roll, Named("month", 1, 1, term.working)), term.n
    if isinstance(term, NthDayOf):
        named = Named(term.span, term.month, 1 if term.which == "next" else 0, term.working)
        return Shape(kind, term.ends, term.roll, named), term.n
    if isinstance(term, Immediately):
        return Shape(kind, detail=term.judged_after), 0
    if isinstance(term, BeforeEvent):
        length = None if term.length is None else shape_of(term.length)
        return Shape(kind, detail=(term.event, length and length[0])), length[1] if length else 0
    if isinstance(term, DAY_LENGTHS):
        return Shape(kind, term.ends, term.roll), min(term.count * _FACTORS.get(kind, 1), MOST // DAY)
    return None


# -- start rule -----------------------------------------------------------------------------------------------------


def effective_start(tables: Tables, convention: Convention, us: Ints, lost: Bools, *, hours: bool) -> Ints:
    """The instants the count starts from, after the start rule and the cut-off."""
    rule = convention.hours_start if hours else convention.start
    late = None
    if not hours and convention.cut_off_us >= 0:
        late = tables.time_of_day(us, lost) > convention.cut_off_us
    if rule == "next_hour":
        return us + -tables.time_of_day(us, lost) % HOUR
    if rule == "as_received":
        if late is None:
            return us
        return np.where(late, tables.at_local_time(us, tables.local_day(us, lost) + late, lost), us)
    if rule == "next_opening":
        if late is not None and late.any():
            us = np.where(late, tables.day_end(tables.local_day(us, lost), lost) + 1, us)
        return tables.open_from(us, lost)
    day = tables.local_day(us, lost)
    to = tables.on_or_after(day, lost)
    if late is not None and late.any():
        where = np.flatnonzero(late)
        mine = lost[where]
        to[where] = tables.nth_after(day[where], 1, mine)
        lost[where] = mine
    return tables.at_local_time(us, to, lost)


# -- days -----------------------------------------------------------------------------------------------------------


def last_day(tables: Tables, shape: Shape, n: Ints | int, day: Ints, lost: Bools, *, inclusive: bool = False) -> Ints:
    """The unrolled last days of terms that start on those local dates."""
    kind = shape.kind
    if kind is WorkingDays:
        return tables.nth_after(day - inclusive, n, lost)
    if kind is Months or kind is Years:
        return add_months(day, n, lost, inclusive=inclusive)
    if kind in FIXED_DAYS:
        return _named_day(tables, shape.detail, day, n, lost)
    return day + (n - inclusive)


def _named_day(tables: Tables, named: Named, day: Ints, n: Ints | int, lost: Bools) -> Ints:
    """The n-th (working) day of the month or week that is named, or its last one."""
    if named.span == "week":
        first: Ints = day - (day - 1) % 7 + 7 * named.ahead
        length: Ints | int = 7
    else:
        size, starts = MONTHS_IN[named.span], month_starts()
        m = month_of(day)
        m += size * named.ahead - m % 12 % size + named.month - 1
        first = starts.take(m)
        length = starts.take(m + 1) - first
    if not named.working:
        last: Ints = first + np.minimum(n, length) - 1
        return last
    inside = tables.count_working(first, first + length, lost)
    # where all of it is off, the next day that is working
    return tables.nth_after(first, np.maximum(np.minimum(n, inside), 1), lost, itself=True)


def day_before(tables: Tables, shape: Shape, n: Ints | int, day: Ints, lost: Bools, *, inclusive: bool) -> Ints:
    """The unrolled last days of day-counted terms that are counted back from events on those local dates."""
    if shape.working:
        return tables.nth_before(day + inclusive, n, lost)
    if shape.kind in (Months, Years):
        corresponding = add_months(day, -n, lost)
        corresponding += inclusive
        return corresponding
    last: Ints = day - n + inclusive
    return last


def measure(tables: Tables, shape: Shape, low: Ints, high: Ints, lost: Bools) -> Ints:
    """How many days of (low, high] a pause takes: working days, or calendar days."""
    if shape.working:
        return tables.count_working(low + 1, high + 1, lost)
    found: Ints = np.maximum(high - low, 0)
    return found


def shift(tables: Tables, shape: Shape, day: Ints, days: Ints, lost: Bools) -> Ints:
    """The day so many counted days after each; 0 leaves it."""
    if not shape.working:
        return day + days
    if not days.all():
        where = np.flatnonzero(days)
        if not where.size:
            return day
        found, mine = day.copy(), lost[where]
        found[where] = tables.nth_after(day[where], days[where], mine)
        lost[where] = mine
        return found
    return tables.nth_after(day, days, lost)


def counted_on_or_after(tables: Tables, shape: Shape, day: Ints, lost: Bools) -> Ints:
    """The first day on or after each which the term counts."""
    return tables.on_or_after(day, lost) if shape.working else day


def rolled(tables: Tables, roll: str, day: Ints, lost: Bools) -> Ints:
    """Where last days go: themselves where they are working or nothing rolls, else on or back."""
    if roll == "none":
        return day
    if roll == "following":
        return tables.on_or_after(day, lost)
    off = np.flatnonzero(~tables.is_working(day, lost))
    if not off.size:
        return day
    found, mine, away = day.copy(), lost[off], day[off]
    if roll == "preceding":
        found[off] = tables.nth_before(away, 1, mine)
    else:
        on = tables.nth_after(away, 1, mine)
        leaves = np.flatnonzero(month_of(on) != month_of(away))
        if leaves.size:
            theirs = mine[leaves]
            on[leaves] = tables.nth_before(away[leaves], 1, theirs)
            mine[leaves] = theirs
        found[off] = on
    lost[off] = mine
    return found


def with_days_inside(
    tables: Tables, shape: Shape, n: Ints | int, least: int, start: Ints, day: Ints, lost: Bools
) -> Ints:
    """The last days, later where fewer than ``least`` working days lie after the start; terms of 2 days and more."""
    if shape.kind in FIXED_DAYS:
        return day
    long = np.asarray(n) >= 2 if shape.kind in (Days, WorkingDays) else np.True_
    beyond = np.zeros_like(lost)
    few = tables.count_working(start + 1, day + 1, beyond) < least
    lost |= beyond & long
    where = np.flatnonzero(few & long)
    if not where.size:
        return day
    found, mine = day.copy(), lost[where]
    found[where] = np.maximum(tables.nth_after(start[where], least, mine), day[where])
    lost[where] = mine
    return found


def end_us(tables: Tables, ends: str, day: Ints, start: Ints, lost: Bools) -> Ints:
    """The last instants of terms whose last days are those and whose count began at ``start``."""
    if ends == "day":
        return tables.day_end(day, lost)
    if ends == "close":
        return tables.close(day, lost)
    us = tables.at_local_time(start, day, lost)
    if ends == "wall_open":
        where = np.flatnonzero(us >= tables.close(day, lost))
        if where.size:
            mine = lost[where]
            us[where] = tables.open_from(us[where], mine)
            lost[where] = mine
    return us


# -- hours ----------------------------------------------------------------------------------------------------------


def add_length(tables: Tables, shape: Shape, us: Ints, length: Ints | int, lost: Bools) -> Ints:
    """The instants ``length`` >= 1 microseconds of the term's own hours later."""
    return tables.business_after(us, length, lost) if shape.business else us + length


def lasted(tables: Tables, shape: Shape, low: Ints, high: Ints) -> Ints:
    """Microseconds of the term's own hours from ``low`` to ``high``."""
    return tables.business_between(low, high) if shape.business else high - low


def hours_rolled(tables: Tables, convention: Convention, us: Ints, lost: Bools, *, back: bool = False) -> Ints:
    """Where the ends of terms in hours go under the convention; ``back``: of those counted back from an event."""
    if convention.hours_roll == "none" or (back and convention.before_roll == "none"):
        return us
    day = tables.local_day(us, lost)
    off = np.flatnonzero(~tables.is_working(day, lost))
    if not off.size:
        return us
    found, mine = us.copy(), lost[off]
    to = tables.nth_before(day[off], 1, mine) if back else tables.nth_after(day[off], 1, mine)
    found[off] = tables.at_local_time(us[off], to, mine)
    lost[off] = mine
    return found


def check_horizon(tables: Tables, us: Ints, lost: Bools) -> None:
    """Mark as lost what lies outside the calendar's table."""
    calendar = tables.calendar
    low = (calendar.first_ordinal - 1 - EPOCH_ORDINAL) * DAY
    high = (calendar.last_ordinal + 2 - EPOCH_ORDINAL) * DAY
    if int(us.min()) < low or int(us.max()) >= high:
        lost |= (us < low) | (us >= high)
