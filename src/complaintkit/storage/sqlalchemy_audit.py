"""Whether what stands beside the events in a database is what they add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, tuple_

from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.auditing import Place, differing
from complaintkit.storage.finding import COLUMNS

if TYPE_CHECKING:
    from complaintkit.storage.sqlalchemy_transaction import SQLAlchemyTransaction


def audit(tx: SQLAlchemyTransaction, tenant: str) -> list[tuple[str, str]]:
    """Everything wrong, as (case id, what); "" for what is of no case."""
    faults: list[tuple[str, str]] = []
    for (hash,) in tx._all(select(db.policies.c.hash)):
        try:
            tx.policy(hash)
        except (IntegrityError, InvalidInput) as error:
            faults.append(("", f"policy {hash[:12]} cannot be used: {error}"))
    faults += differing(Kept(tx, tenant), tx._columns)
    return faults


class Kept:
    """What a database keeps of a tenant's cases, a page at a time."""

    def __init__(self, tx: SQLAlchemyTransaction, tenant: str) -> None:
        self._tx = tx
        self._cases = db.cases.c.tenant == tenant
        self._keys = db.keys.c.tenant == tenant

    def cases(self, after: str, limit: int) -> Sequence[tuple[str, str, Sequence[Any]]]:
        """The next cases behind an id."""
        c = db.cases.c
        asked = select(c.id, c.snapshot, *[c[name] for name in COLUMNS]).where(self._cases, c.id > after)
        return [(id, text, columns) for id, text, *columns in self._tx._all(asked.order_by(c.id).limit(limit))]

    def keys(self, what: str, values: Collection[str], first: str, last: str) -> Iterable[tuple[str, str]]:
        """Of the keys with these values: the value and the case."""
        k = db.keys.c
        asked = select(k.value, k.case_id).where(self._keys, k.what == what, k.value.in_(values))
        return self._tx._all(asked.where(k.case_id >= first, k.case_id <= last))

    def keys_after(self, after: Place | None, limit: int) -> Sequence[Place]:
        """The next keys behind a place."""
        k = db.keys.c
        asked = select(k.what, k.value, k.case_id).where(self._keys)
        if after is not None:
            asked = asked.where(self._behind(after))
        return self._tx._all(asked.order_by(k.what, k.value, k.case_id).limit(limit))

    def _behind(self, after: Place) -> Any:
        """What lies behind a place, said so that the database goes there by its index."""
        k, (what, value, id) = db.keys.c, after
        if self._tx._connection.dialect.name not in ("mysql", "mariadb"):
            return tuple_(k.what, k.value, k.case_id) > tuple_(what, value, id)
        return or_(
            k.what > what, and_(k.what == what, k.value > value), and_(k.what == what, k.value == value, k.case_id > id)
        )

    def count_keys(self) -> int:
        """How many keys there are."""
        return int(self._tx._one(select(func.count()).select_from(db.keys).where(self._keys))[0])

    def snapshots(self, ids: Collection[str]) -> Mapping[str, str]:
        """The snapshots of cases by their ids."""
        c = db.cases.c
        return dict(self._tx._all(select(c.id, c.snapshot).where(self._cases, c.id.in_(ids))))
