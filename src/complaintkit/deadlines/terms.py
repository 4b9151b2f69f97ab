"""Terms: how long something may take. A term is data; a convention says how it is counted, a clock runs it."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from complaintkit.errors import Fault, InvalidInput

__all__ = [
    "BusinessHours",
    "BusinessMinutes",
    "Days",
    "EarlierOf",
    "Ends",
    "Hours",
    "Immediately",
    "LaterOf",
    "Minutes",
    "Months",
    "NthDayOfNextMonth",
    "Roll",
    "Term",
    "Weeks",
    "WorkingDays",
    "Years",
    "require_length",
    "require_term",
    "term_text",
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


def _choice(given: object, path: str, allowed: tuple[str, ...]) -> list[Fault]:
    if given is None or (isinstance(given, str) and given in allowed):
        return []
    return [Fault(path, f"expected one of {', '.join(map(repr, allowed))} or None, got {given!r}")]


def yes_or_no(given: object, path: str) -> list[Fault]:
    """The faults of ``given`` as True or False; 1 and 0 are neither."""
    return [] if type(given) is bool else [Fault(path, f"expected True or False, got {given!r}")]


def _check(name: str, faults: list[Fault]) -> None:
    if faults:
        raise InvalidInput(faults, f"the term {name} cannot be built")


class _Count:
    """What the terms measured in minutes and hours share: a whole positive count."""

    __slots__ = ()
    count: int

    def __attrs_post_init__(self) -> None:
        _check(type(self).__name__, whole_number(self.count, "count"))


class _DayCount:
    """What the day-counted terms share: the count, where the last day ends, and where it rolls."""

    __slots__ = ()
    count: int
    ends: Ends | None
    roll: Roll | None

    def __attrs_post_init__(self) -> None:
        faults = whole_number(self.count, "count")
        faults += _choice(self.ends, "ends", ENDS) + _choice(self.roll, "roll", ROLLS)
        _check(type(self).__name__, faults)


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
        faults = whole_number(self.n, "n", 1, 31)
        faults += yes_or_no(self.working, "working")
        faults += _choice(self.ends, "ends", ENDS) + _choice(self.roll, "roll", ROLLS)
        _check("NthDayOfNextMonth", faults)


@attrs.frozen
class Immediately:
    """At once. Judged late after the end of the start's local day; ``judged_after=None``: order only, never late."""

    judged_after: Literal["end_of_day"] | None = "end_of_day"

    def __attrs_post_init__(self) -> None:
        _check("Immediately", _choice(self.judged_after, "judged_after", ("end_of_day",)))


def _check_limbs(name: str, limbs: object) -> None:
    if not isinstance(limbs, tuple) or len(limbs) < 2:
        raise InvalidInput.one(f"{name} takes a tuple of two terms or more, got {limbs!r}", "terms")
    faults = [
        Fault(f"terms[{i}]", f"expected a term, got {limb!r}")
        for i, limb in enumerate(limbs)
        if not isinstance(limb, TERM_TYPES)
    ]
    _check(name, faults)


@attrs.frozen
class EarlierOf:
    """The earliest of several terms, decided case by case. A limb without a due is left out.

    >>> term_text(EarlierOf((WorkingDays(5), Days(7))))
    'the earlier of 5 working days and 7 days'
    """

    terms: tuple[Term, ...]

    def __attrs_post_init__(self) -> None:
        _check_limbs("EarlierOf", self.terms)


@attrs.frozen
class LaterOf:
    """The latest of several terms. While a limb has no due, there is none."""

    terms: tuple[Term, ...]

    def __attrs_post_init__(self) -> None:
        _check_limbs("LaterOf", self.terms)


Term: TypeAlias = (
    Minutes
    | Hours
    | BusinessMinutes
    | BusinessHours
    | Days
    | WorkingDays
    | Weeks
    | Months
    | Years
    | NthDayOfNextMonth
    | Immediately
    | EarlierOf
    | LaterOf
)
TERM_TYPES: tuple[type, ...] = get_args(Term)


def require_term(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a term."""
    if not isinstance(given, TERM_TYPES):
        raise InvalidInput.one(f"expected a term such as Days(3), got {given!r}", path)


def require_length(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a term with a count: no fixed date, no limbs."""
    require_term(given, path)
    if isinstance(given, NthDayOfNextMonth | Immediately | EarlierOf | LaterOf):
        raise InvalidInput.one(f"expected a length such as Days(3) or Hours(24), got {given!r}", path)


_UNITS = {
    Minutes: ("minute", "分钟"),
    Hours: ("hour", "小时"),
    BusinessMinutes: ("business minute", "个工作分钟"),
    BusinessHours: ("business hour", "个工作小时"),
    Days: ("day", "日"),
    WorkingDays: ("working day", "个工作日"),
    Weeks: ("week", "周"),
    Months: ("month", "个月"),
    Years: ("year", "年"),
}


def _ordinal(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _month_day(term: NthDayOfNextMonth, lang: str) -> str:
    if lang == "zh":
        return f"次月第{term.n}个工作日" if term.working else ("次月最后一日" if term.n == 31 else f"次月{term.n}日")
    if term.working:
        return f"the {_ordinal(term.n)} working day of the next month"
    return "the last day of the next month" if term.n == 31 else f"the {_ordinal(term.n)} of the next month"


def term_text(term: Term, lang: str = "en") -> str:
    """The term in words, in English (``"en"``) or Chinese (``"zh"``).

    >>> term_text(WorkingDays(3)), term_text(WorkingDays(3), "zh")
    ('3 working days', '3个工作日')
    >>> term_text(NthDayOfNextMonth(10)), term_text(NthDayOfNextMonth(10), "zh")
    ('the 10th of the next month', '次月10日')
    """
    require_term(term, "term")
    if lang not in ("en", "zh"):
        raise InvalidInput.one(f"expected 'en' or 'zh', got {lang!r}", "lang")
    if isinstance(term, NthDayOfNextMonth):
        return _month_day(term, lang)
    if isinstance(term, Immediately):
        return "立即" if lang == "zh" else "immediately"
    if isinstance(term, EarlierOf | LaterOf):
        limbs = [term_text(limb, lang) for limb in term.terms]
        earlier = isinstance(term, EarlierOf)
        if lang == "zh":
            return f"{'、'.join(limbs)}中以较{'早' if earlier else '晚'}者为准"
        return f"the {'earlier' if earlier else 'later'} of {', '.join(limbs[:-1])} and {limbs[-1]}"
    english, chinese = _UNITS[type(term)]
    if lang == "zh":
        return f"{term.count}{chinese}"
    return f"{term.count} {english}{'' if term.count == 1 else 's'}"
