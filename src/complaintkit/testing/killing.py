"""Killing: processes that write and sweep are killed at random instants; nothing may be lost, and nothing done twice.

``kill -9`` is what power cuts, out-of-memory killers and impatient operators come down to for a program. A rehearsal
starts processes on your own store, kills them all at once somewhere in their work, looks at what is left, and goes on
with it, as often as it is told.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import awaited, due_rows
from complaintkit.cases.events import Fired
from complaintkit.desk import Desk
from complaintkit.desk.sweep import SweepReport
from complaintkit.errors import ClockSkew, ComplaintKitError, InvalidInput, Refused, StaleVersion, StoreError
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.standing import every_notice

__all__ = ["KillReport", "rehearse_kills"]

Step = Callable[[Desk, Random], Case | SweepReport | None]
Opening = Callable[[datetime], Desk]

HASTE = 400_000
"""How much faster time passes for the processes than it does: more than four days in a second."""
PATIENCE = 60.0
"""Seconds in which a process must have done as much as it was to do before it is killed."""


@attrs.frozen
class KillReport:
    """What a rehearsal did: how many kills, commands acknowledged before them, and rungs fired."""

    kills: int
    acknowledged: int
    fired: int


def rehearse_kills(
    open_desk: Opening,
    step: Step,
    *,
    start: datetime,
    kills: int = 30,
    processes: int = 2,
    most: int = 20,
    seed: int = 0,
    also: Callable[[Desk], None] | None = None,
) -> KillReport:
    """Kill processes at work on one store, again and again, and hold that nothing was lost and nothing done twice.

    ``open_desk(now)`` opens a desk with a :class:`FixedClock` at ``now`` on a store that outlives processes, of its own
    in every process (a store with a clock of its own must leave it to the desk's). ``step(desk, random)`` does one
    thing, a command or a sweep, and returns its case, its report, or None; for it time passes some 400,000 times
    as fast, by the same clock in every process. Each round forks ``processes`` of them, lets them work until one to
    ``most`` things were acknowledged, and kills all without warning. ``also`` looks at the desk after each round.

    After each kill it holds that the desk verifies, that every acknowledged event and rung is there, that no rung fired
    twice, and, once a sweep has caught up, that none was missed: asked of the events themselves, not of what the store
    says is due.

    :returns: what was done. :raises AssertionError: something was lost or done twice; the text says what.
    :raises InvalidInput: this system has no fork, or a number is below one.

    >>> rehearse_kills(lambda now: None, lambda desk, random: None, start=datetime(2026, 3, 2), kills=0)
    Traceback (most recent call last):
    ...
    complaintkit.errors.InvalidInput: invalid input: expected a whole number from 1 on, got 0 @ kills [CK101]
    """
    if not hasattr(os, "fork"):
        raise InvalidInput.one("processes can only be forked where the system has fork", "open_desk")
    given: dict[str, object] = {"kills": kills, "processes": processes, "most": most}
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InvalidInput.one(f"expected a whole number from 1 on, got {value!r}", name)
    random = Random(seed)
    acknowledged: list[Any] = []
    now = start
    for _ in range(kills):
        told = list(_worked(open_desk, step, now, random, processes, random.randint(1, most)))
        acknowledged += told
        now = max([now, *(datetime.fromisoformat(item["now"]) for item in told)])
        desk = open_desk(now)
        try:
            _look(desk, acknowledged)
            if also is not None:
                also(desk)
        finally:
            _closed(desk)
    rungs = sum(len(item.get("fired", ())) for item in acknowledged)
    return KillReport(kills, len(acknowledged), rungs)


def _worked(
    open_desk: Opening, step: Step, now: datetime, random: Random, processes: int, until: int
) -> Iterator[dict[str, Any]]:
    """Start processes, kill them once so many things were acknowledged, and tell each of those."""
    out, into = os.pipe()
    children = []
    begun = time.monotonic()
    for _ in range(processes):
        seed = random.random()
        child = os.fork()
        if not child:
            os.close(out)
            _work(open_desk, step, now, begun, Random(seed), into)
        children.append(child)
    os.close(into)
    held, ended = b"", time.monotonic() + PATIENCE
    try:
        while held.count(b"\n") < until:
            heard = os.read(out, 65536)
            assert heard, f"the processes ended by themselves: {held.decode(errors='replace')[-2000:]}"
            assert time.monotonic() < ended, f"only {held.count(10)} of {until} things were done in {PATIENCE:.0f} s"
            held += heard
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
    with os.fdopen(out, "rb") as rest:
        held += rest.read()
    *lines, _ = held.split(b"\n")  # what was not told to its end was not acknowledged
    for line in lines:
        told = json.loads(line)
        assert "error" not in told, f"a process met an error that is none of a race: {told['error']}"
        yield told


def _work(open_desk: Opening, step: Step, now: datetime, begun: float, random: Random, into: int) -> None:
    """In a child process: one thing after the other, each acknowledged, until the end comes."""
    try:
        desk = open_desk(now)
        clock: Any = desk.clock
        assert isinstance(clock, FixedClock)
        while True:
            clock.move_to(now + timedelta(seconds=(time.monotonic() - begun) * HASTE))
            with suppress(Refused, StaleVersion, ClockSkew):  # another process was faster
                try:
                    done = step(desk, random)
                except StoreError as error:
                    if error.kind != "locked":
                        raise
                    continue
                os.write(into, _line(_told(done), clock))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent tells it
        with suppress(OSError):
            os.write(into, _line({"error": f"{type(error).__name__}: {error}"}, None))
    finally:
        os._exit(1)


def _line(told: dict[str, Any], clock: FixedClock | None) -> bytes:
    now = {} if clock is None else {"now": clock.now().isoformat()}
    return (json.dumps({**told, **now}) + "\n").encode()


def _told(done: Case | SweepReport | None) -> dict[str, Any]:
    """What is acknowledged of a thing done."""
    if isinstance(done, Case):
        return {"case": done.id, "version": done.version, "hash": done.hash}
    return {"fired": done.fired, "opened": done.opened} if isinstance(done, SweepReport) else {}


def _look(desk: Desk, acknowledged: list[Any]) -> None:
    """Hold what must be so after a kill, then let a sweep catch up and hold that no rung is missing."""
    report = desk.verify()
    assert report.ok, f"after a kill: {report.faults}"
    events = {id: desk.events(id) for id in _ids(desk)}
    fired = _fired(events)
    for item in acknowledged:
        if "case" in item:
            held = events.get(item["case"], ())
            there = len(held) >= item["version"] and held[item["version"] - 1].hash == item["hash"]
            assert there, f"case {item['case']!r} was acknowledged at version {item['version']} and is not there so"
        for id, duty, rung in item.get("fired", ()):
            found = any(key[:2] == (id, duty) and key[3] == rung for key in fired)
            assert found, f"rung {rung!r} of {duty!r} of case {id!r} was acknowledged as fired and is not there"
        for id in item.get("opened", ()):
            assert id in events, f"case {id!r} was acknowledged as opened and is not there"
    while desk.sweep().more:
        pass
    _no_rung_twice_or_missed(desk)


def _no_rung_twice_or_missed(desk: Desk) -> None:
    now = desk.clock.now()
    events = {id: desk.events(id) for id in _ids(desk)}
    twice = [key for key, times in _fired(events).items() if times > 1]
    assert not twice, f"fired twice (case, duty, run, rung, due): {twice}"
    notices = Counter(notice.id for notice in every_notice(desk))
    doubled = [id for id, times in notices.items() if times > 1]
    assert not doubled, f"in the outbox twice: {doubled}"
    for id in events:
        program, case = desk.program(id), desk.get(id)
        for duty in awaited(program, case):
            for row in due_rows(program, case, duty):
                missed = bool(row.rung) and row.fires_at <= now
                assert not missed, f"rung {row.rung!r} of {duty!r} of case {id!r} was due at {row.fires_at}: missed"


def _ids(desk: Desk) -> tuple[str, ...]:
    found: list[str] = []
    cursor = ""
    while True:
        page = desk.find(limit=500, after=cursor)
        found += [case.id for case in page.cases]
        cursor = page.cursor
        if not cursor:
            return tuple(found)


def _fired(events: dict[str, Any]) -> Counter[tuple[str, str, int, str, datetime]]:
    """How often each rung fired, or was passed over."""
    return Counter(
        (id, body.duty, body.occurrence, body.rung, body.due_at)
        for id, held in events.items()
        for body in (event.body for event in held)
        if isinstance(body, Fired)
    )


def _closed(desk: Desk) -> None:
    """Close the store of a desk, where stores are closed."""
    close = getattr(desk.store, "close", None)
    if close is not None:
        with suppress(ComplaintKitError):
            close()
