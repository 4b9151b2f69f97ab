"""Over policies of every shape: what a check finds is real."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from complaintkit import check
from complaintkit.testing.policies import policies
from complaintkit.testing.replaying import replay


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of a long repr, where it fails
@given(policies())
@settings(
    max_examples=max(settings().max_examples // 5, 8),
    phases=(Phase.reuse, Phase.generate),  # a whole policy takes minutes to shrink
    suppress_health_check=[HealthCheck.too_slow],
)
@pytest.mark.no_cover
def test_every_witness_replays(policy):
    """Whatever policy is drawn, checking it ends, and the witness of every issue shows the issue on a desk."""
    for issue in check(policy):
        replay(policy, issue)
