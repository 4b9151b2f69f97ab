"""A calendar's own questions over arrays: working days, business hours, local dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.coded import NAT, Coded, Instants, as_instants, in_years
from complaintkit.deadlines.columns.counting import MOST, check_horizon
from complaintkit.deadlines.columns.dues import OnError, require_on_error
from complaintkit.deadlines.columns.grouping import by_value
from complaintkit.deadlines.columns.resolving import CHUNK
from complaintkit.deadlines.columns.tables import Tables, tables_of
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, to_instant
from complaintkit.errors import HorizonError, InvalidInput, UnknownDays

__all__ = ["DayColumn", "add_business", "add_working_days", "count", "elapsed", "local_date"]

DayColumn: TypeAlias = NDArray[np.datetime64]
"""Local dates, ``datetime64[D]``; NaT where there is none."""

Work: TypeAlias = Callable[[Tables, Ints | slice, Bools, Bools], Ints]
"""Answers some rows of one calendar, marking which are lost and which rest on unknown days."""


def add_working_days(
    days: Any, n: int | Ints, calendar: Calendar | Coded[Calendar], *, on_error: OnError = "raise"
) -> DayColumn:
    """The ``n``-th working day strictly after each day; 0: the next one on or after; negative: strictly before.

    As :meth:`Calendar.add_working_days`; ``n`` is one whole number or a column of them. NaT stays NaT. ``on_error``:
    what lies past the table, or on unknown days of a strict calendar, raises with all such rows or becomes NaT.

    >>> from complaintkit.deadlines import china_calendar
    >>> add_working_days(np.array(["2026-02-13", "2026-03-06"], "M8[D]"), 2, china_calendar()).tolist()
    [datetime.date(2026, 2, 24), datetime.date(2026, 3, 10)]
    """
    start, amounts = _days(days, "days"), _amounts(n, "n")
    _same_length(start, amounts, "n")

    def work(tables: Tables, rows: Ints | slice, lost: Bools, unknown: Bools) -> Ints:
        if isinstance(amounts, int) and amounts > 0:
            quick = tables.days_after(start[rows], amounts)
            if quick is not None:
                return quick
        ordinal = start[rows] + EPOCH_ORDINAL
        found = _moved(tables, ordinal, amounts if isinstance(amounts, int) else amounts[rows], lost)
        _note_unknown(tables, ordinal, found, unknown)
        found -= EPOCH_ORDINAL
        return found

    def alone(one_calendar: Calendar, row: int) -> object:
        return one_calendar.add_working_days(
            _date(start, row), amounts if isinstance(amounts, int) else int(amounts[row])
        )

    return _answer(calendar, (start,), work, alone, on_error).view("datetime64[D]")


def count(a: Any, b: Any, calendar: Calendar | Coded[Calendar], *, on_error: OnError = "raise") -> Ints:
    """The working days of each [a, b); where b lies before a, the negative of [b, a). 0 where one of them is NaT.

    >>> from complaintkit.deadlines import Calendar
    >>> count(np.array(["2026-03-02"], "M8[D]"), np.array(["2026-03-09"], "M8[D]"), Calendar("x")).tolist()
    [5]
    """
    low, high = _days(a, "a"), _days(b, "b")
    _same_length(low, high, "b")

    def work(tables: Tables, rows: Ints | slice, lost: Bools, unknown: Bools) -> Ints:
        one, two = low[rows] + EPOCH_ORDINAL, high[rows] + EPOCH_ORDINAL
        first, last = np.minimum(one, two), np.maximum(one, two)
        tables.place(first, lost)
        tables.place(last, lost)
        found = tables.count_working(first, last, lost)
        some = first < last
        _note_unknown(tables, np.where(some, first, 0), np.where(some, last - 1, 0), unknown, some)
        return np.where(one > two, -found, found)

    def alone(one_calendar: Calendar, row: int) -> object:
        return one_calendar.count(_date(low, row), _date(high, row))

    found = _answer(calendar, (low, high), work, alone, on_error)
    return np.where(found == NAT, 0, found)


def local_date(instants: Any, calendar: Calendar | Coded[Calendar], *, on_error: OnError = "raise") -> DayColumn:
    """The calendar's local date of each instant.

    >>> from complaintkit.deadlines import Calendar
    >>> local_date(np.array(["2026-03-05T23:30"], "M8[us]"), Calendar("x")).tolist()
    [datetime.date(2026, 3, 6)]
    """
    us = as_instants(instants, "instants").view(np.int64)

    def work(tables: Tables, rows: Ints | slice, lost: Bools, unknown: Bools) -> Ints:
        return tables.local_day(in_years(us[rows]), lost) - EPOCH_ORDINAL

    def alone(one_calendar: Calendar, row: int) -> object:
        return one_calendar.local_date(to_instant(int(us[row])))

    return _answer(calendar, (us,), work, alone, on_error).view("datetime64[D]")


def add_business(
    instants: Any, microseconds: int | Ints, calendar: Calendar | Coded[Calendar], *, on_error: OnError = "raise"
) -> Instants:
    """The moments when so many working microseconds have passed, at least 0; an exact fit is the close.

    As :meth:`Calendar.add_business`, but for negative lengths, which :class:`InvalidInput` refuses.

    >>> from complaintkit.deadlines import Calendar
    >>> friday_noon = np.array(["2026-03-06T04:00"], "M8[us]")
    >>> add_business(friday_noon, 5 * 3_600_000_000, Calendar("x")).tolist()
    [datetime.datetime(2026, 3, 6, 9, 0)]
    """
    us, lengths = as_instants(instants, "instants").view(np.int64), _amounts(microseconds, "microseconds")
    _same_length(us, lengths, "microseconds")
    least = lengths if isinstance(lengths, int) else int(lengths.min(initial=0))
    if least < 0:
        raise InvalidInput.one(f"expected microseconds >= 0, got {least}", "microseconds")

    def work(tables: Tables, rows: Ints | slice, lost: Bools, unknown: Bools) -> Ints:
        at = in_years(us[rows])
        tables.local_day(at, lost)
        length = lengths if isinstance(lengths, int) else lengths[rows]
        if isinstance(length, int):
            return tables.business_after(at, length, lost) if length else tables.open_from(at, lost)
        found = np.empty_like(at)
        for some, add in ((length > 0, True), (length == 0, False)):
            if some.any():
                mine = lost[some]
                found[some] = (
                    tables.business_after(at[some], length[some], mine) if add else tables.open_from(at[some], mine)
                )
                lost[some] = mine
        return found

    def alone(one_calendar: Calendar, row: int) -> object:
        length = lengths if isinstance(lengths, int) else int(lengths[row])
        at = to_instant(int(us[row]))
        one_calendar.local_date(at)
        return one_calendar.add_business(at, length)

    return _answer(calendar, (us,), work, alone, on_error).view("datetime64[us]")


def elapsed(a: Any, b: Any, calendar: Calendar | Coded[Calendar]) -> Ints:
    """Working microseconds from each ``a`` to its ``b``; negative where b lies before a. 0 where one of them is NaT.

    Raises :class:`HorizonError`, with all such rows, where an instant lies outside the calendar's table.

    >>> from complaintkit.deadlines import Calendar
    >>> friday_noon, monday_ten = np.array(["2026-03-06T04:00"], "M8[us]"), np.array(["2026-03-09T02:00"], "M8[us]")
    >>> elapsed(friday_noon, monday_ten, Calendar("x")).tolist()  # five hours and one
    [21600000000]
    """
    low, high = (as_instants(given, name).view(np.int64) for given, name in ((a, "a"), (b, "b")))
    _same_length(low, high, "b")

    def work(tables: Tables, rows: Ints | slice, lost: Bools, unknown: Bools) -> Ints:
        first, last = in_years(low[rows]), in_years(high[rows])
        check_horizon(tables, first, lost)
        check_horizon(tables, last, lost)
        return tables.business_between(first, last)

    def alone(one_calendar: Calendar, row: int) -> object:
        one_calendar.local_date(to_instant(int(low[row])))
        return one_calendar.local_date(to_instant(int(high[row])))

    found = _answer(calendar, (low, high), work, alone, "raise")
    return np.where(found == NAT, 0, found)


# -- rows and errors --------------------------------------------------------------------------------------------------


def _answer(
    calendar: Calendar | Coded[Calendar],
    given: tuple[Ints, ...],
    work: Work,
    alone: Callable[[Calendar, int], object],
    on_error: OnError,
) -> Ints:
    """The answers of all rows, NaT where there is none; raises for the rows that have none, as asked."""
    require_on_error(on_error)
    n = len(given[0])
    found = np.full(n, NAT)
    beyond: list[Ints] = []
    unknown: list[Ints] = []
    for rows, one_calendar in _calendars(calendar, given):
        size = len(range(*rows.indices(n))) if isinstance(rows, slice) else len(rows)
        lost, open_ = np.zeros(size, bool), np.zeros(size, bool)
        found[rows] = work(tables_of(one_calendar), rows, lost, open_)
        if lost.any() or (one_calendar.strict and open_.any()):
            places = np.arange(n)[rows]
            beyond.append(places[lost])
            open_ &= ~lost
            if one_calendar.strict:
                unknown.append(places[open_])
    for kind in (beyond, unknown):
        rows_of = np.sort(np.concatenate(kind)) if kind else np.zeros(0, np.int64)
        if rows_of.size and on_error == "raise":
            first = int(rows_of[0])
            whose = calendar if isinstance(calendar, Calendar) else calendar[first]
            assert whose is not None
            try:
                alone(whose, first)
            except (HorizonError, UnknownDays) as error:
                raise error.of_rows(rows_of.tolist()) from None
            raise whose.beyond(None).of_rows(rows_of.tolist())
        found[rows_of] = NAT
    return found


def _calendars(
    calendar: Calendar | Coded[Calendar], given: tuple[Ints, ...]
) -> Iterator[tuple[Ints | slice, Calendar]]:
    """The rows of each calendar that are not NaT in any of the columns; of one for all, some at a time."""
    n = len(given[0])
    if isinstance(calendar, Coded):
        if len(calendar) != n:
            raise InvalidInput.one(f"expected {n} rows, got {len(calendar)}", "calendar")
        for code, rows in by_value(np.where(_null(given, slice(0, n)), -1, calendar.codes), len(calendar.values)):
            yield rows, calendar.values[code]
        return
    if not isinstance(calendar, Calendar):
        raise InvalidInput.one(f"expected a calendar, got {calendar!r}", "calendar")
    for low in range(0, n, CHUNK):
        part = slice(low, min(low + CHUNK, n))
        if any(int(column[part].min()) == NAT for column in given):
            rows = low + np.flatnonzero(~_null(given, part))
            if rows.size:
                yield rows, calendar
        else:
            yield part, calendar


def _null(given: tuple[Ints, ...], part: slice) -> Bools:
    null: Bools = given[0][part] == NAT
    for column in given[1:]:
        null |= column[part] == NAT
    return null


def _moved(tables: Tables, ordinal: Ints, n: int | Ints, lost: Bools) -> Ints:
    if isinstance(n, int):
        if n > 0:
            return tables.nth_after(ordinal, n, lost)
        return tables.nth_before(ordinal, -n, lost) if n else tables.on_or_after(ordinal, lost)
    found = np.empty_like(ordinal)
    for some, sign in ((n > 0, 1), (n == 0, 0), (n < 0, -1)):
        if some.any():
            mine = lost[some]
            days, many = ordinal[some], n[some]
            if sign > 0:
                found[some] = tables.nth_after(days, many, mine)
            else:
                found[some] = tables.nth_before(days, -many, mine) if sign else tables.on_or_after(days, mine)
            lost[some] = mine
    return found


def _note_unknown(tables: Tables, one: Ints, two: Ints, unknown: Bools, where: Bools | None = None) -> None:
    """Mark the rows of a strict calendar that rest on days it does not know."""
    calendar = tables.calendar
    if not calendar.strict or tables.knows_all:
        return
    low, high = calendar.known_low, calendar.known_high
    if where is None and min(int(one.min()), int(two.min())) >= low and max(int(one.max()), int(two.max())) <= high:
        return
    found = (np.minimum(one, two) < low) | (np.maximum(one, two) > high)
    unknown |= found if where is None else found & where


def _days(given: Any, path: str) -> Ints:
    """Dates as days since 1970-01-01, from ``datetime64[D]``."""
    found = np.asarray(given)
    if found.dtype.kind != "M" or np.datetime_data(found.dtype)[0] not in ("D", "W", "M", "Y"):
        raise InvalidInput.one(f"expected dates, as datetime64[D], got {found.dtype}", path)
    return found.astype("datetime64[D]", copy=False).view(np.int64)


def _amounts(given: Any, path: str) -> int | Ints:
    if type(given) is int:
        return max(min(given, MOST // DAY if path == "n" else MOST), -MOST // DAY)
    if isinstance(given, np.ndarray) and given.dtype.kind in "iu":
        return np.clip(given.astype(np.int64), -MOST // DAY, MOST // DAY if path == "n" else MOST)
    raise InvalidInput.one(f"expected a whole number, or an array of them, got {given!r}", path)


def _same_length(column: Ints, other: int | Ints, path: str) -> None:
    if not isinstance(other, int) and len(other) != len(column):
        raise InvalidInput.one(f"expected {len(column)} rows, got {len(other)}", path)


def _date(days: Ints, row: int) -> Any:
    return days[row : row + 1].view("datetime64[D]")[0].item()
