"""A command on the SQLite store, beside raw sqlite3 doing the same reads and writes, and beside the eventsourcing
library.

Run it with ``python -m benchmarks sqlite``. The command is ``Desk.act`` as in :mod:`benchmarks.command`, each on a case
of its own in shuffled order: it is decided, chained, folded, its due rows are derived, and all is written in one
transaction. Two commands are measured: one that touches no duty, and one that ends a duty and starts another.

- *raw sqlite3* runs, on a file that began as the same, the very statements our command ran, with the values it gave
  them, and reads what it read: what the database alone takes. They are recorded once beforehand.
- *eventsourcing* gets an aggregate of as many events with its application's repository, triggers one event on it, and
  saves it, in a SQLite file with its recorder's defaults (write-ahead, durability full).

What a FULL commit costs is the disk's affair, the same on all sides; ``TMPDIR`` says which disk. In a folder in memory
nothing waits for a disk, and the ratios are those of the work of the processor alone.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from benchmarks.command import Ticking, small_policy
from benchmarks.table import Row, duration, interleaved

OPERATIONS = 300
ROUNDS = 9
RAW_AT_LEAST, RAW_AIM = 0.65, 0.85  # DESIGN 8, of its rate
PEER_AT_LEAST, PEER_AIM = 1.5, 2.2

Prepare = Callable[[], Callable[[], object]]
Durability = Literal["full", "normal"]
DURABILITIES: tuple[Durability, ...] = ("full", "normal")
Script = list[list[tuple[str, tuple[Any, ...], bool]]]


class _Recorder(sqlite3.Cursor):
    """A cursor that notes every statement with its values, and whether its row was fetched."""

    notes: list[tuple[str, tuple[Any, ...], bool]] | None = None

    def execute(self, sql: str, values: Any = ()) -> Any:
        if self.notes is not None:
            self.notes.append((sql, tuple(values), sql.startswith("SELECT")))
        return super().execute(sql, values)


class Ground:
    """A file with cases taken in, and the commands to be given to them."""

    def __init__(self, folder: Path, trigger: str) -> None:
        from complaintkit import Actor, Desk, Party, PolicyHistory
        from complaintkit.storage import SQLiteStore

        self.trigger = trigger
        self.history = PolicyHistory([small_policy()])
        self.file = folder / f"{trigger}.db"
        self.folder = folder
        self.actors = [
            Actor(f"emp-{n}", roles={"handler"} | ({"head"} if n % 3 else set()), unit="east") for n in range(20)
        ]
        ids = []
        with SQLiteStore(self.file, durability="normal") as store:
            desk = Desk(self.history, store, tenant="acme", clock=Ticking())
            for n in range(OPERATIONS + 1):
                given = {"quantity": 100 + n % 300, "within_authority": True}
                who = Party(f"Customer {n}", key=f"c-{n}")
                by = self.actors[n % 20]
                case = desk.file(by=by, complainant=who, facts=given, refs={"crm": f"T-{n}"})
                ids.append(desk.act(case.id, "take", by=by).id)
        self.spare = ids.pop()
        random.Random(7).shuffle(ids)
        self.ids = ids
        self.script = self._recorded()

    def copy(self) -> Path:
        """The file anew; what the last round left behind is gone."""
        work = self.folder / "work.db"
        for end in ("", "-wal", "-shm"):
            Path(f"{work}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.file, work)
        os.sync()
        return work

    def desk(self, store: Any) -> Any:
        """A desk on a store, all its cases read and one command given, as with a process at work."""
        from complaintkit import Desk

        desk = Desk(self.history, store, tenant="acme", clock=later())
        for id in self.ids:
            desk.get(id)
        desk.act(self.spare, self.trigger, by=self.actors[1])
        return desk

    def _recorded(self) -> Script:
        """What each command runs on the file, with its values."""
        from complaintkit.storage import SQLiteStore

        with SQLiteStore(self.copy(), durability="normal") as store:
            desk = self.desk(store)
            transaction: Any = store.begin()
            recorder = transaction._cursor = _Recorder(transaction._connection)
            script: Script = []
            for n, id in enumerate(self.ids):
                recorder.notes = []
                desk.act(id, self.trigger, by=self.actors[n % 20])
                script.append(recorder.notes)
            return script


def later() -> Ticking:
    clock = Ticking()
    for _ in range(3 * OPERATIONS):
        clock.now()
    return clock


def ours(ground: Ground, durability: Durability) -> Prepare:
    """One desk on a store of this durability."""
    from complaintkit.storage import SQLiteStore

    def prepare() -> Callable[[], object]:
        store = SQLiteStore(ground.copy(), durability=durability)
        desk = ground.desk(store)
        work_list = [(id, ground.actors[n % 20]) for n, id in enumerate(ground.ids)]

        def work() -> None:
            act, trigger = desk.act, ground.trigger
            for id, by in work_list:
                act(id, trigger, by=by)
            store.close()

        return work

    return prepare


def raw(ground: Ground, durability: Durability) -> Prepare:
    """The same statements with the same values, and nothing around them."""

    def prepare() -> Callable[[], object]:
        connection = sqlite3.connect(ground.copy(), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {durability.upper()}")
        cursor = connection.cursor()
        for id in ground.ids:
            cursor.execute("SELECT snapshot FROM ck_cases WHERE tenant = 'acme' AND id = ?", (id,)).fetchone()

        def work() -> None:
            execute, fetch = cursor.execute, cursor.fetchone
            for statements in ground.script:
                for sql, values, fetched in statements:
                    execute(sql, values)
                    if fetched:
                        fetch()
            connection.close()

        return work

    return prepare


@functools.cache
def peer_classes() -> tuple[Any, Any]:
    """The peer's classes, made once: an application, and an aggregate with facts and a stage."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Complaint(Aggregate):
        @event("Filed")
        def __init__(self, quantity: int, ref: str) -> None:
            self.quantity, self.ref, self.stage = quantity, ref, "received"

        @event("Taken")
        def take(self, by: str) -> None:
            self.stage = "open"

        @event("Moved")
        def move(self, by: str, trigger: str) -> None:
            self.stage = trigger

    class Complaints(Application[Any]):
        pass

    return Complaints, Complaint


def eventsourcing(folder: Path, trigger: str) -> Prepare:
    """The peer library: an aggregate is got, moved on and saved."""
    complaints, complaint = peer_classes()

    def prepare() -> Callable[[], object]:
        path = folder / "peer.db"
        for end in ("", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
        app = complaints(
            env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path), "SQLITE_LOCK_TIMEOUT": "10"}
        )
        ids = []
        filed = []
        for n in range(OPERATIONS):
            case = complaint(100 + n % 300, f"T-{n}")
            case.take(f"emp-{n % 20}")
            filed.append(case)
            ids.append(case.id)
        app.save(*filed)
        random.Random(7).shuffle(ids)

        def work() -> None:
            get, save = app.repository.get, app.save
            for n, id in enumerate(ids):
                case: Any = get(id)
                case.move(f"emp-{n % 20}", trigger)
                save(case)
            app.close()

        return work

    return prepare


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder on the disk the tests use, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="complaintkit-bench-") as folder:
        yield Path(folder)


def rows() -> list[Row]:
    """The measurement as rows of the table. Ratios are of rates: how many of ours in the time of one of theirs."""
    found = []
    with _folder() as folder:
        for trigger, what in (("assess", "no duty"), ("reply", "two duties")):
            ground = Ground(folder, trigger)
            for durability in DURABILITIES:
                pair = interleaved(
                    ours(ground, durability),
                    raw(ground, durability),
                    operations=OPERATIONS,
                    rounds=ROUNDS,
                )
                asked = durability == "full"
                found.append(
                    _row(
                        f"SQLite command, {durability.upper()}, {what} / raw sqlite3, its rate",
                        pair,
                        (RAW_AT_LEAST, RAW_AIM) if asked else None,
                    )
                )
            pair = interleaved(
                ours(ground, "full"), eventsourcing(folder, trigger), operations=OPERATIONS, rounds=ROUNDS
            )
            found.append(
                _row(
                    f"SQLite command, FULL, {what} / eventsourcing get + command + save, its rate",
                    pair,
                    (PEER_AT_LEAST, PEER_AIM),
                )
            )
    return found


def _row(what: str, pair: Any, limits: tuple[float, float] | None) -> Row:
    rate = 1 / pair.ratio
    held = None if limits is None else rate >= limits[0]
    told = ("", "") if limits is None else (f"≥ {limits[0]:g}", f"≥ {limits[1]:g}")
    return Row(what, duration(pair.ours), duration(pair.peer), f"{rate:.2f}", *told, held)
