"""The outbox in the SQLite file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Notice, Outgoing
from complaintkit.storage.sqlite_tables import Statements

POST = (
    "INSERT INTO ck_outbox (tenant, id, case_id, what, subject, recipient, at, state, turn, tries, claim, error) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, 0, '', '')"
)
NOTICE = "id, case_id, what, subject, recipient, at"
TURN = (
    f"SELECT n, turn, tries, {NOTICE} FROM ck_outbox AS o WHERE tenant = ? AND sink = ? AND state = 'waiting' "
    "AND turn <= ? AND NOT EXISTS (SELECT 1 FROM ck_outbox AS e WHERE e.tenant = o.tenant AND e.sink = o.sink "
    "AND e.case_id = o.case_id AND e.state = 'waiting' AND e.n < o.n) ORDER BY turn, n LIMIT ?"
)
FREE = "SELECT n FROM ck_outbox WHERE tenant = ? AND sink = '' AND state = 'waiting' AND turn <= ? ORDER BY n LIMIT ?"
COPY = (
    "INSERT INTO ck_outbox (tenant, id, case_id, what, subject, recipient, at, state, turn, tries, claim, error, sink) "
    "SELECT tenant, id, case_id, what, subject, recipient, at, 'waiting', at, 0, '', '', ? FROM ck_outbox WHERE n = ?"
)
OLD = "SELECT n, id, sink FROM ck_outbox WHERE tenant = ? AND state = 'delivered' AND turn < ? ORDER BY turn, n LIMIT ?"
WHOLE = (
    "DELETE FROM ck_outbox WHERE tenant = ? AND id = ? AND sink = '' AND state = 'spread' AND NOT EXISTS "
    "(SELECT 1 FROM ck_outbox AS e WHERE e.tenant = ck_outbox.tenant AND e.id = ck_outbox.id AND e.sink <> '')"
)
BACKLOG = (
    "SELECT sink, sum(state = 'waiting'), sum(state = 'dead') FROM ("
    "SELECT sink, state FROM ck_outbox WHERE tenant = ? AND state = 'waiting' UNION ALL "
    "SELECT sink, state FROM ck_outbox WHERE tenant = ? AND state = 'dead') GROUP BY sink ORDER BY sink"
)  # each by its own index
DISCARD = "DELETE FROM ck_outbox WHERE n = ? AND state IN ('waiting', 'dead')"
HELD = "SELECT 1 FROM ck_outbox WHERE tenant = ? AND id = ? AND sink = ? AND sink <> '' AND n <> ?"
SETTLE = "UPDATE ck_outbox SET state = ?, turn = ?, tries = ?, claim = ?, error = ? WHERE n = ? AND claim = ?"


class Outbox(Statements):
    """What a transaction on the file does with notices."""

    def post(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox."""
        self._each(
            POST,
            [(n.tenant, n.id, n.case_id, n.what, n.subject, n.to, to_us(n.at), to_us(n.at)) for n in notices],
        )

    def notices(self, tenant: str, limit: int | None = None, after: int = 0) -> Sequence[Notice]:
        """The tenant's outbox, in the order it was filled."""
        sql = f"SELECT {NOTICE}, n FROM ck_outbox WHERE tenant = ? AND sink = '' AND n > ? ORDER BY n LIMIT ?"
        rows = self._all(sql, (tenant, after, -1 if limit is None else limit))
        return tuple([_notice(tenant, *row) for row in rows])

    def spread(self, tenant: str, sinks: Sequence[str], now: datetime, limit: int) -> int:
        """Have notices that wait go to several sinks, each on its own."""
        free = self._all(FREE, (tenant, to_us(now), limit))
        self._each(COPY, [(sink, n) for (n,) in free for sink in sinks])
        self._each("UPDATE ck_outbox SET state = 'spread', claim = '' WHERE n = ?", free)
        return len(free)

    def take(
        self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = ""
    ) -> Sequence[Outgoing]:
        """Claim notices for sending, the earliest first, of a case only the first that waits."""
        taken = [
            Outgoing(_notice(tenant, *notice), n, until, "waiting", tries + 1, claim, sink=sink)
            for n, _, tries, *notice in self._all(TURN, (tenant, sink, to_us(now), limit))
        ]
        sql = "UPDATE ck_outbox SET turn = ?, tries = ?, claim = ? WHERE n = ?"
        self._each(sql, [(to_us(until), outgoing.tries, claim, outgoing.n) for outgoing in taken])
        return taken

    def settle(self, outgoing: Outgoing, claim: str) -> bool:
        """Write how a delivery stands, unless the claim on it is another."""
        o = outgoing
        return self._do(SETTLE, (o.state, to_us(o.at), o.tries, o.claim, o.error, o.n, claim)) == 1

    def outgoing(
        self, tenant: str, state: str, limit: int, after: int = 0, sink: str | None = None
    ) -> Sequence[Outgoing]:
        """Notices in a state, in the order the outbox was filled."""
        here = "state = 'dead' AND state = ?" if state == "dead" else "state = ?"  # its index needs the word
        ours = "" if sink is None else "AND sink = ? "
        sql = (
            f"SELECT n, turn, tries, claim, error, sink, {NOTICE} FROM ck_outbox "
            f"WHERE tenant = ? AND {here} AND n > ? {ours}ORDER BY n LIMIT ?"
        )
        asked = (tenant, state, after, *(() if sink is None else (sink,)), limit)
        return [
            Outgoing(_notice(tenant, *notice), n, to_instant(turn), state, tries, claim, error, sink)
            for n, turn, tries, claim, error, sink, *notice in self._all(sql, asked)
        ]

    def backlog(self, tenant: str) -> Mapping[str, tuple[int, int]]:
        """How many notices wait for each sink, and how many are dead there."""
        return {sink: (waiting, dead) for sink, waiting, dead in self._all(BACKLOG, (tenant, tenant))}

    def readdress(self, outgoing: Sequence[Outgoing], sink: str) -> int:
        """Have what is not delivered be for another sink, unless that has it."""
        moved = 0
        for out in outgoing:
            if self._all(HELD, (out.notice.tenant, out.notice.id, sink, out.n)):
                moved += self._do(DISCARD, (out.n,))
            else:
                moved += self._do("UPDATE ck_outbox SET sink = ? WHERE n = ? AND state IN ('waiting', 'dead')",
                                  (sink, out.n))  # fmt: skip
        return moved

    def discard(self, outgoing: Sequence[Outgoing]) -> int:
        """Remove what is not delivered, and each notice with the last of its entries."""
        gone = sum(self._do(DISCARD, (out.n,)) for out in outgoing)
        self._each(WHOLE, [(out.notice.tenant, out.notice.id) for out in outgoing if out.sink])
        return gone

    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        """Remove notices delivered before an instant, the oldest first."""
        old = self._all(OLD, (tenant, to_us(before), limit))
        self._each("DELETE FROM ck_outbox WHERE n = ?", [(n,) for n, _, _ in old])
        self._each(WHOLE, [(tenant, id) for id in dict.fromkeys(id for _, id, sink in old if sink)])
        return len(old)


def _notice(tenant: str, id: str, case_id: str, what: str, subject: str, to: str, at: int, n: int = 0) -> Notice:
    return Notice(id, tenant, case_id, what, subject, to, to_instant(at), n)
