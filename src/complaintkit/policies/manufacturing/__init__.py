"""Factory customer complaints 客诉 (T2, restated in T4 and T11).

What the text leaves open and is decided here: the list of departments of art. 6, the channels, what "at once" is judged
by (the end of the same local day), days (calendar days under the Civil Code convention, in China's calendar), who gives
the warehouse its instructions and who decides a surplus return. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.manufacturing import limits, papers, responsibility, route
from complaintkit.policies.manufacturing.figures import (
    ADMINISTRATIVE_PRINCIPLES,
    COLLECTION_DAYS,
    LOSS_BASE,
    OVER_QUANTITY_RATIO,
    PENALTY_BASE,
    Amount,
    Share,
    read_figures,
)
from complaintkit.policies.manufacturing.parts import T2, T4
from complaintkit.policies.manufacturing.titles import TITLES
from complaintkit.policies.manufacturing.vocabulary import (
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
from complaintkit.rules import Approval, ApprovalRule, Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    sales_manager_limit: Amount,
    deputy_limit: Amount,
    in_force_from: str | date,
    version: str = "1",
    currency: str = "CNY",
    step_limits: Mapping[str, int] | None = None,
    collection_days: int = COLLECTION_DAYS,
    loss_base: Sequence[tuple[Amount, Share]] = LOSS_BASE,
    penalty_base: Sequence[tuple[Amount, Share]] = PENALTY_BASE,
    administrative_principles: Sequence[tuple[Amount, str]] = ADMINISTRATIVE_PRINCIPLES,
    over_quantity_ratio: Share = OVER_QUANTITY_RATIO,
    approved_on: str | date | None = None,
    approved_by: str = "",
) -> Policy:
    """A factory's customer complaints, from the form that sales sends in to the books after it (T2, T4).

    ``sales_manager_limit`` and ``deputy_limit`` are what the sales manager and the deputy general manager may decide,
    the figure included; above them the general manager decides (art. 11, its table is lost). ``currency`` is theirs.
    ``step_limits`` replaces single figures of the table of art. 10(2), in whole days from 1 to 15: trace 2, analyse 2,
    comment 1, research 2, check 1, negotiate 2, read 1, decide 1, close 1, reply 1. ``collection_days`` is the normal
    period for a receivable (art. 9(13)), 30. The bases of art. 9(6) are rows of a loss, from which on they apply, and
    a share of the loss (``loss_base``: all of it; ``penalty_base``: 1 % of it, 2 % from 10,000, 3 % from 100,000) or a
    measure (``administrative_principles``: warning from 10,000, demerit from 50,000, serious demerit from 200,000).
    ``over_quantity_ratio`` is how far a return may exceed the approved quantity where the customer's order says
    nothing (art. 13(2)1), 5 %. The general manager approved this version on ``approved_on``, by default the first day
    in force (art. 15); a history refuses a version that is in force before it.

    :raises InvalidInput: a figure is zero, negative, a float or not read as what it must be; all faults at once.

    >>> made = policy(sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01")
    >>> [str(band.up_to) for band in made.bands[0].bands]
    ['5000.00 CNY', '50000.00 CNY', 'None']
    """
    figures = read_figures(
        in_force_from=in_force_from,
        approved_on=approved_on,
        sales_manager_limit=sales_manager_limit,
        deputy_limit=deputy_limit,
        currency=currency,
        step_limits=step_limits,
        collection_days=collection_days,
        loss_base=loss_base,
        penalty_base=penalty_base,
        administrative_principles=administrative_principles,
        over_quantity_ratio=over_quantity_ratio,
    )
    return Policy(
        id="manufacturing",
        version=version,
        in_force_from=figures.in_force_from,
        approval=Approval("general_manager", figures.approved_on, by=approved_by),
        approval_rule=ApprovalRule("general_manager", T2("art. 15")),
        scope=(T2("art. 2"), T4("art. 3"), T2("art. 4")),
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures.currency),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.MOVES, *responsibility.MOVES, *papers.moves(figures.over_quantity_ratio)),
        duties=limits.duties(figures.step_limits, figures.collection_days, figures.limits),
        promises=limits.PROMISES,
        bands=route.bands(figures.limits),
        redress=route.redress(figures.currency),
        recusal=route.RECUSAL,
        sanctions=responsibility.sanctions(figures),
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
