"""Requirements 59 to 61 and 73: the pages of cases a sweep takes and writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from complaintkit.cases.clocks import DueRow
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry
from complaintkit.errors import StaleVersion
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, OTHER_TENANT, START, TENANT, story
from complaintkit.testing.store_contract.subject import StoreUnderTest, overlapping

SECOND = timedelta(seconds=1)
UNTIL = START + timedelta(days=30)


class SweepContract:
    """What a sweep alone asks of a store."""

    def test_59_due_cases_are_taken_as_they_are_told_and_as_they_stand(self, subject: StoreUnderTest) -> None:
        """Each with its rows and its instant, in the same order and pages; nothing of another tenant."""
        store = subject.make()
        entries = {id: samples.waiting(id, START + n * SECOND) for id, n in (("c2", 1), ("c3", 1), ("c1", 2))}
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for entry in (*entries.values(), samples.waiting("c4", START, tenant=OTHER_TENANT)):
                tx.append(entry)
        with store.begin() as tx:
            taken = [(stored.case.id, stored.rows, at) for stored, at in tx.take_due(TENANT, UNTIL, 9)]
            wanted = [(id, entry.rows, entry.rows["reply"][0].fires_at) for id, entry in entries.items()]
            assert taken == wanted, f"not what is due, as it stands, the earliest first: {taken}"
            page = [stored.case.id for stored, _ in tx.take_due(TENANT, UNTIL, 1, (START + SECOND, "c2"))]
            assert page == ["c3"], f"the page behind c2 should be c3, not {page}"
            assert not list(tx.take_due(TENANT, START, 9)), "a case was taken before its instant"

    def test_60_two_that_take_due_cases_at_once_take_different_ones(self, subject: StoreUnderTest) -> None:
        """Whether the second leaves out what the first holds, or waits for it and sees what became of it."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id in ("c1", "c2", "c3"):
                tx.append(samples.waiting(id, START + SECOND))

        def take(tx: Transaction) -> list[str]:
            taken = [stored.case for stored, _ in tx.take_due(TENANT, UNTIL, 2)]
            tx.append_all(TENANT, [Entry(case, (), case.version, {"reply": ()}) for case in taken], ())
            return [case.id for case in taken]

        got = [id for outcome in overlapping(store, take, take) if outcome.committed for id in outcome.result]
        assert len(set(got)) == len(got), f"two took the same case: {got}"
        assert got, "neither took a case"

    def test_61_entries_are_written_together_with_their_rungs(self, subject: StoreUnderTest) -> None:
        """Events, rows and claims of them all; where a rung was taken before, or a case has moved on, nothing."""
        store, (filed, accepted, answered) = subject.make(), story()
        waiting = samples.waiting("c2", START + SECOND)
        rungs = [(CASE, samples.rung()), (CASE, samples.rung(rung="soon")), ("c2", samples.rung())]
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append_all(TENANT, [filed, waiting], ())
        both = Entry(answered.case, accepted.events + answered.events, 1, {**accepted.rows, **answered.rows})
        moved = Entry(waiting.case, (), 1, {"reply": ()})
        with store.begin() as tx:
            tx.append_all(TENANT, [both, moved], rungs)
        with store.begin() as tx:
            hashes = {event.hash for event in tx.events(TENANT, CASE)}
            wanted = {event.hash for entry in story() for event in entry.events}
            assert hashes == wanted, "not every event of the entries is there"
            assert not list(tx.take_due(TENANT, UNTIL, 9)), "a case still waits as it did before"
            taken = [row.rung for id, row in rungs if tx.claim(TENANT, id, row)]
            assert not taken, f"rungs that were taken can be taken once more: {taken}"
        other = samples.rung(rung="other")
        for expected, claims in ((1, [("c2", other), rungs[0]]), (2, [("c2", other)])):
            try:
                with store.begin() as tx:
                    tx.append_all(TENANT, [moved._replace(expected=expected, rows=waiting.rows)], claims)
            except StaleVersion:
                continue
            raise AssertionError("a rung taken before, or a case at another version, should be StaleVersion")
        with store.begin() as tx:
            assert not list(tx.take_due(TENANT, UNTIL, 9)), "what was refused left its rows"
            assert tx.claim(TENANT, "c2", other), "what was refused left its claim"

    def test_73_entries_may_be_made_while_they_are_gone_through(self, subject: StoreUnderTest) -> None:
        """Each when the case before it is done, from what is taken; the rungs taken meanwhile are taken with them."""
        store, ids = subject.make(), ("c1", "c2", "c3")
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id in ids:
                tx.append(samples.waiting(id, START + SECOND))
        claims: list[tuple[str, DueRow]] = []

        def made(tx: Transaction) -> Iterator[Entry]:
            for stored, _ in tx.take_due(TENANT, UNTIL, 9):
                claims.append((stored.case.id, samples.rung()))
                yield Entry(stored.case, (), stored.case.version, {"reply": ()})

        with store.begin() as tx:
            tx.append_all(TENANT, made(tx), claims)
        with store.begin() as tx:
            assert not list(tx.take_due(TENANT, UNTIL, 9)), "a case still waits as it did before"
            again = [id for id in ids if tx.claim(TENANT, id, samples.rung())]
            assert not again, f"rungs of cases that were gone through can be taken once more: {again}"
