"""A small shop's policy and its people, on a SQLite file; importable by child processes too."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import AtDue, Before, Days, Hours
from complaintkit.desk import Desk
from complaintkit.errors import Refused
from complaintkit.rules import (
    Access,
    Actor,
    Band,
    Bands,
    Category,
    Channel,
    Duty,
    Fact,
    Form,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PolicyHistory,
    Redress,
    Register,
    Rung,
    Stage,
    Tally,
)
from complaintkit.rules.moves import STAYS
from complaintkit.storage import SQLiteStore
from complaintkit.testing import FixedClock
from complaintkit.values import Money, Party, source

SH = source("SH")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LI = Party("Li Na", key="c-li", contact="li@example.org")


def yuan(amount: str) -> Money:
    return Money.of(amount, "CNY")


def shop(**changes: Any) -> Policy:
    """The policy: filed, accepted (which draws a number), proposed, approved within a band, answered."""
    parts: dict[str, Any] = {
        "id": "shop",
        "version": "1",
        "in_force_from": date(2026, 1, 1),
        "roles": ("clerk", "boss"),
        "kinds": (
            Kind("complaint", initial="new", by=("clerk",), issues=("slip",)),
            Kind("book", initial="unread", every="month"),
        ),
        "channels": (Channel("desk"), Channel("post", initial="working")),
        "categories": (Category("goods"), Category("service")),
        "registers": (Register("ledger", channels=("desk",)), Register("paid", enters=("approved",))),
        "forms": (Form("slip", copies=("clerk",)),),
        "facts": (
            Fact("story", "text", personal=True, required=False),
            Fact("quantity", "whole"),
            Fact("bought_on", "date", required=False),
            Fact("amount", "money", currency="CNY", required=False),
        ),
        "stages": (
            Stage("new", owner="clerk"),
            Stage("working", owner="boss"),
            Stage("done", "closed"),
            Stage("unread", owner="boss", case_kind="book"),
            Stage("read", "closed", case_kind="book"),
        ),
        "moves": (
            Move("accept", ("new",), "working", by=("clerk",), records=("accepted",), assigns=True),
            Move("propose", ("working",), STAYS, by=("clerk",), asks=("amount",), records=("proposed",)),
            Move("approve", ("working",), STAYS, by=("clerk", "boss"), bands="limits", after=("proposed",),
                 records=("approved",)),
            Move("classify", ("new", "working"), STAYS, by=("clerk",), reclassifies=True, records=("classified",)),
            Move("answer", ("working",), "done", by=("boss",), message="reply", records=("replied", "closed")),
            Move("read", ("unread",), "read", by=("boss",), records=("x_read",)),
        ),
        "duties": (
            Duty("reply", owner="boss", starts="filed", ends=("replied",), term=Days(5), catch_up="all",
                 ladder=(Rung("soon", Before(Days(1)), kind="warning", tell=("clerk",)),
                         Rung("late", AtDue(), tell=("boss",)))),
            Duty("first_word", owner="clerk", starts="filed", ends=("accepted",), term=Hours(6),
                 ladder=(Rung("late", AtDue(), tell=("boss",)),)),
            Duty("reading", owner="boss", starts="opened", ends=("x_read",), term=Days(1), case_kind="book",
                 ladder=(Rung("late", AtDue(), tell=("boss",)),)),
        ),
        "bands": (Bands("limits", (Band("clerk", yuan("100")), Band("boss", None)), cite=SH("art. 6")),),
        "redress": Redress("amount", currency="CNY"),
        "tallies": (Tally("granted", counts="approved", period="month"),),
        "messages": (Message("reply", means=("letter",)),),
        "links": (LinkRule("follow_up", after=("filed",)),),
        "numbering": (Numbering("accepted", "{yy}{mm}{serial:02d}", period="month"),),
        "access": Access(sees=("boss",)),
    }  # fmt: skip
    return Policy(**{**parts, **changes})


def fair(**changes: Any) -> Policy:
    """The shop's second version: the clerk may grant nothing any more."""
    strict = Bands("limits", (Band("clerk", yuan("1")), Band("boss", None)), cite=SH("art. 6"))
    return shop(version="2", in_force_from=date(2026, 6, 1), bands=(strict,), **changes)


CLERK, BOSS = Actor("carl", roles={"clerk"}), Actor("bea", roles={"boss"})


def desk_on(
    store: Any, *policies: Policy, now: datetime = START, tenant: str = "acme", **more: Any
) -> tuple[Desk, FixedClock]:
    """A desk with its clock on a store."""
    clock = FixedClock(now)
    return Desk(PolicyHistory(policies or (shop(),)), store, tenant=tenant, clock=clock, **more), clock


def opened(path: Path, **options: Any) -> SQLiteStore:
    """A store on a file, quick, for tests."""
    return SQLiteStore(path, **{"durability": "normal", **options})


def file(desk: Desk, n: int = 1, **more: Any) -> Any:
    """File the n-th case."""
    given: dict[str, Any] = {
        "by": CLERK, "channel": "desk", "complainant": LI, "category": "goods",
        "facts": {"quantity": n, "story": f"the {n} cups broke"}, "refs": {"crm": f"T-{n}"},
    }  # fmt: skip
    return desk.file(**{**given, **more})


def walk(desk: Desk, clock: FixedClock) -> Any:
    """One case from filing to its answer, with a rung fired and a refusal logged on the way."""
    case = file(desk, key="mail-1")
    desk.act(case.id, "accept", by=CLERK, to="bea")
    clock.advance(timedelta(days=4, hours=20))
    desk.sweep()
    desk.act(case.id, "propose", by=CLERK, facts={"amount": yuan("500")})
    with pytest.raises(Refused, match="above what"):
        desk.act(case.id, "approve", by=CLERK)
    desk.act(case.id, "approve", by=BOSS)
    follower = file(desk, 2, link=("follow_up", case.id), channel="post", refs={"crm": "T-2", "erp": "9"})
    return desk.act(case.id, "answer", by=BOSS, message={"means": "letter"}), follower


def without_chance(desk: Desk) -> Any:
    """All that a desk tells, less what rests on random salts."""

    def told(case: Any) -> Any:
        parties = {role: {**party, "name": "", "contact": ""} for role, party in case.parties.items()}
        facts = {**case.facts, "story": ""}
        return attrs.evolve(case, hash="", facts=facts, parties=parties)

    cases = desk.find(limit=1000).cases
    with desk.store.begin() as tx:
        rest = [
            (
                [(e.seq, e.occurred_at, e.recorded_at, e.actor, e.roles, e.around, type(e.body)) for e in held],
                [(p.seq, p.path, p.person, p.value) for p in tx.personal(desk.tenant, case.id)],
                tx.load(desk.tenant, case.id).rows,
            )
            for case in cases
            for held in [tx.events(desk.tenant, case.id)]
        ]
        due = tx.due(desk.tenant, START + timedelta(days=400), 1000)
        marks = tx.mark(desk.tenant, "standing/book/"), tx.recall(desk.tenant, "mail-1").case_id
    attempts = [desk.attempts(case.id) for case in cases]
    return [told(case) for case in cases], rest, list(due), marks, attempts, desk.notices()


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a file, as another program sees it."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in sorted(names)}


def tampered(path: Path, *statements: str) -> None:
    """Change a file behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount, f"nothing was changed by: {statement}"
        connection.commit()


def connection_of(store: SQLiteStore) -> sqlite3.Connection:
    """This thread's connection of a store."""
    transaction: Any = store.begin()
    connection: sqlite3.Connection = transaction._connection
    return connection


def child(work: Callable[[], object]) -> int:
    """Run something in a process of its own, forked from this one; its id. It exits with 0 where nothing was raised."""
    made = os.fork()
    if made:
        return made
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def ended(pid: int) -> int:
    """Wait for a child: what it exited with, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
