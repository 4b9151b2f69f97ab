"""The machine: lean, yet the same as the stock one; and it, nothing else, permits each move."""

from __future__ import annotations

import logging
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine, MachineError

from complaintkit.cases.program import Cursor, LeanMachine, Program
from complaintkit.errors import PolicyError, Refused
from complaintkit.rules import Move
from tests.desk.policies import CLERK, TX, policy, why, with_moves, world

STATES = ("a", "b", "c")
TRIGGERS = ("go", "back", "stay")
VERDICTS = st.lists(st.booleans(), max_size=3)


@st.composite
def machines(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A random table: several rows of a trigger from one state, guards that must be true or must be false."""
    return [
        {
            "trigger": draw(st.sampled_from(TRIGGERS)),
            "source": draw(st.sampled_from(STATES)),
            "dest": draw(st.sampled_from((*STATES, "=", None))),
            "conditions": [_saying(verdict) for verdict in draw(VERDICTS)],
            "unless": [_saying(verdict) for verdict in draw(VERDICTS)],
        }
        for _ in range(draw(st.integers(0, 8)))
    ]


def _saying(verdict: bool) -> Any:
    return lambda *_: verdict


def _run(machine: Machine, start: str, triggers: list[str]) -> list[object]:
    """What comes of a run of triggers: each return and state, or the error."""
    told: list[object] = []
    cursor = Cursor(start)
    for trigger in triggers:
        event = machine.events.get(trigger)
        if event is None:
            told.append("no event")
            continue
        try:
            told.append((event.trigger(cursor), cursor.state))
        except MachineError:
            told.append(("MachineError", cursor.state))
    return told


@given(machines(), st.sampled_from(STATES), st.lists(st.sampled_from(TRIGGERS), max_size=8))
def test_the_lean_machine_does_what_the_stock_one_does(rows, start, triggers):
    logging.getLogger("transitions").setLevel(logging.CRITICAL)
    parts: dict[str, Any] = {"states": list(STATES), "initial": "a", "auto_transitions": False}
    stock = Machine(model=None, transitions=[dict(row) for row in rows], **parts)
    lean = LeanMachine(model=None, transitions=[dict(row) for row in rows], **parts)
    assert _run(lean, start, triggers) == _run(stock, start, triggers)


def test_a_guard_that_returns_something_true_but_no_bool_is_a_refusal():
    """FACTS: a truthy non-bool is no permission, in stock as here."""
    row = {"trigger": "go", "source": "a", "dest": "b", "conditions": [lambda *_: "yes"]}
    for kind in (Machine, LeanMachine):
        machine = kind(model=None, states=["a", "b"], initial="a", auto_transitions=False, transitions=[dict(row)])
        assert _run(machine, "a", ["go"]) == [(False, "a")]


def test_no_move_skips_its_guards_by_name():
    program = Program(policy())
    assert sorted(program.machine.events) == ["accept", "answer", "ask", "close", "reopen", "reply", "shelve"]


def test_every_version_has_one_machine_for_all_its_cases():
    desk = world(policy())
    first, second = desk.file(), desk.file()
    assert desk.desk.program(first) is desk.desk.program(second)
    assert desk.desk.program(first).machine.models == []


def test_the_machine_is_asked_for_each_move(monkeypatch):
    """Take the transition out of the machine: whatever was decided, the move is no longer made."""
    desk = world(policy())
    case = desk.file()
    machine = desk.desk.program(case).machine
    monkeypatch.setattr(machine.events["accept"].transitions["open"][0], "dest", "done")
    found = why(lambda: desk.desk.act(case, "accept", by=CLERK))
    assert (found.code, found.cites, desk.desk.get(case).version) == ("machine", (TX("art. 1"),), 1)
    monkeypatch.setitem(machine.events["reply"].transitions, "open", [])
    with pytest.raises(MachineError, match="Can't trigger event reply from state open"):
        desk.desk.act(case, "reply", by=CLERK)
    assert desk.desk.get(case).version == 1


def test_editing_the_move_table_changes_what_may_be_done():
    """The table is the behaviour: a row less and the move is gone, another target and the case goes there."""
    table = policy().moves
    assert [move.trigger for move in table if move.target == "shelf"] == ["shelve"]
    fewer = world(policy(moves=tuple(move for move in table if move.trigger != "close")))
    case = fewer.file()
    assert "close" not in [offer.trigger for offer in fewer.desk.available(case, by=CLERK)]
    elsewhere = world(
        policy(moves=tuple(attrs.evolve(m, target="shelf") if m.trigger == "close" else m for m in table))
    )
    assert elsewhere.desk.act(elsewhere.file(), "close", by=CLERK).stage == "shelf"
    narrower = world(
        policy(moves=tuple(attrs.evolve(m, sources=("asked",)) if m.trigger == "close" else m for m in table))
    )
    case = narrower.file()
    with pytest.raises(Refused) as caught:
        narrower.desk.act(case, "close", by=CLERK)
    assert caught.value.decision.reasons[0].arg("sources") == ("asked",)


def test_a_move_that_stays_is_a_row_for_each_of_its_stages():
    both = Program(with_moves(Move("note", ("open", "asked"), "=", by=("clerk",))))
    assert [(both.rows[stage, "note"][0].target) for stage in ("open", "asked")] == ["open", "asked"]
    assert both.step("asked", "note", both.rows["asked", "note"]) == "asked"
    assert both.step("open", "note", ()) is None


def test_a_calendar_nobody_gave_stops_the_program():
    with pytest.raises(PolicyError) as caught:
        Program(policy(calendar="moon", unit_calendars={"east": "sun"}))
    assert str(caught.value) == (
        "policy 'tiny' cannot run: 2 faults\n"
        "  no calendar 'moon' was given: pass it as calendars={'moon': …} @ $.calendar\n"
        "  no calendar 'sun' was given: pass it as calendars={'sun': …} @ $.calendar [CK102]"
    )


def test_a_trigger_of_no_move_is_no_event():
    program = Program(policy())
    assert ("open", "fly") not in program.rows
    with pytest.raises(KeyError):
        program.step("open", "fly", ())
