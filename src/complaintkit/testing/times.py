"""Strategies for deadlines: calendars, terms, conventions, instants, pauses, extensions, and clocks made of them.

Everything is built, nothing is filtered. What is drawn shrinks to one term of whole days, on a plain calendar, with
nothing that happens to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from hypothesis import strategies as st

from complaintkit.deadlines import (
    CONVENTIONS,
    PLAIN,
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Calendar,
    Clock,
    Convention,
    CountedFrom,
    Days,
    EarlierOf,
    Extension,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Longstop,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Pause,
    PauseRule,
    Promise,
    Term,
    Tolling,
    Weeks,
    Window,
    WorkingDays,
    Years,
    china_calendar,
)
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, HOUR, to_instant
from complaintkit.deadlines.lengths import Length
from complaintkit.deadlines.zones import get_zone, local_to_us, segments

__all__ = [
    "CAUSES",
    "FIRST",
    "LAST",
    "SHIFTS",
    "ZONES",
    "calendars",
    "clocks",
    "conventions",
    "extensions",
    "instants",
    "lengths",
    "local_dates",
    "pause_rules",
    "pauses",
    "terms",
    "tollings",
]

FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)
"""The days that are drawn unless others are asked for: those the China calendar knows, and one year more."""

ZONES = (
    "UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Chatham",  # 45 minutes beside the hour, changes at 02:45
    "Pacific/Apia",  # skipped 30 December 2011
    "Africa/Casablanca",  # two changes more round Ramadan
    "America/Sao_Paulo", "America/Havana",  # clocks that changed at midnight
)  # fmt: skip

SHIFTS: tuple[tuple[Window, ...], ...] = (
    (Window("09:00", "17:00"),),
    (Window("09:00", "12:00"), Window("13:30", "18:00")),
    (Window("00:00", "24:00"),),
    (Window("22:00", "30:00"),),
    (Window("02:15", "02:45"), Window("04:00", "04:01")),
    (),
)
"""Hours of a day: in one piece, in two, all of it, past midnight, in the hour that clock changes skip, none."""

CAUSES = ("a", "b")
_ENDS = st.sampled_from((None, "day", "close", "wall", "wall_open"))
_ROLLS = st.sampled_from((None, "none", "following", "preceding", "modified"))


def local_dates(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[date]:
    """Dates from ``first`` to ``last``; the ends of months and years, and 28 and 29 February, come often."""
    return _local_dates(first, last)


@lru_cache(maxsize=64)
def _local_dates(first: date, last: date) -> st.SearchStrategy[date]:
    return st.sampled_from(_marked(first, last)) | st.dates(first, last)


@lru_cache(maxsize=64)
def _marked(first: date, last: date) -> tuple[date, ...]:
    """The first day, and each day at the end or the beginning of a month."""
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    marked = [
        day for day in days if day.day == 1 or (day + timedelta(days=1)).day == 1 or (day.month, day.day) == (2, 28)
    ]
    return (first, *(day for day in marked if day != first))


def instants(zone: str = "UTC", first: date = FIRST, last: date = LAST) -> st.SearchStrategy[datetime]:
    """Instants, UTC, from the local midnight of ``first`` to that after ``last``.

    Days as from :func:`local_dates`, at midnight, at opening and closing hours, at any microsecond; where the zone's
    clock changes, often at the change and beside it. Shrinks to the first midnight.
    """
    return _instants(zone, first, last)


# Strategies are kept: making them anew for each example would cost more than the examples.
@lru_cache(maxsize=256)
def _instants(zone: str, first: date, last: date) -> st.SearchStrategy[datetime]:
    where = get_zone(zone)
    time_of_day = st.sampled_from((0, 9 * HOUR, 17 * HOUR, DAY - 1)) | st.integers(0, DAY - 1)
    drawn = st.builds(
        lambda day, at: to_instant(local_to_us(where, day.toordinal(), at)), local_dates(first, last), time_of_day
    )
    # what is to be the simplest must take the fewest choices
    midnights = st.sampled_from(_marked(first, last)).map(
        lambda day: to_instant(local_to_us(where, day.toordinal(), 0))
    )
    changes = _changes(zone, first, last)
    if not changes:
        return midnights | drawn
    beside = st.sampled_from((0, -1, 1, -HOUR, HOUR)) | st.integers(-DAY, DAY)
    return midnights | drawn | st.builds(lambda at, by: to_instant(at + by), st.sampled_from(changes), beside)


@lru_cache(maxsize=64)
def _changes(zone: str, first: date, last: date) -> tuple[int, ...]:
    """When the zone's clock changes, in microseconds, a day inside those dates."""
    low, high = ((day.toordinal() - EPOCH_ORDINAL) * DAY for day in (first, last))
    return tuple(at for at, _ in segments(zone, first.toordinal(), last.toordinal()) if low + DAY < at < high - DAY)


@st.composite
def calendars(draw: st.DrawFn, zones: Sequence[str] = ZONES, first: date = FIRST, last: date = LAST) -> Calendar:
    """Calendars: any hours with one open day at least, some holidays, make-up days and overrides, in any of the zones.

    China's official calendar is among them. Shrinks to Monday to Friday, 09:00 to 17:00, in the first zone.
    """
    zone = draw(st.sampled_from(tuple(zones)))
    kind = draw(st.sampled_from(("plain", "dated", "any", "any", "china")))
    if kind == "china" and "Asia/Shanghai" in zones:
        return china_calendar()
    week: tuple[tuple[Window, ...], ...] = (SHIFTS[0],) * 5 + (SHIFTS[-1],) * 2
    if kind == "plain":
        return Calendar("drawn", zone=zone, week=week)
    open_day = 0
    if kind == "any":
        open_day = draw(st.integers(0, 6))
        drawn = [draw(st.sampled_from(SHIFTS)) for _ in range(7)]
        drawn[open_day] = draw(st.sampled_from(SHIFTS[:-1]))
        week = tuple(drawn)
    off, makeup_days, overridden = _listed(first, last)
    makeup = dict.fromkeys(draw(makeup_days), open_day)
    return Calendar(
        "drawn",
        zone=zone,
        week=week,
        holidays=draw(off) - makeup.keys(),
        working_days=makeup,
        overrides=draw(overridden),
        known_until=draw(st.none() | st.just(date(first.year + (last.year - first.year) // 2, 6, 30))),
    )


@lru_cache(maxsize=16)
def _listed(
    first: date, last: date
) -> tuple[
    st.SearchStrategy[frozenset[date]],
    st.SearchStrategy[frozenset[date]],
    st.SearchStrategy[dict[date, tuple[Window, ...]]],
]:
    """Holidays, make-up days, and the hours of single dates."""
    days = local_dates(first, last)
    overridden = st.dictionaries(days, st.sampled_from(SHIFTS), max_size=4)
    return st.frozensets(days, max_size=12), st.frozensets(days, max_size=6), overridden


def lengths(most: int = 40) -> st.SearchStrategy[Length]:
    """Terms with a count, of 1 to ``most`` days, and of about as much in other units. Shrinks to one day."""
    return _lengths(most)


@lru_cache(maxsize=16)
def _lengths(most: int) -> st.SearchStrategy[Length]:
    counts = st.integers(1, most)
    few = st.integers(1, max(most // 7, 1))
    return st.one_of(
        st.builds(Days, counts),
        st.builds(WorkingDays, counts),
        st.builds(Days, counts, ends=_ENDS, roll=_ROLLS),
        st.builds(WorkingDays, counts, ends=_ENDS),
        st.builds(Weeks, few, ends=_ENDS, roll=_ROLLS),
        st.builds(Months, st.integers(1, 30), ends=_ENDS, roll=_ROLLS),
        st.builds(Years, st.integers(1, 4), ends=_ENDS, roll=_ROLLS),
        st.builds(Hours, st.integers(1, 24 * most)),
        st.builds(BusinessHours, st.integers(1, 8 * most)),
        st.builds(Minutes, st.integers(1, 200 * most)),
        st.builds(BusinessMinutes, st.integers(1, 100 * most)),
    )


@lru_cache(maxsize=1)
def _named_days() -> st.SearchStrategy[Term]:
    """Days of a month or another period."""
    number, working = st.integers(1, 31), st.booleans()
    named = st.sampled_from((("month", 1), ("quarter", 2), ("half_year", 5), ("year", 12), ("week", 1)))
    which = st.sampled_from(("next", "this"))
    return st.one_of(
        st.builds(NthDayOfNextMonth, number, working=working, ends=_ENDS, roll=_ROLLS),
        st.builds(
            lambda n, of, which, working, roll: NthDayOf(
                min(n, 7) if of[0] == "week" else n, of[0], month=of[1], which=which, working=working, roll=roll
            ),
            number, named, which, working, _ROLLS,
        ),
    )  # fmt: skip


def _at_once() -> st.SearchStrategy[Term]:
    return st.builds(Immediately, st.sampled_from(("end_of_day", None)))


def terms(anchors: Sequence[str] = (), *, most: int = 40) -> st.SearchStrategy[Term]:
    """Terms of every kind: lengths, fixed days, at once, the earlier and the later of several, one after the other.

    ``anchors``: names that terms are counted from or before; without one no such term is drawn. Shrinks to one day.
    """
    return _terms(tuple(anchors), most)


@lru_cache(maxsize=16)
def _terms(anchors: tuple[str, ...], most: int) -> st.SearchStrategy[Term]:
    single: st.SearchStrategy[Term] = st.one_of(lengths(most), _named_days(), _at_once())
    if anchors:
        name = st.sampled_from(anchors)
        single = st.one_of(
            single, st.builds(CountedFrom, name, lengths(most)), st.builds(BeforeEvent, name, st.none() | lengths(most))
        )
    limbs = st.lists(single, min_size=2, max_size=3).map(tuple)
    followed = st.builds(FollowedBy, lengths(most), single)
    limbs_too = st.lists(single | followed, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        single, st.builds(EarlierOf, limbs), st.builds(LaterOf, limbs), followed, st.builds(EarlierOf, limbs_too)
    )


@lru_cache(maxsize=1)
def conventions() -> st.SearchStrategy[Convention]:
    """The named conventions, and any other. Shrinks to the plain one."""
    times = st.none() | st.sampled_from(("16:30", "00:00", "12:00"))
    other = st.builds(
        Convention,
        st.just("drawn"),
        start=st.sampled_from(("as_received", "next_opening", "next_working_day")),
        cut_off=times,
        inclusive=st.booleans(),
        roll=_ROLLS.map(lambda roll: roll or "none"),
        ends=_ENDS.map(lambda ends: ends or "day"),
        hours_start=st.sampled_from(("as_received", "next_opening", "next_working_day", "next_hour")),
        hours_roll=st.sampled_from(("none", "same_time")),
        before_roll=_ROLLS.map(lambda roll: roll or "none"),
        working_days_inside=st.integers(0, 3),
        extends_from=st.sampled_from(("unrolled", "rolled")),
    )
    return st.sampled_from((PLAIN, *(c for c in CONVENTIONS.values() if c is not PLAIN))) | other


@lru_cache(maxsize=16)
def _spans(days: int) -> st.SearchStrategy[timedelta]:
    """From nought to so many days: whole ones first, then to the minute."""
    return st.integers(0, days).map(lambda n: timedelta(days=n)) | st.integers(0, days * 1440).map(
        lambda n: timedelta(minutes=n)
    )


def pauses(
    start: datetime, *, most: int = 4, causes: Sequence[str] = CAUSES, may_be_open: bool = False
) -> st.SearchStrategy[tuple[Pause, ...]]:
    """Up to ``most`` pauses from two days before ``start`` on, in no order, overlapping or not.

    ``may_be_open``: some have no end. Shrinks to none; one that must be there, to whole days.
    """
    return _pauses(most, tuple(causes), may_be_open).map(
        lambda drawn: tuple(
            Pause(cause, start + after, None if length is None else start + after + length)
            for cause, after, length in drawn
        )
    )


@lru_cache(maxsize=16)
def _pauses(
    most: int, causes: tuple[str, ...], may_be_open: bool
) -> st.SearchStrategy[list[tuple[str, timedelta, timedelta | None]]]:
    """Cause, time after the start, length."""
    after = _spans(40) | _spans(2).map(lambda span: -span)
    length: st.SearchStrategy[timedelta | None] = _spans(14)
    if may_be_open:
        length = length | st.none()
    return st.lists(st.tuples(st.sampled_from(causes), after, length), max_size=most)


def pause_rules(causes: Sequence[str] = CAUSES) -> st.SearchStrategy[tuple[PauseRule, ...]]:
    """At most one rule a cause: how often, how long in all. Shrinks to none."""
    return _pause_rules(tuple(causes))


@lru_cache(maxsize=16)
def _pause_rules(causes: tuple[str, ...]) -> st.SearchStrategy[tuple[PauseRule, ...]]:
    every = [st.none() | _rules_for(cause) for cause in causes]
    return st.tuples(*every).map(lambda rules: tuple(rule for rule in rules if rule is not None))


def _rules_for(cause: str) -> st.SearchStrategy[PauseRule]:
    most, cap = st.none() | st.integers(1, 3), st.none() | lengths(10)
    return st.builds(PauseRule, st.just(cause), most=most, cap=cap)


def extensions(start: datetime, *, most: int = 2) -> st.SearchStrategy[tuple[Extension, ...]]:
    """Up to ``most`` extensions granted from ``start`` on, of every kind. Shrinks to none."""
    return _extensions(most).map(lambda drawn: tuple(made(start) for made in drawn))


@lru_cache(maxsize=4)
def _extensions(most: int) -> st.SearchStrategy[list[Callable[[datetime], Extension]]]:
    """What makes an extension of a start."""

    def add(after: timedelta, term: Term) -> Callable[[datetime], Extension]:
        return lambda start: Extension("add", start + after, term=term)

    def replace(after: timedelta, term: Term, anew: bool) -> Callable[[datetime], Extension]:
        return lambda start: Extension("replace", start + after, term=term, restart_at=start + after if anew else None)

    def fix(after: timedelta, span: timedelta, moved: bool) -> Callable[[datetime], Extension]:
        return lambda start: Extension("fixed", start + after, due_at=start + after + span, moved_by_pauses=moved)

    granted = _spans(30)
    added = st.builds(add, granted, lengths())
    replaced = st.builds(replace, granted, lengths() | _named_days(), st.booleans())
    return st.lists(added | replaced | st.builds(fix, granted, _spans(30), st.booleans()), max_size=most)


_PROMISED = st.lists(st.tuples(_spans(20), _spans(20)), max_size=2)
_CHANGED = st.none() | _spans(20)
_CAPS = st.none() | lengths(10)
_STOPS = st.none() | lengths(60)


def tollings(around: date, *, most: int = 2) -> st.SearchStrategy[tuple[Tolling, ...]]:
    """Up to ``most`` windows of tolling from some days before that date on. Shrinks to none."""
    return _tollings(most).map(
        lambda drawn: tuple(
            Tolling(
                f"window-{i}",
                around + timedelta(days=first),
                around + timedelta(days=first + days),
                started_from=None if since is None else around + timedelta(days=since),
                started_until=None if until is None else around + timedelta(days=until),
            )
            for i, (first, days, since, until) in enumerate(drawn)
        )
    )


@lru_cache(maxsize=4)
def _tollings(most: int) -> st.SearchStrategy[list[tuple[int, int, int | None, int | None]]]:
    near = st.none() | st.integers(-2, 2)
    return st.lists(st.tuples(st.integers(-10, 30), st.integers(0, 14), near, near), max_size=most)


@st.composite
def clocks(
    draw: st.DrawFn,
    *,
    zones: Sequence[str] = ZONES,
    may_be_open: bool = False,
    eventful: bool = True,
    anchors: Sequence[str] = (),
) -> Clock:
    """Clocks with everything that can happen to one; with ``eventful=False`` nothing does.

    ``may_be_open``: pauses that have not ended are among them. ``anchors``: names that terms may count from; the clock
    has some of them. Shrinks to a clock of one day, from the first midnight on, on a plain calendar.
    """
    calendar = draw(calendars(zones))
    start = draw(instants(calendar.zone))
    term = draw(terms(anchors))
    convention = draw(conventions())
    known = tuple((name, draw(_anchor(start))) for name in anchors if draw(st.booleans()))
    if not eventful:
        return Clock(term, start, calendar, convention=convention, anchors=known)
    promised = draw(_PROMISED)
    changed = draw(_CHANGED)
    return Clock(
        term,
        start,
        calendar,
        convention=convention,
        pauses=draw(pauses(start, may_be_open=may_be_open)),
        pause_rules=draw(pause_rules()),
        pause_cap=draw(_CAPS),
        extensions=draw(extensions(start)),
        promises=tuple(Promise(start + at, start + made) for at, made in promised),
        changed_at=None if changed is None else start + changed,
        not_before=None if changed is None else draw(lengths()),
        anchors=known,
        tolling=draw(tollings(start.date())),
        longstop=None if (stop := draw(_STOPS)) is None else Longstop(stop, start),
    )


def _anchor(start: datetime) -> st.SearchStrategy[datetime | date]:
    at = _spans(60).map(lambda span: start + span)
    return at | at.map(lambda instant: instant.astimezone(UTC).date())
