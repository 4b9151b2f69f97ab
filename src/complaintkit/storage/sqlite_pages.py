"""Pages of the sweep on the SQLite file: what is due, and many cases written with few calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaintkit.cases.clocks import DueRow
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Entry, Stored
from complaintkit.errors import IntegrityError, StaleVersion
from complaintkit.storage.event_rows import events_of
from complaintkit.storage.finding import same_keys
from complaintkit.storage.sqlite_tables import CLAIM

if TYPE_CHECKING:
    from complaintkit.storage.sqlite_transaction import SQLiteTransaction

Place = tuple[datetime, str]
EVENT = "INSERT INTO ck_events (tenant, case_id, seq, schema, hash, text) VALUES (?, ?, ?, ?, ?, ?)"


def waiting(
    tx: SQLiteTransaction, tenant: str, until: datetime, limit: int, after: Place | None, *also: str
) -> list[Any]:
    """The ids of the cases that are due, when they are, which their index tells, and what ``also`` is asked of them."""
    behind, values = ("", ()) if after is None else (" AND (wakes_at, id) > (?, ?)", (to_us(after[0]), after[1]))
    where = f"tenant = ? AND wakes_at <= ?{behind}"
    asked = ", ".join(("id", "wakes_at", *also))
    sql = f"SELECT {asked} FROM ck_cases WHERE {where} ORDER BY wakes_at, id LIMIT ?"
    return tx._all(sql, (tenant, to_us(until), *values, limit))


def take(
    tx: SQLiteTransaction, tenant: str, until: datetime, limit: int, after: Place | None
) -> Iterator[tuple[Stored, datetime]]:
    """The cases that are due, each loaded when it is come to; what is kept of one that has not changed since is not
    read again.
    """
    for id, at, *stamp in waiting(tx, tenant, until, limit, after, "version", "hash", "rev"):
        key = (tenant, id)
        held = tx._store._cache.get(key)
        if key not in tx._seen and held is not None and held.stamp == tuple(stamp):
            tx._seen[key] = held
        found = tx._held(key)
        assert found is not None
        yield found.stored, to_instant(at)


def write_all(
    tx: SQLiteTransaction, tenant: str, entries: Iterable[Entry], claims: Iterable[tuple[str, DueRow]]
) -> None:
    """Write entries and take rungs, each kind of row by one call."""
    events: list[tuple[Any, ...]] = []
    changed: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    tx._dirty = True
    for entry in entries:
        case, key = entry.case, (tenant, entry.case.id)
        held = tx._held(key) if entry.expected else None
        if held is None or entry.reads or entry.personal or not same_keys(held.stored.case, case):
            tx.append(entry)
            continue
        if held.stamp[0] != entry.expected:
            raise StaleVersion(f"case {case.id!r}", entry.expected, held.stamp[0])
        sql, values, tx._seen[key] = tx._changed(held, case, entry.rows)
        changed[sql].append(values)
        tx._wrote.add(key)
        events.extend(events_of(entry))
    tx._each(EVENT, events)
    for sql, rows in changed.items():
        if tx._each(sql, rows) != len(rows):
            raise IntegrityError("the row of a case changed inside a transaction", f"one of {len(rows)} cases")
    taken = [(tenant, id, row.duty, row.n, row.rung, to_us(row.due_at)) for id, row in claims]
    if taken and tx._each(CLAIM, taken) != len(taken):
        raise StaleVersion("one of several rungs", 0, 1)
