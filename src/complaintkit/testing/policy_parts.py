"""What valid policies are drawn from: terms and moments, facts of every type, conditions over what is declared."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import strategies as st

from complaintkit.deadlines import (
    After,
    AtDue,
    AtFraction,
    Before,
    BusinessHours,
    BusinessMinutes,
    Convention,
    Days,
    EarlierOf,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOfNextMonth,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.rules import ALWAYS, NEVER, Condition, Fact
from complaintkit.rules.conditions import Arithmetic, Compare, Holds, Junction, Look, Not, OneOf, Settled, Value
from complaintkit.rules.facts import FACT_TYPES, FactType
from complaintkit.values import PARTY_FIELDS, Citation, Money, Title

T = TypeVar("T")

CURRENCY = "CNY"
PARTIES = ("complainant", "representative", "respondent", "reporter")
OWN = ("x_registered", "x_checked", "x_seen")
MADE = ("acknowledged", "decided", "closed")
"""What the three moves that every policy has put on record."""
ROLES = ("clerk", "manager", "director", "auditor")
STAGES = ("received", "examined", "done")
CATEGORIES = ("quality", "colour", "size", "service")
CHANNELS = ("letter", "phone", "web")
FORMS = ("notice", "report")
CONDUCTS = ("calm", "discreet")
CAUSE = "customer"
WORDS = st.text(alphabet=string.ascii_letters + " .()'\"\\\n客诉é🙂$", min_size=1, max_size=12).map(
    lambda text: f"t{text}"
)
"""Texts, awkward ones among them: quotes, backslashes, line ends, dollars, letters beyond ASCII and beyond 16 bits."""
COUNTS = st.integers(1, 400)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
WHOLES = st.integers(-(10**12), 10**12)
DECIMALS = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)
FRACTIONS = st.fractions(-100, 100, max_denominator=1000)
RATIOS = DECIMALS | FRACTIONS
AMOUNTS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=2)
MONEY = AMOUNTS.map(lambda n: Money(n, CURRENCY))
YES_NO = st.booleans()
CITATIONS = st.builds(
    Citation,
    st.sampled_from(("T1", "T2", "民法典")),
    WORDS,
    mark=st.sampled_from(("", "reading", "default", "param")),
    confidence=st.just("") | WORDS,
)
CITE = st.none() | CITATIONS
CITES = CITE | st.lists(CITATIONS, min_size=1, max_size=3).map(tuple)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": WORDS,
    "choice": st.sampled_from(("return", "exchange")),
    "person": WORDS,
    "unit": WORDS,
    "whole": WHOLES,
    "ratio": RATIOS,
    "money": MONEY,
    "date": DATES,
    "instant": INSTANTS,
    "yes_no": YES_NO,
}
"""What a fact of a type may be compared with."""
ORDERED = ("whole", "ratio", "money", "date", "instant")
BOUNDS = {name: VALUES[name] for name in ORDERED}


def some(names: Sequence[T], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """Some of the names, each once, in any order."""
    return (
        st.lists(st.sampled_from(names), min_size=least, max_size=most, unique=True).map(tuple)
        if names
        else st.just(())
    )


def maybe(names: Sequence[str]) -> st.SearchStrategy[str | None]:
    """None, or one of the names."""
    return st.none() | st.sampled_from(names) if names else st.none()


_ENDS = st.sampled_from((None, "day", "close", "wall", "wall_open"))
_ROLL = st.sampled_from((None, "none", "following", "preceding", "modified"))
LENGTHS: st.SearchStrategy[Any] = st.one_of(
    *(st.builds(cls, COUNTS, ends=_ENDS, roll=_ROLL) for cls in (Days, WorkingDays, Weeks, Months, Years)),
    *(st.builds(cls, COUNTS) for cls in (Minutes, Hours, BusinessMinutes, BusinessHours)),
)
"""Terms with a count: what a moment, a cap or an extension takes."""
SIMPLE: st.SearchStrategy[Any] = st.one_of(
    LENGTHS,
    st.builds(NthDayOfNextMonth, st.integers(1, 31), working=YES_NO, ends=_ENDS, roll=_ROLL),
    st.builds(Immediately, st.sampled_from(("end_of_day", None))),
)
TERMS: st.SearchStrategy[Any] = st.recursive(
    SIMPLE,
    lambda inner: st.builds(
        lambda cls, limbs: cls(tuple(limbs)),
        st.sampled_from((EarlierOf, LaterOf)),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=5,
)
"""Terms of every kind, those of several limbs inside one another."""
MOMENTS: st.SearchStrategy[Any] = st.one_of(
    st.builds(AtDue),
    st.builds(Before, LENGTHS),
    st.builds(After, LENGTHS),
    st.builds(AtFraction, st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)),
)
CONVENTIONS = st.builds(
    Convention,
    st.sampled_from(("counter", "post")),
    start=st.sampled_from(("as_received", "next_opening", "next_working_day")),
    cut_off=st.sampled_from((None, "17:00", "09:30")),
    inclusive=YES_NO,
    roll=_ROLL.map(lambda roll: roll or "none"),
    ends=_ENDS.map(lambda ends: ends or "day"),
    hours_start=st.sampled_from(("as_received", "next_opening", "next_working_day", "next_hour")),
    hours_roll=st.sampled_from(("none", "same_time")),
    working_days_inside=st.integers(0, 3),
    extends_from=st.sampled_from(("unrolled", "rolled")),
    cite=CITE,
)


@st.composite
def facts_of(draw: Any, type: FactType, id: str, column: bool = False) -> Fact:
    """A fact of a type, its conditions apart."""
    more: dict[str, Any] = {}
    if type == "choice":
        more["choices"] = ("return", "exchange")
    if type == "money" and draw(YES_NO):
        more["currency"] = CURRENCY
    if type in BOUNDS and draw(YES_NO):
        low, high = sorted((draw(BOUNDS[type]), draw(BOUNDS[type])))
        more |= {"min_value": low} | ({"max_value": high} if draw(YES_NO) else {})
    if type == "table":
        kinds = draw(some([name for name in FACT_TYPES if name != "table"], 1, 4))
        more["columns"] = (
            draw(facts_of("whole", "share", column=True)),
            *(draw(facts_of(kind, f"c_{kind}", column=True)) for kind in kinds),
        )
    elif type != "yes_no" and not column:
        more["many"] = draw(st.sampled_from((False, False, True)))
    return Fact(
        id,
        type,
        title=draw(st.none() | st.builds(Title, WORDS, WORDS)),
        required=draw(YES_NO),
        for_the_record=draw(YES_NO),
        personal=False if column else draw(st.sampled_from((False, False, False, True))),
        cite=draw(CITES),
        **more,
    )


class Names:
    """What conditions may speak of."""

    def __init__(
        self,
        facts: Sequence[Fact],
        categories: Sequence[str],
        channels: Sequence[str],
        *,
        records: Sequence[str] = MADE,
        duties: Sequence[str] = ("answer",),
        tallies: Sequence[str] = ("upheld",),
        redress: str | None = CURRENCY,
    ) -> None:
        self.records = records
        self.duties = duties
        self.tallies = tallies
        self.redress = redress
        self.known = [fact.id for fact in facts]
        self.single = [fact for fact in facts if fact.type in VALUES and not fact.many and not fact.personal]
        self.many = [fact for fact in facts if fact.type in VALUES and fact.many and not fact.personal]
        self.tables = [fact for fact in facts if fact.type == "table" and not fact.personal]
        self.categories = categories
        self.channels = channels

    def leaves(self) -> st.SearchStrategy[Condition]:
        """Conditions without a condition in them, of every kind the names allow."""
        found: list[st.SearchStrategy[Condition]] = [
            st.sampled_from((ALWAYS, NEVER)),
            st.builds(Holds, st.just("party"), st.sampled_from(PARTIES), st.sampled_from(PARTY_FIELDS)),
            self._compared(Look("today"), DATES),
            self._compared(Look("received"), DATES),
            st.builds(
                Compare,
                _ORDER,
                st.builds(Arithmetic, st.just("months_between"), _value(DATES), st.just(Look("today"))),
                _value(WHOLES),
            ),
        ]
        if self.records:
            found.extend(self._of_records())
        if self.duties:
            found.append(st.builds(Holds, st.just("late"), st.sampled_from(self.duties)))
        if self.categories:
            found.append(st.builds(Holds, st.just("within"), st.sampled_from(self.categories)))
            found.append(self._compared(Look("category"), st.sampled_from(self.categories), equal=True))
        found.extend(self._compared(Look("tally", tally), WHOLES) for tally in self.tallies)
        if self.redress is not None:
            money = _money(self.redress)
            total = st.builds(Arithmetic, st.just("*"), st.just(Look("total", "redress")), _value(RATIOS))
            found.append(self._compared(Look("total", "redress"), money))
            found.append(st.builds(Compare, _ORDER, total, _value(money)))
        if self.channels:
            found.append(self._compared(Look("channel"), st.sampled_from(self.channels), equal=True))
        if self.known:
            found.append(st.builds(Holds, st.just("known"), st.sampled_from(self.known)))
        for fact in self.single:
            values = _values_of(fact)
            found.append(self._compared(Look("fact", fact.id), values, equal=fact.type not in ORDERED))
            found.append(
                st.builds(
                    OneOf, st.just(Look("fact", fact.id)), st.lists(_value(values), min_size=1, max_size=3).map(tuple)
                )
            )
        found.extend(
            st.builds(Compare, st.just("contains"), st.just(Look("fact", fact.id)), _value(_values_of(fact)))
            for fact in self.many
        )
        for fact in self.tables:
            found.append(self._compared(Look("rows", fact.id), WHOLES))
            found.append(self._compared(Look("sum", fact.id, "share"), WHOLES | RATIOS))
            found.extend(self._compared(Look(what, fact.id, "share"), WHOLES) for what in ("different", "lacking"))
        return st.one_of(found)

    def _of_records(self) -> Iterator[st.SearchStrategy[Condition]]:
        """What speaks of the records on a case: whether one is there, how often, and sums made of that."""
        counts = st.sampled_from(self.records).map(lambda record: Look("count", record))
        sums = st.recursive(
            _value(WHOLES) | counts,
            lambda inner: st.builds(Arithmetic, st.sampled_from("+-*"), inner, inner),
            max_leaves=4,
        )
        # not made of literals alone
        plus = st.builds(Arithmetic, st.just("+"), counts, sums)
        yield st.builds(Holds, st.just("recorded"), st.sampled_from(self.records))
        yield st.builds(Compare, _ORDER, counts, _value(WHOLES))
        yield st.builds(Compare, _ORDER, plus, _value(WHOLES))

    @staticmethod
    def _compared(look: Look, values: st.SearchStrategy[Any], *, equal: bool = False) -> st.SearchStrategy[Condition]:
        return st.builds(Compare, _EQUAL if equal else _ORDER, st.just(look), _value(values))

    def conditions(self) -> st.SearchStrategy[Condition]:
        """Conditions of every kind; sometimes a deep one."""
        return st.one_of(
            st.just(ALWAYS),
            st.recursive(self.leaves(), _inside, max_leaves=6),
            st.builds(_deep, self.leaves(), st.integers(1, 60)),
        )


def _values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """What a fact may be compared with: its own choices, money in its own currency."""
    if fact.type == "choice":
        return st.sampled_from(fact.choices)
    if fact.type == "money":
        bound = fact.max_value if fact.min_value is None else fact.min_value
        return _money(fact.currency or (bound.currency if isinstance(bound, Money) else CURRENCY))
    return VALUES[fact.type]


def _money(currency: str) -> st.SearchStrategy[Money]:
    return AMOUNTS.map(lambda n: Money(n, currency))


_EQUAL = st.sampled_from(("==", "!="))
_ORDER = st.sampled_from(("==", "!=", "<", "<=", ">", ">="))


def _value(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(Value, values)


def _inside(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.one_of(
        st.builds(Not, inner),
        st.builds(Settled, inner, YES_NO),
        st.builds(Junction, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    )


def _deep(leaf: Condition, depth: int) -> Condition:
    """A condition so deep, of every node that holds one."""
    for level in range(depth):
        if level % 3 == 0:
            leaf = Not(leaf)
        elif level % 3 == 1:
            leaf = Junction("and" if level % 2 else "or", (ALWAYS, leaf))
        else:
            leaf = Settled(leaf, level % 2 == 0)
    return leaf


def rising(draw: Any, most: int) -> list[Money]:
    """Amounts, each above the one before."""
    amounts = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=most, unique=True))
    return [Money.of(amount, CURRENCY) for amount in sorted(amounts)]
