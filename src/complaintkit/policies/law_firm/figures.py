"""The figures that T8 leaves open, read strictly: every fault at once, each with its parameter's name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

from complaintkit.deadlines import Term
from complaintkit.policies.parts import promptly
from complaintkit.rules.parameters import Parameters
from complaintkit.values.checks import shown

Share = str | Fraction
"""A share as a text such as "2/3" or "0.5", or as a fraction."""
Base = Literal["present", "cast", "members"]


class Figures(NamedTuple):
    """The figures of one version of the policy, typed."""

    in_force_from: date
    approved_on: date
    promptly: Term
    opinion: int
    arrangement: int
    handling: int
    carrying_out: int
    satisfaction: int
    archiving: int
    quorum: Fraction
    majority: Fraction
    majority_of: Base


class _Reader(Parameters):
    """The parameters only this regime has."""

    def below_all(self, given: object, path: str) -> Fraction:
        """A share of which more is possible."""
        found = self.share(given, path)
        if found == 1 and not any(fault.path == path for fault in self.faults):
            self.faults.add(path, f"expected a share below 1, more than which must be in favour, got {shown(given)}")
        return found

    def base(self, given: object, path: str) -> Base:
        for one in get_args(Base):
            if given == one:
                return one  # type: ignore[no-any-return]  # as Base has it
        self.faults.add(path, f"expected one of {', '.join(get_args(Base))}, got {shown(given)}")
        return "present"


def read_figures(
    *,
    in_force_from: object,
    version: object,
    approved_on: object,
    approved_by: object,
    quorum: object,
    majority: object,
    majority_of: object,
    prompt_working_days: object,
    opinion_working_days: object,
    arrangement_working_days: object,
    handling_working_days: object,
    carrying_out_working_days: object,
    satisfaction_working_days: object,
    archiving_working_days: object,
) -> Figures:
    """Read and check every parameter. Raises :class:`InvalidInput` with all faults at once."""
    read = _Reader("CNY")
    first_day = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    if approved_by != "":
        read.text(approved_by, "approved_by")
    found = Figures(
        first_day,
        first_day if approved_on is None else read.day(approved_on, "approved_on"),
        promptly(read, prompt_working_days),
        read.whole(opinion_working_days, "opinion_working_days", 60),
        read.whole(arrangement_working_days, "arrangement_working_days", 60),
        read.whole(handling_working_days, "handling_working_days", 250),
        read.whole(carrying_out_working_days, "carrying_out_working_days", 250),
        read.whole(satisfaction_working_days, "satisfaction_working_days", 60),
        read.whole(archiving_working_days, "archiving_working_days", 250),
        read.share(quorum, "quorum"),
        read.below_all(majority, "majority"),
        read.base(majority_of, "majority_of"),
    )
    if found.approved_on > first_day:
        read.faults.add(
            "approved_on", f"{found.approved_on} is after the first day in force, {first_day}: made first [T8 preamble]"
        )
    read.done("the policy law_firm cannot be built")
    return found
