"""Intake: the channels a complaint comes in by, and the registers it is entered in."""

from __future__ import annotations

import attrs

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
    """A way in. ``initial`` is the stage a case of this channel starts in, where it is not its kind's own.

    ``by`` are the roles that may enter a complaint of this channel (empty: those of the kind). ``confirms`` are the
    conduct items the receiver confirms when filing.
    """

    id: str
    initial: str | None = attrs.field(default=None, kw_only=True)
    by: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    confirms: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
