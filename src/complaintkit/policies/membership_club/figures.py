"""The figures that T5 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Money
from complaintkit.values.checks import shown

SPECIAL = ("facts_hard_to_establish", "several_departments", "outside_party_awaited")
"""[default] What counts as special circumstances, for which T5 6 gives five working days instead of three."""
CountsFrom = Literal["receipt", "change"]


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    currency: str
    major_loss: Money
    promptly: Term
    request_working_days: int
    opinion_reply_days: int
    special: tuple[str, ...]
    anew: bool


class _Reader(Parameters):
    """The parameters only this regime has."""

    def names(self, given: object, path: str) -> tuple[str, ...]:
        if isinstance(given, str) or not isinstance(given, Sequence) or not given:
            self.faults.add(path, f"expected at least one name in a list, got {shown(given)}")
            return SPECIAL
        found = tuple(self.text(item, f"{path}[{i}]") for i, item in enumerate(given))
        if len(set(found)) < len(found):
            self.faults.add(path, "each is named once")
        return found

    def counts_from(self, given: object, path: str) -> bool:
        if given not in ("receipt", "change"):
            self.faults.add(path, f"expected 'receipt' or 'change', got {shown(given)}")
        return given == "change"


def read_figures(
    *,
    in_force_from: object,
    version: object,
    major_loss: object,
    currency: object,
    prompt_working_days: object,
    request_working_days: object,
    opinion_reply_days: object,
    special_circumstances: object,
    reclassified_from: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = _Reader(currency)
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    major = read.money(major_loss, "major_loss")
    found = Figures(
        first_day,
        read.currency,
        Money.of(0, read.currency) if major is None else major,
        promptly(read, prompt_working_days),
        read.whole(request_working_days, "request_working_days", 60),
        read.whole(opinion_reply_days, "opinion_reply_days", 365),
        read.names(special_circumstances, "special_circumstances"),
        read.counts_from(reclassified_from, "reclassified_from"),
    )
    read.done("the policy membership_club cannot be built")
    return found
