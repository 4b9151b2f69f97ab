"""What cases are found by, as columns and keys beside the snapshot: the same in every store that keeps tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.deadlines.instants import to_us
from complaintkit.desk.stored import Query
from complaintkit.rules.policy import Policy

COLUMNS = (
    "policy", "kind", "stage", "stage_kind", "owner", "assigned", "category", "channel", "number", "period", "next_due",
    "wakes_at",
)  # fmt: skip

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
    wakes_at: int | None


_FIRST = attrgetter("policy", "kind", "stage")
_MORE = attrgetter("owner", "assigned", "category", "channel", "number", "period")


def columns_of(case: Case, stage_kind: str | None, moments: Iterable[int | None]) -> Columns:
    """The columns of a case, whose duties wait for these :func:`moments_of`."""
    return Columns(*_FIRST(case), stage_kind, *_MORE(case), *moments)


def moments_of(rows: Mapping[str, tuple[DueRow, ...]]) -> tuple[int | None, int | None]:
    """The earliest due of a duty still owed, and the earliest rung that waits, in microseconds.

    >>> moments_of({"reply": ()})
    (None, None)
    """
    due = rung = None
    for held in rows.values():
        if held:
            found, other = _moments(held)
            if found is not None and (due is None or found < due):
                due = found
            if other is not None and (rung is None or other < rung):
                rung = other
    return due, rung


@lru_cache(maxsize=4096)
def _moments(held: tuple[DueRow, ...]) -> tuple[int | None, int | None]:
    """The moments of one duty's rows; a day's are the same for many cases."""
    dues = [row.due_at for row in held if not row.rung]
    rungs = [row.fires_at for row in held if row.rung]
    return to_us(min(dues)) if dues else None, to_us(min(rungs)) if rungs else None


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


def same_place(old: Case, new: Case) -> bool:
    """Whether two versions of a case have the same columns, but for the moments they wait for."""
    return _FIRST(old) == _FIRST(new) and _MORE(old) == _MORE(new)


def asked_keys(query: Query) -> list[Key]:
    """The keys a query asks for; that of the reference first.

    >>> asked_keys(Query(tenant="acme", ref=("crm", "T-991"), register="ledger"))
    [('ref/crm', 'T-991'), ('register', 'ledger')]
    """
    asked: list[Key] = []
    if query.ref is not None:
        asked.append((f"ref/{query.ref[0]}", query.ref[1]))
    for what, value in (("party", query.party), ("link", query.linked_to), ("register", query.register)):
        if value is not None:
            asked.append((what, value))
    return asked


def needs_stages(query: Query) -> bool:
    """Whether a query is answered stage by stage: it asks for an owner or a kind of stage, and for nothing that has an
    index of its own.
    """
    if query.owner is None and query.stage_kind is None:
        return False
    others = (query.stage, query.ref, query.party, query.linked_to, query.register, query.overdue_at)
    return all(other is None for other in others)


def stages_of(query: Query, policies: Iterable[Policy]) -> tuple[str, ...]:
    """The stages, under any of these policies, in which the owner and the kind of stage are those asked for."""
    found: set[str] = set()
    for policy in policies:
        for stage in policy.stages:
            if query.owner in (None, stage.owner) and query.stage_kind in (None, stage.kind):
                found.add(stage.id)
    return tuple(sorted(found))
