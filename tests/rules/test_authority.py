"""Bands of authority: the figure is included, higher covers lower, a deputy decides to the deputies' limit."""

from __future__ import annotations

import pytest

from complaintkit.rules.authority import Band, judge
from complaintkit.values import Money


def cny(amount: str | int) -> Money:
    return Money.of(amount, "CNY")


CLERK = Band("clerk", cny(100))
BOSS = Band("boss", cny(1000), deputy_up_to=cny(500))
TOP = Band("top", None)
BANDS = (CLERK, BOSS, TOP)


@pytest.mark.parametrize(
    ("amount", "roles", "granted", "needed", "held", "limit"),
    [
        ("0", {"clerk"}, True, CLERK, CLERK, cny(100)),
        ("100", {"clerk"}, True, CLERK, CLERK, cny(100)),
        ("100.01", {"clerk"}, False, BOSS, CLERK, cny(100)),
        ("100.01", {"boss"}, True, BOSS, BOSS, cny(1000)),
        ("5", {"boss"}, True, CLERK, BOSS, cny(1000)),
        ("1000.01", {"boss", "clerk"}, False, TOP, BOSS, cny(1000)),
        ("1000000", {"top"}, True, TOP, TOP, None),
        ("1", set(), False, CLERK, None, None),
        ("1", {"guest"}, False, CLERK, None, None),
    ],
)
def test_an_amount_is_judged_by_the_best_role_held(amount, roles, granted, needed, held, limit):
    found = judge(BANDS, cny(amount), roles)
    assert (found.granted, found.needed, found.held, found.limit) == (granted, needed, held, limit)


@pytest.mark.parametrize(
    ("amount", "granted", "limit"),
    [("500", True, cny(500)), ("500.01", False, cny(500)), ("50", True, cny(500)), ("1000.01", False, cny(500))],
)
def test_a_deputy_decides_to_the_deputies_limit(amount, granted, limit):
    found = judge(BANDS, cny(amount), set(), {"boss"})
    assert (found.granted, found.limit) == (granted, limit)


def test_without_a_limit_of_its_own_a_deputy_has_the_band_s():
    assert judge(BANDS, cny(100), set(), {"clerk"}).granted
    assert not judge(BANDS, cny(101), set(), {"clerk"}).granted
    assert judge(BANDS, cny(10**9), set(), {"top"}).limit is None


def test_above_the_last_band_nobody_may():
    found = judge((CLERK, BOSS), cny(1001), {"boss"})
    assert (found.granted, found.needed, found.held) == (False, None, BOSS)
