"""A clerk who works on cases by what the desk offers, learns from refusals, and errs now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.cases.case import Case
from complaintkit.cases.offers import Offer
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason
from complaintkit.cases.verdict import Decision
from complaintkit.cases.view import View
from complaintkit.desk import Desk
from complaintkit.rules.evaluate import facts_in
from complaintkit.rules.facts import Fact
from complaintkit.rules.meetings import VOTES
from complaintkit.rules.moves import ASSIGNED, named_in
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import ANYONE, Actor
from complaintkit.testing.draws import Landmarks, fact_values, landmarks_of, no_values
from complaintkit.testing.ways import Ways, distances, solved

__all__ = ["Clerk", "Command", "people_of"]

MEANS = ("letter", "telephone", "email", "in_person", "carrier pigeon")
MOODS = ("goal", "goal", "new", "goal", "weigh", "new", "on", "any")
UNITS = ("unit-1", "unit-2", "unit-3")
TRIES = 6
"""How often a refused command is mended before it is given up."""

Draw = Callable[[st.SearchStrategy[Any]], Any]


@attrs.define
class Command:
    """A move as it will be asked of the desk; mended until it is granted or given up."""

    case_id: str
    trigger: str
    by: Actor
    given: dict[str, Any] = attrs.field(factory=dict)

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of :meth:`Desk.act` and :meth:`Desk.consider`."""
        return {"by": self.by, **self.given}

    @property
    def facts(self) -> dict[str, Any]:
        """The facts given, to be added to."""
        facts: dict[str, Any] = self.given.setdefault("facts", {})
        return facts


def people_of(policy: Policy) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Those who work on cases, and one of each role kept in reserve, who never is what a case is about.

    Two hold each role, one in a unit; one holds two; one stands in for another by name; one holds none.

    >>> from complaintkit.rules import Move, Policy, Stage
    >>> policy = Policy(id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> [actor.id for actor in people_of(policy)[0]], [actor.id for actor in people_of(policy)[1]]
    (['clerk-1', 'clerk-2', 'double', 'stranger'], ['clerk-0', 'nobody-0'])
    """
    roles = [role.id for role in policy.roles]
    workers = [Actor(f"{role}-{n}", {role}, unit="unit-1" if n == 2 else None) for n in (1, 2) for role in roles]
    workers.append(Actor("double", frozenset(roles[:2])))
    for role in policy.roles:
        for seat in (*role.deputies, *((role.last_resort,) if role.last_resort else ())):
            workers.append(Actor(f"{seat}-1", {seat}, on_behalf_of=f"{role.id}-1"))  # noqa: PERF401 - reads better
    workers.append(Actor("stranger"))
    reserve = (*(Actor(f"{role}-0", {role}) for role in roles), Actor("nobody-0"))
    return tuple(workers), reserve


class Clerk:
    """Draws commands that mostly go through.

    ``draw`` is where the choices come from, ``cases`` are those there are to name.
    """

    def __init__(
        self,
        desk: Desk,
        policy: Policy,
        people: Sequence[Actor],
        draw: Draw,
        seen: Counter[str],
        cases: Mapping[str, Case],
    ) -> None:
        self.desk = desk
        self.policy = policy
        self.people = tuple(people)
        self.draw = draw
        self.seen = seen
        self.cases = cases
        self.landmarks: Landmarks = landmarks_of(policy)
        self._ways: dict[str, Ways] = {}
        self._asked_at: tuple[str, int, datetime] | None = None
        self._answers: dict[Actor, Sequence[Offer]] = {}
        self.ids = tuple(dict.fromkeys(actor.id for actor in people))
        redress = frozenset(policy.redress.proposed if policy.redress is not None else ())
        self._able: dict[str, tuple[str, ...]] = {}
        for move in policy.moves:
            for name in move.only:
                ids = (*self._able.get(name, ()), *(actor.id for actor in self.holders(move.by)))
                self._able[name] = tuple(dict.fromkeys(ids))
        """Whom it makes sense to name where moves are for those named alone."""
        self._assigning = {move.trigger for move in policy.moves if move.assigns and "recused" not in move.records}
        self._giving_up = {
            move.trigger
            for move in policy.moves
            if len(move.sources) > 2 and {"withdrawn", "closed"} <= set(move.records)
        }
        """What takes a case back on most of its way, and would cut most ways short."""
        self.weighing = {move.trigger for move in policy.moves if move.bands or redress & set(move.records)}
        self.currency = policy.redress.currency if policy.redress is not None else "CNY"

    def chance(self, once_in: int) -> bool:
        """Whether something that happens once in so many times happens now; shrinks to not."""
        return bool(self.draw(st.integers(0, once_in - 1)) == once_in - 1)

    def one_of(self, choices: Iterable[Any]) -> Any:
        """One of the choices; shrinks to the first."""
        return self.draw(st.sampled_from(tuple(choices)))

    def value(self, id: str, case: Case | None = None) -> Any:
        """A value for a fact: for the moment a promise names, one around its bound; for one that names cases, some."""
        now = self.desk.clock.now()
        promised = next((rule for rule in self.policy.promises if rule.fact == id), None)
        if promised is not None and case is not None:
            return self.one_of(self._moments(case, promised.duty, now))
        link = next((link for link in self.policy.links if link.fact == id), None)
        if link is not None and self.cases:
            able = [id for id, other in self.cases.items() if set(link.after) <= set(other.records)]
            if link.of_period and case is not None:
                local = self.desk.program(case.id).calendar.local_date
                able = [id for id in able if f"{local(self.cases[id].received_at)}".startswith(case.period or "")]
            named = st.lists(st.sampled_from(able or list(self.cases)), min_size=1, max_size=2, unique=True)
            return self.draw(named.map(tuple))
        fact = next(fact for fact in self.policy.facts if fact.id == id)
        columns = {name.partition(".")[2]: ids for name, ids in self._able.items() if name.partition(".")[0] == id}
        if columns:
            return self._naming(fact, columns, now)
        return self.draw(
            fact_values(fact, self.landmarks, now=now, people=self.ids, units=UNITS, currency=self.currency)
        )

    def able(self, place: str) -> tuple[str, ...]:
        """Whom to name in a place: those who hold a role for the moves it is about; else anybody."""
        return self._able.get(place) or self.ids

    def _naming(self, fact: Fact, able: Mapping[str, Sequence[str]], now: datetime) -> Any:
        """A value that names some of those who may act by it, in a column or in the fact itself."""
        if "" in able:
            ids = st.sampled_from(UNITS if fact.type == "unit" else able[""])
            several = st.lists(ids, min_size=1, max_size=3, unique=True)
            return self.draw(several.map(tuple) if fact.many else ids)
        rows = []
        for n in range(self.draw(st.integers(2, 3))):
            row = {
                column.id: self.draw(
                    fact_values(column, self.landmarks, now=now, people=self.ids, units=UNITS, currency=self.currency)
                )
                for column in fact.columns
            }
            rows.append({**row, **{column: ids[n % len(ids)] for column, ids in able.items()}})
        return tuple(rows)

    def _moments(self, case: Case, duty: str, now: datetime) -> tuple[datetime, ...]:
        """Moments to promise: before, at and after the due of the duty; soon, and far away, where it does not run."""
        dues = [state.due for state in self.desk.dues(case.id) if state.duty == duty and state.ended_at is None]
        soon = now + timedelta(hours=1)
        if not dues or dues[-1] is None:
            return (now + timedelta(days=1), soon, now + timedelta(days=4), now + timedelta(days=400))
        due_at = dues[-1].due_at
        return (now + max((due_at - now) / 2, timedelta(hours=1)), due_at, due_at + timedelta(microseconds=1), soon)

    def values(self, ids: Iterable[str], case: Case | None = None, *, sloppy: int = 10) -> dict[str, Any]:
        """Values for facts; once in ``sloppy`` times one of them is left blank, or not known."""
        found = {id: self.value(id, case) for id in ids}
        if found and self.chance(sloppy):
            found[self.one_of(found)] = self.draw(no_values())
        return found

    def holders(self, roles: Iterable[str]) -> list[Actor]:
        """Those who hold one of the roles; everybody, where anyone may."""
        wanted, everyone = set(roles), {role.id for role in self.policy.roles if role.everyone}
        if ANYONE in wanted or wanted & everyone:
            return list(self.people)
        return [actor for actor in self.people if actor.roles & wanted] or list(self.people)

    def ways(self, program: Program) -> Ways:
        """The ways to the moves of a program, worked out once."""
        return self._ways.setdefault(program.policy.hash, Ways(program))

    def choose(self, case: Case, moods: Sequence[str] = MOODS, goal: str = "") -> Command | None:
        """A move that somebody may make; None: nobody may anything.

        ``moods`` are drawn from: "goal" is the move ``goal`` or one that leads to it, "new" one not made on the case
        yet, "on" one that leads nearer to its end, "weigh" one about redress.
        """
        program = self.desk.program(case.id)
        made = Counter(getattr(event.body, "trigger", "") for event in self.desk.events(case.id))
        mood = self.one_of(moods)
        if mood == "goal" and goal:
            ways = self.ways(program)
            onward = ways.onward(case.stage, goal, set(made))
            for group in (*ways.steps(case.stage, goal, set(made)), *([self.one_of(onward)] if onward else [])):
                offered = self._offered(case, program, group)
                if offered:
                    actor, offer = self.one_of(offered)
                    return self.command(case, offer, actor)
        found = self._offered(case, program, program.triggers_at.get(case.stage, ()))
        if not found:
            return None
        going_on = [item for item in found if item[1].trigger not in self._giving_up]
        if going_on and len(going_on) < len(found) and not self.chance(12):
            found = going_on
        ahead = distances(program)
        here, least = ahead.get(case.stage, 99), min(made[offer.trigger] for _, offer in found)
        pools = {
            "on": [item for item in found if any(ahead.get(target, 99) < here for target in item[1].targets)],
            "new": [item for item in found if not made[item[1].trigger]],
            "weigh": [item for item in found if item[1].trigger in self.weighing],
            "least": [item for item in found if made[item[1].trigger] == least],
            "any": found,
        }
        pool = pools.get(mood) or pools["new"] or pools["on"] or pools["least"]
        actor, offer = self.one_of(pool)
        return self.command(case, offer, actor)

    def _offered(self, case: Case, program: Program, triggers: Collection[str]) -> list[tuple[Actor, Offer]]:
        """Which of some moves somebody may make on a case, each with who may."""
        by = {name for trigger in triggers for row in program.rows[case.stage, trigger] for name in row.move.by}
        rows = (row for trigger in triggers for row in program.rows[case.stage, trigger])
        named = {id for row in rows for id in named_in(row.move.only, case.facts, case.assigned)}
        return [
            (actor, offer)
            for actor in self._one_each(self.holders(by), named)
            for offer in self._available(case, actor)
            if offer.verb == "act" and offer.trigger in triggers and offer.answer != "may_not"
        ]

    def _available(self, case: Case, actor: Actor) -> Sequence[Offer]:
        """What somebody may do with a case; asked once as long as the case and the clock stand still."""
        at = (case.id, case.version, self.desk.clock.now())
        if at != self._asked_at:
            self._asked_at, self._answers = at, {}
        if actor not in self._answers:
            self._answers[actor] = self.desk.available(case.id, by=actor)
        return self._answers[actor]

    def _one_each(self, actors: Sequence[Actor], named: Collection[str] = ()) -> list[Actor]:
        """One holder a set of roles, so that asking everybody costs little; which one is drawn. Those ``named`` too."""
        turned = list(actors)
        if self.chance(3):
            turned.reverse()
        found: dict[Any, Actor] = {}
        for actor in turned:
            found.setdefault((actor.roles, actor.on_behalf_of, actor.id in named), actor)
        return list(found.values())

    def command(self, case: Case, offer: Offer, by: Actor) -> Command:
        """The command an offer asks for, filled in."""
        command = Command(case.id, offer.trigger, by)
        takes = self.desk.program(case.id).takes_of.get(offer.trigger, set())
        asked = [fact.id for fact in offer.asks if fact.id in takes]
        offered = [id for id in sorted(takes) if id not in asked and self.chance(3)]
        if asked or offered:
            command.given["facts"] = self.values([*asked, *offered], case)
        if offer.confirms and not self.chance(6):
            command.given["confirmed"] = offer.confirms
        if offer.means is not None:
            command.given["message"] = {"means": self.one_of(offer.means or MEANS)}
        if offer.decided_by is not None:
            command.given["meeting"] = self.meeting(case, offer.decided_by)
        if offer.categories:
            command.given["category"] = self.one_of(offer.categories)
        if offer.names_person:
            command.given["to"] = self.one_of(self.able(ASSIGNED if offer.trigger in self._assigning else ""))
        return command

    def meeting(self, case: Case, body: str, *, sloppy: int = 4) -> dict[str, Any]:
        """The record of a meeting of a body: mostly all there and in favour; once in ``sloppy`` times anything."""
        rule = self.desk.program(case.id).bodies[body]
        barred = case.about | case.recused if not self.chance(sloppy) else frozenset()
        ids = sorted({a.id for a in self.people if a.roles & {*rule.members}} - barred)
        votes = {id: self.one_of(VOTES) if self.chance(sloppy) else "for" for id in ids}
        there = [id for id, vote in votes.items() if vote != "absent"]
        return {"votes": votes, "chair": self.one_of(there) if there else ""}

    def mended(self, command: Command) -> Decision:
        """Mend a command until the desk would grant it; the last decision."""
        for left in range(TRIES, -1, -1):
            case = self.desk.get(command.case_id)
            decision = self.desk.consider(command.case_id, command.trigger, **command.arguments())
            if decision.granted or not left:
                break
            self.seen.update(f"mended: {code}" for code in decision.codes)
            answered = [self._mend(command, case, reason) for reason in decision.reasons]
            if not all(answered):
                break
        return decision

    def _mend(self, command: Command, case: Case, why: Reason) -> bool:
        """Answer one reason; False where the command cannot."""
        program = self.desk.program(case.id)
        rows = program.rows.get((case.stage, command.trigger), ())
        takes = program.takes_of.get(command.trigger, set())
        given = command.given
        match why.code:
            case "missing_facts" | "guard" | "condition":
                wanted = set(why.arg("facts") or ())
                if why.code == "guard":
                    wanted = {
                        id for r in rows for g, _ in r.guards if g.id == why.arg("guard") for id in facts_in(g.when)
                    }
                if why.code == "condition":
                    wanted = {id for r in rows for id in facts_in(r.move.when)}
                askable = sorted(wanted & takes)
                command.facts.update({id: self.value(id, case) for id in askable})
                view = View(program, case, self.desk.clock.now(), command.facts)
                for condition in (c for r in rows for c in (r.move.when, *(guard.when for guard, _ in r.guards))):
                    if facts_in(condition) & wanted:
                        command.facts.update(solved(condition, askable, view))
                if "category" in wanted and any(r.move.reclassifies for r in rows):
                    given["category"] = self.one_of(program.categories)
                return bool(askable)
            case "meeting" | "quorum" | "majority":
                given["meeting"] = self.meeting(case, why.arg("body"), sloppy=20)
            case "recused" if why.arg("who"):
                decided_by = next(r.move.decided_by for r in rows if r.move.decided_by)
                given["meeting"] = self.meeting(case, decided_by, sloppy=20)
            case "promise":
                ids = {rule.fact for rule in self.policy.promises} & takes
                command.facts.update({id: self.value(id, case) for id in sorted(ids)})
            case "confirmation":
                given["confirmed"] = (*given.get("confirmed", ()), *why.arg("items"))
            case "category":
                given["category"] = self.one_of(program.categories)
            case "person":
                given["to"] = self.one_of(self.able(ASSIGNED if command.trigger in self._assigning else ""))
            case "not_named":
                named = {id for r in rows for id in named_in(r.move.only, case.facts, case.assigned)}
                command.by = self.one_of([by for by in self.people if by.id in named] or self.people)
            case "message" | "form":
                rule = program.messages[next(r.move.message for r in rows if r.move.message is not None)]
                means = rule.means or MEANS
                written = tuple(m for m in means if m in rule.written)
                fitting = {"writing": written, "as_asked": (case.parties.get(rule.to, {}).get("means") or "",)}
                given["message"] = {"means": self.one_of(fitting.get(str(why.arg("why"))) or means)}
            case "authority":
                bands = [band.role for r in rows if r.move.bands for band in program.bands[r.move.bands].bands]
                needed = why.arg("needed")
                command.by = self.one_of(self.holders(bands if needed is None else (needed,)))
            case "sanction" if why.arg("why") == "below_tiers":
                return self._names_another(command, str(why.arg("sanction")), takes)
            case "sanction":
                approvers = [name for rule in self.policy.sanctions for name in rule.approvers]
                command.by = self.one_of(self.holders(approvers))
                return bool(why.arg("why") == "approver")
            case "role" | "recused" | "separation" | "deputy":
                command.by = self.one_of(self.holders({name for r in rows for name in r.move.by}))
            case "future" | "before_receipt" | "before_record":
                given.pop("occurred_at", None)
            case "backdated":
                given["reason"] = "entered late"
            case _:
                return False
        return True

    def _names_another(self, command: Command, sanction: str, takes: Collection[str]) -> bool:
        """Somebody whom some case names, where a count against the one proposed is too low; False where nobody is."""
        rule = next(rule for rule in self.policy.sanctions if rule.id == sanction)
        named = {other.facts.get(rule.subject) for other in self.cases.values()}
        named = {one for one in named if isinstance(one, str)}
        if not rule.counts or not named or rule.subject not in takes:
            return False
        command.facts[rule.subject] = self.one_of(sorted(named))
        return True

    def past(self, case: Case) -> datetime:
        """A moment between the receipt and now, seldom a little outside."""
        now = self.desk.clock.now()
        minutes = max(1, int((now - case.received_at) / timedelta(minutes=1)))
        back = self.draw(st.integers(0, minutes if not self.chance(8) else minutes + 600))
        return now - timedelta(minutes=back)
