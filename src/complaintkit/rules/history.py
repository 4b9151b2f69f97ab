"""The versions of one policy: which was in force on the day a complaint came in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from complaintkit.errors import Faults, PolicyError, UnknownPolicy
from complaintkit.rules.policy import Policy


class PolicyHistory:
    """The versions of one policy. The receipt date picks, never today's (trap 44).

    Each version has a first day in force; a version without a last day ends where the next begins. Overlaps, versions
    used twice, drafts (no first day) and versions that lack the approval their own rule asks for are refused, all at
    once, as :class:`PolicyError`.
    """

    def __init__(self, policies: Iterable[Policy]) -> None:
        given = tuple(policies)
        faults = Faults()
        for i, policy in enumerate(given):
            _check(policy, f"$[{i}]", faults)
        if not given:
            faults.add("$", "a history needs at least one policy")
        if len({policy.id for policy in given}) > 1:
            faults.add("$", f"one history is of one policy, got {sorted({policy.id for policy in given})}")
        if len({policy.version for policy in given}) < len(given):
            faults.add("$", f"two policies carry the same version: {sorted(policy.version for policy in given)}")
        faults.raise_if_any(PolicyError, "this policy history cannot be used")
        self.policies: tuple[Policy, ...] = tuple(sorted(given, key=lambda policy: policy.in_force_from or date.min))
        for earlier, later in pairwise(self.policies):
            assert later.in_force_from is not None
            if earlier.in_force_from == later.in_force_from or (
                earlier.in_force_until is not None and earlier.in_force_until >= later.in_force_from
            ):
                faults.add(
                    "$",
                    f"versions {earlier.version!r} and {later.version!r} are both in force on {later.in_force_from}",
                )
        faults.raise_if_any(PolicyError, "this policy history cannot be used")

    @property
    def newest(self) -> Policy:
        """The version that came last into force."""
        return self.policies[-1]

    def at(self, day: date) -> Policy:
        """The version in force on a local date.

        :raises UnknownPolicy: none was in force; the error names the date.
        """
        for policy in reversed(self.policies):
            if policy.in_force_from is not None and policy.in_force_from <= day:
                if policy.in_force_until is not None and day > policy.in_force_until:
                    break
                return policy
        raise UnknownPolicy(self.newest.id, "", day)


def _check(policy: Policy, path: str, faults: Faults) -> None:
    if policy.in_force_from is None:
        faults.add(path, f"policy {policy.id!r} version {policy.version!r} is a draft: give it in_force_from")
        return
    rule, approval = policy.approval_rule, policy.approval
    if rule is None:
        return
    if approval is None or approval.role != rule.role:
        faults.add(path, f"version {policy.version!r} lacks the approval of {rule.role!r} [{rule.cite}]")
    elif approval.on > policy.in_force_from:
        faults.add(
            path,
            f"version {policy.version!r} is in force from {policy.in_force_from}, before its approval "
            f"on {approval.on} [{rule.cite}]",
        )
