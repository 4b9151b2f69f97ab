"""Counting a term from a start: the start rule, the count itself, the roll and where the last day ends.

Everything here works on whole numbers: ordinals for days, microseconds for instants. The clock, the explanation of a
date and the ladder all call these functions, so that they cannot disagree.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from datetime import MAXYEAR, date
from typing import TYPE_CHECKING, TypeAlias

from complaintkit.deadlines.fixed import MONTHS_IN, Cycles, FixedDay, NthDayOf, NthDayOfNextMonth
from complaintkit.deadlines.instants import DAY, EPOCH_ORDINAL, HOUR, MINUTE
from complaintkit.deadlines.lengths import (
    BusinessHours,
    BusinessMinutes,
    Days,
    Hours,
    Minutes,
    Months,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.deadlines.tables import close_us
from complaintkit.deadlines.zones import local_to_us

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.convention import Convention
    from complaintkit.deadlines.lengths import Roll

DayLength: TypeAlias = Days | WorkingDays | Weeks | Months | Years
DayTerm: TypeAlias = DayLength | FixedDay
HourTerm: TypeAlias = Minutes | Hours | BusinessMinutes | BusinessHours
HOUR_TERMS = (Minutes, Hours, BusinessMinutes, BusinessHours)
DAY_LENGTHS = (Days, WorkingDays, Weeks, Months, Years)
FIXED_DAYS = (NthDayOfNextMonth, NthDayOf, Cycles)
DAY_TERMS = (*DAY_LENGTHS, *FIXED_DAYS)
_UNIT = {Minutes: MINUTE, Hours: HOUR, BusinessMinutes: MINUTE, BusinessHours: HOUR}


def length_us(term: HourTerm) -> int:
    """The length of a term in minutes or hours, in microseconds."""
    return term.count * _UNIT[type(term)]


def is_business(term: object) -> bool:
    """Whether the term is measured inside the calendar's windows."""
    return isinstance(term, BusinessMinutes | BusinessHours)


# -- start rule -----------------------------------------------------------------------------------------------------


def at_local_time(calendar: Calendar, us: int, ordinal: int) -> int:
    """The same local time of day as that instant, on another local date."""
    days, i = calendar.day_index(us)
    if days.origin + i == ordinal:
        return us
    local = us - days.start[i]
    if days.start[i + 1] - days.start[i] != DAY:
        local = _time_of_day(calendar, us)
    target = calendar.table(ordinal, ordinal)
    k = ordinal - target.origin
    if target.start[k + 1] - target.start[k] == DAY:
        return target.start[k] + local
    return max(local_to_us(calendar.zoneinfo, ordinal, local), target.start[k])


def _time_of_day(calendar: Calendar, us: int) -> int:
    """Microseconds after midnight on the wall clock."""
    from complaintkit.deadlines.instants import to_instant

    wall = to_instant(us).astimezone(calendar.zoneinfo)
    return ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000_000 + wall.microsecond


def after_cut_off(calendar: Calendar, convention: Convention, us: int) -> bool:
    """Whether that instant lies after the convention's cut-off hour."""
    return convention.cut_off_us >= 0 and _time_of_day(calendar, us) > convention.cut_off_us


def effective_start(calendar: Calendar, convention: Convention, us: int, *, hours: bool) -> int:
    """The instant the count starts from, after the start rule and the cut-off."""
    rule = convention.hours_start if hours else convention.start
    late = not hours and after_cut_off(calendar, convention, us)
    if rule == "as_received" and not late:
        return us
    if rule == "next_hour":  # of the local clock, whose hours begin elsewhere in zones such as Kolkata's
        return us + -_time_of_day(calendar, us) % HOUR
    days, i = calendar.day_index(us)
    ordinal = days.origin + i
    if rule == "next_opening":
        return calendar.open_from(days.start[i + 1] if late else us)
    if rule == "next_working_day":
        return at_local_time(calendar, us, calendar.nth_working(ordinal, 1 if late else 0))
    return at_local_time(calendar, us, ordinal + 1)


# -- days -----------------------------------------------------------------------------------------------------------


def add_months(ordinal: int, months: int, *, inclusive: bool = False) -> int:
    """The corresponding day ``months`` later (earlier: negative), clamped to the month's end, in one step.

    Inclusive: the day before the corresponding day, or the month's last day where there is none.
    """
    day = date.fromordinal(ordinal)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{months} months from {day} lie outside the years 1 to 9999")
    length = monthrange(year, month + 1)[1]
    if not inclusive:
        return date(year, month + 1, min(day.day, length)).toordinal()
    if day.day > length:
        return date(year, month + 1, length).toordinal()
    return date(year, month + 1, day.day).toordinal() - 1


def nth_of_next_month(calendar: Calendar, ordinal: int, n: int, *, working: bool) -> int:
    """The n-th (working) day of the month after that day's, or its last."""
    return _nth_inside(calendar, *_month_from(calendar, ordinal, 1), n, working)


def nth_day_of(calendar: Calendar, term: NthDayOf, ordinal: int) -> int:
    """The day that the term names for a start on that local date."""
    ahead = 1 if term.which == "next" else 0
    if term.span == "week":
        return _nth_inside(calendar, ordinal - (ordinal - 1) % 7 + 7 * ahead, 7, term.n, term.working)
    size = MONTHS_IN[term.span]
    since = (date.fromordinal(ordinal).month - 1) % size
    first, length = _month_from(calendar, ordinal, size * ahead - since + term.month - 1)
    return _nth_inside(calendar, first, length, term.n, term.working)


def _month_from(calendar: Calendar, ordinal: int, months: int) -> tuple[int, int]:
    """The first day and the length of the month that many after (negative: before) that day's."""
    day = date.fromordinal(ordinal)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= MAXYEAR:
        raise calendar.beyond(None)
    return date(year, month + 1, 1).toordinal(), monthrange(year, month + 1)[1]


def _nth_inside(calendar: Calendar, first: int, length: int, n: int, working: bool) -> int:
    """The n-th (working) day of the ``length`` days from ``first`` on, or the last of them."""
    if not working:
        return first + min(n, length) - 1
    inside = count_working(calendar, first, first + length)
    if not inside:  # all of it off: the next day that is working
        return calendar.nth_working(first, 0)
    return calendar.nth_working(first - 1, min(n, inside))


def closing(days: Sequence[date], count: int, ordinal: int) -> int | None:
    """The closing date of the ``count``-th whole cycle after the one that runs on that date; None: not among them."""
    k = bisect_left(days, date.fromordinal(ordinal)) + count
    return days[k].toordinal() if k < len(days) else None


def day_before(calendar: Calendar, term: DayLength, ordinal: int, *, inclusive: bool = False) -> int:
    """The unrolled last day of a day-counted term that is counted back from an event on that local date."""
    if isinstance(term, WorkingDays):
        return calendar.nth_working(ordinal + inclusive, -term.count)
    if isinstance(term, Days):
        return ordinal - term.count + inclusive
    if isinstance(term, Weeks):
        return ordinal - 7 * term.count + inclusive
    months = term.count if isinstance(term, Months) else 12 * term.count
    return _months(calendar, ordinal, -months, False) + inclusive


def count_working(calendar: Calendar, low: int, high: int) -> int:
    """The working days of [low, high), ordinals; 0 where high is not above low."""
    if high <= low:
        return 0
    days = calendar.table(low, high)
    return days.cum[high - days.origin] - days.cum[low - days.origin]


def last_day(
    calendar: Calendar, term: DayLength | NthDayOfNextMonth | NthDayOf, ordinal: int, *, inclusive: bool = False
) -> int:
    """The unrolled last day of a day-counted term that starts on that local date."""
    if isinstance(term, Days):
        return ordinal + term.count - inclusive
    if isinstance(term, WorkingDays):
        return calendar.nth_working(ordinal - inclusive, term.count)
    if isinstance(term, Weeks):
        return ordinal + 7 * term.count - inclusive
    if isinstance(term, Months):
        return _months(calendar, ordinal, term.count, inclusive)
    if isinstance(term, Years):
        return _months(calendar, ordinal, 12 * term.count, inclusive)
    if isinstance(term, NthDayOf):
        return nth_day_of(calendar, term, ordinal)
    return nth_of_next_month(calendar, ordinal, term.n, working=term.working)


def _months(calendar: Calendar, ordinal: int, months: int, inclusive: bool) -> int:
    try:
        return add_months(ordinal, months, inclusive=inclusive)
    except OverflowError:
        raise calendar.beyond(None) from None


def measure(calendar: Calendar, term: DayTerm, low: int, high: int) -> int:
    """How many days of (low, high] a pause takes from that term: working days, or calendar days."""
    if isinstance(term, WorkingDays):
        return count_working(calendar, low + 1, high + 1)
    return max(high - low, 0)


def counted_on_or_after(calendar: Calendar, term: DayTerm, ordinal: int) -> int:
    """The first day on or after that one which the term counts."""
    return calendar.nth_working(ordinal, 0) if isinstance(term, WorkingDays) else ordinal


def shift(calendar: Calendar, term: DayTerm, ordinal: int, days: int) -> int:
    """The day that many counted days after that one; 0 leaves it."""
    if not days:
        return ordinal
    return calendar.nth_working(ordinal, days) if isinstance(term, WorkingDays) else ordinal + days


def rolled(calendar: Calendar, roll: Roll, ordinal: int) -> int:
    """Where a last day goes: itself if it is working or nothing rolls, else on or back."""
    if roll == "none":
        return ordinal
    days = calendar.table(ordinal, ordinal)
    if days.flag[ordinal - days.origin]:
        return ordinal
    if roll == "preceding":
        return calendar.nth_working(ordinal, -1)
    answer = calendar.nth_working(ordinal, 1)
    if roll == "modified" and _month(answer) != _month(ordinal):
        return calendar.nth_working(ordinal, -1)
    return answer


def _month(ordinal: int) -> tuple[int, int]:
    day = date.fromordinal(ordinal)
    return day.year, day.month


def with_days_inside(calendar: Calendar, term: DayTerm, least: int, start: int, ordinal: int) -> int:
    """The last day, later where fewer than ``least`` working days lie in (start, ordinal]; terms of 2 days and more."""
    if isinstance(term, FIXED_DAYS) or (isinstance(term, Days | WorkingDays) and term.count < 2):
        return ordinal
    if count_working(calendar, start + 1, ordinal + 1) >= least:
        return ordinal
    return max(calendar.nth_working(start, least), ordinal)


def end_us(calendar: Calendar, ends: str, ordinal: int, start: int) -> int:
    """The last instant in time of a term whose last day is that one and whose count began at ``start``."""
    days = calendar.table(ordinal, ordinal)
    i = ordinal - days.origin
    if ends == "day":
        return days.start[i + 1] - 1
    if ends == "close":
        return close_us(calendar, days, i)
    us = at_local_time(calendar, start, ordinal)
    if ends == "wall_open" and us >= close_us(calendar, days, i):
        return calendar.open_from(us)
    return us


# -- hours ----------------------------------------------------------------------------------------------------------


def add_length(calendar: Calendar, term: HourTerm, us: int, length: int) -> int:
    """The instant ``length`` microseconds of the term's own hours after that one."""
    return calendar.business_after(us, length) if is_business(term) else us + length


def lasted(calendar: Calendar, term: HourTerm, low: int, high: int) -> int:
    """Microseconds of the term's own hours from ``low`` to ``high``."""
    return calendar.business_between(low, high) if is_business(term) else high - low


def hours_rolled(calendar: Calendar, convention: Convention, us: int, sign: int = 1) -> int:
    """Where the end of a term in hours goes under the convention; ``sign`` -1: of one counted back from an event."""
    if convention.hours_roll == "none" or (sign < 0 and convention.before_roll == "none"):
        return us
    days, i = calendar.day_index(us)
    if days.flag[i]:
        return us
    return at_local_time(calendar, us, calendar.nth_working(days.origin + i, sign))


def check_horizon(calendar: Calendar, us: int) -> None:
    """Raise :class:`HorizonError` where that instant lies outside the calendar's table."""
    check_day(calendar, EPOCH_ORDINAL + us // DAY)


def check_day(calendar: Calendar, ordinal: int) -> None:
    """As :func:`check_horizon`, for the ordinal of a UTC date."""
    if not calendar.first_ordinal - 1 <= ordinal <= calendar.last_ordinal + 1:
        raise calendar.beyond(ordinal)
