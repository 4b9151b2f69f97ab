"""Whether what stands beside the events in the file is what they add up to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from complaintkit.deadlines.instants import to_us
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.serialization.snapshots import decode_snapshot
from complaintkit.storage.sqlite_find import COLUMNS, Columns, keys_of

if TYPE_CHECKING:
    from complaintkit.storage.sqlite_transaction import SQLiteTransaction

Rung = tuple[int, str, int, str, int]


def audit(tx: SQLiteTransaction, tenant: str) -> list[tuple[str, str]]:
    """Everything wrong, as (case id, what); "" for what is of no case."""
    faults = [("", f"the file is damaged: {line}") for (line,) in tx._all("PRAGMA quick_check(20)") if line != "ok"]
    faults += [("", f"policy {hash[:12]} cannot be used: {why}") for hash, why in _bad_policies(tx)]
    rungs: dict[str, set[Rung]] = defaultdict(set)
    for case_id, *rung in tx._all(
        "SELECT case_id, fires_at, duty, n, rung, due_at FROM ck_due WHERE tenant = ?", (tenant,)
    ):
        rungs[case_id].add(tuple(rung))
    keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for case_id, what, value in tx._all("SELECT case_id, what, value FROM ck_keys WHERE tenant = ?", (tenant,)):
        keys[case_id].add((what, value))
    sql = f"SELECT id, snapshot, {', '.join(COLUMNS)} FROM ck_cases WHERE tenant = ? ORDER BY id"
    for id, text, *columns in tx._all(sql, (tenant,)):
        try:
            case, rows = decode_snapshot(text)
        except IntegrityError:
            continue  # told with the case itself
        awaited = {
            (to_us(row.fires_at), row.duty, row.n, row.rung, to_us(row.due_at))
            for held in rows.values()
            for row in held
            if row.rung
        }
        if rungs.pop(id, set()) != awaited:
            faults.append((id, "the rungs the sweep waits for are not those of its snapshot"))
        if keys.pop(id, set()) != keys_of(case):
            faults.append((id, "the registers, references, parties or links it is found by are not its own"))
        try:
            differs = Columns(*columns) != tx._columns(case, rows)
        except (IntegrityError, InvalidInput):
            continue  # told with its policy
        if differs:
            faults.append((id, "the columns it is found by do not say what its snapshot says"))
    faults += [(id, "rungs are waited for, and there is no such case") for id in rungs]
    faults += [(id, "it can be found, and there is no such case") for id in keys]
    return faults


def _bad_policies(tx: SQLiteTransaction) -> list[tuple[str, str]]:
    found = []
    for (hash,) in tx._all("SELECT hash FROM ck_policies ORDER BY hash"):
        try:
            tx.policy(hash)
        except Exception as error:  # noqa: BLE001 - whatever it is, the document cannot be used
            found.append((hash, str(error)))
    return found
