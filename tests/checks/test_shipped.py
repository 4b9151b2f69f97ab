"""The regimes that ship: every issue they have is real, and listed with what their texts leave open."""

from __future__ import annotations

from functools import cache

import pytest

from complaintkit import check
from complaintkit.checks import Issue
from complaintkit.rules import Policy
from complaintkit.testing.replaying import replay
from tests.checks.accepted import ACCEPTED, key_of
from tests.policies.rows import regimes
from tests.policies.shipped import build


def test_every_regime_is_looked_at():
    """A new regime is checked like the others: its issues are mended, or listed in ``accepted.py`` with the reason."""
    assert set(regimes()) == ACCEPTED.keys()


@cache
def looked_at(regime: str) -> tuple[Policy, tuple[Issue, ...]]:
    """The policy of a regime, and what the check finds in it."""
    policy = build(regime)
    return policy, tuple(check(policy))


@pytest.mark.parametrize("regime", sorted(ACCEPTED))
def test_a_regime_has_the_issues_that_are_accepted_and_no_other(regime):
    """Every issue of a shipped policy is explained; an explanation that no issue needs any more is noticed too."""
    found = {key_of(regime, issue) or (issue.code, issue.path) for issue in looked_at(regime)[1]}
    assert found == ACCEPTED[regime].keys()


@pytest.mark.parametrize("regime", sorted(ACCEPTED))
@pytest.mark.no_cover
def test_every_issue_of_a_regime_is_real(regime):
    """No false alarm: the witness of each shows on a desk what the issue says."""
    policy, issues = looked_at(regime)
    for issue in issues:
        replay(policy, issue)
