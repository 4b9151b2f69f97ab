"""Time zones as tables: when the offset changes, and the first instant of each local date.

``zoneinfo`` has the facts; asking it for every day of a table is slow, so the changes of one zone and year are found
once and kept. Only public functions of ``zoneinfo`` are used: the offset is probed once a day and each change is then
searched to the second.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, SECOND, to_instant, to_us
from complaintkit.errors import InvalidInput

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["day_starts", "get_zone", "local_to_us", "tz_version"]


@lru_cache(maxsize=256)
def get_zone(key: str) -> ZoneInfo:
    """The zone of that IANA name; :class:`InvalidInput` where there is none.

    >>> get_zone("Asia/Shanghai").key
    'Asia/Shanghai'
    """
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError, TypeError):
        raise InvalidInput.one(
            f"unknown time zone {key!r}; give an IANA name such as 'Asia/Shanghai' "
            f"(a system without time-zone data needs the extra complaintkit[timezones])",
            "zone",
        ) from None


@lru_cache(maxsize=1)
def tz_version() -> str:
    """The version of the time-zone data in use, such as ``'2026b'``; ``'unknown'`` where it cannot be told.

    >>> tz_version() != ""
    True
    """
    import zoneinfo
    from importlib import import_module
    from pathlib import Path

    for folder in zoneinfo.TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            try:
                with (Path(folder) / name).open(encoding="utf-8") as file:
                    first = file.readline().strip()
            except OSError:
                continue
            return first.removeprefix("# version ").removeprefix("#").strip() or "unknown"
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except (ImportError, AttributeError):
        return "unknown"


def _offset(zone: ZoneInfo, us: int) -> int:
    """The offset from UTC in microseconds at that instant."""
    shift = to_instant(us).astimezone(zone).utcoffset()
    assert shift is not None
    return (shift.days * 86400 + shift.seconds) * SECOND + shift.microseconds


@lru_cache(maxsize=4096)
def _changes(key: str, year: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The offset when the UTC year begins, and (instant, offset from then on) of each change up to the next one."""
    zone = get_zone(key)
    us = (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
    end = (date(year + 1, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
    first = before = _offset(zone, us)
    found = []
    while us < end:
        after = _offset(zone, us + DAY)
        if after != before:
            low, high = us, us + DAY  # the change lies in (low, high]
            while high - low > SECOND:
                middle = (low + high) // 2 // SECOND * SECOND
                if _offset(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append((high, after))
            before = after
        us += DAY
    return first, tuple(found)


def segments(key: str, first_ordinal: int, last_ordinal: int) -> list[tuple[int, int]]:
    """(from this instant on, offset) over the years around those days; the first entry reaches back without end."""
    low = date.fromordinal(first_ordinal).year - 1
    high = date.fromordinal(last_ordinal).year + 1
    if key == "UTC":
        return [(-(1 << 62), 0)]
    result = [(-(1 << 62), _changes(key, low)[0])]
    for year in range(low, high + 1):
        result.extend(_changes(key, year)[1])
    return result


def day_starts(key: str, origin: int, days: int) -> list[int]:
    """The first instant of each of ``days`` local dates from the ordinal ``origin`` on, in microseconds.

    A date that the zone skipped starts where the next one does. Where a clock set back repeats a midnight, the date
    starts with the first of the two, so that the starts never decrease.
    """
    pieces = segments(key, origin, origin + days)
    midnight = (origin - EPOCH_ORDINAL) * DAY  # as if local time were UTC; day i has it i days later
    if len(pieces) == 1:
        return list(range(midnight - pieces[0][1], midnight - pieces[0][1] + days * DAY, DAY))
    starts: list[int] = [0] * days
    for k in range(len(pieces) - 1, -1, -1):  # last piece first: where two apply, the earlier instant is written over
        since, offset = pieces[k]
        until = pieces[k + 1][0] if k + 1 < len(pieces) else 1 << 62
        low = min(max(-((midnight - since - offset) // DAY), 0), days)
        high = min(max(-((midnight - until - offset) // DAY), 0), days)
        if high > low:
            begin = midnight - offset + low * DAY
            starts[low:high] = range(begin, begin + (high - low) * DAY, DAY)
        if k and offset > pieces[k - 1][1]:  # midnights inside the gap: the date begins as the gap ends
            low = min(max(-((midnight - since - pieces[k - 1][1]) // DAY), 0), days)
            high = min(max(-((midnight - since - offset) // DAY), 0), days)
            for i in range(low, high):
                starts[i] = since
    return starts


def local_to_us(zone: ZoneInfo, ordinal: int, time_of_day: int) -> int:
    """The instant of a local wall-clock time, in microseconds after the midnight that begins the date.

    A time that the clock skipped is shifted forward by the gap, one that comes twice is taken as the first.
    """
    local = to_instant((ordinal - EPOCH_ORDINAL) * DAY + time_of_day)
    return to_us(local.replace(tzinfo=zone))
