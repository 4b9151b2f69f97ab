"""Reading text safely: size, encoding, depth, numbers and doubled keys are settled before anything is built of it."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from typing import Any, Literal

from complaintkit.errors import InvalidInput

Format = Literal["json", "toml"]

SHOWN = 10
"""How many doubled keys an error names."""

LARGEST = 8 * 1024 * 1024
"""How many bytes a document may have."""

DEEPEST = 250
"""How many values of a document may stand inside one another."""


def read_document(text: str | bytes, format: Format = "json") -> Any:
    """The plain data of a JSON or TOML document.

    :raises InvalidInput: it is larger than `LARGEST`, no UTF-8, not well formed, deeper than `DEEPEST`, names a key
        twice in one object, or holds a number nobody can mean. The text says where.

    >>> read_document('{"id": "tiny"}')
    {'id': 'tiny'}
    """
    plain = _decoded(text)
    try:
        data = json.loads(plain, object_pairs_hook=_object) if format == "json" else tomllib.loads(plain)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput.one(f"this is no {format.upper()}: {error}", "$") from None
    except RecursionError:
        raise _too_deep() from None
    except InvalidInput:
        raise
    except ValueError:  # the interpreter's limit on the digits of a number
        raise InvalidInput.one("a number in it has more digits than anything here can need", "$") from None
    _check_depth(data)
    return data


def _decoded(text: str | bytes) -> str:
    if not isinstance(text, str | bytes):
        raise InvalidInput.one(f"expected a text or bytes, got {type(text).__name__}", "$")
    if len(text) > LARGEST:
        raise InvalidInput.one(f"expected at most {LARGEST} bytes, got {len(text)}", "$")
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput.one(f"expected UTF-8, byte {error.start} is none; save the document as UTF-8", "$") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)[:SHOWN]
        raise InvalidInput.one(
            f"one object names {', '.join(map(repr, twice))} twice; which one counts is not said", "$"
        )
    return found


def _too_deep() -> InvalidInput:
    return InvalidInput.one(f"more than {DEEPEST} values inside one another; the document is too deep", "$")


def _check_depth(data: Any) -> None:
    """Refuse what is too deep, level by level, so that no stack grows with it."""
    level = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise _too_deep()
