"""Complaints of consumers, agents and franchisees about what the shops of a chain sell (T12).

What the text leaves open and is decided here: what was in its lost articles, who stands in for whom, what "promptly"
is judged by (the end of the same day), up to which amount the sales rules of art. 18 let a supervisor go, how cases
are numbered, when one is closed. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.retail_chain import limits, responsibility, route
from complaintkit.policies.retail_chain.figures import Amount, read_figures
from complaintkit.policies.retail_chain.parts import T12
from complaintkit.policies.retail_chain.titles import TITLES
from complaintkit.policies.retail_chain.vocabulary import (
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
    supervisor_limit: Amount = "1000",
    prompt_working_days: int | None = None,
    warning_days: int = 2,
    currency: str = "CNY",
) -> Policy:
    """The complaint rules of a chain of shops (T12), with what T12 leaves open as parameters.

    ``in_force_from`` is the day that art. 28 leaves blank. ``supervisor_limit`` is the amount up to which the sales
    rules (art. 18) let a department's supervisor allow a price cut or damages, the figure included and above zero;
    beyond it the general manager decides. ``prompt_working_days`` is what "promptly" is judged by (None: the end of the
    same day; at most 30), ``warning_days`` how many days before the seventh administration and customer service are
    warned (1 to 6). T12's own figures, the seven days and the tenth of the month, are no parameters.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> shops = policy(in_force_from="2026-01-01")
    >>> shops.id, shops.title("record_card", "zh")
    ('retail_chain', '客户投诉记录卡')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        supervisor_limit=supervisor_limit,
        prompt_working_days=prompt_working_days,
        warning_days=warning_days,
        currency=currency,
    )
    return Policy(
        id="retail_chain",
        version=version,
        in_force_from=figures.in_force_from,
        scope=(T12("art. 1"), T12("art. 2"), T12("art. 28", mark="param")),
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *responsibility.MOVES),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.bands(figures),
        redress=route.redress(figures),
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
