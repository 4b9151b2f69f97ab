"""The benchmarks still run: no figure is asked of them here, only that both sides do their work."""

from __future__ import annotations

import importlib
from collections.abc import Callable

import pytest

from benchmarks.table import Pair, printed

NEEDS = {
    "command": (),
    "events": (),
    "policy_load": (),
    "check_policy": (),
    "cold_import": (),
    "sqlite": ("eventsourcing",),
    "postgresql": ("eventsourcing", "psycopg_pool"),
    "sweep": ("psycopg",),
    "million": ("psycopg",),
    "layers": (),
    "deadlines": ("pandas", "polars", "workalendar", "businesstimedelta", "bizdays"),
}
"""The benchmarks, and the peers of each that the tests' environment need not have."""
FEW = {
    "OPERATIONS": 10, "ROUNDS": 1, "ROWS": 50, "CASES": 300, "FEW_ROWS": 5, "PROFILE": "quick",
    "BY_WORKERS": 20, "WARM": 4, "SERVER_ROUNDS": 1,
}  # fmt: skip


def each_side_once(
    ours: Callable[[], Callable[[], object]], peer: Callable[[], Callable[[], object]], **_: object
) -> Pair:
    """What takes the place of measuring: both sides are prepared and do their work."""
    ours()()
    peer()()
    return Pair(1.0, 1.0, 1.0)


@pytest.mark.parametrize("name", NEEDS)
@pytest.mark.no_cover
def test_both_sides_of_a_benchmark_do_their_work(name, monkeypatch):
    """Every row of it is told, with what it is beside; a peer that can't read our policies would fail here."""
    for peer in NEEDS[name]:
        pytest.importorskip(peer, reason=f"the peer {peer} is installed for benchmarks only")
    module = importlib.import_module(f"benchmarks.{name}")
    for setting, value in FEW.items():
        if hasattr(module, setting):
            monkeypatch.setattr(module, setting, value)
    if hasattr(module, "interleaved"):
        monkeypatch.setattr(module, "interleaved", each_side_once)
    rows = module.rows()
    assert rows
    assert all(row.what in printed(rows) for row in rows)
