"""Databases for the tests of stores on SQLAlchemy."""

from __future__ import annotations

import pytest

from tests.storage.servers import KINDS, databases


@pytest.fixture(params=KINDS)
def made(request, tmp_path):
    """Databases of each kind in turn."""
    with databases(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def server(request, tmp_path):
    """Databases of the kind that a test asks for; on PostgreSQL where it asks for none."""
    with databases(getattr(request, "param", "postgresql"), tmp_path) as found:
        yield found
