"""Each law is seen to break: what the desk says is changed behind its back, and the law that watches over it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit.cases.events import Acted, Corrected
from complaintkit.cases.filing import provisional
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.replay import actor_of
from complaintkit.testing import LawBroken
from complaintkit.testing.lists import counters_and_notices, numbers_in_order
from complaintkit.testing.story_words import LAWS
from complaintkit.values import FrozenMap
from tests.lifetimes.test_bite import LETTER, Watched

ELSEWHERE = {
    # tests/lifetimes/test_bite.py
    "Nobody decides beyond their authority, linked cases counted.",
    "Whoever stood aside does nothing more in the case.",
    "A body decides with enough of its free members there, and by enough of their votes.",
    "What the store waits for are the dates that the case has.",
    "A warning or escalation comes once for each due date, and not before its time.",
    "What was written stays as it was written.",
    # tests/testing/test_bench.py
    "A refused command changes nothing, and says why.",
    "What considering a move answers is what making it does.",
    "A command that is sent again under its key is not done again.",
    "What fails leaves nothing behind.",
}
"""The laws that break in a test of their own."""


class Last:
    """A desk on which 60 yuan were approved: the last event, the case before it and after it."""

    def __init__(self) -> None:
        self.watched = Watched()
        self.watched.grant(60)
        self.desk, self.laws, self.id = self.watched.desk, self.watched.laws, self.watched.case
        self.program, self.case = self.laws.programs[self.id], self.laws.cases[self.id]
        self.events = self.laws.events[self.id]
        self.event = self.events[-1]
        self.before = begin(self.program, self.events[0])
        for event in self.events[1:-1]:
            self.before = apply(self.program, self.before, event)

    def told(self, **changed: Any) -> Any:
        """The last event with some of its body changed."""
        return attrs.evolve(self.event, body=attrs.evolve(self.event.body, **changed))


def without_the_role(last: Last) -> None:
    last.laws._role(last.program, last.before, attrs.evolve(last.event, roles=()), "x")


def a_name_in_the_open(last: Last) -> None:
    first = last.events[0]
    last.laws._sealed(last.program, attrs.evolve(first, body=attrs.evolve(first.body, facts={"content": "x"})), "x")


def a_link_torn(last: Last) -> None:
    last.laws._chain(last.events[:-1], attrs.evolve(last.event, prev="0" * 64), "x")


def a_stage_skipped(last: Last) -> None:
    last.laws._machine(last.program, last.before, last.told(stage="archived"), "x")


def judge_in_their_own_case(last: Last) -> None:
    about = attrs.evolve(last.before, about=frozenset((last.event.actor,)))
    last.laws._respondent(last.program, about, last.event, "x")


def approved_before_it_was_proposed(last: Last) -> None:
    last.laws.events[last.id] = last.events[:1]
    last.laws._move(last.program, last.before, last.event, "x")


def disposed_of_while_open(last: Last) -> None:
    last.laws._disposed(last.program, last.before, last.told(records=("disposed",)), {}, "x")


def another_state(last: Last) -> None:
    last.laws._replay(last.program, last.events, attrs.evolve(last.case, category=None))


def another_date(last: Last) -> None:
    states = last.desk.dues(last.id)
    last.desk.dues = lambda id: tuple(attrs.evolve(state, status="met_late") for state in states)
    last.laws._statuses(last.case)


def out_of_the_book(last: Last) -> None:
    last.laws._registers(last.program, attrs.evolve(last.case, registers=()))


def nobodys_case(last: Last) -> None:
    last.laws._goes_on(last.program, attrs.evolve(last.case, owner=None))


def a_due_without_its_explanation(last: Last) -> None:
    explain = last.desk.explain

    def short(*args: Any, **given: Any) -> Any:
        told = explain(*args, **given)
        return attrs.evolve(told, dates=told.dates[:-1])

    last.desk.explain = short
    last.laws.explained(last.id, "staff", "en")


def a_notice_of_nothing(last: Last) -> None:
    last.watched.act("ask", last.watched.laws.people[0], message=LETTER)
    last.laws.log.pop()
    counters_and_notices(last.laws)


def a_gap_in_the_numbers(last: Last) -> None:
    n, numbered = next((n, e) for n, e in enumerate(last.laws.log) if getattr(e.body, "number", None))
    last.laws.log[n] = attrs.evolve(numbered, body=attrs.evolve(numbered.body, number="260399"))
    numbers_in_order(last.laws)


def an_entry_too_many(last: Last) -> None:
    last.laws.log.append(last.event)
    last.laws.close()


def a_serial_in_vain(last: Last) -> None:
    with last.desk.store.begin() as tx:
        tx.draw(last.desk.tenant, "a scope nobody uses")
    last.laws._serials()


def nobody_swept(last: Last) -> None:
    last.watched.clock.advance(timedelta(days=30))
    last.laws.rest()


def not_what_the_entries_made(last: Last) -> None:
    last.laws.cases[last.id] = last.before
    last.laws.check_case(last.id)


BITES: Mapping[str, Callable[[Last], None]] = {
    "Nobody acts without the role that the policy names for it.": without_the_role,
    "What is personal lies beside the entry, where it can be erased.": a_name_in_the_open,
    "Every entry is bound to the one before it.": a_link_torn,
    "A case moves only as the table of moves says.": a_stage_skipped,
    "Nobody acts in a case that is about them.": judge_in_their_own_case,
    "A move is made only after what it asks for, by whom it asks for, and told as it asks for.": (
        approved_before_it_was_proposed
    ),
    "Nothing is disposed of while a rule, a hold or its own course keeps it.": disposed_of_while_open,
    "A case is what its entries add up to, and each decision comes out the same when it is made again.": another_state,
    "A duty is late once its due date has passed, and not before.": another_date,
    "A case stands in the registers that its records say.": out_of_the_book,
    "An open case has an owner, and somebody can always take the next step.": nobodys_case,
    "Every due date is explained, and the explanation ends on that date.": a_due_without_its_explanation,
    "Counters and notices say what the entries say.": a_notice_of_nothing,
    "Numbers run without gaps and doubles.": a_gap_in_the_numbers,
    "Nothing was changed, lost or added behind the desk's back, and what is overdue can be found.": an_entry_too_many,
    "A number that was drawn in vain is drawn again.": a_serial_in_vain,
    "A sweep leaves nothing undone, and a second one finds nothing to do.": nobody_swept,
    "What the desk keeps of a case is what happened to it.": not_what_the_entries_made,
}
"""For each law what breaks it."""


def test_no_law_is_left_that_was_never_seen_to_break():
    """The laws are those told here and those of the tests beside it."""
    assert BITES.keys() | ELSEWHERE == LAWS.keys()
    assert not BITES.keys() & ELSEWHERE


@pytest.mark.parametrize("law", sorted(BITES))
def test_a_law_breaks_where_it_is_broken(law):
    """The law that watches over it says so, by its own sentence, and what was seen."""
    with pytest.raises(LawBroken) as caught:
        BITES[law](Last())
    assert caught.value.law == law
    assert caught.value.seen


def test_a_fact_that_does_not_stand_by_its_newest_entry_is_noticed():
    """A correction keeps to itself what no later entry gave again: the case is silent on what its filing now says."""
    last = Last()
    fact = next(iter(last.program.facts))
    body = Corrected(seq=1, facts=FrozenMap({fact: "x"}), reason="x", again=((fact, len(last.events)),))
    event = provisional(last.case, body, last.event.occurred_at, last.event.recorded_at, actor_of(last.event))
    after = apply(last.program, last.case, event)
    assert after.facts == last.case.facts
    with pytest.raises(LawBroken, match="its newest entries gave"):
        last.laws._replay(last.program, [*last.events, event], after)


def test_a_decision_that_comes_out_otherwise_is_noticed():
    """The last move is made again from what was recorded with it: with none of the roles that counted it is refused."""
    last = Last()
    assert isinstance(last.event.body, Acted)
    events = [*last.events[:-1], attrs.evolve(last.event, roles=())]
    with pytest.raises(LawBroken, match="refused when decided again") as caught:
        last.laws._replay(last.program, events, last.case)
    assert caught.value.law.endswith("each decision comes out the same when it is made again.")
