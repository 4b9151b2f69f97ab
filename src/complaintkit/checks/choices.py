"""Where a case chooses: the targets of a trigger, the rows of a term, the tiers of a sanction.

Each is looked at for gaps, which leave a case nothing to choose, and for overlaps, which leave it too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import attrs

from complaintkit.checks.checking import Checking, Narrow, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import FALSE, NOT_FALSE, NOT_TRUE, TRUE, Answer, Wanted
from complaintkit.checks.ways import BEGUN, MADE, NEVER_MADE, Ways, conditions_of
from complaintkit.deadlines import Term
from complaintkit.rules.duties import ByCase, Duty
from complaintkit.rules.facts import Fact
from complaintkit.rules.moves import STAYS, Move
from complaintkit.rules.nodes import ALWAYS, Compare, Condition, Look, Value
from complaintkit.rules.sanctions import SETTLING, SanctionRule
from complaintkit.values import Money

__all__ = ["choice_issues", "rows_of", "running"]


def choice_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Targets that hold together, terms with gaps, rows that are never needed, figures below every tier."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    yield from _targets(checking, ways_of)
    for i, duty in enumerate(checking.policy.duties):
        if isinstance(duty.term, ByCase):
            yield from _rows(checking, ways_of[duty.case_kind], f"$.duties[{i}]({duty.id}).term", duty, duty.term)
    for i, rule in enumerate(checking.policy.sanctions):
        yield from _tiers(checking, ways_of, f"$.sanctions[{i}]({rule.id}).tiers", rule)


# -- targets ----------------------------------------------------------------------------------------------------------


def _targets(checking: Checking, ways_of: Mapping[str, Ways]) -> Iterator[Issue]:
    rows: dict[tuple[str, str], list[tuple[str, Move]]] = defaultdict(list)
    for path, move in checking.moves():
        for source in move.sources:
            rows[source, move.trigger].append((path, move))
    told: set[tuple[str, str]] = set()
    for (source, trigger), found in rows.items():
        for (first_path, first), (path, move) in combinations(found, 2):
            if (first_path, path) in told:
                continue
            issue = _both(checking, ways_of[checking.kind_of(move)], source, trigger, path, (first, move))
            if issue is not None:
                told.add((first_path, path))
                yield issue


def _both(
    checking: Checking, ways: Ways, source: str, trigger: str, path: str, pair: tuple[Move, Move]
) -> Issue | None:
    """Whether two rows of a trigger can be granted together to somebody who has every role."""
    conditions = tuple(condition for move in pair for condition in conditions_of(move))
    if not {record for move in pair for record in move.after} <= ways.made:
        return None
    if pair[0].decided_by == pair[1].decided_by and pair[0].carried != pair[1].carried:
        return None  # a motion is carried or falls, never both
    answer = checking.reasoner.ask(*((c, TRUE) for c in conditions), within=ways.limits(conditions))
    targets = tuple(source if move.target == STAYS else move.target for move in pair)
    said = f"from {source!r} {trigger!r} may lead to {targets[0]!r} and to {targets[1]!r} at once"
    clause = cite_of(pair[1])
    if answer.situation is None:
        return checking.undecided(path, f"whether {said}", clause) if answer.open else None
    return checking.issue(
        "ambiguous_targets",
        path,
        said,
        checking.witness(
            answer.situation,
            kind=ways.kind.id,
            stage=source,
            trigger=trigger,
            by=checking.everybody,
            records=_on_record(answer, pair),
            other=tuple(conditions),
        ),
        clause=clause,
    )


def _on_record(answer: Answer, pair: tuple[Move, Move]) -> tuple[str, ...]:
    assert answer.situation is not None
    counted = {name for name, n in answer.situation.counts.items() if n}
    return tuple(sorted(counted | {record for move in pair for record in (*move.after, *move.same_who)}))


# -- terms by case ----------------------------------------------------------------------------------------------------


def _rows(checking: Checking, ways: Ways, path: str, duty: Duty, term: ByCase) -> Iterator[Issue]:
    applies: Wanted = (duty.when, TRUE)
    none: list[Wanted] = [(condition, FALSE) for condition, _ in term.rows]
    conditions = (duty.when, *(condition for condition, _ in term.rows))
    never = (*ways.limits(conditions), *_whenever_it_runs(ways, duty))
    answer = checking.reasoner.ask(applies, *none, within=never)
    said = f"no row of the term of {duty.id!r} applies"
    yield from _term_issue(checking, ways, "no_term_applies", path, duty, said, answer)
    for n, (condition, _) in enumerate(term.rows):
        wanted: list[Wanted] = [(condition, NOT_FALSE), *((before, NOT_TRUE) for before, _ in term.rows[:n])]
        answer = checking.reasoner.ask((duty.when, NOT_FALSE), *wanted, within=never)
        if answer.open:
            said = f"whether row {n} of the term of {duty.id!r} applies"
            yield checking.undecided(f"{path}.rows[{n}]", said, cite_of(duty))
        if answer.possible or (n == 0 and condition == ALWAYS):
            continue
        alone = checking.reasoner.ask((duty.when, NOT_FALSE), (condition, NOT_FALSE), within=never)
        if alone.situation is not None:  # what holds on no case at all is told as such
            said = f"the rows before it leave row {n} of the term of {duty.id!r} no case"
            yield from _term_issue(checking, ways, "term_row_never_applies", f"{path}.rows[{n}]", duty, said, alone, n)


def running(ways: Ways, duty: Duty) -> Narrow:
    """What holds of a case while the duty runs for the first time: its start is on record, none of its ends is."""
    begun = ((("count", duty.starts), MADE),) if duty.starts in ways.made else ()
    ends = [record for record in duty.ends if record != duty.starts]
    return (*begun, *((("count", record), NEVER_MADE) for record in ends))


def _whenever_it_runs(ways: Ways, duty: Duty) -> Narrow:
    """What holds of every case on which the duty runs: of one that begins with the case and once only, as above.

    What starts later, or again, may find its end on record already.
    """
    if duty.starts in BEGUN and duty.repeats is None:
        return running(ways, duty)
    return ((("count", duty.starts), MADE),) if duty.starts in ways.made else ()


def _term_issue(
    checking: Checking, ways: Ways, code: str, path: str, duty: Duty, said: str, answer: Answer, other: Any = None
) -> Iterator[Issue]:
    if answer.situation is not None:
        witness = checking.witness(answer.situation, kind=ways.kind.id, duty=duty.id, other=other)
        if other is not None:
            witness = attrs.evolve(witness, records=tuple(sorted(ways.made)))
        yield checking.issue(code, path, said, witness, clause=cite_of(duty))
    elif answer.open:
        yield checking.undecided(path, f"whether {said}", cite_of(duty))


def rows_of(term: Term | ByCase) -> tuple[tuple[Condition, Term], ...]:
    """The terms a duty may run under, each with what chooses it."""
    return term.rows if isinstance(term, ByCase) else ((ALWAYS, term),)


# -- tiers ------------------------------------------------------------------------------------------------------------


def _tiers(checking: Checking, ways_of: Mapping[str, Ways], path: str, rule: SanctionRule) -> Iterator[Issue]:
    """The figures that reach no tier that holds, where the basis may have them and a move proposes by the rule."""
    least, fact = rule.tiers[0].least, checking.program.facts.get(rule.basis)
    proposing = [
        move for _, move in checking.moves() if move.sanction == rule.id and SETTLING.keys().isdisjoint(move.records)
    ]
    if rule.counts or not isinstance(least, Money) or fact is None or not proposing:
        return
    move = proposing[0]
    ways = ways_of[checking.kind_of(move)]
    figure = Look("fact", rule.basis)
    below: list[Wanted] = [(Compare(">=", figure, Value(_nought(fact, least))), TRUE)]
    below.extend((Compare("<", figure, Value(tier.least)) | ~tier.when, TRUE) for tier in rule.tiers)
    below.extend((condition, TRUE) for condition in conditions_of(move))
    answer = checking.reasoner.ask(*below, within=ways.limits(condition for condition, _ in below))
    if answer.situation is None:
        if answer.open:
            said = f"whether {move.trigger!r} is made for a figure that reaches no tier of {rule.id!r}"
            yield checking.undecided(path, said, cite_of(rule))
        return
    found = answer.situation.facts[rule.basis]
    why = f"whose lowest tier is {least}" if found < least else "none of whose tiers holds then"
    given = {**answer.situation.facts, rule.subject: "emp-7"}
    yield checking.issue(
        "below_the_tiers",
        path,
        f"for {found} of {rule.basis!r} nothing can be proposed by {rule.id!r}, {why}",
        checking.witness(
            answer.situation,
            kind=ways.kind.id,
            stage=move.sources[0],
            trigger=move.trigger,
            by=checking.everybody,
            given={name: given[name] for name in (rule.basis, rule.subject)},
        ),
        clause=cite_of(rule),
    )


def _nought(fact: Fact, least: Money) -> Money:
    """No money, or the least the fact may be."""
    return fact.min_value if isinstance(fact.min_value, Money) else Money.of(0, least.currency)
