"""How a random lifetime is driven: a desk of its own, and every command put before the laws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from complaintkit.cases.case import Case
from complaintkit.cases.reasons import Reason
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Calendar
from complaintkit.desk.ports import Store
from complaintkit.errors import ClockSkew
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.testing.bench import Bench, Setting, Step
from complaintkit.testing.clerk import MOODS, Clerk, Command, people_of
from complaintkit.testing.draws import instants_in
from complaintkit.testing.filing import SPANS, filing
from complaintkit.testing.law import LawBroken
from complaintkit.testing.ways import FAR
from complaintkit.values import Attachment, Language

__all__ = ["TICK", "Driver", "told"]


TICK = timedelta(microseconds=1)


def told(function: Callable[..., None]) -> Callable[..., None]:
    """Of a rule: when a law breaks in it, how it came to that goes with the error, to be told."""

    @wraps(function)
    def held(self: Driver, data: st.DataObject) -> None:
        try:
            function(self, data)
        except LawBroken as broken:
            self.broken = True
            type(self).last = (self.bench, broken)
            raise

    return held


class Driver(RuleBasedStateMachine):
    """What the rules of :class:`~complaintkit.testing.machine.Lifetimes` are made of."""

    policy: ClassVar[Policy]
    start: ClassVar[datetime | None] = None
    store: ClassVar[Callable[[], Store]]
    calendars: ClassVar[Mapping[str, Calendar] | None] = None
    stands_still: ClassVar[frozenset[str]] = frozenset()
    lang: ClassVar[Language] = "en"
    seen: ClassVar[Counter[str]]
    last: ClassVar[tuple[Bench, LawBroken] | None] = None
    """The last life in which a law broke."""
    broken: bool = False

    @initialize(data=st.data())
    @told
    def open_the_desk(self, data: st.DataObject) -> None:
        """A fresh desk on a fresh store, with a directory or without, on some day the policy is in force."""
        policy = self.policy
        people, reserve = people_of(policy)
        begun = policy.in_force_from
        assert begun is not None
        first = datetime(begun.year, begun.month, begun.day, 1, tzinfo=UTC) + timedelta(days=15)
        start = self.start or data.draw(instants_in(first, first + timedelta(days=200)), label="start")
        self.known_from = first - timedelta(days=14)
        setting = Setting(
            policy=policy,
            store=type(self).store,  # pyright: ignore[reportAttributeAccessIssue]
            calendars=self.calendars,
            people=(*reserve, *people),
            away=self._away(data, people, start) if data.draw(st.booleans(), label="directory") else None,
            stands_still=self.stands_still,
            lang=self.lang,
        )
        self.bench = Bench(setting, start)
        self.clock, self.desk, self.laws = self.bench.clock, self.bench.desk, self.bench.laws
        self.clerk = Clerk(self.desk, policy, people, data.draw, type(self).seen, self.laws.cases)
        self.goals: dict[str, str] = {}
        self.made: Counter[str] = Counter()
        self.moves: Counter[str] = Counter()
        self.closed: set[str] = set()
        self.kept: list[Step] = []
        self.keys = iter(range(1, 10_000))
        self.refusals: Sequence[Reason] = ()
        self.files = any(kind.every is None for kind in policy.all_kinds)

    def _away(
        self, data: st.DataObject, people: tuple[Actor, ...], start: datetime
    ) -> dict[str, tuple[datetime, datetime]]:
        """Some who are away for a while, by the directory."""
        away = data.draw(st.sets(st.sampled_from([actor.id for actor in people]), max_size=4))
        begin = start + timedelta(days=data.draw(st.integers(-3, 20)))
        return {id: (begin, begin + timedelta(days=30)) for id in sorted(away)}

    def _clerk(self, data: st.DataObject) -> Clerk:
        self.clerk.draw = data.draw
        return self.clerk

    def _kind(self, case_id: str) -> str:
        return self.desk.program(case_id).stages[self.laws.cases[case_id].stage].kind

    def _alive(self) -> bool:
        return any(self._kind(id) in ("open", "waiting") for id in self.laws.cases)

    def _case(self, data: st.DataObject, *, alive_first: bool = False) -> str:
        """A case to work on: mostly one that was filed and is open."""
        filed = [id for id, case in self.laws.cases.items() if case.period is None]
        alive = [id for id in filed if self._kind(id) in ("open", "waiting")]
        every = list(self.laws.cases)
        if alive_first and alive and data.draw(st.integers(0, 5)) < 5:
            return str(data.draw(st.sampled_from(alive), label="case"))
        pool = data.draw(st.sampled_from((alive, alive, filed, every)), label="which cases") or filed or every
        return str(data.draw(st.sampled_from(pool), label="case"))

    def _file(self, data: st.DataObject, **more: Any) -> None:
        """File with what the policy asks for; what it still misses is mended once."""
        clerk = self._clerk(data)
        given = {**filing(clerk, earliest=self.known_from), **more}
        for _ in range(2):
            if self._do("file", counted="filed", keys=True, **given) is not None:
                break
            missing = {id for why in self.refusals if why.code == "missing_facts" for id in why.arg("facts")}
            if not missing or clerk.chance(4):
                break
            given = {**given, "facts": {**given["facts"], **clerk.values(sorted(missing), sloppy=20)}}

    def _advance(
        self,
        case_id: str,
        *,
        late: bool = False,
        write: Callable[[Command], Case | None] | None = None,
        moods: tuple[str, ...] = MOODS,
    ) -> bool:
        """One move on a case by what is offered, mended until granted; whether it was made."""
        clerk = self.clerk
        case = self.desk.get(case_id)
        command = clerk.choose(case, moods, self._goal(case) if "goal" in moods else "")
        if command is None:
            self.seen["nothing to do"] += 1
            return False
        self.seen[f"tried: {command.trigger}"] += 1
        if late:
            command.given["occurred_at"] = clerk.past(case)
        if clerk.chance(8):
            command.given["attachments"] = (Attachment.of_bytes("photo.jpg", b"photo"),)
        if write is None and clerk.chance(6):
            self._act(command)
            return True
        if not clerk.mended(command).granted:
            self.goals.pop(case_id, None)  # something else, if not now
            if not clerk.chance(4):
                return True
        return (write or self._act)(command) is not None or not late

    def _goal(self, case: Case) -> str:
        """The move a case is driven to until it is made or refused: one not made in this lifetime, if it can be."""
        if case.id not in self.goals or self.clerk.chance(24):
            ways = self.clerk.ways(self.desk.program(case.id))
            ahead = [id for id in ways.of_kind(case.kind) if not self.made[id] and ways.far(case.stage, id) < FAR]
            self.goals[case.id] = self.clerk.one_of(ahead) if ahead else ""
        return self.goals[case.id]

    def _some_moves(self, data: st.DataObject, most: int) -> None:
        """Up to so many moves on one case, with some time between them."""
        if not self.laws.cases:
            return
        self.clerk = self._clerk(data)
        case_id = self._case(data, alive_first=True)
        for _ in range(data.draw(st.integers(1, most), label="moves")):
            if not self._advance(case_id):
                break
            if self.clerk.chance(4):
                self.clock.advance(self.clerk.one_of(SPANS[:4]))

    def _act(self, command: Command) -> Case | None:
        """Make a move, as the clerk has it."""
        id, trigger = command.case_id, command.trigger
        case = self._do("act", id, trigger, counted="moves", keys=True, **command.arguments())
        if case is not None:
            self.moves[id] += 1
            self.made[trigger] += 1
            self.seen[f"move: {trigger}"] += 1
            if self.goals.get(id) == trigger:
                del self.goals[id]
            if self._kind(id) in ("closed", "archived") and case.period is None:
                self.closed.add(id)
        return case

    def _do(self, verb: str, *args: Any, counted: str = "others", keys: bool = False, **given: Any) -> Case | None:
        """One command, taken at the bench; sometimes under a key, to be sent again."""
        if keys and self.clerk.chance(5):
            given["key"] = f"key-{next(self.keys)}"
        step = Step(self.clock.now(), verb, args, given)
        note(str(step))
        case: Case | None = self.bench.take(step)
        self._count(counted if case is not None else None)
        if case is not None and "key" in given:
            self.kept.append(step)
        return case

    def _count(self, counted: str | None) -> None:
        """Count what came of the last step: what it counts as, or why it was refused."""
        came = self.bench.taken[-1].came
        self.refusals = self.bench.reasons()
        if came is not None:
            note(f"  {came.text(self.policy) if isinstance(came, Decision) else came}")
        if isinstance(came, Decision):
            self.seen["refused"] += 1
            self.seen.update(f"refused: {code}" for code in dict.fromkeys(came.codes))
        elif isinstance(came, ClockSkew):
            self.seen["skewed"] += 1
        elif came is not None:
            self.seen["unreadable"] += 1
        elif counted:
            self.seen[counted] += 1
