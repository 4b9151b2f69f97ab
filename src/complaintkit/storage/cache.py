"""Cases a store keeps decoded."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
CACHED = 4096
"""How many cases a store keeps."""


class Cache(Generic[T]):
    """The newest cases of a store, so that a hot one is not decoded again; the oldest goes first.

    What it holds counts only where the row, read in the same transaction, shows that it still is so.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._cases: dict[tuple[str, str], T] = {}
        self.get = self._cases.get

    def put(self, key: tuple[str, str], held: T) -> None:
        """Keep a case as the newest."""
        with self._lock:
            self._cases.pop(key, None)
            self._cases[key] = held
            if len(self._cases) > self._size:
                del self._cases[next(iter(self._cases))]

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._cases.clear()
