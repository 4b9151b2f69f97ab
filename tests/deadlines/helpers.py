"""What the deadline tests share: a plain office in Shanghai, and short ways to write instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from complaintkit.deadlines import Calendar, Clock, Due, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar("office")  # Monday to Friday, 09:00 to 17:00, no holidays, Shanghai


def utc(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)  # type: ignore[misc, arg-type]


def cn(*args: int) -> datetime:
    """A local time in Shanghai."""
    return datetime(*args, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


def berlin(*args: int, fold: int = 0) -> datetime:
    return datetime(*args, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold)  # type: ignore[misc, arg-type]


def must(clock: Clock) -> Due:
    """The due of a clock that has one."""
    found = due(clock)
    assert found is not None
    return found


def on(clock: Clock) -> date:
    """The local due date of a clock that has one; the end of that day is the due instant unless a test says else."""
    found = must(clock).due_on
    assert found is not None
    return found
