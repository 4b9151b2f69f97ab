"""A pytest plugin with fixtures for a policy of your own, and with profiles. It does nothing unless you ask for it.

Ask for it in the topmost ``conftest.py`` with ``pytest_plugins = ["complaintkit.testing.plugin"]``, or on the command
line with ``-p complaintkit.testing.plugin``. It is no entry point: those are loaded into every pytest run of an
environment, so that a suite which only uses the library would import it before its coverage is measured, and fixtures
would appear that nobody named.

Fixtures, each made anew for every test:

- ``complaint_policy``: yours. Define one of this name; without it the others say so.
- ``complaint_clock``: a :class:`FixedClock` at the first opening of the policy's second week.
- ``complaint_directory``: None; define one of this name to give the desks a directory.
- ``complaint_calendars``: None; define one of this name for calendars that the policy names.
- ``complaint_desk``: a desk on an empty store in memory, cases named case-1, case-2, …
- ``complaint_desk_on_file``: the same on an empty SQLite file that goes with the test.

Options: ``--policy-profile=quick|default|thorough`` chooses how hard :func:`check_policy` tries where it is not told.
With it, or with ``--hypothesis-profile=complaintkit-…``, the Hypothesis profiles ``complaintkit-quick``,
``complaintkit-default`` and ``complaintkit-thorough`` are there for properties of your own; nothing loads them unasked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from complaintkit.cases.program import Program
from complaintkit.deadlines import Calendar
from complaintkit.desk import Desk
from complaintkit.desk.ports import Directory, Store
from complaintkit.rules.policy import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.storage.sqlite import SQLiteStore
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.profiles import PROFILES, choose_profile, register_hypothesis_profiles

__all__ = [
    "complaint_calendars",
    "complaint_clock",
    "complaint_desk",
    "complaint_desk_on_file",
    "complaint_directory",
    "complaint_policy",
]

OPTION = "--policy-profile"
WITHOUT_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option ``--policy-profile``."""
    group = parser.getgroup("complaintkit")
    group.addoption(
        OPTION, choices=tuple(PROFILES), default=None, help="how hard check_policy tries (default: default)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile; tell Hypothesis of the profiles, before its own plugin looks for one."""
    name = config.getoption(OPTION)
    if name is not None:
        choose_profile(name)
    wanted = config.getoption("--hypothesis-profile", default=None)
    if name is not None or str(wanted).startswith("complaintkit-"):
        register_hypothesis_profiles()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Which profile was chosen, where one was."""
    name = config.getoption(OPTION)
    return None if name is None else f"complaintkit: policy profile {name}, {PROFILES[name]}"


@pytest.fixture
def complaint_policy() -> Policy:
    """The policy that the desks run: define a fixture of this name in your suite."""
    pytest.fail("define a fixture named complaint_policy that returns your policy", pytrace=False)


@pytest.fixture
def complaint_calendars() -> Mapping[str, Calendar] | None:
    """The calendar data the desks are given; None: those that are known."""
    return None


@pytest.fixture
def complaint_directory() -> Directory | None:
    """The directory the desks are given; None: actors say their roles."""
    return None


@pytest.fixture
def complaint_clock(complaint_policy: Policy, complaint_calendars: Mapping[str, Calendar] | None) -> FixedClock:
    """A clock that stands at the first opening of the second week in which the policy is in force."""
    calendar = Program(complaint_policy, complaint_calendars).calendar
    begun = complaint_policy.in_force_from
    start = WITHOUT_DATE if begun is None else calendar.start_of_day(begun)
    return FixedClock(calendar.next_opening(start + timedelta(days=7)))


@pytest.fixture
def complaint_desk(
    complaint_policy: Policy,
    complaint_clock: FixedClock,
    complaint_directory: Directory | None,
    complaint_calendars: Mapping[str, Calendar] | None,
) -> Desk:
    """A desk on an empty store in memory."""
    return _desk(complaint_policy, MemoryStore(), complaint_clock, complaint_directory, complaint_calendars)


@pytest.fixture
def complaint_desk_on_file(
    complaint_policy: Policy,
    complaint_clock: FixedClock,
    complaint_directory: Directory | None,
    complaint_calendars: Mapping[str, Calendar] | None,
    tmp_path: Path,
) -> Any:
    """A desk on an empty SQLite file, which is closed after the test."""
    store = SQLiteStore(tmp_path / "complaints.db")
    yield _desk(complaint_policy, store, complaint_clock, complaint_directory, complaint_calendars)
    store.close()


def _desk(
    policy: Policy,
    store: Store,
    clock: FixedClock,
    directory: Directory | None,
    calendars: Mapping[str, Calendar] | None,
) -> Desk:
    numbers = count(1)
    return Desk(
        policy,
        store,
        tenant="test",
        clock=clock,
        directory=directory,
        calendars=calendars,
        ids=lambda: f"case-{next(numbers)}",
    )
