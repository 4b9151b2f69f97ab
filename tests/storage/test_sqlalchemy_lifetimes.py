"""Random lifetimes of cases on databases behind SQLAlchemy: the laws that hold in memory hold here."""

from __future__ import annotations

import pytest

from complaintkit.storage import SQLAlchemyStore
from complaintkit.testing import lifetimes
from tests.lifetimes.small import small
from tests.lifetimes.test_lifetimes import POLICIES, live
from tests.storage.servers import KINDS, databases, emptied

LONG_ON_SERVERS = [pytest.param(kind, marks=() if kind == "sqlite" else pytest.mark.long) for kind in KINDS]


@pytest.fixture(params=LONG_ON_SERVERS)
def fresh(request, tmp_path):
    """What makes an empty store, always on the same database; it is closed when the next is made, and at the end."""
    made = []
    with databases(request.param, tmp_path) as found:
        url = found.url()
        found.store(url).close()

        def store():
            while made:
                made.pop().close()
            emptied(url)
            made.append(SQLAlchemyStore(url, migrate=False, server_clock=False))
            return made[-1]

        yield store
        while made:
            made.pop().close()


def test_the_laws_hold_through_random_lifetimes_on_a_database(fresh):
    """Replay, chain, roles, recusal, authority, dates, rungs, numbers: asked after every command."""
    seen = live(lifetimes(small(), store=fresh), 3, 8)
    assert seen["moves"], sorted(seen.items())


@pytest.mark.long
@pytest.mark.parametrize("name", POLICIES)
def test_the_laws_hold_through_long_lifetimes_on_a_database(name, fresh):
    """The same, deeper, under every policy that ships."""
    seen = live(lifetimes(POLICIES[name](), store=fresh), 10, 30)
    assert seen["moves"], sorted(seen.items())
