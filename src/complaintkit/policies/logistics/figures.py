"""The figures that T6 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.logistics.parts import UNPLACED
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters

MALICIOUS = ("trouble_making", "used_as_threat")
"""[default] Of the grounds that art. 11 does not place, those that are malicious."""


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    promptly: Term
    analysis_day: int
    malicious: tuple[str, ...]


def read_figures(
    *, in_force_from: object, version: object, prompt_working_days: object, analysis_day: object, malicious: object
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = Parameters("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    found = Figures(
        first_day,
        promptly(read, prompt_working_days),
        read.whole(analysis_day, "analysis_day", 28),
        read.some_of(malicious, "malicious_grounds", UNPLACED, "art. 11 leaves open"),
    )
    read.done("the policy logistics cannot be built")
    return found
