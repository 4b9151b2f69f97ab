"""Events as rows of a table: the same in every store that keeps tables."""

from __future__ import annotations

from typing import Any

from complaintkit.desk.stored import Entry
from complaintkit.serialization import EVENTS, encode_event


def events_of(entry: Entry) -> list[tuple[Any, ...]]:
    """The rows of an entry's events: tenant, case, number, schema, hash and text of each."""
    texts = entry.texts or [encode_event(event) for event in entry.events]
    return [
        (event.tenant, event.case_id, event.seq, EVENTS.version, event.hash, text)
        for event, text in zip(entry.events, texts, strict=True)
    ]
