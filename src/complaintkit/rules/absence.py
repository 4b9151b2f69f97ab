"""Three ways to have no value."""

from __future__ import annotations

from enum import Enum
from typing import Final

__all__ = ["ABSENT", "BLANK", "UNKNOWN", "NoValue"]


class NoValue(Enum):
    """Three different ways to have no value."""

    UNKNOWN = "unknown"
    """Asked for, not known (yet)."""
    BLANK = "blank"
    """Left empty on purpose: there is nothing to tell."""
    ABSENT = "absent"
    """Never asked, never given."""

    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> bool:
        raise TypeError(f"{self.name} is neither true nor false; compare it with `is`")


UNKNOWN: Final = NoValue.UNKNOWN
"""A fact that was asked and is not known."""
BLANK: Final = NoValue.BLANK
"""A fact that was left empty on purpose."""
ABSENT: Final = NoValue.ABSENT
"""A fact that was never asked."""
