"""Random lifetimes of cases: whatever is done with a desk, and in whatever order, its laws hold."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from complaintkit.testing import lifetimes
from tests.lifetimes.small import small


def run(machine, examples, steps):
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), deadline=None
    )
    case().runTest()
    return machine.seen


def test_small():
    seen = run(lifetimes(small()), 30, 25)
    print(sorted(seen.items()))
