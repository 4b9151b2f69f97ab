"""PolicyHistory: the receipt date picks; overlaps, drafts and missing approvals are refused, all at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaintkit.errors import PolicyError, UnknownPolicy
from complaintkit.rules import Approval, ApprovalRule, Move, Policy, PolicyHistory
from complaintkit.values import Citation

RULE = ApprovalRule("board", Citation("TX", "art. 1"))


def version(version: str, first: date | None, last: date | None = None, **parts: Any) -> Policy:
    return Policy(
        **{
            "id": "tiny",
            "version": version,
            "in_force_from": first,
            "in_force_until": last,
            "roles": ("clerk",),
            "stages": ("open",),
            "moves": (Move("note", ("open",), "=", by=("clerk",)),),
            **parts,
        }
    )


def refused(*policies: Policy) -> str:
    with pytest.raises(PolicyError) as caught:
        PolicyHistory(policies)
    return str(caught.value)


def test_the_day_picks_the_version():
    old, gap, new = (
        version("1", date(2026, 1, 1), date(2026, 1, 31)),
        version("2", date(2026, 3, 1)),
        version("3", date(2026, 6, 1)),
    )
    history = PolicyHistory([new, old, gap])
    assert history.policies == (old, gap, new)
    assert history.newest is new
    assert [
        history.at(day).version for day in (date(2026, 1, 1), date(2026, 1, 31), date(2026, 3, 1), date(2026, 5, 31))
    ] == [
        "1",
        "1",
        "2",
        "2",
    ]
    assert history.at(date(2030, 1, 1)) is new
    for day in (date(2025, 12, 31), date(2026, 2, 1), date(2026, 2, 28)):
        with pytest.raises(UnknownPolicy) as caught:
            history.at(day)
        assert caught.value.day == day


def test_an_end_is_the_last_day_in_force():
    history = PolicyHistory([version("1", date(2026, 1, 1), date(2026, 1, 31))])
    assert history.at(date(2026, 1, 31)).version == "1"
    with pytest.raises(UnknownPolicy):
        history.at(date(2026, 2, 1))


def test_overlaps_are_refused():
    assert refused(version("1", date(2026, 1, 1)), version("2", date(2026, 1, 1))) == (
        "this policy history cannot be used: versions '1' and '2' are both in force on 2026-01-01 @ $ [CK102]"
    )
    assert "are both in force on 2026-03-01" in refused(
        version("1", date(2026, 1, 1), date(2026, 3, 1)), version("2", date(2026, 3, 1))
    )


def test_drafts_doubles_strangers_and_nothing_are_refused_all_at_once():
    assert refused() == "this policy history cannot be used: a history needs at least one policy @ $ [CK102]"
    assert refused(version("1", None), version("1", date(2026, 1, 1), id="other")) == (
        "this policy history cannot be used: 3 faults\n"
        "  policy 'tiny' version '1' is a draft: give it in_force_from @ $[0]\n"
        "  one history is of one policy, got ['other', 'tiny'] @ $\n"
        "  two policies carry the same version: ['1', '1'] @ $ [CK102]"
    )


def test_a_version_needs_the_approval_its_rule_asks_for_in_time():
    first = date(2026, 1, 1)
    named: dict[str, Any] = {"approval_rule": RULE, "roles": ("clerk", "board")}
    good = version("1", first, approval=Approval("board", first), **named)
    assert PolicyHistory([good]).newest is good
    assert "version '1' lacks the approval of 'board' [TX art. 1] @ $[0]" in refused(version("1", first, **named))
    assert "lacks the approval of 'board'" in refused(version("1", first, approval=Approval("clerk", first), **named))
    assert "version '1' is in force from 2026-01-01, before its approval on 2026-01-02 [TX art. 1]" in refused(
        version("1", first, approval=Approval("board", date(2026, 1, 2)), **named)
    )
