"""The SQLite store: what it keeps, whom it shows it to, and what is left when a command fails."""

from __future__ import annotations

import gc
import os
import sqlite3
import threading
from datetime import timedelta
from itertools import count

import attrs
import pytest

from complaintkit.desk.stored import Entry, Notice, Remembered
from complaintkit.errors import IntegrityError, InvalidInput, KeyConflict, Refused, StaleVersion, StoreError
from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import FixedDirectory
from tests.storage.shop import (
    BOSS,
    CLERK,
    START,
    desk_on,
    fair,
    file,
    opened,
    shop,
    tables,
    tampered,
    walk,
    without_chance,
    yuan,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "complaints.db"


@pytest.fixture
def store(path):
    with opened(path) as store:
        yield store


def test_it_keeps_what_the_memory_store_keeps(path):
    """The same commands leave the same on both stores, and so they do when the file is opened again."""
    told = []
    with opened(path) as sqlite:
        for store in (MemoryStore(), sqlite):
            numbers = count(1)
            desk, clock = desk_on(store, ids=lambda numbers=numbers: f"case-{next(numbers)}")
            walk(desk, clock)
            assert desk.verify().ok
            told.append(without_chance(desk))
    with opened(path) as again:
        desk, _ = desk_on(again, now=clock.now())
        told.append(without_chance(desk))
        assert desk.verify().ok
    assert told[0] == told[1]
    assert told[1] == told[2]
    assert told[0][4][0], "the walk logs a refused attempt"


def test_one_case_is_seen_by_all_who_have_the_file_open(path, store):
    """What one store wrote the other reads at once, though it has the case decoded, and the other way round."""
    with opened(path) as other:
        ours, clock = desk_on(store)
        theirs, _ = desk_on(other, now=START + timedelta(hours=1))
        case = file(ours)
        assert theirs.get(case.id) == case
        clock.advance(timedelta(hours=1))
        later = ours.act(case.id, "accept", by=CLERK, to="bea")
        assert theirs.get(case.id) == later
        assert [c.id for c in theirs.find(stage="working").cases] == [case.id]
        assert theirs.act(case.id, "propose", by=CLERK, facts={"amount": yuan("7")}) == ours.get(case.id)


def test_rungs_derived_anew_by_one_are_seen_by_the_other(path, store):
    """Due rows may change while the version of the case stays; a case decoded before must not hide that."""
    with opened(path) as other:
        desk, _ = desk_on(store)
        case = file(desk)
        with other.begin() as tx:
            before = tx.load("acme", case.id)
        assert before is not None
        moved = {"reply": tuple(row._replace(fires_at=row.fires_at + timedelta(1)) for row in before.rows["reply"])}
        with store.begin() as tx:
            tx.append(Entry(case=before.case, events=(), expected=before.case.version, rows=moved))
        with other.begin() as tx:
            after = tx.load("acme", case.id)
        assert after is not None
        assert after.rows["reply"] == moved["reply"] != before.rows["reply"]
        assert after.rows["first_word"] == before.rows["first_word"]


def test_a_case_is_run_with_the_document_it_was_filed_under(path, store):
    """The code now has another policy, under the same id: the open case goes on under the stored one."""
    desk, _ = desk_on(store, shop())
    case = file(desk)
    desk.act(case.id, "accept", by=CLERK, to="bea")
    desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("50")})
    with opened(path) as anew:
        changed, _ = desk_on(anew, attrs.evolve(fair(), in_force_from=shop().in_force_from))
        assert changed.act(case.id, "approve", by=CLERK).redress_granted == yuan("50")
        newer = file(changed, 2)
        changed.act(newer.id, "accept", by=CLERK, to="bea")
        changed.act(newer.id, "propose", by=CLERK, facts={"amount": yuan("50")})
        with pytest.raises(Refused):
            changed.act(newer.id, "approve", by=CLERK)
        assert changed.get(case.id).policy == shop().hash != newer.policy
        assert changed.verify().ok


def test_a_document_that_was_changed_is_refused(path, store):
    """A stored policy whose text is not the one its hash was taken of runs nothing; verify tells it."""
    desk, _ = desk_on(store, shop())
    case = file(desk)
    tampered(path, "UPDATE ck_policies SET document = replace(document, '\"100\"', '\"900\"')")
    with opened(path) as anew:
        changed, _ = desk_on(anew, fair(), now=START + timedelta(days=200))
        with pytest.raises(IntegrityError, match="not the one its hash was taken of"):
            changed.act(case.id, "accept", by=CLERK, to="bea")
        assert {id for id, _ in changed.verify().faults} == {"", case.id}


def test_a_stale_writer_leaves_no_trace_in_any_table(path, store):
    """Nor does a refused command, or one whose key stands for another."""
    desk, _ = desk_on(store)
    case = file(desk, key="k")
    other = file(desk, 2)
    stale = desk.get(case.id)
    desk.act(case.id, "accept", by=CLERK, to="bea")
    with store.begin() as tx:
        event = tx.events("acme", case.id)[-1]
        rows = tx.load("acme", other.id).rows
    before = tables(path)
    entry = Entry(case=attrs.evolve(stale, version=2), events=(event,), expected=1, rows=rows, reads=())
    with pytest.raises(StaleVersion) as caught, store.begin() as tx:  # noqa: PT012 - all of it is taken back
        tx.draw("acme", "complaint//2026-03")
        tx.count("acme", "granted")
        tx.remember("acme", "new", Remembered("x", case.id, 2))
        tx.set_mark("acme", "standing/book/", "2027-01-01")
        tx.post([Notice("n", "acme", case.id, "form", "slip", "clerk", START)])
        tx.keep_policy(fair())
        tx.claim("acme", case.id, rows["reply"][1])
        tx.append(entry)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert tables(path) == before
    with pytest.raises(StaleVersion), store.begin() as tx:  # the linked case moved on
        tx.append(entry._replace(expected=2, case=attrs.evolve(stale, version=3), reads=((other.id, 7),)))
    with pytest.raises(StaleVersion):
        desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("5")}, expected=1)
    with pytest.raises(Refused):
        desk.act(case.id, "answer", by=CLERK, message={"means": "letter"})
    with pytest.raises(KeyConflict):
        file(desk, 3, key="k")
    with pytest.raises(InvalidInput):
        file(desk, 3, facts={"quantity": "three"})
    assert tables(path) == before
    assert desk.verify().ok


def test_a_new_case_of_an_id_that_is_taken_is_stale(path, store):
    """Two that begin a case of the same id cannot both."""
    desk, _ = desk_on(store, ids=lambda: "case-1")
    file(desk)
    before = tables(path)
    with pytest.raises(StaleVersion):
        file(desk, 2)
    assert tables(path) == before


def test_what_was_rolled_back_is_not_remembered_by_the_process(store):
    """A case decoded while its transaction ran, and failed, is read from the file again."""
    desk, _ = desk_on(store)
    case = file(desk)
    with pytest.raises(ZeroDivisionError), desk.batch():  # noqa: PT012
        desk.act(case.id, "accept", by=CLERK, to="bea")
        assert desk.get(case.id).stage == "working"
        raise ZeroDivisionError
    assert desk.get(case.id) == case
    assert desk.act(case.id, "accept", by=CLERK, to="bea").number == "260301"


def test_a_refused_command_in_a_batch_takes_back_its_own_only(path, store):
    """The commands before it and after it count; a number it drew is drawn again."""
    desk, _ = desk_on(store)
    case, other = file(desk), file(desk, 2)
    with desk.batch():
        desk.act(case.id, "accept", by=CLERK, to="bea")
        with store.begin() as tx:
            point = tx.savepoint()
            assert tx.draw("acme", "complaint//2026-03") == 2
            tx.back_to(point)
        with pytest.raises(Refused):
            desk.act(other.id, "answer", by=BOSS, message={"means": "letter"})
        assert desk.act(other.id, "accept", by=CLERK, to="bea").number == "260302"
    assert desk.get(other.id).version == 2
    assert desk.verify().ok


def test_a_command_that_fails_half_way_in_a_batch_leaves_nothing_of_itself(path, store, monkeypatch):
    """It had written its event, drawn its number and posted its notices; the commands around it count."""
    desk, _ = desk_on(store)
    case, other = file(desk), file(desk, 2)

    def fails(*_):
        raise ZeroDivisionError

    with desk.batch():
        desk.act(case.id, "accept", by=CLERK, to="bea")
        with monkeypatch.context() as broken:
            broken.setattr("complaintkit.storage.sqlite_tables.SmallTables.remember", fails)
            for again in (
                lambda: desk.act(other.id, "accept", by=CLERK, to="bea", key="k"),
                lambda: file(desk, key="k"),
            ):
                with pytest.raises(ZeroDivisionError):
                    again()
        assert desk.get(other.id) == other
        assert desk.act(other.id, "accept", by=CLERK, to="bea").number == "260302"
    assert len(desk.find().cases) == 2
    assert desk.verify().ok


def test_a_rung_is_claimed_once(path, store):
    """By whomever, on whichever connection; a claim that was taken back is free again, another due is another rung."""
    desk, _ = desk_on(store)
    case = file(desk)
    with store.begin() as tx:
        ((id, wakes),) = tx.due("acme", START + timedelta(hours=6), 9)
        (row,) = [
            row for held in tx.load("acme", id).rows.values() for row in held if row.fires_at == wakes and row.rung
        ]
    assert id == case.id
    with pytest.raises(ZeroDivisionError), store.begin() as tx:  # noqa: PT012
        assert tx.claim("acme", case.id, row)
        raise ZeroDivisionError
    with store.begin() as tx:
        assert tx.claim("acme", case.id, row)
        assert not tx.claim("acme", case.id, row)
    with opened(path) as other, other.begin() as tx:
        assert not tx.claim("acme", case.id, row)
        assert tx.claim("acme", case.id, row._replace(due_at=row.due_at + timedelta(days=1)))
        assert tx.claim("acme", case.id, row._replace(n=2))
        assert tx.claim("acme", "another", row)
        assert tx.claim("zeta", case.id, row)


def test_keys_are_kept_across_processes_and_bound_to_content(path, store):
    """The same key with the same content gives the first result, in another process as well."""
    desk, _ = desk_on(store)
    case = file(desk, key="mail-1")
    with opened(path) as other:
        theirs, _ = desk_on(other)
        assert file(theirs, key="mail-1") == case
        with pytest.raises(KeyConflict):
            file(theirs, 2, key="mail-1")
    assert len(desk.find().cases) == 1


def test_tenants_see_nothing_of_each_other(store):
    """Every table is kept apart by tenant: numbers, keys, notices, marks, rungs, cases."""
    acme, clock = desk_on(store)
    zeta, _ = desk_on(store, tenant="zeta")
    ours, theirs = file(acme, key="k"), file(zeta, 9, key="k")
    assert acme.act(ours.id, "accept", by=CLERK, to="x").number == "260301"
    assert zeta.act(theirs.id, "accept", by=CLERK, to="x").number == "260301"
    assert [case.id for case in acme.find().cases] == [ours.id]
    assert [case.id for case in zeta.find(party="c-li").cases] == [theirs.id]
    assert {notice.case_id for notice in acme.notices()} == {ours.id}
    clock.advance(timedelta(days=9))
    assert {id for id, *_ in acme.sweep().fired} == {ours.id, acme.find(kind="book").cases[0].id}
    with pytest.raises(LookupError):
        acme.get(theirs.id)
    with pytest.raises(LookupError):
        desk_on(store, tenant="nobody")[0].get(ours.id)


def test_readers_do_not_wait_for_a_writer(path, store):
    """Reading goes on, on the state before, while somebody writes."""
    desk, _ = desk_on(store)
    case = file(desk)
    with opened(path, timeout=0) as other:
        theirs, _ = desk_on(other)
        with desk.batch():
            desk.act(case.id, "accept", by=CLERK, to="bea")
            done = []
            thread = threading.Thread(target=lambda: done.append(theirs.get(case.id)))
            thread.start()
            thread.join()
            assert done == [case]
        assert theirs.get(case.id).version == 2


def test_a_writer_that_waits_too_long_is_told(path, store):
    """Two processes: "locked" after the timeout, with what to do. Threads of one process: the same."""
    desk, _ = desk_on(store)
    case = file(desk)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with opened(path, timeout=0.05) as other:
        theirs, _ = desk_on(other)
        with pytest.raises(StoreError, match=r"locked.*try again") as caught:
            theirs.act(case.id, "accept", by=CLERK, to="bea")
        assert caught.value.kind == "locked"
        blocker.close()
        told = []

        def attempt():
            with pytest.raises(StoreError) as error:
                theirs.act(case.id, "accept", by=CLERK, to="bea")
            told.append(error.value.kind)

        with store.begin():
            thread = threading.Thread(target=attempt)
            thread.start()
            thread.join()
        assert told == ["locked"]
        assert theirs.act(case.id, "accept", by=CLERK, to="bea").version == 2


def test_a_reading_transaction_does_not_turn_into_a_writing_one(store):
    """It would write on what may be past; it is refused before it begins."""
    with store.begin(reading=True), pytest.raises(InvalidInput, match="reading"), store.begin():
        pass
    with store.begin() as tx, store.begin(reading=True) as inner:
        assert inner is tx


def test_each_thread_has_its_connection_and_takes_it_along(store):
    """Threads work at once on one store and one desk; when they are gone their connections are too."""
    desk, _ = desk_on(store)
    cases = [file(desk, n) for n in range(6)]
    problems = []

    def work(case):
        try:
            desk.act(case.id, "accept", by=CLERK, to="bea")
            for _ in range(5):
                desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("5")})
                desk.find(stage="working")
            desk.act(case.id, "answer", by=BOSS, message={"means": "letter"})
        except Exception as error:  # noqa: BLE001 - told by the test itself
            problems.append(error)

    threads = [threading.Thread(target=work, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sorted(str(case.number) for case in desk.find().cases) == [f"26030{n}" for n in range(1, 7)]
    assert desk.verify().ok
    del threads
    gc.collect()
    assert len(store._seats) == 1


def test_a_batch_belongs_to_its_thread(store):
    """What another thread does on the same desk meanwhile is no part of it."""
    desk, _ = desk_on(store)
    case = file(desk)
    seen = []
    with pytest.raises(ZeroDivisionError), desk.batch():  # noqa: PT012
        desk.act(case.id, "accept", by=CLERK, to="bea")
        thread = threading.Thread(target=lambda: seen.append(desk.get(case.id).version))
        thread.start()
        thread.join()
        raise ZeroDivisionError
    assert seen == [1]


def test_closing_waits_for_nobody_and_spoils_nothing(path):
    """A transaction that runs in another thread goes through; after that the store is closed for all."""
    store = opened(path)
    desk, _ = desk_on(store)
    case = file(desk)
    begun, closed = threading.Event(), threading.Event()
    done = []

    def work():
        with desk.batch():
            done.append(desk.act(case.id, "accept", by=CLERK, to="bea").version)
            begun.set()
            closed.wait(10)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(10)
    store.close()
    closed.set()
    thread.join()
    assert done == [2]
    for _ in range(2):
        with pytest.raises(StoreError) as caught:
            desk.get(case.id)
        assert caught.value.kind == "closed"
        store.close()
    with opened(path) as again:
        assert desk_on(again)[0].get(case.id).version == 2
    assert not path.with_name("complaints.db-wal").exists(), "the last one leaves one file"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process")
def test_a_forked_child_opens_connections_of_its_own(path, store):
    """Neither spoils the other's, and both go on."""
    desk, _ = desk_on(store)
    case = file(desk)
    child = os.fork()
    if not child:
        status = 1
        try:
            status = 0 if desk.act(case.id, "accept", by=CLERK, to="bea").version == 2 else 1
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("5")}).version == 3
    assert desk.verify().ok


def test_more_cases_than_are_kept_decoded(path, monkeypatch):
    """The cache is no more than that: with room for two cases all is as before."""
    monkeypatch.setattr("complaintkit.storage.sqlite.CACHED", 2)
    with opened(path) as store:
        desk, _ = desk_on(store)
        cases = [file(desk, n) for n in range(5)]
        for case in cases:
            assert desk.act(case.id, "accept", by=CLERK, to="bea").version == 2
        assert len(store._cache._cases) == 2
        assert [desk.get(case.id).version for case in cases] == [2] * 5


def test_a_standing_case_is_opened_once_however_many_sweep(path, store):
    """Two stores on one file sweep by turns: a period's case is opened by the first."""
    units = FixedDirectory({})
    with opened(path) as other:
        ours, _ = desk_on(store, directory=units)
        theirs, clock = desk_on(other, directory=units)
        assert len(ours.sweep().opened) == 1
        assert theirs.sweep().opened == ()
        clock.advance(timedelta(days=31))
        assert len(theirs.sweep().opened) == 1
        assert len(ours.find(kind="book").cases) == 2


def test_it_may_hold_tables_of_the_embedder(path, store):
    """Other tables in the file are left alone, and do no harm."""
    with sqlite3.connect(path) as own:
        own.execute("CREATE TABLE cases (id TEXT)")
    own.close()
    with SQLiteStore(path) as again:
        assert file(desk_on(again)[0]).version == 1
    assert "cases" in tables(path)
