"""Snapshots of cases as compact text: a list of values in a fixed order, instants as whole microseconds. They are read
by :mod:`complaintkit.serialization.snapshot_reading`.

A snapshot is written with every command, so it is made by hand instead of by the canonical encoder; it can always be
folded again from the events, and nothing is hashed of it. Values that carry their own type (facts, amounts, terms)
stand in it in their canonical form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring as _quote
from operator import attrgetter, eq
from typing import Any

from complaintkit.cases.case import Case, FiredRung, Occurrence, RecordMade, Settled
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import EMPTY, Sealed
from complaintkit.deadlines import Term
from complaintkit.deadlines.instants import EPOCH
from complaintkit.values import canonical

__all__ = ["NOTHING", "SEAM", "SNAPSHOT", "Before", "Parts", "Rows", "encode_snapshot", "write_snapshot"]

SNAPSHOT = 1
"""The form of snapshots that this release writes and reads; the first value of each."""

Rows = Mapping[str, tuple[DueRow, ...]]

Parts = tuple[str, ...]
"""The text of a snapshot behind its head, in four: what changes seldom, records, runs of duties, rows."""
Before = tuple[Case | None, Rows, Parts]
"""A case, its rows and its parts, for its next version's text."""
NOTHING: Before = (None, EMPTY, ("", "", "", ""))
"""What stands before a case's first version."""

_PLACE = attrgetter(
    "category", "channel", "number", "registers", "owner", "assigned", "period", "unit", "adopted"
)  # fmt: skip
_HISTORY = attrgetter(
    "about", "recused", "redress_proposed", "redress_granted", "pauses", "pauses_of", "forms", "told", "sanctions",
    "links", "attachments", "alleged", "counted",
)  # fmt: skip
"""What of a case changes seldom."""
_RUN = attrgetter(
    "n", "started_seq", "started_at", "ended_at", "ended_seq", "stopped_at", "extensions", "promises", "fired",
    "changed_at", "changed_seq", "moved_at", "adopted_at", "settled",
)  # fmt: skip
_PLAIN_RUN = ((), (), (), None, 0, None, None, None)
"""What stands at the end of a run that nothing but its start, end or stop was noted of."""

_text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_PLAIN = frozenset((str, int, bool, type(None)))
SEAM = ",\n"
"""What stands between two pieces; no text in JSON holds a bare line break, so that it cannot stand in one."""


def encode_snapshot(case: Case, rows: Rows) -> str:
    """A case and the moments its duties wait for, as text.

    >>> from datetime import UTC, datetime
    >>> from complaintkit.serialization.snapshot_reading import decode_snapshot
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> case = Case("acme", "c-1", "complaint", "0" * 64, at, 1, "new", at, "f" * 64, {}, {}, {"quantity": 3})
    >>> decode_snapshot(encode_snapshot(case, {})) == (case, {})
    True
    """
    return write_snapshot(case, rows, NOTHING)[0]


def write_snapshot(case: Case, rows: Rows, before: Before) -> tuple[str, Parts]:
    """The text of a case and of what its duties wait for, and its parts, for the next version.

    ``before`` is a version before: what of it is the very same object in this one is not written anew.
    """
    old, old_rows, parts = before
    head = (
        f"[{SNAPSHOT},{_quote(case.tenant)},{_quote(case.id)},{_quote(case.kind)},{_quote(case.policy)},"
        f"{_quote(case.stage)},{_quote(case.hash)},{case.version},{_us(case.received_at)},{_us(case.recorded_at)},"
        f"{_place(*_PLACE(case))}]"
    )
    after = (
        parts[0] if old is not None and _same(old, case) else _seldom(case),
        _group("r", case.records, _records, EMPTY if old is None else old.records, parts[1]),
        _group("c", case.clocks, _runs, EMPTY if old is None else old.clocks, parts[2]),
        _group("d", rows, _rows, old_rows, parts[3]),
    )
    return f"[{SEAM.join([head, *filter(None, after)])}]", after


def _same(old: Case, new: Case) -> bool:
    """Whether what changes seldom did not."""
    return (
        old.facts is new.facts
        and old.parties is new.parties
        and old.refs is new.refs
        and _HISTORY(old) == _HISTORY(new)
    )


def _seldom(case: Case) -> str:
    """What of a case changes seldom: its history, facts, parties and references."""
    values = _history(*_HISTORY(case)), _values(case.facts), _parties(case.parties), dict(case.refs)
    return SEAM.join(map(_text, values))


def _group(
    what: str, values: Mapping[str, Any], written: Callable[[Any], str], old: Mapping[str, Any], text: str
) -> str:
    """The texts of a mapping, one a key; those of the very values that stand in ``text`` are taken from there."""
    if values is old:
        return text
    if len(old) > len(values) or not all(map(eq, old, values)):
        old = EMPTY  # keys went, or stand in another order: all is written anew
    pieces = text.split(SEAM) if old else []
    known = len(pieces)
    for n, (key, value) in enumerate(values.items()):
        if n >= known:
            pieces.append(f'["{what}",{_quote(key)},[{written(value)}]]')
        elif old[key] is not value:
            pieces[n] = f'["{what}",{_quote(key)},[{written(value)}]]'
    return SEAM.join(pieces)


def _history(
    about: Any, recused: Any, proposed: Any, granted: Any, pauses: Any, pauses_of: Any, forms: Any, told: Any,
    sanctions: Any, links: Any, attachments: Any, alleged: Any, counted: Any,
) -> list[Any]:  # fmt: skip
    return [
        sorted(about),
        sorted(recused),
        _canonical(proposed),
        _canonical(granted),
        [[pause.cause, _us(pause.begun_at), _maybe_us(pause.ended_at)] for pause in pauses],
        pauses_of,
        forms,
        [[t.message, t.means, _us(t.at), t.to, t.enclosures, t.seq] for t in told],
        [_canonical(step) for step in sanctions],
        links,
        [[paper.name, paper.sha256, paper.media_type, paper.ref] for paper in attachments],
        alleged,
        counted,
    ]


def _parties(parties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {role: _values(party) for role, party in parties.items()}


def _records(held: tuple[RecordMade, ...]) -> str:
    return ",".join([f"[{seq},{_us(at)},{_quote(who)}]" for seq, at, who in held])


@lru_cache(maxsize=4096)
def _rows(held: tuple[DueRow, ...]) -> str:
    """Rows as text; a day's are the same for many cases."""
    return ",".join([f"[{_us(row.fires_at)},{row.n},{_quote(row.rung)},{_us(row.due_at)}]" for row in held])


def _runs(runs: tuple[Occurrence, ...]) -> str:
    return _run_text(*_RUN(runs[0])) if len(runs) == 1 else ",".join([_run_text(*_RUN(run)) for run in runs])


def _run_text(
    n: int, started_seq: int, started: datetime, ended: datetime | None, ended_seq: int, stopped: datetime | None,
    *noted: Any,
) -> str:  # fmt: skip
    head = (
        f"[{n},{started_seq},{_us(started)},{'null' if ended is None else _us(ended)},{ended_seq},"
        f"{'null' if stopped is None else _us(stopped)}"
    )
    if noted == _PLAIN_RUN:
        return f"{head},[],[],[],null,0,null,null,null]"
    extensions, promises, fired, changed, changed_seq, moved, adopted, settled = noted
    more = [
        [_canonical(extension) for extension in extensions],
        [[_us(promise.at), _us(promise.made_at)] for promise in promises],
    ]
    return (
        f"{head},{_text(more)[1:-1] if extensions or promises else '[],[]'},[{','.join(map(_fired_text, fired))}],"
        f"{_null_us(changed)},{changed_seq},{_null_us(moved)},{_null_us(adopted)},{_settled_text(settled)}]"
    )


def _fired_text(rung: FiredRung) -> str:
    id, due, fires, seq, lifted, skipped = rung
    return f"[{_quote(id)},{_us(due)},{_us(fires)},{seq},{lifted},{'true' if skipped else 'false'}]"


def _settled_text(settled: Settled | None) -> str:
    if settled is None:
        return "null"
    return f"[{_term_text(settled.term)},{'true' if settled.assumed else 'false'},{_text(_canonical(settled.anchors))}]"


@lru_cache(maxsize=1024)
def _term_text(term: Term | None) -> str:
    """A term as text in the text; a policy has few of them, and each is settled with every case."""
    return _text(_canonical(term))


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are where JSON has them, else as a list that says what they are."""
    return {name: value if type(value) in _PLAIN else _tagged(value) for name, value in values.items()}


def _tagged(value: Any) -> list[str]:
    return ["s", value.commitment] if type(value) is Sealed else ["c", canonical(value).decode()]


def _canonical(value: object) -> str | None:
    return None if value is None else canonical(value).decode()


def _us(at: datetime) -> int:
    past = at - EPOCH
    return (past.days * 86400 + past.seconds) * 1_000_000 + past.microseconds


def _place(
    category: str | None, channel: str | None, number: str | None, registers: tuple[str, ...], owner: str | None,
    assigned: str | None, period: str | None, unit: str | None, adopted: bool,
) -> str:  # fmt: skip
    return (
        f"[{_null(category)},{_null(channel)},{_null(number)},[{','.join(map(_quote, registers))}],{_null(owner)},"
        f"{_null(assigned)},{_null(period)},{_null(unit)},{'true' if adopted else 'false'}]"
    )


def _null(text: str | None) -> str:
    return "null" if text is None else _quote(text)


def _maybe_us(at: datetime | None) -> int | None:
    return None if at is None else _us(at)


def _null_us(at: datetime | None) -> str:
    return "null" if at is None else str(_us(at))
