"""When many clocks fall due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines import clock as scalar
from complaintkit.deadlines import running
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.coded import Coded, Instants, some_of
from complaintkit.deadlines.columns.grouping import groups
from complaintkit.deadlines.columns.resolving import Answers, Call, Names
from complaintkit.deadlines.columns.status import RowStatus
from complaintkit.deadlines.instants import EPOCH_ORDINAL, to_instant, to_us
from complaintkit.errors import ComplaintKitError, HorizonError, InvalidInput, UnknownDays

__all__ = ["Dues", "OnError", "bound", "due", "raise_for", "require_on_error", "resolve"]

OnError: TypeAlias = Literal["raise", "report"]
"""What becomes of rows that have no answer: all are raised together, or each says so."""


@attrs.frozen(eq=False)
class Dues:
    """When clocks fall due, one a row: the columns of :class:`complaintkit.deadlines.Due`.

    ``due_at``: the last instant, UTC, ``datetime64[us]``. ``due_on``: the local date, ``datetime64[D]``, of day-counted
    terms. ``resumes_at``: when the cap that runs against an open pause is used up. NaT where there is none; ``status``
    says why (:class:`RowStatus`).
    """

    due_at: Instants
    due_on: NDArray[np.datetime64]
    provisional: Bools
    governed_by: Coded[str]
    resumes_at: Instants
    status: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.due_at)

    def take(self, rows: Any) -> Dues:
        """The dues of those rows."""
        return Dues(*(some_of(column, rows) for column in attrs.astuple(self, recurse=False)))

    def due(self, row: int) -> scalar.Due | None:
        """The due of that row as a value."""
        if self.status[row] != RowStatus.DUE:
            return None
        on = None if np.isnat(self.due_on[row]) else self.due_on[row].item()
        at = to_instant(int(self.due_at.view(np.int64)[row]))
        return scalar.Due(at, on, bool(self.provisional[row]), self.governed_by[row] or "")


def due(clocks: Clocks, *, on_error: OnError = "raise") -> Dues:
    """When the clocks fall due, as :func:`complaintkit.deadlines.due` has it one by one.

    Rows of one calendar, convention and kind of term are computed together, and so are their pauses, caps, tolling,
    extensions and promises, whatever the number of rows. Only terms of ``Cycles`` are computed one by one.

    ``on_error``: a row whose answer lies outside its calendar's table, or on unknown days of a strict calendar, either
    raises (:class:`HorizonError`, :class:`UnknownDays`, with all such rows in ``rows``), or with ``"report"`` has no
    due and says so in ``status``.

    >>> from complaintkit.deadlines import CHINA_CIVIL_CODE, Days, WorkingDays, china_calendar
    >>> filed = np.array(["2026-02-12T02:00", "2026-03-05T23:30", "NaT"], "M8[us]")
    >>> terms = Coded.of([Days(3), WorkingDays(3), Days(3)])
    >>> due(Clocks(terms, filed, china_calendar(), convention=CHINA_CIVIL_CODE)).due_on.tolist()
    [datetime.date(2026, 2, 24), datetime.date(2026, 3, 11), None]
    """
    return resolve(clocks, on_error, promised=True)[0]


def bound(clocks: Clocks, *, on_error: OnError = "raise") -> Dues:
    """As :func:`due`, without the promises: the moments that no promise may pass."""
    return resolve(clocks, on_error, promised=False)[0]


def require_on_error(given: object) -> None:
    """Raise :class:`InvalidInput` unless it says what to do with rows that have no answer."""
    if given not in ("raise", "report"):
        raise InvalidInput.one(f"expected 'raise' or 'report', got {given!r}", "on_error")


def resolve(
    clocks: Clocks, on_error: OnError, *, promised: bool, until: Ints | None = None, detailed: bool = False
) -> tuple[Dues, Answers]:
    """When the clocks fall due; and all that is known of each, with how long it stood still up to ``until``."""
    require_on_error(on_error)
    answers = Answers(len(clocks), detailed=detailed)
    names = Names()
    if len(clocks):
        call = Call(clocks, promised=promised, until=until)
        names = call.names
        for group in groups(clocks):
            _one_by_one(call, call.run(group, answers), answers, promised)
    found = Dues(
        answers.due.view("datetime64[us]"),
        answers.day.view("datetime64[D]"),
        answers.provisional,
        Coded(tuple(names.codes), answers.governed),
        answers.wake.view("datetime64[us]"),
        answers.status,
    )
    if on_error == "raise":
        one_by_one = scalar.due if promised else scalar.bound
        raise_for(clocks, found.status, lambda clock, row: one_by_one(clock))
    return found, answers


# -- rows that are computed one by one, and errors --------------------------------------------------------------------


def _one_by_one(call: Call, rows: Ints, answers: Answers, promised: bool) -> None:
    """The scalar engine's answer, row by row."""
    for row in rows.tolist():
        one = call.clocks.clock(row)
        assert one is not None
        try:
            outcome = running.resolve(one, promised=promised)
            found = scalar.due_of(one.calendar, outcome)
        except HorizonError:
            answers.status[row] = RowStatus.HORIZON
            continue
        except UnknownDays:
            answers.status[row] = RowStatus.UNKNOWN
            continue
        answers.status[row] = RowStatus.NONE if found is None else RowStatus.DUE
        if found is not None:
            answers.due[row] = to_us(found.due_at)
            if found.due_on is not None:
                answers.day[row] = found.due_on.toordinal() - EPOCH_ORDINAL
            answers.provisional[row] = found.provisional
            answers.governed[row] = call.names.code(found.governed_by)
            if outcome.wake is not None:
                answers.wake[row] = outcome.wake
        if answers.detailed:
            answers.open[row] = outcome.open
            answers.started[row] = to_us(one.started_at) if outcome.first is None else outcome.first.started
            answers.stood[row] = 0 if call.until is None else outcome.stood(int(call.until[row]))


def raise_for(clocks: Clocks, statuses: NDArray[np.uint8], one_by_one: Callable[[scalar.Clock, int], object]) -> None:
    """Raise for the first row that is lost, as the scalar engine would, with all such rows."""
    for status in (RowStatus.HORIZON, RowStatus.UNKNOWN):
        rows = np.flatnonzero(statuses == status)
        if not rows.size:
            continue
        one = clocks.clock(int(rows[0]))
        assert one is not None
        try:
            one_by_one(one, int(rows[0]))
        except (HorizonError, UnknownDays) as error:
            raise error.of_rows(rows.tolist()) from None
        raise ComplaintKitError(f"row {rows[0]} has no answer over columns and has one alone; please report this")
