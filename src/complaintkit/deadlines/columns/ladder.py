"""The moments of warnings, reminders and escalations over arrays: the twin of ``deadlines.ladder``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from complaintkit.deadlines import ladder as scalar
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.clock import Clock
from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants, as_column
from complaintkit.deadlines.columns.counting import shape_of
from complaintkit.deadlines.columns.dues import Dues, OnError, raise_for, require_on_error, resolve
from complaintkit.deadlines.columns.grouping import by_value
from complaintkit.deadlines.columns.resolving import CHUNK
from complaintkit.deadlines.columns.status import RowStatus
from complaintkit.deadlines.columns.tables import Tables, add_months, tables_of
from complaintkit.deadlines.instants import EPOCH_ORDINAL
from complaintkit.deadlines.ladder import After, AtDue, AtFraction, Before, Moment
from complaintkit.deadlines.terms import Months, Years
from complaintkit.errors import InvalidInput

__all__ = ["rung_instant"]

_KINDS = (Before, After, AtFraction, AtDue)
_SMALL = 1 << 31


def rung_instant(
    moment: Moment | Coded[Moment], clocks: Clocks, dues: Dues, *, on_error: OnError = "raise"
) -> Instants:
    """When a rung of the ladder falls of each clock, as :func:`complaintkit.deadlines.rung_instant` has it one by one.

    ``moment``: one for all, or a column. ``dues``: what :func:`due` says of the clocks. NaT where a clock has no due,
    and with ``on_error="report"`` where the rung lies outside the calendar's table.

    >>> from complaintkit.deadlines import Days, china_calendar
    >>> from complaintkit.deadlines.columns import due
    >>> clocks = Clocks(Days(3), np.array(["2026-03-05T02:00"], "M8[us]"), china_calendar())  # due Sunday 8 March
    >>> rung_instant(Before(Days(1)), clocks, due(clocks)).tolist()  # Saturday, so the opening on Friday
    [datetime.datetime(2026, 3, 6, 1, 0)]
    """
    require_on_error(on_error)
    n = len(clocks)
    if len(dues) != n:
        raise InvalidInput.one(f"expected {n} rows, as the clocks have, got {len(dues)}", "dues")
    moments = as_column(moment, n, "moment")
    for value in moments.values:
        if not isinstance(value, _KINDS):
            raise InvalidInput.one(f"expected Before, After, AtFraction or AtDue, got {value!r}", "moment")
    found, lost = np.full(n, NAT), np.zeros(n, bool)
    due_at, due_on = dues.due_at.view(np.int64), dues.due_on.view(np.int64)
    started = _started(clocks, moments)
    for rows, calendar, rung in _parts(clocks, moments, dues):
        at, mine = due_at[rows], np.zeros(n, bool)[rows]
        if isinstance(rung, AtFraction):
            found[rows] = _fraction(tables_of(calendar), rung, [column[rows] for column in started], at, mine)
        else:
            found[rows] = _beside(tables_of(calendar), rung, at, due_on[rows], mine)
        lost[rows] = mine
    if lost.any():
        found[lost] = NAT
    if on_error == "raise":
        status = np.where(lost, RowStatus.HORIZON, RowStatus.DUE).astype(np.uint8)
        raise_for(clocks, status, lambda clock, row: _alone(moments[row], clock, dues, row))
    return found.view("datetime64[us]")


def _alone(moment: Moment | None, clock: Clock, dues: Dues, row: int) -> None:
    due = dues.due(row)
    if moment is not None and due is not None:
        scalar.rung_instant(moment, clock, due)


def _parts(clocks: Clocks, moments: Coded[Moment], dues: Dues) -> Iterator[tuple[Ints | slice, Calendar, Moment]]:
    """The rows of each calendar and moment that fall due; of one for all, some at a time."""
    n, calendars = len(clocks), clocks.column("calendar")
    falls = dues.status == RowStatus.DUE
    if (
        isinstance(clocks.calendar, Calendar)
        and len(moments.values) == 1
        and falls.all()
        and (moments.codes == 0).all()
    ):
        for low in range(0, n, CHUNK):
            yield slice(low, min(low + CHUNK, n)), clocks.calendar, moments.values[0]
        return
    size = max(len(moments.values), 1)
    keys = np.where(falls & (moments.codes >= 0), calendars.codes * size + moments.codes, -1)
    for key, rows in by_value(keys, max(len(calendars.values), 1) * size):
        code, of = divmod(key, size)
        yield rows, calendars.values[code], moments.values[of]


def _started(clocks: Clocks, moments: Coded[Moment]) -> tuple[Ints, Ints]:
    """Where the clocks started, and the limbs that govern: at anchors, or where extensions restarted them."""
    start = clocks.started_at.view(np.int64)
    extensions = clocks.extensions
    again = extensions is not None and extensions.restart_at is not None and not np.isnat(extensions.restart_at).all()
    if not (clocks.anchors or again) or not any(isinstance(moment, AtFraction) for moment in moments.values):
        return start, start
    _, answers = resolve(attrs.evolve(clocks, not_before=None, longstop=None), "report", promised=False, detailed=True)
    return start, answers.started


def _fraction(tables: Tables, moment: AtFraction, started: Sequence[Ints], end: Ints, lost: Bools) -> Ints:
    """At a share of the real time to the due, moved back to an open moment."""
    start = np.where(started[1] > end, started[0], started[1])
    over, under = moment.fraction.numerator, moment.fraction.denominator
    if under < _SMALL:
        whole, rest = np.divmod(end - start, under)
        share = whole * over + rest * over // under
    else:  # more than an array holds
        share = np.array([span * over // under for span in (end - start).tolist()], dtype=np.int64)
    return tables.open_until(start + share, lost)


def _beside(tables: Tables, moment: Moment, at: Ints, on: Ints, lost: Bools) -> Ints:
    """At the due, or so long before or after it; ``on``: its days since 1970-01-01, NaT where it has none."""
    if isinstance(moment, AtDue):
        return at
    assert isinstance(moment, Before | After)
    before = isinstance(moment, Before)
    known = shape_of(moment.term)
    assert known is not None
    shape, count = known
    if shape.hours:
        if shape.business:
            us = tables.business_before(at, count, lost) if before else tables.business_after(at, count, lost)
        else:
            us = at - count if before else at + count
        counting.check_horizon(tables, us, lost)
        return us
    timed = on == NAT
    day = on + EPOCH_ORDINAL
    if timed.any():
        mine = lost[timed]
        day[timed] = tables.local_day(at[timed], mine)
        lost[timed] = mine
    if shape.working:
        day = tables.nth_before(day, count, lost) if before else tables.nth_after(day, count, lost)
        return tables.opening(day, lost)
    if shape.kind in (Months, Years):
        day = add_months(day, -count if before else count, lost)
    else:
        day = day - count if before else day + count
    return _opening(tables, day, before, lost)


def _opening(tables: Tables, day: Ints, before: bool, lost: Bools) -> Ints:
    """The opening of those days, or of the working days before (after) them where they are off."""
    off = np.flatnonzero(~tables.is_working(day, lost) & ~lost)
    if off.size:
        mine, away = lost[off], day[off]
        day = day.copy()
        day[off] = tables.nth_before(away, 1, mine) if before else tables.nth_after(away, 1, mine)
        lost[off] = mine
    return tables.opening(day, lost)
