"""What many clocks ran on at each moment of their lives, and the breaches of it: the twin of ``deadlines.history``."""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs
import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants
from complaintkit.deadlines.columns.dues import Dues, resolve
from complaintkit.deadlines.columns.happened import chosen
from complaintkit.deadlines.columns.status import RowStatus

__all__ = ["Breached", "Breaches", "breached", "has_history", "known_at"]

CAUSES = (
    "start", "corrected", "reclassified", "reopened", "calendar", "paused", "resumed", "change", "extension", "promise",
)  # fmt: skip
"""Why a due moved, by code."""

_CORRECTED, _CALENDAR, _EXTENSION = (CAUSES.index(cause) for cause in ("corrected", "calendar", "extension"))


def has_history(clocks: Clocks) -> Bools:
    """Which clocks had, or may have had, another due than the one they have."""
    found = np.zeros(len(clocks), bool)
    for table in (clocks.former, clocks.extensions, clocks.promises, clocks.pauses):
        if table is not None:
            found[table.row] = True
    return found | (clocks.column("not_before").codes >= 0 if clocks.not_before is not None else False)


def known_at(clocks: Clocks, at: Instants, *, corrected: bool = True) -> Clocks:
    """The clocks as each was known at its moment; ``corrected=False``: but by what has been corrected since."""
    pauses, extensions, promises = clocks.pauses, clocks.extensions, clocks.promises
    parts: dict[str, Any] = {}
    if clocks.former is not None:
        parts.update(_before(clocks, at, corrected))
    if clocks.not_before is not None:
        later = np.ones(len(clocks), bool)
        if clocks.changed_at is not None:
            later = ~(clocks.changed_at <= at)  # NaT is never before
        column = clocks.column("not_before")
        parts["not_before"] = Coded(column.values, np.where(later, -1, column.codes))
    if pauses is not None:
        until = at[pauses.row]
        ended = np.where(pauses.ended_at > until, np.datetime64("NaT", "us"), pauses.ended_at)
        pauses = attrs.evolve(pauses, ended_at=ended)
        parts["pauses"] = chosen(pauses, pauses.begun_at <= until)
    if extensions is not None:
        parts["extensions"] = chosen(extensions, extensions.granted_at <= at[extensions.row])
    if promises is not None:
        parts["promises"] = chosen(promises, promises.made_at <= at[promises.row])
    return attrs.evolve(clocks, former=None, **parts)


def _before(clocks: Clocks, at: Instants, corrected: bool) -> dict[str, Any]:
    """Start, term and calendar as they were at that moment: of several that held until later, the first."""
    former = clocks.former
    assert former is not None
    found: dict[str, Any] = {}
    causes = former.column("cause")
    kept = former.until > at[former.row]
    if not corrected:
        kept &= causes.codes != (causes.values.index("corrected") if "corrected" in causes.values else -1)
    order = _by_time(former)[::-1]
    order = order[kept[order]]
    rows = former.row[order]
    if former.started_at is not None:
        values, started = former.started_at[order], clocks.started_at.copy()
        given = ~np.isnat(values)
        started[rows[given]] = values[given]  # of several the last one stays, which is the first in time
        found["started_at"] = started
    for name in ("term", "calendar"):
        theirs, own = former.column(name), clocks.column(name)
        codes, ours = theirs.codes[order], own.codes.copy()
        given = (codes >= 0) & np.array([*(value is not None for value in theirs.values), False])[codes]
        ours[rows[given]] = codes[given] + len(own.values)
        found[name] = Coded((*own.values, *(own.values[0] if v is None else v for v in theirs.values)), ours)
    return found


def _by_time(former: Any) -> Ints:
    """The places of a table of what was before, by row and time."""
    return np.lexsort((former.until, former.row))


class Moments(NamedTuple):
    """When something happened to clocks, by row and time: one moment a row of this table."""

    row: Ints
    at: Instants
    cause: Ints
    asked_at: Instants

    def take(self, places: Ints) -> Moments:
        """Those of them."""
        return Moments(self.row[places], self.at[places], self.cause[places], self.asked_at[places])


def _moments(clocks: Clocks) -> Moments:
    """When something happened; of what happened at once the last entry names it. The first moment is the start."""
    n = len(clocks)
    nothing = np.full(1, NAT).view("datetime64[us]")
    parts: list[Moments] = []
    started = clocks.started_at.copy()

    def put(row: Ints, at: Instants, cause: Any, asked: Instants = nothing) -> None:
        parts.append(Moments(row, at, np.broadcast_to(cause, len(row)), np.broadcast_to(asked, len(row))))

    former, pauses, extensions, promises = clocks.former, clocks.pauses, clocks.extensions, clocks.promises
    if former is not None:
        order = _by_time(former)
        causes = np.array([*(CAUSES.index(cause) for cause in former.column("cause").values), -1])
        put(former.row[order], former.until[order], causes[former.column("cause").codes[order]])
        if former.started_at is not None:
            given = order[~np.isnat(former.started_at[order])][::-1]
            started[former.row[given]] = former.started_at[given]  # the first in time stays
    if pauses is not None:
        both = np.stack([pauses.begun_at, pauses.ended_at], axis=1).ravel()
        cause = np.tile([CAUSES.index("paused"), CAUSES.index("resumed")], len(pauses.row))
        ended = ~np.isnat(both)
        put(np.repeat(pauses.row, 2)[ended], both[ended], cause[ended])
    if clocks.changed_at is not None and clocks.not_before is not None:
        changed = np.flatnonzero(~np.isnat(clocks.changed_at) & (clocks.column("not_before").codes >= 0))
        put(changed, clocks.changed_at[changed], CAUSES.index("change"))
    if extensions is not None:
        asked = nothing if extensions.asked_at is None else extensions.asked_at
        put(extensions.row, extensions.granted_at, _EXTENSION, asked)
    if promises is not None:
        put(promises.row, promises.made_at, CAUSES.index("promise"))
    found = _joined(parts)
    found = found.take(np.flatnonzero(found.at > started[found.row]))
    found = found.take(np.lexsort((np.arange(len(found.row)), found.at, found.row)))
    last = np.ones(len(found.row), bool)
    last[:-1] = (found.row[1:] != found.row[:-1]) | (found.at[1:] != found.at[:-1])
    starts = Moments(np.arange(n), started, np.zeros(n, np.int64), np.broadcast_to(nothing, n))
    found = _joined([starts, found.take(np.flatnonzero(last))])
    return found.take(np.argsort(found.row, kind="stable"))


def _joined(parts: list[Moments]) -> Moments:
    row, at, cause, asked = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Moments(row, at, cause, asked)


@attrs.frozen(eq=False)
class Breaches:
    """Dues that were passed, one a row of this table: the columns of :class:`complaintkit.deadlines.Breach`.

    ``row`` says of which clock; those of one clock are in order of time. ``at``: the first instant that was late by
    the ``due`` as it then stood. ``lifted_at``: when a later entry, ``lifted_by``, showed it to be unfounded; NaT: not.
    """

    row: Ints
    at: Instants
    due: Dues
    lifted_at: Instants
    lifted_by: Coded[str]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, places: Any) -> Breaches:
        """Those of them."""
        by = Coded(self.lifted_by.values, self.lifted_by.codes[places])
        return Breaches(self.row[places], self.at[places], self.due.take(places), self.lifted_at[places], by)


class Breached(NamedTuple):
    """Breaches, and of each clock whether what it rests on is lost (a :class:`RowStatus`)."""

    breaches: Breaches
    status: NDArray[np.uint8]


def breached(clocks: Clocks, until: Instants) -> Breached:
    """Each time a due, as it then stood, was passed up to the moment of each clock, which all have a history."""
    moments = _moments(clocks)
    dues, _ = resolve(known_at(clocks.take(moments.row), moments.at), "report", promised=True)
    status = np.zeros(len(clocks), np.uint8)
    for lost in (RowStatus.UNKNOWN, RowStatus.HORIZON):
        status[moments.row[dues.status == lost]] = lost
    moved = _moved(moments.row, dues)
    moments = moments.take(moved)
    dues = dues.take(moved)
    return Breached(_passed(len(clocks), moments, dues, until), status)


def _moved(row: Ints, dues: Dues) -> Ints:
    """The places at which the due is another than just before."""
    falls = dues.status == RowStatus.DUE
    moved = np.ones(len(row), bool)
    same = row[1:] == row[:-1]
    same &= falls[1:] == falls[:-1]
    for column in (dues.due_at, dues.due_on):
        us = column.view(np.int64)
        same &= us[1:] == us[:-1]
    for codes in (dues.provisional, dues.governed_by.codes):
        same &= codes[1:] == codes[:-1]
    moved[1:] = ~same
    return np.flatnonzero(moved)


def _passed(n: int, moments: Moments, dues: Dues, until: Instants) -> Breaches:
    """Which of the dues were passed while they stood, or before they came to stand; in rounds, as events are taken."""
    row = moments.row
    count = len(row)
    since, ends = moments.at.view(np.int64), until.view(np.int64)[row] + 1
    following = np.full(count, np.iinfo(np.int64).max)
    following[:-1] = np.where(row[1:] == row[:-1], since[1:], following[:-1])
    falls, due_at = dues.status == RowStatus.DUE, dues.due_at.view(np.int64)
    at = np.where(falls, np.maximum(since, due_at + 1), 0)
    passed = falls & (at < np.minimum(following, ends))
    in_time = ~falls | (due_at >= since)
    first = np.flatnonzero(np.diff(row, prepend=-1))
    rank = np.arange(count) - np.repeat(first, np.diff(np.append(first, count)))
    late, last = np.zeros(n, bool), np.full(n, -1)
    lifted = np.full(count, -1)  # of each breach the place of the moment that lifted it
    found: list[Ints] = []
    for places in (np.flatnonzero(rank == k) for k in range(int(rank.max(initial=-1)) + 1)):
        over = places[late[row[places]] & in_time[places]]
        late[row[over]] = False
        breach = last[row[over]]
        lifts = _lifts(moments, over, dues, breach)
        lifted[breach[lifts]] = over[lifts]
        new = places[passed[places] & ~late[row[places]]]
        late[row[new]] = True
        last[row[new]] = new
        found.append(new)
    every = np.concatenate([*found, np.zeros(0, np.int64)])
    every.sort()
    by = lifted[every]
    lifted_at = np.where(by >= 0, since.take(by, mode="clip"), NAT)
    cause: Coded[str] = Coded(CAUSES, np.where(by >= 0, moments.cause.take(by, mode="clip"), -1))
    return Breaches(row[every], at[every].view("datetime64[us]"), dues.take(every), _us(lifted_at), cause)


def _us(us: Ints) -> Instants:
    return us.view("datetime64[us]")


def _lifts(moments: Moments, at: Ints, dues: Dues, breach: Ints) -> Bools:
    """Which of those moments lift the breaches that they end."""
    cause = moments.cause[at]
    asked = moments.asked_at[at] <= dues.due_at[breach]  # NaT is never before
    found: Bools = cause == _CORRECTED
    found |= (cause == _CALENDAR) & dues.provisional[breach]
    found |= (cause == _EXTENSION) & asked
    return found
