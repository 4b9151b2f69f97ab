"""Valid policies, for properties that hold of every policy: documents, checks, desks.

They are built from the names they define, so that no draw is thrown away; the simplest one has one role, one category,
one duty and three moves.
"""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.rules import Category, Fact, Policy, Role
from complaintkit.testing.policy_draft import Draft
from complaintkit.testing.policy_parts import WORDS
from complaintkit.testing.policy_rest import rest
from complaintkit.testing.policy_ways import all_stages, base_moves, duty, more_moves

__all__ = ["policies"]


@st.composite
def policies(draw: Any) -> Policy:
    """Any valid policy: every part, every kind of term, condition, moment and fact, from the simplest on.

    The simplest has one role, one category, one duty and three moves.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=1, database=None)  # the first is the simplest
    ... @given(policies())
    ... def show(policy):
    ...     print(len(policy.roles), len(policy.categories), len(policy.duties), len(policy.moves))
    >>> show()
    1 1 1 3
    """
    return _policy(Draft(draw))


def _policy(draft: Draft) -> Policy:
    """The policy; what every one has, and the rest where it is a full one."""
    needed = {
        "id": draft.draw(st.just("p") | WORDS),
        "roles": tuple(_role(draft, id) for id in draft.roles),
        "categories": tuple(_category(draft, n) for n in range(len(draft.categories))),
        "facts": tuple(_fact(draft, fact) for fact in draft.facts),
        "stages": all_stages(draft),
        "moves": (*base_moves(draft), *more_moves(draft)),
        "duties": (duty(draft, "answer"), *((duty(draft, "report"),) if draft.full and draft.yes() else ())),
    }
    return Policy(**needed, **(rest(draft) if draft.full else {}))


def _role(draft: Draft, id: str) -> Role:
    others = [name for name in draft.roles if name != id]
    if not draft.full:
        return Role(id)
    return Role(
        id,
        deputies=draft.some(others),
        last_resort=draft.maybe(others),
        everyone=draft.yes(),
        cite=draft.cite(),
    )


def _category(draft: Draft, n: int) -> Category:
    return Category(draft.categories[n], parent=draft.maybe(draft.categories[:n]), cite=draft.cite())


def _fact(draft: Draft, fact: Fact) -> Fact:
    if not draft.full:
        return fact
    return attrs.evolve(
        fact,
        when=draft.when(),
        channels=draft.some(draft.channels),
        categories=draft.some(draft.categories),
        # The sweep opens a standing case and gives no facts.
        case_kind=draft.draw(st.sampled_from([kind for kind in draft.kinds if kind != "daily" or not fact.required])),
    )
