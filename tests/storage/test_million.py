"""A million open cases: what a sweep fires among them, and that it needs no more memory than among fewer."""

from __future__ import annotations

import tempfile

import pytest
import sqlalchemy as sa

from benchmarks import million
from tests.storage.servers import databases

KINDS = ("own file", "postgresql", "mariadb")


def counts(url):
    """How many claims, notices and second events a store holds, and of how many cases each."""
    engine = sa.create_engine(url if "://" in url else f"sqlite:///{url}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return [
            tuple(connection.exec_driver_sql(f"SELECT count(*), count(DISTINCT case_id) FROM {table}").one())
            for table in ("ck_claims", "ck_outbox", "ck_events WHERE seq = 2")
        ]


def swept(kind, cases, folder):
    """What another process tells of sweeping so many cases, and what it left."""
    if kind == "own file":
        with tempfile.TemporaryDirectory(dir=folder) as place:  # some gigabytes, not kept until the tests end
            file = f"{place}/{cases}.db"
            return million.swept(file, cases), counts(file)
    with databases(kind, folder) as made:
        url = made.new()
        return million.swept(url, cases), counts(url)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.no_cover
def test_each_rung_among_a_few_thousand_fires_once_and_on_its_day(kind, tmp_path):
    """Of 3,000 three on Friday and 300 over the weekend; each is claimed, told and written once."""
    told, left = swept(kind, 3000, tmp_path)
    assert (told.friday, told.weekend) == (3, 300)
    assert left == [(303, 303)] * 3


@pytest.mark.long(what="data")
@pytest.mark.parametrize("kind", KINDS)
def test_a_million_open_cases_need_no_more_memory_than_a_tenth_of_them(kind, tmp_path):
    """A thousand rungs on Friday, a hundred thousand after the weekend, each once; at most 1.5 times the memory of a
    process that fires as large a share among a hundred thousand.
    """
    few, _ = swept(kind, million.CASES // 10, tmp_path)
    many, left = swept(kind, million.CASES, tmp_path)
    assert (many.friday, many.weekend) == (1000, 100_000)
    assert left == [(101_000, 101_000)] * 3
    assert many.memory <= million.MEMORY * few.memory
