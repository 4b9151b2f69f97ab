"""Laws that hold for every calendar, term and start."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    PLAIN,
    After,
    AtFraction,
    Before,
    BusinessHours,
    BusinessMinutes,
    Calendar,
    Clock,
    Convention,
    Days,
    EarlierOf,
    Extension,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOfNextMonth,
    Pause,
    PauseRule,
    Promise,
    Term,
    Weeks,
    Window,
    WorkingDays,
    Years,
    china_calendar,
    due,
    next_period,
    period_of,
    periods_between,
    resumes_at,
    rung_instant,
    state,
    trace,
    trace_text,
)

from .helpers import must

FIRST = datetime(2019, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Africa/Casablanca",
         "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu")  # fmt: skip
SHIFTS = (
    (Window("09:00", "17:00"),),
    (Window("09:00", "12:00"), Window("13:30", "18:00")),
    (Window("00:00", "24:00"),),
    (Window("22:00", "30:00"),),
    (Window("02:15", "02:45"), Window("04:00", "04:01")),
    (),
)
spans = st.timedeltas(timedelta(0), timedelta(days=20))
instants = st.integers(0, 8 * 365 * 86_400_000_000).map(lambda us: FIRST + timedelta(microseconds=us))
dates = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week with an open day, some holidays, make-up days and overrides, in any zone; China's calendar too."""
    if draw(st.booleans()):
        return china_calendar()
    week = tuple(draw(st.sampled_from(SHIFTS)) for _ in range(7))
    week = (*week[:2], SHIFTS[draw(st.integers(0, 4))], *week[3:])  # Wednesday is open
    holidays = draw(st.frozensets(dates, max_size=12))
    makeup = draw(st.dictionaries(dates, st.just(2), max_size=6))
    return Calendar(
        "any",
        zone=draw(st.sampled_from(ZONES)),
        week=week,
        holidays=holidays - makeup.keys(),
        working_days=makeup,
        overrides=draw(st.dictionaries(dates, st.sampled_from(SHIFTS), max_size=4)),
        known_until=draw(st.sampled_from([None, date(2023, 6, 30)])),
    )


counts = st.integers(1, 40)
rolls = st.sampled_from([None, "none", "following", "preceding", "modified"])
day_terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Days, counts, roll=rolls),
    st.builds(WorkingDays, counts),
    st.builds(Weeks, st.integers(1, 9), roll=rolls),
    st.builds(Months, st.integers(1, 30), roll=rolls),
    st.builds(Years, st.integers(1, 4)),
)
hour_terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Minutes, st.integers(1, 9000)),
    st.builds(Hours, st.integers(1, 300)),
    st.builds(BusinessMinutes, st.integers(1, 5000)),
    st.builds(BusinessHours, st.integers(1, 90)),
)
single = st.one_of(day_terms, hour_terms)
fixed = st.one_of(st.builds(NthDayOfNextMonth, st.integers(1, 31), working=st.booleans()), st.just(Immediately()))
limbs = st.lists(st.one_of(single, fixed), min_size=2, max_size=3).map(tuple)
terms: st.SearchStrategy[Term] = st.one_of(single, fixed, st.builds(EarlierOf, limbs), st.builds(LaterOf, limbs))
conventions = st.sampled_from(
    [
        PLAIN,
        CHINA_CIVIL_CODE,
        Convention("inclusive", inclusive=True),
        Convention("moved", start="next_working_day", hours_start="next_opening", roll="modified"),
        Convention("opening", start="next_opening", hours_start="next_hour", roll="preceding"),
        Convention("cut", start="next_working_day", cut_off="16:30", roll="following", working_days_inside=2),
    ]
)


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> tuple[Pause, ...]:
    """Up to four ended pauses around the start, in no order, overlapping or not."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        begun = start + timedelta(minutes=draw(st.integers(-3000, 60_000)))
        found.append(Pause(draw(st.sampled_from("ab")), begun, begun + timedelta(minutes=draw(st.integers(0, 20_000)))))
    return tuple(found)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """A clock with everything that can happen to it, each pause ended."""
    start = draw(instants)
    more = st.timedeltas(timedelta(0), timedelta(days=30))
    extensions = []
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["add", "replace", "fixed"]))
        granted = start + draw(more)
        if kind == "fixed":
            extensions.append(Extension("fixed", granted, due_at=granted + draw(more)))
        elif kind == "add":
            extensions.append(Extension("add", granted, term=draw(single)))
        else:
            restart = draw(st.one_of(st.none(), st.just(granted)))
            extensions.append(Extension("replace", granted, term=draw(single), restart_at=restart))
    changed = draw(st.booleans())
    return Clock(
        draw(terms),
        start,
        draw(calendars()),
        convention=draw(conventions),
        pauses=draw(pauses(start)),
        pause_rules=draw(st.sampled_from([(), (PauseRule("a", most=1), PauseRule("b", cap=Days(3)))])),
        pause_cap=draw(st.sampled_from([None, WorkingDays(5), Hours(30), BusinessHours(20), Months(1)])),
        extensions=tuple(extensions),
        promises=draw(st.sampled_from([(), (Promise(start + timedelta(days=2), start),)])),
        changed_at=start + timedelta(days=1) if changed else None,
        not_before=draw(single) if changed else None,
    )


# -- add and elapsed, add and count


@given(calendar=calendars(), start=instants, length=st.integers(-(10**12), 10**12))
def test_elapsed_undoes_add(calendar: Calendar, start: datetime, length: int) -> None:
    """elapsed(t, add(t, n)) == n, for every n, backwards too."""
    assert calendar.elapsed(start, calendar.add_business(start, length)) == length


@given(calendar=calendars(), start=instants, length=st.integers(1, 10**12))
def test_add_undoes_elapsed_inside_a_window(calendar: Calendar, start: datetime, length: int) -> None:
    """add(t, elapsed(t, u)) == u for u after t, inside a window or at its close: from an opening each such u is a time
    of work away.
    """
    opening = calendar.next_opening(start)
    inside = calendar.previous_open_moment(opening + timedelta(microseconds=length))
    if inside <= opening:
        inside = opening + timedelta(microseconds=1)  # every window has a length
    assert calendar.elapsed(inside - timedelta(microseconds=1), inside) == 1, "it is inside, or a close"
    for earlier in (start, opening):
        assert calendar.add_business(earlier, calendar.elapsed(earlier, inside)) == inside


@given(calendar=calendars(), start=instants, middle=instants, end=instants)
def test_elapsed_adds_up(calendar: Calendar, start: datetime, middle: datetime, end: datetime) -> None:
    """Over any three moments, in any order."""
    assert calendar.elapsed(start, middle) + calendar.elapsed(middle, end) == calendar.elapsed(start, end)


@given(calendar=calendars(), day=dates, n=st.integers(1, 400))
def test_count_undoes_adding_working_days(calendar: Calendar, day: date, n: int) -> None:
    """The n-th working day after has n working days up to and with it; before, the mirror of it."""
    one = timedelta(days=1)
    after, before = calendar.add_working_days(day, n), calendar.add_working_days(day, -n)
    assert calendar.is_working(after)
    assert calendar.is_working(before)
    assert calendar.count(day + one, after + one) == n
    assert calendar.count(before, day) == n
    assert calendar.count(day, before) == -n


@given(calendar=calendars(), day=dates, n=st.integers(1, 60), roll=st.sampled_from(["following", "preceding"]))
def test_days_agree_with_a_walk_day_by_day(calendar: Calendar, day: date, n: int, roll: str) -> None:
    """The tables against the plainest loop there is."""
    one = timedelta(days=1)
    walked, left = day, n
    while left:
        walked += one
        left -= calendar.why_off(walked) == ""
    assert calendar.add_working_days(day, n) == walked
    rolled = day + n * one
    while calendar.why_off(rolled):
        rolled += one if roll == "following" else -one
    start = calendar.start_of_day(day)
    assume(calendar.local_date(start) == day)  # the zone did not skip it
    assert must(Clock(Days(n, roll=roll), start, calendar)).due_on == rolled  # type: ignore[arg-type]


@given(calendar=calendars(), at=instants)
def test_local_dates_agree_with_the_zone(calendar: Calendar, at: datetime) -> None:
    """And the day ends a microsecond before the next begins."""
    day = calendar.local_date(at)
    assert day == at.astimezone(ZoneInfo(calendar.zone)).date()
    assert calendar.start_of_day(day) <= at <= calendar.end_of_day(day)
    tomorrow = calendar.local_date(calendar.end_of_day(day) + timedelta(microseconds=1))
    assert tomorrow > day
    assert calendar.end_of_day(day) + timedelta(microseconds=1) == calendar.start_of_day(tomorrow)


# -- dues


@given(term=terms, calendar=calendars(), convention=conventions, one=instants, two=instants)
def test_a_later_start_is_never_due_earlier(
    term: Term, calendar: Calendar, convention: Convention, one: datetime, two: datetime
) -> None:
    """Monotone in the start, whatever the term; the start never lies after the due of a plain count."""
    first, second = sorted((one, two))
    assert (
        must(Clock(term, first, calendar, convention=convention)).due_at
        <= must(Clock(term, second, calendar, convention=convention)).due_at
    )
    assert must(Clock(attrs.evolve(term), first, calendar)).due_at >= first or _rolls_back(term)


def _rolls_back(term: Term) -> bool:
    if isinstance(term, EarlierOf | LaterOf):
        return any(map(_rolls_back, term.terms))
    return getattr(term, "roll", None) in ("preceding", "modified")


@given(clock=clocks(), minutes=st.integers(-3000, 60_000), length=st.integers(0, 20_000))
def test_a_pause_never_brings_the_due_forward(clock: Clock, minutes: int, length: int) -> None:
    """A single stop that has ended cannot make a duty fall due earlier."""
    begun = clock.started_at + timedelta(minutes=minutes)
    without = attrs.evolve(clock, pauses=(), extensions=(), promises=())
    stopped = attrs.evolve(without, pauses=(Pause("a", begun, begun + timedelta(minutes=length)),))
    assert must(stopped).due_at >= must(without).due_at


@given(clock=clocks(), share=st.integers(0, 1000))
def test_a_pause_in_two_halves_is_the_same_pause(clock: Clock, share: int) -> None:
    """Cut anywhere into two that touch; and the order in which pauses are given is no matter.

    Without extensions: one that turns days into minutes between the halves has them measured in two units.
    """
    halves = []
    for pause in clock.pauses:
        assert pause.ended_at is not None
        cut = pause.begun_at + (pause.ended_at - pause.begun_at) * share / 1000
        halves += [Pause(pause.cause, cut, pause.ended_at), Pause(pause.cause, pause.begun_at, cut)]
    free = attrs.evolve(clock, pause_rules=(), pause_cap=None, extensions=())
    assert due(attrs.evolve(free, pauses=tuple(halves))) == due(free)


@given(term=terms, calendar=calendars(), convention=conventions, start=instants)
def test_the_fast_way_and_the_long_way_agree(
    term: Term, calendar: Calendar, convention: Convention, start: datetime
) -> None:
    """A clock without events takes a shorter way; a pause long after the due makes it take the other."""
    plain = Clock(term, start, calendar, convention=convention)
    later = attrs.evolve(plain, pauses=(Pause("a", start + timedelta(days=9999)),))
    for _ in range(2):  # before and after the tables are there
        assert due(plain) == due(later)


@given(clock=clocks())
def test_every_due_is_explained(clock: Clock) -> None:
    """The explanation ends on the due; it does not depend on pauses having been given in order."""
    found = trace(clock)
    assert found.due == due(clock)
    assert found.steps[0].what == "start"
    if found.due is not None:
        last = found.steps[-1]
        assert last.what == "due"
        assert last.day == (found.due.due_on or clock.calendar.local_date(found.due.due_at))
        assert found.due.due_on is None or clock.calendar.local_date(found.due.due_at) >= found.due.due_on
    assert trace_text(found, "zh").count("\n") >= len(found.steps) - 1


@given(clock=clocks(), begun=spans, now=spans)
def test_an_open_pause_and_its_state(clock: Clock, begun: timedelta, now: timedelta) -> None:
    """Paused there is no due; resumed now, it is that of a pause which ends now. A cap ends it at its moment."""
    opened = attrs.evolve(
        clock, extensions=(), promises=(), pauses=(Pause("b", clock.started_at + begun),), convention=PLAIN
    )
    at = clock.started_at + begun + now
    found = state(opened, at)
    wake = resumes_at(opened)
    ended = attrs.evolve(opened, pauses=(Pause("b", clock.started_at + begun, at),))
    if found.status == "paused":
        assert found.due is None
        assert found.if_resumed_now == due(ended)
        assert wake is None or at < wake
    else:
        assert found.due == due(opened)
    if wake is not None and wake <= at:
        assert due(opened) == due(ended)
    trace(opened)


@given(clock=clocks(), count=counts)
def test_rungs_before_and_after(clock: Clock, count: int) -> None:
    """Before lies before the due, after lies after it, a fraction between start and due or at a close before."""
    found = due(clock)
    assume(found is not None)
    assert found is not None
    for term in (Days(count), WorkingDays(count), Hours(count), Weeks(count)):
        assert rung_instant(Before(term), clock, found) < found.due_at
        assert rung_instant(After(term), clock, found) > found.due_at - timedelta(days=1)
    if found.due_at > clock.started_at:
        from fractions import Fraction

        assert rung_instant(AtFraction(Fraction(1, count + 1)), clock, found) <= found.due_at


@given(day=dates, length=st.integers(1, 500), every=st.sampled_from(["day", "working_day", "week", "month", "quarter"]))
def test_periods_follow_each_other(day: date, length: int, every: str) -> None:
    """Without gap or overlap; keys sort as the periods do; each holds its own days."""
    cn = china_calendar()
    found = periods_between(every, day, day + timedelta(days=length), cn)  # type: ignore[arg-type]
    assert [p.key for p in found] == sorted(p.key for p in found)
    for one, two in itertools.pairwise(found):
        assert next_period(one, cn) == two
        assert one.last < two.first
        assert every == "working_day" or one.last + timedelta(days=1) == two.first
    for period in found:
        assert period_of(period.every, period.last, cn) == period
        assert day < period.first <= day + timedelta(days=length)
