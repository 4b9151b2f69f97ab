"""What a desk holds for the thread at work, and a command's part of the batch that is open in it."""

from __future__ import annotations

import sys
import threading
from typing import Any

from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Accessed, Attempt
from complaintkit.errors import InvalidInput


class Here(threading.local):
    """What a desk holds for the thread at work: the batch that is open in it and the asyncio task it was opened by, the
    attempts to log after it, the looks that are in it, what telemetry is told of the command at hand, and whether it
    watches a question.
    """

    def __init__(self) -> None:
        self.batch: Transaction | None = None
        self.task: object = None
        self.refused: list[Attempt] = []
        self.looked: list[Accessed] = []
        self.told: dict[str, Any] | None = None
        self.asked = False

    def part(self, batch: Transaction) -> Joined:
        """A command's part of the batch that is open.

        :raises InvalidInput: it is another asyncio task's, which waited within it: its end would decide for both.
        """
        if self.task is not task_at_work():
            what = "another task's batch is open in this thread: await nothing within desk.batch() or desk.using()"
            raise InvalidInput.one(what, "batch")
        return Joined(batch)

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


def task_at_work() -> object:
    """The asyncio task that runs in this thread; None where none does."""
    asyncio = sys.modules.get("asyncio")  # where nobody imported it no task runs
    try:
        return None if asyncio is None else asyncio.current_task()
    except RuntimeError:  # no loop runs in this thread
        return None
