"""``python -m examples.cfpb``: see :mod:`examples.cfpb.run`."""

from __future__ import annotations

from examples._shared.ending import ended
from examples.cfpb.run import main

if __name__ == "__main__":
    raise SystemExit(ended(main))
