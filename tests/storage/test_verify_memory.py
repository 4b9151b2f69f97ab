"""verify() among many cases needs no more memory than among few, and goes from page to page without leaving any out."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache

import pytest
import sqlalchemy as sa

from complaintkit.desk import verify as module
from complaintkit.serialization import snapshot_reading, snapshots
from complaintkit.storage import auditing, finding, sqlalchemy_transaction, sqlite_transaction
from complaintkit.storage.cache import Cache
from complaintkit.storage.sqlalchemy_schema import cases, events, keys
from tests.peaks import peak
from tests.storage.servers import KINDS, databases, url_of
from tests.storage.shop import desk_on, file, opened

FEW = 60
MANY = 10 * FEW
ON_TABLES = ("own file", *KINDS)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pages and caches of fewer cases than the fewest."""
    for where, name in (
        (module, "PAGE"),
        (auditing, "PAGE"),
        (sqlite_transaction, "CACHED"),
        (sqlalchemy_transaction, "CACHED"),
    ):
        assert getattr(where, name) >= FEW
        monkeypatch.setattr(where, name, FEW // 3)
    for where in (finding, snapshot_reading, snapshots):
        for name, kept in vars(where).copy().items():
            if hasattr(kept, "cache_parameters"):
                monkeypatch.setattr(where, name, lru_cache(FEW // 3)(kept.__wrapped__))


@contextmanager
def stores(kind, folder):
    """A way to make empty stores of a kind."""
    if kind == "own file":
        with opened(folder / "few.db") as few, opened(folder / "many.db") as many:
            yield iter([few, many]).__next__
    else:
        with databases(kind, folder) as made:
            yield made.store


def filled(store, count):
    """A desk with so many cases, each found by a reference of its own and by what all share."""
    desk, _ = desk_on(store)
    with desk.batch():
        for n in range(count):
            file(desk, n, refs={"crm": f"T-{n}"})
    store._cache = Cache(FEW // 3)
    return desk


def needed(desk, count):
    """The most memory verify() needs at once, in bytes; it finds so many cases, and nothing wrong."""
    most, report = peak(desk.verify)
    assert (report.cases, report.events, report.faults) == (count, count, ())
    return most


@pytest.mark.parametrize("kind", ON_TABLES)
@pytest.mark.no_cover
def test_ten_times_the_cases_need_no_more_memory(kind, tmp_path):
    """At most twice as much: all at once would be nine times as much."""
    with stores(kind, tmp_path) as new:
        few, many = (filled(new(), count) for count in (FEW, MANY))
        assert needed(many, MANY) <= 2 * needed(few, FEW)


@pytest.mark.parametrize("kind", ON_TABLES)
def test_what_is_wrong_is_found_on_every_page(kind, tmp_path):
    """A column, a missing key, one that is not the case's own, one of no case, an event and a whole case gone: each is
    told of the case it is of, once, and of no other.
    """
    with stores(kind, tmp_path) as new:
        store = new()
        desk = filled(store, FEW)
        with store.begin(reading=True) as tx:
            ids = tx.case_ids("acme")
        gone, stage, lacks, more, both, unread, chain = (ids[n] for n in (0, 15, 22, 30, 39, 50, 59))
        url = f"sqlite:///{store.path}" if kind == "own file" else url_of(store)
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        ref = keys.c.what == "ref/crm"
        with engine.begin() as connection:
            connection.execute(cases.delete().where(cases.c.id == gone))
            connection.execute(cases.update().where(cases.c.id == stage).values(stage="done"))
            connection.execute(keys.delete().where(keys.c.case_id == lacks, ref))
            connection.execute(keys.update().where(keys.c.case_id == both, ref).values(value="T-elsewhere"))
            connection.execute(cases.update().where(cases.c.id == unread).values(snapshot="x"))
            connection.execute(events.update().where(events.c.case_id == chain).values(hash="0" * 64))
            for what, id in (("register", more), ("party", "spirit"), ("register", "spirit")):
                connection.execute(keys.insert().values(tenant="acme", what=what, value="other", case_id=id))
        faults = desk.verify().faults
        assert len(faults) == len(set(faults))
        other = "the registers, references, parties or links it is found by are not its own"
        assert {id: what for id, what in faults if id not in (unread, chain)} == {
            gone: "its events or its snapshot are missing",
            stage: "the columns it is found and woken by do not say what its snapshot says",
            lacks: other,
            more: other,
            both: other,
            "spirit": "it can be found, and there is no such case",
        }
        assert {id for id, _ in faults} >= {unread, chain}
