"""What is put on many cases in one transaction, written together: a case that moves twice is written once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from complaintkit.cases.clocks import DueRow
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry, Notice
from complaintkit.rules.policy import Policy

T = TypeVar("T")


class Together:
    """A transaction that keeps back what is put on its cases until :meth:`write` has gone through all of them.

    One case is worked on at a time, and let go once its entry is made: where the store lets it go too, a page takes a
    fraction of the memory, and of what Python's collector looks through, that all of them would. Nothing can be loaded
    meanwhile. Of the rungs that are taken none counts as taken before; where one was, writing raises
    :class:`~complaintkit.errors.StaleVersion`.
    """

    def __init__(self, tx: Transaction, tenant: str) -> None:
        self._tx = tx
        self._tenant = tenant
        self._entry: Entry | None = None
        self._claims: list[tuple[str, DueRow]] = []
        self._notices: list[Notice] = []

    def append(self, entry: Entry) -> None:
        """Put an entry on what is kept back of the case that is worked on."""
        first = self._entry
        if first is not None:
            entry = Entry(
                entry.case, first.events + entry.events, first.expected, {**first.rows, **entry.rows},
                first.personal + entry.personal, first.reads + entry.reads, first.texts + entry.texts,
            )  # fmt: skip
        self._entry = entry

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung."""
        self._claims.append((case_id, row))
        return True

    def post(self, notices: Sequence[Notice]) -> None:
        """Keep notices back."""
        self._notices.extend(notices)

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        """Count at once: counters lie beside the cases."""
        self._tx.count(tenant, key, by)

    def erase(self, tenant: str, case_id: str, paths: Collection[str] | None) -> int:
        """Erase at once: personal values lie beside the cases."""
        return self._tx.erase(tenant, case_id, paths)

    def policy(self, hash: str) -> Policy | None:
        """A policy version."""
        return self._tx.policy(hash)

    def write(self, cases: Iterable[T], work: Callable[[T], object]) -> None:
        """Work on cases, one after the other, and write what that put on them."""
        self._tx.append_all(self._tenant, self._entries(cases, work), self._claims)
        if self._notices:
            self._tx.post(self._notices)

    def _entries(self, cases: Iterable[T], work: Callable[[T], object]) -> Iterator[Entry]:
        for case in cases:
            work(case)
            if self._entry is not None:
                yield self._entry
                self._entry = None
