"""What a desk offers around its outbox: delivering it, and seeing to what could not be delivered; and clearing up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Event
from typing import Any, NamedTuple

from complaintkit.desk.delivery import deliver, halt_of, halted, insist, moment
from complaintkit.desk.door import check_limit, read_instant
from complaintkit.desk.outbox import Courier, DeliveryReport, check_name
from complaintkit.desk.ports import Transaction
from complaintkit.desk.questions import Questions
from complaintkit.desk.stored import Notice, Outgoing
from complaintkit.desk.telemetry import watched_report
from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import is_whole, shown

PAGE = 500


class Backlog(NamedTuple):
    """What has not reached a sink: how many notices wait for it, and how many were given up."""

    waiting: int
    dead: int


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

    def notices(self, *, limit: Any = 100, after: int = 0) -> Sequence[Notice]:
        """What is to be told to whom, in the order it arose, delivered or not, as far as it was not cleared;
        ``after=page[-1].n`` for the next page. Once the outbox was cleared a store may give places anew, so that a
        place is no mark to keep for tomorrow.

        :raises InvalidInput: ``limit`` or ``after`` is no such number.
        """
        _check_page(limit, after, Faults())
        with self._transaction(reading=True) as tx:
            return tx.notices(self.tenant, limit, after)

    def undelivered(self, *, limit: Any = 100, after: int = 0, sink: str | None = None) -> Sequence[Outgoing]:
        """The notices that still wait to be delivered, in the order they arose, with their tries and the last error;
        ``after=page[-1].n`` for the next page. ``sink``: only those for the sink of that name.

        :raises InvalidInput: ``limit`` is no whole number from 1 on, ``after`` none from 0 on, or ``sink`` no name.
        """
        return self._outgoing("waiting", limit, after, sink)

    def dead_letters(self, *, limit: Any = 100, after: int = 0, sink: str | None = None) -> Sequence[Outgoing]:
        """The notices that were given up, in the order they arose, with why; ``after=page[-1].n`` for the next page.
        ``sink``: only those for the sink of that name. Raises as :meth:`undelivered`.
        """
        return self._outgoing("dead", limit, after, sink)

    def backlog(self) -> Mapping[str, Backlog]:
        """How many notices wait for each sink, and how many were given up there, by its name ("": for none by name);
        a sink that has neither is not in it. So a name that no courier serves any more is seen.
        """
        with self._transaction(reading=True) as tx:
            return {sink: Backlog(*counts) for sink, counts in tx.backlog(self.tenant).items()}

    def readdress(self, sink: str, to: str) -> int:
        """Have all that waits for a sink, or was given up there, be for another from now on, as after it was renamed.
        What waits is sent in its turn, what was given up may be sent again by :meth:`resend`; a notice that the other
        has, or had, already goes to it no second time.

        :returns: how many notices.
        :raises InvalidInput: one of the two is no sink's name, or both are the same.
        """
        faults = Faults()
        for path, name in (("sink", sink), ("to", to)):
            check_name(name, path, faults)
        if sink == to:
            faults.add("to", f"expected the name of another sink, got {shown(to)}")
        faults.raise_if_any(InvalidInput, "the notices cannot be readdressed")
        return self._each_page(sink, None, lambda page, tx: tx.readdress(page, to))

    def discard(self, *ids: str, sink: str) -> int:
        """Remove from the outbox, for good, what waits for a sink ("": for none by name) or was given up there, of the
        notices with these ids (none given: all of it). One that is on its way may still arrive.

        :returns: how many; an id of which nothing waits or was given up there counts nothing.
        :raises InvalidInput: ``sink`` is no sink's name.
        """
        faults = Faults()
        _check_sink(sink, faults)
        faults.raise_if_any(InvalidInput, "the notices cannot be discarded")
        return self._each_page(sink, frozenset(ids) or None, lambda page, tx: tx.discard(page))

    def resend(self, *ids: str, sink: str | None = None) -> int:
        """Let dead letters be sent again, those with these ids (none given: all), with all their tries before them;
        ``sink``: only to the sink of that name.

        :returns: how many; an id that is no dead letter's counts nothing.
        :raises InvalidInput: ``sink`` is no sink's name.
        """
        now = moment(self)
        return self._each_page(sink, frozenset(ids) or None, lambda page, tx: _revive(page, now, tx), ("dead",))

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

    def _each_page(
        self,
        sink: str | None,
        ids: frozenset[str] | None,
        work: Callable[[Sequence[Outgoing], Transaction], int],
        states: Sequence[str] = ("waiting", "dead"),
    ) -> int:
        """Do something with what waits for a sink or is dead there, page after page, each in a transaction of its own;
        how many it were in all. ``ids``: only with these notices.
        """
        done = 0
        for state in states:
            after = 0
            while page := self._outgoing(state, PAGE, after, sink):
                after = page[-1].n
                chosen = [each for each in page if ids is None or each.notice.id in ids]
                done += insist(self, partial(work, chosen)) if chosen else 0
        return done

    def _outgoing(self, state: str, limit: Any, after: int, sink: str | None) -> Sequence[Outgoing]:
        faults = Faults()
        if sink is not None:
            _check_sink(sink, faults)
        _check_page(limit, after, faults)
        with self._transaction(reading=True) as tx:
            return tx.outgoing(self.tenant, state, limit, after, sink)


def _check_page(limit: object, after: object, faults: Faults) -> None:
    """Raise for these faults, and unless there may be such a page."""
    check_limit(limit, faults)
    if not isinstance(after, int) or not is_whole(after) or after < 0:
        faults.add("after", f"expected the number of the page's last notice, or 0, got {shown(after)}")
    faults.raise_if_any(InvalidInput, "the outbox cannot be read")


def _check_sink(sink: object, faults: Faults) -> None:
    """Note a fault unless it is a sink's name, or "" for the notices that are for none by name."""
    if sink != "":
        check_name(sink, "sink", faults)


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
