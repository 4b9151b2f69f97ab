"""Which counters a record adds to."""

from __future__ import annotations

from complaintkit.cases.program import Program
from complaintkit.cases.view import View


def tallied_keys(program: Program, records: tuple[str, ...], view: View) -> tuple[str, ...]:
    """The counters that records made now add one to."""
    keys = []
    for tally in program.effects[records].tallies:
        if program.test(tally.when)(view) is not True:
            continue
        subject = view.fact(tally.subject) if tally.subject else ""
        if isinstance(subject, str):
            keys.append(tally.key(subject, view.received if tally.dated == "received" else view.today))
    return tuple(keys)
