"""Random lifetimes of cases under a policy, as a Hypothesis state machine."""

from __future__ import annotations

import unittest
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, event, note, settings, target
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from complaintkit.cases.case import Case
from complaintkit.deadlines import Calendar
from complaintkit.desk.ports import Store
from complaintkit.errors import InvalidInput
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.testing.bench import TENANT, Bench, Step
from complaintkit.testing.clerk import MEANS, Command
from complaintkit.testing.driver import TICK, Driver, told
from complaintkit.testing.filing import SPANS
from complaintkit.testing.law import LawBroken
from complaintkit.testing.shortening import shortened
from complaintkit.testing.story import story_of
from complaintkit.testing.story_words import check_language
from complaintkit.values import Language

__all__ = ["Lifetimes", "live", "machine_of"]

MOST_CASES = 4
WRONGS = ("future", "means", "barred", "role", "maker", "early", "enclosure", "naive", "fact", "category", "type", "-")


class Lifetimes(Driver):
    """Drives a desk under one policy with random people, facts and moments, and asks the laws after each command.

    ``seen`` counts over all runs what happened: "runs", "moves", "refused", "closed" (runs in which a case reached a
    closed stage), "several" (runs with three moves or more on one case), "refused: <code>", "move: <trigger>".
    """

    @rule(data=st.data())
    @precondition(lambda self: self.files)
    @precondition(lambda self: sum(e.seq == 1 and e.actor != "system" for e in self.laws.log) < MOST_CASES)
    @told
    def file(self, data: st.DataObject) -> None:
        """Somebody files a case, sometimes one that follows from another."""
        if self.policy.links and self.laws.cases and data.draw(st.integers(0, 2), label="follows") == 2:
            self._follow_up(data)
        else:
            self._file(data)
        self._some_moves(data, 4)

    def _follow_up(self, data: st.DataObject) -> None:
        """Somebody files a case that follows from another."""
        clerk = self.clerk = self._clerk(data)
        link = clerk.one_of(self.policy.links)
        able = [id for id, case in self.laws.cases.items() if set(link.after) <= set(case.records)]
        self._file(data, link=(link.id, clerk.one_of(able or list(self.laws.cases))))

    @rule(data=st.data())
    @precondition(lambda self: bool(self.laws.cases))
    @told
    def do_something_else(self, data: st.DataObject) -> None:
        """What is not the next move: a mistake, more time, a correction, a repetition, …"""
        doings = [self._err, self._correct, self._slip, self._undo, self._enter_late]
        if any(duty.extension for duty in self.policy.duties):
            doings.append(self._extend)
        if self.policy.conducts:
            doings.append(self._allege)
        if self.policy.joins:
            doings.extend((self._join, self._join, self._unjoin))
        if self.kept:
            doings.extend((self._repeat, self._repeat))
        self._some_moves(data, 2)
        doing = data.draw(st.sampled_from(doings), label="doing")
        self.seen[doing.__name__.lstrip("_").replace("_", " ")] += 1
        doing(data)

    @rule(data=st.data())
    @told
    def let_time_pass(self, data: st.DataObject) -> None:
        """Time passes, and mostly the sweep runs."""
        self._wait(data)
        if data.draw(st.integers(0, 3)):
            self._sweep(data)
        self._some_moves(data, 2)

    @rule(data=st.data())
    @precondition(lambda self: self._alive())
    @told
    def go_on(self, data: st.DataObject) -> None:
        """A few moves on one case, with some time between them."""
        self._some_moves(data, 6)

    @rule(data=st.data())
    @precondition(lambda self: self._alive())
    @told
    def see_through(self, data: st.DataObject) -> None:
        """Moves on one case until it is closed or nobody can go on."""
        self.clerk = self._clerk(data)
        case_id = self._case(data, alive_first=True)
        new = data.draw(st.integers(0, 12), label="moves before it is brought to an end")
        vain = 0
        for n in range(24):
            moods = ("goal", "goal", "new") if n < new else ("on", "on", "goal")
            before = self.laws.cases[case_id].version
            if not self._advance(case_id, moods=moods) or (n > new and self._kind(case_id) in ("closed", "archived")):
                break
            vain += self.laws.cases[case_id].version == before
            if vain > 3:
                break

    def _enter_late(self, data: st.DataObject) -> None:
        """A move that happened a while ago."""
        self.clerk = self._clerk(data)
        self._advance(self._case(data), late=True)

    def _err(self, data: st.DataObject) -> None:
        """A command as it should not be: a good one with one thing spoiled, or anybody's with anything given."""
        clerk = self.clerk = self._clerk(data)
        case = self.desk.get(self._case(data, alive_first=True))
        program = self.desk.program(case.id)
        good = None if clerk.chance(3) else clerk.choose(case)
        if good is not None and clerk.mended(good).granted:
            command = good
        else:
            here = program.triggers_at.get(case.stage, [])
            trigger = clerk.one_of(list(program.sources_of) if not here or clerk.chance(3) else here)
            command = Command(case.id, trigger, clerk.one_of(clerk.people))
        takes = sorted(program.takes_of.get(command.trigger, ()))
        if takes and command is not good and clerk.chance(2):
            command.given["facts"] = clerk.values(data.draw(st.lists(st.sampled_from(takes), unique=True)), case)
        wrong = clerk.one_of(WRONGS)
        now = self.clock.now()
        match wrong:
            case "future":
                command.given["occurred_at"] = now + timedelta(minutes=1)
            case "barred":
                barred = sorted(case.recused | case.about) or ["stranger"]
                command.by = Actor(clerk.one_of(barred), frozenset(role.id for role in self.policy.roles))
            case "role":
                command.by = clerk.one_of(clerk.people)
            case "maker":
                makers = {event.actor for event in self.laws.events[case.id]}
                command.by = clerk.one_of([by for by in clerk.people if by.id in makers] or clerk.people)
            case "early":
                command.given["occurred_at"] = case.received_at - timedelta(minutes=1)
            case "naive":
                command.given["occurred_at"] = now.replace(tzinfo=None)
            case "means":
                command.given["message"] = {"means": MEANS[-1]}
            case "enclosure":
                papers = [form.id for form in self.policy.forms if form.never_to] or ["no such form"]
                command.given["message"] = {"means": MEANS[0], "enclosures": (clerk.one_of(papers),)}
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
        self._do("extend", case_id, duty.id, **given)

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
        self._do("correct", case.id, seq, **given)

    def _allege(self, data: st.DataObject) -> None:
        """Somebody alleges misconduct."""
        clerk = self.clerk = self._clerk(data)
        case_id, conduct = self._case(data), clerk.one_of(self.policy.conducts).id
        by, against = clerk.one_of(clerk.people), clerk.one_of(clerk.ids)
        self._do("allege", case_id, conduct, by=by, against=against)

    def _join(self, data: st.DataObject) -> None:
        """Somebody lets a case join another; mostly one that may, into one that is open."""
        for _ in range(2 - sum(self._kind(id) in ("open", "waiting") for id in self.laws.cases)):
            self._file(data)  # what is to be joined, and what joins, seldom meet by chance
        clerk = self.clerk = self._clerk(data)
        rule = clerk.one_of(self.policy.joins)
        goes_on = [id for id in self.laws.cases if self._kind(id) in ("open", "waiting")]
        able = [id for id in goes_on if not rule.sources or self.laws.cases[id].stage in rule.sources]
        case_id = clerk.one_of(able or list(self.laws.cases))
        kind = self.laws.cases[case_id].kind
        others = [id for id in goes_on if id != case_id and self.laws.cases[id].kind == kind]
        into = clerk.one_of(others if others and not clerk.chance(6) else list(self.laws.cases))
        given: dict[str, Any] = {"into": into, "by": clerk.one_of(clerk.holders(rule.by))}
        if clerk.chance(6):
            given["occurred_at"] = clerk.past(self.laws.cases[case_id])
        self._do("join", case_id, counted="joined", keys=True, rule=rule.id, **given)

    def _unjoin(self, data: st.DataObject) -> None:
        """Somebody takes a joining back; mostly of a case that joined another, and by whoever may."""
        targets = {rule.target: rule for rule in self.policy.joins}
        if not any(case.stage in targets for case in self.laws.cases.values()):
            self._join(data)
        clerk = self.clerk = self._clerk(data)
        joined = [id for id, case in self.laws.cases.items() if case.stage in targets]
        case_id = clerk.one_of(joined if joined and not clerk.chance(8) else list(self.laws.cases))
        rule = targets.get(self.laws.cases[case_id].stage) or clerk.one_of(self.policy.joins)
        by = clerk.one_of(clerk.holders(rule.by))
        self._do("unjoin", case_id, counted="unjoined", keys=True, by=by, reason="another matter")

    def _wait(self, data: st.DataObject) -> None:
        """Time passes: a while, or until a rung comes, or a tick before or after it."""
        self.clerk = self._clerk(data)
        now = self.clock.now()
        with self.desk.store.begin() as tx:
            ahead = [at for _, at in tx.due(TENANT, now + timedelta(days=60), 20) if at > now]
        spans = [at + way - now for at in ahead[:3] for way in (timedelta(0), TICK, -TICK) if at + way > now]
        # standing cases pile up over the weeks, and each costs time: let a week pass only while there are few
        daily = any(kind.every in ("day", "working_day", "week") for kind in self.policy.all_kinds)
        longest = SPANS[-1] if not daily else SPANS[5] if len(self.laws.cases) < 6 else SPANS[4]
        self.clock.advance(self.clerk.one_of([span for span in (*SPANS, *spans) if span <= longest]))
        note(f"the clock stands at {self.clock.now().isoformat()}")

    def _sweep(self, data: st.DataObject) -> None:
        """The sweep, sometimes with little time."""
        limit = data.draw(st.sampled_from((1000, 1, 3)), label="limit")
        report = self.bench.take(Step(self.clock.now(), "sweep", (limit,)))
        note(f"sweep({limit}): {report}")
        self.seen["fired"] += len(report.fired)
        self.seen["opened"] += len(report.opened)

    def _slip(self, data: st.DataObject) -> None:
        """The clock is set back a little."""
        self.clock.advance(timedelta(seconds=-data.draw(st.integers(1, 200), label="seconds")))
        note(f"the clock slips back to {self.clock.now().isoformat()}")

    def _repeat(self, data: st.DataObject) -> None:
        """A command is sent again under its key; the first result comes back, and other content is refused."""
        first = data.draw(st.sampled_from(self.kept), label="again")
        note(f"again: {first}")
        self.bench.take(attrs.evolve(first, at=self.clock.now(), verb="again", args=(first.verb, *first.args)))

    def _undo(self, data: st.DataObject) -> None:
        """Commands in a batch that fails leave nothing behind."""
        self.clerk = self._clerk(data)
        with self.bench.undoing(self.clock.now()) as take:

            def write(command: Command) -> Case | None:
                args = (command.case_id, command.trigger)
                found: Case | None = take(Step(self.clock.now(), "act", args, command.arguments()))
                return found

            case_id = self._case(data, alive_first=True)
            for _ in range(data.draw(st.integers(1, 3), label="moves")):
                self._advance(case_id, write=write)
            take(Step(self.clock.now(), "sweep"))
            note("the batch was undone")

    def teardown(self) -> None:
        """The laws of the end, and what was reached."""
        if not hasattr(self, "laws") or self.broken:
            return
        self._end()
        deepest = max(self.moves.values(), default=0)
        self.seen["runs"] += 1
        self.seen["closed"] += bool(self.closed)
        self.seen["several"] += deepest >= 3
        event(f"moves on one case: {deepest if deepest < 6 else '6 and more'}")
        event("a case was closed" if self.closed else "no case was closed")
        target(float(sum(self.moves.values())), label="moves made")

    def _end(self) -> None:
        try:
            self.bench.take(Step(self.clock.now(), "end"))
        except LawBroken as broken:
            type(self).last = (self.bench, broken)
            raise


def machine_of(
    policy: Policy,
    *,
    start: datetime | None = None,
    store: Callable[[], Store],
    calendars: Mapping[str, Calendar] | None = None,
    stands_still: Collection[str] = (),
    lang: Language = "en",
) -> type[Lifetimes]:
    """The state machine for a policy; see :func:`complaintkit.testing.lifetimes`.

    In the stages that ``stands_still`` names nobody needs to be able to go on.
    """
    check_language(lang)
    if policy.in_force_from is None:
        raise InvalidInput.one("expected a policy that comes into force: give it in_force_from", "policy")
    members: dict[str, Any] = {
        "policy": policy,
        "start": start,
        "store": staticmethod(store),
        "calendars": calendars,
        "stands_still": frozenset(stands_still),
        "lang": lang,
        "seen": Counter(),
        "__doc__": Lifetimes.__doc__,
        "__module__": __name__,
    }
    machine: Any = type(f"Lifetimes_{policy.id}", (Lifetimes,), members)
    machine.TestCase = _test_case(machine)
    found: type[Lifetimes] = machine
    return found


def live(machine: type[Lifetimes], held: settings) -> None:
    """Live the lives of a machine; a law that breaks is told as a story, by the shortest way that leads to it.

    Hypothesis finds the life and repeats it; it is cut short step by step, and not choice by choice, which takes long.

    :raises LawBroken: with the story.
    """
    phases = set(held.phases) - {Phase.shrink}
    try:
        run_state_machine_as_test(machine, settings=settings(held, phases=phases, report_multiple_bugs=False))
    except LawBroken:
        life: tuple[Bench, LawBroken] | None = machine.last
        if life is None:
            raise
        bench, broken = shortened(*life)
        raise LawBroken(broken.law, broken.seen, story_of(bench, broken, machine.lang)) from None


def _test_case(machine: type[Lifetimes]) -> type[unittest.TestCase]:
    """A test of your suite that lives the lives; its ``settings`` are those of Hypothesis, and can be replaced."""

    class LivesLifetimes(unittest.TestCase):
        settings = settings(deadline=None, suppress_health_check=list(HealthCheck))

        def runTest(self) -> None:  # noqa: N802 - its name in unittest
            """Whatever happens to a case, its laws hold."""
            live(machine, type(self).settings)

    LivesLifetimes.__name__ = LivesLifetimes.__qualname__ = machine.__name__
    return LivesLifetimes
