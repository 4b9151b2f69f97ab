"""Events and snapshots as text.

What is stored of an event is the very text its hash was taken of, so that what is verified is what is read.
"""

from __future__ import annotations

from typing import Any, TypeVar

from complaintkit.cases.case import Case
from complaintkit.cases.events import Event, event_text
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.serialization.converter import read
from complaintkit.serialization.faults import UNREADABLE, all_faults
from complaintkit.serialization.reading import read_document
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
    :raises InvalidInput: its schema version is not known here: a newer release wrote it.
    """
    try:
        data = read_document(text)
    except InvalidInput as error:
        raise _broken("event", error) from None
    if type(data) is not list or len(data) != len(FIELDS):
        raise IntegrityError(f"a stored event cannot be read: its text has not the {len(FIELDS)} places of one")
    fields = schema.bring_up(dict(zip(FIELDS, data, strict=True)), version)
    fields["hash"], fields["text"] = hash, text if isinstance(text, str) else text.decode()
    try:
        event: Event = read(fields, Event)
    except UNREADABLE as error:
        raise _broken("event", error) from None
    return event


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
    """The value of a stored text, of a class or of any other type. Raises IntegrityError where it cannot be read."""
    try:
        value: T = read(read_document(text), cls)
    except UNREADABLE as error:
        raise _broken(getattr(cls, "__name__", "value"), error) from None
    return value


def _broken(what: str, error: BaseException) -> IntegrityError:
    where = "; ".join(str(fault) for fault in all_faults(error))
    return IntegrityError(f"a stored {what} cannot be read: {where}")
