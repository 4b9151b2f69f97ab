"""Snapshots of cases as compact text: a list of values in a fixed order, instants as whole microseconds.

A snapshot is written with every command, so it is made by hand instead of by the canonical encoder; it can always be
folded again from the events, and nothing is hashed of it. Values that carry their own type (facts, amounts, terms)
stand in it in their canonical form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from json.encoder import encode_basestring as _quote
from operator import attrgetter, eq
from typing import Any

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade, Settled
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import EMPTY, IssuedForm, Link, SanctionStep, Sealed, Told
from complaintkit.deadlines import Extension, Pause, Promise, Term
from complaintkit.deadlines.instants import EPOCH
from complaintkit.errors import IntegrityError
from complaintkit.serialization.converter import converter
from complaintkit.serialization.scalars import read_any
from complaintkit.values import Attachment, FrozenMap, Money, canonical

__all__ = [
    "NOTHING", "SNAPSHOT", "Before", "Parts", "Rows", "decode_snapshot", "encode_snapshot", "read_snapshot",
    "write_snapshot",
]  # fmt: skip

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
_SEAM = ",\n"
"""What stands between two pieces; no text in JSON holds a bare line break, so that it cannot stand in one."""


def encode_snapshot(case: Case, rows: Rows) -> str:
    """A case and the moments its duties wait for, as text.

    >>> from datetime import UTC, datetime
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
    return f"[{_SEAM.join([head, *filter(None, after)])}]", after


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
    return _SEAM.join(map(_text, values))


def _group(
    what: str, values: Mapping[str, Any], written: Callable[[Any], str], old: Mapping[str, Any], text: str
) -> str:
    """The texts of a mapping, one a key; those of the very values that stand in ``text`` are taken from there."""
    if values is old:
        return text
    if len(old) > len(values) or not all(map(eq, old, values)):
        old = EMPTY  # keys went, or stand in another order: all is written anew
    pieces = text.split(_SEAM) if old else []
    known = len(pieces)
    for n, (key, value) in enumerate(values.items()):
        if n >= known:
            pieces.append(f'["{what}",{_quote(key)},[{written(value)}]]')
        elif old[key] is not value:
            pieces[n] = f'["{what}",{_quote(key)},[{written(value)}]]'
    return _SEAM.join(pieces)


def decode_snapshot(text: str) -> tuple[Case, Rows]:
    """The case of a snapshot, and the moments its duties wait for.

    :raises IntegrityError: it cannot be read, or is of another form than this release's.
    """
    case, rows, _ = read_snapshot(text)
    assert case is not None
    return case, rows


def read_snapshot(text: str) -> Before:
    """The case of a snapshot, the moments its duties wait for, and its parts.

    :raises IntegrityError: as :func:`decode_snapshot`.
    """
    try:
        head, history, facts, parties, refs, *rest = json.loads(text)
        if head[0] != SNAPSHOT:
            raise ValueError(f"it is of form {head[0]!r}, this release reads form {SNAPSHOT}")
        found: tuple[dict[str, Any], dict[str, Any], dict[str, Any]] = ({}, {}, {})
        for what, key, held in rest:
            if what == "r":
                found[0][key] = tuple([RecordMade(seq, _at(us), who) for seq, us, who in held])
            elif what == "c":
                found[1][key] = tuple([_run(key, places) for places in held])
            else:
                found[2][key] = tuple([DueRow(_at(at), key, n, rung, _at(due)) for at, n, rung, due in held])
        case = _case(head, history, facts, parties, refs, *found[:2])
        return case, found[2], _parts(text, *map(len, found))
    except Exception as error:  # noqa: BLE001 - whatever it is, the text is no snapshot
        raise IntegrityError(f"a stored snapshot cannot be read: {error}; fold its events anew") from None


def _parts(text: str, records: int, clocks: int, rows: int) -> Parts:
    """The parts of a text that holds so many of each."""
    pieces = text[1:-1].split(_SEAM)
    ends = accumulate((1, 4, records, clocks, rows))
    seldom, *groups = [_SEAM.join(pieces[begun:end]) for begun, end in pairwise(ends)]
    return seldom, *groups


def _case(
    head: list[Any],
    history: list[Any],
    facts: dict[str, Any],
    parties: dict[str, Any],
    refs: dict[str, str],
    records: dict[str, tuple[RecordMade, ...]],
    clocks: dict[str, tuple[Occurrence, ...]],
) -> Case:
    _, tenant, id, kind, policy, stage, hash, version, received_at, recorded_at, place = head
    category, channel, number, registers, owner, assigned, period, unit, adopted = place
    about, recused, proposed, granted, pauses, pauses_of, forms, told, sanctions, links, attachments, *last = history
    alleged, counted = last if len(last) > 1 else (*last, ())  # older snapshots do not tell what was counted
    return Case(
        tenant,
        id,
        kind,
        policy,
        _at(received_at),
        version,
        stage,
        _at(recorded_at),
        hash,
        records,
        clocks,
        _read_values(facts),
        category,
        channel,
        number,
        FrozenMap({role: FrozenMap(_read_values(party)) for role, party in parties.items()}),
        frozenset(about),
        frozenset(recused),
        FrozenMap(refs),
        tuple(registers),
        owner,
        assigned,
        _from_canonical(proposed, Money),
        _from_canonical(granted, Money),
        tuple([Pause(cause, _at(begun), _maybe_at(ended)) for cause, begun, ended in pauses]),
        tuple([(begun, ended) for begun, ended in pauses_of]),
        tuple([IssuedForm(form, tuple(copies), seq) for form, copies, seq in forms]),
        tuple([Told(what, means, _at(us), to, tuple(papers), seq) for what, means, us, to, papers, seq in told]),
        tuple([_from_canonical(step, SanctionStep) for step in sanctions]),
        tuple([Link(rule, other, follows, tuple(papers)) for rule, other, follows, papers in links]),
        tuple([Attachment(name, sha, media_type=media, ref=ref) for name, sha, media, ref in attachments]),
        tuple([Allegation(conduct, against, seq) for conduct, against, seq in alleged]),
        period,
        unit,
        adopted,
        tuple([(seq, key) for seq, key in counted]),
    )


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
        [[f.rung, _us(f.due_at), _us(f.fires_at), f.seq, f.lifted, f.skipped] for f in fired],
    ]
    return (
        f"{head},{_text(more)[1:-1]},{_null_us(changed)},{changed_seq},{_null_us(moved)},{_null_us(adopted)},"
        f"{_settled_text(settled)}]"
    )


def _run(duty: str, places: list[Any]) -> Occurrence:
    (
        n, started_seq, started, ended, ended_seq, stopped, extensions, promises, fired, changed, changed_seq, moved,
        adopted, settled,
    ) = places  # fmt: skip
    return Occurrence(
        duty,
        n,
        started_seq,
        _at(started),
        _maybe_at(ended),
        ended_seq,
        _maybe_at(stopped),
        tuple([_from_canonical(extension, Extension) for extension in extensions]),
        tuple([Promise(_at(at), _at(made)) for at, made in promises]),
        _maybe_at(changed),
        changed_seq,
        _maybe_at(moved),
        tuple([FiredRung(rung, _at(due), _at(fires), seq, by, skip) for rung, due, fires, seq, by, skip in fired]),
        _maybe_at(adopted),
        None if settled is None else _settled(*settled),
    )


def _settled_text(settled: Settled | None) -> str:
    if settled is None:
        return "null"
    return f"[{_term_text(settled.term)},{'true' if settled.assumed else 'false'},{_text(_canonical(settled.anchors))}]"


@lru_cache(maxsize=1024)
def _term_text(term: Term | None) -> str:
    """A term as text in the text; a policy has few of them, and each is settled with every case."""
    return _text(_canonical(term))


def _settled(term: str | None, assumed: bool, anchors: str) -> Settled:
    return Settled(_from_canonical(term, Term), assumed, read_any(json.loads(anchors)))


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are where JSON has them, else as a list that says what they are."""
    return {name: value if type(value) in _PLAIN else _tagged(value) for name, value in values.items()}


def _tagged(value: Any) -> list[str]:
    return ["s", value.commitment] if type(value) is Sealed else ["c", canonical(value).decode()]


def _read_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _untagged(*value) if type(value) is list else value for name, value in values.items()}


def _untagged(tag: str, text: str) -> Any:
    return Sealed(text) if tag == "s" else read_any(json.loads(text))


def _canonical(value: object) -> str | None:
    return None if value is None else canonical(value).decode()


def _from_canonical(text: str | None, cls: Any) -> Any:
    return None if text is None else converter().structure(json.loads(text), cls)


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


def _at(us: int) -> datetime:
    return EPOCH + timedelta(0, 0, us)


def _null_us(at: datetime | None) -> str:
    return "null" if at is None else str(_us(at))


def _maybe_at(us: int | None) -> datetime | None:
    return None if us is None else EPOCH + timedelta(0, 0, us)
