"""A program: a policy compiled once per version. The only place that knows ``transitions``.

One machine serves every case of a version. It holds the move table and is what permits each move: a move that is not
in it is not made, whatever decided for it. The machine runs no callbacks and keeps no models: a throw-away cursor
carries the stage through one trigger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from transitions import Machine, MachineError
from transitions.core import Event as MachineEvent
from transitions.core import Transition

from complaintkit.cases.commands import Act
from complaintkit.cases.effects import EffectsTable
from complaintkit.cases.events import Acted, IssuedForm
from complaintkit.deadlines import (
    CONVENTIONS,
    AtFraction,
    Before,
    Calendar,
    Convention,
    always_calendar,
    anchors_of,
    china_calendar,
)
from complaintkit.errors import Faults, PolicyError
from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.rules.duties import ByCase, Duty
from complaintkit.rules.evaluate import compile_condition, facts_in, reads_total, records_in, tallies_in
from complaintkit.rules.facts import Fact
from complaintkit.rules.moves import STAYS, Guard, Move
from complaintkit.rules.numbering import Numbering
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import ANYONE
from complaintkit.rules.sanctions import SETTLING
from complaintkit.rules.wellformed_terms import terms_of

if TYPE_CHECKING:
    from complaintkit.rules.bodies import Body
    from complaintkit.rules.retention import RetentionRule

Test = Any
"""A compiled condition: a callable from a view to True, False or None."""


class Row:
    """A row of the compiled move table: one move from one stage."""

    __slots__ = (
        "alone",
        "asks",
        "body",
        "by",
        "checks",
        "disposes",
        "guards",
        "index",
        "move",
        "needs_directory",
        "needs_linked",
        "needs_promise",
        "needs_tallies",
        "numbering",
        "plain",
        "source",
        "takes",
        "target",
        "when",
    )

    def __init__(self, program: Program, index: int, move: Move, source: str) -> None:
        policy = program.policy
        self.move = move
        self.index = index
        self.source = source
        self.target = source if move.target == STAYS else move.target
        self.by: frozenset[str] | None = None if ANYONE in move.by else frozenset(move.by)
        self.when: Test | None = None if move.when == ALWAYS else compile_condition(move.when)
        self.guards: tuple[tuple[Guard, Test], ...] = tuple((g, compile_condition(g.when)) for g in move.guards)
        self.asks: tuple[Fact, ...] = tuple(program.facts[id] for id in program.asked(move))
        self.body: Body | None = program.bodies.get(move.decided_by or "")
        self.takes: frozenset[str] = frozenset((*(fact.id for fact in self.asks), *move.offers))
        forms = tuple(IssuedForm(id, program.forms[id].copies) for id in move.issues)
        records = (*move.records, *(("issued",) if forms and "issued" not in move.records else ()))
        self.plain = Acted(trigger=move.trigger, stage=self.target, records=records, forms=forms)
        kind = program.stages[source].case_kind
        self.numbering: Numbering | None = next(
            (n for n in policy.numbering if n.case_kind == kind and n.draws_on in records), None
        )
        roles = [program.roles[id] for id in move.by if id in program.roles]
        self.needs_directory = any(role.deputies or role.last_resort for role in roles)
        conditions = [move.when, *(guard.when for guard in move.guards), *(fact.when for fact in self.asks)]
        if move.bands is not None:
            conditions.extend(band.when for band in program.bands[move.bands].bands)
        if move.message is not None:
            conditions.append(program.messages[move.message].written_when)
        sanction = program.sanctions.get(move.sanction or "")
        if sanction is not None:
            conditions.extend(tier.when for tier in sanction.tiers)
        self.needs_promise = program.stages[self.target].needs_promise
        """The promise rule by which a moment must be agreed that lies ahead once the move is made."""
        self.needs_linked = move.bands is not None or any(reads_total(condition) for condition in conditions)
        self.disposes = "disposed" in records
        """Whether the move disposes of the case, which its policy's retention rules must permit."""
        self.needs_tallies: tuple[str, ...] = tuple(
            tally.id
            for tally in policy.tallies
            if any(tally.id in tallies_in(condition) for condition in conditions)
            or (sanction is not None and sanction.counts and sanction.basis == tally.id)
        )
        self.alone = not (self.needs_linked or self.disposes or self.needs_tallies or move.links is not None)
        """Whether its decision reads nothing of other cases and no tally."""
        self.checks: tuple[Any, ...] | None = None
        """What the row demands, one function each; filled in by ``permits`` when the row is first asked."""


def _makers(policy: Policy, rows: Mapping[tuple[str, str], Sequence[Row]]) -> dict[str, list[Row]]:
    elsewhere = {"filed", "opened", "escalated", "issued", "joined", "expired"}
    elsewhere.update(record for duty in policy.duties for rung in duty.ladder for record in rung.records)
    elsewhere.update(record for link in policy.links for record in link.records)
    elsewhere.update(record for join in policy.joins for record in join.records)
    found: dict[str, list[Row]] = defaultdict(list)
    for held in rows.values():
        for row in held:
            for record in row.plain.records:
                if record not in elsewhere:
                    found[record].append(row)
    return found


def _requires(policy: Policy) -> dict[str, frozenset[str]]:
    elsewhere = {record for duty in policy.duties for rung in duty.ladder for record in rung.records}
    found: dict[str, frozenset[str]] = {}
    for move in policy.moves:
        for record in move.records:
            needed = frozenset() if record in elsewhere else frozenset(move.after)
            found[record] = found.get(record, needed) & needed
    return found


def _permit(row: Row) -> Callable[[tuple[Row, ...]], bool]:
    """The one guard of a row: may it be taken, as decided?"""
    return lambda permitted: row in permitted


class Cursor:
    """What the machine moves: a stage, for the length of one trigger."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class LeanTransition(Transition):
    """A transition without callbacks and logging: guards, then the new state. Held equal to stock by a property."""

    def execute(self, event_data: Any, *args: Any) -> bool:
        """Take the transition if every guard returns what it must; whether it was taken."""
        for condition in self.conditions:
            test: Any = condition.func
            if test(*args) is not condition.target:
                return False
        if self.dest is not None:
            event_data.state = self.dest
        return True


class LeanEvent(MachineEvent):
    """An event that runs its transitions directly, in their order."""

    def trigger(self, model: Any, *args: Any) -> bool:
        """Run the first transition from the model's state whose guards permit it; whether one was taken.

        :raises MachineError: there is no transition from that state.
        """
        transitions = self.transitions.get(model.state)
        if not transitions:
            raise MachineError(f"Can't trigger event {self.name} from state {model.state}!")
        for transition in transitions:  # noqa: SIM110 - a generator would cost as much as the move itself
            if transition.execute(model, *args):
                return True
        return False


class LeanMachine(Machine):
    """A machine made of the two lean parts."""

    transition_cls = LeanTransition
    event_cls = LeanEvent


class Program:
    """A policy made ready to run: its machine, and an index for every question asked on the way.

    :raises PolicyError: the policy names a calendar that ``calendars`` does not hold.
    """

    def __init__(self, policy: Policy, calendars: Mapping[str, Calendar] | None = None) -> None:
        self.policy = policy
        self.hash = policy.hash
        self.kinds = {kind.id: kind for kind in policy.all_kinds}
        self.stages = {stage.id: stage for stage in policy.stages}
        self.roles = {role.id: role for role in policy.roles}
        self.everyone = frozenset(role.id for role in policy.roles if role.everyone)
        self.bodies = {body.id: body for body in policy.bodies}
        self.facts = {fact.id: fact for fact in policy.facts}
        self.channels = {channel.id: channel for channel in policy.channels}
        self.categories = {category.id: category for category in policy.categories}
        self.forms = {form.id: form for form in policy.forms}
        self.messages = {message.id: message for message in policy.messages}
        self.conducts = {conduct.id: conduct for conduct in policy.conducts}
        self.duties = {duty.id: duty for duty in policy.duties}
        self.promises = {promise.id: promise for promise in policy.promises}
        self.bands = {bands.id: bands for bands in policy.bands}
        self.sanctions = {sanction.id: sanction for sanction in policy.sanctions}
        self.links = {link.id: link for link in policy.links}
        self.joins = {join.id: join for join in policy.joins}
        self.tallies = {tally.id: tally for tally in policy.tallies}
        self.registers = {register.id: register for register in policy.registers}
        self.retention: dict[str, tuple[RetentionRule, ...]] = {}
        for rule in policy.retention:
            self.retention[rule.case_kind] = (*self.retention.get(rule.case_kind, ()), rule)
        self.conventions: Mapping[str, Convention] = {**CONVENTIONS, **{c.id: c for c in policy.conventions}}
        self.calendars = self._calendars(calendars)
        self.calendar = self.calendars[policy.calendar]
        self.unit_calendars = dict(policy.unit_calendars)
        self._tests: dict[Condition, Test] = {}
        self._compile_moves()
        self._compile_duties()
        redress = policy.redress
        self.proposing = frozenset(redress.proposed) if redress else frozenset()
        self.granting = frozenset(redress.granted) if redress else frozenset()
        self.dropping = frozenset(redress.dropped) if redress else frozenset()

    def _calendars(self, given: Mapping[str, Calendar] | None) -> dict[str, Calendar]:
        policy, faults = self.policy, Faults()
        named = {policy.calendar, *dict(policy.unit_calendars).values()}
        named.update(duty.calendar for duty in policy.duties if duty.calendar is not None)
        held = dict(given or {})
        for name in sorted(named):
            if name in held:
                continue
            if name == "cn":
                held[name] = china_calendar()
            elif name == "utc":
                held[name] = always_calendar("UTC")
            else:
                faults.add("$.calendar", f"no calendar {name!r} was given: pass it as calendars={{{name!r}: …}}")
        faults.raise_if_any(PolicyError, f"policy {policy.id!r} cannot run")
        return held

    def asked(self, move: Move) -> tuple[str, ...]:
        """The facts a move asks for: its own, and those its other parts read from the command."""
        asked = list(move.asks)
        if move.promises is not None:
            asked.append(self.promises[move.promises].fact)
        if move.links is not None:
            asked.append(str(self.links[move.links].fact))
        if move.sanction is not None and SETTLING.keys().isdisjoint(move.records):
            rule = self.sanctions[move.sanction]
            asked.extend([rule.subject] if rule.counts else [rule.subject, rule.basis])
        return tuple(dict.fromkeys(asked))

    def test(self, condition: Condition) -> Test:
        """The compiled form of a condition, compiled once."""
        found = self._tests.get(condition)
        if found is None:
            found = self._tests[condition] = compile_condition(condition)
        return found

    def _compile_moves(self) -> None:
        table: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for index, move in enumerate(self.policy.moves):
            for source in move.sources:
                table[source, move.trigger].append(Row(self, index, move, source))
        self.rows: dict[tuple[str, str], tuple[Row, ...]] = {key: tuple(rows) for key, rows in table.items()}
        self.alone = frozenset(key for key, rows in self.rows.items() if all(row.alone for row in rows))
        """The stages and triggers whose rows all are so."""
        self.triggers_at: dict[str, list[str]] = defaultdict(list)
        self.sources_of: dict[str, list[str]] = defaultdict(list)
        self.takes_of: dict[str, set[str]] = defaultdict(set)
        self.rows_of: dict[str, list[Row]] = defaultdict(list)
        self.bare: dict[str, Act] = {trigger: Act(trigger=trigger) for _, trigger in self.rows}
        """The command of each trigger that gives nothing with it."""
        for (stage, trigger), rows in self.rows.items():
            self.triggers_at[stage].append(trigger)
            self.sources_of[trigger].append(stage)
            self.rows_of[trigger].extend(rows)
            for row in rows:
                self.takes_of[trigger] |= row.takes
                if row.move.bands is not None and self.policy.redress is not None:
                    self.takes_of[trigger].add(self.policy.redress.fact)
        self.makers = _makers(self.policy, self.rows)
        """By record the rows that make it, where nothing but moves does."""
        self.requires = _requires(self.policy)
        """The records that every maker of a record requires before it: an order that no correction may turn round."""
        self.machine = LeanMachine(
            model=None,
            states=list(self.stages),
            initial=next(iter(self.stages)),
            auto_transitions=False,
            transitions=[
                {"trigger": row.move.trigger, "source": row.source, "dest": row.target, "conditions": [_permit(row)]}
                for rows in self.rows.values()
                for row in rows
            ],
        )

    def _compile_duties(self) -> None:
        self.reading: dict[str, set[str]] = defaultdict(set)
        """The duties whose ``when`` or term reads a fact."""
        readers: dict[str, set[str]] = defaultdict(set)
        self.anchored: dict[str, tuple[str, ...]] = {}
        """The facts and records that the terms of a duty count from or before, by duty."""
        for duty in self.policy.duties:
            anchors = tuple(dict.fromkeys(name for term in terms_of(duty) for name in anchors_of(term)))
            if anchors:
                self.anchored[duty.id] = anchors
            for name in anchors:
                (self.reading if name in self.facts else readers)[name].add(duty.id)
            conditions = [duty.when]
            if isinstance(duty.term, ByCase):
                conditions.extend(condition for condition, _ in duty.term.rows)
            for condition in conditions:
                for fact in facts_in(condition):
                    self.reading[fact].add(duty.id)
                for record in records_in(condition):
                    readers[record].add(duty.id)
        self.effects = EffectsTable(self.policy, readers)
        self.conditional = frozenset(
            duty.id
            for duty in self.policy.duties
            if isinstance(duty.term, ByCase) or duty.when != ALWAYS or duty.id in self.anchored
        )
        """The duties whose term or being depends on the case."""
        self.unconditional = frozenset(self.duties) - self.conditional
        self.plain = frozenset(
            duty.id
            for duty in self.policy.duties
            if duty.id in self.unconditional and not (duty.tolling or duty.longstop or duty.repeats)
        )
        """The duties whose due follows from where a run starts and what happens to it, and from nothing else."""
        self.fractional = frozenset(
            duty.id for duty in self.policy.duties if any(isinstance(rung.at, AtFraction) for rung in duty.ladder)
        )
        """The duties with a rung that depends on the start, not on the due alone."""
        self.rungs = {(duty.id, rung.id): rung for duty in self.policy.duties for rung in duty.ladder}
        self.early = {
            duty.id: frozenset(rung.id for rung in duty.ladder if isinstance(rung.at, Before | AtFraction))
            for duty in self.policy.duties
        }
        """The rungs of each duty that come before its due."""
        self.ladders: dict[tuple[str, int, str | None, datetime], Any] = {}
        """The rows of runs that nothing but their start decides, by duty, run, unit and due; kept by ``clocks``."""
        self.latest: dict[tuple[str, int, str | None, datetime], Any] = {}
        """The rows of the runs that were asked for last, by duty, run, unit and start; kept by ``clocks``."""
        self.firings: dict[tuple[Any, str], Any] = {}
        """What rungs put on cases, by row and why they are passed over; kept by ``firing``."""

    def calendar_of(self, duty: Duty, unit: str | None) -> Calendar:
        """The calendar a duty is counted in: its own, its unit's, or the policy's."""
        if duty.calendar is not None:
            return self.calendars[duty.calendar]
        if unit is not None and unit in self.unit_calendars:
            return self.calendars[self.unit_calendars[unit]]
        return self.calendar

    def convention_of(self, duty: Duty) -> Convention:
        """The counting convention of a duty."""
        return self.conventions[duty.convention or self.policy.convention]

    def step(self, stage: str, trigger: str, permitted: tuple[Row, ...]) -> str | None:
        """Where the machine goes from ``stage`` by ``trigger`` if only ``permitted`` rows may be taken; None: nowhere.

        :raises MachineError: the machine has no such move.
        """
        cursor = Cursor(stage)
        taken: bool = self.machine.events[trigger].trigger(cursor, permitted)
        return cursor.state if taken else None
