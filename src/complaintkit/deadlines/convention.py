"""Conventions: how a term is counted. The order is fixed: start rule, count, pauses and extensions, roll, floor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.deadlines.calendar_checks import time_of_day
from complaintkit.deadlines.lengths import ENDS, ROLLS, Ends, Roll, whole_number, yes_or_no
from complaintkit.errors import Fault, InvalidInput
from complaintkit.values import Citation

__all__ = [
    "CHINA_CIVIL_CODE",
    "CONVENTIONS",
    "ELAPSED",
    "EU_1182_71",
    "PLAIN",
    "US_RULE_6",
    "Convention",
    "HoursRoll",
    "HoursStart",
    "Start",
]

Start: TypeAlias = Literal["as_received", "next_opening", "next_working_day"]
HoursStart: TypeAlias = Literal["as_received", "next_opening", "next_working_day", "next_hour"]
HoursRoll: TypeAlias = Literal["none", "same_time"]

_STARTS: tuple[str, ...] = get_args(Start)
_HOURS_STARTS: tuple[str, ...] = get_args(HoursStart)
_HOURS_ROLLS: tuple[str, ...] = get_args(HoursRoll)


@attrs.frozen(cache_hash=True)
class Convention:
    """How terms are counted.

    - ``start``: where day-counted terms start: as received, at the next opening, or on the next working day (local
      time kept). ``hours_start``: the same for terms in minutes and hours, or from the next full hour on.
    - ``cut_off``: what comes after this local time of day is taken as of the next working day (``next_opening``: the
      next opening on a later date; ``as_received``: the next day); exactly at it is in time. For day-counted terms.
    - ``inclusive``: the start day counts.
    - ``roll``, ``ends``: for day-counted terms that name none themselves.
    - ``hours_roll``: whether a term in hours that ends on a day off goes on to the same local time of a working day.
    - ``before_roll``: where a term that is counted back from an event goes when it ends on a day off.
    - ``working_days_inside``: a term of two days or more is stretched until it holds that many working days.
    - ``extends_from``: an added extension counts on from the ``"unrolled"`` or the ``"rolled"`` last day.

    Raises :class:`InvalidInput` with all faults.

    >>> Convention("counter", start="next_working_day", cut_off="17:00").roll
    'none'
    """

    id: str
    start: Start = attrs.field(default="as_received", kw_only=True)
    cut_off: str | None = attrs.field(default=None, kw_only=True)
    inclusive: bool = attrs.field(default=False, kw_only=True)
    roll: Roll = attrs.field(default="none", kw_only=True)
    ends: Ends = attrs.field(default="day", kw_only=True)
    hours_start: HoursStart = attrs.field(default="as_received", kw_only=True)
    hours_roll: HoursRoll = attrs.field(default="none", kw_only=True)
    before_roll: Roll = attrs.field(default="none", kw_only=True)
    working_days_inside: int = attrs.field(default=0, kw_only=True)
    extends_from: Literal["unrolled", "rolled"] = attrs.field(default="unrolled", kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
    cut_off_us: int = attrs.field(init=False, eq=False, repr=False)
    # Whether the start stands and nothing is asked of the days inside; for hours, whether start and end stand.
    simple: bool = attrs.field(init=False, eq=False, repr=False)
    simple_hours: bool = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        faults: list[Fault] = []
        given: object = self.id
        if not isinstance(given, str) or not given:
            faults.append(Fault("id", f"expected a name, got {given!r}"))
        choices = (
            ("start", _STARTS),
            ("roll", ROLLS),
            ("ends", ENDS),
            ("hours_start", _HOURS_STARTS),
            ("hours_roll", _HOURS_ROLLS),
            ("before_roll", ROLLS),
            ("extends_from", ("unrolled", "rolled")),
        )
        for name, allowed in choices:
            given = getattr(self, name)
            if not isinstance(given, str) or given not in allowed:
                faults.append(Fault(name, f"expected one of {', '.join(map(repr, allowed))}, got {given!r}"))
        faults += yes_or_no(self.inclusive, "inclusive")
        faults += whole_number(self.working_days_inside, "working_days_inside", 0)
        cite: object = self.cite
        if cite is not None and not isinstance(cite, Citation):
            faults.append(Fault("cite", f"expected a citation or None, got {cite!r}"))
        cut_off = -1
        if self.cut_off is not None:
            try:
                cut_off = time_of_day(self.cut_off, "cut_off", 24)
            except InvalidInput as error:
                faults += error.faults
        if faults:
            raise InvalidInput(faults, f"the convention {self.id!r} cannot be built")
        object.__setattr__(self, "cut_off_us", cut_off)
        simple = self.start == "as_received" and self.cut_off is None and not self.working_days_inside
        object.__setattr__(self, "simple", simple)
        object.__setattr__(self, "simple_hours", self.hours_start == "as_received" and self.hours_roll == "none")


PLAIN = Convention("plain")
"""The start day does not count, the last day stands and ends at midnight; hours are elapsed."""

ELAPSED = Convention("elapsed", ends="wall")
"""Day-counted terms end at the start's own local time of day; hours are elapsed."""

CHINA_CIVIL_CODE = Convention("china_civil_code", roll="following", cite=Citation("PRC Civil Code", "arts. 200-204"))
"""The start day does not count (art. 201); the last day, where it is not working, is the next one that is, make-up
days being working (art. 203); it ends at 24:00 (art. 203). Where a body keeps hours, terms say ``ends="close"``."""

EU_1182_71 = Convention(
    "eu_1182_71",
    roll="following",
    hours_start="next_hour",
    working_days_inside=2,
    cite=Citation("Regulation (EEC, Euratom) No 1182/71", "art. 3"),
)
"""The day of the event does not count, nor the hour of it in terms of hours (art. 3(1)); a last day that is a holiday,
Sunday or Saturday is the next working day, unless the term is in hours or counted back from an event (art. 3(4)); a
term of two days or more holds two working days at least (art. 3(5))."""

US_RULE_6 = Convention(
    "us_rule_6",
    roll="following",
    hours_roll="same_time",
    before_roll="preceding",
    extends_from="rolled",
    cite=Citation("Federal Rules of Civil Procedure", "Rule 6(a)"),
)
"""The day of the event does not count, every day after it does; a last day that is a Saturday, Sunday or legal holiday
is the next that is none (a)(1); a term in hours counts every hour and runs on to the same time of such a day (a)(2); a
term counted back from an event goes on backward (a)(5). The last day ends at midnight of the court's zone (a)(4)(A);
where it is the clerk's office that closes (a)(4)(B), terms say ``ends="close"``."""

CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {convention.id: convention for convention in (PLAIN, ELAPSED, CHINA_CIVIL_CODE, EU_1182_71, US_RULE_6)}
)
"""The conventions by id."""


@lru_cache(maxsize=64)
def without_start_rule(convention: Convention) -> Convention:
    """The same convention for a term that starts where another fell due, and not on a receipt."""
    return attrs.evolve(convention, start="as_received", hours_start="as_received", cut_off=None)
