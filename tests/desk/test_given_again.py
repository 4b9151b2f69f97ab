"""A correction changes what its entry said; a fact stands by the newest entry that gave it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from complaintkit.cases.events import Corrected, Sealed
from complaintkit.cases.replay import decide_again, replay
from complaintkit.deadlines import Days
from complaintkit.rules import Access, Actor, ByCase, Fact, Move, Redress, SanctionRule, Tally, Tier
from complaintkit.rules.conditions import fact, recorded
from complaintkit.rules.facts import UNKNOWN
from complaintkit.storage import MemoryStore, SQLiteStore
from tests.desk.policies import BOSS, CLERK, OPEN, World, at, cny, day_end, policy, reply_duty, why, with_moves, world

NOTE = Fact("note", "text", required=False)
SCOPE = Fact("scope", "choice", choices=("home", "abroad"), required=False)
TERM = ByCase(((fact("scope") == "abroad", Days(20)), (fact("scope") == "home", Days(3))))


def saying(*facts: Fact, **parts: Any) -> Any:
    """Cases in which the clerk may say the facts over and over, with a record and without one."""
    ids = tuple(one.id for one in facts)
    say = Move("say", OPEN, "=", by=("clerk",), offers=ids, records=("x_said",))
    hint = Move("hint", OPEN, "=", by=("clerk",), offers=ids)
    return with_moves(say, hint, facts=facts, **parts)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Any]:
    """An empty store, in memory and on a file."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with SQLiteStore(tmp_path / "cases.db", durability="normal") as opened:
        yield opened


def say(desk: World, case: str, trigger: str = "say", **facts: Any) -> int:
    """Say facts; the number of the entry."""
    return desk.desk.act(case, trigger, by=CLERK, facts=facts).version


def correct(desk: World, case: str, seq: int, **facts: Any) -> Any:
    """Correct what an entry said; the case."""
    return desk.desk.correct(case, seq, by=CLERK, reason="misread", facts=facts)


def agrees(desk: World, case: str) -> None:
    """The store's own account, and every decision made again from the record."""
    assert desk.desk.verify().faults == ()
    program, events = desk.desk.program(case), desk.desk.events(case)
    after, decisions = replay(program, events)
    assert after == desk.desk.get(case)
    for event, decision in decisions:
        assert decision.granted
        assert decision.bodies[0] == event.body


def test_what_a_later_entry_gave_again_stands(store):
    """Given at 2 and at 4: the correction of 2 (event 5) changes nothing of the case, that of 4 (event 6) does."""
    desk = world(saying(NOTE), store=store)
    case = desk.file()
    assert say(desk, case, note="one") == 2
    desk.desk.act(case, "accept", by=CLERK)
    assert say(desk, case, note="two") == 4
    assert correct(desk, case, 2, note="uno").facts["note"] == "two"
    assert correct(desk, case, 4, note="due").facts["note"] == "due"
    assert correct(desk, case, 2, note="eins").facts["note"] == "due"
    found = [event.body.again for event in desk.desk.events(case) if isinstance(event.body, Corrected)]
    assert found == [(("note", 4),), (), (("note", 4),)]
    agrees(desk, case)


def test_an_entry_is_corrected_once_more_by_its_own_number():
    """The newest correction of the entry counts; a correction is no entry of its own."""
    desk = world(saying(NOTE))
    case = desk.file()
    say(desk, case, note="one")
    correct(desk, case, 2, note="uno")
    assert why(lambda: correct(desk, case, 3, note="x")).arg("why") == "no_entry"
    assert correct(desk, case, 2, note="eins").facts["note"] == "eins"
    assert say(desk, case, note="two") == 5
    assert correct(desk, case, 2, note="ein").facts["note"] == "two"
    agrees(desk, case)


def test_a_fact_given_at_filing_alone_is_corrected_there():
    """And one that only the filing gave is changed, beside one that was given again."""
    desk = world(saying(NOTE, SCOPE))
    case = desk.file(facts={"note": "one", "scope": "home"})
    say(desk, case, note="two")
    assert correct(desk, case, 1, note="uno", scope="abroad").facts == {"note": "two", "scope": "abroad"}
    agrees(desk, case)


def test_a_fact_left_out_is_added_where_no_later_entry_gave_it():
    """Filing said nothing of it: what a correction adds there counts until an entry says it is unknown."""
    desk = world(saying(NOTE, SCOPE))
    case = desk.file()
    assert correct(desk, case, 1, note="one").facts["note"] == "one"
    say(desk, case, note="two", scope=UNKNOWN)
    after = correct(desk, case, 1, note="uno", scope="home")
    assert (after.facts["note"], after.facts["scope"]) == ("two", UNKNOWN)
    agrees(desk, case)


def test_a_correction_that_adds_a_fact_makes_its_entry_the_newest_that_gave_it():
    """Entry 4 was silent on the note; corrected it says it too, and entry 2 no longer counts for it."""
    desk = world(saying(NOTE, SCOPE))
    case = desk.file()
    say(desk, case, note="one")
    say(desk, case, scope="home")
    correct(desk, case, 3, note="two")
    assert correct(desk, case, 2, note="uno").facts["note"] == "two"
    agrees(desk, case)


def test_an_entry_without_a_record_is_corrected_by_whoever_may_correct():
    """It gave the fact by which the case stands: nobody could put it right otherwise."""
    desk = world(saying(NOTE, corrects=("boss",)))
    case = desk.file()
    say(desk, case, note="one")
    assert say(desk, case, "hint", note="two") == 3
    assert why(lambda: correct(desk, case, 3, note="due")).code == "role"
    after = desk.desk.correct(case, 3, by=BOSS, reason="misread", facts={"note": "due"})
    assert after.facts["note"] == "due"
    agrees(desk, case)


def test_the_explanation_tells_both():
    """What the correction says, that a later entry gave it again, and by which the next move went."""
    say_note = fact("note") == "two"
    desk = world(saying(NOTE, duties=(reply_duty(when=say_note),)))
    case = desk.file(facts={"note": "one"})
    say(desk, case, note="two")
    correct(desk, case, 1, note="uno")
    explanation = desk.desk.explain(case, by=BOSS)
    assert [(entry.given, entry.again) for entry in explanation.events] == [
        ((("note", "one"),), ()),
        ((("note", "two"),), ()),
        ((("note", "uno"),), (("note", 2),)),
    ]
    assert "given note: uno (given again by event 2)" in explanation.text()
    assert "提供 note: uno (后又提供于 事件 2)" in desk.desk.explain(case, by=BOSS, lang="zh").text()


def test_the_explanation_names_the_entry_a_move_went_by():
    """The note that the move read is that of entry 2, not of the correction of the filing."""
    look = Move("look", OPEN, "=", by=("clerk",), when=fact("note") == "two", records=("x_looked",))
    say_ = Move("say", OPEN, "=", by=("clerk",), offers=("note",), records=("x_said",))
    desk = world(with_moves(say_, look, facts=(NOTE,)))
    case = desk.file(facts={"note": "one"})
    say(desk, case, note="two")
    correct(desk, case, 1, note="uno")
    desk.desk.act(case, "look", by=CLERK)
    assert desk.desk.explain(case, by=BOSS).events[-1].inputs == (("note", "two", 2),)


def test_a_term_that_hangs_on_the_fact_keeps_to_the_newest():
    """3 days from the 2nd by entry 2 (the 5th), 20 by entry 3 (the 22nd): only a correction of 3 moves it back."""
    desk = world(saying(SCOPE, duties=(reply_duty(term=TERM),)))
    case = desk.file(facts={"scope": "home"})
    say(desk, case, scope="abroad")
    assert desk.due(case) == day_end(22)
    changed = desk.desk.get(case).clocks["reply"][0].changed_seq
    correct(desk, case, 1, scope="home")
    assert (desk.due(case), desk.desk.get(case).clocks["reply"][0].changed_seq) == (day_end(22), changed)
    correct(desk, case, 2, scope="home")
    assert desk.due(case) == day_end(5)
    agrees(desk, case)


def replied_late(desk: World) -> str:
    """Filed as a home case, replied to on the 6th, a day late; then it is said to be one from abroad."""
    case = desk.file(facts={"scope": "home"})
    desk.clock.move_to(at(6))
    desk.desk.act(case, "reply", by=CLERK)
    assert say(desk, case, scope="abroad") == 3
    assert (desk.state(case).status, desk.due(case)) == ("met_late", day_end(5))
    return case


def test_a_breach_goes_with_the_wrong_word_it_rested_on_though_it_was_given_again():
    """The reply rested on the filing: corrected to abroad it had until the 22nd; the case stays as entry 3 said."""
    desk = world(saying(SCOPE, duties=(reply_duty(term=TERM),)))
    case = replied_late(desk)
    correct(desk, case, 1, scope="home")
    assert (desk.state(case).status, desk.due(case)) == ("met_late", day_end(5)), "it was a home case at that time"
    correct(desk, case, 1, scope="abroad")
    assert (desk.state(case).status, desk.due(case)) == ("met", day_end(22))
    agrees(desk, case)


def test_a_breach_stays_where_a_word_after_it_is_corrected():
    """What entry 3 said came after the reply of entry 2, and so does what it should have said."""
    desk = world(saying(SCOPE, NOTE, duties=(reply_duty(term=TERM),)))
    case = replied_late(desk)
    correct(desk, case, 3, scope="abroad", note="from overseas")
    assert (desk.state(case).status, desk.due(case)) == ("met_late", day_end(5))
    agrees(desk, case)


def test_a_run_that_ended_after_the_fact_was_given_again_rests_on_that():
    """The filing and entry 2 both say home, the reply is entry 3: the filing alone put right takes no breach away."""
    desk = world(saying(SCOPE, duties=(reply_duty(term=TERM),)))
    case = desk.file(facts={"scope": "home"})
    desk.clock.move_to(at(6))
    say(desk, case, scope="home")
    desk.desk.act(case, "reply", by=CLERK)
    correct(desk, case, 1, scope="abroad")
    assert (desk.state(case).status, desk.due(case)) == ("met_late", day_end(5))
    correct(desk, case, 2, scope="abroad")
    assert (desk.state(case).status, desk.due(case)) == ("met", day_end(22))
    agrees(desk, case)


def test_redress_proposed_is_the_newest_proposal():
    """60 yuan at entry 2, 40 at entry 3: correcting 2 leaves the 40, correcting 3 does not."""
    amount = Fact("amount", "money", required=False)
    propose = Move("propose", OPEN, "=", by=("clerk",), asks=("amount",), records=("proposed",))
    desk = world(with_moves(propose, facts=(amount, NOTE), redress=Redress("amount", currency="CNY")))
    case = desk.file()
    for yuan in ("60 CNY", "40 CNY"):
        desk.desk.act(case, "propose", by=CLERK, facts={"amount": yuan})
    assert correct(desk, case, 2, amount="80 CNY", note="misheard").redress_proposed == cny(40)
    assert correct(desk, case, 3, amount="50 CNY").redress_proposed == cny(50)
    agrees(desk, case)


def tallying(**parts: Any) -> Any:
    """Findings against persons, counted where they are valid."""
    facts = (Fact("person", "person", required=False), Fact("valid", "yes_no", required=False))
    upheld = Tally("upheld", "x_said", subject="person", when=fact("valid").is_true(otherwise=True))
    rule = SanctionRule("often", against="person", subject="person", basis="upheld", counts=True, approvers=("boss",),
                        tiers=(Tier(2, amount=cny(50)),))  # fmt: skip
    fine = Move("fine", OPEN, "=", by=("clerk",), sanction="often", offers=("person",))
    base = saying(*facts, tallies=(upheld,), sanctions=(rule,))
    return attrs.evolve(base, moves=(*base.moves, fine), **parts)


def counters(desk: World) -> dict[str, int]:
    """Who is counted how often."""
    found = {key.split("/")[1]: count for (_, key), count in desk.store._tallies.items()}
    return {person: count for person, count in found.items() if count}


def test_an_entry_counts_for_whom_it_named_until_the_next_did():
    """Entry 2 names one, 3 nobody, 4 another: correcting the name at 2 moves 2 and 3, and leaves 4."""
    desk = world(tallying())
    case = desk.file()
    say(desk, case, person="emp-1")
    say(desk, case)
    say(desk, case, person="emp-2")
    assert counters(desk) == {"emp-1": 2, "emp-2": 1}
    correct(desk, case, 2, person="emp-3")
    assert counters(desk) == {"emp-3": 2, "emp-2": 1}
    correct(desk, case, 4, person="emp-1")
    assert counters(desk) == {"emp-3": 2, "emp-1": 1}
    agrees(desk, case)


def test_an_entry_is_counted_by_what_was_known_at_it():
    """Entry 2 turns out invalid, then valid after all: it counts for whom it named, not for whom entry 3 named."""
    desk = world(tallying())
    case = desk.file()
    say(desk, case, person="emp-1", valid=True)
    say(desk, case, person="emp-2", valid=True)
    correct(desk, case, 2, valid=False)
    assert counters(desk) == {"emp-2": 1}
    correct(desk, case, 2, valid=True)
    assert counters(desk) == {"emp-1": 1, "emp-2": 1}
    agrees(desk, case)


def test_an_entry_that_named_nobody_counts_for_nobody_named_later():
    """Entry 2 named nobody and counts for nobody, whatever else of it is corrected."""
    desk = world(tallying())
    case = desk.file()
    say(desk, case, valid=False)
    say(desk, case, person="emp-1", valid=True)
    correct(desk, case, 2, valid=True)
    assert counters(desk) == {"emp-1": 1}
    agrees(desk, case)


def test_corrections_of_one_entry_add_up_in_its_count():
    """The name is corrected first, the finding after: it counts for the name as corrected."""
    desk = world(tallying())
    case = desk.file()
    say(desk, case, person="emp-1", valid=False)
    correct(desk, case, 2, person="emp-2")
    correct(desk, case, 2, person="emp-3")
    assert counters(desk) == {}
    correct(desk, case, 2, valid=True)
    assert counters(desk) == {"emp-3": 1}
    agrees(desk, case)


def test_an_entry_that_gave_the_fact_again_is_not_counted_anew():
    """Entry 3 named another before the reply, after which nothing counts: what entry 2 said is none of its ground."""
    early = Tally("upheld", "x_said", subject="person", when=~recorded("replied"))
    desk = world(tallying(tallies=(early,)))
    case = desk.file()
    say(desk, case, person="emp-1")
    say(desk, case, person="emp-2")
    desk.desk.act(case, "reply", by=CLERK)
    correct(desk, case, 2, person="emp-3")
    assert counters(desk)["emp-2"] == 1
    agrees(desk, case)


def test_a_personal_fact_shows_each_entry_its_own(store):
    """The case shows what entry 2 gave; the explanation shows each entry what it gave, to whom may see it."""
    story = attrs.evolve(NOTE, personal=True)
    desk = world(saying(story, access=Access(sees=("boss",))), store=store)
    case = desk.file(facts={"note": "one"})
    say(desk, case, note="two")
    after = correct(desk, case, 1, note="uno")
    assert isinstance(after.facts["note"], Sealed)
    assert desk.desk.view(case, by=BOSS).facts["note"] == "two"
    told = desk.desk.explain(case, by=BOSS)
    assert [dict(entry.given)["note"] for entry in told.events] == ["one", "two", "uno"]
    correct(desk, case, 2, note="due")
    assert desk.desk.view(case, by=BOSS).facts["note"] == "due"
    agrees(desk, case)


def test_a_desk_with_a_directory_reads_the_roles_too():
    """Who may correct comes from the directory; what the entries said beside it."""

    class Everybody:
        def roles(self, tenant: str, actor: str, unit: str | None, at: Any) -> frozenset[str]:
            return frozenset({"clerk"})

        def holders(self, tenant: str, role: str, unit: str | None, at: Any) -> frozenset[str]:
            return frozenset({CLERK.id})

        def absent(self, tenant: str, person: str, at: Any) -> bool:
            return False

    desk = world(saying(NOTE, corrects=("boss",)), directory=Everybody())
    case = desk.file(facts={"note": "one"})
    say(desk, case, note="two")
    assert correct(desk, case, 1, note="uno").facts["note"] == "two"
    assert why(lambda: desk.desk.correct(case, 1, by=Actor("x", roles={"boss"}), reason="x",
                                         facts={"note": "x"})).code == "role"  # fmt: skip
    agrees(desk, case)


def test_a_correction_recorded_without_what_the_entries_said_reads_as_it_was():
    """An older event carries no surroundings: its decision comes out as it did, and it changes the case."""
    desk = world(saying(NOTE))
    case = desk.file(facts={"note": "one"})
    say(desk, case, note="two")
    correct(desk, case, 1, note="uno")
    program, events = desk.desk.program(case), desk.desk.events(case)
    before, _ = replay(program, events[:-1])
    old = attrs.evolve(events[-1], around=None, body=attrs.evolve(events[-1].body, again=()), text=None)
    decision = decide_again(program, before, old)
    assert decision is not None
    assert decision.bodies == (old.body,)


@pytest.mark.parametrize(("valid", "counted"), [(False, ""), (True, "upheld/emp-1/2026-03")])
def test_an_older_correction_is_counted_as_it_was(valid, counted):
    """Without what the entries said, the entry is counted by all that the case knows: its name was not corrected."""
    desk = world(tallying())
    case = desk.file()
    say(desk, case, person="emp-1", valid=not valid)
    correct(desk, case, 2, valid=valid)
    program, events = desk.desk.program(case), desk.desk.events(case)
    before, _ = replay(program, events[:-1])
    decision = decide_again(program, before, attrs.evolve(events[-1], around=None, text=None))
    assert decision is not None
    assert decision.bodies == (events[-1].body,)
    assert [now for _, _, now in events[-1].body.recounted] == [counted]


def test_a_correction_of_a_moment_reads_nothing_more():
    """It keeps no surroundings, and moves no fact."""
    desk = world(saying(NOTE))
    case = desk.file(facts={"note": "one"})
    desk.clock.move_to(at(3))
    after = desk.desk.correct(case, 1, by=CLERK, reason="stamp", occurred_at=at(1))
    assert (after.received_at, after.facts["note"]) == (at(1), "one")
    assert desk.desk.events(case)[-1].around is None
    assert policy().corrects == ()
