"""Checks: what is wrong with a policy before it ever runs, each issue with a case that shows it."""

from complaintkit.checks.issue import KINDS, Issue, KindOfIssue, Witness
from complaintkit.checks.policy_check import check

__all__ = ["KINDS", "Issue", "KindOfIssue", "Witness", "check"]
