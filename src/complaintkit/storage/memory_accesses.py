"""The access log of a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaintkit.desk.ports import Accessed

if TYPE_CHECKING:
    from complaintkit.storage.memory import MemoryStore


class MemoryAccesses:
    """What a transaction in memory does with looks at cases."""

    _store: MemoryStore
    _undo: list[tuple[Any, ...]]

    def log(self, accesses: Sequence[Accessed]) -> None:
        """Put looks at cases into the access log."""
        held = self._store._accesses
        for accessed in accesses:
            n = self._store._logged = self._store._logged + 1
            held[n] = accessed._replace(n=n)
            self._undo.append((held.pop, n, None))

    def accesses(self, tenant: str, case_id: str, limit: int, after: int = 0) -> Sequence[Accessed]:
        """Looks at a case, in order."""
        held = [item for n, item in sorted(self._store._accesses.items()) if n > after]
        return [item for item in held if (item.tenant, item.case_id) == (tenant, case_id)][:limit]

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        held = self._store._accesses
        old = sorted([(item.at, n) for n, item in held.items() if item.tenant == tenant and item.at < before])[:limit]
        for _, n in old:
            self._undo.append((held.__setitem__, n, held.pop(n)))
        return len(old)
