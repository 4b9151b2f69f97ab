"""Money: exact, strict about types, one currency at a time."""

from __future__ import annotations

import pickle
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.errors import InvalidInput
from complaintkit.values import Money, Rounding, round_fraction

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
ROUNDINGS: tuple[Rounding, ...] = ("half_up", "half_even", "down", "up")


def cny(amount: Decimal | int | str) -> Money:
    return Money.of(amount, "CNY")


@pytest.mark.parametrize(
    ("given_amount", "message"),
    [
        (0.5, "expected a Decimal, a whole number or a text, got 0.5 (float); a float is not exact, give a text"),
        (True, "expected a Decimal, a whole number or a text, got True (bool)"),
        (None, "expected a Decimal, a whole number or a text, got None (NoneType)"),
        (Decimal("NaN"), "expected a finite amount, got NaN"),
        (Decimal("-Infinity"), "expected a finite amount, got -Infinity"),
        ("1e3", "expected a plain decimal number such as '5000.00', got '1e3' (str)"),
        ("5,000", "expected a plain decimal number such as '5000.00', got '5,000' (str)"),
        ("5_000", "expected a plain decimal number such as '5000.00', got '5_000' (str)"),
        ("５０", "expected a plain decimal number such as '5000.00', got '５０' (str)"),
        (" 5", "expected a plain decimal number such as '5000.00', got ' 5' (str)"),
        ("5\n", "expected a plain decimal number such as '5000.00', got '5\\n' (str)"),
        (".5", "expected a plain decimal number such as '5000.00', got '.5' (str)"),
        ("", "expected a plain decimal number such as '5000.00', got '' (str)"),
        (10**18, "expected an amount below 10**18, got one of 60 bits"),
        (Decimal(10) ** 18, None),
        (Decimal("1e-19"), None),
        (Decimal("0e19"), None),
    ],
)
def test_nonsense_is_refused_with_what_was_given(given_amount, message):
    """No float, bool, NaN, grouped or foreign digits; the text says what was given."""
    with pytest.raises(InvalidInput) as caught:
        cny(given_amount)
    assert caught.value.faults[0].path == "amount"
    if message is None:
        assert caught.value.faults[0].message.startswith("expected an amount below 10**18 with at most 18")
    else:
        assert caught.value.faults[0].message == message


@pytest.mark.parametrize("currency", ["cny", "Cny", "CN", "CNYY", "", "人民币", "C1Y", None, 3])
def test_a_currency_is_three_capital_letters(currency):
    """Anything else is refused."""
    with pytest.raises(InvalidInput, match="three capital letters such as 'CNY'"):
        Money(Decimal(1), currency)


@pytest.mark.parametrize("amount", [5, 0.5, "5", True])
def test_the_constructor_takes_a_decimal_only(amount):
    """`Money(...)` is strict; `Money.of` reads whole numbers and texts."""
    with pytest.raises(InvalidInput, match="expected a Decimal, got"):
        Money(amount, "CNY")


def test_equal_by_numeric_value():
    """5000 is 5000.00, in equality and in hash; another currency is another value."""
    assert cny(5000) == cny("5000.00") == cny(Decimal("5E+3"))
    assert hash(cny(5000)) == hash(cny("5000.00"))
    assert cny(5000) != Money.of(5000, "USD")
    bare: object = 5000
    assert cny(5000) != bare


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("5000", "5000.00 CNY"),
        ("-0", "0.00 CNY"),
        ("0.1", "0.10 CNY"),
        ("-12.3400", "-12.34 CNY"),
        ("1.2345", "1.2345 CNY"),
        (Decimal("5E+3"), "5000.00 CNY"),
        (Decimal("1E-18"), "0.000000000000000001 CNY"),
    ],
)
def test_the_text_is_exact_with_at_least_two_places(amount, text):
    """Nothing is rounded for show, no exponent appears, and zero has no sign."""
    assert str(cny(amount)) == text
    assert Money.parse(text) == cny(amount)
    assert repr(cny(amount)) == f"Money.of({text[:-4]!r}, 'CNY')"


@pytest.mark.parametrize("text", ["5000", "CNY 5000", "5000  CNY", "5000 CNY ", "", " CNY", None, 5])
def test_parse_refuses_other_forms(text):
    """The text form is an amount, one space and a currency."""
    with pytest.raises(InvalidInput):
        Money.parse(text)


def test_sums_and_multiples_are_exact():
    """Cents are never lost, however many digits there are."""
    assert cny("0.10") + cny("0.20") == cny("0.30")
    big = cny("99999999999999999.999999999999999999")
    assert big - cny("0.000000000000000001") == cny("99999999999999999.999999999999999998")
    assert -big + big == cny(0)
    assert cny("19.99") * 3 == 3 * cny("19.99") == cny("59.97")
    assert cny(100) * Decimal("0.05") == cny(5)
    assert cny(100) * Fraction(1, 8) == cny("12.5")
    assert Money.total([cny(1), cny("2.50")], "CNY") == cny("3.5")
    assert Money.total([], "USD") == Money.of(0, "USD")


def test_a_sum_out_of_bounds_is_refused():
    """The bound holds for results too."""
    with pytest.raises(InvalidInput, match=r"below 10\*\*18"):
        cny(10**18 - 1) + cny(1)


def test_the_current_decimal_context_changes_nothing():
    """A program that lowers the precision of its decimals does not lose cents here."""
    with localcontext() as context:
        context.prec = 3
        assert cny("12345.67") + cny("0.01") == cny("12345.68")
        assert -cny("12345.67") == cny("-12345.67")
        assert str(cny("-12345.67")) == "-12345.67 CNY"
        assert cny("12345.67").round(1) == cny("12345.7")
        assert cny("12345.67") * 2 == cny("24691.34")
        assert cny(10**18 - 1).amount == 10**18 - 1
    assert getcontext().prec >= 28


def test_what_does_not_come_out_even_names_its_rounding():
    """A third of 100 has no exact amount: `*` refuses, `times` rounds as told."""
    with pytest.raises(InvalidInput, match=r"100.00 CNY times 1/3 does not come out even; use times"):
        cny(100) * Fraction(1, 3)
    assert cny(100).times(Fraction(1, 3)) == cny("33.33")
    assert cny(100).times(Fraction(1, 3), 0, "up") == cny(34)
    assert cny("0.01").times(Decimal("0.5")) == cny("0.01")
    assert cny("0.01").times(Decimal("0.5"), rounding="half_even") == cny(0)


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down", "up"),
    [
        ("2.345", "2.35", "2.34", "2.34", "2.35"),
        ("2.355", "2.36", "2.36", "2.35", "2.36"),
        ("2.3449", "2.34", "2.34", "2.34", "2.35"),
        ("2.3451", "2.35", "2.35", "2.34", "2.35"),
        ("2.34", "2.34", "2.34", "2.34", "2.34"),
        ("-2.345", "-2.35", "-2.34", "-2.34", "-2.35"),
        ("-2.341", "-2.34", "-2.34", "-2.34", "-2.35"),
        ("0", "0", "0", "0", "0"),
    ],
)
def test_rounding_by_name(value, half_up, half_even, down, up):
    """Halves away from zero, halves to even, toward zero, away from zero."""
    expected: dict[Rounding, str] = {"half_up": half_up, "half_even": half_even, "down": down, "up": up}
    for rounding, result in expected.items():
        assert cny(value).round(2, rounding) == cny(result), rounding


def test_rounding_refuses_nonsense():
    """An unknown name, a negative or fractional number of places."""
    with pytest.raises(InvalidInput, match="expected one of half_up, half_even, down, up, got 'nearest'"):
        cny(1).round(2, "nearest")  # type: ignore[arg-type]
    for places in (-1, 19, 2.0, True):
        with pytest.raises(InvalidInput, match="expected a whole number from 0 to 18"):
            cny(1).round(places)  # type: ignore[arg-type]
    assert round_fraction(Fraction(2, 3), 18, "half_up") == Decimal("0.666666666666666667")


@pytest.mark.parametrize("factor", [True, 0.5, "2", None, Money.of(1, "CNY")])
def test_a_factor_is_a_number_and_no_float(factor):
    """Money times a float, a text or money makes no sense."""
    for product in (lambda: cny(1) * factor, lambda: cny(1).times(factor)):
        with pytest.raises(TypeError, match="a whole number, a Decimal or a Fraction, got"):
            product()


def test_an_infinite_factor_is_refused():
    """Infinity times something is no amount."""
    for factor in (Decimal("Infinity"), Decimal("NaN")):
        with pytest.raises(InvalidInput, match="expected a finite factor"):
            cny(1) * factor


def test_currencies_never_mix():
    """Neither in sums nor in comparisons."""
    usd = Money.of(1, "USD")
    for act in (
        lambda: cny(1) + usd,
        lambda: cny(1) - usd,
        lambda: cny(1) < usd,
        lambda: cny(1) <= usd,
        lambda: cny(1) > usd,
        lambda: cny(1) >= usd,
    ):
        with pytest.raises(InvalidInput, match=r"USD cannot be .* CNY; convert one of them first"):
            act()


def test_money_compares_with_money_only():
    """A bare number has no currency."""
    bare: Any = 5
    for act in (lambda: cny(1) < bare, lambda: cny(1) >= bare, lambda: cny(1) + bare, lambda: cny(1) - bare):
        with pytest.raises(TypeError, match=r"only money can be .* money, got .*; write Money\.of\(\.\.\., 'CNY'\)"):
            act()
    assert cny(1) < cny(2) <= cny("2.00") >= cny(2) > cny(1)
    assert [cny(2) < cny(2), cny(2) > cny(2), cny(3) <= cny(2), cny(2) >= cny(3)] == [False] * 4


def test_money_has_no_truth_value():
    """`if amount:` would hide what zero means."""
    with pytest.raises(TypeError, match="money has no truth value"):
        bool(cny(0))


def test_money_is_a_value():
    """Frozen, hashable, survives pickle."""
    assert pickle.loads(pickle.dumps(cny("1.5"))) == cny("1.5")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cny(1).amount = Decimal(2)  # type: ignore[misc]


@given(a=AMOUNTS, b=AMOUNTS)
def test_sums_agree_with_fractions(a, b):
    """Addition is addition of exact numbers, and subtraction undoes it; the text reads back."""
    total = cny(a) + cny(b)
    assert Fraction(total.amount) == Fraction(a) + Fraction(b)
    assert total - cny(b) == cny(a)
    assert Money.parse(str(total)) == total


@given(value=st.fractions(min_value=-1000, max_value=1000), places=st.integers(0, 6))
def test_rounding_stays_within_one_unit(value, places):
    """Down never grows, up never shrinks, and the halves lie within half a unit."""
    unit = Fraction(1, 10**places)
    found = {name: Fraction(round_fraction(value, places, name)) for name in ROUNDINGS}
    assert abs(found["down"]) <= abs(value) <= abs(found["up"])
    assert abs(found["up"]) - abs(found["down"]) in (0, unit)
    for name in ROUNDINGS[:2]:
        assert abs(found[name] - value) <= unit / 2
