"""A database server that goes away under load, or runs out of room: clear errors, nothing acknowledged is lost, and
then it goes on.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest

from complaintkit.cases.events import Fired
from complaintkit.errors import StaleVersion, StoreError
from complaintkit.storage import SQLAlchemyStore
from tests.storage.own_mariadb import own_mariadb
from tests.storage.own_server import grow, own_server, small_disk
from tests.storage.shop import CLERK, START, child, desk_on, file

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"),
    pytest.mark.filterwarnings("ignore:This process"),
]
PATIENCE = 60.0
OWN = {"postgresql": own_server, "mariadb": own_mariadb}


def work(url, seed, told):
    """File, accept and sweep without end; every thing acknowledged and every error is told, and the next begun."""
    with SQLAlchemyStore(url, server_clock=False) as store:
        desk, clock = desk_on(store)
        n = 0
        while True:
            n += 1
            try:
                case = file(desk, n, refs={"crm": f"T-{seed}-{n}"})
                told({"case": case.id, "version": case.version, "hash": case.hash})
                case = desk.act(case.id, "accept", by=CLERK, to="bea")
                told({"case": case.id, "version": case.version, "hash": case.hash})
                if n % 5 == 0:
                    clock.advance(timedelta(hours=20))
                    told({"fired": desk.sweep(limit=20).fired})
            except StaleVersion:
                continue
            except StoreError as error:
                told({"error": error.kind})
                time.sleep(0.05)


class Heard:
    """What working processes tell, line by line."""

    def __init__(self, out):
        self._out = out
        self._rest = b""
        self.lines = []

    def until(self, enough):
        """Read until enough was heard."""
        ended = time.monotonic() + PATIENCE
        while not enough(self.lines):
            assert time.monotonic() < ended, f"only {len(self.lines)} things were told: {self.lines[-3:]}"
            self.more()

    def more(self):
        read = os.read(self._out, 65536)
        *whole, self._rest = (self._rest + read).split(b"\n")
        self.lines += [json.loads(line) for line in whole]
        return read


def acknowledged(lines):
    return sum("error" not in line for line in lines)


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize(
    ("how", "times"),
    [("immediate", 1), *[pytest.param(how, 5, marks=pytest.mark.long(what="kills")) for how in ("fast", "immediate")]],
)
def test_a_server_that_is_started_anew_under_load(kind, how, times):
    """Stopped in order or as in a crash: commands meanwhile fail as lost or out of reach and as nothing else;
    all that was acknowledged is there, no rung is fired twice, and the processes go on by themselves.
    """
    with OWN[kind]() as server:
        SQLAlchemyStore(server.url).close()
        out, into = os.pipe()
        tell = lambda told: os.write(into, (json.dumps(told) + "\n").encode())  # noqa: E731
        children = [child(lambda seed=seed: work(server.url, seed, tell)) for seed in range(2)]
        os.close(into)
        heard = Heard(out)
        try:
            for _ in range(times):
                before = acknowledged(heard.lines)
                heard.until(lambda lines, before=before: acknowledged(lines) >= before + 15)
                server.stop(how)
                down = len(heard.lines)
                heard.until(lambda lines, down=down: any("error" in line for line in lines[down:]))
                server.start()
            before = acknowledged(heard.lines)
            heard.until(lambda lines: acknowledged(lines) >= before + 15)
        finally:
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        while heard.more():
            pass
        os.close(out)
        assert {line["error"] for line in heard.lines if "error" in line} <= {"io", "cannot_open"}
        with SQLAlchemyStore(server.url, server_clock=False) as store:
            desk, _ = desk_on(store, now=START + timedelta(days=400))
            assert desk.verify().ok
            events = {}
            for line in heard.lines:
                for id in {line.get("case"), *(case for case, _, _ in line.get("fired", ()))} - {None}:
                    events.setdefault(id, desk.events(id))
                if "case" in line:
                    assert events[line["case"]][line["version"] - 1].hash == line["hash"]
                for case, duty, rung in line.get("fired", ()):
                    assert (duty, rung) in {(e.body.duty, e.body.rung) for e in events[case] if type(e.body) is Fired}
            while desk.sweep().more:
                pass
            fired = Counter(
                (id, event.body.duty, event.body.rung, event.body.due_at)
                for id in events
                for event in desk.events(id)
                if type(event.body) is Fired
            )
            assert set(fired.values()) == {1}


def large(n):
    """Facts that take room, and cannot be packed."""
    return {"quantity": n, "story": secrets.token_hex(30_000)}


@pytest.mark.parametrize("kind", OWN)
def test_a_server_whose_disk_is_used_up(kind):
    """Commands go through until there is no room; the one that found none says so and left no trace; what needs no room
    goes on, and with room made everything does.
    """
    with (
        OWN[kind]() as server,
        small_disk(server, 16) as place,
        SQLAlchemyStore(server.database_on(place), server_clock=False) as store,
    ):
        desk, _ = desk_on(store)
        there = []
        with pytest.raises(StoreError, match="used up; make room") as caught:
            there.extend(file(desk, n, facts=large(n)).id for n in range(1000))
        assert caught.value.kind == "full"
        assert len(there) > 2
        assert [case.id for case in desk.find(limit=1000).cases] == sorted(there)
        assert desk.verify().ok
        grow(place, 64)
        assert file(desk, 1).version == 1
        assert desk.act(there[0], "accept", by=CLERK, to="bea").version == 2
        assert desk.verify().ok
