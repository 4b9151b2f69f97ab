"""Deciding together: whether a body's meeting was quorate, and what it decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from complaintkit.cases.asking import NONE, Asking
from complaintkit.cases.case import Case
from complaintkit.cases.events import Acted, Event
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.verdict import Decision
from complaintkit.rules.meetings import Meeting, Ruling
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import NOTHING_AROUND, Surroundings
from complaintkit.values import Citation

if TYPE_CHECKING:
    from complaintkit.rules.bodies import Body


def meeting(asking: Asking, row: Row) -> Sequence[Reason]:
    """The body met, none but its free members voted, it was quorate, and its decision is the one the row is for."""
    body, held = row.body, asking.command.meeting
    assert body is not None
    cites = (*cites_of(body.cite), *row.move.cites)
    holders, barred = asking.around.holders, asking.case.about | asking.case.recused
    members = members_of(body, asking.around)
    if members is not None and members <= barred:
        return (reason("nobody_left", cites, by=(body.id,)),)
    if held is None or not held.votes:
        return (reason("meeting", cites, body=body.id, why="no_meeting"),)
    found: list[Reason] = []
    if taking := (held.present | {held.chair}) & barred:
        recusal = cites_of(asking.program.policy.recusal.cite)
        found.append(reason("recused", (*recusal, *cites), who=tuple(sorted(taking))))
    if members is not None and not {person for person, _ in held.votes} <= members:
        found.append(reason("meeting", cites, body=body.id, why="not_member"))
    if (body.chairs or body.casting or held.chair) and held.chair not in held.present:
        found.append(reason("meeting", cites, body=body.id, why="chair"))
    elif body.chairs and holders is not None and not any(held.chair in holders.get(r, ()) for r in body.chairs):
        found.append(reason("meeting", cites, body=body.id, why="chair_role"))
    if found:
        return found
    ruling = body.judge(held, members=members, barred=barred)
    if not ruling.quorate:
        count = {"present": ruling.present, "members": ruling.members, "needed": ruling.quorum}
        return (reason("quorum", cites, body=body.id, **count),)
    if ruling.carried == row.move.carried:
        return NONE
    rows = asking.program.rows[row.source, row.move.trigger]
    if ruling.carried or any(not other.move.carried for other in rows):
        return (reason("outcome", cites, body=body.id),)
    votes = {"in_favour": ruling.in_favour, "against": ruling.against, "abstained": ruling.abstained}
    return (reason("majority", cites, body=body.id, **votes, needed=ruling.majority),)


def members_of(body: Body, around: Surroundings) -> frozenset[str] | None:
    """The members of a body by the directory; None where there is none (the record of the meeting names them)."""
    holders = around.holders
    return None if holders is None else frozenset(who for role in body.members for who in holders.get(role, ()))


class ExplainedMeeting(NamedTuple):
    """A meeting: of which body, who was there and how each voted, what its rule made of that, and by which clauses."""

    body: str
    meeting: Meeting
    ruling: Ruling
    cites: tuple[Citation, ...]


def explained_meeting(
    program: Program, before: Case | None, event: Event, decision: Decision | None
) -> ExplainedMeeting | None:
    """The meeting behind a move, ruled on again from what the event kept; None where no body decided it."""
    move = None if decision is None else decision.move
    if before is None or move is None or not isinstance(event.body, Acted) or event.body.meeting is None:
        return None
    body = program.bodies[str(move.decided_by)]
    members = members_of(body, event.around or NOTHING_AROUND)
    ruling = body.judge(event.body.meeting, members=members, barred=before.about | before.recused)
    return ExplainedMeeting(body.id, event.body.meeting, ruling, cites_of(body.cite))
