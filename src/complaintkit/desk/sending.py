"""What a desk offers around its outbox: delivering it, and seeing to what could not be delivered; and clearing up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from threading import Event
from typing import Any

from complaintkit.desk.delivery import deliver, halt_of, halted, insist, moment
from complaintkit.desk.door import check_limit, read_instant
from complaintkit.desk.outbox import Courier, DeliveryReport
from complaintkit.desk.ports import Outgoing, Transaction
from complaintkit.desk.questions import Questions
from complaintkit.desk.telemetry import watched_report
from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import shown

PAGE = 500


class Sending(Questions):
    """The outbox of a :class:`~complaintkit.desk.desk.Desk`."""

    def deliver(self, courier: Courier, limit: Any = 1000, *, stop: Event | None = None) -> DeliveryReport:
        """Deliver up to ``limit`` notices that wait, the earliest first; those of a case in the order they arose.

        At least once: whoever is killed after sending and before noting it down sends again, under the same id. Several
        deliverers may run at once and as a rule send nothing twice. The notices of a case wait for the one before
        them, until it is delivered or given up. ``stop``: once it is set, no further notice is begun.

        :raises InvalidInput: it is no courier, the limit is no whole number from 1 on, or a batch is open.
        """
        given: object = courier
        faults = Faults()
        if not isinstance(given, Courier):
            faults.add("courier", f"expected a Courier, got {shown(given)}")
        check_limit(limit, faults)
        faults.raise_if_any(InvalidInput, "nothing can be delivered")
        work = partial(deliver, self, courier, limit, (lambda: False) if stop is None else stop.is_set)
        return work() if self.telemetry is None else watched_report(self, "delivery", work)

    def undelivered(self, *, limit: Any = 100, after: int = 0) -> Sequence[Outgoing]:
        """The notices that still wait to be delivered, in the order they arose, with their tries and the last error;
        ``after=page[-1].n`` for the next page.
        """
        return self._outgoing("waiting", limit, after)

    def dead_letters(self, *, limit: Any = 100, after: int = 0) -> Sequence[Outgoing]:
        """The notices that were given up, in the order they arose, with why; ``after=page[-1].n`` for the next page."""
        return self._outgoing("dead", limit, after)

    def resend(self, *ids: str, sink: str | None = None) -> int:
        """Let dead letters be sent again, those with these ids (none given: all), with all their tries before them;
        ``sink``: only to the sink of that name.

        :returns: how many; an id that is no dead letter's counts nothing.
        """
        now, wanted = moment(self), frozenset(ids)
        revived, after = 0, 0
        while page := self._outgoing("dead", PAGE, after):
            after = page[-1].n
            ours = [letter for letter in page if sink is None or letter.sink == sink]
            chosen = [letter for letter in ours if not wanted or letter.notice.id in wanted]
            revived += insist(self, partial(_revive, chosen, now)) if chosen else 0
        return revived

    def halted(self, sink: str = "") -> str:
        """Why nothing is delivered, and until when: the receiver asked for quiet, or wants nothing any more. "" where
        delivery goes on. ``sink`` is the name of one of several.
        """
        return halted(self, moment(self), sink)

    def resume(self, sink: str = "") -> None:
        """Deliver again, whatever had it halted; ``sink`` is the name of one of several."""
        insist(self, lambda tx: tx.set_mark(self.tenant, halt_of(sink), ""))

    def clear_outbox(self, delivered_before: datetime) -> int:
        """Remove what was delivered before an instant; how many notices that were.

        :raises InvalidInput: it is no aware datetime.
        """
        before = _instant(delivered_before, "delivered_before", "the outbox cannot be cleared")
        return self._all_pages(lambda tx: tx.drop_delivered(self.tenant, before, PAGE))

    def clear_accesses(self, before: datetime) -> int:
        """Remove the looks at cases that were logged before an instant, once nothing keeps them any more; how many.

        :raises InvalidInput: it is no aware datetime.
        """
        instant = _instant(before, "before", "the access log cannot be cleared")
        return self._all_pages(lambda tx: tx.drop_accesses(self.tenant, instant, PAGE))

    def _all_pages(self, drop: Callable[[Transaction], int]) -> int:
        """Drop page after page, each in a transaction of its own; how many in all."""
        gone = 0
        while found := insist(self, drop):
            gone += found
        return gone

    def _outgoing(self, state: str, limit: Any, after: int) -> Sequence[Outgoing]:
        faults = Faults()
        check_limit(limit, faults)
        faults.raise_if_any(InvalidInput, "the outbox cannot be read")
        with self._transaction(reading=True) as tx:
            return tx.outgoing(self.tenant, state, limit, after)


def _instant(given: object, path: str, heading: str) -> datetime:
    faults = Faults()
    instant = read_instant(given, path, faults)
    if instant is None and not faults:
        faults.add(path, "expected an aware datetime, got None")
    faults.raise_if_any(InvalidInput, heading)
    assert instant is not None
    return instant


def _revive(letters: Sequence[Outgoing], now: datetime, tx: Transaction) -> int:
    return sum(
        tx.settle(letter._replace(state="waiting", at=now, tries=0, claim="", error=""), letter.claim)
        for letter in letters
    )
