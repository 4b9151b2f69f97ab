"""Finding, registers, links, redress shared between cases, allegations, adopted cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput, KeyConflict
from complaintkit.rules import (
    Band,
    Bands,
    Category,
    Channel,
    Conduct,
    Fact,
    Form,
    Guard,
    Kind,
    LinkRule,
    Move,
    Policy,
    PolicyHistory,
    Redress,
    Register,
    Rung,
    Stage,
)
from complaintkit.rules.conditions import total
from complaintkit.values import Party
from tests.desk.policies import (
    BOSS,
    CLERK,
    OPEN,
    TX,
    World,
    at,
    cny,
    day_end,
    policy,
    reply_duty,
    why,
    with_moves,
    world,
)

LATE = Rung("late", tell=("boss",))


def shelved(**parts: Any) -> Policy:
    base = policy()
    return policy(
        kinds=(Kind("complaint", initial="open", by=("clerk",)), Kind("praise", initial="heard", by=("clerk",))),
        channels=(Channel("desk"), Channel("post", initial="asked")),
        categories=(Category("quality"), Category("service")),
        stages=(*base.stages, Stage("heard", owner="boss", case_kind="praise")),
        registers=(
            Register("all"),
            Register("letters", channels=("post",)),
            Register("settled", enters=("closed", "archived")),
            Register("kind_words", case_kind="praise"),
        ),
        moves=(*base.moves, Move("assign", OPEN, "=", by=("clerk",), assigns=True)),
        **parts,
    )


@pytest.fixture
def desk() -> World:
    made = world(shelved(links=(LinkRule("beside"),)))
    made.file(channel="desk", category="quality", refs={"crm": "T-1"}, complainant=Party("Li", key="p-1"))
    made.file(channel="post", category="service", received_at=at(1))
    made.file(channel="desk", link=("beside", "c1"))
    made.file(kind="praise", channel="desk")
    made.desk.act("c1", "assign", by=CLERK, to="carl")
    made.desk.act("c3", "close", by=CLERK)
    return made


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, ["c1", "c2", "c3", "c4"]),
        ({"stage": "open"}, ["c1"]),
        ({"stage_kind": "waiting"}, ["c2"]),
        ({"stage_kind": "closed"}, ["c3"]),
        ({"owner": "boss"}, ["c4"]),
        ({"assigned": "carl"}, ["c1"]),
        ({"kind": "praise"}, ["c4"]),
        ({"category": "quality"}, ["c1"]),
        ({"channel": "post"}, ["c2"]),
        ({"register": "letters"}, ["c2"]),
        ({"ref": ("crm", "T-1")}, ["c1"]),
        ({"ref": ("crm", "T-2")}, []),
        ({"ref": ("erp", "T-1")}, []),
        ({"party": "p-1"}, ["c1"]),
        ({"linked_to": "c1"}, ["c3"]),
        ({"linked_to": "c3"}, ["c1"]),
        ({"overdue_at": at(5)}, ["c2"]),
        ({"overdue_at": at(6)}, ["c1", "c2"]),
        ({"stage": "open", "channel": "post"}, []),
        ({"number": "1"}, []),
    ],
)
def test_what_is_asked_must_all_match(desk, query, ids):
    assert [case.id for case in desk.desk.find(**query).cases] == ids


def test_pages_follow_one_another_by_their_cursor(desk):
    first = desk.desk.find(limit=2)
    assert ([case.id for case in first.cases], first.cursor) == (["c1", "c2"], "c2")
    second = desk.desk.find(limit=2, after=first.cursor)
    assert ([case.id for case in second.cases], second.cursor) == (["c3", "c4"], "")


def test_no_tenant_finds_another_s(desk):
    other = Desk(desk.desk.history, desk.store, tenant="other", clock=desk.clock)
    assert other.find().cases == ()
    assert other.notices() == ()


def test_registers_are_derived_from_the_events_in_the_order_of_receipt(desk):
    assert [case.id for case in desk.desk.register("all")] == ["c2", "c1", "c3"]
    assert [case.id for case in desk.desk.register("letters")] == ["c2"]
    assert [case.id for case in desk.desk.register("settled")] == ["c3"]
    desk.desk.act("c3", "shelve", by=CLERK)
    assert desk.desk.get("c3").registers == ("all", "settled"), "entered once"
    assert [case.id for case in desk.desk.register("kind_words")] == ["c4"]


def test_a_register_of_more_than_a_page_is_read_whole(desk, monkeypatch):
    sound = desk.desk.find
    monkeypatch.setattr(desk.desk, "find", lambda **query: sound(**{**query, "limit": 1}))
    assert [case.id for case in desk.desk.register("all")] == ["c2", "c1", "c3"]


def test_a_channel_may_begin_in_a_stage_of_its_own(desk):
    """In a stage of that kind of case; another kind begins by it as it always does."""
    assert desk.desk.get("c2").stage == "asked"
    praise = desk.file(kind="praise", channel=desk.desk.get("c2").channel)
    assert desk.desk.get(praise).stage == desk.desk.newest.kinds["praise"].initial


# -- links


def granting(**parts: Any) -> Policy:
    grant = Move("grant", OPEN, "=", by=("clerk",), bands="redress", records=("approved",), offers=("amount",))
    given: dict[str, Any] = {
        "facts": (Fact("amount", "money", currency="CNY", required=False),),
        "bands": (Bands("redress", (Band("clerk", cny(100)), Band("boss", None)), cite=TX("art. 60")),),
        "redress": Redress("amount", currency="CNY"),
        "links": (LinkRule("follow_up"), LinkRule("beside", shares_redress=False)),
    }
    return with_moves(grant, *parts.pop("moves", ()), **{**given, **parts})


def grant(desk: World, case: str, amount: int) -> Any:
    return desk.desk.act(case, "grant", by=CLERK, facts={"amount": cny(amount)})


def test_redress_is_shared_by_follow_up_cases_near_and_far():
    desk = world(granting())
    first = desk.file()
    second = desk.file(link=("follow_up", first))
    third = desk.file(link=("follow_up", second))
    grant(desk, first, 60)
    found = why(lambda: grant(desk, third, 41))
    assert (found.code, found.arg("amount")) == ("authority", cny(101))
    grant(desk, third, 40)
    assert why(lambda: grant(desk, second, 1)).arg("amount") == cny(101)
    assert why(lambda: grant(desk, first, 1)).arg("amount") == cny(101), "the original counts what follows from it"


def test_a_tie_that_shares_nothing_counts_nothing():
    desk = world(granting())
    first = desk.file()
    second = desk.file(link=("beside", first))
    grant(desk, first, 100)
    assert grant(desk, second, 100).redress_granted == cny(100)


def test_what_was_read_of_linked_cases_is_on_the_event():
    desk = world(granting())
    first = desk.file()
    second = desk.file(link=("follow_up", first))
    grant(desk, first, 60)
    grant(desk, second, 1)
    around = desk.desk.events(second)[-1].around
    assert around is not None
    assert [(linked.case_id, linked.granted) for linked in around.linked] == [(first, cny(60))]


def test_a_condition_on_the_total_reads_the_linked_cases_too():
    closing = Move("settle", OPEN, "done", by=("clerk",), guards=(Guard("small", total("redress") <= cny(50)),))
    desk = world(granting(moves=(closing,)))
    first = desk.file()
    second = desk.file(link=("follow_up", first))
    assert desk.desk.consider(second, "settle", by=CLERK).granted
    grant(desk, first, 60)
    assert why(lambda: desk.desk.act(second, "settle", by=CLERK)).arg("guard") == "small"


def test_the_tie_is_on_both_cases_and_both_verify():
    desk = world(granting())
    first = desk.file()
    desk.clock.move_to(at(3))
    second = desk.file(link=("follow_up", first))
    (tie,) = desk.desk.get(first).links
    assert (tie.rule, tie.case_id, tie.follows) == ("follow_up", second, True)
    event = desk.desk.events(first)[-1]
    assert (type(event.body).__name__, event.actor, event.recorded_at) == ("Linked", "cleo", at(3))
    assert desk.desk.verify().ok


# -- allegations


def test_a_breach_of_conduct_is_alleged_with_its_clause():
    desk = world(policy(conducts=(Conduct("polite", TX("art. 70")),)))
    case = desk.file()
    after = desk.desk.allege(case, "polite", by=BOSS, against="emp-1", reason="shouted")
    assert [(item.conduct, item.against, item.seq) for item in after.alleged] == [("polite", "emp-1", 2)]
    assert desk.desk.explain(case, by=CLERK).events[-1].cites == (TX("art. 70"),)
    found = why(lambda: desk.desk.allege(case, "rude", by=BOSS, against="emp-1"))
    assert (found.code, found.arg("known")) == ("conduct", ("polite",))


# -- adopted cases


def test_a_running_ticket_is_taken_in_as_it_stands():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)), now=at(20))
    case = desk.desk.adopt(
        by=CLERK, stage="asked", received_at=at(19), records={"accepted": at(19, 10)}, refs={"old": "77"}, key="old-77"
    )
    assert (case.stage, case.adopted, case.received_at, case.recorded_at) == ("asked", True, at(19), at(20))
    assert [(name, made[0].at) for name, made in case.records.items()] == [
        ("filed", at(19)),
        ("accepted", at(19, 10)),
    ]
    assert desk.due(case.id) == day_end(22)
    assert desk.desk.verify().ok
    assert (
        desk.desk.adopt(
            by=CLERK,
            stage="asked",
            received_at=at(19),
            records={"accepted": at(19, 10)},
            refs={"old": "77"},
            key="old-77",
        )
        == case
    )
    with pytest.raises(KeyConflict):
        desk.desk.adopt(by=CLERK, stage="open", received_at=at(19), key="old-77")


def test_a_duty_that_was_met_before_is_met():
    desk = world(policy(duties=(reply_duty(),)), now=at(20))
    case = desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), records={"replied": at(4)})
    assert (desk.state(case.id).status, desk.state(case.id).ended_at) == ("met", at(4))
    late = desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), records={"replied": at(9)})
    assert desk.state(late.id).status == "met_late"


def test_a_case_taken_over_needs_no_contents_of_a_form_it_does_not_make_out():
    """DESIGN 6: a running ticket is taken in as it stands; the form of the filing belongs to its past."""
    card = Form("card", contents=("note",), cite=TX("art. 60"))
    kind = Kind("complaint", initial="open", by=("clerk",), issues=("card",))
    desk = world(policy(kinds=(kind,), forms=(card,), facts=(Fact("note", "text", required=False),)))
    assert why(lambda: desk.file()).arg("facts") == ("note",)
    case = desk.desk.adopt(by=CLERK, stage="open", received_at=at(1))
    assert (case.adopted, case.forms) == (True, ())


def test_an_adopted_case_owes_what_runs_where_it_stands():
    """A duty of closed cases only, from the filing on: a case taken over closed owes it, from the receipt."""
    desk = world(policy(duties=(reply_duty(stage_kinds=("closed",), ends=("archived",)),)), now=at(4))
    case = desk.desk.adopt(by=CLERK, stage="done", received_at=at(2), records={"closed": at(3)})
    assert (desk.state(case.id).status, desk.due(case.id)) == ("running", day_end(5))


def test_an_adopted_case_in_a_closed_stage_owes_nothing():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)), now=at(4))
    case = desk.desk.adopt(by=CLERK, stage="done", received_at=at(2), records={"closed": at(3)})
    assert desk.state(case.id).status == "stopped"
    desk.clock.move_to(at(9))
    assert desk.desk.sweep().fired == ()


def test_what_an_adopted_case_brought_along_is_told_in_the_order_it_happened():
    """The receipt first, then each record by its moment, however they were listed; told with the filing, to each."""
    desk = world(policy(), now=at(20))
    case = desk.desk.adopt(
        by=CLERK, stage="open", received_at=at(2), records={"x_seen": at(5), "acknowledged": at(3), "accepted": at(4)}
    )
    told = [("acknowledged", at(3)), ("accepted", at(4)), ("x_seen", at(5))]
    assert [(name, made.at) for name, (made,) in case.records.items()] == [("filed", at(2)), *told]
    assert list(desk.desk.view(case.id, by=CLERK).case.records) == ["filed", "acknowledged", "accepted", "x_seen"]
    for audience in ("complainant", "staff", "regulator"):
        found = desk.desk.explain(case.id, by=CLERK, audience=audience)
        (event,) = found.events
        assert (event.what, event.occurred_at, event.recorded_at) == ("adopted", at(2), at(20))
        assert (event.records, list(event.brought)) == (("filed",), told)
        assert "taken over as it stood" in found.text()
        assert "on record before acknowledged: 2026-03-03 09:00:00 UTC" in found.text()


def test_the_earliest_record_that_ends_a_duty_ends_it():
    """Replied on the 3rd and closed on the 9th: met on the 3rd; what repeats is owed again from then on."""
    weekly = reply_duty(id="weekly", ends=("replied",), term=Days(7), repeats="met", until=("closed",))
    desk = world(policy(duties=(reply_duty(ends=("closed", "replied")), weekly)), now=at(20))
    case = desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), records={"replied": at(3)}).id
    assert (desk.state(case).status, desk.state(case).ended_at) == ("met", at(3))
    assert desk.due(case, "weekly") == day_end(10)
    over = desk.desk.adopt(by=CLERK, stage="done", received_at=at(2), records={"closed": at(9), "replied": at(3)}).id
    assert (desk.state(over).status, desk.state(over).ended_at) == ("met", at(3))
    assert desk.state(over, "weekly").status == "stopped"


def test_an_adopted_case_stands_in_its_stage_since_the_move_that_leads_there():
    """Asked on the 4th the reply's three days from the 2nd have two left; asked nobody knows when, it is late."""
    pausing = reply_duty(pauses=("customer",))
    desk = world(policy(duties=(pausing,)), now=at(10))
    asked = desk.desk.adopt(by=CLERK, stage="asked", received_at=at(2), records={"x_asked": at(4)}).id
    unknown = desk.desk.adopt(by=CLERK, stage="asked", received_at=at(2)).id
    assert (desk.state(asked).status, desk.state(unknown).status) == ("paused", "overdue")
    for case in (asked, unknown):
        desk.desk.act(case, "answer", by=CLERK, occurred_at=at(10))
    assert (desk.due(asked), desk.due(unknown)) == (day_end(11), day_end(5))
    closed = desk.desk.adopt(by=CLERK, stage="done", received_at=at(2), records={"closed": at(3)}).id
    assert [state.stopped_at for state in desk.desk.get(closed).clocks["reply"]] == [at(3)]


def test_an_adopted_case_need_not_have_what_a_filing_asks():
    desk = world(policy(facts=(Fact("order", "text"),)), now=at(4))
    assert why(lambda: desk.desk.file(by=CLERK)).code == "missing_facts"
    assert desk.desk.adopt(by=CLERK, stage="open", received_at=at(2)).facts == {}


def test_an_adopted_case_brings_along_only_what_can_have_been():
    desk = world(policy(), now=at(4))
    found = why(lambda: desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), records={"accepted": at(5)}))
    assert found.code == "future"
    found = why(lambda: desk.desk.adopt(by=CLERK, stage="open", received_at=at(2), records={"accepted": at(1)}))
    assert found.code == "before_receipt"


def test_an_adopted_case_stands_in_a_stage_of_its_kind():
    desk = world(shelved(), now=at(4))
    with pytest.raises(InvalidInput) as caught:
        desk.desk.adopt(by=CLERK, stage="heard", received_at=at(2), channel="desk")
    assert str(caught.value) == (
        "the command cannot be read: there is no stage 'heard': known: asked, done, open, shelf @ adopted [CK101]"
    )


def test_a_filing_of_the_system_clock_is_of_now():
    desk = Desk(policy(), world(policy()).store, tenant="acme")
    case = desk.file(by=CLERK)
    assert case.received_at == case.recorded_at
    assert case.received_at.utcoffset() is not None
    assert len(case.id) == 32


def test_a_policy_alone_makes_a_history():
    desk = Desk(attrs.evolve(policy(), duties=(reply_duty(term=Days(9)),)), world(policy()).store, tenant="acme")
    assert desk.history.newest.duties[0].term == Days(9)


# -- names that are no names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"stage": "opne"}, "there is no stage 'opne': did you mean 'open'? @ stage"),
        ({"stage": ""}, "there is no stage '': known: asked, done, heard, open, shelf @ stage"),
        ({"stage_kind": "opened"}, "there is no kind of stage 'opened': did you mean 'open'? @ stage_kind"),
        ({"stage_kind": "x"}, "there is no kind of stage 'x': known: archived, closed, open, waiting @ stage_kind"),
        ({"kind": "blame"}, "there is no kind of case 'blame': known: complaint, praise @ kind"),
        ({"category": "quantity"}, "there is no category 'quantity': did you mean 'quality'? @ category"),
        ({"channel": "e-mail"}, "there is no channel 'e-mail': known: desk, post @ channel"),
        ({"register": "letter"}, "there is no register 'letter': did you mean 'letters'? @ register"),
    ],
    ids=str,
)
def test_a_name_that_no_version_has_is_refused(desk, query, said):
    """With what there is, instead of a list that is empty; whoever asks, and whatever else is asked."""
    for more in ({}, {"by": CLERK}, {"ref": ("crm", "T-1")}, {"after": "c9"}):
        with pytest.raises(InvalidInput) as caught:
            desk.desk.find(**query, **more)
        assert [str(fault) for fault in caught.value.faults] == [said]


def test_every_name_that_is_none_is_told_at_once(desk):
    """The question is put together by a form, as likely as not."""
    with pytest.raises(InvalidInput) as caught:
        desk.desk.find(stage="opne", channel="post", register="letter", stage_kind="closed", kind="blame")
    assert [fault.path for fault in caught.value.faults] == ["stage", "kind", "register"]


@pytest.mark.parametrize(
    "query",
    [{"stage": "heard"}, {"kind": "praise"}, {"category": "quality"}, {"channel": "desk"}, {"register": "letters"}],
    ids=str,
)
def test_what_a_version_in_the_store_has_is_found_when_the_code_has_it_no_more(desk, query):
    """Cases stay pinned to the version they came under; where none stands there now it is no fault either."""
    newer = Desk(policy(version="2"), desk.store, tenant="acme", clock=desk.clock)
    assert newer.find(**query) == desk.desk.find(**query)
    assert newer.find(**query).cases
    assert newer.find(**query, party="p-9").cases == ()
    assert newer.register("all") == desk.desk.register("all")
    (name,) = query
    with pytest.raises(InvalidInput, match=rf"there is no .* 'never': known: .* @ {name}"):
        newer.find(**{name: "never"})


def test_a_version_of_the_history_that_has_no_case_yet_knows_its_names(desk):
    """It is in force from tomorrow, say, or nothing came in under it: nothing of it is in the store."""
    first = desk.desk.newest.policy
    before, later = (
        attrs.evolve(first, version=day.isoformat(), in_force_from=day, channels=(*first.channels, Channel(channel)))
        for day, channel in ((date(2025, 1, 1), "fax"), (date(2026, 4, 1), "web"))
    )
    both = Desk(PolicyHistory([before, first, later]), desk.store, tenant="acme", clock=desk.clock)
    assert both.find(channel="web").cases == both.find(channel="fax").cases == ()
    assert [case.id for case in both.find(channel="post").cases] == ["c2"]


def test_the_store_is_asked_only_about_what_the_history_does_not_know(desk, monkeypatch):
    """So that an ordinary question costs it nothing."""
    asked: list[str] = []
    kept = type(desk.store._transaction).policies
    monkeypatch.setattr(type(desk.store._transaction), "policies", lambda tx: asked.append("policies") or kept(tx))
    later = policy(version="2", in_force_from=date(2026, 4, 1))
    both = Desk(PolicyHistory([desk.desk.newest.policy, later]), desk.store, tenant="acme", clock=desk.clock)
    for each in (desk.desk, both):
        each.find(stage="heard", stage_kind="open", kind="praise", category="quality", channel="post", register="all")
    assert asked == []
    with pytest.raises(InvalidInput):
        desk.desk.find(stage="opne", channel="e-mail")
    assert asked == ["policies"]


def test_what_is_no_text_is_told_before_names_are_looked_up(desk):
    """There is no name like it."""
    with pytest.raises(InvalidInput, match=r"expected a text, got int @ stage"):
        desk.desk.find(stage=3, channel="e-mail")
