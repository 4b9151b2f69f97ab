"""Calendars from elsewhere: a list of dates, the ``holidays`` package, an iCalendar file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import attrs

from complaintkit.deadlines.calendar import OFFICE_HOURS, Calendar, Window
from complaintkit.deadlines.combining import closed, half_days
from complaintkit.deadlines.instants import require_date
from complaintkit.errors import Fault, InvalidInput, MissingExtra

__all__ = ["calendar_from_holidays", "calendar_from_ical", "calendar_from_list"]

MOON = timedelta(days=3)
"""How far an estimated holiday may still move."""

LONGEST = 366
"""How many days one event of a calendar file may last."""


def _week(hours: tuple[Window, ...], weekend: Collection[int]) -> tuple[tuple[Window, ...], ...]:
    return tuple(() if day in weekend else hours for day in range(7))


def calendar_from_list(
    id: str,
    days: Iterable[date | str],
    *,
    zone: str,
    working: Iterable[date | str] = (),
    hours: tuple[Window, ...] = OFFICE_HOURS,
    weekend: Collection[int] = (5, 6),
    known_from: date | None = None,
    known_until: date | None = None,
    version: str = "",
) -> Calendar:
    """The calendar with those days off and those ``working`` though on a weekend; dates, or texts such as 2026-05-01.

    Raises :class:`InvalidInput` with every entry that is no date.

    >>> calendar_from_list("x", ["2026-05-01"], zone="Europe/Berlin").why_off(date(2026, 5, 1))
    'holiday'
    """
    faults: list[Fault] = []
    off, on = _dates(days, "days", faults), _dates(working, "working", faults)
    if faults:
        raise InvalidInput(faults, f"the list of the calendar {id!r} cannot be read")
    lender = min(set(range(7)) - set(weekend), default=0)
    return Calendar(
        id,
        zone=zone,
        version=version,
        week=_week(hours, weekend),
        holidays=frozenset(off),
        working_days=tuple((day, lender if day.weekday() in weekend else day.weekday()) for day in sorted(set(on))),
        known_from=known_from,
        known_until=known_until,
    )


def _dates(given: Iterable[date | str], path: str, faults: list[Fault]) -> list[date]:
    found = []
    for i, entry in enumerate(given):
        try:
            day = date.fromisoformat(entry.strip()) if isinstance(entry, str) else entry
            require_date(day, path)
        except (ValueError, InvalidInput):
            faults.append(Fault(f"{path}[{i}]", f"expected a date such as 2026-05-01, got {entry!r}"))
        else:
            found.append(day)
    return found


# -- the holidays package ---------------------------------------------------------------------------------------------


def calendar_from_holidays(
    country: str,
    years: Iterable[int],
    *,
    zone: str,
    subdivision: str | None = None,
    id: str | None = None,
    hours: tuple[Window, ...] = OFFICE_HOURS,
    half_days_until: str | None = None,
    known_until: date | None = None,
) -> Calendar:
    """The public holidays of a country (ISO 3166) or a part of it, by the package ``holidays`` (extra ``holidays``).

    Only days off are taken, no observances; weekend days that are made working are. ``half_days_until``: half days of
    the package close at that time. The weekend is the country's.

    It is known from the first to the last of ``years``, but no longer than the package itself can know: where the
    government arranges working days year by year, until the last year arranged; where holidays follow the moon, until
    three days before the first that is marked estimated. ``known_until`` overrides that, on your own word.

    Raises :class:`MissingExtra` without the package, :class:`InvalidInput` for a country or subdivision it does not
    have, no year, or years of which nothing is known.

    >>> calendar_from_holidays("GB", [2026], zone="Europe/London", subdivision="ENG").is_working(date(2026, 12, 28))
    False
    """
    package = _package("holidays", "holidays", "calendar_from_holidays")
    wanted = sorted(set(years))
    if not wanted or not all(type(year) is int for year in wanted):
        raise InvalidInput.one(f"expected one year or more as whole numbers, got {wanted!r}", "years")
    span = range(wanted[0], wanted[-1] + 1)

    def of(*categories: str) -> Any:
        return package.country_holidays(country, subdiv=subdivision, years=span, categories=categories)

    try:
        found = of("public")
    except (NotImplementedError, AttributeError, TypeError, ValueError) as error:
        raise InvalidInput.one(
            f"the package holidays has no {country!r} {subdivision or ''}: {error}", "country"
        ) from None
    first, last = date(span[0], 1, 1), date(span[-1], 12, 31)
    if known_until is None:
        known_until = _honest(found, first, last)
    lender = min(set(range(7)) - set(found.weekend), default=0)
    made = {day for day in found.weekend_workdays if first <= day <= last and day not in found}
    calendar = Calendar(
        id or (f"{country}-{subdivision}" if subdivision else country).lower(),
        zone=zone,
        version=f"holidays {package.__version__}",
        week=_week(hours, found.weekend),
        holidays=frozenset(day for day in found if day.year in span),
        working_days=tuple((day, lender) for day in sorted(made)),
        known_from=first,
        known_until=known_until,
    )
    if half_days_until is not None and "half_day" in found.supported_categories:
        calendar = half_days(calendar, [day for day in of("half_day") if day not in found], until=half_days_until)
    return calendar


def _honest(found: Any, first: date, last: date) -> date:
    """The last day that the package has more than a guess for."""
    ends = [last, date(min(int(found.end_year), 9999), 12, 31)]
    if found.has_substituted_holidays:  # arranged by the government, year by year
        arranged = [
            year
            for name in dir(found)
            if name.startswith("special_") and isinstance(getattr(found, name), dict)
            for year in getattr(found, name)
        ]
        ends.append(date(max(arranged), 12, 31) if arranged else first - timedelta(days=1))
    marks = [found.tr(getattr(found, name, None) or "") for name in ("estimated_label", "observed_estimated_label")]
    marks = [mark.replace("%s", "").strip() for mark in marks if mark]
    ends += [day - MOON for day, name in found.items() if any(mark in name for mark in marks)]
    if min(ends) < first:
        raise InvalidInput.one(
            f"nothing is known for certain from {first} on: everything after {min(ends)} is a guess of the package; "
            f"ask for earlier years, or give known_until on your own word",
            "years",
        )
    return min(ends)


def _package(name: str, extra: str, needed_by: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtra(extra, needed_by) from error


# -- iCalendar --------------------------------------------------------------------------------------------------------


def calendar_from_ical(
    text: str | bytes,
    id: str,
    *,
    zone: str,
    working: Collection[str] = (),
    ignored: Collection[str] = (),
    hours: tuple[Window, ...] = OFFICE_HOURS,
    weekend: Collection[int] = (5, 6),
    known_from: date | None = None,
    known_until: date | None = None,
    version: str = "",
) -> Calendar:
    """The calendar that an iCalendar file (RFC 5545) describes, read by the package ``icalendar``, extra ``ical``.

    Events of whole days are days off, those with times close the hours in between, cancelled ones are passed over, and
    so are those whose summary holds one of the ``ignored`` texts (observances that are no days off). One whose summary
    holds a text of ``working`` (such as 班) makes its days working. Rules that repeat are followed until
    ``known_until``.

    Without them, the calendar is known from the first to the last day that the file names, and no longer.

    Raises :class:`MissingExtra` without the package, and :class:`InvalidInput` with every fault of the file: what
    cannot be read, an event without a start, longer than a year or ending before it begins, a rule without an end
    where ``known_until`` is not given.
    """
    package = _package("icalendar", "ical", "calendar_from_ical")
    try:
        parsed = package.Calendar.from_ical(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise InvalidInput.one(f"this is no iCalendar file: {error}", "text") from None
    faults: list[Fault] = []
    events = [
        _Event.read(event, f"VEVENT[{i}]", known_until, faults)
        for i, event in enumerate(parsed.walk("VEVENT"))
        if str(event.get("STATUS", "")).upper() != "CANCELLED"
        and not any(text in str(event.get("SUMMARY", "")) for text in ignored)
    ]
    if faults:
        raise InvalidInput(faults, f"the file of the calendar {id!r} cannot be used")
    off: set[date] = set()
    on: set[date] = set()
    timed: list[tuple[datetime, datetime]] = []
    for event in events:
        if event.timed:
            timed += event.periods(zone)
        elif any(text in event.summary for text in working):
            on.update(event.days())
        else:
            off.update(event.days())
    named = off | on
    calendar = calendar_from_list(
        id,
        sorted(off),
        zone=zone,
        working=sorted(on),
        hours=hours,
        weekend=weekend,
        known_from=known_from or min(named, default=None),
        known_until=known_until or max(named, default=None),
        version=version,
    )
    return closed(calendar, timed) if timed else calendar


@attrs.frozen
class _Event:
    """One event of a file: its beginnings, and how long each lasts."""

    summary: str
    starts: tuple[date | datetime, ...]
    length: timedelta

    @classmethod
    def read(cls, event: Any, path: str, until: date | None, faults: list[Fault]) -> _Event:
        summary = str(event.get("SUMMARY", ""))
        given = event.get("DTSTART")
        start = getattr(given, "dt", None)
        if not isinstance(start, date):
            faults.append(Fault(path, "an event needs a DTSTART that is a date or a time"))
            return cls(summary, (), timedelta(0))
        length = _length(event, start)
        if length is None or length <= timedelta(0) or length > timedelta(days=LONGEST):
            faults.append(Fault(path, f"an event lasts from its start on, up to {LONGEST} days"))
            return cls(summary, (), timedelta(0))
        return cls(summary, tuple(_repeated(event, start, path, until, faults)), length)

    @property
    def timed(self) -> bool:
        return any(isinstance(start, datetime) for start in self.starts)

    def days(self) -> Iterator[date]:
        """The days of an event of whole days."""
        for start in self.starts:
            for i in range(self.length.days):
                yield start + timedelta(days=i)

    def periods(self, zone: str) -> Iterator[tuple[datetime, datetime]]:
        """The hours of an event with times; a time without a zone is local."""
        from zoneinfo import ZoneInfo

        for start in self.starts:
            if isinstance(start, datetime):
                begun = start if start.tzinfo is not None else start.replace(tzinfo=ZoneInfo(zone))
                yield begun, begun + self.length


def _length(event: Any, start: date) -> timedelta | None:
    if "DURATION" in event:
        length = event["DURATION"].dt
        return length if isinstance(length, timedelta) else None
    if "DTEND" not in event:
        return None if isinstance(start, datetime) else timedelta(days=1)
    end = event["DTEND"].dt
    if isinstance(end, datetime) is not isinstance(start, datetime):
        return None
    try:
        length = end - start
    except TypeError:  # one of them with a zone, the other without
        return None
    return length if isinstance(length, timedelta) else None


def _repeated(event: Any, start: date, path: str, until: date | None, faults: list[Fault]) -> list[date | datetime]:
    """Every beginning of an event: its own, those of its rule up to ``until``, those added, without those taken out."""
    rule = event.get("RRULE")
    starts: list[date | datetime] = [start]
    if rule is not None:
        if until is None and not {"UNTIL", "COUNT"} & set(rule):
            faults.append(Fault(path, "its rule has no end: give known_until"))
            return starts
        starts = _by_rule(rule, start, path, until, faults)
    starts += [day.dt for listed in _all(event, "RDATE") for day in listed.dts]
    taken = {day.dt for listed in _all(event, "EXDATE") for day in listed.dts}
    return [begun for begun in starts if begun not in taken]


def _all(event: Any, name: str) -> list[Any]:
    given = event.get(name, [])
    return given if isinstance(given, list) else [given]


def _by_rule(rule: Any, start: date, path: str, until: date | None, faults: list[Fault]) -> list[date | datetime]:
    rrule = import_module("dateutil.rrule")
    timed = isinstance(start, datetime)
    begun = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)  # noqa: DTZ001
    naive = begun.replace(tzinfo=None)
    given = {key: values for key, values in rule.items() if key != "UNTIL"}
    ends = list(rule.get("UNTIL", []))
    last = min(
        (end if isinstance(end, datetime) else datetime(end.year, end.month, end.day, 23, 59, 59)).replace(tzinfo=None)  # noqa: DTZ001
        for end in (*ends, *([until] if until is not None else []), date(naive.year + 200, 1, 1))
    )
    try:
        text = type(rule)(given).to_ical().decode()
        found = list(rrule.rrulestr(text, dtstart=naive).between(naive, last, inc=True))
    except (ValueError, TypeError, KeyError) as error:
        faults.append(Fault(path, f"its rule cannot be followed: {error}"))
        return []
    if not timed:
        return [day.date() for day in found]
    return [day.replace(tzinfo=begun.tzinfo) for day in found]
