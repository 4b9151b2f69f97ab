"""Several commands in one transaction: of the store, or of the caller's own connection."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from complaintkit.desk.here import task_at_work
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Accessed, Attempt
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from complaintkit.desk.desk import Desk


class Batch:
    """Commands in one transaction; what the policy wants logged of refused ones, and of looks at cases, is kept
    whatever becomes of it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._unit: AbstractContextManager[Transaction] | None = None

    def __enter__(self) -> Desk:
        here = self._desk._here
        if here.batch is not None:
            raise InvalidInput.one("a batch is already open on this desk: batches do not nest", "batch")
        self._unit = self._begin()
        here.batch, here.task = self._unit.__enter__(), task_at_work()
        return self._desk

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        here, unit = self._desk._here, self._unit
        assert unit is not None
        here.batch = here.task = None
        refused, here.refused = here.refused, []
        looked, here.looked = here.looked, []
        committed = False
        try:
            unit.__exit__(kind, error, trace)
            committed = kind is None
        finally:
            if refused or (looked and not committed):
                self._log(refused, [] if committed else looked)

    def _begin(self) -> AbstractContextManager[Transaction]:
        return self._desk.store.begin()

    def _log(self, refused: list[Attempt], looked: list[Accessed]) -> None:
        with self._begin() as log:
            for attempt in refused:
                log.attempt(attempt)
            if looked:
                log.log(looked)


class Using(Batch):
    """Commands in a transaction of the caller's own; refused attempts and looks are logged in it too."""

    def __init__(self, desk: Desk, connection: Any) -> None:
        super().__init__(desk)
        self._connection = connection

    def _begin(self) -> AbstractContextManager[Transaction]:
        return self._desk.store.using(self._connection)
