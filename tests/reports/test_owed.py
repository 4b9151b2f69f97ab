"""What standing cases owe, drawn up from a store whose every case is counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Hours
from complaintkit.errors import InvalidInput, UnknownCase
from complaintkit.reports import DrawnUp, draw_up, owed
from complaintkit.rules import BLANK, STAYS, Category, Duty, Move, Policy, Stage
from complaintkit.rules.conditions import fact
from complaintkit.rules.facts import UNKNOWN
from complaintkit.values import Party
from tests.desk.policies import BOSS, CLERK
from tests.reports.owing import TABLE, WEEK, Shops, in_force, shops

EMPTY = {
    "received": 0, "grave_ones": 0, "closed_ones": 0, "closings": 0, "nothing": True,
    "undecided": True, "unasked": True,
    "kept": BLANK, "solved": BLANK,
    "content": BLANK, "in_words": "none", "lines": BLANK,
}  # fmt: skip


def filled(*policies: Policy) -> Shops:
    """The week of 2 to 8 March in Shanghai, replies due three days after the receipt.

    East: c1 Monday 00:30 (Sunday in UTC), colour, grave; replied in time, closed Tuesday, satisfied; c2 Monday,
    colour, nobody said how grave; replied on Friday, late, dissatisfied; c3 of no category, overdue; c7 Sunday 23:59,
    size, not grave. West: c4. Of nobody: c5. The Sunday before, 23:59: c6, east's, closed, reopened and closed again
    in the week. The Monday after, 00:00: c8, east's.
    """
    shop = Shops(*policies)
    before = shop.file(shop.at(2, 0, 30), category="colour", facts={"grave": True})
    late = shop.file(shop.at(2, 9), category="colour", facts={"grave": UNKNOWN})
    shop.act(before, "reply", shop.at(2, 10))
    shop.file(shop.at(2, 12))
    shop.file(shop.at(2, 13), "west", category="size")
    shop.file(shop.at(2, 14), None, category="size")
    old = shop.file(shop.at(1, 23, 59), category="size", reason="was in the box")
    shop.act(old, "close", shop.at(2, 15))
    shop.act(before, "close", shop.at(3))
    shop.desk.act(old, "reopen", by=BOSS)
    shop.act(old, "close", shop.at(4))
    shop.act(late, "reply", shop.at(6))
    shop.act(before, "ask_satisfied", shop.at(6))
    shop.act(late, "ask_dissatisfied", shop.at(6))
    shop.file(shop.at(8, 23, 59), category="size", facts={"grave": False})
    shop.file(shop.at(9, 0, 0), category="size", facts={"grave": True})
    shop.sweep(shop.at(9, 8))
    return shop


def test_a_standing_case_gets_the_table_of_its_own_period_and_unit():
    """East's week: four received; one grave, two of which nobody knows, and c5 that may be anybody's, counted apart.
    On time: c1 of c1, c2 (late), c3 (overdue) is a third; c7 runs. Resolved two of four; satisfied one of two.
    """
    shop = filled()
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK)
    assert dict(drawn.facts) == {
        "received": 4, "grave_ones": 1, "closed_ones": 2, "closings": 3, "nothing": False,
        "undecided": False, "unasked": False,
        "kept": Fraction(1, 3),
        "solved": Fraction(1, 2), "content": Fraction(1, 2), "in_words": "Colour 2; size 1",
        "lines": ({"what": "colour", "many": 2}, {"what": "size", "many": 1}),
    }  # fmt: skip
    assert (drawn.period, drawn.unit, drawn.since, drawn.until) == (
        "2026-W10", "east", date(2026, 3, 2), date(2026, 3, 8)
    )  # fmt: skip
    assert drawn.tables[0].title == "Table of the week, from 2026-03-02 through 2026-03-08"
    assert [(row["of"], row["cases"], row["on_time"]) for row in drawn.tables[0].records()] == [
        ("Colour", 2, Fraction(1, 2)), ("size", 1, None), ("(not said)", 1, Fraction(0)), ("All", 4, Fraction(1, 3)),
    ]  # fmt: skip
    told = {row["figure"]: (row["value"], row["apart"]) for row in drawn.figures.records()}
    assert told["Table of the week"] == (4, 1), "c5 says no shop"
    # c2 of unknown gravity, c3 of which nobody was asked, c5 of no shop and unasked
    assert told["grave_ones"] == (1, 3)
    assert told["nothing"] == ("no", 1)
    assert drawn.figures.title == "week, from 2026-03-02 through 2026-03-08, east"


def test_each_shop_has_its_own():
    """West received one case in that week, size, overdue; nothing was closed."""
    shop = filled()
    facts = draw_up(shop.desk, shop.standing("2026-W10", "west"), by=CLERK).facts
    assert facts == {
        **EMPTY, "received": 1, "nothing": False, "undecided": False, "kept": Fraction(0), "solved": Fraction(0),
        "in_words": "size 1",
        "lines": ({"what": "size", "many": 1},),
    }  # fmt: skip


def test_a_period_in_which_nothing_came_in_has_nothing_to_rate():
    """Rates of nothing are blank, counts zero, lines none."""
    shop = Shops()
    shop.sweep(shop.at(9))
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK)
    assert dict(drawn.facts) == EMPTY
    assert {row["figure"]: row["value"] for row in drawn.figures.records()}["kept"] is None
    assert [len(table.rows) for table in drawn.tables] == [1, 0, 1], "only the lines of all"


def test_a_case_list_has_a_line_each_as_the_actor_may_see_it():
    """One of two was closed in the week; its story is masked for the boss."""
    shop = Shops()
    case = shop.file(shop.at(2), category="size", facts={"story": "torn"}, complainant=Party("Li Wei"))
    shop.act(case, "share", shop.at(2), facts={"borne_by": [{"dye_house": "a", "percent": 100}]})
    shop.act(case, "close", shop.at(3))
    shop.file(shop.at(3))
    shop.sweep(shop.at(9))
    standing = shop.standing("2026-W10")
    table = draw_up(shop.desk, standing, by=CLERK).tables[1]
    row = table.records()[0]
    assert (len(table.rows), row["id"], row["facts.story"]) == (1, "c1", "torn")
    assert row["facts.borne_by"] == ("dye_house: a, percent: 100",)
    assert draw_up(shop.desk, standing, by=BOSS).tables[1].records()[0]["facts.story"] == "•••"


def test_a_case_is_shared_out_among_those_who_bear_it():
    """Three cases: the mill bears 100 of the first and 50 of 200 of the second: 5/12 in all; of the third nobody knows.
    A case counts once for whoever bears some of it, however many rows that has.
    """
    shop = Shops()
    shares = ([("mill", 100)], [("mill", 30), ("dyer", 150), ("mill", 20)], None)
    for rows in shares:
        case = shop.file(shop.at(2))
        if rows is not None:
            given = [{"dye_house": who, "percent": part} for who, part in rows]
            shop.act(case, "share", shop.at(2), facts={"borne_by": given})
    shop.sweep(shop.at(9))
    table = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK).tables[2]
    assert [tuple(row.values())[:3] for row in table.records()] == [
        ("mill", 2, Fraction(5, 12)), ("dyer", 1, Fraction(1, 4)), ("(not said)", 1, Fraction(1, 3)),
        ("All", 3, Fraction(1)),
    ]  # fmt: skip


def test_weights_that_add_up_to_nothing_share_out_nothing():
    """Whoever bears none of a case counts with no part of it."""
    shop = Shops()
    case = shop.file(shop.at(2))
    shop.act(case, "share", shop.at(2), facts={"borne_by": [{"dye_house": "mill", "percent": 0}]})
    shop.sweep(shop.at(9))
    row = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK).tables[2].records()[0]
    assert (row["of"], row["cases"], row["share"]) == ("mill", 1, Fraction(0))


def test_the_last_moment_of_a_period_is_local():
    """New York, 8 March 23:59 is the 9th in UTC, and yet the week of the 2nd; its first minute on the 9th is not."""
    shop = Shops(shops(calendar="ny"), zone="America/New_York")
    shop.file(shop.at(8, 23, 59))
    shop.file(shop.at(9, 0, 0))
    shop.sweep(shop.at(9, 8))
    assert draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK).facts["received"] == 1


def test_a_week_across_the_year_is_one_period():
    """Monday 29 December 2025 to Sunday 4 January 2026, and the year that ended inside it has its own count."""
    policy = in_force(2025)
    shop = Shops(policy)
    shop.world.clock.move_to(shop.at(28, month=12, year=2025))
    shop.desk.sweep()
    for day, month, year in ((28, 12, 2025), (29, 12, 2025), (1, 1, 2026), (4, 1, 2026), (5, 1, 2026)):
        shop.file(shop.at(day, month=month, year=year))
    shop.sweep(shop.at(6, month=1))
    drawn = draw_up(shop.desk, shop.standing("2026-W01"), by=CLERK)
    assert (drawn.since, drawn.until, drawn.facts["received"]) == (date(2025, 12, 29), date(2026, 1, 4), 3)
    year = draw_up(shop.desk, shop.standing("2025", None, "yearly"), by=BOSS)
    assert (year.facts["year_received"], year.tables[0].records()[0]["of"]) == (2, "east")


def test_a_standing_case_draws_up_by_its_own_version():
    """From the 9th on, what is closed counts, not what is received: the week before is told by what it opened under."""
    newer = attrs.evolve(
        shops(version="2", in_force_from=date(2026, 3, 9)),
        reports=(attrs.evolve(shops().reports[0], dated="closed"), *shops().reports[1:]),
    )
    shop = Shops(shops(), newer)
    shop.file(shop.at(2))
    shop.sweep(shop.at(9))
    shop.file(shop.at(10))
    shop.sweep(shop.at(16))
    standing = [shop.standing(week) for week in ("2026-W10", "2026-W11")]
    assert [draw_up(shop.desk, case, by=CLERK).facts["received"] for case in standing] == [1, 0]


def test_files_are_the_tables_and_their_hashes():
    """One document, the figures and each table; every reference is to exactly those bytes; texts are harmless."""
    shop = filled()
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK, lang="zh")
    files = drawn.files()
    assert list(files) == [
        "weekly-2026-W10-east.html",
        *(f"weekly-2026-W10-east-{n}.csv" for n in ("figures", 1, 2, 3)),
    ]
    assert files["weekly-2026-W10-east.html"].decode().count("<table>") == 4
    assert files["weekly-2026-W10-east-figures.csv"].decode().splitlines()[:3] == [
        "指标,数值,无法判定", "周报表,4,1", "收到,4,1"
    ]  # fmt: skip
    references = drawn.attachments()
    assert all(paper.matches(files[paper.name]) for paper in references)
    assert [paper.media_type for paper in references] == ["text/html", *["text/csv"] * 4]


def test_files_are_written_where_they_are_wanted(tmp_path):
    """Under the names they have as references; a unit's name leads to no other folder."""
    shop = filled()
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK)
    paths = drawn.write(tmp_path)
    assert {path.name: path.read_bytes() for path in paths} == drawn.files()
    odd = attrs.evolve(drawn, title="<b>")
    assert "<title>&lt;b&gt;</title>" in odd.html()


def test_what_is_owed_is_told_with_its_due():
    """On the Monday both shops owe their week, due that day in Shanghai; who handed it in owes it no more."""
    shop = filled()
    columns = ("report", "period", "unit", "due")

    def told() -> list[tuple[Any, ...]]:
        return [tuple(row[column] for column in columns) for row in owed(shop.desk).records()]

    due = shop.at(9, 23, 59).replace(second=59, microsecond=999999)
    names = ("Table of the week", "weekly_list", "weekly_shares")
    assert told() == [(names, "2026-W10", "east", due), (names, "2026-W10", "west", due)]
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK)
    shop.act(drawn.case_id, "tell", shop.at(9, 9), facts={**drawn.facts, "remark": "done"})
    assert [row[2] for row in told()] == ["west"]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda shop: draw_up(shop.desk, "c1", by=CLERK), InvalidInput, "owes no report"),
        (lambda shop: draw_up(shop.desk, "c99", by=CLERK), UnknownCase, "c99"),
        (lambda shop: draw_up(shop.desk, "c1", by=CLERK, lang="fr"), InvalidInput, "expected one of en, zh"),
        (lambda shop: owed(shop.desk, lang="fr"), InvalidInput, "expected one of en, zh"),
        (lambda shop: owed(shop.desk, at="now"), InvalidInput, "expected an aware datetime"),
        (lambda shop: owed(shop.desk, at=shop.at(2).replace(tzinfo=None)), InvalidInput, "aware"),
    ],
)
def test_what_cannot_be_drawn_up_is_told(call, error, said):
    """A case that owes nothing, one that is not there, another language, a moment without an offset."""
    shop = filled()
    with pytest.raises(error, match=said) as caught:
        call(shop)
    assert isinstance(caught.value, error)


def test_a_unit_names_no_other_folder():
    """Whatever a unit is called, its files lie where they are written."""
    shop = Shops(units=("../east",))
    shop.sweep(shop.at(9))
    drawn: DrawnUp = draw_up(shop.desk, shop.standing("2026-W10", "../east"), by=CLERK)
    assert drawn.name == "weekly-2026-W10-.._east"


def test_the_most_frequent_comes_first_and_what_no_line_is_for_is_left_out():
    """Size twice, colour once; the two about the fit are counted, and the table has no line for them."""
    shop = Shops(shops(categories=tuple(Category(id) for id in ("colour", "size", "fit"))))
    for category in ("colour", "size", "size", "fit", "fit", "fit"):
        shop.file(shop.at(2), category=category)
    shop.sweep(shop.at(9))
    facts = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK).facts
    assert (facts["received"], facts["in_words"]) == (6, "fit 3; size 2; Colour 1")
    assert facts["lines"] == ({"what": "size", "many": 2}, {"what": "colour", "many": 1})


def test_a_report_may_be_of_some_cases_only():
    """Only what is grave: c1; of c2 nobody knows, of c3 nobody was asked, c5 is no shop's."""
    grave = attrs.evolve(TABLE, when=fact("grave").is_true())
    shop = filled(shops(reports=(grave, *shops().reports[1:])))
    drawn = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK)
    assert (drawn.facts["received"], drawn.figures.records()[0]["apart"]) == (1, 3)


def test_a_unit_of_another_zone_keeps_its_period():
    """West is in New York: its week ends at noon on Monday in Shanghai, and is the week of the 2nd all the same."""
    shop = Shops(shops(unit_calendars={"west": "ny"}))
    shop.file(shop.at(2), "west")
    shop.sweep(shop.at(9, 13))
    drawn = draw_up(shop.desk, shop.standing("2026-W10", "west"), by=CLERK)
    assert (drawn.period, drawn.until, drawn.facts["received"]) == ("2026-W10", date(2026, 3, 8), 1)


def test_a_blank_part_is_none():
    """Of two who bear a case one has no figure: all of it is the other's."""
    shop = Shops()
    rows = [{"dye_house": "mill", "percent": BLANK}, {"dye_house": "dyer", "percent": 100}]
    shop.act(shop.file(shop.at(2)), "share", shop.at(2), facts={"borne_by": rows})
    shop.sweep(shop.at(9))
    table = draw_up(shop.desk, shop.standing("2026-W10"), by=CLERK).tables[2]
    assert {row["of"]: row["share"] for row in table.records()} == {"mill": 0, "dyer": 1, "All": 1}


def owing(shop: Shops) -> list[Any]:
    """Which standing cases owe something: their units."""
    return sorted(row["unit"] for row in owed(shop.desk).records())


def test_what_was_handed_in_is_owed_no_more_though_the_case_goes_on():
    """The case stays open for something else once it is told; without figures it is owed until the close."""
    stays = tuple(attrs.evolve(move, target=STAYS) if move.trigger == "tell" else move for move in shops().moves)
    close = Move("close_week", ("owed",), "told", by=("clerk",), records=("closed",))
    for reports, after in ((shops().reports, ["west"]), (shops().reports[1:3], ["east", "west"])):
        shop = Shops(shops(moves=(*stays, close), reports=reports))
        shop.sweep(shop.at(9))
        standing = shop.standing("2026-W10")
        typed = {id: value for id, value in EMPTY.items() if value is not BLANK}
        shop.act(standing, "tell", shop.at(9), facts={**typed, "remark": "none"})
        assert owing(shop) == after
        shop.act(standing, "close_week", shop.at(9))
        assert owing(shop) == ["west"]


def test_what_was_given_back_is_owed_again_until_it_is_handed_in_anew():
    """Told, looked at and given back, told again, closed; a second look that sends it elsewhere gives nothing back."""
    plain = shops()
    stages = (
        *plain.stages,
        Stage("looked_at", owner="boss", case_kind=WEEK),
        Stage("put_aside", owner="boss", case_kind=WEEK),
    )
    moves = (
        *(attrs.evolve(move, target="looked_at") if move.trigger == "tell" else move for move in plain.moves),
        Move("give_back", ("looked_at", "put_aside"), "owed", by=("boss",), records=("x_back",)),
        Move("set_aside", ("looked_at",), "put_aside", by=("boss",), records=("x_put_aside",)),
        Move("take", ("looked_at", "put_aside"), "told", by=("boss",), records=("closed",)),
    )
    shop = Shops(shops(stages=stages, moves=moves))
    shop.sweep(shop.at(9))
    standing = shop.standing("2026-W10")
    typed = {**{id: value for id, value in EMPTY.items() if value is not BLANK}, "remark": "none"}
    told = []
    for trigger, facts in (("tell", typed), ("give_back", {}), ("wait", {}), ("tell", typed), ("set_aside", {}),
                           ("give_back", {}), ("tell", typed), ("take", {})):  # fmt: skip
        shop.desk.act(
            standing, trigger, by=BOSS if trigger in ("give_back", "set_aside", "take") else CLERK, facts=facts
        )
        told.append("east" in owing(shop))
    assert told == [False, True, True, False, False, True, False, False]


def test_the_first_due_that_still_runs_is_told():
    """A glance is owed within the hour; once that is done the week's table is what falls due first."""
    glance = Duty("glance", owner="clerk", starts="opened", ends=("x_waited",), term=Hours(1), case_kind=WEEK)
    shop = Shops(shops(duties=(*shops().duties, glance)))
    shop.sweep(shop.at(9, 0, 30))
    standing = shop.standing("2026-W10")
    due = {row["unit"]: row["due"].hour for row in owed(shop.desk).records()}
    assert due == {"east": 0, "west": 0}
    shop.act(standing, "wait", shop.at(9, 0, 40))
    assert {row["unit"]: row["due"].hour for row in owed(shop.desk).records()} == {"west": 0, "east": 23}


def test_what_an_earlier_version_owes_is_owed_still():
    """The newest version has no reports; the week that opened before it is told all the same."""
    newer = shops(version="2", in_force_from=date(2026, 3, 9), reports=())
    shop = Shops(shops(), newer)
    shop.sweep(shop.at(9))
    assert owing(shop) == ["east", "west"]


def test_what_is_handed_in_by_two_moves_is_owed_until_both_are_made():
    """One figure is told by a move of its own, which makes no record."""
    tell = next(move for move in shops().moves if move.trigger == "tell")
    asks = tuple(id for id in tell.asks if id != "closings")
    rest = Move("tell_rest", ("owed",), STAYS, by=("clerk",), asks=("closings",))
    others = tuple(move for move in shops().moves if move.trigger != "tell")
    shop = Shops(shops(moves=(*others, attrs.evolve(tell, target=STAYS, asks=asks), rest)))
    shop.sweep(shop.at(9))
    standing = shop.standing("2026-W10")
    facts = {id: EMPTY[id] for id in asks if id != "remark"}
    shop.act(standing, "tell", shop.at(9), facts={**facts, "remark": "none"})
    assert owing(shop) == ["east", "west"]
    shop.act(standing, "tell_rest", shop.at(9), facts={"closings": 0})
    assert owing(shop) == ["west"]
