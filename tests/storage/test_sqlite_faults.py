"""Files that cannot be used: one clear error each, with what to do, and nothing half-written."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing

import pytest

from complaintkit.errors import ComplaintKitError, IntegrityError, InvalidInput, StoreError
from complaintkit.storage import SQLiteStore, sqlite_schema
from tests.storage.shop import BOSS, CLERK, connection_of, desk_on, file, opened, shop, tables, walk


@pytest.fixture
def path(tmp_path):
    return tmp_path / "complaints.db"


def refused(path, **options):
    """The error of opening a file; the file and its folder are as they were."""
    before = path.read_bytes() if path.is_file() else None
    beside = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(StoreError) as caught:
        opened(path, **options)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert (sorted(path.parent.iterdir()) if path.parent.is_dir() else []) == beside
    assert isinstance(caught.value, OSError)
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 5000, b"name;amount\n", b"x", b"SQLite format 2\0" * 300])
def test_a_file_that_is_something_else(path, content):
    path.write_bytes(content)
    error = refused(path)
    assert error.kind == "not_a_database"
    assert "no SQLite file; give another path" in str(error)


def test_a_folder_and_a_missing_folder(path, tmp_path):
    assert refused(tmp_path).kind == "not_a_database"
    assert refused(path / "deeper").kind == "missing"
    assert refused(path, read_only=True).kind == "missing"


@pytest.mark.parametrize(
    "setup",
    ["CREATE TABLE orders (id TEXT)", "PRAGMA user_version = 3", "PRAGMA application_id = 77"],
)
def test_another_program_s_file(path, setup):
    """A file that holds tables, or carries marks, that are not ours."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(setup)
    error = refused(path)
    assert error.kind == "foreign"
    assert "a file of its own" in str(error)


def test_a_file_that_another_process_sets_up_meanwhile_is_ours(path, monkeypatch):
    """It is asked whose it is while the other commits: seen half before and half after, it would be nobody's."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connect, others = sqlite3.connect, []

    class Overtaken(sqlite3.Connection):
        def execute(self, sql, *values):
            if sql == "PRAGMA user_version" and not others:
                others.append(sql)
                opened(path).close()
            return super().execute(sql, *values)

    monkeypatch.setattr(sqlite3, "connect", lambda *at, **how: connect(*at, **how, factory=Overtaken))
    with opened(path) as store:
        case = file(desk_on(store)[0])
        assert [found.id for found in desk_on(store)[0].find().cases] == [case.id]
    assert others


def test_an_empty_file_is_a_new_one(path):
    """A file of no bytes was never written to: a case filed in it is there when it is opened again."""
    path.touch()
    with opened(path) as store:
        case = file(desk_on(store)[0])
    with opened(path) as store:
        assert [found.id for found in desk_on(store)[0].find().cases] == [case.id]


def test_a_file_of_a_newer_schema(path):
    """It is neither read nor written, and says what to do."""
    opened(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(sqlite_schema.MIGRATIONS) + 1}")
    error = refused(path)
    assert error.kind == "newer"
    assert "upgrade complaintkit" in str(error)


def test_an_older_file_is_brought_up_to_date(path, monkeypatch):
    """Each step runs once, in order; what was there stays; an open case goes on."""
    with opened(path) as store:
        case = file(desk_on(store)[0])
    ran = []

    def add_a_column(connection):
        ran.append("add")
        connection.execute("ALTER TABLE ck_events ADD COLUMN signed TEXT")

    def fill_it(connection):
        ran.append("fill")
        connection.execute("UPDATE ck_events SET signed = 'no'")

    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", [*sqlite_schema.MIGRATIONS, add_a_column, fill_it])
    with pytest.raises(StoreError, match="open it once for writing"):
        opened(path, read_only=True)
    assert ran == []
    for _ in range(2):
        with opened(path) as store:
            desk, _ = desk_on(store)
            assert desk.get(case.id) == case
            assert desk.verify().ok
    assert ran == ["add", "fill"]
    assert tables(path)["ck_events"][0][-1] == "no"
    with opened(path) as store:
        assert desk_on(store)[0].act(case.id, "accept", by=CLERK, to="bea").version == 2


def test_a_step_that_fails_leaves_the_file_as_it_was(path, monkeypatch):
    """A migration is whole or not at all."""
    with opened(path) as store:
        case = file(desk_on(store)[0])
    before = tables(path)

    def drop_then_fail(connection):
        connection.execute("DROP TABLE ck_outbox")
        connection.execute("SELECT nonsense")

    steps = list(sqlite_schema.MIGRATIONS)
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", [*steps, drop_then_fail])
    with pytest.raises(StoreError, match="nonsense"):
        opened(path)
    assert tables(path) == before
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", steps)
    with opened(path) as store:
        assert desk_on(store)[0].get(case.id) == case


def test_a_store_that_may_only_be_read(path):
    """Reading works; every write is one clear error and changes nothing."""
    with opened(path) as store:
        case = file(desk_on(store)[0])
        before = tables(path)
        with opened(path, read_only=True) as reader:
            desk, _ = desk_on(reader)
            assert desk.get(case.id) == case
            assert desk.verify().ok
            assert desk.find(ref=("crm", "T-1")).cases == (case,)
            for write in (
                lambda: file(desk, 2),
                lambda: desk.act(case.id, "accept", by=CLERK, to="bea"),
                lambda: desk.sweep(),
            ):
                with pytest.raises(StoreError, match="can only be read") as caught:
                    write()
                assert caught.value.kind == "read_only"
        assert tables(path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everything")
def test_a_file_without_the_right_to_write(path):
    opened(path).close()
    path.chmod(0o444)
    with opened(path) as store, pytest.raises(StoreError) as caught:
        file(desk_on(store)[0])
    assert caught.value.kind == "read_only"


def test_a_full_disk(path):
    """Commands go through until there is no room; the one that found none left no trace, and after making room all
    goes on.
    """
    with opened(path) as store:
        desk, _ = desk_on(store)
        connection = connection_of(store)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 12}")
        written = 0
        with pytest.raises(StoreError, match="used up; make room") as caught:  # noqa: PT012
            for written in range(1000):
                before = tables(path)
                file(desk, written)
        assert caught.value.kind == "full"
        assert written > 2
        assert tables(path) == before
        assert desk.verify().ok
        connection.execute("PRAGMA max_page_count = 100000")
        file(desk, written)
        assert len(desk.find(limit=1000).cases) == written + 1
        assert desk.verify().ok


def test_a_file_that_is_too_small_to_begin_with(path, monkeypatch):
    """No room for the tables: the error, and a file that can be set up later."""
    true = sqlite3.connect

    def small(*args, **kwargs):
        connection = true(*args, **kwargs)
        connection.execute("PRAGMA max_page_count = 5")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(StoreError) as caught:
        opened(path)
    assert caught.value.kind == "full"
    monkeypatch.undo()
    with opened(path) as store:
        assert file(desk_on(store)[0]).version == 1


def everything(path):
    """Open a file, read all, verify, write to it: the report, and every event by case as it stood before."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        told = {case.id: desk.events(case.id) for case in desk.find(limit=1000).cases}
        for id in told:
            desk.dues(id)
        report = desk.verify()
        file(desk, 99)
        return report, told


@pytest.mark.parametrize("seed", range(12))
def test_a_corrupted_file(path, tmp_path, seed):
    """Bytes overwritten anywhere: an error of ours, or faults told by verify, or no harm; never another exception."""
    with opened(path) as store:
        desk, clock = desk_on(store)
        walk(desk, clock)
        before = {case.id: desk.events(case.id) for case in desk.find(limit=1000).cases}
    sound = path.read_bytes()
    chance = random.Random(seed)
    bad = tmp_path / "bad.db"
    for _ in range(6):
        damaged = bytearray(sound)
        at = chance.randrange(100 if seed % 2 else 0, len(sound) - 400)
        damaged[at : at + chance.choice((4, 40, 400))] = chance.randbytes(chance.choice((4, 40, 400)))
        bad.write_bytes(damaged[: len(sound)])
        ours, told, report = None, before, None
        try:
            report, told = everything(bad)
        except ComplaintKitError as error:
            ours = error
        assert ours is not None or not report.ok or told == before, f"damaged at {at}, and nobody says so"
        for end in ("-wal", "-shm"):
            bad.with_name(f"bad.db{end}").unlink(missing_ok=True)


def test_a_page_of_zeros_is_told_as_damage(path):
    """The kind is "corrupted", and the text says what to do."""
    with opened(path) as store:
        desk, clock = desk_on(store)
        walk(desk, clock)
    sound = path.read_bytes()
    (page,) = (4096,)
    path.write_bytes(sound[: 2 * page] + bytes(len(sound) - 2 * page))
    with pytest.raises(StoreError) as caught:
        everything(path)
    assert caught.value.kind == "corrupted"
    assert "backup" in str(caught.value)


def test_a_damaged_schema_is_told_as_damage(path):
    """Where the damage is in what SQLite quotes in its error, so that the error is no text: ours all the same."""
    opened(path).close()
    sound = path.read_bytes()
    assert b"CREATE TABLE ck_events" in sound
    path.write_bytes(sound.replace(b"CREATE TABLE ck_events", b"CREATE \xaaABLE ck_events"))
    with pytest.raises(StoreError) as caught:
        opened(path)
    assert caught.value.kind == "corrupted"


def test_half_a_file(path):
    """Cut off in the middle."""
    with opened(path) as store:
        walk(*desk_on(store))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises((StoreError, IntegrityError)):
        everything(path)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"durability": "high"}, "durability"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"timeout": "5"}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"path": ""}, "path"),
        ({"path": 3}, "path"),
        ({"path": ":memory:"}, "MemoryStore"),
    ],
)
def test_arguments_that_cannot_be_read(path, arguments, told):
    with pytest.raises(InvalidInput, match=told):
        SQLiteStore(**{"path": path, **arguments})
    assert not path.exists()


def test_durability_is_full_unless_asked_otherwise(path):
    """Every connection, of every thread: 2 is FULL, 1 NORMAL; the log is write-ahead."""
    with SQLiteStore(path) as full, SQLiteStore(path, durability="normal") as normal:
        for store, expected in ((full, 2), (normal, 1)):
            connection = connection_of(store)
            assert connection.execute("PRAGMA synchronous").fetchone() == (expected,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_strange_path(tmp_path):
    """Spaces, signs that mean something in addresses, other scripts."""
    folder = tmp_path / "投诉 #1 ?x=%41"
    folder.mkdir()
    with opened(folder / "a&b.db") as store:
        case = file(desk_on(store)[0])
    assert (folder / "a&b.db").is_file()
    shutil.copy(folder / "a&b.db", tmp_path / "copy.db")
    with opened(tmp_path / "copy.db") as store:
        desk, _ = desk_on(store, shop())
        assert desk.get(case.id) == case
        desk.act(case.id, "accept", by=CLERK, to="bea")
        assert desk.act(case.id, "answer", by=BOSS, message={"means": "letter"}).stage == "done"
