"""What a sweep on PostgreSQL has to read where nothing is due: it does not grow with what has been fired before."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from alembic import command

from benchmarks import million
from complaintkit.deadlines.instants import to_us
from complaintkit.storage import SQLAlchemyStore
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.sqlalchemy_many import waiting
from tests.storage.own_server import own_server
from tests.storage.servers import databases

CASES, FIRED = 12_000, 1212
"""Fewer are fired than a fifth: the server's own default would leave them where they are."""
SET = "SELECT reloptions FROM pg_class WHERE relname = '{}'"
PATIENCE = 60.0


def pages(connection):
    """How many pages of the index and the table the server reads to find that nothing is due."""
    asked = waiting(connection.dialect, False, False)
    given = asked.given({"at_tenant": "acme", "until": to_us(million.MONDAY), "most": 1, "first": 0})
    told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {asked.sql}", given).scalar_one()
    plan = told[0]["Plan"]
    assert plan["Actual Rows"] == 0
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.mark.no_cover
def test_what_fired_rungs_leave_is_cleared_away_soon():
    """By the server itself, which looks after its tables every second here: then a sweep that has nothing to do reads
    no more of the index than the way down to its first page.
    """
    with own_server(autovacuum_naptime="1s") as server, SQLAlchemyStore(server.url, server_clock=False) as store:
        million.fill(store, CASES)
        engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as own:
            own.exec_driver_sql("VACUUM ANALYZE")
            desk, _ = million.desk_on(store, million.MONDAY)
            fired, _ = million._all_due(desk)
            assert fired == FIRED < CASES / 5
            left = pages(own)
            ended = time.monotonic() + PATIENCE
            while pages(own) > 3:
                assert time.monotonic() < ended, f"still {pages(own)} pages, {left} after the firing"
                time.sleep(0.5)


def test_what_the_owner_has_set_stays(tmp_path):
    """Of each table on its own."""
    with databases("postgresql", tmp_path) as made:
        url = made.new()
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            command.upgrade(db.config_of(connection), "0005")
            connection.exec_driver_sql(
                "ALTER TABLE ck_cases SET (autovacuum_vacuum_scale_factor = 0.5, fillfactor = 90)"
            )
            connection.exec_driver_sql("ALTER TABLE ck_outbox SET (fillfactor = 90)")
        made.store(url)
        with engine.connect() as connection:
            held = [
                set(connection.exec_driver_sql(SET.format(name)).scalar_one()) for name in ("ck_cases", "ck_outbox")
            ]
        share = "autovacuum_vacuum_scale_factor"
        assert held == [{f"{share}=0.5", "fillfactor=90"}, {f"{share}=0.02", "fillfactor=90"}]
