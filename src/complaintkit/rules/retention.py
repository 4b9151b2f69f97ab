"""Retention: how long a case is kept once it is over, before it may be disposed of."""

from __future__ import annotations

import attrs

from complaintkit.deadlines import Term
from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation


@attrs.frozen
class RetentionRule:
    """How long a case is kept: a ``term`` from the newest record ``starts``, or through the day in the fact ``until``.

    ``when`` says which cases it keeps; unknown counts as yes. Where several rules keep a case the longest counts, and
    one whose start or day is not known yet keeps it all the same. The day is counted in the calendar of the case and by
    the policy's convention, and belongs to the time it is kept.

    A case is kept for as long as it is open, owes something, or is tied to one that is open. A legal hold beats every
    rule: from the record ``held`` until there are as many ``released``. A move with the record ``disposed`` is granted
    only when nothing keeps the case any more. The moment that comes, the sweep puts ``expired`` on it and tells the
    roles in ``tell``.

    >>> from complaintkit.deadlines import Years
    >>> RetentionRule("one_year", starts="archived", term=Years(1)).case_kind
    'complaint'
    """

    id: str
    starts: str | None = attrs.field(default=None, kw_only=True)
    term: Term | None = attrs.field(default=None, kw_only=True)
    until: str | None = attrs.field(default=None, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    tell: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)
