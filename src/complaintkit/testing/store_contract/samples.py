"""What the store contract writes: the entries of a small case as a desk makes them, and one of everything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import attrs

from complaintkit.cases.clocks import DueRow
from complaintkit.cases.reasons import reason
from complaintkit.deadlines import AtDue, Before, Days, Hours
from complaintkit.desk import Desk
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Accessed, AccessQuery, Attempt, Entry, Notice, PersonalValue, Query, Remembered
from complaintkit.rules import (
    Actor,
    Category,
    Channel,
    Duty,
    Fact,
    Move,
    Policy,
    Register,
    Rung,
    Stage,
)
from complaintkit.storage.memory import MemoryStore, MemoryTransaction
from complaintkit.testing.clock import FixedClock
from complaintkit.values import Party

START = datetime(2026, 3, 2, 9, 0, 0, 123_457, tzinfo=UTC)
"""When the sample cases are filed: a Monday, with microseconds that must not be lost."""
TENANT, OTHER_TENANT = "acme", "bolt"
CASE = "c1"
CLERK = Actor("carl", roles={"clerk"})


def policy(version: str = "1") -> Policy:
    """The policy of the sample cases: filed, accepted, answered; a first word in six hours, a reply in five days."""
    return Policy(
        id="contract",
        version=version,
        in_force_from=date(2026, 1, 1),
        roles=("clerk", "boss"),
        channels=(Channel("desk"), Channel("post")),
        categories=(Category("goods"), Category("service")),
        registers=(Register("ledger", channels=("desk",)),),
        facts=(Fact("story", "text", personal=True, required=False), Fact("quantity", "whole", required=False)),
        stages=(Stage("new", owner="clerk"), Stage("working", owner="boss"), Stage("done", "closed")),
        moves=(
            Move("accept", ("new",), "working", by=("clerk",), records=("accepted",), assigns=True),
            Move("answer", ("working",), "done", by=("clerk",), records=("replied", "closed")),
        ),
        duties=(
            Duty("reply", owner="boss", starts="filed", ends=("replied",), term=Days(5), catch_up="all",
                 ladder=(Rung("soon", Before(Days(1)), kind="warning", tell=("clerk",)),
                         Rung("late", AtDue(), tell=("boss",)))),
            Duty("first_word", owner="clerk", starts="filed", ends=("accepted",), term=Hours(6),
                 ladder=(Rung("late", AtDue(), tell=("boss",)),)),
        ),
    )  # fmt: skip


class _Listening(MemoryTransaction):
    """A transaction that notes what is appended."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.heard: list[Entry] = []

    def append(self, entry: Entry) -> None:
        self.heard.append(entry)
        super().append(entry)


@cache
def story(tenant: str = TENANT, case_id: str = CASE) -> tuple[Entry, Entry, Entry]:
    """A case's three entries as a desk writes them: filed, accepted an hour later, answered after another."""
    store = MemoryStore()
    listening = store._transaction = _Listening(store)
    clock = FixedClock(START)
    desk = Desk(policy(), store, tenant=tenant, clock=clock, ids=lambda: case_id)
    desk.file(
        by=CLERK,
        channel="desk",
        category="goods",
        complainant=Party("Li Na", key="c-li", contact="li@example.org"),
        facts={"quantity": 3, "story": "杯子碎了, all 3 \U0001f600"},
        refs={"crm": f"T-{case_id}"},
    )
    clock.advance(timedelta(hours=1))
    desk.act(case_id, "accept", by=CLERK, to="bea")
    clock.advance(timedelta(hours=1))
    desk.act(case_id, "answer", by=CLERK)
    filed, accepted, answered = listening.heard
    return filed, accepted, answered


def filed(case_id: str = CASE, tenant: str = TENANT, **changes: Any) -> Entry:
    """The entry that begins a case; ``changes`` are other values of fields of the case."""
    entry = story(tenant, case_id)[0]
    return entry._replace(case=attrs.evolve(entry.case, **changes)) if changes else entry


def waiting(case_id: str, at: datetime, *, tenant: str = TENANT, due_at: datetime | None = None) -> Entry:
    """The entry that begins a case with one rung, which comes at an instant."""
    row = DueRow(at, "reply", 1, "late", due_at or at)
    owed = DueRow(row.due_at, "reply", 1, "", row.due_at)
    return filed(case_id, tenant)._replace(rows={"reply": (row, owed)})


def rung(**changes: Any) -> DueRow:
    """A rung to claim."""
    return DueRow(START, "reply", 1, "late", START)._replace(**changes)


def notice(id: str, *, tenant: str = TENANT, at: datetime = START) -> Notice:
    """A notice."""
    return Notice(id, tenant, CASE, "form", "slip", "boss", at)


def attempt(trigger: str, *, tenant: str = TENANT, case_id: str = CASE) -> Attempt:
    """A refused command with its reason."""
    return Attempt(tenant, case_id, START, "carl", trigger, (reason("role", needed="boss"),))


def write_one_of_each(tx: Transaction, tenant: str = TENANT, case_id: str = CASE) -> None:
    """One of everything a transaction can write."""
    tx.keep_policy(policy())
    tx.append(filed(case_id, tenant))
    tx.count(tenant, "tally")
    tx.remember(tenant, "key", Remembered("print", case_id, 1))
    tx.post([notice("n-1", tenant=tenant)])
    tx.take(tenant, "claim", START, START, 1)
    tx.attempt(attempt("answer", tenant=tenant, case_id=case_id))
    tx.log([look(tenant=tenant, case_id=case_id)])
    tx.set_mark(tenant, "mark", "value")
    tx.claim(tenant, case_id, rung())


def told(
    tx: Transaction, tenant: str = TENANT, case_id: str = CASE, *, reading: bool = False
) -> Iterator[tuple[str, Any]]:
    """What :func:`write_one_of_each` left, under the name of the method that tells it; empty values where nothing is.

    A claim is told by trying it, which takes it; where the transaction is only ``reading`` it is left out.
    """
    yield "load", tx.load(tenant, case_id)
    yield "events", tuple(tx.events(tenant, case_id))
    yield "tally", tx.tally(tenant, "tally")
    yield "recall", tx.recall(tenant, "key")
    yield "notices", tuple(tx.notices(tenant))
    yield "outgoing", tuple(tx.outgoing(tenant, "waiting", 10))
    yield "due", tuple(tx.due(tenant, START + timedelta(days=30), 10))
    yield "find", tx.find(Query(tenant=tenant)).cases
    yield "policy", tx.policy(policy().hash)
    yield "attempts", tuple(tx.attempts(tenant, case_id))
    yield "accesses", tuple(tx.accesses(AccessQuery(tenant, case_id)))
    yield "personal", tuple(tx.personal(tenant, case_id))
    yield "mark", tx.mark(tenant, "mark")
    yield "case_ids", tuple(tx.case_ids(tenant))
    if not reading:
        yield "claim", not tx.claim(tenant, case_id, rung())


def look(what: str = "view", **changes: Any) -> Accessed:
    """A look at the sample case, with everything that may be told of one."""
    told = {"tenant": TENANT, "case_id": CASE, "at": START, "actor": "ada", "roles": ("boss", "clerk"), "unit": "east",
            "on_behalf_of": "bea", "shown": ("facts.story",), "withheld": ("parties.reporter.name",)}  # fmt: skip
    return Accessed(what=what, **{**told, **changes})


def personal_values() -> tuple[PersonalValue, ...]:
    """Personal values of several types, as a filing seals them."""
    return tuple(
        PersonalValue(1, f"facts.{name}", "c-li", "salt", value)
        for name, value in (("text", "张 \U0001f600"), ("whole", 3), ("yes", True), ("day", date(2026, 3, 2)))
    )
