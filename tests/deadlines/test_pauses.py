"""Pauses, extensions, promises and changes: traps 26 to 42, by hand on a plain office calendar.

March 2026: the 2nd is a Monday, the 7th a Saturday, the 31st a Tuesday.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    BusinessHours,
    Clock,
    Convention,
    Days,
    EarlierOf,
    Extension,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOfNextMonth,
    Pause,
    PauseRule,
    Promise,
    Term,
    Weeks,
    WorkingDays,
    Years,
    bound,
    china_calendar,
    due,
    resumes_at,
    state,
)
from complaintkit.errors import InvalidInput

from .helpers import OFFICE, cn, must, on

MONDAY = cn(2026, 3, 2, 10)


def clock(term: Term, *pauses: tuple[tuple[int, ...], tuple[int, ...] | None], **more: object) -> Clock:
    """A clock from Monday 2 March, 10:00, with pauses of March 2026 given as (day, hour, …) pairs."""
    taken = tuple(
        Pause("wait", cn(2026, 3, *begin), None if end is None else cn(2026, 3, *end)) for begin, end in pauses
    )
    return Clock(term, MONDAY, OFFICE, pauses=taken, **more)  # type: ignore[arg-type]


# -- measured in the term's own unit


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((4, 10), (6, 9), 14),  # two days: the 5th and the 6th
        ((4, 10), (4, 18), 12),  # begun and ended the same day
        ((4, 23, 59), (5, 0, 1), 13),
        ((12, 10), (14, 9), 14),  # begun on the last day
        ((13, 0, 0), (20, 0), 12),  # begun after the due
    ],
)
def test_calendar_days_take_calendar_days(begin: tuple[int, ...], end: tuple[int, ...], expected: int) -> None:
    """10 days end on the 12th; a pause adds the days after the one it began on up to the one it ended on."""
    assert on(clock(Days(10), (begin, end))) == date(2026, 3, expected)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((6, 10), (9, 10), 10),  # Friday to Monday: one working day, not three
        ((3, 10), (5, 10), 11),
        ((7, 10), (8, 10), 9),  # inside a weekend: nothing
        ((9, 10), (14, 10), 16),  # begun on the last day: four days to Friday, and not due before Saturday is over
    ],
)
def test_trap_26_working_days_take_working_days(begin: tuple[int, ...], end: tuple[int, ...], expected: int) -> None:
    """5 working days end on Monday the 9th."""
    assert on(clock(WorkingDays(5), (begin, end))) == date(2026, 3, expected)


def test_hours_take_real_time_and_business_hours_their_own() -> None:
    """A night of 16 hours stops elapsed hours for 16 hours, business hours not at all."""
    night = ((3, 17), (4, 9))
    assert must(clock(Hours(48), night)).due_at == cn(2026, 3, 5, 2)
    assert must(clock(Minutes(48 * 60), night)).due_at == cn(2026, 3, 5, 2)
    assert must(clock(BusinessHours(16), night)).due_at == cn(2026, 3, 4, 10)
    assert must(clock(BusinessHours(16), ((3, 16), (4, 10)))).due_at == cn(2026, 3, 4, 12)
    assert must(clock(BusinessHours(7), ((2, 16), (2, 17)))).due_at == cn(
        2026, 3, 3, 10
    )  # due at the close, one hour on


@pytest.mark.parametrize(
    ("term", "expected"),
    [(Weeks(1), (3, 11)), (Months(1), (4, 4)), (Years(1), (3, 4))],
)
def test_weeks_months_and_years_take_calendar_days(term: Term, expected: tuple[int, int]) -> None:
    """A pause from the 6th to the 8th adds two days."""
    found = on(clock(term, ((6, 12), (8, 12))))
    assert (found.month, found.day) == expected


def test_fixed_dates_are_not_moved() -> None:
    """The 10th of the next month, and what is to be done at once, stand through a pause, an open one too."""
    for end in ((20, 12), None):
        assert on(clock(NthDayOfNextMonth(10), ((3, 12), end))) == date(2026, 4, 10)
        assert on(clock(Immediately(), ((2, 12), end))) == date(2026, 3, 2)


# -- several, cut, dropped


def test_trap_27_a_second_pause_adds_to_the_first() -> None:
    """Two of two days each: four days."""
    assert on(clock(Days(10), ((3, 10), (5, 10)), ((9, 10), (11, 10)))) == date(2026, 3, 16)
    assert must(clock(Hours(24), ((2, 12), (2, 13)), ((2, 15), (2, 18)))).due_at == cn(2026, 3, 3, 14)


def test_overlapping_pauses_count_once() -> None:
    """3rd to 6th and 5th to 8th are five days; one inside the other adds nothing; the order given is no matter."""
    assert on(clock(Days(10), ((5, 10), (8, 10)), ((3, 10), (6, 10)))) == date(2026, 3, 17)
    assert on(clock(Days(10), ((3, 10), (8, 10)), ((4, 10), (5, 10)))) == date(2026, 3, 17)
    assert on(clock(Days(10), ((3, 10), (5, 10)), ((5, 10), (8, 10)))) == date(2026, 3, 17)
    assert must(clock(Hours(24), ((2, 12), (2, 15)), ((2, 14), (2, 16)))).due_at == cn(2026, 3, 3, 14)


def test_two_pauses_on_one_day_do_not_count_it_twice() -> None:
    """Monday to Tuesday, and the same Tuesday to Wednesday: two days."""
    assert on(clock(Days(10), ((9, 10), (10, 12)), ((10, 14), (11, 9)))) == date(2026, 3, 14)


def test_trap_33_a_pause_is_cut_to_the_start() -> None:
    """Begun before the start it counts from the start; ended before it, not at all: a corrected start keeps them."""
    early = Pause("wait", cn(2026, 2, 20), cn(2026, 3, 4, 9))
    base = Clock(Days(10), MONDAY, OFFICE, pauses=(early,))
    assert on(base) == date(2026, 3, 14)
    assert on(attrs.evolve(base, started_at=cn(2026, 3, 3, 8))) == date(2026, 3, 14)  # 13th and one day
    assert on(attrs.evolve(base, started_at=cn(2026, 3, 4, 9))) == date(2026, 3, 14)  # nothing of it is left


def test_trap_30_a_pause_begun_after_the_due_hides_nothing() -> None:
    """Overdue it stays, open or not; begun exactly at the due it still counts."""
    late = clock(Hours(24), ((3, 10, 0, 1), None))
    assert must(late).due_at == cn(2026, 3, 3, 10)
    found = state(late, cn(2026, 3, 5, 10))
    assert (found.status, found.late_by) == ("overdue", timedelta(days=2))
    assert must(clock(Hours(24), ((3, 10), (3, 11)))).due_at == cn(2026, 3, 3, 11)


def test_dropped_by_the_due_as_it_stood_not_as_it_became() -> None:
    """An extension granted later does not bring back a pause that came too late; one granted before makes room."""
    pause = ((14, 10), (16, 10))
    after = Extension("add", cn(2026, 3, 15), term=Days(5))
    before = Extension("add", cn(2026, 3, 11), term=Days(5))
    assert on(clock(Days(10), pause, extensions=(after,))) == date(2026, 3, 17)
    assert on(clock(Days(10), pause, extensions=(before,))) == date(2026, 3, 19)


def test_a_pause_in_the_gap_of_the_roll_adds_to_the_rolled_day() -> None:
    """5 days end on Saturday the 7th and roll to Monday. Begun on Saturday it adds to Saturday, on Sunday to Monday."""
    civil = {"convention": CHINA_CIVIL_CODE}
    assert on(clock(Days(5), **civil)) == date(2026, 3, 9)
    assert on(clock(Days(5), ((7, 12), (10, 12)), **civil)) == date(2026, 3, 10)
    assert on(clock(Days(5), ((8, 12), (11, 12)), **civil)) == date(2026, 3, 12)
    assert on(clock(Days(5), ((9, 12), (13, 12)), **civil)) == date(2026, 3, 13)
    assert on(clock(Days(5), ((9, 12), (14, 12)), **civil)) == date(2026, 3, 16)


def test_never_due_before_the_first_counted_day_after_the_pause() -> None:
    """4 working days end on Friday; a pause from Friday to Saturday takes none, yet it cannot be due on Friday."""
    assert on(clock(WorkingDays(4), ((6, 15), (7, 10)))) == date(2026, 3, 9)


# -- number and caps


def test_only_so_many_pauses_of_a_cause_count() -> None:
    """The second of one allowed is dropped; another cause is not touched."""
    rules = {"pause_rules": (PauseRule("wait", most=1),)}
    assert on(clock(Days(10), ((3, 10), (5, 10)), ((9, 10), (11, 10)), **rules)) == date(2026, 3, 14)
    other = Pause("expert", cn(2026, 3, 9, 10), cn(2026, 3, 11, 10))
    first = clock(Days(10), ((3, 10), (5, 10)), **rules)
    assert on(attrs.evolve(first, pauses=(*first.pauses, other))) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("term", "cap", "expected"),
    [
        (Days(10), Days(3), cn(2026, 3, 15, 23, 59, 59, 999_999)),
        (Days(10), WorkingDays(3), cn(2026, 3, 17, 23, 59, 59, 999_999)),  # used up on Monday the 9th: five days
        (Days(10), Hours(72), cn(2026, 3, 15, 23, 59, 59, 999_999)),  # used up on the 7th
        (Days(10), Weeks(1), cn(2026, 3, 18, 23, 59, 59, 999_999)),  # nothing cut: six days
        (Hours(24), Days(3), cn(2026, 3, 6, 22)),  # stood to the end of the 5th: 84 hours
        (Hours(24), Hours(10), cn(2026, 3, 3, 20)),
        (Hours(24), BusinessHours(8), cn(2026, 3, 4, 10)),  # used up on the 3rd at 12:00
    ],
)
def test_a_cap_is_measured_in_its_own_unit(term: Term, cap: Term, expected: datetime) -> None:
    """One pause of six days, from the 4th at 12:00 (in hours: from the 2nd at 12:00) to the 10th."""
    day = 4 if isinstance(term, Days) else 2
    paused = clock(term, ((day, 12), (10, 12)), pause_rules=(PauseRule("wait", cap=cap),))
    assert must(paused).due_at == expected


def test_a_cap_ends_a_pause_when_it_is_used_up_not_when_more_would_be_charged() -> None:
    """7 office hours from Monday 10:00 are used up at 17:00; the night is not paused any more. Days likewise."""
    rules = {"pause_rules": (PauseRule("wait", cap=BusinessHours(7)),)}
    assert must(clock(Hours(24), ((2, 10), (3, 8)), **rules)).due_at == cn(2026, 3, 3, 17)
    friday = {"pause_rules": (PauseRule("wait", cap=WorkingDays(2)),)}
    assert on(clock(Days(10), ((4, 10), (8, 10)), **friday)) == date(2026, 3, 14)


def test_the_last_day_of_a_cap_counts_to_its_end() -> None:
    """A cap of one day, used up on the 3rd at 10:00: a second pause that day still counts, on the 4th no more."""
    rules = {"pause_rules": (PauseRule("wait", cap=Days(1)),)}
    first = ((2, 12), (3, 9))
    assert must(clock(Hours(24), first, **rules)).due_at == cn(2026, 3, 4, 7)
    assert must(clock(Hours(24), first, ((3, 10), (3, 12)), **rules)).due_at == cn(2026, 3, 4, 9)
    assert must(clock(Hours(24), first, ((4, 1), (4, 3)), **rules)).due_at == cn(2026, 3, 4, 7)


def test_a_cap_is_used_up_over_several_pauses() -> None:
    """Three days in all: two of the first, one of the second, none of the third."""
    pauses = (((3, 10), (5, 10)), ((6, 10), (9, 10)), ((10, 10), (12, 10)))
    assert on(clock(Days(10), *pauses, pause_rules=(PauseRule("wait", cap=Days(3)),))) == date(2026, 3, 15)
    assert on(clock(Days(10), *pauses, pause_cap=Days(3))) == date(2026, 3, 15)
    assert on(clock(Days(10), *pauses, pause_cap=Months(1))) == date(2026, 3, 19)
    assert must(clock(Hours(24), ((2, 12), (2, 14)), ((2, 15), (2, 17)), pause_cap=Hours(3))).due_at == cn(
        2026, 3, 3, 13
    )


def test_the_total_cap_bounds_all_causes_together() -> None:
    """Each cause within its own cap, both together not more than four days."""
    pauses = (
        Pause("wait", cn(2026, 3, 3, 10), cn(2026, 3, 6, 10)),
        Pause("expert", cn(2026, 3, 9, 10), cn(2026, 3, 12, 10)),
    )
    base = Clock(Days(10), MONDAY, OFFICE, pauses=pauses)
    assert on(base) == date(2026, 3, 18)
    assert on(attrs.evolve(base, pause_cap=Days(4))) == date(2026, 3, 16)
    assert on(attrs.evolve(base, pause_cap=Days(4), pause_rules=(PauseRule("wait", cap=Days(1)),))) == date(2026, 3, 16)


# -- while one is open


def test_trap_32_while_a_pause_is_open_there_is_no_due() -> None:
    """Only what remains and the due if it were resumed now; no stand-in date."""
    waiting = clock(Days(10), ((4, 10), None))
    assert due(waiting) is None
    found = state(waiting, cn(2026, 3, 20, 12))
    assert (found.status, found.due) == ("paused", None)
    assert found.if_resumed_now is not None
    assert found.if_resumed_now.due_on == date(2026, 3, 28)
    assert found.remaining == cn(2026, 3, 28, 23, 59, 59, 999_999) - cn(2026, 3, 20, 12)
    assert resumes_at(waiting) is None


def test_a_running_cap_tells_when_it_is_used_up() -> None:
    """Open since the 4th with five days: paused through the 9th, then due as if it had ended that day."""
    waiting = clock(Days(10), ((4, 10), None), pause_rules=(PauseRule("wait", cap=Days(5)),))
    assert resumes_at(waiting) == cn(2026, 3, 10)
    assert on(waiting) == date(2026, 3, 17)
    assert state(waiting, cn(2026, 3, 9, 23, 59)).status == "paused"
    assert state(waiting, cn(2026, 3, 10)).status == "running"
    assert state(waiting, cn(2026, 3, 18)).status == "overdue"
    hours = clock(Hours(24), ((2, 12), None), pause_cap=Hours(3))
    assert resumes_at(hours) == cn(2026, 3, 2, 15)
    assert must(hours).due_at == cn(2026, 3, 3, 13)
    assert resumes_at(clock(Hours(24), ((2, 12), (2, 15)), pause_cap=Hours(1))) is None


def test_a_capped_pause_beside_one_without_a_cap() -> None:
    """The one without a cap keeps the clock standing."""
    both = Clock(
        Days(10),
        MONDAY,
        OFFICE,
        pauses=(Pause("wait", cn(2026, 3, 3, 10)), Pause("court", cn(2026, 3, 4, 10))),
        pause_rules=(PauseRule("wait", cap=Days(5)),),
    )
    assert due(both) is None
    assert resumes_at(both) is None
    assert state(both, cn(2026, 3, 20)).status == "paused"


def test_limbs_pause_each_for_itself() -> None:
    """While the counted limb stands still the fixed date still binds; the later of both has no due."""
    limbs = (Days(10), NthDayOfNextMonth(10))
    open_ = ((4, 10), None)
    assert on(clock(EarlierOf(limbs), open_)) == date(2026, 4, 10)
    assert due(clock(LaterOf(limbs), open_)) is None
    assert state(clock(LaterOf(limbs), open_), cn(2026, 3, 5)).status == "paused"
    for order in (1, -1):  # a limb that never falls due says nothing of the pause, wherever it stands
        never = LaterOf((Immediately(None), Days(10))[::order])
        assert state(clock(never, open_), cn(2026, 3, 5)).status == "paused"
    assert due(clock(EarlierOf((Days(10), Hours(4))), ((2, 12), None))) is None
    nested = LaterOf((Hours(1), EarlierOf((Days(9), Days(4)))))
    assert must(clock(nested, ((4, 10), (5, 10)))).governed_by == "1.1"
    mixed = must(clock(EarlierOf((WorkingDays(5), Days(7))), ((6, 10), (9, 10))))
    assert (mixed.due_on, mixed.governed_by) == (date(2026, 3, 10), "0")  # 9th + 1 working day; 9th + 3 days


# -- extensions


def test_trap_36_an_extension_adds_to_the_due_or_replaces_the_term() -> None:
    """Added to the unrolled last day (or the rolled one), counted anew from the start or from a record, or a date."""
    granted = cn(2026, 3, 5)
    civil = {"convention": CHINA_CIVIL_CODE}
    add = Extension("add", granted, term=Days(5))
    assert on(clock(Days(5), extensions=(add,), **civil)) == date(2026, 3, 12)  # Saturday the 7th + 5
    rolled = Convention("us", roll="following", extends_from="rolled")
    assert on(clock(Days(5), extensions=(add,), convention=rolled)) == date(2026, 3, 16)  # Monday the 9th + 5: Saturday
    assert on(clock(Days(5), extensions=(add, add))) == date(2026, 3, 17)
    replace = Extension("replace", granted, term=Days(20))
    assert on(clock(Days(5), extensions=(replace,))) == date(2026, 3, 22)
    restart = Extension("replace", granted, term=Days(20), restart_at=cn(2026, 3, 5))
    assert on(clock(Days(5), extensions=(restart,))) == date(2026, 3, 25)
    fixed = must(clock(Days(5), extensions=(Extension("fixed", granted, due_at=cn(2026, 3, 20, 12)),)))
    assert (fixed.due_at, fixed.due_on, fixed.governed_by) == (cn(2026, 3, 20, 12), date(2026, 3, 20), "extension")
    assert must(clock(Hours(5), extensions=(Extension("fixed", granted, due_at=cn(2026, 3, 20, 12)),))).due_on is None


def test_extensions_in_other_units() -> None:
    """Working days on top of days, days on top of hours, hours on top of days and on top of a fixed date."""
    granted = cn(2026, 3, 2, 11)

    def extended(term: Term, more: Term, *first: Extension) -> Clock:
        return clock(term, extensions=(*first, Extension("add", granted, term=more)))

    assert on(extended(Days(5), WorkingDays(2))) == date(2026, 3, 10)
    assert on(extended(Hours(24), Days(2))) == date(2026, 3, 5)
    assert must(extended(Hours(24), Hours(2))).due_at == cn(2026, 3, 3, 12)
    assert must(extended(Days(1), Hours(2))).due_at == cn(2026, 3, 4, 1, 59, 59, 999_999)
    assert on(extended(Immediately(), Days(2))) == date(2026, 3, 4)
    assert due(extended(Immediately(None), Days(2))) is None
    fixed = Extension("fixed", granted, due_at=cn(2026, 3, 20, 12))
    assert must(extended(Hours(24), Hours(2), fixed)).due_at == cn(2026, 3, 20, 14)
    assert on(extended(Days(3), Days(2), fixed)) == date(2026, 3, 22)


def test_extensions_keep_the_pauses() -> None:
    """Two days of pause before the grant and two after: both are in the new date."""
    pauses = (((3, 10), (5, 10)), ((9, 10), (11, 10)))
    granted = cn(2026, 3, 6)
    assert on(clock(Days(10), *pauses, extensions=(Extension("add", granted, term=Days(5)),))) == date(2026, 3, 21)
    assert on(clock(Days(10), *pauses, extensions=(Extension("replace", granted, term=Days(20)),))) == date(2026, 3, 26)
    anew = Extension("replace", granted, term=Days(20), restart_at=cn(2026, 3, 4, 9))
    assert on(clock(Days(10), *pauses, extensions=(anew,))) == date(
        2026, 3, 27
    )  # 24th, 1 of the first, 2 of the second
    hours = Extension("replace", cn(2026, 3, 2, 18), term=Hours(48))
    assert must(clock(Hours(24), ((2, 12), (2, 14)), extensions=(hours,))).due_at == cn(2026, 3, 4, 12)
    assert due(clock(Days(10), ((3, 10), None), extensions=(Extension("replace", granted, term=Days(20)),))) is None


def test_trap_31_a_fixed_date_is_not_moved_by_a_later_pause() -> None:
    """Nor by an open one."""
    fixed = Extension("fixed", cn(2026, 3, 5), due_at=cn(2026, 3, 20, 12))
    assert must(clock(Days(10), ((9, 10), (11, 10)), extensions=(fixed,))).due_at == cn(2026, 3, 20, 12)
    assert must(clock(Days(10), ((9, 10), None), extensions=(fixed,))).due_at == cn(2026, 3, 20, 12)
    assert must(clock(Days(10), ((3, 10), None), extensions=(fixed,))).due_at == cn(2026, 3, 20, 12)


def test_a_replaced_term_counts_from_the_same_moved_start() -> None:
    """Received after the cut-off, so taken as of the next working day, once and not twice."""
    convention = Convention("c", start="next_working_day", cut_off="17:00")
    base = Clock(Days(3), cn(2026, 3, 2, 18), OFFICE, convention=convention)
    assert on(base) == date(2026, 3, 6)
    longer = Extension("replace", cn(2026, 3, 4), term=Days(5))
    assert on(attrs.evolve(base, extensions=(longer,))) == date(2026, 3, 8)


def test_an_extension_of_limbs_extends_each() -> None:
    """The earlier of 5 working days and 7 days, both 2 days later."""
    found = must(clock(EarlierOf((WorkingDays(5), Days(7))), extensions=(Extension("add", MONDAY, term=Days(2)),)))
    assert (found.due_on, found.governed_by) == (date(2026, 3, 11), "extension")


# -- promises


def test_a_promise_is_the_due_while_it_stands() -> None:
    """The latest one governs; the bound is what the clock says without it."""
    first = Promise(cn(2026, 3, 3, 12), MONDAY)
    second = Promise(cn(2026, 3, 4, 12), cn(2026, 3, 3, 9))
    promised = clock(Days(3), promises=(second, first))
    found = must(promised)
    assert (found.due_at, found.due_on, found.governed_by) == (cn(2026, 3, 4, 12), date(2026, 3, 4), "promise")
    at_once = (Promise(cn(2026, 3, 5, 9), MONDAY), Promise(cn(2026, 3, 4, 9), MONDAY))
    assert must(clock(Days(3), promises=at_once)).due_at == cn(2026, 3, 4, 9)  # of two made at once the later entry
    limit = bound(promised)
    assert limit is not None
    assert (limit.due_on, limit.governed_by) == (date(2026, 3, 5), "term")
    assert bound(clock(Days(3))) == must(clock(Days(3)))
    assert must(clock(Hours(72), promises=(first,))).due_on is None
    assert must(clock(EarlierOf((Hours(72), Days(3))), promises=(first,))).due_on is None
    assert state(promised, cn(2026, 3, 4, 12, 0, 1)).status == "overdue"


def test_a_promise_stands_through_a_pause_and_ends_the_room_for_one() -> None:
    """A fixed moment does not move; a pause begun after it came after the due as it stood."""
    promise = Promise(cn(2026, 3, 4, 12), MONDAY)
    assert must(clock(Days(10), ((3, 10), None), promises=(promise,))).due_at == cn(2026, 3, 4, 12)
    late = clock(Days(10), ((5, 10), (7, 10)), promises=(promise,))
    assert must(late).due_at == cn(2026, 3, 4, 12)
    limit = bound(late)
    assert limit is not None
    assert limit.due_on == date(2026, 3, 14)


# -- a change in mid-life


def test_trap_41_the_original_start_but_at_least_a_term_after_the_change() -> None:
    """1 day was over when the case was reclassified on the 5th: two days from then; else the original date."""
    changed = {"changed_at": cn(2026, 3, 5, 10), "not_before": Days(2)}
    short = must(clock(Days(1), **changed))
    assert (short.due_on, short.governed_by) == (date(2026, 3, 7), "change")
    assert on(clock(Days(10), **changed)) == date(2026, 3, 12)
    assert due(clock(Days(10), ((3, 10), None), **changed)) is None
    assert due(clock(Days(1), ((5, 12), None), **changed)) is None  # the later clock stands still
    assert on(clock(Days(1), not_before=Days(2))) == date(2026, 3, 3)


# -- the state


def test_the_state_running_met_and_late() -> None:
    """Lateness is told in time and in whole local days after the due day."""
    plain = clock(Days(3))
    running = state(plain, cn(2026, 3, 4, 12))
    assert (running.status, running.late_by, running.late_days) == ("running", None, None)
    assert running.remaining == timedelta(hours=36) - timedelta(microseconds=1)
    overdue = state(plain, cn(2026, 3, 6))
    assert (overdue.status, overdue.late_by, overdue.late_days) == ("overdue", timedelta(microseconds=1), 1)
    assert state(plain, cn(2026, 4, 1), cn(2026, 3, 5, 23)).status == "met"
    late = state(plain, cn(2026, 4, 1), cn(2026, 3, 7, 1))
    assert (late.status, late.late_days) == ("met_late", 2)
    assert state(clock(Hours(24)), cn(2026, 3, 4, 1)).late_days == 1
    assert state(clock(Immediately(None)), cn(2026, 3, 4)).status == "running"
    assert state(clock(Immediately(None)), cn(2026, 3, 4), cn(2026, 3, 4)).status == "met"
    for wrong in (cn(2026, 3, 4).replace(tzinfo=None), "now"):
        with pytest.raises(InvalidInput):
            state(plain, wrong)  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            state(plain, cn(2026, 3, 4), wrong)  # type: ignore[arg-type]


def test_met_while_a_pause_was_open() -> None:
    """Judged as if the pause had ended then; a pause begun later plays no part."""
    waiting = clock(Days(3), ((4, 10), None))
    assert state(waiting, cn(2026, 4, 1), cn(2026, 3, 20)).status == "met"
    assert state(waiting, cn(2026, 4, 1), cn(2026, 3, 3)).status == "met"
    found = state(clock(Days(3), ((4, 10), None)), cn(2026, 4, 1), cn(2026, 3, 20)).due
    assert found is not None
    assert found.due_on == date(2026, 3, 21)


# -- what is refused


@pytest.mark.parametrize(
    "make",
    [
        lambda: Pause("x", datetime(2026, 3, 5)),  # noqa: DTZ001
        lambda: Pause("x", cn(2026, 3, 5), cn(2026, 3, 4)),
        lambda: Pause("x", cn(2026, 3, 5), date(2026, 3, 6)),  # type: ignore[arg-type]
        lambda: PauseRule("x", most=0),
        lambda: PauseRule("x", most=True),
        lambda: PauseRule("x", cap=3),  # type: ignore[arg-type]
        lambda: PauseRule("x", cap=Immediately()),
        lambda: Extension("more", MONDAY, term=Days(1)),  # type: ignore[arg-type]
        lambda: Extension("add", MONDAY),
        lambda: Extension("add", MONDAY, term=Days(1), due_at=MONDAY),
        lambda: Extension("add", MONDAY, term=EarlierOf((Days(1), Days(2)))),
        lambda: Extension("add", MONDAY, term=Days(1), restart_at=MONDAY),
        lambda: Extension("replace", MONDAY, term=Immediately()),
        lambda: Extension("fixed", MONDAY),
        lambda: Extension("fixed", MONDAY, term=Days(1)),
        lambda: Extension("fixed", MONDAY, due_at="tomorrow"),  # type: ignore[arg-type]
        lambda: Extension("add", datetime(2026, 3, 5), term=Days(1)),  # noqa: DTZ001
        lambda: Promise(datetime(2026, 3, 5), MONDAY),  # noqa: DTZ001
        lambda: Promise(MONDAY, None),  # type: ignore[arg-type]
        lambda: due(Clock(Days(1), MONDAY, OFFICE, pauses=(Pause("x", MONDAY),), pause_cap=NthDayOfNextMonth(3))),
    ],
)
def test_what_cannot_be_meant_is_refused(make) -> None:
    """Naive instants, ends before beginnings, kinds with the wrong parts."""
    with pytest.raises(InvalidInput):
        make()


def test_the_spring_festival_with_a_pause() -> None:
    """15 days from 1 February with three days of waiting: the 19th, rolled to the 24th."""
    paused = Clock(
        Days(15),
        cn(2026, 2, 1, 9),
        china_calendar(),
        convention=CHINA_CIVIL_CODE,
        pauses=(Pause("customer", cn(2026, 2, 3, 9), cn(2026, 2, 6, 9)),),
    )
    assert on(paused) == date(2026, 2, 24)
    assert on(attrs.evolve(paused, convention=Convention("stand"))) == date(2026, 2, 19)
