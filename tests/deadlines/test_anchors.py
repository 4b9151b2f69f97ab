"""Terms counted from or before an anchor, and one after the other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    PLAIN,
    US_RULE_6,
    BeforeEvent,
    BusinessHours,
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
    NthDayOfNextMonth,
    Pause,
    Promise,
    Term,
    Weeks,
    WorkingDays,
    Years,
    due,
    state,
    trace,
)
from complaintkit.errors import InvalidInput

from .helpers import OFFICE, cn, must, on

MONDAY = cn(2026, 3, 2, 10)
US = timedelta(microseconds=1)


def clock(term: Term, *anchors: tuple[str, object], **more: object) -> Clock:
    return Clock(term, MONDAY, OFFICE, anchors=anchors, **more)  # type: ignore[arg-type]


# -- strictly before an event


def test_before_an_instant_is_a_microsecond_before_it() -> None:
    """A sale on 20 March at 14:00: at 14:00 it is too late."""
    sale = cn(2026, 3, 20, 14)
    found = clock(BeforeEvent("sale"), ("sale", sale))
    assert must(found).due_at == sale - US
    assert must(found).due_on is None
    assert state(found, sale - US).status == "running"
    assert state(found, sale).status == "overdue"


def test_before_a_day_is_the_end_of_the_day_before() -> None:
    """An event on 20 March: the end of the 19th."""
    found = clock(BeforeEvent("recall"), ("recall", date(2026, 3, 20)))
    assert must(found).due_at == cn(2026, 3, 20) - US
    assert on(found) == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("length", "event", "expected"),
    [
        (Days(14), date(2026, 3, 30), (2026, 3, 16)),
        (Days(3), cn(2026, 3, 30, 9), (2026, 3, 27)),  # an event at 9:00 counts back from its local day
        (Weeks(2), date(2026, 3, 30), (2026, 3, 16)),
        (WorkingDays(3), date(2026, 3, 30), (2026, 3, 25)),  # the 27th, 26th and 25th
        (WorkingDays(1), date(2026, 3, 29), (2026, 3, 27)),  # before a Sunday: the Friday
        (Months(1), date(2026, 3, 31), (2026, 2, 28)),  # clamped
        (Years(1), date(2028, 2, 29), (2027, 2, 28)),
        (Days(1), date(2026, 3, 30), (2026, 3, 29)),  # a Sunday stands under the plain convention
        (Days(1, roll="preceding"), date(2026, 3, 30), (2026, 3, 27)),
    ],
)
def test_so_long_before_an_event(length, event, expected: tuple[int, int, int]) -> None:
    """Counted back, the event's own day does not count; until the end of that day."""
    found = clock(BeforeEvent("event", length), ("event", event))
    assert on(found) == date(*expected)
    assert must(found).due_at == cn(*expected) + timedelta(days=1) - US


def test_hours_before_an_event() -> None:
    """Real ones, and business ones: 10 before Tuesday 11:00 are 2 of Tuesday and 8 of Monday."""
    hearing = cn(2026, 3, 17, 11)
    assert must(clock(BeforeEvent("h", Hours(48)), ("h", hearing))).due_at == cn(2026, 3, 15, 11)
    assert must(clock(BeforeEvent("h", BusinessHours(10)), ("h", hearing))).due_at == cn(2026, 3, 16, 9)
    assert must(clock(BeforeEvent("h", BusinessHours(11)), ("h", hearing))).due_at == cn(2026, 3, 13, 16)


@pytest.mark.parametrize(("ends", "expected"), [("close", (17, 0)), ("wall", (11, 0)), ("wall_open", (11, 0))])
def test_where_the_last_day_before_an_event_ends(ends, expected: tuple[int, int]) -> None:
    """At the close, or at the event's own time of day; a date has none, so the end of the day."""
    found = clock(BeforeEvent("h", Days(1, ends=ends)), ("h", cn(2026, 3, 19, 11)))
    assert must(found).due_at == cn(2026, 3, 18, *expected)
    if ends != "close":
        dated = clock(BeforeEvent("h", Days(1, ends=ends)), ("h", date(2026, 3, 19)))
        assert must(dated).due_at == cn(2026, 3, 19) - US


def test_an_inclusive_convention_counts_the_event_s_day() -> None:
    """14 days before the 30th, that day being the first: the 17th; 3 working days: the 30th, 27th and 26th."""
    inclusive = Convention("i", inclusive=True)
    event = ("e", date(2026, 3, 30))
    assert on(clock(BeforeEvent("e", Days(14)), event, convention=inclusive)) == date(2026, 3, 17)
    assert on(clock(BeforeEvent("e", WorkingDays(3)), event, convention=inclusive)) == date(2026, 3, 26)


def test_pauses_leave_a_term_before_an_event_alone() -> None:
    """Also an open one."""
    event = ("e", date(2026, 3, 30))
    for ended in (cn(2026, 3, 9), None):
        pauses = (Pause("wait", cn(2026, 3, 3), ended),)
        assert on(clock(BeforeEvent("e", Days(14)), event, pauses=pauses)) == date(2026, 3, 16)


def test_an_event_that_is_not_known_has_not_started_the_limb() -> None:
    """Left out of the earlier of two (Regulation X: before the sale, or 30 days), without a due in the later of two."""
    sale = BeforeEvent("sale")
    assert due(clock(sale)) is None
    either = clock(EarlierOf((sale, WorkingDays(30))))
    assert (must(either).due_on, must(either).governed_by) == (date(2026, 4, 13), "1")
    soon = clock(EarlierOf((sale, WorkingDays(30))), ("sale", date(2026, 4, 1)))
    assert (must(soon).due_on, must(soon).governed_by) == (date(2026, 3, 31), "0")
    assert due(clock(LaterOf((sale, WorkingDays(30))))) is None


@pytest.mark.parametrize("given", [datetime(2026, 3, 2), "2026-03-02", 3, (date(2026, 3, 2),)])  # noqa: DTZ001
def test_an_anchor_is_an_aware_instant_or_a_date(given: object) -> None:
    """Anything else is refused, with its path."""
    for term in (BeforeEvent("x"), CountedFrom("x", Days(1))):
        with pytest.raises(InvalidInput) as caught:
            due(clock(term, ("x", given)))
        assert [fault.path for fault in caught.value.faults] == ["anchors.x"]


# -- from an anchor


def test_a_term_from_an_anchor() -> None:
    """From an instant by its local date, from a date by that date; of two of one name the later entry counts."""
    assert on(clock(CountedFrom("ack", Days(10)), ("ack", cn(2026, 3, 5, 23)))) == date(2026, 3, 15)
    assert on(clock(CountedFrom("ack", Days(10)), ("ack", date(2026, 3, 6)))) == date(2026, 3, 16)
    twice = clock(CountedFrom("ack", Days(10)), ("ack", date(2026, 3, 6)), ("ack", date(2026, 3, 7)))
    assert on(twice) == date(2026, 3, 17)
    assert must(clock(CountedFrom("ack", Hours(5)), ("ack", cn(2026, 3, 5, 23)))).due_at == cn(2026, 3, 6, 4)


def test_six_years_from_the_event_or_if_later_three_from_knowledge() -> None:
    """FCA DISP 2.8.2R: 2 March 2026 + 6 years; known on 1 May 2030, 3 years later is past that; unknown: no due."""
    term = LaterOf((Years(6), CountedFrom("knowledge", Years(3))))
    assert due(clock(term)) is None
    assert on(clock(term, ("knowledge", date(2028, 5, 1)))) == date(2032, 3, 2)
    assert on(clock(term, ("knowledge", date(2030, 5, 1)))) == date(2033, 5, 1)


def test_the_start_rule_applies_to_an_anchor_too() -> None:
    """Acknowledged on a Saturday, counted as of the next working day: Monday + 2."""
    monday = Convention("next", start="next_working_day")
    found = clock(CountedFrom("ack", Days(2)), ("ack", cn(2026, 3, 7, 12)), convention=monday)
    assert on(found) == date(2026, 3, 11)


def test_a_pause_before_the_anchor_does_not_count() -> None:
    """Paused 3rd to 5th, counted from the 6th; a pause over the anchor counts from it."""
    before = Pause("wait", cn(2026, 3, 3, 9), cn(2026, 3, 5, 9))
    over = Pause("wait", cn(2026, 3, 5, 9), cn(2026, 3, 8, 9))
    ack = ("ack", cn(2026, 3, 6, 12))
    assert on(clock(CountedFrom("ack", Days(10)), ack, pauses=(before,))) == date(2026, 3, 16)
    assert on(clock(CountedFrom("ack", Days(10)), ack, pauses=(over,))) == date(2026, 3, 18)


# -- one after the other


def test_ninety_days_after_the_end_of_twenty_eight() -> None:
    """RG 271: 2 March + 28 = 30 March, + 90 = 28 June."""
    assert on(clock(FollowedBy(Days(28), Days(90)))) == date(2026, 6, 28)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (FollowedBy(WorkingDays(5), WorkingDays(10)), (2026, 3, 23)),  # the 9th, then ten working days
        (FollowedBy(Hours(24), Days(2)), (2026, 3, 5)),  # falls due on the 3rd
        (FollowedBy(Days(2), Months(1)), (2026, 4, 4)),
        (FollowedBy(NthDayOfNextMonth(10), WorkingDays(3)), (2026, 4, 15)),
        (FollowedBy(FollowedBy(Days(1), Days(1)), Days(1)), (2026, 3, 5)),
        (FollowedBy(EarlierOf((Days(7), WorkingDays(3))), Days(1)), (2026, 3, 6)),
        (EarlierOf((FollowedBy(Days(3), Days(4)), Days(9))), (2026, 3, 9)),
        (CountedFrom("ack", FollowedBy(Days(3), Days(4))), (2026, 3, 12)),
        (FollowedBy(CountedFrom("ack", Days(3)), Days(4)), (2026, 3, 12)),
    ],
)
def test_what_follows_is_counted_from_the_due_before(term: Term, expected: tuple[int, int, int]) -> None:
    """The due day of the first does not count in the second."""
    assert on(clock(term, ("ack", date(2026, 3, 5)))) == date(*expected)


def test_hours_that_follow_a_day_begin_at_its_end() -> None:
    """Two days end with the 4th; 24 hours later it is the end of the 5th."""
    assert must(clock(FollowedBy(Days(2), Hours(24)))).due_at == cn(2026, 3, 6) - US


def test_the_start_rule_is_applied_once() -> None:
    """Received on a Saturday, taken as of Monday the 9th's opening: 1 day is the 10th, 2 more are the 12th."""
    opening = Convention("o", start="next_opening", ends="close")
    found = Clock(FollowedBy(Days(1), Days(2)), cn(2026, 3, 7, 12), OFFICE, convention=opening)
    assert must(found).due_at == cn(2026, 3, 12, 17)


def test_pauses_move_each_part_by_what_lies_in_it() -> None:
    """Days(5) then Days(10): the 7th, the 17th. Paused 3rd to 5th, two days; 16th to 18th, another two."""
    term = FollowedBy(Days(5), Days(10))
    first = Pause("wait", cn(2026, 3, 3, 9), cn(2026, 3, 5, 9))
    second = Pause("wait", cn(2026, 3, 16, 9), cn(2026, 3, 18, 9))
    assert on(clock(term)) == date(2026, 3, 17)
    assert on(clock(term, pauses=(first,))) == date(2026, 3, 19)
    assert on(clock(term, pauses=(first, second))) == date(2026, 3, 21)
    astride = Pause("wait", cn(2026, 3, 6, 9), cn(2026, 3, 9, 9))  # moves the first to the 10th
    assert on(clock(term, pauses=(astride,))) == date(2026, 3, 20)
    assert due(clock(term, pauses=(Pause("wait", cn(2026, 3, 6)),))) is None


def test_an_extension_is_of_what_follows() -> None:
    """Added to the last day of the second; the first stays where it was."""
    added = Extension("add", cn(2026, 3, 5), term=Days(3))
    assert on(clock(FollowedBy(Days(5), Days(10)), extensions=(added,))) == date(2026, 3, 20)
    later = clock(CountedFrom("ack", Days(5)), extensions=(added,))
    assert due(later) is None  # not started: there is nothing to extend
    fixed = Extension("fixed", cn(2026, 3, 5), due_at=cn(2026, 3, 30))
    assert due(clock(BeforeEvent("sale"), extensions=(fixed,))) is None
    assert must(clock(BeforeEvent("sale"), ("sale", date(2026, 3, 20)), extensions=(fixed,))).due_at == cn(2026, 3, 30)
    more = clock(BeforeEvent("sale", Days(3)), ("sale", date(2026, 3, 20)), extensions=(added,))
    assert on(more) == date(2026, 3, 20)  # the 17th and three days


def test_a_promise_over_an_anchored_term_keeps_its_kind() -> None:
    """Day-counted ones have a due date, instants none."""
    promise = Promise(cn(2026, 3, 6, 12), cn(2026, 3, 3))
    for term, anchors, day in (
        (CountedFrom("ack", Days(9)), (("ack", date(2026, 3, 2)),), date(2026, 3, 6)),
        (FollowedBy(Days(2), Hours(9)), (), None),
        (BeforeEvent("sale"), (("sale", cn(2026, 3, 20)),), None),
        (BeforeEvent("sale"), (("sale", date(2026, 3, 20)),), date(2026, 3, 6)),
        (BeforeEvent("sale", Days(1)), (("sale", cn(2026, 3, 20)),), date(2026, 3, 6)),
    ):
        found = must(clock(term, *anchors, promises=(promise,)))
        assert (found.due_at, found.due_on) == (promise.at, day)


# -- US rule 6, counted back


def test_us_rule_6_goes_on_backward() -> None:
    """14 days before Saturday 28 March 2026 is Saturday the 14th: Friday the 13th. After-event terms go forward."""
    event = ("hearing", date(2026, 3, 28))
    assert on(clock(BeforeEvent("hearing", Days(14)), event, convention=US_RULE_6)) == date(2026, 3, 13)
    assert on(clock(BeforeEvent("hearing", Days(14)), event, convention=CHINA_CIVIL_CODE)) == date(2026, 3, 14)
    assert on(clock(BeforeEvent("hearing", Days(14)), event, convention=PLAIN)) == date(2026, 3, 14)
    back = clock(BeforeEvent("hearing", Hours(48)), ("hearing", cn(2026, 3, 16, 10)), convention=US_RULE_6)
    assert must(back).due_at == cn(2026, 3, 13, 10)  # the 14th is a Saturday: the same time on Friday


# -- explained


def steps(found: Clock) -> list[tuple[str, str, str]]:
    return [
        (s.day.isoformat()[5:] + (f"/{s.until.isoformat()[5:]}" if s.until else ""), s.what, s.why)
        for s in trace(found).steps
    ]


def test_both_parts_are_explained() -> None:
    """The first to its due, then the second from there."""
    assert steps(clock(FollowedBy(WorkingDays(5), Days(2)))) == [
        ("03-02", "start", ""),
        ("03-03/03-06", "counted", ""),
        ("03-07/03-08", "skipped", "weekend"),
        ("03-09", "counted", ""),
        ("03-09", "start", "then"),
        ("03-10/03-11", "counted", ""),
        ("03-11", "due", "term"),
    ]


def test_an_anchor_is_named_where_the_count_begins() -> None:
    """By its own name."""
    assert steps(clock(CountedFrom("ack", Days(2)), ("ack", date(2026, 3, 5)))) == [
        ("03-02", "start", ""),
        ("03-05", "start", "ack"),
        ("03-06/03-07", "counted", ""),
        ("03-07", "due", "term"),
    ]
    assert steps(clock(CountedFrom("ack", Days(2)))) == [("03-02", "start", "")]


def test_what_is_counted_back_is_explained_backward() -> None:
    """From the event to the due, days off told apart; and rolled back at the end."""
    sunday = ("hearing", date(2026, 3, 17))
    assert steps(clock(BeforeEvent("hearing", WorkingDays(3)), sunday)) == [
        ("03-02", "start", ""),
        ("03-17", "event", "hearing"),
        ("03-16", "counted", ""),
        ("03-14/03-15", "skipped", "weekend"),
        ("03-12/03-13", "counted", ""),
        ("03-12", "due", "term"),
    ]
    assert steps(clock(BeforeEvent("hearing", Days(3)), sunday, convention=US_RULE_6))[2:] == [
        ("03-14/03-16", "counted", ""),
        ("03-14", "rolled", "weekend"),
        ("03-13", "rolled", ""),
        ("03-13", "due", "term"),
    ]
    assert steps(clock(BeforeEvent("hearing"), sunday))[1:] == [
        ("03-17", "event", "hearing"),
        ("03-16", "due", "term"),
    ]
