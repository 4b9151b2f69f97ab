"""The access log of a store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from complaintkit.desk.stored import Accessed, AccessQuery

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

    def accesses(self, query: AccessQuery) -> Sequence[Accessed]:
        """The looks that match, in the order of their instants."""
        held = sorted(self._store._accesses.values(), key=lambda item: (item.at, item.n))
        return list(islice((item for item in held if _matches(item, query)), query.limit))

    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove looks from before an instant, the oldest first."""
        held = self._store._accesses
        old = sorted([(item.at, n) for n, item in held.items() if item.tenant == tenant and item.at < before])[:limit]
        for _, n in old:
            self._undo.append((held.__setitem__, n, held.pop(n)))
        return len(old)


def _matches(item: Accessed, query: AccessQuery) -> bool:
    return (
        item.tenant == query.tenant
        and query.case_id in (None, item.case_id)
        and query.actor in (None, item.actor)
        and (query.since is None or item.at >= query.since)
        and (query.until is None or item.at < query.until)
        and (query.after is None or (item.at, item.n) > query.after)
    )
