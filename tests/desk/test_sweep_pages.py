"""The sweep works through cases page by page, each page in one transaction and each case in one writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from complaintkit.deadlines import After, AtDue, Before, Days, Hours
from complaintkit.desk.stored import Entry, Stored
from complaintkit.desk.sweep import TOGETHER
from complaintkit.desk.together import Together
from complaintkit.rules import Rung, Tally
from complaintkit.storage import MemoryStore
from complaintkit.storage.memory import MemoryTransaction
from tests.desk.policies import World, at, policy, reply_duty, world

SOON = Rung("soon", Before(Days(1)), kind="warning", tell=("clerk",))
LATE = Rung("late", AtDue(), tell=("boss",), records=("x_late",))


class Writing(MemoryTransaction):
    """Notes how many cases, events and rungs each writing of a page holds, and which case is come to when."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.pages: list[tuple[int, int, int]] = []
        self.steps: list[tuple[str, str]] = []

    def take_due(self, *asked: Any) -> Iterator[tuple[Stored, datetime]]:
        for stored, moment in super().take_due(*asked):
            self.steps.append(("read", stored.case.id))
            yield stored, moment

    def append_all(self, tenant: str, entries: Any, claims: Any) -> None:
        events = []

        def noted() -> Iterator[Entry]:
            for entry in entries:
                self.steps.append(("made", entry.case.id))
                events.append(len(entry.events))
                yield entry

        super().append_all(tenant, noted(), claims)
        self.pages.append((len(events), sum(events), len(claims)))


def filed(cases: int, **parts: Any) -> tuple[World, Writing]:
    """Cases whose two rungs have both come, on a store that notes its pages."""
    store = MemoryStore()
    writing = store._transaction = Writing(store)
    desk = world(policy(duties=(reply_duty(ladder=(SOON, LATE), catch_up="all"),), **parts), store=store)
    for _ in range(cases):
        desk.file()
    desk.clock.move_to(at(20))
    return desk, writing


def test_a_page_is_written_at_once_and_each_case_in_it_once():
    """Two rungs make two events of a case and one writing of it; the last page takes what is left."""
    desk, writing = filed(2 * TOGETHER + 7)
    report = desk.desk.sweep()
    assert writing.pages == [(n, 2 * n, 2 * n) for n in (TOGETHER, TOGETHER, 7)]
    assert (len(report.fired), report.more, report.failed) == (2 * (2 * TOGETHER + 7), False, ())
    assert [event.body.rung for event in desk.desk.events("c3")[1:]] == ["soon", "late"]
    assert desk.desk.verify().ok


def test_what_is_told_of_a_page_keeps_its_order():
    """The notices of a case come as its rungs did, and none is told twice."""
    desk, _ = filed(3)
    desk.desk.sweep()
    told = [(notice.case_id, notice.subject) for notice in desk.desk.notices()]
    assert sorted(told) == sorted({*told})
    assert [subject for case, subject in told if case == "c2"] == ["reply/soon", "reply/late"]


def test_what_a_rung_counts_is_counted_once_for_each_case():
    """Though it is counted beside the cases, in the middle of a page."""
    desk, _ = filed(5, tallies=(Tally("lates", counts="x_late", period="year"),))
    desk.desk.sweep()
    counted = {key: count for (_, key), count in desk.store._tallies.items()}
    assert list(counted.values()) == [5], counted
    assert desk.desk.verify().ok


def test_a_rung_that_ends_its_duty_leaves_the_later_ones_unfired():
    """Both came while nobody swept: the first of them meets what the second would have urged."""
    ladder = (Rung("given_up", AtDue(), tell=("boss",), records=("x_over",)), Rung("later", After(Hours(1))))
    desk = world(policy(duties=(reply_duty(ladder=ladder, catch_up="all", ends=("replied", "x_over")),)))
    case = desk.file()
    desk.clock.move_to(at(20))
    report = desk.desk.sweep()
    assert (report.fired, report.skipped) == (((case, "reply", "given_up"),), ())
    assert desk.desk.sweep().fired == ()
    assert desk.state(case).status == "met"


def test_the_rungs_of_several_duties_fire_in_the_order_of_time_and_none_is_waited_for_again():
    """The reply is due on the 5th, the check on the 7th; the boss hears of both after each."""
    check = reply_duty(id="check", ladder=(SOON, LATE), catch_up="all", term=Days(5))
    reply = reply_duty(ladder=(SOON, LATE), catch_up="all")
    desk = world(policy(duties=(check, reply)))
    case = desk.file()
    desk.clock.move_to(at(20))
    told = [(duty, rung) for _, duty, rung in desk.desk.sweep().fired]
    assert told == [("reply", "soon"), ("reply", "late"), ("check", "soon"), ("check", "late")]
    with desk.store.begin() as tx:
        stored = tx.load("acme", case)
        assert stored is not None
        left = {duty: [row.rung for row in rows] for duty, rows in stored.rows.items()}
        assert left == {"check": [""], "reply": [""]}
        assert tx.due("acme", at(20), 9) == []


def test_the_limit_is_met_across_pages():
    """Sixty of them: a page and a part of the next; the rest is for the next sweep."""
    desk, writing = filed(2 * TOGETHER)
    report = desk.desk.sweep(limit=TOGETHER + 10)
    assert [cases for cases, _, _ in writing.pages] == [TOGETHER, 10]
    assert (len(report.fired), report.more) == (2 * (TOGETHER + 10), True)
    assert len(desk.desk.sweep().fired) == 2 * (TOGETHER - 10)


def test_a_case_is_read_when_the_one_before_it_is_done():
    """A page needs the memory of one case, however many there are in it."""
    desk, writing = filed(3)
    desk.desk.sweep()
    assert writing.steps == [(step, f"c{n}") for n in (1, 2, 3) for step in ("read", "made")]


def test_what_is_put_on_a_case_twice_is_written_as_one():
    """With the events of both, what stands last, and the version that was expected first."""
    desk, writing = filed(1)
    with desk.store.begin() as tx:
        stored = tx.load("acme", "c1")
        assert stored is not None
        together = Together(tx, "acme")

        def work(stored: Stored) -> None:
            together.append(Entry(stored.case, (), 1, {"reply": stored.rows["reply"]}))
            together.append(Entry(attrs.evolve(stored.case, owner="boss"), (), 2, {"reply": ()}))

        together.write([stored], work)
        after = tx.load("acme", "c1")
    assert after is not None
    assert (after.case.owner, after.rows["reply"], writing.pages) == ("boss", (), [(1, 0, 0)])
