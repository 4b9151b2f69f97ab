"""Random lifetimes of cases on the SQLite store: the laws that hold in memory hold here."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import settings

from complaintkit.serialization.snapshot_reading import decode_snapshot, read_snapshot
from complaintkit.serialization.snapshots import NOTHING, encode_snapshot, write_snapshot
from complaintkit.storage import MemoryStore
from complaintkit.testing import lifetimes
from tests.lifetimes.small import small
from tests.lifetimes.test_lifetimes import POLICIES, live
from tests.storage.shop import opened


@pytest.fixture
def fresh(tmp_path):
    """What makes an empty store on a file of its own; all are closed at the end."""
    made = []

    def store():
        while made:
            made.pop().close()
        for path in tmp_path.glob("*.db*"):
            path.unlink()
        made.append(opened(tmp_path / "lifetime.db"))
        return made[-1]

    yield store
    while made:
        made.pop().close()


@pytest.mark.parametrize("name", ["small", "bank_branch", "manufacturing"])
@pytest.mark.no_cover
def test_the_laws_hold_through_random_lifetimes_on_a_file(name, fresh):
    """Replay, chain, roles, recusal, authority, dates, rungs, numbers: asked after every command."""
    seen = live(lifetimes(POLICIES[name](), store=fresh), max(settings().max_examples // 16, 3), 12)
    assert seen["moves"], sorted(seen.items())


@pytest.mark.long(what="lives")
@pytest.mark.parametrize("name", POLICIES)
def test_the_laws_hold_through_long_lifetimes_on_a_file(name, fresh):
    """The same, deeper; fewer than in memory, since what is asked here is whether the store tells another story."""
    seen = live(lifetimes(POLICIES[name](), store=fresh), 10, 40)
    assert seen["moves"] > 2 * seen["runs"], sorted(seen.items())


class Snapping(MemoryStore):
    """A store in memory that takes every case through its snapshot, made anew and from the parts of the last one."""

    taken = Counter()
    """How often a case was taken through its snapshot, and how often it came back as it was, over all stores."""

    def __init__(self):
        super().__init__()
        self.before = {}
        transaction = self._transaction
        append = transaction.append

        def checked(entry):
            append(entry)
            stored = transaction.load(entry.case.tenant, entry.case.id)
            text = encode_snapshot(*stored)
            case, rows = decode_snapshot(text)
            read = read_snapshot(text)
            pieced, parts = write_snapshot(*stored, self.before.get(entry.case.id, NOTHING))
            self.taken["there"] += 1
            self.taken["read back equal"] += (case, rows) == tuple(stored)
            self.taken["parties of the same type"] += type(case.parties) is type(stored.case.parties)
            self.taken["written again"] += encode_snapshot(case, rows) == text
            self.taken["from parts of the last one"] += pieced == text
            self.taken["parts as they are read"] += read[2] == parts
            self.taken["from parts read"] += write_snapshot(*read[:2], read) == (text, parts)
            self.before[entry.case.id] = read if len(text) % 2 else (*stored, parts)

        transaction.append = checked


@pytest.mark.no_cover
def test_every_case_comes_back_from_its_snapshot():
    """Whatever a case went through, its snapshot is read back equal, and pieced together it is the same text."""
    Snapping.taken.clear()
    seen = live(lifetimes(small(), store=Snapping), 10, 20)
    assert Snapping.taken["there"] > seen["moves"] > 0
    assert set(Snapping.taken.values()) == {Snapping.taken["there"]}, Snapping.taken
