"""Requirements 11 to 20, 56 and 70: cases, their events, versions and due rows."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Entry
from complaintkit.errors import StaleVersion
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import CASE, OTHER_TENANT, START, TENANT, story
from complaintkit.testing.store_contract.subject import StoreUnderTest, overlapping

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)


class CaseContract:
    """What is kept of a case."""

    def test_11_a_case_is_loaded_as_it_was_written(self, subject: StoreUnderTest) -> None:
        """Every field, instants to the microsecond; an id the tenant has no case of gives None."""
        store = subject.make()
        for entry in story():
            with store.begin() as tx:
                tx.keep_policy(samples.policy())
                tx.append(entry)
            with store.begin() as tx:
                stored = tx.load(TENANT, CASE)
                assert stored is not None, "a case that was written cannot be loaded"
                assert stored.case == entry.case, f"version {entry.case.version} is not loaded as it was written"
        with store.begin() as tx:
            assert tx.load(TENANT, "none") is None, "an unknown id should give None"

    def test_12_due_rows_replace_those_of_their_duty(self, subject: StoreUnderTest) -> None:
        """Rows are loaded as written; a duty that an entry does not name keeps the rows it has."""
        store, (filed, accepted, answered) = subject.make(), story()
        rows = dict(filed.rows)
        for entry in (filed, accepted, answered):
            rows.update(entry.rows)
            with store.begin() as tx:
                tx.keep_policy(samples.policy())
                tx.append(entry)
            with store.begin() as tx:
                stored = tx.load(TENANT, CASE)
                assert stored is not None, "a case that was written cannot be loaded"
                assert {duty: tuple(held) for duty, held in stored.rows.items()} == {
                    duty: tuple(held) for duty, held in rows.items()
                }, f"after version {entry.case.version} the due rows are not those written"

    def test_13_an_entry_without_events_changes_the_rows_alone(self, subject: StoreUnderTest) -> None:
        """A sweep that derives rungs anew writes them so: the case keeps its version and its events."""
        store, filed = subject.make(), story()[0]
        moved = tuple([row._replace(fires_at=row.fires_at + SECOND) for row in filed.rows["reply"]])
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)
        with store.begin() as tx:
            tx.append(Entry(case=filed.case, events=(), expected=1, rows={"reply": moved}))
        with store.begin() as tx:
            stored = tx.load(TENANT, CASE)
            assert stored is not None, "a case that was written cannot be loaded"
            assert tuple(stored.rows["reply"]) == moved, "the rows of an entry without events were not written"
            assert stored.case.version == 1, "an entry without events changed the version"
            assert len(tx.events(TENANT, CASE)) == 1, "an entry without events changed the events"

    def test_14_events_come_in_order_as_they_were_written(self, subject: StoreUnderTest) -> None:
        """All of them, oldest first, each with its hash; none for an unknown case."""
        store = subject.make()
        written = [event for entry in story() for event in entry.events]
        for entry in story():
            with store.begin() as tx:
                tx.keep_policy(samples.policy())
                tx.append(entry)
        with store.begin() as tx:
            held = list(tx.events(TENANT, CASE))
            assert [event.seq for event in held] == [1, 2, 3], "the events are not in order, or not all there"
            assert held == written, "the events are not those that were written"
            assert not tx.events(TENANT, "none"), "an unknown case should have no events"

    def test_15_a_stale_writer_is_refused_and_leaves_no_trace(self, subject: StoreUnderTest) -> None:
        """A version that is not the one expected, older or newer, or of a case that is new: nothing is written."""
        store, (filed, accepted, answered) = subject.make(), story()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)
        tries = ((accepted, 0), (answered, 2), (filed, 0))
        for entry, expected in tries:
            with suppress(StaleVersion):
                with store.begin() as tx:
                    tx.post([samples.notice("stale")])
                    tx.append(entry._replace(expected=expected))
                raise AssertionError(f"a case at version 1 was written to by a writer who expected {expected}")
        with suppress(StaleVersion):
            with store.begin() as tx:
                tx.append(samples.filed("c2")._replace(expected=3))
            raise AssertionError("a case that is not there was written to by a writer who expected version 3")
        with store.begin() as tx:
            stored = tx.load(TENANT, CASE)
            assert stored is not None, "a stale writer removed the case"
            assert (stored.case.version, len(tx.events(TENANT, CASE))) == (1, 1), "a stale writer changed the case"
            assert (tuple(tx.notices(TENANT)), tx.load(TENANT, "c2")) == ((), None), "a stale writer left a trace"

    def test_16_a_stale_version_names_both(self, subject: StoreUnderTest) -> None:
        """The error says which version was expected and which the case is at."""
        store, (filed, accepted, answered) = subject.make(), story()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)
            tx.append(accepted)
        stale = answered._replace(expected=1)
        told: tuple[int, int] | None = None
        try:
            with store.begin() as tx:
                tx.append(stale)
        except StaleVersion as error:
            told = (error.expected, error.actual)
        if told is not None:  # that it is refused at all is requirement 15
            assert told == (1, 2), f"expected 1 and actual 2 should be named, not {told}"

    def test_17_a_linked_case_that_moved_on_makes_a_writer_stale(self, subject: StoreUnderTest) -> None:
        """An entry is written only if every linked case is at the version that was read; one that is gone is at 0."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(story(TENANT, "c2")[0])
        for reads in ((("c2", 2),), (("c2", 1), ("c3", 1))):
            with suppress(StaleVersion):
                with store.begin() as tx:
                    tx.append(samples.filed()._replace(reads=reads))
                raise AssertionError(f"an entry was written though a linked case is not at the version read: {reads}")
        with store.begin() as tx:
            tx.append(samples.filed()._replace(reads=(("c2", 1),)))

    def test_18_of_two_writers_on_one_case_one_is_first(self, subject: StoreUnderTest) -> None:
        """Both load a version and write the next: the later has seen what the first wrote, or is refused."""
        store, (filed, accepted, answered) = subject.make(), story()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)

        def write_next(tx: Transaction) -> int:
            stored = tx.load(TENANT, CASE)
            assert stored is not None, "the case is gone"
            seen = stored.case.version
            tx.append(accepted if seen == 1 else answered)
            return seen

        first, second = overlapping(store, write_next, write_next)
        seen = sorted(outcome.result for outcome in (first, second) if outcome.committed)
        assert seen in ([1], [1, 2]), f"the versions the two writers saw should be 1, or 1 and 2, not {seen}"
        with store.begin() as tx:
            assert len(tx.events(TENANT, CASE)) == 1 + len(seen), "events of one of the two are lost"

    def test_70_of_two_that_read_each_other_s_case_one_is_refused(self, subject: StoreUnderTest) -> None:
        """Each writes the case whose version the other rests on: a rule over both needs one refused."""
        store = subject.make()
        one, two = (story(TENANT, id) for id in ("c1", "c2"))
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(one[0])
            tx.append(two[0])
        both = overlapping(
            store,
            lambda tx: tx.append(one[1]._replace(reads=(("c2", 1),))),
            lambda tx: tx.append(two[1]._replace(reads=(("c1", 1),))),
        )
        done = [outcome.committed for outcome in both]
        assert done.count(True) <= 1, "both were written, each on a version of the other's case that is past"
        assert any(done), "neither of the two was written"

    def test_19_all_cases_are_listed_in_order(self, subject: StoreUnderTest) -> None:
        """Their ids, in the order of ids, whatever order they were filed in; all at once, or a page at a time."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id in ("c3", "c1", "c2"):
                tx.append(samples.filed(id))
        with store.begin() as tx:
            assert list(tx.case_ids(TENANT)) == ["c1", "c2", "c3"], "not all cases, or not in order"
            pages = [list(tx.case_ids(TENANT, 2, after)) for after in (None, "c1", "c2", "c3")]
            assert pages == [["c1", "c2"], ["c2", "c3"], ["c3"], []], "not the pages asked for"

    def test_20_personal_values_are_kept_beside_the_events(self, subject: StoreUnderTest) -> None:
        """Each as it was given, with its type, in the order written, those of later entries too."""
        store, (filed, accepted, _) = subject.make(), story()
        values = samples.personal_values()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed._replace(personal=values[:2]))
            tx.append(accepted._replace(personal=values[2:]))
        with store.begin() as tx:
            held = tuple(tx.personal(TENANT, CASE))
            assert [(v.path, type(v.value), v.value) for v in held] == [
                (v.path, type(v.value), v.value) for v in values
            ], "personal values are not as they were written"
            assert held == values, "where a personal value belongs was not kept"
            assert not tx.personal(TENANT, "none"), "an unknown case should have no personal values"

    def test_56_erased_values_are_gone_and_no_others(self, subject: StoreUnderTest) -> None:
        """Those at the paths named, of every event; None: all of the case. Another tenant's case of that id keeps its
        own.
        """
        store, (filed, accepted, _) = subject.make(), story()
        values = samples.personal_values()
        path = values[0].path
        again = values[0]._replace(seq=2, salt="ff")
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed._replace(personal=values))
            tx.append(accepted._replace(personal=(again,)))
            tx.append(samples.filed(CASE, tenant=OTHER_TENANT)._replace(personal=values))
        with store.begin() as tx:
            assert tx.erase(TENANT, CASE, ()) == 0, "no path was named"
            assert tx.erase(TENANT, CASE, (path, "facts.none")) == 2, "not the value at that path, of both events"
        with store.begin() as tx:
            left = [(value.seq, value.path) for value in tx.personal(TENANT, CASE)]
            others = [(value.seq, value.path) for value in values if value.path != path]
            assert left == others, "not exactly the named ones are gone"
            assert tx.erase(TENANT, CASE, None) == len(left), "not all that were left"
            assert tx.erase(TENANT, "none", None) == 0, "an unknown case has nothing to erase"
        with store.begin() as tx:
            assert not tx.personal(TENANT, CASE), "erased values are still there"
            assert len(tx.personal(OTHER_TENANT, CASE)) == len(values), "another tenant's values went along"
            assert len(tx.events(TENANT, CASE)) == 2, "the events do not stay as they are"


class DueContract:
    """Which cases the sweep is given."""

    def test_21_cases_are_due_earliest_first_each_once(self, subject: StoreUnderTest) -> None:
        """By their next rung, up to the limit, so that no case starves; with the instant it comes."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id, days in (("c1", 3), ("c2", 1), ("c3", 2)):
                tx.append(samples.waiting(id, START + timedelta(days=days)))
            tx.append(samples.filed("c4"))
        with store.begin() as tx:
            found = [id for id, _ in tx.due(TENANT, START + timedelta(days=30), 10)]
            assert found == ["c4", "c2", "c3", "c1"], f"not by their earliest rungs: {found}"
            assert [id for id, _ in tx.due(TENANT, START + timedelta(days=30), 2)] == ["c4", "c2"], "the limit"
            assert dict(tx.due(TENANT, START + timedelta(days=30), 10))["c2"] == START + timedelta(days=1), "instant"

    def test_22_a_rung_is_due_at_its_very_instant(self, subject: StoreUnderTest) -> None:
        """Not a microsecond before it; and a due alone, without a rung, makes no case due."""
        store = subject.make()
        at = START + timedelta(hours=1)
        owed = samples.waiting("c2", at)
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(samples.waiting("c1", at))
            tx.append(owed._replace(rows={"reply": tuple([row for row in owed.rows["reply"] if not row.rung])}))
        with store.begin() as tx:
            assert [id for id, _ in tx.due(TENANT, at, 10)] == ["c1"], "at its instant the rung is due, and no other"
            assert not tx.due(TENANT, at - MICROSECOND, 10), "a microsecond before its instant no rung is due"

    def test_23_a_case_that_waits_for_nothing_is_not_due(self, subject: StoreUnderTest) -> None:
        """Once its rows have gone, or have moved on, the sweep is no longer given it for the old ones."""
        store, filed = subject.make(), samples.waiting(CASE, START + SECOND)
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)
        with store.begin() as tx:
            tx.append(story()[1]._replace(rows={"reply": ()}))
        with store.begin() as tx:
            assert not tx.due(TENANT, START + timedelta(days=30), 10), "a case without rungs is due"

    def test_24_a_rung_is_claimed_once(self, subject: StoreUnderTest) -> None:
        """By case, duty, run, rung and due together: where one of them differs it is another rung."""
        store = subject.make()
        others = [
            (CASE, samples.rung(duty="first_word")),
            (CASE, samples.rung(n=2)),
            (CASE, samples.rung(rung="soon")),
            (CASE, samples.rung(due_at=START + MICROSECOND)),
            ("c2", samples.rung()),
        ]
        with store.begin() as tx:
            assert tx.claim(TENANT, CASE, samples.rung()), "the first claim of a rung should be granted"
        with store.begin() as tx:
            again = samples.rung(fires_at=START + SECOND)  # the moment it comes is not part of what it is
            assert not tx.claim(TENANT, CASE, again), "a rung was claimed twice"
            refused = [(case, row) for case, row in others if not tx.claim(TENANT, case, row)]
            assert not refused, f"rungs never claimed before were refused: {refused}"

    def test_25_of_two_sweepers_one_claims_the_rung(self, subject: StoreUnderTest) -> None:
        """At once, on one rung: exactly one fires it."""
        store = subject.make()

        def claim(tx: Transaction) -> bool:
            return tx.claim(TENANT, CASE, samples.rung())

        got = [outcome.result for outcome in overlapping(store, claim, claim) if outcome.committed]
        assert got.count(True) == 1, f"one of two sweepers should have claimed the rung, not {got.count(True)}"
