"""What a case is filed with: all that the policy asks for, and now and then something else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from complaintkit.rules.conditions import ALWAYS
from complaintkit.rules.intake import entered_by
from complaintkit.testing.clerk import Clerk
from complaintkit.testing.draws import parties
from complaintkit.values import Attachment

__all__ = ["SPANS", "filing"]

SPANS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 45, 4 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60, 16 * 24 * 60, 45 * 24 * 60)
)
"""From a minute to six weeks: how long things take."""


def filing(clerk: Clerk, *, earliest: datetime) -> dict[str, Any]:
    """The keyword arguments of :meth:`Desk.file` for a case that mostly gets in; received at ``earliest`` or later."""
    policy = clerk.policy
    kind = clerk.one_of([kind for kind in policy.all_kinds if kind.every is None])
    channel = clerk.one_of(policy.channels) if policy.channels else None
    by = clerk.one_of(clerk.holders(entered_by(kind, channel, {stage.id: stage for stage in policy.stages})))
    facts = [f.id for f in policy.facts if f.case_kind == kind.id and (f.required or clerk.chance(12))]
    unwanted = [f.id for f in policy.facts if f.when != ALWAYS and f.id in facts and clerk.chance(3)]
    given: dict[str, Any] = {
        "by": by,
        "kind": kind.id,
        "channel": None if channel is None else channel.id,
        "category": clerk.one_of(policy.categories).id if policy.categories else None,
        "complainant": clerk.draw(parties()),
        "facts": clerk.values([id for id in facts if id not in unwanted], sloppy=8),
        "confirmed": () if channel is None or clerk.chance(8) else channel.confirms,
    }
    now = clerk.desk.clock.now()
    if clerk.chance(3):
        given["received_at"] = max(earliest, now - clerk.one_of(SPANS[:6]))
    if clerk.chance(4):
        given["about"] = (clerk.one_of(clerk.ids),)
    if clerk.chance(4):
        given["attachments"] = (Attachment.of_bytes("letter.pdf", b"letter"),)
    return given
