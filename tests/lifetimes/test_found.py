"""What random lifetimes have found, each told by hand so that it stays found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaintkit.desk import Desk
from complaintkit.rules import Actor
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, Laws
from tests.lifetimes.small import small

CLERK, MANAGER, DIRECTOR, OWNER = (Actor(role, {role}) for role in ("clerk", "manager", "director", "owner"))
LETTER = {"means": "letter"}


@pytest.fixture
def clock():
    return FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


@pytest.fixture
def desk(clock):
    return Desk(small(), MemoryStore(), tenant="acme", clock=clock)


def file(desk, **more):
    given = {"channel": "desk", "category": "service", "facts": {"content": "x"}, "confirmed": ("polite",), **more}
    return desk.file(by=CLERK, **given).id


def test_what_a_case_waits_for_after_a_duty_was_met_does_not_move_its_due(desk, clock):
    """Answered on the first day; reopened and waiting for the customer, the explanation still ends on the old due."""
    case = file(desk)
    desk.act(case, "dismiss", by=CLERK, facts={"cause": "theirs"}, message=LETTER)
    clock.advance(timedelta(days=1))
    desk.act(case, "reopen", by=DIRECTOR)
    desk.act(case, "ask", by=CLERK, message=LETTER)
    date = next(date for date in desk.explain(case, by=CLERK).dates if date.duty == "reply")
    # received Monday 2 March, five days, start day not counted: the end of Saturday 7 March in China
    assert date.due.due_at == date.trace.due.due_at == datetime(2026, 3, 7, 15, 59, 59, 999999, tzinfo=UTC)
    Laws(desk, (CLERK, MANAGER, DIRECTOR)).check()


def test_while_a_capped_pause_is_open_no_due_is_told_and_none_explained(desk, clock):
    """Waiting for the customer stops the reply for four days at most: until then there is no due to explain."""
    case = file(desk)
    desk.act(case, "accept", by=CLERK, to="manager")
    desk.act(case, "look", by=CLERK, facts={"cause": "ours", "bought_on": "2026-02-01"})
    desk.act(case, "ask", by=CLERK, message=LETTER)
    date = next(date for date in desk.explain(case, by=CLERK).dates if date.duty == "reply")
    assert (date.status, date.due, date.trace) == ("paused", None, None)
    # four days of the pause count, Tuesday 3 to Friday 6 March; then the due is there: Wednesday 11 March
    clock.move_to(datetime(2026, 3, 9, 2, 0, tzinfo=UTC))
    date = next(date for date in desk.explain(case, by=CLERK).dates if date.duty == "reply")
    assert date.status == "running"
    assert date.due.due_at == date.trace.due.due_at == datetime(2026, 3, 11, 15, 59, 59, 999999, tzinfo=UTC)


def test_what_was_agreed_or_granted_after_an_end_entered_late_moves_nothing(desk, clock):
    """Answered on Tuesday, entered on Thursday; the moment agreed and the days granted on Wednesday came too late."""
    case = file(desk)
    desk.act(case, "accept", by=CLERK, to="manager")
    desk.act(case, "look", by=CLERK, facts={"cause": "ours", "bought_on": "2026-02-01"})
    clock.move_to(datetime(2026, 3, 4, 2, 0, tzinfo=UTC))
    desk.extend(case, "reply", by=DIRECTOR, reason="difficult", message=LETTER)
    desk.act(case, "agree", by=CLERK, facts={"agreed_at": datetime(2026, 3, 6, 2, 0, tzinfo=UTC)})
    clock.move_to(datetime(2026, 3, 5, 2, 0, tzinfo=UTC))
    at = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    given = {"confirmed": ("polite",), "message": LETTER, "occurred_at": at}
    desk.act(case, "finish", by=MANAGER, **given)
    date = next(date for date in desk.explain(case, by=CLERK).dates if date.duty == "reply")
    # received Monday 2 March, five days: the end of Saturday 7 March in China, as it stood on Tuesday
    assert date.due.due_at == date.trace.due.due_at == datetime(2026, 3, 7, 15, 59, 59, 999999, tzinfo=UTC)
    assert date.status == "met"
    Laws(desk, (CLERK, MANAGER, DIRECTOR)).check()
