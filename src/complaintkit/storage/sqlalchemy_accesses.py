"""The access log in a database behind SQLAlchemy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, or_, select

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Accessed, AccessQuery
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.access_rows import COLUMNS, access_of, row_of
from complaintkit.storage.sqlalchemy_tables import Statements

_A = db.accesses.c


class Accesses(Statements):
    """What a transaction on a database does with looks at cases."""

    def log(self, accesses: Sequence[Accessed]) -> None:
        """Put looks at cases into the access log."""
        for accessed in accesses:  # one by one: their numbers are in this order
            self._run(insert(db.accesses).values(row_of(accessed)))

    def accesses(self, query: AccessQuery) -> Sequence[Accessed]:
        """The looks that match, in the order of their instants."""
        asked = select(*[_A[name] for name in COLUMNS], _A.n).where(_A.tenant == query.tenant)
        if query.case_id is not None:
            asked = asked.where(_A.case_id == query.case_id)
        if query.actor is not None:
            asked = asked.where(_A.actor == query.actor)
        if query.since is not None:
            asked = asked.where(_A.at >= to_us(query.since))
        if query.until is not None:
            asked = asked.where(_A.at < to_us(query.until))
        if query.after is not None:
            at, n = to_us(query.after[0]), query.after[1]
            asked = asked.where(_A.at >= at, or_(_A.at > at, _A.n > n))
        return [access_of(row) for row in self._all(asked.order_by(_A.at, _A.n).limit(query.limit))]

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        old = select(_A.n).where(_A.tenant == tenant, _A.at < to_us(before)).order_by(_A.at, _A.n).limit(limit)
        return self._drop(db.accesses, [n for (n,) in self._all(old)])
