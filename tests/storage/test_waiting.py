"""The cases that wait in a store in memory come in the order of time, and only as long as they wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from complaintkit.storage.waiting import Waiting

FAR = datetime(2026, 3, 9, 16, tzinfo=UTC)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def waits(**cases: datetime) -> Waiting:
    waiting = Waiting()
    for case_id, instant in cases.items():
        waiting.move(case_id, None, instant)
    return waiting


def test_they_come_earliest_first_and_one_at_the_very_instant_comes_too():
    """At or before the instant, in order; a microsecond before it the last one is not there."""
    waiting = waits(b=at(4, 9), d=at(6, 1), a=at(4, 12), c=at(3, 23))
    found = waiting.until(at(4, 12), 10)
    assert found == [("c", at(3, 23)), ("b", at(4, 9)), ("a", at(4, 12))]
    assert waiting.until(at(4, 12) - timedelta(microseconds=1), 10) == found[:2]


def test_at_one_instant_the_id_of_the_case_decides():
    """So that every store gives them in one order."""
    assert [case for case, _ in waits(c=at(4, 9), a=at(4, 9), b=at(4, 9)).until(FAR, 10)] == ["a", "b", "c"]


def test_no_more_than_the_limit_come_over_several_days():
    """The earliest, wherever the limit falls."""
    waiting = waits(e=at(5, 1), a=at(3, 1), b=at(3, 2), c=at(4, 1), d=at(4, 2))
    assert [case for case, _ in waiting.until(FAR, 3)] == ["a", "b", "c"]
    assert [case for case, _ in waiting.until(FAR, 2)] == ["a", "b"]


def test_the_day_is_counted_in_utc_whatever_zone_is_asked_in():
    """5 March 07:00 at +08:00 is 4 March 23:00 in UTC."""
    waiting = waits(a=at(4, 23))
    asked = datetime(2026, 3, 5, 7, tzinfo=timezone(timedelta(hours=8)))
    assert waiting.until(asked, 1) == [("a", at(4, 23))]
    assert waiting.until(asked - timedelta(microseconds=1), 1) == []


def test_a_case_waits_for_one_instant_at_a_time():
    """Moved, it is found at the new instant only; waiting for none, not at all; the others stay."""
    waiting = waits(a=at(4, 9), b=at(4, 9))
    waiting.move("a", at(4, 9), at(6, 1))
    assert waiting.until(FAR, 10) == [("b", at(4, 9)), ("a", at(6, 1))]
    waiting.move("a", at(6, 1), None)
    assert waiting.until(FAR, 10) == [("b", at(4, 9))]
    with pytest.raises(KeyError):
        waiting.move("a", at(6, 1), None)
