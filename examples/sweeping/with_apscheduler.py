"""With APScheduler 3, beside your other jobs: ``COMPLAINTS=… python -m examples.sweeping.with_apscheduler``.

One round every half a minute, one at a time; rounds that were missed are not made up for, since a round does all
there is.
"""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler

from complaintkit.desk import run
from examples.sweeping import crm

SECONDS = float(os.environ.get("SWEEP_SECONDS", "30"))


def sweep(stop: Event) -> None:
    """The job."""
    run(crm.desks(), courier=crm.courier(), every=None, stop=stop)


def main() -> int:
    """Schedule the job, and wait for a signal; the exit code."""
    crm.log()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(sweep, "interval", seconds=SECONDS, args=(stop,), max_instances=1, coalesce=True)
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)  # the round at hand ends at its next case or notice
    return 0


if __name__ == "__main__":
    sys.exit(main())
