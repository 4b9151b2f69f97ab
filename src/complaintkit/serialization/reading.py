"""Reading text safely: size, encoding, depth, numbers and doubled keys are settled before anything is built of it."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from typing import Any, Literal

from complaintkit.errors import InvalidInput
from complaintkit.serialization.scalars import DIGITS
from complaintkit.values.checks import shown

Format = Literal["json", "toml"]

SHOWN = 10
"""How many doubled keys an error names."""

LARGEST = 8 * 1024 * 1024
"""How many bytes a document may have."""

DEEPEST = 250
"""How many values of a document may stand inside one another."""

DEEPEST_KEY = 32
"""How many parts a dotted key of TOML may have; its reader takes the square of that in steps."""

LONGEST_REASON = 300
"""How much of a reader's own words an error repeats."""

GAPS = (" :", "\t:", "\n:", "\r:")
"""Where none of them is in a JSON text, each of its keys stands in it as ``":``; as many as its objects have: none of
them is doubled. (In a text they may stand as well: then the keys are looked at one by one.)
"""

NOTHING = {"$null": True}
BITS = DIGITS * 10 // 3
ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{0,5}|\'\'\'(?:[^\']|\'(?!\'\'))*+\'{0,5}'
    r'|"(?:[^"\\\n]|\\[^\n])*+"?|\'[^\'\n]*+\'?|#[^\n]*+',
    re.DOTALL,
)
"""What stands in quotes or in a comment of TOML. It matches to the end where a quote is not closed, never nothing."""
BETWEEN_KEYS = re.compile(r"[=,{}\[\]\n]")


def read_document(text: str | bytes, format: Format = "json") -> Any:
    """The plain data of a JSON or TOML document.

    :raises InvalidInput: it is larger than `LARGEST`, no UTF-8, not well formed, deeper than `DEEPEST`, names a key
        twice in one object, or holds a number nobody can mean. The text says where.

    >>> read_document('{"id": "tiny"}')
    {'id': 'tiny'}
    """
    plain = _decoded(text)
    if format not in ("json", "toml"):
        raise InvalidInput.one(f"expected the format 'json' or 'toml', got {shown(format)}", "format")
    try:
        data = _json(plain) if format == "json" else _toml(plain)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        reason = str(error)[:LONGEST_REASON]
        raise InvalidInput.one(f"this is no {format.upper()}: {reason}", "$") from None
    except RecursionError:
        raise _too_deep() from None
    if not plain.isascii() and isinstance(text, str) and not _whole(plain):
        raise _half()
    if "\\u" in plain and ESCAPED_SURROGATE.search(plain):
        _check_surrogates(data)
    return data


def _json(plain: str) -> Any:
    data = json.loads(plain, parse_int=_int)
    named = _walk(data)
    if named != plain.count('":') or any(gap in plain for gap in GAPS):
        json.loads(plain, object_pairs_hook=_no_doubles, parse_int=_int)
    return data


def _toml(plain: str) -> Any:
    for keys in BETWEEN_KEYS.split(QUOTED.sub("", plain)):
        if keys.count(".") > DEEPEST_KEY:
            raise InvalidInput.one(f"a key has more than {DEEPEST_KEY} parts; the document is too deep", "$")
    try:
        data = tomllib.loads(plain)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # the interpreter's limit on the digits of a number, or a date that is none
        raise _long_number() if "digits" in str(error) else InvalidInput.one(f"this is no TOML: {error}", "$") from None
    _walk(data, numbers=True)
    _put_nothing(data)
    return data


def _put_nothing(data: Any) -> None:
    """Put None where TOML, which has no word for it, says ``{"$null" = true}``: a band without a limit."""
    rest = [data]
    while rest:
        value = rest.pop()
        for key, inner in value.items() if type(value) is dict else enumerate(value):
            if inner == NOTHING and inner["$null"] is True:
                value[key] = None
            elif type(inner) is dict or type(inner) is list:
                rest.append(inner)


def _decoded(text: str | bytes) -> str:
    given: object = text
    if not isinstance(given, str | bytes):
        raise InvalidInput.one(f"expected a text or bytes, got {type(given).__name__}", "$")
    if len(text) > LARGEST:
        raise InvalidInput.one(f"expected at most {LARGEST} bytes, got {len(text)}", "$")
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput.one(f"expected UTF-8, byte {error.start} is none; save the document as UTF-8", "$") from None
    if plain.startswith("\ufeff"):
        raise InvalidInput.one("it begins with a byte order mark; save the document as UTF-8 without one", "$")
    return plain


def _int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise _long_number()
    try:
        return int(digits)
    except ValueError:  # the limit was set lower
        raise _long_number() from None


def _long_number() -> InvalidInput:
    return InvalidInput.one("a number in it has more digits than anything here can need", "$")


def _no_doubles(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object that names a key twice."""
    twice = sorted(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)[:SHOWN]
    if twice:
        names = ", ".join(map(shown_key, twice))
        raise InvalidInput.one(f"one object names {names} twice; which one counts is not said", "$")


def shown_key(key: str) -> str:
    """A key as an error shows it, at most so long."""
    return shown(key).removesuffix(" (str)")


def _too_deep() -> InvalidInput:
    return InvalidInput.one(f"more than {DEEPEST} values inside one another; the document is too deep", "$")


def _walk(data: Any, *, numbers: bool = False) -> int:
    """How many keys all objects have. Refuses what is too deep, and with ``numbers`` what is too long.

    It goes level by level, so that no stack grows with the depth.
    """
    named, level = 0, [data]
    for depth in range(DEEPEST + 1):
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                named += len(value)
                below += value.values()
            elif kind is list:
                below += value
            elif numbers and kind is int and value.bit_length() > BITS:
                raise _long_number()
        if depth == DEEPEST and any(type(value) in (dict, list) for value in level):
            raise _too_deep()
        if not below:
            break
        level = below
    return named


def _check_surrogates(data: Any) -> None:
    """Refuse half a surrogate pair: no text with one can be hashed, stored or sent."""
    rest = [data]
    while rest:
        value = rest.pop()
        if type(value) is dict:
            rest += value.keys()
            rest += value.values()
        elif type(value) is list:
            rest += value
        elif type(value) is str and not _whole(value):
            raise _half()


def _half() -> InvalidInput:
    return InvalidInput.one("a text holds half of a surrogate pair (such as \\ud800); that is no character", "$")


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
