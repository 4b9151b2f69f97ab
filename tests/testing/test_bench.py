"""The bench: each of its own laws bites, and what it does is told."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import attrs
import pytest

from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import LawBroken, assert_fired, assert_not_fired
from complaintkit.testing.bench import Bench, Setting, Step
from complaintkit.testing.story import story_of
from tests.lifetimes.small import small
from tests.testing.test_story import CLERK, DIRECTOR, FILED, LETTER, MANAGER, START

ACCEPT = Step(START, "act", ("case-1", "accept"), {"by": CLERK, "to": "manager-1", "key": "k"})
NOT_YET = Step(START, "act", ("case-1", "fine"), {"by": CLERK})


@pytest.fixture
def bench():
    """A desk with one case on it."""
    people = (CLERK, MANAGER, DIRECTOR)
    setting = Setting(
        policy=small(), store=MemoryStore, calendars=None, people=people, away=None, stands_still=frozenset()
    )
    found = Bench(setting, START)
    found.take(Step(START, "file", given=FILED))
    return found


def broken(bench, step):
    """What a step breaks: the law, and what was seen."""
    with pytest.raises(LawBroken) as caught:
        bench.take(step)
    return caught.value.law, caught.value.seen


def test_a_refusal_that_changes_something_is_noticed(bench):
    """A desk that files another case on the way to a refusal."""
    act = bench.desk.act

    def meddling(*args, **given):
        bench.desk.file(**FILED)
        return act(*args, **given)

    bench.desk.act = meddling
    law, seen = broken(bench, NOT_YET)
    assert law == "A refused command changes nothing, and says why."
    assert seen.startswith("refused, and yet something changed: ")


def test_considering_otherwise_than_acting_is_noticed(bench):
    """A desk that considers everything granted."""
    consider = bench.desk.consider
    bench.desk.consider = lambda *args, **given: attrs.evolve(consider(*args, **given), granted=True)
    law, seen = broken(bench, NOT_YET)
    assert law == "What considering a move answers is what making it does."
    assert seen.startswith("considered True, acted otherwise: ")


def test_a_command_that_is_done_again_under_its_key_is_noticed(bench):
    """The same command, once more: another case comes back. As it should be, nothing happens."""
    bench.take(ACCEPT)
    again = attrs.evolve(ACCEPT, verb="again", args=("act", *ACCEPT.args))
    bench.take(again)
    first = bench.desk.get("case-1")
    bench.desk.act = lambda *args, **given: attrs.evolve(first, version=first.version + 1)
    law, seen = broken(bench, again)
    assert law == "A command that is sent again under its key is not done again."
    assert seen.startswith("the same key gave another result: ")


def test_a_batch_that_leaves_something_behind_is_noticed(bench):
    """A batch that takes nothing back. As it should be, the case stands where it stood."""
    undone = Step(START, "undone", inside=(ACCEPT,))
    bench.take(undone)
    assert bench.desk.get("case-1").stage == "new"
    bench.desk.batch = nullcontext
    law, seen = broken(bench, undone)
    assert (law, seen) == ("What fails leaves nothing behind.", "a batch that failed left something behind")


def test_a_date_that_moved_is_told_and_a_rung_passed_over_is_none_that_fired(bench):
    """Asked on Monday and answered on Wednesday; reopened, and left alone past its two days without catching up."""
    days = timedelta(days=1)
    for step in (
        attrs.evolve(ACCEPT, given={"by": CLERK, "to": "manager-1"}),
        Step(START, "act", ("case-1", "ask"), {"by": CLERK, "message": LETTER}),
        Step(START + 2 * days, "act", ("case-1", "hear"), {"by": CLERK}),
        Step(START + 2 * days, "act", ("case-1", "look"), {"by": CLERK, "facts": LOOKED}),
        Step(START + 2 * days, "act", ("case-1", "finish"), FINISHED),
        Step(START + 2 * days, "act", ("case-1", "reopen"), {"by": DIRECTOR}),
        Step(START + 9 * days, "sweep", (1000,)),
    ):  # fmt: skip
        bench.take(step)
    story = story_of(bench, LawBroken("None.", "nothing"))
    # five days from Monday 2 March are Saturday the 7th; two of them stood still
    assert "\n                      now due: reply, by the end of Mon 2026-03-09 [SP art. 7]\n" in story
    assert "escalation late of again, case-1: is passed over" in story
    assert_not_fired(bench.desk, "case-1", "again", "late")
    with pytest.raises(AssertionError, match="late: passed over in entry"):
        assert_fired(bench.desk, "case-1", "again", "late")


FINISHED = {"by": MANAGER, "message": LETTER, "confirmed": ("polite",)}
LOOKED = {"cause": "ours", "bought_on": "2026-02-01"}
