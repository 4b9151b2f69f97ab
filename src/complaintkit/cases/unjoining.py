"""Taking back a joining: whether a case comes loose from the matter it joined, and what becomes of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from complaintkit.cases.capacity import against_recused
from complaintkit.cases.case import Case
from complaintkit.cases.commands import Unjoin
from complaintkit.cases.events import Event, Link, Linked, Unjoined
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.joining import GOES_ON, joiner
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import reason
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import Actor, LinkedCase, Surroundings


def joined_by(program: Program, case: Case) -> Link | None:
    """The tie by which a case joined another; None where it joined none."""
    joins = [link for link in case.links if link.rule in program.joins and not link.follows]
    return joins[-1] if joins else None


def decide_unjoin(
    program: Program, case: Case, command: Unjoin, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    """Decide whether a case comes loose. ``around.linked`` holds it, with where it stood, the matter without it, and
    whatever that joined in its turn.
    """
    link = joined_by(program, case)
    if link is None:
        return refusal([reason("unjoin", why="not_joined")])
    rule = program.joins[link.rule]
    cites = cites_of(rule.cite)
    capacity, against = joiner(program, case, rule, actor, around, "unjoin")
    against = [*against_recused(program, case, actor), *against]
    against.extend(reason("unjoin", cites, why=why) for why in _against(program, case, link, around.linked))
    if against:
        return refusal(against)
    own = next(side for side in around.linked if side.case_id == case.id)
    dropped = _entries(case, ("joined",))
    body = Unjoined(
        link=link,
        stage=own.stage,
        resumes=own.running,
        dropped=dropped,
        recounted=_uncounted(program, case, dropped),
        reason=command.reason,
    )
    return Decision(True, (), (body,), capacity, None, command.at or now, cites, ((link.case_id, link),))


def _against(program: Program, case: Case, link: Link, linked: Sequence[LinkedCase]) -> list[str]:
    found, sides = [], {side.case_id: side for side in linked}
    if case.stage != program.joins[link.rule].target:
        found.append("not_from_here")
    if "disposed" in case.records:
        found.append("disposed")
    if case.id not in sides or link.case_id not in sides or sides[case.id].stage not in program.stages:
        found.append("unknown")
    if sides.keys() - {case.id, link.case_id}:  # its count is in the count of another: that comes loose first
        found.append("matter_joined")
    return found


def scatter(
    program: Program, matter: Case, leaving: Case, rule_id: str, around: Surroundings, events: Iterable[Event]
) -> Unjoined:
    """What a case that comes loose makes of the matter, by the policy version of the matter, whose ``events`` say what
    it was before. What made it graver is taken back where the rule's number is no longer reached and it goes on.
    """
    rule = program.joins[rule_id]
    whose = {linked.case_id: linked.whose for linked in around.linked}
    there, gone = whose[matter.id], whose[leaving.id] - whose[matter.id]
    entries = ["joined"] * len(gone)
    category = None
    reached = rule.reached_at is not None and len(there) < rule.reached_at <= len(there) + len(gone)
    if reached and program.stages[matter.stage].kind in GOES_ON:
        entries += rule.records
        if matter.category == rule.becomes:
            category = _before(program, events, rule_id)
    dropped = _entries(matter, entries)
    return Unjoined(
        link=Link(rule_id, leaving.id, True),
        dropped=dropped,
        category=category,
        recounted=_uncounted(program, matter, dropped),
    )


def _before(program: Program, events: Iterable[Event], rule_id: str) -> str | None:
    """The category a matter had before it was last made graver by a rule."""
    case: Case | None = None
    found: str | None = None
    for event in events:
        body = event.body
        if case is not None and isinstance(body, Linked) and body.category is not None and body.link.rule == rule_id:
            found = case.category
        case = begin(program, event) if case is None else apply(program, case, event)
    return found


def _entries(case: Case, names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The newest entries of these records, one for each time a record is named."""
    left = {name: list(entries) for name, entries in case.records.items()}
    return tuple((name, left[name].pop().seq) for name in names if left.get(name))


def _uncounted(program: Program, case: Case, dropped: Iterable[tuple[str, int]]) -> tuple[tuple[int, str, str], ...]:
    """The counters that these entries stand in, once each time that one does."""
    left = list(case.counted)
    found = []
    for name, seq in dropped:
        for tally in program.policy.tallies:
            held = [(at, key) for at, key in left if at == seq and tally.subject_in(key) is not None]
            if tally.counts == name and held:
                left.remove(held[-1])
                found.append((*held[-1], ""))
    return tuple(found)
