"""Numbering: which record draws a case's number, of what period, how it is written."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Numbering:
    """How cases are numbered.

    The record ``draws_on`` draws the number, once. ``period`` is where the serial restarts, read from the local date
    of that record in the policy's calendar. ``pattern`` uses ``{yyyy}``, ``{yy}``, ``{mm}``, ``{dd}`` and
    ``{serial:02d}``; a width is a minimum. ``scope`` is whose serial it is, ``case_kind`` which kind it numbers.
    """

    draws_on: str
    pattern: str
    period: Literal["day", "month", "year", "never"] = attrs.field(default="year", kw_only=True)
    scope: Literal["tenant", "unit"] = attrs.field(default="tenant", kw_only=True)
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)

    def period_key(self, day: date) -> str:
        """The period a day falls in, as text.

        >>> Numbering("accepted", "{yy}{mm}{serial:02d}", period="month").period_key(date(2026, 3, 9))
        '2026-03'
        """
        return {"day": day.isoformat(), "month": f"{day:%Y-%m}", "year": f"{day:%Y}", "never": ""}[self.period]

    def render(self, day: date, serial: int) -> str:
        """The number of the ``serial``-th case of the period of ``day``.

        >>> Numbering("accepted", "{yy}{mm}{serial:02d}", period="month").render(date(2026, 3, 9), 1)
        '260301'
        """
        return self.pattern.format(yyyy=f"{day:%Y}", yy=f"{day:%y}", mm=f"{day:%m}", dd=f"{day:%d}", serial=serial)
