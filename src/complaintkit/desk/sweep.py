"""The sweep: opens standing cases and fires rungs, each exactly once, however many sweepers there are."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.cases.clocks import DueRow, awaited, due_rows, is_early
from complaintkit.cases.commands import File, Fire
from complaintkit.cases.decide import decide
from complaintkit.cases.program import Program
from complaintkit.deadlines import Calendar, Period, catch_up, next_period, period_of
from complaintkit.desk.door import Sealing
from complaintkit.desk.numbers import filing_scope
from complaintkit.desk.ports import Entry, Remembered, Stored, Transaction
from complaintkit.desk.together import Together
from complaintkit.desk.writing import write
from complaintkit.errors import StaleVersion, StoreError, UnknownPolicy
from complaintkit.rules.kinds import Kind
from complaintkit.rules.record import NOTHING_AROUND, RETENTION, SYSTEM, Actor, Surroundings

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

Done = tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]
"""The rungs of a case that were fired, and those that were passed over, as the report tells them."""
TOGETHER = 50
"""How many cases a transaction of the sweep takes: one commit serves them all, and nobody waits long for it."""
Place = tuple[datetime, str]
"""Where a case stands among those that are due: the instant it is due at, and its id."""
LOG = logging.getLogger("complaintkit.sweep")
SWEEPER = Actor(SYSTEM, roles=frozenset((SYSTEM,)))


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
            found = [_sweep_case(desk, together, stored, now) for stored, _ in taken]
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
    with _surviving(desk, case_id, failed):
        with desk._transaction() as tx:
            found = _in(tx, desk, case_id, now)
        committed.append(found)
    return committed[-1]


def _in(tx: Transaction, desk: Engine, case_id: str, now: datetime) -> Done | None:
    stored = tx.load(desk.tenant, case_id)
    return None if stored is None else _sweep_case(desk, tx, stored, now)


@contextmanager
def _surviving(desk: Engine, case_id: str, failed: list[tuple[str, Exception]]) -> Iterator[None]:
    """Note what goes wrong with one case, and go on; not what goes wrong with the store as a whole. Its text may hold
    what is personal: the log gets its name alone.
    """
    try:
        yield
    except StaleVersion:  # somebody else wrote to the case meanwhile: the next sweep looks at it again
        pass
    except Exception as error:
        if isinstance(error, StoreError) and error.kind != "failed":
            raise
        failed.append((case_id, error))
        what = f"case {case_id!r}" if case_id else "the opening of standing cases"
        LOG.error("sweeping %s of tenant %r failed: %s", what, desk.tenant, type(error).__name__)


def _sweep_case(desk: Engine, tx: Any, stored: Stored, now: datetime) -> Done | None:
    """Fire what is due on one case, duty by duty, in the order of time, as each duty's catch-up rule says; then what
    came due with that, since what a rung records may start another duty. None where there was nothing to do.
    """
    program = desk._program(tx, stored.case.policy)
    moment = max(now, stored.case.recorded_at)
    behind = (moment - now) // timedelta(microseconds=1)
    fresh = {duty: due_rows(program, stored.case, duty) for duty in awaited(program, stored.case)}
    stale = any(fresh[duty] != stored.rows.get(duty, ()) for duty in fresh)
    if stale:
        tx.append(Entry(case=stored.case, events=(), expected=stored.case.version, rows=fresh))
        stored = Stored(stored.case, fresh)
    fired: list[tuple[str, str, str]] = []
    skipped: list[tuple[str, str, str]] = []
    tried: set[tuple[DueRow, str]] = set()
    while planned := [item for item in _planned(program, stored, now) if item not in tried]:
        tried.update(planned)
        for row, why in planned:
            command = Fire(
                duty=row.duty, occurrence=row.n, rung=row.rung, due_at=row.due_at, fires_at=row.fires_at, skipped=why
            )
            decision = decide(program, stored.case, command, SWEEPER, moment)
            if not decision.granted or not tx.claim(desk.tenant, stored.case.id, row):
                continue
            write(desk, tx, program, stored, decision, SWEEPER, NOTHING_AROUND, moment, behind, Sealing(0, ""), ())
            kept = tx.load(desk.tenant, stored.case.id)
            assert kept is not None
            stored = kept
            (skipped if why else fired).append((stored.case.id, row.duty, row.rung))
    return (fired, skipped) if stale or fired or skipped else None


def _planned(program: Program, stored: Stored, now: datetime) -> list[tuple[DueRow, str]]:
    """The rungs that have come, in order of time, each with why it is passed over ("": it fires)."""
    case = stored.case
    due: dict[tuple[str, int], list[DueRow]] = defaultdict(list)
    for held in stored.rows.values():  # as the last writing of the case left them
        for row in held:
            if row.rung and row.fires_at <= now and row.duty != RETENTION:
                due[row.duty, row.n].append(row)
    planned: list[tuple[DueRow, str]] = []
    for (duty, n), rows in due.items():
        run = next(run for run in case.clocks[duty] if run.n == n)
        late = [row for row in rows if is_early(program, duty, row.rung) and row.fires_at < run.started_at]
        planned.extend((row, "before_start") for row in late)
        rest = sorted(row for row in rows if row not in late)
        fire, skip = catch_up([(row, row.fires_at) for row in rest], now, program.duties[duty].catch_up)
        planned.extend((row, "") for row in fire)
        planned.extend((row, "caught_up") for row in skip)
    planned.extend((row, "") for row in stored.rows.get(RETENTION, ()) if row.fires_at <= now)
    return sorted(planned)


def open_standing(desk: Engine, now: datetime, failed: list[tuple[str, Exception]]) -> tuple[str, ...]:
    """Open every standing case whose period has come, once per unit and period, in order."""
    try:
        program = desk._in_force(now)
    except UnknownPolicy:
        return ()
    opened: list[str] = []
    for kind in program.kinds.values():
        if kind.every is None:
            continue
        units: tuple[str | None, ...] = ()
        with _surviving(desk, "", failed):
            units = _units(desk, kind)
        for unit in units:
            with _surviving(desk, "", failed):
                opened.extend(_open_kind(desk, program, kind, unit, now))
    return tuple(opened)


def _units(desk: Engine, kind: Kind) -> tuple[str | None, ...]:
    if kind.per == "unit" and desk.directory is not None:
        return tuple(desk.directory.units(desk.tenant, kind.unit_kind))
    return (None,)


def _open_kind(desk: Engine, program: Program, kind: Kind, unit: str | None, now: datetime) -> list[str]:
    calendar = program.calendars[program.unit_calendars[unit]] if unit in program.unit_calendars else program.calendar
    name = f"standing/{kind.id}/{unit or ''}"
    if _opens_later(desk, program, kind, calendar, name, now):
        return []
    opened: list[str] = []
    with desk._transaction() as tx:
        mark = tx.mark(desk.tenant, name)
        for period in due_periods(kind, calendar, None if mark is None else date.fromisoformat(mark), now):
            at = opening(kind, period, calendar)
            tx.set_mark(desk.tenant, name, period.last.isoformat())
            try:
                ruling = desk._in_force(at)
            except UnknownPolicy:
                continue
            if kind.id in ruling.kinds and ruling.kinds[kind.id].every == kind.every:
                case_id = _open(desk, tx, ruling, kind, unit, period, at, now)
                opened.extend([case_id] if case_id else [])
    return opened


def _opens_later(desk: Engine, program: Program, kind: Kind, calendar: Calendar, name: str, now: datetime) -> bool:
    """Whether the next standing case of a kind is not to be opened yet. Once this is known of an instant the store is
    not asked again before it: how far cases are opened never goes back.
    """
    later = desk._openings.get((program.hash, name))
    if later is not None and now < later:
        return True
    with desk._transaction(reading=True) as tx:
        mark = tx.mark(desk.tenant, name)
    if mark is None:
        return _latest(kind, calendar, calendar.local_date(now), now) is None
    _, at = next(_periods_after(kind, calendar, date.fromisoformat(mark)))
    if at <= now:
        return False
    if desk._here.batch is None:  # in a batch the mark may yet be taken back
        desk._openings[program.hash, name] = at
    return True


def due_periods(kind: Kind, calendar: Calendar, opened_until: date | None, now: datetime) -> list[Period]:
    """The periods whose standing case is to be opened by ``now``: all since the last one opened, or the latest."""
    if opened_until is None:
        period = _latest(kind, calendar, calendar.local_date(now), now)
        return [period] if period is not None else []
    come = takewhile(lambda item: item[1] <= now, _periods_after(kind, calendar, opened_until))
    return [period for period, _ in come]


def _periods_after(kind: Kind, calendar: Calendar, opened_until: date) -> Iterator[tuple[Period, datetime]]:
    """The periods after that of a day, one after the other without end, each with its opening."""
    assert kind.every is not None
    period = period_of(kind.every, opened_until, calendar) or Period(kind.every, "", opened_until, opened_until)
    while True:
        period = next_period(period, calendar)
        yield period, opening(kind, period, calendar)


def _latest(kind: Kind, calendar: Calendar, today: date, now: datetime) -> Period | None:
    """The newest period whose opening has come."""
    assert kind.every is not None
    day = today
    for _ in range(800):
        period = period_of(kind.every, day, calendar)
        if period is not None and opening(kind, period, calendar) <= now:
            return period
        day = (period.first if period is not None else day) - timedelta(days=1)
    return None


def opening(kind: Kind, period: Period, calendar: Calendar) -> datetime:
    """The first instant of a period, or its last, as the kind opens."""
    if kind.opens == "end":
        return calendar.end_of_day(period.last)
    return calendar.end_of_day(period.first - timedelta(days=1)) + timedelta(microseconds=1)


def _open(
    desk: Engine,
    tx: Transaction,
    program: Program,
    kind: Kind,
    unit: str | None,
    period: Period,
    at: datetime,
    now: datetime,
) -> str | None:
    key = f"standing/{kind.id}/{unit or ''}/{period.key}"
    if tx.recall(desk.tenant, key) is not None:
        return None
    case_id = desk._new_id()
    command = File(case_id=case_id, kind=kind.id, at=at, opened_for=period.key, unit=unit)
    scope, around = filing_scope(program, command, now), NOTHING_AROUND
    if scope is not None:
        around = Surroundings(serial=tx.draw(desk.tenant, scope))
    decision = decide(program, None, command, SWEEPER, now, around)
    assert decision.granted, "a well-formed standing kind asks nothing that the sweep cannot give"
    tx.keep_policy(program.policy)
    case = write(desk, tx, program, None, decision, SWEEPER, around, now, 0, Sealing(0, ""), (), case_id=case_id)
    tx.remember(desk.tenant, key, Remembered(key, case_id, case.version))
    return case_id
