"""The access log in a database behind SQLAlchemy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.ports import Accessed
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

    def accesses(self, tenant: str, case_id: str, limit: int, after: int = 0) -> Sequence[Accessed]:
        """Looks at a case, in order."""
        here = (_A.tenant == tenant) & (_A.case_id == case_id) & (_A.n > after)
        asked = select(*[_A[name] for name in COLUMNS], _A.n).where(here).order_by(_A.n).limit(limit)
        return [access_of(row) for row in self._all(asked)]

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        old = select(_A.n).where(_A.tenant == tenant, _A.at < to_us(before)).order_by(_A.at, _A.n).limit(limit)
        return self._drop(db.accesses, [n for (n,) in self._all(old)])
