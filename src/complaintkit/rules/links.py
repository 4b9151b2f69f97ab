"""Links: one case that follows from another, or that another names."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class LinkRule:
    """How a case may be tied to another: one case when it is filed, or those that a move names.

    The other must carry every record in ``after`` and have had every form in ``attaches`` made out: they go along as
    attachments. With ``shares_redress`` what the linked cases granted counts toward one another's authority bands.

    With ``fact``, one of many texts, a move (``Move.links``) names the other cases by their ids in it, and no
    filing does. ``of_period`` asks that each was received in the standing case's own period. Each of them gets
    ``records``.
    """

    id: str
    after: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    attaches: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    shares_redress: bool = attrs.field(default=True, kw_only=True)
    fact: str | None = attrs.field(default=None, kw_only=True)
    of_period: bool = attrs.field(default=False, kw_only=True)
    records: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
