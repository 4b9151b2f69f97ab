"""Snapshots of cases as compact text: a list of values in a fixed order, instants as whole microseconds.

A snapshot is written with every command, so it is made by hand instead of by the canonical encoder; it can always be
folded again from the events, and nothing is hashed of it. Values that carry their own type (facts, amounts, terms)
stand in it in their canonical form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Sealed, Told
from complaintkit.deadlines import Extension, Pause, Promise
from complaintkit.deadlines.instants import EPOCH
from complaintkit.errors import IntegrityError
from complaintkit.serialization.converter import converter
from complaintkit.serialization.scalars import read_any
from complaintkit.values import Attachment, FrozenMap, Money, canonical

__all__ = ["SNAPSHOT", "Rows", "decode_snapshot", "encode_snapshot"]

SNAPSHOT = 1
"""The form of snapshots that this release writes and reads; the first value of each."""

Rows = Mapping[str, tuple[DueRow, ...]]

_text = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_PLAIN = frozenset((str, int, bool, type(None)))


def encode_snapshot(case: Case, rows: Rows) -> str:
    """A case and the moments its duties wait for, as text.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> case = Case("acme", "c-1", "complaint", "0" * 64, at, 1, "new", at, "f" * 64, {}, {}, {"quantity": 3})
    >>> decode_snapshot(encode_snapshot(case, {})) == (case, {})
    True
    """
    return _text(
        [
            SNAPSHOT,
            case.tenant,
            case.id,
            case.kind,
            case.policy,
            _us(case.received_at),
            case.version,
            case.stage,
            _us(case.recorded_at),
            case.hash,
            {name: [[made.seq, _us(made.at), made.who] for made in held] for name, held in case.records.items()},
            {name: [_occurrence(run) for run in runs] for name, runs in case.clocks.items()},
            _values(case.facts),
            case.category,
            case.channel,
            case.number,
            {role: _values(party) for role, party in case.parties.items()},
            sorted(case.about),
            sorted(case.recused),
            dict(case.refs),
            case.registers,
            case.owner,
            case.assigned,
            _canonical(case.redress_proposed),
            _canonical(case.redress_granted),
            [[pause.cause, _us(pause.begun_at), _maybe_us(pause.ended_at)] for pause in case.pauses],
            case.pauses_of,
            case.forms,
            [[t.message, t.means, _us(t.at), t.to, t.enclosures, t.seq] for t in case.told],
            [_canonical(step) for step in case.sanctions],
            case.links,
            [[paper.name, paper.sha256, paper.media_type, paper.ref] for paper in case.attachments],
            case.alleged,
            case.period,
            case.unit,
            case.adopted,
            {
                duty: [[_us(row.fires_at), row.n, row.rung, _us(row.due_at)] for row in held]
                for duty, held in rows.items()
            },
        ]
    )


def decode_snapshot(text: str) -> tuple[Case, dict[str, tuple[DueRow, ...]]]:
    """The case of a snapshot, and the moments its duties wait for.

    :raises IntegrityError: it cannot be read, or is of another form than this release's.
    """
    try:
        form, *places = json.loads(text)
        if form != SNAPSHOT:
            raise ValueError(f"it is of form {form!r}, this release reads form {SNAPSHOT}")
        return _decoded(*places)
    except Exception as error:  # noqa: BLE001 - whatever it is, the text is no snapshot
        raise IntegrityError(f"a stored snapshot cannot be read: {error}; fold its events anew") from None


def _decoded(
    tenant: str,
    id: str,
    kind: str,
    policy: str,
    received_at: int,
    version: int,
    stage: str,
    recorded_at: int,
    hash: str,
    records: dict[str, list[Any]],
    clocks: dict[str, list[Any]],
    facts: dict[str, Any],
    category: str | None,
    channel: str | None,
    number: str | None,
    parties: dict[str, Any],
    about: list[str],
    recused: list[str],
    refs: dict[str, str],
    registers: list[str],
    owner: str | None,
    assigned: str | None,
    proposed: str | None,
    granted: str | None,
    pauses: list[Any],
    pauses_of: list[Any],
    forms: list[Any],
    told: list[Any],
    sanctions: list[Any],
    links: list[Any],
    attachments: list[Any],
    alleged: list[Any],
    period: str | None,
    unit: str | None,
    adopted: bool,
    rows: dict[str, list[Any]],
) -> tuple[Case, dict[str, tuple[DueRow, ...]]]:
    case = Case(
        tenant,
        id,
        kind,
        policy,
        _at(received_at),
        version,
        stage,
        _at(recorded_at),
        hash,
        {name: tuple([RecordMade(seq, _at(us), who) for seq, us, who in held]) for name, held in records.items()},
        {name: tuple([_run(places) for places in runs]) for name, runs in clocks.items()},
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
    return case, {
        duty: tuple([DueRow(_at(fires), duty, n, rung, _at(due)) for fires, n, rung, due in held])
        for duty, held in rows.items()
    }


def _occurrence(run: Occurrence) -> list[Any]:
    return [
        run.duty,
        run.n,
        run.started_seq,
        _us(run.started_at),
        _maybe_us(run.ended_at),
        run.ended_seq,
        _maybe_us(run.stopped_at),
        [_canonical(more) for more in run.extensions],
        [[_us(promise.at), _us(promise.made_at)] for promise in run.promises],
        _maybe_us(run.changed_at),
        run.changed_seq,
        _maybe_us(run.moved_at),
        [[f.rung, _us(f.due_at), _us(f.fires_at), f.seq, f.lifted, f.skipped] for f in run.fired],
        _maybe_us(run.adopted_at),
    ]


def _run(places: list[Any]) -> Occurrence:
    (
        duty, n, started_seq, started, ended, ended_seq, stopped, extensions, promises, changed, changed_seq, moved,
        fired, adopted,
    ) = places  # fmt: skip
    return Occurrence(
        duty,
        n,
        started_seq,
        _at(started),
        _maybe_at(ended),
        ended_seq,
        _maybe_at(stopped),
        tuple([_from_canonical(more, Extension) for more in extensions]),
        tuple([Promise(_at(at), _at(made)) for at, made in promises]),
        _maybe_at(changed),
        changed_seq,
        _maybe_at(moved),
        tuple([FiredRung(rung, _at(due), _at(fires), seq, by, skip) for rung, due, fires, seq, by, skip in fired]),
        _maybe_at(adopted),
    )


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


def _maybe_at(us: int | None) -> datetime | None:
    return None if us is None else EPOCH + timedelta(0, 0, us)
