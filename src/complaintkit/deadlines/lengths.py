"""Terms with a count: so many minutes, hours, days, weeks, months or years, and the checks that all terms share."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.errors import Fault, InvalidInput

__all__ = [
    "LENGTHS",
    "BusinessHours",
    "BusinessMinutes",
    "Days",
    "Ends",
    "Hours",
    "Length",
    "Minutes",
    "Months",
    "Roll",
    "Weeks",
    "WorkingDays",
    "Years",
]

Ends: TypeAlias = Literal["day", "close", "wall", "wall_open"]
"""Where the last day ends: at its midnight, at close of business, or at the start's local time of day; that time may
lie after the day's close (``wall``), or then moves to the next opening (``wall_open``)."""

Roll: TypeAlias = Literal["none", "following", "preceding", "modified"]
"""Where a last day goes that is not working: it stands, on, back, or on unless that leaves the month, then back."""

ENDS: tuple[str, ...] = get_args(Ends)
ROLLS: tuple[str, ...] = get_args(Roll)


def whole_number(given: object, path: str, low: int = 1, high: int | None = None) -> list[Fault]:
    """The faults of ``given`` as a whole number from ``low`` to ``high``; True and 3.0 are none."""
    if type(given) is not int:
        return [Fault(path, f"expected a whole number, got {given!r}")]
    if given < low:
        return [Fault(path, f"{path!r} must be >= {low}: {given}")]
    if high is not None and given > high:
        return [Fault(path, f"{path!r} must be <= {high}: {given}")]
    return []


def choice(given: object, path: str, allowed: tuple[str, ...]) -> list[Fault]:
    """The faults of ``given`` as one of those texts, or None."""
    if given is None or (isinstance(given, str) and given in allowed):
        return []
    return [Fault(path, f"expected one of {', '.join(map(repr, allowed))} or None, got {given!r}")]


def yes_or_no(given: object, path: str) -> list[Fault]:
    """The faults of ``given`` as True or False; 1 and 0 are neither."""
    return [] if type(given) is bool else [Fault(path, f"expected True or False, got {given!r}")]


def check(name: str, faults: list[Fault]) -> None:
    """Raise :class:`InvalidInput` with the faults of a term, if any."""
    if faults:
        raise InvalidInput(faults, f"the term {name} cannot be built")


class _Count:
    """What the terms measured in minutes and hours share: a whole positive count."""

    __slots__ = ()
    count: int

    def __attrs_post_init__(self) -> None:
        check(type(self).__name__, whole_number(self.count, "count"))


class _DayCount:
    """What the day-counted terms share: the count, where the last day ends, and where it rolls."""

    __slots__ = ()
    count: int
    ends: Ends | None
    roll: Roll | None

    def __attrs_post_init__(self) -> None:
        faults = whole_number(self.count, "count")
        faults += choice(self.ends, "ends", ENDS) + choice(self.roll, "roll", ROLLS)
        check(type(self).__name__, faults)


@attrs.frozen
class Minutes(_Count):
    """``count`` >= 1 minutes of real elapsed time, nights and holidays included.

    >>> Minutes(30)
    Minutes(count=30)
    >>> Minutes(0)
    Traceback (most recent call last):
        ...
    complaintkit.errors.InvalidInput: the term Minutes cannot be built: 'count' must be >= 1: 0 @ count [CK101]
    """

    count: int


@attrs.frozen
class Hours(_Count):
    """``count`` >= 1 hours of real elapsed time: 24 hours over a clock change end at another wall time."""

    count: int


@attrs.frozen
class BusinessMinutes(_Count):
    """``count`` >= 1 minutes inside the calendar's windows; an exact fit ends at the close."""

    count: int


@attrs.frozen
class BusinessHours(_Count):
    """``count`` >= 1 hours inside the calendar's windows; an exact fit ends at the close."""

    count: int


@attrs.frozen
class Days(_DayCount):
    """``count`` >= 1 calendar days; the start day does not count unless the convention is inclusive.

    ``ends`` and ``roll`` None: as the convention says.

    >>> Days(3, roll="following")
    Days(count=3, ends=None, roll='following')
    """

    count: int
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class WorkingDays(_DayCount):
    """``count`` >= 1 working days of the calendar: the k-th one strictly after the local start date."""

    count: int
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Weeks(_DayCount):
    """``count`` >= 1 weeks of seven calendar days."""

    count: int
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Months(_DayCount):
    """``count`` >= 1 months: the corresponding day, or the month's last where there is none, in one step."""

    count: int
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Years(_DayCount):
    """``count`` >= 1 years: the corresponding day, 28 February where there is no 29th."""

    count: int
    ends: Ends | None = attrs.field(default=None, kw_only=True)
    roll: Roll | None = attrs.field(default=None, kw_only=True)


Length: TypeAlias = Minutes | Hours | BusinessMinutes | BusinessHours | Days | WorkingDays | Weeks | Months | Years
"""A term with a count."""

LENGTHS: tuple[type, ...] = get_args(Length)
