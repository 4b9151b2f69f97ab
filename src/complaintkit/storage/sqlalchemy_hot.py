"""The statements every command runs, compiled once for a database: building them each time takes longer than running
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement, Dialect, and_, bindparam, insert, select, update

from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.finding import COLUMNS


class Prepared(NamedTuple):
    """A statement as a driver takes it, and the order of its values where it takes them by position."""

    sql: str
    order: tuple[str, ...] | None

    def given(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        return values if self.order is None else tuple([values[name] for name in self.order])


class Hot(NamedTuple):
    """Reading a case to write it, or only to read it; writing it anew; adding an event."""

    load: Prepared
    look: Prepared
    change: Prepared
    add: Prepared
    both: Prepared | None
    """The two of them in one, where the database can: a command waits for it once less."""


_CASE, _EVENT = db.cases.c, db.events.c
PLACES = ("tenant", "case_id", "seq", "schema", "hash", "text")
_LOOK = select(_CASE.version, _CASE.hash, _CASE.snapshot).where(
    _CASE.tenant == bindparam("at_tenant"), _CASE.id == bindparam("at_id")
)
_CHANGED = ("version", "hash", "snapshot", *COLUMNS)
_CHANGE = (
    update(db.cases)
    .where(
        and_(
            _CASE.tenant == bindparam("at_tenant"),
            _CASE.id == bindparam("at_id"),
            _CASE.version == bindparam("at_version"),
        )
    )
    .values({name: bindparam(name) for name in _CHANGED})
)
_ADD = insert(db.events).values({name: bindparam(name) for name in PLACES})


_CHANGED_CASE = _CHANGE.returning(_CASE.version).cte("changed")
_BOTH = insert(db.events).from_select(
    PLACES, select(*[bindparam(f"event_{name}", type_=_EVENT[name].type) for name in PLACES]).select_from(_CHANGED_CASE)
)
"""The event is added if the case was changed, and only then."""


def prepared(statement: ClauseElement, dialect: Dialect) -> Prepared:
    """A statement compiled for a database."""
    compiled: Any = statement.compile(dialect=dialect)
    order = tuple(compiled.positiontup) if compiled.positional else None
    return Prepared(str(compiled), order)


@lru_cache(maxsize=16)
def hot(dialect: Dialect) -> Hot:
    """The statements for a database; one of each is kept for every engine's dialect."""
    return Hot(
        prepared(_LOOK.with_for_update(), dialect),
        prepared(_LOOK, dialect),
        prepared(_CHANGE, dialect),
        prepared(_ADD, dialect),
        prepared(_BOTH, dialect) if dialect.name == "postgresql" else None,
    )
