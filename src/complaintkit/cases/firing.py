"""The rungs of a case that have come: which of them fire, which are passed over, and what each puts on the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import LADDERS_KEPT, DueRow
from complaintkit.cases.events import Fired, IssuedForm
from complaintkit.cases.keeping import expired
from complaintkit.cases.program import Program
from complaintkit.cases.tallying import tallied_keys
from complaintkit.cases.view import View
from complaintkit.deadlines import CatchUp, catch_up
from complaintkit.rules.duties import Rung
from complaintkit.rules.record import RETENTION

Planned = tuple[DueRow, str]
"""A rung that has come, and why it is passed over ("": it fires)."""


def planned(program: Program, case: Case, rows: Mapping[str, tuple[DueRow, ...]], now: datetime) -> list[Planned]:
    """The rungs that have come, in order of time. ``rows`` are what the case waits for now, by duty."""
    found: list[Planned] = []
    for duty, held in rows.items():
        if duty == RETENTION:
            found.extend([(row, "") for row in held if row.fires_at <= now])
        elif held:
            started = case.clocks[duty][-1].started_at  # rows are of the run that is still owed
            early = program.early.get(duty, frozenset())
            late = frozenset([row for row in held if row.rung in early and row.fires_at < started])
            found.extend(_come(held, late, now, program.duties[duty].catch_up))
    return found if len(rows) == 1 else sorted(found)


@lru_cache(maxsize=4096)
def _come(held: tuple[DueRow, ...], late: frozenset[DueRow], now: datetime, rule: CatchUp) -> tuple[Planned, ...]:
    """The rungs of a run that have come; ``late`` are those that were to come before it began. What one sweep finds of
    a day's runs is the same for many cases.
    """
    come = sorted([row for row in held if row.rung and row.fires_at <= now])
    fire, skip = catch_up([(row, row.fires_at) for row in come if row not in late], now, rule)
    passed = [(row, "before_start") for row in come if row in late]
    return tuple(sorted([*passed, *((row, "") for row in fire), *((row, "caught_up") for row in skip)]))


def fired(program: Program, case: Case, row: DueRow, skipped: str, now: datetime) -> Fired:
    """What a rung that has come puts on a case; unless it counts something, the same on all that fall due then."""
    if row.duty == RETENTION:
        return expired(program, case, row.n, row.fires_at, now)[0]
    body: Fired | None = program.firings.get((row, skipped))
    if body is None:
        if len(program.firings) >= LADDERS_KEPT:
            program.firings.clear()
        body = program.firings[row, skipped] = _body(program, program.rungs[row.duty, row.rung], row, skipped)
    if program.effects[body.records].tallies:
        body = attrs.evolve(body, tallied=tallied_keys(program, body.records, View(program, case, now)))
    return body


def _body(program: Program, rung: Rung, row: DueRow, skipped: str) -> Fired:
    forms = () if skipped else tuple(IssuedForm(id, program.forms[id].copies) for id in rung.issues)
    records: tuple[str, ...] = ()
    if not skipped:
        own = ("escalated",) if rung.kind == "escalation" else ()
        records = tuple(dict.fromkeys((*own, *(("issued",) if forms else ()), *rung.records)))
    return Fired(
        duty=row.duty,
        occurrence=row.n,
        rung=rung.id,
        kind=rung.kind,
        due_at=row.due_at,
        fires_at=row.fires_at,
        tell=() if skipped else rung.tell,
        forms=forms,
        records=records,
        skipped=skipped,
    )
