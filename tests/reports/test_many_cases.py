"""Reports among many cases: what they need does not grow with the cases of other periods."""

from __future__ import annotations

import pytest

from complaintkit.reports import chosen, draw_up, hand_in, owed, timeliness, verify_figures
from complaintkit.storage import SQLiteStore
from complaintkit.storage.cache import Cache
from tests.desk.policies import CLERK
from tests.peaks import peak
from tests.reports.owing import Shops
from tests.reports.test_owed import filled

FEW, MANY = 60, 600
IN_WEEK = 4


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A page of fewer cases than the fewest."""
    assert chosen.PAGE > FEW
    monkeypatch.setattr(chosen, "PAGE", 20)


def shop_of(store, count):
    """So many complaints of the week before, and four of a week whose report is owed."""
    shop = Shops(store=store)
    store._cache = Cache(20)
    with shop.desk.batch():
        for n in range(count):
            shop.file(shop.at(23, n % 24, month=2), category="colour", reason="was in the box")
        for n in range(IN_WEEK):
            shop.file(shop.at(2, n), category="size")
    shop.sweep(shop.at(9))
    return shop


@pytest.mark.no_cover
def test_a_report_holds_the_cases_of_its_own_period_only(tmp_path):
    """With ten times the cases of another week it needs at most twice as much memory: so does a list of what is
    owed, and a table of how duties were kept.
    """
    needed = []
    for count in (FEW, MANY):
        with SQLiteStore(tmp_path / f"{count}.db", durability="normal") as store:
            shop = shop_of(store, count)
            standing = shop.standing("2026-W10")
            drawing, drawn = peak(lambda shop=shop, id=standing: draw_up(shop.desk, id, by=CLERK))
            owing, table = peak(lambda shop=shop: owed(shop.desk))
            timing, kept = peak(lambda shop=shop: timeliness(shop.desk))
            assert drawn.facts["received"] == IN_WEEK
            assert len(table.rows) == 2, "each shop's week"
            assert kept.records()[-1]["owed"] == count + IN_WEEK
            needed.append((drawing, owing, timing))
    few, many = needed
    assert [more <= 2 * less for less, more in zip(few, many, strict=True)] == [True] * 3, needed


def test_figures_are_held_against_the_store_by_reading_it_once_for_each_moment(monkeypatch):
    """All twelve were stated in one move: the cases are read as they were known then, and as they are now."""
    shop = filled()
    standing = shop.standing("2026-W10")
    hand_in(shop.desk, standing, "tell", by=CLERK, facts={"remark": "x"})
    asked, find = [], shop.desk.find
    monkeypatch.setattr(type(shop.desk), "find", lambda _, **query: asked.append(query) or find(**query))
    assert len(verify_figures(shop.desk, standing).rows) == 12
    assert [query["kind"] for query in asked] == ["complaint"] * 2
