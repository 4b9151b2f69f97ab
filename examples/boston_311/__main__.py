"""``python -m examples.boston_311``: see :mod:`examples.boston_311.run`."""

from __future__ import annotations

from examples._shared.ending import ended
from examples.boston_311.run import main

if __name__ == "__main__":
    raise SystemExit(ended(main))
