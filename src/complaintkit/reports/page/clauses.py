"""Where it comes from: every clause a policy cites, with the parts that rest on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import attrs

from complaintkit.reports.page.markdown import code, table
from complaintkit.reports.page.words import Words, clause
from complaintkit.rules import Policy
from complaintkit.values import Citation

_GROUPS = {
    "Role": "role", "Body": "body",
    "Kind": "kind", "Channel": "channel", "Register": "register", "Category": "category",
    "Fact": "fact", "Form": "form", "Guard": "guard", "Move": "move", "Duty": "duty", "Rung": "rung",
    "ExtensionRule": "extension of", "PromiseRule": "promise", "Bands": "bands", "Redress": "redress",
    "Recusal": "recusal", "SanctionRule": "sanction", "Tier": "tier of", "Tally": "tally", "Message": "message",
    "Conduct": "conduct", "LinkRule": "link", "JoinRule": "joining", "Numbering": "numbering", "Access": "access",
    "ApprovalRule": "approval", "Policy": "scope",
}  # fmt: skip


def cited(words: Words) -> str:
    """Every clause in its order, with what rests on it."""
    found: dict[str, dict[str, None]] = {}
    for citation, what in _citations(words.policy, ""):
        found.setdefault(clause(citation), {})[what] = None
    return table(
        ("Clause", "Rests on it"),
        [(text, ", ".join(_gathered(found[text]))) for text in sorted(found, key=_in_order)],
    )


def _citations(part: Any, owner: str) -> Iterator[tuple[Citation, str]]:
    """Every citation below a part, with the kind and id of what carries it."""
    if isinstance(part, tuple):
        for item in part:
            yield from _citations(item, owner)
    elif isinstance(part, Citation):
        yield part, owner
    elif attrs.has(type(part)):
        name = getattr(part, "trigger", None) or getattr(part, "id", None) or ""
        kind = _GROUPS.get(type(part).__name__)
        inside = kind is not None and kind.endswith(" of")
        own = owner if kind is None else f"{kind}|{owner.partition('|')[2] if inside else name}"
        for field in attrs.fields(type(part)):
            if not (isinstance(part, Policy) and field.name == "conventions"):
                yield from _citations(getattr(part, field.name), own)


def _gathered(owners: dict[str, None]) -> Iterator[str]:
    """The parts by kind: the kind once, then its ids."""
    ids: dict[str, list[str]] = {}
    for owner in owners:
        kind, _, id = owner.partition("|")
        ids.setdefault(kind, []).append(id)
    for kind, own in ids.items():
        yield " ".join([kind, ", ".join([code(id) for id in own if id])]).strip()


def _in_order(text: str) -> list[tuple[bool, int, str]]:
    """Articles by their number, not by its first digit."""
    return [(piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in re.split(r"(\d+)", text)]
