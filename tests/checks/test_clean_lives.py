"""What a check leaves unsaid does not happen: a policy that checks clean of it never meets it in a life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from complaintkit import check
from complaintkit.cases.clocks import clock_of
from complaintkit.cases.view import View
from complaintkit.checks import Issue
from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.rules import STAYS, ByCase, Guard, Move, Policy
from complaintkit.rules.conditions import category, recorded
from complaintkit.rules.evaluate import evaluate, lates_in, tallies_in
from complaintkit.rules.wellformed import made_records
from complaintkit.testing import Laws
from complaintkit.testing.clerk import people_of
from complaintkit.testing.lived import Lived, cases
from complaintkit.testing.policies import policies
from complaintkit.testing.policy_parts import some
from complaintkit.testing.strategies import conditions
from tests.checks.faulty import FAULTS
from tests.checks.sound import CLOSE, DECIDE, TAKE, guarded, owed, sound, with_moves

STANDSTILL = frozenset(
    ("inescapable_stage", "category_without_handler", "channel_without_handler", "case_at_a_standstill", "undecided")
)
"""The issues that say of a stage that some case stands there, and nobody can take it further."""

NO_AUTHORITY = frozenset(("no_band_suffices", "band_of_an_outsider", "admitted_without_band"))
"""The issues that say of an authority that it is not enough."""

NO_DEADLINE = frozenset(("no_term_applies", "undecided"))
"""The issues that say of a duty that it is owed on some case, and no row of its term says by when."""

DECLARED = frozenset(("recused", "somebody_else"))
"""The refusals that a policy declares: the case is about whoever alone may act, or it names somebody else. Authority is
one where the check tells of it.
"""

TRIED = settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.reuse, Phase.generate),  # a whole policy takes minutes to shrink
    suppress_health_check=list(HealthCheck),
)


def stands_still(lived: Lived, declared: frozenset[str] = DECLARED) -> bool:
    """Whether nobody may do anything about a case that is not closed, and no refusal is one of those declared."""
    program = lived.desk.program(lived.case_id)
    if program.stages[lived.case.stage].kind not in ("open", "waiting"):
        return False
    workers, reserve = people_of(program.policy)
    people = (*reserve, *workers)
    if Laws(lived.desk, people).can_go_on(lived.case_id):
        return False
    offers = [offer for by in people for offer in lived.desk.available(lived.case_id, by=by) if offer.verb == "act"]
    return not any(
        {reason.arg("why") if reason.code == "not_named" else reason.code for reason in offer.reasons} <= declared
        for offer in offers
    )


def owed_without_a_date(lived: Lived) -> list[str]:
    """The duties that run on a case and apply to it, and of whose term no row does."""
    program, case = lived.desk.program(lived.case_id), lived.case
    view = View(program, case, case.recorded_at)
    return [
        id
        for id, runs in case.clocks.items()
        if runs[-1].running
        and evaluate(program.duties[id].when, view).value is True
        and clock_of(program, case, runs[-1]) is None
    ]


def in_force(policy: Policy) -> Policy:
    """A drawn policy, in force and approved, so that cases can be filed under it."""
    return attrs.evolve(policy, in_force_from=date(2026, 1, 1), in_force_until=None, approval_rule=None)


@st.composite
def narrowed(draw: st.DrawFn) -> Policy:
    """The sound policy with conditions drawn for its moves and for the rows of a term: some let some case fall.

    Where a move is drawn in two rows, one for each answer, none does.
    """
    asked = conditions(sound())
    dated = asked.filter(lambda condition: not (tallies_in(condition) or "answer" in lates_in(condition)))
    moves = [TAKE]
    for move in (DECIDE, CLOSE):
        when = draw(asked)
        moves += draw(st.sampled_from(([guarded(move, when)], [attrs.evolve(move, when=c) for c in (when, ~when)])))
    first = draw(dated)
    second = draw(st.none() | st.just(~first) | dated)
    rows = ((first, Days(10)), *(() if second is None else ((second, Days(20)),)))
    return sound(moves=tuple(moves), duties=owed(term=ByCase(rows)))


@st.composite
def strained(draw: st.DrawFn) -> Policy:
    """A policy of any shape of which every move, or nearly, asks for something that not every case has."""
    policy = in_force(draw(policies()))
    made = some(sorted(made_records(policy)), most=1)

    def harder(move: Move) -> Move:
        asked = draw(conditions(policy))
        refused = {}, {"when": move.when & asked}, {"guards": (*move.guards, Guard("drawn", asked))}
        order = {}, {"after": draw(made)}, {"same_who": draw(made)}, {"not_who": draw(made)}
        return attrs.evolve(move, **draw(st.sampled_from(refused)), **draw(st.sampled_from(order)))

    moves = tuple(harder(move) for move in policy.moves)
    try:
        return attrs.evolve(policy, moves=moves)
    except PolicyError:  # an order that goes round, say
        return policy


def told(issues: Sequence[Issue], codes: frozenset[str]) -> str:
    """The paths of the issues of some codes, in one text."""
    return " ".join(issue.path for issue in issues if issue.code in codes)


def untold(data: st.DataObject) -> list[str]:
    """Draw a policy and a life under it; what befell the case there and its check does not tell of."""
    policy = data.draw(narrowed() | strained())
    issues = check(policy)
    try:
        lived = data.draw(cases(policy))
    except InvalidInput:  # nobody can file under it
        return []
    stage, found = lived.case.stage, []
    if f"({stage})" not in told(issues, STANDSTILL):
        amounts = {"authority"} if told(issues, NO_AUTHORITY) else ()
        if stands_still(lived, DECLARED.union(amounts)):
            found.append(f"nobody can act on a case in {stage!r}")
    dated = told(issues, NO_DEADLINE)
    return found + [f"{duty!r} has no deadline" for duty in owed_without_a_date(lived) if f"({duty})" not in dated]


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of a long repr, where it fails
@given(st.data())
@TRIED
@pytest.mark.no_cover
def test_what_the_check_does_not_find_never_happens(data):
    """Over policies of every shape: no standstill and no duty without a date where the check tells of none."""
    assert untold(data) == []


@pytest.mark.long(what="properties")
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(st.data())
@settings(TRIED, max_examples=200)
def test_what_the_check_does_not_find_never_happens_in_many_lives(data):
    """The same over many more policies."""
    assert untold(data) == []


GOODS = category.within("goods").is_true(otherwise=False)
NOT_HELD = ~recorded("x_held")
HOLD = Move("hold", ("examined",), STAYS, by=("manager",), records=("x_held",))
FAULTY = {
    "case_at_a_standstill": (with_moves(TAKE, guarded(DECIDE, NOT_HELD), guarded(HOLD, NOT_HELD), CLOSE), stands_still),
    "category_without_handler": (with_moves(TAKE, guarded(DECIDE, GOODS), guarded(CLOSE, GOODS)), stands_still),
    "no_term_applies": (FAULTS["no_term_applies"]().policy, owed_without_a_date),
}


@pytest.mark.parametrize("code", FAULTY)
def test_a_policy_with_the_fault_meets_it(code):
    """The check tells of the fault and a life comes to it: both questions can be answered with yes."""
    policy, meets = FAULTY[code]
    assert code in {issue.code for issue in check(policy)}
    assert meets(find(cases(policy), lambda lived: bool(meets(lived)), settings=settings(TRIED, max_examples=200)))
