"""What many clocks have come to, a column each."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.columns.arrays import Bools, Ints
from complaintkit.deadlines.columns.events import NONE

__all__ = ["EXTENSION", "TERM", "Outcomes"]

TERM, EXTENSION = 0, 1
"""What governs a due: the codes a run gives."""


class Outcomes(NamedTuple):
    """What clocks came to: the due and its local day or NONE, what it rests on, and which rows are lost.

    ``started``: where the limb that governs started. ``stood``: how long it stood still, where that was asked.
    """

    due: Ints
    day: Ints
    governed: Ints
    low: Ints
    high: Ints
    open: Bools
    wake: Ints
    lost: Bools
    started: Ints
    stood: Ints

    @classmethod
    def nothing(cls, started: Ints) -> Outcomes:
        """Of rows that have no due; they started then."""
        n = len(started)
        none = np.broadcast_to(np.int64(NONE), n)
        no = np.zeros(n, bool)
        low, high = np.broadcast_to(np.int64(OPEN), n), np.broadcast_to(np.int64(-1), n)
        term, stood = (np.broadcast_to(np.int64(value), n) for value in (TERM, 0))
        return cls(none, none, term, low, high, no, none, no.copy(), started, stood)

    def take(self, places: Ints) -> Outcomes:
        """Some of the rows."""
        return Outcomes(*(column[places] for column in self))  # type: ignore[arg-type]  # as many as it has

    def put(self, places: Ints, other: Outcomes) -> Outcomes:
        """The rows, with others at some places."""
        columns: list[Any] = [np.array(column) for column in self]
        for column, theirs in zip(columns, other, strict=True):
            column[places] = theirs
        return Outcomes(*columns)

    def rests_too(self, other: Outcomes) -> Outcomes:
        """The other, which rests on what these rest on as well."""
        low, high = np.minimum(self.low, other.low), np.maximum(self.high, other.high)
        return other._replace(low=low, high=high, lost=self.lost | other.lost)
