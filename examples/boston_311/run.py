"""Runs the requests through the desk and reports: ``python -m examples.boston_311 [--all]``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from pathlib import Path
from typing import Literal

from complaintkit import Actor, Desk
from complaintkit.errors import IntegrityError, KeyConflict, StoreError
from complaintkit.storage import SQLiteStore
from complaintkit.testing import FixedClock
from examples._shared.progress import shown
from examples.boston_311.policy import boston_calendar, history
from examples.boston_311.report import Effort, report
from examples.boston_311.requests import SAMPLE, Request, Step, in_order, read, rows_with_target, whole_file

FRONT_DESK = Actor("311", roles={"receiver"})
BEFORE = datetime(2015, 1, 1, tzinfo=UTC)
SWEPT = 1000


class Replay:
    """The year once more: each request filed, passed on and answered at the moments the city noted.

    Every command carries a key made of the request's id, so that a run which was cut short, or is repeated, continues:
    what was done before gives its first result again.
    """

    def __init__(self, store: SQLiteStore) -> None:
        self.calendar = boston_calendar()
        self.clock = FixedClock(BEFORE)
        self.desk = Desk(
            history(), store, tenant="boston", clock=self.clock, calendars={"boston": self.calendar}, ids=self._id
        )
        self.filed = self.corrected = self.commands = self.fired = 0
        self._filing = ""
        self._departments: dict[str, Actor] = {}

    def _id(self) -> str:
        """A case is named like its request; asked for new cases only."""
        self.filed += 1
        return self._filing

    def run(self, steps: Iterable[Step]) -> None:
        """Take the steps: those of a day in one transaction, and the sweep in the night after it."""
        zone = self.calendar.zoneinfo
        for _, todays in groupby(steps, key=lambda step: step.at.astimezone(zone).date()):
            with self.desk.batch():
                for step in todays:
                    self.clock.move_to(step.at)
                    if step.what == "open":
                        self.open(step.request)
                    else:
                        self.close(step.request)
                self.sweep(midnight_after(self.clock.now(), zone))

    def sweep(self, night: datetime) -> None:
        """Let the breaches of the day be told."""
        self.clock.move_to(night)
        while True:
            swept = self.desk.sweep(limit=SWEPT)
            self.fired += len(swept.fired)
            if not swept.more:
                return

    def open(self, request: Request) -> None:
        """File a request, tell the caller its number, and pass it to its department, all at once."""
        self._filing = request.id
        case = self.desk.file(
            by=FRONT_DESK,
            channel=request.channel,
            category=request.type,
            received_at=request.opened,
            facts={"subject": request.subject, "city_target": request.target},
            refs={"boston_311": request.id},
            key=f"{request.id}/file",
        )
        self.desk.act(
            case.id,
            "acknowledge",
            by=FRONT_DESK,
            occurred_at=request.opened,
            facts={"number_given": request.id},
            key=f"{request.id}/acknowledge",
        )
        self.desk.act(
            case.id,
            "pass_on",
            by=FRONT_DESK,
            to=request.department,
            occurred_at=request.opened,
            key=f"{request.id}/pass_on",
        )
        self.commands += 3

    def close(self, request: Request) -> None:
        """Answer a request. Where the city closed it before it opened it, the receipt is corrected first."""
        assert request.closed is not None
        if request.closed < request.opened:
            self.desk.correct(
                request.id,
                1,
                by=FRONT_DESK,
                occurred_at=request.closed,
                reason="answered before it was entered: received no later than it was answered",
                key=f"{request.id}/correct",
            )
            self.corrected += 1
            self.commands += 1
        facts = {"outcome": request.outcome, "city_flag": request.flag}
        self.desk.act(
            request.id,
            "answer",
            by=self.department(request.department),
            occurred_at=request.closed,
            facts={id: value for id, value in facts.items() if value},
            key=f"{request.id}/answer",
        )
        self.commands += 1

    def department(self, id: str) -> Actor:
        """A department, as the one who answers."""
        found = self._departments.get(id)
        if found is None:
            found = self._departments[id] = Actor(id, roles={"functional_department"})
        return found


def midnight_after(moment: datetime, zone: tzinfo) -> datetime:
    """The midnight that ends the local day of a moment."""
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def steps_in(path: Path) -> tuple[int, int]:
    """How many requests a file has, and how many steps they make."""
    requests = closings = 0
    for row in rows_with_target(path):
        requests += 1
        closings += bool(row["closed_dt"])
    return requests, requests + closings


def run(path: Path, file: Path, durability: Literal["normal", "full"]) -> None:
    """Run the requests of ``path`` into the store ``file``, or go on with it, and report."""
    requests, steps = steps_in(path)
    started, cpu = time.perf_counter(), time.process_time()
    with SQLiteStore(file, durability=durability) as store:
        replay = Replay(store)
        replay.run(shown(in_order(read(path, replay.calendar.zoneinfo)), steps, "requests"))
        effort = Effort(
            seconds=time.perf_counter() - started,
            cpu_seconds=time.process_time() - cpu,
            commands=replay.commands,
            repeated=requests - replay.filed,
            corrected=replay.corrected,
        )
        for line in report(replay.desk, replay.calendar, requests, effort):
            print(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m examples.boston_311", description=__doc__)
    parser.add_argument("--all", action="store_true", help="all requests of the year instead of the sample")
    parser.add_argument("--db", type=Path, help="the file to write, or to continue (default: boston_311*.db here)")
    parser.add_argument("--durability", choices=("normal", "full"), default="normal")
    given = parser.parse_args(arguments)
    path = whole_file() if given.all else SAMPLE
    if path is None:
        print("the file with all requests is not here; name its folder in COMPLAINTKIT_DATA", file=sys.stderr)
        return 2
    file = given.db or Path("boston_311_all.db" if given.all else "boston_311.db")
    try:
        run(path, file, given.durability)
    except (KeyConflict, IntegrityError, StoreError) as error:
        print(f"{error}\n{file} cannot be continued: delete it, or name another with --db", file=sys.stderr)
        return 1
    if not given.all and whole_file() is not None:
        print("\nAll requests of the year are at hand: --all runs them.")
    print(f"\nLeft behind to look at: {file} ({file.stat().st_size / 1e6:,.0f} MB). Run again, it goes on from there.")
    return 0
