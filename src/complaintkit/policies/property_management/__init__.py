"""Complaints of customers in a managed building: reception, ordinary, major, collective and written ones (T7).

What the text leaves open and is decided here: every time limit, who stands in for whom, the ways in beside the written
one, what happens to a complaint that was joined to another, days (calendar days under the Civil Code convention, in
China's calendar). Each such part carries the mark ``default``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.property_management import limits, responsibility, route
from complaintkit.policies.property_management.figures import read_figures
from complaintkit.policies.property_management.titles import TITLES
from complaintkit.policies.property_management.vocabulary import (
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
    reply_working_days: int = 3,
    next_reply_days: int = 30,
    summary_day: int = 10,
    visit_working_days: int = 5,
) -> Policy:
    """The complaint rules of a building's management centre (T7), with what T7 leaves open as parameters.

    ``prompt_working_days`` is what "promptly" is judged by (None: the end of the same day; at most 30).
    ``reply_working_days`` is within how many working days of receipt course and result are told, or a next time is
    (1 to 60); ``next_reply_days`` how many days ahead a next reply may lie at most (1 to 90); ``summary_day`` the day
    of the next month on which a month's table is due (1 to 28); ``visit_working_days`` within how many working days a
    chosen customer is visited again (1 to 60). All of them are defaults of ours. The three customers that make a
    complaint collective are T7's own figure, and no parameter.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> centre = policy(in_force_from="2026-01-01")
    >>> centre.id, centre.title("centre_leaders", "zh")
    ('property_management', '物业管理中心领导')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        prompt_working_days=prompt_working_days,
        reply_working_days=reply_working_days,
        next_reply_days=next_reply_days,
        summary_day=summary_day,
        visit_working_days=visit_working_days,
    )
    return Policy(
        id="property_management",
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
