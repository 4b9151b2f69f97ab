"""A unit of work on a database behind SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select, union_all
from sqlalchemy.exc import SQLAlchemyError

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import Event
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Entry, Page, Query, Stored
from complaintkit.errors import IntegrityError, InvalidInput, StaleVersion
from complaintkit.rules.policy import Policy
from complaintkit.serialization import POLICIES, decode_event, encode
from complaintkit.serialization.snapshot_reading import read_snapshot
from complaintkit.serialization.snapshots import NOTHING, Before, Parts, write_snapshot
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.cache import CACHED
from complaintkit.storage.documents import policy_of
from complaintkit.storage.event_rows import events_of
from complaintkit.storage.finding import (
    COLUMNS,
    PLAIN,
    Columns,
    asked_keys,
    columns_of,
    keys_of,
    moments_of,
    needs_stages,
    same_keys,
    same_place,
    stages_of,
)
from complaintkit.storage.sqlalchemy_accesses import Accesses
from complaintkit.storage.sqlalchemy_audit import audit
from complaintkit.storage.sqlalchemy_errors import told
from complaintkit.storage.sqlalchemy_hot import PLACES, hot
from complaintkit.storage.sqlalchemy_many import MOMENTS
from complaintkit.storage.sqlalchemy_outbox import Outbox
from complaintkit.storage.sqlalchemy_tables import SmallTables
from complaintkit.values import canonical

if TYPE_CHECKING:
    from complaintkit.storage.sqlalchemy import SQLAlchemyStore


_NARROWER = ("assigned", "category", "channel", "number", "period")
"""What a query may ask for that leads to fewer cases than a stage; else MariaDB may walk through all of a tenant's."""


class Held(NamedTuple):
    """A case as it was read or written: its version, the text of its snapshot, what that says, its parts, and where its
    row lies, where this transaction has locked it there and the database can tell.
    """

    version: int
    text: str
    stored: Stored
    parts: Parts
    place: str = ""


class SQLAlchemyTransaction(SmallTables, Outbox, Accesses):
    """A unit of work on a :class:`~complaintkit.storage.sqlalchemy.SQLAlchemyStore`, on one connection.

    What a writing one loads, counts or marks stays locked until it ends.
    """

    def __init__(self, store: SQLAlchemyStore, connection: Connection, writing: bool) -> None:
        super().__init__(store.path, connection, writing)
        self._store = store
        self._hot = hot(connection.dialect)
        self._seen: dict[tuple[str, str], Held] = {}
        self._wrote: set[tuple[str, str]] = set()
        self._points = 0

    def __enter__(self) -> SQLAlchemyTransaction:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing: it is a part of what runs, and its unit decides."""

    def end(self, commit: bool) -> None:
        """Commit or roll back, and give the connection back."""
        with self._connection as connection:
            try:
                if commit and self._lost:
                    raise StaleVersion("what this command read", 0, 1)
                (connection.commit if commit else connection.rollback)()
                for key in self._wrote & self._seen.keys() if commit else ():
                    self._store._cache.put(key, self._seen[key])
            except SQLAlchemyError as error:
                if commit:
                    raise told(error, self._where) from getattr(error, "orig", None)

    def savepoint(self) -> int:
        """Where the work stands, for :meth:`back_to`."""
        self._points += 1
        self._plain(f"SAVEPOINT ck_{self._points}")
        return self._points

    def back_to(self, savepoint: int) -> None:
        """Undo everything since a savepoint."""
        self._seen.clear()
        self._wrote.clear()
        if self._lost:  # the database has taken it all back already
            self._points = savepoint - 1
            return
        self._plain(f"ROLLBACK TO SAVEPOINT ck_{savepoint}")
        self.release(savepoint)

    def release(self, savepoint: int) -> None:
        """Forget a savepoint: what was done since stays."""
        self._plain(f"RELEASE SAVEPOINT ck_{savepoint}")
        self._points = savepoint - 1

    def load(self, tenant: str, case_id: str) -> Stored | None:
        """A case; None where there is none of that id for the tenant."""
        held = self._held((tenant, case_id))
        return None if held is None else held.stored

    def _held(self, key: tuple[str, str]) -> Held | None:
        held = self._seen.get(key)
        if held is None:
            row = self._row(key)
            if row is None:
                return None
            if not self._writing and len(self._seen) >= CACHED:
                self._seen.clear()
            held = self._seen[key] = self._read(key, *row)
        return held

    def _row(self, key: tuple[str, str]) -> Any:
        """The row of a case, which stays locked where this is to write."""
        wanted = {"at_tenant": key[0], "at_id": key[1]}
        return self._driven(self._hot.load if self._writing else self._hot.look, wanted).fetchone()

    def _read(self, key: tuple[str, str], version: int, hash: str, text: str, *, place: str | None = None) -> Held:
        """The case of a row; one whose snapshot is the very text that was read before is not decoded again. One that
        was taken with the ``place`` it lies at is not kept for others: who takes goes through all that are due.
        """
        held = self._store._cache.get(key)
        if held is None or held.text != text:
            read, rows, parts = read_snapshot(text)
            assert read is not None
            held = Held(read.version, text, Stored(read, rows), parts, place or "")
        elif place is not None:
            held = held._replace(place=place)
        case = held.stored.case
        if (case.tenant, case.id, case.version, case.hash) != (*key, version, hash):
            raise IntegrityError("the snapshot does not belong to its row", f"case {key[1]!r}")
        if place is None and not self._wrote:  # what this transaction wrote itself may yet be taken back
            self._store._cache.put(key, held)
        return held

    def _version(self, tenant: str, case_id: str) -> int:
        """The version a case is at, which stays so until this transaction ends; 0 where there is none."""
        c = db.cases.c
        row = self._one(select(c.version).where(c.tenant == tenant, c.id == case_id).with_for_update(read=True))
        return 0 if row is None else int(row[0])

    def _columns(self, case: Case, rows: Mapping[str, tuple[DueRow, ...]]) -> Columns:
        kinds = self._store._stage_kinds.get(case.policy)
        if kinds is None:
            policy = self._store._policies.get(case.policy) or self.policy(case.policy)
            if policy is None:
                return columns_of(case, None, moments_of(rows))
            kinds = self._store._stage_kinds[case.policy] = {stage.id: stage.kind for stage in policy.stages}
        return columns_of(case, kinds.get(case.stage), moments_of(rows))

    def events(self, tenant: str, case_id: str) -> Sequence[Event]:
        """The events of a case, in order."""
        e = db.events.c
        asked = select(e.text, e.hash, e.schema).where(e.tenant == tenant, e.case_id == case_id).order_by(e.seq)
        return tuple([decode_event(text, hash, version=schema) for text, hash, schema in self._all(asked)])

    def append(self, entry: Entry) -> None:
        """Write events, snapshot and due rows; StaleVersion where the case has moved on."""
        case = entry.case
        key = (case.tenant, case.id)
        held = self._held(key)
        if held is not None and held.version != entry.expected:
            raise StaleVersion(f"case {case.id!r}", entry.expected, held.version)
        if held is None and entry.expected:
            raise StaleVersion(f"case {case.id!r}", entry.expected, 0)
        for other, seen in entry.reads:
            actual = self._version(case.tenant, other)
            if actual != seen:
                raise StaleVersion(f"case {other!r}", seen, actual)
        before: Before = NOTHING if held is None else (*held.stored, held.parts)
        rows = {**before[1], **entry.rows} if entry.rows else before[1]
        text, parts = self._write(case, rows, entry.expected, before, events_of(entry))
        if held is None or not same_keys(held.stored.case, case):
            self._change_keys(case, set() if held is None else keys_of(held.stored.case), keys_of(case))
        here = {"tenant": case.tenant, "case_id": case.id}
        for p in entry.personal:  # one by one: their numbers are in this order
            self._run(insert(db.personal).values(**here, **{**p._asdict(), "value": encode(p.value)}))
        self._seen[key] = Held(case.version, text, Stored(case, rows), parts)
        self._wrote.add(key)

    def append_all(self, tenant: str, entries: Iterable[Entry], claims: Iterable[tuple[str, DueRow]]) -> None:
        """Write entries and take rungs, each kind of row in one statement where the database can. What was read of a
        case is let go: its row is all that is needed, and many are written.
        """
        begun: list[tuple[Any, ...]] = []
        changed: dict[tuple[str, ...], list[tuple[Any, ...]]] = {MOMENTS: [], COLUMNS: []}
        events: list[tuple[Any, ...]] = []
        for entry in entries:
            case, key = entry.case, (tenant, entry.case.id)
            held = self._held(key) if entry.expected else None
            keys_differ = bool(keys_of(case)) if held is None else not same_keys(held.stored.case, case)
            lost = held is not None and self._hot.both is not None and not held.place
            if entry.reads or entry.personal or keys_differ or lost:
                self.append(entry)
                continue
            before: Before = NOTHING if held is None else (*held.stored, held.parts)
            if entry.expected != (0 if held is None else held.version):
                raise StaleVersion(f"case {case.id!r}", entry.expected, 0 if held is None else held.version)
            rows = {**before[1], **entry.rows}
            said = (case.version, case.hash, write_snapshot(case, rows, before)[0])
            if held is None:
                begun.append((tenant, case.id, *said, *self._columns(case, rows)))
            else:
                stays = same_place(held.stored.case, case)
                columns = moments_of(rows) if stays else self._columns(case, rows)
                changed[MOMENTS if stays else COLUMNS].append((case.id, entry.expected, held.place, *said, *columns))
            events.extend([row[1:] for row in events_of(entry)])
            self._seen.pop(key, None)
            self._wrote.add(key)
        self._add_all("ck_cases", ("tenant", "id", "version", "hash", "snapshot", *COLUMNS), begun, {})
        for names, written in changed.items():
            if not self._change_all(tenant, names, written):
                raise StaleVersion("one of several cases", 0, 1)
        self._add_all("ck_events", PLACES[1:], events, {"tenant": tenant})
        self._claim_all(tenant, claims)

    def _write(
        self,
        case: Case,
        rows: Mapping[str, tuple[DueRow, ...]],
        expected: int,
        before: Before,
        events: Sequence[tuple[Any, ...]],
    ) -> tuple[str, Parts]:
        """Write the row of a case and its new events; the text of its snapshot, and its parts."""
        text, parts = write_snapshot(case, rows, before)
        values = {
            **self._columns(case, rows)._asdict(),
            "version": case.version,
            "hash": case.hash,
            "snapshot": text,
        }
        at = {"at_tenant": case.tenant, "at_id": case.id, "at_version": expected}
        hot = self._hot
        if before is NOTHING:
            written = self._put(db.cases, {"tenant": case.tenant, "id": case.id, **values})
        elif hot.both is not None and len(events) == 1:
            event = {f"event_{name}": value for name, value in zip(PLACES, events[0], strict=True)}
            written, events = self._driven(hot.both, {**values, **at, **event}).rowcount == 1, ()
        else:
            written = self._driven(hot.change, {**values, **at}).rowcount == 1
        if not written:
            raise StaleVersion(f"case {case.id!r}", expected, self._version(case.tenant, case.id))
        for places in events:
            self._driven(hot.add, dict(zip(PLACES, places, strict=True)))
        return text, parts

    def _change_keys(self, case: Case, old: set[tuple[str, str]], new: set[tuple[str, str]]) -> None:
        k = db.keys.c
        for what, value in sorted(old - new):
            here = and_(k.tenant == case.tenant, k.what == what, k.value == value, k.case_id == case.id)
            self._run(delete(db.keys).where(here))
        added = [{"tenant": case.tenant, "what": what, "value": v, "case_id": case.id} for what, v in sorted(new - old)]
        if added:
            self._run(insert(db.keys), added)

    def due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases whose next rung comes at or before ``until``, earliest first."""
        return [(id, to_instant(at)) for id, at in self._waiting(tenant, until, limit, after, taken=False)]

    def take_due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Iterator[tuple[Stored, datetime]]:
        """The cases that are due, locked, each loaded when it is come to; those another holds are left out where the
        database can.
        """
        for id, at, place, *row in self._waiting(tenant, until, limit, after, taken=True):
            held = self._seen[tenant, id] = self._read((tenant, id), *row, place=place)
            yield held.stored, to_instant(at)

    def find(self, query: Query) -> Page:
        """The cases that match, in the order of their ids."""
        c = db.cases.c
        asked = select(c.id, c.version, c.hash, c.snapshot).where(c.tenant == query.tenant, c.id > query.after)
        for what, value in asked_keys(query):
            k = db.keys.alias().c
            asked = asked.where(
                select(k.case_id)
                .where(k.tenant == c.tenant, k.what == what, k.value == value, k.case_id == c.id)
                .exists()
            )
        for name in PLAIN:
            wanted = getattr(query, name)
            if wanted is not None:
                asked = asked.where(c[name] == wanted)
        if query.overdue_at is not None:
            asked = asked.where(c.next_due < to_us(query.overdue_at))
            if self._connection.dialect.name == "postgresql":  # true of all of them, and says which index knows them
                asked = asked.where(or_(db.DUE_FIRST, c.wakes_at < to_us(query.overdue_at)))
        asked = asked.order_by(c.id).limit(query.limit + 1)
        if needs_stages(query):
            stages = stages_of(query, self.policies())
            if not stages:
                return Page(())
            if all(getattr(query, name) is None for name in _NARROWER):
                asked = asked.with_hint(db.cases, "FORCE INDEX (ck_by_stage)", "mysql")
                asked = asked.with_hint(db.cases, "FORCE INDEX (ck_by_stage)", "mariadb")
            asked = _merged([asked.where(c.stage == stage) for stage in stages])
        found: list[Case] = []
        for id, version, hash, text in self._all(asked.limit(query.limit + 1)):
            if len(found) == query.limit:
                return Page(tuple(found), found[-1].id)
            found.append(self._read((query.tenant, id), version, hash, text).stored.case)
        return Page(tuple(found))

    def keep_policy(self, policy: Policy) -> None:
        """Keep a policy version under its hash."""
        document = canonical(policy).decode()
        self._put(db.policies, {"hash": policy.hash, "schema": POLICIES.version, "document": document})

    def policies(self) -> Iterator[Policy]:
        """Every policy version that was kept. Raises as :meth:`policy`."""
        for (hash,) in self._all(select(db.policies.c.hash)):
            if (policy := self._store._policies.get(hash) or self.policy(hash)) is not None:
                yield policy

    def policy(self, hash: str) -> Policy | None:
        """A policy version that was kept. Raises IntegrityError where its document is not the one the hash is of."""
        p = db.policies.c
        row = self._one(select(p.schema, p.document).where(p.hash == hash))
        if row is None:
            return None
        schema, document = row
        return policy_of(hash, schema, document, self._store._policies)

    def case_ids(self, tenant: str, limit: int | None = None, after: str | None = None) -> Sequence[str]:
        """The ids of a tenant's cases, and of those that have but events left."""
        found: set[str] = set()
        for table, id in ((db.cases, db.cases.c.id), (db.events, db.events.c.case_id)):
            asked = select(id).where(table.c.tenant == tenant).distinct().order_by(id).limit(limit)
            found.update(id for (id,) in self._all(asked if after is None else asked.where(id > after)))
        return sorted(found)[:limit]

    def faults(self, tenant: str) -> Sequence[tuple[str, str]]:
        """What is wrong beside the events: what cases are found by or wait for, and documents that cannot be used."""
        return audit(self, tenant)


def _merged(parts: Sequence[Select[Any]]) -> Select[Any]:
    """The rows of several statements, each of so many at the most, in the order of their ids."""
    rows = union_all(*[select(part.subquery()) for part in parts]).subquery()
    return select(rows).order_by(rows.c.id)


class Unit:
    """A transaction of its own, or, within one that runs in this thread, a part of it: the outermost decides."""

    def __init__(self, store: SQLAlchemyStore, writing: bool) -> None:
        self._store = store
        self._writing = writing

    def __enter__(self) -> SQLAlchemyTransaction:
        here = self._store._here
        if here.transaction is None:
            here.transaction = self._store._open(self._writing)
        elif self._writing and not here.transaction._writing:
            raise InvalidInput.one("a reading transaction is open in this thread: leave it before writing", "store")
        here.depth += 1
        return here.transaction

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        here = self._store._here
        here.depth -= 1
        if here.depth == 0:
            transaction, here.transaction = here.transaction, None
            assert transaction is not None
            transaction.end(kind is None)
