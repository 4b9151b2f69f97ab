"""All that a store holds of a tenant, as one value: to see that nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from complaintkit.desk import Desk, Notice

__all__ = ["ALL", "FOREVER", "Standing", "every_notice", "standing_of"]

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
ALL = 1_000_000

Standing = tuple[tuple[Any, ...], ...]


def standing_of(desk: Desk) -> Standing:
    """All that a store holds of the desk's tenant but refused attempts: the same before and after a refusal."""
    with desk.store.begin() as tx:
        cases = tuple((id, tx.load(desk.tenant, id), tx.events(desk.tenant, id)) for id in tx.case_ids(desk.tenant))
        personal = tuple(tx.personal(desk.tenant, id) for id, *_ in cases)
        return cases, personal, tuple(tx.notices(desk.tenant)), tuple(tx.due(desk.tenant, FOREVER, ALL))


def every_notice(desk: Desk) -> Iterator[Notice]:
    """The whole outbox, page by page."""
    after = 0
    while page := desk.notices(limit=1000, after=after):
        yield from page
        after = page[-1].n
