"""Requirements 26 to 36: serials, counters, keys, notices, attempts, marks and policies."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Remembered
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, START, TENANT
from complaintkit.testing.store_contract.subject import StoreUnderTest, overlapping


class CounterContract:
    """What is kept beside the cases."""

    def test_26_serials_run_from_one_without_gaps(self, subject: StoreUnderTest) -> None:
        """Each scope has its own; a serial drawn by a transaction that failed is drawn again."""
        store = subject.make()
        with store.begin() as tx:
            drawn = [tx.draw(TENANT, "2026"), tx.draw(TENANT, "2026"), tx.draw(TENANT, "2027")]
            assert drawn == [1, 2, 1], f"serials should be 1, 2 and, of another scope, 1; not {drawn}"
        with suppress(ZeroDivisionError), store.begin() as tx:
            tx.draw(TENANT, "2026")
            raise ZeroDivisionError
        with store.begin() as tx:
            serial = tx.draw(TENANT, "2026")
            assert serial == 3, f"after a drawing that was taken back the next serial should be 3, not {serial}"

    def test_27_two_that_draw_at_once_draw_different_serials(self, subject: StoreUnderTest) -> None:
        """The later waits for the first, or is refused; the serials have neither gaps nor doubles."""
        store = subject.make()

        def draw(tx: Transaction) -> int:
            return tx.draw(TENANT, "2026")

        drawn = sorted(outcome.result for outcome in overlapping(store, draw, draw) if outcome.committed)
        assert drawn in ([1], [1, 2]), f"two drawings at once gave {drawn}"

    def test_28_counters_count(self, subject: StoreUnderTest) -> None:
        """From nought, one by one, each key for itself, several times in one transaction too."""
        store = subject.make()
        with store.begin() as tx:
            assert tx.tally(TENANT, "emp-7/2026-03") == 0, "a counter begins at nought"
            tx.count(TENANT, "emp-7/2026-03")
            tx.count(TENANT, "emp-7/2026-03")
        with store.begin() as tx:
            tx.count(TENANT, "emp-7/2026-03")
            stand = tx.tally(TENANT, "emp-7/2026-03"), tx.tally(TENANT, "emp-8/2026-03")
            assert stand == (3, 0), f"the counters should stand at 3 and 0, not at {stand}"
            tx.count(TENANT, "emp-7/2026-03", -2)
            assert tx.tally(TENANT, "emp-7/2026-03") == 1, "what no longer counts is taken off"

    def test_29_two_that_read_a_counter_cannot_both_see_it_as_it_was(self, subject: StoreUnderTest) -> None:
        """Both count unless it was counted: a rule such as "the third time in a month" rests on it."""
        store = subject.make()

        def count_unless_counted(tx: Transaction) -> bool:
            found = tx.tally(TENANT, "emp-7/2026-03") == 0
            if found:
                tx.count(TENANT, "emp-7/2026-03")
            return found

        both = overlapping(store, count_unless_counted, count_unless_counted)
        did = [outcome.committed and outcome.result for outcome in both]
        assert did.count(True) == 1, f"one of two should have found the counter at nought, not {did.count(True)}"

    def test_30_a_key_stands_for_what_it_was_bound_to(self, subject: StoreUnderTest) -> None:
        """The fingerprint, the case and the version; a key never bound stands for nothing."""
        store = subject.make()
        with store.begin() as tx:
            tx.remember(TENANT, "mail-1", Remembered("print-1", CASE, 1))
            tx.remember(TENANT, "mail-2", Remembered("print-2", CASE, 2))
        with store.begin() as tx:
            held = tx.recall(TENANT, "mail-1"), tx.recall(TENANT, "mail-2")
            wanted = Remembered("print-1", CASE, 1), Remembered("print-2", CASE, 2)
            assert held == wanted, f"keys stand for {held}, not for {wanted}"
            assert tx.recall(TENANT, "mail-3") is None, "a key that was never bound should stand for nothing"

    def test_31_a_key_is_bound_once(self, subject: StoreUnderTest) -> None:
        """Two send the same message at once: one binds its key, the other finds it bound, or is refused."""
        store = subject.make()

        def bind_unless_bound(tx: Transaction) -> bool:
            found = tx.recall(TENANT, "mail-1") is None
            if found:
                tx.remember(TENANT, "mail-1", Remembered("print", CASE, 1))
            return found

        both = overlapping(store, bind_unless_bound, bind_unless_bound)
        did = [outcome.committed and outcome.result for outcome in both]
        assert did.count(True) == 1, f"one of two should have bound the key, not {did.count(True)}"

    def test_32_the_outbox_keeps_the_order_it_was_filled_in(self, subject: StoreUnderTest) -> None:
        """Over several transactions and several at once, each notice with all its fields."""
        store = subject.make()
        notices = [samples.notice(id, at=START - timedelta(n)) for n, id in enumerate(("n-9", "n-1", "n-5"))]
        with store.begin() as tx:
            tx.post(notices[:2])
        with store.begin() as tx:
            tx.post(notices[2:])
            tx.post([])
        with store.begin() as tx:
            assert list(tx.notices(TENANT)) == notices, "the notices are not those posted, in the order posted"

    def test_72_the_outbox_is_told_page_by_page(self, subject: StoreUnderTest) -> None:
        """From behind the last notice of the page before, each once, whatever sinks it goes to."""
        store = subject.make()
        with store.begin() as tx:
            tx.post([samples.notice(f"n-{n}") for n in (3, 1, 2)])
            tx.post([samples.notice("o-1", tenant="other")])
            tx.spread(TENANT, ("crm", "mail"), START, 2)
            tx.post([samples.notice(f"n-{n}") for n in (5, 4)])
        pages: list[list[str]] = []
        after = 0
        with store.begin(reading=True) as tx:
            while page := tx.notices(TENANT, 2, after):
                pages.append([notice.id for notice in page])
                after = page[-1].n
                assert len(pages) < 4, f"the pages do not end: {pages}"
        wanted = [["n-3", "n-1"], ["n-2", "n-5"], ["n-4"]]
        assert pages == wanted, f"five notices on pages of two are {wanted}, not {pages}"

    def test_33_refused_commands_are_kept_in_order(self, subject: StoreUnderTest) -> None:
        """Case by case, with actor, instant and reasons; a case without any has none."""
        store = subject.make()
        attempts = [samples.attempt(trigger) for trigger in ("answer", "accept", "reject")]
        for attempt in attempts:
            with store.begin() as tx:
                tx.attempt(attempt)
        with store.begin() as tx:
            assert list(tx.attempts(TENANT, CASE)) == attempts, "the attempts are not those made, in order"
            assert not tx.attempts(TENANT, "c2"), "a case should be told no attempts of another"

    def test_34_a_mark_is_what_it_was_last_set_to(self, subject: StoreUnderTest) -> None:
        """Each name for itself; None before it is set."""
        store = subject.make()
        with store.begin() as tx:
            assert tx.mark(TENANT, "a") is None, "a mark that was never set should be None"
            tx.set_mark(TENANT, "a", "1")
        with store.begin() as tx:
            tx.set_mark(TENANT, "a", "2")
        with store.begin() as tx:
            held = tx.mark(TENANT, "a"), tx.mark(TENANT, "b")
            assert held == ("2", None), f"the marks should be '2' and None, not {held}"

    def test_35_a_policy_is_kept_under_its_hash(self, subject: StoreUnderTest) -> None:
        """Every version for itself, as it was; keeping one again changes nothing, an unknown hash gives None."""
        store = subject.make()
        one, two = samples.policy("1"), samples.policy("2")
        with store.begin() as tx:
            tx.keep_policy(one)
            tx.keep_policy(two)
        with store.begin() as tx:
            tx.keep_policy(one)
        with store.begin() as tx:
            assert tx.policy(one.hash) == one, "the first version is not as it was kept"
            assert tx.policy(two.hash) == two, "the second version is not as it was kept"
            assert tx.policy("0" * 64) is None, "an unknown hash should give None"

    def test_71_every_policy_that_was_kept_is_told(self, subject: StoreUnderTest) -> None:
        """Each once, as it was, whichever cases are under it."""
        store = subject.make()
        one, two = samples.policy("1"), samples.policy("2")
        with store.begin() as tx:
            none = list(tx.policies())
            for policy in (one, two, one):
                tx.keep_policy(policy)
        with store.begin(reading=True) as tx:
            told = sorted(tx.policies(), key=lambda policy: policy.version)
        assert none == [], f"an empty store tells of policies: {len(none)}"
        assert told == [one, two], f"two policies were kept, and {[policy.version for policy in told]} are told"

    def test_36_a_store_nobody_damaged_has_no_faults(self, subject: StoreUnderTest) -> None:
        """Neither empty nor with one of everything in it."""
        store = subject.make()
        with store.begin() as tx:
            samples.write_one_of_each(tx)
        with store.begin(reading=True) as tx:
            faults = list(tx.faults(TENANT))
            assert not faults, f"a store that nobody damaged tells of faults: {faults}"
