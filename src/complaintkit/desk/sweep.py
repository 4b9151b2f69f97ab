"""The sweep: opens standing cases and fires rungs, each exactly once, however many sweepers there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.desk.firing import Done, fire_due
from complaintkit.desk.standing import open_standing
from complaintkit.desk.stored import Stored
from complaintkit.desk.sweeper import surviving
from complaintkit.desk.together import Together
from complaintkit.rules.record import RETENTION

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

TOGETHER = 200
"""How many cases a transaction of the sweep takes: one commit serves them all. Where only one writes at a time, as on
a SQLite file, others wait until it has: some 20 to 40 ms, reckoned by the rungs in a second.
"""
Place = tuple[datetime, str]
"""Where a case stands among those that are due: the instant it is due at, and its id."""


@attrs.frozen
class SweepReport:
    """What a sweep did: the rungs it fired and passed over, as (case id, duty, rung), and the cases it opened.

    ``more``: it met its limit, and what comes after may be due too. Sweep again.
    ``failed``: the cases it could not work through, each with the error, "" for the opening of standing cases. Nothing
    was written of them, the others were gone on with, and the next sweep tries them again.
    """

    fired: tuple[tuple[str, str, str], ...]
    skipped: tuple[tuple[str, str, str], ...]
    opened: tuple[str, ...]
    more: bool = False
    failed: tuple[tuple[str, Exception], ...] = ()

    @property
    def expired(self) -> tuple[str, ...]:
        """The cases whose retention is over, as this sweep found: they may be disposed of."""
        return tuple(case_id for case_id, duty, _ in self.fired if duty == RETENTION)


def sweep(desk: Engine, limit: int) -> SweepReport:
    """One sweep of the desk's tenant; at most ``limit`` cases, that with the earliest rung first.

    What cannot be worked through counts nothing, so that however much of it there is hides nothing behind it.

    :raises StoreError: the store as a whole cannot be used.
    """
    now = desk.store.now() or desk.clock.now()
    failed: list[tuple[str, Exception]] = []
    opened = open_standing(desk, now, failed)
    fired: list[tuple[str, str, str]] = []
    skipped: list[tuple[str, str, str]] = []
    left = limit if _any_due(desk, now) else 0
    more = left > 0
    after: Place | None = None
    while left and more:
        asked = min(left, TOGETHER)
        page = _worked_through(desk, now, asked, after, failed)
        left -= page.worked
        fired.extend(page.done[0])
        skipped.extend(page.done[1])
        more, after = page.met == asked, page.last
    return SweepReport(tuple(fired), tuple(skipped), opened, more and not left, tuple(failed))


def _any_due(desk: Engine, now: datetime) -> bool:
    """Whether anything is due: most sweeps find nothing, and should hold nobody up by that."""
    with desk._transaction(reading=True) as tx:
        return bool(tx.due(desk.tenant, now, 1))


@attrs.define
class _Page:
    """The cases of a page: how many were met, the place of the last, on how many there was something to do, and what
    was done.
    """

    met: int = 0
    last: Place | None = None
    worked: int = 0
    done: Done = attrs.field(factory=lambda: ([], []))

    def meet(self, at: datetime, case_id: str) -> None:
        """Note a case that is worked on next."""
        self.met += 1
        self.last = (at, case_id)


def _worked_through(
    desk: Engine, now: datetime, limit: int, after: Place | None, failed: list[tuple[str, Exception]]
) -> _Page:
    """The next cases that are due, worked through in one transaction. Where it fails nothing of it counts, and each is
    worked through in a transaction of its own, so that only what fails is left out.
    """
    try:
        with desk._transaction() as tx:
            page, together = _Page(), Together(tx, desk.tenant)
            taken = tx.take_due(desk.tenant, now, limit, after)
            together.write(_met(taken, page), partial(_fire, desk, together, now, page))
    except Exception:  # noqa: BLE001 - which of them it is shows below, and what it is is told there
        page = _Page()
        with desk._transaction(reading=True) as tx:
            due = tx.due(desk.tenant, now, limit, after)
        for case_id, at in due:
            page.meet(at, case_id)
            with surviving(desk, case_id, failed):
                _alone(desk, case_id, now, page)
    return page


def _met(taken: Iterable[tuple[Stored, datetime]], page: _Page) -> Iterator[Stored]:
    """The cases taken, each noted as it is come to."""
    for stored, at in taken:
        page.meet(at, stored.case.id)
        yield stored


def _fire(desk: Engine, tx: Any, now: datetime, page: _Page, stored: Stored) -> None:
    """Fire what is due on a case of a page."""
    page.worked += fire_due(desk, tx, stored, now, page.done)


def _alone(desk: Engine, case_id: str, now: datetime, page: _Page) -> None:
    """Work a case through in a transaction of its own; it is told of once that stands."""
    own = _Page()
    with desk._transaction() as tx:
        stored = tx.load(desk.tenant, case_id)
        if stored is not None:
            _fire(desk, tx, now, own, stored)
    page.worked += own.worked
    for told, more in zip(page.done, own.done, strict=True):
        told.extend(more)
