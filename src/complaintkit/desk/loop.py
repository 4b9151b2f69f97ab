"""Sweeping and delivering for ever, for one tenant or many, until told to stop."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from complaintkit.desk.outbox import Courier, DeliveryReport, check_positive
from complaintkit.desk.sweep import SweepReport
from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import is_whole, shown

if TYPE_CHECKING:
    from complaintkit.desk.desk import Desk

LOG = logging.getLogger("complaintkit.sweep")
Heard = Callable[["Desk", "SweepReport | DeliveryReport | Exception"], object]


class RunReport(NamedTuple):
    """What a run did in all: rungs fired, standing cases opened, notices delivered and given up, and how often
    something failed: a case, a try at a notice, or a desk's whole turn.
    """

    fired: int = 0
    opened: int = 0
    delivered: int = 0
    dead: int = 0
    failed: int = 0


def run(
    desks: Desk | Iterable[Desk] | Callable[[], Iterable[Desk]],
    *,
    courier: Courier | Mapping[str, Courier] | None = None,
    every: timedelta | None = timedelta(seconds=30),
    stop: Event | None = None,
    page: int = 100,
    wait: Callable[[timedelta], object] | None = None,
    heard: Heard | None = None,
) -> RunReport:
    """Sweep and deliver, round after round, until ``stop`` is set.

    ``desks`` are those of one store or of several, one each tenant, or a function asked for them before each round.
    In a round each gets one turn after the other, of up to ``page`` cases and ``page`` notices, until none has more
    to do: a tenant with a great backlog holds up nobody for longer than its turn. Then it waits for ``every``; with
    ``every=None`` it comes back after one round. ``courier`` delivers for all tenants, or each for its own; without
    one nothing is delivered. Several runs at once, in whatever processes, share the work.

    What goes wrong with a case, a notice or a whole desk is logged, told and tried again later; the others go on.
    ``heard`` is called with the desk and each report, or the exception that ended its turn. ``wait`` takes the place of
    waiting for ``stop``; once ``stop`` is set, the case or notice at hand is finished and no other begun.

    :returns: what was done in all, once it is stopped.
    :raises InvalidInput: an argument cannot be used; all faults at once.
    """
    faults = Faults()
    if every is not None:
        check_positive(every, "every", faults)
    if not is_whole(page) or page < 1:
        faults.add("page", f"expected a whole number from 1 on, got {shown(page)}")
    asked = _asking(desks, faults)
    couriers = _couriers(courier, faults)
    faults.raise_if_any(InvalidInput, "the run cannot begin")
    stop = Event() if stop is None else stop
    running = _Run(couriers, stop, page, heard)
    while not stop.is_set():
        running.round(asked)
        if every is None:
            break
        if not stop.is_set():
            _ = stop.wait(every.total_seconds()) if wait is None else wait(every)
    return RunReport(**running.done)


class _Run:
    """What goes on, and what was done."""

    def __init__(self, couriers: Callable[[str], Courier | None], stop: Event, page: int, heard: Heard | None) -> None:
        self._courier_of = couriers
        self._stop = stop
        self._page = page
        self._heard = heard
        self.done = dict.fromkeys(RunReport._fields, 0)
        self._first = 0

    def round(self, asked: Callable[[], Iterable[Desk]]) -> None:
        """One turn each after the other, until nobody has more to do. Each round begins with another desk."""
        try:
            desks = deque(asked())
        except Exception as error:  # noqa: BLE001 - whoever tells the desks may be out of reach for a while
            self._failed(None, error)
            return
        desks.rotate(-self._first)
        self._first += 1
        while desks and not self._stop.is_set():
            desk = desks.popleft()
            try:
                more = self._turn(desk)
            except Exception as error:  # noqa: BLE001 - the next round tries it again
                self._failed(desk, error)
                more = False
            if more:
                desks.append(desk)

    def _turn(self, desk: Desk) -> bool:
        swept = desk.sweep(self._page)
        self._count(fired=len(swept.fired), opened=len(swept.opened), failed=len(swept.failed))
        self._tell(desk, swept)
        courier = self._courier_of(desk.tenant)
        if courier is None or self._stop.is_set():
            return swept.more
        sent = desk.deliver(courier, self._page, stop=self._stop)
        self._count(delivered=len(sent.delivered), dead=len(sent.dead), failed=len(sent.failed))
        self._tell(desk, sent)
        return swept.more or sent.more

    def _count(self, **done: int) -> None:
        for name, count in done.items():
            self.done[name] += count

    def _tell(self, desk: Desk, what: SweepReport | DeliveryReport | Exception) -> None:
        if self._heard is not None:
            self._heard(desk, what)

    def _failed(self, desk: Desk | None, error: Exception) -> None:
        self._count(failed=1)
        whose = "asking for the desks" if desk is None else f"the turn of tenant {desk.tenant!r}"
        LOG.error("%s failed: %s", whose, type(error).__name__)
        if desk is not None:
            try:
                self._tell(desk, error)
            except Exception as other:  # noqa: BLE001 - a listener does not end the run
                LOG.error("telling of it failed: %s", type(other).__name__)


def _asking(desks: Any, faults: Faults) -> Callable[[], Iterable[Desk]]:
    """A function that tells the desks; it asks nothing yet."""
    if callable(desks):
        asked: Callable[[], Iterable[Desk]] = desks
        return asked
    given = (desks,) if hasattr(desks, "sweep") else tuple(desks) if isinstance(desks, Iterable) else ()
    if not given or not all(hasattr(desk, "sweep") for desk in given):
        faults.add("desks", f"expected a Desk, several, or a function that gives them, got {shown(desks)}")
    return lambda: given


def _couriers(courier: Any, faults: Faults) -> Callable[[str], Courier | None]:
    given = courier if isinstance(courier, Mapping) else {"": courier}
    for tenant, each in given.items():
        if not isinstance(each, Courier) and not (each is None and given is not courier):
            faults.add(f"courier.{tenant}".rstrip("."), f"expected a Courier, got {shown(each)}")
    if isinstance(courier, Mapping):
        return courier.get
    return lambda tenant: courier
