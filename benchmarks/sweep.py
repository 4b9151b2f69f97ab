"""The sweep: rungs fired in a second, and what a sweep with nothing due takes.

Run it with ``python -m benchmarks sweep``. Cases of :func:`benchmarks.command.small_policy` are taken in and left open;
the clock moves on by a fortnight, so that of each the highest rung that came fires and those below it are passed over;
one sweep works through all of them. Then it sweeps again, with nothing due among as many open cases. The store keeps
every commit on disk.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.command import small_policy
from benchmarks.table import Row, duration

OPERATIONS, ROUNDS = 2000, 3
AT_LEAST, AIM = 10_000, 20_000  # DESIGN 8, rungs in a second on SQLite


def fired_and_idle(store: Any) -> tuple[float, float]:
    """How many rungs fired in a second, and the seconds that a sweep took that had nothing to do."""
    from datetime import UTC, datetime

    from complaintkit import Actor, Desk, Party, PolicyHistory
    from complaintkit.testing import FixedClock

    clock = FixedClock(datetime(2026, 3, 2, 2, tzinfo=UTC))
    desk = Desk(PolicyHistory([small_policy()]), store, tenant="acme", clock=clock)
    by = Actor("emp-1", roles={"handler"}, unit="east")
    with desk.batch():
        for n in range(OPERATIONS):
            given = {"quantity": 100 + n % 300, "within_authority": True}
            case = desk.file(by=by, complainant=Party(f"Customer {n}", key=f"c-{n}"), facts=given)
            desk.act(case.id, "take", by=by)
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


def rows() -> list[Row]:
    """The measurement as rows of the table."""
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
