"""The laws themselves: a core that is broken on purpose breaks the law that watches over it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaintkit.cases import capacity, permits
from complaintkit.desk import Desk, writing
from complaintkit.rules import Actor, Body
from complaintkit.rules.meetings import Ruling
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, Laws
from complaintkit.values import Money
from tests.lifetimes.small import small

CLERK, MANAGER, DIRECTOR = (Actor(role, {role}) for role in ("clerk", "manager", "director"))
LETTER = {"means": "letter"}


class Watched:
    """A desk, one accepted and investigated case, and laws that are asked after every command."""

    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
        self.desk = Desk(small(), MemoryStore(), tenant="acme", clock=self.clock)
        self.laws = Laws(self.desk, (CLERK, MANAGER, DIRECTOR, Actor("owner", {"owner"})))
        self.case = self.file()

    def file(self, **more):
        given = {"channel": "desk", "category": "service", "facts": {"content": "x"}, "confirmed": ("polite",), **more}
        case = self.desk.file(by=CLERK, **given).id
        self.laws.check()
        self.act("accept", CLERK, case, to="manager")
        self.act("look", CLERK, case, facts={"cause": "ours", "bought_on": "2026-02-01"})
        return case

    def act(self, trigger, by, case=None, **given):
        self.desk.act(case or self.case, trigger, by=by, **given)
        self.laws.check()

    def grant(self, amount, case=None):
        self.act("propose", CLERK, case, facts={"amount": f"{amount} CNY"})
        self.act("approve", MANAGER, case)


@pytest.fixture
def watched():
    return Watched()


def test_a_band_exceeded_over_the_case_is_noticed(watched, monkeypatch):
    """60 and 60 are more than the manager's 100, though each alone is not."""
    monkeypatch.setattr(permits, "granted", lambda case, around, currency: Money.of(0, currency))
    watched.grant(60)
    with pytest.raises(AssertionError, match=r"decided 120\.00 CNY, beyond every band"):
        watched.grant(60)


def test_a_band_exceeded_over_linked_cases_is_noticed(watched, monkeypatch):
    """The same, the second 60 on a case that follows from the first."""
    monkeypatch.setattr(permits, "granted", lambda case, around, currency: Money.of(0, currency))
    watched.grant(60)
    second = watched.file(link=("follow_up", watched.case))
    with pytest.raises(AssertionError, match=r"decided 120\.00 CNY, beyond every band"):
        watched.grant(60, second)


def test_a_proposal_put_right_is_what_the_laws_weigh(watched):
    """160 was a slip for 60, which the manager's 100 covers: no law holds the 160 against the approval."""
    watched.act("propose", CLERK, facts={"amount": "160 CNY"})
    entry = watched.desk.get(watched.case).records["proposed"][-1].seq
    watched.desk.correct(watched.case, entry, by=CLERK, reason="a slip", facts={"amount": "60 CNY"})
    watched.laws.check()
    watched.act("approve", MANAGER)
    assert watched.desk.get(watched.case).redress_granted == Money.of(60, "CNY")


def test_an_act_after_recusal_is_noticed(watched, monkeypatch):
    """Whoever was recused does nothing more."""
    monkeypatch.setattr(capacity, "against_recused", lambda *asked: ())
    watched.act("recuse", DIRECTOR, to="clerk")
    with pytest.raises(AssertionError, match="acted after being recused"):
        watched.act("propose", CLERK, facts={"amount": "60 CNY"})


def test_a_body_that_decides_with_too_few_is_noticed(watched, monkeypatch):
    """One of three is there, and the rule of the board is broken so that it decides all the same."""
    monkeypatch.setattr(Body, "judge", lambda *asked, **more: Ruling(3, 1, 1, 1, 0, 0, 1, False, True, True))
    votes = {"manager": "for", "director": "absent", "owner": "absent"}
    with pytest.raises(AssertionError, match="1 of 3 were there"):
        watched.act("vote", CLERK, meeting={"votes": votes})


def test_a_due_row_left_behind_is_noticed(watched, monkeypatch):
    """Waiting for the customer stops the reply: a store that still waits for the old moment is behind the case."""
    monkeypatch.setattr(writing, "changed_rows", lambda program, stored, case: {})
    with pytest.raises(AssertionError, match="the store waits for"):
        watched.act("ask", CLERK, message=LETTER)


def test_a_rung_that_fires_again_is_noticed(watched, monkeypatch):
    """The same rung for the same due, once more."""
    watched.clock.advance(timedelta(days=9))
    watched.desk.sweep()
    watched.laws.check()
    watched.laws.rungs = dict.fromkeys(watched.laws.rungs, 1)
    fired = next(event for event in watched.laws.log if getattr(event.body, "rung", ""))
    with pytest.raises(AssertionError, match="fired twice for one due"):
        watched.laws._rung(fired, "again")


def test_an_event_that_was_changed_is_noticed(watched):
    """What was written stays as it was written."""
    events = watched.desk.store._events["acme", watched.case]
    events[1], events[2] = events[2], events[1]
    with pytest.raises(AssertionError, match="an event that was written has changed"):
        watched.laws.check()
