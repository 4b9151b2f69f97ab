"""Seeded defects in the regimes that ship: nearly all are found, the others are of kinds that nothing contradicts."""

from __future__ import annotations

import pytest

from tests.checks.defects import MISSED, STRUCTURAL, Defect, found_by, places, seeded, tallied
from tests.policies.rows import regimes

ALL, A_SAMPLE = 300, 16
SOME_KINDS = tuple(STRUCTURAL)[::5]
"""Every fifth kind: to look for the places of all takes as long as a hundred other tests."""


@pytest.mark.parametrize("regime", regimes())
@pytest.mark.no_cover
def test_a_policy_that_nothing_was_done_to_has_no_defect(regime):
    """What finds a defect finds none where none was seeded."""
    assert found_by(Defect("none", regime, "", {})) is None


@pytest.mark.long(what="defects")
def test_there_are_places_for_every_kind():
    """Each kind of defect can be seeded somewhere; of those that are missed each is one that is seeded."""
    assert not [kind for kind in STRUCTURAL if not places(kind)]
    assert MISSED.keys() <= STRUCTURAL.keys()


@pytest.mark.no_cover
def test_of_a_sample_all_are_found_but_for_kinds_that_nothing_contradicts():
    """By seed: a defect is refused when the policy is built, or reported by a check; or it is of a kind listed."""
    missed = [str(d) for d in seeded(7, A_SAMPLE, SOME_KINDS) if found_by(d) is None and d.kind not in MISSED]
    assert not missed, missed


@pytest.mark.long(what="defects")
def test_of_three_hundred_nearly_all_are_found():
    """At least 97 % of 300 structural defects, and what is missed is of a kind that says why."""
    tallies = tallied(seeded(6, ALL))
    assert sum(tally.all for tally in tallies) == ALL
    assert sum(tally.found for tally in tallies) >= ALL * 0.97
    assert {tally.kind for tally in tallies if tally.missed} <= MISSED.keys()
