"""Random lifetimes of cases under a policy, as a Hypothesis state machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import event, note, target
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from complaintkit.cases.case import Case
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Calendar
from complaintkit.desk import Desk
from complaintkit.desk.ports import Store
from complaintkit.errors import ClockSkew, ComplaintKitError, InvalidInput, KeyConflict, Refused
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.testing.clerk import MEANS, Clerk, Command, people_of
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.directory import FixedDirectory
from complaintkit.testing.draws import instants_in, parties
from complaintkit.testing.laws import Laws, standing_of
from complaintkit.values import Attachment

__all__ = ["Lifetimes", "machine_of"]

MOST_CASES = 4
TENANT = "acme"
SPANS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 45, 4 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60, 16 * 24 * 60, 45 * 24 * 60)
)
TICK = timedelta(microseconds=1)


class Undone(Exception):
    """Raised inside a batch, to see it leave nothing behind."""


class Lifetimes(RuleBasedStateMachine):
    """Drives a desk under one policy with random people, facts and moments, and asks the laws after each command.

    ``seen`` counts over all runs what happened: "runs", "moves", "refused", "closed" (runs in which a case reached a
    closed stage), "several" (runs with three moves or more on one case), "refused: <code>", "move: <trigger>".
    """

    policy: ClassVar[Policy]
    start: ClassVar[datetime | None] = None
    store: ClassVar[Callable[[], Store]]
    calendars: ClassVar[Mapping[str, Calendar] | None] = None
    seen: ClassVar[Counter[str]]

    @initialize(data=st.data())
    def open_the_desk(self, data: st.DataObject) -> None:
        """A fresh desk on a fresh store, with a directory or without, on some day the policy is in force."""
        policy = self.policy
        people, reserve = people_of(policy)
        begun = policy.in_force_from
        assert begun is not None
        first = datetime(begun.year, begun.month, begun.day, 1, tzinfo=UTC) + timedelta(days=15)
        start = self.start or data.draw(instants_in(first, first + timedelta(days=200)), label="start")
        self.clock = FixedClock(start)
        self.known_from = first - timedelta(days=14)
        directory = self._directory(data, (*people, *reserve)) if data.draw(st.booleans(), label="directory") else None
        ids = iter(range(1, 10_000))
        self.desk = Desk(
            PolicyHistory([policy]),
            type(self).store(),
            tenant=TENANT,
            clock=self.clock,
            directory=directory,
            calendars=self.calendars,
            ids=lambda: f"case-{next(ids)}",
        )
        self.laws = Laws(self.desk, (*reserve, *people))
        self.clerk = Clerk(self.desk, policy, people, data.draw, type(self).seen)
        self.moves: Counter[str] = Counter()
        self.closed: set[str] = set()
        self.kept: list[tuple[str, Callable[..., Case], str, Case]] = []
        self.keys = iter(range(1, 10_000))

    def _directory(self, data: st.DataObject, people: tuple[Actor, ...]) -> FixedDirectory:
        """Everybody with their roles, a unit of each kind, and some who are away for a while."""
        away = data.draw(st.sets(st.sampled_from([a.id for a in people if not a.id.endswith("-0")]), max_size=4))
        begin = self.clock.now() + timedelta(days=data.draw(st.integers(-3, 20)))
        kinds = {kind.unit_kind or "unit" for kind in self.policy.all_kinds}
        return FixedDirectory(
            {actor.id: actor.roles for actor in people if actor.on_behalf_of is None},
            units={kind: (f"{kind}-1",) for kind in sorted(kinds)},
            absences={id: ((begin, begin + timedelta(days=30)),) for id in sorted(away)},
        )

    # what is done

    @rule(data=st.data())
    @precondition(lambda self: sum(e.seq == 1 and e.actor != "system" for e in self.laws.log) < MOST_CASES)
    def file(self, data: st.DataObject) -> None:
        """Somebody files a case, sometimes one that follows from another."""
        if self.policy.links and self.laws.cases and data.draw(st.integers(0, 2), label="follows") == 2:
            self._follow_up(data)
        else:
            self._file(data)

    def _follow_up(self, data: st.DataObject) -> None:
        """Somebody files a case that follows from another."""
        clerk = self.clerk = self._clerk(data)
        link = clerk.one_of(self.policy.links)
        able = [id for id, case in self.laws.cases.items() if set(link.after) <= set(case.records)]
        self._file(data, link=(link.id, clerk.one_of(able or list(self.laws.cases))))

    @rule(data=st.data())
    @precondition(lambda self: bool(self.laws.cases))
    def do_something_else(self, data: st.DataObject) -> None:
        """What is not the next move: a mistake, more time, a correction, a repetition, …"""
        doings = [self._err, self._err, self._correct, self._slip, self._undo, self._enter_late]
        if any(duty.extension for duty in self.policy.duties):
            doings.append(self._extend)
        if self.policy.conducts:
            doings.append(self._allege)
        if self.kept:
            doings.append(self._repeat)
        data.draw(st.sampled_from(doings), label="doing")(data)

    @rule(data=st.data())
    def let_time_pass(self, data: st.DataObject) -> None:
        """Time passes, and mostly the sweep runs."""
        self._wait(data)
        if data.draw(st.integers(0, 3)):
            self._sweep(data)

    @rule(data=st.data())
    @precondition(lambda self: self._open())
    def go_on(self, data: st.DataObject) -> None:
        """A few moves on one case, with some time between them."""
        self.clerk = self._clerk(data)
        case_id = self._case(data)
        for _ in range(data.draw(st.integers(1, 6), label="moves")):
            if not self._advance(case_id):
                break
            if self.clerk.chance(4):
                self.clock.advance(self.clerk.one_of(SPANS[:4]))

    @rule(data=st.data())
    @precondition(lambda self: self._open())
    def see_through(self, data: st.DataObject) -> None:
        """Moves on one case until it is closed or nobody can go on."""
        self.clerk = self._clerk(data)
        case_id = self._case(data)
        new = data.draw(st.integers(0, 12), label="moves before it is brought to an end")
        for n in range(24):
            moods = ("new",) if n < new else ("on", "on", "new")
            if not self._advance(case_id, moods=moods) or self._kind(case_id) != "open":
                break

    def _enter_late(self, data: st.DataObject) -> None:
        """A move that happened a while ago."""
        self.clerk = self._clerk(data)
        self._advance(self._case(data), late=True)

    def _err(self, data: st.DataObject) -> None:
        """A command as it should not be: anybody, any move, anything given."""
        clerk = self.clerk = self._clerk(data)
        case = self.desk.get(self._case(data))
        program = self.desk.program(case.id)
        here = program.triggers_at.get(case.stage, [])
        trigger = clerk.one_of(list(program.sources_of) if not here or clerk.chance(3) else here)
        barred = sorted(case.recused | case.about)
        by = clerk.one_of(self.clerk.people)
        if barred and clerk.chance(2):
            by = Actor(clerk.one_of(barred), frozenset(role.id for role in self.policy.roles))
        command = Command(case.id, trigger, by)
        takes = sorted(program.takes_of.get(trigger, ()))
        if takes and clerk.chance(2):
            command.given["facts"] = clerk.values(data.draw(st.lists(st.sampled_from(takes), unique=True)), case)
        wrong = clerk.one_of(("nothing", "future", "early", "naive", "means", "fact", "category", "type"))
        now = self.clock.now()
        match wrong:
            case "future":
                command.given["occurred_at"] = now + timedelta(minutes=1)
            case "early":
                command.given["occurred_at"] = case.received_at - timedelta(minutes=1)
            case "naive":
                command.given["occurred_at"] = now.replace(tzinfo=None)
            case "means":
                command.given["message"] = {"means": MEANS[-1], "enclosures": ("no such form",)}
            case "fact":
                command.facts["no_such_fact"] = 1
            case "category":
                command.given["category"] = "no such category"
            case "type" if takes:
                command.facts[takes[0]] = 3.9
        self._act(command)

    def _extend(self, data: st.DataObject) -> None:
        """Somebody asks for more time."""
        clerk = self.clerk = self._clerk(data)
        duty = clerk.one_of([duty for duty in self.policy.duties if duty.extension])
        running = [id for id, case in self.laws.cases.items() if duty.id in case.clocks]
        case_id = clerk.one_of(running or list(self.laws.cases))
        given: dict[str, Any] = {
            "by": clerk.one_of(clerk.holders(duty.extension.by)),
            "reason": clerk.one_of((*duty.extension.reasons, "because")),
        }
        if duty.extension.how == "fixed":
            given["until"] = self.clock.now() + clerk.one_of(SPANS[3:])
        if duty.extension.message is not None:
            given["message"] = {"means": clerk.one_of(MEANS)}
        self._do(f"extend {case_id} {duty.id} {given}", lambda: self.desk.extend(case_id, duty.id, **given))

    def _correct(self, data: st.DataObject) -> None:
        """Somebody corrects an entry: its moment, or a fact."""
        clerk = self.clerk = self._clerk(data)
        case = self.desk.get(self._case(data))
        seq = data.draw(st.integers(1, case.version), label="entry")
        maker = self.laws.events[case.id][seq - 1].actor
        makers = [actor for actor in clerk.people if actor.id == maker]
        given: dict[str, Any] = {"by": clerk.one_of([*makers, *clerk.people]), "reason": "typed wrongly"}
        known = sorted(id for id in case.facts if id in self.desk.program(case.id).facts)
        if known and clerk.chance(2):
            given["facts"] = clerk.values([clerk.one_of(known)], case)
        if "facts" not in given or clerk.chance(3):
            given["occurred_at"] = clerk.past(case)
        self._do(f"correct {case.id} {seq} {given}", lambda: self.desk.correct(case.id, seq, **given))

    def _allege(self, data: st.DataObject) -> None:
        """Somebody alleges misconduct."""
        clerk = self.clerk = self._clerk(data)
        case_id, conduct = self._case(data), clerk.one_of(self.policy.conducts).id
        by, against = clerk.one_of(clerk.people), clerk.one_of(clerk.ids)
        self._do(f"allege {case_id} {conduct}", lambda: self.desk.allege(case_id, conduct, by=by, against=against))

    def _wait(self, data: st.DataObject) -> None:
        """Time passes: a while, or until a rung comes, or a tick before or after it."""
        self.clerk = self._clerk(data)
        now = self.clock.now()
        with self.desk.store.begin() as tx:
            ahead = [row.fires_at for _, row in tx.due(TENANT, now + timedelta(days=60), 20) if row.fires_at > now]
        spans = [at + way - now for at in ahead[:3] for way in (timedelta(0), TICK, -TICK) if at + way > now]
        # standing cases pile up over the weeks, and each costs time: let a week pass only while there are few
        daily = any(kind.every in ("day", "working_day", "week") for kind in self.policy.all_kinds)
        longest = SPANS[-1] if not daily else SPANS[5] if len(self.laws.cases) < 6 else SPANS[4]
        self.clock.advance(self.clerk.one_of([span for span in (*SPANS, *spans) if span <= longest]))
        note(f"the clock stands at {self.clock.now().isoformat()}")

    def _sweep(self, data: st.DataObject) -> None:
        """The sweep, sometimes with little time."""
        limit = data.draw(st.sampled_from((1000, 1, 3)), label="limit")
        report = self.desk.sweep(limit)
        note(f"sweep({limit}): {report}")
        self.seen["fired"] += len(report.fired)
        self.seen["opened"] += len(report.opened)
        self.laws.check()
        if limit == 1000:
            self.laws.rest()

    def _slip(self, data: st.DataObject) -> None:
        """The clock is set back a little."""
        self.clock.advance(timedelta(seconds=-data.draw(st.integers(1, 200), label="seconds")))
        note(f"the clock slips back to {self.clock.now().isoformat()}")

    def _repeat(self, data: st.DataObject) -> None:
        """A command is sent again under its key; the first result comes back, and other content is refused."""
        what, call, key, first = data.draw(st.sampled_from(self.kept), label="again")
        before = standing_of(self.desk)
        note(f"again: {what}")
        assert call(key=key) == first, f"the same key gave another result: {what}"
        try:
            call(key=key, reason="something else")
        except KeyConflict:
            pass
        else:
            raise AssertionError(f"the same key with other content was taken: {what}")
        assert standing_of(self.desk) == before, f"a repeated command wrote something: {what}"

    def _undo(self, data: st.DataObject) -> None:
        """Commands in a batch that fails leave nothing behind."""
        self.clerk = self._clerk(data)
        before = standing_of(self.desk)
        try:
            with self.desk.batch():
                self._advance(self._case(data), write=self._plainly)
                self.desk.sweep()
                raise Undone
        except Undone:
            note("the batch was undone")
        assert standing_of(self.desk) == before, "a batch that failed left something behind"

    def teardown(self) -> None:
        """The laws of the end, and what was reached."""
        if not hasattr(self, "laws"):
            return
        self.laws.check()
        self.laws.close()
        deepest = max(self.moves.values(), default=0)
        self.seen["runs"] += 1
        self.seen["closed"] += bool(self.closed)
        self.seen["several"] += deepest >= 3
        event(f"moves on one case: {deepest if deepest < 6 else '6 and more'}")
        event("a case was closed" if self.closed else "no case was closed")
        target(float(sum(self.moves.values())), label="moves made")

    # how it is done

    def _clerk(self, data: st.DataObject) -> Clerk:
        return Clerk(self.desk, self.policy, self.clerk.people, data.draw, type(self).seen)

    def _kind(self, case_id: str) -> str:
        return self.desk.program(case_id).stages[self.laws.cases[case_id].stage].kind

    def _open(self) -> bool:
        return any(self._kind(id) != "archived" for id in self.laws.cases)

    def _case(self, data: st.DataObject) -> str:
        """A case to work on: those that are filed and open come first."""
        filed = [id for id, case in self.laws.cases.items() if case.period is None]
        alive = [id for id in filed if self._kind(id) in ("open", "waiting")]
        every = list(self.laws.cases)
        pool = data.draw(st.sampled_from((alive, alive, filed, every)), label="which cases") or filed or every
        return str(data.draw(st.sampled_from(pool), label="case"))

    def _file(self, data: st.DataObject, **more: Any) -> None:
        """File with what the policy asks for; what it still misses is mended once."""
        clerk, policy = self._clerk(data), self.policy
        self.clerk = clerk
        kind = clerk.one_of([kind for kind in policy.all_kinds if kind.every is None])
        channel = clerk.one_of(policy.channels) if policy.channels else None
        program = self.desk._programs[policy.hash]
        by = clerk.one_of(clerk.holders(channel.by if channel is not None and channel.by else kind.by))
        facts = [f.id for f in policy.facts if f.case_kind == kind.id and (f.required or clerk.chance(12))]
        unwanted = [
            f.id for f in policy.facts if f.when != program.policy.moves[0].when and f.id in facts and clerk.chance(3)
        ]
        given: dict[str, Any] = {
            "by": by,
            "kind": kind.id,
            "channel": None if channel is None else channel.id,
            "category": clerk.one_of(policy.categories).id if policy.categories else None,
            "complainant": data.draw(parties(), label="complainant"),
            "facts": clerk.values([id for id in facts if id not in unwanted]),
            "confirmed": () if channel is None or clerk.chance(8) else channel.confirms,
            **more,
        }
        if clerk.chance(3):
            given["received_at"] = max(self.known_from, self.clock.now() - clerk.one_of(SPANS[:6]))
        if clerk.chance(4):
            given["about"] = (clerk.one_of(clerk.ids),)
        if clerk.chance(4):
            given["attachments"] = (Attachment.of_bytes("letter.pdf", b"letter"),)
        self._do(f"file {given}", lambda **more: self.desk.file(**{**given, **more}), "filed", keys=True)

    def _advance(
        self,
        case_id: str,
        *,
        late: bool = False,
        write: Callable[[Command], Case | None] | None = None,
        moods: tuple[str, ...] = ("new", "new", "new", "on", "any"),
    ) -> bool:
        """One move on a case by what is offered, mended until granted; whether it was made."""
        clerk = self.clerk
        case = self.desk.get(case_id)
        command = clerk.choose(case, moods)
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
        if not clerk.mended(command).granted and not clerk.chance(4):
            return True
        return (write or self._act)(command) is not None or not late

    def _plainly(self, command: Command) -> Case | None:
        try:
            return self.desk.act(command.case_id, command.trigger, **command.arguments())
        except ComplaintKitError:
            return None

    def _act(self, command: Command) -> Case | None:
        """Consider a move and make it: both must come out the same."""
        id, trigger, given = command.case_id, command.trigger, command.arguments()
        decision = None
        try:
            decision = self.desk.consider(id, trigger, **given)
        except InvalidInput as error:
            note(f"cannot be read: {error}")
        shown = {key: value for key, value in given.items() if key != "by"}
        what = f"{id}: {trigger} by {given['by'].id} {shown}"
        case = self._do(what, lambda **more: self.desk.act(id, trigger, **{**given, **more}), "moves", keys=True)
        behind = self.clock.now() < self.laws.cases[id].recorded_at
        if decision is None:
            assert case is None, f"considering cannot read what acting took: {what}"
        elif case is not None or not behind:
            assert decision.granted == (case is not None), f"considered {decision.granted}, acted otherwise: {what}"
        if case is not None:
            self.moves[id] += 1
            self.seen[f"move: {trigger}"] += 1
            if self._kind(id) in ("closed", "archived") and case.period is None:
                self.closed.add(id)
        return case

    def _do(self, what: str, call: Callable[..., Case], counted: str = "others", keys: bool = False) -> Case | None:
        """One command: taken and checked by every law, or refused and then nothing has changed."""
        before = standing_of(self.desk)
        note(what)
        keyed: dict[str, Any] = {}
        if keys and self.clerk.chance(10):
            keyed = {"key": f"key-{next(self.keys)}"}
        try:
            case = call(**keyed)
        except Refused as refused:
            self._refused(refused.decision, what)
        except InvalidInput as error:
            note(f"  {error}")
            self.seen["unreadable"] += 1
        except ClockSkew as error:
            note(f"  {error}")
            assert any(case.recorded_at > self.clock.now() for case in self.laws.cases.values()), f"no skew: {what}"
        else:
            self.seen[counted] += 1
            self.laws.check()
            if keyed:
                self.kept.append((what, call, keyed["key"], case))
            return case
        assert standing_of(self.desk) == before, f"refused, and yet something changed: {what}"
        return None

    def _refused(self, decision: Decision, what: str) -> None:
        """A refusal says why, in both languages, and it is not the machine that stops what was decided."""
        note(f"  {decision.text(self.policy)}")
        assert decision.reasons, f"refused without a reason: {what}"
        assert "machine" not in decision.codes, f"the machine forbids what was decided: {what}"
        assert decision.text(self.policy, "zh"), f"no text in Chinese: {what}"
        self.seen["refused"] += 1
        self.seen.update(f"refused: {code}" for code in dict.fromkeys(decision.codes))


def machine_of(
    policy: Policy,
    *,
    start: datetime | None = None,
    store: Callable[[], Store],
    calendars: Mapping[str, Calendar] | None = None,
) -> type[Lifetimes]:
    """The state machine for a policy; see :func:`complaintkit.testing.lifetimes`."""
    if policy.in_force_from is None:
        raise InvalidInput.one("expected a policy that comes into force: give it in_force_from", "policy")
    members: dict[str, Any] = {
        "policy": policy,
        "start": start,
        "store": staticmethod(store),
        "calendars": calendars,
        "seen": Counter(),
        "__doc__": Lifetimes.__doc__,
        "__module__": __name__,
    }
    return type(f"Lifetimes_{policy.id}", (Lifetimes,), members)
