"""The fixed clock of complaintkit.testing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from complaintkit.errors import InvalidInput
from complaintkit.testing import FixedClock

NINE = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


def test_it_stands_still():
    """Asked twice, it says the same instant, to the microsecond."""
    clock = FixedClock(NINE)
    assert clock.now() == clock.now() == NINE


def test_it_tells_utc():
    """Whatever zone it was set in, it tells the instant in UTC."""
    clock = FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now().isoformat() == "2026-03-02T01:00:00+00:00"


def test_it_moves_on_and_back():
    """It goes where it is told, later or earlier."""
    clock = FixedClock(NINE)
    clock.advance(timedelta(minutes=30))
    assert clock.now() == datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
    clock.advance(timedelta(hours=-1))
    assert clock.now() == datetime(2026, 3, 2, 8, 30, 0, 123456, tzinfo=UTC)
    clock.move_to(datetime(2026, 3, 1, tzinfo=UTC))
    assert clock.now() == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("bad", [datetime(2026, 3, 2), "2026-03-02T09:00:00Z", None, 0])  # noqa: DTZ001
def test_only_aware_instants(bad):
    """A naive datetime, a text, nothing: refused, at the start and when moved, and the clock stays where it was."""
    with pytest.raises(InvalidInput, match="aware datetime"):
        FixedClock(bad)
    clock = FixedClock(NINE)
    with pytest.raises(InvalidInput, match="aware datetime"):
        clock.move_to(bad)
    assert clock.now() == NINE


def test_only_durations():
    """It advances by a duration, never by a bare number."""
    with pytest.raises(InvalidInput, match="expected a timedelta, got 60"):
        FixedClock(NINE).advance(60)  # type: ignore[arg-type]


def test_it_shows_where_it_stands():
    """Its repr names the instant."""
    assert repr(FixedClock(datetime(2026, 3, 2, tzinfo=UTC))) == "FixedClock(2026-03-02T00:00:00+00:00)"
