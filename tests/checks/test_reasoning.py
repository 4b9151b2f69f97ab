"""The reasoner: what it says cannot be is held against many situations, what it says can be against the evaluator."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.checks.domains import Domains
from complaintkit.checks.reasoning import FALSE, NOT_FALSE, TRUE, Reasoner
from complaintkit.checks.situations import Situation
from complaintkit.checks.value_sets import Names, Span, Spans, span
from complaintkit.rules import BLANK, Category, Channel, Fact, Move, Policy, Redress, Stage
from complaintkit.rules.conditions import (
    ALWAYS,
    NEVER,
    category,
    channel,
    count,
    fact,
    late,
    months_between,
    party,
    received,
    recorded,
    tally,
    today,
    total,
)
from complaintkit.rules.evaluate import evaluate
from complaintkit.rules.tallies import Tally
from complaintkit.values import Money

FACTS = (
    Fact("quantity", "whole", min_value=0, max_value=100),
    Fact("share", "ratio"),
    Fact("price", "money", currency="CNY"),
    Fact("bought_on", "date"),
    Fact("demand", "choice", choices=("exchange", "return")),
    Fact("urgent", "yes_no"),
    Fact("place", "text"),
    Fact("few", "whole", max_value=4),
    Fact("many", "whole", min_value=5),
    Fact("tags", "text", many=True),
    Fact("parts", "table", columns=(Fact("portion", "whole", min_value=1), Fact("maker", "person"))),
)
POLICY = Policy(
    id="p",
    roles=("clerk",),
    channels=(Channel("letter"), Channel("phone")),
    categories=(Category("goods"), Category("colour", parent="goods"), Category("service")),
    facts=FACTS,
    stages=("open", Stage("done", "closed")),
    moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
    redress=Redress("price", currency="CNY"),
    tallies=(Tally("closings", "closed"),),
)
DOMAINS = Domains(POLICY)
UNKNOWN = frozenset((None,))


def reasoner() -> Reasoner:
    return Reasoner(DOMAINS)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


quantity, price, demand = fact("quantity"), fact("price"), fact("demand")

IMPOSSIBLE = {
    "nothing between neighbours": (quantity > 5) & (quantity < 6),
    "below the declared least": quantity < 0,
    "above the declared most": quantity > 100,
    "two values at once": (demand == "exchange") & (demand == "return"),
    "no choice is left": ~demand.one_of("exchange", "return") & demand.known,
    "yes and no": (fact("urgent") == True) & (fact("urgent") == False),  # noqa: E712 - builders
    "open ends that meet": (price > cny("5")) & (price < cny("5")),
    "a category outside its own parent": (category == "colour") & ~category.within("goods"),
    "recorded, and never made": recorded("closed") & (count("closed") < 1),
    "more than as many": count("closed") > count("closed"),
    "two facts whose bounds lie apart": fact("few") == fact("many"),
    "two facts, ordered both ways": (quantity > fact("few")) & (fact("few") >= quantity),
    "twice a figure within its bounds": quantity + quantity > 200,
    "rows of a table left blank": (fact("parts").rows >= 1) & ~fact("parts").known,
    "makers in a table left blank": (fact("parts").different("maker") >= 1) & ~fact("parts").known,
    "rows that lack a maker, without rows": (fact("parts").lacking("maker") >= 1) & (fact("parts").rows == 0),
    "a known table without rows": (fact("parts").rows == 0) & fact("parts").known,
    "two channels": (channel == "letter") & (channel == "phone"),
    "unknown and yes": (quantity > 5) & ~quantity.known,
    "late and not": late("x") & ~late("x"),
    "a party with and without": party("complainant").has("contact") & ~party("complainant").has("contact"),
    "a tally below nought": tally("closings") < 0,
    "redress below nought": total("redress") < cny("0"),
    "months that no dates span": months_between(fact("bought_on"), today) > 200_000,
    "before one day and after the next": (today > date(2026, 3, 2)) & (today < date(2026, 3, 3)),
    "never": NEVER,
}
POSSIBLE = {
    "between": (quantity > 5) & (quantity < 7),
    "dense": (fact("share") > Fraction(1, 3)) & (fact("share") < Fraction(1, 2)),
    "the cent between": (price > cny("5")) & (price < cny("5.01")),
    "two facts alike": fact("few") == quantity,
    "sum of a column": fact("parts").total("portion") == 100,
    "two different makers": fact("parts").different("maker") >= 2,
    "three rows of two makers": (fact("parts").rows == 3) & (fact("parts").different("maker") == 2),
    "a row without its maker": fact("parts").lacking("maker") >= 1,
    "no row without its maker": (fact("parts").lacking("maker") == 0) & (fact("parts").rows >= 2),
    "two different makers, none lacking": (fact("parts").different("maker") >= 2)
    & (fact("parts").lacking("maker") == 0)
    & (fact("parts").lacking("portion") == 0),
    "two makers and a row without": (fact("parts").different("maker") == 2) & (fact("parts").lacking("maker") == 1),
    "rows that are empty": (fact("parts").different("portion") == 0) & (fact("parts").rows == 2),
    "three rows, three portions": (fact("parts").different("portion") == 3) & (fact("parts").rows == 3),
    "three tags, one named": (fact("tags").rows >= 3) & fact("tags").contains("loud"),
    "a day": (fact("bought_on") > date(2026, 3, 1)) & (fact("bought_on") < date(2026, 3, 3)),
    "left blank": ~(demand == "exchange") & ~(demand == "return"),
    "unknown settled": (quantity > 5).is_true(otherwise=True) & ~quantity.known,
    "months": months_between(fact("bought_on"), today) == 24,
    "a week before the receipt": fact("bought_on") == received - 7,
    "below": category.within("goods") & (category != "goods"),
    "always": ALWAYS,
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_no_case_can_be_is_told_impossible(what):
    """By hand: none of these holds on any case, and the reasoner says no, not that it is open."""
    answer = reasoner().ask((IMPOSSIBLE[what], TRUE))
    assert answer.situation is None
    assert not answer.open


@pytest.mark.parametrize("what", POSSIBLE)
def test_what_a_case_can_be_is_shown(what):
    """By hand: each of these holds on some case, and the evaluator confirms the one that is shown."""
    found = reasoner().ask((POSSIBLE[what], TRUE)).situation
    assert found is not None
    assert evaluate(POSSIBLE[what], found).value is True


def test_three_answers_are_told_apart():
    """A comparison of a figure fails above it, holds below it, cannot be told while nobody knows: three questions."""
    asked = reasoner()
    assert asked.ask((quantity <= 100, FALSE)).situation is None
    assert asked.ask((quantity <= 100, UNKNOWN)).situation == Situation(
        categories=DOMAINS.categories, facts={}, counts={}
    )
    assert asked.ask((demand == "exchange", FALSE), (~demand.known, TRUE)).situation.facts == {"demand": BLANK}


def test_the_conditions_are_asked_together():
    """Each can hold, all of them cannot: 0 < quantity < 3, and neither 1 nor 2."""
    within = (quantity > 0, quantity < 3, quantity != 1, quantity != 2)
    assert all(reasoner().ask((condition, TRUE)).situation for condition in within)
    assert not reasoner().ask(*((condition, TRUE) for condition in within)).possible


def test_beyond_the_bound_the_answer_is_open():
    """A question that would take more steps than allowed is neither answered yes nor no."""
    answer = Reasoner(DOMAINS, most_steps=2).ask(((quantity > 5) & (quantity < 7) & (quantity < 6), TRUE))
    assert answer.open
    assert answer.possible
    assert answer.situation is None


def test_spans_keep_their_ends():
    """Of whole numbers "below 5" ends on 4; of ratios just before 5."""
    assert 4 in Spans(span("<", 5, discrete=True))
    assert Spans(span("<", 5, discrete=False)) & Spans((Span(Fraction(9, 2), None),)) == Spans(
        (Span(Fraction(9, 2), 5, high_in=False),)
    )
    assert (Spans(span("!=", 5, discrete=True)) & Spans((Span(5, 5),))).empty


def test_names_know_what_is_left_out():
    """All but a, and all but b: all but both; a alone and all but a: nothing."""
    not_a, not_b = ~Names.of("a"), ~Names.of("b")
    assert not_a & not_b == ~Names.of("ab")
    assert (Names.of("a") & not_a).empty
    assert not_a | Names.of("a") == ~Names()


# -- held against the evaluator ---------------------------------------------------------------------------------------

ATOMS = st.one_of(
    st.builds(lambda n, op: op(quantity, n), st.integers(-1, 101), st.sampled_from((lt, ge, eq))),
    st.builds(lambda n, op: op(price, cny(n)), st.sampled_from(("0", "4.99", "5")), st.sampled_from((le, gt, ne))),
    st.sampled_from(
        (demand == "exchange", demand.one_of("exchange", "return"), demand.known, quantity.known,
         category.within("goods"), category == "service", channel == "letter", recorded("closed"), count("closed") >= 2,
         fact("urgent").is_true(), fact("few") < quantity, quantity == fact("many"), ALWAYS, NEVER)
    ),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
        st.builds(lambda a, b: a.is_true(otherwise=b), inner, st.booleans()),
    ),
    max_leaves=8,
)


@st.composite
def situations(draw) -> Situation:
    """Any case, as conditions see it: each fact given, left blank or not there."""
    values = {
        "quantity": st.integers(0, 100),
        "price": st.sampled_from(("0", "4.99", "5", "5.01")).map(cny),
        "demand": st.sampled_from(("exchange", "return")),
        "urgent": st.booleans(),
        "few": st.integers(-3, 4),
        "many": st.integers(5, 9),
    }
    facts = {name: draw(found | st.just(BLANK)) for name, found in values.items() if draw(st.booleans())}
    return Situation(
        facts=facts,
        category=draw(st.sampled_from((None, "goods", "colour", "service"))),
        channel=draw(st.sampled_from(("letter", "phone"))),
        counts={"closed": draw(st.integers(0, 3))},
        categories=DOMAINS.categories,
    )


@given(CONDITIONS, st.lists(situations(), min_size=5, max_size=20))
def test_no_situation_contradicts_the_reasoner(condition, many):
    """Whatever answer a condition has on some case, the reasoner never says that it cannot have it."""
    asked = reasoner()
    for situation in many:
        value = evaluate(condition, situation).value
        assert asked.ask((condition, frozenset((value,)))).possible
        if value is not False:
            assert asked.ask((condition, NOT_FALSE)).possible


@given(CONDITIONS, st.sampled_from((True, False, None)))
def test_what_is_shown_is_so(condition, wanted):
    """A situation that is shown has the answer wanted: the evaluator says so."""
    answer = reasoner().ask((condition, frozenset((wanted,))))
    if answer.situation is not None:
        assert evaluate(condition, answer.situation).value is wanted
