"""The text of an instant in an event: what its hash is taken of, for every instant and wherever it was given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.cases.events import stamp


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(33, 1, 2, 3, 4, 5, 7, tzinfo=UTC), "0033-01-02T03:04:05.000007Z"),
        (datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "2026-12-31T23:59:59.999999Z"),
        (datetime(2026, 3, 2, 10, 0, 0, 120_000, tzinfo=UTC), "2026-03-02T10:00:00.120000Z"),
        (datetime(2026, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=8))), "2026-03-01T17:30:00.000000Z"),
    ],
)
def test_an_instant_is_told_in_utc_with_all_its_digits(at, text):
    """Four of the year, two of each part, six of the second's fraction."""
    assert stamp(at) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_its_text_leads_back_to_it(at):
    """Whichever hour was told before it."""
    assert len(stamp(at)) == len("2026-03-02T10:00:00.120000Z")
    assert datetime.fromisoformat(stamp(at)) == at
