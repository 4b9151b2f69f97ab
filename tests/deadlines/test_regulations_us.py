"""Worked cases: the United States. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date

import attrs

from complaintkit.deadlines import (
    BeforeEvent,
    BusinessHours,
    Convention,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    Extension,
    Former,
    Window,
    WorkingDays,
    Years,
    against_extension,
    due,
    repeated,
    state,
)

from .regulations import TICK, US, at, falls, instead, on, run

INCLUSIVE = Convention("inclusive", inclusive=True)


def test_cfpb_portal() -> None:
    """15 calendar days, 60 in all if flagged in progress within the 15; no roll.

    Ordinary: Mon 2 Mar + 15 = Tue 17 Mar; in progress: + 60 = Fri 1 May.
    Edge: Sat 7 Mar + 15 = Sun 22 Mar, which stands. Flagged on the 18th: too late.
    """
    clock = run(Days(15), US, 2026, 3, 2)
    assert falls(clock).due_on == date(2026, 3, 17)
    assert on(Days(15), US, 2026, 3, 7) == date(2026, 3, 22)
    flagged = instead(Days(60), at(US, 2026, 3, 17, 23))
    assert against_extension(clock, flagged) == ()
    assert on(Days(15), US, 2026, 3, 2, extensions=(flagged,)) == date(2026, 5, 1)
    assert against_extension(clock, instead(Days(60), at(US, 2026, 3, 18, 0))) == ("past_due",)


def test_reg_e_ten_business_days_or_forty_five() -> None:
    """10 business days of the institution; 45 calendar days if provisional credit came within them; then 3 and 1.

    Ordinary: Mon 2 Feb 2026, Presidents' Day on the 16th: 3-6 (4), 9-13 (9), 17: Tue 17 Feb. 45 days: 26 of February,
    19: Thu 19 Mar. Report 3 business days after completing on Wed 11 Feb: 12, 13, 17: Tue 17 Feb.
    Edge: an institution open on Saturdays: 3-7 (5), 9-13 (10): Fri 13 Feb. Credit on the 18th: too late for the 45.
    """
    clock = run(WorkingDays(10), US, 2026, 2, 2)
    assert falls(clock).due_on == date(2026, 2, 17)
    credited = instead(Days(45), at(US, 2026, 2, 17))
    assert against_extension(clock, credited) == ()
    assert on(WorkingDays(10), US, 2026, 2, 2, extensions=(credited,)) == date(2026, 3, 19)
    assert against_extension(clock, instead(Days(45), at(US, 2026, 2, 18))) == ("past_due",)
    report = CountedFrom("completed", WorkingDays(3))
    assert on(report, US, 2026, 2, 2, anchors=(("completed", at(US, 2026, 2, 11)),)) == date(2026, 2, 17)
    hours = (Window("09:00", "17:00"),)
    saturdays = attrs.evolve(US, week=(hours,) * 6 + ((),))
    assert on(WorkingDays(10), saturdays, 2026, 2, 2) == date(2026, 2, 13)


def test_reg_z_two_complete_billing_cycles() -> None:
    """Acknowledge in 30 days; resolve within two complete billing cycles, 90 days at most. Statements close on the
    20th.

    Ordinary: Wed 4 Mar: rest of the cycle to 20 Mar, then 20 Apr and 20 May; 90 days would be 2 June: 20 May.
    Edge: Sat 21 Mar: a new cycle has begun, so 20 June, day 91; 90 days are 19 June, which binds.
    """
    closings = (("statement", tuple(date(2026, month, 20) for month in range(1, 13))),)
    term = EarlierOf((Cycles(2, "statement"), Days(90)))
    assert on(Days(30), US, 2026, 3, 4) == date(2026, 4, 3)
    ordinary = falls(run(term, US, 2026, 3, 4, anchors=closings))
    assert (ordinary.due_on, ordinary.governed_by) == (date(2026, 5, 20), "0")
    edge = falls(run(term, US, 2026, 3, 21, anchors=closings))
    assert (edge.due_on, edge.governed_by) == (date(2026, 6, 19), "1")


def test_reg_x_notice_of_error() -> None:
    """Days without Saturdays, Sundays and legal holidays: acknowledge in 5, respond in 30 (or before the sale), 15
    more.

    Ordinary: Mon 2 Mar: Mon 9 Mar; 30 = six weeks: Mon 13 Apr; 15 more: Mon 4 May.
    Edge: a foreclosure sale on Fri 20 Mar 12:00 comes first: a microsecond before it. Notice on 14 Apr: too late.
    Over Memorial Day: Mon 18 May + 5 = 19-22 (4), 26: Tue 26 May.
    """
    clock = run(WorkingDays(30), US, 2026, 3, 2)
    assert on(WorkingDays(5), US, 2026, 3, 2) == date(2026, 3, 9)
    assert on(WorkingDays(5), US, 2026, 5, 18) == date(2026, 5, 26)
    assert falls(clock).due_on == date(2026, 4, 13)
    more = Extension("add", at(US, 2026, 4, 13), term=WorkingDays(15))
    assert on(WorkingDays(30), US, 2026, 3, 2, extensions=(more,)) == date(2026, 5, 4)
    late = Extension("add", at(US, 2026, 4, 14), term=WorkingDays(15))
    assert against_extension(clock, late) == ("past_due",)
    sale = EarlierOf((BeforeEvent("sale"), WorkingDays(30)))
    found = falls(run(sale, US, 2026, 3, 2, anchors=(("sale", at(US, 2026, 3, 20, 12)),)))
    assert (found.due_at, found.governed_by) == (at(US, 2026, 3, 20, 12) - TICK, "0")


def test_fcra_thirty_day_period_beginning_on_receipt() -> None:
    """Whether the day of receipt counts is disputed: a setting. 15 more only if new information comes inside the 30.

    Ordinary: Mon 2 Mar inclusive: 31 Mar; exclusive: 1 Apr. Edge: 30 Jan inclusive: 2 of January, 28 of February: 28
    Feb. New information on 20 Mar: 31 Mar + 15 = 15 Apr.
    """
    assert on(Days(30), US, 2026, 3, 2, convention=INCLUSIVE) == date(2026, 3, 31)
    assert on(Days(30), US, 2026, 3, 2) == date(2026, 4, 1)
    assert on(Days(30), US, 2026, 1, 30, convention=INCLUSIVE) == date(2026, 2, 28)
    news = Extension("add", at(US, 2026, 3, 20), term=Days(15))
    assert on(Days(30), US, 2026, 3, 2, convention=INCLUSIVE, extensions=(news,)) == date(2026, 4, 15)


def test_dot_airline_complaints() -> None:
    """Acknowledge in 30 days, answer in 60; a disability complaint within 45 days of the event, answered in 30.

    Ordinary: Mon 2 Mar: Wed 1 Apr and Fri 1 May. Edge: 29 Jan + 30 = Sat 28 Feb, which stands; event on 1 Feb 2028
    (leap year) + 45 = 28 of February, 17: 17 March.
    """
    assert on(Days(30), US, 2026, 3, 2) == date(2026, 4, 1)
    assert on(Days(60), US, 2026, 3, 2) == date(2026, 5, 1)
    assert on(Days(30), US, 2026, 1, 29) == date(2026, 2, 28)
    assert on(Days(45), US, 2028, 2, 1) == date(2028, 3, 17)


def test_fda_device_reports() -> None:
    """21 CFR 803: 30 calendar days after the day of awareness, 5 work days where remedial action is needed.

    Ordinary: Mon 2 Mar: Wed 1 Apr; 5 work days: Mon 9 Mar; 806: 10 working days from initiating on Mon 2 Mar: 16 Mar.
    Edge: Thu 2 July, Friday the 3rd is observed: 6-10: Fri 10 July; 30 days: Sat 1 Aug, which stands. On the 20th of
    March it turns out that remedial action was needed as of 2 March: 9 Mar has passed, late from that moment on.
    """
    assert on(Days(30), US, 2026, 3, 2) == date(2026, 4, 1)
    assert on(WorkingDays(5), US, 2026, 3, 2) == date(2026, 3, 9)
    assert on(WorkingDays(10), US, 2026, 3, 2) == date(2026, 3, 16)
    assert on(WorkingDays(5), US, 2026, 7, 2) == date(2026, 7, 10)
    assert on(Days(30), US, 2026, 7, 2) == date(2026, 8, 1)
    was = Former(at(US, 2026, 3, 20), "reclassified", term=Days(30))
    changed = run(WorkingDays(5), US, 2026, 3, 2, former=(was,))
    assert state(changed, at(US, 2026, 3, 20)).breached_at == at(US, 2026, 3, 20)


def test_fda_drug_records() -> None:
    """21 CFR 211.180: exempt OTC records 3 years after distribution; each product reviewed at least once a year.

    Ordinary: 2 Mar 2026: 2 Mar 2029; reviews by 2 Mar 2027, 2028, 2029. Edge: 29 Feb 2028 + 3 years: 28 Feb 2031.
    """
    assert on(Years(3), US, 2026, 3, 2) == date(2029, 3, 2)
    assert on(Years(3), US, 2028, 2, 29) == date(2031, 2, 28)
    reviews = [due(c) for c in repeated(run(Years(1), US, 2026, 3, 2), at(US, 2028, 6, 1))]
    assert [found.due_on for found in reviews if found] == [date(2027, 3, 2), date(2028, 3, 2), date(2029, 3, 2)]


def test_cpsc_24_hours_without_weekends() -> None:
    """16 CFR 1115.14: weekends and holidays are left out even of the 24 hours; investigate in 10 days, likewise.

    Ordinary: Wed 4 Mar 15:00: Thu 15:00; 10 days: 5, 6, 9-13, 16-18: Wed 18 Mar.
    Edge: Fri 6 Mar 15:00: Mon 9 Mar 15:00, though the clock changed on Sunday; Fri 22 May 10:00: Tue 26 May 10:00.
    Learnt on a Saturday, the 24 hours are those of Monday.
    """
    weekdays = attrs.evolve(US, week=((Window("00:00", "24:00"),),) * 5 + ((), ()))
    for received, expected in (((3, 4, 15), (3, 5, 15)), ((3, 6, 15), (3, 9, 15)), ((5, 22, 10), (5, 26, 10))):
        assert falls(run(BusinessHours(24), weekdays, 2026, *received)).due_at == at(US, 2026, *expected)
    assert falls(run(BusinessHours(24), weekdays, 2026, 3, 7)).due_at == at(US, 2026, 3, 10, 0)
    assert on(WorkingDays(10), US, 2026, 3, 4) == date(2026, 3, 18)
