"""Windows: the hours of a working day, as local wall-clock times."""

from __future__ import annotations

import attrs

from complaintkit.deadlines.calendar_checks import time_of_day
from complaintkit.deadlines.instants import DAY
from complaintkit.errors import InvalidInput

__all__ = ["OFFICE_HOURS", "Window"]


@attrs.frozen
class Window:
    """Working hours from ``start`` (before 24:00) until ``end`` (up to 48:00), local wall-clock times.

    An end past 24:00 lies on the next date; the window belongs to the day it begins on. Where the clock changes,
    a skipped time is shifted forward and a repeated one is the first; the length is in real seconds.

    >>> Window("22:00", "30:00")
    Window(start='22:00', end='30:00')
    >>> Window("17:00", "09:00")
    Traceback (most recent call last):
        ...
    complaintkit.errors.InvalidInput: invalid input: the end '09:00' must lie after the start '17:00'; \
past midnight, add 24 hours to it @ end [CK101]
    """

    start: str
    end: str
    start_us: int = attrs.field(init=False, eq=False, repr=False)
    end_us: int = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        start = time_of_day(self.start, "start", 24)
        end = time_of_day(self.end, "end", 48)
        if start >= DAY:
            raise InvalidInput.one(f"a window begins before 24:00, got {self.start!r}", "start")
        if end <= start:
            raise InvalidInput.one(
                f"the end {self.end!r} must lie after the start {self.start!r}; past midnight, add 24 hours to it",
                "end",
            )
        object.__setattr__(self, "start_us", start)
        object.__setattr__(self, "end_us", end)


OFFICE_HOURS = (Window("09:00", "17:00"),)
"""09:00 to 17:00, a calendar's hours where it is given none (Monday to Friday)."""
