"""The explanation of a date lists what lies between start and due, and ends on it."""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    EU_1182_71,
    BusinessHours,
    Calendar,
    Clock,
    Convention,
    Days,
    EarlierOf,
    Extension,
    Hours,
    Immediately,
    Months,
    NthDayOfNextMonth,
    Pause,
    Promise,
    Step,
    WorkingDays,
    china_calendar,
    due,
    running,
    trace,
    trace_text,
    tz_version,
)
from complaintkit.errors import ComplaintKitError, InvalidInput

from .helpers import OFFICE, cn, utc

MONDAY = cn(2026, 3, 2, 10)


def steps(clock: Clock) -> list[tuple[str, str, str]]:
    """Each step as days of March (or month-day elsewhere), what, why."""

    def short(day: date) -> str:
        return f"{day.day}" if day.month == 3 else f"{day:%m-%d}"

    return [(short(s.day) + (f"-{short(s.until)}" if s.until else ""), s.what, s.why) for s in trace(clock).steps]


def test_working_days_over_the_spring_festival() -> None:
    """Each kind of day with its reason, the make-up Saturdays counted."""
    clock = Clock(WorkingDays(7), cn(2026, 2, 12, 10), china_calendar())
    assert steps(clock) == [
        ("02-12", "start", ""),
        ("02-13", "counted", ""),
        ("02-14", "counted", "make-up day"),
        ("02-15", "skipped", "weekend"),
        ("02-16-02-20", "skipped", "holiday"),
        ("02-21-02-22", "skipped", "weekend"),
        ("02-23", "skipped", "holiday"),
        ("02-24-02-27", "counted", ""),
        ("02-28", "counted", "make-up day"),
        ("02-28", "due", "term"),
    ]


def test_a_rolled_last_day_shows_where_it_went() -> None:
    """15 days from 1 February: the 16th is a holiday, the last day moves over to the 24th."""
    clock = Clock(Days(15), cn(2026, 2, 1, 9), china_calendar(), convention=CHINA_CIVIL_CODE)
    assert steps(clock) == [
        ("02-01", "start", ""),
        ("02-02-02-13", "counted", ""),
        ("02-14", "counted", "make-up day"),
        ("02-15-02-16", "counted", ""),
        ("02-17-02-20", "rolled", "holiday"),
        ("02-21-02-22", "rolled", "weekend"),
        ("02-23", "rolled", "holiday"),
        ("02-24", "rolled", ""),
        ("02-24", "due", "term"),
    ]
    back = Clock(Days(5, roll="preceding"), MONDAY, OFFICE)
    assert steps(back)[-2:] == [("6", "rolled", ""), ("6", "due", "term")]


def test_paused_days_are_told_apart() -> None:
    """10 days with two of waiting."""
    clock = Clock(Days(10), MONDAY, OFFICE, pauses=(Pause("customer", cn(2026, 3, 4, 10), cn(2026, 3, 6, 9)),))
    assert steps(clock) == [
        ("2", "start", ""),
        ("3-4", "counted", ""),
        ("5-6", "paused", "customer"),
        ("7-14", "counted", ""),
        ("14", "due", "term"),
    ]


def test_a_pause_in_the_gap_and_a_day_held() -> None:
    """The roll's gap is shown where a pause came to stand on it; so is the day before which it could not be due."""
    gap = Clock(
        Days(5),
        MONDAY,
        OFFICE,
        convention=CHINA_CIVIL_CODE,
        pauses=(Pause("customer", cn(2026, 3, 8, 12), cn(2026, 3, 11, 12)),),
    )
    assert steps(gap)[-4:] == [
        ("8", "rolled", "following"),
        ("9-11", "paused", "customer"),
        ("12", "rolled", "following"),
        ("12", "due", "term"),
    ]
    held = Clock(WorkingDays(4), MONDAY, OFFICE, pauses=(Pause("customer", cn(2026, 3, 6, 15), cn(2026, 3, 7, 10)),))
    assert steps(held)[-3:] == [("7-8", "skipped", "weekend"), ("9", "held", "customer"), ("9", "due", "term")]


def test_the_start_rule_and_the_start_day() -> None:
    """A moved start is a step; an inclusive convention counts the start day."""
    moved = Clock(Days(1), cn(2026, 3, 7, 9), OFFICE, convention=Convention("c", start="next_working_day"))
    assert steps(moved) == [
        ("7", "start", "weekend"),
        ("9", "moved", "next_working_day"),
        ("10", "counted", ""),
        ("10", "due", "term"),
    ]
    assert trace(moved).counted_from == date(2026, 3, 9)
    inclusive = Clock(Days(2), MONDAY, OFFICE, convention=Convention("c", inclusive=True))
    assert steps(inclusive) == [("2", "start", ""), ("2-3", "counted", ""), ("3", "due", "term")]
    inside = Clock(Days(2), cn(2026, 3, 6), OFFICE, convention=Convention("c", roll="following", working_days_inside=2))
    assert steps(inside)[-2:] == [("9-10", "rolled", ""), ("10", "due", "term")]


def test_hours_name_the_days_they_lie_on() -> None:
    """Elapsed ones every day, business ones the working days."""
    assert steps(Clock(Hours(72), cn(2026, 3, 6, 10), OFFICE)) == [
        ("6", "start", ""),
        ("6-9", "counted", ""),
        ("9", "due", "term"),
    ]
    assert steps(Clock(BusinessHours(8), cn(2026, 3, 6, 12), OFFICE)) == [
        ("6", "start", ""),
        ("6", "counted", ""),
        ("7-8", "skipped", "weekend"),
        ("9", "counted", ""),
        ("9", "due", "term"),
    ]
    paused = Clock(Hours(24), MONDAY, OFFICE, pauses=(Pause("customer", cn(2026, 3, 3, 8), cn(2026, 3, 4, 9)),))
    assert steps(paused)[1:] == [("2", "counted", ""), ("3-4", "paused", "customer"), ("4", "due", "term")]
    assert trace(paused).counted_from == utc(2026, 3, 2, 2)
    rolled = Clock(Hours(24), cn(2026, 3, 6, 12), OFFICE, convention=Convention("c", hours_roll="same_time"))
    assert steps(rolled)[-2:] == [("7-8", "rolled", "weekend"), ("9", "due", "term")]


def test_extensions_promises_and_limbs_name_what_governs() -> None:
    """The last step says what binds."""
    granted = cn(2026, 3, 3)
    add = Clock(Days(3), MONDAY, OFFICE, extensions=(Extension("add", granted, term=Days(2)),))
    assert steps(add) == [("2", "start", ""), ("3-7", "counted", ""), ("7", "due", "extension")]
    working = Clock(Days(3), MONDAY, OFFICE, extensions=(Extension("add", granted, term=WorkingDays(3)),))
    assert steps(working)[1:] == [
        ("3-6", "counted", ""),
        ("7-8", "skipped", "weekend"),
        ("9-10", "counted", ""),
        ("10", "due", "extension"),
    ]
    anew = Extension("replace", granted, term=Days(4), restart_at=cn(2026, 3, 4))
    assert steps(Clock(Days(3), MONDAY, OFFICE, extensions=(anew,))) == [
        ("2", "start", ""),
        ("4", "start", "counted anew"),
        ("5-8", "counted", ""),
        ("8", "due", "extension"),
    ]
    us = Convention("us", roll="following", extends_from="rolled")
    rolled = Clock(Days(5), MONDAY, OFFICE, convention=us, extensions=(Extension("add", granted, term=Days(1)),))
    assert steps(rolled)[1:] == [
        ("3-7", "counted", ""),
        ("8-9", "rolled", "following"),
        ("10", "counted", ""),
        ("10", "due", "extension"),
    ]
    fixed = Clock(Days(3), MONDAY, OFFICE, extensions=(Extension("fixed", granted, due_at=cn(2026, 3, 20)),))
    assert steps(fixed) == [("2", "start", ""), ("20", "due", "extension")]
    promised = Clock(Days(3), MONDAY, OFFICE, promises=(Promise(cn(2026, 3, 4), granted),))
    assert steps(promised) == [("2", "start", ""), ("4", "due", "promise")]
    limbs = Clock(EarlierOf((WorkingDays(9), Days(3))), MONDAY, OFFICE)
    assert steps(limbs) == [("2", "start", ""), ("3-5", "counted", ""), ("5", "due", "1")]
    changed = Clock(Days(1), MONDAY, OFFICE, changed_at=cn(2026, 3, 5, 10), not_before=Days(2))
    assert steps(changed) == [
        ("2", "start", ""),
        ("5", "start", "counted anew"),
        ("6-7", "counted", ""),
        ("7", "due", "change"),
    ]


def test_fixed_terms_and_no_due() -> None:
    """At once: the start and the due. Without a due the steps end with the open pause."""
    assert steps(Clock(Immediately(), MONDAY, OFFICE)) == [("2", "start", ""), ("2", "due", "term")]
    assert steps(Clock(Immediately(None), MONDAY, OFFICE)) == [("2", "start", "")]
    assert steps(Clock(EarlierOf((Immediately(None), Immediately(None))), MONDAY, OFFICE)) == [("2", "start", "")]
    assert steps(Clock(NthDayOfNextMonth(10), MONDAY, OFFICE))[-1] == ("04-10", "due", "term")
    assert steps(Clock(Months(1), MONDAY, OFFICE))[1:] == [("3-04-02", "counted", ""), ("04-02", "due", "term")]
    pauses = (Pause("expert", cn(2026, 3, 3, 9), cn(2026, 3, 5, 9)), Pause("customer", cn(2026, 3, 6, 9)))
    waiting = Clock(Days(10), MONDAY, OFFICE, pauses=pauses)
    assert trace(waiting).due is None
    assert steps(waiting) == [("2", "start", ""), ("3-5", "paused", "expert"), ("6", "paused", "customer")]
    assert trace_text(trace(waiting)).splitlines()[-1] == "no due"
    assert trace_text(trace(waiting), "zh").splitlines()[-1] == "暂无到期日"


def test_overrides_and_what_the_trace_rests_on() -> None:
    """Calendar id and version, time-zone data, convention, and the due itself."""
    calendar = Calendar("shop", version="7", overrides={date(2026, 3, 4): ()})
    clock = Clock(WorkingDays(2), MONDAY, calendar)
    found = trace(clock)
    assert Step(date(2026, 3, 4), "skipped", "override") in found.steps
    assert (found.calendar_id, found.calendar_version, found.convention) == ("shop", "7", "plain")
    assert found.tz_version == tz_version()
    assert found.due == due(clock)
    assert found.started_at == MONDAY


def test_the_text_in_both_languages() -> None:
    """One line a step; provisional dates say so."""
    clock = Clock(WorkingDays(3), cn(2026, 12, 31, 10), china_calendar())
    assert trace_text(trace(clock)) == (
        "2026-12-31: start\n2027-01-01: counted\n2027-01-02 to 2027-01-03: not counted (weekend)\n"
        "2027-01-04 to 2027-01-05: counted\n2027-01-05: due\nprovisional: rests on days not yet known"
    )
    assert trace_text(trace(clock), "zh") == (
        "2026-12-31：起算\n2027-01-01：计入\n2027-01-02 至 2027-01-03：不计入（周末）\n"
        "2027-01-04 至 2027-01-05：计入\n2027-01-05：到期\n暂定：涉及尚未公布安排的日期"
    )
    with pytest.raises(InvalidInput):
        trace_text(trace(clock), "fr")


@pytest.mark.parametrize(
    "clock",
    [
        Clock(WorkingDays(7), MONDAY, OFFICE),
        Clock(Days(7), MONDAY, OFFICE),
        Clock(Hours(7), MONDAY, OFFICE),
        Clock(BusinessHours(4), MONDAY, OFFICE),
    ],
)
def test_trap_76_an_explanation_that_does_not_add_up_raises(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the run to end anywhere else than the due, or to count another number, the trace would not be told."""
    resolve = running.resolve

    def longer(given: Clock, *, promised: bool) -> running.Outcome:
        found = resolve(given, promised=promised)
        assert found.run is not None
        found.run.last += 2  # two days, and two hours, more than were asked for
        found.run.raw += 2 * 3_600_000_000
        if found.run.day is not None:
            found.run.day += 2
        return found

    def elsewhere(given: Clock, *, promised: bool) -> running.Outcome:
        found = resolve(given, promised=promised)
        assert found.due is not None
        found.due += 1
        return found

    for broken in (longer, elsewhere):
        monkeypatch.setattr(running, "resolve", broken)
        with pytest.raises(ComplaintKitError, match="does not end on the due"):
            trace(clock)


@pytest.mark.parametrize(
    ("convention", "start", "lines"),
    [
        (
            Convention("c", start="next_opening"),
            cn(2026, 3, 7, 15, 10),
            ["2026-03-07: start (weekend)", "2026-03-09 09:00: start taken as of (next opening)"],
        ),
        (
            Convention("c", start="next_opening"),
            cn(2026, 3, 6, 18),
            ["2026-03-06: start (outside opening hours)", "2026-03-09 09:00: start taken as of (next opening)"],
        ),
        (
            Convention("c", start="next_working_day", cut_off="16:00"),
            cn(2026, 3, 5, 16, 30),
            ["2026-03-05: start (after the cut-off hour)", "2026-03-06 16:30: start taken as of (next working day)"],
        ),
        (
            Convention("c", cut_off="16:00"),
            cn(2026, 3, 5, 16, 30),
            ["2026-03-05: start (after the cut-off hour)", "2026-03-06 16:30: start taken as of (as received)"],
        ),
    ],
)
def test_why_the_start_moved_and_to_which_time(convention: Convention, start, lines: list[str]) -> None:
    """The first step says what kept the day from being the start, the second the time of day it was moved to."""
    assert trace_text(trace(Clock(Days(1), start, OFFICE, convention=convention))).splitlines()[:2] == lines


def test_hours_say_why_their_start_moved_and_when_they_end() -> None:
    """Received on Saturday, from the opening on Monday; due at 11:00. A full hour has no day to blame."""
    opening = Convention("c", hours_start="next_opening")
    found = trace_text(trace(Clock(BusinessHours(2), cn(2026, 3, 7, 15), OFFICE, convention=opening)))
    assert found.splitlines()[:2] == [
        "2026-03-07: start (weekend)",
        "2026-03-09 09:00: start taken as of (next opening)",
    ]
    assert found.splitlines()[-1] == "2026-03-09 11:00: due"
    hour = trace_text(trace(Clock(Hours(1), cn(2026, 3, 6, 10, 20), OFFICE, convention=EU_1182_71)))
    assert hour.splitlines() == [
        "2026-03-06: start",
        "2026-03-06 11:00: start taken as of (the next full hour)",
        "2026-03-06: counted",
        "2026-03-06 12:00: due",
    ]
    closing = Clock(Days(1, ends="close"), cn(2026, 3, 4, 10), OFFICE)
    assert trace_text(trace(closing), "zh").splitlines()[-1] == "2026-03-05 17:00：到期"
