"""Where a command on the SQLite store spends its time, layer by layer.

Run it with ``python -m benchmarks layers``. The commands are those of :mod:`benchmarks.sqlite`, on a file with every
commit on disk. Each layer's function is timed while it runs, without what it calls of another layer; what is not of a
layer (reading the arguments, the desk's own steps) is "the rest". Timing adds some 0.3 µs to each call, so that the
shares tell more than the sum does.
"""

from __future__ import annotations

import functools
import gc
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from benchmarks.sqlite import OPERATIONS, Ground
from benchmarks.table import Row, duration

ROUNDS = 7
LAYERS = {
    "decide": ("complaintkit.desk.engine.decide", "complaintkit.desk.engine.around_move"),
    "fold": ("complaintkit.desk.writing.apply",),
    "encode and chain": ("complaintkit.desk.writing.next_event",),
    "due rows": ("complaintkit.desk.writing.changed_rows",),
    "snapshot": ("complaintkit.storage.sqlite_transaction.write_snapshot",),
    "store": (
        "complaintkit.storage.sqlite_transaction.SQLiteTransaction.load",
        "complaintkit.storage.sqlite_transaction.SQLiteTransaction.append",
        "complaintkit.storage.sqlite_transaction.SQLiteTransaction.__enter__",
        "complaintkit.storage.sqlite_transaction.SQLiteTransaction.__exit__",
    ),
}
"""The functions of each layer, under the names they are called by."""
STATEMENTS = {"BEGIN": "begin", "SELECT": "read", "INSERT": "write the event", "UPDATE": "write the case"}


class Timer:
    """Seconds by layer; what is called from within one is counted where it belongs."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._within: list[float] = [0.0]

    def timed(self, layer: str | Callable[..., str], call: Callable[..., Any]) -> Callable[..., Any]:
        """A function that notes how long each of its calls took."""
        within, spent, now = self._within, self.spent, time.perf_counter

        @functools.wraps(call)
        def measured(*given: Any, **named: Any) -> Any:
            within.append(0.0)
            started = now()
            try:
                return call(*given, **named)
            finally:
                taken = now() - started
                own = taken - within.pop()
                within[-1] += taken
                spent[layer if isinstance(layer, str) else layer(*given)] += own

        return measured


def _statement(sql: str, *_: object) -> str:
    return f"SQLite: {STATEMENTS.get(sql.split()[0], 'commit')}"


class _Cursor:
    """A cursor whose statements are timed."""

    def __init__(self, cursor: Any, timer: Timer) -> None:
        self._cursor = cursor
        self.execute = timer.timed(_statement, cursor.execute)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@contextmanager
def _watched(timer: Timer, store: Any) -> Iterator[None]:
    """All layers timed."""
    with ExitStack() as stack:
        for layer, names in LAYERS.items():
            for name in names:
                stack.enter_context(patch(name, timer.timed(layer, resolve_name(name))))
        transaction = store.begin()
        stack.enter_context(patch.object(transaction, "_cursor", _Cursor(transaction._cursor, timer)))
        yield


def layers(ground: Ground) -> dict[str, float]:
    """The median over rounds of the seconds a command spends in each layer."""
    from complaintkit.storage import SQLiteStore

    rounds: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        with SQLiteStore(ground.copy()) as store:
            desk = ground.desk(store)
            timer = Timer()
            act = timer.timed("the rest", desk.act)
            gc.collect()
            with _watched(timer, store):
                for n, id in enumerate(ground.ids):
                    act(id, ground.trigger, by=ground.actors[n % 20])
        rounds.append({layer: spent / OPERATIONS for layer, spent in timer.spent.items()})
    return {layer: statistics.median([found[layer] for found in rounds]) for layer in rounds[0]}


def rows() -> list[Row]:
    """The measurement as rows of the table: in place of a peer, the share of the whole."""
    found = []
    with tempfile.TemporaryDirectory(prefix="complaintkit-bench-") as folder:
        for trigger, what in (("assess", "no duty"), ("reply", "two duties")):
            spent = layers(Ground(Path(folder), trigger))
            whole = sum(spent.values())
            order = [*LAYERS, *sorted(set(spent) - {*LAYERS, "the rest"}), "the rest"]
            found += [
                Row(f"SQLite command, FULL, {what}: {layer}", duration(spent[layer]), "", f"{spent[layer] / whole:.2f}",
                    "", "")
                for layer in order
            ]  # fmt: skip
    return found
