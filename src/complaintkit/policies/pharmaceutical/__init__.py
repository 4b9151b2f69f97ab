"""Complaints to the sales department of a seller of medicines: service, product, adverse reactions (T13).

What the text leaves open and is decided here: the lost route of product complaints (as that of service, answered by
the technical department), who stands in for whom, who proposes and approves penalties and rewards (4.4 is lost), what
is judged by the same day, when a complaint is closed. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.pharmaceutical import limits, responsibility, route
from complaintkit.policies.pharmaceutical.figures import Amount, read_figures
from complaintkit.policies.pharmaceutical.titles import TITLES
from complaintkit.policies.pharmaceutical.vocabulary import (
    ACCESS,
    CATEGORIES,
    CHANNELS,
    CONDUCTS,
    FACTS,
    FORMS,
    JOINS,
    KINDS,
    LINKS,
    MESSAGES,
    NUMBERING,
    REGISTERS,
    REPORTS,
    ROLES,
    STAGES,
)
from complaintkit.rules import Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    reward: Amount,
    serious_circumstances: Sequence[str],
    counting: Literal["valid", "all"] = "valid",
    prompt_working_days: int | None = None,
    finding_working_days: int = 5,
    review_day: int = 10,
) -> Policy:
    """The complaint rules of a seller of medicines (T13), with what T13 leaves open as parameters.

    ``reward`` is what somebody without a complaint in the year gets, above zero. ``serious_circumstances`` are those
    of health_harmed, customer_deceived, reputation_harmed and repeated_after_warning that make more than five
    complaints in a month serious; at least one. ``counting`` says which complaints count, for penalties and for the
    reward: the valid ones, or all that were found on.

    ``prompt_working_days`` is what is judged by the same day (None) or by so many working days (at most 30),
    ``finding_working_days`` within how many working days of the answer it is found whether a complaint is valid (1 to
    60), ``review_day`` the day of the next month by which a month, and a year, is reviewed (1 to 28). T13's own
    figures, the working day for decision and technical reply, 200 and 300 yuan and their tiers, are no parameters.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> medicines = policy(in_force_from="2026-01-01", reward="500", serious_circumstances=["health_harmed"])
    >>> medicines.id, medicines.title("adverse_reaction", "zh")
    ('pharmaceutical', '药品不良反应投诉')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        reward=reward,
        serious_circumstances=serious_circumstances,
        counting=counting,
        prompt_working_days=prompt_working_days,
        finding_working_days=finding_working_days,
        review_day=review_day,
    )
    return Policy(
        id="pharmaceutical",
        version=version,
        in_force_from=figures.in_force_from,
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=FACTS,
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *responsibility.MOVES),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.BANDS,
        redress=route.REDRESS,
        recusal=route.RECUSAL,
        sanctions=responsibility.sanctions(figures),
        tallies=responsibility.tallies(figures),
        messages=MESSAGES,
        conducts=CONDUCTS,
        links=LINKS,
        joins=JOINS,
        numbering=NUMBERING,
        reports=REPORTS,
        access=ACCESS,
        calendar="cn",
        convention=CHINA_CIVIL_CODE.id,
        titles=read_titles(TITLES),
    )
