"""Forms: what must stand on one before it goes out, how many copies there are and for whom, and who never gets one."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Form:
    """A paper that a move makes out.

    ``copies`` names the recipients (roles or units), one entry a copy, in the clause's order. ``contents`` are the
    facts that must be known, or left blank on purpose, before it can be made out. ``never_to`` are the party roles
    that must not get it, ``never_cite`` the clause that says so.

    >>> Form("notice", copies=("accounting", "gm_office")).copies
    ('accounting', 'gm_office')
    """

    id: str
    copies: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    contents: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    never_to: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    never_cite: Citation | None = attrs.field(default=None, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
