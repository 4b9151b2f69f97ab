"""The moments of warnings, reminders and escalations; what is caught up on after downtime."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from complaintkit.deadlines import (
    After,
    AtDue,
    AtFraction,
    Before,
    BusinessHours,
    Calendar,
    Clock,
    CountedFrom,
    Days,
    Due,
    EarlierOf,
    Extension,
    Hours,
    Immediately,
    Longstop,
    Minutes,
    Moment,
    Months,
    NthDayOfNextMonth,
    Promise,
    Weeks,
    WorkingDays,
    Years,
    always_calendar,
    catch_up,
    china_calendar,
    rung_instant,
)
from complaintkit.errors import HorizonError, InvalidInput

from .helpers import OFFICE, berlin, cn, must, utc

# Due on Thursday 12 March 2026, at the end of the day.
CLOCK = Clock(Days(10), cn(2026, 3, 2, 10), OFFICE)
DUE = must(CLOCK)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (AtDue(), cn(2026, 3, 12, 23, 59, 59, 999_999)),
        (Before(Hours(4)), cn(2026, 3, 12, 19, 59, 59, 999_999)),
        (Before(Minutes(30)), cn(2026, 3, 12, 23, 29, 59, 999_999)),
        (After(Hours(4)), cn(2026, 3, 13, 3, 59, 59, 999_999)),
        (Before(BusinessHours(4)), cn(2026, 3, 12, 13)),
        (After(BusinessHours(4)), cn(2026, 3, 13, 13)),
        (Before(Days(1)), cn(2026, 3, 11, 9)),
        (Before(Days(4)), cn(2026, 3, 6, 9)),  # Sunday the 8th: the working day before
        (Before(Days(5)), cn(2026, 3, 6, 9)),
        (After(Days(1)), cn(2026, 3, 13, 9)),
        (After(Days(2)), cn(2026, 3, 16, 9)),  # Saturday the 14th: the working day after
        (Before(WorkingDays(4)), cn(2026, 3, 6, 9)),
        (After(WorkingDays(2)), cn(2026, 3, 16, 9)),
        (Before(Weeks(1)), cn(2026, 3, 5, 9)),
        (After(Weeks(1)), cn(2026, 3, 19, 9)),
        (Before(Months(1)), cn(2026, 2, 12, 9)),
        (After(Months(1)), cn(2026, 4, 13, 9)),  # Sunday the 12th
        (After(Years(1)), cn(2027, 3, 12, 9)),
    ],
)
def test_trap_60_rungs_in_hours_are_exact_and_in_days_fall_at_an_opening(moment: Moment, expected: datetime) -> None:
    """Never at midnight or on a day off."""
    assert rung_instant(moment, CLOCK, DUE) == expected


@pytest.mark.parametrize(
    ("fraction", "expected"),
    [
        (Fraction(7, 20), cn(2026, 3, 5, 17)),  # 84 of 240 hours: Thursday 22:00, so the close
        (Fraction(1, 2), cn(2026, 3, 6, 17)),  # Saturday 10:00
        (Fraction(1, 10), cn(2026, 3, 3, 9, 59, 59, 999_999)),
        (Fraction(6, 10), cn(2026, 3, 6, 17)),  # Sunday 10:00
    ],
)
def test_a_fraction_is_of_real_time_moved_back_to_an_open_moment(fraction: Fraction, expected: datetime) -> None:
    """Between start and due as it stands."""
    clock = Clock(Hours(240), cn(2026, 3, 2, 10), OFFICE)
    due = Due(must(clock).due_at - timedelta(microseconds=1), None, False)
    assert rung_instant(AtFraction(fraction), clock, due) == expected


def test_a_fraction_runs_from_where_the_limb_that_governs_began() -> None:
    """240 hours from the acknowledgement on the 5th at 10:00, or counted anew from then: half end on the 10th. Promised
    for the 4th, before the limb began: half of the time from the start. A longstop begins nothing.
    """
    counted = Clock(
        CountedFrom("acknowledged", Hours(240)), cn(2026, 3, 2, 10), OFFICE,
        anchors=(("acknowledged", cn(2026, 3, 5, 10)),),
    )  # fmt: skip
    anew = Extension("replace", cn(2026, 3, 5, 10), term=Hours(240), restart_at=cn(2026, 3, 5, 10))
    again = Clock(Hours(240), cn(2026, 3, 2, 10), OFFICE, extensions=(anew,))
    promised = attrs.evolve(counted, promises=(Promise(cn(2026, 3, 4, 10), cn(2026, 3, 2, 10)),))
    stopped = attrs.evolve(counted, longstop=Longstop(Hours(360), cn(2026, 2, 23, 10)))  # the 10th, 10:00
    half = AtFraction(Fraction(1, 2))
    for clock in (counted, again):
        assert rung_instant(half, clock, must(clock)) == cn(2026, 3, 10, 10)
    assert rung_instant(half, promised, must(promised)) == cn(2026, 3, 3, 10)
    assert rung_instant(half, stopped, must(stopped)) == cn(2026, 3, 6, 17)  # Saturday the 7th, 22:00


def test_across_the_spring_festival() -> None:
    """Due on the 24th; a day before is the 14th, the make-up Saturday."""
    clock = Clock(WorkingDays(3), cn(2026, 2, 12, 10), china_calendar())
    assert rung_instant(Before(Days(1)), clock, must(clock)) == cn(2026, 2, 14, 9)
    assert rung_instant(Before(WorkingDays(1)), clock, must(clock)) == cn(2026, 2, 14, 9)


def test_hours_over_a_clock_change_and_days_where_nothing_opens() -> None:
    """24 hours before are real hours; a body open around the clock opens at midnight."""
    calendar = always_calendar("Europe/Berlin")
    clock = Clock(Hours(48), berlin(2026, 3, 28, 12), calendar)
    assert rung_instant(Before(Hours(24)), clock, must(clock)) == berlin(2026, 3, 29, 13)
    assert rung_instant(Before(Days(1)), clock, must(clock)) == berlin(2026, 3, 29)


def test_a_rung_may_lie_before_the_start() -> None:
    """Trap 64: an offset longer than the term; the caller sees it and skips it."""
    assert rung_instant(Before(Weeks(4)), CLOCK, DUE) < CLOCK.started_at


def test_a_rung_past_the_table_is_refused() -> None:
    """As every date past the horizon."""
    for moment in (After(Years(9000)), After(Days(10**6)), After(Hours(10**7))):
        with pytest.raises(HorizonError):
            rung_instant(moment, CLOCK, DUE)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Before(3),  # type: ignore[arg-type]
        lambda: Before(Immediately()),
        lambda: After(NthDayOfNextMonth(3)),
        lambda: After(EarlierOf((Days(1), Days(2)))),
        lambda: AtFraction(Fraction(0)),
        lambda: AtFraction(Fraction(1)),
        lambda: AtFraction(0.5),  # type: ignore[arg-type]
        lambda: rung_instant("before", CLOCK, DUE),  # type: ignore[arg-type]
        lambda: catch_up([("a", utc(2026, 1, 1))], utc(2026, 1, 2), "some"),  # type: ignore[arg-type]
        lambda: catch_up([("a", datetime(2026, 1, 1))], utc(2026, 1, 2), "all"),  # noqa: DTZ001
        lambda: catch_up([], datetime(2026, 1, 1), "all"),  # noqa: DTZ001
    ],
)
def test_what_is_no_moment_is_refused(make) -> None:
    """Fractions are Fractions strictly between 0 and 1, lengths have a count."""
    with pytest.raises(InvalidInput):
        make()


def test_trap_58_catching_up_after_downtime() -> None:
    """All in order of time, the highest only, or none; what is still to come is in neither list."""
    rungs = [
        ("third", utc(2026, 3, 5)),
        ("first", utc(2026, 3, 3)),
        ("second", utc(2026, 3, 4)),
        ("far", utc(2026, 4, 1)),
    ]
    now = utc(2026, 3, 5)
    assert catch_up(rungs, now, "all") == (("first", "second", "third"), ())
    assert catch_up(rungs, now, "highest") == (("third",), ("first", "second"))
    assert catch_up(rungs, now, "none") == ((), ("first", "second", "third"))
    assert catch_up(rungs, utc(2026, 3, 1), "highest") == ((), ())
    assert catch_up([("a", now), ("b", now)], now, "highest") == (("b",), ("a",))


def test_a_calendar_without_hours_before_has_no_open_moment() -> None:
    """A fraction that would lie before the first opening of all is past the table."""
    only = Calendar("x", zone="UTC", week=((),) * 7, overrides={utc(2026, 3, 5).date(): OFFICE.week[0]})
    clock = Clock(Hours(10), utc(2026, 3, 1), only)
    with pytest.raises(HorizonError):
        rung_instant(AtFraction(Fraction(1, 2)), clock, must(clock))
