"""What a user's first lines cost in a fresh interpreter, beside our three dependencies alone.

Run it with ``python -m benchmarks cold_import``. ``import complaintkit`` itself loads next to nothing, since names are
loaded on first use; so what is measured is the import of every name that writing a policy takes (all public names but
those of the desk and of cases), then the desk on top of them. Every time is that of a whole interpreter less one that
imports nothing, bytecode already compiled, in turns; the quickest of the rounds counts, since whatever else the machine
does only adds to it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

from benchmarks.table import Row, duration

ROUNDS = 25
AT_LEAST, AIM = 0.150, 0.100  # seconds, DESIGN 8
CLASSES = 90  # eager attrs classes, DESIGN 8

NOTHING = "pass"
RULES = "from complaintkit import {names}"
DESK = f"{RULES}; from complaintkit import Desk"
PEER = "import attrs, cattrs, transitions"
LOADED = """
import gc, json, sys
gc.collect()
print(json.dumps({
    "classes": sum(
        isinstance(thing, type) and "__attrs_attrs__" in vars(thing) and thing.__module__.startswith("complaintkit")
        for thing in gc.get_objects()
    ),
    "floors": sorted({name.split(".")[1] for name in sys.modules if name.startswith("complaintkit.")}),
}))
"""


def fresh(code: str) -> str:
    """Run code in an interpreter of its own, away from this folder and its environment; what it printed."""
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    return done.stdout


def policy_names() -> str:
    """Every public name that writing a policy takes: those that live below the floor of cases."""
    import complaintkit

    homes = {name: getattr(complaintkit, name) for name in complaintkit.__all__}
    above = ("complaintkit.cases", "complaintkit.checks", "complaintkit.desk")
    return ", ".join(n for n, thing in homes.items() if not getattr(thing, "__module__", "").startswith(above))


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    names = policy_names()
    rules, desk = RULES.format(names=names), DESK.format(names=names)
    best = dict.fromkeys((NOTHING, rules, desk, PEER), float("inf"))
    for code in best:  # compiles what is not compiled yet, and warms the file cache
        fresh(code)
    for _ in range(ROUNDS):
        for code in best:
            started = time.perf_counter()
            fresh(code)
            best[code] = min(best[code], time.perf_counter() - started)
    ours, whole, peer = (max(best[code] - best[NOTHING], 1e-9) for code in (rules, desk, PEER))
    found = json.loads(fresh(f"{rules}\n{LOADED}"))
    above = {"serialization", "storage", "desk"} & set(found["floors"])
    limits = (f"ours ≤ {AT_LEAST * 1e3:g} ms", f"ours ≤ {AIM * 1e3:g} ms")
    return [
        Row(
            "all names of a policy, cold / import attrs, cattrs, transitions",
            duration(ours),
            duration(peer),
            f"{ours / peer:.2f}",
            *limits,
            ours <= AT_LEAST,
        ),
        Row("the same and Desk", duration(whole), duration(peer), f"{whole / peer:.2f}", "", ""),
        Row(
            "attrs classes made by all names of a policy",
            str(found["classes"]),
            "",
            "",
            f"≤ {CLASSES}",
            "",
            found["classes"] <= CLASSES,
        ),
        Row(
            "desk, serialization or a store loaded by them", ", ".join(sorted(above)) or "none", "", "", "none", "",
            not above,
        ),
    ]  # fmt: skip
