"""The moments of warnings, reminders and escalations over arrays: the twin of ``deadlines.ladder``."""

from __future__ import annotations

import attrs
import numpy as np

from complaintkit.deadlines import ladder as scalar
from complaintkit.deadlines.clock import Clock
from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants, as_column
from complaintkit.deadlines.columns.counting import shape_of
from complaintkit.deadlines.columns.dues import Dues, OnError, raise_for, require_on_error, resolve
from complaintkit.deadlines.columns.grouping import by_value
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
    calendars = clocks.column("calendar")
    falls = (dues.status == RowStatus.DUE) & (moments.codes >= 0)
    size = max(len(moments.values), 1)
    keys = np.where(falls, calendars.codes * size + moments.codes, -1)
    found, lost = np.full(n, NAT), np.zeros(n, bool)
    for key, rows in by_value(keys, max(len(calendars.values), 1) * size):
        code, of = divmod(key, size)
        tables, mine = tables_of(calendars.values[code]), np.zeros(len(rows), bool)
        rung = moments.values[of]
        if isinstance(rung, AtFraction):
            found[rows] = _fraction(tables, rung, _started(clocks, rows), dues.due_at[rows].view(np.int64), mine)
        else:
            found[rows] = _beside(tables, rung, dues.take(rows), mine)
        lost[rows] = mine
    found[lost] = NAT
    if on_error == "raise":
        status = np.where(lost, RowStatus.HORIZON, RowStatus.DUE).astype(np.uint8)
        raise_for(clocks, status, lambda clock, row: _alone(moments[row], clock, dues, row))
    return found.view("datetime64[us]")


def _alone(moment: Moment | None, clock: Clock, dues: Dues, row: int) -> None:
    due = dues.due(row)
    if moment is not None and due is not None:
        scalar.rung_instant(moment, clock, due)


def _started(clocks: Clocks, rows: Ints) -> tuple[Ints, Ints]:
    """Where the clocks started, and the limbs that govern: at anchors, or where extensions restarted them."""
    start = clocks.started_at[rows].view(np.int64)
    extensions = clocks.extensions
    again = extensions is not None and extensions.restart_at is not None and not np.isnat(extensions.restart_at).all()
    if not clocks.anchors and not again:
        return start, start
    bare = attrs.evolve(clocks.take(rows), not_before=None, longstop=None)
    _, answers = resolve(bare, "report", promised=False, detailed=True)
    return start, answers.started


def _fraction(tables: Tables, moment: AtFraction, started: tuple[Ints, Ints], end: Ints, lost: Bools) -> Ints:
    """At a share of the real time to the due, moved back to an open moment."""
    start = np.where(started[1] > end, started[0], started[1])
    over, under = moment.fraction.numerator, moment.fraction.denominator
    if under < _SMALL:
        whole, rest = np.divmod(end - start, under)
        share = whole * over + rest * over // under
    else:  # more than an array holds
        share = np.array([span * over // under for span in (end - start).tolist()], dtype=np.int64)
    return tables.open_until(start + share, lost)


def _beside(tables: Tables, moment: Moment, dues: Dues, lost: Bools) -> Ints:
    """At the due, or so long before or after it."""
    at = dues.due_at.view(np.int64)
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
    day = dues.due_on.view(np.int64) + EPOCH_ORDINAL
    timed = np.isnat(dues.due_on)
    if timed.any():
        mine = lost[timed]
        day[timed] = tables.local_day(at[timed], mine)
        lost[timed] = mine
    if shape.working:
        day = tables.nth_before(day, count, lost) if before else tables.nth_after(day, count, lost)
    elif shape.kind in (Months, Years):
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
