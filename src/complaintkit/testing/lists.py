"""The laws of what a store keeps beside its cases: counters, notices, rungs that wait, numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from complaintkit.cases.clocks import wakes_at
from complaintkit.cases.events import Acted, Corrected, Event, Extended, Filed, Fired, Lifted, Linked, Unjoined
from complaintkit.testing.law import law
from complaintkit.testing.standing import ALL, FOREVER

if TYPE_CHECKING:
    from complaintkit.testing.laws import Laws

__all__ = ["counters_and_notices", "made_by", "numbers_in_order"]


@law("Counters and notices say what the entries say.")
def counters_and_notices(laws: Laws) -> None:
    """The store's own lists: rungs waiting, counters, the outbox."""
    tallied = _tallied(laws.log)
    expected: Counter[str] = Counter()
    for event in laws.log:
        body = event.body
        if isinstance(body, Filed | Acted | Extended | Fired | Linked):
            expected[event.case_id] += sum(len(form.copies) for form in getattr(body, "forms", ()))
            expected[event.case_id] += len(getattr(body, "told", ())) + len(getattr(body, "tell", ()))
    with laws.desk.store.begin() as tx:
        tenant = laws.desk.tenant
        waiting = tx.due(tenant, FOREVER, ALL)
        stored = {case_id: tx.load(tenant, case_id) for case_id in laws.events}
        for key, times in tallied.items():
            count = tx.tally(tenant, key)
            assert count == times, f"counter {key!r} stands at {count}, not {times}"
        notices = tx.notices(tenant)
    wakes = {id: wakes_at(held.rows) for id, held in stored.items() if held is not None}
    awaited = {id: at for id, at in wakes.items() if at is not None}
    assert dict(waiting) == awaited, "the cases that wait for a rung are not those that have one"
    assert len({notice.id for notice in notices}) == len(notices), "two notices carry one id"
    counted = Counter(notice.case_id for notice in notices)
    assert counted == +expected, f"the outbox holds {counted}, the events say {+expected}"


def _tallied(log: Sequence[Event]) -> Counter[str]:
    """Where every counter stands by the entries: without those of rungs that were lifted, and as corrected."""
    found: Counter[str] = Counter()
    made: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for event in log:
        body, entries = event.body, made[event.case_id, event.seq]
        entries.update(getattr(body, "tallied", ()))
        if isinstance(body, Lifted):
            made[event.case_id, body.fired].clear()
        for seq, before, now in body.recounted if isinstance(body, Corrected | Unjoined) else ():
            made[event.case_id, seq][before] -= 1
            made[event.case_id, seq][now] += 1
    for counted in made.values():
        found.update(counted)
    del found[""]
    return found


@law("Numbers run without gaps and doubles.")
def numbers_in_order(laws: Laws) -> None:
    """Numbers run 1, 2, 3, … in each scope and period, in the order they were drawn."""
    drawn: dict[tuple[Any, ...], int] = defaultdict(int)
    for event in laws.log:
        number, program = getattr(event.body, "number", None), laws.programs[event.case_id]
        case = laws.cases[event.case_id]
        if number is None:
            continue
        made = made_by(event)
        rule = next(n for n in program.policy.numbering if n.case_kind == case.kind and n.draws_on in made)
        day = program.calendar.local_date(event.occurred_at)
        scope = (case.kind, case.unit if rule.scope == "unit" else None, rule.period_key(day))
        drawn[scope] += 1
        wanted = rule.render(day, drawn[scope])
        assert number == wanted, f"{event.case_id}: numbered {number!r}, the next of {scope} is {wanted!r}"
    for case in laws.cases.values():
        program = laws.programs[case.id]
        draws = {rule.draws_on for rule in program.policy.numbering if rule.case_kind == case.kind}
        assert case.number or case.adopted or draws.isdisjoint(case.records), f"{case.id} drew no number"


def made_by(event: Event) -> set[str]:
    """The records an event made; those that an adopted case brought along are nobody's."""
    body = event.body
    return {body.record} if isinstance(body, Filed) else set(getattr(body, "records", ()))
