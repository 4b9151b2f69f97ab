"""Whether what stands beside the events in the file is what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from complaintkit.storage.auditing import Place, differing
from complaintkit.storage.finding import COLUMNS

if TYPE_CHECKING:
    from complaintkit.storage.sqlite_transaction import SQLiteTransaction


def audit(tx: SQLiteTransaction, tenant: str) -> list[tuple[str, str]]:
    """Everything wrong, as (case id, what); "" for what is of no case."""
    faults = [("", f"the file is damaged: {line}") for (line,) in tx._all("PRAGMA quick_check(20)") if line != "ok"]
    faults += [("", f"policy {hash[:12]} cannot be used: {why}") for hash, why in _bad_policies(tx)]
    faults += differing(Kept(tx, tenant), tx._columns)
    return faults


class Kept:
    """What the file keeps of a tenant's cases, a page at a time."""

    def __init__(self, tx: SQLiteTransaction, tenant: str) -> None:
        self._tx = tx
        self._tenant = tenant

    def cases(self, after: str, limit: int) -> Sequence[tuple[str, str, Sequence[Any]]]:
        """The next cases behind an id."""
        sql = f"SELECT id, snapshot, {', '.join(COLUMNS)} FROM ck_cases WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?"
        return [(id, text, columns) for id, text, *columns in self._tx._all(sql, (self._tenant, after, limit))]

    def keys(self, what: str, values: Collection[str], first: str, last: str) -> Iterable[tuple[str, str]]:
        """Of the keys with these values: the value and the case."""
        given = f"tenant = ? AND what = ? AND value IN ({', '.join('?' * len(values))}) AND case_id BETWEEN ? AND ?"
        sql = f"SELECT value, case_id FROM ck_keys WHERE {given}"
        return self._tx._all(sql, (self._tenant, what, *values, first, last))

    def keys_after(self, after: Place | None, limit: int) -> Sequence[Place]:
        """The next keys behind a place."""
        behind, place = ("", ()) if after is None else (" AND (what, value, case_id) > (?, ?, ?)", after)
        order = "ORDER BY what, value, case_id LIMIT ?"
        sql = f"SELECT what, value, case_id FROM ck_keys WHERE tenant = ?{behind} {order}"
        return self._tx._all(sql, (self._tenant, *place, limit))

    def count_keys(self) -> int:
        """How many keys there are."""
        return int(self._tx._one("SELECT count(*) FROM ck_keys WHERE tenant = ?", (self._tenant,))[0])

    def snapshots(self, ids: Collection[str]) -> Mapping[str, str]:
        """The snapshots of cases by their ids."""
        sql = f"SELECT id, snapshot FROM ck_cases WHERE tenant = ? AND id IN ({', '.join('?' * len(ids))})"
        return dict(self._tx._all(sql, (self._tenant, *ids)))


def _bad_policies(tx: SQLiteTransaction) -> list[tuple[str, str]]:
    found = []
    for (hash,) in tx._all("SELECT hash FROM ck_policies ORDER BY hash"):
        try:
            tx.policy(hash)
        except Exception as error:  # noqa: BLE001 - whatever it is, the document cannot be used
            found.append((hash, str(error)))
    return found
