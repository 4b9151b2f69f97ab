"""What is due on one case, fired: duty by duty, in the order of time, as each duty's catch-up rule says."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import awaited, due_rows
from complaintkit.cases.events import Event, Fired, body_text, chain_text, circumstances, new_event, stamp, text_hash
from complaintkit.cases.firing import Planned, fired, planned
from complaintkit.cases.fold import apply
from complaintkit.cases.program import Program
from complaintkit.desk.stored import Entry, Stored
from complaintkit.desk.sweeper import SWEEPER
from complaintkit.desk.writing import changed_rows, put_down, sorted_roles
from complaintkit.rules.record import SYSTEM

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

Done = tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]
"""The rungs that were fired, and those that were passed over, as the report tells them."""
MICROSECOND = timedelta(microseconds=1)
ROLES = sorted_roles(SWEEPER.roles)


def fire_due(desk: Engine, tx: Any, stored: Stored, now: datetime, done: Done) -> bool:
    """Fire what is due on one case, then what came due with that, since what a rung records may start another duty; it
    is told in ``done``. False where there was nothing to do. The case is written once for all that came due at a time.
    """
    case = stored.case
    program = desk._program(tx, case.policy)
    moment = max(now, case.recorded_at)
    behind = (moment - now) // MICROSECOND
    rows = {duty: due_rows(program, case, duty) for duty in awaited(program, case)}
    stale = any(held != stored.rows.get(duty, ()) for duty, held in rows.items())
    if stale:
        tx.append(Entry(case=case, events=(), expected=case.version, rows=rows))
    told = len(done[0]) + len(done[1])
    tried: set[Planned] = set()
    known = Stored(case, rows)
    while come := [item for item in planned(program, case, known.rows, now) if item not in tried]:
        tried.update(come)
        before, recorded = known, False
        events: list[Event] = []
        texts: list[str] = []
        changed: dict[str, Any] = {}
        for row, why in come:
            if recorded:  # what is on record now may have ended the duty
                known = _caught_up(program, known, case, changed)
            if row not in known.rows[row.duty] or not tx.claim(desk.tenant, case.id, row):
                continue  # an earlier one of them ended its duty, or another sweep was quicker
            body = fired(program, case, row, why, moment)
            event, text = _event(desk.tenant, case, body, moment, behind)
            case, recorded = apply(program, case, event), bool(body.records or program.conditional)
            events.append(event)
            texts.append(text)
            done[bool(why)].append((case.id, row.duty, row.rung))
        if events:
            known = _caught_up(program, known, case, changed)
            put_down(tx, before, Entry(case, tuple(events), before.case.version, changed, (), (), tuple(texts)))
    return stale or len(done[0]) + len(done[1]) > told


def _caught_up(program: Program, known: Stored, case: Case, changed: dict[str, Any]) -> Stored:
    """A case with what it waits for, known of it as it was before; ``changed`` gets what is another."""
    moved = changed_rows(program, known, case)
    changed.update(moved)
    return Stored(case, {**known.rows, **moved})


def _event(tenant: str, case: Case, body: Fired, moment: datetime, behind: int) -> tuple[Event, str]:
    """The event that puts a rung on a case, and the text its hash is of."""
    seq, prev = case.version + 1, case.hash
    text = chain_text(prev, tenant, case.id, seq, _swept(moment, behind), body_text(body))
    event = new_event(
        tenant,
        case.id,
        seq,
        moment,
        moment,
        SYSTEM,
        SYSTEM,
        ROLES,
        None,
        None,
        body,
        None,
        behind,
        prev,
        text_hash(text),
        None,
    )
    return event, text


@lru_cache(maxsize=64)
def _swept(moment: datetime, behind: int) -> str:
    """When and by whom rungs are put on cases; the same for all of a sweep whose clock is not behind."""
    at = stamp(moment)
    return circumstances(at, at, SYSTEM, SYSTEM, ROLES, None, None, None, behind)
