"""Authority: up to which amount of redress a role may decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs

from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation, Money


@attrs.frozen
class Band:
    """What ``role`` may decide: up to and including ``up_to`` (None: without limit), where ``when`` holds.

    ``deputy_up_to`` is the limit of whoever stands in for the role (None: the same).
    """

    role: str
    up_to: Money | None
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    deputy_up_to: Money | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Bands:
    """Authority bands from the lowest to the highest. A higher band covers the lower ones.

    What is judged is the redress the case and those linked to it have granted, plus the proposal now decided.
    """

    id: str
    bands: tuple[Band, ...]
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Judgement:
    """How bands judge an amount: the lowest band that suffices (None: none does), the actor's best one, and up to how
    much the actor may decide by it (None: without limit, or nothing is held).
    """

    needed: Band | None
    held: Band | None
    granted: bool
    limit: Money | None = None


def judge(
    bands: Sequence[Band], amount: Money, roles: Collection[str], deputy_roles: Collection[str] = ()
) -> Judgement:
    """Judge whether somebody with ``roles`` may decide ``amount``; ``deputy_roles`` are those held as a deputy.

    ``bands`` are those that apply, lowest first (their ``when`` has been asked). The figure itself is included.

    >>> low = Band("manager", Money.of("5000", "CNY"))
    >>> top = Band("director", None)
    >>> judge((low, top), Money.of("5000", "CNY"), {"manager"}).granted
    True
    >>> judge((low, top), Money.of("5000.01", "CNY"), {"manager"}).needed.role
    'director'
    """
    needed = next((i for i, band in enumerate(bands) if band.up_to is None or amount <= band.up_to), None)
    best = max((i for i, band in enumerate(bands) if band.role in roles), default=None)
    limit = None if best is None else bands[best].up_to
    if best is not None and needed is not None and best >= needed:
        return Judgement(bands[needed], bands[best], True, limit)
    for i, band in enumerate(bands):
        if band.role not in deputy_roles:
            continue
        stands = band.deputy_up_to if band.deputy_up_to is not None else band.up_to
        if needed is not None and i >= needed and (stands is None or amount <= stands):
            return Judgement(bands[needed], band, True, stands)
        if best is None or i > best:
            best, limit = i, stands
    return Judgement(
        bands[needed] if needed is not None else None, bands[best] if best is not None else None, False, limit
    )
