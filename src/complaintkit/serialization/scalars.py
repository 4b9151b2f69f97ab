"""Strict readers of single values: 3.9 is not 3, true is not 1, and what is a date is said to be one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from complaintkit.cases.events import Sealed
from complaintkit.errors import InvalidInput
from complaintkit.rules.absence import NoValue
from complaintkit.values import Attachment, FrozenMap, Money
from complaintkit.values.checks import shown

MICROSECOND = timedelta(microseconds=1)
DIGITS = 4300
"""How many digits a number may have: as many as the interpreter turns into text."""
LONGEST_INSTANT = 40
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
FRACTION = re.compile(r"-?[0-9]+/[0-9]+", re.ASCII)
NAMES: dict[type, str] = {
    bool: "true or false",
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    float: "a number with a fraction; write an exact number as text",
    type(None): "nothing",
    date: "a date",
    datetime: "an instant",
}


def wrong(expected: str, value: object) -> InvalidInput:
    """The error for a value of another type; what it holds is not shown, since it may be personal."""
    return InvalidInput.one(f"expected {expected}, got {NAMES.get(type(value), type(value).__name__)}")


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


def tagged(value: Any, tag: str) -> Any:
    """What stands under the tag where the value carries it, else the value."""
    return value[tag] if type(value) is dict and len(value) == 1 and tag in value else value


def read_date(value: Any, _: Any = None) -> date:
    """A date, as text ("2026-03-02")."""
    value = tagged(value, "$date")
    if type(value) is date:
        return value
    try:
        found = date.fromisoformat(value if type(value) is str else "")
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:  # there are other forms, such as 2026-W10-1
        raise wrong('a date such as "2026-03-02"', value)
    return found


def read_instant(value: Any, _: Any = None) -> datetime:
    """An aware datetime, as text with its offset ("2026-03-02T09:00:00+08:00"); kept in UTC."""
    value = tagged(value, "$instant")
    if type(value) is not datetime:
        try:
            value = datetime.fromisoformat(value if type(value) is str and len(value) <= LONGEST_INSTANT else "")
        except ValueError:
            raise wrong('an instant such as "2026-03-02T09:00:00+08:00"', value) from None
    if value.utcoffset() is None:
        raise InvalidInput.one(f"{value.isoformat()} has no time zone: write its offset, such as +08:00")
    try:
        at: datetime = value.astimezone(UTC)
    except OverflowError:
        raise InvalidInput.one(f"{value.isoformat()} lies outside the years 1 to 9999 in UTC") from None
    return at


def read_decimal(value: Any, _: Any = None) -> Decimal:
    """An exact number, as text in plain digits ("0.05") or as a whole number."""
    value = tagged(value, "$decimal")
    if type(value) is int:
        return Decimal(value)
    if type(value) is not str or len(value) > DIGITS or not DECIMAL.fullmatch(value):
        raise wrong('an exact number as text in plain digits, such as "0.05"', value)
    return Decimal(value)


def read_fraction(value: Any, _: Any = None) -> Fraction:
    """An exact share, as text ("2/3" or "0.05") or as a whole number."""
    value = tagged(value, "$fraction")
    if type(value) is int:
        return Fraction(value)
    if type(value) is str and len(value) <= 2 * DIGITS and (FRACTION.fullmatch(value) or DECIMAL.fullmatch(value)):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):  # one of the two has too many digits, or the lower one is 0
            pass
    raise wrong('a share as text, such as "2/3" or "0.05"', value)


def read_duration(value: Any, _: Any = None) -> timedelta:
    """A length of time in microseconds."""
    count = tagged(value, "$duration")
    try:
        return read_int(count) * MICROSECOND
    except OverflowError:
        raise InvalidInput.one("expected a length of time in microseconds, got one longer than there is") from None


def read_money(value: Any, _: Any = None) -> Money:
    """An amount with its currency, as text ("5000.00 CNY") or as an object."""
    if type(value) is str:
        return Money.parse(value)
    if type(value) is not dict or not {"amount", "currency"} <= value.keys() <= {"$", "amount", "currency"}:
        raise wrong('an amount such as "5000.00 CNY", or an object with amount and currency', value)
    if value.get("$", "Money") != "Money":
        raise InvalidInput.one(f"expected Money, the tag says {shown(value['$'])}")
    return Money.of(read_decimal(value["amount"]), read_str(value["currency"]))


def _attachment(value: dict[str, Any]) -> Attachment:
    try:
        return Attachment(**{key: read_str(item) for key, item in value.items() if key != "$"})
    except TypeError:
        raise wrong("an attachment: name, sha256, media_type, ref", value) from None


def _sealed(value: dict[str, Any]) -> Sealed:
    if value.keys() != {"$", "commitment"}:
        raise wrong("a sealed value with its commitment", value)
    return Sealed(read_str(value["commitment"]))


def _set(value: Any) -> frozenset[Any]:
    if type(value["$set"]) is not list:
        raise wrong("a list under $set", value["$set"])
    return frozenset(read_any(value["$set"]))


_NO_VALUES = {f"NoValue.{item.name}": item for item in NoValue}


def _no_value(value: Any) -> NoValue:
    name = value["$enum"]
    found = _NO_VALUES.get(name) if type(name) is str else None
    if found is None:
        raise InvalidInput.one(f"there is no {shown(name)} here; known: {', '.join(_NO_VALUES)}")
    return found


_BY_TAG: dict[str, Callable[[Any], Any]] = {
    "$date": read_date,
    "$instant": read_instant,
    "$decimal": read_decimal,
    "$fraction": read_fraction,
    "$duration": read_duration,
    "$set": _set,
    "$enum": _no_value,
}
_BY_CLASS: dict[str, Callable[[Any], Any]] = {"Money": read_money, "Attachment": _attachment, "Sealed": _sealed}
_PLAIN = frozenset({str, int, bool, type(None), date})


def read_any(value: Any, _: Any = None) -> Any:
    """A value that carries its own type, as the canonical form writes it: what facts and literals are."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        items = []
        for item in value:
            items.append(read_any(item))  # noqa: PERF401 - a comprehension costs a frame a level
        return tuple(items)
    if kind is datetime:
        return read_instant(value)
    if kind is not dict:
        raise wrong("a value that is exact: a text, a whole number, true or false, or one with its tag", value)
    if "$" in value:
        tag = value["$"]
        reader = _BY_CLASS.get(tag) if type(tag) is str else None
        if reader is None:
            raise InvalidInput.one(f"there is no {shown(tag)} among values; known: {', '.join(sorted(_BY_CLASS))}")
        return reader(value)
    if len(value) == 1:
        (tag,) = value
        if tag in _BY_TAG:
            return _BY_TAG[tag](value)
    read = {}
    for key, item in value.items():
        read[plain_key(key)] = read_any(item)
    return FrozenMap(read)


def plain_key(key: str) -> str:
    """A key of an object as it was before its encoding."""
    if key.startswith("$$"):
        return key[1:]
    if key.startswith("$"):
        raise InvalidInput.one(f"there is no tag {shown(key)}; known: {', '.join(sorted(_BY_TAG))}")
    return key
