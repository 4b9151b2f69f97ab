"""What a sweep asks of a transaction beside which nobody else writes, in terms of what else the transaction does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from complaintkit.cases.clocks import DueRow
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry, Stored
from complaintkit.errors import StaleVersion


class OneByOne:
    """Takes cases, and writes to them, one after the other."""

    def take_due(
        self: Transaction, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None = None
    ) -> Iterator[tuple[Stored, datetime]]:
        """The cases that are due, each loaded when it is come to."""
        for case_id, at in self.due(tenant, until, limit, after):
            stored = self.load(tenant, case_id)
            if stored is not None:
                yield stored, at

    def append_all(
        self: Transaction, tenant: str, entries: Iterable[Entry], claims: Iterable[tuple[str, DueRow]]
    ) -> None:
        """Write entries, and take rungs."""
        for entry in entries:
            self.append(entry)
        for case_id, row in claims:
            if not self.claim(tenant, case_id, row):
                raise StaleVersion(f"case {case_id!r}", 0, 1)
