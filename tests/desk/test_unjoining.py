"""Joinings that are taken back: the case stands as if it had never joined, the matter goes on without it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput, KeyConflict
from complaintkit.rules import Actor, Kind, Move, Redress, RetentionRule, Stage, Tally
from complaintkit.rules.authority import Band, Bands
from complaintkit.rules.conditions import category
from complaintkit.rules.facts import Fact
from complaintkit.storage.memory import MemoryStore
from complaintkit.storage.sqlite import SQLiteStore
from complaintkit.testing import FixedDirectory
from tests.desk.policies import BOSS, CLERK, TX, World, at, cny, day_end, reasons, reply_duty, why, world
from tests.desk.test_joins import LATE, RULE, joining, noise
from tests.storage.servers import KINDS, databases


def loose(desk: World, case: str, **given: Any) -> Any:
    """The case after its joining was taken back by the clerk."""
    return desk.desk.unjoin(case, **{"by": CLERK, "reason": "another flat", **given})


@pytest.fixture(params=("memory", "file", *KINDS))
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "file":
        with SQLiteStore(tmp_path / "cases.db") as found:
            yield found
    else:
        with databases(request.param, tmp_path) as made:
            yield made.store()


def test_a_case_that_comes_loose_stands_as_if_it_had_never_joined(store):
    """In its stage, with what it owed, each date counted from its receipt; on both sides nothing of the tie is left."""
    desk = world(joining(), store=store)
    matter, other = noise(desk, "12-03"), noise(desk, "12-04")
    before = desk.desk.get(other), desk.desk.get(matter)
    desk.desk.join(other, into=matter, by=CLERK)
    desk.clock.move_to(at(4))
    after = loose(desk, other)
    changed = {"version": 3, "hash": after.hash, "recorded_at": at(4)}
    assert after == attrs.evolve(before[0], **changed)
    held = desk.desk.get(matter)
    assert held == attrs.evolve(before[1], **{**changed, "hash": held.hash})
    assert (desk.due(other), desk.due(other, "keep")) == (day_end(5), day_end(7))
    assert desk.desk.find(linked_to=matter).cases == desk.desk.find(linked_to=other).cases == ()
    assert desk.desk.verify().ok
    assert desk.desk.act(other, "reply", by=CLERK).count("replied") == 1


def test_what_fell_meanwhile_is_the_next_sweep_s_and_nothing_stood_still():
    """Due on the 5th, loose on the 9th: overdue, and escalated once, as after a downtime."""
    desk = world(joining())
    matter, other = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(other, into=matter, by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    loose(desk, other)
    assert (desk.due(other), desk.state(other).status) == (day_end(5), "overdue")
    assert sorted(desk.desk.sweep().fired) == [(other, "keep", "late"), (other, "reply", "late")]
    assert desk.desk.sweep().fired == ()
    assert {case.id for case in desk.desk.find(overdue_at=at(9)).cases} == {matter, other}


def test_a_rung_that_had_fired_before_fires_no_second_time():
    """Late before it joined, and late still."""
    desk = world(joining())
    matter, other = noise(desk, "1"), noise(desk, "2")
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    desk.desk.join(other, into=matter, by=CLERK)
    loose(desk, other)
    assert desk.desk.sweep().fired == ()
    assert desk.state(other).fired == ("late",)


def test_a_joining_whose_moment_was_corrected_is_taken_back_all_the_same():
    """What stopped with it runs again, and nothing that had stopped before it."""
    duties = (reply_duty(ladder=LATE), reply_duty(id="chat", stage_kinds=("waiting",), starts="x_asked"))
    desk = world(joining(duties=duties, corrects=("clerk",)))
    matter, other = noise(desk, "1"), noise(desk, "2")
    for trigger in ("ask", "answer"):
        desk.desk.act(other, trigger, by=CLERK)
    before = desk.desk.get(other)
    desk.clock.move_to(at(4))
    seq = desk.desk.join(other, into=matter, by=CLERK).version
    desk.desk.correct(other, seq, by=CLERK, occurred_at=at(3), reason="the day before")
    after = loose(desk, other)
    assert (after.clocks, after.pauses) == (before.clocks, before.pauses)
    assert {state.duty: state.status for state in desk.desk.dues(other)} == {"reply": "running", "chat": "stopped"}
    assert desk.desk.verify().ok


def test_a_pause_goes_on_as_if_it_had_never_ended():
    """Asked on the 3rd, joined on the 4th, loose on the 6th, answered on the 9th: six days on, due on the 11th."""
    pausing = joining(duties=(reply_duty(pauses=("customer",), ladder=LATE),))
    desk = world(pausing)
    matter, other = noise(desk, "1"), noise(desk, "2")
    desk.clock.move_to(at(3))
    desk.desk.act(other, "ask", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.join(other, into=matter, by=CLERK)
    desk.clock.move_to(at(6))
    assert loose(desk, other).stage == "asked"
    assert desk.state(other).status == "paused"
    desk.clock.move_to(at(9))
    desk.desk.act(other, "answer", by=CLERK)
    assert desk.due(other) == day_end(11)
    assert desk.desk.verify().ok


def test_a_duty_that_joining_met_or_began_is_as_it_was():
    """What ends with the joining is owed again, what begins with it is not."""
    duties = (
        reply_duty(ends=("replied", "joined"), ladder=LATE),
        reply_duty(id="told", starts="joined", ends=("informed",), stage_kinds=("open", "closed")),
        reply_duty(id="was_over", ends=("accepted",), term=Days(9)),
    )
    desk = world(joining(duties=duties))
    matter, other = noise(desk, "1"), noise(desk, "2")
    desk.desk.act(other, "accept", by=CLERK)
    before = desk.desk.get(other)
    desk.desk.join(other, into=matter, by=CLERK)
    assert desk.state(other).status == "met"
    after = loose(desk, other)
    assert after.clocks == before.clocks
    assert {state.duty: state.status for state in desk.desk.dues(other)} == {"reply": "running", "was_over": "met"}
    held = desk.desk.get(matter)
    assert held.clocks["told"][-1].stopped_at == at(2), "the matter owes nothing any more for whom it did not gain"


def test_a_matter_is_as_grave_as_its_number_makes_it():
    """Three households made it collective; two do not; the third again does, from then on."""
    desk = world(joining())
    matter, second, third = (noise(desk, f"12-0{n}") for n in range(1, 4))
    for case in (second, third):
        desk.desk.join(case, into=matter, by=CLERK)
    assert desk.desk.get(matter).category == "collective"
    loose(desk, second)
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), held.count("x_collective")) == ("noise", 1, 0)
    assert not [state for state in desk.desk.dues(matter) if state.duty == "report"]
    desk.clock.move_to(at(4, 14))
    desk.desk.join(second, into=matter, by=CLERK)
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), held.count("x_collective")) == ("collective", 2, 1)
    assert desk.due(matter, "report") == day_end(4)
    assert desk.desk.verify().ok


def test_above_the_number_it_stays_as_grave_as_it_is():
    """Four households, three left: collective still."""
    desk = world(joining())
    matter, *others = (noise(desk, str(n)) for n in range(4))
    for case in others:
        desk.desk.join(case, into=matter, by=CLERK)
    loose(desk, others[0])
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), held.count("x_collective")) == ("collective", 2, 1)


def test_what_was_reclassified_since_or_kept_its_own_stays():
    """A fire stays a fire, on record as collective no more; a matter that is over keeps what it was."""
    desk = world(joining())
    fire, *others = (noise(desk, str(n), category="fire") for n in range(3))
    for case in others:
        desk.desk.join(case, into=fire, by=CLERK)
    loose(desk, others[1])
    held = desk.desk.get(fire)
    assert (held.category, held.count("x_collective")) == ("fire", 0)
    desk = world(joining())
    matter, *others = (noise(desk, str(n)) for n in range(3))
    for case in others:
        desk.desk.join(case, into=matter, by=CLERK)
    desk.desk.act(matter, "close", by=CLERK)
    loose(desk, others[1])
    held = desk.desk.get(matter)
    assert (held.category, held.count("joined"), held.count("x_collective")) == ("collective", 1, 1)


def test_a_household_that_another_case_brings_stays():
    """Of two cases of one household the first to go takes nobody with it, the second does."""
    desk = world(joining())
    matter, one, two = noise(desk, "1"), noise(desk, "2"), noise(desk, "2")
    for case in (one, two):
        desk.desk.join(case, into=matter, by=CLERK)
    loose(desk, one)
    assert desk.desk.get(matter).count("joined") == 1
    loose(desk, two)
    assert desk.desk.get(matter).count("joined") == 0


def test_those_who_joined_the_case_that_comes_loose_go_with_it():
    """And while the matter has joined another, that is taken back first."""
    desk = world(joining(attrs.evolve(RULE, reached_at=9)))
    first, second, third = (noise(desk, str(n)) for n in range(3))
    desk.desk.join(third, into=second, by=CLERK)
    desk.desk.join(second, into=first, by=CLERK)
    assert desk.desk.get(first).count("joined") == 2
    item = why(lambda: loose(desk, third))
    assert (item.code, item.arg("why"), item.cites) == ("unjoin", "matter_joined", (TX("art. 8"),))
    loose(desk, second)
    assert (desk.desk.get(first).count("joined"), desk.desk.get(second).count("joined")) == (0, 1)
    assert [(link.case_id, link.follows) for link in desk.desk.get(second).links] == [(third, True)]
    assert loose(desk, third).links == ()


def test_what_the_matter_is_told_from_then_on_is_its_own():
    """What was told before stays told."""
    desk = world(joining())
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(second, into=first, by=CLERK)
    desk.desk.act(first, "tell", by=CLERK, message={"means": "letter"})
    loose(desk, second)
    desk.desk.act(first, "tell", by=CLERK, message={"means": "letter"})
    assert (len(desk.desk.get(first).told), len(desk.desk.get(second).told)) == (2, 1)


def test_what_each_grants_counts_for_itself_again():
    """They are one matter no more: the band begins anew."""
    grant = Move("grant", ("open",), "=", by=("clerk", "boss"), bands="limits", offers=("amount",),
                 records=("approved",), cite=TX("art. 5"))  # fmt: skip
    desk = world(joining(
        facts=(*joining().facts, Fact("amount", "money", currency="CNY", required=False)),
        moves=(*joining().moves, grant),
        bands=(Bands("limits", (Band("clerk", cny(100)), Band("boss", None)), cite=TX("art. 5")),),
        redress=Redress("amount", currency="CNY", cite=TX("art. 5")),
    ))  # fmt: skip
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.act(second, "grant", by=CLERK, facts={"amount": "60 CNY"})
    desk.desk.join(second, into=first, by=CLERK)
    assert why(lambda: desk.desk.act(first, "grant", by=CLERK, facts={"amount": "41 CNY"})).code == "authority"
    loose(desk, second)
    assert desk.desk.act(first, "grant", by=CLERK, facts={"amount": "41 CNY"}).redress_granted == cny(41)


def test_households_that_went_are_tallied_no_more():
    """Two that came at once, of which another case brings one: one is taken off."""
    tallies = (Tally("households", "joined", when=category.within("major"), cite=TX("art. 4")),)
    desk = world(joining(attrs.evolve(RULE, reached_at=2), tallies=tallies))

    def count() -> int:
        with desk.store.begin() as tx:
            return tx.tally("acme", "households//2026-03")

    first, pair, one = noise(desk, "1"), noise(desk, "2", "3"), noise(desk, "3")
    desk.desk.join(pair, into=first, by=CLERK)
    desk.desk.join(one, into=first, by=CLERK)
    assert count() == 2
    loose(desk, pair)
    assert count() == 1
    loose(desk, one)
    assert count() == 0


def test_what_stands_against_it():
    """A case that joined none, one that has moved on, and whoever may not join it, or was recused; nothing changes."""
    moves = (
        *joining().moves,
        Move("shelve", ("joined",), "shelf", by=("clerk",), records=("archived",), cite=TX("art. 12")),
        Move("recuse", ("open",), "=", by=("clerk",), records=("recused",), cite=TX("art. 6")),
    )
    desk = world(joining(moves=moves))
    first, second, third = (noise(desk, str(n)) for n in range(3))
    for case in (first, third):
        item = why(lambda case=case: loose(desk, case))
        assert (item.code, item.arg("why")) == ("unjoin", "not_joined")
    desk.desk.act(third, "recuse", by=CLERK, to="nick")
    for case in (second, third):
        desk.desk.join(case, into=first, by=CLERK)
    before = desk.desk.get(first), desk.desk.get(second)
    assert why(lambda: loose(desk, second, by=BOSS)).code == "role"
    nick = Actor("nick", roles={"clerk"})
    assert "recused" in {item.code for item in reasons(lambda: loose(desk, third, by=nick))}
    with pytest.raises(InvalidInput, match="reason"):
        loose(desk, second, reason="")
    assert (desk.desk.get(first), desk.desk.get(second)) == before
    desk.desk.act(second, "shelve", by=CLERK)
    assert why(lambda: loose(desk, second)).arg("why") == "not_from_here"


def test_a_case_that_was_disposed_of_does_not_come_back():
    """Kept for a day and then disposed of, where joining had put it."""
    dispose = Move("dispose", ("joined",), "=", by=("clerk",), records=("disposed",), cite=TX("art. 13"))
    kept = RetentionRule("kept", starts="joined", term=Days(1), cite=TX("art. 13"))
    desk = world(joining(moves=(*joining().moves, dispose), retention=(kept,)))
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(second, into=first, by=CLERK)
    desk.desk.act(first, "close", by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.act(second, "dispose", by=CLERK)
    assert [item.arg("why") for item in reasons(lambda: loose(desk, second))] == ["disposed"]


def test_the_directory_says_who_may():
    """And not the roles the actor claims."""
    desk = world(joining(), directory=FixedDirectory({"cleo": ("clerk",)}))
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(second, into=first, by=CLERK)
    assert why(lambda: loose(desk, second, by=Actor("nick", roles={"clerk"}))).code == "role"
    assert loose(desk, second, by=Actor("cleo")).stage == "open"


def test_the_same_key_takes_back_once():
    """Also once the case has joined another again; with another reason it is a conflict."""
    desk = world(joining())
    first, second, third = (noise(desk, str(n)) for n in range(3))
    desk.desk.join(second, into=first, by=CLERK)
    once = loose(desk, second, key="k")
    desk.desk.join(second, into=third, by=CLERK)
    assert loose(desk, second, key="k") == once
    assert desk.desk.get(second).stage == "joined"
    with pytest.raises(KeyConflict):
        loose(desk, second, key="k", reason="another")


def test_it_is_explained_with_its_clause_to_each_audience_on_both_sides():
    """The complainant of the case that came loose hears of it; the joining stays on record."""
    desk = world(joining())
    first, second = noise(desk, "1"), noise(desk, "2")
    desk.desk.join(second, into=first, by=CLERK)
    loose(desk, second)
    for audience in ("staff", "regulator", "complainant"):
        told = desk.desk.explain(second, by=CLERK, audience=audience)
        assert [event.what for event in told.events] == ["filed", "joined", "unjoined"]
        assert "joining taken back" in told.text()
        assert "another flat" in told.text()
    last = desk.desk.explain(first, by=CLERK, audience="regulator").events[-1]
    assert (last.what, last.cites, [link.case_id for link in last.links]) == ("unjoined", (TX("art. 8"),), [second])
    assert desk.desk.explain(first, by=CLERK, audience="complainant").text()


def test_a_case_of_another_kind_stands_in_a_stage_of_its_own():
    """Where a kind of its own joins: it comes loose to where that kind stood."""
    rule = attrs.evolve(RULE, target="merged", counts="", reached_at=None, becomes=None, keeps=(), records=())
    kinds = (Kind("complaint", initial="open", by=("clerk",)), Kind("report", initial="told", by=("clerk",)))
    stages = (Stage("told", owner="clerk", case_kind="report"), Stage("merged", "closed", case_kind="report"))
    moves = (Move("drop", ("told",), "merged", by=("clerk",), records=("closed",)),)
    plain = joining()
    desk = world(joining(rule, kinds=kinds, stages=(*plain.stages, *stages), moves=(*plain.moves, *moves)))
    first, second = (desk.desk.file(by=CLERK, kind="report").id for _ in range(2))
    desk.desk.join(second, into=first, by=CLERK)
    assert (loose(desk, second).stage, desk.desk.get(second).owner) == ("told", "clerk")


def test_it_is_offered_to_those_who_may():
    """Where the case stands as joining left it; to others it is told why not."""
    desk = world(joining())
    first, second = noise(desk, "1"), noise(desk, "2")

    def offered(case: str, by: Actor) -> list[tuple[str, str]]:
        found = desk.desk.available(case, by=by)
        return [(offer.trigger, offer.answer) for offer in found if offer.verb == "unjoin"]

    assert offered(second, CLERK) == []
    desk.desk.join(second, into=first, by=CLERK)
    assert (offered(second, CLERK), offered(second, BOSS)) == (
        [("same_matter", "may_once")], [("same_matter", "may_not")],
    )  # fmt: skip
    assert offered(first, CLERK) == []
