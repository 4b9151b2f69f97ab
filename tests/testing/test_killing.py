"""Kills at random instants on real stores; and that the harness sees what is lost or done twice."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest

from complaintkit.desk import Desk
from complaintkit.rules import PolicyHistory
from complaintkit.storage import SQLAlchemyStore, SQLiteStore
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, KillReport, rehearse_kills
from tests.storage.servers import SERVERS, databases
from tests.storage.shop import BOSS, CLERK, START, file, shop

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]


def desk_on(store: Any, now: datetime) -> Desk:
    return Desk(PolicyHistory((shop(),)), store, tenant="acme", clock=FixedClock(now))


def step(desk: Desk, random: Any) -> Any:
    """File, accept, answer or sweep, at random; time passes by hours, so that rungs come."""
    if random.random() < 0.3:
        return desk.sweep(limit=5)
    if random.random() < 0.4:
        return file(desk, random.randint(1, 99), refs={"crm": str(random.random())})
    open_cases = [case for case in desk.find(kind="complaint", limit=500).cases if case.stage != "done"]
    if not open_cases:
        return None
    case = random.choice(open_cases)
    if case.stage == "new":
        return desk.act(case.id, "accept", by=CLERK, to="bea")
    return desk.act(case.id, "answer", by=BOSS, message={"means": "letter"})


def numbers_without_gaps(desk: Desk) -> None:
    """Each month's numbers are 1..n, whoever was killed while drawing one."""
    numbers = [case.number for case in desk.find(kind="complaint", limit=5000).cases if case.number]
    for month in {number[:4] for number in numbers}:
        drawn = sorted(int(number[4:]) for number in numbers if number[:4] == month)
        assert drawn == list(range(1, len(drawn) + 1))


def rehearse(open_store: Any, kills: int, seed: int = 0) -> KillReport:
    return rehearse_kills(
        lambda now: desk_on(open_store(), now), step, start=START, kills=kills, seed=seed, also=numbers_without_gaps
    )


EIGHT = range(8)
"""Two hundred kills are twenty-five on each of eight stores: all that is there is looked through after each kill, so
that on one store each takes longer than the one before.
"""


def test_a_sqlite_file_survives_kills(tmp_path):
    """Thirty, of two processes each; commands were acknowledged and rungs fired on the way."""
    report = rehearse(lambda: SQLiteStore(tmp_path / "a.db", durability="normal"), 30)
    assert report.kills == 30
    assert report.acknowledged > 60
    assert report.fired > 10


@pytest.mark.long(what="kills")
@pytest.mark.parametrize("seed", EIGHT)
def test_a_sqlite_file_survives_two_hundred_kills(seed, tmp_path):
    """With every commit on disk before it is acknowledged."""
    assert rehearse(lambda: SQLiteStore(tmp_path / "a.db"), 25, seed).fired > 10


@pytest.mark.parametrize("kind", SERVERS)
def test_a_database_server_s_clients_are_killed(kind, tmp_path):
    """A few; the server takes back what a dead client left open."""
    with databases(kind, tmp_path) as made:
        url = made.url()
        SQLAlchemyStore(url).close()
        assert rehearse(lambda: SQLAlchemyStore(url, server_clock=False), 4).acknowledged > 4


@pytest.mark.long(what="kills")
@pytest.mark.parametrize("seed", EIGHT)
@pytest.mark.parametrize("kind", SERVERS)
def test_a_database_server_s_clients_are_killed_two_hundred_times(kind, seed, tmp_path):
    """The same, as often as issue 8 asks."""
    with databases(kind, tmp_path) as made:
        url = made.url()
        SQLAlchemyStore(url).close()
        assert rehearse(lambda: SQLAlchemyStore(url, server_clock=False), 25, seed).fired > 10


def test_what_is_lost_is_told(tmp_path):
    """A process that acknowledges a case it then takes back."""

    def lying(desk: Desk, random: Any) -> Any:
        try:
            with desk.batch():
                case = file(desk, 1)
                raise InterruptedError
        except InterruptedError:
            return case

    with pytest.raises(AssertionError, match="was acknowledged at version 1 and is not there"):
        rehearse_kills(
            lambda now: desk_on(SQLiteStore(tmp_path / "a.db"), now), lying, start=START, kills=1, processes=1
        )


def test_a_rung_that_fires_twice_is_told(tmp_path):
    """A sweep whose claims are taken back after it fired: the rung comes again."""
    path = tmp_path / "a.db"

    def twice(desk: Desk, random: Any) -> Any:
        case = file(desk, 1)
        desk.clock.advance(timedelta(hours=7))  # type: ignore[attr-defined]
        report = desk.sweep()
        event = next(event for event in desk.events(case.id) if type(event.body).__name__ == "Fired")
        with desk.store.begin() as tx:
            stored = tx.load("acme", case.id)
            from complaintkit.cases.verdict import Decision
            from complaintkit.desk.door import Sealing
            from complaintkit.desk.writing import write
            from complaintkit.rules.record import NOTHING_AROUND, Actor

            decision = Decision(True, (), (event.body,), "system", None, None, ())
            write(
                desk, tx, desk.newest, stored, decision, Actor("system"), NOTHING_AROUND, desk.clock.now(), 0,
                Sealing(99, "x"), (),
            )  # fmt: skip
        return report

    with pytest.raises(AssertionError, match=r"fired twice|after a kill"):
        rehearse_kills(lambda now: desk_on(SQLiteStore(path), now), twice, start=START, kills=1, processes=1)


def test_a_rung_that_is_missed_is_told(tmp_path):
    """A sweep that looks away: what is due stays due."""

    class Blind(Desk):
        def sweep(self, limit: Any = 1000) -> Any:
            from complaintkit.desk.sweep import SweepReport

            return SweepReport((), (), ())

    def blind(now: datetime) -> Desk:
        return Blind(PolicyHistory((shop(),)), SQLiteStore(tmp_path / "a.db"), tenant="acme", clock=FixedClock(now))

    def filing(desk: Desk, random: Any) -> Any:
        case = file(desk, 1)
        desk.clock.advance(timedelta(hours=7))  # type: ignore[attr-defined]
        return case

    with pytest.raises(AssertionError, match="missed"):
        rehearse_kills(blind, filing, start=START, kills=1, processes=1)


def test_an_error_of_a_process_is_told(tmp_path):
    """What goes wrong in a child is no silent end."""

    def broken(desk: Desk, random: Any) -> Any:
        raise KeyError("none")

    with pytest.raises(AssertionError, match="KeyError: 'none'"):
        rehearse_kills(lambda now: desk_on(MemoryStore(), now), broken, start=START, kills=1)
