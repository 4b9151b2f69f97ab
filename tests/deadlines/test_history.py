"""Every date a clock ever had, what was breached, what was lifted, and how it stands. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import (
    Breach,
    Calendar,
    Clock,
    Days,
    Extension,
    Former,
    Hours,
    Pause,
    PauseRule,
    Promise,
    Term,
    WorkingDays,
    breaches,
    dues,
    state,
)
from complaintkit.errors import InvalidInput

from .helpers import OFFICE, cn

MONDAY = cn(2026, 3, 2, 10)
TICK = timedelta(microseconds=1)


def clock(term: Term = Days(3), **more: object) -> Clock:  # noqa: B008 - a value
    return Clock(term, MONDAY, OFFICE, **more)  # type: ignore[arg-type]


def told(found: Clock) -> list[tuple[int, str, str, int | None]]:
    """Day it held from, cause, detail, day due."""
    return [
        (OFFICE.local_date(d.since).day, d.cause, d.detail, None if d.due is None else d.due.due_on.day)  # type: ignore[union-attr]
        for d in dues(found)
    ]


def test_a_clock_without_events_has_one_date() -> None:
    """From its start."""
    assert told(clock()) == [(2, "start", "", 5)]


def test_every_date_with_its_cause() -> None:
    """Ten days: the 12th; waiting from the 4th, no due; back on the 6th, the 14th; extended by 5, the 19th; agreed."""
    busy = clock(
        Days(10),
        pauses=(Pause("customer", cn(2026, 3, 4), cn(2026, 3, 6)),),
        extensions=(Extension("add", cn(2026, 3, 9), term=Days(5), reason="expert"),),
        promises=(Promise(cn(2026, 3, 16, 12), cn(2026, 3, 10)),),
    )
    assert told(busy) == [
        (2, "start", "", 12),
        (4, "paused", "customer", None),
        (6, "resumed", "customer", 14),
        (9, "extension", "expert", 19),
        (10, "promise", "", 16),
    ]


def test_a_pause_after_the_due_leaves_no_date() -> None:
    """It hides nothing and adds nothing."""
    assert told(clock(pauses=(Pause("x", cn(2026, 3, 9), cn(2026, 3, 10)),))) == [(2, "start", "", 5)]


def test_what_it_ran_on_before() -> None:
    """Begun as of the 1st with ten days; on the 4th the start was corrected, on the 6th the category changed."""
    found = clock(
        Days(7),
        former=(
            Former(cn(2026, 3, 6), "reclassified", term=Days(10)),
            Former(cn(2026, 3, 4), "corrected", started_at=cn(2026, 3, 1, 9)),
        ),
    )
    assert told(found) == [(1, "start", "", 11), (4, "corrected", "", 12), (6, "reclassified", "", 9)]


def test_a_change_that_leaves_a_term_at_least() -> None:
    """Reclassified on the 5th: not before two days after that."""
    changed = clock(Days(4), changed_at=cn(2026, 3, 5, 9), not_before=Days(2))
    assert told(changed) == [(2, "start", "", 6), (5, "change", "", 7)]


# -- breached and lifted


def test_trap_42_a_breach_stays_on_record_whatever_follows() -> None:
    """Due on the 5th, extended on the 8th without having been asked for: running again, and breached since the 6th."""
    extended = clock(extensions=(Extension("add", cn(2026, 3, 8), term=Days(9)),))
    found = state(extended, cn(2026, 3, 9))
    assert (found.status, found.breached_at, found.lifted) == ("running", cn(2026, 3, 6), ())


def test_an_extension_asked_for_in_time_lifts_what_was_breached_meanwhile() -> None:
    """Asked on the 5th, the due day; granted on the 8th. Asked on the 6th: too late."""
    for asked, lifted in ((cn(2026, 3, 5, 18), True), (cn(2026, 3, 6), False)):
        extension = Extension("add", cn(2026, 3, 8), term=Days(9), asked_at=asked)
        found = state(clock(extensions=(extension,)), cn(2026, 3, 9))
        assert found.status == "running"
        if lifted:
            assert found.breached_at is None
            breach = found.lifted[0]
            assert (breach.at, breach.lifted_at, breach.lifted_by) == (cn(2026, 3, 6), cn(2026, 3, 8), "extension")
        else:
            assert (found.breached_at, found.lifted) == (cn(2026, 3, 6), ())


def test_a_corrected_start_lifts_what_rested_on_it() -> None:
    """Taken to have begun on the 2nd, breached on the 6th; on the 8th it turns out to have begun on the 6th."""
    found = Clock(Days(3), cn(2026, 3, 6, 9), OFFICE, former=(Former(cn(2026, 3, 8), "corrected", started_at=MONDAY),))
    stands = state(found, cn(2026, 3, 8, 12))
    assert (stands.status, stands.breached_at, len(stands.lifted)) == ("running", None, 1)
    later = state(found, cn(2026, 3, 11))
    assert (later.status, later.breached_at) == ("overdue", cn(2026, 3, 10))
    assert later.lifted[0].lifted_at == cn(2026, 3, 8)


def test_a_new_calendar_lifts_what_rested_on_unknown_days_only() -> None:
    """Due on the 5th by a calendar that knew nothing of March; then the 5th and 6th turn out to be holidays."""
    holidays = {date(2026, 3, 5), date(2026, 3, 6)}
    for known, lifted in ((date(2026, 2, 28), 1), (date(2026, 12, 31), 0)):
        old = attrs.evolve(OFFICE, known_until=known)
        new = attrs.evolve(OFFICE, holidays=frozenset(holidays))
        found = Clock(WorkingDays(3), MONDAY, new, former=(Former(cn(2026, 3, 6, 9), "calendar", calendar=old),))
        stands = state(found, cn(2026, 3, 7))
        assert (stands.status, len(stands.lifted)) == ("running", lifted)


def test_a_due_moved_into_the_past_is_late_from_the_change_on() -> None:
    """Ten days, reclassified on the 10th at 9:00 to three: the 5th has passed, but it is late since that moment."""
    found = clock(former=(Former(cn(2026, 3, 10, 9), "reclassified", term=Days(10)),))
    at_once = state(found, cn(2026, 3, 10, 9))
    assert (at_once.status, at_once.late_by, at_once.late_days) == ("overdue", timedelta(0), 0)
    assert at_once.breached_at == cn(2026, 3, 10, 9)
    later = state(found, cn(2026, 3, 12, 8))
    assert (later.late_by, later.late_days) == (timedelta(days=1, hours=23), 2)
    assert state(found, cn(2026, 3, 12), met_at=cn(2026, 3, 10, 8)).status == "met", "by the date as it then stood"
    corrected = Clock(
        Days(3), cn(2026, 3, 6), OFFICE, former=(Former(cn(2026, 3, 12), "corrected", started_at=MONDAY),)
    )
    assert state(corrected, cn(2026, 3, 13), met_at=cn(2026, 3, 9)).status == "met", "a correction holds for the past"


def test_what_was_late_before_the_change_stays_late_from_its_first_due() -> None:
    """Due on the 5th, on the 10th reclassified to two days: late since the 6th, not since the 4th or the 10th."""
    found = clock(Days(2), former=(Former(cn(2026, 3, 10), "reclassified", term=Days(3)),))
    stands = state(found, cn(2026, 3, 11))
    assert (stands.late_by, stands.breached_at) == (timedelta(days=5) + TICK, cn(2026, 3, 6))
    assert stands.late_days == 6


def test_a_second_breach_is_one_of_its_own() -> None:
    """Breached on the 6th, extended on the 8th to the 10th, breached again on the 11th."""
    extended = clock(extensions=(Extension("fixed", cn(2026, 3, 8), due_at=cn(2026, 3, 11) - TICK),))
    found = breaches(extended, cn(2026, 3, 12))
    assert [(b.at, b.due.due_on) for b in found] == [
        (cn(2026, 3, 6), date(2026, 3, 5)),
        (cn(2026, 3, 11), date(2026, 3, 10)),
    ]
    assert breaches(extended, cn(2026, 3, 11) - TICK) == found[:1]
    assert isinstance(found[0], Breach)


# -- how it stands


def test_elapsed_and_paused() -> None:
    """From Monday 10:00; paused Tuesday 10:00 to Thursday 10:00; on Friday 10:00 two days of each."""
    found = clock(Days(10), pauses=(Pause("x", cn(2026, 3, 3, 10), cn(2026, 3, 5, 10)),))
    for now, elapsed, paused in (
        (cn(2026, 3, 3, 9), timedelta(hours=23), timedelta(0)),
        (cn(2026, 3, 4, 10), timedelta(days=1), timedelta(days=1)),
        (cn(2026, 3, 6, 10), timedelta(days=2), timedelta(days=2)),
        (cn(2026, 3, 2, 9), timedelta(0), timedelta(0)),
    ):
        stands = state(found, now)
        assert (stands.elapsed, stands.paused) == (elapsed, paused), now
    met = state(found, cn(2026, 3, 9), met_at=cn(2026, 3, 6, 10))
    assert (met.status, met.elapsed, met.paused) == ("met", timedelta(days=2), timedelta(days=2))


def test_paused_counts_only_as_far_as_the_cap() -> None:
    """Five days of waiting, capped at two hours."""
    pause = Pause("x", cn(2026, 3, 3, 10), cn(2026, 3, 8, 10))
    found = clock(Hours(24), pauses=(pause,), pause_rules=(PauseRule("x", cap=Hours(2)),))
    stands = state(found, cn(2026, 3, 9, 10))
    assert (stands.paused, stands.elapsed) == (timedelta(hours=2), timedelta(days=7) - timedelta(hours=2))


def test_provisional_is_told_with_the_state() -> None:
    """Also of the due that would be if it resumed now."""
    calendar = Calendar("x", known_until=date(2026, 3, 3))
    assert state(Clock(WorkingDays(3), MONDAY, calendar), MONDAY).provisional
    assert not state(Clock(WorkingDays(1), MONDAY, calendar), MONDAY).provisional
    paused = Clock(WorkingDays(3), MONDAY, calendar, pauses=(Pause("x", cn(2026, 3, 3)),))
    assert state(paused, cn(2026, 3, 3, 9)).provisional


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: Former(datetime(2026, 3, 2), "corrected"), "until"),  # noqa: DTZ001
        (lambda: Former(MONDAY, "forgotten"), "cause"),  # type: ignore[arg-type]
        (lambda: Former(MONDAY, "corrected", started_at=datetime(2026, 3, 2)), "started_at"),  # noqa: DTZ001
        (lambda: Former(MONDAY, "reclassified", term=3), "term"),  # type: ignore[arg-type]
        (lambda: Extension("add", MONDAY, term=Days(1), asked_at=cn(2026, 3, 3)), "asked_at"),
        (lambda: Extension("add", MONDAY, term=Days(1), moved_by_pauses=True), "moved_by_pauses"),
    ],
)
def test_what_is_refused(make, path: str) -> None:
    """Naive instants, unknown causes, a grant before its request."""
    with pytest.raises(InvalidInput) as caught:
        make()
    assert caught.value.faults[0].path == path
