"""The stores that ship pass the store contract."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from itertools import count

import pytest

from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import StoreContract, StoreUnderTest
from tests.storage.servers import KINDS, databases

pytestmark = pytest.mark.filterwarnings("ignore:This process")


class TestMemoryStore(StoreContract):
    """The reference."""

    @pytest.fixture
    def subject(self):
        return StoreUnderTest(make=MemoryStore)


class TestSQLiteStore(StoreContract):
    """One file, several threads and processes, the caller's own connection."""

    @pytest.fixture
    def subject(self, tmp_path):
        names = count()
        with ExitStack() as opened:

            def open_file(path):
                return opened.enter_context(SQLiteStore(path, durability="normal"))

            yield StoreUnderTest(
                make=lambda: open_file(tmp_path / f"{next(names)}.db"),
                reopen=lambda store: open_file(store.path),
                connect=lambda store: sqlite3.connect(store.path),
                across_processes=True,
                survives_kill=True,
            )


@pytest.mark.parametrize("kind", KINDS)
class TestSQLAlchemyStore(StoreContract):
    """Each kind of database, through SQLAlchemy."""

    @pytest.fixture
    def subject(self, kind, tmp_path):
        with databases(kind, tmp_path) as made:
            has_clock = kind != "sqlite"
            yield StoreUnderTest(
                make=lambda: made.store(server_clock=True),
                reopen=made.again,
                connect=made.connection,
                across_processes=True,
                survives_kill=True,
                has_clock=has_clock,
            )
