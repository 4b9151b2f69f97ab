"""Requirements 57 and 58: the access log."""

from __future__ import annotations

from datetime import timedelta

from complaintkit.desk.ports import Accessed
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, OTHER_TENANT, START, TENANT
from complaintkit.testing.store_contract.subject import StoreUnderTest

MICROSECOND = timedelta(microseconds=1)


class AccessContract:
    """Who looked at which case."""

    def test_57_looks_are_kept_in_order_case_by_case(self, subject: StoreUnderTest) -> None:
        """Every field of each, over several transactions and several at once; a page begins behind the last one."""
        store = subject.make()
        bare = Accessed(TENANT, CASE, START, "bob", "find", refused=True)
        looks = [samples.look(), bare, samples.look("explain", shown=("facts.\u6545\u4e8b",), unit=None)]
        with store.begin() as tx:
            tx.log(looks[:2])
            tx.log([samples.look(case_id="c2"), samples.look(tenant=OTHER_TENANT)])
        with store.begin() as tx:
            tx.log(looks[2:])
            tx.log([])
        with store.begin(reading=True) as tx:
            found = list(tx.accesses(TENANT, CASE, 9))
            told = [look._replace(n=0) for look in found]
            assert told == looks, f"the looks are not those logged, in the order logged: {told}"
            numbers = [look.n for look in found]
            assert numbers == sorted(set(numbers)), f"the numbers of looks do not rise: {numbers}"
            assert numbers[0] > 0, "a look should be numbered from one on"
            pages = list(tx.accesses(TENANT, CASE, 2)), list(tx.accesses(TENANT, CASE, 2, numbers[1]))
            assert pages == (found[:2], found[2:]), "a page does not begin behind the last look of the one before"
            assert not tx.accesses(TENANT, "none", 9), "a case that nobody looked at has looks"

    def test_58_of_the_looks_the_oldest_are_removed_first(self, subject: StoreUnderTest) -> None:
        """Those from before an instant, up to the limit, whatever order they were logged in; and no others."""
        store = subject.make()
        moments = {what: START + timedelta(seconds=n) for n, what in enumerate(("a", "b", "c", "d"))}
        with store.begin() as tx:
            tx.log([samples.look(what, at=moments[what]) for what in ("c", "a", "d", "b")])
            tx.log([samples.look("theirs", tenant=OTHER_TENANT)])
        for before, limit, gone, left in (
            (moments["a"], 9, 0, ["c", "a", "d", "b"]),
            (moments["c"] + MICROSECOND, 2, 2, ["c", "d"]),
            (moments["c"] + MICROSECOND, 9, 1, ["d"]),
        ):
            with store.begin() as tx:
                dropped = tx.drop_accesses(TENANT, before, limit)
                assert dropped == gone, f"{gone} looks should have been removed, not {dropped}"
            with store.begin(reading=True) as tx:
                held = [look.what for look in tx.accesses(TENANT, CASE, 9)]
                assert held == left, f"the looks {left} should be left, not {held}"
                assert len(tx.accesses(OTHER_TENANT, CASE, 9)) == 1, "another tenant's looks were removed"
