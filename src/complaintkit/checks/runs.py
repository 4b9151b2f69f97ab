"""The run of a duty: what starts it, where it runs, what ends it, what it repeats until."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.owed import may_apply
from complaintkit.checks.reasoning import TRUE
from complaintkit.checks.ways import BEGUN, Place, Ways, conditions_of, records_of
from complaintkit.rules.duties import Duty, met_at_once
from complaintkit.rules.nodes import Condition

__all__ = ["run_issues"]


def run_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Duties that nothing starts, that run in no stage they start in, that nothing ends or nothing stops repeating."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    for i, duty in enumerate(checking.policy.duties):
        ways, path = ways_of[duty.case_kind], f"$.duties[{i}]({duty.id})"
        if duty.starts not in ways.made:
            said = f"no case of kind {ways.kind.id!r} ever gets {duty.starts!r}, which starts {duty.id!r}"
            yield _never_made(checking, ways, duty, "duty_never_starts", f"{path}.starts", said)
            continue
        begun = _begun(ways, duty)
        places = sorted(begun, key=str)
        if not places and (acts := _met_at_once(ways, duty)):
            said = f"{duty.id!r} is met by what starts it: {' and '.join(map(repr, acts))}"
            start = ways.starts[0].channel
            witness = checking.witness(kind=ways.kind.id, channel=start, duty=duty.id, other=_stages_of(ways))
            yield checking.issue("duty_never_runs", f"{path}.starts", said, witness, clause=cite_of(duty))
            continue
        running = [place for place in places if checking.stages[place.stage].kind in duty.stage_kinds]
        if places and not running:
            yield _never_runs(checking, ways, path, duty, places)
            continue
        sure = [p for p in running if any(_is_sure(checking, ways, duty, p, asked) for asked in begun[p])]
        yield from _never_ends(checking, ways, path, duty, sure)
        if set(duty.ends) & ways.made == {duty.starts} and duty.starts not in BEGUN:
            said = f"{duty.starts!r} alone ends {duty.id!r}, and starts it again at once"
            yield _never_made(checking, ways, duty, "duty_begins_anew", f"{path}.ends", said)
        yield from _begun_after_its_end(checking, ways, path, duty, running)
        if duty.until and not ways.made & set(duty.until):
            said = f"no case of kind {ways.kind.id!r} ever gets {' or '.join(map(repr, duty.until))}"
            yield _never_made(checking, ways, duty, "repeats_for_ever", f"{path}.until", said)


def _never_made(checking: Checking, ways: Ways, duty: Duty, code: str, path: str, said: str) -> Issue:
    """What the moves from every stage that cases of the kind come to do to a duty, or do not."""
    witness = checking.witness(
        kind=ways.kind.id,
        channel=ways.starts[0].channel,
        by=checking.everybody,
        records=_brought(ways.made),
        duty=duty.id,
        other=_stages_of(ways),
    )
    return checking.issue(code, path, said, witness, clause=cite_of(duty))


def _stages_of(ways: Ways) -> tuple[str, ...]:
    """The stages that cases come to."""
    return tuple(sorted({place.stage for place in ways.places}))


def _brought(made: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(made) - BEGUN))


def _begun(ways: Ways, duty: Duty) -> dict[Place, list[tuple[Condition, ...]]]:
    """Where a case stands once the record that starts the duty is made; with what the moves that make it ask."""
    if duty.starts in BEGUN:
        return {place: [()] for place in ways.starts}
    if duty.starts in ways.by_itself:
        return {place: [()] for place in ways.places}
    found: dict[Place, list[tuple[Condition, ...]]] = defaultdict(list)
    for taken in ways.taken.values():
        for index, there in taken:
            move = ways.moves[index][1]
            if duty.starts in records_of(move) and not met_at_once(duty, records_of(move)):
                found[there].append(conditions_of(move))
    return found


def _met_at_once(ways: Ways, duty: Duty) -> list[str]:
    """The moves a case of the kind can take that start the duty and meet it in the same act."""
    taken = {index for found in ways.taken.values() for index, _ in found}
    moves = [ways.moves[index][1] for index in sorted(taken)]
    return list(dict.fromkeys(move.trigger for move in moves if met_at_once(duty, records_of(move))))


def _never_runs(checking: Checking, ways: Ways, path: str, duty: Duty, begun: Sequence[Place]) -> Issue:
    stages = dict.fromkeys(place.stage for place in begun)
    kinds = ", ".join(dict.fromkeys(checking.stages[stage].kind for stage in stages))
    said = f"{duty.id!r} starts in {' and '.join(map(repr, stages))}, {kinds}, and runs in such a stage never"
    place = begun[0]
    witness = checking.witness(
        kind=ways.kind.id,
        stage=place.stage,
        category=place.category,
        channel=place.channel,
        records=() if duty.starts in BEGUN else (duty.starts,),
        duty=duty.id,
        other=_stages_of(ways),
    )
    return checking.issue("duty_never_runs", f"{path}.stage_kinds", said, witness, clause=cite_of(duty))


# -- ends -------------------------------------------------------------------------------------------------------------


def _never_ends(checking: Checking, ways: Ways, path: str, duty: Duty, running: Sequence[Place]) -> Iterator[Issue]:
    """Starts from which no record that ends the duty can be made; by channel or category where it is so of some."""
    found = {place: _while_it_runs(checking, ways, duty, place) for place in running}
    stuck = {place: region for place, region in found.items() if region is not None}
    if not stuck:
        return
    told: set[Place] = set()
    for mine, said in _groups(ways, duty, running):
        left = [place for place in mine if place not in told]
        if left and all(place in stuck for place in left):
            told.update(left)
            yield _stuck(checking, ways, "duty_never_ends", path, duty, said, left[0], stuck[left[0]])
    late = [place for place in stuck if place not in told]
    if late:
        stages = " or ".join(map(repr, dict.fromkeys(place.stage for place in late)))
        said = f"where {duty.starts!r} is made in {stages}, nothing that follows ends {duty.id!r}"
        yield _stuck(checking, ways, "duty_begun_too_late", path, duty, said, late[0], stuck[late[0]])


def _groups(ways: Ways, duty: Duty, running: Sequence[Place]) -> Iterator[tuple[list[Place], str]]:
    """The starts that are told of together: all, those of one channel, of one category."""
    ends = " or ".join(map(repr, duty.ends))
    yield list(running), f"no case of kind {ways.kind.id!r} ever gets {ends} once {duty.id!r} runs"
    for channel in dict.fromkeys(place.channel for place in running):
        said = f"no case that came by {channel!r} ever gets {ends} once {duty.id!r} runs"
        yield [place for place in running if place.channel == channel], said
    for category in dict.fromkeys(place.category for place in running):
        named = "without a category" if category is None else f"of category {category!r}"
        said = f"no case {named} ever gets {ends} once {duty.id!r} runs"
        yield [place for place in running if place.category == category], said


def _is_sure(checking: Checking, ways: Ways, duty: Duty, place: Place, asked: Sequence[Condition]) -> bool:
    """Whether there is a case on which what starts the duty there is granted, and the duty applies."""
    if may_apply(checking, ways, duty, place).situation is None:
        return False
    conditions = (duty.when, *asked)
    narrow = (*checking.narrow(place.category, place.channel), *ways.limits(conditions, ways.made_by[place.channel]))
    return checking.reasoner.ask(*((c, TRUE) for c in conditions), within=narrow).situation is not None


def _while_it_runs(checking: Checking, ways: Ways, duty: Duty, start: Place) -> set[Place] | None:
    """Every place a case comes to from a start while the duty runs; None where a record that ends it can be made."""
    ends = set(duty.ends) - BEGUN
    if ends & ways.by_itself:
        return None
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for index, _ in ways.taken.get(here, ()):
            if ends & set(records_of(ways.moves[index][1])):
                return None
        for there in ways.steps.get(here, ()):
            if there not in found and checking.stages[there.stage].kind in duty.stage_kinds:
                found.add(there)
                waiting.append(there)
    return found


# -- order ------------------------------------------------------------------------------------------------------------


def _begun_after_its_end(
    checking: Checking, ways: Ways, path: str, duty: Duty, running: Sequence[Place]
) -> Iterator[Issue]:
    """Duties that start only once what ends them is on record, and that a case may be closed without meeting.

    One that starts a round anew is met before the case is closed again; one that what starts it ends as well is passed
    on from each run to the next.
    """
    ends = set(duty.ends) - set(BEGUN)
    if not running or duty.starts in (*BEGUN, *duty.ends) or (ends | {duty.starts}) & ways.by_itself:
        return
    before = _places_before(ways, ends)
    if before is None or any(_makes(ways, here, duty.starts, ends) for here in before):
        return
    last = _closed_without(checking, ways, running, ends)
    if last is None:
        return
    made = " or ".join(map(repr, sorted(ends)))
    said = f"{duty.starts!r} starts {duty.id!r} only once {made} is on record, and a case may close without it again"
    witness = checking.witness(
        kind=ways.kind.id,
        stage=last.stage,
        category=last.category,
        channel=last.channel,
        by=checking.everybody,
        records=_brought(ways.made - {duty.starts, *duty.ends}),
        duty=duty.id,
        other=tuple(sorted({(found.stage, found.category, found.channel) for found in before}, key=str)),
    )
    yield checking.issue("duty_begun_after_its_end", f"{path}.starts", said, witness, clause=cite_of(duty))


def _places_before(ways: Ways, ends: Collection[str]) -> set[Place] | None:
    """Every place a case comes to before any of the records is made; None where none of them ever is."""
    if not ways.made & set(ends):
        return None
    found, waiting = set(ways.starts), list(ways.starts)
    while waiting:
        here = waiting.pop()
        taken = ways.taken.get(here, set())
        theres = {there for index, there in taken if not set(records_of(ways.moves[index][1])) & set(ends)}
        for there in theres | (ways.steps.get(here, set()) - {there for _, there in taken}):
            if there not in found:
                found.add(there)
                waiting.append(there)
    return found


def _makes(ways: Ways, here: Place, record: str, without: Collection[str]) -> bool:
    """Whether a move from a place makes a record, and has been made possible by none of some others."""
    for index, _ in ways.taken.get(here, ()):
        move = ways.moves[index][1]
        if record in records_of(move) and not {*records_of(move), *move.after} & set(without):
            return True
    return False


def _closed_without(checking: Checking, ways: Ways, running: Sequence[Place], ends: Collection[str]) -> Place | None:
    """A place where the duty starts, and from which a case is closed without any of the records being made."""
    for start in running:
        found, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            if checking.stages[here.stage].kind in ("closed", "archived"):
                return start
            for index, there in ways.taken.get(here, ()):
                if there not in found and not set(records_of(ways.moves[index][1])) & set(ends):
                    found.add(there)
                    waiting.append(there)
    return None


# -- witnesses --------------------------------------------------------------------------------------------------------


def _stuck(
    checking: Checking,
    ways: Ways,
    code: str,
    path: str,
    duty: Duty,
    said: str,
    place: Place,
    region: Collection[Place],
) -> Issue:
    witness = checking.witness(
        kind=ways.kind.id,
        stage=place.stage,
        category=place.category,
        channel=place.channel,
        by=checking.everybody,
        records=_brought(ways.made_by[place.channel] - set(duty.ends)),
        duty=duty.id,
        other=tuple(sorted({(found.stage, found.category) for found in region}, key=str)),
    )
    return checking.issue(code, f"{path}.ends", said, witness, clause=cite_of(duty))
