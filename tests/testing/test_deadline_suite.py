"""The suite for deadline rules: a right rule keeps every law, and each wrong one breaks the law it is wrong about."""

from __future__ import annotations

import unittest
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import Phase, settings

from complaintkit.deadlines import Calendar, Clock, Days, Due, Months, Pause, Window, WorkingDays, china_calendar, due
from complaintkit.errors import InvalidInput
from complaintkit.testing import deadline_suite
from complaintkit.testing.deadline_laws import LAWS

CN = china_calendar()
OFFICE = Calendar("office", zone="America/New_York")
HOUR = 3_600_000_000
SEARCH = settings(max_examples=150, database=None, derandomize=True, phases=[Phase.generate])


def asked(suite: type[unittest.TestCase]) -> list[str]:
    return [name.removeprefix("test_") for name in unittest.TestLoader().getTestCaseNames(suite)]


def broken(suite: type[unittest.TestCase]) -> set[str]:
    """The laws that the rule breaks: each test is run, and must fail by its own assertion."""
    found = set()
    for name in asked(suite):
        try:
            SEARCH(vars(suite)[f"test_{name}"])(suite(f"test_{name}"))
        except AssertionError:
            found.add(name)
    return found


def right(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    return due(Clock(WorkingDays(amount), start, calendar, pauses=pauses))


# Three lines, as an embedder writes them; the tests of this class are collected here too.
TestWorkingDays = deadline_suite(right, calendar=CN)
TestBusinessHours = deadline_suite(
    lambda start, amount: OFFICE.add_business(start, amount), calendar=OFFICE, amounts=(1, 300 * HOUR),
    elapsed=OFFICE.elapsed,
)  # fmt: skip
TestMonths = deadline_suite(lambda start, amount: due(Clock(Months(amount), start, CN)), calendar=CN)


def test_laws_about_what_a_rule_does_not_take_are_left_out() -> None:
    """All laws but those of business time for a whole rule; of a bare start only what can be asked."""
    assert set(asked(TestWorkingDays)) == set(LAWS) - {"elapsed_undoes_add", "add_undoes_elapsed"}
    bare = deadline_suite(lambda start: due(Clock(Days(3), start, CN)), calendar=CN)
    assert not any("amount" in name or "holiday" in name or "pause" in name for name in asked(bare))
    assert len(asked(bare)) == 5
    less = deadline_suite(right, calendar=CN, without=LAWS[:3])
    assert set(asked(less)) == set(asked(TestWorkingDays)) - set(LAWS[:3])


def in_the_morning_more(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """What comes in before noon gets five days more than what comes after."""
    early = start.astimezone(calendar.zoneinfo).time() < time(12)
    return right(start, amount + 5 * early, calendar, pauses)


def amounts_begin_anew(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """The eighth day is the first again."""
    return right(start, (amount - 1) % 7 + 1, calendar, pauses)


def holidays_hurry(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """One calendar day less for a holiday more."""
    less = len(calendar.holidays) - len(CN.holidays)
    return due(Clock(Days(amount + 1 - less), start, calendar, pauses=pauses))


def counted_from_long_ago(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """From sixty days before the start."""
    return due(Clock(Days(amount), start - timedelta(days=60), calendar, pauses=pauses))


def pauses_forgotten(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    return right(start, amount, calendar, ())


def paused_until_close(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """Who pauses has until close of business only, not until midnight."""
    found = right(start, amount, calendar, pauses)
    assert found is not None
    assert found.due_on is not None
    return attrs.evolve(found, due_at=calendar.close(found.due_on)) if pauses else found


def the_day_after(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """Tells the day after as the due day."""
    found = right(start, amount, calendar, pauses)
    assert found is not None
    assert found.due_on is not None
    return attrs.evolve(found, due_on=found.due_on + timedelta(days=1))


def the_date_of_the_stamp(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """Counts from the date as the stamp writes it, not from the local one."""
    noon = datetime.combine(start.date(), time(12), calendar.zoneinfo)
    return due(Clock(Days(amount), noon, calendar, pauses=pauses))


def the_very_same_calendar(start: datetime, amount: int, calendar: Calendar, pauses: tuple[Pause, ...]) -> Due | None:
    """A calendar that was read again counts as another one."""
    return right(start, amount if calendar is CN else amount + 1, calendar, pauses)


@pytest.mark.parametrize(
    ("rule", "law"),
    [
        (in_the_morning_more, "a_later_start_is_never_due_earlier"),
        (amounts_begin_anew, "a_larger_amount_is_never_due_earlier"),
        (holidays_hurry, "an_added_holiday_never_brings_it_forward"),
        (counted_from_long_ago, "it_is_never_due_before_the_start"),
        (pauses_forgotten, "it_is_never_due_on_a_day_before_a_pause_ended"),
        (paused_until_close, "a_pause_never_brings_it_forward"),
        (the_day_after, "the_local_date_is_that_of_the_calendar"),
        (the_date_of_the_stamp, "one_instant_has_one_answer"),
        (the_very_same_calendar, "it_is_stable_when_written_and_read_again"),
    ],
)
@pytest.mark.no_cover
def test_a_broken_rule_breaks_its_law_and_no_other(rule: Callable[..., Any], law: str) -> None:
    """Every law bites, and blames nobody else."""
    assert broken(deadline_suite(rule, calendar=CN)) == {law}


def test_an_exact_fit_at_the_next_opening_is_no_inverse() -> None:
    """Closed hours are no business time: elapsed cannot tell the close from the opening, so the opening is wrong."""
    suite = deadline_suite(
        lambda start, amount: OFFICE.next_opening(OFFICE.add_business(start, amount)),
        calendar=OFFICE,
        amounts=(1, 300 * HOUR),
        elapsed=OFFICE.elapsed,
    )
    assert broken(suite) == {"add_undoes_elapsed"}


def test_real_time_is_not_business_time() -> None:
    """A rule in business time beside a measure of real time: neither undoes the other."""
    suite = deadline_suite(
        lambda start, amount: OFFICE.add_business(start, amount),
        calendar=OFFICE,
        amounts=(9 * HOUR, 300 * HOUR),
        elapsed=lambda start, end: (end - start) // timedelta(microseconds=1),
    )
    assert broken(suite) == {"elapsed_undoes_add", "add_undoes_elapsed"}


def test_what_is_no_rule_is_refused() -> None:
    """Other parameters, no start, no such law: all faults at once."""
    with pytest.raises(InvalidInput, match="3 faults") as caught:
        deadline_suite(lambda begin: None, calendar=CN, without=("a_law",))
    assert [fault.path for fault in caught.value.faults] == ["rule.begin", "rule", "without"]


def test_windows_past_midnight_keep_the_laws_too() -> None:
    """A night shift in a zone whose clock changes at night."""
    night = Calendar("night", zone="Australia/Lord_Howe", week=((Window("22:00", "30:00"),),) * 5 + ((), ()))
    assert broken(deadline_suite(right, calendar=night)) == set()
