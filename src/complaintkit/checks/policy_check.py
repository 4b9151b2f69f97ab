"""Check a policy: everything that is wrong with it before a complaint is ever filed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from complaintkit.checks.authority import authority_issues
from complaintkit.checks.bounds import bound_issues
from complaintkit.checks.checking import Checking
from complaintkit.checks.choices import choice_issues
from complaintkit.checks.dates import date_issues
from complaintkit.checks.holding import holding_issues
from complaintkit.checks.issue import Issue
from complaintkit.checks.ladders import ladder_issues
from complaintkit.checks.leads import lead_issues
from complaintkit.checks.numbers import number_issues
from complaintkit.checks.owed import owed_issues
from complaintkit.checks.people import Holders, holder_issues, people_issues, quorum_issues
from complaintkit.checks.runs import run_issues
from complaintkit.checks.settings import setting_issues
from complaintkit.checks.stages import stage_issues
from complaintkit.checks.standstill import standstill_issues
from complaintkit.checks.titling import title_issues
from complaintkit.checks.unread import unread_issues
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import Calendar
from complaintkit.rules.policy import Policy

__all__ = ["check"]

CHECKS: Final = (
    stage_issues,
    standstill_issues,
    lead_issues,
    owed_issues,
    run_issues,
    choice_issues,
    authority_issues,
    holding_issues,
    people_issues,
    ladder_issues,
    date_issues,
    bound_issues,
    number_issues,
    unread_issues,
    setting_issues,
    title_issues,
)


def check(
    policy: Policy,
    *,
    directory: Holders | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    tenant: str = "",
    at: datetime | None = None,
) -> tuple[Issue, ...]:
    """What is wrong with a policy, found without running a case.

    Stages that no case reaches or leaves, moves whose stage belies what they put on record, categories without a
    handler or a duty, duties that never start, run or end, gaps and overlaps in targets, terms, bands and tiers,
    conditions that can never or always hold, moves that are never granted, roles that nobody stands in for or that no
    band lets decide, escalations that lead nowhere, dates that cannot work out under the policy's own calendar, numbers
    that repeat, settings nothing reads, facts nobody is asked for, missing titles.
    Conditions are decided over the declared types, not sampled; where that meets its bound, an issue of severity
    "unknown" says so. A policy without a fault gives an empty tuple.

    ``calendars`` hold the calendar data as for a desk. With ``directory`` the roles that nobody holds for ``tenant`` at
    the instant ``at`` (default: when the policy comes into force) are found too, and bodies with too few members.

    :raises PolicyError: the policy names a calendar that is neither in ``calendars`` nor known.

    >>> from complaintkit.rules import Duty, Move, Policy, Role, Stage
    >>> from complaintkit.deadlines import Days
    >>> policy = Policy(id="tiny", roles=(Role("clerk", everyone=True),),
    ...     stages=(Stage("open", owner="clerk"), Stage("done", "closed"), "asked"),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
    ...     duties=(Duty("answer", owner="clerk", starts="filed", ends=("closed",), term=Days(3)),))
    >>> [(issue.code, issue.path) for issue in check(policy)]
    [('unreachable_stage', '$.stages[2](asked)')]
    """
    checking = Checking(policy, calendars)
    all_ways = tuple(Ways(checking, kind) for kind in policy.all_kinds)
    found = [issue for look in CHECKS for issue in look(checking, all_ways)]
    if directory is not None:
        found.extend(holder_issues(checking, directory, tenant, at))
        found.extend(quorum_issues(checking, directory, tenant, at))
    once: dict[tuple[str, str, str], Issue] = {}
    for issue in found:
        once.setdefault((issue.code, issue.path, issue.message), issue)
    return tuple(once.values())
