"""Writing what was decided: events chained, the case folded, its due rows derived, notices posted; all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow, due_rows
from complaintkit.cases.events import (
    GENESIS,
    Acted,
    Body,
    Erased,
    Event,
    Extended,
    Filed,
    Fired,
    Link,
    Linked,
    Unjoined,
    body_text,
    chain_text,
    circumstances,
    new_event,
    stamp,
    text_hash,
)
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.joining import gather
from complaintkit.cases.program import Program
from complaintkit.cases.tallying import tallied_keys
from complaintkit.cases.unjoining import scatter
from complaintkit.cases.verdict import Decision
from complaintkit.cases.view import View
from complaintkit.desk.door import Sealing
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry, Notice, Stored
from complaintkit.errors import UnknownCase
from complaintkit.rules.record import NOTHING_AROUND, RETENTION, SYSTEM, Actor, Surroundings

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine


@lru_cache(maxsize=4096)
def sorted_roles(roles: frozenset[str]) -> tuple[str, ...]:
    """Roles in a fixed order."""
    return tuple(sorted(roles))


def write(
    desk: Engine,
    tx: Transaction,
    program: Program,
    stored: Stored | None,
    decision: Decision,
    by: Actor,
    around: Surroundings,
    now: datetime,
    behind: int,
    sealing: Sealing,
    reads: tuple[tuple[str, int], ...],
    *,
    case_id: str = "",
) -> Case:
    """Write a granted decision. ``stored`` is None for a new case, which gets ``case_id``. Returns the case after it.

    :raises StaleVersion: from the store.
    """
    case = None if stored is None else stored.case
    expected = 0 if case is None else case.version
    events: list[Event] = []
    texts: list[str] = []
    for body in decision.bodies:
        event, text = next_event(desk.tenant, case, case_id, body, decision, by, around, now, behind)
        case = begin(program, event) if case is None else apply(program, case, event)
        events.append(event)
        texts.append(text)
    assert case is not None
    rows = changed_rows(program, stored, case)
    put_down(tx, stored, Entry(case, tuple(events), expected, rows, tuple(sealing.values), reads, tuple(texts)))
    for other_id, link in decision.others:
        _link_back(desk, tx, case, other_id, link.rule, by, now, decision, around)
    if program.joins:
        _pass_on(desk, tx, program, case, events, by, now)
    return case


def put_down(tx: Transaction, stored: Stored | None, entry: Entry) -> None:
    """Write an entry and what it sets off in the same transaction: counters, notices, personal values that go."""
    tx.append(entry)
    case, before = entry.case, () if stored is None else stored.case.counted
    if case.counted is not before:
        _recount(tx, case, before)
    notices: list[Notice] = []
    for event in entry.events:
        notices.extend(_consequences(tx, case, event))
    if notices:
        tx.post(notices)


def next_event(
    tenant: str,
    case: Case | None,
    case_id: str,
    body: Body,
    decision: Decision,
    by: Actor,
    around: Surroundings,
    now: datetime,
    behind: int,
) -> tuple[Event, str]:
    """The event that puts a body on a case, chained to the one before, and the text its hash is of."""
    seq, prev = (1, GENESIS) if case is None else (case.version + 1, case.hash)
    id = case_id if case is None else case.id
    at = decision.at
    occurred = now if at is None else at
    recorded_text = stamp(now)
    occurred_text = recorded_text if occurred is now else stamp(occurred)
    roles = sorted_roles(by.roles if around.roles is None else around.roles)
    kept = None if around is NOTHING_AROUND else around
    said = circumstances(
        occurred_text, recorded_text, by.id, decision.capacity, roles, by.unit, by.on_behalf_of, kept, behind
    )
    text = chain_text(prev, tenant, id, seq, said, body_text(body))
    event = new_event(
        tenant,
        id,
        seq,
        occurred,
        now,
        by.id,
        decision.capacity,
        roles,
        by.unit,
        by.on_behalf_of,
        body,
        kept,
        behind,
        prev,
        text_hash(text),
        None,
    )
    return event, text


def changed_rows(program: Program, stored: Stored | None, case: Case) -> dict[str, tuple[DueRow, ...]]:
    """The due rows of every duty that the command touched."""
    before = {} if stored is None else stored.case.clocks
    paused = stored is not None and stored.case.pauses is not case.pauses
    rows: dict[str, tuple[DueRow, ...]] = {}
    for duty, runs in case.clocks.items():
        if (
            before.get(duty) is not runs
            or (duty in program.conditional and runs[-1].running)
            or (paused and program.duties[duty].pauses)
        ):
            rows[duty] = due_rows(program, case, duty)
    if program.retention:
        over = due_rows(program, case, RETENTION)
        if over != (() if stored is None else stored.rows.get(RETENTION, ())):
            rows[RETENTION] = over
    return rows


def _recount(tx: Transaction, case: Case, before: tuple[tuple[int, str], ...]) -> None:
    """Bring the counters to where the case's entries stand."""
    stands = Counter(key for _, key in case.counted)
    stands.subtract(key for _, key in before)
    for key, by in sorted(stands.items()):
        if by:
            tx.count(case.tenant, key, by)


def _consequences(tx: Transaction, case: Case, event: Event) -> Iterable[Notice]:
    """The notices that an event sets off; personal values that go with it are erased."""
    body: Any = event.body
    kind = type(body)
    if kind is Acted:
        if "disposed" in body.records:
            tx.erase(case.tenant, case.id, None)
        if not (body.forms or body.told):
            return ()
    elif kind is Erased:
        tx.erase(case.tenant, case.id, body.paths)
        return ()
    return _notices(case, event) if kind in _TELLING else ()


_TELLING = frozenset((Acted, Filed, Fired, Extended, Linked))


def _notices(case: Case, event: Event) -> Iterable[Notice]:
    body: Any = event.body
    told: list[tuple[str, str, str]] = []
    for form in getattr(body, "forms", ()):
        told.extend([("form", form.form, recipient) for recipient in form.copies])
    if type(body) is Fired:
        told.extend([(body.kind, f"{body.duty}/{body.rung}", role) for role in body.tell])
    else:
        told.extend([("message", message.message, message.to) for message in getattr(body, "told", ())])
    if not told:
        return ()
    tenant, id, at, stem = case.tenant, case.id, event.recorded_at, f"{case.tenant}:{case.id}:{event.seq}"
    return [Notice(f"{stem}:{n}", tenant, id, what, subject, to, at) for n, (what, subject, to) in enumerate(told)]


def _link_back(
    desk: Engine,
    tx: Transaction,
    case: Case,
    other_id: str,
    rule: str,
    by: Actor,
    now: datetime,
    decision: Decision,
    around: Surroundings,
) -> None:
    """Put the tie on the other case too, with what it makes of that case, by the program it is pinned to."""
    stored = tx.load(desk.tenant, other_id)
    if stored is None:
        raise UnknownCase(other_id, desk.tenant)
    program, other = desk._program(tx, stored.case.policy), stored.case
    if rule in program.joins:
        at = decision.at or now
        body: Linked | Unjoined
        if isinstance(decision.bodies[0], Unjoined):
            body = scatter(program, other, case, rule, around, tx.events(desk.tenant, other_id))
        else:
            body = gather(program, other, case, rule, around, at)
        _write_tie(desk, tx, program, stored, body, by, now, at, around)
        return
    records = program.links[rule].records if rule in program.links else ()
    moment = max(now, other.recorded_at)
    tallied = tallied_keys(program, records, View(program, other, moment))
    body = Linked(link=Link(rule, case.id, True), records=records, tallied=tallied)
    _write_tie(desk, tx, program, stored, body, by, now, moment, NOTHING_AROUND)


def _pass_on(
    desk: Engine, tx: Transaction, program: Program, case: Case, events: Iterable[Event], by: Actor, now: datetime
) -> None:
    """Tell the complainants of the cases that joined this one what its own complainant is told."""
    told = tuple(
        item._replace(seq=0) for event in events for item in getattr(event.body, "told", ()) if item.to == "complainant"
    )
    for link in case.links if told else ():
        stored = tx.load(desk.tenant, link.case_id) if link.follows and link.rule in program.joins else None
        if stored is not None:
            body = Linked(link=Link(link.rule, case.id), told=told)
            own = desk._program(tx, stored.case.policy)
            _write_tie(desk, tx, own, stored, body, by, now, max(now, stored.case.recorded_at), NOTHING_AROUND)


def _write_tie(
    desk: Engine,
    tx: Transaction,
    program: Program,
    stored: Stored,
    body: Linked | Unjoined,
    by: Actor,
    now: datetime,
    at: datetime,
    around: Surroundings,
) -> None:
    """Write what another case's command does to this one; it is not recorded before this one's last event."""
    moment = max(now, stored.case.recorded_at)
    decision = Decision(True, (), (body,), SYSTEM, None, at)
    behind = (moment - now) // timedelta(microseconds=1)
    write(desk, tx, program, stored, decision, by, around, moment, behind, Sealing(0, ""), ())
