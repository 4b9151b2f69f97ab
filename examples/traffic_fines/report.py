"""What the replay came to: counted from the cases, the decisions and the log's own dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from complaintkit import Money, Policy
from complaintkit.cases.reasons import reason_text
from examples._shared.lines import line, share
from examples.traffic_fines.log import (
    ADD_PENALTY,
    APPEAL_TO_JUDGE,
    APPEALS,
    CREATE,
    RESULT_NOTIFIED,
    Entry,
)
from examples.traffic_fines.policy import CURRENCY, IN_TIME, PENALTY, TERM
from examples.traffic_fines.replay import POLICE, Refusal, Replay


@attrs.define
class Figures:
    """What is counted."""

    fines: int = 0
    events: int = 0
    paid: Money = attrs.field(factory=lambda: Money.of(0, CURRENCY))
    stages: Counter[str] = attrs.field(factory=Counter)
    penalties: int = 0
    equal: int = 0
    """Penalties that the log dates as we do."""
    appeals: Counter[str] = attrs.field(factory=Counter)
    late: Counter[str] = attrs.field(factory=Counter)
    """Appeals refused because they came after their term."""
    otherwise: Counter[str] = attrs.field(factory=Counter)
    """Appeals refused for other reasons alone."""
    second_level: int = 0
    """Late appeals to the judge that came within the term counted from the prefecture's decision instead."""
    kinds: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    """Refusals by event and reason."""


def is_late(refusal: Refusal) -> bool:
    """Whether the lapse of the term is among the reasons."""
    return any(reason.arg("guard") == IN_TIME for reason in refusal.decision.reasons)


def kind(policy: Policy, refusal: Refusal) -> str:
    """Why an event was refused, in short: where the fine stood, or what was not met."""
    reasons = refusal.decision.reasons
    return "; ".join(
        f"the fine is: {policy.title(reason.arg('stage'))}" if reason.code == "stage" else reason_text(reason, policy)
        for reason in reasons
    )


def count(replay: Replay, entries: Iterable[Entry]) -> Figures:
    """Count everything."""
    figures = Figures()
    days: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for entry in entries:
        days[entry.event][entry.fine] = entry.day
        figures.events += 1
        figures.fines += entry.event == CREATE
        figures.appeals[entry.event] += entry.event in APPEALS
    for fine in days[CREATE]:
        case = replay.desk.get(fine)
        figures.stages[case.stage] += 1
        if "paid_in_all" in case.facts:
            figures.paid += case.facts["paid_in_all"]
    for fine, day in days[ADD_PENALTY].items():
        figures.penalties += 1
        figures.equal += day == due_on(replay, fine)
    for refusal in replay.refused:
        entry = refusal.entry
        figures.kinds[entry.event, kind(replay.policy, refusal)] += 1
        if entry.event in APPEALS:
            (figures.late if is_late(refusal) else figures.otherwise)[entry.event] += 1
        if entry.event == APPEAL_TO_JUDGE and is_late(refusal):
            told = days[RESULT_NOTIFIED].get(entry.fine)
            figures.second_level += told is not None and (entry.day - told).days <= TERM.count
    return figures


def due_on(replay: Replay, fine: str) -> date | None:
    """The day on which the policy says that the penalty falls due; None where the fine was never notified."""
    for state in replay.desk.dues(fine):
        if state.duty == PENALTY and state.due is not None:
            return state.due.due_on
    return None


def report(replay: Replay, entries: Sequence[Entry], *, invented: bool) -> Iterator[str]:
    """The lines of the report."""
    figures = count(replay, entries)
    policy = replay.policy
    if invented:
        yield "Fines invented for this example (why: examples/traffic_fines/data/LICENCE.md), run as cases"
    else:
        yield "Road traffic fines of an Italian police force, 2006 to 2012, run as cases of the policy"
    yield ""
    yield line("fines", f"{figures.fines:,}")
    yield line("events of the log", f"{figures.events:,}")
    yield share("  permitted by the policy", figures.events - len(replay.refused), figures.events)
    yield share("  refused", len(replay.refused), figures.events)
    yield line("paid in all", f"{figures.paid.amount:,.2f}", CURRENCY)
    yield ""
    yield share(f"penalty dated {TERM.count} days after notification", figures.equal, figures.penalties)
    for event in APPEALS:
        yield line(event, f"{figures.appeals[event]:,}", "entered in the log")
        yield share(f"  refused: later than {TERM.count} days", figures.late[event], figures.appeals[event])
        yield share("  refused for another reason", figures.otherwise[event], figures.appeals[event])
    yield line("refused as late, both appeals", f"{figures.late.total():,}")
    if figures.late[APPEAL_TO_JUDGE]:
        yield share("  to the judge, after a notified decision", figures.second_level, figures.late[APPEAL_TO_JUDGE])
        yield f"  (within {TERM.count} days of that decision; the policy counts from the fine's own notification)"
    yield ""
    yield "Where the fines stand when the log ends"
    for stage in policy.stages:
        if figures.stages[stage.id]:
            yield share(f"  {policy.title(stage.id)}", figures.stages[stage.id], figures.fines)
    yield ""
    yield "Events that the policy does not permit, by event and reason"
    for (event, why), times in figures.kinds.most_common():
        yield f"{times:>7,}  {event}: {why}"
    yield from _one_late(replay)


def _one_late(replay: Replay) -> Iterator[str]:
    late = [refusal for refusal in replay.refused if is_late(refusal)]
    if not late:
        return
    entry = late[0].entry
    yield ""
    yield f"One late appeal, fine {entry.fine}: {entry.event} on {entry.day}"
    yield f"  {replay.reasons(late[0])}"
    yield ""
    yield replay.desk.explain(entry.fine, by=POLICE, audience="staff").text()
