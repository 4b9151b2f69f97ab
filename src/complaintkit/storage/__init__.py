"""Stores: where cases are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaintkit.errors import MissingExtra
from complaintkit.storage.memory import MemoryStore

if TYPE_CHECKING:
    from complaintkit.storage.sqlalchemy import SQLAlchemyStore
    from complaintkit.storage.sqlite import SQLiteStore

__all__ = ["MemoryStore", "SQLAlchemyStore", "SQLiteStore"]


def __getattr__(name: str) -> Any:
    if name == "SQLiteStore":  # brings cattrs: late, so that a store in memory costs little to import
        from complaintkit.storage.sqlite import SQLiteStore

        return SQLiteStore
    if name == "SQLAlchemyStore":
        try:
            from complaintkit.storage.sqlalchemy import SQLAlchemyStore
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in ("sqlalchemy", "alembic"):
                raise
            raise MissingExtra("sqlalchemy", "SQLAlchemyStore") from error
        return SQLAlchemyStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
