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
from complaintkit.deadlines.terms import BeforeEvent, Days, Hours, Minutes, WorkingDays
from complaintkit.deadlines.wording import require_language, term_text
from complaintkit.deadlines.zones import tz_version
from complaintkit.errors import ComplaintKitError

if TYPE_CHECKING:
    from complaintkit.deadlines.calendar import Calendar
    from complaintkit.deadlines.running import Run

__all__ = ["DateTrace", "Step", "What", "trace", "trace_text"]

What: TypeAlias = Literal["start", "moved", "counted", "skipped", "paused", "held", "rolled", "event", "due"]


@attrs.frozen
class Step:
    """One day, or the run of days ``day`` to ``until``, and what it was to the count.

    ``what``: ``start`` (``why``, where it was moved: what kept that day from being the start); ``moved`` (the start
    rule); ``counted``; ``skipped`` (``why``: weekend, holiday, override,
    skipped); ``paused`` (``why``: the cause); ``held`` (not due before it, because of a pause); ``rolled`` (a last
    day that is off, or where it went); ``event`` (what the days after it are counted back from); ``due`` (``why``:
    what governs). ``time``: the local time of day of where the start was moved to, and of a due that is not the end of
    its day.
    """

    day: date
    what: What
    why: str = ""
    until: date | None = None
    time: str = ""


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
    builder = _Builder(calendar)
    started = to_us(clock.started_at)
    days, i = calendar.day_index(started)
    builder.add(days.origin + i, "start", _why_moved(builder, outcome))
    for leg in outcome.earlier:
        _leg(builder, leg, started, ended=True)
        started = leg.due or started
    run = outcome.run
    counted_from: date | datetime = to_instant(to_us(clock.started_at))
    if run is not None:
        fixed = outcome.governed == "promise" or (not run.pausable and run.governed == "extension")
        _leg(builder, run, started, ended=found is not None, told=not fixed)
        day_counted = not isinstance(run.term, counting.HOUR_TERMS)
        counted_from = date.fromordinal(run.start_day) if day_counted else to_instant(run.start)
    if found is not None:
        days, i = calendar.day_index(to_us(found.due_at))
        on = found.due_on.toordinal() if found.due_on is not None else days.origin + i
        time = "" if to_us(found.due_at) == _end_of(calendar, on) else _time(calendar, to_us(found.due_at), on)
        builder.add(on, "due", found.governed_by, time)
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


def _why_moved(builder: _Builder, outcome: running.Outcome) -> str:
    """Why the start is not where the count begins: a day off, after the cut-off, or outside the hours of the day."""
    run = outcome.earlier[0] if outcome.earlier else outcome.run
    if run is None or run.origin or run.start == run.started or run.rule == "next_hour":
        return ""
    off = builder.why_off(run.local_day(run.started)) if run.rule != "as_received" else ""
    return off or ("cut_off" if run.late else "outside_hours")


def _end_of(calendar: Calendar, ordinal: int) -> int:
    days = calendar.table(ordinal, ordinal)
    return days.start[ordinal - days.origin + 1] - 1


def _time(calendar: Calendar, us: int, ordinal: int) -> str:
    """The local time of day, HH:MM and what of seconds there is; with the date where it is not that day's."""
    local = to_instant(us).astimezone(calendar.zoneinfo)
    text = local.strftime("%H:%M") + (local.strftime(":%S") if local.second or local.microsecond else "")
    return text if local.toordinal() == ordinal else f"{local.date().isoformat()} {text}"


def _leg(builder: _Builder, run: Run, started: int, *, ended: bool, told: bool = True) -> None:
    """One term of the way: what it is counted from where that is not ``started``, and its days."""
    if run.started != started or run.origin:
        builder.add(run.local_day(run.started), "start", run.origin or "counted anew")
    if run.start != run.started:
        builder.add(run.start_day, "moved", run.rule, _time(run.calendar, run.start, run.start_day))
    if not ended:
        _open(builder, run)
    elif told and run.event_day is not None:
        _back(builder, run)
    elif told and isinstance(run.term, counting.HOUR_TERMS):
        _hours(builder, run)
    elif told and isinstance(run.term, counting.DAY_TERMS):
        _days(builder, run)


def _back(builder: _Builder, run: Run) -> None:
    """A term before an event: the event, and the days counted back from it, the latest first."""
    assert run.event_day is not None
    assert run.due is not None
    assert isinstance(run.term, BeforeEvent)
    builder.add(run.event_day, "event", run.term.event)
    working = isinstance(run.term.length, WorkingDays)
    last = run.last if isinstance(run.term.length, counting.DAY_LENGTHS) else run.event_day
    for ordinal in range(run.event_day - 1, last - 1, -1):
        off = builder.why_off(ordinal)
        if working and off:
            builder.add_back(ordinal, "skipped", off)
        else:
            builder.add_back(ordinal, "counted", "" if off else builder.why_on(ordinal))
    if run.day is not None and run.day < last < run.event_day:
        for ordinal in range(last, run.day - 1, -1):
            builder.add_back(ordinal, "rolled", builder.why_off(ordinal) or builder.why_on(ordinal))


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

    def add(self, ordinal: int, what: What, why: str = "", time: str = "") -> None:
        day = date.fromordinal(ordinal)
        last = self.steps[-1] if self.steps else None
        if last is not None and (last.what, last.why) == (what, why) and what != "due":
            reached = (last.until or last.day).toordinal()
            if reached + 1 == ordinal:
                self.steps[-1] = attrs.evolve(last, until=day)
                return
        self.steps.append(Step(day, what, why, None, time))

    def add_back(self, ordinal: int, what: What, why: str = "") -> None:
        """As :meth:`add`, for days that are gone through from the last to the first."""
        day = date.fromordinal(ordinal)
        last = self.steps[-1]
        if (last.what, last.why) == (what, why) and last.day.toordinal() - 1 == ordinal:
            self.steps[-1] = Step(day, what, why, last.until or last.day)
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
    raw_day = run.local_day(run.raw)
    paused = {  # a day with any pause on it; an open pause that a fixed date stands through has no last one
        ordinal: cause for _, _, first, last, cause in run.pieces for ordinal in range(first, min(last, raw_day) + 1)
    }
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
    "event": ("event", "事件"),
    "due": ("due", "到期"),
    "weekend": ("weekend", "周末"),
    "holiday": ("holiday", "节假日"),
    "override": ("closed that day", "当日停业"),
    "made working": ("make-up", "调休上班"),
    "make-up day": ("make-up working day", "调休上班"),
    "counted anew": ("counted anew", "重新起算"),
    "longstop": ("latest day", "最长期限"),
    "then": ("the term that follows", "后续期限"),
    "cut_off": ("after the cut-off hour", "已过受理截止时刻"),
    "outside_hours": ("outside opening hours", "营业时间以外"),
    "next_hour": ("the next full hour", "下一个整点"),
    "as_received": ("as received", "按收到时"),
    "next_opening": ("next opening", "下一营业时间"),
    "next_working_day": ("next working day", "下一个工作日"),
    "extension": ("as extended", "经延期"),
    "promise": ("as promised", "按承诺"),
    "change": ("counted from the change", "自变更起算"),
    "term": ("", ""),
}


def label(word: str, lang: str) -> str:
    """What a step's ``what`` or ``why`` is called; a name of the caller's own as it is."""
    return _TEXTS.get(word, (word, word))[0 if lang == "en" else 1]


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
    require_language(lang)
    lines = []
    for step in found.steps:
        span = f"{step.day.isoformat()} {step.time}".rstrip()
        if step.until is not None:
            span += f" {'to' if lang == 'en' else '至'} {step.until.isoformat()}"
        why, what = label(step.why, lang), label(step.what, lang)
        if lang == "en":
            lines.append(f"{span}: {what} ({why})" if why else f"{span}: {what}")
        else:
            lines.append(f"{span}：{what}（{why}）" if why else f"{span}：{what}")
    if found.due is None:
        lines.append("no due" if lang == "en" else "暂无到期日")
    elif found.due.provisional:
        lines.append("provisional: rests on days not yet known" if lang == "en" else "暂定：涉及尚未公布安排的日期")
    return "\n".join(lines)
