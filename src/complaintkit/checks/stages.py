"""Stages that no case reaches, and stages that some cases never leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.ways import BEGUN, Place, Ways
from complaintkit.rules.moves import Stage
from complaintkit.rules.record import Actor

__all__ = ["stage_issues"]

STRANGER = Actor("stranger")


def stage_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Stages out of reach, nobody's stages; stages, categories and channels without a way to an end."""
    yield from _undeclared(checking)
    for ways in all_ways:
        yield from _without_owner(checking, ways)
        yield from _unreachable(checking, ways)
        yield from _inescapable(checking, ways)


def _stages(checking: Checking, ways: Ways) -> Iterator[tuple[str, Stage]]:
    for i, stage in enumerate(checking.policy.stages):
        if stage.case_kind == ways.kind.id:
            yield f"$.stages[{i}]({stage.id})", stage


def _undeclared(checking: Checking) -> Iterator[Issue]:
    """Complaints of which a policy that declares its kinds says nothing: they are taken from anybody."""
    policy = checking.policy
    kind = policy.all_kinds[0]
    if policy.kinds and kind not in policy.kinds:
        said = f"{kind.id!r} is not among the kinds of the policy: anybody may file one, in {kind.initial!r}"
        channel = policy.channels[0].id if policy.channels else None
        witness = checking.witness(kind=kind.id, channel=channel, by=STRANGER)
        yield checking.issue("undeclared_kind", "$.kinds", said, witness)


def _without_owner(checking: Checking, ways: Ways) -> Iterator[Issue]:
    """Open and waiting stages that cases get into and that are nobody's turn."""
    reached = {place.stage: place for place in sorted(ways.places, key=str, reverse=True)}
    for path, stage in _stages(checking, ways):
        if stage.owner is None and stage.kind in ("open", "waiting") and stage.id in reached:
            here = reached[stage.id]
            said = f"while a case is in {stage.id!r} it is nobody's turn"
            witness = checking.witness(kind=ways.kind.id, stage=stage.id, category=here.category, channel=here.channel)
            yield checking.issue("stage_without_owner", f"{path}.owner", said, witness, clause=cite_of(ways.kind))


def _unreachable(checking: Checking, ways: Ways) -> Iterator[Issue]:
    reached = {place.stage for place in ways.places}
    for path, stage in _stages(checking, ways):
        if stage.id not in reached:
            yield checking.issue(
                "unreachable_stage",
                path,
                f"no case of kind {ways.kind.id!r} ever gets into {stage.id!r}",
                checking.witness(
                    kind=ways.kind.id,
                    channel=ways.starts[0].channel,
                    by=checking.everybody,
                    records=tuple(sorted(ways.made - BEGUN)),
                    other=(stage.id, *sorted(reached)),
                ),
                clause=cite_of(ways.kind),
            )


def _inescapable(checking: Checking, ways: Ways) -> Iterator[Issue]:
    leading = ways.leading_on()
    for path, stage in _stages(checking, ways):
        places = sorted((p for p in ways.places if p.stage == stage.id), key=str)
        stuck = [place for place in places if place not in leading]
        if not stuck or stage.kind not in ("open", "waiting"):
            continue
        if len(stuck) == len(places):
            said = f"no case ever gets from {stage.id!r} to a closed stage"
            yield _stuck(checking, ways, "inescapable_stage", path, said, stuck[0])
            continue
        told: set[Place] = set()
        for category in dict.fromkeys(place.category for place in stuck):
            mine = [place for place in places if place.category == category]
            if all(place in stuck for place in mine):
                told.update(mine)
                named = "without a category" if category is None else f"of category {category!r}"
                said = f"a case {named} never gets from {stage.id!r} to a closed stage"
                yield _stuck(checking, ways, "category_without_handler", path, said, mine[0])
        by_channel = {place.channel: place for place in reversed(stuck) if place not in told}
        for channel, place in sorted(by_channel.items(), key=str):
            named = "" if place.category is None else f" of category {place.category!r}"
            said = f"a case{named} that came by {channel!r} never gets from {stage.id!r} to a closed stage"
            yield _stuck(checking, ways, "channel_without_handler", path, said, place)


def _stuck(checking: Checking, ways: Ways, code: str, path: str, said: str, place: Place) -> Issue:
    witness = checking.witness(
        kind=ways.kind.id,
        stage=place.stage,
        category=place.category,
        channel=place.channel,
        by=checking.everybody,
        records=tuple(sorted(ways.made_by[place.channel] - BEGUN)),
        other=tuple((found.stage, found.category) for found in ways.closure(place)),
    )
    return checking.issue(code, path, said, witness, clause=cite_of(ways.kind))
