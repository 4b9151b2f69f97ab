"""The access log: who looked at which case, in which roles, and what they were shown; nothing is shown unlogged."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import reports
from complaintkit.errors import InvalidInput, PolicyError, StoreError, UnknownCase
from complaintkit.rules import Access, Actor
from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import FixedDirectory
from complaintkit.values import Party
from tests.desk import personal
from tests.desk.personal import CLERK, HEAD, STRANGER
from tests.desk.policies import World, at, why, world

NAMES = ("complainant", "reporter")
PARTY = tuple(f"parties.{role}.{field}" for role in NAMES for field in ("contact", "name"))
"""The personal values of the parties, in order."""
STORY = "facts.story"


def logging(**given: Any) -> World:
    """A desk under a policy that wants looks logged; the head may read the log."""
    access = given.pop("access", {"logged": True, "oversees": ("head",)})
    return world(personal.policy(**access), **given)


def filed(found: World) -> str:
    """A case with a complainant, a reporter and a story."""
    parties = {role: Party("Li Na", contact="138 0000", key=f"p-{role}") for role in NAMES}
    return found.file(by=CLERK, parties=parties, facts={"story": "it fell"})


def looks(found: World, case: str) -> list[tuple[Any, ...]]:
    """The looks at a case: who, how, shown, withheld, refused."""
    return [(a.actor, a.what, a.shown, a.withheld, a.refused) for a in found.desk.accesses(case)]


def test_a_view_is_logged_with_what_it_showed_and_what_it_masked():
    """By name, never by value: the clerk sees all, the stranger nothing."""
    found = logging()
    case = filed(found)
    found.desk.view(case, by=attrs.evolve(CLERK, unit="east", on_behalf_of="emp-7"))
    found.clock.advance(timedelta(minutes=5))
    found.desk.view(case, by=STRANGER)
    everything = (STORY, *PARTY)
    first, second = found.desk.accesses(case)
    assert first[:5] == ("acme", case, at(2), "emp-1", "view")
    assert first[5:] == (("clerk",), "east", "emp-7", everything, (), False, 1)
    assert second[2:] == (at(2, 9, 5), "emp-9", "view", ("visitor",), None, None, (), everything, False, 2)


def test_an_explanation_is_logged_with_the_facts_it_told():
    """The personal ones; what was erased is neither shown nor withheld."""
    found = logging()
    case = filed(found)
    found.desk.act(case, "settle", by=CLERK, facts={"refund": "5 CNY"}, confirmed=("polite",))
    for actor in (CLERK, STRANGER):
        found.desk.explain(case, by=actor)
    found.desk.redact(case, [STORY], by=HEAD, reason="mistake")
    for ask in (found.desk.explain, found.desk.view):
        ask(case, by=CLERK)
    assert looks(found, case) == [
        ("emp-1", "explain", (STORY,), (), False),
        ("emp-9", "explain", (), (STORY,), False),
        ("emp-1", "explain", (), (), False),
        ("emp-1", "view", PARTY, (), False),
    ]


def test_a_search_and_the_reports_are_logged_case_by_case():
    """A search without an actor is the embedder's own and is not."""
    found = logging()
    case = filed(found)
    found.desk.find(by=STRANGER)
    found.desk.find()
    reports.register(found.desk, "book", by=CLERK)
    reports.person_record(found.desk, "p-complainant", by=CLERK)
    told = [(who, what) for who, what, *_ in looks(found, case)]
    assert told == [("emp-9", "find"), ("emp-1", "register"), ("emp-1", "record"), ("emp-1", "explain")]


def test_a_look_that_was_refused_is_logged_too():
    """Of several cases only the one that was refused: the others were not shown either."""
    found = logging(access={"logged": True, "concerned_only": True, "oversees": ("head",)})
    mine, theirs = found.file(by=CLERK, about=("emp-9",)), found.file(by=CLERK)
    for ask in (found.desk.view, found.desk.explain):
        assert why(lambda ask=ask: ask(theirs, by=STRANGER)).code == "not_concerned"
    assert why(lambda: found.desk.views((mine, theirs), by=STRANGER)).code == "not_concerned"
    assert looks(found, theirs) == [("emp-9", what, (), (), True) for what in ("view", "explain", "view")]
    assert looks(found, mine) == []


def test_the_roles_that_counted_are_logged():
    """Those of the directory, not those claimed."""
    found = logging(directory=FixedDirectory({"emp-9": ("visitor", "clerk")}))
    case = found.desk.adopt(by=CLERK, stage="open", received_at=at(2), complainant=Party("Li")).id
    found.desk.view(case, by=Actor("emp-9", roles={"head"}))
    assert [look.roles for look in found.desk.accesses(case)] == [("clerk", "visitor")]


def test_those_who_oversee_may_read_the_log_and_that_is_logged():
    """Others are refused, with the clause, and that is logged as well."""
    found = logging()
    case = filed(found)
    found.desk.view(case, by=CLERK)
    refusal = why(lambda: found.desk.accesses(case, by=CLERK))
    assert (refusal.code, dict(refusal.args)["by"], refusal.cites) == ("role", ("head",), (personal.TX("2"),))
    page = found.desk.accesses(case, by=HEAD, limit=1)
    assert [(look.what, look.refused) for look in page] == [("view", False)]
    rest = found.desk.accesses(case, after=page[-1])
    assert [(look.actor, look.what, look.refused) for look in rest] == [
        ("emp-1", "accesses", True), ("emp-2", "accesses", False),
    ]  # fmt: skip
    with pytest.raises(UnknownCase):
        found.desk.accesses("none", by=HEAD)
    with pytest.raises(InvalidInput, match="limit"):
        found.desk.accesses(case, limit=0)


def several(**given: Any) -> tuple[World, list[str]]:
    """Three cases, one a day; the clerk looks at each on its day, a stranger at the first on each day."""
    found = logging(**given)
    cases = []
    for _ in range(3):
        cases.append(filed(found))
        found.desk.view(cases[-1], by=CLERK)
        found.desk.view(cases[0], by=STRANGER)
        found.clock.advance(timedelta(days=1))
    return found, cases


def test_whom_somebody_looked_at_is_told():
    """At whatever case, in the order of time, a page at a time; together with a case, and with a period."""
    found, (a, b, c) = several()
    looked = found.desk.accesses(actor="emp-1")
    assert [(look.case_id, look.at) for look in looked] == [(a, at(2)), (b, at(3)), (c, at(4))]
    assert [look.case_id for look in found.desk.accesses(b, actor="emp-1")] == [b]
    assert found.desk.accesses(b, actor="emp-9") == []
    assert [look.at for look in found.desk.accesses(actor="emp-9", since=at(3), until=at(4))] == [at(3)]
    pages, after = [], None
    while page := found.desk.accesses(actor="emp-1", limit=2, after=after):
        pages.append([look.case_id for look in page])
        after = page[-1]
    assert pages == [[a, b], [c]]


def test_who_looked_in_a_period_is_told():
    """From its first instant on and before its end."""
    found, (a, b, c) = several()
    told = found.desk.accesses(since=at(3), until=at(5))
    assert [(look.actor, look.case_id) for look in told] == [
        ("emp-1", b), ("emp-9", a), ("emp-1", c), ("emp-9", a),
    ]  # fmt: skip
    assert [look.actor for look in found.desk.accesses(until=at(2, 9, 1))] == ["emp-1", "emp-9"]


def test_the_log_over_several_cases_is_for_those_who_oversee_and_is_logged_at_each():
    """Once for each case of a page; others are refused with the clause."""
    found, (a, b, _) = several()
    refusal = why(lambda: found.desk.accesses(actor="emp-9", by=CLERK))
    assert (refusal.code, dict(refusal.args)["by"], refusal.cites) == ("role", ("head",), (personal.TX("2"),))
    told = found.desk.accesses(since=at(2), until=at(4), by=HEAD)
    assert [(look.actor, look.case_id) for look in told] == [
        ("emp-1", a), ("emp-9", a), ("emp-1", b), ("emp-9", a),
    ]  # fmt: skip
    ours = found.desk.accesses(actor="emp-2")
    assert [(look.case_id, look.what, look.refused) for look in ours] == [
        (a, "accesses", False), (b, "accesses", False),
    ]  # fmt: skip


def test_over_several_cases_each_goes_by_its_own_version():
    """The head oversees under the new version, the auditor did under the old: each is told of those cases alone."""
    old = personal.policy(logged=True, oversees=("clerk",))
    new = attrs.evolve(
        personal.policy(logged=True, oversees=("head",)), version="2", in_force_from=at(4).date()
    )  # fmt: skip
    found = world(old, new)
    cases = []
    for day in (2, 3, 4, 5):
        found.clock.move_to(at(day))
        cases.append(filed(found))
        found.desk.view(cases[-1], by=STRANGER)
    found.clock.move_to(at(6))
    assert [look.case_id for look in found.desk.accesses(until=at(6), by=HEAD, limit=1)] == cases[2:3]
    assert [look.case_id for look in found.desk.accesses(until=at(6), by=HEAD)] == cases[2:]
    assert [look.case_id for look in found.desk.accesses(actor="emp-9", by=CLERK)] == cases[:2]
    assert why(lambda: found.desk.accesses(actor="emp-9", by=STRANGER)).code == "role"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "name a case or an actor"),
        ({"since": at(2)}, "the end of a period"),
        ({"until": at(9)}, "a period that is over"),
        ({"since": at(2), "until": at(2)}, "not after since"),
        ({"actor": ""}, "actor"),
        ({"actor": "emp-1", "since": "yesterday"}, "since"),
        ({"actor": "emp-1", "after": 3}, "the last look"),
    ],
)
def test_what_is_asked_of_the_log_must_come_to_an_end(asked, told):
    """A period that goes on would go on with the looks at the log itself."""
    found, _ = several()
    with pytest.raises(InvalidInput, match=told):
        found.desk.accesses(**asked)


def test_nothing_is_logged_unless_the_policy_or_the_desk_wants_it():
    """The desk may want it for all cases, those of older versions included."""
    found = logging(access={})
    case = filed(found)
    found.desk.view(case, by=CLERK)
    assert found.desk.accesses(case) == []
    found.desk.access_log = True
    found.desk.view(case, by=CLERK)
    assert [what for _, what, *_ in looks(found, case)] == ["view"]
    assert world(personal.policy(), access_log=True).desk.access_log


class Full(MemoryStore):
    """A store with no room for the log."""

    def begin(self, *, reading: bool = False) -> Any:
        transaction = super().begin(reading=reading)
        transaction.log = self.refuse
        return transaction

    def refuse(self, accesses: Any) -> None:
        raise StoreError("full", "here", "there is no space left")


@pytest.mark.parametrize("ask", ["view", "explain", "find", "accesses", "register", "record"])
def test_nobody_is_shown_a_case_when_that_cannot_be_logged(ask):
    """The error comes instead of the case."""
    found = logging(store=Full())
    case = filed(found)
    asks = {
        "view": lambda: found.desk.view(case, by=CLERK),
        "explain": lambda: found.desk.explain(case, by=CLERK),
        "find": lambda: found.desk.find(by=CLERK),
        "accesses": lambda: found.desk.accesses(case, by=HEAD),
        "register": lambda: reports.register(found.desk, "book", by=CLERK),
        "record": lambda: reports.person_record(found.desk, "p-reporter", by=CLERK),
    }
    with pytest.raises(StoreError, match="no space left"):
        asks[ask]()


def test_a_file_that_can_only_be_read_shows_nothing_that_must_be_logged(tmp_path):
    """On the real store: it is opened read-only."""
    path = tmp_path / "cases.db"
    with SQLiteStore(path) as store:
        case = filed(logging(store=store))
    with SQLiteStore(path, read_only=True) as store:
        found = logging(store=store)
        assert found.desk.get(case).id == case
        with pytest.raises(StoreError):
            found.desk.view(case, by=CLERK)


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_what_was_seen_in_a_batch_is_logged_whatever_becomes_of_it(kind, tmp_path):
    """Once each: with the batch where it counts, by itself where it is taken back."""
    with SQLiteStore(tmp_path / "cases.db") as file:
        found = logging(store=MemoryStore() if kind == "memory" else file)
        case = filed(found)
        with found.desk.batch():
            found.desk.view(case, by=CLERK)
            assert why(lambda: found.desk.act(case, "note", by=STRANGER)).code == "role"
        assert len(found.desk.attempts(case)) == 1
        with suppress(ZeroDivisionError), found.desk.batch():
            found.desk.view(case, by=HEAD)
            raise ZeroDivisionError
        with found.desk.batch():
            pass
        assert [who for who, *_ in looks(found, case)] == ["emp-1", "emp-2"]


def test_the_log_outlives_erasure_and_ends_with_its_own_retention():
    """It holds no personal value of the case; what is older than is kept is cleared by its instant."""
    found = logging()
    case = filed(found)
    found.desk.view(case, by=CLERK)
    found.clock.advance(timedelta(days=1))
    found.desk.redact(case, [STORY], by=HEAD, reason="mistake")
    found.desk.view(case, by=HEAD)
    assert not [look for look in found.desk.accesses(case) if "it fell" in repr(look) or "Li Na" in repr(look)]
    assert found.desk.clear_accesses(at(3)) == 1
    assert [who for who, *_ in looks(found, case)] == ["emp-2"]
    with pytest.raises(InvalidInput, match="before"):
        found.desk.clear_accesses(None)


def test_another_tenant_reads_nothing_of_the_log():
    """Its own desk on the same store finds no such case."""
    found = logging()
    case = filed(found)
    found.desk.view(case, by=CLERK)
    other = world(personal.policy(), store=found.store, tenant="bolt", ids=lambda: "b1")
    other.file(by=CLERK, complainant=Party("Wu"))
    with pytest.raises(UnknownCase):
        other.desk.accesses(case)
    assert other.desk.clear_accesses(at(30)) == 0
    assert len(found.desk.accesses(case)) == 1


def test_a_policy_that_logs_names_who_may_read_the_log():
    """And nobody oversees where there is nothing to oversee."""
    with pytest.raises(PolicyError, match=r"access\.oversees"):
        personal.policy(logged=True)
    with pytest.raises(PolicyError, match=r"access\.oversees"):
        personal.policy(oversees=("head",))
    assert Access(logged=True) != Access()
