"""Complaints about cars sold and repaired: an ordinary and a major way, measures, penalties by loss (T3, again T10).

What the text leaves open and is decided here: who stands in for whom, what "promptly" is judged by (the end of the
same day), which department handles what its two managers could both handle, what follows where the customer is not
satisfied, who proposes and approves a penalty, when a complaint is closed. Each such part carries the mark
``default``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.car_dealer import limits, measures, responsibility, route
from complaintkit.policies.car_dealer.figures import SIGNS, Amount, read_figures
from complaintkit.policies.car_dealer.titles import TITLES
from complaintkit.policies.car_dealer.vocabulary import (
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
    major_loss: Amount,
    person_penalties: Sequence[tuple[Amount, Amount]],
    head_penalties: Sequence[tuple[Amount, Amount]],
    delay_penalties: Sequence[tuple[int, Amount]],
    major_signs: Sequence[str] = SIGNS,
    prompt_working_days: int | None = None,
    satisfaction_working_days: int = 3,
    review_working_days: int = 10,
    measures_working_days: int = 30,
    currency: str = "CNY",
) -> Policy:
    """The complaint rules of a car dealer (T3), with what T3 leaves open as parameters.

    ``major_loss`` is the loss from which on a complaint is major; ``major_signs`` are those of injury, accident, media,
    authority and several_customers that make it major whatever the loss. ``person_penalties`` and ``head_penalties``
    are pairs of a loss and what the person responsible, and the head of the department, pays from there on;
    ``delay_penalties`` pairs of days late and what the handler pays. All pairs rise. Amounts are above zero and in
    ``currency``; a tier may begin with a loss of zero.

    ``prompt_working_days`` is what "promptly" is judged by (None: the end of the same day; at most 30),
    ``satisfaction_working_days`` within how many working days of the answer the customer is asked (1 to 60),
    ``review_working_days`` within how many after that the handling is reviewed (1 to 60), ``measures_working_days``
    within how many after the review what was found to improve is carried out and checked (1 to 250): defaults of ours.
    T3's own figure, one working day for the solution, is no parameter.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> dealer = policy(in_force_from="2026-01-01", major_loss="50000", person_penalties=[("0", "100")],
    ...     head_penalties=[("5000", "200")], delay_penalties=[(1, "50")])
    >>> dealer.id, dealer.title("handling_form", "zh")
    ('car_dealer', '客户投诉处理表')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        major_loss=major_loss,
        major_signs=major_signs,
        person_penalties=person_penalties,
        head_penalties=head_penalties,
        delay_penalties=delay_penalties,
        prompt_working_days=prompt_working_days,
        satisfaction_working_days=satisfaction_working_days,
        review_working_days=review_working_days,
        measures_working_days=measures_working_days,
        currency=currency,
    )
    return Policy(
        id="car_dealer",
        version=version,
        in_force_from=figures.in_force_from,
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=facts(figures),
        forms=FORMS,
        stages=STAGES,
        moves=(*route.moves(figures), *measures.MOVES, *responsibility.MOVES),
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
        access=ACCESS,
        calendar="cn",
        convention=CHINA_CIVIL_CODE.id,
        titles=read_titles(TITLES),
    )
