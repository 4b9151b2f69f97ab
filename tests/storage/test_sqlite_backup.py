"""Copies of the SQLite file: taken while others write, put back elsewhere, and refused where something is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from complaintkit import Desk, PolicyHistory
from complaintkit.errors import InvalidInput, StoreError
from complaintkit.storage import SQLiteStore
from complaintkit.testing import FixedClock
from tests.desk.policies import CLERK, World, at
from tests.desk.test_erasing import ASKED, SECRETS, closed, private


def desk_on(store: SQLiteStore) -> Desk:
    """A desk of the tenant "acme" on a store."""
    return Desk(PolicyHistory([private()]), store, tenant="acme", clock=FixedClock(at(2)))


def on(store: SQLiteStore) -> World:
    """The same, as the tests of erasing take it."""
    return World(desk_on(store), FixedClock(at(2)), store)  # type: ignore[arg-type]  # what it does is no store's own


def anchor(store: SQLiteStore, case: str) -> dict[str, tuple[int, str]]:
    """What is kept elsewhere of a case, to know its newest event by."""
    held = desk_on(store).get(case)
    return {case: (held.version, held.hash)}


def left_in(folder: Path) -> set[str]:
    """The names of what is in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_backup_taken_while_others_write_is_whole(tmp_path):
    """Four threads write; each backup verifies, and holds every command that was acknowledged before it began."""
    with SQLiteStore(tmp_path / "live.db", durability="normal") as store:
        desk = desk_on(store)
        done: list[tuple[str, int]] = []
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                case = desk.file(by=CLERK)
                done.append((case.id, case.version))
                done.append((case.id, desk.act(case.id, "reply", by=CLERK).version))

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            copies = []
            for n in range(4):
                target = len(done) + 6
                while len(done) < target:
                    time.sleep(0.001)
                before = list(done)
                store.backup(tmp_path / f"copy-{n}.db")
                copies.append(before)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert left_in(tmp_path) - {"live.db-wal", "live.db-shm"} == {"live.db", *(f"copy-{n}.db" for n in range(4))}
        for n, before in enumerate(copies):
            with SQLiteStore.restore(tmp_path / f"copy-{n}.db", tmp_path / f"back-{n}.db") as back:
                restored = desk_on(back)
                assert restored.verify().ok
                assert all(restored.get(id).version >= version for id, version in before)
                restored.act(restored.file(by=CLERK).id, "reply", by=CLERK)


def test_a_restored_store_goes_on_as_a_store_does(tmp_path):
    """Several connections at once, as before: its log is written ahead."""
    with SQLiteStore(tmp_path / "live.db") as store:
        case = closed(on(store))
        store.backup(tmp_path / "copy.db")
        anchors = anchor(store, case)
        desk_on(store).act(case, "shelve", by=CLERK)
        later = anchor(store, case)
    with SQLiteStore.restore(tmp_path / "copy.db", tmp_path / "again.db") as back:
        assert desk_on(back).verify(anchors).ok
        assert [what for _, what in desk_on(back).verify(later).faults] == [
            f"event {later[case][0]} is not the one the anchor was taken of"
        ]
        with sqlite3.connect(tmp_path / "again.db") as own:
            assert own.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        own.close()


def test_a_copy_holds_nothing_that_was_erased_before(tmp_path):
    """Searched byte by byte."""
    with SQLiteStore(tmp_path / "live.db") as store:
        desk = desk_on(store)
        case = closed(on(store))
        store.backup(tmp_path / "before.db")
        desk.erase(case, **ASKED)
        store.backup(tmp_path / "after.db")
    held = {name: (tmp_path / f"{name}.db").read_bytes() for name in ("before", "after")}
    assert all(secret.encode() in held["before"] for secret in SECRETS)
    assert not any(secret.encode() in held["after"] for secret in SECRETS)


def test_what_is_there_is_never_written_over(tmp_path):
    """Neither a backup nor a file to restore to, nor what a lost file left beside it; nothing is left half-made."""
    with SQLiteStore(tmp_path / "live.db") as store:
        desk_on(store).file(by=CLERK)
        (tmp_path / "taken").write_text("mine")
        with pytest.raises(StoreError, match="already") as caught:
            store.backup(tmp_path / "taken")
        assert caught.value.kind == "exists"
        with pytest.raises(StoreError, match="no folder"):
            store.backup(tmp_path / "none" / "copy.db")
        with pytest.raises(InvalidInput, match="expected a path"):
            store.backup(7)  # type: ignore[arg-type]
        store.backup(tmp_path / "copy.db")
    assert (tmp_path / "taken").read_text() == "mine"
    with pytest.raises(StoreError, match="already"):
        SQLiteStore.restore(tmp_path / "copy.db", tmp_path / "taken")
    (tmp_path / "gone.db-wal").write_bytes(b"")
    with pytest.raises(StoreError, match="left by another file"):
        SQLiteStore.restore(tmp_path / "copy.db", tmp_path / "gone.db")
    with pytest.raises(StoreError, match="no SQLite file"):
        SQLiteStore.restore(tmp_path / "taken", tmp_path / "other.db")
    with pytest.raises(StoreError, match="there is no such file"):
        SQLiteStore.restore(tmp_path / "nothing.db", tmp_path / "other.db")
    with pytest.raises(StoreError, match="closed"):
        store.backup(tmp_path / "late.db")
    assert left_in(tmp_path) == {"live.db", "taken", "copy.db", "gone.db-wal"}


FULL = """
import resource, signal, sys
from complaintkit.errors import StoreError
from complaintkit.storage import SQLiteStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = SQLiteStore(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    store.backup(sys.argv[2])
except StoreError as error:
    print(error.kind)
"""


def test_where_there_is_no_room_no_half_copy_is_left(tmp_path):
    """A file that may not grow past 20,000 bytes, as on a full disk: one clear error, and nothing under any name."""
    with SQLiteStore(tmp_path / "live.db") as store:
        for _ in range(20):
            desk_on(store).file(by=CLERK)
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "live.db"), str(tmp_path / "copy.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() in ("full", "io")
    assert {name for name in left_in(tmp_path) if "copy" in name} == set()
