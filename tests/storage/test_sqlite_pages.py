"""Pages of the sweep on the SQLite file: all of a page or nothing, and each case as it newly is."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit.desk.stored import Entry
from complaintkit.errors import IntegrityError
from complaintkit.storage import SQLiteStore
from tests.storage.shop import START, desk_on, file

LATER = START + timedelta(days=6)


@pytest.fixture
def store(tmp_path):
    with SQLiteStore(tmp_path / "shop.db") as made:
        yield made


def test_a_page_with_a_row_that_changed_behind_it_is_not_written(store):
    """Not even the others of it; nobody but the same transaction could have changed it."""
    desk, clock = desk_on(store)
    ids = [file(desk, 1 + n).id for n in range(3)]
    clock.move_to(LATER)

    def write():
        with store.begin() as tx:
            taken = [stored.case for stored, _ in tx.take_due("acme", LATER, 9) if stored.case.id in ids]
            tx._do("UPDATE ck_cases SET version = 7 WHERE id = ?", (taken[1].id,))
            tx.append_all("acme", [Entry(attrs.evolve(case, version=2), (), 1, {}) for case in taken], [])

    with pytest.raises(IntegrityError, match="changed inside"):
        write()
    assert [desk.get(id).version for id in ids] == [1, 1, 1]


def test_what_another_wrote_meanwhile_is_taken_as_it_is_now(store, tmp_path):
    """Though the case is kept decoded from before."""
    desk, _ = desk_on(store)
    case = file(desk, 1)
    with SQLiteStore(tmp_path / "shop.db") as other, other.begin() as tx:
        stored = tx.load("acme", case.id)
        tx.append(Entry(attrs.evolve(stored.case, version=2, owner="elsewhere"), (), 1, {}))
    with store.begin() as tx:
        taken = {stored.case.id: stored.case for stored, _ in tx.take_due("acme", LATER, 9)}
    assert (taken[case.id].version, taken[case.id].owner) == (2, "elsewhere")
