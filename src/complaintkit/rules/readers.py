"""The strict reading of facts: every type, every fault at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.absence import ABSENT, BLANK, UNKNOWN
from complaintkit.values import Attachment, FrozenMap, Money
from complaintkit.values.checks import LONGEST_ID, listed, nearest, shown, unfit

if TYPE_CHECKING:
    from complaintkit.rules.facts import Fact

__all__ = ["read_fact", "read_facts", "undeclared"]

NOTHING = "None says nothing: write UNKNOWN or BLANK, or leave it out"
NUMBER = r"-?[0-9]{1,30}(\.[0-9]{1,30})?"
DECIMAL_TEXT = re.compile(NUMBER, re.ASCII)
FRACTION_TEXT = re.compile(r"-?[0-9]{1,30}/[0-9]{1,30}", re.ASCII)


class _Unfit(Exception):
    """The value does not fit; the text says what was expected instead."""


class _Unkept(Exception):
    """The text is one that no store could keep; the text says why."""


def read_fact(fact: Fact, value: object, path: str, faults: Faults) -> Any:
    """Read one value as the declared type; strict: 3.9 is not 3, True is not 1, a naive datetime is no instant.

    `UNKNOWN` and `BLANK` are read as they are. Where the value does not fit, a fault is noted at ``path`` and
    `ABSENT` returned; the texts of faults never show the value of a personal fact.

    >>> from complaintkit.rules.facts import Fact
    >>> faults = Faults()
    >>> read_fact(Fact("shipped_on", "date"), "2026-03-02", "facts.shipped_on", faults)
    datetime.date(2026, 3, 2)
    >>> read_fact(Fact("quantity", "whole"), 3.9, "facts.quantity", faults)
    ABSENT
    >>> print(faults.found[0])
    expected a whole number, got 3.9 (float) @ facts.quantity
    """
    if value is UNKNOWN or value is BLANK:
        return value
    if value is None or value is ABSENT:
        faults.add(path, NOTHING)
        return ABSENT
    return _read(fact, value, path, faults, fact.personal)


def read_facts(declared: Mapping[str, Fact], given: Mapping[str, object], path: str = "facts") -> dict[str, Any]:
    """Read what a command was given, by id, in the order given.

    Raises `InvalidInput` with every fact that is not declared (and the name that may have been meant) and every value
    that does not fit its type, each with its path.

    >>> from complaintkit.rules.facts import Fact
    >>> read_facts({"quantity": Fact("quantity", "whole")}, {"quantity": 400})
    {'quantity': 400}
    >>> read_facts({"quantity": Fact("quantity", "whole")}, {"quantty": 400})
    Traceback (most recent call last):
        ...
    complaintkit.errors.InvalidInput: the facts cannot be read: there is no fact 'quantty'; did you mean 'quantity'? \
@ facts.quantty [CK101]
    """
    faults = Faults()
    read: dict[str, Any] = {}
    if not _is_mapping(given):
        faults.add(path, f"expected facts by id, got a value of type {type(given).__name__}")
        given = {}
    for id, value in given.items():
        fact = declared.get(id)
        if fact is None:
            faults.add(f"{path}.{id}", undeclared("fact", id, declared))
            continue
        read[id] = read_fact(fact, value, f"{path}.{id}", faults)
    faults.raise_if_any(heading="the facts cannot be read")
    return read


def undeclared(what: str, name: object, declared: Mapping[str, object]) -> str:
    """How an error says that a name is not declared, with the one that may have been meant."""
    near = nearest(str(name), declared)
    if near is not None:
        return f"there is no {what} {name!r}; did you mean {near!r}?"
    return f"there is no {what} {name!r}; declared: {listed(declared)}"


def _read(fact: Fact, value: object, path: str, faults: Faults, personal: bool) -> Any:
    """One value or many, or `ABSENT` and faults, each with its place."""
    if not fact.many:
        return _read_one(fact, value, path, faults, personal)
    if not isinstance(value, tuple | list):
        faults.add(path, f"expected several values as a tuple or list, got {_given(value, personal)}")
        return ABSENT
    if not value:
        faults.add(path, "expected at least one value; where there is none on purpose, write BLANK")
        return ABSENT
    before = len(faults)
    read = tuple([_read_one(fact, item, f"{path}[{index}]", faults, personal) for index, item in enumerate(value)])
    return read if len(faults) == before else ABSENT


def _read_one(fact: Fact, value: object, path: str, faults: Faults, personal: bool) -> Any:
    if fact.type == "table":
        return _table(fact, value, path, faults, personal)
    try:
        read = _READERS[fact.type](fact, value)
        _bounds(fact, read)
    except _Unfit as wanted:
        faults.add(path, f"expected {wanted}, got {_given(value, personal)}")
        return ABSENT
    except _Unkept as unkept:
        faults.add(path, str(unkept))
        return ABSENT
    return read


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _given(value: object, personal: bool) -> str:
    return f"a value of type {type(value).__name__}" if personal else shown(value)


def _bounds(fact: Fact, read: Any) -> None:
    low, high = fact.min_value, fact.max_value
    if low is None and high is None:
        return
    if isinstance(read, Money) and read.currency != (low if low is not None else high).currency:
        raise _Unfit(f"money in {(low if low is not None else high).currency}")
    if low is not None and read < low:
        raise _Unfit(f"at least {low}")
    if high is not None and read > high:
        raise _Unfit(f"at most {high}")


def _text(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise _Unfit("a text")
    if not value.strip():
        raise _Unfit("a text with something in it (where it is left empty on purpose, write BLANK)")
    return _fit(value)


def _id(fact: Fact, value: object) -> str:
    return _fit(_text(fact, value), LONGEST_ID)


def _fit(text: str, at_most: int | None = None) -> str:
    wrong = unfit(text, at_most)
    if wrong is not None:
        raise _Unkept(wrong)
    return text


def _whole(fact: Fact, value: object) -> int:
    if type(value) is not int:
        raise _Unfit("a whole number")
    return value


def _ratio(fact: Fact, value: object) -> Decimal | Fraction:
    expected = 'an exact number: a Decimal, a Fraction, a whole number or a text such as "0.05" or "1/3"'
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    if type(value) is Fraction:
        return value
    if isinstance(value, str):
        if DECIMAL_TEXT.fullmatch(value):
            return Decimal(value)
        if FRACTION_TEXT.fullmatch(value) and int(value.partition("/")[2]):
            return Fraction(value)
    raise _Unfit(expected)


def _money(fact: Fact, value: object) -> Money:
    expected = f"money in {fact.currency}" if fact.currency else "money"
    expected = f'{expected}: Money.of(...) or a text such as "5000.00 {fact.currency or "CNY"}"'
    if isinstance(value, str):
        try:
            value = Money.of(value, fact.currency) if fact.currency and " " not in value else Money.parse(value)
        except InvalidInput:
            raise _Unfit(expected) from None
    if not isinstance(value, Money) or (fact.currency is not None and value.currency != fact.currency):
        raise _Unfit(expected)
    return value


def _date(fact: Fact, value: object) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            read = date.fromisoformat(value)
        except ValueError:
            read = None
        if read is not None and read.isoformat() == value:
            return read
    raise _Unfit('a date, or a text such as "2026-03-02"')


def _instant(fact: Fact, value: object) -> datetime:
    expected = 'an aware datetime, or a text with its offset such as "2026-03-02T09:30:00+08:00"'
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else None
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        raise _Unfit(expected)
    if value.utcoffset() is None:
        raise _Unfit(f"{expected} (a naive datetime could mean any time zone)")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise _Unfit("an instant within the years 1 to 9999 in UTC") from None


def _yes_no(fact: Fact, value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unfit("True or False")
    return value


def _choice(fact: Fact, value: object) -> str:
    if not isinstance(value, str) or value not in fact.choices:
        raise _Unfit(f"one of {', '.join(fact.choices)}")
    return value


def _document(fact: Fact, value: object) -> Attachment:
    if not isinstance(value, Attachment):
        raise _Unfit("an Attachment")
    return value


def _table(fact: Fact, value: object, path: str, faults: Faults, personal: bool) -> Any:
    if not isinstance(value, tuple | list):
        faults.add(path, f"expected rows as a tuple or list of mappings, got {_given(value, personal)}")
        return ABSENT
    if not value:
        faults.add(path, "expected at least one row; where there is none on purpose, write BLANK")
        return ABSENT
    before = len(faults)
    rows = tuple([_row(fact, row, f"{path}[{index}]", faults, personal) for index, row in enumerate(value)])
    return rows if len(faults) == before else ABSENT


def _row(fact: Fact, row: object, path: str, faults: Faults, personal: bool) -> FrozenMap[Any]:
    if not isinstance(row, Mapping):
        faults.add(path, f"expected a row: a mapping of columns, got {_given(row, personal)}")
        return FrozenMap()
    columns, read = fact.column, {}
    for name, value in row.items():
        column = columns.get(name) if isinstance(name, str) else None
        if column is None:
            faults.add(f"{path}.{name}", undeclared("column", name, columns))
        elif value is UNKNOWN or value is BLANK:
            read[name] = value
        elif value is None or value is ABSENT:
            faults.add(f"{path}.{name}", NOTHING)
        else:
            read[name] = _read_one(column, value, f"{path}.{name}", faults, personal or column.personal)
    for name, column in columns.items():
        if column.required and name not in row:
            faults.add(f"{path}.{name}", f"the column {name!r} is required; where it is not known, write UNKNOWN")
    return FrozenMap(read)


_READERS: dict[str, Callable[[Fact, object], Any]] = {
    "text": _text,
    "person": _id,
    "unit": _id,
    "whole": _whole,
    "ratio": _ratio,
    "money": _money,
    "date": _date,
    "instant": _instant,
    "yes_no": _yes_no,
    "choice": _choice,
    "document": _document,
}
