"""Conduct: how people must behave; shown as instructions, confirmed where the policy asks, alleged with its clause."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Conduct:
    """A rule of conduct.

    It is shown in ``available`` to the roles in ``of`` (empty: everyone) while the case is in one of ``stages``
    (empty: all open ones) or with the moves in ``moves``. A move or channel that lists it in ``confirms`` asks for
    its confirmation. A breach can be alleged against a person, with this clause as ground.
    """

    id: str
    cite: Citation
    of: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    stages: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    moves: tuple[str, ...] = attrs.field(default=(), kw_only=True)
