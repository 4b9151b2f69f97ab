"""To whom a notice goes: roles become people at the moment it is sent."""

from __future__ import annotations

from datetime import datetime

from complaintkit.cases.case import Case
from complaintkit.cases.program import Program
from complaintkit.desk.outbox import Envelope
from complaintkit.desk.ports import Directory
from complaintkit.desk.stored import Outgoing


def address(
    outgoing: Outgoing, program: Program | None, case: Case | None, directory: Directory | None, at: datetime
) -> Envelope:
    """The envelope of a notice. Nobody is told who is away, whom the case is about or who was recused from it: then
    the first deputy role with somebody left is told, and the last resort when no deputy is left either.
    """
    notice = outgoing.notice
    role = None if program is None else program.roles.get(notice.to)
    if directory is None or role is None:
        return Envelope(notice, outgoing.tries)
    barred = frozenset() if case is None else case.about | case.recused
    unit = None if case is None else case.unit
    for seat in dict.fromkeys((role.id, *role.deputies, role.last_resort)):
        held = frozenset() if seat is None else directory.holders(notice.tenant, seat, unit, at) - barred
        people = tuple(sorted(person for person in held if not directory.absent(notice.tenant, person, at)))
        if people:
            return Envelope(notice, outgoing.tries, people=people, role=seat or "")
    return Envelope(notice, outgoing.tries, nobody=True)
