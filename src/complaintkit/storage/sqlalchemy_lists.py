"""Lists as PostgreSQL reads them in binary, for psycopg: it would put each value through several calls of its own."""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Any, NamedTuple

from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = Struct(">iiiii").pack
"""Of an array: one dimension, whether it may hold nulls, the type of its values, how many, the number of the first."""
_LENGTH = Struct(">i").pack
_WHOLE = Struct(">iq").pack
_NULL = _LENGTH(-1)
_TEXT, _INT8 = 25, 20  # the numbers PostgreSQL has for these types, in every release


class Texts(NamedTuple):
    """A list of texts."""

    packed: bytes


class Wholes(NamedTuple):
    """A list of whole numbers."""

    packed: bytes


def texts(values: Sequence[str | None], encoding: str = "utf-8") -> Texts:
    """Texts, or nulls, as one value.

    >>> texts(["ab", None]).packed[20:]
    b'\\x00\\x00\\x00\\x02ab\\xff\\xff\\xff\\xff'
    """
    parts = [_HEAD(1, 1, _TEXT, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            text = value.encode(encoding)
            parts.append(_LENGTH(len(text)))
            parts.append(text)
    return Texts(b"".join(parts))


def wholes(values: Sequence[int | None]) -> Wholes:
    """Whole numbers of at most 64 bits, or nulls, as one value.

    >>> wholes([5, None]).packed[20:]
    b'\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x05\\xff\\xff\\xff\\xff'
    """
    parts = [_NULL if value is None else _WHOLE(8, value) for value in values]
    return Wholes(b"".join([_HEAD(1, 1, _INT8, len(values), 1), *parts]))


class _TextsDumper(Dumper):
    format = Format.BINARY
    oid = 1009

    def dump(self, obj: Any) -> bytes:
        packed: bytes = obj.packed
        return packed


class _WholesDumper(_TextsDumper):
    oid = 1016


def learn(cursor: Any) -> str:
    """Have a cursor take such values; the encoding of texts on its connection."""
    cursor.adapters.register_dumper(Texts, _TextsDumper)
    cursor.adapters.register_dumper(Wholes, _WholesDumper)
    return str(cursor.connection.info.encoding)
