"""Money: an exact decimal amount and a currency; never a float, never rounded without saying how."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Context, Decimal, DecimalException, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from typing import Literal, get_args

import attrs

from complaintkit.errors import InvalidInput
from complaintkit.values.checks import shown

__all__ = ["Money", "Rounding", "round_fraction"]

Rounding = Literal["half_up", "half_even", "down", "up"]
"""Named rounding: halves away from zero, halves to even, toward zero, away from zero."""

ROUNDINGS: frozenset[str] = frozenset(get_args(Rounding))
LARGEST = Decimal(10) ** 18
MOST_PLACES = 18
CODE_LETTERS = 3
EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero])
AMOUNT_TEXT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def round_fraction(value: Fraction, places: int, rounding: Rounding) -> Decimal:
    """Round an exact fraction to ``places`` decimal places (0 to 18), by name.

    >>> round_fraction(Fraction(5, 1000), 2, "half_up"), round_fraction(Fraction(5, 1000), 2, "half_even")
    (Decimal('0.01'), Decimal('0.00'))
    """
    if rounding not in ROUNDINGS:
        raise InvalidInput.one(f"expected one of half_up, half_even, down, up, got {shown(rounding)}", "rounding")
    if type(places) is not int or not 0 <= places <= MOST_PLACES:
        raise InvalidInput.one(f"expected a whole number from 0 to {MOST_PLACES}, got {shown(places)}", "places")
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if rounding == "up":
        upward = rest > 0
    elif rounding == "half_up":
        upward = twice >= scaled.denominator
    elif rounding == "half_even":
        upward = twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1)
    else:
        upward = False
    whole += upward
    return EXACT.scaleb(Decimal(-whole if value < 0 else whole), -places)


def _exact_decimal(value: Fraction) -> Decimal | None:
    """The decimal equal to this fraction, if it has at most 18 places."""
    scaled = value * 10**MOST_PLACES
    return None if scaled.denominator != 1 else EXACT.scaleb(Decimal(scaled.numerator), -MOST_PLACES)


@attrs.frozen
class Money:
    """An amount in a currency. Equal by numeric value: 5000 CNY is 5000.00 CNY.

    The amount is a finite `decimal.Decimal` below 10**18 either way with at most 18 places; the currency three
    capital letters. Use `Money.of` for amounts given as int or text. Sums and whole multiples are exact; anything
    that does not come out even names its rounding. Currencies never mix.

    Raises `InvalidInput` for a float, a bool, NaN or infinity, an amount out of bounds, another form of currency.

    >>> Money.of("5000", "CNY") + Money.of(1, "CNY")
    Money.of('5001.00', 'CNY')
    >>> str(Money.of("0.125", "EUR").round(2, "half_even"))
    '0.12 EUR'
    """

    amount: Decimal
    currency: str

    def __attrs_post_init__(self) -> None:
        _check_amount(self.amount)
        if not _is_currency(self.currency):
            raise InvalidInput.one(
                f"expected three capital letters such as 'CNY', got {shown(self.currency)}", "currency"
            )

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Money from a whole number, a Decimal or a plain decimal text such as "5000" or "-12.50".

        >>> Money.of("5000", "CNY") == Money.of(Decimal("5000.00"), "CNY")
        True
        """
        if type(amount) is int:
            if abs(amount) >= LARGEST:
                raise InvalidInput.one(
                    f"expected an amount below 10**18, got one of {amount.bit_length()} bits", "amount"
                )
            return cls(Decimal(amount), currency)
        if isinstance(amount, str):
            if not AMOUNT_TEXT.fullmatch(amount) or len(amount) > 2 * MOST_PLACES + 2:
                raise InvalidInput.one(
                    f"expected a plain decimal number such as '5000.00', got {shown(amount)}", "amount"
                )
            return cls(Decimal(amount), currency)
        if type(amount) is Decimal:
            return cls(amount, currency)
        why = "; a float is not exact, give a text" if isinstance(amount, float) else ""
        raise InvalidInput.one(f"expected a Decimal, a whole number or a text, got {shown(amount)}{why}", "amount")

    @classmethod
    def parse(cls, text: str) -> Money:
        """Money from its text form, the inverse of ``str``.

        >>> Money.parse("5000 CNY")
        Money.of('5000.00', 'CNY')
        """
        amount, space, currency = _text(text).partition(" ")
        if not space:
            raise InvalidInput.one(f"expected money such as '5000.00 CNY', got {shown(text)}")
        return cls.of(amount, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum, zero where there is nothing to add.

        >>> str(Money.total([], "CNY"))
        '0.00 CNY'
        """
        found = cls.of(0, currency)
        for amount in amounts:
            found = found + amount
        return found

    def round(self, places: int = 2, rounding: Rounding = "half_up") -> Money:
        """The amount at ``places`` decimal places (0 to 18), by named rounding.

        >>> str(Money.of("2.345", "CNY").round())
        '2.35 CNY'
        """
        return Money(round_fraction(Fraction(self.amount), places, rounding), self.currency)

    def times(self, factor: int | Decimal | Fraction, places: int = 2, rounding: Rounding = "half_up") -> Money:
        """This amount times a factor, rounded by name.

        >>> str(Money.of(100, "CNY").times(Fraction(1, 3)))
        '33.33 CNY'
        """
        exact = Fraction(self.amount) * _factor(factor)
        return Money(round_fraction(exact, places, rounding), self.currency)

    def __mul__(self, factor: int | Decimal | Fraction) -> Money:
        """The exact product. Raises `InvalidInput` where it does not come out even: `times` names its rounding."""
        if _answers_itself(factor):
            return NotImplemented
        exact = _exact_decimal(Fraction(self.amount) * _factor(factor))
        if exact is None:
            raise InvalidInput.one(
                f"{self} times {factor} does not come out even; use times(factor, places, rounding)", "factor"
            )
        return Money(Decimal(_plain(exact)), self.currency)

    __rmul__ = __mul__

    def __add__(self, other: Money) -> Money:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "added to")
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "subtracted from")
        return Money(EXACT.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> Money:
        return Money(EXACT.minus(self.amount), self.currency)

    def __lt__(self, other: Money) -> bool:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "compared with")
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "compared with")
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "compared with")
        return self.amount > other.amount

    def __ge__(self, other: Money) -> bool:
        if _answers_itself(other):
            return NotImplemented
        self._same_currency(other, "compared with")
        return self.amount >= other.amount

    def __bool__(self) -> bool:
        """Money is true or false for nobody: compare it with zero of its currency."""
        raise TypeError("money has no truth value; compare it, such as amount > Money.of(0, 'CNY')")

    def _same_currency(self, other: object, verb: str) -> None:
        if not isinstance(other, Money):
            raise TypeError(
                f"only money can be {verb} money, got {shown(other)}; write Money.of(..., {self.currency!r})"
            )
        if other.currency != self.currency:
            raise InvalidInput.one(f"{other.currency} cannot be {verb} {self.currency}; convert one of them first")

    def __str__(self) -> str:
        return f"{_plain(self.amount)} {self.currency}"

    def __repr__(self) -> str:
        return f"Money.of({_plain(self.amount)!r}, {self.currency!r})"


def _answers_itself(other: object) -> bool:
    """Whether the other side may know what to do with money, as a condition's builder does; plain values do not."""
    return type(other) is not Money and not isinstance(other, Money | int | float | Decimal | Fraction | str | None)


def _factor(factor: object) -> Fraction:
    if isinstance(factor, bool) or not isinstance(factor, int | Decimal | Fraction):
        raise TypeError(f"money is multiplied by a whole number, a Decimal or a Fraction, got {shown(factor)}")
    try:
        return Fraction(factor)
    except (ValueError, OverflowError, DecimalException):
        raise InvalidInput.one(f"expected a finite factor, got {factor}", "factor") from None


def _check_amount(amount: object) -> None:
    if type(amount) is not Decimal:
        why = "a float is not exact" if isinstance(amount, float) else "use Money.of for whole numbers and texts"
        raise InvalidInput.one(f"expected a Decimal, got {shown(amount)}; {why}", "amount")
    if not amount.is_finite():
        raise InvalidInput.one(f"expected a finite amount, got {amount}", "amount")
    exponent = amount.as_tuple().exponent
    if amount.copy_abs() >= LARGEST or not -MOST_PLACES <= int(exponent) <= MOST_PLACES:
        raise InvalidInput.one(
            f"expected an amount below 10**18 with at most {MOST_PLACES} decimal places, got {shown(amount)}", "amount"
        )


def _is_currency(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == CODE_LETTERS
        and value.isascii()
        and value.isalpha()
        and value.isupper()
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput.one(f"expected money as a text such as '5000.00 CNY', got {shown(value)}")
    return value


def _plain(amount: Decimal) -> str:
    """At least two places, all that matter, no exponent; zero has no sign."""
    whole, _, places = format(amount.copy_abs(), "f").partition(".")
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{places.rstrip('0').ljust(2, '0')}"
