"""Duties that repeat, stand still in windows of days, and have a last day that nothing passes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from complaintkit.deadlines import Before, BeforeEvent, Days, Immediately, Tolling
from complaintkit.errors import PolicyError
from complaintkit.rules import Duty, Move, Rung
from tests.desk.policies import BOSS, CLERK, OPEN, World, at, day_end, policy, reply_duty, with_moves, world

UPDATE = Move("update", OPEN, "=", by=("clerk",), records=("informed",))
STOP = Move("settle", OPEN, "=", by=("clerk",), records=("satisfied",))
WARN = Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",))


def updating(**parts: Any) -> Duty:
    return reply_duty(**{"id": "update", "ends": ("informed",), "term": Days(5), "repeats": "due", **parts})


def desk_with(**parts: Any) -> World:
    return world(with_moves(UPDATE, STOP, duties=(updating(**parts),)))


def runs(desk: World, case: str) -> list[tuple[int, str]]:
    """Day due and status of each run."""
    return [(s.due.due_on.day, s.status) for s in desk.desk.dues(case) if s.due and s.due.due_on]  # type: ignore[union-attr]


def test_each_run_begins_where_the_last_fell_due() -> None:
    """Every five days from the 2nd: the 7th, the 12th, the 17th, however early or late the update came."""
    desk = desk_with()
    case = desk.file()
    assert runs(desk, case) == [(7, "running")]
    desk.clock.move_to(at(4))
    desk.desk.act(case, "update", by=CLERK)
    assert runs(desk, case) == [(7, "met"), (12, "running")]
    desk.clock.move_to(at(14))
    desk.desk.act(case, "update", by=CLERK)
    assert runs(desk, case) == [(7, "met"), (12, "met_late"), (17, "running")]


def test_or_when_it_was_met() -> None:
    """Met on the 4th: five days from there, the 9th."""
    desk = desk_with(repeats="met")
    case = desk.file()
    desk.clock.move_to(at(4))
    desk.desk.act(case, "update", by=CLERK)
    assert runs(desk, case) == [(7, "met"), (9, "running")]


def test_until_a_record_or_the_case_closes() -> None:
    """Settled: the run that is owed stops, an update after it begins none. Closed: likewise."""
    desk = desk_with(until=("satisfied",))
    settled, closed = desk.file(), desk.file()
    for case in (settled, closed):
        desk.desk.act(case, "update", by=CLERK)
    desk.clock.move_to(at(3))
    desk.desk.act(settled, "settle", by=CLERK)
    assert [status for _, status in runs(desk, settled)] == ["met", "stopped"]
    desk.desk.act(settled, "update", by=CLERK)
    assert len(runs(desk, settled)) == 2
    desk.desk.act(closed, "close", by=CLERK)
    assert [status for _, status in runs(desk, closed)] == ["met", "stopped"]


def test_each_run_has_its_own_rungs() -> None:
    """A warning a day before each due; what was met is not warned of."""
    desk = desk_with(ladder=(WARN,))
    case = desk.file()
    desk.clock.move_to(at(6))
    assert len(desk.desk.sweep().fired) == 1
    desk.desk.act(case, "update", by=CLERK)
    assert desk.desk.sweep().fired == ()
    desk.clock.move_to(at(11))
    assert len(desk.desk.sweep().fired) == 1


def test_a_corrected_moment_moves_the_run_that_began_with_it() -> None:
    """Met on the 4th, so due on the 9th; it had been the 3rd: the 8th. By the due nothing moves."""
    for repeats, before, after in (("met", 9, 8), ("due", 12, 12)):
        desk = desk_with(repeats=repeats)
        case = desk.file()
        desk.clock.move_to(at(4))
        desk.desk.act(case, "update", by=CLERK)
        assert runs(desk, case)[1] == (before, "running")
        desk.desk.correct(case, desk.desk.events(case)[-1].seq, by=CLERK, reason="a day early", occurred_at=at(3))
        assert runs(desk, case)[1] == (after, "running")


def test_a_corrected_receipt_moves_every_run_that_follows_its_due() -> None:
    """Received on the 1st, not the 2nd: the 6th, and from there the 11th."""
    desk = desk_with()
    case = desk.file()
    desk.clock.move_to(at(4))
    desk.desk.act(case, "update", by=CLERK)
    desk.desk.correct(case, 1, by=CLERK, reason="postmark", occurred_at=at(1))
    assert runs(desk, case) == [(6, "met"), (11, "running")]


def test_a_window_of_days_stops_the_duties_that_name_it() -> None:
    """Three days from the 2nd, 3rd and 4th tolled for receipts until the 2nd: the 7th; received on the 3rd: the 6th."""
    window = Tolling("flood", date(2026, 3, 3), date(2026, 3, 4), started_until=date(2026, 3, 2))
    desk = world(policy(duties=(reply_duty(tolling=(window,)), reply_duty(id="other"))))
    case = desk.file()
    assert (desk.due(case), desk.due(case, "other")) == (day_end(7), day_end(5))
    desk.clock.move_to(at(3))
    assert desk.due(desk.file()) == day_end(6)


def test_nothing_passes_the_longstop_not_even_a_later_run() -> None:
    """Three days, twenty in all: waiting for two weeks and reopened on the 21st, the 22nd is the last."""
    desk = world(policy(duties=(reply_duty(pauses=("customer",), longstop=Days(20), starts="filed"),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    assert desk.due(case) == day_end(22)
    again = world(policy(duties=(reply_duty(starts="reopened", longstop=Days(5)), reply_duty(id="first"))))
    other = again.file()
    for day in (3, 6):
        again.clock.move_to(at(day))
        again.desk.act(other, "reply", by=CLERK)
        again.desk.act(other, "close", by=CLERK)
        again.desk.act(other, "reopen", by=BOSS)
    assert again.due(other) == day_end(8), "three days from the 6th would be the 9th; five from the 3rd are the 8th"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"repeats": "weekly"}, "expected one of None, 'due', 'met', got 'weekly' (str) @ $.duties[0](update).repeats"),
        ({"repeats": None, "until": ("satisfied",)}, "'update' does not repeat"),
        ({"until": ("settled",)}, "'settled' is no record"),
        ({"longstop": BeforeEvent("sale")}, "not from 'sale' @ $.duties[0](update).longstop"),
    ],
)
def test_what_is_not_well_formed(parts: dict[str, Any], said: str) -> None:
    """Each with its path."""
    with pytest.raises(PolicyError) as caught:
        desk_with(**parts)
    assert any(said in str(fault) for fault in caught.value.faults), [str(f) for f in caught.value.faults]


def test_what_is_owed_at_once_may_repeat_each_time_it_is_met() -> None:
    """One run for each update, never more."""
    desk = desk_with(term=Immediately(), repeats="met")
    case = desk.file()
    for count in (2, 3):
        desk.desk.act(case, "update", by=CLERK)
        assert len(runs(desk, case)) == count
