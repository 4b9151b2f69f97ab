"""Several processes, and several threads, on one file at once."""

from __future__ import annotations

import os
import threading
from collections import Counter
from datetime import timedelta

import pytest

from complaintkit.cases.events import Fired
from complaintkit.errors import StaleVersion
from tests.storage.shop import BOSS, CLERK, START, child, desk_on, ended, file, opened, tables, yuan

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]
PROCESSES = 4
EACH = 15


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "complaints.db"
    opened(path).close()
    return path


def test_numbers_have_no_gaps_and_no_doubles(path):
    """Four processes file and accept at once; some of their drawings are taken back."""

    def work(process):
        with opened(path) as store:
            desk, _ = desk_on(store)
            for n in range(EACH):
                case = file(desk, 1 + n, refs={"crm": f"T-{process}-{n}"})
                if n % 3 == 0:
                    with pytest.raises(ZeroDivisionError), desk.batch():  # noqa: PT012
                        desk.act(case.id, "accept", by=CLERK, to="bea")
                        raise ZeroDivisionError
                desk.act(case.id, "accept", by=CLERK, to="bea")

    children = [child(lambda process=process: work(process)) for process in range(PROCESSES)]
    assert [ended(pid) for pid in children] == [0] * PROCESSES
    with opened(path) as store:
        desk, _ = desk_on(store)
        numbers = sorted(int(str(case.number)[4:]) for case in desk.find(limit=1000).cases)
        assert numbers == list(range(1, PROCESSES * EACH + 1))
        assert desk.verify().ok


def test_a_key_that_all_send_at_once_files_one_case(path):
    """Four processes send the same ten messages: ten cases, and all four are told the same."""

    def work():
        with opened(path) as store:
            desk, _ = desk_on(store)
            for n in range(10):
                file(desk, 1 + n, key=f"mail-{n}")

    children = [child(work) for _ in range(PROCESSES)]
    assert [ended(pid) for pid in children] == [0] * PROCESSES
    with opened(path) as store:
        desk, _ = desk_on(store)
        assert sorted(case.refs["crm"] for case in desk.find().cases) == sorted(f"T-{n}" for n in range(1, 11))
        assert desk.verify().ok


def test_writers_on_one_case_come_one_after_the_other(path):
    """Four processes propose on the same case: every event is there once, none is lost, and the chain is whole."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        case = file(desk, channel="post")

    def work(process):
        with opened(path) as store:
            desk, _ = desk_on(store)
            for n in range(EACH):
                desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan(str(100 * process + n))})

    children = [child(lambda process=process: work(process)) for process in range(PROCESSES)]
    assert [ended(pid) for pid in children] == [0] * PROCESSES
    with opened(path) as store:
        desk, _ = desk_on(store)
        amounts = [event.body.facts["amount"] for event in desk.events(case.id)[1:]]
        assert Counter(amounts) == Counter(yuan(str(100 * p + n)) for p in range(PROCESSES) for n in range(EACH))
        assert desk.get(case.id).version == 1 + PROCESSES * EACH
        assert desk.verify().ok


def test_what_was_decided_on_an_older_version_is_not_written(path):
    """The other process was faster: the error names both versions."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        case = file(desk)

        def work():
            with opened(path) as store:
                desk_on(store)[0].act(case.id, "accept", by=CLERK, to="bea")

        assert ended(child(work)) == 0
        before = tables(path)
        with pytest.raises(StaleVersion) as caught:
            desk.act(case.id, "accept", by=CLERK, to="bea", expected=case.version)
        assert (caught.value.expected, caught.value.actual) == (1, 2)
        assert tables(path) == before


def swept(path, sweep):
    """File cases whose rungs come due, let ``sweep`` sweep at once from several sides, and count what fired."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        ids = [file(desk, 1 + n).id for n in range(12)]
        desk.act(ids[0], "accept", by=CLERK, to="bea")  # its first word was given in time
    sweep(START + timedelta(days=6))
    with opened(path) as store:
        desk, _ = desk_on(store, now=START + timedelta(days=6))
        fired = Counter(
            (id, event.body.duty, event.body.rung)
            for id in ids
            for event in desk.events(id)
            if isinstance(event.body, Fired)
        )
        rungs = [(id, "reply", rung) for id in ids for rung in ("soon", "late")]
        rungs += [(id, "first_word", "late") for id in ids[1:]]
        assert fired == Counter(rungs), "each rung once, none missed, none twice"
        told = Counter((n.case_id, n.subject) for n in desk.notices() if n.what != "form")
        assert told == Counter((id, f"{duty}/{rung}") for id, duty, rung in rungs) + Counter(
            (case.id, "reading/late") for case in desk.find(kind="book").cases
        )
        assert len(desk.find(kind="book").cases) == 1, "the month's book was opened once"
        assert desk.sweep().fired == ()
        assert desk.verify().ok


def test_two_sweepers_in_two_processes_fire_each_rung_once(path):
    def sweep(now):
        def work():
            with opened(path) as store:
                desk, _ = desk_on(store, now=now)
                while desk.sweep(limit=5).fired:
                    pass

        children = [child(work) for _ in range(3)]
        assert [ended(pid) for pid in children] == [0, 0, 0]

    swept(path, sweep)


def test_two_sweepers_in_two_threads_fire_each_rung_once(path):
    def sweep(now):
        with opened(path) as store:
            problems = []

            def work():
                try:
                    desk, _ = desk_on(store, now=now)
                    while desk.sweep(limit=5).fired:
                        pass
                except Exception as error:  # noqa: BLE001 - told below
                    problems.append(error)

            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert problems == []

    swept(path, sweep)


def test_one_that_acts_while_another_sweeps(path):
    """Commands and a sweep on the same cases at once: nothing lost, nothing twice, all chains whole."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        ids = [file(desk, 1 + n).id for n in range(10)]
    later = START + timedelta(days=6)

    def act():
        with opened(path) as store:
            desk, _ = desk_on(store, now=later)
            for id in ids:
                desk.act(id, "accept", by=CLERK, to="bea")
                desk.act(id, "answer", by=BOSS, message={"means": "letter"})

    def sweep():
        with opened(path) as store:
            desk, _ = desk_on(store, now=later)
            for _ in range(20):
                desk.sweep(limit=3)

    children = [child(act), child(sweep)]
    assert [ended(pid) for pid in children] == [0, 0]
    with opened(path) as store:
        desk, _ = desk_on(store, now=later)
        desk.sweep()
        for id in ids:
            assert desk.get(id).stage == "done"
            fired = [(e.body.duty, e.body.rung) for e in desk.events(id) if isinstance(e.body, Fired)]
            assert len(fired) == len(set(fired))
        assert desk.verify().ok
