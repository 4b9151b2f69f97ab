"""Which rows are computed together, and each term as a plan that arrays can follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from complaintkit.deadlines.calendar import Calendar
from complaintkit.deadlines.columns.arrays import Ints
from complaintkit.deadlines.columns.clocks import Clocks
from complaintkit.deadlines.columns.counting import Shape, shape_of
from complaintkit.deadlines.columns.stopping import Rules
from complaintkit.deadlines.convention import Convention
from complaintkit.deadlines.events import PauseRule, Tolling
from complaintkit.deadlines.terms import CountedFrom, EarlierOf, FollowedBy, LaterOf, Term, require_length

__all__ = ["Group", "Plan", "Rows", "by_value", "groups", "plan_of", "rules_of"]

Rows: TypeAlias = Ints | slice


class Plan(NamedTuple):
    """A term as it is computed.

    ``how``: counted (``shape`` and ``n``), the earlier or later of its ``parts``, the second after the first, or its
    one part from the ``anchor``.
    """

    how: Literal["counted", "earlier", "later", "followed", "from"]
    shape: Shape | None = None
    n: Ints | int = 0
    parts: tuple[Plan, ...] = ()
    anchor: str = ""

    def take(self, rows: Rows) -> Plan:
        """The plan of some of the rows."""
        return self._replace(n=self.n[rows]) if isinstance(self.n, np.ndarray) else self


def plan_of(term: Term) -> Plan | None:
    """The plan of a term; None for one that is computed row by row."""
    parts: tuple[Term, ...] = ()
    how: Literal["earlier", "later", "followed", "from"] = "from"
    anchor = ""
    if isinstance(term, EarlierOf | LaterOf):
        how, parts = "earlier" if isinstance(term, EarlierOf) else "later", term.terms
    elif isinstance(term, FollowedBy):
        how, parts = "followed", (term.first, term.then)
    elif isinstance(term, CountedFrom):
        parts, anchor = (term.term,), term.anchor
    else:
        shape = shape_of(term)
        return None if shape is None else Plan("counted", *shape)
    plans = [plan_of(part) for part in parts]
    known = tuple(plan for plan in plans if plan is not None)
    return Plan(how, parts=known, anchor=anchor) if len(known) == len(plans) else None


class Group(NamedTuple):
    """Rows that are computed together. ``plan`` None: row by row; ``n`` of it has one count a row where they differ."""

    rows: Rows
    plan: Plan | None
    calendar: Calendar
    convention: Convention
    pause_rules: tuple[PauseRule, ...]
    pause_cap: Term | None
    not_before: Term | None
    tolling: tuple[Tolling, ...]


_OTHERS = ("calendar", "convention", "pause_rules", "pause_cap", "not_before", "tolling")


def groups(clocks: Clocks) -> Iterator[Group]:
    """The groups; rows without a start, a term, a calendar or a convention are in none."""
    term = clocks.column("term")
    plans = [plan_of(value) for value in term.values]
    others = [clocks.column(name) for name in _OTHERS]
    null = np.isnat(clocks.started_at)
    of_term, kinds = _by_kind(plans)
    null |= term.codes < 0
    counts = np.array([0 if plan is None or plan.shape is None else plan.n for plan in plans], dtype=np.int64)
    if len(kinds) == 1 and not null.any() and not any(_varies(clocks, name) for name in _OTHERS):
        plan = plans[kinds[0]]
        if plan is not None and plan.shape is not None and (counts != counts[0]).any():
            plan = plan._replace(n=counts.take(term.codes))
        yield Group(slice(0, len(clocks)), plan, *(column.values[0] for column in others))
        return
    codes = np.array([*of_term, -1], dtype=np.int64).take(term.codes)
    radix = [len(kinds)]
    for name, column in zip(_OTHERS, others, strict=True):
        size = len(column.values) + 1
        radix.append(size)
        codes = codes * size
        if _varies(clocks, name):
            codes += np.where(column.codes < 0, size - 1, column.codes)
            if name in ("calendar", "convention"):
                null |= column.codes < 0
    for key, rows in _by_key(np.where(null, -1, codes), radix):
        values: list[Any] = []
        for column, size in zip(reversed(others), reversed(radix), strict=False):
            key, at = divmod(key, size)
            values.append(column.values[at] if at < len(column.values) else None)
        plan = plans[kinds[key]]
        if plan is not None and plan.shape is not None:
            n: Ints = counts.take(term.codes[rows])
            plan = plan._replace(n=n if n.size and (n != n[0]).any() else int(n[0]))
        yield Group(rows, plan, *reversed(values))


def _varies(clocks: Clocks, name: str) -> bool:
    return clocks.column(name) is getattr(clocks, name)


def _by_kind(plans: list[Plan | None]) -> tuple[list[int], list[int]]:
    """Of which kind each term is, terms that differ in their count alone being one; and a term of each kind."""
    found: dict[Any, int] = {}
    kinds: list[int] = []
    of_term = []
    for i, plan in enumerate(plans):
        key = plan.shape if plan is not None and plan.shape is not None else ("alone", i)
        if key not in found:
            found[key] = len(kinds)
            kinds.append(i)
        of_term.append(found[key])
    return of_term, kinds


def _by_key(codes: Ints, radix: list[int]) -> Iterator[tuple[int, Ints]]:
    size = 1
    for of in radix:
        size *= of
    if size < 65535:
        yield from by_value(codes, size)
        return
    known, codes = np.unique(codes, return_inverse=True)
    for code, rows in by_value(codes, len(known)):
        if known[code] >= 0:
            yield int(known[code]), rows


def by_value(codes: Ints, size: int) -> Iterator[tuple[int, Ints]]:
    """The rows of each value that occurs; those of -1 are left out."""
    kinds: Any = np.uint8 if size < 255 else np.uint16 if size < 65535 else np.int64
    order = np.argsort((codes + 1).astype(kinds), kind="stable")
    counts = np.bincount(codes + 1, minlength=size + 1)
    for code, rows in enumerate(np.split(order, np.cumsum(counts)[:-1])):
        if code and rows.size:
            yield code - 1, rows


def rules_of(clocks: Clocks, group: Group) -> Rules:
    """The pause rules of a group with causes as codes; of two for one cause the later one holds."""
    causes = () if clocks.pauses is None else clocks.pauses.causes.values
    most: dict[int, int] = {}
    caps: dict[int, tuple[Shape, int]] = {}
    by_cause = {rule.cause: rule for rule in group.pause_rules or ()}
    for code, cause in enumerate(causes):
        rule = by_cause.get(cause)
        if rule is not None and rule.most is not None:
            most[code] = rule.most
        if rule is not None and rule.cap is not None:
            caps[code] = _length(rule.cap)
    windows = tuple((window.first.toordinal(), window.last.toordinal()) for window in group.tolling or ())
    return Rules(most, caps, None if group.pause_cap is None else _length(group.pause_cap), windows)


def _length(cap: Term) -> tuple[Shape, int]:
    require_length(cap, "pause_cap")
    shape = shape_of(cap)
    assert shape is not None
    return shape
