"""The access log in the SQLite file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.ports import Accessed
from complaintkit.storage.access_rows import COLUMNS, access_of, row_of
from complaintkit.storage.sqlite_tables import Statements

_NAMES = ", ".join(COLUMNS)
LOG = f"INSERT INTO ck_accesses ({_NAMES}) VALUES (:{', :'.join(COLUMNS)})"
LOOKS = f"SELECT {_NAMES}, n FROM ck_accesses WHERE tenant = ? AND case_id = ? AND n > ? ORDER BY n LIMIT ?"
DROP = (
    "DELETE FROM ck_accesses WHERE n IN (SELECT n FROM ck_accesses WHERE tenant = ? AND at < ? ORDER BY at, n LIMIT ?)"
)


class Accesses(Statements):
    """What a transaction on the file does with looks at cases."""

    def log(self, accesses: Sequence[Accessed]) -> None:
        """Put looks at cases into the access log."""
        self._each(LOG, [row_of(accessed) for accessed in accesses])

    def accesses(self, tenant: str, case_id: str, limit: int, after: int = 0) -> Sequence[Accessed]:
        """Looks at a case, in order."""
        return [access_of(row) for row in self._all(LOOKS, (tenant, case_id, after, limit))]

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        return self._do(DROP, (tenant, to_us(before), limit))
