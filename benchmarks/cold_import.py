"""What ``import complaintkit`` costs in a fresh interpreter, beside its three dependencies alone.

Both are wall time of a whole interpreter less that of one that imports nothing, bytecode already compiled.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.table import Row, duration

ROUNDS = 15
AT_LEAST, AIM = 0.150, 0.100  # seconds, DESIGN 8
CLASSES = 90  # eager attrs classes, DESIGN 8

NOTHING = "pass"
OURS = "import complaintkit"
PEER = "import attrs, cattrs, transitions"
COUNT = """
import complaintkit, gc
gc.collect()
print(sum(
    isinstance(thing, type) and "__attrs_attrs__" in vars(thing) and thing.__module__.startswith("complaintkit")
    for thing in gc.get_objects()
))
"""


def fresh(code: str) -> str:
    """Run code in an interpreter of its own, away from this folder and its environment; what it printed."""
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    return done.stdout


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    times: dict[str, list[float]] = {NOTHING: [], OURS: [], PEER: []}
    for code in times:  # compiles what is not compiled yet, and warms the file cache
        fresh(code)
    for _ in range(ROUNDS):
        for code, taken in times.items():
            started = time.perf_counter()
            fresh(code)
            taken.append(time.perf_counter() - started)
    nothing, ours, peer = (statistics.median(taken) for taken in times.values())
    ours, peer = max(ours - nothing, 0.0), max(peer - nothing, 1e-9)
    classes = int(fresh(COUNT))
    return [
        Row(
            "import complaintkit, cold / import attrs, cattrs, transitions",
            duration(ours),
            duration(peer),
            f"{ours / peer:.2f}",
            f"ours ≤ {AT_LEAST * 1e3:g} ms",
            f"ours ≤ {AIM * 1e3:g} ms",
            ours <= AT_LEAST,
        ),
        Row("attrs classes made by import complaintkit", str(classes), "", "", f"≤ {CLASSES}", "", classes <= CLASSES),
    ]
