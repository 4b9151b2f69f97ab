"""What all tests share: Hypothesis profiles, the ``--long`` switch, the shared data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# those of every day draw the same each time, so that a red test is the change's; "explore" and "long" draw anew
settings.register_profile("dev", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("explore", max_examples=25, deadline=None)
settings.register_profile("few", max_examples=10, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("ci", max_examples=40, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=200, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="long: runs with --long"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the regimes, clauses, vectors and real records; a test that asks for it is skipped without it."""
    named = os.environ.get("COMPLAINTKIT_DATA")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not folder.is_dir():
        if named:
            pytest.fail(f"COMPLAINTKIT_DATA names {folder}, which is no folder")
        pytest.skip("no shared data beside the project; name its folder in COMPLAINTKIT_DATA")
    return folder
