"""Reading all cases of a desk."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit import Case, Desk


def all_cases(desk: Desk) -> Iterator[Case]:
    """All cases, a page at a time."""
    after = ""
    while True:
        page = desk.find(limit=1000, after=after)
        yield from page.cases
        after = page.cursor
        if not after:
            return
