"""What a rule may ask of a case and of the directory, and the words a move may put on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

import attrs

from complaintkit.values import FrozenMap, Money

ANYONE = "anyone"
"""In ``by``: whoever the actor is."""

SYSTEM = "system"
"""The actor id and role of the sweep."""

RETENTION = "retention"
"""The name under which the sweep waits for the end of a case's retention; no duty bears it."""


def _roles(value: Iterable[str] | str) -> frozenset[str]:
    return frozenset((value,) if isinstance(value, str) else value)


@attrs.frozen
class Actor:
    """Somebody who acts: an id of the embedder's, the roles held, the unit, and for whom the act is done.

    Where a directory is configured its answer replaces ``roles``. ``on_behalf_of`` names another person's id; both
    are recorded. Ids are references into the embedder's own directory, never names; a desk takes those of 1 to 100
    characters, and refuses others with :class:`~complaintkit.errors.InvalidInput`.

    >>> sorted(Actor("emp-7", roles={"sales"}, unit="sales-east").roles)
    ['sales']
    """

    id: str
    roles: frozenset[str] = attrs.field(default=frozenset(), converter=_roles)
    unit: str | None = attrs.field(default=None, kw_only=True)
    on_behalf_of: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class LinkedCase:
    """What a decision may ask of a case linked to the one it decides: its id, records and the redress it granted.

    Of a case that is to be tied also its kind of case and of stage, when it was received and, where cases join,
    ``whose`` it is: what its join rule counts, that of the cases which joined it included. Of a case that comes
    loose from the one it joined, ``stage`` is where it stood before, and ``running`` the duties that ran there.
    """

    case_id: str
    records: frozenset[str] = frozenset()
    granted: Money | None = None
    forms: frozenset[str] = frozenset()
    kind: str = ""
    stage_kind: str = ""
    received_at: datetime | None = None
    whose: frozenset[str] = frozenset()
    stage: str = ""
    running: tuple[str, ...] = ()


@attrs.frozen
class Surroundings:
    """All that a decision reads outside its case, as one value, so that it can be made again from the record alone.

    ``roles`` are the actor's roles by the directory (None: no directory, the actor's own count). ``holders`` maps a
    role to the persons who hold it (None: unknown). ``absent`` are the persons away at the moment of the act.
    ``linked`` are the cases linked to this one, ``tallies`` the counts asked for, ``serial`` the number drawn.
    ``said`` is, for a correction, what each earlier entry says of the facts concerned, as corrected until then.
    """

    roles: frozenset[str] | None = None
    holders: Mapping[str, frozenset[str]] | None = None
    absent: frozenset[str] = frozenset()
    linked: tuple[LinkedCase, ...] = ()
    tallies: Mapping[str, int] = attrs.field(factory=dict)
    serial: int | None = None
    said: tuple[tuple[int, FrozenMap[Any]], ...] = ()


NOTHING_AROUND = Surroundings()


class RecordEntry(Protocol):
    """One record as it stands on a case: the event it came with, when it happened, and who made it."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def who(self) -> str: ...
