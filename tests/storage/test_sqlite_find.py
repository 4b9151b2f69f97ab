"""find on the SQLite store: the same answers as in memory, page by page, each from an index."""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from itertools import count

import pytest

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Query
from complaintkit.storage import MemoryStore, sqlite_schema
from complaintkit.storage.sqlite_find import statement
from complaintkit.values import Party
from tests.storage.shop import BOSS, CLERK, START, desk_on, file, opened, yuan

PEOPLE = [Party(f"P{n}", key=f"c-{n}") for n in range(4)]


def grown(store, seed=3, size=40):
    """A desk with cases in all states; the same on every store."""
    chance, numbers = random.Random(seed), count(1)
    desk, clock = desk_on(store, ids=lambda: f"{(next(numbers) * 37) % 1009:04d}")
    ids = []
    for n in range(size):
        clock.advance(timedelta(hours=3))
        link = ("follow_up", chance.choice(ids)) if ids and chance.random() < 0.3 else None
        case = file(
            desk, 1 + n, channel=chance.choice(("desk", "post")), category=chance.choice(("goods", "service")),
            complainant=chance.choice(PEOPLE), refs={"crm": f"T-{n % 9}", "erp": f"{n % 2}"}, link=link,
        )  # fmt: skip
        ids.append(case.id)
        if case.stage == "new" and chance.random() < 0.7:
            desk.act(case.id, "accept", by=CLERK, to=chance.choice(("bea", "ben")))
        if desk.get(case.id).stage == "working" and chance.random() < 0.5:
            desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("5")})
            desk.act(case.id, "approve", by=CLERK)
            if chance.random() < 0.5:
                desk.act(case.id, "answer", by=BOSS, message={"means": "letter"})
    desk.sweep()
    return desk, ids


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same cases on both stores."""
    with opened(tmp_path_factory.mktemp("find") / "complaints.db") as store:
        memory, ids = grown(MemoryStore())
        sqlite, same = grown(store)
        assert ids == same
        yield memory, sqlite, ids


def queries(ids):
    """Every field alone, and pairs of them; some that match nothing."""
    one = [
        *({"stage": stage} for stage in ("new", "working", "done", "unread", "read")),
        *({"stage_kind": kind} for kind in ("open", "closed", "waiting")),
        *({"owner": owner} for owner in ("clerk", "boss", "nobody")),
        *({"assigned": who} for who in ("bea", "ben", "")),
        *({"kind": kind} for kind in ("complaint", "book")),
        *({"category": category} for category in ("goods", "service")),
        *({"channel": channel} for channel in ("desk", "post")),
        *({"register": register} for register in ("ledger", "paid")),
        *({"number": number} for number in ("260301", "260305", "1")),
        *({"ref": ref} for ref in (("crm", "T-3"), ("erp", "1"), ("crm", "1"), ("x", "y"))),
        *({"party": f"c-{n}"} for n in (0, 3, 9)),
        *({"linked_to": id} for id in ids[:6]),
        *({"overdue_at": START + timedelta(days=days)} for days in (0, 5, 7, 400)),
        {"overdue_at": START + timedelta(days=5, microseconds=0)},
        {"period": "2026-03"},
        {"period": "2026-04"},
        {},
    ]
    chance = random.Random(5)
    pairs = [{**chance.choice(one), **chance.choice(one)} for _ in range(120)]
    return one + pairs


def test_every_query_finds_what_it_finds_in_memory(both):
    """Alone and joined, on one page and on pages of three, in the order of ids."""
    memory, sqlite, ids = both
    empty = 0
    for query in queries(ids):
        expected = [case.id for case in memory.find(**query, limit=1000).cases]
        assert [case.id for case in sqlite.find(**query, limit=1000).cases] == expected, query
        assert expected == sorted(expected)
        found, cursor, pages = [], "", 0
        while True:
            page = sqlite.find(**query, limit=3, after=cursor)
            again = memory.find(**query, limit=3, after=cursor)
            assert (len(page.cases), page.cursor) == (len(again.cases), again.cursor), query
            found += [case.id for case in page.cases]
            cursor, pages = page.cursor, pages + 1
            if not cursor:
                break
        assert found == expected, query
        assert pages == max(1, -(-len(expected) // 3))
        empty += not expected
    assert len(queries(ids)) - empty > 60, "a good part of the queries finds something"


def test_found_cases_are_whole(both):
    """What is found is what `get` gives, and registers read the same."""
    memory, sqlite, _ = both
    for case in sqlite.find(limit=1000).cases:
        assert sqlite.get(case.id) == case
    for register in ("ledger", "paid"):
        assert [c.id for c in sqlite.register(register)] == [c.id for c in memory.register(register)]


def test_the_exact_moment_of_a_due_is_not_overdue(tmp_path):
    """Late is after the due, by a microsecond; of several duties the earliest counts."""
    step = timedelta(microseconds=1)
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        case = file(desk)
        first_word, reply = START + timedelta(hours=6), START.replace(day=8, hour=0) - step
        for moment, found in ((first_word, 0), (first_word + step, 1)):
            assert len(desk.find(overdue_at=moment).cases) == found
        desk.act(case.id, "accept", by=CLERK, to="bea")
        for moment, found in ((reply, 0), (reply + step, 1)):
            assert len(desk.find(overdue_at=moment).cases) == found


def test_what_changed_is_found_by_its_new_values_only(tmp_path):
    """After every command the columns follow."""
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        case = file(desk)
        desk.act(case.id, "accept", by=CLERK, to="bea")
        assert desk.find(stage="new").cases == desk.find(owner="clerk").cases == ()
        (found,) = desk.find(stage="working", owner="boss", assigned="bea", number="260301").cases
        desk.act(case.id, "classify", by=CLERK, category="service")
        assert desk.find(category="goods").cases == ()
        assert [c.id for c in desk.find(category="service").cases] == [found.id]
        desk.act(case.id, "answer", by=BOSS, message={"means": "letter"})
        assert desk.find(stage_kind="open").cases == ()
        assert desk.find(overdue_at=START + timedelta(days=400)).cases == ()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({"stage": "x"}, "ck_by_stage "),
        ({"assigned": "x"}, "ck_by_assigned"),
        ({"kind": "x"}, "ck_by_kind"),
        ({"category": "x"}, "ck_by_category"),
        ({"channel": "x"}, "ck_by_channel"),
        ({"number": "x"}, "ck_by_number"),
        ({"period": "x"}, "ck_by_period"),
        ({"register": "x"}, "PRIMARY KEY (tenant=? AND what=? AND value=? AND case_id>?)"),
        ({"ref": ("x", "y")}, "PRIMARY KEY (tenant=? AND what=? AND value=? AND case_id>?)"),
        ({"party": "x", "linked_to": "y"}, "PRIMARY KEY (tenant=? AND what=? AND value=? AND case_id>?)"),
        ({}, "(tenant=? AND id>?)"),
    ],
)
def test_each_query_walks_an_index_from_its_cursor(tmp_path, query, index):
    """No table is scanned and nothing is sorted: the plan says so, with the index."""
    with opened(tmp_path / "a.db") as store:
        file(desk_on(store)[0])
        sql, values = statement(Query(tenant="acme", **query))
        with store.begin(reading=True) as tx:
            plan = "\n".join(row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {sql}", values))
    assert index in plan, plan
    assert "SCAN" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("query", [{"owner": "clerk"}, {"stage_kind": "open"}, {"owner": "boss", "assigned": "bea"}])
def test_whose_turn_it_is_is_found_stage_by_stage(tmp_path, query):
    """Owner and kind of stage follow from the stage: each stage is a range of its index, and the ranges are merged."""
    with opened(tmp_path / "a.db") as store:
        file(desk_on(store)[0])
        asked = []
        with store.begin(reading=True) as tx:
            tx._connection.set_trace_callback(asked.append)
            tx.find(Query(tenant="acme", **query))
            tx._connection.set_trace_callback(None)
            plan = "\n".join(row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {asked[-1]}"))
    assert "ck_by_stage (tenant=? AND stage=? AND id>?)" in plan or "ck_by_assigned" in plan, plan
    assert "SCAN" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_an_owner_that_no_stage_names_owns_nothing(tmp_path):
    """Asking for one gives an empty page, not every case."""
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        file(desk)
        assert desk.find(owner="nobody").cases == desk.find(owner="boss", stage_kind="archived").cases == ()


def test_what_is_overdue_is_found_by_two_indices(tmp_path):
    """Of many open cases only those past their due are touched, or past a rung that comes before it."""
    with opened(tmp_path / "a.db") as store:
        file(desk_on(store)[0])
        sql, values = statement(Query(tenant="acme", overdue_at=START))
        with store.begin(reading=True) as tx:
            plan = "\n".join(row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "ck_by_due (tenant=? AND next_due<?)" in plan, plan
    assert "ck_by_wake (tenant=? AND wakes_at<?)" in plan, plan
    assert "SCAN" not in plan, plan


@pytest.mark.parametrize("query", [{}, {"stage": "new"}, {"assigned": "bea"}])
def test_where_many_are_overdue_a_page_goes_on_from_its_cursor(tmp_path, query):
    """By the ids, or the index of what else is asked: the plan begins behind the cursor, and nothing is sorted."""
    with opened(tmp_path / "a.db") as store:
        file(desk_on(store)[0])
        sql, values = statement(Query(tenant="acme", overdue_at=START, after="x", **query), walks=True)
        with store.begin(reading=True) as tx:
            plan = "\n".join(row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "id>?)" in plan, plan
    assert "ck_by_due" not in plan, plan
    assert "SCAN" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(("late", "walks"), [(0, False), (8, False), (9, True), (10, True), (27, True)])
def test_how_many_are_overdue_decides_how_they_are_found(tmp_path, late, walks):
    """Of 27 cases, on pages of two: nine, whose square is 27 times 3, are as soon found by their ids. Found are the
    same, each once, a page at a time.
    """
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        with desk.batch():
            ids = sorted(file(desk, n).id for n in range(27))
        overdue = sorted(random.Random(late).sample(ids, late))
        with sqlite3.connect(tmp_path / "a.db") as file_:
            file_.execute("UPDATE ck_cases SET next_due = ?, wakes_at = NULL, rev = rev + 1", (to_us(START) + 5,))
            early = [(to_us(START) - 5, id) for id in overdue]
            file_.executemany("UPDATE ck_cases SET next_due = ? WHERE id = ?", early)
        file_.close()
        found, cursor, asked = [], "", []
        while True:
            with store.begin(reading=True) as tx:
                tx._connection.set_trace_callback(asked.append)
                page = tx.find(Query(tenant="acme", overdue_at=START, limit=2, after=cursor))
                tx._connection.set_trace_callback(None)
            found += [case.id for case in page.cases]
            cursor = page.cursor
            if not cursor:
                break
        selects = [sql for sql in asked if "snapshot" in sql]
        assert found == overdue
        assert len(selects) == max(1, -(-late // 2))
        assert {"+c.next_due" in sql for sql in selects} == {walks}


@pytest.mark.parametrize(("query", "counts"), [({}, True), ({"stage": "new"}, True), ({"ref": ("crm", "T-1")}, False)])
def test_what_has_a_key_is_found_by_it_without_counting(tmp_path, query, counts):
    """How many others are overdue changes nothing then."""
    with opened(tmp_path / "a.db") as store:
        file(desk_on(store)[0])
        asked = []
        with store.begin(reading=True) as tx:
            tx._connection.set_trace_callback(asked.append)
            tx.find(Query(tenant="acme", overdue_at=START, **query))
            tx._connection.set_trace_callback(None)
    assert any("count(*)" in sql for sql in asked) is counts


def test_a_file_whose_index_held_every_due_is_brought_up_to_date(tmp_path, monkeypatch):
    """What is overdue in it is found as on a new one."""
    steps = sqlite_schema.MIGRATIONS
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", steps[:4])
    with opened(tmp_path / "a.db") as store:
        grown(store)
    monkeypatch.setattr(sqlite_schema, "MIGRATIONS", steps)
    memory, _ = grown(MemoryStore())
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        for days in range(14):
            found, expected = [each.find(overdue_at=START + timedelta(days=days)).cases for each in (desk, memory)]
            assert [case.id for case in found] == [case.id for case in expected], days


@pytest.mark.parametrize("waits", [None, 1, 4, 5, 6, 9])
def test_what_is_overdue_is_found_whatever_waits_beside_it(tmp_path, waits):
    """Whether a rung comes before the due, with it, behind it, or none: a case is found once, from its due on."""
    with opened(tmp_path / "a.db") as store:
        desk, _ = desk_on(store)
        ids = sorted(file(desk, n).id for n in range(3))
        due = to_us(START) + 5
        with sqlite3.connect(tmp_path / "a.db") as file_:
            rung = None if waits is None else due - 5 + waits
            file_.execute("UPDATE ck_cases SET next_due = ?, wakes_at = ? WHERE id <> ?", (due, rung, ids[2]))
            file_.execute("UPDATE ck_cases SET next_due = NULL, wakes_at = ? WHERE id = ?", (rung, ids[2]))
        for us, overdue in ((4, []), (5, []), (6, ids[:2]), (10, ids[:2])):
            at = START + timedelta(microseconds=us)
            with store.begin(reading=True) as tx:
                first = tx.find(Query(tenant="acme", overdue_at=at, limit=1))
                found = [*first.cases, *tx.find(Query(tenant="acme", overdue_at=at, after=first.cursor or "~")).cases]
            assert [case.id for case in found] == overdue, us


def test_the_sweep_asks_one_index(tmp_path):
    """The cases that wait for a rung are one range of their index, in order."""
    with opened(tmp_path / "a.db") as store, store.begin(reading=True) as tx:
        asked = []
        tx._connection.set_trace_callback(asked.append)
        tx.due("acme", START, 10)
        tx._connection.set_trace_callback(None)
        plan = "\n".join(row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {asked[-1]}"))
    assert plan == "SEARCH ck_cases USING COVERING INDEX ck_by_wake (tenant=? AND wakes_at<?)"
