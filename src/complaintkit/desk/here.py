"""What a desk holds for the thread at work, and a command's part of the batch that is open in it."""

from __future__ import annotations

import threading
from typing import Any

from complaintkit.desk.ports import Accessed, Attempt, Transaction


class Here(threading.local):
    """What a desk holds for the thread at work: the batch that is open in it, the attempts to log after it, the
    looks that are in it, and what telemetry is told of the command at hand.
    """

    def __init__(self) -> None:
        self.batch: Transaction | None = None
        self.refused: list[Attempt] = []
        self.looked: list[Accessed] = []
        self.told: dict[str, Any] | None = None

    def retried(self) -> None:
        """Count that the command at hand is decided anew."""
        if self.told is not None:
            self.told["retries"] += 1


class Joined:
    """A command's part of a batch: what a failed one wrote is taken back, the rest is for the batch to decide."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def __enter__(self) -> Transaction:
        self._savepoint = self._tx.savepoint()
        return self._tx

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._tx.release(self._savepoint)
        else:
            self._tx.back_to(self._savepoint)
