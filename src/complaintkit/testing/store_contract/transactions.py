"""Requirements 1 to 10: what a transaction keeps, takes back and sees, and which tenant's it is."""

from __future__ import annotations

from contextlib import suppress

from complaintkit.desk.ports import Transaction
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, OTHER_TENANT, TENANT, told, write_one_of_each
from complaintkit.testing.store_contract.subject import StoreUnderTest, overlapping


class TransactionContract:
    """What a unit of work is."""

    def test_01_leaving_without_an_exception_commits(self, subject: StoreUnderTest) -> None:
        """One of everything is there for the next transaction, whether it writes or only reads."""
        store = subject.make()
        with store.begin() as tx:
            write_one_of_each(tx)
        with store.begin(reading=True) as tx:
            missing = [name for name, value in told(tx, reading=True) if not value]
            assert not missing, f"a reading transaction misses what was committed: {missing}"
        with store.begin() as tx:
            missing = [name for name, value in told(tx) if not value]
            assert not missing, f"the next transaction misses what was committed: {missing}"

    def test_02_leaving_with_an_exception_takes_everything_back(self, subject: StoreUnderTest) -> None:
        """Nothing of it remains: the store is as one that was never written to."""
        store = subject.make()
        with suppress(ZeroDivisionError), store.begin() as tx:
            write_one_of_each(tx)
            raise ZeroDivisionError
        with store.begin() as tx:
            left = [name for name, value in told(tx) if value]
            assert not left, f"what failed left a trace: {left}"

    def test_03_an_exception_goes_on_to_the_caller(self, subject: StoreUnderTest) -> None:
        """Leaving takes the work back; it does not swallow what went wrong."""
        store, caught = subject.make(), False
        try:
            with store.begin() as tx:
                tx.count(TENANT, "tally")
                raise ZeroDivisionError
        except ZeroDivisionError:
            caught = True
        assert caught, "leaving a transaction swallowed the exception"

    def test_04_it_sees_what_it_wrote(self, subject: StoreUnderTest) -> None:
        """Within a transaction every method tells what the transaction itself has written."""
        with subject.make().begin() as tx:
            write_one_of_each(tx)
            missing = [name for name, value in told(tx) if not value]
            assert not missing, f"a transaction does not see what it wrote: {missing}"

    def test_05_a_savepoint_takes_back_what_came_after_it(self, subject: StoreUnderTest) -> None:
        """What was done before it stays, what was done since is gone, in every table, and work can go on."""
        store = subject.make()
        with store.begin() as tx:
            tx.count(TENANT, "before")
            here = tx.savepoint()
            write_one_of_each(tx)
            tx.back_to(here)
            left = [name for name, value in told(tx) if value]
            assert not left, f"going back to a savepoint left a trace: {left}"
        with store.begin() as tx:
            assert tx.tally(TENANT, "before") == 1, "what was done before the savepoint is gone"

    def test_06_savepoints_nest_and_are_released(self, subject: StoreUnderTest) -> None:
        """A released one changes nothing; an outer one still takes back what was done under a released inner one."""
        store = subject.make()
        with store.begin() as tx:
            first = tx.savepoint()
            tx.count(TENANT, "kept")
            tx.release(first)
            outer = tx.savepoint()
            tx.count(TENANT, "outer")
            inner = tx.savepoint()
            tx.count(TENANT, "inner")
            tx.release(inner)
            assert tx.tally(TENANT, "inner") == 1, "releasing a savepoint took back what was done since"
            tx.back_to(outer)
        with store.begin() as tx:
            stand = [tx.tally(TENANT, key) for key in ("kept", "outer", "inner")]
            assert stand == [1, 0, 0], f"kept, outer and inner should stand at 1, 0 and 0, not at {stand}"

    def test_07_a_reading_transaction_sees_one_state(self, subject: StoreUnderTest) -> None:
        """What another commits meanwhile is not seen until the next transaction."""
        store = subject.make()

        def read(tx: Transaction) -> object:
            return tx.mark(TENANT, "mark"), tuple(tx.case_ids(TENANT))

        def write(tx: Transaction) -> None:
            tx.keep_policy(samples.policy())
            tx.append(samples.filed())
            tx.set_mark(TENANT, "mark", "value")

        (committed, result), _ = overlapping(store, read, write, reading=True)
        assert committed, "a reading transaction was refused because another wrote"
        assert result == ((None, ()), (None, ())), f"two reads of one transaction saw different states: {result}"

    def test_08_two_that_write_come_one_after_the_other(self, subject: StoreUnderTest) -> None:
        """Both set a mark unless it is set: only one may find it unset, as if one had come after the other."""
        store = subject.make()

        def set_unless_set(tx: Transaction) -> bool:
            found = tx.mark(TENANT, "opened") is None
            if found:
                tx.set_mark(TENANT, "opened", "2026-03")
            return found

        first, second = overlapping(store, set_unless_set, set_unless_set)
        did = [outcome.committed and outcome.result for outcome in (first, second)]
        assert did.count(True) == 1, f"one of two transactions should have set the mark, not {did.count(True)}"

    def test_09_nothing_of_another_tenant_is_told(self, subject: StoreUnderTest) -> None:
        """Under the same ids and keys, another tenant has nothing: neither to read, nor taken."""
        store = subject.make()
        with store.begin() as tx:
            write_one_of_each(tx)
        with store.begin() as tx:
            seen = [name for name, value in told(tx, OTHER_TENANT) if name != "policy" and value]
            assert not seen, f"another tenant is told of it: {seen}"

    def test_10_tenants_do_not_get_in_each_others_way(self, subject: StoreUnderTest) -> None:
        """Two tenants use the same case id, keys, marks and scopes, and each finds its own."""
        store = subject.make()
        with store.begin() as tx:
            for tenant in (TENANT, OTHER_TENANT):
                write_one_of_each(tx, tenant)
            assert (tx.draw(TENANT, "s"), tx.draw(OTHER_TENANT, "s")) == (1, 1), "tenants draw from one series"
        with store.begin() as tx:
            for tenant in (TENANT, OTHER_TENANT):
                stored = tx.load(tenant, CASE)
                assert stored is not None, f"the case of tenant {tenant} is gone"
                assert stored.case.tenant == tenant, f"tenant {tenant} is given a case of {stored.case.tenant}"
                assert tx.tally(tenant, "tally") == 1, f"the counter of tenant {tenant} is not its own"
