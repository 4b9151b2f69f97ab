"""A sweep with nothing to do on a server: what it asks, and that it asks no less than it should."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from complaintkit.errors import StoreError
from tests.storage.servers import SERVERS
from tests.storage.shop import CLERK, START, desk_on, file
from tests.storage.test_sqlalchemy import cut

MONTH = START + timedelta(days=31)


@contextmanager
def heard():
    """What is sent to a PostgreSQL server meanwhile."""
    psycopg = pytest.importorskip("psycopg")
    said, plain = [], psycopg.Cursor.execute

    def execute(cursor, query, *given, **options):
        said.append(str(query))
        return plain(cursor, query, *given, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield said


def test_a_sweep_with_nothing_due_waits_for_the_server_twice(server):
    """For its clock, and for the case that is due first: neither needs a transaction."""
    store = server.store(server_clock=True)
    desk, _ = desk_on(store)
    for _ in range(2):  # opens standing cases; learns until when there is none to open
        desk.sweep()
    file(desk)
    with server.connection(store) as own:  # by the server's clock all that was filed in March has come
        own.exec_driver_sql("UPDATE ck_cases SET wakes_at = NULL")
        own.commit()
    with heard() as said:
        report = desk.sweep()
    assert (report.fired, report.skipped, report.failed) == ((), (), ())
    assert [what.split()[:2] for what in said] == [["SELECT", "clock_timestamp()"], ["SELECT", "ck_cases.id,"]]


def test_what_is_read_after_what_is_due_is_of_one_state(server):
    """To look for what is due begins no transaction; what comes after it does, and sees what stood when it began."""
    store = server.store()
    desk, _ = desk_on(store)
    first, second = file(desk), file(desk)
    with store.begin(reading=True) as tx:
        assert [id for id, _ in tx.due("acme", MONTH, 10)] == sorted([first.id, second.id])
        assert tx.load("acme", first.id).case.version == 1
        with server.connection(store) as own:
            level = tx._connection.exec_driver_sql("SHOW transaction_isolation").scalar_one()
            own.exec_driver_sql("UPDATE ck_cases SET wakes_at = NULL")
            own.commit()
        assert level == "repeatable read"
        assert len(tx.due("acme", MONTH, 10)) == 2, "asked again it is of that state too"
    with store.begin(reading=True) as tx:
        assert not tx.due("acme", MONTH, 10)


def test_a_writing_transaction_looks_for_what_is_due_within_itself(server):
    """It sees what it wrote, and what it wrote is undone with it."""
    store = server.store()
    desk, _ = desk_on(store)
    with pytest.raises(KeyError), store.begin() as tx:  # noqa: PT012 - what is undone comes before
        assert not tx.due("acme", MONTH, 10)
        case = file(desk)
        assert [id for id, _ in tx.due("acme", MONTH, 10)] == [case.id]
        raise KeyError
    assert desk.find().cases == ()


@pytest.mark.parametrize("server", SERVERS, indirect=True)
def test_a_connection_that_is_cut_before_the_clock_is_asked(server):
    """It is told at the most once; the next sweep goes on, on another."""
    store = server.store(server_clock=True)
    desk, _ = desk_on(store)
    case = file(desk)
    assert store.now() is not None
    cut(server, store)
    try:
        store.now()
    except StoreError as error:
        assert error.kind == "io"  # noqa: PT017 - where taking the connection up shows it already, nobody is told
    told = store.now()
    assert told is not None
    assert told.utcoffset() == timedelta(0)
    assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2


def test_a_database_that_cannot_be_reached_when_the_clock_is_asked(server):
    """It is told as to a command; once it is back the clock is told."""
    store = server.store(server_clock=True)
    desk, _ = desk_on(store)
    url = store._engine.url
    admin = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    store._engine.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {url.database} RENAME TO {url.database}_away")
        try:
            with pytest.raises(StoreError, match="cannot be reached") as caught:
                desk.sweep()
        finally:
            connection.exec_driver_sql(f"ALTER DATABASE {url.database}_away RENAME TO {url.database}")
    assert caught.value.kind == "cannot_open"
    assert store.now() is not None
