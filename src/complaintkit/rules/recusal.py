"""Recusal: who takes no part in a case because it is about them."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation

DECIDING: tuple[str, ...] = ("found", "approved", "rejected", "decided", "sanctioned", "waived")


@attrs.frozen
class Recusal:
    """What a respondent may not do.

    By default nobody makes one of the ``records`` that decide a case in which they are respondent; ``everything``
    bars every act. Whoever a move with the record ``recused`` names is barred from every act from then on.
    """

    records: tuple[str, ...] = DECIDING
    everything: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)
