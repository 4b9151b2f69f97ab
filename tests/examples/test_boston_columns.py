"""Boston's dues by both engines: one at a time and over columns, the same answer for every request."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from complaintkit import ByCase
from complaintkit.deadlines import Calendar, Convention, Term, columns, term_due
from complaintkit.deadlines.columns import Clocks, Coded
from examples.boston_311.policy import CHANGED, boston_calendar, history
from examples.boston_311.requests import SAMPLE, Request, read, whole_file

BOSTON = ZoneInfo("America/New_York")
Owed = tuple[Term, Convention]


def owed_by_type() -> tuple[dict[str, Owed], ...]:
    """Of each version, in order: what a request of a type owes."""
    found = []
    for version in history().policies:
        conventions = {convention.id: convention for convention in version.conventions}
        owed: dict[str, Owed] = {}
        for duty in version.duties:
            assert isinstance(duty.term, ByCase)
            assert duty.convention is not None
            for condition, term in duty.term.rows:
                owed |= {value.value: (term, conventions[duty.convention]) for value in condition.values}
        found.append(owed)
    return tuple(found)


def both_engines(requests: list[Request]) -> int:
    """How many requests fall due as one engine says; each as the other says, or the test fails."""
    calendar: Calendar = boston_calendar()
    versions = owed_by_type()
    owed = [versions[request.opened.astimezone(BOSTON).date() >= CHANGED][request.type] for request in requests]
    found = columns.due(
        Clocks(
            Coded.of(term for term, _ in owed),
            np.array([request.opened.replace(tzinfo=None) for request in requests], "M8[us]"),
            calendar,
            convention=Coded.of(convention for _, convention in owed),
        )
    )
    for row, (request, (term, convention)) in enumerate(zip(requests, owed, strict=True)):
        assert found.due(row) == term_due(term, request.opened, calendar, convention), request.id
    target = np.array([request.target.replace(tzinfo=None) for request in requests], "M8[us]")
    return int((abs(found.due_at - target) <= np.timedelta64(120, "s")).sum())


def test_the_sample_falls_due_alike_by_both_engines() -> None:
    """All 3,139 requests of the sample; 97.3 % of them, as in the example, within two minutes of the city's target."""
    requests = list(read(SAMPLE, BOSTON))
    assert len(requests) == 3139
    assert both_engines(requests) >= 0.973 * len(requests)


@pytest.mark.long(what="data")
def test_the_whole_year_falls_due_alike_by_both_engines(shared_data: Path) -> None:
    """Every one of the 94,154 requests of 2015 that have a target."""
    path = whole_file()
    assert path is not None
    requests = list(read(path, BOSTON))
    assert len(requests) == 94_154
    assert both_engines(requests) >= 0.973 * len(requests)
