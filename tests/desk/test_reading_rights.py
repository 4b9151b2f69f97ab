"""What an actor, and a tenant, may read: every public question of a desk is decided here, and a new one must be too."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from complaintkit import reports
from complaintkit.desk import Courier, Desk
from complaintkit.errors import ComplaintKitError, InvalidInput, Refused, UnknownCase, UnknownTenant
from complaintkit.rules import LinkRule
from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import FixedClock, FixedDirectory
from complaintkit.values import Party
from tests.desk import personal
from tests.desk.personal import CLERK, HEAD
from tests.desk.policies import BOSS, at
from tests.desk.policies import CLERK as CLEO
from tests.desk.policies import policy as plain

OF_A_CASE: dict[str, Callable[[Desk, str], Any]] = {
    "act": lambda desk, id: desk.act(id, "note", by=CLERK),
    "extend": lambda desk, id: desk.extend(id, "reply", by=CLERK, reason="ill"),
    "correct": lambda desk, id: desk.correct(id, 1, by=CLERK, reason="wrong"),
    "allege": lambda desk, id: desk.allege(id, "polite", by=CLERK, against="emp-9"),
    "erase": lambda desk, id: desk.erase(id, by=HEAD, reason="asked for"),
    "redact": lambda desk, id: desk.redact(id, ["facts.story"], by=HEAD, reason="mistake"),
    "join": lambda desk, id: desk.join(id, into="own", by=CLERK),
    "unjoin": lambda desk, id: desk.unjoin(id, by=CLERK, reason="another matter"),
    "consider": lambda desk, id: desk.consider(id, "note", by=CLERK),
    "available": lambda desk, id: desk.available(id, by=CLERK),
    "explain": lambda desk, id: desk.explain(id, by=CLERK),
    "view": lambda desk, id: desk.view(id, by=CLERK),
    "views": lambda desk, id: desk.views(("own", id), by=CLERK),
    "accesses": lambda desk, id: desk.accesses(id, by=HEAD),
    "get": lambda desk, id: desk.get(id),
    "events": lambda desk, id: desk.events(id),
    "program": lambda desk, id: desk.program(id),
    "dues": lambda desk, id: desk.dues(id),
    "attempts": lambda desk, id: desk.attempts(id),
}
"""Each is told a case's id, and knows no case of another tenant."""
OF_A_TENANT: dict[str, Callable[[Desk], Any]] = {
    "find": lambda desk: (desk.find(), desk.find(by=CLERK), desk.find(party="p-1"), desk.find(ref=("crm", "T-1"))),
    "register": lambda desk: desk.register("book"),
    "notices": lambda desk: desk.notices(),
    "undelivered": lambda desk: desk.undelivered(),
    "dead_letters": lambda desk: desk.dead_letters(),
    "halted": lambda desk: desk.halted(),
    "newest": lambda desk: desk.newest.policy.id,
    "verify": lambda desk: desk.verify(),
    "sweep": lambda desk: desk.sweep(),
    "deliver": lambda desk: desk.deliver(Courier(lambda envelope: None)),
    "backlog": lambda desk: desk.backlog(),
    "resend": lambda desk: desk.resend(),
    "readdress": lambda desk: desk.readdress("crm", "erp"),
    "discard": lambda desk: desk.discard(sink=""),
    "accesses": lambda desk: (desk.accesses(actor="emp-1"), desk.accesses(until=at(3))),
    "resume": lambda desk: desk.resume(),
    "clear_outbox": lambda desk: desk.clear_outbox(at(31)),
    "clear_accesses": lambda desk: desk.clear_accesses(at(31)),
    "batching": lambda desk: desk.batching,
    "file": lambda desk: desk.file(by=CLERK, complainant=Party("Wu"), key="k"),
    "adopt": lambda desk: desk.adopt(by=CLERK, stage="open", received_at=at(2), complainant=Party("Wu")),
}
"""Each reads, or changes, what is the desk's tenant's and nothing else."""
AROUND_OTHERS = {"batch", "using"}
"""Commands and questions run in them as they do elsewhere."""
SETTINGS = {"history", "store", "tenant", "clock", "directory", "calendars", "skew", "telemetry", "access_log"}
"""What whoever made the desk gave it."""
THEIRS = "theirs-7f3a"


def test_every_public_member_of_a_desk_is_decided_here():
    """Whoever adds one says whose it reads, and it is tried below."""
    members = {name for name, _ in inspect.getmembers(Desk) if not name.startswith("_")}
    assert members == {*OF_A_CASE, *OF_A_TENANT, *AROUND_OTHERS}
    desk = Desk(personal.policy(), MemoryStore(), tenant="bolt")
    assert {name for name in vars(desk) if not name.startswith("_")} == SETTINGS


@pytest.fixture
def make_store(tmp_path):
    """Makes stores, each another, on files: there the tenants share their tables."""
    opened: list[SQLiteStore] = []

    def make() -> SQLiteStore:
        opened.append(SQLiteStore(tmp_path / f"{len(opened)}.db", durability="normal"))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def tenants(store: Any, *, theirs: bool, own: bool) -> Desk:
    """The desk of "bolt" on a store in which "acme" has a case, or has none."""
    policy = personal.policy(logged=True, oversees=("head",))
    clock = FixedClock(at(2))
    if theirs:
        acme = Desk(policy, store, tenant="acme", clock=clock, ids=lambda: THEIRS)
        acme.file(
            by=CLERK, complainant=Party("Li", key="p-1"), facts={"story": "it fell"}, refs={"crm": "T-1"}, key="k"
        )
        acme.view(THEIRS, by=CLERK)
    ids = iter(("own", "own-2", "own-3"))
    bolt = Desk(policy, store, tenant="bolt", clock=clock, ids=lambda: next(ids))
    if own:
        bolt.file(by=CLERK, complainant=Party("Wu"))
    return bolt


def raised(call: Callable[[], Any]) -> tuple[Any, ...]:
    """All that an error tells."""
    try:
        call()
    except ComplaintKitError as error:
        return type(error), error.args, str(error), getattr(error, "__notes__", None), error.__cause__
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("own", [True, False], ids=["with cases of its own", "without"])
@pytest.mark.parametrize("name", sorted(OF_A_CASE))
def test_another_tenants_case_is_as_one_that_does_not_exist(name, own, make_store):
    """The error is the same to the letter, whether there is such a case elsewhere or nowhere."""
    there, nowhere = (tenants(make_store(), theirs=theirs, own=own) for theirs in (True, False))
    told = raised(lambda: OF_A_CASE[name](there, THEIRS))
    assert told == raised(lambda: OF_A_CASE[name](nowhere, THEIRS))
    assert told[0] is (UnknownCase if own else UnknownTenant)


@pytest.mark.parametrize("own", [True, False], ids=["with cases of its own", "without"])
@pytest.mark.parametrize(
    "report",
    [
        lambda desk, case: reports.draw_up(desk, case, by=CLERK),
        lambda desk, case: reports.hand_in(desk, case, "settle", by=CLERK),
        reports.verify_figures,
    ],
    ids=["draw_up", "hand_in", "verify_figures"],
)
def test_so_it_is_to_reports(report, own, make_store):
    """They ask for a case by its id too."""
    there, nowhere = (tenants(make_store(), theirs=theirs, own=own) for theirs in (True, False))
    told = raised(lambda: report(there, THEIRS))
    assert told == raised(lambda: report(nowhere, THEIRS))
    assert told[0] is (UnknownCase if own else UnknownTenant)


def test_joining_another_tenants_case_is_refused_as_joining_nothing(make_store):
    """With the same reasons, in the same words."""
    there, nowhere = (tenants(make_store(), theirs=theirs, own=True) for theirs in (True, False))
    told, other = (raised(lambda desk=desk: desk.join("own", into=THEIRS, by=CLERK)) for desk in (there, nowhere))
    assert (told[0], told[2]) == (other[0], other[2])
    assert told[0] is Refused
    assert there.find(linked_to=THEIRS).cases == ()


def test_a_link_to_another_tenants_case_is_refused_as_one_to_nothing():
    """By a policy that ties cases."""
    policy = plain(links=(LinkRule("again", by=("clerk",)),))
    told = []
    for theirs in (True, False):
        store = MemoryStore()
        if theirs:
            Desk(policy, store, tenant="acme", clock=FixedClock(at(2)), ids=lambda: THEIRS).file(by=CLEO)
        bolt = Desk(policy, store, tenant="bolt", clock=FixedClock(at(2)))
        with pytest.raises(Refused) as refused:
            bolt.file(by=CLEO, link=("again", THEIRS))
        told.append((refused.value.decision.reasons, str(refused.value)))
    assert told[0] == told[1]
    assert [reason.code for reason in told[0][0]] == ["link"]


@pytest.mark.parametrize("name", sorted(OF_A_TENANT))
def test_what_a_tenant_asks_or_does_touches_nothing_of_another(name, make_store):
    """It comes out as it does where there is no other, and the other has what it had."""
    there, nowhere = (tenants(make_store(), theirs=theirs, own=True) for theirs in (True, False))
    before = left(there.store)
    for desk in (there, nowhere):
        desk.clock.advance(timedelta(days=9))
    told, other = OF_A_TENANT[name](there), OF_A_TENANT[name](nowhere)
    assert THEIRS not in repr(told)
    assert len(repr(told)) == len(repr(other)), "it is the same, but for salts and hashes"
    assert left(there.store) == before


def left(store: Any) -> tuple[Any, ...]:
    """All that the other tenant has."""
    acme = Desk(personal.policy(logged=True, oversees=("head",)), store, tenant="acme", clock=FixedClock(at(2)))
    return (acme.get(THEIRS), acme.events(THEIRS), acme.notices(), acme.undelivered(), acme.accesses(THEIRS))


# -- every field by role and audience ---------------------------------------------------------------------------------

KEYS = {role: f"p-{role}" for role in personal.ROLES}


def full(who: personal.Persona, **access: Any) -> tuple[Desk, str]:
    """A case with every party and every fact, filed by its reporter, whom nobody shall know."""
    desk = Desk(personal.policy(**access), MemoryStore(), tenant="acme", clock=FixedClock(at(2)), ids=lambda: "c1")
    parties = {role: Party(**fields, key=KEYS[role]) for role, fields in who.parties.items()}
    complainant = parties.pop("complainant")
    reporter = personal.Actor(KEYS["reporter"], roles={"clerk"})
    desk.file(by=reporter, complainant=complainant, parties=parties, facts={**who.facts, "illness": "flu"})
    desk.act("c1", "note", by=reporter, facts={"story": who.facts["story"]})
    with pytest.raises(Refused):  # which is on record, with who it was
        desk.act("c1", "settle", by=reporter, facts={"refund": "500 CNY"}, confirmed=("polite",))
    return desk, "c1"


WHO = personal.persona(1)
SEES = {**{f"facts.{fact.id}": True for fact in personal.FACTS}, **{
    f"parties.{role}.{field}": True for role in personal.ROLES for field in personal.FIELDS
}}  # fmt: skip
"""All that is personal."""


def shown(desk: Desk, case: str, by: Any) -> set[str]:
    """The personal values that a view reveals, by path."""
    view = desk.view(case, by=by)
    facts = {f"facts.{id}" for id, value in view.facts.items() if value == {**WHO.facts, "illness": "flu"}.get(id)}
    return facts | {
        f"parties.{role}.{name}"
        for role, fields in view.parties.items()
        for name, value in fields.items()
        if value == WHO.parties[role].get(name)
    }


@pytest.mark.parametrize(
    ("access", "actor", "sees"),
    [
        ({}, personal.CLERK, True),
        ({}, personal.HEAD, False),
        ({}, personal.STRANGER, False),
        ({}, personal.Actor("p-complainant"), False),
        ({}, personal.Actor("p-respondent", roles={"clerk"}), True),
        ({"masks": ()}, personal.HEAD, False),
        ({"concerned_only": True, "oversees": ("head",)}, personal.HEAD, False),
        ({"concerned_only": True, "oversees": ("head",)}, personal.CLERK, True),
    ],
)
def test_all_that_is_personal_is_shown_by_role_or_not_at_all(access, actor, sees):
    """Each fact of each type and each field of each party; being a party opens nothing in a view."""
    desk, case = full(WHO, **access)
    assert shown(desk, case, actor) == (set(SEES) if sees else set())
    text = repr(desk.view(case, by=actor).case) + str(desk.view(case, by=actor).parties)
    assert (KEYS["reporter"] in text) is (sees or "masks" in access)


def test_respondents_see_nothing_personal_where_the_policy_keeps_it_from_them():
    """Whatever their role, and whoever acts for them."""
    desk = Desk(personal.policy(keeps_from_respondents=True), MemoryStore(), tenant="acme", clock=FixedClock(at(2)))
    case = desk.file(by=HEAD, complainant=Party("Li Na"), about=("emp-1",), facts={"story": "it fell"}).id
    mate = personal.Actor("emp-3", roles={"clerk"}, on_behalf_of="emp-1")
    for actor, told in ((CLERK, "•••"), (mate, "•••"), (personal.Actor("emp-4", roles={"clerk"}), "it fell")):
        assert desk.view(case, by=actor).facts["story"] == told
        assert desk.explain(case, by=actor).events[0].given == (("story", told),)


def test_a_search_goes_by_the_roles_of_the_directory_too():
    """Not by those that are claimed."""
    desk, case = full(WHO)
    desk.directory = FixedDirectory({"emp-1": ("clerk",), "emp-9": ("visitor",)})
    claims = personal.Actor("emp-9", roles={"clerk"})
    assert desk.find(by=claims).cases[0].parties["reporter"] == {"masked": True}
    assert desk.find(by=personal.Actor("emp-1")).cases == (desk.get(case),)


@pytest.mark.parametrize("audience", ["complainant", "staff", "regulator"])
def test_nobody_who_may_not_see_it_learns_who_reported(audience):
    """Not by the case, its records, an explanation, a search, or a search for that very person; who may see it, may."""
    desk, case = full(WHO)
    key = KEYS["reporter"]
    complainant = personal.Actor(KEYS["complainant"])
    for actor in (HEAD, personal.STRANGER, complainant, personal.Actor(key)):
        explanation = desk.explain(case, by=actor, audience=audience)
        view, page = desk.view(case, by=actor), desk.find(by=actor)
        texts = [repr(explanation), explanation.text(), repr(view.case), repr(view.parties), repr(page)]
        assert not [text for text in texts if key in text]
        assert (view.parties["reporter"], view.case.records["filed"][0].who) == ({"masked": True}, "•••")
        assert [found.parties["reporter"] for found in page.cases] == [{"masked": True}]
        assert desk.find(by=actor, party=key).cases == ()
        assert reports.person_record(desk, key, by=actor).cases == ()
        assert desk.find(by=actor, party=KEYS["respondent"]).cases == page.cases
    assert desk.view(case, by=CLERK).case == desk.get(case)
    assert desk.find(by=CLERK, party=key).cases == (desk.get(case),)
    assert [held.roles for held in reports.person_record(desk, key, by=CLERK).cases] == [("reporter",)]
    assert key in desk.explain(case, by=CLERK, audience="regulator").text()


def test_the_complainant_sees_their_own_facts_in_their_explanation_and_nowhere_else():
    """And so does who acts for them."""
    desk, case = full(WHO)
    own = personal.Actor(KEYS["complainant"])
    acting = personal.Actor("kin-1", on_behalf_of=KEYS["complainant"])
    for actor, audience, told in (
        (own, "complainant", True), (acting, "complainant", True), (own, "staff", False), (own, "regulator", False),
        (personal.STRANGER, "complainant", False),
    ):  # fmt: skip
        given = dict(desk.explain(case, by=actor, audience=audience).events[0].given)
        assert (given["story"] == WHO.facts["story"]) is told
        assert told or set(given.values()) == {"•••"}


def test_the_attempt_log_and_what_is_offered_name_no_personal_value():
    """A refusal is kept by codes and clauses."""
    desk, case = full(WHO)
    with pytest.raises(Refused):
        desk.act(case, "note", by=personal.STRANGER, facts={"story": WHO.facts["story"]})
    told = [repr(desk.attempts(case)), repr(desk.available(case, by=HEAD)), repr(desk.available(case, by=CLERK))]
    assert personal.leaks(told, WHO) == []
    assert "role" in told[0]


def test_an_actor_who_is_none_is_shown_nothing():
    """Each question that answers to somebody asks for an actor with an id."""
    desk, case = full(WHO)
    for by in (None, "emp-1", personal.Actor("")):
        for name in ("view", "views", "explain", "available", "accesses"):
            if name == "accesses" and by is None:
                continue
            with pytest.raises(InvalidInput):
                getattr(desk, name)((case,) if name == "views" else case, by=by)
    with pytest.raises(InvalidInput):
        desk.find(by=BOSS.id)
