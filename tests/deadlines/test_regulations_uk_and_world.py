"""Worked cases: the United Kingdom, Australia, Asia, the Gulf and Canada. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.deadlines import (
    Clock,
    Convention,
    CountedFrom,
    Days,
    EarlierOf,
    Extension,
    FollowedBy,
    Hours,
    LaterOf,
    Months,
    NthDayOf,
    Pause,
    Weeks,
    WorkingDays,
    Years,
    against_extension,
    due,
    state,
)

from .regulations import DUBAI, INDIA, QUEBEC, SINGAPORE, SYDNEY, TICK, UK, at, falls, instead, on, run, utc

SIX_MONTHS_IN = Convention("inclusive", inclusive=True)


# -- FCA DISP 1 general


def test_disp_1_6_2r_eight_weeks() -> None:
    """Final response by the end of 8 weeks after receipt; X, no roll.

    Ordinary: Mon 2 Mar + 56 days = 29 days to 31 Mar, 27 in April: 27 Apr 2026.
    Edge: Sat 7 Mar + 56 = Sat 2 May, which stands. 31 May 23:30 UTC is 1 June in London (BST): 27 July.
    """
    assert on(Weeks(8), UK, 2026, 3, 2) == date(2026, 4, 27)
    assert on(Weeks(8), UK, 2026, 3, 7) == date(2026, 5, 2)
    assert falls(Clock(Weeks(8), utc(2026, 5, 31, 23, 30), UK)).due_on == date(2026, 7, 27)


def test_disp_1_10_5r_report_in_thirty_business_days() -> None:
    """30 business days after the period's end.

    Ordinary: after 30 June 2026 July has 23 weekdays, so 7 of August (3-7, 10, 11): 11 August.
    Edge: after 31 December 2025, 1 January is a bank holiday: January has 21 more business days (2, 5-9, 12-16,
    19-23, 26-30), so 9 of February (2-6, 9-12): 12 February.
    """
    assert on(WorkingDays(30), UK, 2026, 6, 30, 23) == date(2026, 8, 11)
    assert on(WorkingDays(30), UK, 2025, 12, 31, 23) == date(2026, 2, 12)


def test_disp_2_8_2r_ombudsman_time_limits() -> None:
    """6 months from the final response; 6 years from the event or, if later, 3 from knowledge.

    Ordinary: 2 Mar 2026 + 6 months = 2 Sep. Edge: 31 Aug 2026 + 6 months has no 31st: 28 Feb 2027.
    Event 29 Feb 2024 + 6 years = 28 Feb 2030; known on 1 June 2028 + 3 years = 1 June 2031, which is later.
    """
    assert on(Months(6), UK, 2026, 3, 2) == date(2026, 9, 2)
    assert on(Months(6), UK, 2026, 8, 31) == date(2027, 2, 28)
    late = LaterOf((Years(6), CountedFrom("knowledge", Years(3))))
    assert on(late, UK, 2024, 2, 29, anchors=(("knowledge", date(2024, 3, 1)),)) == date(2030, 2, 28)
    assert on(late, UK, 2024, 2, 29, anchors=(("knowledge", date(2028, 6, 1)),)) == date(2031, 6, 1)


# -- FCA DISP 1.5


def test_disp_1_5_summary_resolution() -> None:
    """By close of business on the third business day following the day of receipt.

    Ordinary: Mon 2 Mar: 3, 4, 5: Thu 5 Mar 17:00; at 17:00 in time, a microsecond later not.
    Edge: Thu 2 Apr, Good Friday and Easter Monday off: 7, 8, 9: Thu 9 Apr 17:00. Receipt at 23:00 is the same day.
    """
    third = WorkingDays(3, ends="close")
    clock = run(third, UK, 2026, 3, 2)
    assert falls(clock).due_at == at(UK, 2026, 3, 5, 17)
    assert state(clock, at(UK, 2026, 3, 9), met_at=at(UK, 2026, 3, 5, 17)).status == "met"
    assert state(clock, at(UK, 2026, 3, 9), met_at=at(UK, 2026, 3, 5, 17) + TICK).status == "met_late"
    assert falls(run(third, UK, 2026, 4, 2)).due_at == at(UK, 2026, 4, 9, 17)
    assert falls(run(third, UK, 2026, 3, 2, 23)).due_at == at(UK, 2026, 3, 5, 17)


# -- FCA DISP 1.6.2AR


def test_disp_1_6_2ar_fifteen_or_thirty_five_business_days() -> None:
    """15 business days; 35 in all only if the holding response is sent within the 15.

    Ordinary: Mon 2 Mar + 15 = three weeks: Mon 23 Mar. With a holding response on the 20th: 35 = seven weeks, 20 Apr,
    and two more for Good Friday and Easter Monday: Wed 22 Apr.
    Edge: a holding response on 24 Mar is past the due and refused.
    """
    clock = run(WorkingDays(15), UK, 2026, 3, 2)
    assert falls(clock).due_on == date(2026, 3, 23)
    held = instead(WorkingDays(35), at(UK, 2026, 3, 20))
    assert against_extension(clock, held) == ()
    assert on(WorkingDays(15), UK, 2026, 3, 2, extensions=(held,)) == date(2026, 4, 22)
    assert against_extension(clock, instead(WorkingDays(35), at(UK, 2026, 3, 24))) == ("past_due",)


# -- Housing Ombudsman Code and Awaab's Law


def test_housing_stage_1() -> None:
    """Acknowledge in 5 working days of receipt; answer in 10 of the acknowledgement; at most 10 more.

    Ordinary: Mon 2 Mar + 5 = Mon 9 Mar. Acknowledged Thu 5 Mar + 10 = Thu 19 Mar; extended + 10 = Thu 2 Apr.
    Edge: acknowledged Thu 2 Apr, over Easter: + 10 = 7-10 (4), 13-17 (9), 20: Mon 20 Apr. Not acknowledged: no due
    yet.
    """
    assert on(WorkingDays(5), UK, 2026, 3, 2) == date(2026, 3, 9)
    answer = CountedFrom("acknowledged", WorkingDays(10))
    assert due(run(answer, UK, 2026, 3, 2)) is None
    told = (("acknowledged", at(UK, 2026, 3, 5)),)
    more = Extension("add", at(UK, 2026, 3, 18), term=WorkingDays(10))
    assert on(answer, UK, 2026, 3, 2, anchors=told) == date(2026, 3, 19)
    assert on(answer, UK, 2026, 3, 2, anchors=told, extensions=(more,)) == date(2026, 4, 2)
    assert on(answer, UK, 2026, 3, 27, anchors=(("acknowledged", at(UK, 2026, 4, 2)),)) == date(2026, 4, 20)


def test_awaab_s_law() -> None:
    """Emergency: 24 elapsed hours; investigate in 10 working days; summary in 3 and safety works in 5 after it ends.

    Ordinary: aware Mon 2 Mar 10:00: Tue 10:00. Investigation: Mon 16 Mar; ended on Thu 12 Mar: summary Tue 17 Mar,
    works Thu 19 Mar. Further works within 12 weeks: 12 Mar + 84 = 4 June.
    Edge: aware Sat 28 Mar 10:00, the clock goes forward that night: Sunday 11:00.
    """
    assert falls(run(Hours(24), UK, 2026, 3, 2)).due_at == at(UK, 2026, 3, 3, 10)
    assert falls(run(Hours(24), UK, 2026, 3, 28)).due_at == at(UK, 2026, 3, 29, 11)
    assert on(WorkingDays(10), UK, 2026, 3, 2) == date(2026, 3, 16)
    ended = (("ended", at(UK, 2026, 3, 12)),)
    for term, expected in ((WorkingDays(3), (3, 17)), (WorkingDays(5), (3, 19)), (Weeks(12), (6, 4))):
        assert on(CountedFrom("ended", term), UK, 2026, 3, 2, anchors=ended) == date(2026, *expected)


# -- NHS complaints SI 2009/309


def test_nhs_complaints() -> None:
    """Acknowledge not later than 3 working days after the day of receipt; respond within 6 months commencing on it.

    Ordinary: Mon 2 Mar: Thu 5 Mar; six months commencing on 2 Mar end the day before 2 Sep: 1 Sep.
    Edge: Thu 2 Apr: 7, 8, 9 Apr. Commencing on 31 Aug there is no 31 Feb: the month's last day, 28 Feb 2027.
    """
    assert on(WorkingDays(3), UK, 2026, 3, 2) == date(2026, 3, 5)
    assert on(WorkingDays(3), UK, 2026, 4, 2) == date(2026, 4, 9)
    assert on(Months(6), UK, 2026, 3, 2, convention=SIX_MONTHS_IN) == date(2026, 9, 1)
    assert on(Months(6), UK, 2026, 8, 31, convention=SIX_MONTHS_IN) == date(2027, 2, 28)


# -- SRA, Legal Ombudsman


def test_legal_ombudsman() -> None:
    """8 weeks to the final response.

    Ordinary: Wed 1 Apr 2026 + 56 = 29 days to 30 Apr, 27 of May: Wed 27 May. Edge: Sat 30 May + 56 = Sat 25 July.
    """
    assert on(Weeks(8), UK, 2026, 4, 1) == date(2026, 5, 27)
    assert on(Weeks(8), UK, 2026, 5, 30) == date(2026, 7, 25)


# -- Ofcom GC C4, energy SI 2008/1898


@pytest.mark.parametrize(
    ("received", "weeks", "expected"),
    [((2026, 4, 7), 8, (6, 2)), ((2026, 4, 8), 6, (5, 20)), ((2026, 5, 1), 6, (6, 12))],
)
def test_ofcom_dispute_letter(received: tuple[int, int, int], weeks: int, expected: tuple[int, int]) -> None:
    """8 weeks for what is received before 8 April 2026, 6 from then on: the version is that of the receipt.

    7 Apr + 56 = 23 days to 30 Apr, 31 of May, 2: 2 June. Edge: 8 Apr + 42 = 22, then 20: 20 May. 1 May + 42 = 12
    June.
    """
    assert weeks == (6 if date(*received) >= date(2026, 4, 8) else 8)
    assert on(Weeks(weeks), UK, *received) == date(2026, *expected)


def test_energy_complaints() -> None:
    """Unresolved by the end of the next working day is reportable; the redress letter goes out at 8 weeks.

    Ordinary: Mon 2 Mar: Tue 3 Mar. Edge: Thu 2 Apr: Tue 7 Apr; Sat 7 Mar: Mon 9 Mar.
    """
    for received, expected in (((3, 2), (3, 3)), ((4, 2), (4, 7)), ((3, 7), (3, 9))):
        assert on(WorkingDays(1), UK, 2026, *received) == date(2026, *expected)


# -- ASIC RG 271


def test_rg_271_standard_and_trustees() -> None:
    """30 calendar days, 45 for trustees, 21 for hardship; no roll.

    Ordinary: Mon 2 Mar + 30 = Wed 1 Apr; + 45 = Thu 16 Apr; + 21 = Mon 23 Mar.
    Edge: Thu 5 Feb + 30 = Sat 7 Mar, which stands; the clock change of 5 April does not move 20 Mar + 21 = 10 Apr.
    """
    for length, expected in ((30, (4, 1)), (45, (4, 16)), (21, (3, 23))):
        assert on(Days(length), SYDNEY, 2026, 3, 2) == date(2026, *expected)
    assert on(Days(30), SYDNEY, 2026, 2, 5) == date(2026, 3, 7)
    assert falls(run(Days(21), SYDNEY, 2026, 3, 20)).due_at == at(SYDNEY, 2026, 4, 11, 0) - TICK


def test_rg_271_acknowledgement() -> None:
    """24 hours or one business day, read as the later.

    Ordinary: Mon 2 Mar 10:00: the end of Tue 3 Mar is later than 10:00. Edge: Fri 6 Mar 16:00: the end of Mon 9 Mar.
    """
    ack = LaterOf((Hours(24), WorkingDays(1)))
    assert falls(run(ack, SYDNEY, 2026, 3, 2)).due_at == at(SYDNEY, 2026, 3, 4, 0) - TICK
    assert falls(run(ack, SYDNEY, 2026, 3, 6, 16)).due_at == at(SYDNEY, 2026, 3, 10, 0) - TICK


def test_rg_271_death_benefits_delay_and_stop() -> None:
    """90 days after the 28-day objection period; delay only if told before expiry; stopped by court proceedings.

    Ordinary: 2 Mar + 28 = 30 Mar, + 90 = 28 June. A new proposed decision on 1 May starts 28 + 90 again: 27 Aug.
    Edge: told on 2 April, a day after the 30 days ran out: refused. Proceedings from 10 to 20 March: ten days, 11
    April.
    """
    objection = FollowedBy(Days(28), Days(90))
    assert on(objection, SYDNEY, 2026, 3, 2) == date(2026, 6, 28)
    assert on(objection, SYDNEY, 2026, 5, 1) == date(2026, 8, 27)
    clock = run(Days(30), SYDNEY, 2026, 3, 2)
    late = Extension("add", at(SYDNEY, 2026, 4, 2), term=Days(15), reason="complex")
    assert against_extension(clock, late, reasons=("complex", "beyond_control")) == ("past_due",)
    court = Pause("court", at(SYDNEY, 2026, 3, 10), at(SYDNEY, 2026, 3, 20))
    assert on(Days(30), SYDNEY, 2026, 3, 2, pauses=(court,)) == date(2026, 4, 11)


# -- Singapore


def test_singapore_financial_advisers() -> None:
    """Acknowledge in 2 business days, answer in 20; the return within 3 months of the half-year; keep 5 years.

    Ordinary: Mon 2 Mar: Wed 4 Mar; 20 = four weeks: Mon 30 Mar. 30 June + 3 months = 30 Sep, 31 Dec + 3 = 31 Mar.
    Edge: Mon 16 Feb, Chinese New Year on the 17th and 18th: 19, 20: Fri 20 Feb; 20 days: Mon 16 Mar + 2 = Wed 18 Mar.
    """
    for received, ack, answer in (((3, 2), (3, 4), (3, 30)), ((2, 16), (2, 20), (3, 18))):
        assert on(WorkingDays(2), SINGAPORE, 2026, *received) == date(2026, *ack)
        assert on(WorkingDays(20), SINGAPORE, 2026, *received) == date(2026, *answer)
    assert on(Months(3), SINGAPORE, 2026, 6, 30) == date(2026, 9, 30)
    assert on(Months(3), SINGAPORE, 2026, 12, 31) == date(2027, 3, 31)
    assert on(Years(5), SINGAPORE, 2024, 2, 29) == date(2029, 2, 28)


# -- India RB-IOS


def test_rb_ios_ombudsman() -> None:
    """30 days for the entity; to the ombudsman within a year of its reply, or of the end of the 30 days.

    Ordinary: Mon 2 Mar + 30 = 1 Apr 2026; no reply: 1 Apr 2027. Replied on 20 Mar: 20 Mar 2027.
    Edge: 30 Jan 2028 + 30 = 29 Feb 2028; a year later there is none: 28 Feb 2029. 18:30 UTC is the next day in
    Kolkata.
    """
    silent = FollowedBy(Days(30), Years(1))
    assert on(Days(30), INDIA, 2026, 3, 2) == date(2026, 4, 1)
    assert on(silent, INDIA, 2026, 3, 2) == date(2027, 4, 1)
    right = EarlierOf((CountedFrom("reply", Years(1)), silent))
    assert on(right, INDIA, 2026, 3, 2, anchors=(("reply", date(2026, 3, 20)),)) == date(2027, 3, 20)
    assert on(silent, INDIA, 2028, 1, 30) == date(2029, 2, 28)
    assert falls(Clock(Days(30), utc(2026, 3, 1, 18, 30), INDIA)).due_on == date(2026, 4, 1)


# -- Dubai


def test_vara_and_cbuae() -> None:
    """VARA: 1 week, 4 weeks, 8 only with an update sent within the 4. CBUAE: 2 and 30 complete business days.

    Ordinary: Mon 2 Mar: 9 Mar, 30 Mar, 27 Apr. CBUAE: Wed 4 Mar; 30 = six weeks: Mon 13 Apr.
    Edge: an update on 31 Mar comes too late. CBUAE, received Fri 6 Mar: Tue 10 Mar.
    """
    clock = run(Weeks(4), DUBAI, 2026, 3, 2)
    assert on(Weeks(1), DUBAI, 2026, 3, 2) == date(2026, 3, 9)
    assert falls(clock).due_on == date(2026, 3, 30)
    update = instead(Weeks(8), at(DUBAI, 2026, 3, 30, 23))
    assert against_extension(clock, update) == ()
    assert on(Weeks(4), DUBAI, 2026, 3, 2, extensions=(update,)) == date(2026, 4, 27)
    assert against_extension(clock, instead(Weeks(8), at(DUBAI, 2026, 3, 31, 0))) == ("past_due",)
    assert on(WorkingDays(2), DUBAI, 2026, 3, 2) == date(2026, 3, 4)
    assert on(WorkingDays(30), DUBAI, 2026, 3, 2) == date(2026, 4, 13)
    assert on(WorkingDays(2), DUBAI, 2026, 3, 6) == date(2026, 3, 10)


# -- Quebec


def test_quebec_amf() -> None:
    """60 days, 30 more if exceptional, with notice.

    Ordinary: Mon 2 Mar + 60 = 29 of March, 30 of April, 1: Fri 1 May; + 30 = Sun 31 May, which stands.
    Edge: notice on 2 May: past the due. The clock change of 8 March does not move a date: 1 Mar + 60 = 30 Apr.
    """
    clock = run(Days(60), QUEBEC, 2026, 3, 2)
    assert falls(clock).due_on == date(2026, 5, 1)
    more = Extension("add", at(QUEBEC, 2026, 5, 1, 23), term=Days(30), reason="exceptional")
    assert against_extension(clock, more, latest=Days(90)) == ()
    assert on(Days(60), QUEBEC, 2026, 3, 2, extensions=(more,)) == date(2026, 5, 31)
    late = Extension("add", at(QUEBEC, 2026, 5, 2), term=Days(31), reason="exceptional")
    assert against_extension(clock, late, latest=Days(90)) == ("past_due", "past_bound")
    assert falls(run(Days(60), QUEBEC, 2026, 3, 1)).due_at == at(QUEBEC, 2026, 5, 1, 0) - TICK


def test_periodic_data_by_the_end_of_february_and_august() -> None:
    """Half-yearly data two months after the half-year: July to December by the end of February.

    Ordinary: 31 Dec 2025: 28 Feb 2026; 30 June 2026: 31 Aug 2026. Edge: 31 Dec 2027: 29 Feb 2028.
    """
    term = NthDayOf(31, "half_year", month=2)
    for end, expected in (
        ((2025, 12, 31), (2026, 2, 28)),
        ((2026, 6, 30), (2026, 8, 31)),
        ((2027, 12, 31), (2028, 2, 29)),
    ):
        assert on(term, SYDNEY, *end) == date(*expected)
