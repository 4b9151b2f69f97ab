"""``python -m benchmarks`` runs all of them, ``python -m benchmarks command`` those named."""

from __future__ import annotations

import argparse

from benchmarks import (
    check_policy,
    cold_import,
    command,
    deadlines,
    events,
    layers,
    million,
    policy_load,
    postgresql,
    sqlite,
    sweep,
)
from benchmarks.table import printed

ALL = {
    "command": command.rows,
    "policy_load": policy_load.rows,
    "events": events.rows,
    "sqlite": sqlite.rows,
    "layers": layers.rows,
    "postgresql": postgresql.rows,
    "sweep": sweep.rows,
    "million": million.rows,
    "deadlines": deadlines.rows,
    "check_policy": check_policy.rows,
    "cold_import": cold_import.rows,
}

parser = argparse.ArgumentParser(prog="python -m benchmarks", description="complaintkit beside its peers")
parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(ALL)} (default: all)")
names = parser.parse_args().names or list(ALL)
if unknown := [name for name in names if name not in ALL]:
    parser.error(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(ALL)}")
print(printed(row for name in names for row in ALL[name]()))
