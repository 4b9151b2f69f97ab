"""What an implementer says of a store, and two transactions at once to try it with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple
from unittest import SkipTest

import attrs

from complaintkit.desk.ports import Store, Transaction
from complaintkit.errors import InvalidInput, StaleVersion, StoreError

PATIENCE = 0.3
"""Seconds that the first of two transactions leaves the second to come forward, or to wait."""
HANGING = 60.0
"""Seconds after which a thread that has not ended counts as hanging."""


@attrs.frozen(kw_only=True)
class StoreUnderTest:
    """A store for :class:`StoreContract` to try, and what it can.

    ``make`` makes an empty store, each time another. ``reopen`` opens the database of a store that was made once more,
    as another process would, and returns that store; None: what it keeps ends with it. ``connect`` opens a connection
    of the caller's own to the database of a store, with ``commit``, ``rollback`` and ``close``; None: no caller's
    transaction can be joined. ``across_processes``: several processes may have it open at once (needs ``reopen``).
    ``survives_kill``: what was committed is there after the process was killed (needs ``reopen``). ``has_clock``: it
    tells the time.

    :raises InvalidInput: a flag that needs ``reopen`` is given without it.
    """

    make: Callable[[], Store]
    reopen: Callable[[Any], Store] | None = None
    connect: Callable[[Any], Any] | None = None
    across_processes: bool = False
    survives_kill: bool = False
    has_clock: bool = False

    def __attrs_post_init__(self) -> None:
        for flag in ("across_processes", "survives_kill"):
            if getattr(self, flag) and self.reopen is None:
                raise InvalidInput.one("it can only be tried where the store can be opened again: give reopen", flag)

    def another(self, store: Store) -> Store:
        """The store's database opened once more. Skips the test where that cannot be."""
        if self.reopen is None:
            raise SkipTest("the store cannot be opened again: StoreUnderTest has no reopen")
        return self.reopen(store)

    def connection(self, store: Store) -> Any:
        """A connection of the caller's own. Skips the test where there is none."""
        if self.connect is None:
            raise SkipTest("the store joins no caller's transaction: StoreUnderTest has no connect")
        return self.connect(store)


Work = Callable[[Transaction], Any]


class Outcome(NamedTuple):
    """What came of a transaction: it was committed, and what its work returned."""

    committed: bool
    result: Any = None


def overlapping(store: Store, first: Work, second: Work, *, reading: bool = False) -> tuple[Outcome, Outcome]:
    """Two transactions at once: the second begins while the first has done its ``first`` work and is still open, and
    gets time to do its own; then the first is committed, and then the second. ``reading``: the first only reads.

    One that is refused with StaleVersion, or that a lock keeps out, was not committed.
    """
    outcomes: list[Outcome] = [Outcome(False), Outcome(False)]
    broken: list[BaseException] = []
    begun = threading.Event()

    def run() -> None:
        begun.set()
        try:
            with store.begin() as tx:
                result = second(tx)
            outcomes[1] = Outcome(True, result)
        except (StaleVersion, StoreError):
            pass
        except BaseException as error:  # noqa: BLE001 - told to the test below
            broken.append(error)

    thread = threading.Thread(target=run, daemon=True)
    try:
        with store.begin(reading=reading) as tx:
            result = first(tx)
            thread.start()
            begun.wait(HANGING)
            thread.join(PATIENCE)
            if reading:
                result = (result, first(tx))
        outcomes[0] = Outcome(True, result)
    except (StaleVersion, StoreError):
        pass
    if thread.ident is not None:  # it was started
        thread.join(HANGING)
    assert not thread.is_alive(), "the second transaction never ended, though the first has"
    if broken:
        raise broken[0]
    return outcomes[0], outcomes[1]
