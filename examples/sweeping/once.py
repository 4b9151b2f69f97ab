"""One round, for cron: ``* * * * * COMPLAINTS=/srv/crm/complaints.db python -m examples.sweeping.once``.

It ends once nothing is left to do, with 1 where something failed. Should the next one begin before it ends, the two
share the work.
"""

from __future__ import annotations

import sys

from complaintkit.desk import run
from examples.sweeping import crm


def main() -> int:
    """Sweep and deliver all there is; the exit code."""
    crm.log()
    done = run(crm.desks(), courier=crm.courier(), every=None)
    print(f"fired {done.fired}, opened {done.opened}, delivered {done.delivered}, failed {done.failed}")
    return 1 if done.failed else 0


if __name__ == "__main__":
    sys.exit(main())
