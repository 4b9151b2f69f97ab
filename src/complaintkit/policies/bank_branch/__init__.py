"""Complaints at the outlets of a bank: branches, their outlets, directly run sub-branches (T1).

What the text leaves open and is decided here: who stands in for whom, what "daily" is (each working day), the monthly
check of the display and the monthly statistics, days (calendar days under the Civil Code convention, in China's
calendar), the clauses of ways in that T1 does not order. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.bank_branch import books, head_office, limits, responsibility, route
from complaintkit.policies.bank_branch.figures import Amount, read_figures
from complaintkit.policies.bank_branch.parts import T1
from complaintkit.policies.bank_branch.titles import TITLES
from complaintkit.policies.bank_branch.vocabulary import (
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
    post_limit: Amount | None = None,
    outlet_limit: Amount | None = None,
    prompt_working_days: int | None = None,
    progress_days: int = 3,
    display_check_days: int = 7,
    statistics_day: int = 10,
    currency: str = "CNY",
) -> Policy:
    """The complaint rules of a bank's outlets (T1), with what T1 leaves open as parameters.

    ``post_limit`` is the redress a first receiver may grant (None: none in money), ``outlet_limit`` what an outlet may
    grant (None: no limit in money), both inclusive and in ``currency``. ``prompt_working_days`` is what "promptly" is
    judged by (None: the end of the same day). ``progress_days`` is within how many days after a report to head office
    its progress is first registered, ``display_check_days`` until which day after the first of a month the display of
    the opinion book is checked (1 to 28), ``statistics_day`` the day of the next month on which statistics are due
    (1 to 28). T1's own figure, the three days for a reply, is no parameter.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> bank = policy(in_force_from="2026-01-01", post_limit="200", outlet_limit="5000")
    >>> bank.id, bank.title("outlet_head", "zh")
    ('bank_branch', '网点负责人')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        post_limit=post_limit,
        outlet_limit=outlet_limit,
        prompt_working_days=prompt_working_days,
        progress_days=progress_days,
        display_check_days=display_check_days,
        statistics_day=statistics_day,
        currency=currency,
    )
    return Policy(
        id="bank_branch",
        version=version,
        in_force_from=figures.in_force_from,
        scope=(T1("art. 2"),),
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures.currency),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *responsibility.MOVES, *head_office.MOVES, *books.MOVES),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.bands(figures),
        redress=route.redress(figures.currency),
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
