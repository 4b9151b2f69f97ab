"""Links: one case that follows from another."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class LinkRule:
    """How a case may be linked to another when it is filed.

    The other must carry every record in ``after`` and have had every form in ``attaches`` made out: they go along as
    attachments. With ``shares_redress`` what the linked cases granted counts toward one another's authority bands.
    """

    id: str
    after: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    attaches: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    shares_redress: bool = attrs.field(default=True, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
