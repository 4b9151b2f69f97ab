"""Adapting a policy to a house of its own: more ways in than the text it was written from names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from complaintkit.errors import Faults, PolicyError
from complaintkit.rules.conditions import Compare, Condition, Look, Not, OneOf, Value
from complaintkit.rules.facts import Fact
from complaintkit.rules.intake import Register
from complaintkit.rules.policy import Policy
from complaintkit.values.checks import shown

__all__ = ["with_channels"]

CHANNEL = Look("channel")
Ways = Mapping[str, tuple[str, ...]]
"""For each channel that others are handled like, itself and those others."""


def with_channels(policy: Policy, like: Mapping[str, str]) -> Policy:
    """The policy with more channels: each new one is handled like the one of the policy that ``like`` names for it.

    Wherever a rule speaks of that channel (a condition, what a fact is asked of, what a register takes in) it then
    speaks of the new one too; stage, roles and confirmations on entry are the same. Nothing changes for the channels
    that were there. The new channels have no titles: give them with ``attrs.evolve``, like all that goes beyond
    channels (categories, facts, links).

    :raises PolicyError: a new channel is there already, or is handled like none of the policy; all at once.

    >>> from complaintkit.policies import bank_branch
    >>> bank = with_channels(bank_branch.policy(in_force_from="2026-01-01"), {"app": "other", "fax": "letter"})
    >>> [channel.id for channel in bank.channels][-2:], bank.channels[-1].by
    (['app', 'fax'], ('complaint_manager',))
    """
    known = {channel.id: channel for channel in policy.channels}
    faults = Faults()
    for new, old in like.items():
        if new in known:
            faults.add(f"$.like[{new!r}]", "expected a new channel, this one is there already")
        if old not in known:
            names = ", ".join(known) or "none"
            faults.add(f"$.like[{new!r}]", f"expected a channel of the policy ({names}), got {shown(old)}")
    faults.raise_if_any(PolicyError, f"the channels of policy {policy.id!r} cannot be added to")
    if not like:
        return policy
    ways = {old: (old, *(new for new, its in like.items() if its == old)) for old in set(like.values())}
    wider = {part.name: _widened(getattr(policy, part.name), ways) for part in attrs.fields(Policy) if part.init}
    wider["channels"] = (*policy.channels, *(attrs.evolve(known[old], id=new) for new, old in like.items()))
    return Policy(**wider)


def _widened(value: Any, ways: Ways) -> Any:
    """A part of a policy, with the new channels wherever one they are handled like is spoken of."""
    if isinstance(value, tuple):
        parts = tuple(_widened(part, ways) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, Compare) and value.left == CHANNEL and isinstance(value.right, Value):
        return _compared(value, ways)
    if isinstance(value, OneOf) and value.operand == CHANNEL:
        return _one_of(tuple(item.value for item in value.values), ways)
    if not attrs.has(type(value)):
        return value
    changes: dict[str, Any] = {}
    for part in attrs.fields(type(value)):
        if not part.init:
            continue
        old = getattr(value, part.name)
        if part.name == "channels" and isinstance(value, Fact | Register):
            changes[part.alias] = _names(old, ways)
        elif (new := _widened(old, ways)) is not old:
            changes[part.alias] = new
    return attrs.evolve(value, **changes) if changes else value


def _compared(value: Compare, ways: Ways) -> Condition:
    """The channel compared with a name: with all that are handled like it."""
    assert isinstance(value.right, Value)
    if value.right.value not in ways:
        return value
    among = _one_of((value.right.value,), ways)
    return among if value.op == "==" else Not(among)


def _one_of(channels: tuple[str, ...], ways: Ways) -> Condition:
    return OneOf(CHANNEL, tuple(Value(name) for name in _names(channels, ways)))


def _names(channels: tuple[str, ...], ways: Ways) -> tuple[str, ...]:
    """Channels, each followed by those handled like it."""
    return tuple(name for channel in channels for name in ways.get(channel, (channel,)))
