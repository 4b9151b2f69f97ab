"""What is put on many cases in one transaction, written together: a case that moves twice is written once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from complaintkit.cases.clocks import DueRow
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry, Notice, Stored


class Together:
    """A transaction that keeps back what is put on its cases until :meth:`write`.

    It shows each case as it will be. Of the rungs it takes none counts as taken before; where one was, writing raises
    :class:`~complaintkit.errors.StaleVersion`. Whatever else is asked of it is asked of the store, once all is written.
    """

    def __init__(self, tx: Transaction, tenant: str) -> None:
        self._tx = tx
        self._tenant = tenant
        self._cases: dict[str, Stored] = {}
        self._entries: dict[str, Entry] = {}
        self._claims: list[tuple[str, DueRow]] = []
        self._notices: list[Notice] = []

    def load(self, tenant: str, case_id: str) -> Stored | None:
        """A case as it will be."""
        held = self._cases.get(case_id)
        return self._tx.load(tenant, case_id) if held is None else held

    def append(self, entry: Entry) -> None:
        """Put an entry on what is kept back of its case."""
        id, first = entry.case.id, self._entries.get(entry.case.id)
        held = self.load(self._tenant, id) if entry.expected else None
        self._cases[id] = Stored(entry.case, {**(held.rows if held is not None else {}), **entry.rows})
        if first is not None:
            entry = Entry(
                entry.case, first.events + entry.events, first.expected, {**first.rows, **entry.rows},
                first.personal + entry.personal, first.reads + entry.reads, first.texts + entry.texts,
            )  # fmt: skip
        self._entries[id] = entry

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung."""
        self._claims.append((case_id, row))
        return True

    def post(self, notices: Sequence[Notice]) -> None:
        """Keep notices back."""
        self._notices.extend(notices)

    def write(self) -> None:
        """Write what is kept back."""
        if self._entries:
            self._tx.append_all(self._tenant, list(self._entries.values()), self._claims)
        if self._notices:
            self._tx.post(self._notices)
        self._cases, self._entries, self._claims, self._notices = {}, {}, [], []

    def __getattr__(self, name: str) -> Any:
        self.write()
        return getattr(self._tx, name)
