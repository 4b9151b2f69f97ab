"""A desk put to the test: each step is taken, and after it every law is asked. Steps are data, to be taken again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.reasons import Reason
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Calendar
from complaintkit.desk import Desk
from complaintkit.desk.ports import Store
from complaintkit.desk.sweep import SweepReport
from complaintkit.errors import ClockSkew, ComplaintKitError, InvalidInput, KeyConflict, Refused, UnknownCase
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.directory import FixedDirectory
from complaintkit.testing.law import law
from complaintkit.testing.laws import Laws
from complaintkit.testing.standing import standing_of
from complaintkit.values import Language

__all__ = ["ALL", "TENANT", "Bench", "Setting", "Step", "Taken"]

TENANT = "acme"
ALL = 1000
"""The limit of a sweep that works through everything."""

REFUSED = "A refused command changes nothing, and says why."
SAME = "What considering a move answers is what making it does."
REPEATED = "A command that is sent again under its key is not done again."
UNDONE = "What fails leaves nothing behind."


@attrs.frozen
class Step:
    """Something that was done at the desk: when, by which of its methods, with what.

    ``ids`` are those of the cases it opened. ``verb`` is the name of a method of :class:`Desk`, or ``"again"`` (the
    command of an earlier step, sent once more under its key) or ``"undone"`` (the steps ``inside``, in a batch that
    fails), or ``"end"``.
    """

    at: datetime
    verb: str
    args: tuple[Any, ...] = ()
    given: Mapping[str, Any] = attrs.field(factory=dict)
    ids: tuple[str, ...] = ()
    inside: tuple[Step, ...] = ()

    def __str__(self) -> str:
        given = ", ".join(
            [
                *map(repr, self.args),
                *(f"{name}={value!r}" for name, value in self.given.items()),
                *map(str, self.inside),
            ]
        )
        return f"{self.at.isoformat()} {self.verb}({given})"


@attrs.frozen(kw_only=True)
class Setting:
    """Where steps are taken: the policy, the store, who works there and who is away.

    ``away`` None: a desk without a directory; else one that knows everybody, and who is away from when until when.
    ``lang`` is the language of what a law saw that a policy, and not the core, has broken.
    """

    policy: Policy
    store: Callable[[], Store]
    calendars: Mapping[str, Calendar] | None
    people: tuple[Actor, ...]
    away: Mapping[str, tuple[datetime, datetime]] | None
    stands_still: frozenset[str]
    lang: Language = "en"

    def directory(self) -> FixedDirectory | None:
        """Everybody with their roles, a unit of each kind, and some who are away for a while."""
        if self.away is None:
            return None
        kinds = {kind.unit_kind or "unit" for kind in self.policy.all_kinds}
        return FixedDirectory(
            {actor.id: actor.roles for actor in self.people if actor.on_behalf_of is None},
            units={kind: (f"{kind}-1",) for kind in sorted(kinds)},
            absences={id: (span,) for id, span in self.away.items()},
        )


@attrs.frozen
class Taken:
    """A step, what came of it (None: it was done), and how many events each case had before it."""

    step: Step
    came: Decision | ComplaintKitError | None
    before: Mapping[str, int]


class _Undone(Exception):
    """Raised inside a batch, to see it leave nothing behind."""


class Bench:
    """A fresh desk in a setting, its clock at ``start``; ``taken`` is all that was done at it."""

    def __init__(self, setting: Setting, start: datetime) -> None:
        self.setting = setting
        self.clock = FixedClock(start)
        self.taken: list[Taken] = []
        self._ids: list[str] = []
        self._drawn: list[str] = []
        self._named = 0
        self._first: dict[str, Case] = {}
        self.desk = Desk(
            PolicyHistory([setting.policy]),
            setting.store(),
            tenant=TENANT,
            clock=self.clock,
            directory=setting.directory(),
            calendars=setting.calendars,
            ids=self._id,
        )
        self.laws = Laws(self.desk, setting.people, stands_still=setting.stands_still, lang=setting.lang)

    def _id(self) -> str:
        """The id that the step had for the case it opens; a fresh one for a case that nobody opened before."""
        if self._ids:
            id = self._ids.pop(0)
        else:
            self._named += 1
            id = f"case-{self._named}"
        self._drawn.append(id)
        return id

    @contextmanager
    def _noting(self, step: Step) -> Iterator[list[Decision | ComplaintKitError]]:
        """Put the clock where the step has it, and note what came of it."""
        self.clock.move_to(step.at)
        before = {id: len(events) for id, events in self.laws.events.items()}
        came: list[Decision | ComplaintKitError] = []
        self._ids, self._drawn = list(step.ids), []
        try:
            yield came
        finally:
            done = attrs.evolve(step, ids=tuple(self._drawn))
            self.taken.append(Taken(done, came[0] if came else None, before))

    def take(self, step: Step) -> Any:
        """Take a step; what the desk returned, None where it was refused.

        :raises LawBroken: a law does not hold after it.
        """
        if step.verb == "undone":
            with self.undoing(step.at) as take:
                for inner in step.inside:
                    take(inner)
            return None
        take_it = {"again": self.again, "sweep": self.sweep, "end": self.end}.get(step.verb, self.command)
        return take_it(step)

    @law(REFUSED)
    def command(self, step: Step) -> Case | None:
        """A command: taken and checked by every law, or refused and then nothing has changed."""
        with self._noting(step) as came:
            before = standing_of(self.desk)
            considered = self._considered(step) if step.verb == "act" else None
            case: Case | None = None
            try:
                case = getattr(self.desk, step.verb)(*step.args, **step.given)
            except Refused as refused:
                came.append(refused.decision)
                self._says_why(refused.decision, step)
            except (InvalidInput, UnknownCase) as error:
                came.append(error)
            except ClockSkew as error:
                came.append(error)
                assert any(case.recorded_at > self.clock.now() for case in self.laws.cases.values()), f"no skew: {step}"
            else:
                self._first[step.given.get("key", "")] = case
                self.laws.check()
            if case is None:
                assert standing_of(self.desk) == before, f"refused, and yet something changed: {step}"
            self._as_considered(step, considered, case)
            return case

    def _considered(self, step: Step) -> Decision | ComplaintKitError:
        given = {name: value for name, value in step.given.items() if name not in ("key", "expected")}
        try:
            return self.desk.consider(*step.args, **given)
        except (InvalidInput, UnknownCase) as error:
            return error

    @law(SAME)
    def _as_considered(self, step: Step, considered: Decision | ComplaintKitError | None, case: Case | None) -> None:
        if isinstance(considered, ComplaintKitError):
            assert case is None, f"considering cannot read what acting took: {step}"
        elif considered is not None:
            behind = self.clock.now() < self.laws.cases[step.args[0]].recorded_at
            if case is not None or not behind:
                assert considered.granted == (case is not None), (
                    f"considered {considered.granted}, acted otherwise: {step}"
                )

    def _says_why(self, decision: Decision, step: Step) -> None:
        """A refusal says why, in both languages, and it is not the machine that stops what was decided."""
        assert decision.reasons, f"refused without a reason: {step}"
        assert "machine" not in decision.codes, f"the machine forbids what was decided: {step}"
        assert decision.text(self.setting.policy, "zh"), f"no text in Chinese: {step}"

    def sweep(self, step: Step) -> SweepReport:
        """A sweep; after one without limit nothing waits."""
        with self._noting(step):
            report = self.desk.sweep(*step.args)
            for _, error in report.failed:
                raise error
            self.laws.check()
            if step.args == (ALL,):
                self.laws.rest()
            return report

    @law(REPEATED)
    def again(self, step: Step) -> None:
        """A command is sent again under its key; the first result comes back, and other content is refused."""
        verb, *args = step.args
        with self._noting(step):
            if step.given["key"] not in self._first:  # of steps taken again, when the first is not among them
                return
            before, call = standing_of(self.desk), getattr(self.desk, verb)
            same = call(*args, **step.given) == self._first[step.given["key"]]
            assert same, f"the same key gave another result: {step}"
            try:
                call(*args, **{**step.given, "reason": "something else"})
            except KeyConflict:
                pass
            else:
                raise AssertionError(f"the same key with other content was taken: {step}")
            assert standing_of(self.desk) == before, f"a repeated command wrote something: {step}"

    @contextmanager
    def undoing(self, at: datetime) -> Iterator[Callable[[Step], Any]]:
        """A batch that fails: what was done in it by the function given leaves nothing behind."""
        inside: list[Step] = []

        def take(step: Step) -> Any:
            inside.append(step)
            try:
                return getattr(self.desk, step.verb)(*step.args, **step.given)
            except ComplaintKitError:
                return None

        before = standing_of(self.desk)
        with self._noting(Step(at, "undone")):
            try:
                with self.desk.batch():
                    yield take
                    raise _Undone
            except _Undone:
                pass
        self.taken[-1] = attrs.evolve(self.taken[-1], step=Step(at, "undone", inside=tuple(inside)))
        self._left_nothing(before)

    @law(UNDONE)
    def _left_nothing(self, before: Any) -> None:
        assert standing_of(self.desk) == before, "a batch that failed left something behind"

    def end(self, step: Step) -> None:
        """The laws of the end."""
        with self._noting(step):
            self.laws.check()
            self.laws.close()

    def reasons(self) -> Sequence[Reason]:
        """Why the last step was refused; empty where it was not."""
        came = self.taken[-1].came if self.taken else None
        return came.reasons if isinstance(came, Decision) else ()
