"""A look at a case as a row of a table: instants in microseconds, several names as one text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Accessed
from complaintkit.serialization import decode, encode

COLUMNS = Accessed._fields[:-1]
"""The columns, in order; the row's own number is not among them."""
_LISTS = ("roles", "shown", "withheld")
_WRITE: dict[str, Callable[[Any], Any]] = {"at": to_us, "refused": int, **dict.fromkeys(_LISTS, encode)}


def row_of(accessed: Accessed) -> dict[str, Any]:
    """What is written, by column."""
    given = accessed._asdict()
    return {name: _WRITE[name](given[name]) if name in _WRITE else given[name] for name in COLUMNS}


def access_of(row: Any) -> Accessed:
    """The look that a row, in the order of the columns and its number last, tells of."""
    found = Accessed(*row)
    roles, shown, withheld = (decode(getattr(found, name), tuple[str, ...]) for name in _LISTS)
    return found._replace(
        at=to_instant(row[COLUMNS.index("at")]),
        roles=roles,
        shown=shown,
        withheld=withheld,
        refused=bool(found.refused),
    )
