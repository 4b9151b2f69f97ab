"""A unit of work on PostgreSQL that begins in the very message that reads its case.

The usual command reads one case and writes it. To begin by a message of its own would make each wait for the server
once more. What reads a case is prepared once on a connection, by a name, and called with nothing but the tenant and the
id; what is written goes as values beside its statement, which a server's log does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

from psycopg.pq import Escaping
from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import SQLAlchemyError

from complaintkit.storage.sqlalchemy_errors import from_driver, told
from complaintkit.storage.sqlalchemy_hot import hot
from complaintkit.storage.sqlalchemy_transaction import SQLAlchemyTransaction

if TYPE_CHECKING:
    from complaintkit.storage.sqlalchemy import SQLAlchemyStore

_BEGIN = {True: "BEGIN ISOLATION LEVEL READ COMMITTED", False: "BEGIN ISOLATION LEVEL REPEATABLE READ"}
_HOT = hot(PGDialect_psycopg(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]  # it has no annotations
_READS = {True: _HOT.load.sql, False: _HOT.look.sql}
_NAME = {writing: f"ck_{crc32(sql.encode()):08x}" for writing, sql in _READS.items()}
"""A statement's name says which it is: another release's may stand in the same session."""
_PREPARE = "; ".join(f"PREPARE {_NAME[writing]} AS {sql}" for writing, sql in _READS.items())
_ANOTHERS = frozenset(("26000", "42P05"))
"""What the server says where a pool in front of it gives us another's session now and then: there is no statement of
that name, or there is one already."""


class LateTransaction(SQLAlchemyTransaction):
    """A unit of work on a connection that commits every statement by itself, unless it is told to begin."""

    def __init__(self, store: SQLAlchemyStore, connection: Connection, writing: bool) -> None:
        super().__init__(store, connection, writing)
        self._begun = False
        self._cursor: Any = connection.connection.cursor()

    def _run(self, statement: Executable, values: Sequence[Mapping[str, Any]] | None = None) -> Any:
        self._begin()
        return super()._run(statement, values)

    def _on_cursor(self, what: str, sql: str, given: Any) -> Any:
        self._begin()
        return super()._on_cursor(what, sql, given)

    def _plain(self, sql: str) -> None:
        self._begin()
        super()._plain(sql)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            try:
                self._cursor.execute(_BEGIN[self._writing], prepare=False)
            except self._connection.dialect.loaded_dbapi.Error as error:
                raise self._driver_told(error, _BEGIN[self._writing]) from error

    @staticmethod
    def told_time(engine: Engine, clock: str, where: str) -> datetime:
        """What the server's clock tells, asked on the driver's own cursor: the sweep asks each time."""
        try:
            raw = engine.raw_connection()
        except SQLAlchemyError as error:
            raise told(error, where) from getattr(error, "orig", None)
        except engine.dialect.loaded_dbapi.Error as error:  # the pool passes on what making a connection met with
            raise told(from_driver(error, None, engine.dialect), where) from error
        try:
            cursor = raw.cursor()
            cursor.execute(clock)
            found: datetime = cast(Any, cursor.fetchone())[0]
        except engine.dialect.loaded_dbapi.Error as error:
            known = from_driver(error, clock, engine.dialect, raw)
            if known.connection_invalidated:
                raw.invalidate(known)
            raise told(known, where) from error
        finally:
            raw.close()
        return found

    def due(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Sequence[tuple[str, datetime]]:
        """Up to ``limit`` cases whose next rung comes at or before ``until``, earliest first. Asked before all else, to
        read, it waits for the server once: a statement sees one state by itself.
        """
        begun, self._begun = self._begun, self._begun or not self._writing
        try:
            return super().due(tenant, until, limit, after)
        finally:
            self._begun = begun or self._writing

    def _row(self, key: tuple[str, str]) -> Any:
        """The row of a case; the first one is read in the message that begins."""
        if self._begun or any("\0" in part for part in key):  # no text for PostgreSQL: its driver tells so
            return super()._row(key)
        name, raw = _NAME[self._writing], cast(Any, self._connection.connection.dbapi_connection)
        known = self._connection.info  # of the driver's connection, as long as it lasts
        try:
            if "ck_prepared" not in known:
                self._cursor.execute(_PREPARE, prepare=False)
                known["ck_prepared"] = Escaping(raw.pgconn)
            if known["ck_prepared"] is None:
                return super()._row(key)
            tenant, id = [bytes(known["ck_prepared"].escape_literal(part.encode())).decode() for part in key]
            self._begun = True
            self._cursor.execute(f"{_BEGIN[self._writing]}; EXECUTE {name} ({tenant}, {id})", prepare=False)
        except self._connection.dialect.loaded_dbapi.Error as error:
            if getattr(error, "sqlstate", None) not in _ANOTHERS:
                raise self._driver_told(error, name) from error
            raw.rollback()
            self._begun, known["ck_prepared"] = False, None
            return super()._row(key)
        self._cursor.nextset()
        return self._cursor.fetchone()
