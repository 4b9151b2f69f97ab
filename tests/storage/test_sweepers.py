"""Sweepers beside sweepers and beside commands, on every database: nobody waits who need not, no rung is fired twice,
none is missed.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest

from complaintkit.cases.events import Fired
from complaintkit.desk import sweep
from complaintkit.errors import ClockSkew
from tests.storage.servers import KINDS
from tests.storage.shop import CLERK, START, desk_on, file
from tests.storage.test_sqlalchemy_processes import at_once, reopened, whole

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]
LATER = START + timedelta(days=6)
CASES = 60


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(sweep, "TOGETHER", CASES // 3)


def filled(store, cases=CASES, **more):
    """Cases on the desk, in several pages of the sweep; their ids."""
    desk, clock = desk_on(store, **more)
    with desk.batch():
        ids = [file(desk, 1 + n, refs={"crm": f"T-{n}"}).id for n in range(cases)]
    return desk, clock, ids


def fired(desk):
    """How often each rung fired: case, duty, run, rung and due."""
    return Counter(
        (case.id, event.body.duty, event.body.occurrence, event.body.rung, event.body.due_at)
        for case in whole(desk)
        for event in desk.events(case.id)
        if isinstance(event.body, Fired) and case.kind == "complaint"
    )


@pytest.mark.parametrize("made", [kind for kind in KINDS if kind != "sqlite"], indirect=True)
def test_a_sweep_leaves_out_what_another_holds(made):
    """It comes back while the other still holds it, with all the rest done; the next sweep fires what was left out."""
    store = made.store()
    desk, clock, ids = filled(store)
    clock.move_to(LATER)
    other = made.again(store)
    with other.begin() as held:
        assert held.load("acme", ids[7]).case.version == 1
        report = desk.sweep()
        assert {id for id, _, _ in report.fired if id in ids} == {*ids} - {ids[7]}
        assert report.failed == ()
    assert {id for id, _, _ in desk.sweep().fired} == {ids[7]}
    assert set(fired(desk).values()) == {1}


def test_sweepers_whose_clocks_are_five_minutes_apart(made):
    """Two processes sweep as time passes, one of them five minutes ahead: each rung fires once, at none before its
    time by the clock ahead, and none is missed.
    """
    store = made.store()
    desk, clock, ids = filled(store, 12)

    def work(process):
        with reopened(store) as mine:
            own, own_clock = desk_on(mine, now=START + timedelta(minutes=5 * process))
            for _ in range(12 * 12):  # every hour for six days, and a few minutes
                own_clock.advance(timedelta(hours=1, minutes=1))
                own.sweep(limit=5)

    at_once(work, 2)
    clock.move_to(START + timedelta(hours=146, minutes=29 + 5))
    while desk.sweep().more:
        pass
    times = fired(desk)
    assert set(times.values()) == {1}
    assert len(times) == 12 * 3, "the first word's rung and both of the reply"
    assert all(
        event.recorded_at >= event.body.fires_at
        for id in ids
        for event in desk.events(id)
        if isinstance(event.body, Fired)
    )


@pytest.mark.parametrize("made", [kind for kind in KINDS if kind != "sqlite"], indirect=True)
def test_sweepers_go_by_the_clock_of_the_server(made):
    """Their own clocks are years apart, before the first rung and behind the last: both fire what the server says."""
    store = made.store()
    _, _, ids = filled(store, 3)
    with made.again(store, server_clock=True) as shared:
        told = shared.now()
        early, _ = desk_on(shared, now=START)
        assert {id for id, _, _ in early.sweep().fired if id in ids} == {*ids}, "by its own clock nothing is due"
        case = file(desk_on(shared, now=told)[0], 99, refs={"crm": "T-99"})
        ahead, _ = desk_on(shared, now=told + timedelta(days=4000))
        ahead.sweep()
        assert ahead.get(case.id).version == 1, "only by the clock ahead its rungs have come"


def test_a_clock_set_back_an_hour_fires_nothing_twice_and_loses_nothing(made):
    """What came before it was set back is done once; commands on a case that is ahead are refused until the clock has
    caught up; then the sweep goes on.
    """
    store = made.store()
    desk, clock, ids = filled(store, 4)
    clock.move_to(START + timedelta(hours=6))  # the first word is due
    assert len([id for id, _, _ in desk.sweep().fired if id in ids]) == 4
    clock.move_to(START + timedelta(hours=5))
    assert desk.sweep().fired == ()
    with pytest.raises(ClockSkew):
        desk.act(ids[0], "accept", by=CLERK, to="bea")
    assert set(fired(desk).values()) == {1}
    clock.move_to(START + timedelta(hours=6, minutes=1))
    assert desk.act(ids[0], "accept", by=CLERK, to="bea").version == 3
    clock.move_to(LATER)
    assert len([id for id, _, _ in desk.sweep().fired if id in ids]) == 8
    assert set(fired(desk).values()) == {1}
    assert desk.verify().ok
