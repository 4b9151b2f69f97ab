"""find on every database: the same answers as in memory, and whose turn it is from the index of stages."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from complaintkit.desk.stored import Query
from complaintkit.storage import MemoryStore
from tests.storage.servers import KINDS, SERVERS, databases, url_of
from tests.storage.shop import CLERK, desk_on, file
from tests.storage.test_sqlite_find import grown, queries

OPEN, DONE, PAGE = 6, 120, 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_query_finds_what_it_finds_in_memory(kind, tmp_path):
    """Alone and joined, on pages of three, in the order of ids."""
    memory, ids = grown(MemoryStore())
    with databases(kind, tmp_path) as made:
        desk, same = grown(made.store())
        assert ids == same
        for query in queries(ids):
            expected = [case.id for case in memory.find(**query, limit=1000).cases]
            found, cursor = [], ""
            while True:
                page = desk.find(**query, limit=3, after=cursor)
                found += [case.id for case in page.cases]
                cursor = page.cursor
                if not cursor:
                    break
            assert found == expected, query


@pytest.mark.parametrize("kind", SERVERS)
def test_a_work_list_reads_no_case_of_another_stage(kind, tmp_path):
    """A hundred cases that are working, a few that are new: a page of these reads no more rows than it holds."""
    with databases(kind, tmp_path) as made:
        store = made.store()
        desk, _ = desk_on(store)
        with desk.batch():
            ids = [file(desk, n).id for n in range(OPEN + DONE)]
            for id in sorted(ids)[:DONE]:  # those that are new come last by their ids
                desk.act(id, "accept", by=CLERK, to="bea")
        engine = sa.create_engine(url_of(store), poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE ck_cases" if kind == "postgresql" else "ANALYZE TABLE ck_cases")
            connection.commit()
        asked = []
        with store.begin(reading=True) as tx:
            run, tx._all = tx._all, lambda statement: asked.append(statement) or run(statement)
            page = tx.find(Query(tenant="acme", owner="clerk", limit=PAGE))
        assert [case.id for case in page.cases] == sorted(ids)[DONE : DONE + PAGE]
        text = str(asked[-1].compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})).replace("%", "%%")
        explained = "EXPLAIN (ANALYZE, TIMING OFF)" if kind == "postgresql" else "ANALYZE FORMAT=JSON"
        with engine.connect() as connection:
            told = "\n".join(connection.exec_driver_sql(f"{explained} {text}").scalars())
        assert "ck_by_stage" in told, told
        read = re.findall(r"actual rows=(\d+)|Rows Removed by Filter: (\d+)|\"r_rows\": ([0-9.]+)", told)
        assert max(float(number) for numbers in read for number in numbers if number) <= PAGE + 1, told
