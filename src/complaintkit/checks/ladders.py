"""Escalations that lead nowhere, back to whom they came from, or round and round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.choices import rows_of, running
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import FALSE, TRUE, Answer, Wanted
from complaintkit.checks.situations import Situation
from complaintkit.checks.ways import Ways
from complaintkit.rules.duties import Duty, Rung
from complaintkit.rules.evaluate import records_in
from complaintkit.rules.policy import Policy

__all__ = ["chosen_rows", "ladder_issues", "open_rows", "open_stage"]

ESCALATED = "escalated"


def ladder_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Dead ends and circles of escalation."""
    heard = ESCALATED in _records_read(checking.policy)
    ways_of = {ways.kind.id: ways for ways in all_ways}
    for i, duty in enumerate(checking.policy.duties):
        for rung in duty.ladder:
            path = f"$.duties[{i}]({duty.id}).ladder({rung.id})"
            if rung.kind == "escalation" and not (rung.issues or rung.records or heard):
                yield from _dead_end(checking, ways_of[duty.case_kind], path, duty, rung)
    yield from _circles(checking, ways_of)


def _dead_end(checking: Checking, ways: Ways, path: str, duty: Duty, rung: Rung) -> Iterator[Issue]:
    if not rung.tell:
        code, said = "escalation_to_nobody", f"when {rung.id!r} of {duty.id!r} falls, nobody hears of it"
    elif set(rung.tell) == {duty.owner}:
        code, said = "escalation_to_its_owner", f"{rung.id!r} of {duty.id!r} tells {duty.owner!r}, who owes it"
    else:
        return
    for situation, _ in chosen_rows(checking, ways, duty):
        witness = checking.witness(
            situation, kind=ways.kind.id, stage=open_stage(checking, ways, duty) or "", duty=duty.id, rung=rung.id
        )
        yield checking.issue(code, path, said, witness, clause=rung.cite or cite_of(duty))
        return


def chosen_rows(checking: Checking, ways: Ways, duty: Duty) -> Iterator[tuple[Situation, int]]:
    """For each row of a duty's term a situation in which the duty applies and that row is the one that counts."""
    for n, answer in _answers(checking, ways, duty):
        if answer.situation is not None:
            yield answer.situation, n


def open_rows(checking: Checking, ways: Ways, duty: Duty) -> Iterator[int]:
    """The rows of a duty's term of which could not be told whether they are ever the one that counts."""
    return (n for n, answer in _answers(checking, ways, duty) if answer.open)


def _answers(checking: Checking, ways: Ways, duty: Duty) -> Iterator[tuple[int, Answer]]:
    rows = rows_of(duty.term)
    if open_stage(checking, ways, duty) is None:
        return
    for n, (condition, _) in enumerate(rows):
        wanted: list[Wanted] = [(duty.when, TRUE), (condition, TRUE), *((before, FALSE) for before, _ in rows[:n])]
        never = ways.limits(condition for condition, _ in wanted)
        yield n, checking.reasoner.ask(*wanted, within=(*never, *running(ways, duty)))


def open_stage(checking: Checking, ways: Ways, duty: Duty) -> str | None:
    """A stage that cases reach and in which the duty runs; None: there is none."""
    reached = {place.stage for place in ways.places}
    for stage in checking.policy.stages:
        if stage.id in reached and stage.kind in duty.stage_kinds and stage.pause not in duty.pauses:
            return stage.id
    return None


def _records_read(policy: Policy) -> set[str]:
    """Every record that something waits for."""
    read: set[str] = set()
    for move in policy.moves:
        read.update((*move.after, *move.same_who, *move.not_who))
        for condition in (move.when, *(guard.when for guard in move.guards)):
            read.update(records_in(condition))
    for duty in policy.duties:
        read.update((duty.starts, *duty.ends))
        read.update(records_in(duty.when))
        for condition, _ in rows_of(duty.term):
            read.update(records_in(condition))
    read.update(record for register in policy.registers for record in register.enters)
    read.update(tally.counts for tally in policy.tallies)
    read.update(numbering.draws_on for numbering in policy.numbering)
    read.update(record for link in policy.links for record in link.after)
    return read


# -- circles ----------------------------------------------------------------------------------------------------------


def _made_by(duty: Duty) -> set[str]:
    """What the rungs of a duty put on record."""
    made = {record for rung in duty.ladder for record in rung.records}
    if any(rung.kind == "escalation" for rung in duty.ladder):
        made.add(ESCALATED)
    if any(rung.issues for rung in duty.ladder):
        made.add("issued")
    return made


def _circles(checking: Checking, ways_of: dict[str, Ways]) -> Iterator[Issue]:
    """Duties whose rungs start one another, and end one another too, so that each begins anew for ever."""
    duties = {duty.id: duty for duty in checking.policy.duties}
    index = {duty.id: i for i, duty in enumerate(checking.policy.duties)}
    told: set[frozenset[str]] = set()
    for id in duties:
        for circle in _from(duties, (id,)):
            if frozenset(circle) in told:
                continue
            told.add(frozenset(circle))
            members = [duties[name] for name in circle]
            made = set().union(*(_made_by(duty) for duty in members))
            if not all(made & set(duty.ends) for duty in members):
                continue
            ways = ways_of[members[0].case_kind]
            wanted: list[Wanted] = [(duty.when, TRUE) for duty in members]
            answer = checking.reasoner.ask(*wanted, within=ways.limits(condition for condition, _ in wanted))
            stages = {open_stage(checking, ways, duty) for duty in members}
            idle = any(duty.catch_up == "none" for duty in members)  # none of its rungs ever fires
            path = f"$.duties[{index[circle[0]]}]({circle[0]}).ladder"
            if len(stages) > 1 or None in stages or idle:
                continue
            if answer.situation is None:
                if answer.open:
                    said = f"whether {' and '.join(map(repr, circle))} run at once"
                    yield checking.undecided(path, said, cite_of(members[0]))
                continue
            witness = checking.witness(
                answer.situation,
                kind=ways.kind.id,
                stage=stages.pop() or "",
                duty=members[0].id,
                other=circle,
            )
            said = f"the rungs of {' and '.join(map(repr, circle))} start and end them again and again"
            yield checking.issue("escalation_in_a_circle", path, said, witness, clause=cite_of(members[0]))


def _from(duties: dict[str, Duty], trail: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The circles that lead back to the first duty of a trail."""
    here = duties[trail[-1]]
    for other in duties.values():
        if other.case_kind != here.case_kind or other.starts not in _made_by(here):
            continue
        if other.id == trail[0]:
            yield trail
        elif other.id not in trail and len(trail) < len(duties):
            yield from _from(duties, (*trail, other.id))
