"""Whom a case concerns: where a policy shows its cases to nobody else, and who sees personal values."""

from __future__ import annotations

from datetime import datetime

from complaintkit.cases.asking import Asking
from complaintkit.cases.capacity import role
from complaintkit.cases.case import Case
from complaintkit.cases.commands import Act
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.rules.record import Actor, Surroundings


def sees_personal(program: Program, case: Case, by: Actor) -> bool:
    """Whether the policy shows somebody with these roles the personal values of a case. Where it keeps them
    from respondents, nobody sees those of a case that is about them, or that they were recused from.
    """
    access = program.policy.access
    if by.roles.isdisjoint(access.sees):
        return False
    kept = access.keeps_from_respondents or access.concerned_only
    return not (kept and {by.id, by.on_behalf_of} & (case.about | case.recused))


def against_showing(program: Program, case: Case, by: Actor, now: datetime, around: Surroundings) -> tuple[Reason, ...]:
    """The reason against showing somebody a case that does not concern them; none: it may be shown.

    It concerns its parties, whom it is about, its handler, whoever made an entry on it or was recused from it, whoever
    holds a role in ``Access.oversees``, whose turn it is, who may make a move on it now (a stand-in too), and the
    members of a body that decides one.
    """
    access = program.policy.access
    if not access.concerned_only or _has_to_do_with(case, by):
        return ()
    asking = Asking(program, case, Act(trigger=""), by, now, around)
    if asking.roles & {*access.oversees, program.stages[case.stage].owner}:
        return ()
    for trigger in program.triggers_at.get(case.stage, ()):
        for row in program.rows[case.stage, trigger]:
            if row.body is not None and not asking.roles.isdisjoint(row.body.members):
                return ()
            if row.by is not None and row.by.isdisjoint(program.everyone) and not role(asking, row):
                return ()
    return (reason("not_concerned", access.cite),)


def _has_to_do_with(case: Case, by: Actor) -> bool:
    known = {case.assigned, *case.about, *case.recused, *(fields.get("key") for fields in case.parties.values())}
    known.update(made.who for entries in case.records.values() for made in entries)
    return not (known - {None, ""}).isdisjoint({by.id, by.on_behalf_of})
