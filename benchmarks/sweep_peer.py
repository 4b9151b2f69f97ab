"""The statements of a sweep on PostgreSQL with nothing around them: what the server, the driver and the machine allow.

Cases of one tenant a process are swept once, on a copy of the database, and every statement that a writing transaction
runs is noted with its values. Then the processes run the very same ones, each those of its tenant, in the same
transactions, on another copy; a row lies in each copy where it lay in the first, so that they do the same.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

Page = list[tuple[str, Any]]
"""The statements of a transaction, each with its values."""


def noted(url: str, tenant: str, cases: int, warm: int) -> tuple[int, int, list[Page]]:
    """Sweep a tenant's cases: how many rungs came after those of the first ``warm``, how many pages were written of
    those, and all pages.
    """
    from benchmarks.sweep import desk_on
    from complaintkit.storage import SQLAlchemyStore
    from complaintkit.storage.sqlalchemy_postgresql import LateTransaction

    pages: list[Page] = []
    plain = LateTransaction._on_cursor

    def note(tx: Any, what: str, sql: str, given: Any) -> Any:
        if tx._writing:
            if not tx._begun:
                pages.append([])
            pages[-1].append((sql, given))
        return plain(tx, what, sql, given)

    with SQLAlchemyStore(url, migrate=False, server_clock=False) as store:
        desk, clock = desk_on(store, tenant=tenant)
        clock.advance(timedelta(days=14))
        with patch.object(LateTransaction, "_on_cursor", note):
            desk.sweep(limit=warm)
            first = len(pages)
            report = desk.sweep(limit=cases)
    return len(report.fired) + len(report.skipped), first, pages


@contextmanager
def copied(url: Any) -> Iterator[Any]:
    """The URL of a copy of a database that nobody is connected to, gone afterwards."""
    import sqlalchemy as sa

    from benchmarks.postgresql import SERVER

    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"{url.database}_copy"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {url.database}")
    try:
        yield server.url.set(database=name)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _work(url: str, script: str) -> None:
    """One of several processes: wait for the word, run the statements, and tell when."""
    import psycopg

    from complaintkit.storage.sqlalchemy_lists import learn

    done, first, pages = pickle.loads(Path(script).read_bytes())
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection, connection.cursor() as cursor:
        learn(cursor)
        for page in pages[:first]:
            _run(cursor, page)
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.time()
        for page in pages[first:]:
            _run(cursor, page)
        print(json.dumps((begun, time.time(), done)))


def _run(cursor: Any, page: Page) -> None:
    """The statements of a transaction."""
    cursor.execute("BEGIN ISOLATION LEVEL READ COMMITTED", prepare=False)
    for sql, given in page:
        cursor.execute(sql, given)
        if cursor.description is not None:
            cursor.fetchall()
    cursor.execute("COMMIT", prepare=False)


if __name__ == "__main__":
    _work(sys.argv[1], sys.argv[2])
