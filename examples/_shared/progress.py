"""A progress bar of the standard library's own: on a terminal only, on the error stream."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")
WIDTH = 40


def shown(items: Iterable[T], total: int, what: str, out: TextIO | None = None) -> Iterator[T]:
    """The items; meanwhile a terminal shows how many of ``total`` were taken, how fast, and how long it will take."""
    screen: TextIO = sys.stderr if out is None else out
    if not screen.isatty():
        yield from items
        return
    started = drawn = time.monotonic()
    count = 0
    for item in items:
        yield item
        count += 1
        now = time.monotonic()
        if now - drawn > 0.2:
            drawn = now
            _draw(screen, what, count, total, now - started)
    _draw(screen, what, count, total, time.monotonic() - started)
    screen.write("\n")


def _draw(out: TextIO, what: str, count: int, total: int, seconds: float) -> None:
    share = min(count / total, 1.0) if total else 1.0
    rate = count / seconds if seconds else 0.0
    left = (total - count) / rate if rate else 0.0
    bar = ("#" * int(share * WIDTH)).ljust(WIDTH, ".")
    out.write(f"\r{what} [{bar}] {share:6.1%}  {rate:,.0f}/s  {max(left, 0.0):4.0f} s left ")
    out.flush()
