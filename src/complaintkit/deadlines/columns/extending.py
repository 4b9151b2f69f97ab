"""Extensions over arrays: more time added, a term counted anew, a fixed moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from complaintkit.deadlines.columns import counting
from complaintkit.deadlines.columns.arrays import Ints
from complaintkit.deadlines.columns.counting import Shape
from complaintkit.deadlines.columns.events import NONE, Events
from complaintkit.deadlines.columns.outcomes import EXTENSION
from complaintkit.deadlines.columns.stopping import pause

if TYPE_CHECKING:
    from complaintkit.deadlines.columns.running import Runs

__all__ = ["add", "fix", "replace"]


def fix(runs: Runs, events: Events) -> None:
    """The due is a fixed moment."""
    rows, at = events.row, events.end
    runs.governed[rows] = EXTENSION
    runs.due[rows] = runs.raw[rows] = at
    runs.pausable[rows] &= events.code == 1
    runs.open[rows] = False
    dated = np.flatnonzero(runs.day[rows] != NONE)
    if dated.size:
        lost = runs.lost[rows[dated]]
        runs.day[rows[dated]] = runs.last[rows[dated]] = runs.tables.local_day(at[dated], lost)
        runs.lost[rows[dated]] = lost


def replace(runs: Runs, events: Events, shape: Shape, count: Ints) -> None:
    """The term is counted anew, from the start or from a moment; pauses are kept."""
    rows = events.row
    started = np.where(events.end == NONE, runs.started[rows], events.end)
    runs.become(rows, shape, count)
    runs.started[rows] = started
    runs.governed[rows] = EXTENSION
    runs.pausable[rows] = shape.pausable
    runs.open[rows] = False
    runs.day[rows] = runs.due[rows] = NONE
    runs.begin(rows, shape, count, started)
    mine = np.zeros(len(runs.started), bool)
    mine[rows] = True
    kept, runs.pieces = runs.pieces, []
    for piece in kept:
        other = ~mine[piece[0]]
        runs.pieces.append(tuple(column[other] for column in piece))
    for piece in kept:
        row, begin, end, first, last = (column[mine[piece[0]]] for column in piece)
        again = runs.pausable[row] & (end > runs.start[row])
        row, begin, end, first, last = (column[again] for column in (row, begin, end, first, last))
        if row.size:
            cut = begin < runs.start[row]
            begin, first = np.where(cut, runs.start[row], begin), np.where(cut, runs.start_day[row], first)
            pause(runs, row, begin, end, first, last)


def add(runs: Runs, events: Events, shape: Shape, count: Ints) -> None:
    """More time, counted on from where each stands."""
    rows = events.row
    runs.governed[rows] = EXTENSION
    some = runs.due[rows] != NONE
    rows, count = rows[some], count[some]
    if not rows.size:
        return
    if shape.hours:
        _add_hours(runs, rows, shape, count)
    else:
        _add_days(runs, rows, shape, count)


def _add_hours(runs: Runs, rows: Ints, shape: Shape, count: Ints) -> None:
    lost, base = runs.lost[rows], runs.due[rows]
    own = np.zeros(len(rows), bool)  # whose term is in hours already
    for now, where in runs.shaped(rows):
        own[where] = now.hours
    if runs.convention.extends_from == "unrolled":
        base = np.where(own & runs.pausable[rows], runs.raw[rows], base)
    runs.raw[rows] = counting.add_length(runs.tables, shape, base, count, lost)
    runs.lost[rows] = lost
    if not own.all():
        runs.become(rows[~own], shape, count[~own])
        runs.day[rows[~own]] = NONE
    for now, where in runs.shaped(rows):
        runs.finish_hours(rows[where], now)


def _add_days(runs: Runs, rows: Ints, shape: Shape, count: Ints) -> None:
    tables, lost = runs.tables, runs.lost[rows]
    timed = runs.day[rows] == NONE
    base = runs.last[rows] if runs.convention.extends_from == "unrolled" else runs.day[rows]
    if timed.any():
        mine = lost[timed]
        base[timed] = tables.local_day(runs.due[rows[timed]], mine)
        lost[timed] = mine
    other = timed
    for now, where in runs.shaped(rows):
        if not now.days:
            other = other.copy()
            other[where] = True
    if other.any():
        runs.become(rows[other], shape, count[other])
    last = counting.last_day(tables, shape, count, base, lost)
    if shape.working:
        runs.use(rows, base + 1, last)
    runs.last[rows], runs.lost[rows] = last, lost
    for now, where in runs.shaped(rows):
        runs.finish_days(rows[where], now)
