"""Strict readers of single values: 3.9 is not 3, true is not 1, and what is a date is said to be one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from complaintkit.cases.events import Sealed
from complaintkit.errors import InvalidInput
from complaintkit.rules.absence import NoValue
from complaintkit.values import Attachment, FrozenMap, Money

MICROSECOND = timedelta(microseconds=1)


def wrong(expected: str, value: object) -> InvalidInput:
    """The error for a value of another type; what it holds is not shown, since it may be personal."""
    names = {bool: "yes or no", dict: "an object", list: "a list", str: "a text", int: "a whole number",
             float: "a number with a fraction", type(None): "nothing"}  # fmt: skip
    return InvalidInput.one(f"expected {expected}, got {names.get(type(value), type(value).__name__)}")


def read_int(value: Any, _: Any = None) -> int:
    """A whole number."""
    if type(value) is not int:
        raise wrong("a whole number", value)
    return value


def read_bool(value: Any, _: Any = None) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise wrong("true or false", value)
    return value


def read_str(value: Any, _: Any = None) -> str:
    """A text."""
    if type(value) is not str:
        raise wrong("a text", value)
    return value


def _tagged(value: Any, tag: str) -> Any:
    """What stands under the tag where the value carries it, else the value."""
    return value[tag] if type(value) is dict and len(value) == 1 and tag in value else value


def read_date(value: Any, _: Any = None) -> date:
    """A date, as text ("2026-03-02")."""
    value = _tagged(value, "$date")
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value if type(value) is str and len(value) == 10 else "")
    except ValueError:
        raise wrong('a date such as "2026-03-02"', value) from None


def read_instant(value: Any, _: Any = None) -> datetime:
    """An aware datetime, as text with its offset ("2026-03-02T09:00:00+08:00"); kept in UTC."""
    value = _tagged(value, "$instant")
    if type(value) is not datetime:
        try:
            value = datetime.fromisoformat(value if type(value) is str else "")
        except ValueError:
            raise wrong('an instant such as "2026-03-02T09:00:00+08:00"', value) from None
    if value.utcoffset() is None:
        raise InvalidInput.one(f"{value.isoformat()} has no time zone: write its offset, such as +08:00")
    at: datetime = value.astimezone(UTC)
    return at


def read_decimal(value: Any, _: Any = None) -> Decimal:
    """An exact number, as text ("0.05") or as a whole number."""
    value = _tagged(value, "$decimal")
    if type(value) is int:
        return Decimal(value)
    try:
        number = Decimal(value if type(value) is str and len(value) <= 1000 else "")
    except InvalidOperation:
        raise wrong('an exact number as text, such as "0.05"', value) from None
    if not number.is_finite():
        raise InvalidInput.one(f"expected a finite number, got {number}")
    return number


def read_fraction(value: Any, _: Any = None) -> Fraction:
    """An exact share, as text ("2/3" or "0.05") or as a whole number."""
    value = _tagged(value, "$fraction")
    if type(value) is int:
        return Fraction(value)
    try:
        return Fraction(value if type(value) is str and len(value) <= 1000 and "e" not in value.lower() else "")
    except (ValueError, ZeroDivisionError):
        raise wrong('a share as text, such as "2/3"', value) from None


def read_duration(value: Any, _: Any = None) -> timedelta:
    """A length of time in microseconds."""
    return read_int(_tagged(value, "$duration")) * MICROSECOND


def read_money(value: Any, _: Any = None) -> Money:
    """An amount with its currency, as text ("5000.00 CNY") or as an object."""
    if type(value) is str:
        return Money.parse(value)
    if type(value) is not dict or not {"amount", "currency"} <= value.keys() <= {"$", "amount", "currency"}:
        raise wrong('an amount such as "5000.00 CNY"', value)
    if value.get("$", "Money") != "Money":
        raise InvalidInput.one(f"expected Money, got {value['$']!r}")
    return Money.of(read_decimal(value["amount"]), read_str(value["currency"]))


def read_attachment(value: dict[str, Any]) -> Attachment:
    """A reference to a paper."""
    fields = {key: read_str(item) for key, item in value.items() if key != "$"}
    try:
        return Attachment(**fields)
    except TypeError:
        raise wrong("an attachment with name and sha256", value) from None


_BY_TAG: dict[str, Callable[[Any], Any]] = {
    "$date": read_date,
    "$instant": read_instant,
    "$decimal": read_decimal,
    "$fraction": read_fraction,
    "$duration": read_duration,
    "$set": lambda value: frozenset(read_any(item) for item in value["$set"]),
    "$enum": lambda value: read_no_value(value["$enum"]),
}
_BY_CLASS: dict[str, Callable[[Any], Any]] = {
    "Money": read_money,
    "Attachment": read_attachment,
    "Sealed": lambda value: Sealed(read_str(value.get("commitment"))),
}


def read_no_value(value: Any) -> NoValue:
    """One of the three ways to have no value."""
    try:
        return {f"NoValue.{item.name}": item for item in NoValue}[value]
    except KeyError:
        raise InvalidInput.one(
            f"there is no {value!r}; known: NoValue.UNKNOWN, NoValue.BLANK, NoValue.ABSENT"
        ) from None


def read_any(value: Any, _: Any = None) -> Any:
    """A value that carries its own type, as the canonical form writes it: what facts and literals are."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is list:
        return tuple(read_any(item) for item in value)
    if kind is date:
        return value
    if kind is datetime:
        return read_instant(value)
    if kind is not dict:
        raise wrong("a value without a fraction: write an exact number as text with its tag", value)
    if "$" in value:
        reader = _BY_CLASS.get(value["$"] if type(value["$"]) is str else "")
        if reader is None:
            raise InvalidInput.one(f"there is no {value['$']!r} among values; known: {', '.join(sorted(_BY_CLASS))}")
        return reader(value)
    if len(value) == 1:
        (tag,) = value
        if tag in _BY_TAG:
            return _BY_TAG[tag](value)
    return FrozenMap({_plain_key(key): read_any(item) for key, item in value.items()})


def _plain_key(key: str) -> str:
    if key.startswith("$$"):
        return key[1:]
    if key.startswith("$"):
        raise InvalidInput.one(f"there is no tag {key!r}; known: {', '.join(sorted(_BY_TAG))}")
    return key
