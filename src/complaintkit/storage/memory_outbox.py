"""The outbox of a store in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.desk.stored import Notice, Outgoing

if TYPE_CHECKING:
    from complaintkit.storage.memory import MemoryStore

UNDELIVERED = ("waiting", "dead")


class MemoryOutbox:
    """What a transaction in memory does with notices."""

    _store: MemoryStore
    _undo: list[tuple[Any, ...]]

    def _set(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        if key in table:
            self._undo.append((table.__setitem__, key, table[key]))
        else:
            self._undo.append((table.pop, key, None))
        table[key] = value

    def _remove(self, table: dict[Any, Any], key: Any) -> None:
        self._undo.append((table.__setitem__, key, table.pop(key)))

    def post(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox."""
        store = self._store
        for notice in notices:
            held = store._outbox.setdefault(notice.tenant, {})
            n = store._posted = store._posted + 1
            self._put(held, Outgoing(notice, n, notice.at))

    def _put(self, held: dict[int, Outgoing], outgoing: Outgoing) -> None:
        """Put an entry into a tenant's outbox, and among what waits for its sink where it does."""
        unsent = self._store._unsent.setdefault((outgoing.notice.tenant, outgoing.sink), {})
        self._set(held, outgoing.n, outgoing)
        if outgoing.state == "waiting":
            self._set(unsent, outgoing.n, None)
        elif outgoing.n in unsent:
            self._remove(unsent, outgoing.n)

    def notices(self, tenant: str, limit: int | None = None, after: int = 0) -> Sequence[Notice]:
        """The tenant's outbox, in the order it was filled."""
        held = sorted(self._store._outbox.get(tenant, {}).items())
        found = (attrs.evolve(out.notice, n=n) for n, out in held if n > after and not out.sink)
        return tuple(islice(found, limit))

    def spread(self, tenant: str, sinks: Sequence[str], now: datetime, limit: int) -> int:
        """Have notices that wait go to several sinks, each on its own."""
        store, held = self._store, self._store._outbox.get(tenant, {})
        free = [held[n] for n in sorted(store._unsent.get((tenant, ""), ())) if held[n].at <= now][:limit]
        for outgoing in free:
            self._put(held, outgoing._replace(state="spread", claim=""))
            for sink in sinks:
                n = store._posted = store._posted + 1
                self._put(held, Outgoing(outgoing.notice, n, outgoing.notice.at, sink=sink))
        return len(free)

    def take(
        self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = ""
    ) -> Sequence[Outgoing]:
        """Claim notices for sending, the earliest first, of a case only the first that waits."""
        held = self._store._outbox.get(tenant, {})
        first: dict[str, Outgoing] = {}
        for n in sorted(self._store._unsent.get((tenant, sink), ())):
            first.setdefault(held[n].notice.case_id, held[n])
        come = sorted([(waits.at, waits.n) for waits in first.values() if waits.at <= now])
        taken = [held[n]._replace(at=until, tries=held[n].tries + 1, claim=claim) for _, n in come[:limit]]
        for outgoing in taken:
            self._set(held, outgoing.n, outgoing)
        return taken

    def settle(self, outgoing: Outgoing, claim: str) -> bool:
        """Write how a delivery stands, unless the claim on it is another."""
        tenant, n = outgoing.notice.tenant, outgoing.n
        held = self._store._outbox.get(tenant, {})
        if n not in held or held[n].claim != claim:
            return False
        self._put(held, outgoing)
        return True

    def outgoing(
        self, tenant: str, state: str, limit: int, after: int = 0, sink: str | None = None
    ) -> Sequence[Outgoing]:
        """Notices in a state, in the order the outbox was filled."""
        held = sorted(self._store._outbox.get(tenant, {}).items())
        found = (out for n, out in held if n > after and out.state == state and sink in (None, out.sink))
        return list(islice(found, limit))

    def backlog(self, tenant: str) -> Mapping[str, tuple[int, int]]:
        """How many notices wait for each sink, and how many are dead there."""
        held = Counter((out.sink, out.state) for out in self._store._outbox.get(tenant, {}).values())
        sinks = sorted({sink for sink, state in held if state in UNDELIVERED})
        return {sink: (held[sink, "waiting"], held[sink, "dead"]) for sink in sinks}

    def readdress(self, outgoing: Sequence[Outgoing], sink: str) -> int:
        """Have what is not delivered be for another sink, unless that has it."""
        moved = 0
        for held, here in self._undelivered(outgoing):
            self._remove_entry(held, here)
            if not any(out.notice.id == here.notice.id and out.sink == sink for out in held.values()):
                self._put(held, here._replace(sink=sink))
            moved += 1
        return moved

    def discard(self, outgoing: Sequence[Outgoing]) -> int:
        """Remove what is not delivered, and each notice with the last of its entries."""
        gone = 0
        for held, here in self._undelivered(outgoing):
            self._remove_entry(held, here)
            self._forget(held, {here.notice.id} if here.sink else set())
            gone += 1
        return gone

    def _undelivered(self, outgoing: Sequence[Outgoing]) -> Iterator[tuple[dict[int, Outgoing], Outgoing]]:
        """Those of these entries that still wait, or are dead, as they stand, each with its tenant's outbox."""
        for given in outgoing:
            held = self._store._outbox.get(given.notice.tenant, {})
            here = held.get(given.n)
            if here is not None and here.state in UNDELIVERED:
                yield held, here

    def _remove_entry(self, held: dict[int, Outgoing], outgoing: Outgoing) -> None:
        """Take an entry out of a tenant's outbox, and out of what waits for its sink."""
        self._remove(held, outgoing.n)
        unsent = self._store._unsent.get((outgoing.notice.tenant, outgoing.sink), {})
        if outgoing.n in unsent:
            self._remove(unsent, outgoing.n)

    def _forget(self, held: dict[int, Outgoing], ids: set[str]) -> None:
        """Forget the notices of these ids that no sink has an entry of any more."""
        ids = ids - {out.notice.id for out in held.values() if out.sink} if ids else ids
        for n in [n for n, out in held.items() if out.state == "spread" and out.notice.id in ids]:
            self._remove(held, n)

    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove notices delivered before an instant, the oldest first."""
        held = self._store._outbox.get(tenant, {})
        gone = sorted([(out.at, n) for n, out in held.items() if out.state == "delivered" and out.at < before])[:limit]
        ids = {held[n].notice.id for _, n in gone if held[n].sink}
        for _, n in gone:
            self._remove(held, n)
        self._forget(held, ids)
        return len(gone)
