"""What happens to clocks, as tables in order of row and time; and the anchors their terms count from."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from complaintkit.deadlines.anchors import Anchor, event_of
from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants, in_years
from complaintkit.deadlines.columns.counting import Shape, shape_of
from complaintkit.deadlines.columns.tables import Tables
from complaintkit.deadlines.instants import EPOCH_ORDINAL, to_us

__all__ = [
    "ADD",
    "FIXED",
    "NONE",
    "PAUSE",
    "REPLACE",
    "TOLL",
    "Anchored",
    "Events",
    "ExtensionTerms",
    "Happenings",
    "us_of",
]

NONE = -OPEN
"""No instant, or no day."""

ADD, REPLACE, FIXED, PAUSE, TOLL = 0, 1, 2, 3, 4
"""The kinds of event."""

_KINDS = {"add": ADD, "replace": REPLACE, "fixed": FIXED}


def us_of(column: Instants, missing: int = NONE) -> Ints:
    """Instants as microseconds; NaT as what is given for it."""
    us = column.view(np.int64)
    return np.where(us == NAT, missing, in_years(us))


class Events(NamedTuple):
    """What happens to clocks, in order of row and time; of one moment, extensions come before pauses."""

    row: Ints
    kind: Ints
    begin: Ints  # pause: begin; extension: when it was granted
    end: Ints  # pause: end or OPEN; fixed: the due; replace: where it restarts or NONE; toll: its end
    code: Ints  # pause: the cause; add, replace: the term; fixed: 1 if pauses move it; toll: the window

    def in_order(self) -> Events:
        """By row and time; of one moment extensions, then pauses, then windows of tolling."""
        return self.only(np.lexsort((np.maximum(self.kind, FIXED), self.begin, self.row)))

    def rounds(self) -> Iterator[Events]:
        """The first event of each row, then the second of each, and so on."""
        n = len(self.row)
        if not n:
            return
        new = np.flatnonzero(np.diff(self.row, prepend=self.row[0] - 1))
        rank = np.arange(n) - np.repeat(new, np.diff(np.append(new, n)))
        order = np.argsort(rank, kind="stable")
        for chosen in np.split(order, np.cumsum(np.bincount(rank))[:-1]):
            yield Events(*(column[chosen] for column in self))

    def of(self, rows: Ints, n: int) -> Events:
        """The events of those of ``n`` rows, which are numbered anew in that order."""
        place = np.full(n, -1)
        place[rows] = np.arange(len(rows))
        found = self.only(place[self.row] >= 0)
        return found._replace(row=place[found.row])

    def only(self, chosen: Ints | Bools) -> Events:
        """Some of them."""
        return Events(*(column[chosen] for column in self))


class ExtensionTerms(NamedTuple):
    """The terms that extensions bring: of each code the index of its shape and its count, and the shapes."""

    shape: Ints
    n: Ints
    shapes: list[Shape]


class Happenings:
    """The events of all clocks of a call.

    ``busy``: the rows that have any. ``alone``: those with an extension whose term is computed row by row.
    """

    def __init__(self, clocks: Clocks) -> None:
        n = len(clocks)
        self.busy, self.alone = np.zeros(n, bool), np.zeros(n, bool)
        self.terms = ExtensionTerms(np.zeros(0, np.int64), np.zeros(0, np.int64), [])
        parts = [part for part in (self._pauses(clocks), self._extensions(clocks)) if part is not None]
        empty = np.zeros(0, np.int64)
        row, kind, begin, end, code = (np.concatenate([part[i] for part in parts] or [empty]) for i in range(5))
        self.all = Events(row, kind, begin, end, code).in_order()
        self.busy[row] = True

    def _pauses(self, clocks: Clocks) -> tuple[Ints, ...] | None:
        pauses = clocks.pauses
        if pauses is None:
            return None
        kind = np.full(len(pauses.row), PAUSE)
        return pauses.row, kind, us_of(pauses.begun_at), us_of(pauses.ended_at, OPEN), pauses.causes.codes

    def _extensions(self, clocks: Clocks) -> tuple[Ints, ...] | None:
        extensions = clocks.extensions
        if extensions is None:
            return None
        kinds, term = extensions.kinds, extensions.terms
        kind = np.array([_KINDS[value] for value in kinds.values], dtype=np.int64).take(kinds.codes)
        end = np.full(len(kind), NONE)
        for of, column in ((REPLACE, extensions.restart_at), (FIXED, extensions.due_at)):
            if column is not None:
                end = np.where(kind == of, us_of(column), end)
        nothing = Shape(type(None))
        found = [shape_of(value) or (nothing, -1) for value in term.values]
        shapes = list(dict.fromkeys(shape for shape, _ in found))
        index = np.array([shapes.index(shape) for shape, _ in found], dtype=np.int64)
        self.terms = ExtensionTerms(index, np.array([n for _, n in found], dtype=np.int64), shapes)
        if extensions.moved_by_pauses is not None:
            fixed = kind == FIXED
            code = np.where(fixed, extensions.moved_by_pauses, term.codes)
        else:
            code = np.where(kind == FIXED, 0, term.codes)
        unplanned = np.array([*(n < 0 for _, n in found), False]).take(term.codes)
        self.alone[extensions.row[unplanned]] = True
        return extensions.row, kind, us_of(extensions.granted_at), end, code

    def tolled(self, tolls: Events) -> Happenings:
        """The same and windows of tolling."""
        found = copy(self)
        found.busy = self.busy.copy()
        found.busy[tolls.row] = True
        pairs = zip(self.all, tolls, strict=True)
        found.all = Events(*(np.concatenate(pair) for pair in pairs)).in_order()
        return found

    def of(self, rows: Ints) -> Events:
        """The events of those rows, which are numbered anew."""
        return self.all.of(rows, len(self.busy))


class Anchored:
    """The anchors of all clocks, looked up for the rows of one calendar."""

    def __init__(self, clocks: Clocks) -> None:
        self.columns = dict(clocks.anchors)
        self.n = len(clocks)

    def known(self, name: str, rows: Ints | slice) -> Bools:
        """Which of the rows have that anchor."""
        column = self.columns.get(name)
        if column is None:
            return np.zeros(self.n, bool)[rows]
        if isinstance(column, Coded):
            return column.codes[rows] >= 0
        return ~np.isnat(column[rows])

    def timed(self, name: str, rows: Ints | slice) -> Bools:
        """Which of the rows have that anchor with a time of day."""
        column = self.columns.get(name)
        if isinstance(column, Coded):
            return np.array([*(isinstance(value, datetime) for value in column.values), False]).take(column.codes[rows])
        if column is None or column.dtype == np.dtype("datetime64[D]"):
            return np.zeros(self.n, bool)[rows]
        return ~np.isnat(column[rows])

    def event_of(self, tables: Tables, name: str, rows: Ints | slice, lost: Bools) -> tuple[Ints, Ints, Bools, Bools]:
        """The instants, their local days, which have a time of day, and which are known, as ``anchors.event_of``."""
        known, timed = self.known(name, rows), self.timed(name, rows)
        at, day = np.full(len(known), NONE), np.full(len(known), NONE)
        column = self.columns.get(name)
        if column is not None and known.any():
            if isinstance(column, Coded):
                given = self._values(tables, name, column).take(column.codes[rows])
            else:
                given = column[rows].view(np.int64)
            for some, dated in ((known & timed, False), (known & ~timed, True)):
                if not some.any():
                    continue
                mine = lost[some]
                if dated:
                    day[some] = given[some] + EPOCH_ORDINAL
                    at[some] = tables.day_start(day[some], mine)
                else:
                    at[some] = in_years(given[some])
                    day[some] = tables.local_day(at[some], mine)
                lost[some] = mine
        return at, day, timed, known

    def _values(self, tables: Tables, name: str, column: Coded[Anchor]) -> Ints:
        """Each value as microseconds or, of a date, as days since 1970-01-01."""
        found = []
        for value in column.values:
            if not isinstance(value, date):  # the error that the scalar engine gives
                event_of(tables.calendar, ((name, value),), name)
            assert isinstance(value, date)
            found.append(to_us(value) if isinstance(value, datetime) else value.toordinal() - EPOCH_ORDINAL)
        return np.array([*found, 0], dtype=np.int64)
