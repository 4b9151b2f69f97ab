"""The moves of a kind of case as Mermaid state diagrams, split where one would be too large to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from complaintkit.reports.page.markdown import fence, listed
from complaintkit.rules import ANYONE, STAYS, Policy, Stage

GATHERED = 4
"""From so many stages on, a move is drawn once, from a node that stands for them all."""

ARROWS = 20
"""A diagram is split between stages before it has more arrows than this."""

NAMED = 2
"""So many roles are named at an arrow; of more, the number is told."""


NEW_LINE = "<br/>"
_INSTEAD = str.maketrans({":": ",", ";": " /", '"': "'", "#": "no. ", "{": "(", "}": ")", "<": "‹", ">": "›"})


@attrs.frozen
class Arrow:
    """An arrow of a diagram: from one stage or from several at once, with the moves each role may make."""

    sources: tuple[str, ...]
    target: str
    moves: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def label(self) -> str:
        """Who may make which moves."""
        return NEW_LINE.join(_label(part) for who, titles in self.moves for part in (*titles, f"({who})"))


def diagrams(policy: Policy, kind: str) -> list[str]:
    """The diagrams of a kind of case, as fenced blocks; none where it has no moves between stages."""
    stages = [stage for stage in policy.stages if stage.case_kind == kind]
    drawn = list(_arrows(policy, {stage.id for stage in stages}))
    return [
        fence("mermaid", _drawing(policy, kind, stages, part, first=place == 0))
        for place, part in enumerate(_parts(drawn, [stage.id for stage in stages]))
    ]


def gathered(policy: Policy, sources: Iterable[str], kind: str) -> str:
    """What several stages are together: every open one, all but a few, or their list. In English titles.

    >>> from complaintkit import Move, Policy, Stage
    >>> stages = ("one", "two", "three", Stage("done", "closed"))
    >>> policy = Policy(id="p", roles=("clerk",), stages=stages, moves=(
    ...     Move("close", ("one", "two", "three"), "done", by=("clerk",), records=("closed",)),))
    >>> gathered(policy, ("one", "two", "three"), "complaint"), gathered(policy, ("one", "two"), "complaint")
    ('every open stage', 'every open stage except three')
    """
    given = tuple(sources)
    working = [stage.id for stage in policy.stages if stage.case_kind == kind and stage.kind in ("open", "waiting")]
    beside = [policy.title(id) for id in given if id not in working]
    lacking = [policy.title(id) for id in working if id not in given]
    if len(working) - len(lacking) < 2 or len(lacking) >= len(given) - len(beside):
        return listed([policy.title(id) for id in given])
    text = f"every open stage except {listed(lacking)}" if lacking else "every open stage"
    return listed([text, *(f"and {title}" for title in beside)])


def _arrows(policy: Policy, own: set[str]) -> Iterator[Arrow]:
    """What is drawn: moves that leave their stage, merged where they go the same way, and joining."""
    ways: dict[tuple[tuple[str, ...], str], dict[str, dict[str, None]]] = {}
    for move in policy.moves:
        if move.target != STAYS and move.target in own:
            single = [(source,) for source in move.sources if source != move.target]
            for sources in [move.sources] if len(move.sources) >= GATHERED else single:
                ways.setdefault((sources, move.target), {}).setdefault(_who(policy, move.by), {})[move.trigger] = None
    for rule in policy.joins:
        if rule.target in own:
            open_ones = tuple(stage.id for stage in policy.stages if stage.id in own and stage.kind == "open")
            ways.setdefault((rule.sources or open_ones, rule.target), {}).setdefault(_who(policy, rule.by), {})[
                rule.id
            ] = None
    for (sources, target), by_role in ways.items():
        moves = tuple((who, tuple(policy.title(id) for id in triggers)) for who, triggers in by_role.items())
        yield Arrow(sources, target, moves)


def _who(policy: Policy, roles: tuple[str, ...]) -> str:
    names = ["anyone" if role == ANYONE else policy.title(role) for role in roles]
    return ", ".join(names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"])


def _parts(arrows: list[Arrow], order: list[str]) -> list[list[Arrow]]:
    """The arrows by their first stage, in parts of at most ARROWS unless one stage alone has more."""
    by_stage: dict[str, list[Arrow]] = {id: [] for id in order}
    for arrow in arrows:
        by_stage[arrow.sources[0]].append(arrow)
    parts: list[list[Arrow]] = []
    for own in by_stage.values():
        if not own:
            continue
        if not parts or len(parts[-1]) + len(own) > ARROWS:
            parts.append([])
        parts[-1].extend(own)
    return parts


def _drawing(policy: Policy, kind: str, stages: list[Stage], arrows: list[Arrow], *, first: bool) -> Iterator[str]:
    """One diagram: its nodes in the policy's order, then its arrows."""
    nodes = {stage.id: _node(stage.id, place) for place, stage in enumerate(stages)}
    used = {arrow.target for arrow in arrows} | {arrow.sources[0] for arrow in arrows if len(arrow.sources) == 1}
    begins = _beginnings(policy, kind) if first else {}
    groups = {
        sources: f"from_{place}"
        for place, sources in enumerate(dict.fromkeys(arrow.sources for arrow in arrows if len(arrow.sources) > 1), 1)
    }
    yield "stateDiagram-v2"
    for stage in stages:
        if stage.id in used or stage.id in begins:
            title = policy.title_of.get(stage.id)
            lines = (title.en, title.zh) if title else (stage.id,)
            yield f'    state "{NEW_LINE.join(map(_label, lines))}" as {nodes[stage.id]}'
    for sources, node in groups.items():
        yield f'    state "{_label(gathered(policy, sources, kind))}" as {node}'
    for id, label in begins.items():
        yield f"    [*] --> {nodes[id]}" + (f": {label}" if label else "")
    for arrow in arrows:
        source = groups[arrow.sources] if len(arrow.sources) > 1 else nodes[arrow.sources[0]]
        yield f"    {source} --> {nodes[arrow.target]}: {arrow.label}"
    for stage in stages:
        if stage.id in used and stage.kind == "archived":
            yield f"    {nodes[stage.id]} --> [*]"


def _beginnings(policy: Policy, kind: str) -> dict[str, str]:
    """The stages a case begins in, with the channels that begin elsewhere than the kind does."""
    found = {one.initial: "" for one in policy.all_kinds if one.id == kind}
    for channel in policy.channels:
        if kind == "complaint" and channel.initial is not None and found.get(channel.initial) != "":
            found[channel.initial] = ", ".join(
                part for part in (found.get(channel.initial), _label(policy.title(channel.id))) if part
            )
    return found


def _node(id: str, place: int) -> str:
    """What Mermaid calls a stage: its id where that is a plain word, else its place."""
    return f"s_{id}" if re.fullmatch(r"\w+", id, re.ASCII) else f"stage_{place}"


def _label(text: str) -> str:
    """A text without the signs that Mermaid reads as its own."""
    return " ".join(text.translate(_INSTEAD).split())
