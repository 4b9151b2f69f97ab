"""Can these conditions come out like that together? Decided over the declared types, in three-valued logic.

The wanted answers are taken apart into a disjunctive normal form, one conjunction of states after the other: each
comparison narrows what its variable may be, and a conjunction in which nothing is left for some variable is dropped.
What is left over is tried: a situation is made of it, and the conditions are asked of that situation by the evaluator
that decides real cases. So *yes* rests on a case that shows it, *no* on every conjunction being empty; where neither
comes out within the bound, or comparisons of several varying things are left undecided, the answer is that it is open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, Final, NamedTuple, TypeAlias

from complaintkit.checks.boxes import looks_of, ruled_out
from complaintkit.checks.domains import Atom, Domains, Variable, number_of
from complaintkit.checks.situations import SOME_DAY, Situation, choices, situation_of
from complaintkit.checks.value_sets import Number, Spans, States
from complaintkit.rules.evaluate import evaluate, nodes_in
from complaintkit.rules.nodes import COLUMN_LOOKS, Arithmetic, Condition, Fixed, Junction, Not, Settled, Value

__all__ = ["FALSE", "NOT_FALSE", "NOT_TRUE", "TRUE", "Answer", "Reasoner", "Wanted"]

Answers: TypeAlias = frozenset[bool | None]
TRUE: Final[Answers] = frozenset((True,))
FALSE: Final[Answers] = frozenset((False,))
NOT_TRUE: Final[Answers] = frozenset((False, None))
NOT_FALSE: Final[Answers] = frozenset((True, None))
UNKNOWN: Final[Answers] = frozenset((None,))
ALL: Final[Answers] = frozenset((True, False, None))
DAYS_OF_FOUR_YEARS, MONTHS_OF_FOUR_YEARS = 1461, 48

Wanted: TypeAlias = tuple[Condition, Answers]
Conjunction: TypeAlias = dict[Variable, States]

OF_A_FACT: Final = ("fact", "rows", "contains", *COLUMN_LOOKS)
"""What is asked of one fact that is a table or has many values."""
MOST_STEPS: Final = 20_000
"""How many narrowings one question may take."""
MOST_TRIALS: Final = 400
"""How many situations are tried for one conjunction."""
MOST_ORDERED: Final = 20_000
"""How many combinations are put in order before they are tried."""


class Answer(NamedTuple):
    """Whether conditions can come out as wanted: the situation that shows it; neither is the answer if it is open."""

    situation: Situation | None
    open: bool = False

    @property
    def possible(self) -> bool:
        """Whether it was not shown to be impossible."""
        return self.situation is not None or self.open


class TooMuch(Exception):
    """The bound was met."""


class Reasoner:
    """Answers questions about the conditions of one policy; the same question is answered once."""

    def __init__(self, domains: Domains, most_steps: int = MOST_STEPS) -> None:
        self.domains = domains
        self.most_steps = most_steps
        self._atoms: dict[Condition, Atom] = {}
        self._answers: dict[Any, Answer] = {}
        self._steps = 0

    def ask(self, *wanted: Wanted, within: Sequence[tuple[Variable, States]] = ()) -> Answer:
        """Whether there is a case on which each condition has one of the answers wanted of it.

        ``within`` narrows what variables may be from the start: the category, say, or records that are never made.
        """
        key = (wanted, tuple(within))
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._ask(wanted, within)
        return found

    def _ask(self, wanted: Sequence[Wanted], within: Sequence[tuple[Variable, States]]) -> Answer:
        begun: Conjunction = {}
        for variable, states in within:
            met = begun.get(variable, self.domains.domain(variable)) & states
            if met.empty:
                return Answer(None)
            begun[variable] = met
        landmarks = [number for condition, _ in wanted for number in _literals(condition)]
        self._steps, undecided = 0, False
        try:
            for conjunction in self._all(begun, tuple(wanted)):
                if ruled_out(self.domains, conjunction):
                    continue
                found = self._try(conjunction, wanted, landmarks)
                if found is not None:
                    return Answer(found)
                undecided = True
        except TooMuch:
            undecided = True
        return Answer(None, undecided)

    # -- taking apart -------------------------------------------------------------------------------------------

    def _all(self, held: Conjunction, wanted: tuple[Wanted, ...]) -> Iterator[Conjunction]:
        """Every conjunction in which all of them come out as wanted."""
        if not wanted:
            yield held
            return
        (condition, answers), rest = wanted[0], wanted[1:]
        for narrowed in self._one(held, condition, answers):
            yield from self._all(narrowed, rest)

    def _one(self, held: Conjunction, condition: Condition, answers: Answers) -> Iterator[Conjunction]:
        if answers == ALL:
            yield held
        elif not answers:
            return
        elif isinstance(condition, Fixed):
            if condition.value in answers:
                yield held
        elif isinstance(condition, Not):
            yield from self._one(held, condition.inner, frozenset(None if a is None else not a for a in answers))
        elif isinstance(condition, Settled):
            inner: Answers = answers - UNKNOWN
            if condition.otherwise in answers:
                inner = inner | UNKNOWN
            yield from self._one(held, condition.inner, inner)
        elif isinstance(condition, Junction):
            yield from self._junction(held, condition.parts, answers, decisive=condition.op == "or")
        else:
            yield from self._atom(held, condition, answers)

    def _junction(
        self, held: Conjunction, parts: tuple[Condition, ...], answers: Answers, *, decisive: bool
    ) -> Iterator[Conjunction]:
        """``decisive`` settles the junction where one part has it; without it, an unknown part leaves it unknown."""
        neutral = not decisive
        if decisive in answers:
            loose = answers - {neutral}  # one part that has one of these is enough, or the first of them to be found
            if None in loose:
                for part in parts:
                    yield from self._one(held, part, loose)
            else:
                for part in parts:
                    yield from self._one(held, part, frozenset((decisive,)))
            if neutral in answers:
                yield from self._all(held, tuple((part, frozenset((neutral,))) for part in parts))
            return
        if None in answers:
            lenient = frozenset((neutral, None))
            if neutral in answers:
                yield from self._all(held, tuple((part, lenient) for part in parts))
                return
            for i in range(len(parts)):
                kept = tuple((part, UNKNOWN if i == j else lenient) for j, part in enumerate(parts))
                yield from self._all(held, kept)
            return
        yield from self._all(held, tuple((part, frozenset((neutral,))) for part in parts))

    def _atom(self, held: Conjunction, condition: Condition, answers: Answers) -> Iterator[Conjunction]:
        self._steps += 1
        if self._steps > self.most_steps:
            raise TooMuch
        atom = self._atoms.get(condition)
        if atom is None:
            atom = self._atoms[condition] = self.domains.atom(condition)
        variable = atom.variable
        before = held.get(variable)
        met = (self.domains.domain(variable) if before is None else before) & atom.states(answers)
        if met.empty:
            return
        narrowed = {**held, variable: met}
        if self._ties(narrowed, variable):
            yield narrowed

    def _ties(self, held: Conjunction, variable: Variable) -> bool:
        """Whether a fact, its rows, its sums and what it holds still agree on there being a value."""
        if variable[0] not in OF_A_FACT:
            return True
        id, fact = variable[1], self.domains.facts[variable[1]]
        if not (fact.many or fact.type == "table"):
            return True
        mine = [(v, states) for v, states in held.items() if v[0] in OF_A_FACT and v[1] == id]
        none = all(states.none for _, states in mine)
        blank = all(_may_be_blank(v, states) for v, states in mine)
        value = all(not states.values.empty and _beyond_nought(v, states) for v, states in mine)
        return none or blank or value

    # -- trying -------------------------------------------------------------------------------------------------

    def _try(self, held: Conjunction, wanted: Sequence[Wanted], landmarks: list[Number]) -> Situation | None:
        """A situation of this conjunction that the evaluator confirms."""
        full = dict(held)
        for variable in held:
            if variable[0] == "difference":
                for look in looks_of(variable):
                    full.setdefault(look, self.domains.domain(look))
        names = [variable for variable in full if variable[0] != "difference"]
        values = [tuple(choices(self.domains, variable, full[variable], landmarks)) for variable in names]
        for chosen in islice(_plainest(values), MOST_TRIALS):
            found = situation_of(self.domains, dict(zip(names, chosen, strict=True)))
            if found.received > found.today:
                continue  # nothing is asked of a case before it came in
            if all(evaluate(condition, found).value in answers for condition, answers in wanted):
                return found
        return None


def _may_be_blank(variable: Variable, states: States) -> bool:
    if variable[0] in ("rows", *COLUMN_LOOKS):
        return isinstance(states.values, Spans) and 0 in states.values
    return states.blank


def _beyond_nought(variable: Variable, states: States) -> bool:
    """Whether the rows, where they are told, may be one or more."""
    if variable[0] != "rows" or not isinstance(states.values, Spans):
        return True
    return any(found.high is None or found.high >= 1 for found in states.values.spans)


def _plainest(values: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """One value of each, in the order of how far down its list each stands, taken together."""
    if math.prod(map(len, values)) > MOST_ORDERED:
        yield from product(*values)
        return
    orders = sorted(product(*(range(len(held)) for held in values)), key=sum)
    yield from (tuple(held[i] for held, i in zip(values, order, strict=True)) for order in orders)


def _literals(condition: Condition) -> Iterator[Number]:
    """The figures a condition names; of months between two days also a first day that lies so far back."""
    for node in nodes_in(condition):
        if isinstance(node, Value) and not isinstance(node.value, str | bool):
            number = number_of(node.value)
            yield number
            yield number + 1
            if type(node.value) is int:  # so many days before or after the usual day
                yield SOME_DAY.toordinal() - node.value
                yield SOME_DAY.toordinal() + node.value
        elif isinstance(node, Arithmetic) and node.op == "months_between":
            yield from (_months_back(months) for months in _whole(condition))


def _whole(condition: Condition) -> Iterator[int]:
    return (node.value for node in nodes_in(condition) if isinstance(node, Value) and type(node.value) is int)


def _months_back(months: int) -> int:
    """A day that many whole months, and a day or two, before the usual one."""
    return SOME_DAY.toordinal() - months * DAYS_OF_FOUR_YEARS // MONTHS_OF_FOUR_YEARS - 2
