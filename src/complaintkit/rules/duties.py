"""Duties: what somebody owes by when, from which record until which, and what happens around the due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import attrs

from complaintkit.deadlines import AtDue, Moment, PauseRule, Term, Tolling
from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.rules.moves import StageKind
from complaintkit.values import Citation


@attrs.frozen
class ByCase:
    """A term chosen by the case: the first row whose condition holds.

    While a condition is unknown every row that may apply runs and the earliest due governs, marked assumed.
    """

    rows: tuple[tuple[Condition, Term], ...]


@attrs.frozen
class Rung:
    """A rung of a duty's ladder: at which moment, whom it tells, which forms it issues, which records it makes.

    Records that end the rung's own duty end it at the rung's moment, whenever the sweep comes: at the due it is met.
    """

    id: str
    at: Moment = attrs.field(factory=AtDue)
    kind: Literal["warning", "reminder", "escalation"] = attrs.field(default="escalation", kw_only=True)
    tell: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    issues: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    records: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class ExtensionRule:
    """When and how a duty may be extended.

    ``how`` is ``add`` (``term`` counted on from the unrolled last day), ``replace`` (``term`` counted anew from the
    start) or ``fixed`` (the command names the moment, at most ``term`` after the start). ``reasons`` is the list the
    reason comes from, ``most`` the number of times, ``message`` what the complainant is told with the command.

    It is granted before the due as it then stands. ``request``: the record by which it is asked for, where the clause
    makes that decisive: then it may be granted later too, if it was asked for by the due, and a breach told of
    meanwhile is lifted. One request serves one extension.
    """

    how: Literal["add", "replace", "fixed"]
    term: Term
    by: tuple[str, ...] = attrs.field(kw_only=True)
    reasons: tuple[str, ...] = attrs.field(kw_only=True)
    most: int = attrs.field(default=1, kw_only=True)
    message: str | None = attrs.field(default=None, kw_only=True)
    request: str | None = attrs.field(default=None, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class AtLeast:
    """An ``on_change``: the original start counts on, but the due is at least ``term`` after the change."""

    term: Term


@attrs.frozen
class Duty:
    """What ``owner`` owes: from the record ``starts`` until one of ``ends``, within ``term``.

    ``when`` says for which cases; unknown counts as yes, marked assumed. ``convention`` and ``calendar`` name those of
    the policy (None: its default). ``pauses`` are the causes that stop it, ``pause_rules`` and ``pause_cap`` their
    limits. A record that starts it while it runs changes nothing; after it ended, it begins anew. ``stage_kinds``
    are those it runs in: leaving them stops it. ``catch_up`` is what a sweep after downtime does with several rungs.
    ``on_change`` is what a changed condition of its term does: keep the ``original`` start, count from the
    ``change``, or :class:`AtLeast`.

    An act makes its records in the order they are listed. One that ends the duty, after the one that starts it, meets
    it at once; before it, or the same, it ends the run before, and the next is owed.

    ``tolling`` are windows of days in which it stands still, for complaints received on the days each window names.
    ``longstop``, counted from where its first run started, is a last day that nothing passes, no later run either.
    ``repeats``: whenever one run is met the next begins, where that one fell due (``"due"``) or when it was met
    (``"met"``), until one of the records ``until`` is made or the case leaves its ``stage_kinds``.
    """

    id: str
    owner: str = attrs.field(kw_only=True)
    starts: str = attrs.field(kw_only=True)
    ends: tuple[str, ...] = attrs.field(kw_only=True)
    term: Term | ByCase = attrs.field(kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    case_kind: str = attrs.field(default="complaint", kw_only=True)
    convention: str | None = attrs.field(default=None, kw_only=True)
    calendar: str | None = attrs.field(default=None, kw_only=True)
    pauses: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    pause_rules: tuple[PauseRule, ...] = attrs.field(default=(), kw_only=True)
    pause_cap: Term | None = attrs.field(default=None, kw_only=True)
    ladder: tuple[Rung, ...] = attrs.field(default=(), kw_only=True)
    catch_up: Literal["all", "highest", "none"] = attrs.field(default="highest", kw_only=True)
    extension: ExtensionRule | None = attrs.field(default=None, kw_only=True)
    on_change: Literal["original", "change"] | AtLeast = attrs.field(default="original", kw_only=True)
    stage_kinds: tuple[StageKind, ...] = attrs.field(default=("open", "waiting"), kw_only=True)
    tolling: tuple[Tolling, ...] = attrs.field(default=(), kw_only=True)
    longstop: Term | None = attrs.field(default=None, kw_only=True)
    repeats: Literal["due", "met"] | None = attrs.field(default=None, kw_only=True)
    until: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    tells_complainant: bool = attrs.field(default=False, kw_only=True)
    """Whether the date is one the complainant is told of (what :meth:`Desk.explain` shows that audience)."""
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)


def met_at_once(duty: Duty, records: Sequence[str]) -> bool:
    """Whether records that one act makes, in their order, start a duty and then end it."""
    return duty.starts in records and not set(records[records.index(duty.starts) + 1 :]).isdisjoint(duty.ends)
