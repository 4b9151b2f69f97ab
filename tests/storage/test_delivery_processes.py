"""Several processes deliver one outbox, and are killed without warning: nothing is lost, a kill costs one double."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from complaintkit.desk import Backoff, Courier, Desk, Notice
from complaintkit.desk.delivery import _Round
from complaintkit.errors import DeliveryFailed
from complaintkit.storage import SQLAlchemyStore, SQLiteStore
from tests.desk.policies import policy
from tests.storage.servers import KINDS, databases, url_of
from tests.storage.shop import ended

pytestmark = [
    pytest.mark.filterwarnings("ignore:This process"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes can be forked here"),
]
CASES, EACH, WORKERS, KILLS = 8, 5, 3, 3
LEASE = timedelta(seconds=0.5)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["file", *KINDS])
def opening(request, tmp_path):
    """Opens the same database anew, as each process does."""
    if request.param == "file":
        yield lambda: SQLiteStore(tmp_path / "outbox.db", durability="normal")
        return
    with databases(request.param, tmp_path) as made:
        url = url_of(made.store())
        yield lambda: SQLAlchemyStore(url)


def noting(path, *, fails: bool = False):
    """A sink that notes each notice down before it counts as delivered; ``fails``: not at two of three tries."""
    out, tries = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), itertools.count()

    def sink(envelope) -> None:
        if fails and next(tries) % 3:
            raise DeliveryFailed("status 500")
        os.write(out, f"{envelope.id}\n".encode())
        time.sleep(0.01)

    return sink


def telling_who_is_late(log) -> None:
    """Have this process note at once that it was overtaken: its report tells so too, but a kill takes that along."""
    out, note = os.open(log.with_suffix(".late"), os.O_WRONLY | os.O_APPEND | os.O_CREAT), _Round._note

    def noted(round, tried, kept: bool) -> None:
        if tried.outcome == "delivered" and not kept:
            os.write(out, f"{tried.stands.notice.id}\n".encode())
        note(round, tried, kept)

    _Round._note = noted


def deliverer(opening, log, sinks) -> int:
    """A process that delivers, until it is told to stop, to the sink, or the sinks, that a function makes; its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        telling_who_is_late(log)
        with opening() as store:
            desk = Desk(policy(), store, tenant="acme")
            courier = Courier(sinks(), lease=LEASE, backoff=Backoff(first=timedelta(seconds=0.01), factor=1, tries=100))
            while not log.with_suffix(".stop").exists():
                desk.deliver(courier)
                time.sleep(0.02)
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - told to the test by the exit code
        print(repr(error), file=sys.stderr)
        os._exit(1)


@pytest.mark.parametrize("names", [("",), ("crm", "mail")], ids=["one sink", "two sinks"])
def test_what_killed_deliverers_leave_is_delivered_by_the_others(opening, tmp_path, names):
    """Each notice is sent, to each sink, of which the last fails often; at most as many came twice as there were kills,
    where the machine was not too slow for the lease; those of a case come in their order.
    """
    logs = {name: tmp_path / f"sent{name}" for name in names}
    log = logs[names[0]]
    log.touch()

    def sinks():
        made = {name: noting(path, fails=name == "mail") for name, path in logs.items()}
        return made.get("", made)

    with opening() as store:
        with store.begin() as tx:
            for n in range(EACH):
                ids = [f"c{case}-{n}" for case in range(CASES)]
                tx.post([Notice(id, "acme", id.partition("-")[0], "form", "slip", "boss", LONG_AGO) for id in ids])
        workers = [deliverer(opening, log, sinks) for _ in range(WORKERS)]
        try:
            for kill in range(1, KILLS + 1):
                await_lines(log, kill * 8)
                victim = workers.pop(0)
                os.kill(victim, signal.SIGKILL)
                assert os.waitstatus_to_exitcode(os.waitpid(victim, 0)[1]) == -signal.SIGKILL, "it had ended before"
                workers.append(deliverer(opening, log, sinks))
            desk, until = Desk(policy(), store, tenant="acme"), time.monotonic() + 60
            while desk.undelivered() and time.monotonic() < until:
                time.sleep(0.05)
            assert desk.undelivered() == desk.dead_letters() == []
            log.with_suffix(".stop").touch()  # no kill, or who was too slow at the very end would not say so
            while workers:
                assert ended(workers.pop()) == 0
        finally:
            for pid in workers:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    late, doubles = log.with_suffix(".late").read_text().split(), 0
    for path in logs.values():
        sent = path.read_text().split()
        assert len(set(sent)) == CASES * EACH, "a notice was lost"
        doubles += len(sent) - CASES * EACH
        for case in range(CASES):
            first = dict.fromkeys(id for id in sent if id.startswith(f"c{case}-"))
            assert list(first) == [f"c{case}-{n}" for n in range(EACH)], "the notices of a case went out of order"
    told = KILLS + len(late)
    assert doubles <= told, f"{doubles} doubles for {KILLS} kills, and {len(late)} who were too slow and said so"


def await_lines(log, count: int) -> None:
    """Until that many notices were sent."""
    until = time.monotonic() + 60
    while len(log.read_text().split()) < count:
        assert time.monotonic() < until, "the deliverers do not get on"
        time.sleep(0.01)
