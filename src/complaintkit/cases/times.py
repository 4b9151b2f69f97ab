"""When an act may say it happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.deadlines import Clock, due, term_text


def against_moment(program: Program, at: datetime, now: datetime, received: datetime, why: str) -> Iterable[Reason]:
    """The reasons against a given moment: in the future, before the receipt, or too far back without a reason."""
    found = []
    if at > now:
        found.append(reason("future", at=at, now=now))
    if at < received:
        found.append(reason("before_receipt", at=at, received=received))
    limit = program.policy.backdating
    if limit is not None and not why and at < now:
        latest = due(Clock(limit, at, program.calendar, convention=program.conventions[program.policy.convention]))
        if latest is not None and now > latest.due_at:
            found.append(reason("backdated", at=at, limit=term_text(limit, "en")))
    return found
