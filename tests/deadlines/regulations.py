"""What the worked cases of real regulations share: the calendars of the bodies, and short ways to write a case.

Each test is named after its row in the project's table of regulations; the arithmetic stands in its docstring. Only
limits seen in official text are worked; what the table marks as memory is left out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from complaintkit.deadlines import PLAIN, Calendar, Clock, Convention, Due, Extension, Term, due

TICK = timedelta(microseconds=1)


def days(year: int, text: str) -> frozenset[date]:
    """Dates of a year, each MM-DD."""
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in text.split())


UK = Calendar("uk", zone="Europe/London", holidays=days(2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"))
US = Calendar(
    "us",
    zone="America/New_York",
    holidays=days(2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
)
IRELAND = Calendar(
    "ie", zone="Europe/Dublin", holidays=days(2026, "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25")
)
GERMANY = Calendar(
    "de", zone="Europe/Berlin", holidays=days(2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25") | {date(2028, 10, 3)}
)
SYDNEY = Calendar("au", zone="Australia/Sydney", holidays=days(2026, "01-01 01-26 04-03 04-06 06-08 10-05 12-25 12-28"))
SINGAPORE = Calendar("sg", zone="Asia/Singapore", holidays=days(2026, "01-01 02-17 02-18 04-03 05-01 05-27 06-01"))
INDIA = Calendar("in", zone="Asia/Kolkata")
DUBAI = Calendar("ae", zone="Asia/Dubai")
QUEBEC = Calendar("qc", zone="America/Toronto")


def at(calendar: Calendar, year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A local time of the body."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(calendar.zone))


def run(term: Term, calendar: Calendar, *received: int, convention: Convention = PLAIN, **more: object) -> Clock:
    """The clock of a term for what the body received at that local time."""
    return Clock(term, at(calendar, *received), calendar, convention=convention, **more)  # type: ignore[arg-type]


def falls(clock: Clock) -> Due:
    """The due of a clock that has one."""
    found = due(clock)
    assert found is not None
    return found


def on(term: Term, calendar: Calendar, *received: int, **more: object) -> date:
    """The local date on which a day-counted term falls due, to the end of that day unless a test says else."""
    found = falls(run(term, calendar, *received, **more)).due_on  # type: ignore[arg-type]
    assert found is not None
    return found


def instead(term: Term, granted: datetime, asked: datetime | None = None) -> Extension:
    """An extension that replaces the whole term."""
    return Extension("replace", granted, term=term, asked_at=asked)


def utc(*args: int) -> datetime:
    return datetime(*args, tzinfo=UTC)  # type: ignore[misc, arg-type]
