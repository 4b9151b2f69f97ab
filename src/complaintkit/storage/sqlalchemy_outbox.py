"""The outbox in a database behind SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, select, update

from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Notice, Outgoing
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.sqlalchemy_many import Many

_O = db.outbox.c
UNDELIVERED = ("waiting", "dead")
_POSTED = ("tenant", "id", "case_id", "what", "subject", "recipient", "at", "turn")
_FREE = {"state": "waiting", "tries": 0, "claim": "", "error": ""}
"""How a notice stands that nobody has taken yet."""
_NOTICE = (_O.id, _O.case_id, _O.what, _O.subject, _O.recipient, _O.at)


class Outbox(Many):
    """What a transaction on a database does with notices."""

    def post(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox."""
        rows = [(n.tenant, n.id, n.case_id, n.what, n.subject, n.to, us, us) for n in notices for us in (to_us(n.at),)]
        self._add_all("ck_outbox", _POSTED, rows, {**_FREE, "sink": ""})

    def notices(self, tenant: str, limit: int | None = None, after: int = 0) -> Sequence[Notice]:
        """The tenant's outbox, in the order it was filled."""
        asked = select(*_NOTICE, _O.n).where(_O.tenant == tenant, _O.sink == "", _O.n > after)
        return tuple([_notice(tenant, *row) for row in self._all(asked.order_by(_O.n).limit(limit))])

    def spread(self, tenant: str, sinks: Sequence[str], now: datetime, limit: int) -> int:
        """Have notices that wait go to several sinks, each on its own; one who does so waits for another who does, so
        that those of a case are spread in their order.
        """
        free = select(_O.n, *_NOTICE).where(
            _O.tenant == tenant, _O.sink == "", _O.state == "waiting", _O.turn <= to_us(now)
        )
        found = self._all(free.order_by(_O.n).limit(limit).with_for_update())
        if found:
            rows = [(tenant, *notice, notice[-1], sink) for _, *notice in found for sink in sinks]
            self._add_all("ck_outbox", (*_POSTED, "sink"), rows, _FREE)
            here = _O.n.in_([n for n, *_ in found])
            self._run(update(db.outbox).where(here).values(state="spread", claim=""))
        return len(found)

    def take(
        self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = ""
    ) -> Sequence[Outgoing]:
        """Claim notices for sending, the earliest first, of a case only the first that waits; what another is taking
        at this moment is left to it.
        """
        earlier = db.outbox.alias()
        e = earlier.c
        # as one value a row, and by its index: planned for a join, statistics from when the outbox was empty mislead
        first = select(func.min(e.n)).where(
            e.tenant == _O.tenant, e.sink == _O.sink, e.case_id == _O.case_id, e.state == "waiting"
        )
        for dialect in ("mariadb", "mysql"):
            first = first.with_hint(earlier, "FORCE INDEX (ck_outbox_case)", dialect)
        asked = (
            select(_O.n, _O.tries, *_NOTICE)
            .where(_O.tenant == tenant, _O.sink == sink, _O.state == "waiting", _O.turn <= to_us(now))
            .where(_O.n == first.scalar_subquery())
            .order_by(_O.turn, _O.n)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = [
            Outgoing(_notice(tenant, *notice), n, until, "waiting", tries + 1, claim, sink=sink)
            for n, tries, *notice in self._all(asked)
        ]
        if taken:
            here = _O.n.in_([outgoing.n for outgoing in taken])
            self._run(update(db.outbox).where(here).values(turn=to_us(until), tries=_O.tries + 1, claim=claim))
        return taken

    def settle(self, outgoing: Outgoing, claim: str) -> bool:
        """Write how a delivery stands, unless the claim on it is another."""
        o = outgoing
        written = update(db.outbox).where(and_(_O.n == o.n, _O.claim == claim))
        stands = written.values(state=o.state, turn=to_us(o.at), tries=o.tries, claim=o.claim, error=o.error)
        return bool(self._run(stands).rowcount == 1)

    def outgoing(
        self, tenant: str, state: str, limit: int, after: int = 0, sink: str | None = None
    ) -> Sequence[Outgoing]:
        """Notices in a state, in the order the outbox was filled."""
        asked = select(_O.n, _O.turn, _O.tries, _O.claim, _O.error, _O.sink, *_NOTICE)
        ours = () if sink is None else (_O.sink == sink,)
        here = asked.where(_O.tenant == tenant, _O.state == state, _O.n > after, *ours).order_by(_O.n).limit(limit)
        return [
            Outgoing(_notice(tenant, *notice), n, to_instant(turn), state, tries, claim, error, sink)
            for n, turn, tries, claim, error, sink, *notice in self._all(here)
        ]

    def backlog(self, tenant: str) -> Mapping[str, tuple[int, int]]:
        """How many notices wait for each sink, and how many are dead there."""
        asked = select(_O.sink, _O.state, func.count()).where(_O.tenant == tenant, _O.state.in_(UNDELIVERED))
        held = {(sink, state): count for sink, state, count in self._all(asked.group_by(_O.sink, _O.state))}
        sinks = sorted({sink for sink, _ in held})
        return {sink: (held.get((sink, "waiting"), 0), held.get((sink, "dead"), 0)) for sink in sinks}

    def readdress(self, outgoing: Sequence[Outgoing], sink: str) -> int:
        """Have what is not delivered be for another sink, unless that has it."""
        moved = 0
        for out in outgoing:
            ours = _O.tenant == out.notice.tenant, _O.id == out.notice.id, _O.sink == sink, _O.n != out.n
            here = and_(_O.n == out.n, _O.state.in_(UNDELIVERED))
            known = self._all(select(_O.n).where(*ours))
            change = delete(db.outbox).where(here) if known else update(db.outbox).where(here).values(sink=sink)
            moved += int(self._run(change).rowcount)
        return moved

    def discard(self, outgoing: Sequence[Outgoing]) -> int:
        """Remove what is not delivered, and each notice with the last of its entries."""
        numbers = [out.n for out in outgoing]
        gone = (
            self._run(delete(db.outbox).where(_O.n.in_(numbers), _O.state.in_(UNDELIVERED))).rowcount if numbers else 0
        )
        for tenant in {out.notice.tenant for out in outgoing}:
            self._forget(tenant, {out.notice.id for out in outgoing if out.sink and out.notice.tenant == tenant})
        return int(gone)

    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove notices delivered before an instant, the oldest first."""
        asked = select(_O.n, _O.id, _O.sink).where(
            _O.tenant == tenant, _O.state == "delivered", _O.turn < to_us(before)
        )
        old = self._all(asked.order_by(_O.turn, _O.n).limit(limit))
        self._drop(db.outbox, [n for n, _, _ in old])
        self._forget(tenant, {id for _, id, sink in old if sink})
        return len(old)

    def _forget(self, tenant: str, ids: set[str]) -> None:
        """Forget the notices of these ids that no sink has an entry of any more."""
        left = {id for (id,) in self._all(select(_O.id).where(_O.tenant == tenant, _O.id.in_(ids), _O.sink != ""))}
        whole = select(_O.n).where(_O.tenant == tenant, _O.id.in_(ids - left), _O.sink == "", _O.state == "spread")
        self._drop(db.outbox, [n for (n,) in self._all(whole)])


def _notice(tenant: str, id: str, case_id: str, what: str, subject: str, to: str, at: int, n: int = 0) -> Notice:
    return Notice(id, tenant, case_id, what, subject, to, to_instant(at), n)
