"""A million open cases: what a sweep takes that has nothing to do, one that has a thousand rungs to fire, one with a
hundred thousand after a weekend's downtime, and the memory it needs.

Run it with ``python -m benchmarks million``; it takes some minutes and gigabytes. The cases are decided, chained and
written by the library itself, a thousand to a transaction; each waits for one rung: of a thousand one on Friday, of ten
one over the weekend, the rest later. A process of its own sweeps them, a thousand at a time, and tells its greatest
memory, beside that with a tenth as many open. On a SQLite file every commit is on disk; of PostgreSQL
``COMPLAINTKIT_POSTGRESQL`` says which server. Its clock is asked each time, as it is by default. Right after so many
rungs its index still holds the places where their cases waited, until it is vacuumed: there is a row for either.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.postgresql import database
from benchmarks.table import Row, duration

if TYPE_CHECKING:
    from complaintkit import Desk

CASES = 1_000_000
ON_FRIDAY, OVER_WEEKEND = 1000, 10
"""Of how many cases one is due on Friday, and one over the weekend."""
PAGE, IDLE = 1000, 50
LIMITS = {"SQLite, FULL": (20e-6, 10e-6), "PostgreSQL": (300e-6, 150e-6)}  # DESIGN 8: nothing due
MEMORY = 1.5
"""How often the memory with a tenth as many open the whole may need."""
FRIDAY, MONDAY = datetime(2026, 3, 6, 12, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)


class Swept(NamedTuple):
    """What a process that swept tells: rungs fired on Friday and over the weekend, the seconds each took, the seconds
    of a sweep with nothing due before, right after and (PostgreSQL) once that was vacuumed, and its greatest memory in
    bytes.
    """

    friday: int
    friday_seconds: float
    weekend: int
    weekend_seconds: float
    before: float
    after: float
    vacuumed: float | None
    memory: int


def due(n: int) -> datetime:
    """When the n-th case is due."""
    if n % ON_FRIDAY == 0:
        return FRIDAY + n * MICROSECOND
    if n % OVER_WEEKEND == 1:
        return FRIDAY + timedelta(hours=6) + n * 100 * MICROSECOND
    return MONDAY + timedelta(hours=1) + n * MICROSECOND


def desk_on(store: Any, now: datetime) -> tuple[Desk, Any]:
    """A desk whose cases are due a day after they came in, and its clock."""
    from complaintkit import Desk, Duty, Move, Policy, Rung, Stage
    from complaintkit.deadlines import AtDue, Hours
    from complaintkit.testing import FixedClock

    policy = Policy(
        id="million", in_force_from=date(2026, 1, 1), roles=("clerk", "head"),
        stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
        moves=(Move("settle", ("open",), "done", by=("clerk",), records=("closed",)),),
        duties=(Duty("settle", owner="clerk", starts="filed", ends=("closed",), term=Hours(24),
                     ladder=(Rung("late", AtDue(), tell=("head",)),)),),
    )  # fmt: skip
    clock = FixedClock(now)
    return Desk(policy, store, tenant="acme", clock=clock), clock


def fill(store: Any, cases: int) -> None:
    """File so many cases, each as a desk does that was asked to, but for the reading of what it was given."""
    from complaintkit import Actor
    from complaintkit.cases.commands import File
    from complaintkit.cases.decide import decide
    from complaintkit.desk.door import Sealing
    from complaintkit.desk.together import Together
    from complaintkit.desk.writing import write
    from complaintkit.rules.record import NOTHING_AROUND

    desk, _ = desk_on(store, MONDAY)
    program, by = desk._in_force(MONDAY), Actor("emp-1", roles={"clerk"})
    for begin in range(0, cases, PAGE):
        with store.begin() as tx:
            tx.keep_policy(program.policy)
            together: Any = Together(tx, desk.tenant)

            def file(n: int, together: Any = together) -> None:
                id, at = f"c{n:07}", due(n) - DAY
                decision = decide(program, None, File(case_id=id, at=at), by, at)
                around = (NOTHING_AROUND, at, 0, Sealing(0, ""), ())
                write(desk, together, program, None, decision, by, *around, case_id=id)

            together.write(range(begin, min(begin + PAGE, cases)), file)


def sweep_all(url: str) -> Swept:
    """Sweep the cases of a store in this process."""
    import resource

    with opened(url) as store:
        desk, clock = desk_on(store, FRIDAY - DAY)
        before = _idle(desk)
        clock.move_to(FRIDAY + timedelta(hours=5))
        friday = _all_due(desk)
        clock.move_to(MONDAY)
        weekend = _all_due(desk)
        after = _idle(desk)
        vacuumed = None
        if "postgresql" in url:
            with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ck_cases")
            vacuumed = _idle(desk)
    unit = 1 if sys.platform == "darwin" else 1024
    return Swept(*friday, *weekend, before, after, vacuumed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def _idle(desk: Desk) -> float:
    times = []
    for _ in range(IDLE):
        started = time.perf_counter()
        report = desk.sweep()
        times.append(time.perf_counter() - started)
        assert not report.fired
        assert not report.failed
    return statistics.median(times)


def _all_due(desk: Desk) -> tuple[int, float]:
    started, fired, more = time.perf_counter(), 0, True
    while more:
        report = desk.sweep(limit=PAGE)
        assert not report.failed, report.failed[:1]
        fired, more = fired + len(report.fired), report.more
    return fired, time.perf_counter() - started


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """A store on a URL, or on a SQLite file; one on a server asks for its clock, and does not go by it."""
    from complaintkit.storage import SQLiteStore

    if "://" not in url:
        with SQLiteStore(url) as file:
            yield file
        return
    from complaintkit.storage import SQLAlchemyStore

    class Asking(SQLAlchemyStore):
        def now(self) -> datetime | None:
            super().now()
            return None

    with Asking(url) as store:
        yield store


def swept(url: str, cases: int) -> Swept:
    """File so many cases in a store, and let another process sweep them."""
    with opened(url) as store:
        fill(store, cases)
        if "://" in url:  # as the server does by itself after a while
            with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE" if "postgresql" in url else "ANALYZE TABLE ck_cases")
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.million", url],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Swept(*json.loads(told.stdout))


def rows() -> list[Row]:
    """The measurement as rows of the table; one row that says so where there is no server."""
    from sqlalchemy.exc import OperationalError

    with tempfile.TemporaryDirectory(prefix="complaintkit-bench-") as folder:
        found = _rows("SQLite, FULL", *[swept(f"{folder}/{n}.db", n) for n in (CASES // 10, CASES)])
    try:
        told = []
        for cases in (CASES // 10, CASES):
            with database() as url:
                told.append(swept(url.render_as_string(hide_password=False), cases))
    except OperationalError:
        return [*found, Row(f"sweeps among {CASES:,} open, PostgreSQL", "no server", "", "", "", "")]
    return found + _rows("PostgreSQL", *told)


def _rows(name: str, few: Swept, many: Swept) -> list[Row]:
    limit, aim = LIMITS[name]
    ratio = many.memory / few.memory
    vacuumed = [] if many.vacuumed is None else [
        Row(f"a sweep with nothing due once that was vacuumed, {name}", duration(many.vacuumed), "", "",
            f"≤ {duration(limit)}", f"≤ {duration(aim)}", many.vacuumed <= limit),
    ]  # fmt: skip
    return [
        Row(f"a sweep with nothing due among {CASES:,} open, {name}", duration(many.before), "", "",
            f"≤ {duration(limit)}", f"≤ {duration(aim)}", many.before <= limit),
        Row(f"{many.friday:,} rungs fired among them, {name}", duration(many.friday_seconds), "", "", "", ""),
        Row(f"{many.weekend:,} rungs fired after a weekend, {name}, in a second",
            f"{many.weekend / many.weekend_seconds:,.0f}", "", "", "", ""),
        Row(f"a sweep with nothing due right after them, {name}", duration(many.after), "", "", "", ""),
        *vacuumed,
        Row(f"memory of that process, beside it with {CASES // 10:,} open, {name}", f"{many.memory / 1e6:.0f} MB",
            f"{few.memory / 1e6:.0f} MB", f"{ratio:.2f}", f"≤ {MEMORY:g}", "", ratio <= MEMORY),
    ]  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(sweep_all(sys.argv[1])))
