"""What is never owed: kinds, categories and channels without a duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.choices import rows_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import NOT_FALSE, Answer
from complaintkit.checks.ways import Place, Ways
from complaintkit.rules.duties import Duty
from complaintkit.rules.nodes import Condition

__all__ = ["may_apply", "owed_issues"]


def owed_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Cases to which no duty ever applies."""
    for ways in all_ways:
        yield from _nothing_due(checking, ways)


def _nothing_due(checking: Checking, ways: Ways) -> Iterator[Issue]:
    """By kind where it is so of every case, else by category, else by channel."""
    duties = [d for d in checking.policy.duties if d.case_kind == ways.kind.id and d.starts in ways.made]
    starts = list(ways.starts)
    found = {place: [may_apply(checking, ways, duty, place) for duty in duties] for place in starts}
    bare = [place for place, answers in found.items() if not any(answer.possible for answer in answers)]
    if any(all(answer.situation is None for answer in found[place]) for place in starts if place not in bare):
        i = next(i for i, kind in enumerate(checking.policy.all_kinds) if kind.id == ways.kind.id)
        said = f"whether a duty applies to every case of kind {ways.kind.id!r}"
        yield checking.undecided(f"$.kinds[{i}]({ways.kind.id})", said, cite_of(ways.kind))
    if not bare:
        return
    if len(bare) == len(starts):
        i = next(i for i, kind in enumerate(checking.policy.all_kinds) if kind.id == ways.kind.id)
        yield _bare(checking, ways, f"$.kinds[{i}]({ways.kind.id})", f"cases of kind {ways.kind.id!r}", bare[0])
        return
    told: set[Place] = set()
    for i, category in enumerate(checking.policy.categories):
        mine = [place for place in starts if place.category == category.id]
        if mine and all(place in bare for place in mine):
            told.update(mine)
            path, what = f"$.categories[{i}]({category.id})", f"cases of category {category.id!r}"
            yield _bare(checking, ways, path, what, mine[0])
    for i, channel in enumerate(checking.policy.channels):
        left = [place for place in bare if place.channel == channel.id and place not in told]
        if left and any(place.category is not None or not checking.policy.categories for place in left):
            what = f"cases of category {left[-1].category!r} that came by {channel.id!r}"
            yield _bare(checking, ways, f"$.channels[{i}]({channel.id})", what, left[-1])


def may_apply(checking: Checking, ways: Ways, duty: Duty, place: Place) -> Answer:
    """Whether a duty, by some row of its term, may apply to a case that stands there; it may where that is unknown."""
    narrow = checking.narrow(place.category, place.channel)
    is_open = False
    for condition, _ in rows_of(duty.term):
        conditions: tuple[Condition, ...] = (duty.when, condition)
        wanted = [(c, NOT_FALSE) for c in conditions]
        answer = checking.reasoner.ask(*wanted, within=(*narrow, *ways.limits(conditions)))
        if answer.situation is not None:
            return answer
        is_open = is_open or answer.open
    return Answer(None, is_open)


def _bare(checking: Checking, ways: Ways, path: str, what: str, place: Place) -> Issue:
    witness = checking.witness(
        kind=ways.kind.id,
        category=place.category,
        channel=place.channel,
        records=tuple(sorted(ways.made - {"filed", "opened"})),
        other=tuple(sorted({found.stage for found in ways.places})),
    )
    return checking.issue("nothing_due", path, f"no duty ever applies to {what}", witness, clause=cite_of(ways.kind))
