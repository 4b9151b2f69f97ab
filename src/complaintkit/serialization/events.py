"""Events and snapshots as text.

What is stored of an event is the very text its hash was taken of, so that what is verified is what is read.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from complaintkit.cases.case import Case
from complaintkit.cases.events import Body, Event, event_text
from complaintkit.errors import IntegrityError
from complaintkit.rules.record import Surroundings
from complaintkit.serialization.converter import converter
from complaintkit.serialization.faults import UNREADABLE, all_faults
from complaintkit.serialization.reading import read_document
from complaintkit.serialization.scalars import read_instant
from complaintkit.serialization.schemas import EVENTS, Schema
from complaintkit.values import canonical

T = TypeVar("T")
FIELDS = (
    "prev", "tenant", "case_id", "seq", "occurred_at", "recorded_at", "actor", "capacity", "roles", "unit",
    "on_behalf_of", "behind", "around", "body",
)  # fmt: skip
"""The places of an event's text, in their order."""


def encode_event(event: Event) -> str:
    """The text of an event, as its hash was taken of it."""
    return event_text(event)


def decode_event(text: str | bytes, hash: str, *, version: int = EVENTS.version, schema: Schema = EVENTS) -> Event:
    """The event of a stored text.

    ``version`` is the schema version it was stored under. The event keeps its text, so that its hash can be checked
    whatever an upcast made of it.

    :raises IntegrityError: it cannot be read; the faults say where.
    """
    data = read_document(text)
    if not isinstance(data, list) or len(data) != len(FIELDS):
        raise IntegrityError(f"an event's text has {len(FIELDS)} places")
    fields = schema.bring_up(dict(zip(FIELDS, data, strict=True)), version)
    made = converter()
    try:
        return Event(
            made.structure(fields["tenant"], str),
            made.structure(fields["case_id"], str),
            made.structure(fields["seq"], int),
            read_instant(fields["occurred_at"]),
            read_instant(fields["recorded_at"]),
            made.structure(fields["actor"], str),
            made.structure(fields["capacity"], str),
            made.structure(fields["roles"], tuple[str, ...]),
            made.structure(fields["unit"], str | None),  # type: ignore[arg-type]
            made.structure(fields["on_behalf_of"], str | None),  # type: ignore[arg-type]
            made.structure(fields["body"], Body),  # type: ignore[arg-type]
            made.structure(fields["around"], Surroundings | None),  # type: ignore[arg-type]
            made.structure(fields["behind"], int),
            made.structure(fields["prev"], str),
            hash,
            text if isinstance(text, str) else text.decode(),
        )
    except UNREADABLE as error:
        where = "; ".join(str(fault) for fault in all_faults(error))
        raise IntegrityError(f"a stored event cannot be read: {where}") from None


def encode_case(case: Case) -> str:
    """A snapshot of a case as text."""
    return canonical(case).decode()


def decode_case(text: str | bytes) -> Case:
    """The case of a snapshot. Raises IntegrityError where it cannot be read."""
    return decode(text, Case)


def encode(value: Any) -> str:
    """Any other value a store keeps (an attempt, a notice, a fact) as text."""
    return canonical(value).decode()


def decode(text: str | bytes, cls: type[T]) -> T:
    """The value of a stored text. Raises IntegrityError where it cannot be read."""
    try:
        return converter().structure(json.loads(text), cls)
    except UNREADABLE as error:
        where = "; ".join(str(fault) for fault in all_faults(error))
        raise IntegrityError(f"a stored {cls.__name__} cannot be read: {where}") from None
