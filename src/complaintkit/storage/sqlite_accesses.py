"""The access log in the SQLite file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Accessed, AccessQuery
from complaintkit.storage.access_rows import COLUMNS, access_of, row_of
from complaintkit.storage.sqlite_tables import Statements

_NAMES = ", ".join(COLUMNS)
LOG = f"INSERT INTO ck_accesses ({_NAMES}) VALUES (:{', :'.join(COLUMNS)})"
DROP = (
    "DELETE FROM ck_accesses WHERE n IN (SELECT n FROM ck_accesses WHERE tenant = ? AND at < ? ORDER BY at, n LIMIT ?)"
)


class Accesses(Statements):
    """What a transaction on the file does with looks at cases."""

    def log(self, accesses: Sequence[Accessed]) -> None:
        """Put looks at cases into the access log."""
        self._each(LOG, [row_of(accessed) for accessed in accesses])

    def accesses(self, query: AccessQuery) -> Sequence[Accessed]:
        """The looks that match, in the order of their instants."""
        moments = [moment for moment in (query.since, query.after and query.after[0]) if moment is not None]
        asked: dict[str, Sequence[Any] | None] = {
            "tenant = ?": (query.tenant,),
            "case_id = ?": None if query.case_id is None else (query.case_id,),
            "actor = ?": None if query.actor is None else (query.actor,),
            "at >= ?": (to_us(max(moments)),) if moments else None,  # one bound, or the index is not chosen for it
            "at < ?": None if query.until is None else (to_us(query.until),),
            "(at > ? OR n > ?)": None if query.after is None else (to_us(query.after[0]), query.after[1]),
        }
        here = {clause: values for clause, values in asked.items() if values is not None}
        sql = f"SELECT {_NAMES}, n FROM ck_accesses WHERE {' AND '.join(here)} ORDER BY at, n LIMIT ?"
        return [access_of(row) for row in self._all(sql, (*chain.from_iterable(here.values()), query.limit))]

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        return self._do(DROP, (tenant, to_us(before), limit))
