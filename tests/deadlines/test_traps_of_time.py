"""Traps of pure time that existing systems fell into, each by its number; more of them stand beside what they concern.

2 March 2026 is a Monday; Berlin's clocks go forward on 29 March and back on 25 October 2026.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import (
    OFFICE_HOURS,
    After,
    BusinessHours,
    Calendar,
    Clock,
    Days,
    Former,
    Hours,
    Minutes,
    Months,
    Pause,
    Window,
    WorkingDays,
    Years,
    china_calendar,
    due,
    dues,
    rung_instant,
    state,
)

from .helpers import OFFICE, berlin, cn, must, on

BERLIN = Calendar("berlin", zone="Europe/Berlin")
TICK = timedelta(microseconds=1)


def test_trap_1_a_working_day_is_no_86400_seconds() -> None:
    """Friday 23:30 + 1, 2, … working days over both clock changes: the local date is right, the wall time kept."""
    for friday, after in (((2026, 3, 27), (2026, 3, 30)), ((2026, 10, 23), (2026, 10, 26))):
        start = berlin(*friday, 23, 30)
        assert on(Clock(WorkingDays(1), start, BERLIN)) == date(*after)
        assert must(Clock(WorkingDays(1, ends="wall"), start, BERLIN)).due_at == berlin(*after, 23, 30)


def test_trap_2_a_loop_over_days_meets_each_date_once() -> None:
    """Over 25 October no date comes twice, over 29 March none is left out: Days(n) is the n-th date after the start."""
    for start in (berlin(2026, 3, 20, 23, 30), berlin(2026, 10, 16, 0, 30)):
        found = [on(Clock(Days(n), start, BERLIN)) for n in range(1, 20)]
        assert found == [start.date() + timedelta(days=n) for n in range(1, 20)]
    assert BERLIN.count(date(2026, 10, 19), date(2026, 11, 2)) == 10


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the process's zone cannot be set here")
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_trap_3_the_zone_of_the_process_plays_no_part(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same due whatever the server's zone, set before or after the calendar was made."""
    start = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    before = must(Clock(Days(1), start, OFFICE))
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        assert must(Clock(Days(1), start, OFFICE)) == before
        assert must(Clock(Days(1), start, Calendar("another"))).due_at == cn(2026, 3, 8) - TICK
    finally:
        monkeypatch.undo()
        time.tzset()


def test_trap_4_received_at_23_30_utc_is_the_next_local_day() -> None:
    """In Shanghai 5 March 23:30 UTC is the 6th: one day ends with the 7th."""
    assert on(Clock(Days(1), datetime(2026, 3, 5, 23, 30, tzinfo=UTC), OFFICE)) == date(2026, 3, 7)


@pytest.mark.parametrize(
    ("term", "start", "expected"),
    [
        (Months(1), (2026, 1, 31), (2026, 2, 28)),
        (Months(1), (2028, 1, 31), (2028, 2, 29)),
        (Months(2), (2025, 12, 31), (2026, 2, 28)),  # in one step, not over 31 January
        (Years(1), (2028, 2, 29), (2029, 2, 28)),
        (Months(1), (2026, 2, 28), (2026, 3, 28)),  # clamped once, not for ever
    ],
)
def test_trap_5_month_ends_are_clamped(term, start: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """Never 3 March."""
    assert on(Clock(term, cn(*start), OFFICE)) == date(*expected)


def test_trap_6_a_day_is_not_24_hours() -> None:
    """Received Monday 10:00: a day ends with Tuesday, 24 hours at 10:00, 24 business hours on Thursday 10:00."""
    start = cn(2026, 3, 2, 10)
    assert must(Clock(Days(1), start, OFFICE)).due_at == cn(2026, 3, 4) - TICK
    assert must(Clock(Hours(24), start, OFFICE)).due_at == cn(2026, 3, 3, 10)
    assert must(Clock(BusinessHours(24), start, OFFICE)).due_at == cn(2026, 3, 5, 10)


def test_trap_7_a_month_is_not_thirty_working_days() -> None:
    """2 March: 2 April; thirty working days would be 13 April."""
    assert on(Clock(Months(1), cn(2026, 3, 2), OFFICE)) == date(2026, 4, 2)
    assert on(Clock(WorkingDays(30), cn(2026, 3, 2), OFFICE)) == date(2026, 4, 13)


def test_trap_8_and_9_the_first_day_and_the_opening_minute() -> None:
    """From Sunday three working days are Wednesday; at the opening minute the count is the same as a minute later."""
    assert on(Clock(WorkingDays(3), cn(2026, 3, 8, 12), OFFICE)) == date(2026, 3, 11)
    for minute in (0, 1):
        assert on(Clock(WorkingDays(3), cn(2026, 3, 2, 9, minute), OFFICE)) == date(2026, 3, 5)
    assert must(Clock(BusinessHours(8), cn(2026, 3, 2, 9), OFFICE)).due_at == cn(2026, 3, 2, 17)


def test_trap_12_nothing_is_dropped_below_the_minute() -> None:
    """The due has the microseconds of the start; a microsecond after it is late."""
    start = cn(2026, 3, 2, 10, 0, 59, 999_999)
    found = Clock(Minutes(30), start, OFFICE)
    assert must(found).due_at == start + timedelta(minutes=30)
    assert state(found, start + timedelta(minutes=30)).status == "running"
    assert state(found, start + timedelta(minutes=30) + TICK).late_by == TICK


def test_trap_18_a_holiday_added_later_moves_what_is_open_and_not_what_is_met() -> None:
    """Five working days from Monday the 2nd: the 9th. On the 4th the 6th becomes a holiday: the 10th, and both dates
    stay visible with their cause. What was met on the 3rd keeps the date it was judged by.
    """
    new = attrs.evolve(OFFICE, holidays=frozenset({date(2026, 3, 6)}), version="2")
    moved = Clock(WorkingDays(5), cn(2026, 3, 2), new, former=(Former(cn(2026, 3, 4), "calendar", calendar=OFFICE),))
    told = [(d.cause, d.due.due_on) for d in dues(moved) if d.due is not None]
    assert told == [("start", date(2026, 3, 9)), ("calendar", date(2026, 3, 10))]
    met = state(moved, cn(2026, 3, 5), met_at=cn(2026, 3, 3)).due
    assert met is not None
    assert met.due_on == date(2026, 3, 9)


def test_trap_22_days_off_never_make_an_escalation_earlier() -> None:
    """One working day after the due; with the day after it off, a day later."""
    clock = Clock(Days(2), cn(2026, 3, 2), OFFICE)  # due on Wednesday the 4th
    off = attrs.evolve(clock, calendar=attrs.evolve(OFFICE, holidays=frozenset({date(2026, 3, 5)})))
    assert rung_instant(After(WorkingDays(1)), clock, must(clock)) == cn(2026, 3, 5, 9)
    assert rung_instant(After(WorkingDays(1)), off, must(off)) == cn(2026, 3, 6, 9)


def test_trap_23_a_due_in_the_next_month_is_not_overdue_by_its_day_number() -> None:
    """Due on 2 April: on 31 March it is not late, though 2 < 31."""
    clock = Clock(Days(30), cn(2026, 3, 3), OFFICE)
    assert on(clock) == date(2026, 4, 2)
    assert state(clock, cn(2026, 3, 31)).status == "running"


def test_trap_24_each_weekday_has_its_own_hours() -> None:
    """Mondays 9-17, Fridays 9-12: sixteen hours from Friday 9:00 are 3 of Friday, 8 of Monday, 5 of Tuesday."""
    uneven = Calendar("u", week=(OFFICE_HOURS,) * 4 + ((Window("09:00", "12:00"),), (), ()))
    assert must(Clock(BusinessHours(16), cn(2026, 3, 6, 9), uneven)).due_at == cn(2026, 3, 10, 14)


def test_trap_28_a_pause_is_added_to_the_due_not_to_the_start() -> None:
    """Received on Sunday the 1st: five working days are the 6th, with two working days of waiting the 10th. A pause
    over a weekend adds nothing, where moving the start would have.
    """
    clock = Clock(WorkingDays(5), cn(2026, 3, 1, 12), OFFICE)
    assert on(clock) == date(2026, 3, 6)
    waited = attrs.evolve(clock, pauses=(Pause("x", cn(2026, 3, 3, 9), cn(2026, 3, 5, 9)),))
    assert on(waited) == date(2026, 3, 10)
    longer = attrs.evolve(clock, term=WorkingDays(10), pauses=(Pause("x", cn(2026, 3, 7, 9), cn(2026, 3, 8, 9)),))
    assert on(longer) == date(2026, 3, 13)


def test_trap_34_a_start_corrected_while_suspended_does_not_restart_the_clock() -> None:
    """Paused since the 4th, the start corrected from the 2nd to the 3rd: still paused, and resumed on the 6th two days
    are added to the 13th.
    """
    clock = Clock(Days(10), cn(2026, 3, 2), OFFICE, pauses=(Pause("x", cn(2026, 3, 4)),))
    corrected = attrs.evolve(clock, started_at=cn(2026, 3, 3))
    assert due(corrected) is None
    assert state(corrected, cn(2026, 3, 5)).status == "paused"
    resumed = attrs.evolve(corrected, pauses=(Pause("x", cn(2026, 3, 4), cn(2026, 3, 6)),))
    assert on(resumed) == date(2026, 3, 15)


def test_trap_67_overdue_is_one_comparison_of_instants() -> None:
    """On the due day at 23:59:59.999999 it is in time, at midnight late, in every figure; the date in UTC, where
    it is still the day before, is not asked.
    """
    clock = Clock(Days(1), cn(2026, 3, 2), OFFICE)
    last = must(clock).due_at
    assert last == cn(2026, 3, 4) - TICK
    assert state(clock, last).status == "running"
    late = state(clock, last + TICK)
    assert (late.status, late.late_days, late.breached_at) == ("overdue", 1, cn(2026, 3, 4))
    assert (last + TICK).astimezone(UTC).date() == date(2026, 3, 3), "in UTC still the due day"


def test_trap_16_a_make_up_saturday_counts_in_hours_too() -> None:
    """28 February 2026 is a make-up Saturday: eight business hours from Friday 17:00 are its own."""
    assert must(Clock(BusinessHours(8), cn(2026, 2, 27, 17), china_calendar())).due_at == cn(2026, 2, 28, 17)
