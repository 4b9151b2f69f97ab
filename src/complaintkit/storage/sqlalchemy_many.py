"""Many rows in one statement: what a page of the sweep reads and writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Dialect,
    Text,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import UserDefinedType

from complaintkit.cases.clocks import DueRow
from complaintkit.deadlines.instants import to_us
from complaintkit.errors import StaleVersion, StoreError
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.finding import COLUMNS
from complaintkit.storage.sqlalchemy_hot import Prepared, prepared
from complaintkit.storage.sqlalchemy_tables import Statements

MOMENTS = COLUMNS[-2:]
"""The columns that tell what a case waits for: of the others a rung seldom changes one."""
_FOUND_BY = ("at_id", "at_version", "place")
_SAID = ("version", "hash", "snapshot")
_TABLES = {"ck_cases": db.cases, "ck_events": db.events, "ck_claims": db.claims, "ck_outbox": db.outbox}
_WHOLE = frozenset(
    ["at_version", *(c.name for table in _TABLES.values() for c in table.c if isinstance(c.type, BigInteger))]
)
"""The columns of whole numbers; the others are texts."""
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

    ``taken``: with where the row lies, what they are loaded from, and locked; those another has locked are left out
    where the database can.
    """
    c = db.cases.c
    where: Any = literal_column("ck_cases.ctid" if dialect.name == "postgresql" else "''")
    asked = select(c.id, c.wakes_at, *((where, c.version, c.hash, c.snapshot) if taken else ())).where(
        c.tenant == bindparam("at_tenant"), c.wakes_at <= bindparam("until")
    )
    if behind:
        then: Any = bindparam("after_at")
        asked = asked.where(c.wakes_at >= then, or_(c.wakes_at > then, c.id > bindparam("after_id")))
    asked = asked.order_by(c.wakes_at, c.id).limit(bindparam("most")).offset(bindparam("first"))
    return prepared(asked.with_for_update(skip_locked=can_skip(dialect)) if taken else asked, dialect)


def _lists(names: Sequence[str]) -> Any:
    """Lists that are given, one a column, as the rows of a table."""
    given = [bindparam(f"all_{name}", type_=ARRAY(BigInteger() if name in _WHOLE else Text())) for name in names]
    return func.unnest(*given).table_valued(*names, with_ordinality="nth", name="given").render_derived()


def _with_lists(statement: Any, dialect: Dialect) -> Prepared:
    """A statement that is given lists; where the driver can, they go in binary: quoting texts takes it long."""
    made = prepared(statement, dialect)
    return made._replace(sql=_LIST.sub(r"%(\1)b", made.sql)) if dialect.driver == "psycopg" else made


@lru_cache(maxsize=64)
def adding(dialect: Dialect, name: str, names: tuple[str, ...], same: tuple[str, ...]) -> Prepared:
    """Rows added to a table, in the order given: lists of these columns, and one value each for those that are the same
    in all.
    """
    table = _TABLES[name]
    if dialect.name != "postgresql":
        return prepared(insert(table).values({name: bindparam(name) for name in (*names, *same)}), dialect)
    given = _lists(names)
    wanted = select(
        *[given.c[name] for name in names], *[bindparam(name, type_=table.c[name].type) for name in same]
    ).order_by(given.c.nth)
    return _with_lists(insert(table).from_select((*names, *same), wanted, include_defaults=False), dialect)


@lru_cache(maxsize=64)
def changing(dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    """These columns of the rows of cases changed, each if it is at the version given.

    On PostgreSQL rows are found by where they lie: they were locked there by what took them. Found by their keys, a
    planner that has not counted the table yet would read all of the tenant's.
    """
    c = db.cases.c
    if dialect.name != "postgresql":
        at = and_(c.tenant == bindparam("at_tenant"), c.id == bindparam("at_id"), c.version == bindparam("at_version"))
        return prepared(update(db.cases).where(at).values({name: bindparam(name) for name in names}), dialect)
    given = _lists((*_FOUND_BY, *names))
    lies: Any = literal_column("ck_cases.ctid")
    at = and_(lies == cast(given.c.place, _Tid()), c.id == given.c.at_id, c.version == given.c.at_version)
    return _with_lists(update(db.cases).where(at).values({name: given.c[name] for name in names}), dialect)


class _Tid(UserDefinedType[str]):
    """Where a row lies in its table, as long as nobody writes it."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TID"


@lru_cache(maxsize=1)
def _packing() -> Any:
    """What packs lists for psycopg, which is read only where it is used."""
    from complaintkit.storage import sqlalchemy_lists

    return sqlalchemy_lists


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

    def _add_all(self, table: str, names: tuple[str, ...], rows: Rows, same: Mapping[str, Any]) -> None:
        """Add rows to a table, in this order: the columns of each, and those that are the ``same`` in all. Raises
        StaleVersion where one of its key is there.
        """
        if not rows:
            return
        try:
            self._many(adding(self._connection.dialect, table, names, tuple(same)), names, rows, same)
        except StoreError as error:
            if isinstance(error.__cause__, self._connection.dialect.loaded_dbapi.IntegrityError):
                raise StaleVersion("one of several cases or rungs", 0, 1) from error
            raise

    def _claim_all(self, tenant: str, claims: Iterable[tuple[str, DueRow]]) -> None:
        """Take rungs. Raises StaleVersion where one was taken before."""
        rows = [(id, row.duty, row.n, row.rung, to_us(row.due_at)) for id, row in claims]
        self._add_all("ck_claims", ("case_id", "duty", "n", "rung", "due_at"), rows, {"tenant": tenant})

    def _change_all(self, tenant: str, names: tuple[str, ...], rows: Rows) -> bool:
        """Write these columns of cases anew; each row begins with the id, the version and the place the case is found
        by, and what is always written. False where one of them is not at the version given.
        """
        names = (*_SAID, *names)
        statement = changing(self._connection.dialect, names)
        return not rows or self._many(statement, (*_FOUND_BY, *names), rows, {"at_tenant": tenant}) == len(rows)

    def _many(self, statement: Prepared, names: Sequence[str], rows: Rows, given: Mapping[str, Any]) -> int:
        """Run a statement over rows; how many rows it changed."""
        dialect = self._connection.dialect
        if dialect.name != "postgresql":
            values = [statement.given({**given, **dict(zip(names, row, strict=True))}) for row in rows]
            return int(self._on_cursor("executemany", statement.sql, values).rowcount)
        lists: dict[str, Any] = dict(zip(names, zip(*rows, strict=True), strict=True))
        if dialect.driver == "psycopg":
            packing = _packing()
            encoding = packing.learn(self._drivers_cursor())
            lists = {
                name: packing.wholes(column) if name in _WHOLE else packing.texts(column, encoding)
                for name, column in lists.items()
            }
        else:
            lists = {name: list(column) for name, column in lists.items()}
        return int(self._driven(statement, {**given, **{f"all_{n}": column for n, column in lists.items()}}).rowcount)
