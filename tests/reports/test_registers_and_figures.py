"""Registers and figures of a desk whose every case is counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import attrs
import pytest

from complaintkit.errors import InvalidInput
from complaintkit.reports import breakdown, indicators, register, timeliness
from complaintkit.rules import STAYS, Access, Category, Channel, Fact, Move, Policy
from complaintkit.rules.conditions import fact
from complaintkit.rules.facts import UNKNOWN
from complaintkit.rules.intake import Register
from complaintkit.values import Party, titles
from tests.desk.policies import BOSS, CLERK, World, at, policy, reply_duty, world

MARCH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}


def shop(**parts: Any) -> Policy:
    """A book of complaints by letter, two categories, a cause, a private story."""
    given: dict[str, Any] = {
        "channels": (Channel("letter"), Channel("telephone")),
        "categories": (Category("colour"), Category("size")),
        "registers": (Register("book", channels=("letter",)),),
        "facts": (
            Fact("cause", "choice", choices=("dye", "loom"), required=False),
            Fact("places", "text", many=True, required=False),
            Fact("story", "text", personal=True, required=False),
        ),
        "access": Access(sees=("clerk",)),
        "titles": titles({"letter": ("Letter", "信函"), "dye": ("Dyeing", "染色"), "book": ("The book", "登记簿")}),
    }
    return policy(**{**given, **parts})


def filled(rules: Policy | None = None) -> World:
    """Five complaints of March and one of April; the reply is due five days after receipt.

    c1 2 March, letter, colour, dye: replied in time and closed. c2 3 March, telephone, colour, loom: replied on the
    10th, late. c3 4 March, letter, size: never replied to. c4 5 March, letter, no category: closed without a reply.
    c5 31 March, letter, size, dye: running. c6 1 April.
    """
    desk = world(shop() if rules is None else rules)
    for day, month, given in (
        (2, 3, {"channel": "letter", "category": "colour", "facts": {"cause": "dye", "places": ("a", "b")}}),
        (3, 3, {"channel": "telephone", "category": "colour", "facts": {"cause": "loom", "places": ("b",)}}),
        (4, 3, {"channel": "letter", "category": "size", "facts": {"cause": UNKNOWN, "story": "=1+1"}}),
        (5, 3, {"channel": "letter"}),
    ):
        desk.clock.move_to(at(day, month=month))
        desk.file(complainant=Party("Li Wei", key="p-1"), **given)  # type: ignore[arg-type]
    desk.desk.act("c1", "reply", by=CLERK)
    desk.desk.act("c1", "close", by=CLERK)
    desk.desk.act("c4", "close", by=CLERK)
    desk.clock.move_to(at(10))
    desk.desk.act("c2", "reply", by=CLERK)
    desk.clock.move_to(at(31))
    desk.file(channel="letter", category="size", facts={"cause": "dye"})
    desk.clock.move_to(at(1, month=4))
    desk.file(channel="letter", category="size")
    return desk


def test_a_register_holds_what_was_entered_in_it_in_the_order_of_receipt():
    """Letters of March only; choices by their titles, what nobody said empty, personal values as the actor may see."""
    desk = filled()
    table = register(desk.desk, "book", by=CLERK, **MARCH)
    assert table.title == "The book, from 2026-03-01 through 2026-03-31"
    assert [row["id"] for row in table.records()] == ["c1", "c3", "c4", "c5"]
    first, second = table.records()[:2]
    assert first == {
        "number": None, "id": "c1", "received": datetime(2026, 3, 2, 9, tzinfo=UTC), "channel": "Letter",
        "category": "colour", "complainant": "Li Wei", "stage": "done", "owner": None,
        "closed": datetime(2026, 3, 5, 9, tzinfo=UTC), "redress": None, "facts.cause": "Dyeing",
        "facts.places": ("a", "b"), "facts.story": None,
    }  # fmt: skip
    assert (second["facts.cause"], second["facts.story"]) == (None, "=1+1")
    assert "'=1+1" in table.csv()
    masked = register(desk.desk, "book", by=BOSS, **MARCH).records()
    assert (masked[0]["complainant"], masked[1]["facts.story"]) == ("•••", "•••")
    assert register(desk.desk, "book", by=CLERK, lang="zh").records()[0]["facts.cause"] == "染色"
    assert len(register(desk.desk, "book", by=CLERK).rows) == 5, "without bounds, April's too"


def test_a_breakdown_counts_every_case_once_and_tells_the_rate_over():
    """March: colour 2 (1 over), size 2 (0), none 1 (1); five in all, two over."""
    table = breakdown(filled().desk, "category", **MARCH)
    assert [tuple(row.values()) for row in table.records()] == [
        ("colour", 2, Fraction(2, 5), 1, Fraction(1, 2)),
        ("size", 2, Fraction(2, 5), 0, Fraction(0)),
        ("(not said)", 1, Fraction(1, 5), 1, Fraction(1)),
        ("All", 5, Fraction(1), 2, Fraction(2, 5)),
    ]


def test_a_fact_with_several_values_counts_a_case_under_each():
    """a: c1; b: c1 and c2; not said: c3, c4, c5. By cause: dye twice, loom once, twice nobody knows."""
    desk = filled()
    places = {row["of"]: row["cases"] for row in breakdown(desk.desk, "facts.places", **MARCH).records()}
    assert places == {"(not said)": 3, "b": 2, "a": 1, "All": 5}
    causes = {row["of"]: row["cases"] for row in breakdown(desk.desk, "facts.cause", **MARCH).records()}
    assert causes == {"Dyeing": 2, "loom": 1, "(not said)": 2, "All": 5}


def test_timeliness_counts_each_run_by_how_it_stands():
    """On 31 March: c1 met, c2 met late, c3 overdue, c4 stopped, c5 running: on time 1 of 3 that are decided."""
    desk = filled()
    columns = ("owed", "met", "met_late", "overdue", "running", "paused", "stopped", "on_time")
    row = timeliness(desk.desk, at=at(31, 12), **MARCH).records()[0]
    assert tuple(row[column] for column in columns) == (5, 1, 1, 1, 1, 0, 1, Fraction(1, 3))
    row = timeliness(desk.desk, at=at(6, month=4), **MARCH).records()[-1]
    assert (row["duty"], row["overdue"], row["running"]) == ("All", 2, 0), "c5 was due on 5 April"


def test_indicators_tell_three_rates_by_whatever_tells_cases_apart():
    """On 31 March by category. Colour: c1 in time, c2 late, both replied; c1 satisfied after all, c2 not asked.
    Size: c3 overdue, c5 running; c3 dissatisfied. No category: c4 stopped, so no rate on time, and never replied to.
    """
    asking = tuple(
        Move(f"ask_{record}", ("open", "done"), STAYS, by=("clerk",), records=(record,))
        for record in ("satisfied", "dissatisfied")
    )
    desk = filled(attrs.evolve(shop(), moves=(*shop().moves, *asking)))
    for case, trigger in (("c1", "ask_dissatisfied"), ("c1", "ask_satisfied"), ("c3", "ask_dissatisfied")):
        desk.desk.act(case, trigger, by=CLERK)
    table = indicators(desk.desk, "category", duty="reply", resolved="replied", at=at(31, 12), **MARCH)
    assert [tuple(row.values()) for row in table.records()] == [
        ("colour", 2, Fraction(1, 2), 0, 2, Fraction(1), 1, Fraction(1)),
        ("size", 2, Fraction(0), 0, 0, Fraction(0), 1, Fraction(0)),
        ("(not said)", 1, None, 0, 0, Fraction(0), 0, None),
        ("All", 5, Fraction(1, 3), 0, 2, Fraction(2, 5), 2, Fraction(1, 2)),
    ]
    assert table.titles[2:] == ("On time", "Assumed", "Resolved", "Resolution rate", "Answered the survey", "Satisfied")
    days = {"since": date(2020, 1, 1), "until": date(2020, 1, 2)}
    nothing = indicators(desk.desk, "channel", duty="reply", resolved="replied", **days)
    assert nothing.rows == (("All", 0, None, 0, 0, None, 0, None),)


def test_a_report_keeps_each_case_under_its_own_version():
    """Trap 77: a version that gives one day more changes no figure of cases received before it."""
    longer = attrs.evolve(shop(), version="2", in_force_from=date(2026, 4, 1), duties=())
    desk = filled()
    from complaintkit.desk import Desk
    from complaintkit.rules import PolicyHistory

    newer = Desk(PolicyHistory([shop(), longer]), desk.store, tenant="acme", clock=desk.clock)
    assert timeliness(newer, at=at(31, 12), **MARCH).rows == timeliness(desk.desk, at=at(31, 12), **MARCH).rows


def test_of_nothing_there_is_no_share():
    """A period without cases: nought of nought is not known, rather than nought."""
    desk = filled()
    days = {"since": date(2020, 1, 1), "until": date(2020, 1, 2)}
    assert breakdown(desk.desk, "channel", **days).rows == (("All", 0, None, 0, None),)
    assert timeliness(desk.desk, **days).records()[0]["on_time"] is None
    assert register(desk.desk, "book", by=CLERK, **days).rows == ()


@pytest.mark.parametrize(
    ("draw", "paths"),
    [
        (lambda d: register(d, "bok", by=CLERK, lang="fr", since="2026-03-01"), {"id", "lang", "since"}),
        (lambda d: register(d, "book", by=CLERK, since=date(2026, 3, 2), until=date(2026, 3, 1)), {"until"}),
        (lambda d: breakdown(d, "facts.story", kind="x"), {"of", "kind"}),
        (lambda d: breakdown(d, "colour"), {"of"}),
        (
            lambda d: indicators(d, "facts.story", duty="repl", resolved="solved", at=datetime(2026, 3, 1)),  # noqa: DTZ001
            {"of", "duty", "resolved", "at"},
        ),
        (lambda d: timeliness(d, at=datetime(2026, 3, 1), since=datetime(2026, 3, 1, tzinfo=UTC)), {"at", "since"}),  # noqa: DTZ001
    ],
)
def test_bad_questions_are_answered_with_every_fault(draw, paths):
    """A register, kind, fact, language or day that is none; a personal fact is not counted by."""
    with pytest.raises(InvalidInput) as caught:
        draw(filled().desk)
    assert {fault.path for fault in caught.value.faults} == paths


def test_what_is_only_assumed_to_be_owed_counts_apart():
    """The reply is owed where the cause is dye: of c1 (met) and c5 (running) it is, of c2 it is not, of c3 and c4 who
    knows. On the 31st two are assumed, and the rate on time is of c1 alone (DESIGN 3).
    """
    owed = reply_duty(when=fact("cause") == "dye")
    desk = filled(shop(duties=(owed,)))
    row = timeliness(desk.desk, at=at(31, 12), **MARCH).records()[0]
    counted = {name: row[name] for name in ("owed", "met", "running", "overdue", "assumed", "on_time")}
    assert counted == {"owed": 4, "met": 1, "running": 1, "overdue": 0, "assumed": 2, "on_time": Fraction(1)}
    table = indicators(desk.desk, "channel", duty="reply", resolved="replied", at=at(31, 12), **MARCH)
    assert [(row["of"], row["on_time"], row["assumed"]) for row in table.records()] == [
        ("Letter", Fraction(1), 2), ("telephone", None, 0), ("All", Fraction(1), 2),
    ]  # fmt: skip


def test_a_tables_rows_tell_cases_apart_by_a_column():
    """Two rows of one name count a case once; a blank name is one nobody said; the table as a whole tells nothing."""
    parts = Fact("parts", "table", required=False, columns=(Fact("part", "text"), Fact("price", "whole")))
    desk = world(shop(facts=(parts,)))
    for names in (("seam", "seam"), ("seam", "hem"), ()):
        rows = [{"part": name, "price": 1} for name in names]
        desk.file(channel="letter", facts={"parts": rows} if rows else {})
    table = breakdown(desk.desk, "facts.parts.part")
    assert [(row["of"], row["cases"]) for row in table.records()] == [
        ("seam", 2), ("hem", 1), ("(not said)", 1), ("All", 3),
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match=r"facts\.parts\.part"):
        breakdown(desk.desk, "facts.parts")
