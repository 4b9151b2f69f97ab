"""Complaints and feedback about a company's own office, and the life of the rules themselves (O).

O leaves every figure blank: each is a parameter, those of the weeks of training with the figure that O suggests. What
else is open and is decided here: who stands in, who approves the rules, what recurring rounds there are, what is judged
by the same day, how a reply gets to somebody who cannot be told. Each such part carries the mark ``default``.
"""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import CHINA_CIVIL_CODE
from complaintkit.policies.office import governance, limits, responsibility, route, vocabulary
from complaintkit.policies.office.figures import Opened, read_figures
from complaintkit.policies.office.parts import O
from complaintkit.policies.office.titles import TITLES
from complaintkit.rules import Policy
from complaintkit.values import titles as read_titles

__all__ = ["TITLES", "policy"]


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    online_hours: int,
    box_hours: int,
    assessment_working_days: int,
    begin_working_days: int,
    reply_working_days: int,
    follow_up_working_days: int,
    retention_years: int,
    legal_working_days: int,
    comment_working_days: int,
    meeting_working_days: int,
    adjustment_working_days: int,
    monitoring_months: int,
    lecture_hours: int,
    discussion_hours: int,
    handler_hours: int,
    staff_training_week: int = 1,
    handler_training_week: int = 2,
    box_opened: Opened = "working_day",
    prompt_working_days: int | None = None,
    expected_reply_days: int = 30,
    monitoring_check_days: int = 30,
    results_working_days: int = 10,
    closing_working_days: int = 2,
    review_day: int = 10,
) -> Policy:
    """The rules for complaints and feedback about a company's office (O); every figure of O is a parameter.

    Of complaints: ``online_hours`` from receipt and ``box_hours`` from the finding of a letter to its registration (1
    to 720), ``assessment_working_days`` from the registration, ``begin_working_days`` from the assignment to the
    beginning of the investigation, ``reply_working_days`` from the solution (each 1 to 60), ``follow_up_working_days``
    how long it is followed up after the reply (1 to 250), ``retention_years`` how long the archive is kept (1 to 100).

    Of the policy's own life: ``legal_working_days`` and ``comment_working_days`` for the legal adviser and the
    departments, ``meeting_working_days`` for the training meeting (each 1 to 120), ``adjustment_working_days`` for
    system module and signs (1 to 250), ``monitoring_months`` (1 to 60); ``staff_training_week`` after publication and
    ``handler_training_week`` after that (1 to 52), with at least ``lecture_hours``, ``discussion_hours`` and
    ``handler_hours`` (1 to 200).

    Where O gives no time at all: ``box_opened`` each working_day, week or month; ``prompt_working_days`` what a step
    without a time is judged by (None: the same day; at most 30); ``expected_reply_days`` how far off the reply told
    face to face may be (1 to 365); ``monitoring_check_days`` between two checks (1 to 90); ``results_working_days``
    for examination and survey after the training (1 to 120); ``closing_working_days`` for the close once the follow-up,
    or the monitoring, is over (1 to 60); ``review_day`` of the month after the quarter (1 to 28).

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> rules = policy(in_force_from="2026-01-01", online_hours=4, box_hours=8, assessment_working_days=2,
    ...     begin_working_days=3, reply_working_days=2, follow_up_working_days=10, retention_years=3,
    ...     legal_working_days=5, comment_working_days=5, meeting_working_days=5, adjustment_working_days=10,
    ...     monitoring_months=3, lecture_hours=2, discussion_hours=1, handler_hours=4)
    >>> rules.id, rules.title("policy_life", "zh")
    ('office', '制度的制定与实施')
    """
    figures = read_figures(
        in_force_from=in_force_from,
        version=version,
        box_opened=box_opened,
        prompt_working_days=prompt_working_days,
        online_hours=online_hours,
        box_hours=box_hours,
        assessment_working_days=assessment_working_days,
        begin_working_days=begin_working_days,
        reply_working_days=reply_working_days,
        follow_up_working_days=follow_up_working_days,
        retention_years=retention_years,
        legal_working_days=legal_working_days,
        comment_working_days=comment_working_days,
        meeting_working_days=meeting_working_days,
        adjustment_working_days=adjustment_working_days,
        monitoring_months=monitoring_months,
        staff_training_week=staff_training_week,
        lecture_hours=lecture_hours,
        discussion_hours=discussion_hours,
        handler_training_week=handler_training_week,
        handler_hours=handler_hours,
        results_working_days=results_working_days,
        expected_reply_days=expected_reply_days,
        monitoring_check_days=monitoring_check_days,
        closing_working_days=closing_working_days,
        review_day=review_day,
    )
    return Policy(
        id="office",
        version=version,
        in_force_from=figures.in_force_from,
        scope=(O("two"),),
        roles=vocabulary.ROLES,
        kinds=vocabulary.kinds(figures),
        channels=vocabulary.CHANNELS,
        registers=vocabulary.REGISTERS,
        categories=vocabulary.CATEGORIES,
        facts=vocabulary.facts(),
        forms=vocabulary.FORMS,
        stages=vocabulary.STAGES,
        moves=(*route.MOVES, *governance.moves(figures), *responsibility.MOVES),
        duties=limits.duties(figures),
        promises=limits.PROMISES,
        bands=route.BANDS,
        redress=route.REDRESS,
        recusal=route.RECUSAL,
        sanctions=responsibility.SANCTIONS,
        tallies=responsibility.TALLIES,
        messages=vocabulary.MESSAGES,
        conducts=vocabulary.CONDUCTS,
        links=vocabulary.LINKS,
        joins=vocabulary.JOINS,
        numbering=vocabulary.NUMBERING,
        retention=limits.retention(figures),
        reports=vocabulary.REPORTS,
        access=vocabulary.ACCESS,
        calendar="cn",
        convention=CHINA_CIVIL_CODE.id,
        titles=read_titles(TITLES),
    )
