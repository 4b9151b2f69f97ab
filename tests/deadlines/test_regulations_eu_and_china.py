"""Worked cases: the European Union, Ireland, ISO, China. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    EU_1182_71,
    CountedFrom,
    Days,
    Extension,
    Former,
    Immediately,
    Months,
    Pause,
    WorkingDays,
    against_extension,
    china_calendar,
    due,
    dues,
    repeated,
    state,
)

from .regulations import GERMANY, IRELAND, TICK, at, falls, instead, on, run

CN = china_calendar()


def test_mdr_serious_incidents() -> None:
    """Regulation 2017/745 art. 87: 15 days, 10 for a death, 2 for a public health threat; day 0 is awareness.

    Ordinary: Mon 2 Mar: 15 days: Tue 17 Mar; 10 days: Thu 12 Mar; 2 days: Wed 4 Mar.
    Edge: 4 Mar + 10 = Sat 14 Mar: Mon 16 Mar. Fri 6 Mar + 2 = Sunday: Monday, the only working day inside: Tue 10
    Mar.
    """
    for length, expected in ((15, (3, 17)), (10, (3, 12)), (2, (3, 4))):
        assert on(Days(length), GERMANY, 2026, 3, 2, convention=EU_1182_71) == date(2026, *expected)
    assert on(Days(10), GERMANY, 2026, 3, 4, convention=EU_1182_71) == date(2026, 3, 16)
    assert on(Days(2), GERMANY, 2026, 3, 6, convention=EU_1182_71) == date(2026, 3, 10)


def test_mdr_a_death_turns_fifteen_into_ten() -> None:
    """The date moves earlier, and both stay visible.

    Aware Mon 2 Mar, 17 Mar; on Mon 9 Mar the patient has died: 12 Mar. Told on the 16th only: late from then on.
    """
    for told, status in ((9, "running"), (16, "overdue")):
        clock = run(
            Days(10), GERMANY, 2026, 3, 2, convention=EU_1182_71,
            former=(Former(at(GERMANY, 2026, 3, told), "reclassified", term=Days(15)),),
        )  # fmt: skip
        assert [d.due.due_on for d in dues(clock) if d.due] == [date(2026, 3, 17), date(2026, 3, 12)]
        assert state(clock, at(GERMANY, 2026, 3, told)).status == status
    assert state(clock, at(GERMANY, 2026, 3, 16)).breached_at == at(GERMANY, 2026, 3, 16)


def test_gdpr_one_month_and_two_more() -> None:
    """Art. 12(3): one month, clamped and rolled; two more if told within it; paused during a justified identity
    check.

    Ordinary: Mon 2 Mar: Thu 2 Apr. Edge: 31 Jan: 28 Feb is a Saturday: Mon 2 Mar. 3 Mar: 3 Apr is Good Friday, the
    6th Easter Monday: Tue 7 Apr. Three months in all from 31 Jan: 30 Apr. Identity checked 5 to 9 Mar, four days: Mon
    6 Apr is a holiday: Tue 7 Apr.
    """
    assert on(Months(1), GERMANY, 2026, 3, 2, convention=EU_1182_71) == date(2026, 4, 2)
    assert on(Months(1), GERMANY, 2026, 1, 31, convention=EU_1182_71) == date(2026, 3, 2)
    assert on(Months(1), GERMANY, 2026, 3, 3, convention=EU_1182_71) == date(2026, 4, 7)
    complex_one = instead(Months(3), at(GERMANY, 2026, 2, 27))
    assert on(Months(1), GERMANY, 2026, 1, 31, convention=EU_1182_71, extensions=(complex_one,)) == date(2026, 4, 30)
    check = Pause("identity", at(GERMANY, 2026, 3, 5), at(GERMANY, 2026, 3, 9))
    assert on(Months(1), GERMANY, 2026, 3, 2, convention=EU_1182_71, pauses=(check,)) == date(2026, 4, 7)


def test_adr_directive_2025_2647() -> None:
    """From 20 September 2028 the trader replies within 20 working days, 30 if complex; silence is refusal.

    Ordinary: Mon 9 Oct 2028 + 20 = four weeks: Mon 6 Nov; 30: Mon 20 Nov.
    Edge: Mon 2 Oct 2028, 3 October is a holiday: 20 = Mon 30 Oct + 1 = Tue 31 Oct.
    """
    assert on(WorkingDays(20), GERMANY, 2028, 10, 9) == date(2028, 11, 6)
    assert on(WorkingDays(30), GERMANY, 2028, 10, 9) == date(2028, 11, 20)
    assert on(WorkingDays(20), GERMANY, 2028, 10, 2) == date(2028, 10, 31)


def test_psd2_in_ireland() -> None:
    """Reg. 124(4): 15 business days, 35 with a holding reply.

    Ordinary: Mon 23 Mar + 15 = Mon 13 Apr, one more for Easter Monday: Tue 14 Apr.
    Edge: Mon 2 Mar over St Patrick's Day: Mon 23 + 1 = Tue 24 Mar; 35: Mon 20 Apr + 2 (17 Mar, 6 Apr) = Wed 22 Apr.
    """
    assert on(WorkingDays(15), IRELAND, 2026, 3, 23) == date(2026, 4, 14)
    clock = run(WorkingDays(15), IRELAND, 2026, 3, 2)
    assert falls(clock).due_on == date(2026, 3, 24)
    held = instead(WorkingDays(35), at(IRELAND, 2026, 3, 24))
    assert on(WorkingDays(15), IRELAND, 2026, 3, 2, extensions=(held,)) == date(2026, 4, 22)
    assert against_extension(clock, instead(WorkingDays(35), at(IRELAND, 2026, 3, 25))) == ("past_due",)


def test_ireland_consumer_protection_code() -> None:
    """Acknowledge in 5 working days, an update every 20 until resolved, resolve in 40.

    Ordinary: Mon 20 Apr: Mon 27 Apr; updates: Mon 18 May + 1 (4 May) = Tue 19 May.
    Edge: Mon 2 Mar over St Patrick's Day and Easter Monday: first update Mon 30 + 1 = Tue 31 Mar; the next 20 later:
    Tue 28 + 1 = Wed 29 Apr, which is also day 40; resolved on 30 Apr, none is owed after that.
    """
    assert on(WorkingDays(5), IRELAND, 2026, 4, 20) == date(2026, 4, 27)
    assert on(WorkingDays(20), IRELAND, 2026, 4, 20) == date(2026, 5, 19)
    updates = list(repeated(run(WorkingDays(20), IRELAND, 2026, 3, 2), at(IRELAND, 2026, 4, 28)))
    assert [falls(update).due_on for update in updates] == [date(2026, 3, 31), date(2026, 4, 29)]
    assert on(WorkingDays(40), IRELAND, 2026, 3, 2) == date(2026, 4, 29)


def test_iso_10002_immediate_acknowledgement() -> None:
    """Clause 7.4 sets no number: at once, judged by the end of the day; or an order without a lateness.

    Ordinary: Mon 2 Mar 10:00: the end of that day. Edge: 23:59 leaves a minute; without a judgement there is no due.
    """
    assert falls(run(Immediately(), IRELAND, 2026, 3, 2)).due_at == at(IRELAND, 2026, 3, 3, 0) - TICK
    assert falls(run(Immediately(), IRELAND, 2026, 3, 2, 23, 59)).due_at == at(IRELAND, 2026, 3, 3, 0) - TICK
    assert due(run(Immediately(None), IRELAND, 2026, 3, 2)) is None


# -- China


def test_银行业保险业消费投诉_2020_3() -> None:
    """15 days; complex 30; especially complex 30 more, with approval and telling. Whether a last day rolls is a
    setting.

    Ordinary: Mon 2 Mar: Tue 17 Mar; complex: Wed 1 Apr; especially complex: Fri 1 May, Labour Day, which stands, or
    by the Civil Code goes to Wed 6 May.
    Edge: Sun 1 Feb + 15 = Mon 16 Feb, Spring Festival: stands, or Tue 24 Feb. Approved on 18 Mar: past the due.
    """
    clock = run(Days(15), CN, 2026, 3, 2)
    longer = instead(Days(30), at(CN, 2026, 3, 17))
    longest = Extension("add", at(CN, 2026, 4, 1), term=Days(30))
    assert falls(clock).due_on == date(2026, 3, 17)
    assert on(Days(15), CN, 2026, 3, 2, extensions=(longer,)) == date(2026, 4, 1)
    both = {"extensions": (longer, longest)}
    assert on(Days(15), CN, 2026, 3, 2, **both) == date(2026, 5, 1)
    assert on(Days(15), CN, 2026, 3, 2, convention=CHINA_CIVIL_CODE, **both) == date(2026, 5, 6)
    assert on(Days(15), CN, 2026, 2, 1) == date(2026, 2, 16)
    assert on(Days(15), CN, 2026, 2, 1, convention=CHINA_CIVIL_CODE) == date(2026, 2, 24)
    assert against_extension(clock, instead(Days(30), at(CN, 2026, 3, 18))) == ("past_due",)


def test_市场监管投诉_order_121() -> None:
    """Accept or refuse in 7 working days; mediate within 60 days of acceptance.

    Ordinary: Wed 15 Apr 2026: 16, 17, 20-24: Fri 24 Apr. Accepted that day + 60 = 6 of April, 31 of May, 23: Tue 23
    June.
    Edge: Tue 28 Apr over Labour Day: 29, 30, 6, 7, 8, the make-up Saturday 9, 11 May: Mon 11 May. By the weekday
    alone, without the holiday and the make-up day, it would have been Thu 7 May.
    """
    assert on(WorkingDays(7), CN, 2026, 4, 15) == date(2026, 4, 24)
    accepted = (("accepted", at(CN, 2026, 4, 24)),)
    assert on(CountedFrom("accepted", Days(60)), CN, 2026, 4, 15, anchors=accepted) == date(2026, 6, 23)
    assert on(WorkingDays(7), CN, 2026, 4, 28) == date(2026, 5, 11)


def test_药物警戒质量管理规范_2021() -> None:
    """Serious reactions in 15 days, others in 30; the day it is known is day 0; new facts start the same clock again.

    Ordinary: Mon 2 Mar: Tue 17 Mar, Wed 1 Apr. Edge: Thu 1 Jan 2026 + 30 = Sat 31 Jan, which stands; new facts on 10
    Mar: 25 Mar.
    """
    assert on(Days(15), CN, 2026, 3, 2) == date(2026, 3, 17)
    assert on(Days(30), CN, 2026, 3, 2) == date(2026, 4, 1)
    assert on(Days(30), CN, 2026, 1, 1) == date(2026, 1, 31)
    assert on(
        CountedFrom("new_facts", Days(15)), CN, 2026, 3, 2, anchors=(("new_facts", at(CN, 2026, 3, 10)),)
    ) == date(2026, 3, 25)


def test_信访工作条例_2022() -> None:
    """Accept in 15 days; decide within 60 of acceptance, 30 more with the head's approval; review 30, then 30.

    Ordinary: Mon 2 Mar: Tue 17 Mar. Accepted on 10 Mar + 60 = 21 of March, 30 of April, 9: Sat 9 May; + 30: Mon 8
    June.
    Edge: accepted on 31 Dec 2026 + 60 = 31 of January, 28 of February, 1: 1 Mar 2027, known only by weekday, yet no
    day is asked whether it works, so the date is certain; rolled it would be provisional.
    """
    assert on(Days(15), CN, 2026, 3, 2) == date(2026, 3, 17)
    decide = CountedFrom("accepted", Days(60))
    accepted = (("accepted", at(CN, 2026, 3, 10)),)
    assert on(decide, CN, 2026, 3, 2, anchors=accepted) == date(2026, 5, 9)
    more = Extension("add", at(CN, 2026, 5, 9), term=Days(30))
    assert on(decide, CN, 2026, 3, 2, anchors=accepted, extensions=(more,)) == date(2026, 6, 8)
    late = (("accepted", at(CN, 2026, 12, 31)),)
    plain = falls(run(decide, CN, 2026, 12, 20, anchors=late))
    assert (plain.due_on, plain.provisional) == (date(2027, 3, 1), False)
    assert falls(run(decide, CN, 2026, 12, 20, anchors=late, convention=CHINA_CIVIL_CODE)).provisional
