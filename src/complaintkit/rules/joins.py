"""Joining: several cases about one matter become one, and the matter may become graver by their number."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import attrs

from complaintkit.values import Citation


@attrs.frozen
class JoinRule:
    """How a case joins another that is about the same matter.

    The joining case gets the record ``joined`` and goes to ``target``, a closed stage: whatever it owed stops and
    nothing of it escalates any more. What the matter tells its complainant from then on is told to this one's too.
    ``sources`` are the stages it may join from (empty: every one that is open or waiting).

    The matter goes on, and gets the record ``joined`` once for each household, customer or person new to it. The fact
    ``counts`` names them (empty: each case is one). As soon as there are ``reached_at`` of them, its own included, the
    matter gets ``records`` too and, unless its category lies within one of ``keeps``, the category ``becomes``.

    What joined cases granted counts toward one another's authority bands: they are one matter.

    ``by`` may take a joining back (:meth:`Desk.unjoin`): the case stands as if it had never joined, the matter goes on
    without those whom it brought, and without what became of it by their number.
    """

    id: str
    target: str = attrs.field(kw_only=True)
    by: tuple[str, ...] = attrs.field(kw_only=True)
    sources: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    counts: str = attrs.field(default="", kw_only=True)
    reached_at: int | None = attrs.field(default=None, kw_only=True)
    becomes: str | None = attrs.field(default=None, kw_only=True)
    keeps: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    records: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)


class Gathered(NamedTuple):
    """What a joining case makes of the matter: the records it gets, and its new category (None: it keeps its own)."""

    records: tuple[str, ...]
    category: str | None = None


def gathered(rule: JoinRule, there: Collection[str], coming: Collection[str], path: Collection[str]) -> Gathered:
    """What becomes of a matter with the households ``there`` when those ``coming`` join it.

    ``path`` is its category with all that this belongs to.

    >>> rule = JoinRule("same", target="joined", by=("clerk",), reached_at=3, becomes="collective", keeps=("major",))
    >>> gathered(rule, {"12-03", "12-04"}, {"12-03"}, ("noise",))
    Gathered(records=(), category=None)
    >>> gathered(rule, {"12-03", "12-04"}, {"12-05"}, ("noise",))
    Gathered(records=('joined',), category='collective')
    """
    new = set(coming) - set(there)
    records = ("joined",) * len(new)
    if rule.reached_at is None or not len(there) < rule.reached_at <= len(there) + len(new):
        return Gathered(records)
    kept = not set(rule.keeps).isdisjoint(path) or rule.becomes in path
    return Gathered((*records, *rule.records), None if kept else rule.becomes)
