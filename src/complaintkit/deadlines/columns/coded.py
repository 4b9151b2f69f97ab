"""Columns as they come in: instants, values by their codes, and the faults of both with their rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from complaintkit.deadlines.columns.arrays import Ints
from complaintkit.deadlines.instants import not_an_instant, to_instant, to_us
from complaintkit.errors import Fault, InvalidInput

__all__ = ["NAT", "Coded", "Instants"]

T = TypeVar("T", bound=Hashable)
Instants: TypeAlias = NDArray[np.datetime64]
"""Instants in UTC, ``datetime64[us]``; NaT where there is none."""

NAT = int(np.iinfo(np.int64).min)
"""NaT as a number."""

_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999, in microseconds
_SHOWN = 5


def as_instants(given: Any, path: str) -> Instants:
    """An array of UTC instants to the microsecond, from ``datetime64`` of any unit or from aware datetimes and None.

    Raises :class:`InvalidInput` for a naive datetime, and where a finer unit would have to be rounded.
    """
    if isinstance(given, np.ndarray) and given.dtype.kind == "M":
        found = given.astype("datetime64[us]", copy=False)
        if np.datetime_data(given.dtype)[0] in ("ns", "ps", "fs", "as"):
            odd = np.flatnonzero((found != given) & ~np.isnat(given))
            if odd.size:
                raise InvalidInput.one(
                    f"{given[odd[0]]} is finer than a microsecond, and instants are not rounded", f"{path}[{odd[0]}]"
                )
        return found
    if isinstance(given, np.ndarray | Sequence) and not isinstance(given, str):
        us = np.fromiter((_us(at, f"{path}[{i}]") for i, at in enumerate(given)), np.int64, len(given))
        return us.view("datetime64[us]")
    raise InvalidInput.one(f"expected an array of datetime64 or a list of aware datetimes, got {type(given)}", path)


def in_years(us: Ints) -> Ints:
    """Microseconds kept within the years 1 to 9999, so that nothing overflows: every table ends before."""
    if us.size and (int(us.min()) < _FIRST or int(us.max()) > _LAST):
        return np.clip(us, _FIRST, _LAST)
    return us


def _column(given: Any, field: attrs.Attribute[Any]) -> Instants:
    return as_instants(given, field.name)


def _optional(given: Any, field: attrs.Attribute[Any]) -> Instants | None:
    return None if given is None else as_instants(given, field.name)


INSTANTS = attrs.Converter(_column, takes_field=True)
INSTANTS_OR_NONE = attrs.Converter(_optional, takes_field=True)


def _us(at: object, path: str) -> int:
    if at is None:
        return NAT
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise not_an_instant(at, path)
    return to_us(at)


def whole_rows(given: Any) -> Ints:
    return np.asarray(given, dtype=np.int64)


@attrs.frozen(eq=False)
class Coded(Generic[T]):
    """A column of few different values: each row holds the index of its value, -1 where it has none.

    As the dictionary type of Arrow, or the categories of pandas.

    >>> Coded.of(["a", "b", "a", None]).codes.tolist()
    [0, 1, 0, -1]
    """

    values: tuple[T, ...] = attrs.field(converter=tuple)
    codes: Ints = attrs.field(converter=whole_rows)

    def __attrs_post_init__(self) -> None:
        if self.codes.ndim != 1:
            raise InvalidInput.one(f"expected one code a row, got an array of {self.codes.ndim} dimensions", "codes")
        codes = self.codes[:1] if self.codes.strides == (0,) else self.codes  # one value for all
        wrong = np.flatnonzero((codes < -1) | (codes >= len(self.values)))
        if wrong.size:
            raise InvalidInput.one(
                f"expected -1 to {len(self.values) - 1}, got {self.codes[wrong[0]]}", f"codes[{wrong[0]}]"
            )

    @classmethod
    def of(cls, items: Iterable[T | None]) -> Coded[T]:
        """The column of those items; None becomes -1."""
        known: dict[T, int] = {}
        codes = [-1 if item is None else known.setdefault(item, len(known)) for item in items]
        return cls(tuple(known), np.array(codes, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> T | None:
        code = int(self.codes[row])
        return None if code < 0 else self.values[code]


def as_column(given: Any, n: int, path: str) -> Coded[Any]:
    """A column as it is, a single value as a column of it alone."""
    if not isinstance(given, Coded):
        return Coded((given,), np.broadcast_to(np.int64(0), n))
    if len(given) != n:
        raise InvalidInput.one(f"expected {n} rows, got {len(given)}", path)
    return given


def some_of(value: Any, chosen: Any) -> Any:
    """Those rows of what a table holds: of an array or a column; one value for all stays as it is."""
    if isinstance(value, Coded):
        return Coded(value.values, value.codes[chosen])
    return value[chosen] if isinstance(value, np.ndarray) else value


def instant_at(column: Instants | None, i: int) -> datetime | None:
    if column is None or np.isnat(column[i]):
        return None
    return to_instant(int(column.view(np.int64)[i]))


def length_faults(table: Any, path: str, names: tuple[str, ...]) -> list[Fault]:
    n = len(table.row)
    return [
        Fault(f"{path}.{name}", f"expected {n} rows, as row has, got {len(getattr(table, name))}")
        for name in names
        if getattr(table, name) is not None and len(getattr(table, name)) != n
    ]


def missing_faults(column: Instants, path: str) -> list[Fault]:
    return row_faults(np.flatnonzero(np.isnat(column)), path, "expected an instant, got NaT")


def row_faults(places: Ints, path: str, message: str) -> list[Fault]:
    """A fault for each of the first places, and how many more there are."""
    found = [Fault(f"{path}[{i}]", message) for i in places[:_SHOWN].tolist()]
    if len(places) > _SHOWN:
        found.append(Fault(path, f"{message}: {len(places) - _SHOWN} more rows"))
    return found


def refuse(faults: list[Fault], what: str) -> None:
    if faults:
        raise InvalidInput(faults, f"the {what} cannot be used")
