"""What SQLite complains about, told as one clear error with what to do."""

from __future__ import annotations

import sqlite3

from complaintkit.errors import StoreError

_KINDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_PERM: ("cannot_open", "access was denied; give this process access to it"),
    sqlite3.SQLITE_BUSY: ("locked", "another process or thread kept it locked for longer than the timeout; try again"),
    sqlite3.SQLITE_LOCKED: ("locked", "another connection kept a table locked; try again"),
    sqlite3.SQLITE_READONLY: ("read_only", "it can only be read; open it for writing, in a folder that is writable"),
    sqlite3.SQLITE_IOERR: ("io", "the disk failed to read or write; see to the disk, then run desk.verify()"),
    sqlite3.SQLITE_CORRUPT: ("corrupted", "its pages are damaged; restore it from a backup"),
    sqlite3.SQLITE_FULL: ("full", "the disk, or the size it may have, is used up; make room and try again"),
    sqlite3.SQLITE_CANTOPEN: ("cannot_open", "it cannot be opened; check its folder and this process's access to it"),
    sqlite3.SQLITE_NOTADB: ("not_a_database", "it is no SQLite file; give another path"),
}
ENDED = "the transaction was committed, or rolled back, within the block of using(); do that after it"
STALE_SNAPSHOT = sqlite3.SQLITE_BUSY | 2 << 8
"""A transaction that began by reading cannot write any more, since another wrote meanwhile."""


def told(error: sqlite3.Error | UnicodeDecodeError, path: str) -> StoreError:
    """The error of ours for one of SQLite's, or for one that cannot be read. Nothing it broke is written."""
    unreadable = isinstance(error, UnicodeDecodeError)
    code = sqlite3.SQLITE_CORRUPT if unreadable else getattr(error, "sqlite_errorcode", None)
    if code == STALE_SNAPSHOT:
        what = "another wrote to it since this transaction first read; roll it back and begin it with BEGIN IMMEDIATE"
        return StoreError("locked", path, what)
    if "no such savepoint" in str(error):
        return StoreError("failed", path, ENDED)
    kind, what = _KINDS.get(0 if code is None else code & 0xFF, ("failed", ""))
    if code is None and "closed" in str(error):
        return StoreError("closed", path, "its connection was closed; open it again")
    return StoreError(kind, path, what or f"SQLite says: {error}; run desk.verify()")
