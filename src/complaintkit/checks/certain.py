"""What is certain of every case that stands somewhere, however it came there: records, facts given, conditions met.

A correction may change a fact afterwards, and a case that is taken over may lack anything; neither is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple, TypeGuard

from complaintkit.checks.checking import Checking, Narrow
from complaintkit.checks.value_sets import States
from complaintkit.checks.ways import BEGUN, MADE, Place, Ways, conditions_of, records_of
from complaintkit.rules.categories import category_path
from complaintkit.rules.evaluate import facts_in, nodes_in, reads_category, records_in
from complaintkit.rules.facts import Fact
from complaintkit.rules.moves import ASSIGNED, Move
from complaintkit.rules.nodes import ALWAYS, Condition, Holds, Junction, Look, Not

__all__ = ["Certain", "assigns_it", "certain", "is_asked", "joined", "together"]

LASTING = frozenset(("fact", "rows", "sum", "different", "lacking", "category", "channel", "received"))
"""What a condition may look at and still hold later, unless a move gives the fact anew or classifies anew."""


class Certain(NamedTuple):
    """What holds of every case in a place: these records were made, these facts given and not blank, these hold.

    ``ASSIGNED`` is among what is given where the case was assigned to somebody. No case has a record that is not
    ``possible`` there.
    """

    records: frozenset[str]
    possible: frozenset[str]
    given: frozenset[str] = frozenset()
    holds: frozenset[Condition] = frozenset()

    def both(self, other: Certain) -> Certain:
        """What holds either way."""
        return Certain(
            self.records & other.records,
            self.possible | other.possible,
            self.given & other.given,
            self.holds & other.holds,
        )

    def bearing_on(self, conditions: Iterable[Condition]) -> tuple[Condition, ...]:
        """Those of the conditions that hold which read a fact, or the day of receipt, as these do."""
        read = _read(conditions)
        return tuple(sorted((held for held in self.holds if not read.isdisjoint(_read((held,)))), key=repr))

    def within(self, checking: Checking, conditions: Iterable[Condition], place: Place) -> Narrow:
        """The records and facts that the conditions read, held to what is certain of them in a place."""
        conditions = tuple(conditions)
        records = self.records.intersection(*[frozenset().union(*map(records_in, conditions))])
        read = frozenset().union(*map(facts_in, conditions))
        facts = self.given & read
        domain = checking.domains.domain
        required = [
            fact.id
            for fact in checking.policy.facts
            if fact.required and fact.id in read - facts and not fact.categories and is_asked(checking, fact, place)
        ]
        return (
            *((("count", record), MADE) for record in sorted(records)),
            *((("fact", id), States(domain(("fact", id)).values)) for id in sorted(facts)),
            *((("fact", id), States(domain(("fact", id)).values, blank=True)) for id in required),
        )


def _read(conditions: Iterable[Condition]) -> set[str]:
    """The facts that conditions read, and "received" where they ask for the day of receipt."""
    found: set[str] = set()
    for condition in conditions:
        found |= facts_in(condition)
        found.update(node.what for node in nodes_in(condition) if isinstance(node, Look) and node.what == "received")
    return found


class _Brings(NamedTuple):
    """What a move makes certain, and what it makes uncertain: the facts it takes, the category where it classifies."""

    makes: frozenset[str]
    records: frozenset[str]
    asked: tuple[Fact, ...]
    holds: frozenset[Condition]
    takes: Set[str]
    reclassifies: bool
    assigned: Set[str]

    def after(self, before: Certain, there: Place, checking: Checking) -> Certain:
        """What is certain of a case once the move was made on it."""
        kept = before.holds
        if kept and (self.takes or self.reclassifies):
            kept = frozenset(
                held
                for held in kept
                if facts_in(held).isdisjoint(self.takes) and not (self.reclassifies and reads_category(held))
            )
        asked = {*self.assigned, *(fact.id for fact in self.asked if is_asked(checking, fact, there))}
        return Certain(
            before.records | self.records,
            before.possible | self.makes,
            (before.given - self.takes) | asked,
            kept | self.holds,
        )


def certain(ways: Ways) -> Mapping[Place, Certain]:
    """By place what is certain of the cases in it, over all the ways that lead there."""
    brings = [_brought_by(ways.checking, move) for _, move in ways.moves]
    begun = Certain(frozenset(ways.by_itself & BEGUN), frozenset(ways.by_itself))
    found = dict.fromkeys(ways.starts, begun)
    waiting = dict.fromkeys(found)
    while waiting:
        place, _ = waiting.popitem()
        now = found[place]
        moved = ways.taken.get(place, set())
        leads = [(there, brings[index].after(now, there, ways.checking)) for index, there in moved]
        joined_to = ways.steps.get(place, set()) - {there for _, there in moved}
        if joined_to:
            classified = now._replace(holds=frozenset(held for held in now.holds if not reads_category(held)))
            leads.extend((there, classified) for there in joined_to)
        for there, brought in leads:
            known = found.get(there)
            met = brought if known is None else known.both(brought)
            if met != known:
                found[there] = met
                waiting[there] = None
    return found


def _brought_by(checking: Checking, move: Move) -> _Brings:
    parts = [part for condition in conditions_of(move) for part in _parts(condition)]
    program = checking.program
    return _Brings(
        makes=frozenset(records_of(move)),
        records=frozenset((*records_of(move), *move.after, *(part.name for part in parts if _is_record(part)))),
        asked=tuple(program.facts[id] for id in program.asked(move)),
        holds=frozenset(part for part in parts if _lasts(part)),
        takes=program.takes_of[move.trigger],
        reclassifies=move.reclassifies,
        assigned={ASSIGNED} if assigns_it(move) else set(),
    )


def assigns_it(move: Move) -> bool:
    """Whether a move names whom the case is assigned to, and not who stands aside."""
    return move.assigns and "recused" not in move.records


def _parts(condition: Condition) -> Iterator[Condition]:
    """What must hold each for a condition to hold."""
    if isinstance(condition, Junction) and condition.op == "and":
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _is_record(condition: Condition) -> TypeGuard[Holds]:
    return isinstance(condition, Holds) and condition.what == "recorded"


def _lasts(condition: Condition) -> bool:
    """Whether a condition that holds goes on holding while no fact is given anew and nothing classified anew."""
    looks = {node.what for node in nodes_in(condition) if isinstance(node, Look)}
    asked = {node.what for node in nodes_in(condition) if isinstance(node, Holds)}
    return bool(looks or asked) and looks <= LASTING and asked <= {"known", "within"}


def is_asked(checking: Checking, fact: Fact, place: Place) -> bool:
    """Whether a fact is asked for on every case of a place, and is one value."""
    if fact.many or fact.type == "table" or fact.when != ALWAYS:
        return False
    path = category_path(checking.program.categories, place.category)
    return (not fact.channels or place.channel in fact.channels) and (
        not fact.categories or not set(fact.categories).isdisjoint(path)
    )


def together(ways: Ways, conditions: Iterable[Condition]) -> Iterator[Condition]:
    """For the records that the conditions read: what every move that makes one makes, or waits for, beside it."""
    read = set().union(*map(records_in, conditions))
    makers: dict[str, list[Set[str]]] = {}
    for index in ways.granted:
        move = ways.moves[index][1]
        for record in records_of(move):
            makers.setdefault(record, []).append(({*records_of(move), *move.after} & read) - {record})
    for record in sorted(read - ways.by_itself):
        if record in makers and all(makers[record]):
            ways_made = {joined("and", [Holds("recorded", name) for name in sorted(made)]) for made in makers[record]}
            yield joined("or", [Not(Holds("recorded", record)), *sorted(ways_made, key=str)])


def joined(op: str, parts: Iterable[Condition]) -> Condition:
    """Conditions joined; one alone as it is."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else Junction(op, found)  # type: ignore[arg-type]  # "and" or "or"
