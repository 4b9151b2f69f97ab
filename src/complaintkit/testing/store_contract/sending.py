"""Requirements 49 to 55 and 62 to 67: notices that are taken for sending, how their delivery stands, to which
of several sinks, and the sweep's next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from complaintkit.desk.ports import Store, Transaction
from complaintkit.desk.stored import Notice, Outgoing
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import OTHER_TENANT, START, TENANT
from complaintkit.testing.store_contract.subject import StoreUnderTest, overlapping

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
LATER = START + timedelta(hours=1)


class SendingContract:
    """How notices leave the outbox."""

    def test_49_notices_are_taken_earliest_first_and_once(self, subject: StoreUnderTest) -> None:
        """From their instant on, up to the limit; a notice that is taken is out of others' reach until its claim ends,
        and is told as it stands then: with one try more, the claim and the end of it.
        """
        store = posted(subject, ("n-1", "c1", 2), ("n-2", "c2", 0), ("n-3", "c3", 1), ("n-4", "c4", 9))
        now = START + 2 * SECOND
        with store.begin() as tx:
            first = tx.take(TENANT, "me", now, LATER, 2)
            assert ids(first) == ["n-2", "n-3"], f"not the two earliest were taken: {ids(first)}"
            stands = [(o.notice.at, o.at, o.state, o.tries, o.claim) for o in first]
            assert stands == [(START, LATER, "waiting", 1, "me"), (START + SECOND, LATER, "waiting", 1, "me")], (
                f"what was taken does not stand as taken: {stands}"
            )
        with store.begin() as tx:
            assert not tx.take(OTHER_TENANT, "you", LATER, LATER, 9), "another tenant's notices were taken"
            second = ids(tx.take(TENANT, "you", now, LATER, 9))
            assert second == ["n-1"], f"of four notices, two taken and one not due, one should be left, not {second}"

    def test_50_a_claim_that_ended_is_taken_over(self, subject: StoreUnderTest) -> None:
        """At its very end, not a microsecond before it; whoever held it before settles nothing any more."""
        store = posted(subject, ("n-1", "c1", 0))
        with store.begin() as tx:
            (mine,) = tx.take(TENANT, "me", START, LATER, 9)
        with store.begin() as tx:
            assert not tx.take(TENANT, "you", LATER - MICROSECOND, LATER, 9), "a claim was taken over before its end"
            yours = tx.take(TENANT, "you", LATER, LATER + SECOND, 9)
            assert [(o.tries, o.claim) for o in yours] == [(2, "you")], "a claim that ended was not taken over"
        with store.begin() as tx:
            assert not tx.settle(mine._replace(state="delivered"), "me"), "one whose claim was taken over settled"
            (stands,) = tx.outgoing(TENANT, "waiting", 9)
            assert (stands.claim, stands.tries) == ("you", 2), "settling with a lost claim changed how it stands"

    def test_51_the_notices_of_a_case_go_out_in_their_order(self, subject: StoreUnderTest) -> None:
        """As long as an earlier one waits, claimed or not, a later one of its case is not taken; other cases are not
        held up by it, and what is delivered or dead holds up nothing.
        """
        store = posted(subject, ("a-1", "a", 5), ("a-2", "a", 0), ("b-1", "b", 1), ("a-3", "a", 2))
        for now, state, wanted in ((1, "delivered", "b-1"), (5, "dead", "a-1"), (6, "delivered", "a-2")):
            with store.begin() as tx:
                taken = tx.take(TENANT, "me", START + now * SECOND, LATER, 9)
                assert ids(taken) == [wanted], f"{now} s on {wanted} alone is in turn, not {ids(taken)}"
                blocked = ids(tx.take(TENANT, "you", START + now * SECOND, LATER, 9))
                assert not blocked, f"{blocked} went before {wanted}, which is claimed and not sent"
                tx.settle(taken[0]._replace(state=state, at=START), "me")
        with store.begin() as tx:
            assert ids(tx.take(TENANT, "me", LATER, LATER, 9)) == ["a-3"], "the last of a case was not taken"

    def test_52_a_delivery_stands_as_it_was_settled(self, subject: StoreUnderTest) -> None:
        """State, instant, tries, claim and error, as written. What waits again comes at its new instant, and not a
        microsecond before; what is delivered never comes again, what is dead only once it waits again.
        """
        store = posted(subject, ("n-1", "c1", 0))
        again = START + timedelta(minutes=5, microseconds=7)
        with store.begin() as tx:
            (taken,) = tx.take(TENANT, "me", START, LATER, 9)
            failed = taken._replace(at=again, claim="", error="status 503")
            assert tx.settle(failed, "me"), "whoever holds the claim could not settle"
        with store.begin() as tx:
            assert list(tx.outgoing(TENANT, "waiting", 9)) == [failed], "a failed try is not kept as it was settled"
            assert not tx.take(TENANT, "me", again - MICROSECOND, LATER, 9), "it was taken before its new instant"
            (taken,) = tx.take(TENANT, "me", again, LATER, 9)
            dead = taken._replace(state="dead", at=again, error="given up")
            assert tx.settle(dead, "me"), "whoever holds the claim could not give it up"
        with store.begin() as tx:
            assert list(tx.outgoing(TENANT, "dead", 9)) == [dead], "a dead letter is not kept as it was settled"
            assert not tx.take(TENANT, "me", LATER, LATER, 9), "a dead letter was taken"
            assert tx.settle(dead._replace(state="waiting", at=again, tries=0, claim="", error=""), "me"), "revived"
        with store.begin() as tx:
            (taken,) = tx.take(TENANT, "me", again, LATER, 9)
            assert (taken.tries, taken.error) == (1, ""), "a dead letter that waits again was not taken as settled"
            tx.settle(taken._replace(state="delivered", at=again), "me")
        with store.begin() as tx:
            assert not tx.take(TENANT, "me", LATER + SECOND, LATER, 9), "what was delivered was taken again"
            assert ids(tx.outgoing(TENANT, "delivered", 9)) == ["n-1"], "what was delivered is not told as delivered"
            assert [n.id for n in tx.notices(TENANT)] == ["n-1"], "the outbox forgot what it had delivered"

    def test_53_two_that_take_at_once_take_different_notices(self, subject: StoreUnderTest) -> None:
        """None goes to both; what the first leaves the second may have."""
        store = posted(subject, ("n-1", "c1", 0), ("n-2", "c2", 0), ("n-3", "c3", 0))

        def take(tx: Transaction) -> list[str]:
            return ids(tx.take(TENANT, "someone", START, LATER, 2))

        both = [outcome.result for outcome in overlapping(store, take, take) if outcome.committed]
        taken = [id for held in both for id in held]
        assert len(taken) == len(set(taken)), f"two took the same notice: {both}"

    def test_54_the_outbox_is_told_by_state_and_emptied_of_what_is_delivered(self, subject: StoreUnderTest) -> None:
        """In the order it was filled, a page at a time; of what is delivered the oldest goes first, and nothing else
        goes.
        """
        store = posted(subject, *[(f"n-{n}", f"c{n}", n) for n in (5, 3, 4, 1, 2)])
        with store.begin() as tx:
            for outgoing in tx.take(TENANT, "me", START + 5 * SECOND, LATER, 9):
                state = {"n-4": "dead", "n-5": "waiting"}.get(outgoing.notice.id, "delivered")
                tx.settle(outgoing._replace(state=state, at=outgoing.notice.at), "me")
        with store.begin(reading=True) as tx:
            page = tx.outgoing(TENANT, "delivered", 2)
            assert ids(page) == ["n-3", "n-1"], f"the first page should be n-3 and n-1, not {ids(page)}"
            rest = ids(tx.outgoing(TENANT, "delivered", 2, page[-1].n))
            assert rest == ["n-2"], f"the page behind n-1 should be n-2, not {rest}"
        with store.begin() as tx:
            assert tx.drop_delivered(OTHER_TENANT, LATER, 9) == 0, "another tenant's notices were removed"
            assert tx.drop_delivered(TENANT, START + 3 * SECOND, 1) == 1, "one notice should have been removed"
            assert ids(tx.outgoing(TENANT, "delivered", 9)) == ["n-3", "n-2"], "not the oldest was removed"
            assert tx.drop_delivered(TENANT, START + 3 * SECOND, 9) == 1, "n-2 alone was delivered before that instant"
            left = sorted([notice.id for notice in tx.notices(TENANT)])
            assert left == ["n-3", "n-4", "n-5"], f"what is not delivered, or later, should be left, not {left}"

    def test_62_a_notice_may_go_to_several_sinks_each_on_its_own(self, subject: StoreUnderTest) -> None:
        """Each takes it once, whatever the others do with it; it is spread once, from its instant on, up to the limit,
        and not while somebody has claimed it. The outbox tells of it once, as before.
        """
        store = posted(subject, ("n-1", "a", 0), ("n-2", "b", 0), ("n-3", "c", 0), ("n-4", "d", 9))
        with store.begin() as tx:
            (mine,) = tx.take(TENANT, "me", START, LATER, 1)
            assert tx.spread(OTHER_TENANT, ("crm", "mail"), LATER, 9) == 0, "another tenant's notices were spread"
            (late,) = tx.take(TENANT, "late", START, START, 1)
            spread = [tx.spread(TENANT, ("crm", "mail"), START + SECOND, limit) for limit in (1, 9, 9)]
            assert spread == [1, 1, 0], f"n-2 and then n-3 should have been spread, not {spread}"
            assert tx.settle(mine._replace(state="delivered"), "me"), "what was claimed before could not be settled"
            assert not tx.settle(late._replace(state="delivered"), "late"), (
                "one whose claim had ended settled what went"
            )
        with store.begin() as tx:
            mailed = tx.take(TENANT, "me", START + SECOND, LATER, 9, "mail")
            assert [(o.notice.id, o.sink, o.tries) for o in mailed] == [("n-2", "mail", 1), ("n-3", "mail", 1)], "mail"
            for outgoing, state in zip(mailed, ("dead", "delivered"), strict=True):
                tx.settle(outgoing._replace(state=state), "me")
        with store.begin() as tx:
            got = ids(tx.take(TENANT, "me", START + SECOND, LATER, 9, "crm"))
            assert got == ["n-2", "n-3"], f"what became of them at one sink should be nothing to the other: {got}"
            rest = ids(tx.take(TENANT, "me", LATER, LATER, 9)), ids(tx.take(TENANT, "me", LATER, LATER, 9, "mail"))
            assert rest == (["n-4"], []), f"only what was not spread waits for no sink by name: {rest}"
            told = [(o.notice.id, o.sink) for state in ("waiting", "dead") for o in tx.outgoing(TENANT, state, 9)]
            assert told == [("n-4", ""), ("n-2", "crm"), ("n-3", "crm"), ("n-2", "mail")], f"not told by sink: {told}"
            assert [notice.id for notice in tx.notices(TENANT)] == ["n-1", "n-2", "n-3", "n-4"], "not told once each"

    def test_63_at_each_sink_the_notices_of_a_case_keep_their_order(self, subject: StoreUnderTest) -> None:
        """However late they were spread, and whatever waits at another sink."""
        store = posted(subject, ("a-1", "a", 0), ("a-2", "a", 0))
        with store.begin() as tx:
            tx.spread(TENANT, ("mail", "crm"), LATER, 1)
        with store.begin() as tx:
            tx.spread(TENANT, ("crm", "mail"), LATER, 9)
            first = tx.take(TENANT, "me", LATER, LATER + SECOND, 9, "crm")
            assert ids(first) == ["a-1"], f"the first of the case should go first, not {ids(first)}"
            assert not tx.take(TENANT, "me", LATER, LATER, 9, "crm"), "the second went while the first was on its way"
            tx.settle(first[0]._replace(state="delivered"), "me")
            assert ids(tx.take(TENANT, "me", LATER, LATER, 9, "crm")) == ["a-2"], "it is held up by another sink"
            assert ids(tx.take(TENANT, "me", LATER, LATER, 9, "mail")) == ["a-1"], "the other sink begins elsewhere"

    def test_64_a_notice_for_several_sinks_goes_with_its_last_entry(self, subject: StoreUnderTest) -> None:
        """What was delivered to one is removed; the notice is told as long as another still has it."""
        store = posted(subject, ("n-1", "a", 0), ("n-2", "b", 0))
        with store.begin() as tx:
            tx.spread(TENANT, ("crm", "mail"), START, 9)
            for sink, state in (("crm", "delivered"), ("mail", "dead")):
                for outgoing in tx.take(TENANT, "me", START, LATER, 9, sink):
                    done = "delivered" if outgoing.notice.id == "n-2" else state
                    tx.settle(outgoing._replace(state=done, at=START), "me")
        with store.begin() as tx:
            assert tx.drop_delivered(TENANT, LATER, 9) == 3, "three of four entries were delivered"
            left = [notice.id for notice in tx.notices(TENANT)]
            assert left == ["n-1"], f"n-1, which is dead at one sink, should be left alone, not {left}"
            (dead,) = tx.outgoing(TENANT, "dead", 9)
            tx.settle(dead._replace(state="delivered", at=START), "me")
        with store.begin() as tx:
            assert tx.drop_delivered(TENANT, LATER, 9) == 1, "its last entry was delivered"
            assert not tx.notices(TENANT), "a notice outlives its last entry"

    def test_65_what_waits_for_a_sink_is_told_by_it(self, subject: StoreUnderTest) -> None:
        """How much waits and how much is dead at each, and which, a page at a time; what is delivered is neither."""
        store = spread_out(subject)
        with store.begin(reading=True) as tx:
            held = dict(tx.backlog(TENANT))
            assert held == {"": (1, 0), "crm": (3, 0), "mail": (1, 1)}, f"not how much has not reached each: {held}"
            assert not tx.backlog(OTHER_TENANT), "another tenant's notices were counted"
            told = [ids(tx.outgoing(TENANT, "waiting", 9, sink=sink)) for sink in ("", "crm", "mail")]
            assert told == [["n-4"], ["n-1", "n-2", "n-3"], ["n-3"]], f"not what waits for each: {told}"
            page = tx.outgoing(TENANT, "waiting", 2, sink="crm")
            rest = ids(tx.outgoing(TENANT, "waiting", 2, page[-1].n, "crm"))
            assert (ids(page), rest) == (["n-1", "n-2"], ["n-3"]), f"not page by page: {ids(page)}, {rest}"
            assert ids(tx.outgoing(TENANT, "dead", 9, sink="mail")) == ["n-2"], "what is dead is not told by its sink"

    def test_66_what_waits_for_a_sink_may_be_readdressed(self, subject: StoreUnderTest) -> None:
        """As it stands, in its place, and to none twice; what was delivered in the meantime stays delivered."""
        store = spread_out(subject)
        with store.begin() as tx:
            mailed = [*tx.outgoing(TENANT, "waiting", 9, sink="mail"), *tx.outgoing(TENANT, "dead", 9, sink="mail")]
            (gone,) = tx.outgoing(TENANT, "delivered", 9, sink="mail")
            assert tx.readdress([*mailed, gone], "post") == 2, "one waits, one is dead, one was delivered"
            told = [[(o.n, o.notice.id, o.tries, o.error) for o in tx.outgoing(TENANT, state, 9, sink="post")]
                    for state in ("waiting", "dead")]  # fmt: skip
            assert told == [[(o.n, o.notice.id, o.tries, o.error)] for o in mailed], f"not as it stood: {told}"
            assert ids(tx.outgoing(TENANT, "delivered", 9, sink="mail")) == ["n-1"], "what was delivered has moved"
        with store.begin() as tx:
            before = tx.outgoing(TENANT, "waiting", 9, sink="crm")
            assert tx.readdress(before, "post") == 3, "all three waited for it"
            waiting = ids(tx.outgoing(TENANT, "waiting", 9, sink="post"))
            assert waiting == ["n-1", "n-3"], f"n-2 is dead there and n-3 waits there already: {waiting}"
            assert dict(tx.backlog(TENANT)) == {"": (1, 0), "post": (2, 1)}, "something is left, or there twice"
            taken = ids(tx.take(TENANT, "me", LATER, LATER, 9, "post"))
            assert taken == ["n-1", "n-3"], f"what was readdressed was not taken in its order: {taken}"

    def test_67_what_waits_for_a_sink_may_be_discarded(self, subject: StoreUnderTest) -> None:
        """It waits no more and holds nothing up; the notice is told as long as another sink has it."""
        store = spread_out(subject)
        with store.begin() as tx:
            every = [o for state in ("waiting", "dead", "delivered") for o in tx.outgoing(TENANT, state, 9)]
            named = [o for o in every if o.sink == "mail" or o.notice.id == "n-3"]
            assert tx.discard(named) == 3, "n-3 at both and n-2 at one; n-1 was delivered there"
            assert tx.discard(named) == 0, "what was discarded was there still"
            left = [notice.id for notice in tx.notices(TENANT)]
            assert left == ["n-1", "n-2", "n-4"], f"n-3 has no entry left, the others have: {left}"
            assert dict(tx.backlog(TENANT)) == {"": (1, 0), "crm": (2, 0)}, "not what was named is gone"
            assert tx.discard([o for o in every if not o.sink]) == 1, "n-4 waits for none by name"
            assert [notice.id for notice in tx.notices(TENANT)] == ["n-1", "n-2"], "n-4 was forgotten with its entry"

    def test_55_a_page_of_due_cases_begins_behind_the_last_one(self, subject: StoreUnderTest) -> None:
        """By instant and then by id, so that cases that cannot be swept do not hide those behind them."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id, seconds in (("c1", 2), ("c2", 1), ("c3", 1), ("c4", 1)):
                tx.append(samples.waiting(id, START + timedelta(seconds=seconds)))
        pages: list[list[str]] = []
        after: tuple[datetime, str] | None = None
        with store.begin(reading=True) as tx:
            while page := tx.due(TENANT, LATER, 2, after):
                pages.append([id for id, _ in page])
                after = (page[-1][1], page[-1][0])
                assert len(pages) < 4, f"the pages do not end: {pages}"
        assert pages == [["c2", "c3"], ["c4", "c1"]], f"the pages should be c2, c3 and c4, c1; not {pages}"


def posted(subject: StoreUnderTest, *notices: tuple[str, str, int]) -> Store:
    """A store whose outbox was filled with notices: id, case and the seconds after which each is due."""
    store = subject.make()
    with store.begin() as tx:
        tx.post([Notice(id, TENANT, case, "form", "slip", "boss", START + n * SECOND) for id, case, n in notices])
    return store


def spread_out(subject: StoreUnderTest) -> Store:
    """Three notices for "crm", where all wait, and for "mail", where the first is delivered, the second dead and the
    third waits; a fourth that waits for none by name.
    """
    store = posted(subject, ("n-1", "a", 0), ("n-2", "b", 0), ("n-3", "c", 0), ("n-4", "d", 9))
    with store.begin() as tx:
        tx.spread(TENANT, ("crm", "mail"), START, 9)
        for outgoing, state in zip(tx.take(TENANT, "me", START, LATER, 2, "mail"), ("delivered", "dead"), strict=True):
            tx.settle(outgoing._replace(state=state, error="" if state == "delivered" else "given up"), "me")
    return store


def ids(outgoing: Sequence[Outgoing]) -> list[str]:
    """The ids of notices."""
    return [each.notice.id for each in outgoing]
