"""``python -m examples.traffic_fines``: see :mod:`examples.traffic_fines.run`."""

from __future__ import annotations

from examples._shared.ending import ended
from examples.traffic_fines.run import main

if __name__ == "__main__":
    raise SystemExit(ended(main))
