"""Deadlines beside the libraries that count working days and hours: one at a time, and over columns.

Run it with ``python -m benchmarks deadlines``; the peers come with the dependency group ``bench``, and the rows of one
that is not installed say so. Every pair first answers the same questions, and the answers must be equal; only then are
they timed, in turns.

The calendar has the weekday holidays of China, 09:00 to 17:00 in UTC; the peers know neither make-up days nor zones,
so it has none. Each operation starts at a day, or an odd minute, of its own, on a working day of 2026. Peers get the
arguments of their own kinds, made beforehand; numpy and polars roll back first, which answers as ours on days off too.
Ours are strict: they look whether the calendar has data for every day used. What a longer term costs stands beside
what a short one costs: the time should not grow with the length.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from typing import Any

import attrs

from benchmarks.table import Pair, Row, duration, interleaved
from complaintkit.deadlines import (
    Before,
    BusinessHours,
    Calendar,
    Clock,
    Days,
    Term,
    WorkingDays,
    china_calendar,
    due,
    rung_instant,
)
from complaintkit.deadlines.tables import DayTable

SHORT, LONG = 10, 1_000
HOURS = 20
ROWS, FEW_ROWS, SLOW_ROWS = 1_000_000, 20_000, 2_000
FLAT = 1.5
"""How much longer a hundredfold term may take and still be called flat."""

BUILD = 0.010  # seconds for thirty years of days
SCALAR, COLUMNS, COLUMN_HOURS = (0.3, 0.16), (0.25, 0.1), (0.01, 0.003)  # DESIGN 8
POLICY, BULK = (0.5, 0.2), (1 / 50, 1 / 130)  # DESIGN 8, for a policy over columns: beside numpy, and one by one

HOLIDAYS = frozenset(day for day in china_calendar().holidays if day.weekday() < 5)
OFFICE = Calendar("office", zone="UTC", holidays=HOLIDAYS, known_from=date(1970, 1, 1), strict=True)
STARTS = [
    day
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    if day.weekday() < 5 and day not in HOLIDAYS
]
MOMENTS = [datetime(day.year, day.month, day.day, 9 + n % 8, 1 + n % 59, tzinfo=UTC) for n, day in enumerate(STARTS)]

Prepare = Callable[[], Callable[[], object]]
Limits = tuple[float, float] | None


def module(name: str) -> Any:
    """A peer; None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def each(work: Callable[[Any], object], given: Sequence[Any]) -> Prepare:
    """A side: the work on each of what is given."""

    def run() -> None:
        for item in given:
            work(item)

    return lambda: run


def whole(work: Callable[[], object]) -> Prepare:
    """A side: one call for the whole column."""
    return lambda: work


def agreed(what: str, ours: Sequence[Any], theirs: Sequence[Any]) -> None:
    """Both must have answered alike, or nothing is timed."""
    for n, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if mine != other:
            raise AssertionError(f"{what}: question {n} is answered {mine} by ours and {other} by the peer")


def row(what: str, pair: Pair, limits: Limits = None) -> Row:
    """A line with the ratio of a pair."""
    told = ("", "") if limits is None else tuple(f"≤ {limit:.3g}" for limit in limits)
    held = None if limits is None else pair.ratio <= limits[0]
    return Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2g}", told[0], told[1], held)


def absent(what: str, peer: str) -> Row:
    """A line for a peer that is not installed."""
    return Row(what, "", f"no {peer}", "", "", "")


def flatness(what: str, pair: Pair) -> Row:
    """A long term beside a short one."""
    return Row(
        what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", f"≤ {FLAT:g}", "", pair.ratio <= FLAT
    )


# -- one at a time ----------------------------------------------------------------------------------------------------


def _numpy(np: Any, n: int) -> tuple[Callable[[Any], Any], list[Any], Callable[[Any], date]]:
    known = np.busdaycalendar(holidays=sorted(HOLIDAYS))
    days = [np.datetime64(day) for day in STARTS]
    return lambda day: np.busday_offset(day, n, roll="backward", busdaycal=known), days, lambda found: found.item()


def _pandas(pd: Any, n: int) -> tuple[Callable[[Any], Any], list[Any], Callable[[Any], date]]:
    offset = pd.offsets.CustomBusinessDay(n, holidays=sorted(HOLIDAYS))
    return lambda day: day + offset, [pd.Timestamp(day) for day in STARTS], lambda found: found.date()


def _holidays(holidays: Any, n: int) -> tuple[Callable[[Any], Any], list[Any], Callable[[Any], date]]:
    known = holidays.HolidayBase()
    known.update(dict.fromkeys(sorted(HOLIDAYS), "off"))
    return lambda day: known.get_nth_working_day(day, n), STARTS, lambda found: found


def _workalendar(core: Any, n: int) -> tuple[Callable[[Any], Any], list[Any], Callable[[Any], date]]:
    listed = [(day, "off") for day in sorted(HOLIDAYS)]

    class Known(core.Calendar):  # type: ignore[misc, name-defined, unused-ignore]
        WEEKEND_DAYS = (5, 6)

        def get_calendar_holidays(self, year: int) -> list[tuple[date, str]]:
            return [pair for pair in listed if pair[0].year == year]

    known = Known()
    return lambda day: known.add_working_days(day, n), STARTS, lambda found: found


def _bizdays(bizdays: Any, n: int) -> tuple[Callable[[Any], Any], list[Any], Callable[[Any], date]]:
    known = bizdays.Calendar(
        sorted(HOLIDAYS), ["Saturday", "Sunday"], startdate="2019-01-01", enddate="2060-12-31", name="bench"
    )
    return lambda day: known.offset(day, n), STARTS, lambda found: found


PEERS_IN_DAYS = {
    "numpy busday_offset": ("numpy", _numpy),
    "pandas CustomBusinessDay": ("pandas", _pandas),
    "holidays": ("holidays", _holidays),
    "workalendar": ("workalendar.core", _workalendar),
    "bizdays": ("bizdays", _bizdays),
}


def one_date(n: int, peers: Sequence[str] = tuple(PEERS_IN_DAYS)) -> list[Row]:
    """Adding working days to one date."""
    found = []
    for peer in peers:
        name, make = PEERS_IN_DAYS[peer]
        what = f"add {n:,} working days to one date / {peer}"
        if (theirs := module(name)) is None:
            found.append(absent(what, name))
            continue
        work, given, read = make(theirs, n)
        agreed(what, [OFFICE.add_working_days(day, n) for day in STARTS], [read(work(item)) for item in given])
        ours = each(lambda day: OFFICE.add_working_days(day, n), STARTS)
        pair = interleaved(ours, each(work, given), operations=len(STARTS), rounds=11)
        found.append(row(what, pair, SCALAR if peer == "numpy busday_offset" else None))
    return found


def one_moment() -> list[Row]:
    """Adding business hours to one moment."""
    length = HOURS * 3_600_000_000
    expected = [OFFICE.add_business(at, length) for at in MOMENTS]
    ours = each(lambda at: OFFICE.add_business(at, length), MOMENTS)
    found = []
    what = f"add {HOURS} business hours to one moment / "
    if (pd := module("pandas")) is None:
        found.append(absent(f"{what}pandas CustomBusinessHour", "pandas"))
    else:
        offset = _business_hour(pd)
        given = [pd.Timestamp(at).tz_localize(None) for at in MOMENTS]
        agreed(what, expected, [(at + offset).to_pydatetime().replace(tzinfo=UTC) for at in given])
        pair = interleaved(ours, each(lambda at: at + offset, given), operations=len(MOMENTS))
        found.append(row(f"{what}pandas CustomBusinessHour", pair))
    if (btd := module("businesstimedelta")) is None:
        found.append(absent(f"{what}businesstimedelta", "businesstimedelta"))
    else:
        work = btd.WorkDayRule(
            start_time=clock_time(9),
            end_time=clock_time(17),
            working_days=range(5),
        )
        off = [*sorted(HOLIDAYS), date(2030, 1, 1)]  # it fails past the last one
        rules = btd.Rules([work, btd.HolidayRule(dict.fromkeys(off, "off"))])
        delta = btd.BusinessTimeDelta(rules, hours=HOURS)
        agreed(what, expected, [at + delta for at in MOMENTS])
        found.append(
            row(
                f"{what}businesstimedelta",
                interleaved(ours, each(lambda at: at + delta, MOMENTS), operations=len(MOMENTS), rounds=7),
            )
        )
    return found


def _business_hour(pd: Any) -> Any:
    return pd.offsets.CustomBusinessHour(HOURS, start="09:00", end="17:00", holidays=sorted(HOLIDAYS))


def clocks() -> list[Row]:
    """The due of a clock, and that a long term costs what a short one costs."""

    def fallen_due(n: int) -> Prepare:
        return each(due, [Clock(WorkingDays(n), at, OFFICE) for at in MOMENTS])

    def added(n: int) -> Prepare:
        return each(lambda day: OFFICE.add_working_days(day, n), STARTS)

    n = len(MOMENTS)
    return [
        flatness(f"add {LONG:,} working days / {SHORT}", interleaved(added(LONG), added(SHORT), operations=n)),
        flatness(
            f"due of a clock in {LONG:,} / {SHORT}", interleaved(fallen_due(LONG), fallen_due(SHORT), operations=n)
        ),
    ]


def build() -> list[Row]:
    """Thirty years of days, from nothing."""
    first, last = date(2000, 1, 1).toordinal(), date(2029, 12, 31).toordinal()
    found = []
    for zone in ("Asia/Shanghai", "America/New_York"):
        calendar = attrs.evolve(OFFICE, zone=zone)
        DayTable(calendar, first, last)  # finds the zone's changes, which are kept for all calendars
        best = float("inf")
        for _ in range(20):
            started = time.perf_counter()
            DayTable(calendar, first, last)
            best = min(best, time.perf_counter() - started)
        what = f"thirty years of days built, {zone}"
        found.append(Row(what, duration(best), "", "", f"≤ {BUILD * 1e3:g} ms", "", best <= BUILD))
    return found


# -- over columns -----------------------------------------------------------------------------------------------------


def days_in_columns() -> list[Row]:
    """Working days added to a million dates."""
    what = f"add {SHORT} working days, {ROWS:,} rows / "
    if (np := module("numpy")) is None:
        return [absent(f"{what}numpy busday_offset", "numpy")]
    from complaintkit.deadlines import columns

    picked = np.random.default_rng(1).integers(0, len(STARTS), ROWS)
    days = np.array(STARTS, "M8[D]")[picked]
    known = np.busdaycalendar(holidays=sorted(HOLIDAYS))

    def ours(n: int) -> Callable[[], Any]:
        return lambda: columns.add_working_days(days, n, OFFICE)

    def theirs() -> Any:
        return np.busday_offset(days, SHORT, roll="backward", busdaycal=known)

    expected = ours(SHORT)()
    agreed(what, expected, theirs())
    found = [
        row(
            f"{what}numpy busday_offset",
            interleaved(whole(ours(SHORT)), whole(theirs), operations=ROWS, rounds=9),
            COLUMNS,
        )
    ]
    if (pl := module("polars")) is None:
        found.append(absent(f"{what}polars", "polars"))
    else:
        series = pl.Series("days", days).to_frame()
        added = pl.col("days").dt.add_business_days(SHORT, holidays=sorted(HOLIDAYS), roll="backward")
        agreed(what, expected, series.select(added)["days"].to_numpy())
        pair = interleaved(whole(ours(SHORT)), whole(lambda: series.select(added)), operations=ROWS, rounds=9)
        found.append(row(f"{what}polars", pair))
    found.append(
        flatness(
            f"add {LONG:,} working days, {ROWS:,} rows / {SHORT}",
            interleaved(whole(ours(LONG)), whole(ours(SHORT)), operations=ROWS, rounds=9),
        )
    )
    if (pd := module("pandas")) is not None:
        few = days[:SLOW_ROWS]
        offset = pd.offsets.CustomBusinessDay(SHORT, holidays=sorted(HOLIDAYS))
        index = pd.DatetimeIndex(few)
        what = f"add {SHORT} working days, {SLOW_ROWS:,} rows / pandas CustomBusinessDay"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas warns that it goes row by row
            agreed(what, expected[:SLOW_ROWS], (index + offset).to_numpy("M8[D]"))
            pair = interleaved(
                whole(lambda: columns.add_working_days(few, SHORT, OFFICE)),
                whole(lambda: index + offset),
                operations=SLOW_ROWS,
                rounds=7,
            )
        found.append(row(what, pair))
    return found


def hours_in_columns() -> list[Row]:
    """Business hours added to a column of moments."""
    what = f"add {HOURS} business hours, {FEW_ROWS:,} rows / pandas CustomBusinessHour"
    np, pd = module("numpy"), module("pandas")
    if np is None or pd is None:
        return [absent(what, "pandas")]
    from complaintkit.deadlines import columns

    picked = np.random.default_rng(2).integers(0, len(MOMENTS), FEW_ROWS)
    moments = np.array([at.replace(tzinfo=None) for at in MOMENTS], "M8[us]")[picked]
    offset, index, length = _business_hour(pd), pd.DatetimeIndex(moments), HOURS * 3_600_000_000

    def ours() -> Any:
        return columns.add_business(moments, length, OFFICE)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns that it goes row by row
        agreed(what, ours(), (index + offset).to_numpy("M8[us]"))
        pair = interleaved(whole(ours), whole(lambda: index + offset), operations=FEW_ROWS, rounds=3)
    return [row(what, pair, COLUMN_HOURS)]


def dues_in_columns() -> list[Row]:
    """The dues of clocks, plain, of several terms, and with pauses, beside our own engine one by one."""
    if (np := module("numpy")) is None:
        return [absent("dues over columns / one by one", "numpy")]
    from complaintkit.deadlines import columns

    found = []
    picked = np.random.default_rng(3).integers(0, len(MOMENTS), 10 * FEW_ROWS)
    start = np.array([at.replace(tzinfo=None) for at in MOMENTS], "M8[us]")[picked]
    terms: tuple[Term, ...] = (WorkingDays(SHORT), Days(15), BusinessHours(HOURS))
    mixed = columns.Coded(terms, picked % 3)
    pauses = columns.Pauses(
        np.arange(len(start)), start + np.timedelta64(1, "D"), start + np.timedelta64(4, "D"), "customer"
    )
    cases = {
        "10 working days": columns.Clocks(WorkingDays(SHORT), start, OFFICE),
        "three terms": columns.Clocks(mixed, start, OFFICE),
        "10 working days, paused once": columns.Clocks(WorkingDays(SHORT), start, OFFICE, pauses=pauses),
    }
    for name, together in cases.items():
        what = f"dues of {name}, {len(start):,} rows / one by one"
        answers = columns.due(together)
        rows = range(0, len(start), 100)
        alone = [together.clock(n) for n in rows]
        agreed(what, [answers.due(n) for n in rows], [None if clock is None else due(clock) for clock in alone])
        several = interleaved(
            whole(lambda together=together: columns.due(together)),  # type: ignore[misc]
            each(due, alone * 20),
            operations=1,
            rounds=9,
        )
        ours, peer = several.ours / len(start), several.peer / (20 * len(alone))
        pair = Pair(ours, peer, several.ratio * 20 * len(alone) / len(start))
        found.append(row(what, pair))
    return found


def policy_in_columns() -> list[Row]:
    """A policy's duties judged for a column of complaints: an acknowledgement within three working days, an answer
    within five, ten or fifteen by category, a warning at the opening of the working day before, and what is overdue.
    """
    what = f"policy judged over columns, {ROWS:,} rows / "
    if (np := module("numpy")) is None:
        return [absent(f"{what}numpy busday_offset", "numpy")]
    from complaintkit.deadlines import columns

    picked = np.random.default_rng(4).integers(0, len(MOMENTS), ROWS)
    start = np.array([at.replace(tzinfo=None) for at in MOMENTS], "M8[us]")[picked]
    category, by_category, warned = picked % 3, (5, 10, 15), Before(WorkingDays(1))
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    now_us = np.datetime64(now.replace(tzinfo=None))
    answers = columns.Coded[Term](tuple(WorkingDays(n) for n in by_category), category)

    def ours() -> tuple[Any, ...]:
        acknowledged = columns.due(columns.Clocks(WorkingDays(3), start, OFFICE))
        clocks = columns.Clocks(answers, start, OFFICE)
        answered = columns.due(clocks)
        warnings_at = columns.rung_instant(warned, clocks, answered)
        late = (acknowledged.due_at < now_us, answered.due_at < now_us)
        return acknowledged.due_at, answered.due_at, warnings_at, *late

    known = np.busdaycalendar(holidays=sorted(HOLIDAYS))
    counts = np.array(by_category)
    day, tick, nine = np.timedelta64(1, "D"), np.timedelta64(1, "us"), np.timedelta64(9, "h")

    def theirs() -> tuple[Any, ...]:
        days = start.astype("M8[D]")
        acknowledged = np.busday_offset(days, 3, roll="backward", busdaycal=known)
        answered = np.busday_offset(days, counts[category], roll="backward", busdaycal=known)
        warnings_at = np.busday_offset(answered, -1, busdaycal=known).astype("M8[us]") + nine
        ends = [(last + day).astype("M8[us]") - tick for last in (acknowledged, answered)]
        return (*ends, warnings_at, *(end < now_us for end in ends))

    for mine, other in zip(ours(), theirs(), strict=True):
        agreed(what, mine, other)
    found = [
        row(f"{what}numpy busday_offset", interleaved(whole(ours), whole(theirs), operations=ROWS, rounds=9), POLICY)
    ]
    step = max(ROWS // SLOW_ROWS, 1)
    some = range(0, ROWS, step)

    def one_by_one() -> list[tuple[Any, ...]]:
        judged = []
        for n in some:
            at = MOMENTS[picked[n]]
            clock = Clock(answers.values[category[n]], at, OFFICE)
            acknowledged, answered = due(Clock(WorkingDays(3), at, OFFICE)), due(clock)
            assert acknowledged is not None
            assert answered is not None
            late = (now > acknowledged.due_at, now > answered.due_at)
            judged.append((acknowledged.due_at, answered.due_at, rung_instant(warned, clock, answered), *late))
        return judged

    for n, mine in zip(range(5), zip(*one_by_one(), strict=True), strict=True):
        alone = [item.replace(tzinfo=None) if isinstance(item, datetime) else item for item in mine]
        agreed(what, ours()[n][::step].tolist(), alone)
    several = interleaved(whole(ours), whole(one_by_one), operations=1, rounds=9)
    share = len(some) / ROWS
    pair = Pair(several.ours / ROWS, several.peer / len(some), several.ratio * share)
    found.append(row(f"{what}one by one", pair, BULK))
    return found


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    return [
        *one_date(SHORT),
        *one_date(LONG, ("numpy busday_offset",)),
        *one_moment(),
        *clocks(),
        *build(),
        *days_in_columns(),
        *hours_in_columns(),
        *dues_in_columns(),
        *policy_in_columns(),
    ]
