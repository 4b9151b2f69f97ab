"""Calendars, terms, conventions and clocks as documents of their own, for use without a policy."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from complaintkit.deadlines import Calendar, Clock, Convention, Term
from complaintkit.errors import CalendarError, Faults, InvalidInput
from complaintkit.serialization.converter import read
from complaintkit.serialization.faults import UNREADABLE, all_faults, brief, hint
from complaintkit.serialization.reading import read_document
from complaintkit.serialization.schemas import DEADLINES
from complaintkit.values import canonical
from complaintkit.values.checks import shown

__all__ = [
    "dumps_calendar",
    "dumps_clock",
    "dumps_convention",
    "dumps_term",
    "loads_calendar",
    "loads_clock",
    "loads_convention",
    "loads_term",
]
T = TypeVar("T")


def _dumps(what: str, value: object, indent: int | None) -> str:
    text = f'{{"{what}":{canonical(value).decode()},"schema":{DEADLINES.version}}}'
    return text if indent is None else json.dumps(json.loads(text), indent=indent, ensure_ascii=False)


def _loads(what: str, text: str | bytes, kind: Any, error: type[InvalidInput] = InvalidInput) -> Any:
    data = read_document(text, "json")
    if not isinstance(data, dict):
        raise InvalidInput.one(f"expected an object with a {what} in it, got {shown(data)}", "$")
    faults, keys = Faults(), {"schema", what}
    for key in sorted(data.keys() - keys)[:10]:
        faults.add(f"$.{brief(key)}", f"a document of a {what} has no {shown(key)}: {hint(key, keys)}")
    if not isinstance(data.get(what), dict):
        faults.add(f"$.{what}", f"expected the {what}, an object")
    faults.raise_if_any(InvalidInput, f"the {what} cannot be read")
    given = DEADLINES.bring_up(data[what], data.get("schema", DEADLINES.version))
    try:
        return read(given, kind)
    except UNREADABLE as unreadable:
        raise error(all_faults(unreadable), f"the {what} cannot be read") from None


def dumps_calendar(calendar: Calendar, *, indent: int | None = None) -> str:
    """A calendar as a JSON document: its canonical bytes under a schema version.

    >>> from complaintkit.deadlines import china_calendar
    >>> loads_calendar(dumps_calendar(china_calendar())) == china_calendar()
    True
    """
    return _dumps("calendar", calendar, indent)


def loads_calendar(text: str | bytes) -> Calendar:
    """The calendar a document describes; :class:`CalendarError` with every fault, each with its path."""
    found: Calendar = _loads("calendar", text, Calendar, CalendarError)
    return found


def dumps_term(term: Term, *, indent: int | None = None) -> str:
    """A term as a JSON document.

    >>> from complaintkit.deadlines import Days
    >>> dumps_term(Days(3))
    '{"term":{"$":"Days","count":3},"schema":1}'
    """
    return _dumps("term", term, indent)


def loads_term(text: str | bytes) -> Term:
    """The term a document describes; :class:`InvalidInput` with every fault, each with its path."""
    found: Term = _loads("term", text, Term)
    return found


def dumps_convention(convention: Convention, *, indent: int | None = None) -> str:
    """A counting convention as a JSON document."""
    return _dumps("convention", convention, indent)


def loads_convention(text: str | bytes) -> Convention:
    """The convention a document describes; :class:`InvalidInput` with every fault, each with its path."""
    found: Convention = _loads("convention", text, Convention)
    return found


def dumps_clock(clock: Clock, *, indent: int | None = None) -> str:
    """A clock with its calendar and convention, and all that happened to it, as a JSON document; instants in UTC."""
    return _dumps("clock", clock, indent)


def loads_clock(text: str | bytes) -> Clock:
    """The clock a document describes; :class:`InvalidInput` with every fault, each with its path."""
    found: Clock = _loads("clock", text, Clock)
    return found
