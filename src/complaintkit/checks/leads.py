"""Where moves lead, held against what they put on record, against the other rows of their trigger and the channels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue, Witness
from complaintkit.checks.ways import Place, Ways, reads_channel
from complaintkit.rules.moves import STAYS, Move

__all__ = ["SAYS", "lead_issues"]

SAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "closed": ("closed", "archived"),
    "archived": ("archived",),
    "reopened": ("open", "waiting"),
}
"""The records of the fixed vocabulary that say how a case stands, with the kinds of stage that bear them out."""

Rows = Sequence[tuple[int, Move]]


def lead_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Records that the stage gives the lie, rows that stay where the others lead on, channels without a row."""
    for ways in all_ways:
        granted = ways.granted
        yield from _belied(checking, ways)
        rows: dict[str, list[tuple[int, Move]]] = defaultdict(list)
        for index, (_, move) in enumerate(ways.moves):
            if index in granted:
                rows[move.trigger].append((index, move))
        for trigger, found in rows.items():
            yield from _left_behind(checking, ways, found)
            yield from _channels_left_out(checking, ways, trigger, found)


def _target(move: Move, source: str) -> str:
    return source if move.target == STAYS else move.target


def _taken_from(ways: Ways, index: int, stage: str) -> Place | None:
    """A place in a stage from which a move can be made; None where it never can."""
    found = (here for here, taken in ways.taken.items() if here.stage == stage and any(i == index for i, _ in taken))
    return min(found, key=str, default=None)


def _witness(checking: Checking, ways: Ways, move: Move, here: Place, other: object) -> Witness:
    """The move tried where it can be made, with all that a case may have by then."""
    return checking.witness(
        kind=ways.kind.id,
        stage=here.stage,
        category=here.category,
        channel=here.channel,
        records=tuple(sorted(ways.made_by[here.channel] - {"filed", "opened"})),
        trigger=move.trigger,
        by=checking.everybody,
        other=other,
    )


def _belied(checking: Checking, ways: Ways) -> Iterator[Issue]:
    """Moves that put on record that a case is closed, archived or reopened, and leave it in no such stage."""
    for index, (path, move) in enumerate(ways.moves):
        for record in (record for record in move.records if record in SAYS):
            for source in move.sources:
                target = checking.stages[_target(move, source)]
                here = None if target.kind in SAYS[record] else _taken_from(ways, index, source)
                if here is not None:
                    said = f"{move.trigger!r} puts {record!r} on record and leaves it {target.kind}, in {target.id!r}"
                    witness = _witness(checking, ways, move, here, (record, target.id))
                    yield checking.issue("stage_belies_record", path, said, witness, clause=cite_of(move))
                    break


def _left_behind(checking: Checking, ways: Ways, rows: Rows) -> Iterator[Issue]:
    """Rows that leave a case where it was, while others of the trigger take it on with the same on record.

    To stay in a stage that such a row leads into is to be there already.
    """
    for index, move in rows:
        alike = [other for _, other in rows if other is not move and set(other.records) == set(move.records)]
        leading = [other for other in alike if all(_target(other, source) != source for source in other.sources)]
        reached = {other.target for other in leading}
        for source in move.sources:
            if not leading or _target(move, source) != source or source in reached:
                continue
            here = _taken_from(ways, index, source)
            if here is not None:
                said = f"{move.trigger!r} leaves a case in {source!r}, and leads on to {leading[0].target!r} elsewhere"
                witness = _witness(checking, ways, move, here, (leading[0].sources[0], leading[0].target))
                yield checking.issue("row_leads_nowhere", ways.moves[index][0], said, witness, clause=cite_of(move))
                break


def _channels_left_out(checking: Checking, ways: Ways, trigger: str, rows: Rows) -> Iterator[Issue]:
    """Channels without a row where cases of the kind begin, of a trigger whose rows there are told apart by channel.

    A channel that begins in a stage of its own goes a way of its own.
    """
    stage, mine = ways.kind.initial, {channel.id for channel in checking.policy.channels if channel.initial is None}
    here = {index: move for index, move in rows if stage in move.sources}
    if len(here) < 2 or not all(reads_channel((move.when,)) for move in here.values()):
        return
    starts: dict[str, list[Place]] = defaultdict(list)
    for start in ways.starts:
        if start.channel in mine:
            starts[start.channel].append(start)
    index, move = next(iter(here.items()))
    for channel, places in starts.items():
        if not any(i in here for place in places for i, _ in ways.taken.get(place, ())):
            said = f"{trigger!r} is told apart by channel in {stage!r}, and has no row for {channel!r}"
            witness = _witness(checking, ways, move, places[0], ())
            yield checking.issue("channel_without_row", ways.moves[index][0], said, witness, clause=cite_of(move))
