"""The store for a database server: PostgreSQL, MariaDB or MySQL through SQLAlchemy; SQLite too."""

from __future__ import annotations

import math
import os
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError

from complaintkit.desk.ports import Transaction
from complaintkit.errors import InvalidInput, StoreError
from complaintkit.rules.policy import Policy
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.cache import CACHED, Cache
from complaintkit.storage.sqlalchemy_errors import told
from complaintkit.storage.sqlalchemy_joining import IN_A_THREAD, JoinedUnit, joined_to
from complaintkit.storage.sqlalchemy_transaction import Held, SQLAlchemyTransaction, Unit

if TYPE_CHECKING:
    from complaintkit.storage.sqlalchemy_postgresql import LateTransaction

__all__ = ["SQLAlchemyStore"]

IDLE = 1.0
"""Seconds after which a connection is asked whether it still stands before it is used."""

_CLOCKS = {
    "postgresql": "SELECT clock_timestamp() AT TIME ZONE 'UTC'",
    "mysql": "SELECT UTC_TIMESTAMP(6)",
    "mariadb": "SELECT UTC_TIMESTAMP(6)",
}
_PLACES = {
    "postgresql": "SELECT current_database()",
    "mysql": "SELECT database()",
    "mariadb": "SELECT database()",
    "sqlite": "SELECT file FROM pragma_database_list WHERE name = 'main'",
}
"""What tells the database a connection is to, by its dialect: the dialects that a store can be on."""


class SQLAlchemyStore:
    """Cases in a database behind SQLAlchemy 2: PostgreSQL (with psycopg), MariaDB or MySQL (with PyMySQL), SQLite.

    ``database`` is a URL, or an engine of yours whose pool is then shared. The tables, which begin with ``ck_``, are
    made and brought up to date by Alembic when the store is opened; with ``migrate=False`` they must be there already.
    ``server_clock``: the sweep goes by the clock of the database server, which all sweepers share (SQLite has none).

    A writing transaction runs at READ COMMITTED and locks what it loads, counts and marks until it ends, so that of two
    commands on one case the second waits and sees what the first wrote; what two insert at once is told apart by unique
    keys. Two that wait for each other: the database ends one, which is :class:`~complaintkit.errors.StaleVersion`, and
    a desk tries it again. A reading transaction sees one state (REPEATABLE READ) and locks nothing; what is due, asked
    before all else, is looked for without one. On SQLite one writes at a time. One store may serve several desks,
    threads and processes.

    On MariaDB and MySQL tenants, case ids, stages, numbers and what else cases are told apart by may have 100
    characters, scopes, idempotency keys, references and party keys 255; on the others there is no bound.

    :raises InvalidInput: no URL or engine, or a database of another kind.
    :raises StoreError: the database cannot be used; its ``kind`` and text say why and what to do.
    """

    def __init__(self, database: str | Engine, *, migrate: bool = True, server_clock: bool = True) -> None:
        self._engine, self._own = _engine_of(database)
        dialect = self._engine.dialect.name
        self._late = late_transactions() if self._own and self._engine.driver == "psycopg" else None
        self.path = self._engine.url.render_as_string(hide_password=True)
        self._clock = _CLOCKS.get(dialect) if server_clock else None
        lasting = {} if dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        changing = {} if dialect == "sqlite" else {"isolation_level": "READ COMMITTED"}
        self._readers = self._engine.execution_options(**lasting)
        self._writers = self._engine.execution_options(ck_writing=True, **changing)
        self._askers = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        """What asks without a transaction, and so waits for the server once."""
        self._policies: dict[str, Policy] = {}
        self._stage_kinds: dict[str, Mapping[str, str]] = {}
        self._cache: Cache[Held] = Cache(CACHED)
        self._here = _Here()
        self._closed = False
        try:
            self._set_up(migrate)
        except BaseException:
            self.close()
            raise
        _STORES.add(self)

    def begin(self, *, reading: bool = False) -> AbstractContextManager[Transaction]:
        """A unit of work; within one that runs in this thread it is a part of that."""
        return Unit(self, not reading)

    def using(self, connection: Any) -> AbstractContextManager[Transaction]:
        """A unit of work inside the transaction of a SQLAlchemy connection, or ORM session, of the caller's own to the
        same database.

        It runs at the connection's own isolation level. Committing, or rolling back, stays the caller's. A session is
        flushed first; where an exception leaves the block, what it flushed within is taken back with the commands.

        :raises InvalidInput: it is neither, an asynchronous one, or one that commits by itself.
        """
        try:
            own, session = joined_to(connection)
            if _commits_by_itself(own):
                raise InvalidInput.one("it commits by itself: expected a connection with a transaction", "connection")
            if (
                _family(own.dialect.name) != _family(self._engine.dialect.name)
                or self._identity_on(own) != self._identity
            ):
                raise InvalidInput.one(
                    f"expected a connection to {self.path!r}, got one to another database", "connection"
                )
        except SQLAlchemyError as error:
            raise told(error, self.path) from getattr(error, "orig", None)
        return JoinedUnit(self, own, session)

    def now(self) -> datetime | None:
        """The clock of the database server, in UTC; None where it has none or is not asked."""
        if self._clock is None:
            return None
        if self._late:
            return self._late.told_time(self._engine, self._clock, self.path).replace(tzinfo=UTC)
        try:
            with self._connected(self._askers) as connection:
                found: datetime = connection.exec_driver_sql(self._clock).scalar_one()
        except SQLAlchemyError as error:
            raise told(error, self.path) from getattr(error, "orig", None)
        return found.replace(tzinfo=UTC)

    def close(self) -> None:
        """Close the connections that are the store's own; an engine you gave it stays open. It cannot be used again."""
        self._closed = True
        self._cache.clear()
        if self._own:
            self._engine.dispose()

    def __enter__(self) -> SQLAlchemyStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, writing: bool) -> SQLAlchemyTransaction:
        if self._closed:
            raise StoreError("closed", self.path, "it was closed; open it again")
        try:
            engine = self._writers if writing else self._readers
            connection = self._engine.connect() if self._late else self._connected(engine)
            try:
                connection.begin()
                return (self._late or SQLAlchemyTransaction)(self, connection, writing)
            except BaseException:
                connection.close()
                raise
        except SQLAlchemyError as error:
            raise told(error, self.path) from getattr(error, "orig", None)

    def _connected(self, engine: Engine) -> Connection:
        """A connection at the isolation level of its work; where setting it shows that it was lost, another."""
        dialect = self._engine.dialect
        try:
            return engine.connect()
        except dialect.loaded_dbapi.Error as error:  # while a level is set drivers' errors come as they are
            if not dialect.is_disconnect(error, None, None):
                raise StoreError("failed", self.path, f"the driver raised {type(error).__name__}; try again") from error
            engine.dispose()
            return engine.connect()

    def _set_up(self, migrate: bool) -> None:
        try:
            with self._writers.connect() as connection:
                stands = db.standing(connection)
                if stands == "newer":
                    what = "its tables are of a newer release; upgrade complaintkit"
                    raise StoreError("newer", self.path, what)
                if stands != "current":
                    if not migrate:
                        what = "its tables are not there or not up to date; open it once with migrate=True"
                        raise StoreError("missing", self.path, what)
                    db.upgrade(connection)
                    connection.commit()
                self._identity = self._identity_on(connection)
        except SQLAlchemyError as error:
            raise told(error, self.path) from getattr(error, "orig", None)

    def _identity_on(self, connection: Connection) -> tuple[str, str] | None:
        """Which store a connection leads to, and in which database; None where it leads to none."""
        if not inspect(connection).has_table(db.identity.name):
            return None
        place = connection.execute(text(_PLACES[connection.dialect.name])).scalar_one()
        return str(connection.execute(select(db.identity.c.id)).scalar_one()), str(place)


class _Here(threading.local):
    """What a store holds for the thread at work."""

    transaction: SQLAlchemyTransaction | None = None
    depth = 0


_STORES: weakref.WeakSet[SQLAlchemyStore] = weakref.WeakSet()


def _in_child() -> None:
    """In a child process: leave the parent's connections alone and begin anew."""
    for store in list(_STORES):
        store._engine.dispose(close=False)
        store._here = _Here()
        store._cache = Cache(CACHED)  # another thread may have held its lock


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def late_transactions() -> type[LateTransaction]:
    """What works on PostgreSQL with psycopg, which is read only where it is used."""
    from complaintkit.storage.sqlalchemy_postgresql import LateTransaction

    return LateTransaction


def _family(dialect: str) -> str:
    """What connections to one and the same server have in common: SQLAlchemy has two names for MariaDB's."""
    return "mysql" if dialect == "mariadb" else dialect


def _commits_by_itself(connection: Connection) -> bool:
    """Whether a connection is in autocommit, by SQLAlchemy's option or by its driver's."""
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return True
    raw: Any = connection.connection.dbapi_connection
    asked = getattr(raw, "get_autocommit", None)
    return bool(asked()) if asked is not None else getattr(raw, "autocommit", None) is True


def _engine_of(database: Any) -> tuple[Engine, bool]:
    """The engine of a URL, or the one given, and whether it is ours to close."""
    if type(database).__module__.startswith("sqlalchemy.ext.asyncio"):
        raise InvalidInput.one(f"{type(database).__name__} {IN_A_THREAD}", "database")
    try:
        url = database.url if isinstance(database, Engine) else make_url(database)
    except (ArgumentError, ValueError) as error:
        what = "expected a database URL, such as postgresql+psycopg://user@host/name, or an engine"
        raise InvalidInput.one(what, "database") from error
    name = url.get_backend_name()
    if name not in _PLACES:
        raise InvalidInput.one(f"expected PostgreSQL, MariaDB, MySQL or SQLite, got {name!r}", "database")
    try:
        dialect = url.get_dialect()
    except ArgumentError as error:
        raise InvalidInput.one(f"SQLAlchemy knows no driver {url.drivername!r}", "database") from error
    if dialect.is_async:
        raise InvalidInput.one(f"the driver of {url.drivername!r} {IN_A_THREAD}", "database")
    if name != "sqlite":
        if isinstance(database, Engine):
            return database, False
        level: Any = {"isolation_level": "AUTOCOMMIT"} if dialect.driver == "psycopg" else {}
        try:
            engine = create_engine(url, hide_parameters=True, **level)
        except ModuleNotFoundError as error:
            what = f"its driver {error.name!r} is not installed; the extras postgresql and mariadb bring one"
            raise StoreError("cannot_open", url.render_as_string(), what) from error
        return _asked_when_idle(engine), True
    if url.database in (None, "", ":memory:"):
        raise InvalidInput.one("expected the path of a file; for a store in memory use MemoryStore()", "database")
    return _on_file(url), True


def _asked_when_idle(engine: Engine) -> Engine:
    """An engine whose connections are asked whether they still stand, if they were not used for a while; asking them
    every time would make each command wait for the server once more.
    """
    dialect = engine.dialect

    @event.listens_for(engine, "checkin")
    def used(raw: Any, record: Any) -> None:
        record.info["ck_used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(raw: Any, record: Any, _: object) -> None:
        if time.monotonic() - record.info.get("ck_used", -math.inf) < IDLE:
            return
        try:
            dialect.do_ping(raw)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, raw, None):
                raise DisconnectionError from error  # the pool takes another
            raise

    return engine


def _on_file(url: Any) -> Engine:
    """An engine on a SQLite file, whose transactions begin as we say."""
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("ck_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
