"""Many rows in one statement: what a page of the sweep reads and writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Dialect, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from complaintkit.cases.clocks import DueRow
from complaintkit.deadlines.instants import to_us
from complaintkit.errors import StaleVersion, StoreError
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.finding import COLUMNS
from complaintkit.storage.sqlalchemy_hot import PLACES, Prepared, prepared
from complaintkit.storage.sqlalchemy_tables import Statements

CHANGED = ("at_id", "at_version", "version", "hash", "snapshot", *COLUMNS)
"""What the rows of changed cases hold: the id and version they are found by, and what they say from now on."""
CLAIMED = ("tenant", "case_id", "duty", "n", "rung", "due_at")
POSTED = (
    "tenant", "id", "case_id", "what", "subject", "recipient", "at", "state", "turn", "tries", "claim", "error", "sink",
)  # fmt: skip
_ADDED = {
    "ck_cases": (db.cases, ("tenant", "id", *CHANGED[2:])),
    "ck_events": (db.events, PLACES),
    "ck_claims": (db.claims, CLAIMED),
    "ck_outbox": (db.outbox, POSTED),
}
_SKIPS = {"postgresql": (9, 5), "mariadb": (10, 6), "mysql": (8, 0, 1)}
"""The releases from which on databases can leave out rows that another has locked."""

_LIST = re.compile(r"%\((all_\w+)\)s")
Rows = Sequence[tuple[Any, ...]]


def can_skip(dialect: Dialect) -> bool:
    """Whether a database can leave out rows that another has locked."""
    kind = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    return kind in _SKIPS and (dialect.server_version_info or ()) >= _SKIPS[kind]


@lru_cache(maxsize=64)
def waiting(dialect: Dialect, behind: bool, taken: bool) -> Prepared:
    """The cases that are due, earliest first: their ids and instants; ``behind`` a place, or from the first one on.

    ``taken``: with what they are loaded from, and locked; those another has locked are left out where the database can.
    """
    c = db.cases.c
    asked = select(c.id, c.wakes_at, *((c.version, c.hash, c.snapshot) if taken else ())).where(
        c.tenant == bindparam("at_tenant"), c.wakes_at <= bindparam("until")
    )
    if behind:
        then: Any = bindparam("after_at")
        asked = asked.where(c.wakes_at >= then, or_(c.wakes_at > then, c.id > bindparam("after_id")))
    asked = asked.order_by(c.wakes_at, c.id).limit(bindparam("most")).offset(bindparam("first"))
    return prepared(asked.with_for_update(skip_locked=can_skip(dialect)) if taken else asked, dialect)


def _lists(names: Sequence[str], columns: Sequence[Column[Any]]) -> Any:
    """Lists that are given, one a column, as the rows of a table."""
    given = [bindparam(f"all_{name}", type_=ARRAY(column.type)) for name, column in zip(names, columns, strict=True)]
    return func.unnest(*given).table_valued(*names, with_ordinality="place", name="given").render_derived()


def _with_lists(statement: Any, dialect: Dialect) -> Prepared:
    """A statement that is given lists; where the driver can, they go as they are: quoting texts takes it long."""
    made = prepared(statement, dialect)
    return made._replace(sql=_LIST.sub(r"%(\1)b", made.sql)) if dialect.driver == "psycopg" else made


@lru_cache(maxsize=64)
def adding(dialect: Dialect, name: str) -> Prepared:
    """Rows added to a table, in the order given."""
    table, names = _ADDED[name]
    if dialect.name != "postgresql":
        return prepared(insert(table).values({name: bindparam(name) for name in names}), dialect)
    given = _lists(names, [table.c[name] for name in names])
    wanted = select(*[given.c[name] for name in names]).order_by(given.c.place)
    return _with_lists(insert(table).from_select(names, wanted, include_defaults=False), dialect)


@lru_cache(maxsize=16)
def changing(dialect: Dialect) -> Prepared:
    """The rows of cases changed, each if it is at the version given."""
    c = db.cases.c
    said = CHANGED[2:]
    here = c.tenant == bindparam("at_tenant")
    if dialect.name != "postgresql":
        at = and_(here, c.id == bindparam("at_id"), c.version == bindparam("at_version"))
        return prepared(update(db.cases).where(at).values({name: bindparam(name) for name in said}), dialect)
    given = _lists(CHANGED, [c.id, c.version, *[c[name] for name in said]])
    at = and_(here, c.id == given.c.at_id, c.version == given.c.at_version)
    return _with_lists(update(db.cases).where(at).values({name: given.c[name] for name in said}), dialect)


class Many(Statements):
    """Runs statements over many rows at once."""

    def _waiting(
        self, tenant: str, until: datetime, limit: int, after: tuple[datetime, str] | None, *, taken: bool
    ) -> list[tuple[Any, ...]]:
        """The rows of cases that are due."""
        asked = {"at_tenant": tenant, "until": to_us(until), "most": limit, "first": 0}
        if after is not None:
            asked |= {"after_at": to_us(after[0]), "after_id": after[1]}
        found: list[tuple[Any, ...]] = self._driven(
            waiting(self._connection.dialect, after is not None, taken), asked
        ).fetchall()
        return found

    def _add_all(self, table: str, rows: Rows) -> None:
        """Add rows to a table, in this order. Raises StaleVersion where one of its key is there."""
        if not rows:
            return
        try:
            self._many(adding(self._connection.dialect, table), _ADDED[table][1], rows, {})
        except StoreError as error:
            if isinstance(error.__cause__, self._connection.dialect.loaded_dbapi.IntegrityError):
                raise StaleVersion("one of several cases or rungs", 0, 1) from error
            raise

    def _claim_all(self, tenant: str, claims: Sequence[tuple[str, DueRow]]) -> None:
        """Take rungs. Raises StaleVersion where one was taken before."""
        rows = [(tenant, id, row.duty, row.n, row.rung, to_us(row.due_at)) for id, row in claims]
        self._add_all("ck_claims", rows)

    def _change_all(self, tenant: str, rows: Rows) -> bool:
        """Write the rows of cases anew; False where one of them is not at the version given."""
        given = {"at_tenant": tenant}
        return not rows or self._many(changing(self._connection.dialect), CHANGED, rows, given) == len(rows)

    def _many(self, statement: Prepared, names: Sequence[str], rows: Rows, given: Mapping[str, Any]) -> int:
        """Run a statement over rows; how many rows it changed."""
        if self._connection.dialect.name == "postgresql":
            lists = {f"all_{name}": list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
            return int(self._driven(statement, {**given, **lists}).rowcount)
        values = [statement.given({**given, **dict(zip(names, row, strict=True))}) for row in rows]
        return int(self._on_cursor("executemany", statement.sql, values).rowcount)
