"""Delivering the outbox: at least once, in the order of a case, claimed, tried again, given up, and to whom."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import After, Days
from complaintkit.desk import Backoff, Courier, Desk, Envelope, Notice, Outgoing, as_json
from complaintkit.desk.addressing import address
from complaintkit.errors import DeliveryFailed, InvalidInput
from complaintkit.rules import Role, Rung
from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import FixedClock, FixedDirectory
from tests.desk.policies import CLERK, World, at, policy, reply_duty, world

NOW = at(6)
MINUTE = timedelta(minutes=1)
SLOW = Backoff(first=MINUTE, factor=2, most=timedelta(minutes=5), tries=4, jitter=0)
"""Waits of 1, 2 and 4 minutes; the fourth try is the last."""


class Post:
    """A sink that remembers what it was given, and fails for the notices it is told to."""

    def __init__(self) -> None:
        self.had: list[str] = []
        self.failing: dict[str, Exception] = {}
        self.meanwhile: Any = None

    def __call__(self, envelope: Envelope) -> None:
        self.had.append(envelope.id)
        if self.meanwhile is not None:
            self.meanwhile(envelope)
        if envelope.id in self.failing:
            raise self.failing[envelope.id]


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    with SQLiteStore(tmp_path / "outbox.db", durability="normal") as opened:
        yield opened


@pytest.fixture
def post() -> Post:
    return Post()


def courier(post: Any, **given: Any) -> Courier:
    return Courier(post, **{"backoff": SLOW, "chance": lambda: 0.0, **given})


def desk_with(store: Any, *notices: str) -> World:
    """A desk whose outbox holds notices, named by their case and their place in it: "a1 a2 b1"."""
    found = world(policy(), now=NOW, store=store)
    with store.begin() as tx:
        tx.post([Notice(id, "acme", id[0], "form", "slip", "boss", NOW - MINUTE) for id in notices])
    return found


def test_every_notice_is_delivered_once_and_those_of_a_case_in_their_order(store, post):
    """Nothing is left, and a second delivery has nothing to do."""
    desk = desk_with(store, "a1", "b1", "a2", "a3", "b2").desk
    report = desk.deliver(courier(post))
    assert sorted(report.delivered) == ["a1", "a2", "a3", "b1", "b2"]
    assert [id for id in post.had if id[0] == "a"] == ["a1", "a2", "a3"]
    assert [id for id in post.had if id[0] == "b"] == ["b1", "b2"]
    assert (report.failed, report.dead, report.more, report.halted) == ((), (), False, "")
    assert (desk.deliver(courier(post)).delivered, len(post.had)) == ((), 5)
    assert desk.undelivered() == desk.dead_letters() == []
    assert len(desk.notices()) == 5


def test_a_limit_is_kept_and_told(store, post):
    """``more`` says that others may wait."""
    desk = desk_with(store, "a1", "b1", "c1").desk
    assert (desk.deliver(courier(post), 2).more, len(post.had)) == (True, 2)
    assert (desk.deliver(courier(post), 2).more, len(post.had)) == (False, 3)


def test_what_failed_waits_longer_each_time_and_is_a_dead_letter_in_the_end(store, post):
    """Waits of 1, 2 and 4 minutes after the first three tries; not a microsecond before the end of each."""
    found = desk_with(store, "a1")
    post.failing["a1"] = DeliveryFailed("status 500")
    for wait in (1, 2, 4):
        assert found.desk.deliver(courier(post)).failed == (("a1", "status 500"),)
        found.clock.advance(wait * MINUTE - timedelta(microseconds=1))
        assert found.desk.deliver(courier(post)).failed == ()
        found.clock.advance(timedelta(microseconds=1))
    assert found.desk.deliver(courier(post)).dead == (("a1", "status 500"),)
    (letter,) = found.desk.dead_letters()
    assert (letter.notice.id, letter.tries, letter.error, letter.at) == ("a1", 4, "status 500", NOW + 7 * MINUTE)
    found.clock.advance(timedelta(days=30))
    assert (found.desk.deliver(courier(post)).dead, len(post.had)) == ((), 4)


def test_a_wait_has_a_most_and_jitter_shortens_it():
    """1, 2, 4 and then 5 minutes; of a tenth of jitter, half leaves 95 %."""
    backoff = attrs.evolve(SLOW, jitter=0.1)
    assert [backoff.wait(tries, 0.0) / MINUTE for tries in (1, 2, 3, 4, 400)] == [1, 2, 4, 5, 5]
    assert backoff.wait(2, 0.5) == timedelta(seconds=114)
    assert attrs.evolve(SLOW, first=timedelta(hours=1)).wait(1, 0.0) == 5 * MINUTE


def test_the_next_of_a_case_waits_for_the_one_before_and_other_cases_do_not(store, post):
    """Until it is delivered, or given up."""
    found = desk_with(store, "a1", "a2", "b1")
    post.failing["a1"] = DeliveryFailed("status 500")
    assert found.desk.deliver(courier(post)).delivered == ("b1",)
    for wait in (1, 2):
        found.clock.advance(wait * MINUTE)
        found.desk.deliver(courier(post))
    assert "a2" not in post.had
    found.clock.advance(4 * MINUTE)
    report = found.desk.deliver(courier(post))
    assert (report.dead, report.delivered) == ((("a1", "status 500"),), ("a2",))


def test_a_dead_letter_is_sent_again_when_asked_with_all_its_tries(store, post):
    """By its id, or all; what is none counts nothing."""
    found = desk_with(store, "a1", "b1")
    post.failing = {id: DeliveryFailed("no such mailbox", final=True) for id in ("a1", "b1")}
    assert len(found.desk.deliver(courier(post)).dead) == 2, "at once: trying again is of no use"
    assert found.desk.resend("nonsense") == 0
    assert found.desk.resend("b1") == 1
    post.failing = {"b1": DeliveryFailed("status 500")}
    assert found.desk.deliver(courier(post)).failed == (("b1", "status 500"),)
    (waiting,) = found.desk.undelivered()
    assert (waiting.notice.id, waiting.tries, waiting.error) == ("b1", 1, "status 500")
    post.failing.clear()
    assert found.desk.resend() == 1
    assert found.desk.deliver(courier(post)).delivered == ("a1",)


def test_whatever_a_sink_raises_is_a_failure_and_its_text_is_not_kept(store, post):
    """The text may hold a person's name; the name of the error does."""
    desk = desk_with(store, "a1").desk
    post.failing["a1"] = ValueError("Li Na <li@example.org>")
    assert desk.deliver(courier(post)).failed == (("a1", "ValueError"),)


def test_a_receiver_that_asks_for_quiet_gets_it(store, post):
    """Nothing is sent until then, to nobody, by any desk on the store; it was no try."""
    found = desk_with(store, "a1", "b1", "c1")
    post.failing["a1"] = DeliveryFailed("status 503", timedelta(minutes=9), halts=True)
    report = found.desk.deliver(courier(post))
    assert (post.had, report.failed) == (["a1"], (("a1", "status 503"),))
    assert report.halted == "status 503; until 2026-03-06T09:09:00+00:00"
    assert {o.tries for o in found.desk.undelivered()} == {0}
    other = Desk(found.desk.history, store, tenant="acme", clock=found.clock)
    found.clock.advance(9 * MINUTE - timedelta(microseconds=1))
    assert (other.deliver(courier(post)).delivered, other.halted()) == ((), report.halted)
    found.clock.advance(timedelta(microseconds=1))
    post.failing.clear()
    assert (sorted(other.deliver(courier(post)).delivered), other.halted()) == (["a1", "b1", "c1"], "")


def test_a_receiver_that_wants_nothing_any_more_gets_nothing_until_somebody_resumes(store, post):
    """What waits is kept."""
    found = desk_with(store, "a1", "b1")
    post.failing["a1"] = DeliveryFailed("status 410", halts=True)
    assert found.desk.deliver(courier(post)).halted == "status 410; until it is resumed"
    found.clock.advance(timedelta(days=400))
    assert (found.desk.deliver(courier(post)).delivered, len(post.had)) == ((), 1)
    post.failing.clear()
    found.desk.resume()
    assert sorted(found.desk.deliver(courier(post)).delivered) == ["a1", "b1"]


def test_a_wait_that_is_asked_for_counts_and_has_a_bound(store, post):
    """The longer of it and the backoff; never more than a week."""
    for asked, wait in ((timedelta(seconds=2), MINUTE), (timedelta(hours=1), timedelta(hours=1)),
                        (timedelta(days=4000), timedelta(days=7))):  # fmt: skip
        found = desk_with(MemoryStore(), "a1")
        post.failing["a1"] = DeliveryFailed("busy", asked)
        found.desk.deliver(courier(post))
        assert [o.at for o in found.desk.undelivered()] == [NOW + wait]


def test_what_a_killed_deliverer_had_claimed_is_taken_over_after_the_lease(store, post):
    """Not before; and what it had sent without noting it down is sent again, under the same id."""
    found = desk_with(store, "a1")

    def power_cut(envelope: Envelope) -> None:
        raise KeyboardInterrupt

    post.meanwhile = power_cut
    with pytest.raises(KeyboardInterrupt):
        found.desk.deliver(courier(post, lease=10 * MINUTE))
    post.meanwhile = None
    found.clock.advance(10 * MINUTE - timedelta(microseconds=1))
    assert found.desk.deliver(courier(post)).delivered == ()
    found.clock.advance(timedelta(microseconds=1))
    assert (found.desk.deliver(courier(post)).delivered, post.had) == (("a1",), ["a1", "a1"])


def test_a_notice_that_kills_its_deliverer_each_time_is_a_dead_letter_in_the_end(store, post):
    """Each claim counts as a try, so that it does not kill for ever."""
    found = desk_with(store, "a1", "b1")

    def killing(envelope: Envelope) -> None:
        if envelope.id == "a1":
            raise SystemExit

    post.meanwhile = killing
    for _ in range(4):
        with pytest.raises(SystemExit):
            found.desk.deliver(courier(post))
        found.clock.advance(5 * MINUTE)
    assert found.desk.deliver(courier(post)).dead == (("a1", "the last try never ended"),)
    assert sorted(post.had) == ["a1", "a1", "a1", "a1", "b1"], "the other one was delivered, in the meantime"
    assert found.desk.undelivered() == []


def test_one_who_is_too_slow_is_overtaken_and_settles_nothing(store, post):
    """The other's word counts; the slow one says so."""
    found = desk_with(store, "a1")
    fast = Post()

    def dawdle(envelope: Envelope) -> None:
        found.clock.advance(6 * MINUTE)
        assert found.desk.deliver(courier(fast)).delivered == ("a1",)

    post.meanwhile = dawdle
    report = found.desk.deliver(courier(post))
    assert (report.delivered, report.overtaken) == ((), ("a1",))
    assert found.desk.undelivered() == []


def test_once_told_to_stop_it_begins_no_other(store, post):
    """The one at hand is noted down, and another may have the rest at once."""
    found = desk_with(store, "a1", "b1", "c1")
    stop = threading.Event()
    post.meanwhile = lambda envelope: stop.set()
    assert len(found.desk.deliver(courier(post), stop=stop).delivered) == 1
    assert {o.tries for o in found.desk.undelivered()} == {0}
    assert len(found.desk.deliver(courier(post)).delivered) == 2


def test_eight_deliverers_at_once_send_each_notice_once(store):
    """Each by one of them, and those of a case in their order."""
    ids = [f"{case}{n}" for n in range(1, 6) for case in "abcdefgh"]
    found = desk_with(store, *ids)
    had: list[str] = []
    start = threading.Barrier(8)

    def work() -> None:
        mine = Desk(found.desk.history, store, tenant="acme", clock=found.clock)
        start.wait()
        while len(had) < len(ids):
            mine.deliver(Courier(lambda envelope: had.append(envelope.id)))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(had) == sorted(ids)
    for case in "abcdefgh":
        assert [id for id in had if id[0] == case] == [f"{case}{n}" for n in range(1, 6)]


def test_nothing_is_sent_inside_a_transaction(store, post):
    """Not in a batch; and a sink may use the desk, since none is open when it is called."""
    found = desk_with(store, "a1")
    with pytest.raises(InvalidInput, match="inside a transaction"), found.desk.batch():
        found.desk.deliver(courier(post))
    post.meanwhile = lambda envelope: found.desk.file(by=CLERK)
    assert found.desk.deliver(courier(post)).delivered == ("a1",)
    if isinstance(store, MemoryStore):
        post.meanwhile = lambda envelope: seen.append(store._transaction._depth)
        seen: list[int] = []
        found.desk.resend()
        with store.begin() as tx:
            tx.post([Notice("z1", "acme", "z", "form", "slip", "boss", NOW)])
        found.desk.deliver(courier(post))
        assert seen == [0]


def test_what_was_delivered_can_be_removed(store, post):
    """What was delivered before an instant, and nothing else."""
    found = desk_with(store, "a1", "b1")
    post.failing["b1"] = DeliveryFailed("status 500")
    found.desk.deliver(courier(post))
    assert found.desk.clear_outbox(NOW) == 0
    assert found.desk.clear_outbox(NOW + timedelta(microseconds=1)) == 1
    assert [notice.id for notice in found.desk.notices()] == ["b1"]
    with pytest.raises(InvalidInput, match="delivered_before"):
        found.desk.clear_outbox(datetime(2026, 3, 6))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda: Backoff(first=timedelta(0)), "first"),
        (lambda: Backoff(most=5), "most"),
        (lambda: Backoff(factor=0.5), "factor"),
        (lambda: Backoff(factor=True), "factor"),
        (lambda: Backoff(jitter=1.1), "jitter"),
        (lambda: Backoff(jitter=float("nan")), "jitter"),
        (lambda: Backoff(tries=0), "tries"),
        (lambda: Backoff(tries=3.0), "tries"),
        (lambda: Courier("a sink"), "sink"),
        (lambda: Courier(print, lease=timedelta(0)), "lease"),
        (lambda: Courier(print, backoff=None), "backoff"),
        (lambda: world(policy()).desk.deliver(print), "courier"),
        (lambda: world(policy()).desk.deliver(Courier(print), 0), "limit"),
        (lambda: world(policy()).desk.dead_letters(limit=True), "limit"),
        (lambda: world(policy()).desk.dead_letters(after="1"), "after"),
        (lambda: world(policy()).desk.undelivered(after=-1), "after"),
        (lambda: world(policy()).desk.undelivered(sink=5), "sink"),
        (lambda: world(policy()).desk.resend(sink="m" * 101), "sink"),
    ],
)
def test_what_cannot_be_used_is_refused(build, told):
    """Each with its path."""
    with pytest.raises(InvalidInput, match=told):
        build()


class TestAddressing:
    """Roles become people when a notice is sent."""

    ROLES = ("clerk", Role("boss", deputies=("vice", "aide"), last_resort="council"), "vice", "aide", "council")
    PEOPLE = {"bea": ("boss",), "bob": ("boss",), "vic": ("vice",), "al": ("aide",), "cora": ("council",)}

    def told(self, about: tuple[str, ...] = (), absent: tuple[str, ...] = (), **given: Any) -> Envelope:
        """Who is told of a reply that is late: the boss, by the policy."""
        away = {person: [(at(1), at(30))] for person in absent}
        late = policy(roles=self.ROLES, duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),))
        directory = FixedDirectory(given.pop("people", {**self.PEOPLE, "cleo": ("clerk",)}), absences=away, **given)
        desk = world(late, directory=directory)
        desk.file(about=about)
        desk.clock.move_to(at(6))
        desk.desk.sweep()
        had: list[Envelope] = []
        report = desk.desk.deliver(Courier(had.append))
        assert report.delivered == ("acme:c1:2:0",)
        assert report.nobody == (("acme:c1:2:0",) if had[0].nobody else ())
        return had[0]

    def test_all_holders_are_told(self):
        """In a fixed order."""
        found = self.told()
        assert (found.notice.to, found.role, found.people, found.nobody) == ("boss", "boss", ("bea", "bob"), False)

    def test_who_is_away_is_not_told_while_another_is_there(self):
        assert self.told(absent=("bea",)).people == ("bob",)

    def test_whom_the_case_is_about_is_not_told(self):
        """An escalation does not go to the person complained about."""
        assert self.told(about=("bea",)).people == ("bob",)

    def test_who_was_recused_from_the_case_is_not_told(self):
        """No more than whom it is about."""
        desk = world(policy())
        case = attrs.evolve(desk.desk.get(desk.file()), recused=frozenset(("bea",)))
        outgoing = Outgoing(Notice("n", "acme", case.id, "form", "slip", "boss", at(1)), 1, at(1))
        directory = FixedDirectory({"bea": ("boss",), "bob": ("boss",)})
        program = desk.desk._in_force(at(6))
        assert address(outgoing, program, case, directory, at(6)).people == ("bob",)

    def test_those_of_the_case_s_unit_are_told(self):
        """And who works in every unit; not the same role elsewhere."""
        desk = world(policy())
        case = attrs.evolve(desk.desk.get(desk.file()), unit="east")
        outgoing = Outgoing(Notice("n", "acme", case.id, "form", "slip", "boss", at(1)), 1, at(1))
        people = {"bea": ("boss",), "bob": ("boss",), "ben": ("boss",)}
        directory = FixedDirectory(people, members={"bea": "east", "bob": "west"})
        program = desk.desk._in_force(at(6))
        assert address(outgoing, program, case, directory, at(6)).people == ("bea", "ben")

    def test_deputies_stand_in_in_their_order_and_then_the_last_resort(self):
        """Once no holder is left."""
        found = self.told(about=("bea",), absent=("bob",))
        assert (found.role, found.people) == ("vice", ("vic",))
        found = self.told(about=("bea",), absent=("bob", "vic"))
        assert (found.role, found.people) == ("aide", ("al",))
        found = self.told(about=("bea", "al"), absent=("bob", "vic"))
        assert (found.role, found.people) == ("council", ("cora",))

    def test_that_nobody_is_left_is_told_and_the_notice_is_sent_all_the_same(self):
        """To the role, never skipped in silence."""
        found = self.told(about=("bea", "bob", "vic", "al", "cora"))
        assert (found.role, found.people, found.nobody) == ("", (), True)

    def test_it_is_the_directory_at_the_moment_of_sending_that_counts(self):
        """Not that of the moment the notice arose."""
        desk = world(policy(), directory=FixedDirectory({"bea": ("boss",)}, absences={"bea": [(at(6), at(7))]}))
        outgoing = Outgoing(Notice("n", "acme", "c1", "form", "slip", "boss", at(1)), 1, at(1))
        program = desk.desk._in_force(at(6))
        for moment, people in ((at(5), ("bea",)), (at(6), ()), (at(7), ("bea",))):
            assert address(outgoing, program, None, desk.desk.directory, moment).people == people

    def test_without_a_directory_and_to_whom_is_no_role_there_are_no_people(self):
        """The role, the complainant or the unit stands on the notice."""
        envelope = Envelope(Notice("n", "acme", "c1", "message", "news", "complainant", at(1)))
        outgoing = Outgoing(envelope.notice, 1, at(1), tries=1)
        program = world(policy()).desk._in_force(at(6))
        assert address(outgoing, program, None, FixedDirectory({}), at(6)) == envelope
        assert address(outgoing, program, None, None, at(6)) == envelope

    def test_a_directory_that_fails_is_a_failure_like_any_other(self):
        """The notice waits, nothing is lost."""
        directory = FixedDirectory({"cleo": ("clerk",)})
        late = policy(duties=(reply_duty(ladder=(Rung("late", After(Days(1)), tell=("boss",)),)),))
        desk = world(late, directory=directory)
        desk.file()
        desk.clock.move_to(datetime(2026, 3, 9, tzinfo=UTC))
        desk.desk.sweep()
        desk.desk.directory = None
        broken = Desk(desk.desk.history, desk.store, tenant="acme", clock=desk.clock, directory=_Broken())
        assert broken.deliver(Courier(print)).failed == (("acme:c1:2:0", "ConnectionError"),)


class _Broken(FixedDirectory):
    def __init__(self) -> None:
        super().__init__({})

    def holders(self, *_: Any) -> frozenset[str]:
        raise ConnectionError("ldap: no route to 10.0.0.7")


def test_the_outbox_is_told_page_by_page():
    """What was delivered too, each once though two sinks have it; a page begins behind the place of the last notice."""
    store = MemoryStore()
    desk = Desk(policy(), store, tenant="acme", clock=FixedClock(at(2)))
    with store.begin() as tx:
        tx.post([Notice(f"n{n}", "acme", f"c{n}", "message", "news", "clerk", at(1)) for n in range(1, 104)])
    desk.deliver(Courier({"crm": lambda envelope: None, "mail": lambda envelope: None}), limit=40)
    told = [notice.id for notice in desk.notices()]
    assert told == [f"n{n}" for n in range(1, 101)], "the first hundred"
    rest = desk.notices(limit=2, after=desk.notices()[-1].n)
    assert [notice.id for notice in rest] == ["n101", "n102"]
    assert [notice.id for notice in desk.notices(after=rest[-1].n)] == ["n103"]
    assert desk.notices(after=desk.notices(after=rest[-1].n)[-1].n) == ()
    assert [notice["n"] > 0 for notice in as_json(page=rest)["page"]] == [True, True]


@pytest.mark.parametrize("given", [{"limit": 0}, {"limit": True}, {"limit": "9"}, {"after": -1}, {"after": "n1"}])
def test_a_page_of_notices_that_there_cannot_be_is_refused(given):
    """Instead of none, or another one."""
    desk = Desk(policy(), MemoryStore(), tenant="acme", clock=FixedClock(at(2)))
    (path,) = given
    with pytest.raises(InvalidInput, match=rf"the outbox cannot be read: .* @ {path}"):
        desk.notices(**given)
