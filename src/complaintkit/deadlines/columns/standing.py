"""How many clocks stand, each at its moment: the twin of ``deadlines.standing``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple, get_args

import attrs
import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines import standing as scalar
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.calendars import local_date
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants, as_instants, instant_at
from complaintkit.deadlines.columns.dues import Dues, OnError, raise_for, require_on_error, resolve
from complaintkit.deadlines.columns.happened import chosen
from complaintkit.deadlines.columns.history import Breaches, breached, has_history, known_at
from complaintkit.deadlines.columns.status import RowStatus
from complaintkit.deadlines.history import Breach
from complaintkit.deadlines.instants import to_instant
from complaintkit.deadlines.standing import ClockState, Status
from complaintkit.errors import InvalidInput

__all__ = ["States", "TimeSpans", "state"]

TimeSpans = NDArray[np.timedelta64]
"""Lengths of time, ``timedelta64[us]``, or whole days, ``timedelta64[D]``; NaT where there is none."""

STATUSES: tuple[Status, ...] = get_args(Status)
RUNNING, PAUSED, MET, MET_LATE, OVERDUE = (
    STATUSES.index(name) for name in ("running", "paused", "met", "met_late", "overdue")
)


@attrs.frozen(eq=False)
class States:
    """How clocks stand, one a row: the columns of :class:`complaintkit.deadlines.ClockState` under its own names.

    ``status``: none where nothing was given or the answer is lost; ``due.status`` says which. ``remaining``,
    ``late_by``, ``elapsed``, ``paused``: ``timedelta64[us]``; ``late_days``: ``timedelta64[D]``. ``lifted``: the
    breaches that a later entry showed to be unfounded, a table of its own.
    """

    status: Coded[Status]
    due: Dues
    remaining: TimeSpans
    late_by: TimeSpans
    late_days: TimeSpans
    if_resumed_now: Dues
    elapsed: TimeSpans
    paused: TimeSpans
    breached_at: Instants
    lifted: Breaches

    def __len__(self) -> int:
        return len(self.elapsed)

    def state(self, row: int) -> ClockState | None:
        """The state of that row as a value; None where it has none."""
        status = self.status[row]
        if status is None:
            return None
        lifted = self.lifted
        return ClockState(
            status,
            self.due.due(row),
            _span(self.remaining, row),
            _span(self.late_by, row),
            None if np.isnat(self.late_days[row]) else int(self.late_days.view(np.int64)[row]),
            self.if_resumed_now.due(row),
            _span(self.elapsed, row) or timedelta(0),
            _span(self.paused, row) or timedelta(0),
            instant_at(self.breached_at, row),
            tuple(_breach(lifted, i) for i in np.flatnonzero(lifted.row == row).tolist()),
        )


def state(clocks: Clocks, now: Any, met_at: Any = None, *, on_error: OnError = "raise") -> States:
    """How the clocks stand, as :func:`complaintkit.deadlines.state` has it one by one.

    ``now``: one aware datetime for all, or a column of instants; ``met_at``: when each was met, NaT where it was not.
    A row without a moment has no state. ``on_error`` as for :func:`due`, for every date that a state rests on.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Hours, china_calendar
    >>> filed = np.array(["2026-03-02T02:00", "2026-03-02T08:00"], "M8[us]")
    >>> found = state(Clocks(Hours(24), filed, china_calendar()), datetime(2026, 3, 3, 3, tzinfo=UTC))
    >>> found.status[0], found.late_by[0], found.status[1], found.remaining[1]
    ('overdue', np.timedelta64(3600000000,'us'), 'running', np.timedelta64(18000000000,'us'))
    """
    require_on_error(on_error)
    n = len(clocks)
    at = _moments(now, n, "now")
    met = np.full(n, NAT).view("datetime64[us]") if met_at is None else _moments(met_at, n, "met_at")
    given = ~np.isnat(clocks.started_at) & ~np.isnat(at)
    for name in ("term", "calendar", "convention"):
        given &= clocks.column(name).codes >= 0
    rows = np.flatnonzero(given)
    some = clocks if len(rows) == n else clocks.take(rows)
    found = _states(some, at[rows], met[rows])
    if len(rows) != n:
        found = _spread(found, rows, n)
    if on_error == "raise":
        raise_for(
            clocks,
            found.due.status,
            lambda clock, row: scalar.state(clock, to_instant(int(at.view(np.int64)[row])), instant_at(met, row)),
        )
    return found


def _moments(given: Any, n: int, path: str) -> Instants:
    """A column of instants, from one for all or from a column."""
    if isinstance(given, datetime | np.datetime64):
        one = np.array([given], "M8[us]") if isinstance(given, np.datetime64) else as_instants([given], path)
        return np.broadcast_to(one, n)
    found = as_instants(given, path)
    if len(found) != n:
        raise InvalidInput.one(f"expected {n} rows, as started_at has, got {len(found)}", path)
    return found


class _Record(NamedTuple):
    """What was breached up to a moment: the first breach that stands, the last one of all, those that were lifted."""

    breached_at: Instants
    last_at: Instants
    last_due: Instants
    lifted: Breaches


def _states(clocks: Clocks, now: Instants, met: Instants) -> States:
    """The states of clocks that all have what a state needs."""
    n = len(clocks)
    is_met = ~np.isnat(met)
    moment = np.where(is_met, met, now)
    own, answers = resolve(clocks, "report", promised=True, detailed=True)
    lost = own.status.copy()
    history = np.flatnonzero(has_history(clocks))
    due = _judged(clocks, own, history[is_met[history]], met)
    stood = _stood(clocks, moment, lost)
    paused = _paused(clocks, own, answers.open, now, is_met)
    resumed, remaining = _if_resumed(clocks, now, np.flatnonzero(paused))
    record = _record(clocks, own, history, moment, lost)
    falls = due.status == RowStatus.DUE
    late = falls & ~paused & (moment > due.due_at)
    left = np.where(is_met | late | ~falls, np.timedelta64("NaT", "us"), due.due_at - now)
    late_by, late_days = _late(clocks, due, late, record, moment, lost)
    for column in (due.status, resumed.status):
        _note(lost, column)
    status = np.where(is_met, np.where(late, MET_LATE, MET), np.where(late, OVERDUE, RUNNING))
    status = np.where(paused, PAUSED, status)
    shown = _where(paused & ~answers.open, _no_dues(n), due)  # while a cap runs there is none
    gone = lost >= RowStatus.HORIZON
    spent = np.maximum(moment - clocks.started_at, np.timedelta64(0, "us")) - stood
    nat = np.timedelta64("NaT", "us")
    return States(
        Coded(STATUSES, np.where(gone, -1, status)),
        _lose(shown, lost),
        np.where(gone, nat, np.where(paused, remaining, left)),
        np.where(gone, nat, late_by),
        np.where(gone, np.timedelta64("NaT", "D"), late_days),
        _lose(resumed, lost),
        np.where(gone, nat, spent),
        np.where(gone, nat, stood),
        np.where(gone, np.datetime64("NaT", "us"), record.breached_at),
        record.lifted.take(~gone[record.lifted.row]),
    )


def _judged(clocks: Clocks, own: Dues, rows: Ints, met: Instants) -> Dues:
    """The dues by which clocks are judged: of those met as they were known then, but for what has been corrected."""
    if not rows.size:
        return own
    some = clocks.take(rows)
    judged, _ = resolve(_as_of(known_at(some, met[rows], corrected=False), met[rows]), "report", promised=True)
    return _put(own, rows, judged)


def _stood(clocks: Clocks, moment: Instants, lost: NDArray[np.uint8]) -> TimeSpans:
    """How long the clocks stood still up to their moments, whether or not a longstop bounds them."""
    found = np.zeros(len(clocks), np.int64)
    tolling = clocks.column("tolling")
    may = np.array([*(bool(windows) for windows in tolling.values), False])[tolling.codes]
    if clocks.pauses is not None:
        may[clocks.pauses.row] = True
    rows = np.flatnonzero(may)
    if rows.size:
        some = attrs.evolve(_as_of(clocks.take(rows), moment[rows]), longstop=None)
        until = moment[rows].view(np.int64)
        dues, answers = resolve(some, "report", promised=False, until=until, detailed=True)
        found[rows] = answers.stood
        # the time that passed is known, whether or not the days are that the due rests on
        _note(lost, np.where(dues.status == RowStatus.UNKNOWN, RowStatus.DUE, dues.status), rows)
    return found.view("timedelta64[us]")


def _as_of(clocks: Clocks, moment: Instants) -> Clocks:
    """The clocks as if every pause still open ended at its moment, and with nothing begun after it."""
    pauses = clocks.pauses
    if pauses is None:
        return clocks
    until = moment[pauses.row]
    kept = pauses.begun_at <= until
    ended = np.where(np.isnat(pauses.ended_at), until, pauses.ended_at)
    return attrs.evolve(clocks, pauses=chosen(pauses, kept, ended_at=ended[kept]))


def _paused(clocks: Clocks, own: Dues, stopped: Bools, now: Instants, is_met: Bools) -> Bools:
    """Which clocks are paused: a longstop has not passed meanwhile, or a cap that runs is not used up."""
    may = np.zeros(len(clocks), bool)
    if clocks.pauses is not None:
        may[clocks.pauses.row[np.isnat(clocks.pauses.ended_at)]] = True
    past = (own.status == RowStatus.DUE) & (now > own.due_at)
    return may & ~is_met & np.where(stopped, ~past, now < own.resumes_at)


def _if_resumed(clocks: Clocks, now: Instants, rows: Ints) -> tuple[Dues, TimeSpans]:
    """The dues if the pauses of those clocks ended now, and what would remain."""
    found = _no_dues(len(clocks))
    if rows.size:
        dues, _ = resolve(_as_of(clocks.take(rows), now[rows]), "report", promised=True)
        found = _put(found, rows, dues)
    return found, np.where(found.status == RowStatus.DUE, found.due_at - now, np.timedelta64("NaT", "us"))


def _record(clocks: Clocks, own: Dues, history: Ints, moment: Instants, lost: NDArray[np.uint8]) -> _Record:
    """What was breached. Without a history only the due itself can have been passed."""
    passed = (own.status == RowStatus.DUE) & (moment > own.due_at)
    passed[history] = False
    first = np.where(passed, own.due_at + np.timedelta64(1, "us"), np.datetime64("NaT", "us"))
    last, last_due = (np.full(len(clocks), NAT).view("datetime64[us]") for _ in range(2))
    if not history.size:
        none = np.zeros(0, np.int64)
        return _Record(first, last, last_due, _of_no_clock(own, none))
    found, status = breached(clocks.take(history), moment[history])
    _note(lost, status, history)
    rows = history[found.row]
    last[rows], last_due[rows] = found.at, found.due.due_at  # of several for one row the last one stays
    standing = np.isnat(found.lifted_at)
    first[rows[standing][::-1]] = found.at[standing][::-1]
    lifted = found.take(~standing)
    return _Record(first, last, last_due, attrs.evolve(lifted, row=history[lifted.row]))


def _late(
    clocks: Clocks, due: Dues, late: Bools, record: _Record, moment: Instants, lost: NDArray[np.uint8]
) -> tuple[TimeSpans, TimeSpans]:
    """How late, in time and in local days: from the due, or from the change that moved it into the past."""
    n = len(clocks)
    by, days = np.full(n, NAT).view("timedelta64[us]"), np.full(n, NAT).view("timedelta64[D]")
    rows = np.flatnonzero(late)
    if not rows.size:
        return by, days
    calendar = clocks.column("calendar")
    calendar = Coded(calendar.values, calendar.codes[rows])
    dates = [local_date(column, calendar, on_error="report") for column in (moment[rows], due.due_at[rows])]
    on = np.where(np.isnat(due.due_on[rows]), dates[1], due.due_on[rows])
    since, last, of = due.due_at[rows], record.last_at[rows], record.last_due[rows]
    tick = np.timedelta64(1, "us")
    begun = np.where(last == of + tick, last - tick, last)
    moved = begun > since  # NaT is never after
    if moved.any():
        since = np.where(moved, begun, since)
        then = local_date(since, calendar, on_error="report")
        on = np.where(moved, np.maximum(on, then), on)
    by[rows], days[rows] = moment[rows] - since, dates[0] - on
    lost[rows[np.isnat(days[rows])]] = RowStatus.HORIZON
    return by, days


# -- columns of dues ----------------------------------------------------------------------------------------------


def _note(lost: NDArray[np.uint8], status: Any, rows: Any = slice(None)) -> None:
    """Note which rows are lost with what was asked of them."""
    lost[rows] = np.where((status >= RowStatus.HORIZON) & (lost[rows] < RowStatus.HORIZON), status, lost[rows])


def _no_dues(n: int) -> Dues:
    at, on, wake = np.full((3, n), NAT)
    none = np.full(n, RowStatus.NONE, np.uint8)
    governed: Coded[str] = Coded((), np.full(n, -1))
    return Dues(
        at.view("datetime64[us]"), on.view("datetime64[D]"), np.zeros(n, bool), governed, wake.view("datetime64[us]"),
        none,
    )  # fmt: skip


def _put(dues: Dues, rows: Ints, other: Dues) -> Dues:
    """The dues, with others at some rows."""
    place = np.arange(len(dues))
    place[rows] = len(dues) + np.arange(len(rows))
    return _joined(dues, other).take(place)


def _where(first: Bools, one: Dues, other: Dues) -> Dues:
    """The one where it is so, else the other."""
    if not first.any():
        return other
    return _joined(one, other).take(np.arange(len(first)) + np.where(first, 0, len(first)))


def _joined(one: Dues, other: Dues) -> Dues:
    columns: list[Any] = []
    for ours, theirs in zip(*(attrs.astuple(dues, recurse=False) for dues in (one, other)), strict=True):
        if isinstance(ours, Coded):
            codes = np.where(theirs.codes < 0, -1, theirs.codes + len(ours.values))
            columns.append(Coded((*ours.values, *theirs.values), np.concatenate([ours.codes, codes])))
        else:
            columns.append(np.concatenate([ours, theirs]))
    return Dues(*columns)


def _lose(dues: Dues, lost: NDArray[np.uint8]) -> Dues:
    """The dues, none where the row is lost."""
    gone = lost >= RowStatus.HORIZON
    if not gone.any():
        return dues
    found = _where(gone, _no_dues(len(dues)), dues)
    return attrs.evolve(found, status=np.where(gone, lost, found.status))


def _spread(found: States, rows: Ints, n: int) -> States:
    """The states in their places among ``n`` rows; nothing was given for the others."""
    place = np.full(n, len(rows))
    place[rows] = np.arange(len(rows))

    def spread(column: Any) -> Any:
        if isinstance(column, Coded):
            return Coded(column.values, np.append(column.codes, -1)[place])
        missing = np.full(1, NAT).view(column.dtype)
        return np.concatenate([column, missing])[place]

    def dues(column: Dues) -> Dues:
        nothing = attrs.evolve(_no_dues(1), status=np.full(1, RowStatus.NULL, np.uint8))
        return _joined(column, nothing).take(place)

    columns: dict[str, Any] = {
        field.name: dues(value) if isinstance(value, Dues) else spread(value)
        for field in attrs.fields(States)
        if not isinstance(value := getattr(found, field.name), Breaches)
    }
    return States(**columns, lifted=attrs.evolve(found.lifted, row=rows[found.lifted.row]))


def _of_no_clock(dues: Dues, none: Ints) -> Breaches:
    nothing = none.view("datetime64[us]")
    return Breaches(none, nothing, dues.take(none), nothing, Coded((), none))


def _span(column: TimeSpans, row: int) -> timedelta | None:
    return None if np.isnat(column[row]) else timedelta(microseconds=int(column.view(np.int64)[row]))


def _breach(breaches: Breaches, i: int) -> Breach:
    at, due = instant_at(breaches.at, i), breaches.due.due(i)
    assert at is not None
    assert due is not None
    return Breach(at, due, instant_at(breaches.lifted_at, i), breaches.lifted_by[i] or "")
