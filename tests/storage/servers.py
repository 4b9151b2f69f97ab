"""Databases for the stores on SQLAlchemy: a new one each time, dropped at the end; what has no server is skipped."""

from __future__ import annotations

import atexit
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from complaintkit.storage import SQLAlchemyStore
from complaintkit.storage.sqlalchemy_schema import identity, metadata

SERVERS = {
    "postgresql": os.environ.get("COMPLAINTKIT_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"),
    "mariadb": os.environ.get("COMPLAINTKIT_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test"),
}
"""Where servers are looked for; their user may create databases."""
KINDS = ("sqlite", *SERVERS)


_FREE: dict[str, list[str]] = {kind: [] for kind in SERVERS}
"""Databases of this run whose tables are made and empty: making them takes a server much longer than emptying them."""
_RUN = ExitStack()
atexit.register(_RUN.close)


def _made(server: sa.Engine) -> str:
    name = f"ck_{uuid.uuid4().hex[:16]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    _RUN.callback(_drop, server, name)
    return server.url.set(database=name).render_as_string(hide_password=False)


def _drop(server: sa.Engine, name: str) -> None:
    force = " WITH (FORCE)" if server.dialect.name == "postgresql" else ""
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}{force}")


def emptied(url: str) -> None:
    """Take every row out of a database that was made for tests; its tables stay."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for table in metadata.tables.values():
            if table is not identity:
                connection.execute(table.delete())


class Databases:
    """Makes empty databases of a kind, and stores on them; all are closed at the end."""

    def __init__(self, kind: str, folder: Path, opened: ExitStack) -> None:
        self.kind = kind
        self._folder = folder
        self._opened = opened
        self._names = count()
        if kind in SERVERS:
            self._server = sa.create_engine(SERVERS[kind], isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            try:
                self._server.connect().close()
            except SQLAlchemyError as error:
                pytest.skip(f"no {kind} server at {self._server.url!r}: {type(error).__name__}")

    def new(self) -> str:
        """The URL of a database without any table."""
        if self.kind == "sqlite":
            return f"sqlite:///{self._folder / f'{next(self._names)}.db'}"
        return _made(self._server)

    def url(self) -> str:
        """The URL of a database whose tables, where it has any, are empty; nobody else has it while this test runs."""
        if self.kind == "sqlite":
            return self.new()
        free = _FREE[self.kind]
        url = free.pop() if free else self.new()
        self._opened.callback(self._give_back, url)
        return url

    def _give_back(self, url: str) -> None:
        emptied(url)
        _FREE[self.kind].append(url)

    def store(self, url: str | None = None, **options: Any) -> SQLAlchemyStore:
        """A store on a database, an empty one where none is given; the desk's clock counts unless said otherwise."""
        return self._opened.enter_context(SQLAlchemyStore(url or self.url(), **{"server_clock": False, **options}))

    def again(self, store: SQLAlchemyStore, **options: Any) -> SQLAlchemyStore:
        """The database of a store opened once more."""
        return self.store(url_of(store), **options)

    def connection(self, store: SQLAlchemyStore) -> sa.Connection:
        """A connection of the caller's own to the database of a store."""
        connection = sa.create_engine(url_of(store), poolclass=sa.NullPool).connect()
        self._opened.callback(connection.close)
        return connection


def url_of(store: SQLAlchemyStore) -> str:
    """The URL of a store's database, the password included."""
    return store._engine.url.render_as_string(hide_password=False)


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Databases]:
    """Databases of a kind; the test is skipped where there is no server for them."""
    with ExitStack() as opened:
        yield Databases(kind, folder, opened)
