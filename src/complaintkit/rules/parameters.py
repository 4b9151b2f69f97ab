"""Parameters: the figures a written rule leaves open, read strictly, with every fault and its parameter's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.sanctions import Tier
from complaintkit.values import Money
from complaintkit.values.checks import shown


class Parameters:
    """Reads the parameters of a ``policy(...)`` function one by one and notes what cannot be used.

    ``currency`` is that of plain amounts. Each reader returns something usable even for a fault, so that all faults are
    found before :meth:`done` raises.

    >>> read = Parameters("CNY")
    >>> read.day("2026-01-01", "in_force_from"), str(read.money("5000", "limit"))
    (datetime.date(2026, 1, 1), '5000.00 CNY')
    >>> _ = read.whole(0, "days", 30)
    >>> read.done("the policy cannot be built")
    Traceback (most recent call last):
    ...
    complaintkit.errors.InvalidInput: ... expected a whole number from 1 to 30, got 0 @ days [CK101]
    """

    def __init__(self, currency: object) -> None:
        self.faults = Faults()
        self.currency = "CNY"
        try:
            Money.of(0, currency)  # type: ignore[arg-type]  # what it is not is told
        except InvalidInput:
            self.faults.add("currency", f"expected three capital letters such as 'CNY', got {shown(currency)}")
        else:
            self.currency = str(currency)

    def day(self, given: object, path: str) -> date:
        """A date, also as text ("2026-01-01")."""
        if isinstance(given, date) and not isinstance(given, datetime):
            return given
        try:
            return date.fromisoformat(given if isinstance(given, str) else "")
        except ValueError:
            self.faults.add(path, f"expected a date such as '2026-01-01', got {shown(given)}")
            return date.min

    def money(self, given: object, path: str, *, zero: bool = False) -> Money | None:
        """An amount above zero (with ``zero``: or zero) in the currency; None where it is faulty."""
        try:
            if isinstance(given, bool):
                raise InvalidInput.one("expected an amount such as '5000.00', got True or False")
            found = given if isinstance(given, Money) else Money.of(given, self.currency)  # type: ignore[arg-type]  # likewise
        except InvalidInput as error:
            self.faults.add(path, error.faults[0].message)
            return None
        if found.currency != self.currency:
            self.faults.add(path, f"expected {self.currency}, got {found}")
        elif found.amount < 0 or (not zero and found.amount == 0):
            self.faults.add(path, f"expected an amount {'of zero or more' if zero else 'above zero'}, got {found}")
        else:
            return found
        return None

    def whole(self, given: object, path: str, most: int) -> int:
        """A whole number from 1 to ``most``."""
        if type(given) is int and 1 <= given <= most:
            return given
        what = given if type(given) is int else shown(given)
        self.faults.add(path, f"expected a whole number from 1 to {most}, got {what}")
        return 1

    def share(self, given: object, path: str) -> Fraction:
        """A share above 0 and at most 1, exact."""
        if isinstance(given, bool) or not isinstance(given, str | int | Decimal | Fraction):
            why = "; a float is not exact, give a text" if isinstance(given, float) else ""
            self.faults.add(path, f"expected a share such as '0.05', got {shown(given)}{why}")
            return Fraction(1)
        try:
            found = Fraction(given)
        except (ValueError, OverflowError, ZeroDivisionError):
            self.faults.add(path, f"expected a share such as '0.05', got {shown(given)}")
            return Fraction(1)
        if not 0 < found <= 1:
            self.faults.add(path, f"expected a share above 0 and at most 1, got {given}")
            return Fraction(1)
        return found

    def text(self, given: object, path: str) -> str:
        """A text with something in it."""
        if isinstance(given, str) and given.strip():
            return given
        self.faults.add(path, f"expected a text with something in it, got {shown(given)}")
        return "-"

    def some_of(self, given: object, path: str, choices: Sequence[str], told: str) -> tuple[str, ...]:
        """Some of the choices, or none of them, in their own order; ``told`` begins the fault of one that is none.

        >>> Parameters("CNY").some_of(["late", "rude"], "grounds", ("rude", "slow", "late"), "grounds are")
        ('rude', 'late')
        """
        if isinstance(given, str) or not isinstance(given, Sequence):
            self.faults.add(path, f"expected a list of texts, got {shown(given)}")
            return tuple(choices)
        for one in given:
            if one not in choices:
                self.faults.add(path, f"{told} {', '.join(choices)}; got {shown(one)}")
        return tuple(one for one in choices if one in given)

    def tiers(
        self,
        given: object,
        path: str,
        *,
        then: Literal["share", "amount", "measure"] = "share",
        least: Literal["money", "whole"] = "money",
    ) -> tuple[Tier, ...]:
        """The tiers of a sanction: pairs of the figure a tier begins with and what follows from there on, rising.

        ``least`` says whether tiers begin with an amount (from zero) or with a whole number (from 1), ``then`` what
        follows: a share of the figure, an amount above zero, or the name of a measure.

        >>> read = Parameters("CNY")
        >>> [str(tier.amount) for tier in read.tiers([("0", "100"), ("5000", "300")], "penalties", then="amount")]
        ['100.00 CNY', '300.00 CNY']
        """
        if isinstance(given, str) or not isinstance(given, Sequence) or not given:
            figure = "loss" if least == "money" else "number"
            self.faults.add(path, f"expected at least one pair of {figure} and what follows, got {shown(given)}")
            return ()
        found: list[Tier] = []
        for i, row in enumerate(given):
            at = f"{path}[{i}]"
            if isinstance(row, str) or not isinstance(row, Sequence) or len(row) != 2:
                self.faults.add(at, f"expected a pair of the figure and what follows, got {shown(row)}")
                continue
            begins = self._begins(row[0], f"{at}[0]", least)
            tier = self._tier(begins, row[1], f"{at}[1]", then)
            if begins is None:
                continue
            if found and begins <= found[-1].least:  # type: ignore[operator]  # both are of one kind
                self.faults.add(f"{at}[0]", f"{begins} is not above the row before, {found[-1].least}: rows rise")
            found.append(tier)
        return tuple(found)

    def _begins(self, given: object, path: str, least: str) -> Money | int | None:
        return self.money(given, path, zero=True) if least == "money" else self.whole(given, path, 10**6)

    def _tier(self, least: Money | int | None, then: Any, path: str, what: str) -> Tier:
        floor = least if least is not None else Money.of(0, self.currency)
        if what == "share":
            return Tier(floor, share=self.share(then, path))
        if what == "amount":
            return Tier(floor, amount=self.money(then, path))
        if not isinstance(then, str) or not then.strip():
            self.faults.add(path, f"expected the name of a measure, got {shown(then)}")
            return Tier(floor)
        return Tier(floor, measure=then)

    def done(self, heading: str) -> None:
        """Raise InvalidInput with every fault, if there is one."""
        self.faults.raise_if_any(InvalidInput, heading)
