"""The outbox in a database behind SQLAlchemy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select, update

from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.ports import Notice, Outgoing
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.sqlalchemy_many import Many

_O = db.outbox.c
_NOTICE = (_O.id, _O.case_id, _O.what, _O.subject, _O.recipient, _O.at)


class Outbox(Many):
    """What a transaction on a database does with notices."""

    def post(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox."""
        self._add_all(
            "ck_outbox",
            [
                (n.tenant, n.id, n.case_id, n.what, n.subject, n.to, to_us(n.at), "waiting", to_us(n.at), 0, "", "", "")
                for n in notices
            ],
        )

    def notices(self, tenant: str) -> Sequence[Notice]:
        """The tenant's outbox."""
        rows = self._all(select(*_NOTICE).where(_O.tenant == tenant, _O.sink == "").order_by(_O.n))
        return tuple([_notice(tenant, *row) for row in rows])

    def spread(self, tenant: str, sinks: Sequence[str], now: datetime, limit: int) -> int:
        """Have notices that wait go to several sinks, each on its own; one who does so waits for another who does, so
        that those of a case are spread in their order.
        """
        free = select(_O.n, *_NOTICE).where(
            _O.tenant == tenant, _O.sink == "", _O.state == "waiting", _O.turn <= to_us(now)
        )
        found = self._all(free.order_by(_O.n).limit(limit).with_for_update())
        if found:
            self._add_all("ck_outbox", [
                (tenant, *notice, at, "waiting", at, 0, "", "", sink) for _, *notice, at in found for sink in sinks
            ])  # fmt: skip
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

    def outgoing(self, tenant: str, state: str, limit: int, after: int = 0) -> Sequence[Outgoing]:
        """Notices in a state, in the order the outbox was filled."""
        asked = select(_O.n, _O.turn, _O.tries, _O.claim, _O.error, _O.sink, *_NOTICE)
        here = asked.where(_O.tenant == tenant, _O.state == state, _O.n > after).order_by(_O.n).limit(limit)
        return [
            Outgoing(_notice(tenant, *notice), n, to_instant(turn), state, tries, claim, error, sink)
            for n, turn, tries, claim, error, sink, *notice in self._all(here)
        ]

    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove notices delivered before an instant, the oldest first."""
        asked = select(_O.n, _O.id, _O.sink).where(
            _O.tenant == tenant, _O.state == "delivered", _O.turn < to_us(before)
        )
        old = self._all(asked.order_by(_O.turn, _O.n).limit(limit))
        self._drop(db.outbox, [n for n, _, _ in old])
        ids = {id for _, id, sink in old if sink}
        left = {id for (id,) in self._all(select(_O.id).where(_O.tenant == tenant, _O.id.in_(ids), _O.sink != ""))}
        whole = select(_O.n).where(_O.tenant == tenant, _O.id.in_(ids - left), _O.sink == "", _O.state == "spread")
        self._drop(db.outbox, [n for (n,) in self._all(whole)])
        return len(old)


def _notice(tenant: str, id: str, case_id: str, what: str, subject: str, to: str, at: int) -> Notice:
    return Notice(id, tenant, case_id, what, subject, to, to_instant(at))
