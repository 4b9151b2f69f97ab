"""Several commands in one transaction."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from complaintkit.desk.ports import Transaction
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from complaintkit.desk.desk import Desk


class Batch:
    """Commands in one transaction; what the policy wants logged of refused ones is kept whatever becomes of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tx: Transaction | None = None

    def __enter__(self) -> Desk:
        if self._desk._batch is not None:
            raise InvalidInput.one("a batch is already open on this desk: batches do not nest", "batch")
        self._tx = self._desk.store.begin()
        self._desk._batch = self._tx.__enter__()
        return self._desk

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        desk, tx = self._desk, self._tx
        assert tx is not None
        desk._batch = None
        refused, desk._refused = desk._refused, []
        tx.__exit__(kind, error, trace)
        if refused:
            with desk.store.begin() as log:
                for attempt in refused:
                    log.attempt(attempt)
