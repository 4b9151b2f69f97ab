"""Complaints in a hospital: of patients, families and others, of its own staff, and of what endangers care (T9).

What the text leaves open and is decided here: the days within which findings are told, how often complaints are
analysed and meetings held (the owner says), who stands in for whom at which hour, where nursing, environment and
facilities go, what "promptly" is judged by. Each such part carries the mark ``default``, ``param`` where the owner
gives a figure, or ``reading``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.hospital import limits, responsibility, route
from complaintkit.policies.hospital.figures import read_figures
from complaintkit.policies.hospital.titles import TITLES
from complaintkit.policies.hospital.vocabulary import (
    ACCESS,
    CATEGORIES,
    CHANNELS,
    CONDUCTS,
    FORMS,
    JOINS,
    LINKS,
    MESSAGES,
    NUMBERING,
    REGISTERS,
    REPORTS,
    ROLES,
    STAGES,
    facts,
    kinds,
)
from complaintkit.policies.parts import Interval
from complaintkit.rules import Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    complaint_telephone: str,
    prompt_working_days: int | None = None,
    reply_working_days: int = 5,
    complex_working_days: int = 10,
    rectification_working_days: int = 10,
    analysis_every: Interval = "month",
    analysis_days: int = 10,
    meeting_every: Interval = "quarter",
    meeting_days: int = 30,
    plan_days: int = 30,
    check_days: int = 10,
) -> Policy:
    """The complaint rules of a hospital (T9), with what T9 leaves open as parameters.

    ``complaint_telephone`` is the number that must be found published. ``prompt_working_days`` is what "promptly" is
    judged by (None: the end of the same day; at most 30). Findings are told within ``reply_working_days`` of the
    receipt (1 to 60), of a complex matter within ``complex_working_days`` (not fewer; at most 120); what was found
    wanting is rectified, and a file complete, within ``rectification_working_days`` (1 to 120).

    Complaints are analysed ``analysis_every`` and meetings held ``meeting_every`` "week", "month", "quarter",
    "half_year" or "year", within ``analysis_days`` and ``meeting_days`` after its end (1 to 60); improvement plans are
    followed up within ``plan_days`` of the meeting (1 to 365). Reception is looked at within ``check_days`` days after
    the first of each month (1 to 28).

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> clinic = policy(in_force_from="2026-01-01", complaint_telephone="0571 8765 4321")
    >>> clinic.id, clinic.title("duty_officer", "zh")
    ('hospital', '总值班')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        complaint_telephone=complaint_telephone,
        prompt_working_days=prompt_working_days,
        reply_working_days=reply_working_days,
        complex_working_days=complex_working_days,
        rectification_working_days=rectification_working_days,
        analysis_every=analysis_every,
        analysis_days=analysis_days,
        meeting_every=meeting_every,
        meeting_days=meeting_days,
        plan_days=plan_days,
        check_days=check_days,
    )
    return Policy(
        id="hospital",
        version=version,
        in_force_from=figures.in_force_from,
        roles=ROLES,
        kinds=kinds(figures),
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(),
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
