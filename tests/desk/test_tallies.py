"""Tallies: counts over cases per person and period, seen by the very next command."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Calendar, Days, Window
from complaintkit.rules import (
    Band,
    Bands,
    Fact,
    Form,
    Guard,
    Kind,
    Message,
    Move,
    Policy,
    Redress,
    Rung,
    SanctionRule,
    Sent,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import fact, tally
from tests.desk.policies import BOSS, CLERK, OPEN, TX, World, at, cny, reply_duty, why, with_moves, world

NIGHT = Calendar("east", zone="Asia/Shanghai", week=((Window("00:00", "24:00"),),) * 7)
UPHELD = Tally("upheld", "found", subject="person")


def counting(**parts: Any) -> Policy:
    """Findings against a person; the third in a month, and what follows from it."""
    moves = (
        Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), records=("found",)),
        Move(
            "warn",
            OPEN,
            "=",
            by=("clerk",),
            guards=(Guard("third", tally("upheld") >= 3, TX("art. 50")),),
            offers=("person",),
        ),
        Move("fine", OPEN, "=", by=("clerk",), sanction="often", offers=("person",)),
    )
    given: dict[str, Any] = {
        "facts": (Fact("person", "person", required=False), Fact("mild", "yes_no", required=False)),
        "tallies": (UPHELD,),
        "sanctions": (
            SanctionRule(
                "often",
                against="person",
                subject="person",
                basis="upheld",
                counts=True,
                approvers=("boss",),
                tiers=(Tier(2, amount=cny(50)), Tier(3, amount=cny(200), measure="talk")),
            ),
        ),
    }
    return with_moves(*parts.pop("moves", moves), **{**given, **parts})


def uphold(desk: World, person: str = "emp-1", **given: Any) -> str:
    case = desk.file(**given)
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": person})
    return case


def test_the_very_next_command_sees_the_count():
    desk = world(counting())
    first, second = uphold(desk), uphold(desk)
    found = why(lambda: desk.desk.act(second, "warn", by=CLERK))
    assert (found.code, found.arg("guard"), found.cites) == ("guard", "third", (TX("art. 50"),))
    uphold(desk)
    assert desk.desk.consider(first, "warn", by=CLERK).granted
    desk.desk.act(first, "warn", by=CLERK)
    around = desk.desk.events(first)[-1].around
    assert around is not None
    assert dict(around.tallies) == {"upheld": 3}


def test_a_count_is_of_one_person():
    desk = world(counting())
    for person in ("emp-1", "emp-1", "emp-2"):
        case = uphold(desk, person)
    assert why(lambda: desk.desk.act(case, "warn", by=CLERK)).code == "guard"
    assert why(lambda: desk.desk.act(case, "warn", by=CLERK, facts={"person": "emp-1"})).code == "guard"


def test_a_sanction_by_count_takes_the_highest_tier_reached():
    desk = world(counting())
    case = uphold(desk)
    assert why(lambda: desk.desk.act(case, "fine", by=CLERK)).arg("why") == "below_tiers"
    uphold(desk)
    (step,) = desk.desk.act(case, "fine", by=CLERK).sanctions
    assert (step.amount, step.measures) == (cny(50), ())
    uphold(desk)
    assert desk.desk.act(case, "fine", by=CLERK).sanctions[-1].amount == cny(200)


def test_a_calendar_month_ends_at_midnight_of_the_policy_s_zone():
    desk = world(counting(calendar="east"), calendars={"east": NIGHT}, now=at(31, 15, 59, 59))  # 23:59:59 in Shanghai
    for _ in range(2):
        last = uphold(desk)
    desk.clock.move_to(at(31, 16))
    case = uphold(desk)
    assert why(lambda: desk.desk.act(case, "warn", by=CLERK)).code == "guard", "one in April, two in March"
    backdated = desk.file(received_at=at(30))
    desk.desk.act(backdated, "uphold", by=CLERK, facts={"person": "emp-1"}, occurred_at=at(31, 15, 59, 59))
    assert desk.desk.consider(last, "warn", by=CLERK, occurred_at=at(31, 15, 59, 59)).granted, "March now has three"


@pytest.mark.parametrize(("period", "keys"), [("day", "2026-03-02"), ("month", "2026-03"), ("year", "2026")])
def test_each_period_has_its_own_counter(period, keys):
    desk = world(counting(tallies=(attrs.evolve(UPHELD, period=period),)))
    uphold(desk)
    assert desk.store._tallies == {("acme", f"upheld/emp-1/{keys}"): 1}


def test_only_what_the_condition_lets_in_counts():
    mild = (
        Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), offers=("mild",), records=("found",)),
        Move("warn", OPEN, "=", by=("clerk",), guards=(Guard("third", tally("upheld") >= 1),)),
    )
    desk = world(
        counting(moves=mild, sanctions=(), tallies=(attrs.evolve(UPHELD, when=fact("mild").is_true(otherwise=False)),))
    )
    case = uphold(desk)
    assert why(lambda: desk.desk.act(case, "warn", by=CLERK)).code == "guard"
    desk.desk.act(case, "uphold", by=CLERK, facts={"mild": True})
    assert desk.desk.consider(case, "warn", by=CLERK).granted


def test_without_a_subject_the_tenant_has_one_count():
    desk = world(counting(tallies=(Tally("upheld", "found"),)))
    for person in ("a", "b", "c"):
        case = uphold(desk, person)
    assert desk.desk.consider(case, "warn", by=CLERK).granted


def test_a_count_of_nobody_is_none():
    desk = world(counting())
    case = desk.file()
    found = why(lambda: desk.desk.act(case, "warn", by=CLERK))
    assert (found.code, desk.store._tallies) == ("guard", {})


def test_filings_and_forms_are_counted_too():
    desk = world(
        counting(
            tallies=(UPHELD, Tally("cases", "filed"), Tally("cards", "issued")),
            kinds=(Kind("complaint", initial="open", by=("clerk",), issues=("card",)),),
            forms=(Form("card"),),
        )
    )
    desk.file()
    desk.file()
    assert desk.store._tallies == {("acme", "cases//2026-03"): 2, ("acme", "cards//2026-03"): 2}


def test_what_a_rung_records_is_counted_too():
    late = Rung("late", tell=("boss",))
    desk = world(
        counting(tallies=(UPHELD, Tally("late", "escalated")), duties=(reply_duty(term=Days(1), ladder=(late,)),))
    )
    desk.file()
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    assert desk.store._tallies == {("acme", "late//2026-03"): 1}


def test_bands_and_messages_may_read_a_count():
    moves = (
        Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), records=("found",)),
        Move("warn", OPEN, "=", by=("clerk",)),
        Move("grant", OPEN, "=", by=("clerk", "boss"), bands="redress", records=("approved",), offers=("amount",)),
        Move("tell", OPEN, "=", by=("clerk",), message="news"),
    )
    desk = world(
        counting(
            moves=moves,
            sanctions=(),
            facts=(Fact("person", "person", required=False), Fact("amount", "money", required=False)),
            redress=Redress("amount", currency="CNY"),
            bands=(Bands("redress", (Band("clerk", cny(100), when=tally("upheld") < 2), Band("boss", None))),),
            messages=(Message("news", written_when=tally("upheld") >= 2),),
        )
    )
    case = uphold(desk)
    assert desk.desk.consider(case, "grant", by=CLERK, facts={"amount": cny(5)}).granted
    assert desk.desk.consider(case, "tell", by=CLERK, message=Sent("telephone")).granted
    uphold(desk)
    assert not desk.desk.consider(case, "grant", by=CLERK, facts={"amount": cny(5)}).granted
    assert desk.desk.consider(case, "grant", by=BOSS, facts={"amount": cny(5)}).granted
    assert why(lambda: desk.desk.act(case, "tell", by=CLERK, message=Sent("telephone"))).arg("why") == "writing"


def test_two_commands_at_once_never_see_the_same_count():
    desk = world(counting())
    cases = [desk.file() for _ in range(16)]
    for case in cases:
        desk.desk.act(case, "accept", by=CLERK)
    start, tiers = Barrier(8), []

    def work(mine: list[str]) -> None:
        start.wait()
        for case in mine:
            desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-1"})

    threads = [Thread(target=work, args=(cases[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 16}
    tiers.append(desk.desk.act(cases[0], "fine", by=CLERK).sanctions[-1].amount)
    assert tiers == [cny(200)]


def test_a_sanction_approver_is_named():
    desk = world(
        counting(
            moves=(
                *counting().moves[-3:],
                Move("ok", OPEN, "=", by=("boss",), sanction="often", records=("sanctioned",)),
            )
        )
    )
    case = uphold(desk)
    uphold(desk)
    desk.desk.act(case, "fine", by=CLERK)
    assert desk.desk.act(case, "ok", by=BOSS).sanctions[-1].state == "approved"


# -- what no longer counts --------------------------------------------------------------------------------------------


def test_a_finding_corrected_to_invalid_counts_no_more():
    """DESIGN 5: a corrected entry lifts what rested on it; the third finding turns out to be none."""
    valid = fact("valid").is_true(otherwise=False)
    found = Move("uphold", OPEN, "=", by=("clerk",), asks=("person", "valid"), records=("found",))
    facts = (Fact("person", "person", required=False), Fact("valid", "yes_no", required=False))
    moves = (found, *counting().moves[-2:])
    desk = world(counting(moves=moves, facts=facts, tallies=(attrs.evolve(UPHELD, when=valid),)))
    cases = [desk.file() for _ in range(3)]
    for case in cases:
        desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-1", "valid": True})
    assert desk.desk.consider(cases[0], "warn", by=CLERK).granted
    desk.desk.correct(cases[2], 2, by=CLERK, facts={"valid": False}, reason="it was another shop")
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 2}
    assert why(lambda: desk.desk.act(cases[0], "warn", by=CLERK)).code == "guard"
    assert desk.desk.act(cases[0], "fine", by=CLERK).sanctions[-1].amount == cny(50), "the tier of two"
    desk.desk.correct(cases[2], 2, by=CLERK, facts={"valid": True}, reason="it was this one after all")
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 3}
    assert desk.desk.verify().ok


def test_a_record_whose_move_would_not_have_been_made_counts_no_more():
    """Two rows tell valid from invalid by the finding: corrected, the record that counts loses its ground."""
    valid = fact("valid").is_true(otherwise=False)
    rows = (
        Move("find", OPEN, "=", by=("clerk",), when=valid, asks=("person", "valid"), records=("x_valid",)),
        Move("find", OPEN, "=", by=("clerk",), when=~valid, asks=("person", "valid"), records=("x_not",)),
    )
    facts = (Fact("person", "person", required=False), Fact("valid", "yes_no", required=False))
    desk = world(counting(moves=rows, facts=facts, tallies=(attrs.evolve(UPHELD, counts="x_valid"),), sanctions=()))
    case = desk.file()
    desk.desk.act(case, "find", by=CLERK, facts={"person": "emp-1", "valid": True})
    desk.desk.correct(case, 2, by=CLERK, facts={"valid": False}, reason="misread")
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 0}


def test_a_corrected_name_counts_for_the_right_person():
    """What was said before the entry that is corrected stays as it counted."""
    desk = world(counting())
    case = uphold(desk)
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-2"})
    desk.desk.correct(case, 3, by=CLERK, facts={"person": "emp-3"}, reason="another of that name")
    counters = {key: count for (_, key), count in desk.store._tallies.items()}
    assert counters == {"upheld/emp-1/2026-03": 1, "upheld/emp-2/2026-03": 0, "upheld/emp-3/2026-03": 1}


@pytest.mark.parametrize("dated", ["recorded", "received"])
def test_a_corrected_moment_counts_in_its_own_period(dated):
    """Of the entry, or of the receipt, as the tally is dated; the other one moves nothing."""
    desk = world(counting(tallies=(attrs.evolve(UPHELD, dated=dated),)), now=at(2))
    case = desk.file(received_at=at(1))
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-1"})
    moved, other = (2, 1) if dated == "recorded" else (1, 2)
    desk.desk.correct(case, other, by=CLERK, occurred_at=at(1, 10), reason="an hour on")
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 1}
    desk.desk.correct(case, 1, by=CLERK, occurred_at=at(27, month=2), reason="before")
    if moved == 2:
        assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 1}
        desk.desk.correct(case, 2, by=CLERK, occurred_at=at(28, month=2), reason="before")
    counters = {key: count for (_, key), count in desk.store._tallies.items()}
    assert counters == {"upheld/emp-1/2026-03": 0, "upheld/emp-1/2026-02": 1}


def test_ids_with_a_slash_count_apart():
    """Of tallies and of subjects: what is counted, and taken off by a correction, is one tally's of one person."""
    mild = fact("mild").is_true(otherwise=False)
    whose, twice = (
        attrs.evolve(UPHELD, period="day"), Tally("upheld/shop", "found", subject="person", period="day", when=mild)
    )  # fmt: skip
    move = Move("uphold", OPEN, "=", by=("clerk",), asks=("person",), offers=("mild",), records=("found",))
    desk = world(counting(moves=(move,), sanctions=(), tallies=(whose, twice)), now=at(3))
    case = desk.file(received_at=at(1))
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": "shop/emp-1"})
    desk.desk.act(case, "uphold", by=CLERK, facts={"person": "emp-1", "mild": True})
    assert sorted(desk.store._tallies.values()) == [1, 1, 1], "of the two persons, and of the one who was mild"
    desk.desk.correct(case, 3, by=CLERK, facts={"person": "emp-2"}, reason="another of that name")
    desk.desk.correct(case, 3, by=CLERK, occurred_at=at(2), reason="the day before")
    held = {
        (tally.id, subject): count
        for (_, key), count in desk.store._tallies.items()
        for tally in (whose, twice)
        if (subject := tally.subject_in(key)) is not None and count
    }
    assert held == {("upheld", "shop/emp-1"): 1, ("upheld", "emp-2"): 1, ("upheld/shop", "emp-2"): 1}


def test_a_correction_of_something_else_moves_no_counter():
    desk = world(counting(facts=(*counting().facts, Fact("note", "text", required=False))))
    case = uphold(desk)
    desk.desk.correct(case, 1, by=CLERK, facts={"note": "seen"}, reason="forgotten")
    desk.desk.correct(case, 2, by=CLERK, facts={"mild": True}, reason="forgotten")
    assert desk.store._tallies == {("acme", "upheld/emp-1/2026-03"): 1}


def test_what_a_lifted_rung_recorded_counts_no_more():
    """DESIGN 5: a breach that a later entry shows to be unfounded no longer counts."""
    late = Rung("late", tell=("boss",))
    desk = world(
        counting(tallies=(UPHELD, Tally("late", "escalated")), duties=(reply_duty(term=Days(1), ladder=(late,)),))
    )
    case = desk.file()
    desk.clock.move_to(at(9))
    desk.desk.sweep()
    assert desk.store._tallies == {("acme", "late//2026-03"): 1}
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(3))
    assert desk.state(case).lifted == ("late",)
    assert desk.store._tallies == {("acme", "late//2026-03"): 0}
