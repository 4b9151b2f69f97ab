"""Numbers that repeat, and serials that outgrow their width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from string import Formatter
from typing import Final

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.ways import Ways
from complaintkit.rules.numbering import Numbering

__all__ = ["ENOUGH", "number_issues"]

ENOUGH: Final = 9_999
"""A period with room for so many numbers, or more, is not reported."""

FIRST: Final = date(2026, 3, 1)
OTHERS: Final = {
    "day": (date(2026, 3, 2), date(2026, 4, 1), date(2027, 3, 1)),
    "month": (date(2026, 4, 1), date(2027, 3, 1)),
    "year": (date(2027, 3, 1),),
    "never": (),
}
"""For each length of period days of other periods than `FIRST`; only the day, the month or the year differs."""


def number_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """What is wrong with the patterns of numbers."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    for i, numbering in enumerate(checking.policy.numbering):
        path, ways = f"$.numbering[{i}]", ways_of[numbering.case_kind]
        yield from _repeats(checking, ways, path, numbering)
        yield from _outgrows(checking, ways, path, numbering)


def _repeats(checking: Checking, ways: Ways, path: str, numbering: Numbering) -> Iterator[Issue]:
    for second in OTHERS[numbering.period]:
        if numbering.render(FIRST, 1) == numbering.render(second, 1):
            witness = checking.witness(kind=ways.kind.id, channel=ways.starts[0].channel, other=(FIRST, second))
            said = f"the first case of {FIRST} and that of {second} are both {numbering.render(FIRST, 1)!r}"
            yield checking.issue("number_repeats", f"{path}.pattern", said, witness, clause=cite_of(numbering))
            return


def _outgrows(checking: Checking, ways: Ways, path: str, numbering: Numbering) -> Iterator[Issue]:
    width = width_of(numbering.pattern)
    if width is None or 10**width - 1 >= ENOUGH:
        return
    serial = 10**width
    day = checking.program.calendar.local_date(checking.moment)
    per = "" if numbering.period == "never" else f" of a {numbering.period}"
    said = f"the case number {serial}{per} is {numbering.render(day, serial)!r}, longer than those before it"
    witness = checking.witness(kind=ways.kind.id, channel=ways.starts[0].channel, other=serial)
    yield checking.issue("serial_outgrows_width", f"{path}.pattern", said, witness, clause=cite_of(numbering))


def width_of(pattern: str) -> int | None:
    """How many digits a serial is filled up to; None where it is written as it is.

    >>> width_of("{yy}{mm}{serial:02d}"), width_of("{serial}")
    (2, None)
    """
    for _, name, spec, _ in Formatter().parse(pattern):
        found = re.fullmatch(r"0(\d+)d?", spec or "") if name == "serial" else None
        if found is not None:
            return int(found[1])
    return None
