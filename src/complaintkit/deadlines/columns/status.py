"""What became of each row of an answer."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["RowStatus"]


class RowStatus(IntEnum):
    """What became of a row."""

    DUE = 0
    """It falls due."""
    NONE = 1
    """It has no due: a pause is open, or it is never judged late."""
    NULL = 2
    """Nothing was given: no start, or no term, calendar or convention."""
    HORIZON = 3
    """Its answer lies outside the table of its calendar."""
    UNKNOWN = 4
    """Its calendar is strict and has no data for a day that the answer rests on."""
