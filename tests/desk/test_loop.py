"""Sweeping and delivering for ever: fair over tenants, past what is broken, until told to stop."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from itertools import count
from threading import Event, Thread
from typing import Any

import attrs
import pytest

from complaintkit.desk import Courier, DeliveryReport, Desk, Notice, RunReport, SweepReport, run
from complaintkit.errors import DeliveryFailed, IntegrityError, InvalidInput, StoreError
from complaintkit.rules import PolicyHistory, Rung
from complaintkit.storage import MemoryStore
from complaintkit.storage.memory import MemoryTransaction
from complaintkit.testing import FixedClock
from tests.desk.policies import CLERK, at, policy, reply_duty
from tests.desk.test_standing import standing

LATE = policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),))
MINUTE = timedelta(minutes=1)


class Fragile(MemoryTransaction):
    """A transaction that cannot load some cases, nor read what is due while the store is down."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.broken: dict[str, Exception] = {}
        self.down: Exception | None = None

    def load(self, tenant: str, case_id: str) -> Any:
        if case_id in self.broken:
            raise self.broken[case_id]
        return super().load(tenant, case_id)

    def due(self, *given: Any) -> Any:
        if self.down is not None:
            raise self.down
        return super().due(*given)


class Office:
    """Desks of several tenants on one store, whose cases are all late on the 6th."""

    def __init__(self, **cases: int) -> None:
        self.clock = FixedClock(at(2))
        self.store = MemoryStore()
        self.fragile = self.store._transaction = Fragile(self.store)
        self.desks = {tenant: self.desk(tenant) for tenant in cases}
        for tenant, number in cases.items():
            for _ in range(number):
                self.desks[tenant].file(by=CLERK)
        self.clock.move_to(at(6))

    def desk(self, tenant: str) -> Desk:
        ids = count(1)
        given = {"tenant": tenant, "clock": self.clock, "ids": lambda: f"{tenant}{next(ids):02}"}
        return Desk(PolicyHistory([LATE]), self.store, **given)

    def run(self, rounds: int = 1, **given: Any) -> RunReport:
        """Run for so many rounds; waiting moves the clock."""
        stop, left = Event(), [rounds]

        def wait(span: timedelta) -> None:
            self.clock.advance(span)
            left[0] -= 1
            if not left[0]:
                stop.set()

        given.setdefault("desks", list(self.desks.values()))
        return run(given.pop("desks"), **{"stop": stop, "wait": wait, "every": MINUTE, **given})


def test_it_sweeps_and_delivers_until_it_is_stopped():
    """What comes up while it waits is found in the next round; what was done is told in the end."""
    office, had = Office(a=2), []

    def deliver(envelope: Any) -> None:
        had.append((envelope.notice.case_id, envelope.notice.what))
        if len(had) == 1:
            raise DeliveryFailed("status 500")

    def hear(desk: Desk, what: Any) -> None:
        if isinstance(what, DeliveryReport) and len(had) == 2:
            desk.file(by=CLERK, received_at=at(1))

    done = office.run(4, courier=Courier(deliver), heard=hear)
    assert done == RunReport(fired=3, delivered=3, failed=1)
    assert had == [("a01", "escalation"), ("a02", "escalation"), ("a01", "escalation"), ("a03", "escalation")]
    assert office.clock.now() == at(6) + 4 * MINUTE


def test_a_round_gives_each_tenant_a_turn_before_anybody_a_second():
    """A great backlog holds up nobody; the next round begins with another tenant."""
    office, turns = Office(a=7, b=1, c=3), []

    def hear(desk: Desk, what: Any) -> None:
        turns.append((desk.tenant, len(what.fired)))

    office.run(2, page=3, heard=hear)
    first = [("a", 3), ("b", 1), ("c", 3), ("a", 3), ("c", 0), ("a", 1)]
    assert turns == [*first, ("b", 0), ("c", 0), ("a", 0)]


def test_a_case_that_fails_is_told_and_the_others_go_on(caplog):
    """Nothing of its text is logged, which may be personal; once it is mended it is swept."""
    office, heard = Office(a=3), []
    error = IntegrityError("the snapshot of Li Na does not belong to its row", "case 'a01'")
    office.fragile.broken["a01"] = error
    with caplog.at_level(logging.ERROR):
        done = office.run(1, heard=lambda desk, what: heard.append(what))
    assert done == RunReport(fired=2, failed=1)
    assert [(id, why is error) for id, why in heard[0].failed] == [("a01", True)]
    assert caplog.messages == ["sweeping case 'a01' of tenant 'a' failed: IntegrityError"]
    office.fragile.broken.clear()
    assert office.run().fired == 1


def test_cases_that_fail_starve_nobody():
    """Ten of them come first, a page holds two; each sweep looks behind them, and tries them again."""
    office = Office(a=15)
    office.fragile.broken = {f"a{n:02}": ZeroDivisionError() for n in range(1, 11)}
    desk = office.desks["a"]
    for fired in (2, 2, 1, 0):
        report = desk.sweep(limit=2)
        assert (len(report.fired), len(report.failed), report.more) == (fired, 10, fired == 2)


def test_a_case_with_nothing_to_do_starves_nobody():
    """Its rung was claimed already, as by an older copy of the store; it stays in the list and is passed over."""
    office = Office(a=3)
    with office.store.begin() as tx:
        for id in ("a01", "a02"):
            stored = tx.load("a", id)
            tx.claim("a", id, next(row for row in stored.rows["reply"] if row.rung))
    assert [id for id, _, _ in office.desks["a"].sweep(limit=1).fired] == ["a03"]
    assert office.run(3) == RunReport()


def test_a_store_that_is_down_ends_no_run(caplog):
    """The turn is over, the exception is told, and the next round tries again."""
    office, heard = Office(a=1, b=1), []
    office.fragile.down = StoreError("io", "db", "the connection to the server was lost")

    def hear(desk: Desk, what: Any) -> None:
        heard.append((desk.tenant, type(what).__name__))
        office.fragile.down = None
        raise RuntimeError("a listener that fails ends no run either")

    done = office.run(2, heard=hear)
    assert (done.fired, done.failed) == (2, 4)
    assert heard[0] == ("a", "StoreError")
    assert "the turn of tenant 'a' failed: StoreError" in caplog.messages
    assert "telling of it failed: RuntimeError" in caplog.messages


def test_a_store_that_is_down_ends_a_sweep():
    """Case by case there would be nothing but failures; what is wrong with one statement is that case's own."""
    office = Office(a=2)
    office.fragile.broken["a01"] = StoreError("failed", "db", "the database refused a statement")
    assert [id for id, _ in office.desks["a"].sweep().failed] == ["a01"]
    office.fragile.broken["a01"] = StoreError("locked", "db", "another kept it locked; try again")
    with pytest.raises(StoreError, match="locked"):
        office.desks["a"].sweep()


def test_standing_cases_that_cannot_be_opened_keep_no_rung_from_firing():
    """A directory out of reach is told of, and the late case is late all the same."""
    base = standing("month", per="unit")
    watched = attrs.evolve(base, duties=(*base.duties, *LATE.duties))

    class OutOfReach:
        def __getattr__(self, name: str) -> Any:
            raise ConnectionError("ldap: no route")

    clock, store = FixedClock(at(2)), MemoryStore()
    history = PolicyHistory([watched])
    Desk(history, store, tenant="a", clock=clock).file(by=CLERK)
    clock.move_to(at(6))
    report = Desk(history, store, tenant="a", clock=clock, directory=OutOfReach()).sweep()
    assert [(id, type(error)) for id, error in report.failed] == [("", ConnectionError)]
    assert [rung for _, _, rung in report.fired] == ["late"]


def test_without_a_pause_it_comes_back_once_nothing_is_left():
    """As a timer of the embedder's own calls it: page by page, all of it."""
    office, had = Office(a=7, b=2), []
    assert office.run(every=None, page=2, courier=Courier(had.append)) == RunReport(fired=9, delivered=9)
    assert len(had) == 9
    assert office.run(every=None, courier=Courier(had.append)) == RunReport()


def test_a_round_ends_only_once_every_notice_was_begun():
    """However few rungs there were: three pages of notices and nothing to sweep."""
    office, had = Office(a=0), []
    with office.store.begin() as tx:
        tx.post([Notice(f"n{n}", "a", f"c{n}", "form", "slip", "boss", at(5)) for n in range(5)])
    assert office.run(every=None, page=2, courier=Courier(had.append)).delivered == 5


def test_each_tenant_has_a_courier_of_its_own_where_it_is_given_one():
    """A tenant without one keeps its notices."""
    office, ours = Office(a=1, b=1), []
    assert office.run(courier={"a": Courier(ours.append)}).delivered == 1
    assert [envelope.notice.tenant for envelope in ours] == ["a"]
    assert len(office.desks["b"].undelivered()) == 1


def test_tenants_that_come_later_are_found_and_asking_for_them_may_fail():
    """A function is asked before each round."""
    office = Office(a=1, b=1)
    answers = iter([[office.desks["a"]], ConnectionError("down"), list(office.desks.values())])

    def desks() -> list[Desk]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert office.run(3, desks=desks) == RunReport(fired=2, failed=1)


def test_two_runs_at_once_share_the_work():
    """No rung fires twice, no notice is sent twice."""
    office, had = Office(a=20, b=20), Counter()
    courier = Courier(lambda envelope: had.update([envelope.id]))
    found: list[RunReport] = []

    def work() -> None:
        mine = [office.desk(tenant) for tenant in "ab"]
        found.append(run(mine, courier=courier, every=None, page=3))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(report.fired for report in found) == 40
    assert len(had) == 40
    assert set(had.values()) == {1}


def test_a_stop_from_another_thread_ends_the_waiting_at_once():
    """The wait is for the event itself, where no other is given."""
    office, stop, swept = Office(a=1), Event(), Event()
    thread = Thread(
        target=run,
        args=(office.desks["a"],),
        kwargs={"every": timedelta(days=1), "stop": stop, "heard": lambda desk, what: swept.set()},
    )
    thread.start()
    assert swept.wait(30)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def test_once_it_is_stopped_no_other_notice_is_begun():
    """The one at hand is finished and noted down."""
    office, stop = Office(a=0), Event()
    with office.store.begin() as tx:
        tx.post([Notice(f"n{n}", "a", f"c{n}", "form", "slip", "boss", at(5)) for n in range(5)])
    done = office.run(courier=Courier(lambda envelope: stop.set()), stop=stop)
    assert (done.delivered, len(office.desks["a"].undelivered())) == (1, 4)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"every": timedelta(0)}, "every"),
        ({"every": 30}, "every"),
        ({"page": 0}, "page"),
        ({"page": 2.5}, "page"),
        ({"courier": print}, "courier"),
        ({"courier": {"a": print}}, "courier.a"),
        ({"desks": []}, "desks"),
        ({"desks": [3]}, "desks"),
        ({"desks": None}, "desks"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_done(given, told):
    """Each with its path."""
    office = Office(a=1)
    with pytest.raises(InvalidInput, match=told):
        office.run(**given)
    assert isinstance(office.desks["a"].sweep(), SweepReport)
    assert office.clock.now() == at(6)
