"""Terms that name a date instead of a length: a day of a month, a closing date, at once. No pause moves them."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.deadlines.lengths import ENDS, ROLLS, Ends, Roll, check, choice, whole_number, yes_or_no
from complaintkit.errors import Fault

__all__ = ["Cycles", "FixedDay", "Immediately", "NthDayOf", "NthDayOfNextMonth", "Span"]

Span: TypeAlias = Literal["week", "month", "quarter", "half_year", "year"]
"""What a day may be the n-th of. Weeks begin on Monday; half-years are January to June and July to December."""

SPANS: tuple[str, ...] = get_args(Span)
MONTHS_IN = {"week": 1, "month": 1, "quarter": 3, "half_year": 6, "year": 12}


def _where(ends: object, roll: object) -> list[Fault]:
    return choice(ends, "ends", ENDS) + choice(roll, "roll", ROLLS)


@attrs.frozen
class NthDayOfNextMonth:
    """The ``n``-th day, 1 to 31, of the month after the start's; past the month's end, its last day.

    ``working``: the n-th working day, or the last one where the month has fewer. A fixed date: pauses do not move it.

    >>> NthDayOfNextMonth(10)
    NthDayOfNextMonth(n=10, working=False, ends=None, roll=None)
    """

    n: int
    working: bool = attrs.field(default=False, kw_only=True)
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = whole_number(self.n, "n", 1, 31) + yes_or_no(self.working, "working")
        check("NthDayOfNextMonth", faults + _where(self.ends, self.roll))


@attrs.frozen
class NthDayOf:
    """The ``n``-th day of the ``month``-th month of the next week, month, quarter, half-year or year after the start's.

    - ``n``: 1 to 31, of a week 1 (Monday) to 7; past the end, the last day. ``working``: the n-th working day, or the
      last one where there are fewer.
    - ``month``: which month of the quarter (1 to 3), half-year (1 to 6) or year (1 to 12); of a week or month 1.
    - ``which``: ``"next"``, or ``"this"`` for what is owed within the period it starts with.

    A fixed date: pauses do not move it.

    >>> from complaintkit.deadlines import term_text
    >>> term_text(NthDayOf(31, "half_year", month=2)), term_text(NthDayOf(1, "week"))
    ('the last day of the 2nd month of the next half-year', 'Monday of the next week')
    """

    n: int
    span: Span
    month: int = attrs.field(default=1, kw_only=True)
    which: Literal["next", "this"] = attrs.field(default="next", kw_only=True)
    working: bool = attrs.field(default=False, kw_only=True)
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        given: object = self.span
        faults = [] if given in SPANS else [Fault("span", f"expected one of {', '.join(SPANS)}, got {given!r}")]
        faults += whole_number(self.n, "n", 1, 7 if given == "week" else 31)
        faults += whole_number(self.month, "month", 1, MONTHS_IN.get(self.span, 12))
        if self.which not in ("next", "this"):
            faults.append(Fault("which", f"expected 'next' or 'this', got {self.which!r}"))
        check("NthDayOf", faults + yes_or_no(self.working, "working") + _where(self.ends, self.roll))


@attrs.frozen
class Cycles:
    """``count`` >= 1 complete cycles: the rest of the one that runs, then so many whole ones.

    The clock's anchor ``of`` holds their closing dates, in order. The last day is the closing date of the last cycle;
    while it is not among them there is no due. A fixed date: pauses do not move it. (Regulation Z, 1026.13(c)(2):
    two complete billing cycles are not twice the length of one.)
    """

    count: int
    of: str
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = whole_number(self.count, "count") + name_faults(self.of, "of")
        check("Cycles", faults + _where(self.ends, self.roll))


@attrs.frozen
class Immediately:
    """At once. Judged late after the end of the start's local day; ``judged_after=None``: order only, never late."""

    judged_after: Literal["end_of_day"] | None = "end_of_day"

    def __attrs_post_init__(self) -> None:
        check("Immediately", choice(self.judged_after, "judged_after", ("end_of_day",)))


def name_faults(given: object, path: str) -> list[Fault]:
    """The faults of ``given`` as the name of an anchor."""
    if isinstance(given, str) and given:
        return []
    return [Fault(path, f"expected the name of an anchor, got {given!r}")]


FixedDay: TypeAlias = NthDayOfNextMonth | NthDayOf | Cycles
"""A day that pauses do not move."""
