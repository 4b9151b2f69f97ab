"""Reports: the table and the figures that a standing case owes about its period and its unit."""

from __future__ import annotations

from typing import Final, Literal

import attrs

from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation

Measure = Literal[
    "cases", "times", "none", "none_decided", "none_answered", "on_time", "resolution", "satisfaction", "lines"
]  # fmt: skip

RECEIVED: Final = "received"
"""In ``dated``: the day on which the case was received."""
PLACES: Final = ("category", "channel", "kind", "stage", "owner", "unit", "assigned")
"""What cases may be told apart by, beside their facts."""
FACT: Final = "facts."
"""What stands before the id of a fact."""


@attrs.frozen
class Figure:
    """One figure of a report, and the ``fact`` of the standing case that it is given in.

    ``measure`` says what is taken over the report's cases:

    - ``cases``: how many there are (a whole number); ``times``: how often the record ``dated`` was made on them
    - ``none``: whether there is none; ``none_decided``: whether there is no rate on time, for the report's duty is
      decided on none; ``none_answered``: no rate of satisfaction, for none has an answer (yes or no)
    - ``on_time``, ``resolution``, ``satisfaction``: the report's rates over all its cases (a ratio; blank of nothing)
    - ``lines``: the report's lines: a table of two columns, what is told apart and how many (blank without any), or a
      text that says so

    ``dated`` and ``when`` narrow it where the figure counts others than the report (None: those of the report).
    """

    fact: str
    measure: Measure = "cases"
    dated: str | None = attrs.field(default=None, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Report:
    """A table that a standing case of kind ``owed_by`` owes, with the figures that go with it.

    It is of the cases of kind ``of`` that meet ``when`` and fall into the standing case's own period, by the policy's
    calendar: were received in it, or got the record ``dated`` in it. Of a unit's standing case they are the unit's own:
    ``unit`` is where a case says whose it is ("unit", "assigned", or ``facts.<id>``). A case of which that, or
    ``when``, cannot be told is counted apart.

    Without ``by`` the table has a line for each case, with the facts that ``shows`` names. With ``by`` (a place such as
    "category", ``facts.<id>``, or ``facts.<table>.<column>``) it has a line for each of what tells cases apart: how
    many, their share, how many are over. ``weighs`` names a column of numbers: a case is then shared out by them. With
    ``duty`` and the record ``resolved`` the lines have the rates on time, of resolution and of satisfaction instead.

    >>> Report("weekly_table", owed_by="weekly_statistics", by="category", figures=(Figure("received"),)).dated
    'received'
    """

    id: str
    owed_by: str = attrs.field(kw_only=True)
    of: str = attrs.field(default="complaint", kw_only=True)
    dated: str = attrs.field(default=RECEIVED, kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    unit: str = attrs.field(default="unit", kw_only=True)
    by: str | None = attrs.field(default=None, kw_only=True)
    weighs: str | None = attrs.field(default=None, kw_only=True)
    shows: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    duty: str | None = attrs.field(default=None, kw_only=True)
    resolved: str | None = attrs.field(default=None, kw_only=True)
    figures: tuple[Figure, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)

    @property
    def reads(self) -> frozenset[str]:
        """The facts of the cases it is of that it tells apart by, or shows."""
        told = (place.split(".")[1] for place in (self.by, self.unit) if place is not None and place.startswith(FACT))
        return frozenset((*told, *self.shows))
