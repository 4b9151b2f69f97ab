"""What all tests share: Hypothesis profiles, the ``--long`` switch, the shared data."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

LONG = re.findall(r"\w+", re.search(r'^LONG="(.+)"$', (ROOT / ".ci" / "run").read_text(), re.MULTILINE)[1])
"""What a long test may be, so that a run of all long checks leaves none out."""

# those of every day draw the same each time, so that a red test is the change's; "explore" and "long" draw anew; a busy
# machine, on which drawing takes long, fails none
BUSY = (HealthCheck.too_slow,)
SAME: dict[str, Any] = {"deadline": None, "derandomize": True, "suppress_health_check": BUSY}
NEW: dict[str, Any] = {"deadline": None, "suppress_health_check": BUSY}
settings.register_profile("dev", max_examples=25, **SAME)
settings.register_profile("explore", max_examples=25, **NEW)
settings.register_profile("few", max_examples=10, print_blob=True, **SAME)
settings.register_profile("ci", max_examples=40, print_blob=True, **SAME)
settings.register_profile("long", max_examples=200, print_blob=True, **NEW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("long"):
            if mark.args or mark.kwargs.get("what") not in LONG:
                raise pytest.UsageError(f"{item.nodeid}: expected long(what=…), one of {', '.join(LONG)}")
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
