"""What a group of rows comes to: its terms, their limbs, the change, the promise; and the columns of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, as_column
from complaintkit.deadlines.columns.events import NONE, PAUSE, TOLL, Anchored, Events, Happenings, us_of
from complaintkit.deadlines.columns.grouping import Group, Plan, Rows, plan_of, rules_of
from complaintkit.deadlines.columns.lives import live
from complaintkit.deadlines.columns.outcomes import TERM, Outcomes
from complaintkit.deadlines.columns.running import Runs
from complaintkit.deadlines.columns.tables import Tables, tables_of
from complaintkit.deadlines.convention import Convention, without_start_rule
from complaintkit.deadlines.events import Tolling
from complaintkit.deadlines.instants import EPOCH_ORDINAL
from complaintkit.deadlines.terms import BeforeEvent

__all__ = ["CHUNK", "NAMES", "Answers", "Call", "Names"]

CHUNK = 1 << 15
"""Rows that are worked on together, so that what is between stays in the processor's cache."""

NAMES = ("term", "extension", "promise", "change", "longstop")
"""What governs, by code; the paths of limbs come after."""

_PROMISE, _CHANGE, _LONGSTOP = 2, 3, 4


class Names:
    """What governs, as codes: the fixed names, and the paths of limbs as they come up."""

    def __init__(self) -> None:
        self.codes = {name: code for code, name in enumerate(NAMES)}

    def code(self, name: str) -> int:
        """The code of a name."""
        return self.codes.setdefault(name, len(self.codes))

    def limb(self, i: int, governed: Ints) -> Ints:
        """The codes of what governs limb ``i``, as codes of what governs the whole."""
        names = list(self.codes)
        table = np.zeros(len(names), np.int64)
        for code in np.unique(governed).tolist():
            name = names[code]
            table[code] = self.code(f"{i}" if name == "term" else name if name == "extension" else f"{i}.{name}")
        return table.take(governed)


class Answers:
    """The columns of the answer, filled group by group.

    ``detailed``: also whether a pause is open, where the limb that governs started, and how long it stood still.
    """

    def __init__(self, n: int, *, detailed: bool = False) -> None:
        self.due, self.day, self.wake = (np.full(n, NAT) for _ in range(3))
        self.provisional = np.zeros(n, bool)
        self.governed = np.full(n, -1)
        self.status = np.full(n, 2, np.uint8)  # nothing given, until a group says otherwise
        self.detailed = detailed
        self.open = np.zeros(n if detailed else 0, bool)
        self.started, self.stood = np.zeros((2, n if detailed else 0), np.int64)

    def put(self, rows: Rows, found: Outcomes, calendar: Calendar) -> None:
        """What a group came to."""
        none = found.due == NONE
        none |= found.lost
        status = none.astype(np.uint8)  # DUE is 0, NONE is 1
        status[found.lost] = 3
        if found.low.strides != (0,):  # some days were asked
            unknown = (found.low < calendar.known_low) | (found.high > calendar.known_high)
            unknown &= (found.low <= found.high) & ~none
            if calendar.strict:
                status[unknown] = 4
                none |= unknown
            else:
                self.provisional[rows] = unknown
        self.status[rows] = status
        self._put(self.due, rows, found.due, none)
        if found.day.strides != (0,):
            undated = found.day == NONE
            day = found.day - EPOCH_ORDINAL
            day[undated] = NAT
            self._put(self.day, rows, day, none)
        self._put(self.governed, rows, found.governed, none, -1)
        if found.wake.strides != (0,):
            self._put(self.wake, rows, np.where(found.wake == NONE, NAT, found.wake), none)
        if self.detailed:
            self.open[rows], self.started[rows], self.stood[rows] = found.open, found.started, found.stood

    @staticmethod
    def _put(column: Ints, rows: Rows, values: Ints, none: Bools, missing: int = NAT) -> None:
        column[rows] = np.where(none, missing, values) if none.any() else values


class Batch(NamedTuple):
    """Rows of a group on their way: where they stand in the call, when each started, and their events if any."""

    rows: Ints | slice
    started: Ints
    events: Events | None

    def take(self, places: Ints, started: Ints, *, extended: bool = True) -> Batch:
        """Some of them, with other starts; without their extensions if so asked."""
        events = self.events
        if events is not None:
            events = (events if extended else events.only(events.kind >= PAUSE)).of(places, len(self.started))
        rows = np.arange(self.rows.start, self.rows.stop) if isinstance(self.rows, slice) else self.rows
        return Batch(rows[places], started, events)


class Call:
    """All that the groups of one call share."""

    def __init__(self, clocks: Clocks, *, promised: bool, until: Ints | None = None) -> None:
        self.clocks = clocks
        self.until = until  # up to when it is asked how long each stood still
        self.happenings = Happenings(clocks)
        self.anchored = Anchored(clocks)
        self.started = us_of(clocks.started_at)
        self.changed = None if clocks.changed_at is None else us_of(clocks.changed_at)
        self.promises = _promises(clocks) if promised else None
        self.since = None if clocks.longstop is None else us_of(clocks.longstop.since)
        self.longstop = None if clocks.longstop is None else as_column(clocks.longstop.term, len(clocks), "longstop")
        self.longstop_plans = [] if self.longstop is None else [plan_of(value) for value in self.longstop.values]
        unplanned = np.array([*(plan is None for plan in self.longstop_plans), False])
        if self.longstop is not None:
            self.happenings.alone |= unplanned.take(self.longstop.codes)
        self.names = Names()

    def numbers(self, rows: Rows) -> Ints:
        """The rows by their numbers."""
        return np.arange(len(self.clocks))[rows] if isinstance(rows, slice) else rows

    def run(self, group: Group, answers: Answers) -> Ints:
        """Put in the answers of a group; the rows that remain to be computed one by one."""
        rows = group.rows
        least = None if group.not_before is None else plan_of(group.not_before)
        if group.plan is None or (group.not_before is not None and least is None):
            return self.numbers(rows)
        alone = np.zeros(0, np.int64)
        if self.happenings.alone[rows].any():
            mine = self.happenings.alone[rows]
            alone, rows = self.numbers(rows)[mine], self.numbers(rows)[~mine]
            group = group._replace(rows=rows, plan=group.plan.take(np.flatnonzero(~mine)))
        runner = Runner(self, group)
        happenings = self.happenings
        if group.tolling:
            happenings = happenings.tolled(runner.tolls(self.numbers(rows), group.tolling))
        for batch, plan in _batches(group, self.started, happenings):
            found = runner.run(plan, batch, group.convention)
            if least is not None and self.changed is not None:
                found = runner.not_before(found, least, batch, self.changed[batch.rows])
            if self.promises is not None:
                found = runner.promised(found, plan, batch, self.promises)
            if self.since is not None:
                found = runner.stopped(found, batch, self.since[batch.rows])
            answers.put(batch.rows, found, group.calendar)
        return alone


def _batches(group: Group, started: Ints, happenings: Happenings) -> Iterator[tuple[Batch, Plan]]:
    """The rows of a group without events, some at a time, and those with events together."""
    plan, rows, busy = group.plan, group.rows, happenings.busy
    assert plan is not None
    if isinstance(rows, slice) and not busy.any():
        for low in range(0, rows.stop, CHUNK):
            part = slice(low, min(low + CHUNK, rows.stop))
            yield Batch(part, started[part], None), plan.take(part)
        return
    every = np.arange(len(busy))[rows]
    mine = busy[rows]
    if mine.any():
        places = np.flatnonzero(mine)
        some = every[places]
        yield Batch(some, started[some], happenings.of(some)), plan.take(places)
    quiet = np.flatnonzero(~mine)
    for low in range(0, len(quiet), CHUNK):
        places = quiet[low : low + CHUNK]
        some = every[places]
        yield Batch(some, started[some], None), plan.take(places)


class Runner:
    """Runs the terms of one group."""

    def __init__(self, call: Call, group: Group) -> None:
        self.call = call
        self.tables: Tables = tables_of(group.calendar)
        self.convention = group.convention
        self.rules = rules_of(call.clocks, group)

    def run(self, plan: Plan, batch: Batch, convention: Convention) -> Outcomes:
        """The term of some clocks with their events."""
        if plan.how in ("earlier", "later"):
            return self._limbs(plan, batch, convention)
        if plan.how == "followed":
            return self._followed(plan, batch, convention)
        if plan.how == "from":
            return self._from(plan, batch, convention)
        assert plan.shape is not None
        lost = np.zeros(len(batch.started), bool)

        def event_of(name: str) -> tuple[Ints, Ints, Bools, Bools]:
            return self.call.anchored.event_of(self.tables, name, batch.rows, lost)

        runs = Runs(self.tables, convention, plan.shape, plan.n, batch.started, event_of)
        if batch.events is not None:
            live(runs, batch.events, self.rules, self.call.happenings.terms)
        runs.lost |= lost
        until = self.call.until
        return runs.outcomes(None if until is None else until[batch.rows])

    def _limbs(self, plan: Plan, batch: Batch, convention: Convention) -> Outcomes:
        """The earliest or the latest of several limbs, each run for itself."""
        limbs = [self.run(limb, batch, convention) for limb in plan.parts]
        governed = [self.call.names.limb(i, limb.governed) for i, limb in enumerate(limbs)]
        due = np.stack([np.where(limb.due == NONE, OPEN, limb.due) for limb in limbs])
        best = due.argmin(axis=0) if plan.how == "earlier" else due.argmax(axis=0)
        rows = np.arange(len(batch.started))

        def chosen(columns: list[Any]) -> Any:
            return np.stack(columns)[best, rows]

        falls = due[best, rows]
        nothing = falls == OPEN
        started, stood = chosen([limb.started for limb in limbs]), chosen([limb.stood for limb in limbs])
        if plan.how == "earlier":  # of the later of several the limb without a due is the one that governs
            started, stood = np.where(nothing, batch.started, started), np.where(nothing, 0, stood)
        return Outcomes(
            np.where(nothing, NONE, falls),
            np.where(nothing, NONE, chosen([limb.day for limb in limbs])),
            np.where(nothing, TERM, chosen(governed)),
            np.min([limb.low for limb in limbs], axis=0),
            np.max([limb.high for limb in limbs], axis=0),
            nothing & np.any([limb.open for limb in limbs], axis=0),
            np.where(nothing, NONE, chosen([limb.wake for limb in limbs])),
            np.any([limb.lost for limb in limbs], axis=0),
            started,
            stood,
        )

    def _followed(self, plan: Plan, batch: Batch, convention: Convention) -> Outcomes:
        """The second term from where the first falls due; extensions are of the second."""
        everyone = np.arange(len(batch.started))
        first = self.run(plan.parts[0], batch.take(everyone, batch.started, extended=False), convention)
        places = np.flatnonzero((first.due != NONE) & ~first.lost)
        if not places.size:
            return first
        part = batch.take(places, first.due[places])
        own, found = first.take(places), self.run(plan.parts[1], part, without_start_rule(convention))
        later = own.rests_too(found)
        later = later._replace(
            wake=np.where(found.due == NONE, NONE, np.maximum(own.wake, found.wake)),
            started=own.started,
            stood=own.stood + found.stood,
        )
        return first.put(places, later)

    def _from(self, plan: Plan, batch: Batch, convention: Convention) -> Outcomes:
        """The term from the anchor; not started where there is none."""
        lost = np.zeros(len(batch.started), bool)
        at, _, _, known = self.call.anchored.event_of(self.tables, plan.anchor, batch.rows, lost)
        places = np.flatnonzero(known)
        found = Outcomes.nothing(batch.started)
        if places.size:
            found = found.put(places, self.run(plan.parts[0], batch.take(places, at[places]), convention))
        return found._replace(lost=found.lost | lost)

    def not_before(self, found: Outcomes, least: Plan, batch: Batch, changed: Ints) -> Outcomes:
        """At least so long after the change, where there was one."""
        places = np.flatnonzero(changed != NONE)
        if not places.size:
            return found
        other = self.run(least, batch.take(places, changed[places], extended=False), self.convention)
        own = found.take(places)
        later = (own.due != NONE) & ((other.due == NONE) | (other.due > own.due))
        theirs = own.rests_too(other)._replace(governed=np.full(len(places), _CHANGE))
        mixed = own.put(np.flatnonzero(later), theirs.take(np.flatnonzero(later)))
        return found.put(places, mixed._replace(lost=own.lost | other.lost))

    def promised(self, found: Outcomes, plan: Plan, batch: Batch, promises: tuple[Bools, Ints]) -> Outcomes:
        """The last promise in place of the due, where there is one."""
        places = np.flatnonzero(promises[0][batch.rows])
        if not places.size:
            return found
        own, at = found.take(places), promises[1][batch.rows][places]
        dated = (own.day != NONE) | self._dated(plan, batch.take(places, at).rows)
        new = Outcomes.nothing(own.started)._replace(stood=own.stood)
        day, lost = new.day.copy(), own.lost.copy()
        if dated.any():
            mine = lost[dated]
            day[dated] = self.tables.local_day(at[dated], mine)
            lost[dated] = mine
        new = new._replace(due=at, day=day, governed=np.full(len(places), _PROMISE), lost=lost)
        return found.put(places, new)

    def tolls(self, rows: Ints, windows: tuple[Tolling, ...]) -> Events:
        """The windows of tolling that stop those rows, as events."""
        started = self.call.started[rows]
        beyond = np.zeros(len(rows), bool)
        day = self.tables.local_day(started, beyond)
        found = []
        for code, window in enumerate(windows):
            low = -OPEN if window.started_from is None else window.started_from.toordinal()
            high = OPEN if window.started_until is None else window.started_until.toordinal()
            some = rows[(low <= day) & (day <= high) & ~beyond]
            ends = np.array([window.first.toordinal(), window.last.toordinal() + 1])
            begin, end = self.tables.day_start(ends, np.zeros(2, bool)).tolist()
            full = [np.full(len(some), value) for value in (TOLL, begin, end, code)]
            found.append(Events(some, *full))
        return Events(*(np.concatenate(columns) for columns in zip(*found, strict=True)))

    def stopped(self, found: Outcomes, batch: Batch, since: Ints) -> Outcomes:
        """The longstop where the term would pass it, or has no due; nothing moves it."""
        places = np.flatnonzero(since != NONE)
        terms = self.call.longstop
        assert terms is not None
        for code, plan in enumerate(self.call.longstop_plans):
            mine = places[terms.codes[batch.rows][places] == code]
            if plan is None or not mine.size:
                continue
            last = self.run(plan, batch.take(mine, since[mine])._replace(events=None), self.convention)
            own = found.take(mine)
            passed = (last.due != NONE) & ((own.due == NONE) | (own.due > last.due))
            theirs = own.rests_too(last)._replace(governed=np.full(len(mine), _LONGSTOP), open=own.open)
            mixed = own.put(np.flatnonzero(passed), theirs.take(np.flatnonzero(passed)))
            found = found.put(mine, mixed._replace(lost=own.lost | last.lost))
        return found

    def _dated(self, plan: Plan, rows: Rows) -> Bools:
        """Whether what the term comes to is a day."""
        if plan.how in ("earlier", "later"):
            every: Bools = np.all([self._dated(limb, rows) for limb in plan.parts], axis=0)
            return every
        if plan.parts:
            return self._dated(plan.parts[-1], rows)
        assert plan.shape is not None
        anchored = self.call.anchored
        if plan.shape.kind is BeforeEvent:
            name, length = plan.shape.detail
            if length is None:
                return anchored.known(name, rows) & ~anchored.timed(name, rows)
            return np.full(len(np.arange(anchored.n)[rows]), not length.hours)
        return np.full(len(np.arange(anchored.n)[rows]), not plan.shape.hours)


def _promises(clocks: Clocks) -> tuple[Bools, Ints] | None:
    """Which rows have a promise, and the moment of the one made last; of two made at once the later entry."""
    promises = clocks.promises
    if promises is None or not len(promises.row):
        return None
    has, at = np.zeros(len(clocks), bool), np.zeros(len(clocks), np.int64)
    order = np.lexsort((promises.made_at, promises.row))
    has[promises.row] = True
    at[promises.row[order]] = us_of(promises.at)[order]  # of several for one row the last one stays
    return has, at
