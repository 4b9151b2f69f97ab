"""Duties whose terms count from facts and records of the case: the due follows them, and so does the sweep."""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import Before, BeforeEvent, CountedFrom, Cycles, Days, EarlierOf, LaterOf
from complaintkit.rules import Fact, Move, Rung
from tests.desk.policies import CLERK, OPEN, World, at, day_end, reply_duty, with_moves, world

FACTS = (
    Fact("sale", "instant", required=False),
    Fact("known_on", "date", required=False),
    Fact("closings", "date", many=True, required=False),
)
TELL = Move("tell", OPEN, "=", by=("clerk",), offers=("sale", "known_on", "closings"))
WARN = Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",))


def desk_with(term: object, **parts: object) -> World:
    return world(with_moves(TELL, facts=FACTS, duties=(reply_duty(term=term, **parts),)))


def test_before_a_sale_or_in_thirty_days() -> None:
    """Regulation X: the 30 days govern until the sale is known; then a microsecond before it."""
    desk = desk_with(EarlierOf((BeforeEvent("sale"), Days(30))))
    case = desk.file()
    assert desk.due(case) == day_end(1, month=4)
    desk.desk.act(case, "tell", by=CLERK, facts={"sale": at(20, 12)})
    due = desk.due(case)
    assert due is not None
    assert (at(20, 12) - due).microseconds == 1


def test_from_a_record_or_a_fact() -> None:
    """Ten days from acceptance; the later of five days and three from knowledge has no due until that is known."""
    desk = desk_with(CountedFrom("accepted", Days(10)))
    case = desk.file()
    assert desk.due(case) is None
    assert desk.state(case).status == "running"
    desk.clock.move_to(at(4))
    desk.desk.act(case, "accept", by=CLERK)
    assert desk.due(case) == day_end(14)
    later = desk_with(LaterOf((Days(5), CountedFrom("known_on", Days(3)))))
    other = later.file()
    assert later.due(other) is None
    later.desk.act(other, "tell", by=CLERK, facts={"known_on": date(2026, 3, 9)})
    assert later.due(other) == day_end(12)


def test_the_sweep_follows_what_a_term_counts_from() -> None:
    """The rungs are those of the due as it stands; one that fired for an earlier due comes again if it lies ahead."""
    desk = desk_with(EarlierOf((BeforeEvent("sale"), Days(10))), ladder=(WARN,))
    case = desk.file()
    desk.clock.move_to(at(11))
    assert [rung for _, _, rung in desk.desk.sweep().fired] == ["warn"]
    desk.desk.act(case, "tell", by=CLERK, facts={"sale": at(12, 13)})
    assert desk.desk.sweep().fired == (), "the day before the sale has begun, no new warning lies ahead"
    two = desk.file(facts={"sale": at(15, 13)})
    desk.clock.move_to(at(14, 1))
    assert [(case, rung) for case, _, rung in desk.desk.sweep().fired] == [(two, "warn")]


def test_closing_dates_are_put_in_order() -> None:
    """Given as they come: two whole cycles after the one that runs on 2 March end on 20 May."""
    desk = desk_with(EarlierOf((Cycles(2, "closings"), Days(90))))
    closings = [date(2026, month, 20) for month in (5, 3, 4, 3)]
    case = desk.file(facts={"closings": closings})
    assert desk.due(case) == day_end(20, month=5)
