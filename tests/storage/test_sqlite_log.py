"""The pages of a new file, and the log beside it, which is laid out once: what a commit has to write."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.storage.shop import CLERK, LI, desk_on, file, opened, tables

PAGE = 2048
LAID_OUT = 1000 * PAGE
"""As long as SQLite lets the log become before it is written anew, by its default of 1000 pages."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "complaints.db"


def durable(path):
    """A store whose every commit waits for the disk."""
    return opened(path, durability="full")


def log_of(path):
    return path.with_name(f"{path.name}-wal").stat().st_size


def commands(desk, many):
    for _ in range(many):
        file(desk)


def test_a_new_file_has_small_pages_and_an_older_one_keeps_its_own(path, tmp_path):
    """Half of SQLite's default in a new file; a file of the default is used as it is."""
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = WAL")
    for which, size in ((path, 2048), (older, 4096)):
        with opened(which) as store:
            case = file(desk_on(store)[0])
        with opened(which) as store:
            assert desk_on(store)[0].get(case.id) == case
        with closing(sqlite3.connect(which)) as connection:
            assert connection.execute("PRAGMA page_size").fetchone() == (size,)


def test_the_log_is_laid_out_after_some_commits(path):
    """With the 32nd it is as long as it will become, nothing of what made it so is in the file, and work goes on."""
    with durable(path) as store:
        desk, _ = desk_on(store)
        commands(desk, 31)
        assert log_of(path) < LAID_OUT
        before = tables(path)
        commands(desk, 1)
        assert LAID_OUT <= log_of(path) < 1.1 * LAID_OUT
        after = tables(path)
        assert len(after["ck_cases"]) == len(before["ck_cases"]) + 1
        assert after["ck_marks"] == before["ck_marks"]
        last = file(desk)
        connection = store.begin()._connection
        assert connection.execute("PRAGMA cache_size").fetchone() == (-2000,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
        assert desk.verify().ok
    with opened(path) as again:
        desk, _ = desk_on(again)
        assert desk.get(last.id) == last
        assert desk.verify().ok


def test_a_log_that_is_long_enough_is_left_alone(path):
    """A second connection that comes to as many commits writes nothing into it but them."""
    with durable(path) as first, durable(path) as second:
        commands(desk_on(first)[0], 32)
        assert log_of(path) >= LAID_OUT
        desk, _ = desk_on(second)
        commands(desk, 31)
        run = []
        second.begin()._connection.set_trace_callback(run.append)
        commands(desk, 1)
        assert run.count("BEGIN IMMEDIATE") == run.count("COMMIT") == 1
        assert "ROLLBACK" not in run


def test_where_no_commit_waits_for_the_disk_the_log_grows_as_it_must(path):
    """With durability "normal" its length costs nothing."""
    with opened(path, durability="normal") as store:
        commands(desk_on(store)[0], 40)
        assert log_of(path) < LAID_OUT


def test_it_is_laid_out_anew_after_an_erasure(path):
    """Erasing empties the log, so that what is gone is not in it; after as many commits it is long again."""
    with durable(path) as store:
        desk, _ = desk_on(store)
        commands(desk, 32)
        with store.begin() as transaction:
            transaction.erase("acme", desk.find().cases[0].id, None)
        assert log_of(path) == 0
        commands(desk, 31)
        assert log_of(path) < LAID_OUT
        commands(desk, 1)
        assert log_of(path) >= LAID_OUT


def test_no_room_for_the_log_fails_no_command(path):
    """Where the file may not grow by as much the log stays as it is, and the commands that fit are kept."""
    with durable(path) as store:
        desk, _ = desk_on(store)
        connection = store.begin()._connection
        commands(desk, 31)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 100}")
        case = file(desk)
        assert log_of(path) < LAID_OUT
        assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
        assert desk.find(party=LI.key).cases
        assert desk.verify().ok


def test_another_writer_is_not_waited_for(path):
    """Whoever writes just then goes on; no command waits for it or fails."""
    with durable(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        desk, _ = desk_on(store)
        commands(desk, 31)

        def meddle(statement):
            if statement == "PRAGMA busy_timeout = 0":
                other.execute("BEGIN IMMEDIATE")

        connection = store.begin()._connection
        connection.set_trace_callback(meddle)
        case = file(desk)
        connection.set_trace_callback(None)
        assert other.in_transaction
        other.execute("ROLLBACK")
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
        assert log_of(path) < LAID_OUT
        assert desk.get(case.id) == case
