"""What a desk tells of its own work: how long it took and what came of it, by codes of the policy and numbers alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from complaintkit.errors import ComplaintKitError, IntegrityError, Refused, StoreError
from complaintkit.rules.policy import Policy

if TYPE_CHECKING:
    from complaintkit.cases.case import Case
    from complaintkit.desk.engine import Engine

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D", bound="Engine")
Told = dict[str, Any]
LOG = logging.getLogger("complaintkit.telemetry")
VERBS = {
    "read_act": "act",
    "read_extension": "extend",
    "read_correction": "correct",
    "read_allegation": "allege",
    "read_erasure": "erase",
    "read_join": "join",
    "read_unjoin": "unjoin",
}
"""The command that each reader reads."""


class Telemetry(Protocol):
    """Watches what a desk does. What it raises is logged and does no harm to what it watches.

    ``work`` is "command", "question", "sweep", "delivery" or "notice" (one try at sending one). The manager is entered
    before the work and left after it, never with an exception. ``told`` is filled meanwhile, to be read on leaving:

    - always ``tenant`` and ``store`` (the class of the store), ``outcome``, and ``error.type`` (the name of the error's
      class) where one ended it. An outcome is "done", "refused", "rejected" (the caller's fault, such as input that
      cannot be read) or "failed" (the store's, or one that nobody foresaw);
    - of a command ``command``, ``policy.id`` and ``policy.version`` where it came so far, ``move``, ``retries`` (how
      often it was decided anew after a stale version) and ``refusal.codes``;
    - of a question ``question`` (what was called, as "view" or "find"), ``refusal.codes``, and of those about several
      cases ``found``: how many it answered with;
    - of a sweep ``fired``, ``skipped``, ``opened`` and ``failed``; of a delivery ``delivered``, ``failed``, ``dead``,
      ``overtaken`` and ``nobody``: how many;
    - of a notice ``sink`` (its name, "-" where it has none) and ``tries``; its outcome is "delivered", "failed" or
      "dead".

    No value is a person's: they are names that policies and programs give, or numbers.
    """

    def watch(self, work: str, told: Told, /) -> AbstractContextManager[object]:
        """A manager around one piece of work."""
        ...


@contextmanager
def watching(telemetry: Telemetry, work: str, told: Told) -> Iterator[Told]:
    """Have something watched. Nothing that the telemetry raises gets out; what the work raises does."""
    with ExitStack() as left:
        try:
            watch = telemetry.watch(work, told)
            watch.__enter__()
            left.callback(_leave, watch)
        except Exception as error:  # noqa: BLE001 - work goes on unwatched
            _complain(error)
        try:
            yield told
            told.setdefault("outcome", "done")
        except BaseException as error:
            told["outcome"] = _outcome(error)
            told["error.type"] = type(error).__name__
            raise


def watched(desk: Engine, read: str, move: object, work: Callable[[], Case]) -> Case:
    """Run a command that is watched. ``read`` names the function that reads it, ``move`` is the trigger asked for,
    which is told only where the policy has such a move.
    """
    assert desk.telemetry is not None
    told = told_of(desk) | {"command": VERBS.get(read, read), "retries": 0}
    policy: Policy | None = None
    with watching(desk.telemetry, "command", told):
        desk._here.told = told
        try:
            case = work()
            policy = desk._programs[case.policy].policy
            return case
        except Refused as error:
            told["refusal.codes"] = tuple(sorted(set(error.decision.codes)))
            raise
        finally:
            desk._here.told = None
            policy = policy or told.pop("policy", None)
            if policy is not None:
                told |= {"policy.id": policy.id, "policy.version": policy.version}
                if any(move == known.trigger for known in policy.moves):
                    told["move"] = move


def watched_report(desk: Engine, work: str, do: Callable[[], T]) -> T:
    """Run a sweep or a delivery that is watched, and tell how many of each its report names."""
    assert desk.telemetry is not None
    with watching(desk.telemetry, work, told_of(desk)) as told:
        report = do()
        told |= {name: len(getattr(report, name)) for name in COUNTED[work]}
        return report


def question(ask: Callable[Concatenate[D, P], T]) -> Callable[Concatenate[D, P], T]:
    """Have a question of a desk watched, under the name of its method. One that is asked in the course of another is
    part of it.
    """
    name, count = ask.__name__, ANSWERED.get(ask.__name__)

    @wraps(ask)
    def asked(desk: D, /, *given: P.args, **named: P.kwargs) -> T:
        if desk.telemetry is None or desk._here.asked:
            return ask(desk, *given, **named)
        with watching(desk.telemetry, "question", told_of(desk) | {"question": name}) as told:
            desk._here.asked = True
            try:
                answer = ask(desk, *given, **named)
            except Refused as error:
                told["refusal.codes"] = tuple(sorted(set(error.decision.codes)))
                raise
            finally:
                desk._here.asked = False
            if count is not None:
                told["found"] = count(answer)
            return answer

    return asked


ANSWERED: dict[str, Callable[[Any], int]] = {
    "find": lambda page: len(page.cases),
    "views": len,
    "register": len,
    "accesses": len,
}
"""How many an answer tells of."""
COUNTED = {
    "sweep": ("fired", "skipped", "opened", "failed"),
    "delivery": ("delivered", "failed", "dead", "overtaken", "nobody"),
}
"""What is counted of a report."""


def told_of(desk: Engine) -> Told:
    """What is told of every piece of work."""
    return {"tenant": desk.tenant, "store": type(desk.store).__name__}


def _outcome(error: BaseException) -> str:
    if isinstance(error, Refused):
        return "refused"
    ours = isinstance(error, ComplaintKitError) and not isinstance(error, StoreError | IntegrityError)
    return "rejected" if ours else "failed"


def _leave(watch: AbstractContextManager[object]) -> None:
    try:
        watch.__exit__(None, None, None)
    except Exception as error:  # noqa: BLE001 - what was watched is done, and stands
        _complain(error)


def _complain(error: Exception) -> None:
    LOG.error("telemetry failed: %s", type(error).__name__)
