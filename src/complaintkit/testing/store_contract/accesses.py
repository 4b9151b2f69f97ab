"""Requirements 57, 58, 68 and 69: the access log."""

from __future__ import annotations

from datetime import timedelta

from complaintkit.desk.stored import Accessed, AccessQuery
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, OTHER_TENANT, START, TENANT
from complaintkit.testing.store_contract.subject import StoreUnderTest

MICROSECOND = timedelta(microseconds=1)
OF_CASE = AccessQuery(TENANT, CASE)


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
            found = list(tx.accesses(OF_CASE))
            told = [look._replace(n=0) for look in found]
            assert told == looks, f"the looks are not those logged, in the order logged: {told}"
            numbers = [look.n for look in found]
            assert numbers == sorted(set(numbers)), f"the numbers of looks do not rise: {numbers}"
            assert numbers[0] > 0, "a look should be numbered from one on"
            two = OF_CASE._replace(limit=2)
            pages = list(tx.accesses(two)), list(tx.accesses(two._replace(after=(START, numbers[1]))))
            assert pages == (found[:2], found[2:]), "a page does not begin behind the last look of the one before"
            assert not tx.accesses(AccessQuery(TENANT, "none")), "a case that nobody looked at has looks"

    def test_58_of_the_looks_the_oldest_are_removed_first(self, subject: StoreUnderTest) -> None:
        """Those from before an instant, up to the limit, whatever order they were logged in; and no others."""
        store = subject.make()
        moments = {what: START + timedelta(seconds=n) for n, what in enumerate(("a", "b", "c", "d"))}
        with store.begin() as tx:
            tx.log([samples.look(what, at=moments[what]) for what in ("c", "a", "d", "b")])
            tx.log([samples.look("theirs", tenant=OTHER_TENANT)])
        for before, limit, gone, left in (
            (moments["a"], 9, 0, ["a", "b", "c", "d"]),
            (moments["c"] + MICROSECOND, 2, 2, ["c", "d"]),
            (moments["c"] + MICROSECOND, 9, 1, ["d"]),
        ):
            with store.begin() as tx:
                dropped = tx.drop_accesses(TENANT, before, limit)
                assert dropped == gone, f"{gone} looks should have been removed, not {dropped}"
            with store.begin(reading=True) as tx:
                held = [look.what for look in tx.accesses(OF_CASE)]
                assert held == left, f"the looks {left} should be left, not {held}"
                assert len(tx.accesses(AccessQuery(OTHER_TENANT, CASE))) == 1, "another tenant's looks were removed"

    def test_68_looks_are_told_by_who_looked(self, subject: StoreUnderTest) -> None:
        """At whatever case, and at one of them; nobody else's, and of no other tenant."""
        store = subject.make()
        with store.begin() as tx:
            tx.log([samples.look("a"), samples.look("b", actor="bob"), samples.look("c", case_id="c2")])
            tx.log([samples.look("theirs", tenant=OTHER_TENANT), samples.look("d", actor="Ada")])
        with store.begin(reading=True) as tx:
            for query, wanted in (
                (AccessQuery(TENANT, actor="ada"), "a c"), (AccessQuery(TENANT, CASE, "ada"), "a"),
                (AccessQuery(TENANT, actor="bob"), "b"), (AccessQuery(TENANT, "c2", "bob"), ""),
                (AccessQuery(TENANT), "a b c d"),
            ):  # fmt: skip
                told = " ".join(look.what for look in tx.accesses(query))
                assert told == wanted, f"{query} should tell of {wanted!r}, not {told!r}"

    def test_69_looks_are_told_by_when_page_by_page(self, subject: StoreUnderTest) -> None:
        """From an instant on and before another, in the order of their instants; what is of one instant as logged."""
        store = subject.make()
        later = START + MICROSECOND
        with store.begin() as tx:
            tx.log([samples.look(what, at=at, actor=who) for what, at, who in (
                ("c", later, "ada"), ("a", START, "bob"), ("d", later, "bob"), ("b", START, "ada"),
                ("e", later + MICROSECOND, "ada"))])  # fmt: skip
        whole = AccessQuery(TENANT, since=START, until=later + MICROSECOND)
        with store.begin(reading=True) as tx:
            for query, wanted in (
                (whole, "abcd"), (whole._replace(since=later), "cd"), (whole._replace(until=later), "ab"),
                (AccessQuery(TENANT, since=later), "cde"), (whole._replace(actor="ada"), "bc"),
                (whole._replace(case_id=CASE, actor="bob"), "ad"),
            ):  # fmt: skip
                for limit in (1, 2, 9):
                    told, after = "", None
                    while page := tx.accesses(query._replace(limit=limit, after=after)):
                        assert len(page) <= limit, f"a page of {limit} has {len(page)} looks"
                        told += "".join(look.what for look in page)
                        after = (page[-1].at, page[-1].n)
                        assert len(told) <= len(wanted), f"{query} by pages of {limit} tells of {told!r}"
                    assert told == wanted, f"{query} by pages of {limit} should tell of {wanted!r}, not {told!r}"
