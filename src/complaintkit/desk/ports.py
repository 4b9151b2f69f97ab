"""The desk's ports: what it asks of a store, a clock, a directory and a sink. The docstrings are contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol

from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import Event
from complaintkit.desk.stored import (
    Accessed,
    AccessQuery,
    Attempt,
    Entry,
    Notice,
    Outgoing,
    Page,
    PersonalValue,
    Query,
    Remembered,
    Stored,
)
from complaintkit.rules.policy import Policy


class Clock(Protocol):
    """Tells the time. Nothing in the library asks anything else for it."""

    def now(self) -> datetime:
        """The present instant, aware."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class Directory(Protocol):
    """The organisation: its units, who holds a role, who is away, who reports to whom.

    Where a desk has one its answer counts, and the roles an :class:`Actor` claims are ignored. Every method answers for
    the instant ``at``; none raises for an unknown person, role or unit: the answer is then empty.
    """

    def units(self, tenant: str, kind: str | None) -> Sequence[str]:
        """The ids of the tenant's units of a kind (None: all), in a stable order."""
        ...

    def roles(self, tenant: str, person: str, unit: str | None, at: datetime) -> frozenset[str]:
        """The roles a person holds, in a unit where one is given."""
        ...

    def holders(self, tenant: str, role: str, unit: str | None, at: datetime) -> frozenset[str]:
        """The persons who hold a role."""
        ...

    def absent(self, tenant: str, person: str, at: datetime) -> bool:
        """Whether a person is away."""
        ...

    def superior(self, tenant: str, person: str) -> str | None:
        """Whom a person reports to."""
        ...


class Transaction(Protocol):
    """One unit of work on a store. Leaving it without an exception commits; with one, nothing of it remains.

    Within it every read sees what it wrote. Two transactions behave as if one had come after the other: where a store
    cannot wait, the later gets :class:`~complaintkit.errors.StaleVersion` and leaves no trace. No method returns
    anything of another tenant.
    """

    def __enter__(self) -> Transaction: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def load(self, tenant: str, case_id: str) -> Stored | None:
        """A case; None where there is none of that id for the tenant."""
        ...

    def events(self, tenant: str, case_id: str) -> Sequence[Event]:
        """The events of a case, in order; empty where there is none."""
        ...

    def append(self, entry: Entry) -> None:
        """Write events, snapshot and due rows.

        :raises StaleVersion: the case is not at ``expected``, or a linked case is not at the version read. The error
            names both versions.
        """
        ...

    def draw(self, tenant: str, scope: str) -> int:
        """The next serial of a scope, from 1 on, without gaps and without doubles; undone with the transaction."""
        ...

    def tally(self, tenant: str, key: str) -> int:
        """How far a counter stands. Until this transaction ends nobody else may change it."""
        ...

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        """Add to a counter; ``by`` is negative where what was counted no longer counts."""
        ...

    def recall(self, tenant: str, key: str) -> Remembered | None:
        """What an idempotency key stands for."""
        ...

    def remember(self, tenant: str, key: str, what: Remembered) -> None:
        """Bind an idempotency key, for good."""
        ...

    def post(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox, to be sent: each may be taken from its own instant on."""
        ...

    def notices(self, tenant: str, limit: int | None = None, after: int = 0) -> Sequence[Notice]:
        """Up to ``limit`` notices of the tenant's outbox (None: all), in the order it was filled, what was delivered
        included, from behind the ``after``-th on; each with its ``n``.
        """
        ...

    def spread(self, tenant: str, sinks: Sequence[str], now: datetime, limit: int) -> int:
        """Have notices go to several sinks: each of up to ``limit`` that wait for no sink by name and whose ``at`` has
        come by ``now``, in the order of the outbox, waits from then on for each of ``sinks`` as an entry of its own, to
        be taken from the notice's own instant on, and for none besides; how many notices. :meth:`notices` tells of it
        as before, and forgets it when the last of its entries is removed.
        """
        ...

    def take(
        self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = ""
    ) -> Sequence[Outgoing]:
        """Claim up to ``limit`` notices for sending to a sink, the earliest ``at`` first, as they stand from then on.

        Those that wait for it and whose ``at`` has come by ``now``; of a case only the first that waits for it, so that
        its notices go out in their order. Each gets the ``claim``, one try more, and ``until`` as its ``at``: unless it
        is settled before, it may be taken again then. Two that take at once never get the same.
        """
        ...

    def settle(self, outgoing: Outgoing, claim: str) -> bool:
        """Write how the delivery of a notice stands now; False, and nothing is written, where the claim on it is no
        longer ``claim``.
        """
        ...

    def outgoing(
        self, tenant: str, state: str, limit: int, after: int = 0, sink: str | None = None
    ) -> Sequence[Outgoing]:
        """Up to ``limit`` notices in a state, in the order the outbox was filled, from behind the ``after``-th on; only
        those for one ``sink`` where it is given ("": for none by name).
        """
        ...

    def backlog(self, tenant: str) -> Mapping[str, tuple[int, int]]:
        """How many notices wait for each sink, and how many are dead there; no sink that has neither."""
        ...

    def readdress(self, outgoing: Sequence[Outgoing], sink: str) -> int:
        """Have what still waits, or is dead, be for another sink, as it stands and in the place it has; where that has
        the notice already it is removed instead. How many it were.
        """
        ...

    def discard(self, outgoing: Sequence[Outgoing]) -> int:
        """Remove what still waits, or is dead; :meth:`notices` forgets a notice with the last of its entries. How many
        it were.
        """
        ...

    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove up to ``limit`` notices delivered before an instant, the oldest first; how many it were."""
        ...

    def due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases whose next rung (not due) comes at or before ``until``, earliest first, by their ids
        where at one instant: id and instant. ``after`` (instant, id): only those that come behind it in that order.

        A case is in it once, however many of its rungs have come: the sweep works through them case by case. Asked
        before all else, in a transaction that only reads, it may be of a moment before what is read after it.
        """
        ...

    def take_due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Iterable[tuple[Stored, datetime]]:
        """The cases that :meth:`due` tells, each loaded, and with its instant; nobody else writes to them until this
        transaction ends. What another transaction holds at this moment is left out, or waited for where the store
        cannot tell: of two sweepers each gets cases of its own.

        They may be gone through once, and each be read only when it is come to, so that one is in memory at a time.
        """
        ...

    def append_all(self, tenant: str, entries: Iterable[Entry], claims: Iterable[tuple[str, DueRow]]) -> None:
        """Write entries, each of another case, as :meth:`append` does, and take rungs, by the ids of their cases, as
        :meth:`claim` does; in as few steps as the store can.

        Entries may be made while they are gone through; whoever makes them asks this transaction for none of these
        cases. The rungs are gone through when all entries have been.

        :raises StaleVersion: a case has moved on, or a rung was taken before. The transaction is to be given up.
        """
        ...

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung for firing; False where (case, duty, run, rung, due) was taken before, by whomever."""
        ...

    def find(self, query: Query) -> Page:
        """The cases that match, in the order of their ids."""
        ...

    def keep_policy(self, policy: Policy) -> None:
        """Keep the document of a policy version under its hash; keeping it again changes nothing."""
        ...

    def policy(self, hash: str) -> Policy | None:
        """A policy version that was kept.

        :raises IntegrityError: its document is not the one the hash was taken of.
        """
        ...

    def policies(self) -> Iterable[Policy]:
        """Every policy version that was kept, each once, in any order. Raises as :meth:`policy`."""
        ...

    def attempt(self, attempt: Attempt) -> None:
        """Put a refused command into the attempt log."""
        ...

    def attempts(self, tenant: str, case_id: str) -> Sequence[Attempt]:
        """The refused commands on a case, in order."""
        ...

    def log(self, accesses: Sequence[Accessed]) -> None:
        """Put looks at cases into the access log, in this order; each gets its ``n``, higher than those before."""
        ...

    def accesses(self, query: AccessQuery) -> Sequence[Accessed]:
        """The looks that match, in the order the query says; also once the case is gone."""
        ...

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove up to ``limit`` looks from before an instant, the oldest first; how many it were."""
        ...

    def personal(self, tenant: str, case_id: str) -> Sequence[PersonalValue]:
        """The personal values beside the events of a case that have not been erased."""
        ...

    def erase(self, tenant: str, case_id: str, paths: Collection[str] | None) -> int:
        """Erase the personal values of a case at these paths, of whichever event (None: all of them), so that nothing
        of them is left in the store once it has been written back to disk. How many there were.
        """
        ...

    def mark(self, tenant: str, name: str) -> str | None:
        """A small value the desk keeps (how far standing cases are opened)."""
        ...

    def set_mark(self, tenant: str, name: str, value: str) -> None:
        """Keep a small value."""
        ...

    def case_ids(self, tenant: str, limit: int | None = None, after: str | None = None) -> Sequence[str]:
        """Up to ``limit`` ids of a tenant's cases (None: all), in their order, from behind ``after`` on (None: from the
        first one); those that have but events left included.
        """
        ...

    def faults(self, tenant: str) -> Sequence[tuple[str, str]]:
        """What is wrong with the store itself, and with what it keeps beside the events to find cases and their rungs
        by, as (case id, what); "" for what is of no case. Slow: it reads everything, a page at a time.
        """
        ...

    def savepoint(self) -> int:
        """Mark where the work stands. Savepoints nest: the newest is undone, or released, first."""
        ...

    def back_to(self, savepoint: int) -> None:
        """Undo everything since a savepoint, which is used up by that."""
        ...

    def release(self, savepoint: int) -> None:
        """Give a savepoint up; what was done since stays."""
        ...


class Store(Protocol):
    """Where cases are kept."""

    def begin(self, *, reading: bool = False) -> AbstractContextManager[Transaction]:
        """A unit of work, to be entered with ``with``. ``reading``: nothing will be written, so that no writer need be
        held up by it; all its reads still see one and the same state.
        """
        ...

    def using(self, connection: Any) -> AbstractContextManager[Transaction]:
        """A unit of work inside a transaction of the caller's own, on a connection to the same database.

        Leaving it with an exception takes back what was done in it; committing, or rolling back, stays the caller's.

        :raises InvalidInput: it is no such connection, or the store has none.
        """
        ...

    def now(self) -> datetime | None:
        """The store's own clock, which the sweep goes by; None where it has none."""
        ...
