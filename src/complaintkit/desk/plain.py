"""What a desk answers, as plain data for JSON: one form for whoever puts complaints behind a web API.

Objects carry the names of the fields they have in Python, each of them whether it is empty or not. What stands there:

======================  ===============================================================================
value                   written as
======================  ===============================================================================
instant                 ``"2026-03-02T09:00:00+08:00"``: ISO 8601 with the offset of the document's zone
date                    ``"2026-03-09"``
length of time          ``"PT26H30M"``: ISO 8601 in hours, minutes and seconds
money                   ``{"amount": "150.00", "currency": "CNY"}``
Decimal, Fraction       ``"0.05"``, ``"2/3"``
set                     a list, in order
condition, term         as a policy document writes them
a value not shown       ``{"masked": true}``: the reader may not see it; ``{"erased": true}``: it is gone;
                        ``{"sealed": true}``: personal, and this answer carries none: ask ``desk.view``
no value                ``{"unknown": true}``: asked, not known; ``{"blank": true}``: left empty on purpose
======================  ===============================================================================
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from types import NoneType
from typing import Any, NamedTuple, get_args

import attrs

from complaintkit.cases.case import Case, Settled
from complaintkit.cases.events import Acted, Body, Corrected, Filed, Sealed, Unjoined
from complaintkit.cases.explained import ExplainedDate, ExplainedEvent
from complaintkit.cases.explanation import Explanation
from complaintkit.cases.reasons import Reason, reason_text
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines.terms import TERM_TYPES
from complaintkit.desk.outbox import DeliveryReport
from complaintkit.desk.sweep import SweepReport
from complaintkit.desk.verify import VerifyReport
from complaintkit.desk.view import HIDDEN, CaseView
from complaintkit.errors import InvalidInput
from complaintkit.rules.absence import NoValue
from complaintkit.rules.conditions import Condition
from complaintkit.rules.facts import Fact
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.policy import Policy
from complaintkit.values import ERASED, Money, canonical

__all__ = ["Telling", "plain", "zone_name"]

Told = Callable[[Any, "Telling"], Any]
"""From a value to plain data."""


class Telling(NamedTuple):
    """For whom it is written: times in ``zone``, texts in ``lang`` with the titles of ``policy``."""

    zone: tzinfo
    lang: str
    policy: Policy | None


def zone_name(zone: tzinfo) -> str:
    """The name of a zone: its key in the time-zone data where it has one, else its offset."""
    return str(getattr(zone, "key", zone))


def plain(value: Any, telling: Telling) -> Any:
    """One value as plain data.

    :raises InvalidInput: it is of a type, or holds something of a type, that has no form.
    """
    return WRITERS[type(value)](value, telling)


class _Writers(dict[type, Told]):
    """How values are written, by their type; for a new one it is found the first time it is met."""

    def __missing__(self, cls: type) -> Told:
        self[cls] = found = _writer(cls)
        return found


def _writer(cls: type) -> Told:
    if cls in AS_DOCUMENTED or issubclass(cls, Condition):
        return lambda value, _: json.loads(canonical(value))
    if attrs.has(cls):
        return _fields(cls, [field.name for field in attrs.fields(cls) if field.eq or field.repr])
    names: Iterable[str] | None = getattr(cls, "_fields", None)
    if issubclass(cls, tuple) and names is not None:
        return _fields(cls, names)
    for base, write in BY_BASE:
        if issubclass(cls, base):
            return write
    raise InvalidInput.one(f"a value of type {cls.__name__} has no form in JSON")


def _fields(cls: type, names: Iterable[str]) -> Told:
    """The object of a class, by the names of its fields; the event bodies, of which there are several, say which."""
    own, left_out = SHAPES.get(cls, {}), LEFT_OUT.get(cls, ())
    fields = [(name, own.get(name, plain)) for name in names if name not in left_out]
    head = {"what": cls.__name__.lower()} if cls in BODIES else {}

    def write(value: Any, telling: Telling) -> dict[str, Any]:
        return head | {name: told(getattr(value, name), telling) for name, told in fields}

    return write


def _rows(*names: str) -> Told:
    """Tuples as objects with these names."""
    row = _row(*names)
    return lambda value, telling: [row(item, telling) for item in value]


def _row(*names: str) -> Told:
    def write(value: Any, telling: Telling) -> Any:
        if value is None:
            return None
        return {name: plain(item, telling) for name, item in zip(names, value, strict=True)}

    return write


def _pairs(value: Iterable[tuple[str, Any]], telling: Telling) -> dict[str, Any]:
    """Pairs as the object they stand for."""
    return {name: plain(item, telling) for name, item in value}


def _itself(value: Any, _: Telling) -> Any:
    return value


def _list(value: Iterable[Any], telling: Telling) -> list[Any]:
    return [plain(item, telling) for item in value]


def _set(value: Iterable[Any], telling: Telling) -> list[Any]:
    return sorted(_list(value, telling), key=lambda item: json.dumps(item, sort_keys=True))


def _mapping(value: Mapping[Any, Any], telling: Telling) -> dict[str, Any]:
    for name in value:
        if not isinstance(name, str):
            raise InvalidInput.one(f"a mapping by {type(name).__name__} has no form in JSON, give names")
    return {name: plain(item, telling) for name, item in value.items()}


def _date(value: date, _: Telling) -> str:
    return value.isoformat()


def _instant(value: datetime, telling: Telling) -> str:
    if value.utcoffset() is None:
        raise InvalidInput.one("a naive datetime has no form in JSON; give it a time zone")
    try:
        return value.astimezone(telling.zone).isoformat()
    except OverflowError:  # at the ends of the years 1 and 9999, which other zones do not reach
        return value.isoformat()


def _duration(value: timedelta, _: Telling) -> str:
    """A length of time in ISO 8601. Its days are told as hours: they are no calendar's.

    >>> _duration(timedelta(days=1, hours=2, minutes=30), None), _duration(-timedelta(microseconds=1500), None)
    ('PT26H30M', '-PT0.0015S')
    """
    microseconds = abs(value) // timedelta(microseconds=1)
    minutes, rest = divmod(microseconds, 60_000_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest // 1_000_000}.{rest % 1_000_000:06d}".rstrip("0").rstrip(".")
    told = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n not in (0, "0"))
    return f"{'-' if value < timedelta(0) else ''}PT{told or '0S'}"


def _decimal(value: Decimal, _: Telling) -> str:
    if not value.is_finite():
        raise InvalidInput.one("a number that is not finite has no form in JSON")
    return format(value, "f")


def _money(value: Money, _: Telling) -> dict[str, str]:
    amount, _space, currency = str(value).partition(" ")
    return {"amount": amount, "currency": currency}


def _view(value: CaseView, telling: Telling) -> dict[str, Any]:
    """The case with what its reader may see in the places of what is sealed."""
    seen = {name: plain(getattr(value, name), telling) for name in ("facts", "parties", "keeping")}
    return {**plain(value.case, telling), **seen}


def _explanation(value: Explanation, telling: Telling) -> dict[str, Any]:
    """The case stands in it as its text tells of it: what else is on it is not for every audience."""
    here = telling._replace(policy=value.policy, lang=value.lang)
    case = {name: plain(getattr(value.case, name), here) for name in ("id", "number", "version", "stage")}
    told = _EXPLAINED(value, here)
    return {**told, "case": case, "zone": zone_name(value.zone), "text": value.text()}


def _reason(value: Reason, telling: Telling) -> dict[str, Any]:
    text = reason_text(value, telling.policy, telling.lang, telling.zone)
    return {
        "code": value.code,
        "args": _pairs(value.args, telling),
        "cites": plain(value.cites, telling),
        "text": text,
    }


def _decision(value: Decision, telling: Telling) -> dict[str, Any]:
    """What was decided and why; not the entries that it would make."""
    return {
        "granted": value.granted,
        "trigger": None if value.move is None else value.move.trigger,
        "capacity": value.capacity,
        "at": plain(value.at, telling),
        "reasons": plain(value.reasons, telling),
        "cites": plain(value.cites, telling),
    }


def _error(value: Exception, _: Telling) -> dict[str, Any]:
    """Which error it is; its text may tell of the inside."""
    return {"error": type(value).__name__, "code": getattr(value, "code", None)}


def _mark(name: str) -> Told:
    return lambda _value, _telling: {name: True}


def _text(value: str, telling: Telling) -> Any:
    mark = MARKS.get(value)
    return value if mark is None else mark(value, telling)


MARKS: Mapping[str, Told] = {HIDDEN: _mark("masked"), ERASED: _mark("erased")}
"""How the texts are written that stand in place of a value."""
AS_DOCUMENTED: frozenset[type] = frozenset(TERM_TYPES)
"""Parts of a policy that are written as a policy document writes them; conditions are too."""
BODIES: frozenset[type] = frozenset(get_args(Body))
"""The classes that stand in one and the same place."""
LEFT_OUT: Mapping[type, tuple[str, ...]] = {
    Case: ("counted", "pauses_of"),
    Explanation: ("policy", "case", "zone"),
    Fact: ("when", "channels", "categories", "case_kind", "for_the_record"),
}
"""What only the library needs, or what is written in another way; of a fact, when it is asked for: it is."""
SHAPES: Mapping[type, Mapping[str, Told]] = {
    Acted: {"promise": _row("duty", "at")},
    Corrected: {"recounted": _rows("event", "before", "now"), "again": _rows("fact", "event")},
    DeliveryReport: {"failed": _rows("id", "why"), "dead": _rows("id", "why")},
    ExplainedDate: {"former": _rows("due_at", "event", "what")},
    ExplainedEvent: {
        "inputs": _rows("fact", "value", "event"),
        "given": _pairs,
        "papers": _rows("name", "sha256"),
        "confirmed": _rows("conduct", "cite"),
        "promise": _row("duty", "at"),
        "again": _rows("fact", "event"),
        "brought": _rows("record", "at"),
    },
    Explanation: {"attempts": _rows("at", "who", "trigger", "reasons")},
    Filed: {"records": _rows("record", "at")},
    Meeting: {"votes": _pairs},
    Settled: {"anchors": _pairs},
    SweepReport: {
        "fired": _rows("case_id", "duty", "rung"),
        "skipped": _rows("case_id", "duty", "rung"),
        "failed": _rows("case_id", "error"),
    },
    Unjoined: {"dropped": _rows("record", "event"), "recounted": _rows("event", "before", "now")},
    VerifyReport: {"faults": _rows("case_id", "what")},
}
"""Fields that hold tuples of several things, with the names of these."""
_EXPLAINED = _fields(Explanation, [field.name for field in attrs.fields(Explanation)])
WRITERS = _Writers(
    {
        NoneType: _itself,
        bool: _itself,
        int: _itself,
        str: _text,
        datetime: _instant,
        date: _date,
        Money: _money,
        Sealed: _mark("sealed"),
        NoValue: lambda value, _: {value.value: True},
        CaseView: _view,
        Decision: _decision,
        Explanation: _explanation,
        Reason: _reason,
    }
)
"""The classes that are written in a way of their own, and those met so far."""
BY_BASE: tuple[tuple[type, Told], ...] = (
    (str, lambda value, telling: _text(str(value), telling)),
    (int, lambda value, _: int(value)),
    (datetime, _instant),
    (date, _date),
    (timedelta, _duration),
    (Decimal, _decimal),
    (Fraction, lambda value, _: f"{value.numerator}/{value.denominator}"),
    (frozenset, _set),
    (set, _set),
    (Mapping, _mapping),
    (tuple, _list),
    (list, _list),
    (Exception, _error),
)
"""How other values are written, by the first of these that they are."""
