"""Stores: where cases are kept."""

from complaintkit.storage.memory import MemoryStore

__all__ = ["MemoryStore"]
