"""Promises: a moment agreed with the complainant that becomes the due of a duty."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class PromiseRule:
    """Which fact carries the agreed moment, and of which duty it becomes the due.

    It may never lie past the duty's own due (the clause's bound), and is replaced only before it falls due. A move that
    starts the duty, or starts it anew, may agree the moment of that run.
    """

    id: str
    duty: str = attrs.field(kw_only=True)
    fact: str = attrs.field(kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
