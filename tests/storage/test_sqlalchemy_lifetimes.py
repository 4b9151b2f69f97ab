"""Random lifetimes of cases on databases behind SQLAlchemy: the laws that hold in memory hold here."""

from __future__ import annotations

import pytest

from complaintkit.storage import SQLAlchemyStore
from complaintkit.testing import lifetimes
from tests.lifetimes.small import small
from tests.lifetimes.test_lifetimes import POLICIES, live
from tests.storage.servers import KINDS, SERVERS, databases, emptied

ON_SERVERS = {
    "small": KINDS,
    "bank_branch": ("postgresql", "mariadb"),
    "car_dealer": ("postgresql",),
    "hospital": ("mariadb",),
    "joining": ("postgresql", "mariadb"),
    "law_firm": ("postgresql",),
    "logistics": ("mariadb",),
    "manufacturing": ("mariadb",),
    "membership_club": ("postgresql",),
    "office": ("postgresql",),
    "pharmaceutical": ("mariadb",),
    "product_quality": ("postgresql",),
    "property_management": ("mariadb",),
    "retail_chain": ("postgresql",),
}
"""Where each policy lives its long lives: all of them on all databases took hours, and what differs between databases
seldom hangs on the policy. The small one, with one of each part, lives on each.
"""
LONG_ON_SERVERS = [
    pytest.param(kind, marks=() if kind == "sqlite" else pytest.mark.long(what="lives")) for kind in KINDS
]


@pytest.fixture
def fresh(kind, tmp_path):
    """What makes an empty store, always on the same database; it is closed when the next is made, and at the end."""
    made = []
    with databases(kind, tmp_path) as found:
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


@pytest.mark.parametrize("kind", LONG_ON_SERVERS)
@pytest.mark.no_cover
def test_the_laws_hold_through_random_lifetimes_on_a_database(fresh):
    """Replay, chain, roles, recusal, authority, dates, rungs, numbers: asked after every command."""
    seen = live(lifetimes(small(), store=fresh), 3, 8)
    assert seen["moves"], sorted(seen.items())


@pytest.mark.long(what="lives")
@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in ON_SERVERS.items() for kind in kinds])
def test_the_laws_hold_through_long_lifetimes_on_a_database(name, fresh):
    """The same, deeper, under every policy that ships."""
    seen = live(lifetimes(POLICIES[name](), store=fresh), 6, 30)
    assert seen["moves"], sorted(seen.items())


def test_every_policy_has_a_server():
    """A policy that comes to those that live is told here where."""
    assert ON_SERVERS.keys() == POLICIES.keys()
    assert all(set(kinds) & set(SERVERS) for kinds in ON_SERVERS.values())
