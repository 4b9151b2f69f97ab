"""The lives of many clocks: their events in order.

Events are taken in rounds: first the first event of each clock, then the second of each, and so on, so that each clock
meets its own in order of time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from complaintkit.deadlines.columns.events import ADD, FIXED, PAUSE, TOLL, Events, ExtensionTerms
from complaintkit.deadlines.columns.extending import add, fix, replace
from complaintkit.deadlines.columns.stopping import Rules, Stops

if TYPE_CHECKING:
    from complaintkit.deadlines.columns.running import Runs

__all__ = ["live"]


def live(runs: Runs, events: Events, rules: Rules, terms: ExtensionTerms) -> None:
    """Take in all events."""
    for name in ("day", "open", "pausable", "wake", "governed"):
        setattr(runs, name, np.array(getattr(runs, name)))
    stops = Stops(runs, rules)
    for some in events.rounds():
        if runs.idle.any():
            some = some.only((some.kind >= PAUSE) | ~runs.idle[some.row])
        for kind in np.unique(some.kind):
            these = some.only(some.kind == kind)
            if kind == PAUSE:
                stops.pause(these)
            elif kind == TOLL:
                stops.toll(these)
            elif kind == FIXED:
                fix(runs, these)
            else:
                shapes, counts, known = terms
                for code in np.unique(shapes[these.code]):
                    part = these.only(shapes[these.code] == code)
                    (add if kind == ADD else replace)(runs, part, known[code], counts[part.code])
