"""Commands: what somebody asks the desk to do, read and typed at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.events import EMPTY
from complaintkit.rules.communication import Sent
from complaintkit.rules.meetings import Meeting
from complaintkit.values import Attachment, FrozenMap


@attrs.frozen(kw_only=True)
class File:
    """Begin a case; ``opened_for`` is the period of a standing case, ``adopted`` the stage of one taken over."""

    at: datetime | None = None
    case_id: str = ""
    kind: str = "complaint"
    channel: str | None = None
    category: str | None = None
    facts: FrozenMap[Any] = EMPTY
    parties: FrozenMap[FrozenMap[Any]] = EMPTY
    about: tuple[str, ...] = ()
    refs: FrozenMap[str] = EMPTY
    link: tuple[str, str] | None = None
    attachments: tuple[Attachment, ...] = ()
    confirmed: tuple[str, ...] = ()
    opened_for: str | None = None
    unit: str | None = None
    adopted: str | None = None
    assigned: str | None = None
    records: tuple[tuple[str, datetime], ...] = ()
    reason: str = ""


@attrs.frozen(kw_only=True)
class Act:
    """Make a move."""

    trigger: str
    at: datetime | None = None
    facts: FrozenMap[Any] = EMPTY
    category: str | None = None
    message: Sent | None = None
    confirmed: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    to: str | None = None
    reason: str = ""
    meeting: Meeting | None = None


@attrs.frozen(kw_only=True)
class Extend:
    """Give a duty more time."""

    duty: str
    reason: str
    at: datetime | None = None
    until: datetime | None = None
    message: Sent | None = None


@attrs.frozen(kw_only=True)
class Correct:
    """Correct the moment or the facts of an earlier entry."""

    seq: int
    reason: str
    occurred_at: datetime | None = None
    facts: FrozenMap[Any] = EMPTY
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Allege:
    """Allege a breach of a conduct rule against somebody."""

    conduct: str
    against: str
    reason: str = ""
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Erase:
    """Erase personal values of the case; ``paths`` empty: all there are. ``ground`` is one of ``GROUNDS``."""

    reason: str
    ground: str = "request"
    paths: tuple[str, ...] = ()
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Join:
    """Join another case that is about the same matter."""

    rule: str
    into: str
    reason: str = ""
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Unjoin:
    """Take back that the case joined another."""

    reason: str
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Fire:
    """Fire (or pass over, with the reason) one rung; the sweep's own command."""

    duty: str
    occurrence: int
    rung: str
    due_at: datetime
    fires_at: datetime
    skipped: str = ""
    at: datetime | None = None


Command = File | Act | Extend | Correct | Allege | Erase | Join | Unjoin | Fire
