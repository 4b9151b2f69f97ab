"""Statements, and the small tables: serials, counters, keys, claims, attempts, personal values, marks."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from complaintkit.cases.clocks import DueRow
from complaintkit.cases.reasons import Reason
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Attempt, PersonalValue, Remembered
from complaintkit.serialization import decode, encode
from complaintkit.storage.sqlite_errors import told

Values = Sequence[Any] | Mapping[str, Any]
CLAIM = (
    "INSERT INTO ck_claims (tenant, case_id, duty, n, rung, due_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)


class Statements:
    """Runs statements on one connection; SQLite's complaints come out as ours."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.row_factory = None

    def _do(self, sql: str, values: Values = ()) -> int:
        """Run a statement; how many rows it changed."""
        try:
            return self._cursor.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise told(error, self._path) from error

    def _each(self, sql: str, values: Iterable[Values]) -> int:
        """Run a statement with each of several values; how many rows it changed."""
        try:
            return self._cursor.executemany(sql, values).rowcount
        except sqlite3.Error as error:
            raise told(error, self._path) from error

    def _one(self, sql: str, values: Values = ()) -> Any:
        """The first row of a statement; None where there is none."""
        try:
            return self._cursor.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise told(error, self._path) from error

    def _all(self, sql: str, values: Values = ()) -> list[Any]:
        try:
            return self._cursor.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise told(error, self._path) from error


class SmallTables(Statements):
    """What a transaction keeps beside cases and their events."""

    _erased = False
    """Whether personal values were erased in it, which the log beside the file still holds."""

    def draw(self, tenant: str, scope: str) -> int:
        """The next serial of a scope."""
        sql = (
            "INSERT INTO ck_serials (tenant, scope, last) VALUES (?, ?, 1) "
            "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"
        )
        ((serial,),) = self._all(sql, (tenant, scope))
        return int(serial)

    def tally(self, tenant: str, key: str) -> int:
        """How far a counter stands."""
        row = self._one("SELECT count FROM ck_tallies WHERE tenant = ? AND key = ?", (tenant, key))
        return 0 if row is None else int(row[0])

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        """Add to a counter, or take from it."""
        added = "ON CONFLICT DO UPDATE SET count = count + excluded.count"
        self._do(f"INSERT INTO ck_tallies (tenant, key, count) VALUES (?, ?, ?) {added}", (tenant, key, by))

    def recall(self, tenant: str, key: str) -> Remembered | None:
        """What an idempotency key stands for."""
        sql = "SELECT fingerprint, case_id, version FROM ck_idempotency WHERE tenant = ? AND key = ?"
        row = self._one(sql, (tenant, key))
        return None if row is None else Remembered(*row)

    def remember(self, tenant: str, key: str, what: Remembered) -> None:
        """Bind an idempotency key."""
        sql = (
            "INSERT INTO ck_idempotency (tenant, key, fingerprint, case_id, version) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, case_id = excluded.case_id, "
            "version = excluded.version"
        )
        self._do(sql, (tenant, key, *what))

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung for firing."""
        return self._do(CLAIM, (tenant, case_id, row.duty, row.n, row.rung, to_us(row.due_at))) == 1

    def attempt(self, attempt: Attempt) -> None:
        """Put a refused command into the attempt log."""
        sql = "INSERT INTO ck_attempts (tenant, case_id, at, actor, trigger, reasons) VALUES (?, ?, ?, ?, ?, ?)"
        a = attempt
        self._do(sql, (a.tenant, a.case_id, to_us(a.at), a.actor, a.trigger, encode(a.reasons)))

    def attempts(self, tenant: str, case_id: str) -> Sequence[Attempt]:
        """The refused commands on a case."""
        sql = "SELECT at, actor, trigger, reasons FROM ck_attempts WHERE tenant = ? AND case_id = ? ORDER BY n"
        return tuple(
            [
                Attempt(tenant, case_id, to_instant(at), actor, trigger, decode(reasons, tuple[Reason, ...]))
                for at, actor, trigger, reasons in self._all(sql, (tenant, case_id))
            ]
        )

    def personal(self, tenant: str, case_id: str) -> Sequence[PersonalValue]:
        """The personal values beside the events of a case."""
        sql = "SELECT seq, path, person, salt, value FROM ck_personal WHERE tenant = ? AND case_id = ? ORDER BY n"
        rows = self._all(sql, (tenant, case_id))
        return tuple(
            [PersonalValue(seq, path, person, salt, decode(value, object)) for seq, path, person, salt, value in rows]
        )

    def erase(self, tenant: str, case_id: str, paths: Collection[str] | None) -> int:
        """Erase personal values of a case: those at these paths, or all. What they were written over with is zeros."""
        sql, values = "DELETE FROM ck_personal WHERE tenant = ? AND case_id = ?", [tenant, case_id]
        if paths is not None:
            sql += f" AND path IN ({', '.join('?' * len(paths))})"
            values += paths
        self._do("PRAGMA secure_delete = ON")
        erased = self._do(sql, values)
        self._do("PRAGMA secure_delete = OFF")
        self._erased = self._erased or erased > 0
        return erased

    def mark(self, tenant: str, name: str) -> str | None:
        """A small value the desk keeps."""
        row = self._one("SELECT value FROM ck_marks WHERE tenant = ? AND name = ?", (tenant, name))
        return None if row is None else str(row[0])

    def set_mark(self, tenant: str, name: str, value: str) -> None:
        """Keep a small value."""
        sql = (
            "INSERT INTO ck_marks (tenant, name, value) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET value = excluded.value"
        )
        self._do(sql, (tenant, name, value))
