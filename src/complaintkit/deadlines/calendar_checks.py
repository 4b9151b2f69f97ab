"""What a calendar's fields must be; every fault is found, not only the first."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from typing import Any

from complaintkit.deadlines.instants import HOUR, MINUTE, SECOND
from complaintkit.deadlines.lengths import whole_number, yes_or_no
from complaintkit.deadlines.zones import get_zone
from complaintkit.errors import Fault, InvalidInput

__all__ = ["calendar_faults", "time_of_day"]


def time_of_day(text: object, path: str, highest: int) -> int:
    """Microseconds after midnight of ``HH:MM[:SS]``, up to ``highest`` hours; raises InvalidInput."""
    parts = text.split(":") if isinstance(text, str) else []
    if len(parts) in (2, 3) and all(len(p) == 2 and p.isascii() and p.isdigit() for p in parts):
        hours, minutes, seconds = (*map(int, parts), 0)[:3]
        us = hours * HOUR + minutes * MINUTE + seconds * SECOND
        if minutes < 60 and seconds < 60 and us <= highest * HOUR:
            return us
    raise InvalidInput.one(f"expected a time of day 'HH:MM' or 'HH:MM:SS' up to {highest}:00, got {text!r}", path)


def _window_faults(windows: object, path: str) -> list[Fault]:
    if not isinstance(windows, tuple) or not all(hasattr(w, "start_us") for w in windows):
        return [Fault(path, f"expected a tuple of windows, got {windows!r}")]
    return [
        Fault(path, f"the windows {a.start}-{a.end} and {b.start}-{b.end} overlap or are out of order")
        for a, b in pairwise(windows)
        if b.start_us < a.end_us
    ]


def _is_date(given: object) -> bool:
    return isinstance(given, date) and not isinstance(given, datetime)


def _pair_faults(pairs: object, path: str) -> list[Fault]:
    if not isinstance(pairs, tuple) or not all(isinstance(p, tuple) and len(p) == 2 and _is_date(p[0]) for p in pairs):
        return [Fault(path, f"expected a mapping of dates, or pairs that begin with a date, got {pairs!r}")]
    dates = [p[0] for p in pairs]
    return [Fault(path, f"{day} is listed twice") for day, then in pairwise(dates) if day == then]


def calendar_faults(calendar: Any) -> list[Fault]:
    """Everything that is wrong with the fields of a calendar."""
    faults: list[Fault] = []
    if not isinstance(calendar.id, str) or not calendar.id:
        faults.append(Fault("id", f"expected a name, got {calendar.id!r}"))
    if not isinstance(calendar.version, str):
        faults.append(Fault("version", f"expected a text, got {calendar.version!r}"))
    try:
        get_zone(calendar.zone)
    except (InvalidInput, TypeError) as error:
        faults += error.faults if isinstance(error, InvalidInput) else [Fault("zone", f"got {calendar.zone!r}")]
    if not isinstance(calendar.week, tuple) or len(calendar.week) != 7:
        return [*faults, Fault("week", f"expected seven tuples of windows, Monday first, got {calendar.week!r}")]
    for i, windows in enumerate(calendar.week):
        faults += _window_faults(windows, f"week[{i}]")
    if not isinstance(calendar.holidays, frozenset) or not all(map(_is_date, calendar.holidays)):
        return [*faults, Fault("holidays", f"expected dates, got {calendar.holidays!r}")]
    pair_faults = _pair_faults(calendar.working_days, "working_days") + _pair_faults(calendar.overrides, "overrides")
    if pair_faults:
        return faults + pair_faults
    for day, weekday in calendar.working_days:
        path = f"working_days[{day}]"
        if type(weekday) is not int or not 0 <= weekday <= 6:
            faults.append(Fault(path, f"expected the weekday whose hours it uses, 0 (Monday) to 6, got {weekday!r}"))
        elif not calendar.week[weekday]:
            faults.append(Fault(path, f"weekday {weekday} has no hours to lend; name one that has"))
        if day in calendar.holidays:
            faults.append(Fault(path, f"{day} is both a holiday and a make-up working day; keep one"))
    for day, windows in calendar.overrides:
        faults += _window_faults(windows, f"overrides[{day}]")
    for name in ("known_from", "known_until"):
        given = getattr(calendar, name)
        if given is not None and not _is_date(given):
            return [*faults, Fault(name, f"expected a date or None, got {given!r}")]
    if calendar.known_from and calendar.known_until and calendar.known_from > calendar.known_until:
        faults.append(Fault("known_until", f"{calendar.known_until} lies before known_from {calendar.known_from}"))
    faults += whole_number(calendar.horizon_years, "horizon_years", 1, 1000)
    return faults + yes_or_no(calendar.strict, "strict")
