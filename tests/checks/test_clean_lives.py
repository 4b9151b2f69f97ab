"""What a check leaves unsaid does not happen: a policy that checks clean of it never meets it in a life."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from complaintkit import check
from complaintkit.cases.clocks import clock_of
from complaintkit.cases.view import View
from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput
from complaintkit.rules import ByCase, Policy
from complaintkit.rules.conditions import category
from complaintkit.rules.evaluate import evaluate
from complaintkit.testing import Laws
from complaintkit.testing.clerk import people_of
from complaintkit.testing.lived import Lived, cases
from complaintkit.testing.policies import policies
from complaintkit.testing.strategies import conditions
from tests.checks.faulty import FAULTS
from tests.checks.sound import CLOSE, DECIDE, TAKE, guarded, owed, sound, with_moves

STANDSTILL = frozenset(("inescapable_stage", "category_without_handler", "channel_without_handler"))
"""The issues that say of some cases that nobody can take them further."""

NO_DEADLINE = frozenset(("no_term_applies",))
"""The issue that says of some cases that a duty is owed, and no row of its term says by when."""

TRIED = settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # a whole policy takes minutes to shrink
    suppress_health_check=list(HealthCheck),
)


def stands_still(lived: Lived) -> bool:
    """Whether nobody may do anything about an open case, whatever is given with the act."""
    program = lived.desk.program(lived.case_id)
    laws = Laws(lived.desk, people_of(program.policy)[0])
    return program.stages[lived.case.stage].kind == "open" and not laws.can_go_on(lived.case_id)


def owed_without_a_date(lived: Lived) -> list[str]:
    """The duties that run on a case and apply to it, and of whose term no row does."""
    program, case = lived.desk.program(lived.case_id), lived.case
    view = View(program, case, lived.clock.now())
    return [
        id
        for id, runs in case.clocks.items()
        if runs[-1].running
        and evaluate(program.duties[id].when, view).value is True
        and clock_of(program, case, runs[-1]) is None
    ]


@st.composite
def narrowed(draw: st.DrawFn) -> Policy:
    """The sound policy with conditions drawn for its moves and for the rows of a term: most let some case fall."""
    asked = conditions(sound())
    moves = TAKE, guarded(DECIDE, draw(asked)), guarded(CLOSE, draw(asked))
    rows = ((draw(asked), Days(10)), *(((draw(asked), Days(20)),) if draw(st.booleans()) else ()))
    return sound(moves=moves, duties=owed(term=ByCase(rows)))


def live(data: st.DataObject) -> None:
    """Draw a policy and a life under it, and hold the life against what its check says."""
    policy = data.draw(narrowed() | policies())
    codes = {issue.code for issue in check(policy)}
    if "undecided" in codes or codes >= STANDSTILL | NO_DEADLINE:
        return
    try:
        lived = data.draw(cases(policy))
    except InvalidInput:  # a draft, or nobody can file under it
        return
    if not codes & STANDSTILL:
        assert not stands_still(lived), f"nobody can act on a case in {lived.case.stage!r}, and the check is silent"
    if not codes & NO_DEADLINE:
        assert owed_without_a_date(lived) == [], "no deadline applies, and the check is silent"


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of a long repr, where it fails
@given(st.data())
@TRIED
def test_what_the_check_does_not_find_never_happens(data):
    """Over policies of every shape: no standstill and no duty without a date where the check tells of none."""
    live(data)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(st.data())
@settings(TRIED, max_examples=200)
def test_what_the_check_does_not_find_never_happens_in_many_lives(data):
    """The same over many more policies."""
    live(data)


GOODS = category.within("goods").is_true(otherwise=False)
FAULTY = {
    "category_without_handler": (with_moves(TAKE, guarded(DECIDE, GOODS), guarded(CLOSE, GOODS)), stands_still),
    "no_term_applies": (FAULTS["no_term_applies"]().policy, owed_without_a_date),
}


@pytest.mark.parametrize("code", FAULTY)
def test_a_policy_with_the_fault_meets_it(code):
    """The check tells of the fault and a life comes to it: both questions can be answered with yes."""
    policy, meets = FAULTY[code]
    assert code in {issue.code for issue in check(policy)}
    assert meets(find(cases(policy), lambda lived: bool(meets(lived)), settings=settings(TRIED, max_examples=200)))
