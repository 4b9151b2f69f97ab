"""Cases at a standstill: each move of their stage is refused, whoever tries it and whatever is given with it.

Recusal, who made what before, and authority over an amount are refusals that a policy declares: they bar persons or
amounts, and are told of by issues of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Final

from complaintkit.cases.program import Row
from complaintkit.checks.certain import Certain, assigns_it, certain, joined, together
from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import TRUE, Wanted
from complaintkit.checks.ways import Place, Ways, records_of
from complaintkit.rules.evaluate import facts_in, reads_category
from complaintkit.rules.moves import ASSIGNED
from complaintkit.rules.nodes import ALWAYS, NEVER, Condition, Fixed, Holds, Junction, Not, Settled
from complaintkit.rules.record import ANYONE, SYSTEM, Actor
from complaintkit.rules.sanctions import SETTLING

__all__ = ["standstill_issues"]

MAKER: Final = "maker"
MOST_MAKERS: Final = 64
"""How many ways are tried in which the records before a move may have been made, by role."""


def standstill_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Open and waiting stages in which every move may be refused on some case; one case for each stage."""
    for ways in all_ways:
        held, leading = certain(ways), ways.leading_on()
        for i, stage in enumerate(checking.policy.stages):
            if stage.case_kind != ways.kind.id or stage.kind not in ("open", "waiting"):
                continue
            places = sorted((place for place in leading if place.stage == stage.id), key=str)
            yield from _first(_in_place(checking, ways, f"$.stages[{i}]({stage.id})", p, held[p]) for p in places)


def _first(found: Iterator[Issue | None]) -> Iterator[Issue]:
    """The first case that is shown, or else the first question that was left open."""
    issues = []
    for issue in found:
        if issue is not None and issue.severity != "unknown":
            yield issue
            return
        issues.extend([issue] if issue is not None else [])
    yield from issues[:1]


def _in_place(checking: Checking, ways: Ways, path: str, place: Place, held: Certain) -> Issue | None:
    """A case there on which no trigger can be used, whoever made what before."""
    program = checking.program
    triggers = program.triggers_at.get(place.stage, ())
    said = f"a case in {place.stage!r} may come to a standstill: nobody may {' or '.join(map(repr, triggers))} then"
    rows = [program.rows[place.stage, trigger] for trigger in triggers]
    is_open = False
    for makers in _makers(ways, rows):
        refused = [_refused(ways, held, found, makers) for found in rows]
        if None in refused:
            continue
        conditions = [condition for found in refused for condition in found or ()]
        asked = [*conditions, *held.bearing_on(conditions), *together(ways, conditions)]
        wanted: list[Wanted] = [(condition, TRUE) for condition in asked]
        within = (
            *checking.narrow(place.category, place.channel),
            *ways.limits(asked, held.possible),
            *held.within(checking, asked, place),
        )
        answer = checking.reasoner.ask(*wanted, within=within)
        is_open = is_open or answer.open
        if answer.situation is not None:
            witness = checking.witness(
                answer.situation,
                kind=ways.kind.id,
                stage=place.stage,
                category=place.category,
                channel=place.channel,
                by=Actor(MAKER, frozenset(makers.values())),
                records=tuple(sorted(answer.situation.made | held.records)),
                other=tuple(conditions),
            )
            return checking.issue("case_at_a_standstill", path, said, witness, clause=cite_of(ways.kind))
    return checking.undecided(path, f"whether {said}", cite_of(ways.kind)) if is_open else None


def _makers(ways: Ways, rows: Sequence[Sequence[Row]]) -> Iterator[Mapping[str, str]]:
    """For the records whose maker alone may make some move, in which role each may have been made."""
    records = sorted({record for found in rows for row in found for record in row.move.same_who})
    roles = [_roles_that_make(ways, record) for record in records]
    return (dict(zip(records, chosen, strict=True)) for chosen in islice(product(*roles), MOST_MAKERS))


def _roles_that_make(ways: Ways, record: str) -> tuple[str, ...]:
    """The roles in which a record may be made, the sweep's among them."""
    if record == "filed":
        own = ways.checking.policy.channels if ways.kind.id == "complaint" else ()
        return tuple(sorted({*(ways.kind.by or (ANYONE,)), *(role for channel in own for role in channel.by)}))
    made = {role for _, move in ways.moves if record in records_of(move) for role in move.by}
    return tuple(sorted(made | ({SYSTEM} if record in ways.by_itself else set()))) or (SYSTEM,)


def _refused(ways: Ways, held: Certain, rows: Sequence[Row], makers: Mapping[str, str]) -> list[Condition] | None:
    """What holds of a case on which each row of a trigger is refused; None: there is none."""
    conditions: list[Condition] = []
    anew: list[Condition] = []
    for row in rows:
        hard, when = list(_against(ways, held, row, makers)), row.move.when
        if not hard and when == ALWAYS:
            return None
        conditions.append(joined("or", [*([] if when == ALWAYS else [Not(when)]), *hard]))
        anew.append(joined("or", [_comes_out(when, False, row.takes), *hard]))
    if any(facts_in(row.move.when) & row.takes for row in rows):
        # where no row applies as the case stands, the facts by which one may are given with the command
        meant = [Settled(row.move.when, True) for row in rows]
        conditions.append(joined("or", [*meant, joined("and", anew)]))
    return conditions


def _against(ways: Ways, held: Certain, row: Row, makers: Mapping[str, str]) -> Iterator[Condition]:
    """Each thing that refuses a row, whatever the command brings, beside the condition that tells its target."""
    checking, move, program = ways.checking, row.move, ways.checking.program
    yield from (Not(Holds("recorded", record)) for record in move.after)
    for guard in move.guards:
        if not (move.reclassifies and reads_category(guard.when)):
            if not facts_in(guard.when) & row.takes:
                yield Not(guard.when)
            yield from _waits(ways, row, guard.when)
    yield from _waits(ways, row, move.when)
    if move.only:
        yield joined("and", [_unnamed(ways, held, name) for name in move.only])
    for record in move.same_who:
        if record in move.not_who or not _share(checking, move.by, (makers[record],)):
            yield Holds("recorded", record)
    link = None if move.links is None else program.links[move.links]
    sanction = None if move.sanction is None else program.sanctions[move.sanction]
    if (
        set(move.by) == {SYSTEM}
        or row.disposes  # of no case that is still open
        or (row.needs_promise is not None and row.needs_promise != move.promises)
        or (
            link is not None
            and link.by
            and not _share(checking, link.by, move.by)
            and not _share(checking, move.by, link.by)
        )
        or (sanction is not None and not SETTLING.keys().isdisjoint(move.records))  # nothing may be proposed
    ):
        yield ALWAYS


def _waits(ways: Ways, row: Row, condition: Condition) -> Iterator[Condition]:
    """What holds where a condition cannot be told for want of a fact, one value, that the move's command brings not."""
    program = ways.checking.program
    takes, read = program.takes_of[row.move.trigger], facts_in(condition)
    wanting = [program.facts[id] for id in sorted(read - takes)]
    if wanting and not any(fact.many or fact.type == "table" for fact in (program.facts[id] for id in read)):
        lacking = joined("or", [Not(Holds("known", fact.id)) for fact in wanting])
        given = [Holds("known", id) for id in sorted(read & takes)]
        untold = [Settled(condition, True), Not(Settled(condition, False))]
        yield joined("and", [lacking, *given, *untold])


def _unnamed(ways: Ways, held: Certain, name: str) -> Condition:
    """What holds of cases that name nobody in a place, as far as anything tells them apart."""
    if name != ASSIGNED:
        return Not(Holds("known", name.partition(".")[0]))
    if ASSIGNED in held.given:
        return NEVER
    moves = [(assigns_it(move), set(records_of(move))) for _, move in ways.moves]
    others = ways.by_itself.union(*(records for assigns, records in moves if not assigns))
    telling = set().union(*(records for assigns, records in moves if assigns)) - others
    return joined("and", [ALWAYS, *(Not(Holds("recorded", record)) for record in sorted(telling))])


def _share(checking: Checking, some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether somebody with one of the other roles, or with nothing but that, has one of some roles."""
    everybody = {ANYONE, *checking.program.everyone}
    return not everybody.isdisjoint(some) or not set(some).isdisjoint(others)


def _comes_out(condition: Condition, wanted: bool, taken: frozenset[str]) -> Condition:
    """Whether a condition comes out so while these facts are unknown; itself always told."""
    if isinstance(condition, Fixed):
        return ALWAYS if condition.value is wanted else NEVER
    if isinstance(condition, Not):
        return _comes_out(condition.inner, not wanted, taken)
    if isinstance(condition, Settled):
        if condition.otherwise is not wanted:
            return _comes_out(condition.inner, wanted, taken)
        return Not(_comes_out(condition.inner, not wanted, taken))
    if isinstance(condition, Junction):
        op = condition.op if wanted else {"and": "or", "or": "and"}[condition.op]
        return joined(op, [_comes_out(part, wanted, taken) for part in condition.parts])
    if facts_in(condition) & taken:
        not_known = isinstance(condition, Holds) and not wanted  # whether the fact is known is told at once
        return ALWAYS if not_known else NEVER
    return Settled(condition if wanted else Not(condition), False)
