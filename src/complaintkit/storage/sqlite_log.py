"""The log beside the file, laid out once: a commit that makes it longer takes the disk longer than one that does not.

SQLite writes the log anew from its beginning whenever what is in it has gone into the file, which it does after a
thousand pages. Until then every commit makes it longer, and the disk has to note its length too.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

PAGES = 1000
"""How many pages the log comes to before it is written anew: SQLite's own setting, which we leave."""

AFTER = 32
"""Commits after which a connection lays the log out: by then they have cost about as much as that does."""

HELD = 10
"""Pages the cache may hold meanwhile: they do not come into the log."""


def lay_out(cursor: sqlite3.Cursor) -> None:
    """Make the log of a file as long as it will become, where it is shorter; outside of any transaction.

    A row that large is written and taken back: what the cache does not hold goes into the log, and no reader ever sees
    it. Where there is no room for it, or another is writing, the log grows as it did.
    """
    (page,) = cursor.execute("PRAGMA page_size").fetchone()
    missing = PAGES * page - _length(cursor)
    if missing <= 0:
        return
    size = (missing + 2 * HELD * page) // 2  # as many bytes in hex, and what the cache holds
    held = [(name, cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("cache_size", "busy_timeout")]
    try:
        cursor.execute(f"PRAGMA cache_size = {HELD}")
        cursor.execute("PRAGMA busy_timeout = 0").fetchall()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO ck_marks (tenant, name, value) VALUES ('', '', hex(zeroblob(?)))", (size,))
    except sqlite3.Error:
        pass
    finally:
        if cursor.connection.in_transaction:
            cursor.execute("ROLLBACK")
        for name, value in held:
            cursor.execute(f"PRAGMA {name} = {value}").fetchall()


def _length(cursor: sqlite3.Cursor) -> int:
    """The bytes of the log; 0 where there is none."""
    file = next(file for _, name, file in cursor.execute("PRAGMA database_list").fetchall() if name == "main")
    log = Path(f"{file}-wal")
    return log.stat().st_size if log.exists() else 0
