"""Joining: whether a case may join another about the same matter, and what becomes of both."""

from __future__ import annotations

from datetime import datetime

from complaintkit.cases.capacity import against_recused, stand_in
from complaintkit.cases.case import Case
from complaintkit.cases.commands import Join
from complaintkit.cases.events import Link, Linked
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.tallying import tallied_keys
from complaintkit.cases.times import against_moment
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.cases.view import View
from complaintkit.rules.categories import category_path
from complaintkit.rules.joins import JoinRule, gathered
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import ANYONE, Actor, LinkedCase, Surroundings

GOES_ON = ("open", "waiting")


def decide_join(
    program: Program, case: Case, command: Join, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    """Decide whether a case joins another. ``around.linked`` holds both, with whose they are."""
    at = command.at or now
    rule = program.joins[command.rule]
    cites = cites_of(rule.cite)
    sides = {linked.case_id: linked for linked in around.linked}
    matter = sides.get(command.into)
    against = [
        *against_moment(program, at, now, case.received_at, command.reason),
        *against_recused(program, case, actor),
    ]
    capacity, refused = joiner(program, case, rule, actor, around, "join")
    against.extend(refused)
    against.extend(reason("join", cites, join=rule.id, why=why) for why in _against(program, rule, case, matter))
    against.extend(_unknown(rule, case, matter, sides.get(case.id)))
    if matter is not None and matter.received_at is not None and at < matter.received_at:
        against.append(reason("before_receipt", at=at, received=matter.received_at))
    if against or matter is None:
        return refusal(against)
    link = Link(rule.id, matter.case_id)
    view = View(program, case, at)
    body = Linked(
        link=link,
        stage=rule.target,
        records=("joined",),
        reason=command.reason,
        tallied=tallied_keys(program, ("joined",), view),
    )
    return Decision(True, (), (body,), capacity, None, at, cites, ((matter.case_id, link),))


def joiner(
    program: Program, case: Case, rule: JoinRule, actor: Actor, around: Surroundings, command: str
) -> tuple[str, list[Reason]]:
    """In which capacity somebody joins a case, or takes it back; without one the reasons."""
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    for name in rule.by:
        if name in held or name == ANYONE:
            return name, []
    reasons, deputies = stand_in(program, actor, held, around, rule.by, case)
    if deputies:
        return deputies[0], []
    return "", [reason("role", rule.cite, trigger=command, by=rule.by, held=tuple(sorted(held))), *reasons]


def _against(program: Program, rule: JoinRule, case: Case, matter: LinkedCase | None) -> list[str]:
    found = []
    stage, target = program.stages[case.stage], program.stages[rule.target]
    listed = not rule.sources or case.stage in rule.sources
    if stage.kind not in GOES_ON or stage.case_kind != target.case_kind or not listed:
        found.append("not_from_here")
    if matter is None:
        found.append("unknown")
    elif matter.case_id == case.id:
        found.append("itself")
    else:
        if matter.kind != case.kind:
            found.append("kind")
        if matter.stage_kind not in GOES_ON:
            found.append("matter_closed")
    return found


def _unknown(rule: JoinRule, case: Case, matter: LinkedCase | None, own: LinkedCase | None) -> list[Reason]:
    """Whose the two cases are is known, where the rule counts that."""
    if not rule.counts or all(side is None or side.whose for side in (matter, own)):
        return []
    return [reason("missing_facts", cites_of(rule.cite), facts=(rule.counts,))]


def gather(program: Program, matter: Case, joining: Case, rule_id: str, around: Surroundings, at: datetime) -> Linked:
    """What a case that joins makes of the matter, by the policy version of the matter."""
    rule = program.joins[rule_id]
    whose = {linked.case_id: linked.whose for linked in around.linked}
    path = category_path(program.categories, matter.category)
    records, category = gathered(rule, whose[matter.id], whose[joining.id], path)
    view = View(program, matter, at, category=category)
    return Linked(
        link=Link(rule_id, joining.id, True),
        records=records,
        category=category,
        tallied=tallied_keys(program, records, view),
    )
