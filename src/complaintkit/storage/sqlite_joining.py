"""A unit of work inside a transaction of the caller's own connection to the SQLite file."""

from __future__ import annotations

from complaintkit.storage.sqlite_transaction import SQLiteTransaction


class JoinedTransaction(SQLiteTransaction):
    """A unit of work inside a transaction of the caller's own connection, whose commit and rollback stay the caller's.

    Leaving it with an exception takes back what was written in it, and nothing else.
    """

    def __enter__(self) -> JoinedTransaction:
        if self._depth == 0:
            if not self._connection.in_transaction:
                self._do("BEGIN IMMEDIATE")
            self._writing = True
            self.savepoint()
        self._depth += 1
        return self

    def savepoint(self) -> int:
        """Where a command begins: what was read before may have been taken back by the caller meanwhile."""
        self._seen.clear()
        return super().savepoint()

    def _end(self, commit: bool) -> None:
        try:
            if commit:
                self.release(1)
            elif self._connection.in_transaction:  # else the caller ended it within the block
                self.back_to(1)
        finally:
            self._seen.clear()
            self._wrote.clear()
            self._dirty = self._writing = False
