"""How random lifetimes come to a move: what must be there before it, which moves lead on, which values fit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaintkit.cases.program import Program
from complaintkit.cases.view import View
from complaintkit.desk import Desk
from complaintkit.rules.conditions import fact, recorded
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing.ways import Ways, distances, solved
from complaintkit.values import Money
from tests.lifetimes.small import small


@pytest.fixture(scope="module")
def program():
    desk = Desk(small(), MemoryStore(), tenant="acme")
    (found,) = desk._programs.values()
    return found


def test_what_a_move_needs_is_followed_to_its_beginning(program: Program):
    """Approving needs a proposal, a proposal a look, and a look nothing; what must be absent is not needed."""
    ways = Ways(program)
    assert ways.before("look") == frozenset()
    assert ways.before("approve") == {"propose", "look"}
    assert ways.before("accept") == frozenset()


def test_the_steps_to_a_move(program: Program):
    """From a new case to an approval: into work first, there a look before the proposal, at last the approval."""
    ways = Ways(program)
    assert ways.steps("new", "approve", set()) == []
    assert ways.onward("new", "approve", set()) == [{"accept"}]
    assert ways.steps("working", "approve", {"accept"}) == [{"approve"}, {"propose", "look"}]
    assert ways.steps("working", "approve", {"accept", "look", "propose"}) == [{"approve"}]
    assert ways.far("new", "keep") == 1  # dismissed, and kept
    assert ways.far("read", "keep") > 50  # the book is another kind of case


def test_the_moves_of_a_kind(program: Program):
    """A book is read, and nothing else is done with it."""
    assert Ways(program).of_kind("book") == ["read"]


def test_how_far_the_end_is(program: Program):
    """Working and asked are one move from done, new is one by dismissal; what is archived leads nowhere."""
    assert distances(program) == {"done": 0, "read": 0, "new": 1, "working": 1, "asked": 1, "unread": 1}


def test_values_that_an_equality_wants(program: Program):
    """A fact takes what it is to equal: a literal, another fact, a figure of others; what cannot be told gives none."""
    given = {"amount": Money.of("30", "CNY"), "quantity": 2}
    view = View(program, None, datetime(2026, 3, 2, tzinfo=UTC), given)
    wanted = (fact("loss") == fact("amount") - Money.of("10", "CNY")) & recorded("accepted")
    assert solved(wanted, ["loss"], view) == {"loss": Money.of("20", "CNY")}
    assert solved(wanted, ["amount"], view) == {}
    assert solved(fact("cause") == "ours", ["cause"], view) == {"cause": "ours"}
    assert solved(fact("loss") == fact("amount") - Money.of("40", "CNY"), ["loss"], view) == {}  # less than nothing
