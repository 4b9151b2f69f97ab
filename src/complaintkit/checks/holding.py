"""Conditions that can never, or always, hold; moves whose conditions contradict one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import FALSE, NOT_FALSE, TRUE
from complaintkit.checks.ways import BEGUN, Ways, conditions_of
from complaintkit.rules.duties import ByCase
from complaintkit.rules.nodes import Condition, Fixed
from complaintkit.rules.wellformed import made_records
from complaintkit.values import Citation

__all__ = ["Asked", "asked_conditions", "holding_issues"]


class Asked(NamedTuple):
    """A condition of a policy: where it stands, of which kind of case, what it does there."""

    path: str
    condition: Condition
    kind: str
    clause: Citation | None


def asked_conditions(checking: Checking) -> Iterator[Asked]:
    """Every condition of the policy."""
    policy = checking.policy
    for path, move in checking.moves():
        kind = checking.kind_of(move)
        yield Asked(f"{path}.when", move.when, kind, cite_of(move))
        for guard in move.guards:
            yield Asked(f"{path}.guards({guard.id})", guard.when, kind, guard.cite or cite_of(move))
    for i, duty in enumerate(policy.duties):
        path = f"$.duties[{i}]({duty.id})"
        yield Asked(f"{path}.when", duty.when, duty.case_kind, cite_of(duty))
        if isinstance(duty.term, ByCase):
            for n, (condition, _) in enumerate(duty.term.rows):
                yield Asked(f"{path}.term.rows[{n}]", condition, duty.case_kind, cite_of(duty))
    for i, fact in enumerate(policy.facts):
        yield Asked(f"$.facts[{i}]({fact.id}).when", fact.when, fact.case_kind, cite_of(fact))
    for i, rule in enumerate(policy.retention):
        yield Asked(f"$.retention[{i}]({rule.id}).when", rule.when, rule.case_kind, cite_of(rule))
    for i, report in enumerate(policy.reports):
        path = f"$.reports[{i}]({report.id})"
        yield Asked(f"{path}.when", report.when, report.of, cite_of(report))
        for n, figure in enumerate(report.figures):
            yield Asked(f"{path}.figures[{n}].when", figure.when, report.of, cite_of(report))
    for i, bands in enumerate(policy.bands):
        for n, band in enumerate(bands.bands):
            yield Asked(f"$.bands[{i}]({bands.id}).bands[{n}].when", band.when, "", cite_of(bands))
    for i, sanction in enumerate(policy.sanctions):
        for n, tier in enumerate(sanction.tiers):
            path = f"$.sanctions[{i}]({sanction.id}).tiers[{n}].when"
            yield Asked(path, tier.when, "", tier.cite or cite_of(sanction))
    for i, message in enumerate(policy.messages):
        yield Asked(f"$.messages[{i}]({message.id}).written_when", message.written_when, "", cite_of(message))
    for i, tally in enumerate(policy.tallies):
        yield Asked(f"$.tallies[{i}]({tally.id}).when", tally.when, "", cite_of(tally))


def holding_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """What holds on no case or on every one, and moves that are never granted."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    never: set[str] = set()
    for asked in asked_conditions(checking):
        if isinstance(asked.condition, Fixed):
            continue
        issue = _holds_never(checking, ways_of.get(asked.kind), asked)
        if issue is None:
            issue = _holds_always(checking, asked)
        else:
            never.add(asked.path)
        if issue is not None:
            yield issue
    for path, move in checking.moves():
        if not any(place.startswith(f"{path}.") for place in never):
            yield from _never_possible(checking, ways_of[checking.kind_of(move)], path)


def _holds_never(checking: Checking, ways: Ways | None, asked: Asked) -> Issue | None:
    """A record that is never made counts: what waits for it waits for ever."""
    narrow = () if ways is None else ways.limits((asked.condition,))
    answer = checking.reasoner.ask((asked.condition, TRUE), within=narrow)
    if answer.situation is not None:
        return None
    if answer.open:
        return checking.undecided(asked.path, "whether the condition can hold", asked.clause)
    other = checking.reasoner.ask((asked.condition, frozenset((False, None))))
    made = made_records(checking.policy) if ways is None else ways.made
    witness = checking.witness(
        other.situation,
        kind=asked.kind or "complaint",
        records=tuple(sorted(made)),
        other=asked.condition,
    )
    said = "there is no case on which the condition holds"
    return checking.issue("condition_never_holds", asked.path, said, witness, clause=asked.clause)


def _holds_always(checking: Checking, asked: Asked) -> Issue | None:
    answer = checking.reasoner.ask((asked.condition, FALSE))
    if answer.open:
        return checking.undecided(asked.path, "whether the condition can fail", asked.clause)
    if answer.possible:
        return None
    shown = checking.reasoner.ask((asked.condition, NOT_FALSE))
    witness = checking.witness(shown.situation, kind=asked.kind or "complaint", other=asked.condition)
    said = "there is no case on which the condition fails"
    return checking.issue("condition_always_holds", asked.path, said, witness, clause=asked.clause)


def _never_possible(checking: Checking, ways: Ways, path: str) -> Iterator[Issue]:
    """Moves that are never granted though cases come to their stages; separation that leaves nobody."""
    index, move = next((i, move) for i, (where, move) in enumerate(ways.moves) if where == path)
    both = sorted(set(move.same_who) & set(move.not_who))
    if both:
        witness = checking.witness(
            kind=ways.kind.id, stage=move.sources[0], trigger=move.trigger, by=checking.everybody, records=tuple(both)
        )
        said = f"{move.trigger!r} is for whoever made {both[0]!r} and for anybody but them"
        yield checking.issue("separation_bars_everybody", path, said, witness, clause=cite_of(move))
    reached = {place.stage for place in ways.places}
    if index in ways.open:
        yield checking.undecided(path, f"whether {move.trigger!r} can be made", cite_of(move))
    if both or index in ways.granted or reached.isdisjoint(move.sources):
        return
    if not ways.may_name(move):
        meant = checking.reasoner.ask((move.when, TRUE), within=ways.limits((move.when,)))
        witness = checking.witness(
            kind=ways.kind.id,
            stage=next(stage for stage in move.sources if stage in reached),
            trigger=move.trigger,
            by=checking.everybody,
            records=() if meant.situation is None else tuple(sorted(meant.situation.made)),
            other=tuple(sorted(reached)),
        )
        where = " or ".join(map(repr, move.only))
        said = f"{move.trigger!r} is only for whoever is named in {where}, and nobody ever is"
        yield checking.issue("nobody_is_named", f"{path}.only", said, witness, clause=cite_of(move))
        return
    conditions = conditions_of(move)
    answer = checking.reasoner.ask(*((condition, TRUE) for condition in conditions), within=ways.limits(conditions))
    missing = [record for record in move.after if record not in ways.made]
    if not answer.possible:
        said = f"the condition and the guards of {move.trigger!r} hold together on no case"
    elif missing:
        said = f"{move.trigger!r} waits for {missing[0]!r}, which no case of kind {ways.kind.id!r} ever gets before it"
    else:
        said = f"{move.trigger!r} waits for what no case gets that its conditions are for"
    source = next(stage for stage in move.sources if stage in reached)
    witness = checking.witness(
        kind=ways.kind.id,
        stage=source,
        trigger=move.trigger,
        by=checking.everybody,
        other=(conditions, tuple((channel, tuple(sorted(made - BEGUN))) for channel, made in ways.made_by.items())),
    )
    yield checking.issue("move_never_possible", path, said, witness, clause=cite_of(move))
