"""The embedded default store: one SQLite file, for several threads and processes at once."""

from __future__ import annotations

import os
import sqlite3
import threading
import weakref
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from complaintkit.errors import Faults, InvalidInput, StoreError
from complaintkit.rules.policy import Policy
from complaintkit.storage.cache import CACHED, Cache
from complaintkit.storage.sqlite_backup import copy_out, put_back
from complaintkit.storage.sqlite_cache import Held
from complaintkit.storage.sqlite_errors import told
from complaintkit.storage.sqlite_joining import JoinedTransaction
from complaintkit.storage.sqlite_schema import connect
from complaintkit.storage.sqlite_transaction import Reading, SQLiteTransaction

__all__ = ["SQLiteStore"]

_LOCKS: dict[tuple[int, int], threading.Lock] = {}
"""One writer lock a file and process, by the file's device and number."""
_LOCKS_LOCK = threading.Lock()
_INHERITED: list[Any] = []
"""Connections of a parent process: SQLite forbids a child to use them, or even to close them."""


class SQLiteStore:
    """Cases in one SQLite file, which is made where there is none.

    ``durability`` "full" keeps every command that was acknowledged, whatever happens to the machine; "normal" may lose
    the newest ones when the machine, not only the process, stops, and is faster; the file stays whole in both.
    ``timeout`` is how many seconds a writer waits for others before it gives up (StoreError, kind "locked").
    ``read_only`` opens a file that is there to read it only.

    One store may serve several desks and threads; each thread gets a connection of its own. Several processes may open
    the same file; it must be on a local disk. It may hold tables of the embedder's own beside ours, which begin with
    ``ck_``.

    :raises StoreError: the file cannot be used; its ``kind`` and text say why and what to do, and it is left as it was.
    :raises InvalidInput: an argument cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, SQLiteStore(f"{folder}/complaints.db") as store:
    ...     with store.begin() as transaction:
    ...         transaction.draw("acme", "2026"), transaction.draw("acme", "2026")
    (1, 2)
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: Literal["full", "normal"] = "full",
        timeout: float = 30.0,
        read_only: bool = False,
    ) -> None:
        self._file = _read_arguments(path, durability, timeout)
        self.path = str(path)
        self._durability = durability
        self._waits_for_disk = durability == "full"
        self._timeout = timeout
        self._read_only = read_only
        self._cache: Cache[Held] = Cache(CACHED)
        self._stage_kinds: dict[str, Mapping[str, str]] = {}
        self._policies: dict[str, Policy] = {}
        self._closed = False
        self._guard = threading.Lock()
        self._seats: weakref.WeakSet[_Seat] = weakref.WeakSet()
        self._local = threading.local()
        self._local.seat = self._take_seat()
        found = self._file.stat()
        with _LOCKS_LOCK:
            self._writer = _LOCKS.setdefault((found.st_dev, found.st_ino), threading.Lock())
        _STORES.add(self)

    def begin(self, *, reading: bool = False) -> SQLiteTransaction | Reading:
        """A unit of work; entering it to write waits until no other writes. ``reading``: nothing will be written."""
        seat: _Seat
        try:
            seat = self._local.seat
        except AttributeError:
            seat = self._local.seat = self._take_seat()
        return seat.transaction.reading if reading else seat.transaction

    def using(self, connection: sqlite3.Connection) -> JoinedTransaction:
        """A unit of work inside the transaction of a connection of the caller's own to the same file.

        Where none is open one is begun. Committing, or rolling back, stays the caller's.

        :raises InvalidInput: it is no such connection.
        """
        if not isinstance(connection, sqlite3.Connection):
            raise InvalidInput.one(
                f"expected a sqlite3.Connection to this store's file, got {type(connection).__name__}", "connection"
            )
        if connection.text_factory is not str:
            raise InvalidInput.one("expected a connection that reads text as str: leave its text_factory", "connection")
        try:
            held = {name: file for _, name, file in connection.execute("PRAGMA database_list").fetchall()}
        except sqlite3.Error as error:
            raise told(error, self.path) from error
        file = held.get("main")
        if not file or not os.path.samefile(file, self._file):
            raise InvalidInput.one(
                f"expected a connection to {self.path!r}, got one to {file or 'no file'!r}", "connection"
            )
        return JoinedTransaction(self, connection)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copy the file, as it is at one moment, to ``path``, where nothing may be yet. Writers go on meanwhile.

        Everything that was acknowledged before is in the copy; it stands under its name only once it is whole and on
        disk. Tables of the embedder's own are copied too. It holds what a later erasure takes out of this file.

        :raises StoreError: something is there already, or the disk is full; nothing is left behind.
        :raises InvalidInput: ``path`` is no path.

        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     with SQLiteStore(f"{folder}/complaints.db") as store:
        ...         store.backup(f"{folder}/monday.db")
        ...     with SQLiteStore.restore(f"{folder}/monday.db", f"{folder}/again.db") as restored:
        ...         restored.path == f"{folder}/again.db"
        True
        """
        if self._closed:
            raise StoreError("closed", self.path, "it was closed; open it again")
        connection = connect(self._file, durability="full", timeout=self._timeout, read_only=self._read_only)
        try:
            copy_out(connection, self.path, path)
        finally:
            connection.close()

    @classmethod
    def restore(cls, backup: str | os.PathLike[str], path: str | os.PathLike[str], **given: Any) -> SQLiteStore:
        """Open a store on a copy of a backup. ``given`` are the arguments of a store beside its path.

        Nothing may be at ``path`` yet: what is left of a damaged file is for you to move away. ``desk.verify`` with
        anchors that were kept elsewhere tells which events the backup had not seen.

        :raises StoreError: the backup is not of ours, or damaged; or something is at ``path`` already.
        """
        put_back(backup, path)
        return cls(path, **given)

    def now(self) -> datetime | None:
        """None: the desk's clock counts."""
        return None

    def close(self) -> None:
        """Close all connections; one that is in use by another thread is closed when that thread is done with it.

        A closed store cannot be used again; closing it twice does nothing.
        """
        self._closed = True
        with self._guard:
            seats = list(self._seats)
        for seat in seats:
            if not seat.transaction.busy:
                seat.transaction.close()
        self._cache.clear()

    def __enter__(self) -> SQLiteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take_seat(self) -> _Seat:
        connection = connect(self._file, durability=self._durability, timeout=self._timeout, read_only=self._read_only)
        seat = _Seat(self, connection)
        with self._guard:
            self._seats.add(seat)
        return seat

    def _enter(self, transaction: SQLiteTransaction, writing: bool) -> None:
        """Before a transaction begins: the store is open, and no other thread of this process writes.

        Its connection is marked before the store is looked at, and :meth:`close` does it the other way round, so that
        one of the two sees the other.
        """
        transaction.busy = True
        if self._closed:
            transaction.busy = False
            transaction.close()
            raise StoreError("closed", self.path, "it was closed; open it again")
        if writing and not self._writer.acquire(timeout=self._timeout):
            transaction.busy = False
            raise StoreError(
                "locked", self.path, f"another thread kept writing for longer than {self._timeout} s; try again"
            )

    def _leave(self, transaction: SQLiteTransaction, writing: bool) -> None:
        """After a transaction ended."""
        if writing:
            self._writer.release()
        transaction.busy = False
        if self._closed:
            transaction.close()

    def _forget(self) -> None:
        """In a child process: leave the parent's connections alone and begin anew."""
        _INHERITED.extend(seat.abandon() for seat in list(self._seats))
        self._guard = threading.Lock()
        self._seats = weakref.WeakSet()
        self._local = threading.local()


class _Seat:
    """A thread's connection, closed with the thread."""

    def __init__(self, store: SQLiteStore, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.transaction = SQLiteTransaction(store, connection)
        self._finalizer = weakref.finalize(self, connection.close)

    def abandon(self) -> tuple[Any, ...]:
        """Never close the connection; what must be kept for that."""
        self._finalizer.detach()
        return self.connection, self.transaction


_STORES: weakref.WeakSet[SQLiteStore] = weakref.WeakSet()


def _in_child() -> None:
    global _LOCKS_LOCK
    _LOCKS_LOCK = threading.Lock()
    for key in list(_LOCKS):
        _LOCKS[key] = threading.Lock()
    for store in list(_STORES):
        store._forget()
        found = store._file.stat()
        store._writer = _LOCKS.setdefault((found.st_dev, found.st_ino), threading.Lock())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def _read_arguments(path: Any, durability: object, timeout: object) -> Path:
    faults = Faults()
    if not isinstance(path, str | os.PathLike) or not str(path):
        faults.add("path", f"expected the path of a file, got {path!r}")
    elif str(path) == ":memory:":
        faults.add("path", "expected the path of a file; for a store in memory use MemoryStore()")
    if durability not in ("full", "normal"):
        faults.add("durability", f"expected 'full' or 'normal', got {durability!r}")
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 <= timeout <= 86_400:
        faults.add("timeout", f"expected seconds from 0 to 86400, got {timeout!r}")
    faults.raise_if_any(InvalidInput, "the store cannot be opened")
    return Path(os.fspath(path))
