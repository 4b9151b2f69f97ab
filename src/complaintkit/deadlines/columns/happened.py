"""What happens to clocks, as tables that name the row: pauses, extensions, promises."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

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
    whole_rows,
)
from complaintkit.deadlines.events import Extension
from complaintkit.deadlines.terms import Term
from complaintkit.errors import Fault, InvalidInput

__all__ = ["Extensions", "Longstops", "Pauses", "Promises"]


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
    ``moved_by_pauses``: which fixed ones later pauses move; None: none.
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

    def __attrs_post_init__(self) -> None:
        faults = length_faults(self, "extensions", ("granted_at", "due_at", "restart_at", "moved_by_pauses"))
        if not faults:
            faults += missing_faults(self.granted_at, "extensions.granted_at")
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

    def extension(self, i: int) -> Extension:
        """The extension in row ``i`` of this table as a value."""
        try:
            return Extension(
                self.kinds[i],  # type: ignore[arg-type]  # what it may be, Extension checks
                instant_at(self.granted_at, i),  # type: ignore[arg-type]  # and that it is there
                term=self.terms[i],
                due_at=instant_at(self.due_at, i),
                restart_at=instant_at(self.restart_at, i),
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
