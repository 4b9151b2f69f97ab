"""Cases a store keeps decoded."""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

from complaintkit.desk.ports import Stored
from complaintkit.serialization.snapshots import Pieces
from complaintkit.storage.finding import Columns


class Held(NamedTuple):
    """A case as it was read or written: its row, the stamp that tells whether it still is so, and its columns."""

    n: int
    stamp: tuple[int, str, int]
    stored: Stored
    columns: Columns
    pieces: Pieces


class Cache:
    """The newest cases of a store, so that a hot one is not decoded again; the oldest goes first.

    What it holds counts only where its stamp is that of the row, read in the same transaction.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._cases: dict[tuple[str, str], Held] = {}
        self.get = self._cases.get

    def put(self, key: tuple[str, str], held: Held) -> None:
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
