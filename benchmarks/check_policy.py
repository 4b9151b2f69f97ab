"""What it costs an embedder to have a policy tested: ``check``, and ``check_policy`` in its default profile.

Run it with ``python -m benchmarks check_policy``. There is no peer; what counts is whether somebody waits for it. Asked
is the factory's policy, the largest that ships, with every issue it has accepted. The lives are drawn the same in every
run, each law is asked after every command, and nothing is kept from one round to the next. Processor time counts: it is
what a suite pays, whatever else the machine does.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.policy_load import factory_policy
from benchmarks.table import Row, duration

ROUNDS = 3
PROFILE = "default"
CHECK_AIM, AIM = 1.0, 20.0  # seconds


def least(work: Callable[[], object], rounds: int) -> float:
    """The least processor time of some rounds, in seconds."""
    found = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    from hypothesis import settings

    from complaintkit import check
    from complaintkit.testing import check_policy

    policy = factory_policy()
    accepted = {(issue.code, issue.path): "known" for issue in check(policy)}
    settings.register_profile("benchmark", derandomize=True, database=None)
    before = settings.get_current_profile_name()
    settings.load_profile("benchmark")
    try:
        checked = least(lambda: check(policy), ROUNDS)
        tested = least(lambda: check_policy(policy, accepted=accepted, profile=PROFILE), ROUNDS)
    finally:
        settings.load_profile(before)
    return [
        Row("check of the factory's policy", duration(checked), "", "", "", "≤ 1 s", checked <= CHECK_AIM),
        Row(f"check_policy of it, profile {PROFILE}", duration(tested), "", "", "", "≤ 20 s", tested <= AIM),
    ]
