"""Nearly valid policies: each with one fault, and the path at which it must be found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.rules import STAYS, ByCase, Guard, Policy
from complaintkit.rules.conditions import fact
from complaintkit.testing.policies import policies

__all__ = ["SPOILERS", "Spoiled", "spoiled_policies"]

NOBODY = "no_such_name"
NEVER_MADE = "x_never_made"


@attrs.frozen(kw_only=True)
class Spoiled:
    """A policy that cannot be built: ``Policy(**parts)`` raises PolicyError with one fault, at ``path``.

    ``what`` names what was done to it, ``sound`` is the policy it was made of.
    """

    what: str
    path: str
    parts: Mapping[str, Any]
    sound: Policy = attrs.field(repr=False)


Spoiler = Callable[[Policy, int], tuple[dict[str, Any], str] | None]
"""Of a policy and a number that picks a part: the parts changed and where the fault is; None: it has no such part."""


def _part(kind: str, change: Callable[[Any], dict[str, Any] | None], ending: str) -> Spoiler:
    """A spoiler of one of the moves, duties, roles and so on."""

    def spoil(policy: Policy, pick: int) -> tuple[dict[str, Any], str] | None:
        held = getattr(policy, kind)
        able = [(i, changed) for i, part in enumerate(held) if (changed := change(part)) is not None]
        if not able:
            return None
        i, changed = able[pick % len(able)]
        spoiled = attrs.evolve(held[i], **changed)
        name = getattr(spoiled, "trigger", None) or spoiled.id
        named = f"({name})" if kind in ("moves", "duties", "sanctions") else ""
        return {kind: (*held[:i], spoiled, *held[i + 1 :])}, f"$.{kind}[{i}]{named}{ending}"

    return spoil


def _twice(policy: Policy, pick: int) -> tuple[dict[str, Any], str]:
    again = policy.roles[pick % len(policy.roles)]
    return {"roles": (*policy.roles, again)}, "$.roles"


SPOILERS: Mapping[str, Spoiler] = {
    "a move for a role that is not there": _part("moves", lambda move: {"by": (*move.by, NOBODY)}, ".by"),
    "a move to a stage that is not there": _part(
        "moves", lambda move: {"target": NOBODY} if move.target != STAYS else None, ".target"
    ),
    "a move that asks for a fact nobody declared": _part("moves", lambda move: {"asks": (*move.asks, NOBODY)}, ".asks"),
    "a move after a record that nothing makes": _part(
        "moves", lambda move: {"after": (*move.after, NEVER_MADE)}, ".after"
    ),
    "a guard on a fact nobody declared": _part(
        "moves", lambda move: {"guards": (*move.guards, Guard("spoiled", fact(NOBODY).known))}, ".guards(spoiled)"
    ),
    "a move that sends a message that is not there": _part("moves", lambda move: {"message": NOBODY}, ".message"),
    "a duty of a role that is not there": _part("duties", lambda duty: {"owner": NOBODY}, ".owner"),
    "a duty that stops for a cause no stage has": _part(
        "duties", lambda duty: {"pauses": (*duty.pauses, NOBODY)}, ".pauses"
    ),
    "a duty that nothing ends": _part("duties", lambda duty: {"ends": ()}, ".ends"),
    "a duty that goes on until a record, and does not repeat": _part(
        "duties", lambda duty: {"until": duty.ends[:1]} if duty.repeats is None else None, ".until"
    ),
    "a duty by a convention that is not there": _part("duties", lambda duty: {"convention": NOBODY}, ".convention"),
    "a term by case without a row": _part("duties", lambda duty: {"term": ByCase(())}, ".term"),
    "a category under one that is not there": _part("categories", lambda category: {"parent": NOBODY}, ".parent"),
    "a last resort that is not there": _part("roles", lambda role: {"last_resort": NOBODY}, ".last_resort"),
    "an open stage that pauses": _part(
        "stages", lambda stage: {"pause": "customer"} if stage.kind == "open" else None, ""
    ),
    "a message to nobody": _part("messages", lambda message: {"to": NOBODY}, ".to"),
    "two roles of one name": _twice,
    "a convention that is not there": lambda policy, pick: ({"convention": NOBODY}, "$.convention"),
}
"""What spoils a policy, by what it is."""


@st.composite
def spoiled_policies(draw: st.DrawFn) -> Spoiled:
    """Nearly valid policies: one of :func:`policies` with one fault, and the path at which it is to be found.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=1, database=None)  # the first is the simplest
    ... @given(spoiled_policies())
    ... def show(spoiled):
    ...     print(spoiled.what, "@", spoiled.path)
    >>> show()
    a move for a role that is not there @ $.moves[0](take).by
    """
    sound = draw(policies())
    parts = {field.name: getattr(sound, field.name) for field in attrs.fields(Policy)}
    pick = draw(st.integers(0, 9))
    able = {what: spoiled for what, spoil in SPOILERS.items() if (spoiled := spoil(sound, pick)) is not None}
    what = draw(st.sampled_from(tuple(able)))
    changed, path = able[what]
    return Spoiled(what=what, path=path, parts={**parts, **changed}, sound=sound)
