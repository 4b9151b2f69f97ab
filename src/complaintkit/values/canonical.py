"""One byte string for one value: what hashes are taken of.

The format is compact JSON in UTF-8 with sorted keys, and is stable: it may gain tags, never change one.

=======================  ============================================================================
value                    encoding
=======================  ============================================================================
None, bool, int, str     as JSON; a text as it is (no Unicode normalisation), nothing escaped that need not be
tuple, list              an array
mapping with text keys   an object; a key that begins with "$" gets one "$" more in front
any other mapping        ``{"$map":[[key,value],...]}`` sorted by the bytes of the key
set, frozenset           ``{"$set":[...]}`` sorted by bytes
`decimal.Decimal`        ``{"$decimal":"12.5"}`` in plain digits, no trailing zeros, no negative zero
`fractions.Fraction`     ``{"$fraction":"2/3"}`` in lowest terms
`datetime.date`          ``{"$date":"2026-03-02"}``
aware `datetime`         ``{"$instant":"2026-03-02T04:00:00.000000Z"}`` in UTC with microseconds
`datetime.time`          ``{"$time":"09:00:00.000000"}`` a local time of day
`datetime.timedelta`     ``{"$duration":90000000}`` in microseconds
enum member              ``{"$enum":"Class.NAME"}``
bytes                    ``{"$bytes":"00ff"}`` in hexadecimal
attrs object             ``{"$":"ClassName",...}`` and the fields, by the name their constructor takes, whose
                         encoding differs from that of their default; fields left out of equality are left out
=======================  ============================================================================

So 1, True, "1" and Decimal("1") all differ, a field added later with a default leaves old hashes as they were, and
two values that are equal (with types taken seriously) have the same bytes. A float has no place here: it is
refused, as is a naive datetime, NaN, and anything of another type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any

import attrs

from complaintkit.errors import InvalidInput

__all__ = ["DEEPEST", "canonical", "digest"]

DEEPEST = 300
"""How many values may stand inside one another."""

LONGEST_NUMBER = 1000
MICROSECOND = timedelta(microseconds=1)

_FACTORY: Any = attrs.Factory
_Encoder = Callable[[Any, int], str]


def canonical(value: object) -> bytes:
    """The bytes that stand for this value, the same in every process and on every machine.

    Raises `InvalidInput` for a value that has no encoding (a float, a naive datetime, an infinite Decimal, another
    type) and for more than `DEEPEST` levels.

    >>> canonical({"b": Decimal("1.50"), "a": (1, True, "1")})
    b'{"a":[1,true,"1"],"b":{"$decimal":"1.5"}}'
    """
    try:
        return _ENCODERS[type(value)](value, 0).encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInput.one("a text holds half of a surrogate pair and cannot be written as UTF-8") from None
    except InvalidInput:
        raise
    except ValueError:  # the interpreter writes no longer number out
        raise InvalidInput.one("expected a number of at most 4300 digits, got a longer one") from None


def digest(value: object) -> str:
    """The SHA-256 of the canonical bytes, as 64 hexadecimal digits. Raises as `canonical` does.

    >>> digest(()) == digest([])
    True
    >>> digest(1) == digest(True)
    False
    """
    from hashlib import sha256  # late: importing a policy's parts needs no hash

    return sha256(canonical(value)).hexdigest()


def _inside(depth: int) -> int:
    if depth >= DEEPEST:
        raise InvalidInput.one(f"more than {DEEPEST} values inside one another; the value is too deep")
    return depth + 1


def _plain_int(value: int, _depth: int) -> str:
    return int.__repr__(value)


def _text(value: str, _depth: int) -> str:
    return encode_basestring(value)


def _none(_value: None, _depth: int) -> str:
    return "null"


def _bool(value: bool, _depth: int) -> str:
    return "true" if value else "false"


def _decimal(value: Decimal, _depth: int) -> str:
    _sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise InvalidInput.one(f"expected a finite number, got {value}")
    if not any(digits):
        return '{"$decimal":"0"}'
    if abs(exponent) > LONGEST_NUMBER or len(digits) > LONGEST_NUMBER:
        raise InvalidInput.one(f"expected a number of at most {LONGEST_NUMBER} digits, got a longer one")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) > LONGEST_NUMBER:
        raise InvalidInput.one(f"expected a number of at most {LONGEST_NUMBER} digits, got a longer one")
    return f'{{"$decimal":"{text}"}}'


def _fraction(value: Fraction, _depth: int) -> str:
    return f'{{"$fraction":"{value.numerator}/{value.denominator}"}}'


def _date(value: date, _depth: int) -> str:
    return f'{{"$date":"{value.isoformat()}"}}'


def _instant(value: datetime, _depth: int) -> str:
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidInput.one(f"expected an aware datetime, got the naive {value.isoformat()}; give it a time zone")
    utc = value.astimezone(UTC).replace(tzinfo=None)
    return f'{{"$instant":"{utc.isoformat(timespec="microseconds")}Z"}}'


def _time(value: time, _depth: int) -> str:
    if value.tzinfo is not None:
        raise InvalidInput.one(f"expected a local time of day without a zone, got {value.isoformat()}")
    return f'{{"$time":"{value.isoformat(timespec="microseconds")}"}}'


def _duration(value: timedelta, _depth: int) -> str:
    return f'{{"$duration":{value // MICROSECOND}}}'


def _bytes(value: bytes, _depth: int) -> str:
    return f'{{"$bytes":"{value.hex()}"}}'


def _enum(value: Enum, _depth: int) -> str:
    return f'{{"$enum":{encode_basestring(f"{type(value).__name__}.{value.name}")}}}'


def _array(value: tuple[Any, ...] | list[Any], depth: int) -> str:
    inner = _inside(depth)
    parts = []
    for item in value:
        parts.append(_ENCODERS[type(item)](item, inner))  # noqa: PERF401 - a comprehension costs a frame a level
    return f"[{','.join(parts)}]"


def _set(value: frozenset[Any], depth: int) -> str:
    inner = _inside(depth)
    parts = []
    for item in value:
        parts.append(_ENCODERS[type(item)](item, inner))  # noqa: PERF401
    parts.sort()
    return f'{{"$set":[{",".join(parts)}]}}'


def _mapping(value: Mapping[Any, Any], depth: int) -> str:
    inner = _inside(depth)
    pairs: list[tuple[str, str]] = []
    if all(isinstance(key, str) and not isinstance(key, Enum) for key in value):
        for key, item in value.items():
            pairs.append((f"${key}" if key.startswith("$") else key, _ENCODERS[type(item)](item, inner)))
        pairs.sort()
        return "{" + ",".join([f"{encode_basestring(key)}:{item}" for key, item in pairs]) + "}"
    for key, item in value.items():
        pairs.append((_ENCODERS[type(key)](key, inner), _ENCODERS[type(item)](item, inner)))
    pairs.sort()
    return '{"$map":[' + ",".join([f"[{key},{item}]" for key, item in pairs]) + "]}"


def _attrs_encoder(cls: type) -> _Encoder:
    """An encoder for one attrs class: its fields sorted by name, the encoding of each default computed once."""
    fields = [
        (f.alias or f.name, f.name, f.default, _default_of(f))
        for f in sorted(attrs.fields(cls), key=lambda f: f.alias or f.name)
        if f.eq
    ]
    head = f'{{"$":{encode_basestring(cls.__name__)}'

    def encode(value: Any, depth: int) -> str:
        inner = _inside(depth)
        parts = [head]
        for alias, name, usual, default in fields:
            item = getattr(value, name)
            if item is usual:
                continue
            encoded = _ENCODERS[type(item)](item, inner)
            if encoded != default:
                parts.append(f'"{alias}":{encoded}')
        return ",".join(parts) + "}"

    return encode


def _default_of(field: Any) -> str | None:
    """The encoding of a field's default; None where it has none, or one that depends on the object."""
    default = field.default
    if isinstance(default, _FACTORY):
        if default.takes_self:
            return None
        default = default.factory()
    elif default is attrs.NOTHING:
        return None
    return _ENCODERS[type(default)](default, 0)


class _Encoders(dict[type, _Encoder]):
    """Encoders by exact type; one is found for a new type the first time it is met."""

    def __missing__(self, cls: type) -> _Encoder:
        if attrs.has(cls):
            found: _Encoder = _attrs_encoder(cls)
        else:
            for base, encoder in _BY_BASE:
                if issubclass(cls, base):
                    found = encoder
                    break
            else:
                why = "; a float is not exact, use a Decimal or a Fraction" if issubclass(cls, float) else ""
                raise InvalidInput.one(f"a value of type {cls.__name__} has no canonical encoding{why}")
        self[cls] = found
        return found


# Order matters: an IntEnum is an enum, a datetime is no date, a Decimal stands apart from the other numbers.
_BY_BASE: tuple[tuple[type, _Encoder], ...] = (
    (Enum, _enum),
    (str, _text),
    (int, _plain_int),
    (datetime, _instant),
    (date, _date),
    (time, _time),
    (timedelta, _duration),
    (Decimal, _decimal),
    (Fraction, _fraction),
    (bytes, _bytes),
    (tuple, _array),
    (list, _array),
    (frozenset, _set),
    (set, _set),
    (Mapping, _mapping),
)

_ENCODERS = _Encoders({bool: _bool, type(None): _none, int: _plain_int, str: _text, tuple: _array})
