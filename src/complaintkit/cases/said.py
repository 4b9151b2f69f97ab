"""Which entry said what: a fact stands by the newest entry that gave it, as that entry was last corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from complaintkit.cases.events import Corrected, Event, facts_of
from complaintkit.values import FrozenMap

Said = tuple[tuple[int, FrozenMap[Any]], ...]
"""Entries in their order, each with facts it gave, as they were last corrected."""


def said(events: Iterable[Event], ids: Collection[str]) -> Said:
    """What each entry says of the facts ``ids``; entries that say nothing of them are left out."""
    found: dict[int, dict[str, Any]] = {}
    for event in events:
        body = event.body
        told = {id: value for id, value in facts_of(body).items() if id in ids}
        if told:
            found.setdefault(body.seq if isinstance(body, Corrected) else event.seq, {}).update(told)
    return tuple([(entry, FrozenMap(found[entry])) for entry in sorted(found)])


def given_again(said: Said, ids: Iterable[str], seq: int) -> tuple[tuple[str, int], ...]:
    """Those of the facts that an entry after ``seq`` gave again, each with the first that did."""
    later = [(entry, facts) for entry, facts in said if entry > seq]
    firsts = ((id, next((entry for entry, facts in later if id in facts), 0)) for id in sorted(ids))
    return tuple([(id, entry) for id, entry in firsts if entry])


def known_at(said: Said, seq: int, corrected: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of the facts by entry ``seq`` or before it, with ``facts`` for what entry ``corrected`` said."""
    entries = dict(said)
    entries[corrected] = FrozenMap({**entries.get(corrected, {}), **facts})
    known: dict[str, Any] = {}
    for entry in sorted(entries):
        if entry <= seq:
            known.update(entries[entry])
    return known
