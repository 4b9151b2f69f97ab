"""Commands in the caller's own transaction on the same file."""

from __future__ import annotations

import sqlite3

import pytest

from complaintkit.errors import InvalidInput, Refused, StoreError
from complaintkit.storage import MemoryStore
from tests.storage.shop import BOSS, CLERK, desk_on, file, opened, tables, yuan


@pytest.fixture
def path(tmp_path):
    return tmp_path / "complaints.db"


@pytest.fixture
def store(path):
    with opened(path) as store:
        yield store


@pytest.fixture
def own(path, store):
    """The CRM's own connection, with a table of its own in the file."""
    connection = sqlite3.connect(path, timeout=0.1)
    connection.execute("CREATE TABLE tickets (id TEXT, case_id TEXT)")
    yield connection
    connection.close()


def test_the_caller_commits(own, store):
    """The ticket and the case count together, from the caller's commit on."""
    desk, _ = desk_on(store)
    own.execute("INSERT INTO tickets VALUES ('T-1', NULL)")
    with desk.using(own) as joined:
        assert joined is desk
        case = file(desk)
        assert desk.act(case.id, "accept", by=CLERK, to="bea").number == "260301"
        own.execute("UPDATE tickets SET case_id = ?", (case.id,))
    assert own.in_transaction
    assert desk.find().cases == ()
    own.commit()
    assert desk.get(case.id).version == 2
    assert own.execute("SELECT case_id FROM tickets").fetchall() == [(case.id,)]
    assert desk.verify().ok


def test_the_caller_rolls_back(path, own, store):
    """Nothing of it remains, in any table, and nothing of it is remembered."""
    desk, _ = desk_on(store)
    case = file(desk)
    before = tables(path)
    own.execute("INSERT INTO tickets VALUES ('T-1', NULL)")
    with desk.using(own):
        desk.act(case.id, "accept", by=CLERK, to="bea")
        file(desk, 2, key="k")
    own.rollback()
    assert tables(path) == before
    assert desk.get(case.id) == case
    assert desk.act(case.id, "accept", by=CLERK, to="bea").number == "260301"
    assert desk.verify().ok


def test_an_exception_takes_back_the_commands_and_no_more(own, store):
    """What the caller did before stands, for the caller to decide."""
    desk, _ = desk_on(store)
    own.execute("INSERT INTO tickets VALUES ('T-1', NULL)")
    with pytest.raises(ZeroDivisionError), desk.using(own):  # noqa: PT012
        file(desk)
        raise ZeroDivisionError
    own.commit()
    assert desk.find().cases == ()
    assert own.execute("SELECT id FROM tickets").fetchall() == [("T-1",)]


def test_a_refused_command_leaves_the_others(own, store):
    """Its attempt is logged in the caller's transaction as well."""
    desk, _ = desk_on(store)
    with desk.using(own):
        case = file(desk, channel="post")
        desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
        with pytest.raises(Refused):
            desk.act(case.id, "approve", by=CLERK)
        desk.act(case.id, "approve", by=BOSS)
    own.commit()
    assert desk.get(case.id).version == 3
    assert [attempt.trigger for attempt in desk.attempts(case.id)] == ["approve"]
    assert desk.verify().ok


def test_without_a_transaction_one_is_begun(own, store):
    """So that what is read stays as it is; committing it is the caller's all the same."""
    desk, _ = desk_on(store)
    assert not own.in_transaction
    with desk.using(own):
        assert own.in_transaction
        file(desk)
    assert desk.find().cases == ()
    own.commit()
    assert len(desk.find().cases) == 1


def test_several_in_a_row_in_one_transaction(own, store):
    """The second sees what the first wrote."""
    desk, _ = desk_on(store)
    with desk.using(own):
        case = file(desk)
    with desk.using(own):
        desk.act(case.id, "accept", by=CLERK, to="bea")
        with pytest.raises(InvalidInput, match="nest"), desk.using(own):
            pass
        with pytest.raises(InvalidInput, match="nest"), desk.batch():
            pass
    own.commit()
    assert desk.get(case.id).version == 2


def test_a_row_factory_does_no_harm(own, store):
    """The caller's connection may be set up as the caller likes."""
    own.row_factory = sqlite3.Row
    desk, _ = desk_on(store)
    with desk.using(own):
        case = file(desk)
        assert desk.get(case.id) == case
        assert desk.events(case.id)[0].hash == case.hash
    own.rollback()


def test_a_transaction_that_is_too_old_to_write_is_told(own, store):
    """It read before another wrote: what it holds is past, and nothing is written on it."""
    desk, _ = desk_on(store)
    own.execute("BEGIN")
    own.execute("SELECT count(*) FROM ck_cases").fetchall()
    case = file(desk)
    with pytest.raises(StoreError, match="BEGIN IMMEDIATE") as caught, desk.using(own):
        file(desk, 2)
    assert caught.value.kind == "locked"
    own.rollback()
    assert [c.id for c in desk.find().cases] == [case.id]


def test_connections_that_are_no_such_connection(tmp_path, own, store):
    """To another file, to no file, of another kind, reading texts as bytes; a store in memory."""
    desk, _ = desk_on(store)
    for wrong, told in (
        (sqlite3.connect(tmp_path / "other.db"), "other.db"),
        (sqlite3.connect(":memory:"), "no file"),
        (None, "NoneType"),
        (store, "SQLiteStore"),
    ):
        with pytest.raises(InvalidInput, match=told), desk.using(wrong):
            pass
        if isinstance(wrong, sqlite3.Connection):
            wrong.close()
    own.text_factory = bytes
    with pytest.raises(InvalidInput, match="text_factory"), desk.using(own):
        pass
    with pytest.raises(InvalidInput, match="SQLiteStore"), desk_on(MemoryStore())[0].using(own):
        pass
    assert file(desk).version == 1, "the desk goes on after a connection that was refused"


def test_a_closed_connection_is_told(own, store):
    desk, _ = desk_on(store)
    own.close()
    with pytest.raises(StoreError, match="closed"), desk.using(own):
        pass


def test_savepoints_of_the_caller_nest_in_it(own, store):
    """What was read or written before one was taken back is not remembered."""
    desk, _ = desk_on(store)
    with desk.using(own):
        case = file(desk, channel="post")
        own.execute("SAVEPOINT mine")
        desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
        own.execute("ROLLBACK TO mine")
        assert desk.get(case.id).version == 1
        assert desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("700")}).version == 2
    own.commit()
    assert [event.body.facts.get("amount") for event in desk.events(case.id)] == [None, yuan("700")]
    assert desk.verify().ok


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_whoever_ends_the_transaction_within_the_block_is_told(own, store, end):
    """It ends after the block; an exception on its way is not hidden by that."""
    desk, _ = desk_on(store)
    with pytest.raises(StoreError, match=r"within the block of using\(\)"), desk.using(own):  # noqa: PT012
        file(desk)
        getattr(own, end)()
    with pytest.raises(ZeroDivisionError), desk.using(own):  # noqa: PT012
        file(desk, 2)
        getattr(own, end)()
        raise ZeroDivisionError
    assert len(desk.find().cases) == (2 if end == "commit" else 0)
    assert file(desk, 3).version == 1
