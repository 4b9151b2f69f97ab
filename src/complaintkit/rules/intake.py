"""Intake: the channels a complaint comes in by, and the registers it is entered in."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.rules.kinds import Kind
from complaintkit.rules.moves import Stage
from complaintkit.values import Citation


@attrs.frozen
class Register:
    """A book or ledger. A case is entered when one of ``enters`` is recorded, if its channel is one of ``channels``.

    ``channels`` empty: every channel. Entries are derived from the events, so none is lost and none is typed twice.
    """

    id: str
    enters: tuple[str, ...] = attrs.field(default=("filed",), kw_only=True)
    channels: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    keeper: str | None = attrs.field(default=None, kw_only=True)
    """The role that keeps it."""
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Channel:
    """A way in. ``initial`` is the stage in which a case of that stage's kind starts by this channel; cases of other
    kinds start as their kinds do.

    ``by`` are the roles that may enter a case of the kind this channel serves, that of ``initial`` or else "complaint"
    (empty: those of the kind); a case of another kind is entered by its kind's. ``confirms`` are the conduct items the
    receiver confirms when filing.
    """

    id: str
    initial: str | None = attrs.field(default=None, kw_only=True)
    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    confirms: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


def first_stage(kind: Kind, channel: Channel | None, stages: Mapping[str, Stage]) -> str:
    """The stage a case of a kind starts in by a channel (None: by none).

    >>> letter, stages = Channel("letter", initial="read"), {"new": Stage("new"), "read": Stage("read")}
    >>> [first_stage(Kind(id, initial="new"), letter, stages) for id in ("complaint", "praise")]
    ['read', 'new']
    """
    elsewhere = None if channel is None else stages.get(channel.initial or "")
    return elsewhere.id if elsewhere is not None and elsewhere.case_kind == kind.id else kind.initial


def entered_by(kind: Kind, channel: Channel | None, stages: Mapping[str, Stage]) -> tuple[str, ...]:
    """The roles that may enter a case of a kind by a channel (None: by none).

    >>> letter, stages = Channel("letter", by=("desk",)), {"new": Stage("new")}
    >>> [entered_by(Kind(id, initial="new", by=("clerk",)), letter, stages) for id in ("complaint", "praise")]
    [('desk',), ('clerk',)]
    """
    if channel is None or not channel.by:
        return kind.by
    begins = stages.get(channel.initial or "")
    return channel.by if kind.id == ("complaint" if begins is None else begins.case_kind) else kind.by
