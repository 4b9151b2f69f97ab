"""Snapshots of cases, read back from the text that :mod:`complaintkit.serialization.snapshots` writes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade, Settled
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Sealed, Told
from complaintkit.deadlines import Extension, Pause, Promise, Term
from complaintkit.deadlines.instants import EPOCH
from complaintkit.errors import IntegrityError
from complaintkit.serialization.converter import converter
from complaintkit.serialization.scalars import read_any
from complaintkit.serialization.snapshots import SEAM, SNAPSHOT, Before, Rows
from complaintkit.values import Attachment, FrozenMap, Money

__all__ = ["decode_snapshot", "read_snapshot"]


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
        pieces = text[1:-1].split(SEAM)
        groups = [piece[:4] for piece in pieces[5:]]
        records, runs = groups.count(_RECORDS), groups.count(_RUNS)
        begun = 5 + records + runs
        head, facts, parties, *rest = _values_of(f"[{SEAM.join([pieces[0], *pieces[2:4], *pieces[5:begun]])}]")
        if head[0] != SNAPSHOT:
            raise ValueError(f"it is of form {head[0]!r}, this release reads form {SNAPSHOT}")
        found: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        for what, key, held in rest:
            if what == "r":
                found[0][key] = tuple([RecordMade(seq, _at(us), who) for seq, us, who in held])
            else:
                found[1][key] = tuple([_run(key, places) for places in held])
        rows = dict(map(_read_rows, pieces[begun:]))
        case = _case(head, _read_history(pieces[1]), facts, parties, _read_refs(pieces[4]), *found)
        seam = SEAM.join
        parts = (
            seam(pieces[1:5]),
            seam(pieces[5 : 5 + records]),
            seam(pieces[5 + records : begun]),
            seam(pieces[begun:]),
        )
        return case, rows, parts
    except Exception as error:  # noqa: BLE001 - whatever it is, the text is no snapshot
        raise IntegrityError(f"a stored snapshot cannot be read: {error}; fold its events anew") from None


_DECODE = json.JSONDecoder().raw_decode


def _values_of(text: str) -> list[Any]:
    """A list in JSON, with nothing around it: quicker than where spaces may be."""
    values: list[Any]
    values, end = _DECODE(text)
    if end != len(text):
        raise ValueError(f"it goes on behind its end at {end}")
    return values


_RECORDS, _RUNS = '["r"', '["c"'
"""How the pieces of records and of runs begin; those of rows come behind them."""


@lru_cache(maxsize=1024)
def _read_rows(piece: str) -> tuple[str, tuple[DueRow, ...]]:
    """The rows of a duty; a day's are the same for many cases."""
    what, key, held = json.loads(piece)
    if what != "d":
        raise ValueError(f"a piece is of a kind {what!r}")
    return key, tuple([DueRow(_at(at), key, n, rung, _at(due)) for at, n, rung, due in held])


@lru_cache(maxsize=1024)
def _read_refs(piece: str) -> FrozenMap[str]:
    """References; many cases have none."""
    return FrozenMap(json.loads(piece))


@lru_cache(maxsize=1024)
def _read_history(piece: str) -> tuple[Any, ...]:
    """What changes seldom, in the order of ``_HISTORY``: with most cases nothing has come of it yet."""
    about, recused, proposed, granted, pauses, pauses_of, forms, told, sanctions, links, attachments, *last = (
        json.loads(piece)
    )
    alleged, counted = last if len(last) > 1 else (*last, ())  # older snapshots do not tell what was counted
    return (
        frozenset(about),
        frozenset(recused),
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
        tuple([(seq, key) for seq, key in counted]),
    )


def _case(
    head: list[Any],
    history: tuple[Any, ...],
    facts: dict[str, Any],
    parties: dict[str, Any],
    refs: FrozenMap[str],
    records: dict[str, tuple[RecordMade, ...]],
    clocks: dict[str, tuple[Occurrence, ...]],
) -> Case:
    _, tenant, id, kind, policy, stage, hash, version, received_at, recorded_at, place = head
    category, channel, number, registers, owner, assigned, period, unit, adopted = place
    about, recused, proposed, granted, pauses, pauses_of, forms, told, sanctions, links, papers, alleged, counted = (
        history
    )
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
        about,
        recused,
        refs,
        tuple(registers),
        owner,
        assigned,
        proposed,
        granted,
        pauses,
        pauses_of,
        forms,
        told,
        sanctions,
        links,
        papers,
        alleged,
        period,
        unit,
        adopted,
        counted,
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


def _settled(term: str | None, assumed: bool, anchors: str) -> Settled:
    return Settled(_from_canonical(term, Term), assumed, read_any(json.loads(anchors)))


def _read_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _untagged(*value) if type(value) is list else value for name, value in values.items()}


def _untagged(tag: str, text: str) -> Any:
    return Sealed(text) if tag == "s" else read_any(json.loads(text))


def _from_canonical(text: str | None, cls: Any) -> Any:
    return None if text is None else converter().structure(json.loads(text), cls)


def _at(us: int) -> datetime:
    return EPOCH + timedelta(0, 0, us)


def _maybe_at(us: int | None) -> datetime | None:
    return None if us is None else EPOCH + timedelta(0, 0, us)
