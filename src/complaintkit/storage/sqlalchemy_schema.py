"""The tables of a store on SQLAlchemy, and how they are made and brought up to date by Alembic.

The shapes are those of the SQLite file: one row a case with its snapshot, events that are only added, instants as whole
microseconds since 1970. Texts are compared and put in order by code point.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

VERSION_TABLE = "ck_alembic_version"
LOCK = 0x434B4954
"""The lock that one who sets up the tables holds: "CKIT"."""
_MIGRATIONS = Path(__file__).parent / "sqlalchemy_migrations"


class Name(TypeDecorator[str]):
    """A short text that cases, keys and series are told apart by; no two code points are alike in it.

    On MariaDB and MySQL, whose indices need it, it is no longer than ``length`` characters.
    """

    impl = Text
    cache_ok = True

    def __init__(self, length: int = 100) -> None:
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of a database."""
        if dialect.name in ("mysql", "mariadb"):
            mariadb = getattr(dialect, "is_mariadb", False)
            return mysql.VARCHAR(self.length, collation="utf8mb4_nopad_bin" if mariadb else "utf8mb4_0900_bin")
        return Text(collation="C") if dialect.name == "postgresql" else Text()


class Long(TypeDecorator[str]):
    """A text of any length."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of a database."""
        if dialect.name in ("mysql", "mariadb"):
            return mysql.LONGTEXT(charset="utf8mb4", collation="utf8mb4_bin")
        return Text()


SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""The type of a row's own number."""
OPTIONS: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4"}
metadata = MetaData()


def _key(name: str, length: int = 100) -> Column[str]:
    return Column(name, Name(length), primary_key=True)


def _name(name: str, length: int = 100) -> Column[str]:
    return Column(name, Name(length), nullable=False)


def _maybe(name: str) -> Column[str]:
    return Column(name, Name())


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _long(name: str) -> Column[str]:
    return Column(name, Long, nullable=False)


def _n() -> Column[int]:
    return Column("n", SERIAL, primary_key=True, autoincrement=True)


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, **OPTIONS)


identity = _table("ck_store", _key("id"))
"""One row: which store this is, whoever is connected to it."""
policies = _table("ck_policies", _key("hash"), _whole("schema"), _long("document"))
cases = _table(
    "ck_cases", _key("tenant"), _key("id"), _whole("version"), _name("hash"),
    _name("policy"), _name("kind"), _name("stage"), _maybe("stage_kind"), _maybe("owner"), _maybe("assigned"),
    _maybe("category"), _maybe("channel"), _maybe("number"), _maybe("period"),
    Column("next_due", BigInteger), Column("wakes_at", BigInteger), _long("snapshot"),
)  # fmt: skip
DUE_FIRST = cases.c.next_due < func.coalesce(cases.c.wakes_at, literal_column(str(2**63 - 1)))
"""Where a due comes before any rung: the other cases past their due are found by their rung."""
_PARTLY: dict[str, ColumnElement[bool]] = {"next_due": DUE_FIRST}
# PostgreSQL writes a case into all of its indices whenever its stage changes: into those only that lead to it
for _column in ("stage", "kind", "channel", "category", "assigned", "number", "period", "next_due", "wakes_at"):
    _only = _PARTLY.get(_column, cases.c[_column].is_not(None)) if cases.c[_column].nullable else None
    Index(f"ck_by_{_column}", cases.c.tenant, cases.c[_column], cases.c.id, postgresql_where=_only)
keys = _table("ck_keys", _key("tenant"), _key("what"), _key("value", 255), _key("case_id"))
events = _table(
    "ck_events", _n(), _name("tenant"), _name("case_id"), _whole("seq"), _whole("schema"), _name("hash"), _long("text"),
    UniqueConstraint("tenant", "case_id", "seq", name="ck_one_event"),
)  # fmt: skip
claims = _table(
    "ck_claims", _key("tenant"), _key("case_id"), _key("duty"),
    Column("n", BigInteger, primary_key=True, autoincrement=False), _key("rung"),
    Column("due_at", BigInteger, primary_key=True, autoincrement=False),
)  # fmt: skip
serials = _table("ck_serials", _key("tenant"), _key("scope", 255), _whole("last"))
tallies = _table("ck_tallies", _key("tenant"), _key("key", 255), _whole("count"))
idempotency = _table(
    "ck_idempotency", _key("tenant"), _key("key", 255), _name("fingerprint"), _name("case_id"), _whole("version")
)
outbox = _table(
    "ck_outbox", _n(), _name("tenant"), _name("id", 255), _name("case_id"), _name("what"), _name("subject", 255),
    _name("recipient", 255), _whole("at"),
    _name("state"), _whole("turn"), _whole("tries"), _name("claim"), _name("error", 255),
    Column("sink", Name(), nullable=False, server_default=""),
    Index("ck_outbox_of", "tenant", "n"), Index("ck_outbox_turn", "tenant", "sink", "state", "turn", "n"),
    Index("ck_outbox_case", "tenant", "sink", "case_id", "state", "n"), Index("ck_outbox_id", "tenant", "id", "sink"),
)  # fmt: skip
attempts = _table(
    "ck_attempts", _n(), _name("tenant"), _name("case_id"), _whole("at"), _name("actor"), _name("trigger"),
    _long("reasons"), Index("ck_attempts_of", "tenant", "case_id", "n"),
)  # fmt: skip
accesses = _table(
    "ck_accesses", _n(), _name("tenant"), _name("case_id"), _whole("at"), _name("actor"), _name("what"), _long("roles"),
    _maybe("unit"), _maybe("on_behalf_of"), _long("shown"), _long("withheld"), _whole("refused"),
    Index("ck_accesses_of", "tenant", "case_id", "at", "n"), Index("ck_accesses_by", "tenant", "actor", "at", "n"),
    Index("ck_accesses_at", "tenant", "at", "n"),
)  # fmt: skip
personal = _table(
    "ck_personal", _n(), _name("tenant"), _name("case_id"), _whole("seq"), _name("path", 255), _name("person", 255),
    _name("salt"), _long("value"),
    Index("ck_personal_of", "tenant", "case_id", "n"), Index("ck_personal_by", "tenant", "person"),
)  # fmt: skip
# a mark that is looked at before it is set stands here without a value, so that two cannot both find it unset
marks = _table("ck_marks", _key("tenant"), _key("name", 255), Column("value", Long))


def config_of(connection: Connection) -> Config:
    """Alembic's settings, for a connection whose transaction the caller commits."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def standing(connection: Connection) -> str:
    """How the tables stand: "current", "older", "newer" than this release, or "missing"."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    found = context.get_current_revision()
    script = ScriptDirectory.from_config(config_of(connection))
    if found is None:
        return "missing"
    if found == script.get_current_head():
        return "current"
    known = {revision.revision for revision in script.walk_revisions()}
    return "older" if found in known else "newer"


def upgrade(connection: Connection) -> None:
    """Make the tables, or bring them up to date, one at a time; the caller commits."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    elif dialect != "sqlite":
        connection.exec_driver_sql(f"SELECT GET_LOCK('complaintkit {LOCK}', 60)")
    try:
        if standing(connection) in ("missing", "older"):  # unless another process was faster
            command.upgrade(config_of(connection), "head")
    finally:
        if dialect not in ("postgresql", "sqlite"):
            connection.exec_driver_sql(f"SELECT RELEASE_LOCK('complaintkit {LOCK}')")
