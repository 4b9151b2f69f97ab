"""What cases are found by, as columns and keys beside the snapshot, and the query that uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.deadlines.instants import to_us
from complaintkit.desk.ports import Query

COLUMNS = (
    "policy", "kind", "stage", "stage_kind", "owner", "assigned", "category", "channel", "number", "period", "next_due",
)  # fmt: skip

_COLUMNS = ", ".join(f"c.{name}" for name in COLUMNS)

PLAIN = ("stage", "stage_kind", "owner", "assigned", "kind", "category", "channel", "number", "period")
"""The columns that a query names by the same word."""

Key = tuple[str, str]
"""What, and its value: ("ref/crm", "T-991"), ("register", "ledger"), ("party", a party's key), ("link", a case id)."""


class Columns(NamedTuple):
    """The columns a case is found by."""

    policy: str
    kind: str
    stage: str
    stage_kind: str | None
    owner: str | None
    assigned: str | None
    category: str | None
    channel: str | None
    number: str | None
    period: str | None
    next_due: int | None


def columns_of(case: Case, rows: Mapping[str, tuple[DueRow, ...]], stage_kind: str | None) -> Columns:
    """The columns of a case; ``next_due`` is the earliest due of a duty still owed, in microseconds."""
    earliest = None
    for held in rows.values():
        for row in held:
            if not row.rung and (earliest is None or row.due_at < earliest):
                earliest = row.due_at
    return Columns(
        case.policy,
        case.kind,
        case.stage,
        stage_kind,
        case.owner,
        case.assigned,
        case.category,
        case.channel,
        case.number,
        case.period,
        None if earliest is None else to_us(earliest),
    )


def keys_of(case: Case) -> set[Key]:
    """The keys of a case."""
    keys = {(f"ref/{system}", id) for system, id in case.refs.items()}
    keys.update(("register", register) for register in case.registers)
    keys.update(("link", link.case_id) for link in case.links)
    keys.update(("party", party["key"]) for party in case.parties.values() if type(party.get("key")) is str)
    return keys


def same_keys(old: Case, new: Case) -> bool:
    """Whether two versions of a case surely have the same keys, told without making them."""
    return (
        old.refs is new.refs
        and old.registers is new.registers
        and old.links is new.links
        and old.parties is new.parties
    )


def statement(query: Query) -> tuple[str, list[Any]]:
    """The statement that answers a query, and its values: a page of (id, n, version, hash, rev, snapshot, columns)
    and one more, in the order of ids.

    >>> sql, values = statement(Query(tenant="acme", stage="new", ref=("crm", "T-991"), limit=10))
    >>> values
    ['ref/crm', 'T-991', 'acme', '', 'new', 11]
    """
    asked: list[Key] = []
    if query.ref is not None:
        asked.append((f"ref/{query.ref[0]}", query.ref[1]))
    for what, value in (("party", query.party), ("link", query.linked_to), ("register", query.register)):
        if value is not None:
            asked.append((what, value))
    tables, place, where, values = "ck_cases c", "c.id", [], list[Any]()
    for n, key in enumerate(asked):
        where.append(f"k{n}.what = ? AND k{n}.value = ?")
        values += key
        if n == 0:  # its index gives the cases in the order of their ids, page by page
            tables = "ck_keys k0 CROSS JOIN ck_cases c ON c.tenant = k0.tenant AND c.id = k0.case_id"
            place = "k0.case_id"
        else:
            tables += f" JOIN ck_keys k{n} ON k{n}.tenant = c.tenant AND k{n}.case_id = c.id"
    if query.overdue_at is not None and not asked:  # few of a tenant's cases are: rather their index, and sort
        place = "+c.id"
    where.append(f"{'k0' if asked else 'c'}.tenant = ? AND {place} > ?")
    values += (query.tenant, query.after)
    for name in PLAIN:
        wanted = getattr(query, name)
        if wanted is not None:
            where.append(f"c.{name} = ?")
            values.append(wanted)
    if query.overdue_at is not None:
        where.append("c.next_due < ?")
        values.append(to_us(query.overdue_at))
    sql = (
        f"SELECT c.id, c.n, c.version, c.hash, c.rev, c.snapshot, {_COLUMNS} FROM {tables} "
        f"WHERE {' AND '.join(where)} ORDER BY {place} LIMIT ?"
    )
    return sql, [*values, query.limit + 1]
