"""The terms of a policy count from facts and records that its cases have; anything else is a fault with its path."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import (
    BeforeEvent,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Months,
    NthDayOf,
    Term,
    Tolling,
    WorkingDays,
)
from complaintkit.errors import PolicyError
from complaintkit.reports import policy_page
from complaintkit.rules import AtLeast, ByCase, ExtensionRule, Fact, Policy
from complaintkit.rules.conditions import ALWAYS
from complaintkit.serialization import dumps, loads_policy
from tests.desk.policies import policy, reply_duty

FACTS = (
    Fact("sale", "instant", required=False),
    Fact("event", "date", required=False),
    Fact("closings", "date", many=True, required=False),
    Fact("secret", "date", personal=True, required=False),
    Fact("amount", "whole", required=False),
)


def build(term: Any, **parts: Any) -> Policy:
    return policy(facts=FACTS, duties=(reply_duty(term=term, **parts),))


@pytest.mark.parametrize(
    "term",
    [
        BeforeEvent("sale", Days(3)),
        BeforeEvent("event"),
        BeforeEvent("accepted", WorkingDays(1)),
        CountedFrom("event", Hours(3)),
        CountedFrom("accepted", FollowedBy(Days(3), CountedFrom("sale", Days(1)))),
        EarlierOf((Cycles(2, "closings"), Days(90))),
        NthDayOf(31, "half_year", month=2, working=True),
        ByCase(((ALWAYS, CountedFrom("event", Days(3))),)),
    ],
)
def test_facts_and_records_that_there_are(term: Any) -> None:
    """Such a policy is well formed, and the same after a round trip through its document."""
    built = build(term)
    assert loads_policy(dumps(built)) == built
    assert loads_policy(dumps(built)).hash == built.hash


def test_a_duty_that_repeats_is_tolled_and_has_a_longstop_is_the_same_after_a_round_trip() -> None:
    """And its page tells all three."""
    window = Tolling("flood", date(2026, 3, 3), date(2026, 3, 4), started_until=date(2026, 3, 2))
    built = build(Days(5), repeats="due", until=("accepted",), tolling=(window,), longstop=Months(6))
    assert loads_policy(dumps(built)) == built
    page = policy_page(built)
    assert "stands still from 2026-03-03 to 2026-03-04 (`flood`), for what is received until 2026-03-02" in page
    assert "never later than 6 months from its first start" in page
    assert "begins anew where the last one fell due, until" in page


ELSEWHERE = "which is neither a fact nor a record that is ever made @ $.duties[0](reply).term"


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (BeforeEvent("sail"), f"a term counts from 'sail', {ELSEWHERE}"),
        (FollowedBy(Days(1), CountedFrom("satisfied", Days(1))), f"a term counts from 'satisfied', {ELSEWHERE}"),
        (CountedFrom("amount", Days(1)), "fact 'amount' is declared whole, instant or date is needed here"),
        (CountedFrom("closings", Days(1)), "fact 'closings' is declared date, many, instant or date is needed here"),
        (Cycles(1, "event"), "fact 'event' is declared date, date, many is needed here"),
        (Cycles(1, "accepted"), "the closing dates 'accepted' are no fact: declare one of type date with many=True"),
        (BeforeEvent("secret"), "fact 'secret' is personal: a term counts from it, so it cannot be sealed"),
        (ByCase(((ALWAYS, CountedFrom("sail", Days(3))),)), f"a term counts from 'sail', {ELSEWHERE}"),
    ],
)
def test_what_a_term_cannot_count_from(term: Any, said: str) -> None:
    """An unknown name, another type, a personal fact: each says what is needed."""
    with pytest.raises(PolicyError) as caught:
        build(term)
    assert any(said in str(fault) for fault in caught.value.faults)


def extension(how: Any, term: Term) -> ExtensionRule:
    return ExtensionRule(how, term, by=("boss",), reasons=("ill",))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"extension": extension("add", NthDayOf(1, "week"))}, "'add' takes a length such as Days(3) @"),
        ({"extension": extension("replace", FollowedBy(Days(1), Days(1)))}, "'replace' takes a length or a fixed day"),
        ({"extension": extension("fixed", CountedFrom("event", Days(1)))}, "'fixed' takes a length or a fixed day"),
        (
            {"extension": attrs.evolve(extension("add", Days(1)), request="x_wished")},
            "made by no move, rung or filing of this policy @ $.duties[0](reply).extension.request",
        ),
        (
            {"extension": attrs.evolve(extension("add", Days(1)), request="filled")},
            "'filled' is no record: did you mean 'filed'? @ $.duties[0](reply).extension.request",
        ),
        ({"pause_cap": NthDayOf(1, "week")}, "a cap on pauses is a length such as Days(30)"),
        (
            {"on_change": AtLeast(BeforeEvent("event"))},
            "a term here counts from the moment it bounds, not from 'event' @ $.duties[0](reply).on_change",
        ),
    ],
)
def test_terms_that_bound_something_are_of_their_own_kind(parts: dict[str, Any], said: str) -> None:
    """Extensions, caps and what a change leaves have no anchors of their own."""
    with pytest.raises(PolicyError) as caught:
        build(Days(3), **parts)
    assert any(said in str(fault) for fault in caught.value.faults)


def test_how_far_an_entry_is_dated_back_has_no_anchor() -> None:
    """It is counted from the entry itself."""
    with pytest.raises(PolicyError, match="not from 'event'"):
        policy(facts=FACTS, backdating=CountedFrom("event", Days(1)))
