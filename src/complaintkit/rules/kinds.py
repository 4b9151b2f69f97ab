"""Kinds of case: what is filed by command, and the standing cases that the sweep opens once per unit and period."""

from __future__ import annotations

from typing import Literal

import attrs

from complaintkit.values import Citation

Every = Literal["day", "working_day", "week", "month", "quarter", "half_year", "year"]


@attrs.frozen
class Kind:
    """A kind of case that runs under a policy.

    A kind without ``every`` is filed by command into ``initial``. One with ``every`` is a standing case: the sweep
    opens it once per period, and once per unit of the directory that has the ``unit_kind`` (without a directory:
    once for the tenant). ``opens`` says whether it opens with the first instant of the period (what is owed during
    it) or with the last (what is owed about it).

    The unit's calendar says which days work. Where the unit keeps another zone than the policy, the period has begun,
    or ended, once it has so in both. Its receipt lies in the period in both zones: it is the later of the two
    beginnings or the earlier of the two ends. So the version, the number and the dates counted from it are the
    period's, and what is owed about it is not asked for while the policy's own period, by which reports count, goes on.

    >>> Kind("opinion_book", initial="unread", every="day").opens
    'start'
    """

    id: str
    initial: str = attrs.field(kw_only=True)
    every: Every | None = attrs.field(default=None, kw_only=True)
    opens: Literal["start", "end"] = attrs.field(default="start", kw_only=True)
    per: Literal["unit", "tenant"] = attrs.field(default="tenant", kw_only=True)
    unit_kind: str | None = attrs.field(default=None, kw_only=True)
    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """The roles that may file this kind; empty for a standing case."""
    issues: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """The forms that filing (or opening) makes out."""
    cite: Citation | None = attrs.field(default=None, kw_only=True)
