"""Complaints to the customer service of a freight company (T6).

What the text leaves open and is decided here: who stands in for whom, what "as soon as possible" is judged by (the end
of the same day), the day of the monthly report, which grounds that art. 11 does not place are malicious, when a
complaint is closed. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.logistics import limits, responsibility, route
from complaintkit.policies.logistics.figures import MALICIOUS, read_figures
from complaintkit.policies.logistics.parts import T6
from complaintkit.policies.logistics.titles import TITLES
from complaintkit.policies.logistics.vocabulary import (
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
    prompt_working_days: int | None = None,
    analysis_day: int = 10,
    malicious_grounds: Sequence[str] = MALICIOUS,
) -> Policy:
    """The complaint rules of a freight company's customer service (T6), with what T6 leaves open as parameters.

    ``prompt_working_days`` is what "as soon as possible" is judged by (None: the end of the same day; at most 30),
    ``analysis_day`` the day of the next month on which a month's analysis report is due (1 to 28).
    ``malicious_grounds`` are those of the grounds that art. 11 does not place which make a complaint malicious: any of
    fault_with_complainant, trouble_making, used_as_threat, untraceable, attitude_too_late; the others make it
    ordinary-invalid. T6's own figures, the thirty minutes and the one month, are no parameters.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> freight = policy(in_force_from="2026-01-01")
    >>> freight.id, freight.title("complaint_register", "zh")
    ('logistics', '客户投诉管理登记表')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        prompt_working_days=prompt_working_days,
        analysis_day=analysis_day,
        malicious=malicious_grounds,
    )
    return Policy(
        id="logistics",
        version=version,
        in_force_from=figures.in_force_from,
        scope=(T6("art. 2"),),
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=FACTS,
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *responsibility.moves(figures)),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.BANDS,
        redress=route.REDRESS,
        recusal=route.RECUSAL,
        sanctions=responsibility.SANCTIONS,
        tallies=responsibility.TALLIES,
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
