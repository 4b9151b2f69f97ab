"""verify() on every database: any single event changed, removed, moved or put in is found, the newest by an anchor."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from complaintkit.storage.sqlalchemy_schema import cases, events
from tests.storage.servers import KINDS, databases, url_of
from tests.storage.shop import BOSS, CLERK, desk_on, file, opened, yuan

EVENTS = 4


@pytest.fixture(params=["own file", *KINDS])
def stored(request, tmp_path):
    """A desk on a store, the id of one of its two cases, and a way to change it behind its back."""
    if request.param == "own file":
        with opened(tmp_path / "complaints.db") as store:
            yield (*whole(store), sa.create_engine(f"sqlite:///{store.path}", poolclass=sa.NullPool))
        return
    with databases(request.param, tmp_path) as made:
        store = made.store()
        yield (*whole(store), sa.create_engine(url_of(store), poolclass=sa.NullPool))


def whole(store):
    desk, _ = desk_on(store)
    case = file(desk)
    file(desk, 2, refs={"crm": "T-2"})
    desk.act(case.id, "accept", by=CLERK, to="bea")
    desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("50")})
    assert desk.act(case.id, "approve", by=CLERK).version == EVENTS
    assert desk.verify().ok
    return desk, case.id


def rows(connection, table, column, id):
    """The rows of a case, without their numbers."""
    names = [name for name in table.c.keys() if name != "n"]  # noqa: SIM118 - a mapping of columns
    asked = sa.select(*[table.c[name] for name in names]).where(column == id).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(asked).mappings()]


@contextmanager
def tampered(engine, id, change):
    """Change the events of a case behind the store's back; afterwards they are as they were."""
    with engine.begin() as connection:
        held = rows(connection, events, events.c.case_id, id)
        put(connection, id, change(held))
    try:
        yield
    finally:
        with engine.begin() as connection:
            put(connection, id, held)


def put(connection, id, held):
    connection.execute(events.delete().where(events.c.case_id == id))
    connection.execute(events.insert(), held)


def numbered(held):
    """The rows with their numbers put in order."""
    return [{**row, "seq": n} for n, row in enumerate(held, 1)]


def changes():
    """Everything that can be done to a single event, by what it is called."""
    for n in range(EVENTS):
        yield f"event {n + 1} removed", lambda held, n=n: held[:n] + held[n + 1 :]
        yield f"event {n + 1} removed, the others numbered anew", lambda held, n=n: numbered(held[:n] + held[n + 1 :])
        yield f"event {n + 1} said by another", lambda held, n=n: edited(held, n, '"carl"', '"card"')
        yield f"event {n + 1} with another hash", lambda held, n=n: edited(held, n, held[n]["hash"], "0" * 64, "hash")
        yield f"event {n + 1} put in again behind it", lambda held, n=n: numbered([*held[: n + 1], *held[n:]])
        yield f"event {n + 1} put in again at the end", lambda held, n=n: numbered([*held, held[n]])
    for n in range(EVENTS - 1):
        yield (
            f"event {n + 1} changed places with the next",
            lambda held, n=n: numbered([*held[:n], held[n + 1], held[n], *held[n + 2 :]]),
        )


def edited(held, n, old, new, column="text"):
    assert old in held[n][column]
    return [*held[:n], {**held[n], column: held[n][column].replace(old, new, 1)}, *held[n + 1 :]]


@pytest.mark.no_cover
def test_any_single_event_that_is_tampered_with_is_found(stored):
    """In the case it is of, and in no other; once it is put back all is whole."""
    desk, id, engine = stored
    for what, change in changes():
        with tampered(engine, id, change):
            faults = desk.verify().faults
        assert faults, f"{what}, and nothing is told"
        assert {case for case, _ in faults} == {id}, f"{what}: {faults}"
    assert desk.verify().ok


def test_the_newest_event_that_is_gone_with_its_snapshot_is_found_by_an_anchor(stored):
    """The row of the case is put back to the day before as well: the store by itself is whole, the anchor says more."""
    desk, id, engine = stored
    case = desk.get(id)
    with engine.begin() as connection:
        before = rows(connection, cases, cases.c.id, id)
        held = rows(connection, events, events.c.case_id, id)
    case = desk.act(id, "propose", by=CLERK, facts={"amount": yuan("60")})
    anchor = {id: (case.version, case.hash)}
    assert desk.verify(anchor).ok
    with engine.begin() as connection:
        (back,) = before
        connection.execute(cases.update().where(cases.c.id == id).values(back))
        put(connection, id, held)
    assert desk.verify().ok
    told = (id, f"event {case.version} is not the one the anchor was taken of")
    assert desk.verify(anchor).faults == (told,)
    assert desk.act(id, "answer", by=BOSS, message={"means": "letter"}).version == case.version
    assert desk.verify(anchor).faults == (told,), "nor is another event in its place"
