"""Adding working days to one date, beside numpy's ``busday_offset`` with the same holidays; and the due of a clock.

Run it with ``python -m benchmarks working_days``; numpy comes with the dependency group ``bench``, and without it only
our own times are shown. Each operation starts on a day of its own in 2026. Ours is strict: it looks whether the
calendar has data for every day it used. numpy is given its own kind of date, and knows no make-up days.

What a longer term costs stands beside what a short one costs: the time should not grow with the length.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from benchmarks.table import Row, duration, interleaved

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(300)]
SHORT, LONG = 10, 1_000
AT_LEAST, AIM = 0.3, 0.16  # DESIGN 8
FLAT = 1.5
"""How much longer a hundredfold term may take and still be called flat."""

Prepare = Callable[[], Callable[[], object]]


def over(work: Callable[[Any], object], given: list[Any]) -> Prepare:
    """A side: the work on each of what is given."""

    def run() -> None:
        for item in given:
            work(item)

    return lambda: run


def beside_numpy(what: str, ours: Prepare, peer: Prepare | None, *, limited: bool) -> Row:
    """One of our sides beside numpy's; without numpy beside itself, so that its time can be shown."""
    pair = interleaved(ours, peer or ours, operations=len(DAYS))
    limits = (f"≤ {AT_LEAST:g}", f"≤ {AIM:g}") if limited else ("", "")
    if peer is None:
        return Row(what, duration(pair.ours), "no numpy", "", *limits)
    held = pair.ratio <= AT_LEAST if limited else None
    return Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", *limits, held)


def flatness(what: str, long: Prepare, short: Prepare) -> Row:
    """The long term beside the short one."""
    pair = interleaved(long, short, operations=len(DAYS))
    return Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", "flat", "", pair.ratio <= FLAT)


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    import attrs

    from complaintkit.deadlines import Clock, WorkingDays, china_calendar, due

    calendar = attrs.evolve(china_calendar(), known_until=None, strict=True)  # all days known: the long term ends late
    start = [datetime(day.year, day.month, day.day, 2, tzinfo=UTC) for day in DAYS]

    def added(n: int) -> Prepare:
        return over(lambda day: calendar.add_working_days(day, n), DAYS)

    def fallen_due(n: int) -> Prepare:
        return over(due, [Clock(WorkingDays(n), at, calendar) for at in start])

    def offset(n: int) -> Prepare | None:
        try:
            numpy = import_module("numpy")
        except ImportError:
            return None
        days = [numpy.datetime64(day) for day in DAYS]
        known = numpy.busdaycalendar(holidays=sorted(calendar.holidays))
        return over(lambda day: numpy.busday_offset(day, n, roll="forward", busdaycal=known), days)

    short, long = f"{SHORT} working days", f"{LONG:,} working days"
    return [
        beside_numpy(f"add {short} to one date / numpy busday_offset", added(SHORT), offset(SHORT), limited=True),
        beside_numpy(f"add {long} to one date / numpy busday_offset", added(LONG), offset(LONG), limited=True),
        flatness(f"add {long} / {short}", added(LONG), added(SHORT)),
        beside_numpy(
            f"due of a clock in {short} / numpy busday_offset", fallen_due(SHORT), offset(SHORT), limited=False
        ),
        flatness(f"due of a clock in {long} / {short}", fallen_due(LONG), fallen_due(SHORT)),
    ]
