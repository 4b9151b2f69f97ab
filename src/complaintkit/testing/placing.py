"""A desk on which the witness of an issue is replayed: the case put where it stands, and what is then tried on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.program import Row
from complaintkit.cases.verdict import Decision
from complaintkit.checks import Witness
from complaintkit.checks.situations import some_value
from complaintkit.deadlines import Calendar
from complaintkit.desk import Desk
from complaintkit.errors import PolicyError
from complaintkit.rules.communication import Sent
from complaintkit.rules.conditions import Condition
from complaintkit.rules.evaluate import facts_in, nodes_in
from complaintkit.rules.facts import BLANK, Fact
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.intake import first_stage
from complaintkit.rules.moves import ASSIGNED
from complaintkit.rules.nodes import Value
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import ANYONE, Actor
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing.clock import FixedClock
from complaintkit.testing.directory import FixedDirectory
from complaintkit.values import Money

__all__ = ["Scene", "landmark_values"]

MOST_TRIES = 60
DAY = timedelta(days=1)
CENT = Decimal("0.01")


class Scene:
    """A fresh desk under a policy, and cases put on it as a witness says.

    A standing case is filed by hand here, since a sweep opens it only where it begins.
    """

    def __init__(self, policy: Policy, witness: Witness, calendars: Mapping[str, Calendar] | None = None) -> None:
        self.witness = witness
        self.policy = _in_force(_filed(policy, witness.kind), witness.at.date())
        self.standing = any(kind.id == witness.kind and kind.every is not None for kind in policy.all_kinds)
        """Whether the sweep opens the witness's kind of case, by no channel."""
        self.clock = FixedClock(witness.at)
        self.store = MemoryStore()
        self.filer = Actor("filer", frozenset(role.id for role in policy.roles))
        self.calendars = calendars
        self.desk = self._desk(None)

    def _desk(self, directory: FixedDirectory | None) -> Desk:
        return Desk(
            PolicyHistory([self.policy]),
            self.store,
            tenant="acme",
            clock=self.clock,
            directory=directory,
            calendars=self.calendars,
        )

    def with_directory(self, directory: Any = None) -> Desk:
        """The same cases on a desk that knows the witness's people, or has a directory given."""
        people = dict(self.witness.people)
        away = (self.witness.at - DAY, self.witness.at + DAY)
        absences = dict.fromkeys(self.witness.absent, (away,))
        return self._desk(directory if directory is not None else FixedDirectory(people, absences=absences))

    def place(self, *, named: bool = True, **changed: Any) -> Case:
        """Put a case where the witness says, with some of it changed; the filer is ``named`` wherever moves look."""
        witness = attrs.evolve(self.witness, **changed) if changed else self.witness
        own = {fact.id for fact in self.policy.facts if fact.case_kind == witness.kind}
        facts = {**self._names(), **witness.facts} if named else witness.facts
        channel = witness.channel
        if channel is None and self.policy.channels and witness.kind == "complaint":
            channel = self.policy.channels[0].id
        return self.desk.adopt(
            by=self.filer,
            kind=witness.kind,
            stage=witness.stage or self.first_stage(channel),
            received_at=witness.at,
            channel=channel,
            category=witness.category,
            facts={id: value for id, value in facts.items() if id in own},
            assigned=self.filer.id if named else None,
            records={record: witness.at for record in witness.records if record not in ("filed", "opened")},
        )

    def _names(self) -> dict[str, Any]:
        """The facts by which moves are for those named alone, each with the filer in it."""
        declared = {fact.id: fact for fact in self.policy.facts}
        places = {name.partition(".")[::2] for move in self.policy.moves for name in move.only if name != ASSIGNED}
        found: dict[str, Any] = {}
        for id, column in sorted(places):
            one: Any = self.filer.id
            if column:
                one = {**{c.id: some_value(c) for c in declared[id].columns}, column: one}
            found[id] = (one,) if column or declared[id].many else one
        return found

    def file(self, by: Actor | None = None) -> Case:
        """File a case as the witness says, with every fact that its kind requires."""
        witness = self.witness
        required = [f for f in self.policy.facts if f.case_kind == witness.kind and f.required]
        return self.desk.file(
            by=self.filer if by is None else by,
            kind=witness.kind,
            channel=witness.channel,
            category=witness.category,
            received_at=witness.at,
            facts={**{fact.id: some_value(fact) for fact in required}, **witness.facts},
            confirmed=next((c.confirms for c in self.policy.channels if c.id == witness.channel), ()),
        )

    def first_stage(self, channel: str | None) -> str:
        """Where a case of the witness's kind begins."""
        way = next((found for found in self.policy.channels if found.id == channel), None)
        kind = next(kind for kind in self.policy.all_kinds if kind.id == self.witness.kind)
        return first_stage(kind, way, {stage.id: stage for stage in self.policy.stages})

    def rows(self, stage: str) -> Iterator[Row]:
        """The rows of the move table that leave a stage."""
        program = self.desk._programs[self.policy.hash]
        for (source, _), found in program.rows.items():
            if source == stage:
                yield from found

    def consider(self, case: Case, row: Row, by: Actor, given: Mapping[str, Any], category: str | None) -> Decision:
        """Consider a move with everything else it asks for given with it."""
        return self.desk.consider(case.id, row.move.trigger, by=by, **self._given(row, given, category))

    def act(self, case: Case, row: Row, by: Actor, given: Mapping[str, Any], category: str | None) -> Case:
        """Make a move, given what :meth:`consider` gives with it."""
        return self.desk.act(case.id, row.move.trigger, by=by, **self._given(row, given, category))

    def _given(self, row: Row, given: Mapping[str, Any], category: str | None) -> dict[str, Any]:
        move, program = row.move, self.desk._programs[self.policy.hash]
        facts = {fact.id: some_value(fact) for fact in row.asks}
        facts |= {id: value for id, value in given.items() if id in program.takes_of[move.trigger]}
        extra: dict[str, Any] = {}
        if move.message is not None:
            rule = program.messages[move.message]
            extra["message"] = Sent(next(iter(rule.means), next(iter(rule.written), "letter")))
        if move.assigns or "recused" in row.plain.records:
            extra["to"] = self.filer.id if "recused" not in row.plain.records else "emp-9"
        if move.reclassifies:
            extra["category"] = category or next(iter(program.categories))
        return {"facts": facts, "confirmed": move.confirms, **extra}

    def tries(self, row: Row, *, becomes: str | None = None, **changed: Any) -> Iterator[Decision]:
        """Decisions on one move from many cases: with the records and without, over the figures its conditions name."""
        for case, facts in self.many(row, **changed):
            yield self.consider(case, row, self.filer, facts, becomes)

    def many(self, row: Row, **changed: Any) -> Iterator[tuple[Case, Mapping[str, Any]]]:
        """Cases before a move with what is given with it: with records and without, over the figures that it reads."""
        conditions = (row.move.when, *(guard.when for guard in row.move.guards))
        ids = sorted({id for condition in conditions for id in facts_in(condition)})
        declared = {fact.id: fact for fact in self.policy.facts}
        values = [landmark_values(declared[id], conditions) for id in ids]
        for chosen in islice(product(*values), MOST_TRIES):
            facts = {id: value for id, value in zip(ids, chosen, strict=True) if value is not None}
            for records in {changed.get("records", self.witness.records), ()}:
                case = self.place(**{**changed, "stage": row.source, "facts": facts, "records": records})
                yield case, facts


def landmark_values(fact: Fact, conditions: tuple[Condition, ...]) -> list[Any]:
    """None, a value, those the conditions compare with, and their neighbours."""
    found: list[Any] = [None, some_value(fact), BLANK]
    if fact.many or fact.type in ("table", "document"):
        return found
    literals = [node.value for c in conditions for node in nodes_in(c) if isinstance(node, Value)]
    for literal in literals:
        if type(literal) is type(some_value(fact)):
            found.extend((literal, *_neighbours(literal)))
    if fact.type == "yes_no":
        found.append(False)
    if fact.type == "choice":
        found.extend(fact.choices)
    return [value for i, value in enumerate(found) if _fits(fact, value) and value not in found[:i]]


def _neighbours(literal: Any) -> tuple[Any, ...]:
    """The values just below and just above, where there is an order."""
    if isinstance(literal, Money):
        return tuple(Money(literal.amount + cent, literal.currency) for cent in (-CENT, CENT))
    if isinstance(literal, date):
        return (literal - DAY, literal + DAY)
    if isinstance(literal, Decimal | Fraction):
        return (literal - 1, literal + 1)
    return (literal - 1, literal + 1) if type(literal) is int else ()


def _fits(fact: Fact, value: Any) -> bool:
    if value is None or value is BLANK:
        return True
    if fact.type == "choice" and value not in fact.choices:
        return False
    try:
        low = fact.min_value is None or fact.min_value <= value
        return bool(low and (fact.max_value is None or value <= fact.max_value))
    except (TypeError, ValueError):
        return False


def _in_force(policy: Policy, day: date) -> Policy:
    """The policy, in force on a day whatever its own dates, and approved."""
    begun = policy.in_force_from
    first = day - 2 * DAY if begun is None or begun > day - 2 * DAY else begun
    return attrs.evolve(policy, in_force_from=first, in_force_until=None, approval_rule=None)


def _as_filed(records: Any) -> Any:
    if isinstance(records, tuple):
        return tuple(_as_filed(record) for record in records)
    return "filed" if records == "opened" else records


def _filed(policy: Policy, id: str) -> Policy:
    """The policy with a kind of case that is filed, and for which filing makes out no form.

    Of a standing kind the duties start with the filing, since a sweep opens it only where it begins.
    """
    kinds = {kind.id: kind for kind in policy.all_kinds}
    kind = kinds[id]
    plain = attrs.evolve(kind, issues=()) if kind.every is None else attrs.evolve(kind, every=None, by=(ANYONE,))
    opened = kind.every is not None
    changes: dict[str, Any] = {"kinds": tuple(plain if other.id == id else other for other in policy.kinds)}
    if opened:
        changes["reports"] = tuple(report for report in policy.reports if report.owed_by != id)
        changes["channels"] = tuple(attrs.evolve(channel, initial=None) for channel in policy.channels)
        changes["duties"] = tuple(
            attrs.evolve(duty, **{name: _as_filed(getattr(duty, name)) for name in ("starts", "ends", "until")})
            if duty.case_kind == id
            else duty
            for duty in policy.duties
        )
        changes["numbering"] = tuple(
            attrs.evolve(n, draws_on="filed") if n.case_kind == id and n.draws_on == "opened" else n
            for n in policy.numbering
        )
    try:
        return attrs.evolve(policy, **changes)
    except PolicyError:  # something waits for the form
        return policy
