"""Pages of the sweep on a database: lists of values and rows found where they lie."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
import sqlalchemy as sa

from complaintkit.desk.stored import Entry
from complaintkit.errors import StaleVersion
from complaintkit.storage.sqlalchemy_transaction import SQLAlchemyTransaction
from tests.storage.shop import START, desk_on, file

LATER = START + timedelta(days=6)


TEXTS = ("", "plain", 'a "quoted" {one}, \\ and \'', "行政处罚 🏛", "two\nlines\ttabbed", None, "NULL", "x" * 70_000)
WHOLES = (0, -1, 2**63 - 1, -(2**63), None, 7)


def test_a_list_arrives_as_it_was_given(server):
    """What a text holds means nothing to the server; a null is none of its texts, and no number."""
    from complaintkit.storage.sqlalchemy_lists import learn, texts, wholes

    with server.connection(server.store()) as connection, connection.connection.cursor() as cursor:
        encoding = learn(cursor)
        given = {"texts": texts(TEXTS, encoding), "wholes": wholes(WHOLES)}
        (held,) = cursor.execute("SELECT %(texts)b::text[]", given).fetchall()
        assert tuple(held[0]) == TEXTS
        (held,) = cursor.execute("SELECT %(wholes)b::bigint[]", given).fetchall()
        assert tuple(held[0]) == WHOLES


def test_a_page_is_written_as_one(made, monkeypatch):
    """No case of it goes by itself: that would be a wait for the server each."""
    desk, clock = desk_on(made.store())
    with desk.batch():
        ids = {file(desk, 1 + n).id for n in range(7)}
    clock.move_to(LATER)
    alone, append = set(), SQLAlchemyTransaction.append

    def noted(tx, entry):
        alone.add(entry.case.id)
        append(tx, entry)

    monkeypatch.setattr(SQLAlchemyTransaction, "append", noted)
    report = desk.sweep()
    assert ({id for id, _, _ in report.fired} & ids, report.failed, alone & ids) == (ids, (), set())
    assert desk.verify().ok


def test_what_a_batch_filed_can_be_swept_in_it(made):
    """The case was written by the transaction that takes it, and counts as it stands once that commits."""
    store = made.store()
    desk, clock = desk_on(store)
    with desk.batch():
        case = file(desk, 1)
        clock.move_to(LATER)
        report = desk.sweep()
    assert (case.id in {id for id, _, _ in report.fired}, report.failed) == (True, ())
    with store.begin(reading=True) as tx:
        stored, events = tx.load(case.tenant, case.id), tx.events(case.tenant, case.id)
    assert (stored.case.version, stored.case.hash) == (len(events), events[-1].hash)
    assert desk.verify().ok


def test_a_case_of_a_page_may_be_written_twice(made):
    """The second time its row no longer lies where it was taken; what it is found by changes with it."""
    store = made.store()
    desk, clock = desk_on(store)
    case = file(desk, 1)
    clock.move_to(LATER)
    with store.begin() as tx:
        ((stored, _),) = [item for item in tx.take_due("acme", LATER, 9) if item[0].case.id == case.id]
        first = attrs.evolve(stored.case, version=2, owner="first")
        tx.append_all("acme", [Entry(first, (), 1, {})], [])
        tx.append_all("acme", [Entry(attrs.evolve(first, version=3, owner="second"), (), 2, {})], [])
    with made.again(store).begin() as tx:
        found = tx.load("acme", case.id)
        assert (found.case.version, found.case.owner) == (3, "second")
    held = sa.text("SELECT owner FROM ck_cases WHERE id = :id").bindparams(id=case.id)
    assert made.connection(store).execute(held).scalar_one() == "second"


@pytest.mark.parametrize("seen", [7, 1])
def test_a_page_with_a_case_that_has_moved_on_is_not_written(made, seen):
    """Not even the others of it, whether the writer saw another version or the row has another by now."""
    store = made.store()
    desk, clock = desk_on(store)
    ids = [file(desk, 1 + n).id for n in range(3)]
    clock.move_to(LATER)

    def write():
        with store.begin() as tx:
            taken = [stored.case for stored, _ in tx.take_due("acme", LATER, 9) if stored.case.id in ids]
            entries = [Entry(attrs.evolve(case, version=2), (), 1, {}) for case in taken]
            entries[1] = entries[1]._replace(expected=seen)
            tx._plain(f"UPDATE ck_cases SET version = {8 - seen} WHERE id = '{taken[1].id}'")
            tx.append_all("acme", entries, [])

    with pytest.raises(StaleVersion):
        write()
    assert [desk.get(id).version for id in ids] == [1, 1, 1]
