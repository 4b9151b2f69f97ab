"""Delivering the outbox: notices are claimed in one transaction, sent outside of any, and settled in another."""

from __future__ import annotations

import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.program import Program
from complaintkit.desk.addressing import address
from complaintkit.desk.outbox import Courier, DeliveryReport, Envelope, Sink
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Outgoing
from complaintkit.desk.telemetry import told_of, watching
from complaintkit.errors import DeliveryFailed, InvalidInput, StaleVersion

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

T = TypeVar("T")
HALT = "outbox/halted"
UNTIL_RESUMED = "-"
LONGEST_WAIT = timedelta(days=7)
"""What a receiver may ask for at most."""
AGAIN = 5
"""How often a claim or a settlement is tried that others get in the way of."""
LONGEST_WHY = 200


def deliver(desk: Engine, courier: Courier, limit: int, stopped: Callable[[], bool]) -> DeliveryReport:
    """Deliver up to ``limit`` notices of the desk's tenant, the earliest first, until ``stopped`` says so."""
    if desk.batching:
        raise InvalidInput.one("nothing is sent inside a transaction: leave the batch first", "batch")
    given = courier.sink
    if not isinstance(given, Mapping):
        each = _Round(desk, courier, "", given, stopped)
        more = each.run(limit) >= limit
        return attrs.evolve(each.report(), more=more)
    names = tuple(sorted(given))
    insist(desk, lambda tx: tx.spread(desk.tenant, names, moment(desk), limit))
    rounds = {name: _Round(desk, courier, name, sink, stopped) for name, sink in given.items() if sink is not None}
    waiting, begun = deque(rounds.values()), 0
    while waiting and begun < limit:  # one notice each in turn, so that none waits for another's backlog
        each = waiting.popleft()
        if each.run(1):
            begun += 1
            waiting.append(each)
    return _together({name: each.report() for name, each in rounds.items()}, begun >= limit)


def _together(reports: Mapping[str, DeliveryReport], more: bool) -> DeliveryReport:
    """The report on several sinks."""
    names = ("delivered", "failed", "dead", "overtaken", "nobody")
    found = {name: tuple(item for each in reports.values() for item in getattr(each, name)) for name in names}
    halted = "; ".join(f"{name}: {each.halted}" for name, each in reports.items() if each.halted)
    return DeliveryReport(**found, halted=halted, more=more, sinks=reports)


class _Tried(NamedTuple):
    """What became of a notice: how its delivery stands now, and under which name the report tells of it."""

    stands: Outgoing
    outcome: str
    nobody: bool = False


class _Round:
    """One delivery to one sink, notice by notice: a single one is claimed at a time, so that a notice that kills its
    deliverer counts no try of another.
    """

    def __init__(self, desk: Engine, courier: Courier, name: str, sink: Sink, stopped: Callable[[], bool]) -> None:
        self._desk = desk
        self._courier = courier
        self._name = name
        self._sink = sink
        self._stopped = stopped
        self._claim = secrets.token_hex(8)
        self._halted = ""
        self._found: dict[str, list[Any]] = defaultdict(list)

    def report(self) -> DeliveryReport:
        """What was done so far."""
        found: dict[str, Any] = {name: tuple(items) for name, items in self._found.items()}
        return DeliveryReport(**found, halted=self._halted)

    def run(self, limit: int) -> int:
        """Try up to ``limit`` notices; how many it were."""
        begun, tried = 0, None
        while True:
            now = moment(self._desk)
            self._halted = self._halted or halted(self._desk, now, self._name)
            goes_on = begun < limit and not self._halted and not self._stopped()
            if tried is None and not goes_on:
                break
            kept, taken = insist(self._desk, partial(self._turn, tried, now, goes_on))
            if tried is not None:
                self._note(tried, kept)
            if taken is None:
                break
            begun += 1
            tried = self._watched(taken, now)
        return begun

    def _turn(
        self, tried: _Tried | None, now: datetime, goes_on: bool, tx: Transaction
    ) -> tuple[bool, Outgoing | None]:
        """Settle the notice that was tried, and claim the next, in one transaction."""
        kept = tried is not None and tx.settle(tried.stands, self._claim)
        until = now + self._courier.lease
        taken = tx.take(self._desk.tenant, self._claim, now, until, 1, self._name) if goes_on else ()
        return kept, next(iter(taken), None)

    def _note(self, tried: _Tried, kept: bool) -> None:
        """Put what was tried into the report; ``kept``: nobody had taken the notice over."""
        id, why = tried.stands.notice.id, tried.stands.error
        if tried.nobody:
            self._found["nobody"].append(id)
        if tried.outcome == "delivered":
            self._found["delivered" if kept else "overtaken"].append(id)
        elif kept:
            self._found[tried.outcome].append((id, why))

    def _watched(self, outgoing: Outgoing, now: datetime) -> _Tried:
        desk = self._desk
        if desk.telemetry is None:
            return self._send(outgoing, now)
        with watching(desk.telemetry, "notice", told_of(desk)) as told:
            tried = self._send(outgoing, now)
            told |= {"tries": outgoing.tries, "outcome": tried.outcome, "sink": self._name or "-"}
            return tried

    def _send(self, outgoing: Outgoing, now: datetime) -> _Tried:
        if outgoing.tries > self._courier.backoff.tries:
            return self._given_up(outgoing, now, "the last try never ended")
        try:
            envelope = self._envelope(outgoing, now)
            self._sink(envelope)
        except DeliveryFailed as error:
            return self._failed(outgoing, error)
        except Exception as error:  # noqa: BLE001 - whatever a sink raises, the notice was not delivered
            return self._failed(outgoing, DeliveryFailed(type(error).__name__))
        done = outgoing._replace(state="delivered", at=moment(self._desk), error="")
        return _Tried(done, "delivered", envelope.nobody)

    def _envelope(self, outgoing: Outgoing, now: datetime) -> Envelope:
        """Read in a transaction; the directory, which may be far away, is asked after it."""
        desk = self._desk
        program: Program | None = None
        case: Case | None = None
        if desk.directory is not None:
            with desk.store.begin(reading=True) as tx:
                stored = tx.load(desk.tenant, outgoing.notice.case_id)
                if stored is not None:
                    case, program = stored.case, desk._program(tx, stored.case.policy)
        return address(outgoing, program, case, desk.directory, now)

    def _failed(self, outgoing: Outgoing, error: DeliveryFailed) -> _Tried:
        backoff, now, why = self._courier.backoff, moment(self._desk), error.problem[:LONGEST_WHY]
        asked = min(error.retry_after or timedelta(0), LONGEST_WAIT)
        if error.halts:  # not this notice failed: it was no try of its own
            self._halted = halt(self._desk, None if error.retry_after is None else now + asked, why, self._name)
            return _Tried(outgoing._replace(at=now + asked, tries=outgoing.tries - 1, claim="", error=why), "failed")
        if error.final or outgoing.tries >= backoff.tries:
            return self._given_up(outgoing, now, why)
        wait = max(backoff.wait(outgoing.tries, self._courier.chance()), asked)
        return _Tried(outgoing._replace(at=now + wait, claim="", error=why), "failed")

    def _given_up(self, outgoing: Outgoing, now: datetime, why: str) -> _Tried:
        return _Tried(outgoing._replace(state="dead", at=now, error=why), "dead")


def moment(desk: Engine) -> datetime:
    """The store's clock where it has one, else the desk's."""
    return desk.store.now() or desk.clock.now()


def insist(desk: Engine, work: Callable[[Transaction], T]) -> T:
    """Do something in a transaction of its own, again where others got in its way."""
    for attempt in range(AGAIN):
        try:
            with desk.store.begin() as tx:
                return work(tx)
        except StaleVersion:
            if attempt == AGAIN - 1:
                raise
    raise AssertionError("unreachable")


def halt_of(sink: str) -> str:
    """The mark that says until when, and why, nothing is delivered to a sink."""
    return f"{HALT}/{sink}" if sink else HALT


def halt(desk: Engine, until: datetime | None, why: str, sink: str) -> str:
    """Let nothing be delivered until an instant (None: until somebody resumes); why, as :func:`halted` tells it."""
    mark = f"{UNTIL_RESUMED if until is None else until.isoformat()} {why}"
    insist(desk, lambda tx: tx.set_mark(desk.tenant, halt_of(sink), mark))
    return _told(mark)


def halted(desk: Engine, now: datetime, sink: str) -> str:
    """Why nothing is delivered to a sink at an instant; "" where it is."""
    with desk.store.begin(reading=True) as tx:
        mark = tx.mark(desk.tenant, halt_of(sink)) or ""
    until, _, _ = mark.partition(" ")
    if not until or (until != UNTIL_RESUMED and datetime.fromisoformat(until) <= now):
        return ""
    return _told(mark)


def _told(mark: str) -> str:
    until, _, why = mark.partition(" ")
    return f"{why}; until {'it is resumed' if until == UNTIL_RESUMED else until}"
