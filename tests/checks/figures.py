"""Figures that are merely others: the policy is as well made as before, and no check can know which one is right."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from complaintkit.deadlines import Days, Minutes, NthDayOfNextMonth, WorkingDays
from complaintkit.rules import Policy
from complaintkit.values import Money
from tests.checks.spoiling import Place, each

NAMES = {NthDayOfNextMonth: "n"}
"""What a term counts by another name than ``count``."""


def _more(term: Any) -> Any:
    """The term with one more of what it counts."""
    return attrs.evolve(term, **{NAMES.get(type(term), "count"): getattr(term, NAMES.get(type(term), "count")) + 1})


def other_term(policy: Policy) -> Iterator[Place]:
    """One day, or minute, more."""
    yield from each(
        policy, "duties", lambda d: {"term": _more(d.term)}
        if isinstance(d.term, Days | WorkingDays | Minutes) else None,
    )  # fmt: skip


def other_day_of_month(policy: Policy) -> Iterator[Place]:
    """The day after."""
    return each(
        policy, "duties", lambda d: {"term": _more(d.term)}
        if isinstance(d.term, NthDayOfNextMonth) else None,
    )  # fmt: skip


def other_limit(policy: Policy) -> Iterator[Place]:
    """A limit of a band is a little more."""
    for i, bands in enumerate(policy.bands):
        for n, band in enumerate(bands.bands):
            if band.up_to is not None:
                more = attrs.evolve(band, up_to=Money(band.up_to.amount + 1, band.up_to.currency))
                changed = attrs.evolve(bands, bands=(*bands.bands[:n], more, *bands.bands[n + 1 :]))
                yield f"{bands.id}[{n}]", {"bands": (*policy.bands[:i], changed, *policy.bands[i + 1 :])}


def other_share(policy: Policy) -> Iterator[Place]:
    """A tier takes a share more, or begins a little higher."""
    for i, rule in enumerate(policy.sanctions):
        for n, tier in enumerate(rule.tiers):
            if tier.share is not None:
                more = attrs.evolve(tier, share=tier.share + Fraction(1, 1000))
                changed = attrs.evolve(rule, tiers=(*rule.tiers[:n], more, *rule.tiers[n + 1 :]))
                yield f"{rule.id}[{n}]", {"sanctions": (*policy.sanctions[:i], changed, *policy.sanctions[i + 1 :])}
