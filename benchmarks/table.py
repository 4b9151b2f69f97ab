"""One row a measurement, and the table they make."""

from __future__ import annotations

import gc
import importlib.metadata
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

VERSIONS_OF = (
    "complaintkit", "attrs", "cattrs", "transitions", "numpy", "pandas", "polars", "holidays", "workalendar",
    "businesstimedelta", "bizdays", "hypothesis",
)  # fmt: skip


class Row(NamedTuple):
    """One line of the table, as text; ``held`` says whether the "at least" holds, None where nothing was asked."""

    what: str
    ours: str
    peer: str
    ratio: str
    at_least: str
    aim: str
    held: bool | None = None


class Pair(NamedTuple):
    """Two sides measured in turns: the medians, in seconds for one operation, and the median of the rounds' ratios."""

    ours: float
    peer: float
    ratio: float


def interleaved(
    ours: Callable[[], Callable[[], object]],
    peer: Callable[[], Callable[[], object]],
    *,
    operations: int,
    rounds: int = 15,
) -> Pair:
    """Measure two sides in turns, so that a slow moment of the machine falls on both.

    Each side is a function that prepares one round, untimed, and returns what is timed: ``operations`` operations.
    The first round of each warms up and is not counted. Each begins with its garbage collected, so that what one side
    leaves behind does not fall on the other; during it the collector runs as usual.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        order = (0, 1) if number % 2 else (1, 0)
        for side in order:
            work = (ours, peer)[side]()
            gc.collect()
            started = time.perf_counter()
            work()
            taken = time.perf_counter() - started
            if number:
                times[side].append(taken / operations)
    ratios = [mine / theirs for mine, theirs in zip(*times, strict=True)]
    return Pair(statistics.median(times[0]), statistics.median(times[1]), statistics.median(ratios))


def duration(seconds: float) -> str:
    """A duration in the unit that suits it.

    >>> duration(0.0000073), duration(0.0915), duration(0.0000000123)
    ('7.3 µs', '91.5 ms', '12.3 ns')
    """
    if seconds < 1e-6:
        return f"{seconds * 1e9:.1f} ns"
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def version_of(distribution: str) -> str | None:
    """Its version; None where it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def printed(rows: Iterable[Row]) -> str:
    """The table with the versions of everything used."""
    head = ("what", "ours", "peer", "ratio", "at least", "aim", "held")
    lines = [head, *((*row[:-1], {True: "yes", False: "NO", None: ""}[row.held]) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    table = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    table.insert(1, "-+-".join("-" * width for width in widths))
    versions = [f"{name} {version}" for name in VERSIONS_OF if (version := version_of(name))]
    interpreter = f"{platform.python_implementation()} {platform.python_version()}"
    return "\n".join([*table, "", ", ".join([interpreter, *versions, platform.system(), platform.machine()])])
