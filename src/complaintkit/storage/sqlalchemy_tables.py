"""Statements, and the small tables: serials, counters, keys, claims, attempts, personal values, marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Select, Table, and_, delete, insert, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from complaintkit.cases.clocks import DueRow
from complaintkit.cases.reasons import Reason
from complaintkit.deadlines.instants import to_instant, to_us
from complaintkit.desk.stored import Attempt, PersonalValue, Remembered
from complaintkit.errors import StaleVersion
from complaintkit.serialization import decode, encode
from complaintkit.storage import sqlalchemy_schema as db
from complaintkit.storage.sqlalchemy_errors import from_driver, gave_up, told
from complaintkit.storage.sqlalchemy_hot import Prepared

Values = Mapping[str, Any]
COUNTED = {"preserve_rowcount": True}
"""SQLAlchemy tells how many rows an insert made only where it is asked to."""
_UNLESS_THERE: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
"""The dialects that can insert a row unless it is there, and tell which it was."""


class Statements:
    """Runs statements on one connection; the database's complaints come out as ours."""

    def __init__(self, where: str, connection: Connection, writing: bool) -> None:
        self._where = where
        self._connection = connection
        self._writing = writing
        self._cursor: Any = None
        """The driver's cursor for the statements that are compiled already."""
        self._lost = False
        """Whether the database has taken the whole transaction back."""

    def _run(self, statement: Executable, values: Sequence[Values] | None = None) -> Any:
        try:
            return self._connection.execute(statement, values)
        except SQLAlchemyError as error:
            self._lost = self._lost or gave_up(error)
            raise told(error, self._where) from getattr(error, "orig", None)

    def _driven(self, statement: Prepared, values: Values) -> Any:
        """Run a statement that is compiled already, on the driver's own cursor; the cursor."""
        return self._on_cursor("execute", statement.sql, statement.given(values))

    def _on_cursor(self, what: str, sql: str, given: Any) -> Any:
        """Let the driver's own cursor ``execute`` or ``executemany`` a statement; the cursor."""
        cursor = self._drivers_cursor()
        try:
            getattr(cursor, what)(sql, given)
        except self._connection.dialect.loaded_dbapi.Error as error:
            raise self._driver_told(error, sql) from error
        return cursor

    def _drivers_cursor(self) -> Any:
        if self._cursor is None:
            self._cursor = self._connection.connection.cursor()
        return self._cursor

    def _driver_told(self, error: Exception, statement: str) -> Exception:
        """The error of ours for one of the driver's; a connection that is lost is never used again."""
        raw, dialect = self._connection.connection, self._connection.dialect
        known = from_driver(error, statement, dialect, raw, self._cursor)
        if known.connection_invalidated:
            self._connection.invalidate(known)
        self._lost = self._lost or gave_up(known)
        return told(known, self._where)

    def _plain(self, sql: str) -> None:
        try:
            self._connection.exec_driver_sql(sql)
        except SQLAlchemyError as error:
            raise told(error, self._where) from getattr(error, "orig", None)

    def _one(self, statement: Executable) -> Any:
        """The first row of a statement; None where there is none."""
        return self._run(statement).first()

    def _all(self, statement: Executable) -> Sequence[Any]:
        found: Sequence[Any] = self._run(statement).all()
        return found

    def _held_fast(self, statement: Select[Any]) -> Any:
        """The row of a statement, which nobody else may change before this transaction ends, if it writes."""
        return self._one(statement.with_for_update() if self._writing else statement)

    def _put(self, table: Table, values: Values) -> bool:
        """Insert a row; False where there is one of its key. Waits for another who inserts it at the same time."""
        dialect = self._connection.dialect.name
        if dialect in _UNLESS_THERE:
            statement = _UNLESS_THERE[dialect](table).values(**values).on_conflict_do_nothing()
            return bool(self._run(statement.execution_options(**COUNTED)).rowcount == 1)
        try:  # what fails on MariaDB and MySQL takes back the statement, not the transaction
            self._connection.execute(insert(table).values(**values))
        except IntegrityError:
            return False
        except SQLAlchemyError as error:
            self._lost = self._lost or gave_up(error)
            raise told(error, self._where) from getattr(error, "orig", None)
        return True

    def _drop(self, table: Table, numbers: Sequence[int]) -> int:
        """Remove the rows of these numbers; how many it were."""
        return int(self._run(delete(table).where(table.c.n.in_(numbers))).rowcount) if numbers else 0

    def _hold(self, table: Table, values: Values) -> None:
        """Make a row unless it is there, and lock it."""
        if self._connection.dialect.name in ("mysql", "mariadb"):  # a mere insert would share its lock with others
            same = next(iter(values))
            self._run(mysql.insert(table).values(**values).on_duplicate_key_update({same: table.c[same]}))
        else:
            self._put(table, values)

    def _fixed(self, table: Table, key: Values, column: str, first: Values) -> Any:
        """A value in a row that nobody else may change before this transaction ends; the row is made where it is not
        there, so that there is something to hold.
        """
        asked = select(table.c[column]).where(and_(*[table.c[name] == value for name, value in key.items()]))
        row = self._held_fast(asked)
        if row is None and self._writing:
            self._hold(table, {**key, **first})
            row = self._held_fast(asked)
        return None if row is None else row[0]


class SmallTables(Statements):
    """What a transaction keeps beside cases and their events."""

    def draw(self, tenant: str, scope: str) -> int:
        """The next serial of a scope."""
        last: int = self._fixed(db.serials, {"tenant": tenant, "scope": scope}, "last", {"last": 0})
        here = (db.serials.c.tenant == tenant) & (db.serials.c.scope == scope)
        self._run(update(db.serials).where(here).values(last=last + 1))
        return last + 1

    def tally(self, tenant: str, key: str) -> int:
        """How far a counter stands."""
        return self._fixed(db.tallies, {"tenant": tenant, "key": key}, "count", {"count": 0}) or 0

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        """Add to a counter, or take from it."""
        stands = self.tally(tenant, key)
        here = (db.tallies.c.tenant == tenant) & (db.tallies.c.key == key)
        self._run(update(db.tallies).where(here).values(count=stands + by))

    def recall(self, tenant: str, key: str) -> Remembered | None:
        """What an idempotency key stands for."""
        t = db.idempotency
        row = self._one(select(t.c.fingerprint, t.c.case_id, t.c.version).where(t.c.tenant == tenant, t.c.key == key))
        return None if row is None else Remembered(*row)

    def remember(self, tenant: str, key: str, what: Remembered) -> None:
        """Bind an idempotency key. Raises StaleVersion where another has bound it since it was recalled."""
        if not self._put(db.idempotency, {"tenant": tenant, "key": key, **what._asdict()}):
            raise StaleVersion(f"key {key!r}", 0, 1)

    def claim(self, tenant: str, case_id: str, row: DueRow) -> bool:
        """Take a rung for firing."""
        return self._put(
            db.claims,
            {
                "tenant": tenant,
                "case_id": case_id,
                "duty": row.duty,
                "n": row.n,
                "rung": row.rung,
                "due_at": to_us(row.due_at),
            },
        )

    def attempt(self, attempt: Attempt) -> None:
        """Put a refused command into the attempt log."""
        a = attempt
        self._run(
            insert(db.attempts).values(
                tenant=a.tenant, case_id=a.case_id, at=to_us(a.at), actor=a.actor, trigger=a.trigger,
                reasons=encode(a.reasons),
            )
        )  # fmt: skip

    def attempts(self, tenant: str, case_id: str) -> Sequence[Attempt]:
        """The refused commands on a case."""
        t = db.attempts.c
        asked = select(t.at, t.actor, t.trigger, t.reasons).where(t.tenant == tenant, t.case_id == case_id)
        return tuple(
            [
                Attempt(tenant, case_id, to_instant(at), actor, trigger, decode(reasons, tuple[Reason, ...]))
                for at, actor, trigger, reasons in self._all(asked.order_by(t.n))
            ]
        )

    def personal(self, tenant: str, case_id: str) -> Sequence[PersonalValue]:
        """The personal values beside the events of a case."""
        t = db.personal.c
        asked = select(t.seq, t.path, t.person, t.salt, t.value).where(t.tenant == tenant, t.case_id == case_id)
        return tuple(
            [
                PersonalValue(seq, path, person, salt, decode(value, object))
                for seq, path, person, salt, value in self._all(asked.order_by(t.n))
            ]
        )

    def erase(self, tenant: str, case_id: str, paths: Collection[str] | None) -> int:
        """Erase personal values of a case: those at these paths, or all."""
        t = db.personal.c
        sql = delete(db.personal).where(t.tenant == tenant, t.case_id == case_id)
        return int(self._run(sql if paths is None else sql.where(t.path.in_(paths))).rowcount)

    def mark(self, tenant: str, name: str) -> str | None:
        """A small value the desk keeps."""
        found: str | None = self._fixed(db.marks, {"tenant": tenant, "name": name}, "value", {"value": None})
        return found

    def set_mark(self, tenant: str, name: str, value: str) -> None:
        """Keep a small value."""
        if not self._put(db.marks, {"tenant": tenant, "name": name, "value": value}):
            here = (db.marks.c.tenant == tenant) & (db.marks.c.name == name)
            self._run(update(db.marks).where(here).values(value=value))
