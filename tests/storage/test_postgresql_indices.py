"""What cases are found by on PostgreSQL, whose indices hold only the entries that lead to one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Query
from complaintkit.storage import MemoryStore
from complaintkit.storage import sqlalchemy_schema as db
from tests.storage.servers import databases, url_of
from tests.storage.shop import START, desk_on, file
from tests.storage.test_sqlite_find import grown

PARTLY = ("assigned", "category", "channel", "next_due", "number", "period", "wakes_at")


@pytest.fixture
def made(tmp_path):
    with databases("postgresql", tmp_path) as found:
        yield found


def indices(connection):
    asked = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ck_cases'"
    return {row.indexname: row.indexdef for row in connection.execute(sa.text(asked))}


def test_tables_of_an_older_release_get_the_indices_of_new_ones(made):
    """They are those that the statements are written for, with what each leaves out."""
    engines = [sa.create_engine(url, poolclass=sa.NullPool) for url in (made.new(), made.new())]
    with engines[0].begin() as connection:
        command.upgrade(db.config_of(connection), "0006")
        assert not any("WHERE" in text for text in indices(connection).values())
    made.store(engines[0].url.render_as_string(hide_password=False)).close()
    with engines[1].begin() as connection:
        db.metadata.create_all(connection)
    with engines[0].connect() as brought_up, engines[1].connect() as new:
        assert indices(brought_up) == indices(new)
        assert sorted(name for name, text in indices(new).items() if "WHERE" in text) == [
            f"ck_by_{column}" for column in PARTLY
        ]


def plan(store, query, *only):
    """How the server answers a query where there are no indices but ``only`` these."""
    asked = []
    with store.begin(reading=True) as tx:
        tx._all = lambda statement: asked.append(statement) or ()
        tx.find(query)
    text = asked[0].compile(dialect=store._engine.dialect, compile_kwargs={"literal_binds": True})
    with store._engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        for name in set(indices(connection)) - {"ck_cases_pkey", *only}:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql("ALTER TABLE ck_cases DROP CONSTRAINT ck_cases_pkey")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        lines = connection.exec_driver_sql(f"EXPLAIN {text}".replace("%", "%%")).scalars().all()
        connection.rollback()
    return "\n".join(lines)


def test_each_query_can_use_its_index(made):
    """A query that names a value, or a moment, asks for nothing that its index leaves out."""
    store = made.store()
    for column in ("assigned", "category", "channel", "number", "period"):
        told = plan(store, Query(tenant="acme", **{column: "x"}), f"ck_by_{column}")
        assert f"ck_by_{column}" in told, told
        assert "Seq Scan" not in told, told
    told = plan(store, Query(tenant="acme", overdue_at=START), "ck_by_next_due", "ck_by_wakes_at")
    assert "ck_by_next_due" in told, told
    assert "ck_by_wakes_at" in told, told
    assert "Seq Scan" not in told, told


def test_the_same_is_found_as_in_memory(made):
    """On every day of two weeks what is overdue, and what still waits for the sweep."""
    ours, (memory, _) = desk_on(made.store())[0], grown(MemoryStore())
    ours, _ = grown(ours.store)
    for days in range(14):
        at = START + timedelta(days=days)
        found, expected = [each.find(overdue_at=at).cases for each in (ours, memory)]
        assert [case.id for case in found] == [case.id for case in expected], days
        dues = []
        for desk in (ours, memory):
            with desk.store.begin(reading=True) as tx:
                dues.append(tx.due("acme", at, 100))
        assert dues[0] == dues[1], days


@pytest.mark.parametrize("waits", [None, 1, 4, 5, 6, 9])
def test_what_is_overdue_is_found_whatever_waits_beside_it(made, waits):
    """Whether a rung comes before the due, with it, behind it, or none: a case is found once, from its due on."""
    store = made.store()
    desk, _ = desk_on(store)
    ids = sorted(file(desk, n).id for n in range(3))
    due = to_us(START) + 5
    rung = None if waits is None else due - 5 + waits
    engine = sa.create_engine(url_of(store), poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.update(db.cases).values(next_due=due, wakes_at=rung))
        connection.execute(sa.update(db.cases).where(db.cases.c.id == ids[2]).values(next_due=None))
    for us, overdue in ((4, []), (5, []), (6, ids[:2]), (10, ids[:2])):
        found = desk.find(overdue_at=START + timedelta(microseconds=us)).cases
        assert [case.id for case in found] == overdue, us
