"""A unit of work in a transaction of the caller's own: of a SQLAlchemy connection, or of an ORM session."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError, UnboundExecutionError

from complaintkit.errors import InvalidInput, StaleVersion, StoreError
from complaintkit.storage.sqlalchemy_transaction import SQLAlchemyTransaction
from complaintkit.storage.sqlite_errors import ENDED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from complaintkit.storage.sqlalchemy import SQLAlchemyStore

IN_A_THREAD = (
    "is asynchronous: give the store a synchronous driver, such as postgresql+psycopg:// or mysql+pymysql://, and call "
    "the desk in a worker thread (asyncio.to_thread)"
)
"""A task that waits for its connection lets others of its thread run, whose commands would get into its transaction."""


def joined_to(given: Any) -> tuple[Connection, Session | None]:
    """The connection of what the caller gives, and the session it came by.

    :raises InvalidInput: it is neither a connection nor a session, or an asynchronous one.
    """
    session, connection = None, given
    if not isinstance(given, Connection):
        session = _session_of(given)
        try:
            connection = session.connection()
        except UnboundExecutionError as error:
            what = "the session does not say which database it means: give session.connection(bind_arguments=…)"
            raise InvalidInput.one(what, "connection") from error
    if connection.dialect.is_async:
        raise InvalidInput.one(f"its driver {IN_A_THREAD}", "connection")
    return connection, session


def _session_of(given: Any) -> Session:
    from sqlalchemy.orm import Session, scoped_session  # whoever has a session has imported it

    found = given() if isinstance(given, scoped_session) else given
    if isinstance(found, Session):
        return found
    if type(given).__module__.startswith("sqlalchemy.ext.asyncio"):
        raise InvalidInput.one(f"{type(given).__name__} {IN_A_THREAD}", "connection")
    what = "expected a sqlalchemy.Connection, or an ORM session, to this store's database"
    raise InvalidInput.one(f"{what}, got {type(given).__name__}", "connection")


class JoinedTransaction(SQLAlchemyTransaction):
    """A unit of work in which the caller, too, may go back to a savepoint."""

    session: Session | None = None

    def savepoint(self) -> int:
        """Where a command begins: what was read before may have been taken back by the caller meanwhile."""
        if self.session is not None:
            self.session.connection()  # a savepoint of the session is made once the session needs its connection
        self._seen.clear()
        return super().savepoint()


class JoinedUnit:
    """A unit of work in a transaction of the caller's own, whose commit and rollback stay the caller's.

    A session is told of the savepoint, so that it knows what of its own was taken back with it.
    """

    def __init__(self, store: SQLAlchemyStore, connection: Connection, session: Session | None) -> None:
        self._transaction = JoinedTransaction(store, connection, True)
        self._transaction.session = session
        self._connection: Any = connection
        self._session = session

    def __enter__(self) -> SQLAlchemyTransaction:
        if self._connection.dialect.name == "sqlite" and not self._connection.connection.in_transaction:
            self._transaction._plain("BEGIN IMMEDIATE")  # Python's driver begins none for a savepoint
        self._nested = None if self._session is None else self._session.begin_nested()
        self._within = self._connection.get_transaction()
        self._point = self._transaction.savepoint()
        return self._transaction

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._connection.get_transaction() is not self._within:
            if kind is None:
                raise StoreError("failed", self._transaction._where, ENDED)
            return
        if kind is None and not self._transaction._lost:
            self._transaction.release(self._point)
            if self._nested is not None:
                self._nested.commit()
            return
        self._transaction.back_to(self._point)
        if self._session is not None and self._nested is not None:
            with suppress(SQLAlchemyError):
                (self._session if self._transaction._lost else self._nested).rollback()
        if kind is None:
            raise StaleVersion("what this command read", 0, 1)
