"""A command on PostgreSQL through SQLAlchemyStore, beside the eventsourcing library on the same server.

Run it with ``python -m benchmarks postgresql``; ``COMPLAINTKIT_POSTGRESQL`` says which server (a SQLAlchemy URL whose
user may create databases; default: postgres without a password on 127.0.0.1). The commands are those of
:mod:`benchmarks.sqlite`, each on a case of its own in shuffled order; both sides keep the server's durability. The peer
gets an aggregate of as many events with its application's repository, triggers one event on it, and saves it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.command import Ticking, small_policy
from benchmarks.sqlite import OPERATIONS, PEER_AT_LEAST, later, peer_classes
from benchmarks.table import Row, duration, interleaved

ROUNDS = 7
AIM = 4.0  # DESIGN 8
SERVER = os.environ.get("COMPLAINTKIT_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")

Prepare = Callable[[], Callable[[], object]]


def ours(url: str, trigger: str) -> Prepare:
    """A desk on a store, all cases read."""
    from complaintkit import Actor, Desk, Party, PolicyHistory
    from complaintkit.storage import SQLAlchemyStore

    history = PolicyHistory([small_policy()])
    actors = [Actor(f"emp-{n}", roles={"handler"} | ({"head"} if n % 3 else set()), unit="east") for n in range(20)]

    def prepare() -> Callable[[], object]:
        store = SQLAlchemyStore(url, server_clock=False)
        desk = Desk(history, store, tenant="acme", clock=Ticking())
        ids = []
        with desk.batch():
            for n in range(OPERATIONS + 1):
                by = actors[n % 20]
                case = desk.file(
                    by=by,
                    complainant=Party(f"Customer {n}", key=f"c-{n}"),
                    refs={"crm": f"T-{n}"},
                    facts={"quantity": 100 + n % 300, "within_authority": True},
                )
                ids.append(desk.act(case.id, "take", by=by).id)
        spare = ids.pop()
        random.Random(7).shuffle(ids)
        desk = Desk(history, store, tenant="acme", clock=later())
        for id in ids:
            desk.get(id)
        desk.act(spare, trigger, by=actors[1])

        def work() -> None:
            act = desk.act
            for n, id in enumerate(ids):
                act(id, trigger, by=actors[n % 20])
            store.close()

        return work

    return prepare


def eventsourcing(url: Any, trigger: str) -> Prepare:
    """The peer library: an aggregate is got, moved on and saved."""
    complaints, complaint = peer_classes()

    def prepare() -> Callable[[], object]:
        app = complaints(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": url.database,
                "POSTGRES_HOST": url.host,
                "POSTGRES_PORT": str(url.port or 5432),
                "POSTGRES_USER": url.username or "",
                "POSTGRES_PASSWORD": url.password or "",
            }
        )
        ids, filed = [], []
        for n in range(OPERATIONS):
            case = complaint(100 + n % 300, f"T-{n}")
            case.take(f"emp-{n % 20}")
            filed.append(case)
            ids.append(case.id)
        app.save(*filed)
        random.Random(7).shuffle(ids)

        def work() -> None:
            get, save = app.repository.get, app.save
            for n, id in enumerate(ids):
                case: Any = get(id)
                case.move(f"emp-{n % 20}", trigger)
                save(case)
            app.close()

        return work

    return prepare


@contextmanager
def database() -> Iterator[Any]:
    """The URL of a database of its own on the server, gone afterwards."""
    import sqlalchemy as sa

    server = sa.create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"ck_bench_{os.getpid()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield server.url.set(database=name)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def rows() -> list[Row]:
    """The measurement as rows of the table; one row that says so where there is no server."""
    from sqlalchemy.exc import OperationalError

    try:
        return _rows()
    except OperationalError:
        return [Row("PostgreSQL command / eventsourcing get + command + save", "no server", "", "", "", "")]


def _rows() -> list[Row]:
    found = []
    with database() as url:
        text = url.render_as_string(hide_password=False)
        for trigger, what in (("assess", "no duty"), ("reply", "two duties")):
            pair = interleaved(ours(text, trigger), eventsourcing(url, trigger), operations=OPERATIONS, rounds=ROUNDS)
            rate = 1 / pair.ratio
            found.append(
                Row(
                    f"PostgreSQL command, {what} / eventsourcing get + command + save, its rate",
                    duration(pair.ours),
                    duration(pair.peer),
                    f"{rate:.2f}",
                    f"≥ {PEER_AT_LEAST:g}",
                    f"≥ {AIM:g}",
                    rate >= PEER_AT_LEAST,
                )
            )
    return found
