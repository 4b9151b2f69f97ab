"""Complaints and feedback in a law firm: routed by channel, major ones decided by a meeting (T8, again T14).

What the text leaves open and is decided here: quorum and majority, what "promptly" is judged by (the end of the same
day), the other times, who acts where every partner is complained about, when a complaint is closed. Each such part
carries the mark ``default``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.law_firm import aftercare, limits, responsibility, route
from complaintkit.policies.law_firm.figures import Base, Share, read_figures
from complaintkit.policies.law_firm.parts import T8
from complaintkit.policies.law_firm.titles import TITLES
from complaintkit.policies.law_firm.vocabulary import (
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
    ROLES,
    STAGES,
    bodies,
)
from complaintkit.rules import Approval, ApprovalRule, Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    approved_on: str | date | None = None,
    approved_by: str = "",
    quorum: Share = "1/2",
    majority: Share = "1/2",
    majority_of: Base = "present",
    prompt_working_days: int | None = None,
    opinion_working_days: int = 3,
    arrangement_working_days: int = 3,
    handling_working_days: int = 20,
    carrying_out_working_days: int = 10,
    satisfaction_working_days: int = 10,
    archiving_working_days: int = 10,
) -> Policy:
    """The rules of a law firm for complaints and feedback (T8), with what T8 leaves open as parameters.

    The partners' meeting made this version on ``approved_on``, by default the first day in force and never later;
    ``approved_by`` refers to its minutes.

    A meeting decides with at least ``quorum`` of its members there, above 0 and up to 1, and more than ``majority`` in
    favour, above 0 and below 1, of those present, of the votes cast for and against, or of all members
    (``majority_of``: "present", "cast", "members"). Whoever is complained about is no member then.

    ``prompt_working_days`` is what "promptly" is judged by (None: the end of the same day; at most 30). In working
    days: ``opinion_working_days`` from registration to the officer's opinion and the assignment, and from the call of a
    meeting to its decision; ``arrangement_working_days`` from receipt until the complainant is told how it is handled;
    ``satisfaction_working_days`` from the reply until the first side is asked (each 1 to 60);
    ``handling_working_days`` from assignment to the signed opinion, ``carrying_out_working_days`` from there until it
    is carried out, ``archiving_working_days`` from the close to the archive (each 1 to 250). All are defaults of ours.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> firm = policy(in_force_from="2026-01-01", quorum="2/3")
    >>> firm.id, firm.title("registration_form", "zh"), [str(body.quorum) for body in firm.bodies]
    ('law_firm', '投诉或意见反馈处理登记表', ['2/3', '2/3'])
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        approved_on=approved_on,
        approved_by=approved_by,
        quorum=quorum,
        majority=majority,
        majority_of=majority_of,
        prompt_working_days=prompt_working_days,
        opinion_working_days=opinion_working_days,
        arrangement_working_days=arrangement_working_days,
        handling_working_days=handling_working_days,
        carrying_out_working_days=carrying_out_working_days,
        satisfaction_working_days=satisfaction_working_days,
        archiving_working_days=archiving_working_days,
    )
    return Policy(
        id="law_firm",
        version=version,
        in_force_from=figures.in_force_from,
        approval=Approval("partners_meeting", figures.approved_on, by=approved_by),
        approval_rule=ApprovalRule("partners_meeting", T8("preamble")),
        roles=ROLES,
        bodies=bodies(figures),
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=FACTS,
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *aftercare.MOVES, *responsibility.MOVES),
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
        access=ACCESS,
        calendar="cn",
        convention=CHINA_CIVIL_CODE.id,
        titles=read_titles(TITLES),
    )
