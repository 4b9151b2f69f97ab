"""What the run came to: counted from the cases in the file, so that a run which only continues tells the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from complaintkit import Actor, Case, Desk
from complaintkit.cases.clocks import DutyState
from complaintkit.deadlines import ELAPSED, Calendar, Clock, Term, WorkingDays, due
from examples._shared.cases import all_cases
from examples._shared.lines import line, share
from examples._shared.memory import peak_memory
from examples._shared.progress import shown
from examples.boston_311.policy import OFFICE, OFFICE_TERM, WALL_TERM, year_table

NEAR = timedelta(seconds=120)
MANAGER = Actor("manager", roles={"department_manager"})
MOST = 10


@attrs.frozen(kw_only=True)
class Effort:
    """What the run took, in seconds by the clock on the wall and of the processor, and what it did."""

    seconds: float
    cpu_seconds: float
    commands: int
    repeated: int
    corrected: int


class Figures:
    """What is counted, case by case."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.table = year_table()
        self.cases = self.events = self.closed = self.near = self.near_one = self.flagged = self.agreed = 0
        self.told = 0
        self.of_type: Counter[str] = Counter()
        self.breaches: Counter[str] = Counter()
        self.first_breach = ""

    def add(self, case: Case, state: DutyState) -> None:
        """Count a case, whose one duty stands as ``state`` says."""
        assert state.due is not None
        assert case.category is not None
        target = case.facts["city_target"]
        kind = case.category
        self.cases += 1
        self.events += case.version
        self.of_type[kind] += 1
        self.near += abs(state.due.due_at - target) <= NEAR
        one = self.table.get(kind)
        self.near_one += one is not None and abs(self.falls(one, case.received_at) - target) <= NEAR
        self.told += bool(state.fired)
        if state.status in ("met_late", "overdue"):
            self.breaches[kind] += 1
            if state.status == "met_late" and not self.first_breach:
                self.first_breach = case.id
        if state.ended_at is not None:
            self.closed += 1
            flag = case.facts.get("city_flag")
            if flag is not None:
                self.flagged += 1
                self.agreed += (flag == "ONTIME") == (state.status == "met")

    def falls(self, term: Term, start: datetime) -> datetime:
        """When a term falls due that a request would have under one table for the year."""
        convention = OFFICE if isinstance(term, WorkingDays) else ELAPSED
        found = due(Clock(term, start, self.calendar, convention=convention))
        assert found is not None
        return found.due_at


def look_at_all(desk: Desk, calendar: Calendar, requests: int) -> Figures:
    """Page through all cases and count."""
    figures = Figures(calendar)
    for case in shown(all_cases(desk), requests, "figures "):
        for state in desk.dues(case.id):
            if state.duty in (OFFICE_TERM, WALL_TERM):
                figures.add(case, state)
    return figures


def report(desk: Desk, calendar: Calendar, requests: int, effort: Effort) -> Iterator[str]:
    """The lines of the report."""
    figures = look_at_all(desk, calendar, requests)
    yield "City of Boston, service requests of 2015 that have a target, run as complaints"
    yield ""
    yield line("requests", f"{figures.cases:,}", f"{figures.closed:,} closed, {figures.cases - figures.closed:,} open")
    yield line("closed before they opened", f"{effort.corrected:,}", "receipt corrected, on record")
    yield line("events", f"{figures.events:,}", f"{figures.told:,} breaches told to a manager by the sweep")
    if effort.repeated:
        yield line("there before this run", f"{effort.repeated:,}", "their commands gave the first result again")
    yield line(
        "throughput",
        f"{effort.commands / effort.seconds:,.0f}/s",
        f"{effort.commands:,} commands in {effort.seconds:,.1f} s ({effort.cpu_seconds:,.1f} s of processor time)",
    )
    peak = peak_memory()
    if peak is not None:
        yield line("peak memory", f"{peak / 1e6:,.0f} MB", "of the whole process, this count included")
    yield ""
    yield share("due within 120 s of the target", figures.near, figures.cases)
    yield share("  with one table for the year", figures.near_one, figures.cases)
    yield share("verdict by our due as flagged", figures.agreed, figures.flagged)
    yield "The terms were fitted on these very requests: agreement shows that the engine counts as the city's system"
    yield "did, not that anybody could have foretold its targets."
    yield ""
    yield f"The {MOST} types with most breaches"
    for kind, count in figures.breaches.most_common(MOST):
        yield share(f"  {kind}", count, figures.of_type[kind])
    if figures.first_breach:
        yield ""
        yield f"One of them explained, request {figures.first_breach}"
        yield ""
        yield desk.explain(figures.first_breach, by=MANAGER, audience="regulator").text()
