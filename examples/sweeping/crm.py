"""What every recipe shares: the desks of two tenants and who delivers their notices. Yours stands in your CRM.

``COMPLAINTS`` names the SQLite file, or the URL of a database server. Where ``WEBHOOK_URL`` is set, notices are posted
there, signed with ``WEBHOOK_SECRET``; else they are logged.
"""

from __future__ import annotations

import logging
import os
from datetime import date
from functools import cache

from complaintkit import Desk, Duty, Move, Policy, PolicyHistory, Rung, Stage
from complaintkit.deadlines import Days
from complaintkit.desk import Courier, Store
from complaintkit.desk.sinks import LogSink, Webhook
from complaintkit.storage import SQLiteStore

TENANTS = ("north", "south")

POLICY = Policy(
    id="house",
    in_force_from=date(2020, 1, 1),
    roles=("clerk", "head"),
    stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    moves=(Move("settle", ("open",), "done", by=("clerk",), records=("closed",)),),
    duties=(
        Duty("settle", owner="clerk", starts="filed", ends=("closed",), term=Days(5),
             ladder=(Rung("overdue", tell=("head",)),)),
    ),
)  # fmt: skip


@cache
def store() -> Store:
    """The store of this process; several processes may open the same."""
    where = os.environ["COMPLAINTS"]
    if "://" not in where:
        return SQLiteStore(where)
    from complaintkit.storage import SQLAlchemyStore  # needs the extra of the database

    return SQLAlchemyStore(where)


@cache
def desks() -> tuple[Desk, ...]:
    """A desk for each tenant."""
    return tuple(Desk(PolicyHistory([POLICY]), store(), tenant=tenant) for tenant in TENANTS)


@cache
def courier() -> Courier:
    """Who delivers notices."""
    url = os.environ.get("WEBHOOK_URL")
    if url is None:
        return Courier(LogSink())
    return Courier(Webhook(url, os.environ["WEBHOOK_SECRET"], source="https://crm.example.org/complaints"))


def log() -> None:
    """Write the log to standard error: what was sent, and what failed."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
