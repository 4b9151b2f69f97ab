"""The reference store: everything in the process's memory, one transaction at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from threading import RLock
from types import TracebackType
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow, wakes_at
from complaintkit.cases.events import Event
from complaintkit.desk.stored import Accessed, Attempt, Entry, Outgoing, Page, PersonalValue, Query, Remembered, Stored
from complaintkit.errors import IntegrityError, InvalidInput, StaleVersion
from complaintkit.rules.policy import Policy
from complaintkit.storage.memory_accesses import MemoryAccesses
from complaintkit.storage.memory_outbox import MemoryOutbox
from complaintkit.storage.one_by_one import OneByOne
from complaintkit.storage.waiting import Waiting

_Key = tuple[str, str]


class MemoryStore:
    """A store in memory, for tests and for trying things out; what it does is what every store must do.

    One transaction runs at a time, so that they behave as if in a row. It may be shared between threads, and between
    desks of several tenants.

    >>> store = MemoryStore()
    >>> with store.begin() as transaction:
    ...     transaction.draw("acme", "2026"), transaction.draw("acme", "2026")
    (1, 2)
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._cases: dict[_Key, Stored] = {}
        self._events: dict[_Key, list[Event]] = {}
        self._serials: dict[_Key, int] = {}
        self._tallies: dict[_Key, int] = {}
        self._keys: dict[_Key, Remembered] = {}
        self._outbox: dict[str, dict[int, Outgoing]] = {}
        self._unsent: dict[_Key, dict[int, None]] = {}
        """The numbers of the notices in ``_outbox`` that wait to be sent, by tenant and sink."""
        self._posted = 0
        self._due: dict[str, Waiting] = {}
        self._wakes: dict[_Key, datetime | None] = {}
        """What each case waits for in ``_due``."""
        self._claims: set[tuple[Any, ...]] = set()
        self._policies: dict[str, Policy] = {}
        self._attempts: dict[_Key, list[Attempt]] = {}
        self._accesses: dict[int, Accessed] = {}
        self._logged = 0
        self._personal: dict[_Key, list[PersonalValue]] = {}
        self._marks: dict[_Key, str] = {}
        self._transaction = MemoryTransaction(self)

    def begin(self, *, reading: bool = False) -> MemoryTransaction:
        """A unit of work; entering it waits until no other runs."""
        return self._transaction

    def using(self, connection: Any) -> MemoryTransaction:
        """Not here: a store in memory shares no database with anybody. Raises InvalidInput."""
        raise InvalidInput.one(
            "a store in memory has no database whose transaction could be joined: use SQLiteStore, or desk.batch()",
            "connection",
        )

    def now(self) -> datetime | None:
        """None: the desk's clock counts."""
        return None


class MemoryTransaction(MemoryOutbox, MemoryAccesses, OneByOne):
    """A unit of work on a :class:`MemoryStore`. Writes happen at once and are undone if it fails.

    Entering it again in the same thread joins the one that runs: the outermost decides.
    """

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._depth = 0
        self._undo: list[tuple[Any, ...]] = []
        """What takes each write back: a function and its arguments."""

    def __enter__(self) -> MemoryTransaction:
        self._store._lock.acquire()
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        try:
            if kind is not None and self._depth == 0:
                self.back_to(0)
            if self._depth == 0:
                self._undo.clear()
        finally:
            self._store._lock.release()

    def savepoint(self) -> int:
        """Where the work stands, for :meth:`back_to`."""
        return len(self._undo)

    def back_to(self, savepoint: int) -> None:
        """Undo everything since a savepoint."""
        while len(self._undo) > savepoint:
            undo, *args = self._undo.pop()
            undo(*args)

    def release(self, savepoint: int) -> None:
        """Give a savepoint up; what was done since stays."""

    def faults(self, tenant: str) -> Sequence[tuple[str, str]]:
        """None: nothing is kept beside the cases themselves."""
        return ()

    def _add(self, table: dict[Any, list[Any]], key: Any, items: Sequence[Any]) -> None:
        held = table.get(key)
        if held is None:
            held = table[key] = []
            self._undo.append((table.pop, key, None))
        else:
            self._undo.append((_cut, held, len(held)))
        held.extend(items)

    def load(self, tenant: str, case_id: str) -> Stored | None:
        """A case; None where there is none of that id for the tenant."""
        return self._store._cases.get((tenant, case_id))

    def events(self, tenant: str, case_id: str) -> Sequence[Event]:
        """The events of a case, in order."""
        return tuple(self._store._events.get((tenant, case_id), ()))

    def append(self, entry: Entry) -> None:
        """Write events, snapshot and due rows; StaleVersion where the case has moved on."""
        store, case = self._store, entry.case
        key = (case.tenant, case.id)
        held = store._cases.get(key)
        version = 0 if held is None else held.case.version
        if version != entry.expected:
            raise StaleVersion(f"case {case.id!r}", entry.expected, version)
        for other, seen in entry.reads:
            found = store._cases.get((case.tenant, other))
            if found is None or found.case.version != seen:
                raise StaleVersion(f"case {other!r}", seen, 0 if found is None else found.case.version)
        self._add(store._events, key, entry.events)
        rows = {} if held is None else held.rows
        if entry.rows:
            rows = dict(rows)
            rows.update(entry.rows)
            self._wait(case, wakes_at(rows))
        if held is None:
            self._undo.append((store._cases.pop, key, None))
        else:
            self._undo.append((store._cases.__setitem__, key, held))
        store._cases[key] = Stored(case, rows)
        if entry.personal:
            self._add(store._personal, key, entry.personal)

    def _wait(self, case: Case, new: datetime | None) -> None:
        old = self._store._wakes.get((case.tenant, case.id))
        if old == new:
            return
        waiting = self._store._due.get(case.tenant)
        if waiting is None:
            waiting = Waiting()
            self._set(self._store._due, case.tenant, waiting)
        waiting.move(case.id, old, new)
        self._undo.append((waiting.move, case.id, new, old))
        self._set(self._store._wakes, (case.tenant, case.id), new)

    def draw(self, tenant: str, scope: str) -> int:
        """The next serial of a scope."""
        serial = self._store._serials.get((tenant, scope), 0) + 1
        self._set(self._store._serials, (tenant, scope), serial)
        return serial

    def tally(self, tenant: str, key: str) -> int:
        """How far a counter stands."""
        return self._store._tallies.get((tenant, key), 0)

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        """Add to a counter, or take from it."""
        self._set(self._store._tallies, (tenant, key), self.tally(tenant, key) + by)

    def recall(self, tenant: str, key: str) -> Remembered | None:
        """What an idempotency key stands for."""
        return self._store._keys.get((tenant, key))

    def remember(self, tenant: str, key: str, what: Remembered) -> None:
        """Bind an idempotency key."""
        self._set(self._store._keys, (tenant, key), what)

    def due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases whose next rung comes at or before ``until``, earliest first."""
        waiting = self._store._due.get(tenant)
        return [] if waiting is None else waiting.until(until, limit, after)

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung for firing."""
        key = (tenant, case_id, row.duty, row.n, row.rung, row.due_at)
        if key in self._store._claims:
            return False
        self._store._claims.add(key)
        self._undo.append((self._store._claims.discard, key))
        return True

    def find(self, query: Query) -> Page:
        """The cases that match, in the order of their ids."""
        found: list[Case] = []
        for (tenant, id), stored in sorted(self._store._cases.items(), key=lambda item: item[0]):
            if tenant != query.tenant or id <= query.after:
                continue
            if self._matches(stored, query):
                if len(found) == query.limit:
                    return Page(tuple(found), found[-1].id)
                found.append(stored.case)
        return Page(tuple(found))

    def _matches(self, stored: Stored, query: Query) -> bool:
        case = stored.case
        for name in ("stage", "owner", "assigned", "kind", "category", "channel", "number", "period"):
            wanted = getattr(query, name)
            if wanted is not None and getattr(case, name) != wanted:
                return False
        if query.register is not None and query.register not in case.registers:
            return False
        if query.ref is not None and case.refs.get(query.ref[0]) != query.ref[1]:
            return False
        if query.linked_to is not None and all(link.case_id != query.linked_to for link in case.links):
            return False
        if query.party is not None and all(party.get("key") != query.party for party in case.parties.values()):
            return False
        if query.stage_kind is not None:
            policy = self._store._policies.get(case.policy)
            kinds = {stage.id: stage.kind for stage in policy.stages} if policy is not None else {}
            if kinds.get(case.stage) != query.stage_kind:
                return False
        if query.overdue_at is not None:
            dues = (row.due_at for rows in stored.rows.values() for row in rows if not row.rung)
            return any(query.overdue_at > due_at for due_at in dues)
        return True

    def keep_policy(self, policy: Policy) -> None:
        """Keep a policy version under its hash."""
        if policy.hash not in self._store._policies:
            self._set(self._store._policies, policy.hash, policy)

    def policy(self, hash: str) -> Policy | None:
        """A policy version that was kept. Raises IntegrityError where it is not the one the hash is of."""
        policy = self._store._policies.get(hash)
        if policy is not None and policy.hash != hash:
            raise IntegrityError("the stored policy is not the one its hash was taken of", f"policy {hash[:12]}")
        return policy

    def policies(self) -> Iterator[Policy]:
        """Every policy version that was kept."""
        for hash in tuple(self._store._policies):
            if (policy := self.policy(hash)) is not None:
                yield policy

    def attempt(self, attempt: Attempt) -> None:
        """Put a refused command into the attempt log."""
        self._add(self._store._attempts, (attempt.tenant, attempt.case_id), (attempt,))

    def attempts(self, tenant: str, case_id: str) -> Sequence[Attempt]:
        """The refused commands on a case."""
        return tuple(self._store._attempts.get((tenant, case_id), ()))

    def personal(self, tenant: str, case_id: str) -> Sequence[PersonalValue]:
        """The personal values beside the events of a case."""
        return tuple(self._store._personal.get((tenant, case_id), ()))

    def erase(self, tenant: str, case_id: str, paths: Collection[str] | None) -> int:
        """Erase personal values of a case: those at these paths, or all."""
        before = self._store._personal.get((tenant, case_id), [])
        left = [] if paths is None else [item for item in before if item.path not in paths]
        if len(left) < len(before):
            self._set(self._store._personal, (tenant, case_id), left)
        return len(before) - len(left)

    def mark(self, tenant: str, name: str) -> str | None:
        """A small value the desk keeps."""
        return self._store._marks.get((tenant, name))

    def set_mark(self, tenant: str, name: str, value: str) -> None:
        """Keep a small value."""
        self._set(self._store._marks, (tenant, name), value)

    def case_ids(self, tenant: str, limit: int | None = None, after: str | None = None) -> Sequence[str]:
        """The ids of a tenant's cases."""
        cases, events = self._store._cases, self._store._events
        keys = chain(cases, (key for key in events if key not in cases))
        ids = (id for owner, id in keys if owner == tenant and (after is None or id > after))
        return sorted(ids) if limit is None else nsmallest(limit, ids)


def _cut(items: list[Any], size: int) -> None:
    del items[size:]
