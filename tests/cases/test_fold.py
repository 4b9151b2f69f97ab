"""The fold: events add up to the case, one by one or all at once, and only in their order."""

from __future__ import annotations

import hashlib
from typing import Any

import attrs
import pytest

from complaintkit.cases.commands import Fire
from complaintkit.cases.decide import decide
from complaintkit.cases.events import Acted, SanctionStep, Sealed, seal
from complaintkit.cases.fold import apply, begin, fold
from complaintkit.deadlines import Calendar, Days, WorkingDays
from complaintkit.errors import IntegrityError
from complaintkit.rules import Actor, ByCase, ExtensionRule, Fact, Move, Role, Rung
from complaintkit.rules.conditions import fact
from complaintkit.testing import FixedDirectory
from tests.desk.policies import BOSS, CLERK, OPEN, World, at, cny, day_end, policy, reply_duty, with_moves, world

LATE = Rung("late", tell=("boss",))
SYSTEM = Actor("system", roles={"system"})


@pytest.fixture
def lived() -> World:
    """A case that was accepted, waited, escalated, was answered and closed."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(LATE,)),)))
    case = desk.file()
    for day, trigger in ((3, "accept"), (3, "ask"), (5, "answer")):
        desk.clock.move_to(at(day))
        desk.desk.act(case, trigger, by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(6))
    desk.desk.act(case, "close", by=CLERK)
    return desk


def test_replaying_all_events_gives_the_case(lived):
    program, events = lived.desk.program("c1"), lived.desk.events("c1")
    assert [type(event.body).__name__ for event in events] == [
        "Filed",
        "Acted",
        "Acted",
        "Acted",
        "Fired",
        "Acted",
        "Lifted",
        "Acted",
    ]
    assert fold(program, events) == lived.desk.get("c1")
    for n in range(1, len(events)):
        assert fold(program, events[n:], fold(program, events[:n])) == lived.desk.get("c1")


def test_events_follow_one_another_and_begin_with_the_filing(lived):
    program, events = lived.desk.program("c1"), lived.desk.events("c1")
    with pytest.raises(IntegrityError, match="a case has at least one event, got none"):
        fold(program, [])
    with pytest.raises(IntegrityError, match="case 'c1' begins with Acted, not with its filing"):
        fold(program, events[1:])
    case = begin(program, events[0])
    with pytest.raises(IntegrityError, match="case 'c1' is at version 1, event 3 cannot follow it"):
        apply(program, case, events[2])


def test_applying_an_event_leaves_the_case_before_it_alone(lived):
    program, events = lived.desk.program("c1"), lived.desk.events("c1")
    case = begin(program, events[0])
    before = attrs.asdict(case, recurse=False)
    apply(program, case, events[1])
    assert attrs.asdict(case, recurse=False) == before


def test_a_case_counts_its_records(lived):
    case = lived.desk.get("c1")
    assert [case.count(name) for name in ("filed", "escalated", "closed", "reopened")] == [1, 1, 1, 0]


def test_settling_a_sanction_settles_the_pending_one_of_that_person_only(lived):
    program, events = lived.desk.program("c1"), lived.desk.events("c1")
    case = begin(program, events[0])
    proposed = tuple(SanctionStep("fine", who, "proposed", cny(5)) for who in ("a", "b"))
    body = Acted(trigger="x", stage="open", sanctions=proposed)
    case = apply(program, case, attrs.evolve(events[1], body=body))
    body = Acted(trigger="x", stage="open", sanctions=(proposed[1]._replace(state="approved"),))
    case = apply(program, case, attrs.evolve(events[2], body=body))
    assert [(step.subject, step.state) for step in case.sanctions] == [("a", "proposed"), ("b", "approved")]


def test_a_commitment_is_of_a_value_and_its_salt():
    assert seal("Li", "00") == Sealed(hashlib.sha256(b'00"Li"').hexdigest())
    assert len({seal("Li", "00"), seal("Li", "01"), seal("Wu", "00"), seal(1, "00"), seal(True, "00")}) == 5


def test_a_rung_that_is_not_due_is_refused(lived):
    program = lived.desk.program("c1")
    case = fold(program, lived.desk.events("c1")[:2])
    good = Fire(duty="reply", occurrence=1, rung="late", due_at=day_end(5), fires_at=day_end(5))
    assert decide(program, case, good, SYSTEM, at(6)).granted
    for wrong in (
        {"rung": "later"},
        {"due_at": at(5)},
        {"fires_at": at(5)},
        {"occurrence": 2},
    ):
        assert decide(program, case, attrs.evolve(good, **wrong), SYSTEM, at(6)).codes == ("rung",)
    assert decide(program, case, good, SYSTEM, at(5)).codes == ("rung",), "its moment has not come"


def test_a_correction_under_which_nothing_is_owed_lifts_what_fired():
    term = ByCase(((fact("urgent").is_true(), Days(1)),))
    desk = world(policy(facts=(Fact("urgent", "yes_no"),), duties=(reply_duty(term=term, ladder=(LATE,)),)))
    case = desk.file(facts={"urgent": True})
    desk.clock.move_to(at(5))
    assert len(desk.desk.sweep().fired) == 1
    after = desk.desk.correct(case, 1, by=CLERK, reason="misread", facts={"urgent": False})
    assert after.clocks["reply"][0].fired[0].lifted == after.version
    assert desk.desk.dues(case) == ()


def test_calendar_data_that_came_later_moves_what_was_waited_for():
    """The rung was to come on Monday; Monday was made a holiday: the sweep puts the row right and waits."""
    from datetime import date

    from complaintkit.desk import Desk

    duty = reply_duty(term=WorkingDays(1), ladder=(LATE,), calendar="office")
    desk = world(policy(duties=(duty,)), now=at(6, 2))
    case = desk.file()
    newer = {"office": Calendar("office", holidays={date(2026, 3, 9)}, version="2")}
    other = Desk(desk.desk.history, desk.store, tenant="acme", clock=desk.clock, calendars=newer)
    desk.clock.move_to(at(9, 16))
    assert other.sweep().fired == ()
    assert other.find(overdue_at=at(9, 16)).cases == ()
    desk.clock.move_to(at(10, 16))
    assert other.sweep().fired == ((case, "reply", "late"),)


def test_who_was_there_when_it_was_extended_counts():
    rule = ExtensionRule("add", Days(5), by=("boss",), reasons=("ill",))
    directory = FixedDirectory(
        {"cleo": ("clerk",), "bea": ("boss",), "vic": ("vice",)}, absences={"bea": [(at(2), at(3))]}
    )
    roles = ("clerk", Role("boss", deputies=("vice",)), "vice")
    desk = world(policy(roles=roles, duties=(reply_duty(extension=rule),)), directory=directory)
    case = desk.file()
    desk.clock.move_to(at(4))
    vice = Actor("vic")
    assert desk.desk.extend(case, "reply", by=vice, reason="ill", occurred_at=at(2, 10)).version == 2
    assert desk.desk.events(case)[-1].capacity == "boss"
    second = desk.file(received_at=at(3))
    assert not any(role == "boss" for role in desk.desk.events(second)[0].roles)
    with pytest.raises(RuntimeError):
        desk.desk.extend(second, "reply", by=vice, reason="ill")


def test_corrections_and_allegations_ask_the_directory_too():
    directory = FixedDirectory({"cleo": ("clerk",), "bea": ("boss",)})
    desk = world(policy(corrects=("boss",)), directory=directory)
    case = desk.file(by=Actor("cleo"))
    liar = Actor("nick", roles={"boss"})
    with pytest.raises(RuntimeError):
        desk.desk.correct(case, 1, by=liar, reason="x", occurred_at=at(1))
    assert desk.desk.correct(case, 1, by=BOSS, reason="x", occurred_at=at(1)).received_at == at(1)


def test_a_move_that_gives_facts_keeps_the_others():
    facts = (Fact("a", "whole", required=False), Fact("b", "whole", required=False))
    desk = world(with_moves(Move("note", OPEN, "=", by=("clerk",), offers=("a", "b")), facts=facts))
    case = desk.file(facts={"a": 1})
    run: Any = desk.desk.act
    assert run(case, "note", by=CLERK, facts={"b": 2}).facts == {"a": 1, "b": 2}
    assert run(case, "note", by=CLERK, facts={"a": 3}).facts == {"a": 3, "b": 2}
