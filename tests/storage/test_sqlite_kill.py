"""A process killed between any two statements leaves a file that opens, verifies and holds all it acknowledged."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections import Counter
from datetime import timedelta

import pytest

from complaintkit.cases.events import Fired
from tests.storage.shop import BOSS, CLERK, START, child, desk_on, ended, file, opened, yuan

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]


def drive(path, acknowledge):
    """File, act, group, sweep and join a transaction; every step can be given again. ``acknowledge`` hears of each that
    is done: (case id, version).
    """
    with opened(path) as store:
        desk, clock = desk_on(store)

        def done(case):
            acknowledge(["case", case.id, case.version, case.hash])
            return case

        def swept(now):
            clock.move_to(now)
            report = desk.sweep()
            acknowledge(["fired", *map(list, report.fired)])
            for id in report.opened:
                done(desk.get(id))

        first = done(file(desk, 1, key="f1"))
        done(desk.act(first.id, "accept", by=CLERK, to="bea", key="a1"))
        clock.move_to(START + timedelta(hours=1))
        with desk.batch():
            second = file(desk, 2, key="f2", link=("follow_up", first.id))
            desk.act(second.id, "accept", by=CLERK, to="bea", key="a2")
        done(desk.get(second.id))
        swept(START + timedelta(hours=2))
        third = done(file(desk, 3, key="f3"))
        swept(START + timedelta(days=4, hours=12))
        own = sqlite3.connect(path, isolation_level=None)
        try:
            with desk.using(own):
                desk.act(first.id, "propose", by=CLERK, facts={"amount": yuan("50")}, key="p1")
                desk.act(first.id, "approve", by=BOSS, key="g1")
            own.execute("COMMIT")
        finally:
            own.close()
        done(desk.get(first.id))
        done(desk.act(first.id, "answer", by=BOSS, message={"means": "letter"}, key="r1"))
        swept(START + timedelta(days=6))
        done(desk.act(third.id, "accept", by=CLERK, to="bea", key="a3"))


def killed(path, log, at):
    """Run in this (child) process, and kill it before its ``at``-th statement; how many there were if it lives."""
    count = 0
    true = sqlite3.connect

    def before(_statement):
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(*args, **kwargs):
        connection = true(*args, **kwargs)
        connection.set_trace_callback(before)
        return connection

    sqlite3.connect = connect
    out = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    drive(path, lambda told: os.write(out, (json.dumps(told) + "\n").encode()))
    os.write(out, (json.dumps(["end", count]) + "\n").encode())


def heard(log):
    """What was acknowledged."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    """How many statements the whole drive runs."""
    folder = tmp_path_factory.mktemp("whole")
    assert ended(child(lambda: killed(folder / "a.db", folder / "log", 0))) == 0
    *_, (word, count) = heard(folder / "log")
    assert word == "end"
    assert count > 150
    return count


def check(folder, at):
    """Kill before statement ``at``, look at what is left, then let another process bring the work to its end."""
    path, log = folder / f"{at}.db", folder / f"{at}.log"
    assert ended(child(lambda: killed(path, log, at))) == -signal.SIGKILL
    acknowledged = heard(log)
    with opened(path) as store:
        desk, _ = desk_on(store)
        assert desk.verify().faults == ()
        for what, *told in acknowledged:
            if what == "case":
                id, version, hash = told
                assert desk.events(id)[version - 1].hash == hash
            else:
                for id, duty, rung in told:
                    assert (duty, rung) in fired(desk, id)
    drive(path, lambda told: None)
    with opened(path) as store:
        desk, _ = desk_on(store, now=START + timedelta(days=6))
        assert desk.verify().faults == ()
        cases = desk.find().cases
        assert sorted((c.refs.get("crm", c.period), c.stage, c.number) for c in cases) == [
            ("2026-03", "unread", None),
            ("T-1", "done", "260301"),
            ("T-2", "working", "260302"),
            ("T-3", "working", "260303"),
        ]
        by_ref = {case.refs.get("crm"): fired(desk, case.id) for case in cases}
        assert by_ref == {
            None: {("reading", "late"): 1},
            "T-1": {("reply", "soon"): 1},
            "T-2": {("reply", "soon"): 1, ("reply", "late"): 1},
            "T-3": {("reply", "soon"): 1, ("reply", "late"): 1, ("first_word", "late"): 1},
        }
        assert [step.case_id for case in cases if case.refs.get("crm") == "T-1" for step in case.links] == [
            case.id for case in cases if case.refs.get("crm") == "T-2"
        ]


def fired(desk, id):
    """How often each rung of a case fired."""
    return Counter((e.body.duty, e.body.rung) for e in desk.events(id) if isinstance(e.body, Fired))


def test_killed_at_some_points(tmp_path, statements):
    """A dozen points, spread over the whole drive."""
    for n in range(12):
        check(tmp_path, 1 + n * (statements - 1) // 12 + n % 3)


@pytest.mark.long(what="kills")
def test_killed_at_every_point(tmp_path, statements):
    """Before every single statement."""
    for at in range(1, statements + 1):
        check(tmp_path, at)
        for end in ("", "-wal", "-shm"):
            (tmp_path / f"{at}.db{end}").unlink(missing_ok=True)
