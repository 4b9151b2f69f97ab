"""Complaints and reports about the quality of a company's products and services (Q).

What the text leaves open and is decided here: the set time and how often data are summarised, handling checked and
departments assessed (the owner says); what "promptly" is judged by; which cases are important; who surveys, weighs
and rewards; who sees who complained. Each such part carries the mark ``default``, ``param`` where the owner gives a
figure, or ``reading``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from complaintkit.deadlines import CHINA_CIVIL_CODE, ELAPSED, PLAIN
from complaintkit.policies.parts import Interval
from complaintkit.policies.product_quality import limits, responsibility, route
from complaintkit.policies.product_quality.figures import IMPORTANT, read_figures
from complaintkit.policies.product_quality.parts import OWN_DAY
from complaintkit.policies.product_quality.titles import TITLES
from complaintkit.policies.product_quality.vocabulary import (
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
from complaintkit.rules import Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    handling_working_days: int,
    summary_every: Interval,
    check_every: Interval,
    assessment_every: Interval,
    training_every: Interval = "year",
    warned_at: str | Decimal | Fraction = "3/4",
    prompt_working_days: int | None = None,
    important_grades: Sequence[str] = IMPORTANT,
    report_working_days: int = 5,
    survey_working_days: int = 5,
    periodic_days: int = 10,
    follow_up_days: int = 30,
    reward_working_days: int = 10,
    currency: str = "CNY",
) -> Policy:
    """The rules for complaints and reports about quality (Q), with what Q leaves open as parameters.

    ``handling_working_days`` is the set time from receipt to reply (1 to 120); at the share ``warned_at`` of it (above
    0, at most 1) the department is reminded that a delay must be explained before it is over. ``summary_every``,
    ``check_every``, ``assessment_every`` and ``training_every`` say how often data are summarised, handling is checked,
    departments are assessed and handlers are trained: "week", "month", "quarter", "half_year" or "year". Summary,
    analysis, check and assessment are due within ``periodic_days`` (1 to 60); use, correction, ties to performance,
    training and opinions from outside within ``follow_up_days`` (1 to 365).

    ``prompt_working_days`` is what "promptly" is judged by (None: the end of the same day; at most 30).
    ``important_grades`` are the grades of seriousness (minor, moderate, serious) that are important, so that a written
    report is owed, as it is in a complex case. A report and a meeting are due within ``report_working_days``, the
    survey within ``survey_working_days``, a reward within ``reward_working_days`` (each 1 to 60). ``currency`` is that
    of rewards in money.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> quality = policy(in_force_from="2026-01-01", handling_working_days=15, summary_every="month",
    ...                  check_every="quarter", assessment_every="quarter")
    >>> quality.id, quality.title("inquiry_team", "zh")
    ('product_quality', '调查小组')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        handling_working_days=handling_working_days,
        warned_at=warned_at,
        prompt_working_days=prompt_working_days,
        important_grades=important_grades,
        report_working_days=report_working_days,
        survey_working_days=survey_working_days,
        summary_every=summary_every,
        check_every=check_every,
        assessment_every=assessment_every,
        training_every=training_every,
        periodic_days=periodic_days,
        follow_up_days=follow_up_days,
        reward_working_days=reward_working_days,
        currency=currency,
    )
    return Policy(
        id="product_quality",
        version=version,
        in_force_from=figures.in_force_from,
        roles=ROLES,
        kinds=kinds(figures),
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.moves(figures), *responsibility.MOVES),
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
        conventions=(PLAIN, ELAPSED, CHINA_CIVIL_CODE, OWN_DAY),
        titles=read_titles(TITLES),
    )
