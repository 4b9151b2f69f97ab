"""The SQLite file: its tables, how it is known for ours, and the steps that bring an older one up to date."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from complaintkit.errors import StoreError
from complaintkit.storage.sqlite_errors import told

APPLICATION = 0x434B4954
"""The file's application id: "CKIT"."""

OLDEST_SQLITE = (3, 37, 0)

PAGE = 2048
"""Bytes of a page of a new file. A command changes a row or an index entry on each of six to eight pages, and the log
takes each page whole: half of SQLite's own 4096 is written and summed up in less time. Older files keep theirs.
"""

Migration = Callable[[sqlite3.Connection], None]

_TABLES = (
    # every policy version that was used; ``document`` is the very text its hash was taken of
    """CREATE TABLE ck_policies (
        hash TEXT NOT NULL PRIMARY KEY, schema INTEGER NOT NULL, document TEXT NOT NULL
    ) STRICT""",
    # one row a case: its snapshot, and what it is found by. ``rev`` counts every write of the row; ``next_due`` is the
    # earliest due still owed, ``wakes_at`` the next rung the sweep waits for, in microseconds since 1970. Whose turn
    # it is and which kind of stage follow from the stage, so that they need no index of their own
    """CREATE TABLE ck_cases (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL,
        version INTEGER NOT NULL, hash TEXT NOT NULL, rev INTEGER NOT NULL,
        policy TEXT NOT NULL, kind TEXT NOT NULL, stage TEXT NOT NULL, stage_kind TEXT, owner TEXT, assigned TEXT,
        category TEXT, channel TEXT, number TEXT, period TEXT, next_due INTEGER, wakes_at INTEGER,
        snapshot TEXT NOT NULL, UNIQUE (tenant, id)
    ) STRICT""",
    "CREATE INDEX ck_by_stage ON ck_cases (tenant, stage, id)",
    "CREATE INDEX ck_by_kind ON ck_cases (tenant, kind, id)",
    "CREATE INDEX ck_by_channel ON ck_cases (tenant, channel, id) WHERE channel IS NOT NULL",
    "CREATE INDEX ck_by_category ON ck_cases (tenant, category, id) WHERE category IS NOT NULL",
    "CREATE INDEX ck_by_assigned ON ck_cases (tenant, assigned, id) WHERE assigned IS NOT NULL",
    "CREATE INDEX ck_by_number ON ck_cases (tenant, number, id) WHERE number IS NOT NULL",
    "CREATE INDEX ck_by_period ON ck_cases (tenant, period, id) WHERE period IS NOT NULL",
    "CREATE INDEX ck_by_due ON ck_cases (tenant, next_due, id) WHERE next_due IS NOT NULL",
    "CREATE INDEX ck_by_wake ON ck_cases (tenant, wakes_at, id) WHERE wakes_at IS NOT NULL",
    # what else a case is found by: its registers, references, parties and the cases it is tied to
    """CREATE TABLE ck_keys (
        tenant TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, case_id TEXT NOT NULL,
        PRIMARY KEY (tenant, what, value, case_id)
    ) STRICT, WITHOUT ROWID""",
    # ``text`` is the very text the event's hash was taken of. Events are written one after the other, whatever case
    # they belong to: a command fills the last page and touches one small leaf of the index
    """CREATE TABLE ck_events (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL,
        schema INTEGER NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL,
        UNIQUE (tenant, case_id, seq)
    ) STRICT""",
    """CREATE TABLE ck_claims (
        tenant TEXT NOT NULL, case_id TEXT NOT NULL,
        duty TEXT NOT NULL, n INTEGER NOT NULL, rung TEXT NOT NULL, due_at INTEGER NOT NULL,
        PRIMARY KEY (tenant, case_id, duty, n, rung, due_at)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ck_serials (
        tenant TEXT NOT NULL, scope TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (tenant, scope)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ck_tallies (
        tenant TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (tenant, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ck_idempotency (
        tenant TEXT NOT NULL, key TEXT NOT NULL,
        fingerprint TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (tenant, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ck_outbox (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL,
        what TEXT NOT NULL, subject TEXT NOT NULL, recipient TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX ck_outbox_of ON ck_outbox (tenant, n)",
    """CREATE TABLE ck_attempts (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, case_id TEXT NOT NULL, at INTEGER NOT NULL,
        actor TEXT NOT NULL, trigger TEXT NOT NULL, reasons TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX ck_attempts_of ON ck_attempts (tenant, case_id, n)",
    # the personal values the events hold commitments of; a row that goes is a value erased
    """CREATE TABLE ck_personal (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, case_id TEXT NOT NULL, seq INTEGER NOT NULL,
        path TEXT NOT NULL, person TEXT NOT NULL, salt TEXT NOT NULL, value TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX ck_personal_of ON ck_personal (tenant, case_id, n)",
    "CREATE INDEX ck_personal_by ON ck_personal (tenant, person)",
    """CREATE TABLE ck_marks (
        tenant TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (tenant, name)
    ) STRICT, WITHOUT ROWID""",
)


_DELIVERY = (
    # how the delivery of a notice stands: "waiting", "delivered" or "dead"; ``turn`` is when it may next be taken, or
    # since when it is delivered or dead. What an older release left was never marked as sent: it waits
    "ALTER TABLE ck_outbox ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting'",
    "ALTER TABLE ck_outbox ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ck_outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ck_outbox ADD COLUMN claim TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ck_outbox ADD COLUMN error TEXT NOT NULL DEFAULT ''",
    "UPDATE ck_outbox SET turn = at",
    "CREATE INDEX ck_outbox_turn ON ck_outbox (tenant, turn, n) WHERE state = 'waiting'",
    "CREATE INDEX ck_outbox_case ON ck_outbox (tenant, case_id, n) WHERE state = 'waiting'",
    "CREATE INDEX ck_outbox_done ON ck_outbox (tenant, turn, n) WHERE state = 'delivered'",
    "CREATE INDEX ck_outbox_dead ON ck_outbox (tenant, n) WHERE state = 'dead'",
)


_ACCESSES = (
    # who looked at which case; ``roles``, ``shown`` and ``withheld`` are lists of names, no value of the case is here
    """CREATE TABLE ck_accesses (
        n INTEGER PRIMARY KEY, tenant TEXT NOT NULL, case_id TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
        what TEXT NOT NULL, roles TEXT NOT NULL, unit TEXT, on_behalf_of TEXT, shown TEXT NOT NULL,
        withheld TEXT NOT NULL, refused INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX ck_accesses_of ON ck_accesses (tenant, case_id, n)",
    "CREATE INDEX ck_accesses_at ON ck_accesses (tenant, at, n)",
)

_SINKS = (
    # which of several sinks an entry is for; the notice itself is then "spread", and its entries have its id
    "ALTER TABLE ck_outbox ADD COLUMN sink TEXT NOT NULL DEFAULT ''",
    "DROP INDEX ck_outbox_turn",
    "DROP INDEX ck_outbox_case",
    "CREATE INDEX ck_outbox_turn ON ck_outbox (tenant, sink, turn, n) WHERE state = 'waiting'",
    "CREATE INDEX ck_outbox_case ON ck_outbox (tenant, sink, case_id, n) WHERE state = 'waiting'",
    "CREATE INDEX ck_outbox_spread ON ck_outbox (tenant, id) WHERE state = 'spread'",
    "CREATE INDEX ck_outbox_copies ON ck_outbox (tenant, id) WHERE sink <> ''",
)

_DUES = (
    # only the cases whose due comes before their rung: the others are found by when that comes (sqlite_find)
    "DROP INDEX ck_by_due",
    """CREATE INDEX ck_by_due ON ck_cases (tenant, next_due, id)
        WHERE next_due < coalesce(wakes_at, 9223372036854775807)""",
)

_WHO_LOOKED = (
    # looks are told in the order of their instants, by case, by who looked, or all of them
    "DROP INDEX ck_accesses_of",
    "CREATE INDEX ck_accesses_of ON ck_accesses (tenant, case_id, at, n)",
    "CREATE INDEX ck_accesses_by ON ck_accesses (tenant, actor, at, n)",
)


def _step(statements: tuple[str, ...]) -> Migration:
    def run(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return run


MIGRATIONS: list[Migration] = [
    _step(statements) for statements in (_TABLES, _DELIVERY, _ACCESSES, _SINKS, _DUES, _WHO_LOOKED)
]
"""The steps from an empty file to this release's schema, in order, never changed once released: the n-th makes version
n. Each runs inside the one transaction that also sets the version; none may commit, nor use ``executescript``.
"""


def connect(path: Path, *, durability: str, timeout: float, read_only: bool) -> sqlite3.Connection:
    """A connection to a file that is known for ours and up to date.

    :raises StoreError: it is not, and cannot be made so; the file is as it was.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            "too_old", str(path), f"Python uses SQLite {sqlite3.sqlite_version}, 3.37 or newer is needed; upgrade it"
        )
    look_at(path, read_only)
    mode = "ro" if read_only else "rwc"
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA trusted_schema = OFF")
        if not is_current(connection, path):
            if read_only:
                raise StoreError(
                    "read_only", str(path), "it has to be set up or brought up to date first; open it once for writing"
                )
            _set_up(connection, path, timeout)
        connection.execute(f"PRAGMA synchronous = {durability.upper()}")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error | UnicodeDecodeError):  # a damaged schema quoted in an error is no text
            raise told(error, str(path)) from error
        raise
    return connection


def look_at(path: Path, read_only: bool) -> None:
    """What can be told of the file before SQLite touches it."""
    if path.is_dir():
        raise StoreError("not_a_database", str(path), "it is a folder; give the path of a file in it")
    if not path.exists():
        if read_only:
            raise StoreError("missing", str(path), "there is no such file; open it once for writing to create it")
        if not path.parent.is_dir():
            raise StoreError("missing", str(path), f"there is no folder {str(path.parent)!r}; create it first")
        return
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise StoreError("cannot_open", str(path), f"{error.strerror}; give this process access to it") from error
    if head and not head.startswith(b"SQLite format 3\0"):
        raise StoreError("not_a_database", str(path), "it is no SQLite file; give another path")


def is_current(connection: sqlite3.Connection, path: Path | str) -> bool:
    """Whether the file is ours and of this release's schema; False: it is empty or older.

    :raises StoreError: it is another program's, or of a newer release.
    """
    application, version, names = _marks(connection)
    if application == APPLICATION:
        if version > len(MIGRATIONS):
            raise StoreError(
                "newer",
                str(path),
                f"it has schema {version}, this release reads up to {len(MIGRATIONS)}; upgrade complaintkit",
            )
        return bool(version == len(MIGRATIONS))
    if application or version or names:
        held = f" (it holds {', '.join(names)})" if names else ""
        raise StoreError("foreign", str(path), f"another program's SQLite file{held}; give it a file of its own")
    return False


def _marks(connection: sqlite3.Connection) -> tuple[int, int, list[str]]:
    """Whose a file says it is, its version, and a few of the names in it, as they stood at one moment: another process
    may be setting it up.
    """
    alone = not connection.in_transaction
    if alone:
        connection.execute("BEGIN")
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return application, version, [name for (name,) in connection.execute("SELECT name FROM sqlite_schema LIMIT 3")]
    finally:
        if alone and connection.in_transaction:
            connection.execute("ROLLBACK")


def _set_up(connection: sqlite3.Connection, path: Path, timeout: float) -> None:
    """Make the file write-ahead and bring it up to date, all steps or none."""
    connection.execute(f"PRAGMA page_size = {PAGE}")  # of a file that has no pages yet
    _write_ahead(connection, path, timeout)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(connection, path):  # unless another process was faster
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            for step in MIGRATIONS[version:]:
                step(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _write_ahead(connection: sqlite3.Connection, path: Path, timeout: float) -> None:
    """Switch the journal; SQLite does not wait for others here, so that we do."""
    until = time.monotonic() + timeout
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.005)
    if mode != "wal":
        raise StoreError("cannot_open", str(path), "its file system allows no write-ahead log; put it on a local disk")
