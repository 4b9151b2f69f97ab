"""Feed clocks, documents and calendar files made of random bytes to the deadline floor, guided by coverage.

    python -m tests.fuzz.deadlines 600    # seconds

Whatever comes in, an answer or an error of ours must come out; anything else stops the run and writes the input down.
Needs ``atheris`` (dependency group ``fuzz``).
"""

from __future__ import annotations

import signal
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import atheris

with atheris.instrument_imports(include=["complaintkit.deadlines", "complaintkit.serialization"]):
    from complaintkit.deadlines import (
        CONVENTIONS,
        BeforeEvent,
        BusinessHours,
        BusinessMinutes,
        Calendar,
        Clock,
        CountedFrom,
        Cycles,
        Days,
        EarlierOf,
        Extension,
        FollowedBy,
        Hours,
        Immediately,
        LaterOf,
        Longstop,
        Minutes,
        Months,
        NthDayOf,
        NthDayOfNextMonth,
        Pause,
        PauseRule,
        Promise,
        Tolling,
        Weeks,
        Window,
        WorkingDays,
        Years,
        china_calendar,
        due,
        dues,
        picture,
        state,
        trace,
    )
    from complaintkit.serialization import dumps_clock, loads_calendar, loads_clock, loads_term

from complaintkit.errors import ComplaintKitError

MOST = 20
"""Seconds of processor time that one input may take; the usual one takes some hundredths."""
LENGTHS = (Minutes, Hours, BusinessMinutes, BusinessHours, Days, WorkingDays, Weeks, Months, Years)
DAY_LENGTHS = (Days, WorkingDays, Weeks, Months, Years)
SPANS = ("week", "month", "quarter", "half_year", "year")
COUNTS = (1, 2, 5, 30, 365, 10**4, 10**6, 10**12, 10**30)
NAMES = ("a", "b", "c")
ZONES = ("UTC", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Pacific/Chatham")
FIRST = datetime(1969, 6, 1, tzinfo=UTC)
DRAWN = 4000
"""How many days a due may lie from its start to be explained and drawn, day by day."""


class Draw:
    """Values out of bytes."""

    def __init__(self, data: bytes) -> None:
        self.bytes = atheris.FuzzedDataProvider(data)

    def number(self, low: int, high: int) -> int:
        found: int = self.bytes.ConsumeIntInRange(low, high)
        return found

    def one_of(self, choices: Any) -> Any:
        return choices[self.number(0, len(choices) - 1)]

    def instant(self) -> datetime:
        return FIRST + timedelta(microseconds=self.number(0, 60_000 * 86_400_000_000))

    def near(self, at: datetime) -> datetime:
        return at + timedelta(microseconds=self.number(-10 * 86_400_000_000, 100 * 86_400_000_000))

    def day(self) -> date:
        return self.instant().date()

    def count(self) -> int:
        return self.number(1, 40) if self.number(0, 3) else int(self.one_of(COUNTS))

    def length(self) -> Any:
        kind = self.one_of(LENGTHS)
        if kind not in DAY_LENGTHS:
            return kind(self.count())
        ends = self.one_of((None, "day", "close", "wall", "wall_open"))
        roll = self.one_of((None, "none", "following", "preceding", "modified"))
        return kind(self.count(), ends=ends, roll=roll)

    def term(self, depth: int = 0) -> Any:
        kind = self.number(0, 5 if depth > 3 else 10)
        if kind < 3:
            return self.length()
        if kind == 3:
            span = self.one_of(SPANS)
            return NthDayOf(self.number(1, 7 if span == "week" else 31), span, working=bool(self.number(0, 1)))
        if kind == 4:
            return self.one_of((Immediately(), Immediately(None), NthDayOfNextMonth(self.number(1, 31))))
        if kind == 5:
            return self.one_of((Cycles(self.number(1, 3), self.one_of(NAMES)), BeforeEvent(self.one_of(NAMES))))
        if kind == 6:
            return BeforeEvent(self.one_of(NAMES), self.length())
        if kind == 7:
            return CountedFrom(self.one_of(NAMES), self.term(depth + 1))
        if kind == 8:
            return FollowedBy(self.term(depth + 1), self.term(depth + 1))
        limbs = tuple(self.term(depth + 1) for _ in range(self.number(2, 3)))
        return EarlierOf(limbs) if kind == 9 else LaterOf(limbs)

    def window(self) -> tuple[Window, ...]:
        start = self.number(0, 23)
        return (Window(f"{start:02}:00", f"{self.number(start + 1, 48):02}:00"),)

    def calendar(self) -> Calendar:
        if not self.number(0, 3):
            return china_calendar()
        return Calendar(
            "x",
            zone=self.one_of(ZONES),
            week=tuple(self.window() if self.number(0, 2) else () for _ in range(7)),
            holidays=frozenset(self.day() for _ in range(self.number(0, 5))),
            overrides={self.day(): self.window() for _ in range(self.number(0, 2))},
            known_until=self.day() if self.number(0, 1) else None,
            strict=bool(self.number(0, 1)),
            horizon_years=self.number(1, 100),
        )

    def pause(self, start: datetime) -> Pause:
        begun = self.near(start)
        return Pause(
            self.one_of(NAMES), begun, begun + timedelta(hours=self.number(0, 999)) if self.number(0, 3) else None
        )

    def extension(self, start: datetime) -> Extension:
        granted = self.near(start)
        kind = self.number(0, 2)
        if kind == 0:
            return Extension("add", granted, term=self.length())
        if kind == 1:
            return Extension("replace", granted, term=self.length(), restart_at=self.near(start))
        return Extension("fixed", granted, due_at=self.near(granted), moved_by_pauses=bool(self.number(0, 1)))

    def clock(self) -> Clock:
        start = self.instant()
        some = range(self.number(0, 3))
        first = self.near(start).date()
        return Clock(
            self.term(),
            start,
            self.calendar(),
            convention=self.one_of(tuple(CONVENTIONS.values())),
            pauses=tuple(self.pause(start) for _ in some),
            pause_rules=(PauseRule("a", most=1, cap=self.length()),) if self.number(0, 1) else (),
            pause_cap=self.length() if self.number(0, 1) else None,
            extensions=tuple(self.extension(start) for _ in range(self.number(0, 2))),
            promises=tuple(Promise(self.near(start), self.near(start)) for _ in range(self.number(0, 1))),
            anchors=(
                ("a", self.near(start)),
                ("b", self.near(start).date()),
                ("c", tuple(sorted({self.near(start).date() for _ in some}))),
            )[: self.number(0, 3)],
            tolling=(Tolling("t", first, first + timedelta(days=self.number(0, 99))),) if self.number(0, 1) else (),
            longstop=Longstop(self.length(), start) if self.number(0, 1) else None,
        )


def ask(data: bytes) -> None:
    """One input: a clock and everything that can be asked of it, or a document."""
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
    draw = Draw(data)
    try:
        if not draw.number(0, 3):
            reader = draw.one_of((loads_clock, loads_calendar, loads_term))
            reader(draw.bytes.ConsumeBytes(draw.bytes.remaining_bytes()))
            return
        clock = draw.clock()
        found = due(clock)
        now = draw.near(clock.started_at)
        state(clock, now)
        dues(clock)
        if found is None or abs(found.due_at - clock.started_at) < timedelta(days=DRAWN):
            trace(clock)
            picture(clock)
        again = loads_clock(dumps_clock(clock))
        assert again == clock
        assert due(again) == found
    except ComplaintKitError as error:
        if "please report this" in str(error):
            raise


def stuck(*_: object) -> None:
    """What one input took too long for."""
    raise AssertionError(f"one input took more than {MOST} s of processor time")


def main(arguments: list[str]) -> None:
    """Run for so many seconds, ten minutes where none are given."""
    seconds = int(arguments[0]) if arguments else 600
    signal.signal(signal.SIGVTALRM, stuck)
    # the fuzzer's own limit counts standstills of the machine as well: it is the last resort
    limits = ["-timeout=600", "-report_slow_units=600"]
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=1024", "-len_control=0", *limits], ask)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
