"""What a person is shown by its id for want of a title, and titles of what is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from complaintkit.checks.checking import Checking
from complaintkit.checks.issue import Issue
from complaintkit.checks.ways import Ways
from complaintkit.rules.policy import Policy
from complaintkit.rules.vocabulary import RECORDS

__all__ = ["title_issues"]

MOST_TOLD: Final = 5
"""So many names stand in a message; of more the rest is counted."""


def _ids(field: str) -> Callable[[Policy], Iterator[str]]:
    return lambda policy: (part.id for part in getattr(policy, field))


def _records(policy: Policy) -> Iterator[str]:
    """The policy's own records; those of the fixed vocabulary bear its titles."""
    making: tuple[Any, ...] = (
        *policy.moves,
        *(rung for duty in policy.duties for rung in duty.ladder),
        *policy.links,
        *policy.joins,
    )
    return (record for part in making for record in part.records if record not in RECORDS)


def _choices(policy: Policy) -> Iterator[str]:
    columns = [column for fact in policy.facts for column in fact.columns]
    return (choice for fact in (*policy.facts, *columns) for choice in fact.choices)


SHOWN: Final[Mapping[str, Callable[[Policy], Iterator[str]]]] = {
    **{
        field: _ids(field)
        for field in (
            "roles", "channels", "registers", "categories", "facts", "forms", "stages", "duties", "promises", "bands",
            "sanctions", "tallies", "messages", "conducts", "links", "joins", "retention",
            "reports",
        )
    },
    "kinds": lambda policy: (kind.id for kind in policy.all_kinds),
    "moves": lambda policy: (move.trigger for move in policy.moves),
    "records": _records,
    "guards": lambda policy: (guard.id for move in policy.moves for guard in move.guards),
    "choices": _choices,
    "columns": lambda policy: (column.id for fact in policy.facts for column in fact.columns),
    "rungs": lambda policy: (rung.id for duty in policy.duties for rung in duty.ladder),
    "means": lambda policy: (means for message in policy.messages for means in message.means),
    "copies": lambda policy: (copy for form in policy.forms for copy in form.copies),
}  # fmt: skip
"""By sort the ids that an explanation, an offer or a refusal shows to a person."""

BESIDE: Final[tuple[Callable[[Policy], Iterator[str]], ...]] = (
    lambda policy: iter((policy.id,)),
    lambda policy: (body.id for body in policy.bodies),
    lambda policy: (stage.pause for stage in policy.stages if stage.pause),
    lambda policy: (r for duty in policy.duties if duty.extension is not None for r in duty.extension.reasons),
    lambda policy: (tier.measure for rule in policy.sanctions for tier in rule.tiers if tier.measure),
    lambda policy: (kind.unit_kind for kind in policy.all_kinds if kind.unit_kind),
    lambda policy: (means for message in policy.messages for means in message.written),
)
"""What may have a title and reads well without one: causes, reasons, measures, kinds of unit."""


def title_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Where a policy has titles at all: what has none, sort by sort, and titles that name nothing."""
    policy = checking.policy
    titled = policy.title_of
    if not titled:
        return
    shown: set[str] = set()
    for sort, ids in SHOWN.items():
        names = tuple(dict.fromkeys(ids(policy)))
        shown.update(names)
        bare = tuple(name for name in names if name not in titled)
        if bare:
            told = ", ".join(map(repr, bare[:MOST_TOLD]))
            more = f" and {len(bare) - MOST_TOLD} more" if len(bare) > MOST_TOLD else ""
            said = f"people are shown the bare ids {told}{more}"
            yield checking.issue("untitled", f"$.titles({sort})", said, checking.witness(other=bare))
    shown.update(name for ids in BESIDE for name in ids(policy))
    for id, _ in policy.titles:
        if id not in shown:
            left = tuple(pair for pair in policy.titles if pair[0] != id)
            witness = checking.witness(
                kind=all_ways[0].kind.id,
                channel=all_ways[0].starts[0].channel,
                by=checking.everybody,
                other=attrs.evolve(policy, titles=left),
            )
            said = f"nothing is called {id!r}, which has a title"
            yield checking.issue("unread_title", f"$.titles({id})", said, witness)
