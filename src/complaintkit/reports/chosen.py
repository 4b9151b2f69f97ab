"""Which cases a report is of: those of a kind, received within days of the policy's calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.desk import Desk
from complaintkit.errors import Faults

PAGE = 500


def check_days(since: object, until: object, faults: Faults) -> None:
    """Both are dates, and in order."""
    for name, day in (("since", since), ("until", until)):
        if day is not None and type(day) is not date:
            faults.add(name, f"expected a date, got {type(day).__name__}")
    if type(since) is date and type(until) is date and until < since:
        faults.add("until", f"{until} is before since, {since}")


def cases(desk: Desk, since: date | None, until: date | None, **query: Any) -> Iterator[Case]:
    """The cases that match, received from ``since`` through ``until`` by the newest policy's calendar."""
    local_date = desk.newest.calendar.local_date
    cursor = ""
    while True:
        page = desk.find(limit=PAGE, after=cursor, **query)
        for case in page.cases:
            day = local_date(case.received_at)
            if (since is None or day >= since) and (until is None or day <= until):
                yield case
        cursor = page.cursor
        if not cursor:
            return
