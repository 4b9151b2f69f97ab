"""Clocks that begin again, and the longstop that nothing passes. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import (
    Calendar,
    Clock,
    Convention,
    Days,
    Extension,
    Hours,
    Immediately,
    Longstop,
    Months,
    Pause,
    Promise,
    Tolling,
    WorkingDays,
    bound,
    due,
    reopened,
    repeated,
    state,
    trace,
)
from complaintkit.errors import HorizonError, InvalidInput

from .helpers import OFFICE, cn, must, on

MONDAY = cn(2026, 3, 2, 10)
TICK = timedelta(microseconds=1)


def days(clocks) -> list[tuple[int, int]]:
    return [(on(clock).month, on(clock).day) for clock in clocks]


def test_each_time_from_the_due() -> None:
    """Every five days from 2 March; those that start by the 20th."""
    assert days(repeated(Clock(Days(5), MONDAY, OFFICE), cn(2026, 3, 20))) == [(3, 7), (3, 12), (3, 17), (3, 22)]


def test_each_time_it_was_met() -> None:
    """Met on the 4th and the 11th: due on the 7th, the 9th and the 16th; what was met after the end starts nothing."""
    met = [cn(2026, 3, 11), cn(2026, 3, 4), cn(2026, 3, 25)]
    assert days(repeated(Clock(Days(5), MONDAY, OFFICE), cn(2026, 3, 20), each="met", met=met)) == [
        (3, 7),
        (3, 9),
        (3, 16),
    ]


def test_the_start_rule_is_applied_to_the_first_only() -> None:
    """Received on a Saturday, taken as of Monday's opening; the next starts with the due, at the close."""
    opening = Convention("o", start="next_opening", ends="close")
    saturday = Clock(WorkingDays(2), cn(2026, 3, 7, 12), OFFICE, convention=opening)
    assert days(repeated(saturday, cn(2026, 3, 13))) == [(3, 11), (3, 13)]


def test_extensions_are_of_the_first_pauses_of_all() -> None:
    """Extended by one day; a pause in the second run moves that one."""
    clock = Clock(
        Days(5),
        MONDAY,
        OFFICE,
        extensions=(Extension("add", cn(2026, 3, 3), term=Days(1)),),
        pauses=(Pause("x", cn(2026, 3, 10), cn(2026, 3, 12)),),
    )
    assert days(repeated(clock, cn(2026, 3, 16))) == [(3, 8), (3, 15), (3, 20)]


def test_it_ends_where_there_is_no_due() -> None:
    """An open pause leaves the one that runs as the last."""
    clock = Clock(Days(5), MONDAY, OFFICE, pauses=(Pause("x", cn(2026, 3, 10)),))
    found = list(repeated(clock, cn(2026, 12, 31)))
    assert len(found) == 2
    assert due(found[-1]) is None


def test_what_does_not_move_on_is_refused() -> None:
    """Something due at once would repeat within the same instant for ever."""
    with pytest.raises(InvalidInput, match="would repeat for ever"):
        list(repeated(Clock(Immediately(), MONDAY, OFFICE), cn(2027, 1, 1)))


def test_it_ends_with_the_table() -> None:
    """Past the calendar's last day a horizon error, not a loop."""
    short = Calendar("x", known_until=date(2026, 12, 31), horizon_years=1)
    with pytest.raises(HorizonError):
        list(repeated(Clock(WorkingDays(20), MONDAY, short), datetime.max.replace(tzinfo=MONDAY.tzinfo)))


def test_moments_are_aware_and_the_basis_is_known() -> None:
    """Anything else is refused before the first clock."""
    clock = Clock(Days(5), MONDAY, OFFICE)
    naive = datetime(2026, 3, 9)  # noqa: DTZ001
    for ask in (
        lambda: repeated(clock, naive),
        lambda: repeated(clock, MONDAY, each="met", met=[naive]),
        lambda: repeated(clock, MONDAY, each="day"),  # type: ignore[arg-type]
        lambda: reopened(clock, naive),
        lambda: reopened(clock, cn(2026, 3, 1)),
    ):
        with pytest.raises(InvalidInput):
            ask()


# -- the longstop

STOP = Longstop(Days(20), MONDAY)  # 22 March


@pytest.mark.parametrize(
    "events",
    [
        {"pauses": (Pause("x", cn(2026, 3, 3), cn(2026, 3, 20)),)},
        {"extensions": (Extension("add", cn(2026, 3, 3), term=Days(30)),)},
        {"extensions": (Extension("fixed", cn(2026, 3, 3), due_at=cn(2026, 4, 20)),)},
        {"promises": (Promise(cn(2026, 4, 20), cn(2026, 3, 3)),)},
        {"tolling": (Tolling("x", date(2026, 3, 5), date(2026, 3, 31)),)},
        {"not_before": Days(30), "changed_at": cn(2026, 3, 3)},
        {"pauses": (Pause("x", cn(2026, 3, 3)),)},
    ],
)
def test_nothing_passes_the_longstop(events: dict[str, object]) -> None:
    """Pauses (an open one too), extensions, promises, tolling and changes end at 22 March."""
    found = must(Clock(Days(10), MONDAY, OFFICE, longstop=STOP, **events))  # type: ignore[arg-type]
    assert (found.due_on, found.governed_by) == (date(2026, 3, 22), "longstop")


def test_a_longstop_that_lies_later_changes_nothing() -> None:
    """Ten days end on the 12th; it bounds a promise all the same."""
    clock = Clock(Days(10), MONDAY, OFFICE, longstop=STOP)
    assert must(clock) == must(attrs.evolve(clock, longstop=None))
    promised = attrs.evolve(clock, promises=(Promise(cn(2026, 3, 5), MONDAY),))
    assert bound(promised) == must(clock)


def test_the_longstop_stands_through_an_open_pause() -> None:
    """Paused with a due until then, overdue after it."""
    clock = Clock(Days(10), MONDAY, OFFICE, longstop=STOP, pauses=(Pause("x", cn(2026, 3, 3)),))
    waiting = state(clock, cn(2026, 3, 10))
    assert waiting.status == "paused"
    assert waiting.due is not None
    assert waiting.due.due_on == date(2026, 3, 22)
    assert waiting.if_resumed_now is not None
    assert waiting.if_resumed_now.due_on == date(2026, 3, 19)
    late = state(clock, cn(2026, 3, 24))
    assert (late.status, late.late_days) == ("overdue", 2)
    assert late.paused == timedelta(days=21)  # it stood still from the 3rd on, though the longstop does not


def test_the_longstop_is_explained() -> None:
    """Counted from its own start."""
    clock = Clock(Days(30), MONDAY, OFFICE, longstop=STOP)
    assert [(s.day.day, s.what, s.why) for s in trace(clock).steps] == [
        (2, "start", ""),
        (2, "start", "longstop"),
        (3, "counted", ""),
        (22, "due", "longstop"),
    ]


def test_trap_49_reopening_starts_anew_and_never_passes_the_longstop() -> None:
    """Thirty days from 2 March; reopened on 20 May: 19 June; on 20 August: 2 September, six months from the start."""
    first = Clock(Days(30), MONDAY, OFFICE, pauses=(Pause("x", cn(2026, 3, 3), cn(2026, 3, 5)),))
    again = reopened(first, cn(2026, 5, 20), longstop=Months(6))
    assert on(again) == date(2026, 6, 19)
    third = reopened(again, cn(2026, 8, 20))
    assert (must(third).due_on, must(third).governed_by) == (date(2026, 9, 2), "longstop")
    assert must(reopened(first, cn(2026, 5, 20), term=Hours(5))).due_at == cn(2026, 5, 20, 5)
    assert state(again, cn(2026, 5, 21)).status == "running"
    assert on(first) == date(2026, 4, 3), "the first run keeps its date"
