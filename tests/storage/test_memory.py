"""The memory store: what a transaction sees, keeps and takes back; tenants apart; one at a time."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest

from complaintkit.cases.clocks import DueRow
from complaintkit.desk.stored import Attempt, Notice, Query, Remembered
from complaintkit.errors import StaleVersion
from complaintkit.rules import Rung
from complaintkit.storage.memory import MemoryStore
from tests.desk.policies import CLERK, at, policy, reply_duty, world

ROW = DueRow(at(5), "reply", 1, "late", at(5))


def notice(id: str) -> Notice:
    return Notice(id, "acme", "c1", "form", "slip", "office", at(2))


def everything(store: MemoryStore) -> list[Any]:
    with store.begin() as tx:
        return [
            tx.tally("acme", "t"),
            tx.recall("acme", "k"),
            tx.notices("acme"),
            tx.policy(policy().hash),
            tx.attempts("acme", "c1"),
            tx.personal("acme", "c1"),
            tx.mark("acme", "m"),
            tx.case_ids("acme"),
            tx.load("acme", "c1"),
            tx.events("acme", "c1"),
            tx.due("acme", at(30), 9),
            tx.find(Query(tenant="acme")).cases,
        ]


def fill(store: MemoryStore) -> None:
    with store.begin() as tx:
        assert tx.draw("acme", "s") == 1
        tx.count("acme", "t")
        tx.remember("acme", "k", Remembered("f", "c1", 1))
        tx.post([notice("1")])
        tx.keep_policy(policy())
        tx.attempt(Attempt("acme", "c1", at(2), "cleo", "accept", ()))
        tx.set_mark("acme", "m", "v")
        assert tx.claim("acme", "c1", ROW)


def test_an_empty_store_knows_nothing():
    assert everything(MemoryStore()) == [0, None, (), None, (), (), None, [], None, (), [], ()]
    assert MemoryStore().now() is None


def test_what_was_committed_is_there():
    store = MemoryStore()
    fill(store)
    found = everything(store)
    assert found[:2] == [1, Remembered("f", "c1", 1)]
    assert (found[2], found[3], found[6]) == ((notice("1"),), policy(), "v")
    with store.begin() as tx:
        assert tx.draw("acme", "s") == 2
        assert not tx.claim("acme", "c1", ROW)
        assert tx.claim("acme", "c1", ROW._replace(due_at=at(6)))


def test_what_failed_is_undone_in_every_table():
    store = MemoryStore()
    fill(store)
    before = everything(store)

    def fail() -> None:
        with store.begin() as tx:
            tx.draw("acme", "s")
            tx.count("acme", "t")
            tx.count("acme", "u")
            tx.remember("acme", "k", Remembered("g", "c2", 1))
            tx.post([notice("2")])
            tx.attempt(Attempt("acme", "c1", at(3), "cleo", "accept", ()))
            tx.set_mark("acme", "m", "w")
            tx.set_mark("acme", "n", "w")
            tx.claim("acme", "c9", ROW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert everything(store) == before
    with store.begin() as tx:
        assert (tx.draw("acme", "s"), tx.tally("acme", "u"), tx.mark("acme", "n")) == (2, 0, None)
        assert tx.claim("acme", "c9", ROW)


def test_within_a_transaction_it_sees_what_it_wrote():
    with MemoryStore().begin() as tx:
        tx.count("acme", "t")
        tx.count("acme", "t")
        assert tx.tally("acme", "t") == 2
        assert (tx.draw("acme", "s"), tx.draw("acme", "s"), tx.draw("acme", "z")) == (1, 2, 1)


def test_tenants_share_nothing():
    store = MemoryStore()
    fill(store)
    with store.begin() as tx:
        assert tx.draw("other", "s") == 1
        assert (tx.tally("other", "t"), tx.recall("other", "k"), tx.notices("other"), tx.mark("other", "m")) == (
            0,
            None,
            (),
            None,
        )
        assert tx.claim("other", "c1", ROW)


def test_an_inner_transaction_joins_the_outer_and_the_outer_decides():
    store = MemoryStore()

    def fail() -> None:
        with store.begin() as outer:
            with store.begin() as inner:
                inner.count("acme", "t")
            outer.count("acme", "t")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.begin() as tx:
        assert tx.tally("acme", "t") == 0


def test_a_savepoint_takes_back_what_came_after_it():
    with MemoryStore().begin() as tx:
        tx.count("acme", "t")
        here = tx.savepoint()
        tx.count("acme", "t")
        tx.post([notice("1")])
        tx.back_to(here)
        assert (tx.tally("acme", "t"), tx.notices("acme")) == (1, ())


def test_a_second_writer_waits_for_the_first():
    store, entered, order = MemoryStore(), Event(), []

    def second() -> None:
        entered.wait()
        with store.begin() as tx:
            order.append(("second", tx.tally("acme", "t")))

    thread = Thread(target=second)
    thread.start()
    with store.begin() as tx:
        entered.set()
        thread.join(0.05)
        assert thread.is_alive()
        tx.count("acme", "t")
        order.append(("first", 1))
    thread.join()
    assert order == [("first", 1), ("second", 1)]


def test_an_entry_of_another_version_is_stale_and_names_both():
    desk = world(policy())
    case = desk.file()
    with desk.store.begin() as tx:
        stored = tx.load("acme", case)
    assert stored is not None
    from complaintkit.desk.stored import Entry

    def write(expected: int, reads: tuple[tuple[str, int], ...] = ()) -> None:
        with desk.store.begin() as tx:
            tx.append(Entry(case=stored.case, events=(), expected=expected, rows={}, reads=reads))

    for expected in (0, 2):
        with pytest.raises(StaleVersion) as caught:
            write(expected)
        assert (caught.value.expected, caught.value.actual) == (expected, 1)
    with pytest.raises(StaleVersion) as caught:
        write(1, ((case, 5),))
    assert (caught.value.expected, caught.value.actual) == (5, 1)
    with pytest.raises(StaleVersion) as caught:
        write(1, (("c9", 3),))
    assert (caught.value.subject, caught.value.actual) == ("case 'c9'", 0)


def test_the_cases_with_due_rungs_come_earliest_first():
    desk = world(policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),)))
    for day in (4, 2, 3):
        desk.clock.move_to(at(day))
        desk.file(received_at=at(day))
    with desk.store.begin() as tx:
        assert [case for case, _ in tx.due("acme", at(30), 9)] == ["c2", "c3", "c1"]
        assert [case for case, _ in tx.due("acme", at(30), 2)] == ["c2", "c3"]
        assert tx.due("acme", at(5), 9) == []
        assert tx.due("acme", at(6, 0), 9) == [("c2", at(6, 0) - timedelta(microseconds=1))]
    desk.desk.act("c2", "reply", by=CLERK)
    with desk.store.begin() as tx:
        assert [case for case, _ in tx.due("acme", at(30), 9)] == ["c3", "c1"]


def test_a_failed_command_puts_its_rungs_back():
    desk = world(policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),)))
    case = desk.file()

    def fail() -> None:
        with desk.desk.batch():
            desk.desk.act(case, "reply", by=CLERK)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with desk.store.begin() as tx:
        assert [found for found, _ in tx.due("acme", at(30), 9)] == [case]


def test_a_policy_kept_again_changes_nothing():
    store = MemoryStore()
    with store.begin() as tx:
        first = policy()
        tx.keep_policy(first)
        tx.keep_policy(policy())
        assert tx.policy(first.hash) is first
