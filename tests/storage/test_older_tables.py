"""Tables that an older release filled with whole cases: brought up to date, they tell the same and go on."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic import command

from complaintkit.errors import StoreError
from complaintkit.storage import SQLiteStore, sqlite_schema
from complaintkit.storage import sqlalchemy_schema as db
from tests.storage.servers import url_of
from tests.storage.shop import BOSS, CLERK, desk_on, file, opened, walk, without_chance


def stands(desk):
    """All that is told of every case, and an anchor for each."""
    return without_chance(desk), {case.id: (case.version, case.hash) for case in desk.find(limit=99).cases}


def goes_on(desk):
    """A case is filed and answered as ever."""
    case = file(desk, 77)
    assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
    assert desk.act(case.id, "answer", by=BOSS, message={"means": "letter"}).stage == "done"
    assert desk.verify().ok


@pytest.mark.parametrize("steps", range(1, len(sqlite_schema.MIGRATIONS)))
def test_a_file_of_each_earlier_schema(steps, tmp_path, monkeypatch):
    """Cases, events, personal values, serials, keys, claims and attempts of a file are there as they were."""
    with opened(tmp_path / "now.db") as now:
        desk, clock = desk_on(now)
        walk(desk, clock)
        told, anchors = stands(desk)
    all_steps = sqlite_schema.MIGRATIONS
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", all_steps[:steps])
    SQLiteStore(tmp_path / "old.db").close()
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.execute("ATTACH ? AS now", (str(tmp_path / "now.db"),))
        for (table,) in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            names = ", ".join(f'"{row[1]}"' for row in old.execute(f"PRAGMA table_info({table})"))
            old.execute(f"DELETE FROM {table}")
            old.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM now.{table}")
        old.commit()
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", all_steps)
    with opened(tmp_path / "old.db") as store:
        again, _ = desk_on(store, now=clock.now())
        assert without_chance(again) == told
        assert again.verify(anchors).ok
        goes_on(again)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_tables_of_each_earlier_revision_are_brought_up_to_date_with_what_is_in_them(made, revision):
    """Cases, events, personal values, serials, keys, claims, attempts: all is told as before, and goes on."""
    now = made.store()
    desk, clock = desk_on(now)
    walk(desk, clock)
    told, anchors = stands(desk)
    older = made.new()
    target, source = (sa.create_engine(url, poolclass=sa.NullPool) for url in (older, url_of(now)))
    with source.connect() as rows, target.begin() as connection:
        command.upgrade(db.config_of(connection), revision)
        for table in sa.inspect(connection).get_table_names():
            if table == db.VERSION_TABLE:
                continue
            columns = [column["name"] for column in sa.inspect(connection).get_columns(table)]
            found = db.metadata.tables[table]
            connection.execute(sa.text(f"DELETE FROM {table}"))
            held = rows.execute(sa.select(*[found.c[name] for name in columns])).mappings().all()
            if held:
                into = sa.table(table, *[sa.column(name, found.c[name].type) for name in columns])
                connection.execute(into.insert(), [dict(row) for row in held])
        assert db.standing(connection) == "older"
        if connection.dialect.name == "postgresql":  # rows that came with their numbers draw none
            for table in ("ck_events", "ck_outbox", "ck_attempts", "ck_personal"):
                asked = f"SELECT setval(pg_get_serial_sequence('{table}', 'n'), (SELECT max(n) + 1 FROM {table}))"
                connection.execute(sa.text(asked))
    with pytest.raises(StoreError, match="migrate=True"):
        made.store(older, migrate=False)
    again, _ = desk_on(made.store(older), now=clock.now())
    assert without_chance(again) == told
    assert again.verify(anchors).ok
    goes_on(again)
