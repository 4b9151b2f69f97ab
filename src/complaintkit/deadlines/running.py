"""Running a clock's term through its life: pauses, tolling, extensions, and the due as it stood when each of them came.

The rules, in the order they are applied to each pause: cut to the clock's start; dropped if begun after the due as it
then stood; the number its cause allows, then the cause's cap; joined with the other pauses; the cap on them all.
Tolling is taken in as a pause to which no number and no cap applies. Everything is taken in order of time.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import attrs

from complaintkit.deadlines.anchors import event_of
from complaintkit.deadlines.budget import OPEN, Budget
from complaintkit.deadlines.convention import without_start_rule
from complaintkit.deadlines.counting import HOUR_TERMS
from complaintkit.deadlines.events import Pause, Tolling
from complaintkit.deadlines.instants import to_us
from complaintkit.deadlines.run import Outcome, Run
from complaintkit.deadlines.terms import BeforeEvent, CountedFrom, EarlierOf, FollowedBy, LaterOf

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.clock import Clock
    from complaintkit.deadlines.convention import Convention
    from complaintkit.deadlines.terms import Term

__all__ = ["Outcome", "Run", "plain", "resolve", "run_limb"]


def plain(term: Term, started: int, calendar: Calendar, convention: Convention) -> Outcome:
    """A single limb without events."""
    return Run(term, started, calendar, convention).outcome()


class _Way(NamedTuple):
    """How a part of a term is run: under which convention, and which events concern it."""

    convention: Convention
    extended: bool = True
    stopped: bool = True


class _Stops:
    """The pauses of one run as they are accepted: how often, how much of the caps, how far their union goes."""

    __slots__ = ("budgets", "clock", "counts", "reached", "reached_day", "rules", "run", "total")

    def __init__(self, clock: Clock, run: Run) -> None:
        self.clock = clock
        self.run = run
        self.rules = {rule.cause: rule for rule in clock.pause_rules}
        self.budgets: dict[str, Budget] = {}
        self.counts: dict[str, int] = {}
        self.total = Budget(clock.calendar, clock.pause_cap)
        self.reached, self.reached_day = -OPEN, -1

    def _concerns(self, begin: int, end: int) -> bool:
        """Whether a stretch, cut to the start, touches the run: not begun after the due as it stands."""
        run = self.run
        if not run.pausable or end <= begin:
            return False
        return begin <= self.reached or run.due is None or begin <= run.due

    def pause(self, pause: Pause, begun: int) -> None:
        """Take in a pause as far as number and caps allow."""
        run = self.run
        begin = max(begun, run.start)
        end = OPEN if pause.ended_at is None else to_us(pause.ended_at)
        if not self._concerns(begin, end):
            return
        cause = pause.cause
        rule = self.rules.get(cause)
        if rule is not None and rule.most is not None and self.counts.get(cause, 0) >= rule.most:
            return
        first = run.local_day(begin)
        last = OPEN if end == OPEN else run.local_day(end)
        budget = self.budgets.get(cause)
        if budget is None:
            budget = self.budgets[cause] = Budget(self.clock.calendar, rule.cap if rule is not None else None)
        was_open = end == OPEN
        charged = budget.cut(begin, end, first, last)
        if charged is None:
            return
        self.counts[cause] = self.counts.get(cause, 0) + 1
        end, last = charged
        if begin < self.reached:
            begin, first = self.reached, self.reached_day
        charged = self.total.cut(begin, end, first, last)
        if charged is None:
            return
        end, last = charged
        if end <= begin:
            return
        run.pause((begin, end, first, last, cause))
        if was_open and end != OPEN:
            run.wake = end if run.wake is None else max(run.wake, end)
        self.reached, self.reached_day = end, last

    def toll(self, tolling: Tolling, begun: int) -> None:
        """Take in a window of days: each counted day inside stands still, its first one too."""
        run = self.run
        begin, end = max(begun, run.start), _start_of(self.clock.calendar, tolling.last.toordinal() + 1)
        if not self._concerns(begin, end):
            return
        first, last = max(tolling.first.toordinal() - 1, run.first_counted - 1), tolling.last.toordinal()
        if isinstance(run.term, HOUR_TERMS):
            first = run.local_day(begin)
        if begin < self.reached:
            begin, first = self.reached, self.reached_day
        if end <= begin:
            return
        run.pause((begin, end, first, last, tolling.id))
        self.reached, self.reached_day = end, last


def _start_of(calendar: Calendar, ordinal: int) -> int:
    days = calendar.table(ordinal, ordinal)
    return days.start[ordinal - days.origin]


def run_limb(clock: Clock, term: Term, started: int, way: _Way | None = None) -> Run:
    """Run one limb of the clock through its events in order of time."""
    way = way or _Way(clock.convention)
    run = Run(term, started, clock.calendar, way.convention, clock.anchors)
    stops = _Stops(clock, run)
    extensions = sorted(clock.extensions, key=lambda e: to_us(e.granted_at)) if way.extended else []
    for begun, event in _in_order(clock) if way.stopped else ():
        while extensions and to_us(extensions[0].granted_at) <= begun:
            run.extend(extensions.pop(0))
        if isinstance(event, Pause):
            stops.pause(event, begun)
        else:
            stops.toll(event, begun)
    for extension in extensions:
        run.extend(extension)
    return run


def _in_order(clock: Clock) -> list[tuple[int, Pause | Tolling]]:
    """The pauses and the windows that concern the clock, by the microsecond they begin at."""
    found: list[tuple[int, Pause | Tolling]] = [(to_us(pause.begun_at), pause) for pause in clock.pauses]
    if clock.tolling:
        calendar, started = clock.calendar, clock.calendar.local_date(clock.started_at)
        found += [
            (_start_of(calendar, tolling.first.toordinal()), tolling)
            for tolling in clock.tolling
            if tolling.stops(started)
        ]
    found.sort(key=itemgetter(0))
    return found


def _resolve_term(clock: Clock, term: Term, started: int, way: _Way) -> Outcome:
    if isinstance(term, EarlierOf | LaterOf):
        return _resolve_limbs(clock, term, started, way)
    if isinstance(term, FollowedBy):
        return _resolve_followed(clock, term, started, way)
    if isinstance(term, CountedFrom):
        at = event_of(clock.calendar, clock.anchors, term.anchor)
        if at is None:
            return Outcome(None, None)
        found = _resolve_term(clock, term.term, at[0], way)
        if found.run is not None and not found.run.origin:
            found.run.origin = term.anchor
        return found
    return run_limb(clock, term, started, way).outcome()


def _resolve_followed(clock: Clock, term: FollowedBy, started: int, way: _Way) -> Outcome:
    first = _resolve_term(clock, term.first, started, way._replace(extended=False))
    if first.due is None:
        return first
    found = _resolve_term(clock, term.then, first.due, way._replace(convention=without_start_rule(way.convention)))
    found.used(first)
    if first.wake is not None and found.due is not None:
        found.wake = first.wake if found.wake is None else max(first.wake, found.wake)
    if first.run is not None:
        found.earlier = (*first.earlier, first.run, *found.earlier)
    if found.run is not None and not found.run.origin:
        found.run.origin = "then"
    return found


def _resolve_limbs(clock: Clock, term: EarlierOf | LaterOf, started: int, way: _Way) -> Outcome:
    earlier = isinstance(term, EarlierOf)
    limbs = [(f"{i}", _resolve_term(clock, limb, started, way)) for i, limb in enumerate(term.terms)]
    best: Outcome | None = None
    low, high = OPEN, -1
    for path, found in limbs:
        low, high = min(low, found.low), max(high, found.high)
        if found.governed == "term":
            found.governed = path
        elif found.governed != "extension":
            found.governed = f"{path}.{found.governed}"
        if found.due is not None and (
            best is None or best.due is None or (found.due < best.due if earlier else found.due > best.due)
        ):
            best = found
    without = next((found for _, found in limbs if found.due is None), None)
    if best is None or (without is not None and not earlier):  # no limb has a due, or of the later ones one has none
        best = Outcome(None, None) if earlier or without is None else without
        best.open = any(found.open for _, found in limbs)
    best.low, best.high = low, high
    return best


def resolve(clock: Clock, *, promised: bool) -> Outcome:
    """What the clock comes to, with all its events; ``promised``: with its promises."""
    way = _Way(clock.convention)
    found = _resolve_term(clock, clock.term, to_us(clock.started_at), way)
    if clock.not_before is not None and clock.changed_at is not None:
        least = _resolve_term(clock, clock.not_before, to_us(clock.changed_at), way._replace(extended=False))
        if found.due is not None and (least.due is None or least.due > found.due):
            least.used(found)
            least.governed = "change"
            found = least
    if promised and clock.promises:
        found = _promised(clock, found)
    return found if clock.longstop is None else _stopped(clock, found)


def started(clock: Clock) -> int:
    """Where the limb that governs starts, in microseconds: the clock's start, the anchor it is counted from, or where
    an extension restarted it. A longstop and a change bound the due; they start nothing.
    """
    if not clock.anchors and all(extension.restart_at is None for extension in clock.extensions):
        return to_us(clock.started_at)
    first = resolve(attrs.evolve(clock, not_before=None, longstop=None), promised=False).first
    return to_us(clock.started_at) if first is None else first.started


def _promised(clock: Clock, found: Outcome) -> Outcome:
    latest = max(reversed(clock.promises), key=lambda p: to_us(p.made_at))  # of two made at once the later entry
    at = to_us(latest.at)
    promise = Outcome(at, None, "promise")
    if found.day is not None or _is_day_counted(clock, clock.term):
        promise.day = clock.calendar.ordinal_of(at)
    promise.run, promise.earlier = found.run, found.earlier
    return promise


def _stopped(clock: Clock, found: Outcome) -> Outcome:
    """The longstop where the term would pass it, or has no due; nothing moves it."""
    assert clock.longstop is not None
    since = to_us(clock.longstop.since)
    bare = attrs.evolve(clock, extensions=(), pauses=(), tolling=())
    last = _resolve_term(bare, clock.longstop.term, since, _Way(clock.convention, False, False))
    if last.due is None or (found.due is not None and found.due <= last.due):
        return found
    last.used(found)
    last.governed, last.open = "longstop", found.open
    if last.run is not None:
        last.run.origin = "longstop"
    return last


def _is_day_counted(clock: Clock, term: Term) -> bool:
    if isinstance(term, EarlierOf | LaterOf):
        return all(_is_day_counted(clock, limb) for limb in term.terms)
    if isinstance(term, FollowedBy):
        return _is_day_counted(clock, term.then)
    if isinstance(term, CountedFrom):
        return _is_day_counted(clock, term.term)
    if isinstance(term, BeforeEvent):
        if term.length is None:
            event = event_of(clock.calendar, clock.anchors, term.event)
            return event is not None and not event[2]
        return _is_day_counted(clock, term.length)
    return not isinstance(term, HOUR_TERMS)
