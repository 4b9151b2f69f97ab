"""A unit of work on the SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import compress
from operator import ne
from types import TracebackType
from typing import TYPE_CHECKING, Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import Event
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Entry, Page, Query, Stored
from complaintkit.errors import IntegrityError, InvalidInput, StaleVersion
from complaintkit.rules.policy import Policy
from complaintkit.serialization import POLICIES, decode_event, encode
from complaintkit.serialization.snapshot_reading import read_snapshot
from complaintkit.serialization.snapshots import NOTHING, write_snapshot
from complaintkit.storage.cache import CACHED
from complaintkit.storage.documents import policy_of
from complaintkit.storage.event_rows import events_of
from complaintkit.storage.finding import (
    COLUMNS,
    Columns,
    asked_keys,
    columns_of,
    keys_of,
    moments_of,
    needs_stages,
    same_keys,
    stages_of,
)
from complaintkit.storage.sqlite_accesses import Accesses
from complaintkit.storage.sqlite_audit import audit
from complaintkit.storage.sqlite_cache import Held
from complaintkit.storage.sqlite_errors import told
from complaintkit.storage.sqlite_find import OVERDUE, many, statement
from complaintkit.storage.sqlite_log import AFTER, lay_out
from complaintkit.storage.sqlite_outbox import Outbox
from complaintkit.storage.sqlite_pages import EVENT, Place, take, waiting, write_all
from complaintkit.storage.sqlite_tables import SmallTables
from complaintkit.values import canonical

if TYPE_CHECKING:
    from complaintkit.storage.sqlite import SQLiteStore

HOT = "SELECT version, hash, rev FROM ck_cases WHERE n = ?"
LOAD = f"SELECT n, version, hash, rev, snapshot, {', '.join(COLUMNS)} FROM ck_cases WHERE tenant = ? AND id = ?"
VERSION = "SELECT version FROM ck_cases WHERE tenant = ? AND id = ?"
CASE = (
    f"INSERT INTO ck_cases (tenant, id, version, hash, rev, snapshot, {', '.join(COLUMNS)}) "
    f"VALUES (?, ?, ?, ?, 1, ?{', ?' * len(COLUMNS)})"
)


@lru_cache(maxsize=256)
def _update_of(names: tuple[str, ...]) -> str:
    """The statement that writes a case anew: the columns that did not change are left alone, and so their indices."""
    changed = "".join([f", {name} = ?" for name in names])
    return f"UPDATE ck_cases SET version = ?, hash = ?, rev = ?, snapshot = ?{changed} WHERE n = ? AND version = ?"


class SQLiteTransaction(SmallTables, Outbox, Accesses):
    """A unit of work on a :class:`~complaintkit.storage.sqlite.SQLiteStore`, on one connection.

    Entering it again in the same thread joins the one that runs: the outermost decides. While it is writing no other
    process and no other thread is.
    """

    def __init__(self, store: SQLiteStore, connection: sqlite3.Connection) -> None:
        super().__init__(store.path, connection)
        self._store = store
        self._depth = 0
        self.busy = False
        self._writing = False
        self._seen: dict[tuple[str, str], Held] = {}
        """Cases as this transaction read or wrote them."""
        self._wrote: set[tuple[str, str]] = set()
        self._dirty = False
        self._points = 0
        self._commits = 0
        """Since the log was last begun from nothing, by this connection."""
        self.reading = Reading(self)

    def __enter__(self) -> SQLiteTransaction:
        if self._depth == 0:
            self._begin(True)
        elif not self._writing:
            raise InvalidInput.one("a reading transaction is open in this thread: leave it before writing", "store")
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._end(kind is None)

    def close(self) -> None:
        """Close its connection; closing it again does nothing."""
        self._connection.close()

    def _begin(self, writing: bool) -> None:
        store = self._store
        store._enter(self, writing)
        try:
            self._cursor.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            self._writing = writing
        except BaseException as error:
            store._leave(self, writing)
            if isinstance(error, sqlite3.Error):
                raise told(error, store.path) from error
            raise

    def _end(self, commit: bool) -> None:
        store, writing = self._store, self._writing
        try:
            if commit:
                self._cursor.execute("COMMIT")
                for key in self._wrote:
                    store._cache.put(key, self._seen[key])
                if self._erased:  # with readers about the log is begun anew by a later one, or on closing
                    self._cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                    self._commits = 0
                elif writing and store._waits_for_disk:
                    self._commits += 1
                    if self._commits == AFTER:
                        lay_out(self._cursor)
            elif self._connection.in_transaction:  # SQLite may have rolled it back already
                self._cursor.execute("ROLLBACK")
        except BaseException as error:
            if self._connection.in_transaction:
                self._cursor.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise told(error, store.path) from error
            raise
        finally:
            self._seen.clear()
            self._wrote.clear()
            self._dirty = self._writing = self._erased = False
            self._points = 0
            store._leave(self, writing)

    def savepoint(self) -> int:
        """Where the work stands, for :meth:`back_to`."""
        self._points += 1
        self._do(f"SAVEPOINT ck_{self._points}")
        return self._points

    def back_to(self, savepoint: int) -> None:
        """Undo everything since a savepoint."""
        self._seen.clear()
        self._wrote.clear()
        if self._connection.in_transaction:  # SQLite may have rolled it back already
            self._do(f"ROLLBACK TO ck_{savepoint}")
            self.release(savepoint)

    def release(self, savepoint: int) -> None:
        """Forget a savepoint: what was done since stays."""
        self._do(f"RELEASE ck_{savepoint}")
        self._points = savepoint - 1

    def load(self, tenant: str, case_id: str) -> Stored | None:
        """A case; None where there is none of that id for the tenant."""
        held = self._held((tenant, case_id))
        return None if held is None else held.stored

    def _held(self, key: tuple[str, str]) -> Held | None:
        held = self._seen.get(key)
        if held is not None:
            return held
        held = self._store._cache.get(key)
        if held is None or self._one(HOT, (held.n,)) != held.stamp:
            row = self._one(LOAD, key)
            if row is None:
                return None
            held = self._read(key, row[0], (row[1], row[2], row[3]), row[4], Columns(*row[5:]))
        if not self._writing and len(self._seen) >= CACHED:
            self._seen.clear()
        self._seen[key] = held
        return held

    def _read(self, key: tuple[str, str], n: int, stamp: tuple[int, str, int], text: str, columns: Columns) -> Held:
        case, rows, parts = read_snapshot(text)
        assert case is not None
        if (case.tenant, case.id) != key or (case.version, case.hash) != stamp[:2]:
            raise IntegrityError("the snapshot does not belong to its row", f"case {key[1]!r}")
        held = Held(n, stamp, Stored(case, rows), columns, parts)
        if not self._dirty:
            self._store._cache.put(key, held)
        return held

    def _columns(self, case: Case, rows: Mapping[str, tuple[DueRow, ...]]) -> Columns:
        return columns_of(case, self._stage_kinds(case.policy).get(case.stage), moments_of(rows))

    def _stage_kinds(self, hash: str) -> Mapping[str, str]:
        """The kinds of a policy's stages by their ids; empty where the policy was never kept."""
        kinds = self._store._stage_kinds.get(hash)
        if kinds is None:
            policy = self.policy(hash)
            if policy is None:
                return {}
            kinds = self._store._stage_kinds[hash] = {stage.id: stage.kind for stage in policy.stages}
        return kinds

    def events(self, tenant: str, case_id: str) -> Sequence[Event]:
        """The events of a case, in order."""
        sql = "SELECT text, hash, schema FROM ck_events WHERE tenant = ? AND case_id = ? ORDER BY seq"
        rows = self._all(sql, (tenant, case_id))
        return tuple([decode_event(text, hash, version=schema) for text, hash, schema in rows])

    def append(self, entry: Entry) -> None:
        """Write events, snapshot and due rows; StaleVersion where the case has moved on."""
        case = entry.case
        key = (case.tenant, case.id)
        held = self._held(key)
        version = 0 if held is None else held.stamp[0]
        if version != entry.expected:
            raise StaleVersion(f"case {case.id!r}", entry.expected, version)
        for other, seen in entry.reads:
            row = self._one(VERSION, (case.tenant, other))
            if row is None or row[0] != seen:
                raise StaleVersion(f"case {other!r}", seen, 0 if row is None else row[0])
        self._dirty = True
        for event in events_of(entry):
            self._do(EVENT, event)
        if held is None:
            held = self._insert(case, entry.rows)
        else:
            held = self._update(held, case, entry.rows)
        self._seen[key] = held
        self._wrote.add(key)
        if entry.personal:
            sql = (
                "INSERT INTO ck_personal (tenant, case_id, seq, path, person, salt, value) VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            self._each(sql, [(*key, p.seq, p.path, p.person, p.salt, encode(p.value)) for p in entry.personal])

    def _insert(self, case: Case, rows: Mapping[str, tuple[DueRow, ...]]) -> Held:
        columns = self._columns(case, rows)
        text, parts = write_snapshot(case, rows, NOTHING)
        self._do(CASE, (case.tenant, case.id, case.version, case.hash, text, *columns))
        n = self._cursor.lastrowid
        assert n is not None
        self._change_keys(case, set(), keys_of(case))
        return Held(n, (case.version, case.hash, 1), Stored(case, rows), columns, parts)

    def _update(self, held: Held, case: Case, changed: Mapping[str, tuple[DueRow, ...]]) -> Held:
        sql, values, after = self._changed(held, case, changed)
        if self._do(sql, values) != 1:
            raise IntegrityError("its row changed inside a transaction", f"case {case.id!r}")
        old = held.stored.case
        if not same_keys(old, case):
            self._change_keys(case, keys_of(old), keys_of(case))
        return after

    def _changed(
        self, held: Held, case: Case, changed: Mapping[str, tuple[DueRow, ...]]
    ) -> tuple[str, tuple[Any, ...], Held]:
        """The statement that writes a case anew, its values, and the case as it is then."""
        (old, rows), before = held.stored, held.columns
        kind = before.stage_kind if case.stage == old.stage else self._stage_kinds(case.policy).get(case.stage)
        moments: Any = before[-2:]
        if changed:
            rows = {**rows, **changed}
            moments = moments_of(rows)
        columns = columns_of(case, kind, moments)
        stamp = (case.version, case.hash, held.stamp[2] + 1)
        text, parts = write_snapshot(case, rows, (*held.stored, held.parts))
        differs = list(map(ne, before, columns))
        sql = _update_of(tuple(compress(COLUMNS, differs)))
        values = (*stamp, text, *compress(columns, differs), held.n, old.version)
        return sql, values, Held(held.n, stamp, Stored(case, rows), columns, parts)

    def _change_keys(self, case: Case, old: set[tuple[str, str]], new: set[tuple[str, str]]) -> None:
        for what, value in sorted(old - new):
            self._do(
                "DELETE FROM ck_keys WHERE tenant = ? AND what = ? AND value = ? AND case_id = ?",
                (case.tenant, what, value, case.id),
            )
        for what, value in sorted(new - old):
            self._do(
                "INSERT INTO ck_keys (tenant, what, value, case_id) VALUES (?, ?, ?, ?)",
                (case.tenant, what, value, case.id),
            )

    def due(
        self, tenant: str, until: datetime, limit: int, after: Place | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases whose next rung comes at or before ``until``, earliest first."""
        return [(id, to_instant(at)) for id, at in waiting(self, tenant, until, limit, after)]

    def take_due(
        self, tenant: str, until: datetime, limit: int, after: Place | None = None
    ) -> Iterator[tuple[Stored, datetime]]:
        """The cases that are due, each loaded when it is come to."""
        return take(self, tenant, until, limit, after)

    def append_all(self, tenant: str, entries: Iterable[Entry], claims: Iterable[tuple[str, DueRow]]) -> None:
        """Write entries, and take rungs."""
        write_all(self, tenant, entries, claims)

    def find(self, query: Query) -> Page:
        """The cases that match, in the order of their ids."""
        stages: tuple[str, ...] = ()
        if needs_stages(query):
            stages = stages_of(query, self.policies())
            if not stages:
                return Page(())
        sql, values = statement(query, stages, walks=self._many_overdue(query))
        found: list[Case] = []
        for id, n, version, hash, rev, text, *columns in self._all(sql, values):
            if len(found) == query.limit:
                return Page(tuple(found), found[-1].id)
            key = (query.tenant, id)
            held = self._seen.get(key) or self._store._cache.get(key)
            if held is None or held.stamp != (version, hash, rev):
                held = self._read(key, n, (version, hash, rev), text, Columns(*columns))
            found.append(held.stored.case)
        return Page(tuple(found))

    def _many_overdue(self, query: Query) -> bool:
        """Whether a query is for what is overdue, and so many cases are that going through all of them for each page
        takes longer than through the ids. What waits for a rung that is past is not counted: sweeps leave little of it.
        """
        if query.overdue_at is None or asked_keys(query):
            return False
        enough = many(query.limit, self._all("SELECT coalesce(max(n), 0) FROM ck_cases")[0][0])
        ((found,),) = self._all(OVERDUE, (query.tenant, to_us(query.overdue_at), enough))
        return bool(found == enough)

    def keep_policy(self, policy: Policy) -> None:
        """Keep a policy version under its hash."""
        if self._one("SELECT 1 FROM ck_policies WHERE hash = ?", (policy.hash,)) is None:
            document = canonical(policy).decode()
            self._do(
                "INSERT INTO ck_policies (hash, schema, document) VALUES (?, ?, ?)",
                (policy.hash, POLICIES.version, document),
            )
        self._store._stage_kinds.setdefault(policy.hash, {stage.id: stage.kind for stage in policy.stages})

    def policies(self) -> Iterator[Policy]:
        """Every policy version that was kept. Raises as :meth:`policy`."""
        for (hash,) in self._all("SELECT hash FROM ck_policies"):
            if (policy := self._store._policies.get(hash) or self.policy(hash)) is not None:
                yield policy

    def policy(self, hash: str) -> Policy | None:
        """A policy version that was kept. Raises IntegrityError where its document is not the one the hash is of."""
        row = self._one("SELECT schema, document FROM ck_policies WHERE hash = ?", (hash,))
        if row is None:
            return None
        schema, document = row
        return policy_of(hash, schema, document, self._store._policies)

    def case_ids(self, tenant: str, limit: int | None = None, after: str | None = None) -> Sequence[str]:
        """The ids of a tenant's cases, and of those that have but events left."""
        behind, given = ("", (tenant,)) if after is None else (" AND {} > ?", (tenant, after))
        found: set[str] = set()
        for table, id in (("ck_cases", "id"), ("ck_events", "case_id")):
            sql = f"SELECT DISTINCT {id} FROM {table} WHERE tenant = ?{behind.format(id)} ORDER BY {id} LIMIT ?"
            found.update(id for (id,) in self._all(sql, (*given, -1 if limit is None else limit)))
        return sorted(found)[:limit]

    def faults(self, tenant: str) -> Sequence[tuple[str, str]]:
        """What is wrong beside the events: damaged pages, and what cases are found by or wait for."""
        return audit(self, tenant)


class Reading:
    """The same transaction, entered to read: it holds up no writer and sees the file as it is when it first reads."""

    def __init__(self, transaction: SQLiteTransaction) -> None:
        self._transaction = transaction

    def __enter__(self) -> SQLiteTransaction:
        transaction = self._transaction
        if transaction._depth == 0:
            transaction._begin(False)
        transaction._depth += 1
        return transaction

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.__exit__(kind, error, trace)
