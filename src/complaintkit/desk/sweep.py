"""The sweep: opens standing cases and fires rungs, each exactly once, however many sweepers there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.desk.firing import Done, fire_due
from complaintkit.desk.ports import Transaction
from complaintkit.desk.standing import open_standing
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
        page = min(left, TOGETHER)
        places, found = _worked_through(desk, now, page, after, failed)
        for done in found:
            left -= 1
            fired.extend(done[0])
            skipped.extend(done[1])
        more = len(places) == page
        after = places[-1] if places else None
    return SweepReport(tuple(fired), tuple(skipped), opened, more and not left, tuple(failed))


def _any_due(desk: Engine, now: datetime) -> bool:
    """Whether anything is due: most sweeps find nothing, and should hold nobody up by that."""
    with desk._transaction(reading=True) as tx:
        return bool(tx.due(desk.tenant, now, 1))


def _worked_through(
    desk: Engine, now: datetime, limit: int, after: Place | None, failed: list[tuple[str, Exception]]
) -> tuple[Sequence[Place], list[Done]]:
    """The next cases that are due and what was done on them, in one transaction. Where it fails nothing of it counts,
    and each is worked through in a transaction of its own, so that only what fails is left out.
    """
    try:
        with desk._transaction() as tx:
            taken = tx.take_due(desk.tenant, now, limit, after)
            together = Together(tx, desk.tenant)
            found = [fire_due(desk, together, stored, now) for stored, _ in taken]
            together.write()
        places = [(at, stored.case.id) for stored, at in taken]
    except Exception:  # noqa: BLE001 - which of them it is shows below, and what it is is told there
        with desk._transaction(reading=True) as tx:
            places = [(at, case_id) for case_id, at in tx.due(desk.tenant, now, limit, after)]
        found = [_alone(desk, case_id, now, failed) for _, case_id in places]
    return places, [done for done in found if done is not None]


def _alone(desk: Engine, case_id: str, now: datetime, failed: list[tuple[str, Exception]]) -> Done | None:
    """What was done on a case, in a transaction; None where there was nothing to do, or where it failed."""
    committed: list[Done | None] = [None]
    with surviving(desk, case_id, failed):
        with desk._transaction() as tx:
            found = _in(tx, desk, case_id, now)
        committed.append(found)
    return committed[-1]


def _in(tx: Transaction, desk: Engine, case_id: str, now: datetime) -> Done | None:
    stored = tx.load(desk.tenant, case_id)
    return None if stored is None else fire_due(desk, tx, stored, now)
