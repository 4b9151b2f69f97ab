"""Requirements 37 to 40: what a query finds, and page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from complaintkit.cases.events import Link
from complaintkit.desk.stored import Query
from complaintkit.testing.store_contract import samples
from complaintkit.testing.store_contract.samples import START, TENANT, story
from complaintkit.testing.store_contract.subject import StoreUnderTest

FOUND: tuple[tuple[dict[str, Any], tuple[dict[str, Any], ...]], ...] = (
    ({"stage": "working", "owner": "boss"}, ({"stage": "working"}, {"owner": "boss"})),
    ({"stage": "done"}, ({"stage_kind": "closed"},)),
    ({"assigned": "bea"}, ({"assigned": "bea"},)),
    ({"kind": "request"}, ({"kind": "request"},)),
    ({"category": "service"}, ({"category": "service"},)),
    ({"channel": "post"}, ({"channel": "post"},)),
    ({"registers": ("paid",)}, ({"register": "paid"},)),
    ({"number": "260301"}, ({"number": "260301"},)),
    ({"refs": {"crm": "T-991"}}, ({"ref": ("crm", "T-991")},)),
    ({"parties": {"complainant": {"key": "c-wu"}}}, ({"party": "c-wu"},)),
    ({"links": (Link("follow_up", "c9"),)}, ({"linked_to": "c9"},)),
    ({"period": "2026-03"}, ({"period": "2026-03"},)),
)
"""What sets a case apart, and the queries that find it alone."""


class FindContract:
    """What is found."""

    def test_37_every_field_of_a_query_must_match(self, subject: StoreUnderTest) -> None:
        """Each field by itself finds the one case that has it; two that no case has together find none."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for n, (changes, _) in enumerate(FOUND):
                tx.append(samples.filed(f"c-{n:02}", **changes))
            tx.append(samples.filed("c-99"))
        with store.begin() as tx:
            for n, (_, queries) in enumerate(FOUND):
                for asked in queries:
                    found = [case.id for case in tx.find(Query(tenant=TENANT, **asked)).cases]
                    assert found == [f"c-{n:02}"], f"a query for {asked} finds {found}, not [c-{n:02}]"
            both = Query(tenant=TENANT, category="service", number="260301")
            assert not tx.find(both).cases, "a query for two fields finds a case that has but one of them"

    def test_38_pages_follow_the_order_of_ids(self, subject: StoreUnderTest) -> None:
        """A page holds up to the limit; its cursor asks for the next, and is empty exactly where none follows."""
        store = subject.make()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            for id in ("c4", "c2", "c1", "c3"):
                tx.append(samples.filed(id))
        with store.begin() as tx:
            pages, cursor = [], ""
            for _ in range(3):
                page = tx.find(Query(tenant=TENANT, limit=2, after=cursor))
                pages.append([case.id for case in page.cases])
                cursor = page.cursor
                if not cursor:
                    break
            assert pages == [["c1", "c2"], ["c3", "c4"]], f"two pages of two in the order of ids, not {pages}"

    def test_39_a_case_is_found_by_what_it_is_now(self, subject: StoreUnderTest) -> None:
        """Not by the stage, the assignee or the reference it had before; and as it is loaded."""
        store, (filed, accepted, _) = subject.make(), story()
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(filed)
        with store.begin() as tx:
            tx.append(accepted)
        with store.begin() as tx:
            assert not tx.find(Query(tenant=TENANT, stage="new")).cases, "a case is found in a stage it has left"
            found = tx.find(Query(tenant=TENANT, stage="working")).cases
            assert found == (accepted.case,), "a case is not found, as it is, in the stage it is in"

    def test_40_overdue_is_later_than_a_due_still_owed(self, subject: StoreUnderTest) -> None:
        """At the due instant a duty is still in time; a microsecond later it is overdue. A rung makes nobody late."""
        store = subject.make()
        due_at = START + timedelta(days=2)
        with store.begin() as tx:
            tx.keep_policy(samples.policy())
            tx.append(samples.waiting("c1", START, due_at=due_at))
        with store.begin() as tx:
            for late, wanted in ((timedelta(0), []), (timedelta(microseconds=1), ["c1"])):
                query = Query(tenant=TENANT, overdue_at=due_at + late)
                found = [case.id for case in tx.find(query).cases]
                assert found == wanted, f"{late} after the due instant the overdue cases are {found}, not {wanted}"
