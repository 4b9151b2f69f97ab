"""Whether what stands beside the events in the file is what they add up to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from complaintkit.storage.finding import COLUMNS, differing

if TYPE_CHECKING:
    from complaintkit.storage.sqlite_transaction import SQLiteTransaction


def audit(tx: SQLiteTransaction, tenant: str) -> list[tuple[str, str]]:
    """Everything wrong, as (case id, what); "" for what is of no case."""
    faults = [("", f"the file is damaged: {line}") for (line,) in tx._all("PRAGMA quick_check(20)") if line != "ok"]
    faults += [("", f"policy {hash[:12]} cannot be used: {why}") for hash, why in _bad_policies(tx)]
    keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for case_id, what, value in tx._all("SELECT case_id, what, value FROM ck_keys WHERE tenant = ?", (tenant,)):
        keys[case_id].add((what, value))
    sql = f"SELECT id, snapshot, {', '.join(COLUMNS)} FROM ck_cases WHERE tenant = ? ORDER BY id"
    held = [(id, text, tuple(columns)) for id, text, *columns in tx._all(sql, (tenant,))]
    return faults + differing(held, keys, tx._columns)


def _bad_policies(tx: SQLiteTransaction) -> list[tuple[str, str]]:
    found = []
    for (hash,) in tx._all("SELECT hash FROM ck_policies ORDER BY hash"):
        try:
            tx.policy(hash)
        except Exception as error:  # noqa: BLE001 - whatever it is, the document cannot be used
            found.append((hash, str(error)))
    return found
