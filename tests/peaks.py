"""The most memory a piece of work needs at once."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def peak(work: Callable[[], T]) -> tuple[int, T]:
    """In bytes, and what it gives. It is done twice: what is worked out once and kept is not counted.

    What was there before is frozen: a full collection waits until a quarter of the old objects is new, so that in a
    process of many tests garbage would lie about for longer, and count.
    """
    work()
    gc.collect()
    gc.freeze()
    gc.collect()
    tracemalloc.start()
    try:
        given = work()
        return tracemalloc.get_traced_memory()[1], given
    finally:
        tracemalloc.stop()
        gc.unfreeze()
