"""The rungs that wait in a store in memory come in the order of time, and only until they are taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from complaintkit.cases.clocks import DueRow
from complaintkit.storage.waiting import Waiting

DUE = datetime(2026, 3, 9, 16, tzinfo=UTC)


def rung(day: int, hour: int, name: str = "late", duty: str = "reply") -> DueRow:
    return DueRow(datetime(2026, 3, day, hour, tzinfo=UTC), duty, 1, name, DUE)


def test_they_come_earliest_first_and_one_at_the_very_instant_comes_too():
    waiting = Waiting()
    waiting.put("b", [rung(4, 9), rung(6, 1)])
    waiting.put("a", [rung(4, 12), rung(3, 23)])
    found = waiting.until(datetime(2026, 3, 4, 12, tzinfo=UTC), 10)
    assert found == [("a", rung(3, 23)), ("b", rung(4, 9)), ("a", rung(4, 12))]
    assert waiting.until(datetime(2026, 3, 4, 12, tzinfo=UTC) - timedelta(microseconds=1), 10) == found[:2]


def test_at_one_instant_the_id_of_the_case_decides():
    waiting = Waiting()
    for case in ("c", "a", "b"):
        waiting.put(case, [rung(4, 9)])
    assert [case for case, _ in waiting.until(DUE, 10)] == ["a", "b", "c"]


def test_no_more_than_the_limit_come_over_several_days():
    waiting = Waiting()
    waiting.put("a", [rung(day, hour, f"{day}-{hour}") for day in (3, 4, 5) for hour in (1, 2)])
    assert [row.rung for _, row in waiting.until(DUE, 3)] == ["3-1", "3-2", "4-1"]
    assert [row.rung for _, row in waiting.until(DUE, 2)] == ["3-1", "3-2"]


def test_the_day_is_counted_in_utc_whatever_zone_is_asked_in():
    waiting = Waiting()
    waiting.put("a", [rung(4, 23)])
    asked = datetime(2026, 3, 5, 7, tzinfo=timezone(timedelta(hours=8)))  # 4 March 23:00 in UTC
    assert waiting.until(asked, 1) == [("a", rung(4, 23))]
    assert waiting.until(asked - timedelta(microseconds=1), 1) == []


def test_what_was_taken_no_longer_waits_and_the_rest_does():
    waiting = Waiting()
    waiting.put("a", [rung(4, 9), rung(4, 9, duty="close")])
    waiting.put("b", [rung(4, 9)])
    waiting.take("a", [rung(4, 9)])
    assert waiting.until(DUE, 10) == [("a", rung(4, 9, duty="close")), ("b", rung(4, 9))]
    with pytest.raises(KeyError):
        waiting.take("a", [rung(4, 9)])


def test_a_due_itself_does_not_wait():
    waiting = Waiting()
    waiting.put("a", [rung(4, 9, "")])
    waiting.take("a", [rung(4, 9, "")])
    assert waiting.until(DUE, 10) == []
