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
from json.encoder import encode_basestring as _quote
from typing import Any

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade, Settled
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Sealed, Told
from complaintkit.deadlines import Extension, Pause, Promise, Term
from complaintkit.deadlines.instants import EPOCH
from complaintkit.errors import IntegrityError
from complaintkit.serialization.converter import converter
from complaintkit.serialization.scalars import read_any
from complaintkit.values import Attachment, FrozenMap, Money, canonical

__all__ = ["SNAPSHOT", "Pieces", "Rows", "decode_snapshot", "encode_snapshot"]

SNAPSHOT = 1
"""The form of snapshots that this release writes and reads; the first value of each."""

Rows = Mapping[str, tuple[DueRow, ...]]

Pieces = dict[Any, tuple[Any, str]]
"""Parts of a case with their texts, so that the next version's text is put together of those that did not change."""

_Parts = tuple[tuple[str, Any, Callable[[Any], Any]], ...]

_text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_PLAIN = frozenset((str, int, bool, type(None)))
_SEAM = ",\n"
"""What stands between two pieces; no text in JSON holds a bare line break, so that it cannot stand in one."""


def encode_snapshot(case: Case, rows: Rows, pieces: Pieces | None = None) -> str:
    """A case and the moments its duties wait for, as text.

    ``pieces`` are those of the version before: what is the very same is not written anew. They are brought up to date.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> case = Case("acme", "c-1", "complaint", "0" * 64, at, 1, "new", at, "f" * 64, {}, {}, {"quantity": 3})
    >>> decode_snapshot(encode_snapshot(case, {})) == (case, {})
    True
    """
    if pieces is None:
        pieces = {}
    history = _history_of(case)
    place = (
        case.category,
        case.channel,
        case.number,
        case.registers,
        case.owner,
        case.assigned,
        case.period,
        case.unit,
        case.adopted,
    )
    placed = pieces.get("place")
    if placed is None or placed[0] != place:
        placed = pieces["place"] = place, _text(place)
    head = (
        f"[{SNAPSHOT},{_quote(case.tenant)},{_quote(case.id)},{_quote(case.kind)},{_quote(case.policy)},"
        f"{_quote(case.stage)},{_quote(case.hash)},{case.version},{_us(case.received_at)},{_us(case.recorded_at)},"
        f"{placed[1]}]"
    )
    found = [head]
    seldom: _Parts = (
        ("history", history, _history),
        ("facts", case.facts, _values),
        ("parties", case.parties, _parties),
        ("refs", case.refs, dict),
    )
    for name, value, plain in seldom:
        known = pieces.get(name)
        if known is None or not (known[0] is value or (name == "history" and known[0] == value)):
            known = pieces[name] = value, _text(plain(value))
        found.append(known[1])
    often: _Parts = (("r", case.records, _records), ("c", case.clocks, _runs), ("d", rows, _rows))
    for what, values, written in often:
        for key, value in values.items():
            known = pieces.get((what, key))
            if known is None or known[0] is not value:
                known = pieces[what, key] = value, f'["{what}",{_quote(key)},[{written(value)}]]'
            found.append(known[1])
    return f"[{_SEAM.join(found)}]"


def decode_snapshot(text: str, pieces: Pieces | None = None) -> tuple[Case, dict[str, tuple[DueRow, ...]]]:
    """The case of a snapshot, and the moments its duties wait for. ``pieces`` are filled for :func:`encode_snapshot`.

    :raises IntegrityError: it cannot be read, or is of another form than this release's.
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
        if pieces is not None:
            _fill(pieces, text[1:-1].split(_SEAM), case, found, rest)
        return case, found[2]
    except Exception as error:  # noqa: BLE001 - whatever it is, the text is no snapshot
        raise IntegrityError(f"a stored snapshot cannot be read: {error}; fold its events anew") from None


def _fill(
    pieces: Pieces, texts: list[str], case: Case, found: tuple[dict[str, Any], ...], rest: list[list[Any]]
) -> None:
    """Note the texts of what was read."""
    pieces["history"] = _history_of(case), texts[1]
    pieces["facts"], pieces["parties"] = (case.facts, texts[2]), (case.parties, texts[3])
    pieces["refs"] = case.refs, texts[4]
    for text, (what, key, _) in zip(texts[5:], rest, strict=True):
        pieces[what, key] = found["rcd".index(what)][key], text


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
    about, recused, proposed, granted, pauses, pauses_of, forms, told, sanctions, links, attachments, alleged = history
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
    )


def _history_of(case: Case) -> tuple[Any, ...]:
    """What of a case changes seldom."""
    return (
        case.about,
        case.recused,
        case.redress_proposed,
        case.redress_granted,
        case.pauses,
        case.pauses_of,
        case.forms,
        case.told,
        case.sanctions,
        case.links,
        case.attachments,
        case.alleged,
    )


def _history(history: tuple[Any, ...]) -> list[Any]:
    about, recused, proposed, granted, pauses, pauses_of, forms, told, sanctions, links, attachments, alleged = history
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
    ]


def _parties(parties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {role: _values(party) for role, party in parties.items()}


def _records(held: tuple[RecordMade, ...]) -> str:
    return ",".join([f"[{made.seq},{_us(made.at)},{_quote(made.who)}]" for made in held])


def _rows(held: tuple[DueRow, ...]) -> str:
    return ",".join([f"[{_us(row.fires_at)},{row.n},{_quote(row.rung)},{_us(row.due_at)}]" for row in held])


def _runs(runs: tuple[Occurrence, ...]) -> str:
    return ",".join(map(_run_text, runs))


def _run_text(run: Occurrence) -> str:
    more = "[],[],[]"
    if run.extensions or run.promises or run.fired:
        extensions = [_canonical(extension) for extension in run.extensions]
        promises = [[_us(promise.at), _us(promise.made_at)] for promise in run.promises]
        fired = [[f.rung, _us(f.due_at), _us(f.fires_at), f.seq, f.lifted, f.skipped] for f in run.fired]
        more = _text([extensions, promises, fired])[1:-1]
    return (
        f"[{run.n},{run.started_seq},{_us(run.started_at)},{_null_us(run.ended_at)},{run.ended_seq},"
        f"{_null_us(run.stopped_at)},{more},{_null_us(run.changed_at)},{run.changed_seq},{_null_us(run.moved_at)},"
        f"{_null_us(run.adopted_at)},{_settled_text(run.settled)}]"
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


def _maybe_us(at: datetime | None) -> int | None:
    return None if at is None else _us(at)


def _at(us: int) -> datetime:
    return EPOCH + timedelta(0, 0, us)


def _null_us(at: datetime | None) -> str:
    return "null" if at is None else str(_us(at))


def _maybe_at(us: int | None) -> datetime | None:
    return None if us is None else EPOCH + timedelta(0, 0, us)
