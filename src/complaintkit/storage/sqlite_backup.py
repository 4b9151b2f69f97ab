"""Copies of the SQLite file, made while it is written to, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from complaintkit.errors import Faults, StoreError
from complaintkit.storage.sqlite_errors import told
from complaintkit.storage.sqlite_schema import connect, look_at

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file in use."""


def copy_out(connection: sqlite3.Connection, source: str, target: Any) -> None:
    """Copy the database of a connection, as it is at one moment, into a file that is not there yet.

    It is one reading statement: writers go on meanwhile, and nothing of what they do then is in the copy. Pages that
    were freed are not copied, and nothing of what was in them.

    :raises InvalidInput: the target is no path.
    :raises StoreError: it is there already, or cannot be written; nothing is left behind.
    """
    with _made_whole(_read_path(target, "path")) as part:
        try:
            connection.execute("VACUUM INTO ?", (str(part),))
            copy = sqlite3.connect(part, isolation_level=None)
            try:
                copy.execute("PRAGMA journal_mode = WAL")
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise told(error, source) from error


def put_back(backup: Any, target: Any) -> None:
    """Copy a backup to where a store is to be opened; it must be one of ours, and nothing may be there.

    :raises InvalidInput: one of the two is no path.
    :raises StoreError: the backup cannot be used, or something is there already; nothing is left behind.
    """
    faults = Faults()
    source, wanted = _path(backup, "backup", faults), _path(target, "path", faults)
    faults.raise_if_any(heading="the backup cannot be put back")
    look_at(source, read_only=True)
    _nothing_beside(source, "it is in use, or was left open; open it with SQLiteStore and copy it with backup()")
    _nothing_beside(wanted, "it was left by another file; remove it first")
    with _made_whole(wanted) as part:
        try:
            shutil.copyfile(source, part)
            connect(part, durability="full", timeout=30.0, read_only=False).close()
        except OSError as error:
            if isinstance(error, StoreError):
                raise StoreError(error.kind, str(source), error.problem) from error
            raise StoreError("io", str(wanted), f"{error.strerror}; make room and try again") from error


def _nothing_beside(path: Path, why: str) -> None:
    """There is nothing of SQLite's beside a file: what is in it would be missing from a copy."""
    for end in BESIDE:
        beside = Path(f"{path}{end}")
        if beside.exists():
            raise StoreError("exists", str(path), f"{beside.name!r} is beside it: {why}")


@contextmanager
def _made_whole(target: Path) -> Iterator[Path]:
    """A name to write under; the file gets its own once it is whole and on disk, and is gone if anything fails."""
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    if target.exists():
        raise StoreError("exists", str(target), "something is there already; give another path")
    if not target.parent.is_dir():
        raise StoreError("missing", str(target), f"there is no folder {str(target.parent)!r}; create it first")
    try:
        yield part
        _on_disk(part)
        os.link(part, target)  # unlike renaming, never in place of what came there meanwhile
    except FileExistsError:
        raise StoreError("exists", str(target), "something is there already; give another path") from None
    finally:
        for end in ("", *BESIDE):
            Path(f"{part}{end}").unlink(missing_ok=True)
    _on_disk(target.parent)


def _on_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_path(given: Any, name: str) -> Path:
    faults = Faults()
    path = _path(given, name, faults)
    faults.raise_if_any()
    return path


def _path(given: Any, name: str, faults: Faults) -> Path:
    if not isinstance(given, str | os.PathLike) or not str(given):
        faults.add(name, f"expected a path, got {type(given).__name__}")
        return Path()
    return Path(given)
