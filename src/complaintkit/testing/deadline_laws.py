"""A suite for a deadline rule of your own: the laws that deadlines keep, tried on drawn starts, amounts and pauses."""

from __future__ import annotations

import inspect
import pickle
import unittest
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import attrs
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import Calendar, Due, Pause
from complaintkit.errors import Fault, InvalidInput
from complaintkit.serialization import dumps_calendar, loads_calendar
from complaintkit.testing.times import FIRST, LAST, instants

__all__ = ["LAWS", "deadline_suite"]

Answer: TypeAlias = Due | datetime | None
Elapsed: TypeAlias = Callable[[datetime, datetime], int]
_ASKED = ("start", "amount", "calendar", "pauses")
_HALF_HOUR = timedelta(minutes=30)


class Rule(NamedTuple):
    """A rule as the laws ask it: with what it takes, and nothing else."""

    function: Callable[..., Answer]
    takes: frozenset[str]
    calendar: Calendar
    amounts: tuple[int, int]
    days: tuple[date, date]
    elapsed: Elapsed | None

    def answer(self, start: datetime, amount: int, calendar: Calendar | None = None, *pauses: Pause) -> Answer:
        """What the rule says."""
        given = {"start": start, "amount": amount, "calendar": calendar or self.calendar, "pauses": pauses}
        return self.function(**{name: given[name] for name in given if name in self.takes})

    def due_at(self, start: datetime, amount: int, calendar: Calendar | None = None, *pauses: Pause) -> datetime | None:
        """The instant of it."""
        found = self.answer(start, amount, calendar, *pauses)
        return found.due_at if isinstance(found, Due) else found

    def start(self, data: st.DataObject, label: str = "start") -> datetime:
        """A drawn start."""
        return data.draw(instants(self.calendar.zone, *self.days), label)

    def amount(self, data: st.DataObject, label: str = "amount") -> int:
        """A drawn amount."""
        return data.draw(st.integers(*self.amounts), label)


def a_later_start_is_never_due_earlier(rule: Rule, data: st.DataObject) -> None:
    """Monotone in the start."""
    amount, first = rule.amount(data), rule.start(data)
    days, minutes = data.draw(st.integers(0, 14), "days later"), data.draw(st.integers(0, 1440), "minutes later")
    second = first + timedelta(days=days, minutes=minutes)
    one, two = rule.due_at(first, amount), rule.due_at(second, amount)
    assert one is None or two is None or one <= two, f"from {first} due {one}, from {second} already {two}"


def a_larger_amount_is_never_due_earlier(rule: Rule, data: st.DataObject) -> None:
    """Monotone in the amount."""
    start = rule.start(data)
    less, more = sorted((rule.amount(data), rule.amount(data, "another amount")))
    one, two = rule.due_at(start, less), rule.due_at(start, more)
    assert one is None or two is None or one <= two, f"{less} are due {one}, {more} already {two}"


def an_added_holiday_never_brings_it_forward(rule: Rule, data: st.DataObject) -> None:
    """Monotone in the holidays."""
    start, amount = rule.start(data), rule.amount(data)
    days = data.draw(st.integers(0, 60), "days to the holiday")
    off = rule.calendar.local_date(start) + timedelta(days=days)
    if off in rule.calendar.makeup or off in rule.calendar.override:
        return
    more = attrs.evolve(rule.calendar, holidays=rule.calendar.holidays | {off})
    one, two = rule.due_at(start, amount), rule.due_at(start, amount, more)
    assert one is None or two is None or one <= two, f"due {one}, with {off} off already {two}"


def it_is_never_due_before_the_start(rule: Rule, data: st.DataObject) -> None:
    """No deadline lies in the past of what it counts from."""
    start, amount = rule.start(data), rule.amount(data)
    found = rule.due_at(start, amount)
    assert found is None or found >= start, f"from {start} due {found}"


def _paused(rule: Rule, data: st.DataObject) -> tuple[datetime, int, Pause, datetime] | None:
    """A start, an amount and a pause begun before it fell due; the due without the pause."""
    start, amount = rule.start(data), rule.amount(data)
    found = rule.due_at(start, amount)
    if found is None or found < start:
        return None
    share = data.draw(st.integers(0, 100), "percent of the time gone when the pause begins")
    begun = start + (found - start) * share / 100
    days = data.draw(st.integers(0, 1) | st.integers(0, 40), "days of pause")
    minutes = data.draw(st.integers(0, 1440), "minutes more")
    return start, amount, Pause("drawn", begun, begun + timedelta(days=days, minutes=minutes)), found


def it_is_never_due_on_a_day_before_a_pause_ended(rule: Rule, data: st.DataObject) -> None:
    """A pause begun before the due holds it back until its last day, at least."""
    drawn = _paused(rule, data)
    if drawn is None:
        return
    start, amount, pause, _ = drawn
    found = rule.due_at(start, amount, None, pause)
    if found is not None and pause.ended_at is not None:
        local = rule.calendar.local_date
        assert local(found) >= local(pause.ended_at), f"due {found}, but paused until {pause.ended_at}"


def a_pause_never_brings_it_forward(rule: Rule, data: st.DataObject) -> None:
    """Standing still takes no time away."""
    drawn = _paused(rule, data)
    if drawn is None:
        return
    start, amount, pause, without = drawn
    found = rule.due_at(start, amount, None, pause)
    assert found is None or found >= without, f"due {without}, with a pause already {found}"


def the_local_date_is_that_of_the_calendar(rule: Rule, data: st.DataObject) -> None:
    """``due_on`` is the date on the calendar's wall clock at ``due_at``."""
    start, amount = rule.start(data), rule.amount(data)
    found = rule.answer(start, amount)
    if isinstance(found, Due) and found.due_on is not None:
        local = rule.calendar.local_date(found.due_at)
        assert local == found.due_on, f"due at {found.due_at}, {local} in {rule.calendar.zone}, but on {found.due_on}"


def one_instant_has_one_answer(rule: Rule, data: st.DataObject) -> None:
    """The stamp in UTC, in the calendar's own zone or at any offset: the same moment, the same due."""
    start, amount = rule.start(data), rule.amount(data)
    offset = timezone(_HALF_HOUR * data.draw(st.integers(-24, 28), "half hours of offset"))
    found = rule.answer(start, amount)
    for zone in (rule.calendar.zoneinfo, offset):
        told = start.astimezone(zone)
        again = rule.answer(told, amount)
        assert again == found, f"{start.isoformat()} is due {found}, {told.isoformat()}, the same moment, {again}"


def it_is_stable_when_written_and_read_again(rule: Rule, data: st.DataObject) -> None:
    """Start, calendar and answer go through their serial forms and come out as they were."""
    start, amount = rule.start(data), rule.amount(data)
    found = rule.answer(start, amount)
    for calendar in _read_again(rule.calendar):
        again = rule.answer(datetime.fromisoformat(start.isoformat()), int(str(amount)), calendar)
        assert again == found, f"due {found}, after reading what was written {again}"
    assert pickle.loads(pickle.dumps(found)) == found


@lru_cache(maxsize=8)
def _read_again(calendar: Calendar) -> tuple[Calendar, ...]:
    """The calendar, written and read in each way."""
    return pickle.loads(pickle.dumps(calendar)), loads_calendar(dumps_calendar(calendar))


def elapsed_undoes_add(rule: Rule, data: st.DataObject) -> None:
    """``elapsed(t, add(t, n)) == n``."""
    assert rule.elapsed is not None
    start, amount = rule.start(data), rule.amount(data)
    found = rule.due_at(start, amount)
    assert found is not None
    passed = rule.elapsed(start, found)
    assert passed == amount, f"{amount} from {start} end at {found}; from one to the other elapsed are {passed}"


def add_undoes_elapsed(rule: Rule, data: st.DataObject) -> None:
    """``add(t, elapsed(t, u)) == u`` for ``u`` inside a window or at its close."""
    assert rule.elapsed is not None
    start = rule.start(data)
    days = data.draw(st.integers(0, 60), "days to the end")
    end = rule.calendar.previous_open_moment(data.draw(instants(rule.calendar.zone, *rule.days), "end"))
    if data.draw(st.booleans(), "at a close"):
        end = rule.calendar.close(rule.calendar.add_working_days(rule.calendar.local_date(start), days + 1))
    moment = timedelta(microseconds=1)
    if not rule.calendar.elapsed(end - moment, end):  # an opening: nothing ends there, but at the close before
        end = rule.calendar.previous_open_moment(end - moment)
    passed = rule.elapsed(start, end)
    if passed > 0:
        found = rule.due_at(start, passed)
        assert found == end, f"from {start} to {end} elapsed are {passed}; these from the start end at {found}"


Law: TypeAlias = Callable[[Rule, st.DataObject], None]
_NEEDS: dict[Law, tuple[str, ...]] = {
    a_later_start_is_never_due_earlier: (),
    a_larger_amount_is_never_due_earlier: ("amount",),
    an_added_holiday_never_brings_it_forward: ("calendar",),
    it_is_never_due_before_the_start: (),
    it_is_never_due_on_a_day_before_a_pause_ended: ("pauses",),
    a_pause_never_brings_it_forward: ("pauses",),
    the_local_date_is_that_of_the_calendar: (),
    one_instant_has_one_answer: (),
    it_is_stable_when_written_and_read_again: (),
    elapsed_undoes_add: ("amount", "elapsed"),
    add_undoes_elapsed: ("amount", "elapsed"),
}
LAWS: tuple[str, ...] = tuple(law.__name__ for law in _NEEDS)
"""The laws by name; each becomes the test ``test_`` and its name."""


def deadline_suite(
    rule: Callable[..., Answer],
    *,
    calendar: Calendar,
    amounts: tuple[int, int] = (1, 40),
    elapsed: Elapsed | None = None,
    without: Collection[str] = (),
    first: date = FIRST,
    last: date = LAST,
) -> type[unittest.TestCase]:
    """A class of tests for a deadline rule; give it a name that begins with Test in a module of your suite.

    ``rule`` takes ``start`` (an aware datetime) and, as far as it has them, ``amount``, ``calendar`` and ``pauses`` (a
    tuple of :class:`Pause`), by these names; it returns a :class:`Due`, an aware datetime, or None where there is none.
    Laws about what it does not take are left out. ``amounts``: the least and the largest to try. ``elapsed``: what has
    passed between two instants, in the unit of the amount, for rules in business time. ``without``: the names of laws
    that do not hold of this rule, such as that of holidays where a last day rolls back; a law has the name of its test
    without ``test_``. ``first`` and ``last``: the local dates of the starts.

    :raises InvalidInput: the rule takes something else, or there is no such law.

    >>> from complaintkit.deadlines import Clock, WorkingDays, china_calendar, due
    >>> def reply(start, calendar, pauses): return due(Clock(WorkingDays(3), start, calendar, pauses=pauses))
    >>> TestReply = deadline_suite(reply, calendar=china_calendar())
    >>> sorted(name for name in dir(TestReply) if name.startswith("test_"))[0]
    'test_a_later_start_is_never_due_earlier'
    """
    takes = frozenset(inspect.signature(rule).parameters)
    faults = [Fault(f"rule.{name}", f"expected only {', '.join(_ASKED)}") for name in sorted(takes - set(_ASKED))]
    if "start" not in takes:
        faults.append(Fault("rule", "expected a parameter named start"))
    faults += [Fault("without", f"there is no law {name!r}") for name in without if name not in LAWS]
    if faults:
        raise InvalidInput(faults, "there is no suite for this rule")
    asked = Rule(rule, takes, calendar, amounts, (first, last), elapsed)
    known = takes | ({"elapsed"} if elapsed is not None else set())
    tests = {
        f"test_{law.__name__}": _test(law, asked)
        for law, needs in _NEEDS.items()
        if law.__name__ not in without and known.issuperset(needs)
    }
    name = getattr(rule, "__name__", "rule")
    return type(f"Deadlines_{name}", (unittest.TestCase,), {**tests, "__doc__": f"The laws of deadlines, of {name}."})


def _test(law: Law, rule: Rule) -> Any:
    def test(self: unittest.TestCase, data: st.DataObject) -> None:
        law(rule, data)

    test.__name__ = test.__qualname__ = f"test_{law.__name__}"
    test.__doc__ = law.__doc__
    return given(data=st.data())(test)
