"""The recipes for sweeping and delivering run for real: for cron, as a service, with APScheduler and with Celery."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from complaintkit import Actor, Desk
from complaintkit.desk.sinks import is_signed
from complaintkit.storage import SQLiteStore
from examples.sweeping import crm
from tests.conftest import ROOT
from tests.desk.test_sinks import SECRET, Receiver

LONG_AGO = timedelta(days=10)
PATIENCE = 60.0
CLERK = Actor("emp-1", roles={"clerk"})
BROKERS = {
    "redis": os.environ.get("COMPLAINTKIT_REDIS", "redis://127.0.0.1:6379/15"),
    "rabbitmq": os.environ.get("COMPLAINTKIT_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672//"),
}


class Crm:
    """A database with late cases of two tenants, and the processes that see to them."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.store = SQLiteStore(path, durability="normal")
        self.desks = {tenant: Desk(crm.POLICY, self.store, tenant=tenant) for tenant in crm.TENANTS}
        self.env = {**os.environ, "COMPLAINTS": str(path), "SWEEP_SECONDS": "0.2", "PYTHONPATH": f"{ROOT}/src:{ROOT}"}

    def file(self, tenant: str, cases: int = 1) -> None:
        for _ in range(cases):
            self.desks[tenant].file(by=CLERK, received_at=datetime.now(UTC) - LONG_AGO)

    def stands(self) -> tuple[int, int, int]:
        """Escalations on record, notices that were delivered, notices that wait."""
        with self.store.begin(reading=True) as tx:
            sent = sum(len(tx.outgoing(tenant, "delivered", 999)) for tenant in crm.TENANTS)
        waiting = sum(len(desk.undelivered()) for desk in self.desks.values())
        cases = [case for desk in self.desks.values() for case in desk.find(limit=999).cases]
        return sum(len(case.records.get("escalated", ())) for case in cases), sent, waiting

    def await_stands(self, wanted: tuple[int, int, int], process: subprocess.Popen[str]) -> None:
        until = time.monotonic() + PATIENCE
        while self.stands() != wanted:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until, f"after {PATIENCE} s it stands at {self.stands()}, not at {wanted}"
            time.sleep(0.05)

    def command(self, *args: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([sys.executable, "-m", *args], env=self.env, cwd=ROOT, text=True, **pipes)

    @contextmanager
    def running(self, *args: str) -> Iterator[subprocess.Popen[str]]:
        """A process, which ends with 0 soon after SIGTERM."""
        process = self.command(*args)
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            out, errors = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, (out, errors)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()


@pytest.fixture
def office(tmp_path) -> Iterator[Crm]:
    made = Crm(tmp_path / "complaints.db")
    yield made
    made.store.close()


def test_the_command_for_cron_does_all_there_is_and_ends(office):
    """Two at once share the work; another one finds nothing to do."""
    office.file("north", 20)
    office.file("south", 2)
    both = [office.command("examples.sweeping.once") for _ in range(2)]
    told = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert office.stands() == (22, 22, 0)
    assert sum(int(out.split()[1].rstrip(",")) for out, _ in told) == 22
    assert sum(errors.count("escalation settle/overdue of case") for _, errors in told) == 22
    third = office.command("examples.sweeping.once")
    assert third.communicate(timeout=PATIENCE)[0] == "fired 0, opened 0, delivered 0, failed 0\n"


def test_the_command_for_cron_says_by_its_exit_code_that_something_failed(office):
    """Nobody listens at the webhook's address: the notices wait, and cron mails what is on standard error."""
    office.file("south")
    office.env |= {"WEBHOOK_URL": "http://127.0.0.1:1/", "WEBHOOK_SECRET": "whsec_" + "A" * 32, "no_proxy": "127.0.0.1"}
    process = office.command("examples.sweeping.once")
    out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "fired 1, opened 0, delivered 0, failed 1\n")
    (waiting,) = office.desks["south"].undelivered()
    assert (waiting.tries, waiting.error) == (1, "no answer: ConnectionRefusedError")


def test_the_service_runs_until_sigterm(office):
    """It sees to what is there, and to what comes while it runs; told to end, it ends with 0."""
    office.file("north")
    with office.running("examples.sweeping.service") as process:
        office.await_stands((1, 1, 0), process)
        office.file("south", 2)
        office.await_stands((3, 3, 0), process)
    assert process.returncode == 0


def test_apscheduler_calls_it_again_and_again(office):
    """And shuts down cleanly."""
    pytest.importorskip("apscheduler", reason="APScheduler is not installed")
    office.file("north")
    with office.running("examples.sweeping.with_apscheduler") as process:
        office.await_stands((1, 1, 0), process)
        office.file("south")
        office.await_stands((2, 2, 0), process)
    assert process.returncode == 0


@pytest.mark.parametrize("broker", BROKERS)
def test_celery_calls_it_again_and_again(office, broker, tmp_path):
    """A worker with its beat, on a queue of its own, which is removed afterwards."""
    pytest.importorskip("celery", reason="Celery is not installed")
    queue = f"complaintkit-{uuid.uuid4().hex[:12]}"
    with connected(BROKERS[broker], queue):
        office.env |= {"CELERY_BROKER_URL": BROKERS[broker], "CELERY_QUEUE": queue}
        office.file("north")
        options = ("--beat", "--pool", "solo", "--schedule", str(tmp_path / "beat"), "--loglevel", "warning")
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        with office.running(
            "celery", "-A", "examples.sweeping.with_celery", "worker", *options, *quiet
        ) as process:  # fmt: skip
            office.await_stands((1, 1, 0), process)
            office.file("south")
            office.await_stands((2, 2, 0), process)
        assert process.returncode == 0


@contextmanager
def connected(url: str, queue: str) -> Iterator[None]:
    """Skip where there is no such broker; in the end take the queue away."""
    kombu = pytest.importorskip("kombu", reason="kombu is not installed")
    if url.startswith("redis"):
        pytest.importorskip("redis", reason="the client for Redis is not installed")
    with kombu.Connection(url, connect_timeout=3) as connection:
        try:
            connection.ensure_connection(max_retries=1)
        except Exception as error:  # noqa: BLE001 - each broker's client has its own
            pytest.skip(f"no broker at {url.partition('://')[0]}: {type(error).__name__}")
        try:
            yield
        finally:
            with connection.channel() as channel:
                channel.queue_delete(queue)
                if not url.startswith("redis"):
                    channel.exchange_delete(queue)
                elif left := channel.client.keys(f"*{queue}*"):
                    channel.client.delete(*left)


def test_what_the_service_sends_is_json_in_the_form_of_cloudevents(office):
    """The recipes' courier posts it where a URL is set: read here from a server of the test's own."""
    receiver = Receiver()
    receiver.start()
    try:
        office.file("north")
        office.env |= {
            "WEBHOOK_URL": f"http://127.0.0.1:{receiver.port}/", "WEBHOOK_SECRET": SECRET, "no_proxy": "127.0.0.1",
        }  # fmt: skip
        office.command("examples.sweeping.once").communicate(timeout=PATIENCE)
        ((headers, body),) = receiver.had
    finally:
        receiver.stop()
    assert is_signed(SECRET, headers, body, now=datetime.now(UTC))
    event = json.loads(body)
    assert (event["type"], event["data"]["tenant"], event["data"]["to"]) == (
        "complaintkit.notice.escalation",
        "north",
        "head",
    )
