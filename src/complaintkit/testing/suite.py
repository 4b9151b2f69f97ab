"""A policy tested by whoever wrote it: what check finds, its document, its dates, and random lifetimes under it."""

from __future__ import annotations

import re
import unittest
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

import attrs
from hypothesis import HealthCheck, Phase, settings

from complaintkit.checks import Issue, check
from complaintkit.checks.people import Holders
from complaintkit.deadlines import Calendar
from complaintkit.desk.ports import Store
from complaintkit.errors import InvalidInput
from complaintkit.rules.policy import Policy
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing.accepting import NOTHING, Accepted, check_accepted, entry_for, standing_still
from complaintkit.testing.duty_laws import DutyTerm, duty_terms
from complaintkit.testing.machine import live, machine_of
from complaintkit.testing.profiles import Profile, profile_named
from complaintkit.testing.story_words import check_language
from complaintkit.testing.written import hash_is_stable, is_the_same_when_read_again, is_what_was_put_in_force
from complaintkit.values import Language

__all__ = ["check_policy", "policy_suite"]

USUAL_DAY = date(2026, 1, 1)
"""From when on a draft is tried."""


@attrs.frozen(kw_only=True)
class _Asked:
    """What is asked of which policy."""

    policy: Policy
    directory: Holders | None
    tenant: str
    at: datetime | None
    calendars: Mapping[str, Calendar] | None
    accepted: Accepted
    pinned: str | None
    profile: str | Profile | None
    store: Callable[[], Store]
    lang: Language

    def issues(self) -> tuple[Issue, ...]:
        """All that check finds."""
        return check(self.policy, directory=self.directory, calendars=self.calendars, tenant=self.tenant, at=self.at)

    def tried(self) -> Policy:
        """The policy, approved and in force, so that a draft can be tried before it is either."""
        begun = self.policy.in_force_from or USUAL_DAY
        return attrs.evolve(self.policy, in_force_from=begun, in_force_until=None, approval_rule=None)


class _Item(NamedTuple):
    """One thing that is asked of a policy: the name of its test, what must hold, and what asks it."""

    name: str
    holds: str
    ask: Callable[[], None]


def check_policy(
    policy: Policy,
    *,
    accepted: Accepted = NOTHING,
    directory: Holders | None = None,
    tenant: str = "",
    at: datetime | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    pinned: str | None = None,
    profile: str | Profile | None = None,
    store: Callable[[], Store] = MemoryStore,
    lang: Language = "en",
) -> None:
    """Test a policy of your own: one call in one test of your suite. :func:`policy_suite` gives it as one test a part.

    - :func:`complaintkit.check` finds nothing but what is ``accepted``: for the code of an issue and the part it is
      about (an id on its path, or the path) why it is meant. An accepted issue that no longer occurs fails too.
    - Its document and its pickle read as the same policy, and its hash is the same in every process. ``pinned`` is the
      hash the version was put in force under; another fails, since a change of rule is a new version.
    - The term of every duty keeps the laws of deadlines in the policy's calendars (see :func:`deadline_suite`), for
      starts on the days that policy and calendar know.
    - Random lifetimes keep :class:`Laws` (see :func:`lifetimes`). They are lived last, and only where all else holds.

    ``profile`` is ``"quick"``, ``"default"`` or ``"thorough"``, or a :class:`Profile`; None: the one chosen by the
    plugin's ``--policy-profile``, else ``"default"``. ``calendars`` hold the calendar data as for a desk;
    ``directory``, ``tenant`` and ``at`` are as for check; ``store`` makes the empty stores on which lives are lived,
    and ``lang`` is the language, "en" or "zh", in which a law that breaks is told.
    A draft is tried as if it were approved and in force. Hypothesis' own settings (seed, database, derandomize) are
    those of the profile that is loaded.

    :raises AssertionError: something does not hold; the text lists all that does not, and a lifetime as a story.
    :raises InvalidInput: ``accepted``, ``profile`` or ``lang`` cannot be used.
    :raises PolicyError: the policy names a calendar that is neither in ``calendars`` nor known.

    >>> from complaintkit.deadlines import Days
    >>> from complaintkit.rules import Duty, Move, Role, Stage
    >>> policy = Policy(id="tiny", roles=(Role("clerk", everyone=True),),
    ...     stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
    ...     duties=(Duty("answer", owner="clerk", starts="filed", ends=("closed",), term=Days(3)),))
    >>> check_policy(policy, profile=Profile(lifetimes=1, steps=3, examples=2))
    """
    asked = _asked(policy, directory, tenant, at, calendars, accepted, pinned, profile, store, lang)
    *before, lives = _items(asked)
    broken = list(_broken(before)) or list(_broken([lives]))
    if broken:
        rest = "" if broken[0][0] is lives else "\nno lifetimes were lived: mend this first"
        told = "\n\n".join(f"It does not hold that {item.holds}.\n{why}" for item, why in broken)
        raise AssertionError(f"policy {policy.id!r} version {policy.version!r}\n\n{told}{rest}")


def policy_suite(
    policy: Policy,
    *,
    accepted: Accepted = NOTHING,
    directory: Holders | None = None,
    tenant: str = "",
    at: datetime | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    pinned: str | None = None,
    profile: str | Profile | None = None,
    store: Callable[[], Store] = MemoryStore,
    lang: Language = "en",
) -> type[unittest.TestCase]:
    """What :func:`check_policy` asks as a class of tests, one a part: give it a name that begins with Test.

    So each shows by its own name in a report, and ``pytest -k deadline`` runs some of them. Takes what
    :func:`check_policy` takes, and raises at once what that raises for what cannot be used.

    >>> from complaintkit.rules import Move, Stage
    >>> policy = Policy(id="tiny", roles=("clerk",), stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> TestTiny = policy_suite(policy)
    >>> [name for name in vars(TestTiny) if name.startswith("test_")][:2]
    ['test_check_finds_nothing_but_what_is_accepted', 'test_every_accepted_issue_still_occurs']
    """
    asked = _asked(policy, directory, tenant, at, calendars, accepted, pinned, profile, store, lang)
    tests = {f"test_{item.name}": _test(item) for item in _items(asked)}
    doc = f"What must hold of the policy {policy.id!r}."
    return type(f"Policy_{_word(policy.id)}", (unittest.TestCase,), {**tests, "__doc__": doc})


def _asked(
    policy: Policy,
    directory: Holders | None,
    tenant: str,
    at: datetime | None,
    calendars: Mapping[str, Calendar] | None,
    accepted: Accepted,
    pinned: str | None,
    profile: str | Profile | None,
    store: Callable[[], Store],
    lang: Language,
) -> _Asked:
    if not isinstance(policy, Policy):
        raise InvalidInput.one(f"expected a Policy, got {type(policy).__name__}", "policy")
    check_accepted(accepted)
    profile_named(profile)
    check_language(lang)
    return _Asked(
        policy=policy,
        directory=directory,
        tenant=tenant,
        at=at,
        calendars=calendars,
        accepted=accepted,
        pinned=pinned,
        profile=profile,
        store=store,
        lang=lang,
    )


def _items(asked: _Asked) -> Iterator[_Item]:
    """All that is asked, the lifetimes last. The profile is looked up when a test runs, as it may be chosen later."""
    policy = asked.policy
    yield _Item(
        "check_finds_nothing_but_what_is_accepted",
        "check finds nothing but what is accepted",
        partial(_nothing_else, asked),
    )
    yield _Item("every_accepted_issue_still_occurs", "every accepted issue still occurs", partial(_still_occurs, asked))
    yield _Item(
        "it_is_the_same_when_read_again",
        "a policy is the same when it is written and read again",
        partial(is_the_same_when_read_again, policy),
    )
    yield _Item("its_hash_is_stable", "the hash of a policy is stable", partial(hash_is_stable, policy))
    if asked.pinned is not None:
        yield _Item(
            "it_is_what_was_put_in_force",
            "a version in force is never changed",
            partial(is_what_was_put_in_force, policy, asked.pinned),
        )
    for n, term in enumerate(duty_terms(asked.tried(), asked.calendars)):
        yield _Item(
            f"deadline_{n}_{_word(term.duty.id)}",
            f"the term of {term.duty.id!r} keeps the laws of deadlines",
            partial(_keeps_the_laws, asked, term),
        )
    yield _Item("lifetimes", "whatever happens to a case, its laws hold", partial(_live, asked))


def _nothing_else(asked: _Asked) -> None:
    found = [issue for issue in asked.issues() if entry_for(asked.accepted, issue) is None]
    told = [line for issue in found for line in (f"  {issue}", f"    shown by {issue.witness}")]
    if told:
        raise AssertionError("\n".join((*told, "  mend it, or accept it with the reason why it is meant")))


def _still_occurs(asked: _Asked) -> None:
    met = {entry_for(asked.accepted, issue) for issue in asked.issues()}
    gone = [f"  {code} of {part}: {why}" for (code, part), why in asked.accepted.items() if (code, part) not in met]
    if gone:
        raise AssertionError("\n".join((*gone, "  no longer found: take it out of the accepted issues")))


def _keeps_the_laws(asked: _Asked, term: DutyTerm) -> None:
    term.ask(profile_named(asked.profile).examples)


def _live(asked: _Asked) -> None:
    profile = profile_named(asked.profile)
    if not profile.lifetimes:
        return
    machine = machine_of(
        asked.tried(),
        store=asked.store,
        calendars=asked.calendars,
        stands_still=standing_still(asked.accepted, asked.issues()),
        lang=asked.lang,
    )
    live(
        machine,
        settings(
            max_examples=profile.lifetimes,
            stateful_step_count=profile.steps,
            deadline=None,
            phases=set(settings().phases) - {Phase.target},  # climbing to ever longer lives would take most of the time
            suppress_health_check=list(HealthCheck),
        ),
    )


def _broken(items: Any) -> Iterator[tuple[_Item, str]]:
    for item in items:
        try:
            item.ask()
        except AssertionError as error:
            yield item, str(error)


def _test(item: _Item) -> Callable[[unittest.TestCase], None]:
    def test(self: unittest.TestCase) -> None:
        item.ask()

    test.__name__ = test.__qualname__ = f"test_{item.name}"
    test.__doc__ = f"{item.holds[0].upper()}{item.holds[1:]}."
    return test


def _word(id: str) -> str:
    return re.sub(r"\W", "_", id)
