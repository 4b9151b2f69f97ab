"""Standing cases: the sweep opens each once per unit and period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from complaintkit.cases.commands import File
from complaintkit.cases.decide import decide
from complaintkit.cases.program import Program
from complaintkit.deadlines import Calendar, Period, next_period, period_of
from complaintkit.desk.door import Sealing
from complaintkit.desk.numbers import filing_scope
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Remembered
from complaintkit.desk.sweeper import SWEEPER, surviving
from complaintkit.desk.writing import write
from complaintkit.errors import UnknownPolicy
from complaintkit.rules.kinds import Kind
from complaintkit.rules.record import NOTHING_AROUND, Surroundings

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine


class Where(NamedTuple):
    """Whose days the periods of a standing case are: the unit's calendar tells them, and which of them are working; the
    policy's has a say in when they begin and end.
    """

    unit: Calendar
    policy: Calendar


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
        with surviving(desk, "", failed):
            units = _units(desk, kind)
        for unit in units:
            with surviving(desk, "", failed):
                opened.extend(_open_kind(desk, program, kind, unit, now))
    return tuple(opened)


def _units(desk: Engine, kind: Kind) -> tuple[str | None, ...]:
    if kind.per == "unit" and desk.directory is not None:
        return tuple(desk.directory.units(desk.tenant, kind.unit_kind))
    return (None,)


def _open_kind(desk: Engine, program: Program, kind: Kind, unit: str | None, now: datetime) -> list[str]:
    units = program.calendars[program.unit_calendars[unit]] if unit in program.unit_calendars else program.calendar
    where, name = Where(units, program.calendar), f"standing/{kind.id}/{unit or ''}"
    if _opens_later(desk, program, kind, where, name, now):
        return []
    opened: list[str] = []
    with desk._transaction() as tx:
        mark = tx.mark(desk.tenant, name)
        for period in due_periods(kind, where, None if mark is None else date.fromisoformat(mark), now):
            at = receipt(kind, period, where)
            tx.set_mark(desk.tenant, name, period.last.isoformat())
            try:
                ruling = desk._in_force(at)
            except UnknownPolicy:
                continue
            if kind.id in ruling.kinds and ruling.kinds[kind.id].every == kind.every:
                case_id = _open(desk, tx, ruling, kind, unit, period, at, now)
                opened.extend([case_id] if case_id else [])
    return opened


def _opens_later(desk: Engine, program: Program, kind: Kind, where: Where, name: str, now: datetime) -> bool:
    """Whether the next standing case of a kind is not to be opened yet. Once this is known of an instant the store is
    not asked again before it: how far cases are opened never goes back.
    """
    later = desk._openings.get((program.hash, name))
    if later is not None and now < later:
        return True
    with desk._transaction(reading=True) as tx:
        mark = tx.mark(desk.tenant, name)
    if mark is None:
        return _latest(kind, where, now) is None
    _, at = next(_periods_after(kind, where, date.fromisoformat(mark)))
    if at <= now:
        return False
    if desk._here.batch is None:  # in a batch the mark may yet be taken back
        desk._openings[program.hash, name] = at
    return True


def due_periods(kind: Kind, where: Where, opened_until: date | None, now: datetime) -> list[Period]:
    """The periods whose standing case is to be opened by ``now``: all since the last one opened, or the latest."""
    if opened_until is None:
        period = _latest(kind, where, now)
        return [period] if period is not None else []
    come = takewhile(lambda item: item[1] <= now, _periods_after(kind, where, opened_until))
    return [period for period, _ in come]


def _periods_after(kind: Kind, where: Where, opened_until: date) -> Iterator[tuple[Period, datetime]]:
    """The periods after that of a day, one after the other without end, each with its opening."""
    assert kind.every is not None
    period = period_of(kind.every, opened_until, where.unit) or Period(kind.every, "", opened_until, opened_until)
    while True:
        period = next_period(period, where.unit)
        yield period, opening(kind, period, where)


def _latest(kind: Kind, where: Where, now: datetime) -> Period | None:
    """The newest period whose opening has come."""
    assert kind.every is not None
    day = where.unit.local_date(now)
    for _ in range(800):
        period = period_of(kind.every, day, where.unit)
        if period is not None and opening(kind, period, where) <= now:
            return period
        day = (period.first if period is not None else day) - timedelta(days=1)
    return None


def opening(kind: Kind, period: Period, where: Where) -> datetime:
    """When a case is opened for a period: once that has begun in both zones, or ended, as the kind opens."""
    return max(_edges(kind, period, where))


def receipt(kind: Kind, period: Period, where: Where) -> datetime:
    """What is written as its receipt: a moment that lies in the period in both zones, so that the version, the number
    and every date that is counted from it are those of the period.
    """
    return max(_edges(kind, period, where)) if kind.opens == "start" else min(_edges(kind, period, where))


def _edges(kind: Kind, period: Period, where: Where) -> tuple[datetime, ...]:
    """The first instant of a period, or its last, as the kind opens, in the unit's zone and in the policy's."""
    if kind.opens == "end":
        return tuple([calendar.end_of_day(period.last) for calendar in where])
    before = period.first - timedelta(days=1)
    return tuple([calendar.end_of_day(before) + timedelta(microseconds=1) for calendar in where])


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
