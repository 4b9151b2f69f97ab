"""Several processes at once on one database behind SQLAlchemy: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import timedelta

import pytest

from complaintkit.cases.events import Fired
from complaintkit.errors import StaleVersion
from complaintkit.storage import SQLAlchemyStore, SQLiteStore
from tests.storage.servers import KINDS, databases, url_of
from tests.storage.shop import BOSS, CLERK, START, child, desk_on, ended, file, opened, yuan

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]
PROCESSES = 4


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    with databases(request.param, tmp_path) as found:
        yield found.store()


def reopened(store):
    """The database of a store once more, in a child."""
    if isinstance(store, SQLiteStore):
        return opened(store.path)
    return SQLAlchemyStore(url_of(store), server_clock=False)


def at_once(work, processes=PROCESSES):
    children = [child(lambda n=n: work(n)) for n in range(processes)]
    assert [ended(pid) for pid in children] == [0] * processes


def insisting(command, *given, **more):
    """Give a command again where others came first too often."""
    for _ in range(100):
        try:
            return command(*given, **more)
        except StaleVersion:
            continue
    raise AssertionError("a command was refused a hundred times")


def whole(desk):
    """Every chain is whole, no version is skipped, and numbers run from 1 without gaps."""
    report = desk.verify()
    assert report.ok, report.faults
    cases = desk.find(limit=10_000).cases
    for case in cases:
        assert [event.seq for event in desk.events(case.id)] == list(range(1, case.version + 1))
    numbers = sorted(int(case.number[4:]) for case in cases if case.number)
    assert numbers == list(range(1, len(numbers) + 1))
    return cases


def commands_at_once(store, processes, each, cases):
    """Every process proposes on the same cases, each amount once; some are taken back in mid-transaction. How often
    each amount stands on a case in the end.
    """
    desk, _ = desk_on(store)
    ids = [file(desk, 1 + n, channel="post", refs={"crm": f"T-{n}"}).id for n in range(cases)]

    def work(process):
        chance = random.Random(process)
        with reopened(store) as mine:
            own, _ = desk_on(mine)
            for n in range(each):
                id, amount = chance.choice(ids), yuan(str(1 + process * each + n))
                if n % 10 == 3:
                    with pytest.raises((ZeroDivisionError, StaleVersion)), own.batch():  # noqa: PT012
                        own.act(id, "propose", by=CLERK, facts={"amount": yuan("999999")})
                        raise ZeroDivisionError
                insisting(own.act, id, "propose", by=CLERK, facts={"amount": amount})

    at_once(work, processes)
    whole(desk)
    return Counter(event.body.facts["amount"] for id in ids for event in desk.events(id)[1:])


def once_each(commands):
    """Every amount of so many commands once."""
    return Counter(yuan(str(1 + n)) for n in range(commands))


def test_commands_on_the_same_cases_are_there_once_each(store):
    """Four processes, twenty commands each, on five cases."""
    assert commands_at_once(store, PROCESSES, 20, 5) == once_each(PROCESSES * 20)


@pytest.mark.long(what="kills")
@pytest.mark.parametrize("kind", [*KINDS, "own sqlite"])
def test_eight_processes_with_a_thousand_commands_each_on_fifty_cases(kind, tmp_path):
    """Every accepted command has its event once, no version is skipped, stale writers leave no trace."""
    if kind == "own sqlite":
        with opened(tmp_path / "complaints.db") as store:
            assert commands_at_once(store, 8, 1000, 50) == once_each(8000)
        return
    with databases(kind, tmp_path) as made:
        assert commands_at_once(made.store(), 8, 1000, 50) == once_each(8000)


def test_filing_and_accepting_at_once_numbers_without_gaps(store):
    """Four processes file and accept; numbers drawn in what was taken back are drawn again."""

    def work(process):
        with reopened(store) as mine:
            desk, _ = desk_on(mine)
            for n in range(8):
                case = file(desk, 1 + n, refs={"crm": f"T-{process}-{n}"})
                if n % 3 == 0:
                    with pytest.raises((ZeroDivisionError, StaleVersion)), desk.batch():  # noqa: PT012
                        desk.act(case.id, "accept", by=CLERK, to="bea")
                        raise ZeroDivisionError
                insisting(desk.act, case.id, "accept", by=CLERK, to="bea")

    at_once(work)
    desk, _ = desk_on(store)
    cases = whole(desk)
    assert len(cases) == PROCESSES * 8
    assert all(case.number for case in cases)


def test_a_key_that_all_send_at_once_files_one_case(store):
    """Four processes send the same six messages: six cases."""

    def work(_):
        with reopened(store) as mine:
            desk, _ = desk_on(mine)
            for n in range(6):
                insisting(file, desk, 1 + n, key=f"mail-{n}")

    at_once(work)
    desk, _ = desk_on(store)
    assert sorted(case.refs["crm"] for case in whole(desk)) == [f"T-{n}" for n in range(1, 7)]


def test_a_store_that_was_used_before_a_fork_is_used_on_in_every_process(store):
    """As a server does that loads the application and then forks its workers: none takes another's connection."""
    desk, _ = desk_on(store)
    ids = [file(desk, 1 + n, channel="post", refs={"crm": f"T-{n}"}).id for n in range(3)]

    def work(process):
        for n in range(8):
            amount = yuan(str(1 + process * 8 + n))
            insisting(desk.act, ids[n % 3], "propose", by=CLERK, facts={"amount": amount})

    with store.begin(reading=True) as tx:  # the child forgets what the parent is in the midst of
        tx.load("acme", ids[0])
        at_once(work)
        assert tx.load("acme", ids[0]).case.version == 1
    at_once(lambda process: work(process + PROCESSES))  # nor takes it a connection that waits in the pool
    whole(desk)
    assert Counter(event.body.facts["amount"] for id in ids for event in desk.events(id)[1:]) == once_each(64)


def test_sweepers_and_a_clerk_at_once_fire_each_rung_once(store):
    """Three sweepers, their clocks minutes apart, and one who accepts and answers half of the cases."""
    desk, _ = desk_on(store)
    ids = [file(desk, 1 + n, refs={"crm": f"T-{n}"}).id for n in range(8)]
    later = START + timedelta(days=6)

    def work(process):
        with reopened(store) as mine:
            own, _ = desk_on(mine, now=later + timedelta(minutes=process))  # within what skew allows
            if process:
                while own.sweep(limit=3).more:
                    pass
                return
            for id in ids[:4]:
                insisting(own.act, id, "accept", by=CLERK, to="bea")
                insisting(own.act, id, "answer", by=BOSS, message={"means": "letter"})

    at_once(work)
    desk, _ = desk_on(store, now=later + timedelta(minutes=10))
    while desk.sweep().fired:
        pass
    cases = whole(desk)
    fired = Counter(
        (case.id, event.body.duty, event.body.rung)
        for case in cases
        for event in desk.events(case.id)
        if isinstance(event.body, Fired)
    )
    assert set(fired.values()) == {1}, "a rung fired twice"
    for id in ids[4:]:
        wanted = {("first_word", "late"), ("reply", "soon"), ("reply", "late")}
        assert {(duty, rung) for case, duty, rung in fired if case == id} == wanted, "a rung was missed"
    assert len([case for case in cases if case.kind == "book"]) == 1, "the month's book was opened once"
