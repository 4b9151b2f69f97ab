"""Hypothesis strategies for facts, conditions, policies, cases and commands: for properties of your own.

Those for deadlines (calendars, terms, clocks, …) are in `complaintkit.testing` itself. Needs the extra ``testing``.
"""

from __future__ import annotations

from hypothesis import strategies as st

from complaintkit.rules.conditions import Condition
from complaintkit.rules.policy import Policy
from complaintkit.rules.wellformed import made_records
from complaintkit.testing.clerk import Command
from complaintkit.testing.draws import Landmarks, fact_values, landmarks_of, parties
from complaintkit.testing.lived import Lived, cases, commands
from complaintkit.testing.policies import policies
from complaintkit.testing.policy_parts import Names
from complaintkit.testing.spoiled import Spoiled, spoiled_policies

__all__ = [
    "Command",
    "Landmarks",
    "Lived",
    "Spoiled",
    "cases",
    "commands",
    "conditions",
    "fact_values",
    "landmarks_of",
    "parties",
    "policies",
    "spoiled_policies",
]


def conditions(policy: Policy) -> st.SearchStrategy[Condition]:
    """Conditions that a policy may hold: over its facts, categories, channels, records, duties, tallies and redress.

    Of every kind that its names allow, sometimes a deep one. Shrinks to ALWAYS.

    >>> from complaintkit.rules import ALWAYS, Move, Stage
    >>> policy = Policy(id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=1, database=None)  # the first is the simplest
    ... @given(conditions(policy))
    ... def show(condition):
    ...     print(condition == ALWAYS)
    >>> show()
    True
    """
    return Names(
        policy.facts,
        [category.id for category in policy.categories],
        [channel.id for channel in policy.channels],
        records=sorted(made_records(policy)),
        duties=[duty.id for duty in policy.duties],
        tallies=[tally.id for tally in policy.tallies],
        redress=None if policy.redress is None else policy.redress.currency,
    ).conditions()
