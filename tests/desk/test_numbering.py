"""Numbers: drawn by their record, restarting at midnight of the policy's zone, without gaps or doubles."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from complaintkit.deadlines import Calendar
from complaintkit.rules import Form, Kind, Move, Numbering
from tests.desk.policies import BOSS, CLERK, NOBODY, OFFICE, OPEN, World, at, policy, why, with_moves, world

MONTHLY = Numbering("accepted", "{yy}{mm}{serial:02d}", period="month")


def numbered(numbering: Numbering = MONTHLY, calendar: str = "office", **given: Any) -> World:
    return world(policy(numbering=(numbering,), calendar=calendar), calendars={"office": OFFICE}, **given)


def accept(desk: World, **given: Any) -> str | None:
    case = desk.file(received_at=given.pop("received_at", None))
    return desk.desk.act(case, "accept", by=CLERK, **given).number


def test_the_record_draws_the_number_once():
    desk = numbered()
    case = desk.file()
    assert desk.desk.get(case).number is None
    assert desk.desk.act(case, "accept", by=CLERK).number == "260301"
    assert desk.desk.act(case, "accept", by=CLERK).number == "260301"
    assert accept(desk) == "260302"


def test_a_month_ends_at_midnight_of_the_policy_s_zone():
    desk = numbered(now=at(31, 15, 59, 59))
    assert accept(desk) == "260301"
    desk.clock.move_to(at(31, 16))
    assert accept(desk) == "260401", "00:00 on 1 April in Shanghai"
    assert accept(desk, received_at=at(30), occurred_at=at(31, 15)) == "260302", "the day it happened picks the period"


@pytest.mark.parametrize(
    ("period", "pattern", "numbers"),
    [
        ("day", "{yyyy}{mm}{dd}/{serial}", ["20260302/1", "20260302/2", "20260303/1", "20260401/1", "20270101/1"]),
        ("year", "{yy}-{serial:03d}", ["26-001", "26-002", "26-003", "26-004", "27-001"]),
        ("never", "{serial:d}", ["1", "2", "3", "4", "5"]),
    ],
)
def test_each_period_restarts_the_serial(period, pattern, numbers):
    desk = numbered(Numbering("accepted", pattern, period=period), "utc")
    found = []
    for moment in (at(2), at(2), at(3), at(1, month=4), at(1, month=1, year=2027)):
        desk.clock.move_to(moment)
        found.append(accept(desk))
    assert found == numbers


def test_a_width_is_a_minimum():
    desk = numbered()
    assert [accept(desk) for _ in range(100)][98:] == ["260399", "2603100"]


def test_none_is_lost_to_a_refusal_or_a_failed_batch():
    desk = numbered()
    case = desk.file()
    why(lambda: desk.desk.act(case, "accept", by=NOBODY))
    assert desk.desk.consider(case, "accept", by=CLERK).granted
    with pytest.raises(ZeroDivisionError), desk.desk.batch():
        assert desk.desk.act(case, "accept", by=CLERK).version == 1 // 0
    assert desk.desk.act(case, "accept", by=CLERK).number == "260301"


def test_a_filing_may_draw_it():
    desk = numbered(Numbering("filed", "F{serial}"), "utc")
    assert desk.desk.get(desk.file()).number == "F1"
    assert desk.desk.act(desk.file(), "accept", by=CLERK).number == "F2"


def test_a_unit_may_have_its_own_serial():
    desk = numbered(Numbering("filed", "{serial}", scope="unit"), "utc")
    found = [desk.desk.get(desk.file(unit=unit)).number for unit in ("east", "east", "west", None)]
    assert found == ["1", "2", "1", "1"]
    moved = numbered(Numbering("accepted", "{serial}", scope="unit"), "utc")
    for unit, number in (("east", "1"), ("west", "1"), ("east", "2")):
        assert moved.desk.act(moved.file(unit=unit), "accept", by=CLERK).number == number


def test_only_its_kind_is_numbered():
    from complaintkit.rules import Stage

    kinds = (Kind("complaint", initial="open", by=("clerk",)), Kind("praise", initial="heard", by=("clerk",)))
    desk = world(
        policy(
            kinds=kinds,
            stages=(*policy().stages, Stage("heard", owner="clerk", case_kind="praise")),
            moves=(*policy().moves, Move("note", ("heard",), "=", by=("clerk",), records=("accepted",))),
            numbering=(MONTHLY,),
        )
    )
    praise = desk.file(kind="praise")
    assert desk.desk.act(praise, "note", by=CLERK).number is None


def test_making_out_a_form_may_draw_it():
    slip = Move("slip", OPEN, "=", by=("clerk",), issues=("slip",))
    desk = world(with_moves(slip, forms=(Form("slip"),), numbering=(Numbering("issued", "S{serial}"),)))
    case = desk.file()
    assert desk.desk.act(case, "slip", by=CLERK).number == "S1"


def test_a_number_is_found():
    desk = numbered()
    accept(desk)
    assert [case.number for case in desk.desk.find(number="260301").cases] == ["260301"]
    assert desk.desk.find(number="260302").cases == ()


@pytest.mark.parametrize("record", ["filed", "accepted"])
def test_eight_threads_leave_no_gap_and_no_double(record):
    desk = numbered(Numbering(record, "{serial:03d}"), "utc")
    start, failed = Barrier(8), []
    found: list[str | None] = []

    def work() -> None:
        start.wait()
        try:
            for n in range(10):
                case = desk.file()
                if n % 3 == 0:
                    why(lambda case=case: desk.desk.act(case, "accept", by=NOBODY))  # type: ignore[misc]
                found.append(desk.desk.act(case, "accept", by=CLERK).number)
        except BaseException as error:  # noqa: BLE001 - a thread that dies must fail the test
            failed.append(error)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(map(str, found)) == [f"{n:03d}" for n in range(1, 81)]
    assert desk.desk.verify().ok


def test_a_boss_of_another_office_shares_the_serial():
    desk = numbered()
    assert accept(desk) == "260301"
    east = desk.desk.file(by=BOSS, unit="east")
    assert desk.desk.act(east.id, "accept", by=CLERK).number == "260302"


def test_a_calendar_of_a_unit_does_not_pick_the_period():
    west = Calendar("west", zone="America/Los_Angeles")
    desk = world(
        policy(numbering=(MONTHLY,), unit_calendars={"far": "west"}), calendars={"west": west}, now=at(1, 0, month=4)
    )
    case = desk.file(unit="far")
    assert desk.desk.act(case, "accept", by=CLERK).number == "260401", "the policy's zone, not the unit's"
