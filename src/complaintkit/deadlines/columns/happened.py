"""What happens to clocks, as tables that name the row: pauses, extensions, promises; and what they ran on before."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

import attrs
import numpy as np

from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.coded import (
    INSTANTS,
    INSTANTS_OR_NONE,
    Coded,
    Instants,
    as_column,
    instant_at,
    length_faults,
    missing_faults,
    refuse,
    row_faults,
    some_of,
    whole_rows,
)
from complaintkit.deadlines.events import Extension, Former, FormerCause
from complaintkit.deadlines.terms import TERM_TYPES, Term
from complaintkit.errors import Fault, InvalidInput

__all__ = ["Extensions", "Formers", "Longstops", "Pauses", "Promises", "chosen"]


@attrs.frozen(eq=False)
class Pauses:
    """Pauses, one a row of this table: ``row`` says which clock stood still.

    From ``begun_at`` until just before ``ended_at``, NaT: still open. ``cause``: one for all, or a column.
    """

    row: Ints = attrs.field(converter=whole_rows)
    begun_at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    ended_at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    cause: str | Coded[str] = ""

    def __attrs_post_init__(self) -> None:
        faults = length_faults(self, "pauses", ("begun_at", "ended_at"))
        if not faults:
            faults += missing_faults(self.begun_at, "pauses.begun_at")
            backwards = np.flatnonzero(self.ended_at < self.begun_at)
            faults += row_faults(backwards, "pauses.ended_at", "the pause ended before it began")
        refuse(faults, "pauses")

    @property
    def causes(self) -> Coded[str]:
        """The causes as a column."""
        return as_column(self.cause, len(self.row), "pauses.cause")

    @classmethod
    def ragged(cls, offsets: Any, begun_at: Any, ended_at: Any, cause: str | Coded[str] = "") -> Pauses:
        """From lists in one flat array: clock ``i`` has the pauses ``offsets[i]`` up to ``offsets[i + 1]``.

        >>> Pauses.ragged([0, 2, 2], np.array(["2026-03-02", "2026-03-04"], "M8[us]"),
        ...     np.array(["2026-03-03", "NaT"], "M8[us]"), "customer").row.tolist()
        [0, 0]
        """
        counts = np.diff(whole_rows(offsets))
        return cls(np.repeat(np.arange(len(counts)), counts), begun_at, ended_at, cause)


def _yes_or_no(given: Any) -> Bools:
    return np.asarray(given, dtype=bool)


@attrs.frozen(eq=False)
class Extensions:
    """Extensions, one a row of this table; ``row`` says of which clock.

    ``kind``: ``"add"``, ``"replace"`` or ``"fixed"``, one for all or a column. ``term``: the same; none for fixed ones,
    which have ``due_at``. ``restart_at``: where a replacing one counts from, NaT: the clock's start.
    ``moved_by_pauses``: which fixed ones later pauses move; None: none. ``reason``: one for all, or a column.
    ``asked_at``: when each was asked for, where that lifts a breach in between; NaT: it does not.
    """

    row: Ints = attrs.field(converter=whole_rows)
    kind: str | Coded[str]
    granted_at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    term: Term | Coded[Term] | None = attrs.field(default=None, kw_only=True)
    due_at: Instants | None = attrs.field(
        default=None,
        converter=INSTANTS_OR_NONE,  # type: ignore[misc]  # names its field
        kw_only=True,
    )
    restart_at: Instants | None = attrs.field(
        default=None,
        converter=INSTANTS_OR_NONE,  # type: ignore[misc]  # names its field
        kw_only=True,
    )

    moved_by_pauses: Bools | None = attrs.field(
        default=None, converter=attrs.converters.optional(_yes_or_no), kw_only=True
    )
    reason: str | Coded[str] = attrs.field(default="", kw_only=True)
    asked_at: Instants | None = attrs.field(
        default=None,
        converter=INSTANTS_OR_NONE,  # type: ignore[misc]  # names its field
        kw_only=True,
    )

    def __attrs_post_init__(self) -> None:
        names = ("granted_at", "due_at", "restart_at", "moved_by_pauses", "asked_at")
        faults = length_faults(self, "extensions", names)
        if not faults:
            faults += missing_faults(self.granted_at, "extensions.granted_at")
        if not faults and self.asked_at is not None:
            before = np.flatnonzero(self.granted_at < self.asked_at)
            faults += row_faults(before, "extensions.asked_at", "it was granted before it was asked for")
        refuse(faults, "extensions")
        self._check_kinds()

    def _check_kinds(self) -> None:
        """Each kind of extension that is there, built once as the scalar engine would have it."""
        n, kind, term = len(self.row), self.kinds, self.terms
        dated = np.zeros(n, bool) if self.due_at is None else ~np.isnat(self.due_at)
        again = np.zeros(n, bool) if self.restart_at is None else ~np.isnat(self.restart_at)
        moved = np.zeros(n, bool) if self.moved_by_pauses is None else self.moved_by_pauses
        if not n:
            return
        every, first = np.unique(
            np.stack([kind.codes, term.codes, dated.astype(np.int64), again.astype(np.int64), moved.astype(np.int64)]),
            axis=1,
            return_index=True,
        )
        for _, at in zip(every.T, first, strict=True):
            self.extension(int(at))

    @property
    def kinds(self) -> Coded[str]:
        """The kinds as a column."""
        return as_column(self.kind, len(self.row), "extensions.kind")

    @property
    def terms(self) -> Coded[Term]:
        """The terms as a column."""
        return as_column(self.term, len(self.row), "extensions.term")

    @property
    def reasons(self) -> Coded[str]:
        """The reasons as a column."""
        return as_column(self.reason, len(self.row), "extensions.reason")

    def extension(self, i: int) -> Extension:
        """The extension in row ``i`` of this table as a value."""
        try:
            return Extension(
                self.kinds[i],  # type: ignore[arg-type]  # what it may be, Extension checks
                instant_at(self.granted_at, i),  # type: ignore[arg-type]  # and that it is there
                term=self.terms[i],
                due_at=instant_at(self.due_at, i),
                restart_at=instant_at(self.restart_at, i),
                reason=self.reasons[i] or "",
                asked_at=instant_at(self.asked_at, i),
                moved_by_pauses=self.moved_by_pauses is not None and bool(self.moved_by_pauses[i]),
            )
        except InvalidInput as error:
            faults = [Fault(f"extensions.{fault.path}[{i}]", fault.message, fault.code) for fault in error.faults]
            raise InvalidInput(faults) from None


@attrs.frozen(eq=False)
class Promises:
    """Promises, one a row of this table; ``row`` says of which clock. The last one made stands."""

    row: Ints = attrs.field(converter=whole_rows)
    at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    made_at: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field

    def __attrs_post_init__(self) -> None:
        faults = length_faults(self, "promises", ("at", "made_at"))
        if not faults:
            faults += missing_faults(self.at, "promises.at") + missing_faults(self.made_at, "promises.made_at")
        refuse(faults, "promises")


@attrs.frozen(eq=False)
class Longstops:
    """Last days that nothing passes, one for each clock: ``term``, counted from ``since``; NaT: the clock has none."""

    term: Term | Coded[Term]
    since: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field


@attrs.frozen(eq=False)
class Formers:
    """What clocks ran on before, one a row of this table; ``row`` says which clock.

    Up to ``until`` (NaT is none) it was ``started_at`` (NaT: as now), ``term`` and ``calendar`` (None: as now), each
    one for all or a column. ``cause``: ``"corrected"``, ``"reclassified"``, ``"reopened"`` or ``"calendar"``.
    """

    row: Ints = attrs.field(converter=whole_rows)
    until: Instants = attrs.field(converter=INSTANTS)  # type: ignore[misc]  # names its field
    cause: FormerCause | Coded[FormerCause]
    started_at: Instants | None = attrs.field(
        default=None,
        converter=INSTANTS_OR_NONE,  # type: ignore[misc]  # names its field
        kw_only=True,
    )
    term: Term | Coded[Term] | None = attrs.field(default=None, kw_only=True)
    calendar: Calendar | Coded[Calendar] | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = length_faults(self, "former", ("until", "started_at"))
        if not faults:
            faults += missing_faults(self.until, "former.until")
        for name, allowed in (("term", TERM_TYPES), ("calendar", (Calendar,))):
            faults += [
                Fault(f"former.{name}", f"expected a {name}, got {value!r}")
                for value in self.column(name).values
                if value is not None and not isinstance(value, allowed)
            ]
        causes = get_args(FormerCause)
        faults += [
            Fault("former.cause", f"expected one of {', '.join(causes)}, got {value!r}")
            for value in self.column("cause").values
            if value not in causes
        ]
        refuse(faults, "former")

    def column(self, name: str) -> Coded[Any]:
        """One of the columns that may be one value for all, as a column."""
        return as_column(getattr(self, name), len(self.row), f"former.{name}")

    def former(self, i: int) -> Former:
        """What is in row ``i`` of this table as a value."""
        return Former(
            instant_at(self.until, i),  # type: ignore[arg-type]  # never NaT: checked when built
            self.column("cause")[i],  # type: ignore[arg-type]  # never None: checked when built
            started_at=instant_at(self.started_at, i),
            term=self.column("term")[i],
            calendar=self.column("calendar")[i],
        )


Table = TypeVar("Table", Pauses, Extensions, Promises, Formers)


def chosen(table: Table, places: Any, **parts: Any) -> Table:
    """Those rows of a table, a row as often as it is named; ``parts`` in place of its own columns."""
    parts = {field.name: some_of(getattr(table, field.name), places) for field in attrs.fields(type(table))} | parts
    return type(table)(**parts)
