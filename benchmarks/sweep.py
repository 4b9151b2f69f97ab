"""The sweep: rungs fired in a second, and what a sweep with nothing due takes.

Run it with ``python -m benchmarks sweep``. Cases of :func:`benchmarks.command.small_policy` are taken in and left open;
the clock moves on by a fortnight, so that of each the highest rung that came fires and those below it are passed over;
one sweep works through all of them. Then it sweeps again, with nothing due among as many open cases. The store keeps
every commit on disk. On PostgreSQL two processes sweep at once, each of which has swept a page before;
``COMPLAINTKIT_POSTGRESQL`` says on which server, and its processors are those of this machine where it runs here.
Beside them two run the very statements with nothing around them (:mod:`benchmarks.sweep_peer`).
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.command import small_policy
from benchmarks.postgresql import database
from benchmarks.sweep_peer import copied, noted
from benchmarks.table import Row, duration

OPERATIONS, ROUNDS = 2000, 3
BY_WORKERS, WARM, SERVER_ROUNDS = 8000, 200, 5
"""On PostgreSQL: the cases, how many of them each process sweeps beforehand, and how often it is tried."""
AT_LEAST, AIM = 10_000, 20_000  # DESIGN 8, rungs in a second on SQLite
SERVER_AT_LEAST, SERVER_AIM, WORKERS = 20_000, 50_000, 2  # and on PostgreSQL
START = datetime(2026, 3, 2, 2, tzinfo=UTC)


def desk_on(store: Any, now: datetime = START, tenant: str = "acme") -> tuple[Any, Any]:
    """A desk under the small policy, and its clock."""
    from complaintkit import Desk, PolicyHistory
    from complaintkit.testing import FixedClock

    clock = FixedClock(now)
    return Desk(PolicyHistory([small_policy()]), store, tenant=tenant, clock=clock), clock


def fill(desk: Any, cases: int | None = None) -> None:
    """Cases that are taken in and left open."""
    from complaintkit import Actor, Party

    by = Actor("emp-1", roles={"handler"}, unit="east")
    with desk.batch():
        for n in range(OPERATIONS if cases is None else cases):
            given = {"quantity": 100 + n % 300, "within_authority": True}
            case = desk.file(by=by, complainant=Party(f"Customer {n}", key=f"c-{n}"), facts=given)
            desk.act(case.id, "take", by=by)


def fired_and_idle(store: Any) -> tuple[float, float]:
    """How many rungs fired in a second, and the seconds that a sweep took that had nothing to do."""
    desk, clock = desk_on(store)
    fill(desk)
    clock.advance(timedelta(days=14))
    started = time.perf_counter()
    report = desk.sweep(limit=10 * OPERATIONS)
    taken = time.perf_counter() - started
    done = len(report.fired) + len(report.skipped)
    assert len(report.fired) >= OPERATIONS, "each case has a rung that fires"
    idle = []
    for _ in range(ROUNDS * 10):
        started = time.perf_counter()
        assert not desk.sweep().fired
        idle.append(time.perf_counter() - started)
    return done / taken, statistics.median(idle)


def fired_by_workers(url: str) -> float:
    """How many rungs some processes fired in a second, from when the first began until the last ended."""
    from complaintkit.storage import SQLAlchemyStore

    with SQLAlchemyStore(url, server_clock=False) as store:
        fill(desk_on(store)[0], BY_WORKERS)
    return _together([["benchmarks.sweep", url, str(BY_WORKERS), str(WARM)]] * WORKERS)


def replayed_by_workers() -> float:
    """The same of processes that run but the statements, each those of the cases of a tenant of its own."""
    from complaintkit.storage import SQLAlchemyStore

    tenants = [f"acme-{n}" for n in range(WORKERS)]
    with database() as url, tempfile.TemporaryDirectory(prefix="complaintkit-bench-") as folder:
        with SQLAlchemyStore(url, server_clock=False) as store:
            for tenant in tenants:
                fill(desk_on(store, tenant=tenant)[0], BY_WORKERS // WORKERS)
        with copied(url) as copy:
            for tenant in tenants:
                script = noted(copy.render_as_string(hide_password=False), tenant, BY_WORKERS, WARM)
                (Path(folder) / tenant).write_bytes(pickle.dumps(script))
        with copied(url) as copy:
            to = copy.render_as_string(hide_password=False)
            return _together([["benchmarks.sweep_peer", to, str(Path(folder) / tenant)] for tenant in tenants])


def _together(commands: list[list[str]]) -> float:
    """How many rungs processes worked through in a second, that are told to begin once all of them are ready."""
    folder = Path(__file__).parent.parent
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen([sys.executable, "-m", *command], cwd=folder, env=env, stdin=pipe, stdout=pipe)
        for command in commands
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    told = [json.loads(worker.communicate()[0]) for worker in workers]
    begun, ended, done = zip(*told, strict=True)
    return float(sum(done) / (max(ended) - min(begun)))


def _work(url: str, cases: int, warm: int) -> None:
    """One of several processes: open the store, sweep a page, wait for the word, sweep; tell when, and how much."""
    from complaintkit.storage import SQLAlchemyStore

    with SQLAlchemyStore(url, migrate=False, server_clock=False) as store:
        desk, clock = desk_on(store)
        clock.advance(timedelta(days=14))
        desk.sweep(limit=warm)
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.time()
        report = desk.sweep(limit=cases)
        print(json.dumps((begun, time.time(), len(report.fired) + len(report.skipped))))


def rows() -> list[Row]:
    """The measurement as rows of the table; one of them says so where there is no server."""
    from sqlalchemy.exc import OperationalError

    what = f"rungs worked through in a second, PostgreSQL, {WORKERS} processes / the very statements alone"
    try:
        rates, peers = [], []
        for _ in range(SERVER_ROUNDS):
            with database() as url:
                rates.append(fired_by_workers(url.render_as_string(hide_password=False)))
            peers.append(replayed_by_workers())
    except OperationalError:
        return [*_rows(), Row(what, "no server", "", "", "", "")]
    rate, peer = statistics.median(rates), statistics.median(peers)
    ratio = statistics.median([ours / theirs for ours, theirs in zip(rates, peers, strict=True)])
    asked = (f"≥ {SERVER_AT_LEAST:,}", f"≥ {SERVER_AIM:,}", rate >= SERVER_AT_LEAST)
    return [*_rows(), Row(what, f"{rate:,.0f}", f"{peer:,.0f}", f"{ratio:.2f}", *asked)]


def _rows() -> list[Row]:
    from complaintkit.storage import MemoryStore, SQLiteStore

    found = []
    with tempfile.TemporaryDirectory(prefix="complaintkit-bench-") as folder:
        for name in ("memory", "SQLite, FULL"):
            rates, idles = [], []
            for n in range(ROUNDS):
                store: Any = MemoryStore() if name == "memory" else SQLiteStore(Path(folder) / f"{n}.db")
                rate, idle = fired_and_idle(store)
                rates.append(rate)
                idles.append(idle)
                if name != "memory":
                    store.close()
            rate = statistics.median(rates)
            asked = (f"≥ {AT_LEAST:,}", f"≥ {AIM:,}", rate >= AT_LEAST) if name != "memory" else ("", "", None)
            found.append(Row(f"rungs worked through in a second, {name}", f"{rate:,.0f}", "", "", *asked))
            what = f"a sweep with nothing due among {OPERATIONS:,} open, {name}"
            found.append(Row(what, duration(statistics.median(idles)), "", "", "", ""))
    return found


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
