"""A case as the SQLite store keeps it decoded."""

from __future__ import annotations

from typing import NamedTuple

from complaintkit.desk.stored import Stored
from complaintkit.serialization.snapshots import Parts
from complaintkit.storage.finding import Columns


class Held(NamedTuple):
    """A case as it was read or written: its row, the stamp that tells whether it still is so, and its columns."""

    n: int
    stamp: tuple[int, str, int]
    stored: Stored
    columns: Columns
    parts: Parts
