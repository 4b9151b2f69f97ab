"""Instants as whole microseconds since 1970-01-01 UTC, and back; nothing is ever rounded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from complaintkit.errors import InvalidInput

__all__ = [
    "DAY",
    "EPOCH",
    "EPOCH_ORDINAL",
    "HOUR",
    "MINUTE",
    "SECOND",
    "require_date",
    "require_instant",
    "to_instant",
    "to_us",
]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()


def to_us(instant: datetime) -> int:
    """Microseconds from 1970-01-01T00:00Z to ``instant``; :class:`InvalidInput` for anything but an aware datetime.

    >>> to_us(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC))
    1000005
    """
    try:
        past = instant - EPOCH
    except TypeError:
        raise not_an_instant(instant) from None
    return (past.days * 86400 + past.seconds) * 1_000_000 + past.microseconds


def to_instant(us: int) -> datetime:
    """The aware UTC datetime of that many microseconds; ``OverflowError`` outside the years 1 to 9999.

    >>> to_instant(1000005).isoformat()
    '1970-01-01T00:00:01.000005+00:00'
    """
    return EPOCH + timedelta(0, us // 1_000_000, us % 1_000_000)


def not_an_instant(given: object, path: str = "") -> InvalidInput:
    """The error for a naive datetime, or for something that is no datetime."""
    if isinstance(given, datetime):
        what = f"{given.isoformat()} has no time zone; give an aware datetime, such as one with tzinfo=UTC"
    else:
        what = f"expected an aware datetime, got {given!r}"
    return InvalidInput.one(what, path)


def require_instant(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is an aware datetime."""
    if not isinstance(given, datetime) or given.utcoffset() is None:
        raise not_an_instant(given, path)


def require_date(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a plain date (a datetime is none)."""
    if not isinstance(given, date) or isinstance(given, datetime):
        raise InvalidInput.one(f"expected a date, got {given!r}", path)
