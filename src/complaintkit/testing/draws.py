"""Strategies for what a case is told: values by declared type, those that rules compare to among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.errors import InvalidInput
from complaintkit.rules.conditions import Condition
from complaintkit.rules.duties import ByCase
from complaintkit.rules.evaluate import nodes_in
from complaintkit.rules.facts import BLANK, UNKNOWN, Fact
from complaintkit.rules.nodes import Arithmetic, Compare, Look, OneOf, Value
from complaintkit.rules.policy import Policy
from complaintkit.values import Attachment, Money, Party

__all__ = ["Landmarks", "conditions_of", "fact_values", "landmarks_of", "parties"]

TEXTS = ("as agreed", "see the file", "外观不符", "x")
PAPERS = ("photo.jpg", "letter.pdf", "invoice.pdf")
CENT = Decimal("0.01")


@attrs.frozen
class Landmarks:
    """What a policy compares facts with: the literals by fact, and what the columns of tables must sum to."""

    values: dict[str, tuple[Any, ...]]
    sums: dict[tuple[str, str], tuple[Any, ...]]


def conditions_of(policy: Policy) -> Iterator[Condition]:
    """Every condition of a policy."""
    for move in policy.moves:
        yield move.when
        yield from (guard.when for guard in move.guards)
    for duty in policy.duties:
        yield duty.when
        if isinstance(duty.term, ByCase):
            yield from (condition for condition, _ in duty.term.rows)
    yield from (fact.when for fact in policy.facts)
    yield from (band.when for bands in policy.bands for band in bands.bands)
    yield from (message.written_when for message in policy.messages)
    yield from (tally.when for tally in policy.tallies)
    yield from (tier.when for rule in policy.sanctions for tier in rule.tiers)


def landmarks_of(policy: Policy) -> Landmarks:
    """The figures at which a policy's answers change: where edges are worth trying.

    >>> from complaintkit.rules import Band, Bands, Fact, Move, Policy, Redress, Stage
    >>> policy = Policy(id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed")),
    ...     facts=(Fact("amount", "money", required=False),), redress=Redress("amount", currency="CNY"),
    ...     bands=(Bands("limits", (Band("clerk", Money.of("100", "CNY")),)),),
    ...     moves=(Move("pay", ("open",), "done", by=("clerk",), bands="limits", records=("approved",)),))
    >>> [str(value) for value in landmarks_of(policy).values["amount"]]
    ['100.00 CNY']
    """
    values: dict[str, dict[Any, None]] = {}
    sums: dict[tuple[str, str], dict[Any, None]] = {}

    def note(look: object, literals: Iterable[object]) -> None:
        if isinstance(look, Look) and look.what == "fact":
            values.setdefault(look.name, {}).update(dict.fromkeys(literals))
        if isinstance(look, Look) and look.what == "sum":
            sums.setdefault((look.name, look.column), {}).update(dict.fromkeys(literals))

    for condition in conditions_of(policy):
        for node in nodes_in(condition):
            if isinstance(node, Compare):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if isinstance(other, Value):
                        note(one, (other.value,))
                    elif isinstance(other, Look | Arithmetic):
                        note(one, ())
            elif isinstance(node, OneOf):
                note(node.operand, [value.value for value in node.values])
    if policy.redress is not None:
        limits = [limit for bands in policy.bands for band in bands.bands for limit in (band.up_to, band.deputy_up_to)]
        note(Look("fact", policy.redress.fact), [limit for limit in limits if limit is not None])
    for rule in policy.sanctions:
        if not rule.counts:
            note(Look("fact", rule.basis), [tier.least for tier in rule.tiers])
    return Landmarks({id: tuple(found) for id, found in values.items()}, {k: tuple(found) for k, found in sums.items()})


def fact_values(
    fact: Fact,
    landmarks: Landmarks | None = None,
    *,
    now: datetime,
    people: Sequence[str] = ("emp-1",),
    units: Sequence[str] = ("unit-1",),
    currency: str = "CNY",
) -> st.SearchStrategy[Any]:
    """Values that fit a declared fact. The figures that the policy compares it with, and those beside them, come often.

    ``now`` is what dates and instants lie around; ``people`` and ``units`` are the ids to name. Shrinks to the first
    choice, the lowest figure within the bounds, the shortest table.

    :raises InvalidInput: ``now`` is naive, or there is nobody to name.
    """
    if now.tzinfo is None or not people or not units:
        raise InvalidInput.one("expected an aware instant, and ids of people and units to name", "now, people, units")
    known = landmarks if landmarks is not None else Landmarks({}, {})
    one = (
        _tables(fact, known, now, people, units, currency)
        if fact.type == "table"
        else _single(fact, known.values.get(fact.id, ()), now, people, units, currency)
    )
    return st.lists(one, min_size=1, max_size=2).map(tuple) if fact.many else one


def no_values() -> st.SearchStrategy[Any]:
    """Left blank on purpose, or not known."""
    return st.sampled_from((BLANK, UNKNOWN))


def _single(
    fact: Fact, near: Sequence[Any], now: datetime, people: Sequence[str], units: Sequence[str], currency: str
) -> st.SearchStrategy[Any]:
    match fact.type:
        case "text":
            return st.sampled_from((*(value for value in near if isinstance(value, str)), *TEXTS))
        case "person":
            return st.sampled_from(tuple(people))
        case "unit":
            return st.sampled_from(tuple(units))
        case "choice":
            return st.sampled_from(fact.choices)
        case "yes_no":
            return st.booleans().map(lambda no: not no)
        case "document":
            return st.sampled_from(PAPERS).map(lambda name: Attachment.of_bytes(name, name.encode()))
        case "date":
            return _dates(fact, near, now)
        case "instant":
            return _instants(fact, near, now)
        case _:
            return _numbers(fact, near, currency)


def _numbers(fact: Fact, near: Sequence[Any], currency: str) -> st.SearchStrategy[Any]:
    """Whole numbers, ratios and money, exact, within the bounds, often at a landmark or one step beside it."""
    step = Decimal(1) if fact.type == "whole" else CENT
    low = _plain(fact.min_value, Decimal(0))
    high = _plain(fact.max_value, max(low, Decimal(1)) if fact.type == "ratio" else low + 100_000)
    if fact.type == "money":
        bound: Any = fact.max_value if fact.min_value is None else fact.min_value
        currency = fact.currency or (bound.currency if isinstance(bound, Money) else currency)
        near = [value for value in near if getattr(value, "currency", "") == currency]
    marks = [_plain(value, low) for value in near if isinstance(value, int | Decimal | Fraction | Money)]
    beside = [mark + way * step for mark in marks for way in (0, 1, -1)]
    if fact.type == "money":  # two of these together are just too much
        beside.extend((mark / 2).quantize(CENT) + step for mark in marks)
    fitting = [number for number in dict.fromkeys((*beside, low, high)) if low <= number <= high]
    drawn = st.integers(int(low / step), int(high / step)).map(lambda n: n * step)
    small = st.integers(0, min(100, int((high - low) / step))).map(lambda n: low + n * step)
    often = st.sampled_from(fitting)
    return (often | small | often | drawn | often).map(lambda number: _as(fact, number, currency))


def _plain(value: Any, default: Decimal) -> Decimal:
    if value is None:
        return default
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Fraction):
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT)
    return Decimal(value)


def _as(fact: Fact, number: Decimal, currency: str) -> Any:
    if fact.type == "whole":
        return int(number)
    return Money.of(number, currency) if fact.type == "money" else number


def _dates(fact: Fact, near: Sequence[Any], now: datetime) -> st.SearchStrategy[date]:
    marks = [value for value in near if type(value) is date]
    drawn = st.integers(0, 90).map(lambda days: now.date() - timedelta(days=days))
    ahead = st.integers(1, 30).map(lambda days: now.date() + timedelta(days=days))
    found = drawn | ahead | st.sampled_from(marks) if marks else drawn | ahead
    return found.map(lambda day: _within(fact, day))


def _instants(fact: Fact, near: Sequence[Any], now: datetime) -> st.SearchStrategy[datetime]:
    marks = [value for value in near if isinstance(value, datetime)]
    drawn = st.integers(1, 96).map(lambda hours: now + timedelta(hours=hours))
    behind = st.integers(0, 96).map(lambda hours: now - timedelta(hours=hours))
    found = drawn | behind | st.sampled_from(marks) if marks else drawn | behind
    return found.map(lambda at: _within(fact, at))


def _within(fact: Fact, value: Any) -> Any:
    if fact.min_value is not None and value < fact.min_value:
        return fact.min_value
    return fact.max_value if fact.max_value is not None and value > fact.max_value else value


def _tables(
    fact: Fact, known: Landmarks, now: datetime, people: Sequence[str], units: Sequence[str], currency: str
) -> st.SearchStrategy[Any]:
    """Tables of one to three rows; where a rule asks what a column sums to, the rows often sum to it."""
    columns = {
        column.id: _single(column, known.values.get(column.id, ()), now, people, units, currency)
        for column in fact.columns
    }
    rows = st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=3)
    wanted = [
        (column, total)
        for column in fact.columns
        for total in known.sums.get((fact.id, column.id), ())
        if isinstance(total, int | Decimal | Fraction | Money)
    ]
    return st.tuples(rows, st.integers(0, 3)).map(
        lambda drawn: _summed(drawn[0], wanted if drawn[1] < 3 else [], currency)
    )


def _summed(
    rows: list[dict[str, Any]], wanted: Sequence[tuple[Fact, Any]], currency: str
) -> tuple[dict[str, Any], ...]:
    """The rows, their columns made to sum to what is wanted: shared out evenly, the rest on the first."""
    for column, total in wanted:
        whole, step = _plain(total, Decimal(0)), Decimal(1) if column.type == "whole" else CENT
        part = (whole / len(rows) / step).to_integral_value(rounding="ROUND_FLOOR") * step
        for row in rows:
            row[column.id] = _as(column, part, currency)
        rows[0][column.id] = _as(column, whole - part * (len(rows) - 1), currency)
    return tuple(rows)


def parties(*, keys: Sequence[str] = ("p-1", "p-2", "p-3")) -> st.SearchStrategy[Party | None]:
    """Complainants: with a name and a contact, without one, anonymous, or none at all."""
    return st.sampled_from(
        (
            Party("Li Wei", contact="138 0000 0000", key=keys[0]),
            Party("Wang Fang", means="letter", address="1 Long Lane", key=keys[-1]),
            Party(anonymous=True),
            None,
        )
    )


def instants_in(start: datetime, end: datetime) -> st.SearchStrategy[datetime]:
    """Instants from ``start`` to ``end``, to the minute."""
    minutes = max(0, int((end - start) / timedelta(minutes=1)))
    return st.integers(0, minutes).map(lambda n: start.astimezone(UTC) + timedelta(minutes=n))
