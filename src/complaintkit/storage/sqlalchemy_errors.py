"""What a database behind SQLAlchemy complains about, told as one clear error, without what the statement held."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from complaintkit.errors import ComplaintKitError, StaleVersion, StoreError

_AGAIN = frozenset(("40001", "40P01", "1213"))
"""A transaction that the database gave up for another's sake: deadlocks, and states that cannot be put in a row."""
_KINDS: dict[str, tuple[str, str]] = {
    "55P03": ("locked", "another kept it locked for too long; try again"),
    "1205": ("locked", "another kept it locked for longer than the server waits; try again"),
    "database is locked": ("locked", "another process kept it locked for too long; try again"),
    "53100": ("full", "the server's disk is used up; make room and try again"),
    "1021": ("full", "the server's disk is used up; make room and try again"),
    "1114": ("full", "the server's disk is used up; make room and try again"),
    "25006": ("read_only", "the server lets it only be read; connect to one that can be written to"),
    "1290": ("read_only", "the server lets it only be read; connect to one that can be written to"),
}


def code_of(error: DBAPIError) -> str:
    """The number of MariaDB and MySQL, the SQLSTATE of PostgreSQL, the text of SQLite; "" where there is none."""
    origin: Any = error.orig
    first = next(iter(getattr(origin, "args", ())), "")
    if isinstance(first, int):
        return str(first)
    return str(getattr(origin, "sqlstate", None) or first)


def told(error: SQLAlchemyError, where: str) -> ComplaintKitError:
    """The error of ours for one of SQLAlchemy's. It quotes no statement and no value: they may be personal."""
    if isinstance(error, PoolTimeout):
        what = "every connection of the pool is in use; give the store an engine with a larger pool, or fewer threads"
        return StoreError("locked", where, what)
    if not isinstance(error, DBAPIError):
        return StoreError("failed", where, f"SQLAlchemy raised {type(error).__name__}; see to the connection")
    code, origin = code_of(error), type(error.orig).__name__
    if code in _AGAIN:
        return StaleVersion("what this command read", 0, 1)
    if code in _KINDS:
        return StoreError(_KINDS[code][0], where, _KINDS[code][1])
    if error.connection_invalidated:
        return StoreError("io", where, "the connection to the server was lost; try again once it is back")
    if error.statement is None:
        what = f"the database cannot be reached ({origin}); see that it runs, is there and lets you in"
        return StoreError("cannot_open", where, what)
    name = f"{origin} {code}" if len(code) <= 5 else origin  # what is longer is a text, and may quote values
    return StoreError("failed", where, f"the database refused a statement ({name}); run desk.verify()")


def from_driver(
    error: Exception, statement: str | None, dialect: Dialect, raw: Any = None, cursor: Any = None
) -> DBAPIError:
    """The error of SQLAlchemy for one that a driver raised past it: on a connection of its pool, and then it says
    whether that was lost; or, with no ``statement`` and no ``raw`` connection, while it was to be made.
    """
    driver: Any = dialect.loaded_dbapi
    lost = raw is not None and dialect.is_disconnect(cast(Any, error), raw.dbapi_connection, cursor)
    made = DBAPIError.instance(
        cast(Any, statement), None, error, driver.Error, connection_invalidated=lost, dialect=dialect
    )
    return cast(DBAPIError, made)


def gave_up(error: SQLAlchemyError) -> bool:
    """Whether MariaDB or MySQL took the whole transaction back, savepoints included."""
    return isinstance(error, DBAPIError) and code_of(error) == "1213"
