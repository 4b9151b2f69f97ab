"""Cases under a policy, and commands for them: for properties of your own about whatever stands around a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.cases.case import Case
from complaintkit.deadlines import Calendar
from complaintkit.desk import Desk
from complaintkit.desk.ports import Store
from complaintkit.errors import ComplaintKitError, InvalidInput
from complaintkit.rules.policy import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing.bench import TENANT
from complaintkit.testing.clerk import Clerk, Command, people_of
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.draws import instants_in
from complaintkit.testing.filing import SPANS, filing

__all__ = ["Lived", "cases", "commands"]


@attrs.frozen(eq=False)
class Lived:
    """A case that something has happened to: the desk that holds it, the clock the desk reads, its id."""

    desk: Desk
    clock: FixedClock
    case_id: str

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.get(self.case_id)


@st.composite
def commands(draw: st.DrawFn, desk: Desk, case_id: str) -> Command:
    """Moves for a case of a desk that mostly go through, with everything they ask for; each by somebody with a role.

    Make one with ``desk.act(command.case_id, command.trigger, **command.arguments())``, or consider it. Of a case with
    which nobody can do anything, what somebody might try all the same.
    """
    policy = desk.program(case_id).policy
    case = desk.get(case_id)
    people, _ = people_of(policy)
    clerk = Clerk(desk, policy, people, draw, Counter(), {case_id: case})
    command = clerk.choose(case, ("new", "on", "any", "weigh"))
    if command is None:
        return Command(case_id, clerk.one_of(move.trigger for move in policy.moves), clerk.one_of(people))
    clerk.mended(command)
    return command


@st.composite
def cases(
    draw: st.DrawFn,
    policy: Policy,
    *,
    moves: int = 6,
    store: Callable[[], Store] = MemoryStore,
    calendars: Mapping[str, Calendar] | None = None,
) -> Lived:
    """Cases under a policy: filed on some day it is in force, up to so many ``moves`` made, time gone, the sweep run.

    Each on a desk of its own, over what ``store`` makes. Shrinks to a case that was just filed.

    :raises InvalidInput: the policy is a draft, or has no kind of case that people file.

    >>> from datetime import date
    >>> from hypothesis import given, settings
    >>> from complaintkit.rules import Move, Stage
    >>> policy = Policy(id="tiny", in_force_from=date(2026, 1, 1), roles=("clerk",),
    ...     stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> @settings(max_examples=1, database=None)  # the first is the simplest
    ... @given(cases(policy))
    ... def show(lived):
    ...     print(lived.case_id, lived.case.stage)
    >>> show()
    case-1 open
    """
    begun = policy.in_force_from
    if begun is None or all(kind.every is not None for kind in policy.all_kinds):
        raise InvalidInput.one("expected a policy in force with a kind of case that people file", "policy")
    first = datetime(begun.year, begun.month, begun.day, 1, tzinfo=UTC) + timedelta(days=15)
    clock = FixedClock(draw(instants_in(first, first + timedelta(days=200))))
    numbers = count(1)
    desk = Desk(policy, store(), tenant=TENANT, clock=clock, calendars=calendars, ids=lambda: f"case-{next(numbers)}")
    people, _ = people_of(policy)
    clerk = Clerk(desk, policy, people, draw, Counter(), {})
    lived = Lived(desk, clock, _filed(desk, clerk, first).id)
    for _ in range(draw(st.integers(0, moves))):
        command = draw(commands(desk, lived.case_id))
        try:
            desk.act(command.case_id, command.trigger, **command.arguments())
        except ComplaintKitError:  # what cannot be done is not done
            continue
        clock.advance(draw(st.sampled_from(SPANS[:6])))
        if draw(st.booleans()):
            desk.sweep()
    return lived


def _filed(desk: Desk, clerk: Clerk, earliest: datetime) -> Case:
    """A case that got in: what was missing is given, what was wrong is left out."""
    refused: Exception | None = None
    for _ in range(20):
        given: dict[str, Any] = filing(clerk, earliest=earliest)
        try:
            return desk.file(**given)
        except ComplaintKitError as error:
            refused = error
    raise InvalidInput.one(f"no case could be filed under {desk.history.newest.id!r}: {refused}", "policy")
