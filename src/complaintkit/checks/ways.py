"""The ways a case of one kind can go: by stage, category and channel, over every move whose conditions can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from complaintkit.checks.checking import Checking, Narrow
from complaintkit.checks.domains import Variable
from complaintkit.checks.reasoning import TRUE, Answer, Wanted
from complaintkit.checks.value_sets import NO_NAME, Names, Span, Spans, States
from complaintkit.rules.evaluate import nodes_in, records_in
from complaintkit.rules.intake import first_stage
from complaintkit.rules.kinds import Kind
from complaintkit.rules.moves import ASSIGNED, STAYS, Move
from complaintkit.rules.nodes import Condition, Holds, Look, Not

__all__ = [
    "BEGUN",
    "MADE",
    "NEVER_MADE",
    "Place",
    "Ways",
    "conditions_of",
    "reads_category",
    "reads_channel",
    "records_of",
]

BEGUN = frozenset(("filed", "opened"))
"""What a case gets once, when it begins."""
NEVER_MADE = States(Spans((Span(0, 0),)))
MADE = States(Spans((Span(1, None),)))
"""How often a record may be there that is not, and one that is."""


class Place(NamedTuple):
    """Where a case may stand: its stage, category and channel."""

    stage: str
    category: str | None
    channel: str | None


def conditions_of(move: Move) -> tuple[Condition, ...]:
    """What must hold before a move is granted: what tells its target, and its guards."""
    return (move.when, *(guard.when for guard in move.guards))


def reads_category(conditions: Iterable[Condition]) -> bool:
    """Whether one of the conditions asks for the category."""
    return any(
        (isinstance(node, Look) and node.what == "category") or (isinstance(node, Holds) and node.what == "within")
        for condition in conditions
        for node in nodes_in(condition)
    )


def reads_channel(conditions: Iterable[Condition]) -> bool:
    """Whether one of the conditions asks for the channel."""
    return any(isinstance(n, Look) and n.what == "channel" for condition in conditions for n in nodes_in(condition))


def records_of(move: Move) -> tuple[str, ...]:
    """What a move puts on record, the forms it makes out included."""
    return (*move.records, "issued") if move.issues else move.records


class Ways:
    """Every place that cases of a kind can come to, and the steps between the places.

    What is not shown to be impossible counts as possible, so that a place outside is out of reach indeed. A record
    counts as made by a channel, which a case never changes, once any move that makes it can be made on a case that came
    by it, in whatever stage and category.
    """

    def __init__(self, checking: Checking, kind: Kind) -> None:
        self.checking = checking
        self.kind = kind
        policy = checking.policy
        self.moves = [(path, move) for path, move in checking.moves() if checking.kind_of(move) == kind.id]
        read = [conditions_of(move) for _, move in self.moves]
        self._reads = [(reads_category(conditions), reads_channel(conditions)) for conditions in read]
        self.by_itself = {"opened" if kind.every is not None else "filed", *self._made_by_itself()}
        """What is put on record, or may be, by no move of the kind."""
        self.starts = tuple(self._starts())
        self.made_by: dict[str | None, set[str]] = {place.channel: set(self.by_itself) for place in self.starts}
        """By channel every record that a case may get."""
        self.named = set() if kind.every is not None else {f.id for f in policy.facts if f.case_kind == kind.id}
        """The facts, and ``assigned``, in which a case of the kind may name somebody."""
        self.places: set[Place] = set()
        self.steps: dict[Place, set[Place]] = {}
        self.taken: dict[Place, set[tuple[int, Place]]] = {}
        """From each place the moves that can be made, and where they lead."""
        self.open: set[int] = set()
        """The moves of which could not be told whether they can be made; they count as possible."""
        self._joins = [rule for rule in policy.joins if checking.stages[rule.target].case_kind == kind.id]
        while True:
            before = sum(map(len, self.made_by.values())) + len(self.named)
            self._walk()
            if sum(map(len, self.made_by.values())) + len(self.named) == before:
                break
        self.made = set().union(*self.made_by.values())
        """Every record that some case of the kind may get."""

    @property
    def granted(self) -> set[int]:
        """The moves that can be made somewhere."""
        return {index for taken in self.taken.values() for index, _ in taken}

    def _made_by_itself(self) -> Iterator[str]:
        """The records that no move of the kind makes: by rungs, links and joining, by forms made out at the start."""
        policy = self.checking.policy
        for duty in policy.duties:
            if duty.case_kind == self.kind.id:
                for rung in duty.ladder:
                    yield from rung.records
                    if rung.kind == "escalation":
                        yield "escalated"
                    if rung.issues:
                        yield "issued"
        for link in policy.links:
            yield from link.records
        for join in policy.joins:
            yield from ("joined", *join.records)
        if self.kind.issues:
            yield "issued"
        if any(rule.case_kind == self.kind.id for rule in policy.retention):
            yield "expired"

    def _starts(self) -> Iterator[Place]:
        policy, kind = self.checking.policy, self.kind
        if kind.every is not None:
            yield Place(kind.initial, None, None)
            return
        channels = list(policy.channels)
        for category in (None, *(category.id for category in policy.categories)):
            if not (channels and kind.id == "complaint"):
                yield Place(kind.initial, category, None)
            for channel in channels:
                yield Place(first_stage(kind, channel, self.checking.stages), category, channel.id)

    def _walk(self) -> None:
        waiting = list(self.starts)
        self._answers: dict[tuple[int, str | None, str | None], bool] = {}
        self.places, self.steps, self.taken = set(waiting), defaultdict(set), defaultdict(set)
        while waiting:
            here = waiting.pop()
            for there in self._from(here):
                self.steps[here].add(there)
                if there not in self.places:
                    self.places.add(there)
                    waiting.append(there)

    def _from(self, here: Place) -> Iterator[Place]:
        for index, (_, move) in enumerate(self.moves):
            if here.stage not in move.sources:
                continue
            target = here.stage if move.target == STAYS else move.target
            news = [c.id for c in self.checking.policy.categories] if move.reclassifies else [here.category]
            for category in news:
                if self._possible_here(index, category, here.channel):
                    there = Place(target, category, here.channel)
                    self.taken[here].add((index, there))
                    self.made_by[here.channel].update(records_of(move))
                    self.named.update((*move.asks, *move.offers))
                    if move.assigns and "recused" not in move.records:
                        self.named.add(ASSIGNED)
                    yield there
        stage = self.checking.stages[here.stage]
        if stage.kind in ("open", "waiting"):
            for rule in self._joins:
                if not rule.sources or here.stage in rule.sources:
                    yield Place(rule.target, here.category, here.channel)
                if rule.becomes is not None:
                    yield Place(here.stage, rule.becomes, here.channel)

    def _possible_here(self, index: int, category: str | None, channel: str | None) -> bool:
        """As :meth:`possible`, asked once a walk for what is read; what is made later is the next walk's."""
        key = (index, category if self._reads[index][0] else None, channel)
        found = self._answers.get(key)
        if found is None:
            answer = self.possible(self.moves[index][1], category, channel)
            if answer.open:
                self.open.add(index)
            found = self._answers[key] = answer.possible
        return found

    def possible(self, move: Move, category: str | None, channel: str | None) -> Answer:
        """Whether a move can be made at all on a case of that category and channel."""
        made = self.made_by[channel]
        barring = set(move.same_who) & set(move.not_who)  # once one of these is on record nobody may any more
        if not self.may_name(move) or not set(move.after) <= made - barring:
            return Answer(None)
        conditions = (*conditions_of(move), *(Not(Holds("recorded", record)) for record in sorted(barring)))
        wanted: tuple[Wanted, ...] = tuple((condition, TRUE) for condition in conditions)
        narrow: Narrow = ()
        if reads_category(conditions) or reads_channel(conditions):
            narrow = self.checking.narrow(category, channel)
        return self.checking.reasoner.ask(*wanted, within=(*narrow, *self.limits(conditions, made)))

    def may_name(self, move: Move) -> bool:
        """Whether a case of the kind may name those who alone may make the move."""
        return not move.only or not self.named.isdisjoint(name.partition(".")[0] for name in move.only)

    def limits(self, conditions: Iterable[Condition], made: Set[str] | None = None) -> Narrow:
        """What holds of every case of the kind, as far as the conditions ask for it.

        The counts of records that nothing makes stay at nought; a complaint comes in by one of the channels there are.
        ``made`` are the records that are made (None: on whatever case of the kind).
        """
        conditions = tuple(conditions)
        found: list[tuple[Variable, States]] = []
        if self.checking.policy.channels and reads_channel(conditions):
            channels = Names.of(channel.id for channel in self.checking.policy.channels)
            if self.kind.every is not None:
                found.append((("channel",), States(NO_NAME, blank=True)))
            else:
                found.append((("channel",), States(channels, blank=self.kind.id != "complaint")))
        asked = {record for condition in conditions for record in records_in(condition)}
        found.extend(
            (("count", record), NEVER_MADE) for record in sorted(asked - (self.made if made is None else made))
        )
        return tuple(found)

    def closure(self, place: Place) -> tuple[Place, ...]:
        """Every place that a case can come to from one."""
        found, waiting = {place}, [place]
        while waiting:
            for there in self.steps.get(waiting.pop(), ()):
                if there not in found:
                    found.add(there)
                    waiting.append(there)
        return tuple(sorted(found, key=str))

    def leading_on(self) -> set[Place]:
        """The places from which a closed or archived stage can be reached, those stages included."""
        back: dict[Place, set[Place]] = defaultdict(set)
        for here, theres in self.steps.items():
            for there in theres:
                back[there].add(here)
        waiting = [p for p in self.places if self.checking.stages[p.stage].kind in ("closed", "archived")]
        found = set(waiting)
        while waiting:
            for before in back[waiting.pop()]:
                if before not in found:
                    found.add(before)
                    waiting.append(before)
        return found
