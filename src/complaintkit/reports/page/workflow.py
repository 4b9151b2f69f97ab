"""How a case goes: stages, diagrams, moves and guards."""

from __future__ import annotations

from complaintkit.reports.page.diagram import diagrams, gathered
from complaintkit.reports.page.markdown import blocks, code, lines, plain, points, table
from complaintkit.reports.page.words import Words, clauses, said
from complaintkit.rules import RECORDS, STAYS, Guard, Move

MANY = 4
"""From so many stages on, the stages of a move are told together."""


def stages(words: Words) -> str:
    """Every stage, whose turn it is in it, and which moves stay in it."""
    policy = words.policy
    several = len(policy.all_kinds) > 1
    staying = {
        stage.id: dict.fromkeys(
            move.trigger for move in policy.moves if move.target in (STAYS, stage.id) and stage.id in move.sources
        )
        for stage in policy.stages
    }
    return table(
        ("Stage", "Is", "Of kind", "Turn of", "Pauses", "Needs", "Moves that stay in it"),
        [
            (words.entry(stage.id), stage.kind, words.name(stage.case_kind) if several else "",
             words.name(stage.owner), words.name(stage.pause),
             said("an open promise:", words.name(stage.needs_promise)), words.names(staying[stage.id]))
            for stage in policy.stages
        ],
    )  # fmt: skip


def drawings(words: Words) -> str:
    """The diagrams, kind by kind. Moves that stay in their stage are in the table of stages."""
    policy = words.policy
    found: list[str] = []
    for kind in policy.all_kinds:
        drawn = diagrams(policy, kind.id)
        if drawn and len(policy.all_kinds) > 1:
            found.append(f"### {words.titled(kind.id) or words.name(kind.id)}")
        found.extend(drawn)
    if not found:
        return ""
    return blocks(
        ["Who may make a move stands beside it. A move that stays in its stage is told above, with the stage.", *found]
    )


def moves(words: Words) -> str:
    """Every row of the move table, kind by kind."""
    policy = words.policy
    kind_of = {stage.id: stage.case_kind for stage in policy.stages}
    found: list[str] = []
    for kind in policy.all_kinds:
        own = [move for move in policy.moves if kind_of[move.sources[0]] == kind.id]
        if own and len(policy.all_kinds) > 1:
            found.append(f"### Moves: {words.titled(kind.id) or words.name(kind.id)}")
        found.append(
            table(
                ("Move", "From → to", "Who may", "Takes", "Needs", "Makes", "Clause"),
                [
                    (lines((words.entry(move.trigger), words.only_if(move.when))), _way(words, move, kind.id),
                     words.names(move.by), _takes(words, move), _needs(words, move), _makes(words, move),
                     clauses(move.cite))
                    for move in own
                ],
            )
        )  # fmt: skip
    return blocks(found)


def _way(words: Words, move: Move, kind: str) -> str:
    several = len(move.sources) >= MANY
    sources = plain(gathered(words.policy, move.sources, kind)) if several else words.names(move.sources)
    return f"{sources} → {'stays' if move.target == STAYS else words.name(move.target)}"


def _takes(words: Words, move: Move) -> str:
    return points((
        words.names(move.asks),
        said("may take", words.names(move.offers)),
        said("agrees on", words.name(move.promises)),
        said("confirms:", words.names(move.confirms)),
        said("names other cases:", words.name(move.links)),
        "names a category" if move.reclassifies else "",
        "may name a person" if move.assigns else "",
    ))  # fmt: skip


def _needs(words: Words, move: Move) -> str:
    return points((
        said("after", words.records(move.after)),
        *(words.name(guard.id) for guard in move.guards),
        said("within the bands:", words.name(move.bands)),
        said("only by whom this names:", words.places(move.only)),
        said("only by who made", words.records(move.same_who)),
        said("decided by", words.name(move.decided_by)),
        "" if move.carried else "the motion fell",
        said("not by who made", words.records(move.not_who)),
    ))  # fmt: skip


def _makes(words: Words, move: Move) -> str:
    return points((
        words.records(move.records),
        said("form:", words.names(move.issues)),
        said("tells:", words.name(move.message)),
        said("sanction:", words.name(move.sanction)),
    ))  # fmt: skip


def guards(words: Words) -> str:
    """Every guard once, with the moves that must meet it."""
    used: dict[Guard, dict[str, None]] = {}
    for move in words.policy.moves:
        for guard in move.guards:
            used.setdefault(guard, {})[move.trigger] = None
    return table(
        ("Guard", "Holds where", "Moves", "Clause"),
        [
            (words.entry(guard.id), words.condition(guard.when), words.names(triggers), clauses(guard.cite))
            for guard, triggers in used.items()
        ],
    )  # fmt: skip


def own_records(words: Words) -> str:
    """The records that are the policy's own, beside the fixed vocabulary."""
    policy = words.policy
    rungs = [rung for duty in policy.duties for rung in duty.ladder]
    made = [
        *(record for move in policy.moves for record in move.records),
        *(record for rung in rungs for record in rung.records),
        *(record for link in policy.links for record in link.records),
        *(record for joining in policy.joins for record in joining.records),
    ]
    own = [record for record in dict.fromkeys(made) if record not in RECORDS]
    return table(("Record", "Title"), [(code(record), words.titled(record)) for record in own])
