"""Workflow: the stages a case may be in, and the moves between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import attrs

from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation

StageKind = Literal["open", "waiting", "closed", "archived"]
STAYS = "="
"""As a target: the case stays in the stage it is in."""
ASSIGNED = "assigned"
"""In ``only``: whoever the case was assigned to."""


@attrs.frozen
class Stage:
    """A stage of a kind of case.

    ``kind`` is one of open, waiting, closed, archived. A waiting stage names in ``pause`` the cause that stops the
    clocks which know it. ``owner`` is the role whose turn it is; an open stage has one. ``needs_promise`` names a
    promise rule: no move leaves a case in this stage without a moment agreed by it that still lies ahead.
    """

    id: str
    kind: StageKind = "open"
    owner: str | None = attrs.field(default=None, kw_only=True)
    pause: str | None = attrs.field(default=None, kw_only=True)
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    needs_promise: str | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Guard:
    """A condition that a move must meet, with the clause that demands it and a name for its text.

    An answer that is not yes refuses the move: with no, the reason is the guard; where a fact is unknown, the fact.
    """

    id: str
    when: Condition
    cite: Citation | None = None


@attrs.frozen
class Move:
    """One row of the move table.

    A trigger may stand in several rows: its targets are told apart by ``when``. Everything else must hold, and each
    thing that does not becomes a reason of the refusal:

    ``by`` roles (or ``ANYONE``); ``asks`` facts that must be known after the command (neither unknown nor blank is an
    answer, where the fact applies); ``after`` records the case must carry; ``guards``; ``confirms`` conduct items
    confirmed with the command; ``bands`` the authority that judges the redress; ``only`` where the persons are named
    who alone may act, before the command: a fact, the column of a table ("team.member"), or ``assigned``, whom the case
    was assigned to; ``same_who`` records whose maker alone may act; ``not_who`` records whose maker may not;
    ``promises`` a promise rule kept; ``message`` what the complainant is told; ``issues`` forms made out; ``sanction``
    a sanction rule: with the record ``sanctioned`` or ``rewarded`` it approves what is proposed, with ``waived`` it
    drops it, otherwise it proposes; ``links`` a link rule whose fact names other cases; ``decided_by`` a body that
    decides by vote, of which the command brings the record of the meeting: the row is for a motion that was
    ``carried``, or, where that is False, for one that fell; ``reclassifies`` lets the command carry a category;
    ``assigns`` lets it name a person. ``records`` are what the move puts on the case.

    >>> Move("accept", ("sent",), "accepted", by=("gm_office",), records=("accepted",)).target
    'accepted'
    """

    trigger: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...] = attrs.field(kw_only=True)
    records: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    guards: tuple[Guard, ...] = attrs.field(default=(), kw_only=True)
    asks: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    offers: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """Facts the command may carry without being asked for."""
    after: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    bands: str | None = attrs.field(default=None, kw_only=True)
    only: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """Of those in ``by`` only these; while none of them is left, whoever stands in for the role."""
    same_who: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    not_who: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    confirms: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    promises: str | None = attrs.field(default=None, kw_only=True)
    issues: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    message: str | None = attrs.field(default=None, kw_only=True)
    sanction: str | None = attrs.field(default=None, kw_only=True)
    links: str | None = attrs.field(default=None, kw_only=True)
    decided_by: str | None = attrs.field(default=None, kw_only=True)
    carried: bool = attrs.field(default=True, kw_only=True)
    reclassifies: bool = attrs.field(default=False, kw_only=True)
    assigns: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The clauses the row rests on, as a tuple."""
        return cites_of(self.cite)


def named_in(only: Iterable[str], facts: Mapping[str, Any], assigned: str | None) -> frozenset[str]:
    """The ids, of persons or units, that a case's facts and its assignment hold where ``only`` says.

    >>> sorted(named_in(("assigned", "team.member"), {"team": ({"member": "emp-1"}, {"member": "emp-2"})}, "emp-7"))
    ['emp-1', 'emp-2', 'emp-7']
    """
    found: list[Any] = []
    for name in only:
        fact, _, column = name.partition(".")
        held = assigned if name == ASSIGNED else facts.get(fact)
        several = held if isinstance(held, tuple) else (held,)
        found.extend(item.get(column) if column and isinstance(item, Mapping) else item for item in several)
    return frozenset(item for item in found if isinstance(item, str))


def cites_of(cite: Citation | tuple[Citation, ...] | None) -> tuple[Citation, ...]:
    """One citation, several or none, as a tuple."""
    if cite is None:
        return ()
    return cite if isinstance(cite, tuple) else (cite,)
