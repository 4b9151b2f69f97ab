"""Which cases a report is of, each with the program of the version it is pinned to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from complaintkit.cases.case import Case
from complaintkit.cases.fold import fold
from complaintkit.cases.program import Program
from complaintkit.desk import Desk
from complaintkit.errors import Faults

PAGE = 500


class Entry(NamedTuple):
    """A case that a report counts, and the program it runs under."""

    case: Case
    program: Program


def check_days(since: object, until: object, faults: Faults) -> None:
    """Both are dates, and in order."""
    for name, day in (("since", since), ("until", until)):
        if day is not None and type(day) is not date:
            faults.add(name, f"expected a date, got {type(day).__name__}")
    if type(since) is date and type(until) is date and until < since:
        faults.add("until", f"{until} is before since, {since}")


def every(desk: Desk, **query: Any) -> Iterator[Case]:
    """Every case that matches, page by page."""
    cursor = ""
    while True:
        page = desk.find(limit=PAGE, after=cursor, **query)
        yield from page.cases
        cursor = page.cursor
        if not cursor:
            return


def cases(desk: Desk, since: date | None, until: date | None, **query: Any) -> Iterator[Case]:
    """The cases that match, received from ``since`` through ``until`` by the newest policy's calendar."""
    local_date = desk.newest.calendar.local_date
    for case in every(desk, **query):
        day = local_date(case.received_at)
        if (since is None or day >= since) and (until is None or day <= until):
            yield case


def entries(desk: Desk, chosen: Iterable[Case], known_on: datetime | None = None) -> Iterator[Entry]:
    """Each case with its program, as it was known at ``known_on`` (None: as it is); one unknown by then is left out."""
    programs: dict[str, Program] = {}
    for case in chosen:
        program = programs.get(case.policy)
        if program is None:
            program = programs[case.policy] = desk.program(case.id)
        if known_on is not None and case.recorded_at > known_on:
            events = [event for event in desk.events(case.id) if event.recorded_at <= known_on]
            if not events:
                continue
            case = fold(program, events)
        yield Entry(case, program)
