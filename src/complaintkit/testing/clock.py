"""A clock that moves only when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from complaintkit.errors import InvalidInput
from complaintkit.values.checks import shown

__all__ = ["FixedClock"]


class FixedClock:
    """The clock port for tests: it stands at one instant until it is moved.

    It may be moved back, so that what a desk does with a clock behind its last event can be tried. Instants are aware
    datetimes and are told in UTC, microseconds kept.

    :raises InvalidInput: the instant is no datetime, or a naive one.

    >>> from datetime import UTC, datetime, timedelta
    >>> clock = FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    >>> clock.advance(timedelta(hours=1))
    >>> clock.now().isoformat()
    '2026-03-02T10:00:00+00:00'
    """

    __slots__ = ("_now",)

    def __init__(self, instant: datetime) -> None:
        self._now = _aware(instant)

    def now(self) -> datetime:
        """The instant the clock stands at, in UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Stand at another instant, later or earlier. Raises `InvalidInput` for a naive one."""
        self._now = _aware(instant)

    def advance(self, by: timedelta) -> None:
        """Move on by a duration; a negative one moves back. Raises `InvalidInput` for anything else."""
        if not isinstance(by, timedelta):
            raise InvalidInput.one(f"expected a timedelta, got {shown(by)}", "by")
        self._now += by

    def __repr__(self) -> str:
        return f"FixedClock({self._now.isoformat()})"


def _aware(instant: object) -> datetime:
    if not isinstance(instant, datetime):
        raise InvalidInput.one(f"expected an aware datetime, got {shown(instant)}", "instant")
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InvalidInput.one(
            f"expected an aware datetime, got the naive {instant.isoformat()}; give it a time zone", "instant"
        )
    return instant.astimezone(UTC)
