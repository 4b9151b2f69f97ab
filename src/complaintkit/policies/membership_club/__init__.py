"""Complaints and requests of members in a club that sells membership cards (T5).

What the text leaves open and is decided here: what loss is major (the owner says), what counts as special
circumstances, who stands in for whom, who approves what a proved sale brings, the time for requests that T5 gives none,
how long a promised reply may take, what "at once" is judged by (the end of the same day). Each such part carries the
mark ``default``, or ``param`` where the owner gives a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.membership_club import limits, responsibility, route
from complaintkit.policies.membership_club.figures import SPECIAL, CountsFrom, read_figures
from complaintkit.policies.membership_club.titles import TITLES
from complaintkit.policies.membership_club.vocabulary import (
    ACCESS,
    CATEGORIES,
    CHANNELS,
    CONDUCTS,
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
    facts,
)
from complaintkit.rules import Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    major_loss: str | int | Decimal,
    currency: str = "CNY",
    prompt_working_days: int | None = None,
    request_working_days: int = 3,
    opinion_reply_days: int = 30,
    special_circumstances: Sequence[str] = SPECIAL,
    reclassified_from: CountsFrom = "receipt",
) -> Policy:
    """The complaint and request rules of a club (T5), with what T5 leaves open as parameters.

    ``major_loss`` is the loss, in ``currency`` and above zero, from which on a proved complaint about a sale brings
    compensation, dismissal and a report to the police; it is included. ``prompt_working_days`` is what "promptly" is
    judged by (None: the end of the same day; at most 30). ``request_working_days`` is the time for requests that are
    neither inquiry nor suggestion (1 to 60), ``opinion_reply_days`` the bound of a reply date that is promised (1 to
    365). ``special_circumstances`` are the reasons for which a complaint may take five working days instead of three.
    ``reclassified_from`` says from when a request that turns out to be a complaint counts its three working days: its
    "receipt" or the "change". T5's own 24 hours, working days and year are no parameters.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> club = policy(in_force_from="2026-01-01", major_loss="50000")
    >>> club.id, club.title("gm_office", "zh")
    ('membership_club', '总经办')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        major_loss=major_loss,
        currency=currency,
        prompt_working_days=prompt_working_days,
        request_working_days=request_working_days,
        opinion_reply_days=opinion_reply_days,
        special_circumstances=special_circumstances,
        reclassified_from=reclassified_from,
    )
    return Policy(
        id="membership_club",
        version=version,
        in_force_from=figures.in_force_from,
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures.currency),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.moves(figures), *responsibility.MOVES),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.BANDS,
        redress=route.REDRESS,
        recusal=route.RECUSAL,
        sanctions=responsibility.sanctions(figures),
        tallies=responsibility.TALLIES,
        messages=MESSAGES,
        conducts=CONDUCTS,
        links=LINKS,
        joins=JOINS,
        numbering=NUMBERING,
        retention=limits.RETENTION,
        reports=REPORTS,
        access=ACCESS,
        calendar="cn",
        convention=CHINA_CIVIL_CODE.id,
        titles=read_titles(TITLES),
    )
