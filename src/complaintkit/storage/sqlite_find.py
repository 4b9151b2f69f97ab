"""The statement that answers a query, by the columns and keys beside the snapshots."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any

import attrs

from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Query
from complaintkit.storage.finding import COLUMNS, PLAIN, asked_keys, needs_stages

_COLUMNS = ", ".join(f"c.{name}" for name in COLUMNS)

_DUE_FIRST = "c.next_due < coalesce(c.wakes_at, 9223372036854775807)"
_RUNG_FIRST = "c.wakes_at < ? AND c.wakes_at <= c.next_due"
"""Which comes first, a case's due or its rung. An index of dues has but the former; a due that is past has its rung,
where that comes first, in the past too. So a command that begins a duty with a reminder need not write that index.
"""

OVERDUE = (
    f"SELECT count(*) FROM (SELECT 1 FROM ck_cases AS c WHERE c.tenant = ? AND c.next_due < ? AND {_DUE_FIRST} LIMIT ?)"
)
"""How many cases are past their due, up to a number."""

Stages = Sequence[str]
"""The stages in which the owner, or the kind of stage, is the one asked for, under any policy of the file."""


def many(limit: int, rows: int) -> int:
    """From how many overdue cases on a page is found faster by going through the ids from its cursor on.

    Among so many ``rows`` a page meets one that is overdue every rows / overdue ids. Else all that is overdue is put in
    order for each page. At this number both look at as many cases, so that no page looks at many more.

    >>> many(99, 1_000_000)
    10000
    """
    return isqrt((limit + 1) * rows)


def statement(query: Query, stages: Stages = (), *, walks: bool = False) -> tuple[str, list[Any]]:
    """The statement that answers a query, and its values: a page of (id, n, version, hash, rev, snapshot, columns)
    and one more, in the order of ids. ``stages`` must be given where it :func:`needs_stages`, at least one. ``walks``:
    what is overdue is found by going through the ids.

    >>> sql, values = statement(Query(tenant="acme", stage="new", ref=("crm", "T-991"), limit=10))
    >>> values
    ['ref/crm', 'T-991', 'acme', '', 'new', 11]
    >>> statement(Query(tenant="acme", owner="head", limit=10), ("new", "heard"))[1]
    ['acme', '', 'new', 'head', 'acme', '', 'heard', 'head', 11]
    """
    if needs_stages(query):
        parts = [_select(attrs.evolve(query, stage=stage)) for stage in stages]
    elif query.overdue_at is not None and not asked_keys(query) and not walks:
        us = to_us(query.overdue_at)
        parts = [_select(query, _DUE_FIRST), _select(query, _RUNG_FIRST, us)]
    else:
        sql, place, values = _select(query, walks=walks)
        return f"{sql} ORDER BY {place} LIMIT ?", [*values, query.limit + 1]
    selects = [sql for sql, _, _ in parts]
    given = [value for _, _, values in parts for value in values]
    return f"{' UNION ALL '.join(selects)} ORDER BY 1 LIMIT ?", [*given, query.limit + 1]


def _select(query: Query, *also: Any, walks: bool = False) -> tuple[str, str, list[Any]]:
    """The statement without its order, what it is ordered by, and its values. ``also`` is one more condition, if any,
    with its values.
    """
    asked = asked_keys(query)
    tables, place, where, values = "ck_cases c", "c.id", [], list[Any]()
    for n, key in enumerate(asked):
        where.append(f"k{n}.what = ? AND k{n}.value = ?")
        values += key
        if n == 0:  # its index gives the cases in the order of their ids, page by page
            tables = "ck_keys k0 CROSS JOIN ck_cases c ON c.tenant = k0.tenant AND c.id = k0.case_id"
            place = "k0.case_id"
        else:
            tables += f" JOIN ck_keys k{n} ON k{n}.tenant = c.tenant AND k{n}.case_id = c.id"
    due = "c.next_due"
    if query.overdue_at is not None and not asked:
        if walks:
            due = "+c.next_due"
        else:  # few of a tenant's cases are: rather their index, and sort
            place = "+c.id"
    where.append(f"{'k0' if asked else 'c'}.tenant = ? AND {place} > ?")
    values += (query.tenant, query.after)
    for name in PLAIN:
        wanted = getattr(query, name)
        if wanted is not None:
            where.append(f"c.{name} = ?")
            values.append(wanted)
    if query.overdue_at is not None:
        where.append(f"{due} < ?")
        values.append(to_us(query.overdue_at))
    where += also[:1]
    values += also[1:]
    sql = f"SELECT c.id, c.n, c.version, c.hash, c.rev, c.snapshot, {_COLUMNS} FROM {tables}"
    return f"{sql} WHERE {' AND '.join(where)}", place, values
