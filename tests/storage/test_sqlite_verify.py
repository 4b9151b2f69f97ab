"""verify over the file: whatever is changed behind the store's back is found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit.desk import Desk
from tests.storage.shop import desk_on, opened, tampered, walk


@pytest.fixture
def path(tmp_path):
    return tmp_path / "complaints.db"


@pytest.fixture
def ids(path):
    """A file with a case that went its whole way and another that follows it; the ids of both."""
    with opened(path) as store:
        desk, clock = desk_on(store)
        case, follower = walk(desk, clock)
        clock.advance(timedelta(days=3))
        desk.sweep()
        assert desk.verify().ok
        return case.id, follower.id


def found(path, anchors=()):
    """What a desk that opens the file finds: (case id, what)."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        return desk.verify(dict(anchors)).faults


def test_a_file_that_nobody_touched_is_clean(path, ids):
    assert found(path) == ()


@pytest.mark.parametrize(
    "change",
    [
        "replace(text, '\"carl\"', '\"bill\"')",
        "replace(text, '2026-03-02', '2026-03-01')",
        "replace(text, '\"stage\"', '\"stagf\"')",
        "substr(text, 1, length(text) - 1)",
        "text || ' '",
        "'{}'",
        "'null'",
        "''",
    ],
)
def test_a_changed_event_is_found(path, ids, change):
    """The text of any event: whether it still can be read or not."""
    case, _ = ids
    tampered(path, f"UPDATE ck_events SET text = {change} WHERE case_id = '{case}' AND seq = 2")
    faults = found(path)
    assert {id for id, _ in faults} == {case}


def test_every_event_counts(path, ids):
    """One character in any one of them, the first and the newest included."""
    with opened(path) as store:
        desk, _ = desk_on(store)
        lengths = {id: len(desk.events(id)) for id in ids}
    for id, length in lengths.items():
        for seq in range(1, length + 1):
            turn = f"UPDATE ck_events SET text = replace(text, '2026', '%s') WHERE case_id = '{id}' AND seq = {seq}"
            tampered(path, turn % "2O26")  # no salt or id holds a capital
            assert id in {fault for fault, _ in found(path)}, f"event {seq} of {length}"
            tampered(path, (turn % "2026").replace("'2026', '2026'", "'2O26', '2026'"))
    assert found(path) == ()


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_event_is_found(path, ids, seq):
    """The first, or one in between."""
    case, _ = ids
    tampered(path, f"DELETE FROM ck_events WHERE case_id = '{case}' AND seq = {seq}")
    assert case in {id for id, _ in found(path)}


def test_the_newest_event_removed_is_found(path, ids):
    """Its snapshot tells; and where that was put back as well, the anchor the embedder kept."""
    case, _ = ids
    with opened(path) as store:
        desk, _ = desk_on(store)
        events = desk.events(case)
        anchor = {case: (len(events), events[-1].hash)}
        early = desk_on(store)[0]
        with store.begin() as tx:
            kept = tx.load("acme", case)
    tampered(path, f"DELETE FROM ck_events WHERE case_id = '{case}' AND seq = {len(events)}")
    assert (case, "its snapshot is of another version than its newest event") in found(path)
    assert isinstance(early, Desk)
    assert kept is not None
    assert any("anchor" in what for _, what in found(path, anchor))


def test_a_file_put_back_to_an_older_day_is_found_by_its_anchor(path, tmp_path):
    """A whole older file is clean in itself; only what was kept outside tells."""
    with opened(path) as store:
        desk, clock = desk_on(store)
        case, _ = walk(desk, clock)
        anchor = {case.id: (case.version, case.hash)}
    older = tmp_path / "older.db"
    with opened(older) as store:
        walk(*desk_on(store))
    assert found(older) == ()
    assert found(path, anchor) == ()
    assert [id for id, _ in found(older, anchor)] == [case.id]


def test_an_inserted_event_is_found(path, ids):
    """A copy of another event, with a number of its own."""
    case, follower = ids
    tampered(
        path,
        f"""INSERT INTO ck_events (tenant, case_id, seq, schema, hash, text)
            SELECT tenant, '{follower}', 9, schema, hash, text FROM ck_events WHERE case_id = '{case}' AND seq = 2""",
    )
    assert follower in {id for id, _ in found(path)}


def test_reordered_events_are_found(path, ids):
    """Two events that change places."""
    case, _ = ids
    move = f"UPDATE ck_events SET seq = %s WHERE case_id = '{case}' AND seq = %s"
    tampered(path, move % (99, 2), move % (2, 3), move % (3, 99))
    assert case in {id for id, _ in found(path)}


def test_a_whole_chain_under_another_case_is_found(path, ids):
    """A case copied under a new id, events and all, is no case."""
    case, _ = ids
    rest = "seq, schema, hash, text"
    tampered(
        path,
        f"INSERT INTO ck_events (tenant, case_id, {rest}) "
        f"SELECT tenant, 'copy', {rest} FROM ck_events WHERE case_id = '{case}'",
    )
    assert "copy" in {id for id, _ in found(path)}
    names = "version, hash, rev, policy, kind, stage, stage_kind, owner, assigned, category, channel, number, period"
    tampered(
        path,
        f"INSERT INTO ck_cases (tenant, id, {names}, next_due, snapshot) "
        f"SELECT tenant, 'copy', {names}, next_due, snapshot FROM ck_cases WHERE id = '{case}'",
    )
    assert "copy" in {id for id, _ in found(path)}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE ck_cases SET snapshot = replace(snapshot, '\"quantity\":1', '\"quantity\":2')", "differs from"),
        ("UPDATE ck_cases SET snapshot = replace(snapshot, '\"done\"', '\"new\"')", "differs from"),
        ("UPDATE ck_cases SET snapshot = replace(snapshot, '\"carl\"', '\"bill\"')", "differs from"),
        ("UPDATE ck_cases SET snapshot = 'x'", "cannot be read"),
        ("UPDATE ck_cases SET snapshot = '[[9]]'", "cannot be read"),
        ("UPDATE ck_cases SET version = version + 1", "does not belong"),
        ("UPDATE ck_cases SET hash = 'x'", "does not belong"),
        ("DELETE FROM ck_cases", "are missing"),
        ("UPDATE ck_cases SET stage = 'new'", "columns"),
        ("UPDATE ck_cases SET owner = 'bill'", "columns"),
        ("DELETE FROM ck_keys", "found by"),
        ("UPDATE ck_keys SET value = 'T-9' WHERE what = 'ref/crm'", "found by"),
        ("DELETE FROM ck_events", "are missing"),
        ("UPDATE ck_personal SET value = '\"the 1 cup broke\"' WHERE path = 'facts.story'", "personal value"),
    ],
)
def test_what_stands_beside_the_events_is_compared(path, ids, statement, told):
    """A changed snapshot, or a column, key or personal value that no longer fits it."""
    case, follower = ids
    column = "id" if "ck_cases" in statement else "case_id"
    tampered(path, statement + (" AND " if "WHERE" in statement else " WHERE ") + f"{column} = '{case}'")
    faults = found(path)
    assert {id for id, _ in faults} == {case}
    assert any(told in what for _, what in faults), faults
    assert follower not in {id for id, _ in faults}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ck_cases SET wakes_at = NULL WHERE id = '{}'",
        "UPDATE ck_cases SET wakes_at = wakes_at + 1 WHERE id = '{}'",
        "UPDATE ck_cases SET snapshot = replace(snapshot, '\"late\"', '\"lame\"') WHERE id = '{}'",
    ],
)
def test_a_rung_that_was_taken_from_the_sweep_is_found(path, ids, statement):
    """An escalation that somebody made disappear."""
    tampered(path, statement.format(ids[1]))
    assert ids[1] in {id for id, _ in found(path)}


def test_what_belongs_to_no_case_is_found(path, ids):
    """Keys of a case that is not there."""
    tampered(path, "INSERT INTO ck_keys VALUES ('acme', 'party', 'x', 'spirit')")
    assert {id for id, _ in found(path)} == {"spirit"}
