"""Redress: which fact carries the amount, and which records propose, grant and drop it."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Redress:
    """How redress is followed on a case.

    A move with one of ``proposed`` makes the amount in ``fact`` the proposal, replacing the one before; one of
    ``granted`` adds the proposal (or the amount given with it) to what was granted; one of ``dropped`` removes the
    proposal. ``currency`` is what zero is counted in.
    """

    fact: str
    currency: str = attrs.field(kw_only=True)
    proposed: tuple[str, ...] = attrs.field(default=("proposed",), kw_only=True)
    granted: tuple[str, ...] = attrs.field(default=("approved",), kw_only=True)
    dropped: tuple[str, ...] = attrs.field(default=("rejected", "withdrawn"), kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
