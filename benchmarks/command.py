"""A whole command in memory, the chain included, beside a bare trigger of the stock machine.

The peer does nothing but move a throw-away cursor on one shared ``transitions`` machine, with two conditions and two
callbacks, logging not configured. Ours decides, makes the events, chains them, derives the due rows and stores them.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.table import Row, duration, interleaved

OPERATIONS = 1_000
AT_LEAST, AIM = 3.0, 1.8  # DESIGN 8

Prepare = Callable[[], Callable[[], object]]


def stock() -> Prepare:
    """The peer: each operation is one trigger on a new cursor."""
    from transitions import Machine

    class Cursor:
        __slots__ = ("state",)

        def __init__(self) -> None:
            self.state = "open"

    def permitted(allowed: frozenset[str]) -> bool:
        return "close" in allowed

    def known(allowed: frozenset[str]) -> bool:
        return len(allowed) > 0

    def noted(allowed: frozenset[str]) -> None:
        return None

    machine = Machine(model=None, initial="open", states=["open", "closed"], auto_transitions=False)
    machine.add_transition(
        "close", "open", "closed", conditions=[permitted, known], before=[noted], after=[noted]
    )  # fmt: skip
    trigger = machine.events["close"].trigger
    allowed = frozenset({"close", "transfer"})

    def prepare() -> Callable[[], object]:
        cursors = [Cursor() for _ in range(OPERATIONS)]

        def work() -> None:
            for cursor in cursors:
                trigger(cursor, allowed)

        return work

    return prepare


def ours() -> Prepare | None:
    """Our side: ``prepare`` files ``OPERATIONS`` cases on a new memory store, untimed; the work acts once on each.

    The move should be like the peer's: two conditions, no redress. None as long as there is no desk to measure.
    """
    return None


def rows() -> list[Row]:
    """The measurement as a row of the table."""
    what = "whole command in memory, chain included / stock trigger"
    limits = (f"≤ {AT_LEAST:g}", f"≤ {AIM:g}")
    side = ours()
    if side is None:
        alone = interleaved(stock(), stock(), operations=OPERATIONS)
        return [Row(what, "not measured yet", duration(alone.peer), "", *limits)]
    pair = interleaved(side, stock(), operations=OPERATIONS)
    return [Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", *limits, pair.ratio <= AT_LEAST)]
