"""Requirements 41 to 48: the store's clock, the caller's own transaction, and one database opened by several."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest import SkipTest

from complaintkit.desk.ports import Store
from complaintkit.errors import InvalidInput, StaleVersion, StoreError
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, TENANT, told, write_one_of_each
from complaintkit.testing.store_contract.subject import StoreUnderTest

PROCESSES = 3
EACH = 5
TRIES = 50
"""How often a transaction that was refused for another's sake is tried."""
KILLED_AFTER = 4
"""How many commits the process that is killed has told of."""


class ClockContract:
    """What the store says of the time."""

    def test_41_the_clock_is_aware_or_there_is_none(self, subject: StoreUnderTest) -> None:
        """A store with a clock tells an aware instant that does not run backwards; one without tells None."""
        store = subject.make()
        first, second = store.now(), store.now()
        if not subject.has_clock:
            assert first is None, f"a store without a clock should tell None, not {first}"
            return
        assert first is not None, "a store that is said to have a clock tells no instant"
        assert second is not None, "a store that is said to have a clock tells no instant"
        assert first.utcoffset() is not None, "the store's clock tells a naive instant"
        assert second.utcoffset() is not None, "the store's clock tells a naive instant"
        assert second >= first - timedelta(seconds=1), "the store's clock ran backwards"


class JoiningContract:
    """Work inside a transaction of the caller's own."""

    def test_42_what_is_no_connection_to_it_is_refused(self, subject: StoreUnderTest) -> None:
        """With InvalidInput, before anything is written; a store that can join none refuses them all."""
        store = subject.make()
        for wrong in (None, object(), "sqlite://"):
            with suppress(InvalidInput):
                with store.using(wrong):
                    pass
                raise AssertionError(f"{wrong!r} was taken for a connection to the store's database")

    def test_43_it_counts_once_the_caller_commits(self, subject: StoreUnderTest) -> None:
        """One of everything, written in the caller's transaction, is there after the caller's commit."""
        store = subject.make()
        connection = subject.connection(store)
        try:
            with store.using(connection) as tx:
                write_one_of_each(tx)
            connection.commit()
        finally:
            connection.close()
        with store.begin() as tx:
            missing = [name for name, value in told(tx) if not value]
            assert not missing, f"after the caller's commit there is no {missing}"

    def test_44_nothing_is_left_once_the_caller_rolls_back(self, subject: StoreUnderTest) -> None:
        """Committing is the caller's alone: leaving the block commits nothing."""
        store = subject.make()
        connection = subject.connection(store)
        try:
            with store.using(connection) as tx:
                write_one_of_each(tx)
            connection.rollback()
        finally:
            connection.close()
        with store.begin() as tx:
            left = [name for name, value in told(tx) if value]
            assert not left, f"after the caller rolled back there is still {left}"

    def test_45_an_exception_takes_back_what_was_done_in_the_block(self, subject: StoreUnderTest) -> None:
        """And no more: what an earlier block did is still the caller's to commit."""
        store = subject.make()
        connection = subject.connection(store)
        try:
            with store.using(connection) as tx:
                tx.count(TENANT, "earlier")
            with suppress(ZeroDivisionError), store.using(connection) as tx:
                write_one_of_each(tx)
                raise ZeroDivisionError
            connection.commit()
        finally:
            connection.close()
        with store.begin() as tx:
            assert tx.tally(TENANT, "earlier") == 1, "an exception took back what an earlier block had done"
            left = [name for name, value in told(tx) if value]
            assert not left, f"a block that failed left a trace: {left}"


class SharingContract:
    """What another who opens the same database finds."""

    def test_46_what_was_committed_is_there_when_it_is_opened_again(self, subject: StoreUnderTest) -> None:
        """One of everything, the same in both; and each sees at once what the other commits."""
        store = subject.make()
        with store.begin() as tx:
            write_one_of_each(tx)
        with store.begin() as tx:
            ours = dict(told(tx))
        again = subject.another(store)
        with again.begin() as tx:
            theirs = dict(told(tx))
            differs = [name for name in ours if theirs[name] != ours[name]]
            assert not differs, f"what the store opened again tells is not what was committed: {differs}"
            tx.append(samples.story()[1])
        with store.begin() as tx:
            stored = tx.load(TENANT, CASE)
            assert stored is not None, "the case is gone"
            assert stored.case.version == 2, "what was committed through the store opened again is not seen"

    def test_47_processes_share_it(self, subject: StoreUnderTest) -> None:
        """Several at once draw serials without gaps or doubles, and each sees what the others wrote."""
        if not subject.across_processes:
            raise SkipTest("StoreUnderTest says that processes do not share it")
        store = subject.make()

        def work() -> None:
            mine = subject.another(store)
            for _ in range(EACH):
                _insist(lambda: draw(mine))

        def draw(mine: Store) -> None:
            with mine.begin() as tx:
                tx.count(TENANT, f"drew {tx.draw(TENANT, '2026')}")

        children = [_child(work) for _ in range(PROCESSES)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
        assert codes == [0] * PROCESSES, f"the processes ended with {codes}"
        with store.begin() as tx:
            total = PROCESSES * EACH
            counts = [tx.tally(TENANT, f"drew {serial}") for serial in range(1, total + 1)]
            assert counts == [1] * total, f"serials 1 to {total} should have been drawn once each, not {counts} times"

    def test_48_what_was_acknowledged_survives_a_kill(self, subject: StoreUnderTest) -> None:
        """A process is killed amid its next transaction: what it had committed is there, and no more."""
        if not subject.survives_kill:
            raise SkipTest("StoreUnderTest says that it does not survive a kill")
        store = subject.make()
        out, into = os.pipe()

        def work() -> None:
            mine = subject.another(store)
            while True:
                with mine.begin() as tx:
                    serial = tx.draw(TENANT, "2026")
                    tx.count(TENANT, "drawn")
                    if serial > KILLED_AFTER:
                        os.write(into, b"!")
                        signal.pause()

        pid = _child(work)
        os.close(into)
        try:
            assert os.read(out, 1) == b"!", "the process ended before it could be killed"
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(out)
        with subject.another(store).begin() as tx:
            held = tx.tally(TENANT, "drawn"), tx.draw(TENANT, "2026")
            wanted = KILLED_AFTER, KILLED_AFTER + 1
            assert held == wanted, f"after the kill the counter and the next serial should be {wanted}, not {held}"


def _insist(work: Callable[[], None]) -> None:
    """Do something again where another came first."""
    for _ in range(TRIES):
        try:
            return work()
        except (StaleVersion, StoreError):
            continue
    raise AssertionError(f"a transaction was refused {TRIES} times in a row")


def _child(work: Callable[[], Any]) -> int:
    """Run something in a process of its own, forked from this one; its id. It exits with 0 where nothing was raised."""
    if not hasattr(os, "fork"):
        raise SkipTest("no processes can be forked here")
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)
