"""What a test suite needs around a desk: a clock that stands still, a directory that says what it was told, the laws
that hold of every desk, random lifetimes of cases under any policy, the contract that every store must keep, the
replay of what a check found. For deadlines: Hypothesis strategies, and a suite for a deadline rule of your own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from complaintkit.deadlines import Calendar
from complaintkit.desk.ports import Store
from complaintkit.errors import MissingExtra
from complaintkit.rules.policy import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing.assertions import (
    assert_due,
    assert_fired,
    assert_granted,
    assert_may,
    assert_may_not,
    assert_not_fired,
    assert_refused,
    assert_told,
)
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.directory import FixedDirectory
from complaintkit.testing.killing import KillReport, rehearse_kills
from complaintkit.testing.law import LawBroken
from complaintkit.testing.laws import Laws
from complaintkit.testing.profiles import PROFILES, Profile
from complaintkit.testing.replaying import replay
from complaintkit.testing.store_contract import StoreContract, StoreUnderTest
from complaintkit.values import Language

if TYPE_CHECKING:
    from complaintkit.testing.clock_events import clocks, extensions, formers, pause_rules, pauses, tollings
    from complaintkit.testing.deadline_laws import deadline_suite
    from complaintkit.testing.machine import Lifetimes
    from complaintkit.testing.suite import check_policy, policy_suite
    from complaintkit.testing.terms_and_conventions import conventions, lengths, terms
    from complaintkit.testing.times import calendars, instants, local_dates

__all__ = [
    "PROFILES",
    "FixedClock",
    "FixedDirectory",
    "KillReport",
    "LawBroken",
    "Laws",
    "Profile",
    "StoreContract",
    "StoreUnderTest",
    "assert_due",
    "assert_fired",
    "assert_granted",
    "assert_may",
    "assert_may_not",
    "assert_not_fired",
    "assert_refused",
    "assert_told",
    "calendars",
    "check_policy",
    "clocks",
    "conventions",
    "deadline_suite",
    "extensions",
    "formers",
    "instants",
    "lengths",
    "lifetimes",
    "local_dates",
    "pause_rules",
    "pauses",
    "policy_suite",
    "rehearse_kills",
    "replay",
    "terms",
    "tollings",
]

_TIMES = ("calendars", "instants", "local_dates")
_TERMS = ("conventions", "lengths", "terms")
_EVENTS = ("clocks", "extensions", "formers", "pause_rules", "pauses", "tollings")
_LATE = {
    **dict.fromkeys(_TIMES, "complaintkit.testing.times"),
    **dict.fromkeys(_TERMS, "complaintkit.testing.terms_and_conventions"),
    **dict.fromkeys(_EVENTS, "complaintkit.testing.clock_events"),
    "check_policy": "complaintkit.testing.suite",
    "deadline_suite": "complaintkit.testing.deadline_laws",
    "policy_suite": "complaintkit.testing.suite",
}
"""What needs Hypothesis, loaded when first asked for, and where it is."""


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(_LATE[name]), name)
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("hypothesis"):
            raise
        raise MissingExtra("testing", name) from error


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE})


def lifetimes(
    policy: Policy,
    *,
    start: datetime | None = None,
    store: Callable[[], Store] = MemoryStore,
    calendars: Mapping[str, Calendar] | None = None,
    lang: Language = "en",
) -> type[Lifetimes]:
    """Random lifetimes of cases under a policy, as a Hypothesis state machine: run it in your own test suite.

    It files cases, makes moves by what :meth:`Desk.available` offers, with the right people and the wrong ones, enters
    some of them late, lets time pass, sweeps, promises, extends, joins and takes that back, corrects, recuses, repeats,
    undoes; and after every command it asks :class:`Laws`. Each case is driven to one move after another, with what each
    needs on the way.
    ``start`` is when each lifetime begins (default: some day after the policy comes into force), ``store`` makes an
    empty store, ``calendars`` hold the calendar data as for a desk. The class counts in ``seen`` what happened in all
    runs. A law that breaks fails the test with a :class:`LawBroken`, whose text is a story: the shortest way found that
    leads there, with its dates, people and clauses, told in English ("en") or Chinese ("zh") as ``lang`` says.

    :raises MissingExtra: Hypothesis is not installed.
    :raises InvalidInput: the policy is a draft: it has no day on which it comes into force; there is no such language.

    >>> from datetime import date
    >>> from hypothesis import settings
    >>> from complaintkit.rules import Move, Policy, Stage
    >>> policy = Policy(id="tiny", in_force_from=date(2026, 1, 1), roles=("clerk",),
    ...     stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> TestTiny = lifetimes(policy).TestCase
    >>> TestTiny.settings = settings(max_examples=2, stateful_step_count=5, database=None)
    >>> TestTiny().runTest()
    """
    machine: Any
    try:
        from complaintkit.testing import machine
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("hypothesis"):
            raise
        raise MissingExtra("testing", "lifetimes") from error
    found: type[Lifetimes] = machine.machine_of(policy, start=start, store=store, calendars=calendars, lang=lang)
    return found
