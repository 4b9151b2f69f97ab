"""Many clocks at once: the columns that a due follows from, checked as they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import attrs
import numpy as np

from complaintkit.deadlines.anchors import Anchor
from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.clock import Clock
from complaintkit.deadlines.columns.arrays import Ints
from complaintkit.deadlines.columns.coded import (
    INSTANTS,
    INSTANTS_OR_NONE,
    Coded,
    Instants,
    as_column,
    instant_at,
    row_faults,
    some_of,
    whole_rows,
)
from complaintkit.deadlines.columns.happened import Extensions, Formers, Longstops, Pauses, Promises, chosen
from complaintkit.deadlines.convention import PLAIN, Convention
from complaintkit.deadlines.events import Longstop, Pause, PauseRule, Promise, Tolling
from complaintkit.deadlines.terms import TERM_TYPES, Term
from complaintkit.errors import Fault, InvalidInput

__all__ = ["AnchorColumn", "Clocks"]

AnchorColumn: TypeAlias = "Instants | Coded[Anchor]"
"""The anchors of one name."""


@attrs.frozen(eq=False)
class Clocks:
    """Terms that run, one a row: the columns of :class:`complaintkit.deadlines.Clock` under its own names.

    ``started_at``: UTC, NaT where a clock has not started. ``term``, ``calendar``, ``convention``, ``pause_rules``,
    ``pause_cap``, ``not_before`` and ``tolling`` are one value for all rows or a :class:`Coded` column. ``changed_at``:
    NaT where nothing changed. ``anchors``: by name instants (``datetime64[us]``), dates (``datetime64[D]``), or a
    :class:`Coded` column of either and of the closing dates of cycles. Pauses, extensions, promises and what a clock
    ran on before are tables of their own; no due follows from the last, but :func:`state` does.

    Raises :class:`InvalidInput` with every fault and its place.

    >>> from complaintkit.deadlines import Days, WorkingDays, china_calendar
    >>> filed = np.array(["2026-02-12T02:00", "2026-03-05T23:30"], "M8[us]")
    >>> clocks = Clocks(Coded.of([Days(3), WorkingDays(3)]), filed, china_calendar())
    >>> len(clocks), clocks.clock(1).term
    (2, WorkingDays(count=3, ends=None, roll=None))
    """

    term: Term | Coded[Term]
    started_at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    calendar: Calendar | Coded[Calendar]
    convention: Convention | Coded[Convention] = attrs.field(default=PLAIN, kw_only=True)
    pauses: Pauses | None = attrs.field(default=None, kw_only=True)
    pause_rules: tuple[PauseRule, ...] | Coded[tuple[PauseRule, ...]] = attrs.field(default=(), kw_only=True)
    pause_cap: Term | Coded[Term] | None = attrs.field(default=None, kw_only=True)
    extensions: Extensions | None = attrs.field(default=None, kw_only=True)
    promises: Promises | None = attrs.field(default=None, kw_only=True)
    changed_at: Instants | None = attrs.field(
        default=None,
        converter=INSTANTS_OR_NONE,  # type: ignore[misc]  # names its field
        kw_only=True,
    )
    not_before: Term | Coded[Term] | None = attrs.field(default=None, kw_only=True)
    anchors: Mapping[str, AnchorColumn] = attrs.field(factory=dict, kw_only=True)
    tolling: tuple[Tolling, ...] | Coded[tuple[Tolling, ...]] = attrs.field(default=(), kw_only=True)
    longstop: Longstops | None = attrs.field(default=None, kw_only=True)
    former: Formers | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        n = len(self)
        faults: list[Fault] = []
        for name, allowed, optional in _COLUMNS:
            given = getattr(self, name)
            if isinstance(given, Coded) and len(given) != n:
                faults.append(Fault(name, f"expected {n} rows, as started_at has, got {len(given)}"))
            values = given.values if isinstance(given, Coded) else (given,)
            faults += [
                Fault(name, f"expected {allowed[0].__name__ if len(allowed) == 1 else 'a term'}, got {value!r}")
                for value in values
                if not (isinstance(value, allowed) or (optional and value is None))
            ]
        if self.changed_at is not None and len(self.changed_at) != n:
            faults.append(Fault("changed_at", f"expected {n} rows, as started_at has, got {len(self.changed_at)}"))
        if self.longstop is not None:
            columns: list[tuple[str, Any]] = [("term", self.longstop.term), ("since", self.longstop.since)]
            faults += [
                Fault(f"longstop.{name}", f"expected {n} rows, as started_at has, got {len(column)}")
                for name, column in columns
                if isinstance(column, Coded | np.ndarray) and len(column) != n
            ]
        for name, anchor in self.anchors.items():
            faults += _anchor_faults(anchor, n, f"anchors.{name}")
        for name in _TABLES:
            table = getattr(self, name)
            if table is not None:
                wrong = np.flatnonzero((table.row < 0) | (table.row >= n))
                faults += row_faults(wrong, f"{name}.row", f"expected a row from 0 to {n - 1}")
        if faults:
            raise InvalidInput(faults, "the clocks cannot be built")

    def __len__(self) -> int:
        return len(self.started_at)

    def column(self, name: str) -> Coded[Any]:
        """One of the columns that may be one value for all, as a column."""
        return as_column(getattr(self, name), len(self), name)

    @classmethod
    def of(cls, clocks: Iterable[Clock]) -> Clocks:
        """The columns of those clocks."""
        every = list(clocks)

        def told(get: Callable[[Clock], Any]) -> Coded[Any]:
            return Coded.of(get(clock) for clock in every)

        def events(get: Callable[[Clock], tuple[Any, ...]]) -> tuple[Ints, list[Any]]:
            pairs = [(i, event) for i, clock in enumerate(every) for event in get(clock)]
            return whole_rows([i for i, _ in pairs]), [event for _, event in pairs]

        def instants(values: Iterable[datetime | None]) -> Any:
            return list(values)  # the classes make columns of it

        pause_rows, pauses = events(lambda clock: clock.pauses)
        extension_rows, extensions = events(lambda clock: clock.extensions)
        promise_rows, promises = events(lambda clock: clock.promises)
        former_rows, formers = events(lambda clock: clock.former)
        return cls(
            told(lambda clock: clock.term),
            instants(clock.started_at for clock in every),
            told(lambda clock: clock.calendar),
            convention=told(lambda clock: clock.convention),
            pauses=Pauses(
                pause_rows,
                instants(pause.begun_at for pause in pauses),
                instants(pause.ended_at for pause in pauses),
                Coded.of(pause.cause for pause in pauses),
            ),
            pause_rules=told(lambda clock: clock.pause_rules),
            pause_cap=told(lambda clock: clock.pause_cap),
            extensions=Extensions(
                extension_rows,
                Coded.of(extension.kind for extension in extensions),
                instants(extension.granted_at for extension in extensions),
                term=Coded.of(extension.term for extension in extensions),
                due_at=instants(extension.due_at for extension in extensions),
                restart_at=instants(extension.restart_at for extension in extensions),
                moved_by_pauses=[extension.moved_by_pauses for extension in extensions],
                reason=Coded.of(extension.reason for extension in extensions),
                asked_at=instants(extension.asked_at for extension in extensions),
            ),
            promises=Promises(promise_rows, instants(p.at for p in promises), instants(p.made_at for p in promises)),
            changed_at=instants(clock.changed_at for clock in every),
            not_before=told(lambda clock: clock.not_before),
            tolling=told(lambda clock: clock.tolling),
            longstop=Longstops(
                told(lambda clock: clock.longstop and clock.longstop.term),
                instants(None if clock.longstop is None else clock.longstop.since for clock in every),
            ),
            former=Formers(
                former_rows,
                instants(was.until for was in formers),
                Coded.of(was.cause for was in formers),
                started_at=instants(was.started_at for was in formers),
                term=Coded.of(was.term for was in formers),
                calendar=Coded.of(was.calendar for was in formers),
            ),
            anchors={
                name: Coded.of(dict(clock.anchors).get(name) for clock in every)
                for name in dict.fromkeys(name for clock in every for name, _ in clock.anchors)
            },
        )

    def clock(self, row: int) -> Clock | None:
        """The clock of that row as a value; None where it has no start, term, calendar or convention."""
        started = instant_at(self.started_at, row)
        term, calendar, convention = (self.column(name)[row] for name in ("term", "calendar", "convention"))
        if started is None or term is None or calendar is None or convention is None:
            return None
        pauses, promises, extensions, former = self.pauses, self.promises, self.extensions, self.former
        return Clock(
            term,
            started,
            calendar,
            convention=convention,
            pauses=tuple(
                Pause(
                    pauses.causes[i] or "",
                    instant_at(pauses.begun_at, i),  # type: ignore[arg-type]  # never NaT: checked when built
                    instant_at(pauses.ended_at, i),
                )
                for i in _of(pauses, row)
                if pauses is not None
            ),
            pause_rules=self.column("pause_rules")[row] or (),
            pause_cap=self.column("pause_cap")[row],
            extensions=tuple(extensions.extension(i) for i in _of(extensions, row) if extensions is not None),
            promises=tuple(
                Promise(
                    instant_at(promises.at, i),  # type: ignore[arg-type]  # never NaT: checked when built
                    instant_at(promises.made_at, i),  # type: ignore[arg-type]  # nor this
                )
                for i in _of(promises, row)
                if promises is not None
            ),
            changed_at=instant_at(self.changed_at, row),
            not_before=self.column("not_before")[row],
            tolling=self.column("tolling")[row] or (),
            longstop=self._longstop(row),
            former=tuple(former.former(i) for i in _of(former, row) if former is not None),
            anchors=tuple((name, at) for name in self.anchors if (at := self._anchor(name, row)) is not None),
        )

    def take(self, rows: Ints) -> Clocks:
        """The clocks of those rows, with all that happened to them; a row as often as it is named."""
        parts: dict[str, Any] = {}
        for field in attrs.fields(Clocks):
            value = getattr(self, field.name)
            if field.name in _TABLES:
                value = None if value is None else _taken(value, rows, len(self))
            elif isinstance(value, Longstops):
                value = Longstops(some_of(value.term, rows), value.since[rows])
            elif field.name == "anchors":
                value = {name: some_of(column, rows) for name, column in value.items()}
            else:
                value = some_of(value, rows)
            parts[field.name] = value
        return Clocks(**parts)

    def _longstop(self, row: int) -> Longstop | None:
        since = None if self.longstop is None else instant_at(self.longstop.since, row)
        term = None if self.longstop is None else as_column(self.longstop.term, len(self), "longstop.term")[row]
        return None if since is None or term is None else Longstop(term, since)

    def _anchor(self, name: str, row: int) -> Anchor | None:
        column = self.anchors[name]
        if isinstance(column, Coded):
            return column[row]
        if column.dtype == _ANCHOR_TYPES[0]:
            return instant_at(column, row)
        return None if np.isnat(column[row]) else column[row].item()


def _anchor_faults(column: object, n: int, path: str) -> list[Fault]:
    if isinstance(column, Coded) or (isinstance(column, np.ndarray) and column.dtype in _ANCHOR_TYPES):
        if len(column) != n:
            return [Fault(path, f"expected {n} rows, as started_at has, got {len(column)}")]
        return []
    return [Fault(path, "expected datetime64[us], datetime64[D] or a Coded column")]


_ANCHOR_TYPES = (np.dtype("datetime64[us]"), np.dtype("datetime64[D]"))
_COLUMNS: tuple[tuple[str, tuple[type, ...], bool], ...] = (
    ("term", TERM_TYPES, False),
    ("calendar", (Calendar,), False),
    ("convention", (Convention,), False),
    ("pause_rules", (tuple,), False),
    ("tolling", (tuple,), False),
    ("pause_cap", TERM_TYPES, True),
    ("not_before", TERM_TYPES, True),
)


_TABLES = ("pauses", "extensions", "promises", "former")


def _of(table: Pauses | Extensions | Promises | Formers | None, row: int) -> list[int]:
    return [] if table is None else np.flatnonzero(table.row == row).tolist()


def _taken(table: Any, rows: Ints, n: int) -> Any:
    """What a table has of those of ``n`` clocks, which are numbered anew."""
    order = np.argsort(table.row, kind="stable")
    counts = np.bincount(table.row, minlength=n)
    before, mine = np.cumsum(counts) - counts, counts[rows]
    inside = np.arange(mine.sum()) - np.repeat(np.cumsum(mine) - mine, mine)
    return chosen(table, order[np.repeat(before[rows], mine) + inside], row=np.repeat(np.arange(len(rows)), mine))
