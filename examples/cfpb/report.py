"""What the run came to: counted from the cases in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from complaintkit import Case, Desk
from examples._shared.cases import all_cases
from examples._shared.lines import line, share
from examples._shared.memory import peak_memory
from examples._shared.progress import shown
from examples.cfpb.policy import DISPUTE
from examples.cfpb.replay import HEAD


@attrs.define
class Figures:
    """What is counted, case by case."""

    complaints: int = 0
    events: int = 0
    closed: int = 0
    products: Counter[str] = attrs.field(factory=Counter)
    channels: Counter[str] = attrs.field(factory=Counter)
    responses: Counter[str] = attrs.field(factory=Counter)
    disputed: int = 0
    accepted: int = 0
    """Answers of which the bureau says that they were not disputed."""
    follow_ups: int = 0
    example: str = ""
    """A complaint whose answer was disputed."""

    def add(self, case: Case) -> None:
        """Count a complaint, or a follow-up case, which is counted apart."""
        self.events += case.version
        if any(link.rule == DISPUTE and not link.follows for link in case.links):
            self.follow_ups += 1
            return
        assert case.category is not None
        assert case.channel is not None
        self.complaints += 1
        self.closed += case.stage == "closed"
        self.products[case.category.split(" / ")[0]] += 1
        self.channels[case.channel] += 1
        self.responses[case.facts["company_response"]] += 1
        disputed = case.facts.get("disputed")
        self.disputed += disputed is True
        self.accepted += disputed is False
        if disputed and not self.example:
            self.example = case.id


def count(desk: Desk, expected: int) -> Figures:
    """Page through all cases and count."""
    figures = Figures()
    for case in shown(all_cases(desk), expected, "figures "):
        figures.add(case)
    return figures


def report(desk: Desk, expected: int, repeated: int) -> Iterator[str]:
    """The lines of the report."""
    figures = count(desk, expected)
    yield "Consumer complaints published by the CFPB, extract of October 2015, run under a bank branch's rules"
    yield ""
    yield line("complaints", f"{figures.complaints:,}", f"{figures.closed:,} answered and closed")
    yield line("follow-up cases", f"{figures.follow_ups:,}", "each linked to the complaint whose answer is disputed")
    yield line("events", f"{figures.events:,}")
    if repeated:
        yield line("there before this run", f"{repeated:,}", "their commands gave the first result again")
    peak = peak_memory()
    if peak is not None:
        yield line("peak memory", f"{peak / 1e6:,.0f} MB", "of the whole process, this count included")
    for title, counted in (
        ("By product", figures.products),
        ("By channel", figures.channels),
        ("By response", figures.responses),
    ):
        yield ""
        yield title
        for name, times in counted.most_common():
            yield share(f"  {name}", times, figures.complaints)
    told = figures.disputed + figures.accepted
    yield ""
    yield share("answers disputed", figures.disputed, told)
    yield line("  the bureau does not say", f"{figures.complaints - told:,}", "left out of the share")
    yield "The bureau publishes no date of the answer: nothing is said here about time."
    if figures.example:
        yield ""
        yield f"One complaint whose answer was disputed, {figures.example}"
        yield ""
        yield desk.explain(figures.example, by=HEAD, audience="staff").text()
