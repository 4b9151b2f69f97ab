"""An outbox that an older release filled: its notices wait to be sent, each from its own instant on."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from complaintkit.deadlines.instants import to_us
from complaintkit.storage import SQLiteStore, sqlite_schema
from complaintkit.storage import sqlalchemy_schema as db
from tests.storage.servers import KINDS, databases

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROWS = [("acme", f"n-{n}", "c1", "form", "slip", "boss", to_us(AT + timedelta(seconds=n))) for n in (1, 2)]
COLUMNS = ("tenant", "id", "case_id", "what", "subject", "recipient", "at")


WAITING = [(f"n-{n}", AT + timedelta(seconds=n), 0, "", "") for n in (1, 2)]


def held(store):
    """The older release's notices as the store tells them, and which is taken first; and they can be spread."""
    with store.begin() as tx:
        point = tx.savepoint()
        assert tx.spread("acme", ("crm", "mail"), AT + timedelta(days=1), 9) == 2
        assert [o.notice.id for o in tx.outgoing("acme", "waiting", 9)] == ["n-1", "n-1", "n-2", "n-2"]
        tx.back_to(point)
        waiting = [(o.notice.id, o.at, o.tries, o.claim, o.error) for o in tx.outgoing("acme", "waiting", 9)]
        return waiting, [o.notice.id for o in tx.take("acme", "me", AT + timedelta(days=1), AT + timedelta(days=2), 9)]


def test_a_file_of_the_first_schema(tmp_path, monkeypatch):
    """Opening it brings its outbox up to date."""
    path, steps = tmp_path / "old.db", sqlite_schema.MIGRATIONS
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", steps[:1])
    SQLiteStore(path).close()
    with sqlite3.connect(path) as own:
        own.executemany(f"INSERT INTO ck_outbox ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
    own.close()
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", steps)
    with SQLiteStore(path) as store:
        assert held(store) == (WAITING, ["n-1"])


@pytest.mark.parametrize("kind", KINDS)
def test_tables_of_the_first_revision(kind, tmp_path):
    """So does Alembic's second step, on each kind of database."""
    with databases(kind, tmp_path) as made:
        url = made.new()
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            command.upgrade(db.config_of(connection), "0001")
            table = sa.table("ck_outbox", *[sa.column(name) for name in COLUMNS])
            connection.execute(table.insert(), [dict(zip(COLUMNS, row, strict=True)) for row in ROWS])
        assert held(made.store(url)) == (WAITING, ["n-1"])
