"""Parameters: the figures a written rule leaves open, read strictly, with every fault and its parameter's name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from complaintkit.errors import Faults, InvalidInput
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

    def done(self, heading: str) -> None:
        """Raise InvalidInput with every fault, if there is one."""
        self.faults.raise_if_any(InvalidInput, heading)
