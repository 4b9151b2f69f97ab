"""Roles: who may be named in a rule, and who stands in when nobody who holds the role is left."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Role:
    """A role of the organisation.

    ``deputies`` may act, in that order, while every holder is absent or recused (known only with a directory, or when
    the actor says on whose behalf the act is done). ``last_resort`` is the role that acts when no holder and no
    deputy is left; without one the refusal says so. ``everyone`` marks a role that each employee holds.

    >>> Role("outlet_head", deputies=("complaint_manager",)).deputies
    ('complaint_manager',)
    """

    id: str
    deputies: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    last_resort: str | None = attrs.field(default=None, kw_only=True)
    everyone: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
