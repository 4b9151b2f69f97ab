"""Why a clock falls due when it does: every day between start and due, counted, skipped, paused or rolled over.

The explanation is drawn from the same run and the same tables as the due itself. It counts again day by day and must
end on the due; otherwise it raises instead of telling a story that is not true.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from complaintkit.deadlines import counting, running
from complaintkit.deadlines.budget import OPEN
from complaintkit.deadlines.clock import Clock, Due, due
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.deadlines.terms import Days, Hours, Minutes, WorkingDays, term_text
from complaintkit.deadlines.zones import tz_version
from complaintkit.errors import ComplaintKitError, InvalidInput

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.running import Run

__all__ = ["DateTrace", "Step", "What", "trace", "trace_text"]

What: TypeAlias = Literal["start", "moved", "counted", "skipped", "paused", "held", "rolled", "due"]


@attrs.frozen
class Step:
    """One day, or the run of days ``day`` to ``until``, and what it was to the count.

    ``what``: ``start``; ``moved`` (the start rule); ``counted``; ``skipped`` (``why``: weekend, holiday, override,
    skipped); ``paused`` (``why``: the cause); ``held`` (not due before it, because of a pause); ``rolled`` (a last
    day that is off, or where it went); ``due`` (``why``: what governs).
    """

    day: date
    what: What
    why: str = ""
    until: date | None = None


@attrs.frozen
class DateTrace:
    """How a due came about. ``due`` None: there is none, and the steps end with the open pause, or with the start.

    ``counted_from``: the local start day of day-counted terms, the start instant of others. The calendar's id and
    version and the version of the time-zone data say what it rests on.
    """

    started_at: datetime
    counted_from: date | datetime
    convention: str
    steps: tuple[Step, ...]
    due: Due | None
    calendar_id: str
    calendar_version: str
    tz_version: str


def trace(clock: Clock) -> DateTrace:
    """The explanation of ``due(clock)``; raises where it does not end on the same due.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import CHINA_CIVIL_CODE, china_calendar
    >>> filed = datetime(2026, 2, 12, 2, 0, tzinfo=UTC)
    >>> found = trace(Clock(Days(3), filed, china_calendar(), convention=CHINA_CIVIL_CODE))
    >>> [(s.day.isoformat(), s.what, s.why) for s in found.steps][:3]
    [('2026-02-12', 'start', ''), ('2026-02-13', 'counted', ''), ('2026-02-14', 'counted', 'make-up day')]
    >>> found.steps[-1].day
    datetime.date(2026, 2, 24)
    """
    calendar = clock.calendar
    found = due(clock)
    outcome = running.resolve(clock, promised=True)
    run = outcome.run
    builder = _Builder(calendar)
    started = to_us(clock.started_at)
    days, i = calendar.day_index(started)
    builder.add(days.origin + i, "start")
    counted_from: date | datetime = to_instant(started)
    if run is not None:
        if run.started != started:
            builder.add(run.local_day(run.started), "start", "counted anew")
        if run.start != run.started:
            builder.add(run.start_day, "moved", clock.convention.start)
        day_counted = not isinstance(run.term, counting.HOUR_TERMS)
        counted_from = date.fromordinal(run.start_day) if day_counted else to_instant(run.start)
        fixed = outcome.governed == "promise" or (not run.pausable and run.governed == "extension")
        if found is None:
            _open(builder, run)
        elif not fixed and not day_counted:
            _hours(builder, run)
        elif not fixed and isinstance(run.term, counting.DAY_TERMS):
            _days(builder, run)
    if found is not None:
        days, i = calendar.day_index(to_us(found.due_at))
        on = found.due_on.toordinal() if found.due_on is not None else days.origin + i
        builder.add(on, "due", found.governed_by)
        _check(outcome, found)
    return DateTrace(
        clock.started_at,
        counted_from,
        clock.convention.id,
        tuple(builder.steps),
        found,
        calendar.id,
        calendar.version,
        tz_version(),
    )


def _check(outcome: running.Outcome, found: Due) -> None:
    if outcome.due != to_us(found.due_at):
        raise _broken(f"explained {outcome.due}, computed {to_us(found.due_at)} microseconds")


def _broken(what: str) -> ComplaintKitError:
    return ComplaintKitError(f"the explanation does not end on the due: {what}; please report this")


class _Builder:
    """Collects steps; neighbouring days of one kind become one step."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.steps: list[Step] = []

    def add(self, ordinal: int, what: What, why: str = "") -> None:
        day = date.fromordinal(ordinal)
        last = self.steps[-1] if self.steps else None
        if last is not None and (last.what, last.why) == (what, why) and what != "due":
            reached = (last.until or last.day).toordinal()
            if reached + 1 == ordinal:
                self.steps[-1] = attrs.evolve(last, until=day)
                return
        self.steps.append(Step(day, what, why))

    def why_off(self, ordinal: int) -> str:
        return self.calendar.why_off(date.fromordinal(ordinal))

    def why_on(self, ordinal: int) -> str:
        return "make-up day" if date.fromordinal(ordinal) in self.calendar.makeup else ""


def _open(builder: _Builder, run: Run) -> None:
    """Without a due: the pauses, the last of them open."""
    for _, end, first, last, cause in run.pieces:
        builder.add(first, "paused", cause)
        if end != OPEN:
            for ordinal in range(first + 1, last + 1):
                builder.add(ordinal, "paused", cause)


def _hours(builder: _Builder, run: Run) -> None:
    """Terms in hours: the days their hours lie on."""
    term = run.term
    elapsed = isinstance(term, Minutes | Hours)
    paused = {
        ordinal: cause for _, _, first, last, cause in run.pieces for ordinal in range(first, last + 1)
    }  # a day with any pause on it
    raw_day = run.local_day(run.raw)
    for ordinal in range(run.start_day, raw_day + 1):
        if ordinal in paused:
            builder.add(ordinal, "paused", paused[ordinal])
        elif elapsed or not builder.why_off(ordinal):
            builder.add(ordinal, "counted", "" if elapsed else builder.why_on(ordinal))
        else:
            builder.add(ordinal, "skipped", builder.why_off(ordinal))
    assert run.due is not None
    for ordinal in range(raw_day, run.local_day(run.due) if run.due != run.raw else raw_day):
        builder.add(ordinal, "rolled", builder.why_off(ordinal))
    if run.governed == "term" and isinstance(term, counting.HOUR_TERMS) and run.convention.simple_hours:
        spent = counting.lasted(run.calendar, term, run.start, run.raw)
        stood = sum(counting.lasted(run.calendar, term, begin, end) for begin, end, _, _, _ in run.pieces)
        if spent - stood != counting.length_us(term):
            raise _broken(f"{term_text(term)} were to be counted, found {spent - stood} microseconds")


def _days(builder: _Builder, run: Run) -> None:
    """Day-counted terms: each day after the start, up to the last day before it rolls.

    The days are dealt out again from what the run noted: so many to count, so many in a gap or held, in that order;
    paused days use up none, and days off none of what counts working days only.
    """
    paused: dict[int, str] = {}
    quotas: list[_Quota] = []
    for what, why, low, high, term in run.log:
        if what == "paused":
            paused.update(dict.fromkeys(range(low + 1, high + 1), why))
            continue
        if what == "given":
            quotas.append(_Quota("counted", "", high - low, False))
            continue
        assert isinstance(term, counting.DAY_TERMS)
        days = counting.measure(run.calendar, term, low, high)
        if what in ("count", "added"):
            days = term.count if isinstance(term, Days | WorkingDays) else days  # as asked, not as found
            quotas.append(_Quota("counted", "", days, isinstance(term, WorkingDays)))
        else:
            label: What = "held" if what == "held" else "rolled"
            quotas.append(_Quota(label, why, days, isinstance(term, WorkingDays)))
    k = 0
    for ordinal in range(run.log[0][2] + 1, run.last + 1):
        while k < len(quotas) - 1 and quotas[k].left <= 0:
            k += 1
        quota = quotas[k]
        off = builder.why_off(ordinal)
        if quota.working and off:
            builder.add(ordinal, "skipped", off)
        elif ordinal in paused:
            builder.add(ordinal, "paused", paused[ordinal])
        else:
            quota.left -= 1
            builder.add(ordinal, quota.what, quota.why or ("" if off else builder.why_on(ordinal)))
    one_unit = len({quota.working for quota in quotas}) == 1
    wrong = [quota for quota in quotas if quota.left]
    if wrong and one_unit and run.exact:
        raise _broken(f"{wrong[0].left} more days would have to be {wrong[0].what}")
    _roll(builder, run)


class _Quota:
    """So many days to deal out under one name."""

    __slots__ = ("left", "what", "why", "working")

    what: What

    def __init__(self, what: What, why: str, left: int, working: bool) -> None:
        self.what = what
        self.why = why
        self.left = left
        self.working = working


def _roll(builder: _Builder, run: Run) -> None:
    """From the unrolled last day to the due day."""
    assert run.day is not None
    for ordinal in range(run.last + 1, run.day + 1):
        builder.add(ordinal, "rolled", builder.why_off(ordinal) or builder.why_on(ordinal))
    if run.day < run.last:
        builder.add(run.day, "rolled", builder.why_on(run.day))


_TEXTS: dict[str, tuple[str, str]] = {
    "start": ("start", "起算"),
    "moved": ("start taken as of", "视为起算"),
    "counted": ("counted", "计入"),
    "skipped": ("not counted", "不计入"),
    "paused": ("paused", "中止"),
    "held": ("not due before", "不早于"),
    "rolled": ("last day moved over", "期限末日顺延"),
    "due": ("due", "到期"),
    "weekend": ("weekend", "周末"),
    "holiday": ("holiday", "节假日"),
    "override": ("closed that day", "当日停业"),
    "make-up day": ("make-up working day", "调休上班"),
    "counted anew": ("counted anew", "重新起算"),
    "next_opening": ("next opening", "下一营业时间"),
    "next_working_day": ("next working day", "下一个工作日"),
    "extension": ("as extended", "经延期"),
    "promise": ("as promised", "按承诺"),
    "change": ("counted from the change", "自变更起算"),
    "term": ("", ""),
}


def trace_text(found: DateTrace, lang: str = "en") -> str:
    """The explanation in lines of text, in English (``"en"``) or Chinese (``"zh"``).

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import china_calendar
    >>> clock = Clock(WorkingDays(2), datetime(2026, 3, 6, 2, 0, tzinfo=UTC), china_calendar())
    >>> print(trace_text(trace(clock)))
    2026-03-06: start
    2026-03-07 to 2026-03-08: not counted (weekend)
    2026-03-09 to 2026-03-10: counted
    2026-03-10: due
    """
    if lang not in ("en", "zh"):
        raise InvalidInput.one(f"expected 'en' or 'zh', got {lang!r}", "lang")
    k = 0 if lang == "en" else 1
    lines = []
    for step in found.steps:
        span = step.day.isoformat()
        if step.until is not None:
            span += f" {'to' if lang == 'en' else '至'} {step.until.isoformat()}"
        why = _TEXTS.get(step.why, (step.why, step.why))[k]
        what = _TEXTS[step.what][k]
        if lang == "en":
            lines.append(f"{span}: {what} ({why})" if why else f"{span}: {what}")
        else:
            lines.append(f"{span}：{what}（{why}）" if why else f"{span}：{what}")
    if found.due is None:
        lines.append("no due" if lang == "en" else "暂无到期日")
    elif found.due.provisional:
        lines.append("provisional: rests on days not yet known" if lang == "en" else "暂定：涉及尚未公布安排的日期")
    return "\n".join(lines)
