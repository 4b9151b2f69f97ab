"""A process of its own, for systemd or a container: ``COMPLAINTS=… python -m examples.sweeping.service``.

SIGTERM or Ctrl-C lets it finish the case or notice at hand, and ends it with 0. Start as many as you like.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from threading import Event

from complaintkit.desk import run
from examples.sweeping import crm

EVERY = timedelta(seconds=float(os.environ.get("SWEEP_SECONDS", "30")))


def main() -> int:
    """Sweep and deliver until a signal comes; the exit code."""
    crm.log()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    done = run(crm.desks(), courier=crm.courier(), every=EVERY, stop=stop)
    print(f"fired {done.fired}, opened {done.opened}, delivered {done.delivered}, failed {done.failed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
