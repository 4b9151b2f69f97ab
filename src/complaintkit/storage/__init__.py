"""Stores: where cases are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaintkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from complaintkit.storage.sqlite import SQLiteStore

__all__ = ["MemoryStore", "SQLiteStore"]


def __getattr__(name: str) -> Any:
    if name == "SQLiteStore":  # brings cattrs: late, so that a store in memory costs little to import
        from complaintkit.storage.sqlite import SQLiteStore

        return SQLiteStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
