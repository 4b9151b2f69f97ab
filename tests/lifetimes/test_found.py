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
