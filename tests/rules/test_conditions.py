"""Conditions: builders refuse to be values, nodes are values, answers have three values and obey their laws."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.conditions import (
    ALWAYS,
    DEEPEST_CONDITION,
    NEVER,
    Arithmetic,
    Compare,
    Condition,
    Fixed,
    Holds,
    Junction,
    Look,
    Not,
    OneOf,
    Settled,
    Value,
    category,
    channel,
    count,
    fact,
    late,
    months_between,
    party,
    received,
    recorded,
    tally,
    today,
    total,
)
from complaintkit.rules.evaluate import Truth, compile_condition, condition_text, evaluate, facts_in, tallies_in
from complaintkit.rules.facts import ABSENT, BLANK, UNKNOWN, Fact
from complaintkit.rules.operands import whole_months
from complaintkit.rules.typecheck import check_condition
from complaintkit.values import Attachment, FrozenMap, Money, Title, canonical
from tests.rules.conditions_world import DATES, FACTS, KNOWN, NAMES, View, conditions, views

FIVE = Money.of(5, "CNY")
ROW = FrozenMap({"share": 60, "cost": Money.of(5, "CNY"), "unit": "press"})


def ask(condition: Condition, **facts: Any) -> bool | None:
    """The answer, found twice: step by step and compiled."""
    return answer(condition, View(facts))


def answer(condition: Condition, view: View) -> bool | None:
    found = evaluate(condition, view)
    assert compile_condition(condition)(view) is found.value
    assert (found.value is None) == bool(found.missing)
    return found.value


def missing(condition: Condition, **facts: Any) -> set[str]:
    return set(evaluate(condition, View(facts)).missing)


def faults(condition: object, facts: Any = FACTS) -> list[str]:
    found = Faults()
    check_condition(condition, facts, **NAMES, path="when", faults=found)
    assert all(fault.path == "when" for fault in found)
    return [fault.message for fault in found]


# --- builders and nodes -----------------------------------------------------------------------------------------------


def test_builders_make_nodes():
    """What is written is what is kept."""
    a = Look("fact", "a")
    assert (fact("a") > 5) == Compare(">", a, Value(5))
    assert (5 < fact("a")) == Compare(">", a, Value(5))  # noqa: SIM300 - the other way round on purpose
    assert (fact("a") >= fact("b")) == Compare(">=", a, Look("fact", "b"))
    assert (fact("a") != "x") == Compare("!=", a, Value("x"))
    assert fact("a").one_of(1, 2) == OneOf(a, (Value(1), Value(2)))
    assert fact("a").contains("x") == Compare("contains", a, Value("x"))
    assert fact("a").known == Holds("known", "a")
    assert fact("a").is_true() == Compare("==", a, Value(True))
    assert fact("a").is_true(otherwise=False) == Settled(Compare("==", a, Value(True)), False)
    assert (fact("l").total("c") == 100) == Compare("==", Look("sum", "l", "c"), Value(100))
    assert (fact("l").rows > 2) == Compare(">", Look("rows", "l"), Value(2))
    assert (fact("l").different("c") > 2) == Compare(">", Look("different", "l", "c"), Value(2))
    assert (fact("l").lacking("c") > 2) == Compare(">", Look("lacking", "l", "c"), Value(2))
    assert category.within("quality") == Holds("within", "quality")
    assert (channel == "letter") == Compare("==", Look("channel"), Value("letter"))
    assert channel.one_of("letter", "telephone") == OneOf(Look("channel"), (Value("letter"), Value("telephone")))
    assert party("complainant").has("contact") == Holds("party", "complainant", "contact")
    assert recorded("approved") == Holds("recorded", "approved")
    assert late("reply") == Holds("late", "reply")
    assert (count("rejected") >= 2) == Compare(">=", Look("count", "rejected"), Value(2))
    assert (total("redress") > Money.of(5, "CNY")) == Compare(">", Look("total", "redress"), Value(Money.of(5, "CNY")))
    assert (Money.of(5, "CNY") < total("redress")) == (total("redress") > Money.of(5, "CNY"))
    assert (tally("upheld") >= 3) == Compare(">=", Look("tally", "upheld"), Value(3))
    months = Arithmetic("months_between", Look("fact", "d"), Look("today"))
    assert (months_between(fact("d"), today) <= 24) == Compare("<=", months, Value(24))
    assert (2 * fact("a") - 1 > 0) == Compare(">", Arithmetic("-", Arithmetic("*", Value(2), a), Value(1)), Value(0))
    assert (1 - fact("a") == 0) == Compare("==", Arithmetic("-", Value(1), a), Value(0))
    assert (count("x") > fact("a")) == Compare(">", Look("count", "x"), a)
    assert (fact("a") == count("x")) == Compare("==", a, Look("count", "x"))
    five = Money.of(5, "CNY")
    assert (five + fact("m") > five) == Compare(">", Arithmetic("+", Value(five), Look("fact", "m")), Value(five))
    assert (five - fact("m") > five) == Compare(">", Arithmetic("-", Value(five), Look("fact", "m")), Value(five))
    assert (five * fact("a") > five) == Compare(">", Arithmetic("*", Value(five), a), Value(five))


def test_conditions_are_joined_flat():
    """A chain of one sign is one node, in order; parentheses of the other sign stay."""
    a, b, c = fact("a") > 1, fact("b") > 1, recorded("approved")
    assert (a & b & c) == Junction("and", (a, b, c)) == (a & (b & c))
    assert (a | b | c) == Junction("or", (a, b, c))
    assert (a & b | c) == Junction("or", (Junction("and", (a, b)), c))
    assert ~a == Not(a)
    assert (a & b).is_true(otherwise=True) == Settled(Junction("and", (a, b)), True)
    assert a.is_true() == a
    assert a != b
    assert (a & b) != (b & a)


@pytest.mark.parametrize(
    "use",
    [
        lambda a: bool(a),
        lambda a: bool(a > 1),
        lambda a: 1 < a < 5,
        lambda a: not (a > 1),
        lambda a: (a > 1) and (a < 5),
        lambda a: a in ("x", "y"),
        lambda a: "x" in a,
        lambda a: a & (a > 1),
        lambda a: (a > 1) & a,
        lambda a: (a > 1) | True,
        lambda a: a > 1 & a < 3,
        lambda a: a > 1 | a < 3,
        lambda a: True & a,
        lambda a: a | a,
        lambda a: ~a,
        lambda a: hash(a),
        lambda a: a == (a > 1),
        lambda a: a.one_of(a),
        lambda a: a.contains(a > 1),
        lambda a: {a: 1},
    ],
)
def test_a_builder_is_no_value(use):
    """Every slip that Python would answer silently is an error that says what to write."""
    with pytest.raises(TypeError) as caught:
        use(fact("a"))
    assert (
        "unhashable" in str(caught.value)
        or " write " in str(caught.value)
        or "joined with & and |" in str(caught.value)
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: fact("a") > 0.5,
        lambda: fact("a") == None,  # noqa: E711 - the slip itself
        lambda: fact("a") == [1],
        lambda: fact("a") > datetime(2026, 3, 2),  # noqa: DTZ001
        lambda: fact("a") > Decimal("NaN"),
        lambda: fact("a").one_of(),
        lambda: fact(""),
        lambda: recorded(""),
        lambda: party("complainant").has(""),
        lambda: fact("loss").total(""),
        lambda: Look("colour", "x"),  # type: ignore[arg-type]
        lambda: Compare("~", Value(1), Value(2)),  # type: ignore[arg-type]
        lambda: Compare("==", Value(1), ALWAYS),  # type: ignore[arg-type]
        lambda: Arithmetic("/", Value(1), Value(2)),  # type: ignore[arg-type]
        lambda: OneOf(Look("fact", "a"), [Value(1)]),  # type: ignore[arg-type]
        lambda: Holds("near", "x"),  # type: ignore[arg-type]
        lambda: Junction("and", ()),
        lambda: Junction("and", (ALWAYS,)),
        lambda: Junction("xor", (ALWAYS, NEVER)),  # type: ignore[arg-type]
        lambda: Junction("or", (ALWAYS, True)),  # type: ignore[arg-type]
        lambda: Not(True),  # type: ignore[arg-type]
        lambda: Settled(ALWAYS, 1),  # type: ignore[arg-type]
        lambda: Settled(Value(1), True),  # type: ignore[arg-type]
        lambda: Fixed(1),  # type: ignore[arg-type]
    ],
)
def test_nodes_are_checked_when_made(make):
    """No float, None, list, naive datetime or NaN; no empty names or lists; no unknown signs."""
    with pytest.raises(InvalidInput):
        make()


def test_literals_of_different_types_differ():
    """1 and True are equal in Python; as literals they are not, and neither are conditions over them."""
    ones = [Value(1), Value(True), Value("1"), Value(Decimal(1)), Value(Fraction(1))]
    assert len(set(ones)) == len(ones) == len({canonical(one) for one in ones})
    assert (fact("a") == 1) != (fact("a") == True)  # noqa: E712
    assert Value(Decimal("1.0")) == Value(Decimal("1.00"))
    assert canonical(Value(Decimal("1.0"))) == canonical(Value(Decimal("1.00")))


def test_depth_is_limited_and_chains_are_flat():
    """A thousand conditions in a row are fine; more than a hundred inside one another are refused with a clear text."""
    chain = ALWAYS
    for n in range(1000):
        chain = chain & (fact("a") > n)
    assert answer(chain, View({"a": 1000})) is True
    deep: Condition = recorded("approved")
    for _ in range(DEEPEST_CONDITION - 1):
        deep = ~deep
    view = View(records={"approved": 1})
    assert answer(deep, view) is False
    assert faults(deep) == []
    assert condition_text(deep).startswith("not (not (")
    assert canonical(deep)
    assert hash(pickle.loads(pickle.dumps(deep))) == hash(deep)
    for wrap in (lambda: ~deep, lambda: deep & ALWAYS, lambda: deep.is_true(otherwise=True)):
        with pytest.raises(InvalidInput, match="more than 100 conditions inside one another; split the rule"):
            wrap()
    number = fact("a") + 1
    for _ in range(DEEPEST_CONDITION - 2):
        number = number + 1
    with pytest.raises(InvalidInput, match="more than 100 conditions"):
        number + 1


@given(condition=conditions())
def test_conditions_are_values(condition):
    """Equal, hashable, canonical, picklable and copyable."""
    again = pickle.loads(pickle.dumps(condition))
    assert again == condition
    assert hash(again) == hash(condition)
    assert canonical(again) == canonical(condition)
    assert copy.deepcopy(condition) == condition


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (fact("a") > 5, {"a": 6}, True),
        (fact("a") > 5, {"a": 5}, False),
        (fact("a") >= 5, {"a": 5}, True),
        (fact("a") < 5, {"a": 5}, False),
        (fact("a") <= 5, {"a": 5}, True),
        (fact("a") == 5, {"a": 5}, True),
        (fact("a") != 5, {"a": 5}, False),
        (fact("a") == 1, {"a": True}, False),
        (fact("a") != 1, {"a": True}, True),
        (fact("a") > 0, {"a": True}, None),
        (fact("a") == True, {"a": 1}, False),  # noqa: E712
        (fact("a") > Decimal("0.5"), {"a": Fraction(1, 2)}, False),
        (fact("a") == Decimal("0.5"), {"a": Fraction(1, 2)}, True),
        (fact("m") > Money.of(5, "CNY"), {"m": Money.of("5.01", "CNY")}, True),
        (fact("m") == Money.of(5, "CNY"), {"m": Money.of("5.00", "CNY")}, True),
        (fact("m") > Money.of(5, "CNY"), {"m": Money.of(6, "USD")}, None),
        (fact("m") == Money.of(5, "CNY"), {"m": Money.of(5, "USD")}, None),
        (fact("m") > fact("n"), {"m": Money.of(6, "CNY"), "n": Money.of(5, "CNY")}, True),
        (fact("m").one_of(Money.of(5, "CNY")), {"m": Money.of(5, "USD")}, None),
        (fact("m").one_of(Money.of(5, "CNY"), Money.of(5, "USD")), {"m": Money.of(5, "USD")}, True),
        (fact("m") * Decimal("0.1") + fact("n") == Money.of("1.5", "CNY"), {"m": FIVE, "n": Money.of(1, "CNY")}, True),
        (fact("m") * Fraction(1, 3) * 3 == Money.of(100, "CNY"), {"m": Money.of(100, "CNY")}, True),
        (Decimal("0.1") * fact("m") - fact("m") < Money.of(0, "CNY"), {"m": Money.of(5, "CNY")}, True),
        (fact("m") + fact("n") > Money.of(0, "CNY"), {"m": Money.of(5, "CNY"), "n": Money.of(1, "USD")}, None),
        (fact("a") + fact("m") > Money.of(0, "CNY"), {"a": 5, "m": Money.of(5, "CNY")}, None),
        (fact("m") * fact("m") > 0, {"m": Money.of(5, "CNY")}, None),
        (fact("t") + 1 > 0, {"t": "x"}, None),
        (fact("t") > 1, {"t": "x"}, None),
        (fact("a") * Decimal("0.1") == Decimal("0.3"), {"a": 3}, True),
        (fact("a") + fact("b") == 100, {"a": Decimal("33.3"), "b": Decimal("66.7")}, True),
        (fact("t").one_of("x", "y"), {"t": "y"}, True),
        (fact("t").one_of("x", "y"), {"t": "z"}, False),
        (fact("a").one_of(1, 2), {"a": 2}, True),
        (fact("a").one_of(1, 2), {"a": True}, False),
        (fact("tags").contains("x"), {"tags": ("y", "x")}, True),
        (fact("tags").contains("x"), {"tags": ("y",)}, False),
        (fact("tags").contains("x"), {"tags": BLANK}, False),
        (fact("tags").contains("x"), {"tags": "x"}, None),
        (fact("tags").contains("x"), {}, None),
        (fact("loss").total("share") == 100, {"loss": (ROW, FrozenMap({"share": 40}))}, True),
        (fact("loss").total("share") == 100, {"loss": (ROW,)}, False),
        (fact("loss").total("share") == 60, {"loss": (ROW, FrozenMap({"share": BLANK}))}, True),
        (fact("loss").total("share") == 60, {"loss": (ROW, FrozenMap({"share": UNKNOWN}))}, None),
        (fact("loss").total("share") == 60, {"loss": (ROW, FrozenMap({}))}, None),
        (fact("loss").total("share") == 0, {"loss": BLANK}, True),
        (fact("loss").total("share") == 0, {"loss": 5}, None),
        (fact("loss").total("cost") >= Money.of(5, "CNY"), {"loss": (ROW,)}, True),
        (fact("loss").total("cost") == Money.of(0, "CNY"), {"loss": BLANK}, True),
        (fact("loss").total("cost") < Money.of(1, "CNY"), {"loss": (FrozenMap({"cost": BLANK}),)}, True),
        (fact("loss").total("cost") > FIVE, {"loss": (ROW, FrozenMap({"cost": Money.of(1, "USD")}))}, None),
        (fact("loss").rows == 2, {"loss": (ROW, ROW)}, True),
        (fact("loss").different("unit") == 1, {"loss": (ROW, ROW)}, True),  # named twice, it is one
        (fact("loss").different("unit") == 2, {"loss": (ROW, FrozenMap({"unit": "paint"}))}, True),
        (fact("loss").different("unit") == 1, {"loss": (ROW, FrozenMap({"unit": BLANK}))}, True),
        (fact("loss").different("unit") == 1, {"loss": (ROW, FrozenMap({"unit": UNKNOWN}))}, None),
        (fact("loss").different("unit") == 1, {"loss": (ROW, FrozenMap({}))}, None),
        (fact("loss").different("unit") == 0, {"loss": BLANK}, True),
        (fact("loss").different("unit") == 0, {}, None),
        (fact("loss").lacking("unit") == 0, {"loss": (ROW, ROW)}, True),
        (fact("loss").lacking("unit") == 1, {"loss": (ROW, FrozenMap({"unit": BLANK}))}, True),
        (fact("loss").lacking("unit") == 1, {"loss": (ROW, FrozenMap({"unit": UNKNOWN}))}, True),
        (fact("loss").lacking("unit") == 1, {"loss": (ROW, FrozenMap({}))}, True),
        (fact("loss").lacking("unit") == 0, {"loss": BLANK}, True),
        (fact("loss").lacking("unit") == 0, {"loss": UNKNOWN}, None),
        (fact("loss").rows == 0, {"loss": BLANK}, True),
        (fact("tags").rows == 2, {"tags": ("loud", "late", "loud")}, True),
        (fact("tags").rows == 2, {"tags": UNKNOWN}, None),
        (fact("loss").rows == 0, {}, None),
        (fact("d") < date(2026, 3, 2), {"d": date(2026, 3, 1)}, True),
        (fact("d") < today, {"d": date(2026, 3, 2)}, False),
        (fact("d") == received, {"d": date(2026, 2, 28)}, True),
        (fact("d") + 1 == received, {"d": date(2026, 2, 27)}, True),  # the day after
        (fact("d") - 1 == received, {"d": date(2026, 3, 1)}, True),  # 2026 has 28 days in February
        (fact("d") + 1 == today, {"d": date(9999, 12, 31)}, None),  # there is no day after the last
        (months_between(fact("d"), received - 1) >= 1, {"d": date(2026, 1, 28)}, False),  # a month to the day
        (months_between(fact("d"), received - 1) >= 1, {"d": date(2026, 1, 27)}, True),  # and a day more
        (fact("i") < datetime(2026, 3, 2, tzinfo=UTC), {"i": datetime(2026, 3, 1, tzinfo=UTC)}, True),
        (fact("d") < datetime(2026, 3, 2, tzinfo=UTC), {"d": date(2026, 3, 1)}, None),
        (months_between(fact("d"), today) == 1, {"d": date(2026, 2, 2)}, True),
        (months_between(fact("d"), today) == 1, {"d": date(2026, 2, 3)}, False),
        (months_between(fact("d"), today) == 1, {"d": "2026"}, None),
        (fact("t") == "x", {"t": BLANK}, False),
        (fact("t") != "x", {"t": BLANK}, True),
        (fact("y") == True, {"y": BLANK}, False),  # noqa: E712
        (fact("a") != 1, {"a": BLANK}, True),
        (fact("m") == Money.of(1, "CNY"), {"m": BLANK}, False),
        (fact("a") > 1, {"a": BLANK}, None),
        (fact("m") > Money.of(1, "CNY"), {"m": BLANK}, None),
        (fact("a") + 1 > 1, {"a": BLANK}, None),
        (fact("t").one_of("x"), {"t": BLANK}, False),
        (fact("t") == fact("u"), {"t": BLANK, "u": BLANK}, False),
        (fact("a") > 1, {"a": UNKNOWN}, None),
        (fact("a") > 1, {"a": ABSENT}, None),
        (fact("t") != "x", {}, None),
        (fact("t").one_of("x"), {}, None),
        (fact("a").one_of(1), {}, None),
        (fact("a").known, {"a": 0}, True),
        (fact("a").known, {"a": BLANK}, False),
        (fact("a").known, {"a": UNKNOWN}, False),
        (fact("a").known, {}, False),
        (fact("y").is_true(), {"y": True}, True),
        (fact("y").is_true(), {}, None),
        (fact("y").is_true(otherwise=False), {}, False),
        (fact("y").is_true(otherwise=True), {"y": UNKNOWN}, True),
        (fact("y").is_true(otherwise=True), {"y": False}, False),
        (ALWAYS, {}, True),
        (NEVER, {}, False),
        (~ALWAYS, {}, False),
        (ALWAYS.is_true(otherwise=False), {}, True),
        ((fact("a") > 1) & NEVER, {}, False),
        ((fact("a") > 1) | ALWAYS, {}, True),
        ((fact("a") > 1) & ALWAYS, {"a": 2}, True),
        (ALWAYS & ALWAYS, {}, True),
        (NEVER | NEVER, {}, False),
        ((fact("a") > 1) & (fact("b") > 1), {"a": 0}, False),
        ((fact("a") > 1) & (fact("b") > 1), {"b": 0}, False),
        ((fact("a") > 1) & (fact("b") > 1), {"a": 2}, None),
        ((fact("a") > 1) | (fact("b") > 1), {"b": 2}, True),
        ((fact("a") > 1) | (fact("b") > 1), {"b": 0}, None),
        ((fact("a") > 1) | (fact("b") > 1) | (fact("r") > 1), {"b": 0}, None),
        ((fact("a") > 1) | (fact("b") > 1) | (fact("r") > 1), {"r": 2}, True),
        (~(fact("a") > 1), {}, None),
        (~(fact("a") > 1), {"a": 1}, True),
    ],
    ids=lambda value: condition_text(value) if isinstance(value, Condition) else repr(value)[:30],
)  # fmt: skip
def test_answers(condition, facts, expected):
    """By hand: bounds, types, currencies, blanks, unknowns; step by step and compiled alike."""
    assert ask(condition, **facts) is expected


def test_what_the_case_itself_answers():
    """Category, channel, records, totals, tallies, parties and duties come from the view."""
    view = View(
        category="surface", channel="letter", records={"rejected": 2}, redress=Money.of(7, "CNY"),
        tallies={"upheld": 3}, left=frozenset({("complainant", "contact")}), overdue=frozenset({"reply"}),
    )  # fmt: skip
    for condition in (
        category.within("quality"), category.within("surface"), category == "surface", category != "quality",
        category.one_of("surface", "quality"), channel == "letter", channel != "telephone",
        channel.one_of("letter", "telephone"), recorded("rejected"), count("rejected") == 2, count("approved") == 0,
        total("redress") > Money.of(6, "CNY"), tally("upheld") >= 3, party("complainant").has("contact"), late("reply"),
    ):  # fmt: skip
        assert answer(condition, view) is True, condition_text(condition)
    for condition in (
        category.within("late_delivery"), category == "quality", channel == "telephone", channel != "letter",
        recorded("approved"), party("complainant").has("address"), party("reporter").has("contact"), late("close"),
    ):  # fmt: skip
        assert answer(condition, view) is False, condition_text(condition)


def test_a_case_without_category_or_channel():
    """Not classified yet cannot be told; a case that came by no channel came by none of them."""
    view = View()
    for condition in (category.within("quality"), category == "quality", category.one_of("quality", "surface")):
        assert answer(condition, view) is None
        assert evaluate(condition, view).missing == {"category"}
    assert answer(channel == "letter", view) is False
    assert answer(channel != "letter", view) is True
    assert answer(channel.one_of("letter"), view) is False


def test_only_what_matters_is_missing():
    """A fact is asked for only where its value can still change the answer."""
    a, b, done = fact("a") > 1, fact("b") > 1, recorded("approved")
    assert missing(a & b) == {"a", "b"}
    assert missing(a & b, a=2) == {"b"}
    assert missing(a & b, a=0) == set()
    assert missing(a | b, a=2) == set()
    assert missing((a & done) | b) == {"b"}
    assert missing((a | b).is_true(otherwise=False)) == set()
    assert missing(fact("a") + fact("b") > fact("r"), a=1) == {"b", "r"}
    assert missing(fact("a") == fact("b"), a=1) == {"b"}
    assert missing(fact("loss").total("share") == 1) == {"loss"}
    assert missing(months_between(fact("d"), today) > 1) == {"d"}
    assert missing(fact("a") > 1, a=BLANK) == {"a"}
    assert missing(fact("m") > fact("n"), m=Money.of(1, "CNY"), n=Money.of(1, "USD")) == {"m", "n"}
    assert missing(fact("m").one_of(Money.of(1, "CNY")), m=Money.of(1, "USD")) == {"m"}
    assert missing(tally("upheld") > 1) == {"tally upheld"}
    assert evaluate(total("redress") > Money.of(1, "CNY"), View(redress=None)).missing == {"total redress"}


def test_a_truth_is_no_bool():
    """`if evaluate(...)` would be true for every answer."""
    with pytest.raises(TypeError, match=r"ask `\.value is True`"):
        bool(evaluate(ALWAYS, View()))
    assert evaluate(ALWAYS, View()) == Truth(True)


def test_what_is_no_condition_cannot_be_asked():
    """Neither step by step nor compiled."""
    wrong: Any = fact("a")
    for use in (lambda: evaluate(wrong, View()), lambda: compile_condition(wrong)):
        with pytest.raises(TypeError, match="expected a condition, got <builder of"):
            use()


def test_constants_cost_nothing():
    """What is always or never true is folded away."""
    always, never = compile_condition(ALWAYS), compile_condition(NEVER)
    open_ = fact("a") > 1
    for condition in (ALWAYS & ALWAYS, ALWAYS | open_, ~NEVER, ALWAYS.is_true(otherwise=False), ~(NEVER & open_)):
        assert compile_condition(condition) is always
    for condition in (NEVER & open_, ~ALWAYS, NEVER | NEVER):
        assert compile_condition(condition) is never


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-28", 47),
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-04-01", 0),
        ("2025-12-15", "2026-01-15", 1),
        ("2026-02-28", "2026-01-31", -1),
        ("2026-03-01", "2026-01-01", -2),
    ],
)
def test_whole_months(start, end, months):
    """The corresponding day completes a month, or the last day of a shorter one; backwards is negative."""
    assert whole_months(date.fromisoformat(start), date.fromisoformat(end)) == months


@given(a=DATES, b=DATES)
def test_whole_months_are_mirrored(a, b):
    """From b to a is the negative of from a to b."""
    assert whole_months(a, b) == -whole_months(b, a)


# --- laws -------------------------------------------------------------------------------------------------------------


@given(condition=conditions(), view=views())
def test_compiled_means_the_same(condition, view):
    """The closure and the step-by-step answer agree, and something is missing exactly when it cannot be told."""
    step_by_step = evaluate(condition, view)
    assert compile_condition(condition)(view) is step_by_step.value
    assert bool(step_by_step.missing) == (step_by_step.value is None)


@given(a=conditions(), b=conditions(), view=views())
def test_laws_of_three_values(a, b, view):
    """De Morgan, double negation, commutation, idempotence; a minimum and a maximum over no < open < yes."""
    test = {name: answer(each, view) for name, each in {
        "a": a, "b": b, "and": a & b, "or": a | b, "dna": b & a, "ro": b | a, "not": ~a,
        "not_and": ~(a & b), "or_not": ~a | ~b, "not_or": ~(a | b), "and_not": ~a & ~b, "twice": ~~a,
        "aa": a & a, "oo": a | a,
    }.items()}  # fmt: skip
    rank = {False: 0, None: 1, True: 2}
    assert rank[test["and"]] == min(rank[test["a"]], rank[test["b"]])
    assert rank[test["or"]] == max(rank[test["a"]], rank[test["b"]])
    assert rank[test["not"]] == 2 - rank[test["a"]]
    assert test["and"] is test["dna"]
    assert test["or"] is test["ro"]
    assert test["not_and"] is test["or_not"]
    assert test["not_or"] is test["and_not"]
    assert test["twice"] is test["aa"] is test["oo"] is test["a"]


@given(condition=conditions(), view=views(all_known=True))
def test_known_facts_always_give_an_answer(condition, view):
    """Where every fact, the category and the tallies are known, nothing stays open."""
    assert answer(condition, view) is not None


@given(condition=conditions(only_plain=True), view=views(blanks=False), data=st.data())
def test_filling_in_an_unknown_never_flips_an_answer(condition, view, data):
    """An answer given in spite of an unknown fact holds whatever the fact turns out to be."""
    before = answer(condition, view)
    filled = {
        id: data.draw(KNOWN[id], label=id) if value is UNKNOWN or value is ABSENT else value
        for id, value in view.facts.items()
    }
    known = View(
        filled, category=view.category or "quality", channel=view.channel, records=view.records, redress=view.redress,
        tallies={"upheld": 1, **view.tallies}, left=view.left, overdue=view.overdue, today=view.today,
        received=view.received,
    )  # fmt: skip
    after = answer(condition, known)
    assert after is not None
    assert before is None or before is after


@given(condition=conditions(), view=views(blanks=False))
def test_only_open_facts_are_missing(condition, view):
    """What is known is never asked for again."""
    asked = evaluate(condition, view).missing
    for name in asked - {"category", "tally upheld"}:
        assert view.fact(name) in (UNKNOWN, ABSENT)
    assert asked - {"category", "tally upheld"} <= facts_in(condition)


@given(condition=conditions())
def test_well_typed_conditions_pass_the_check(condition):
    """The check refuses nothing that makes sense."""
    assert faults(condition) == []


# --- checking ---------------------------------------------------------------------------------------------------------

PERSONAL = (
    "is personal: a condition may only ask .known, so that a decision can be run again after its value was erased"
)


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (fact("aa") > 1, "there is no fact 'aa'; did you mean 'a'?"),
        (fact("quantity").known, None),
        (fact("a") == "x", "a (a whole number) cannot be compared with 'x' (text)"),
        (fact("a") == True, "a (a whole number) cannot be compared with True (yes/no)"),  # noqa: E712
        (fact("y") == 1, "y (yes/no) cannot be compared with 1 (a whole number)"),
        (fact("m") > 5, "m (money) cannot be compared with 5 (a whole number); money meets money only"),
        (fact("a") > FIVE, "a (a whole number) cannot be compared with 5.00 CNY (money); money meets money only"),
        (fact("n") > Money.of(5, "USD"), "n is in CNY, it cannot be compared with USD"),
        (fact("n") + Money.of(5, "USD") > fact("m"), "CNY + USD: money meets money of one currency only"),
        (fact("d") > "2026-03-02", "d (date) cannot be compared with '2026-03-02' (text)"),
        (fact("d") > fact("i"), "d (date) cannot be compared with i (instant)"),
        (Compare("==", Value(1), Look("fact", "t")), "t (text) cannot be compared with 1 (a whole number)"),
        (fact("t") > "x", "t (text) has no order: compare it with == or !="),
        (fact("t") > fact("u"), "t (text) has no order: compare it with == or !="),
        (fact("y") > False, "y (yes/no) has no order: compare it with == or !="),
        (fact("c") == "xx", "there is no value of c 'xx'; did you mean 'x'?"),
        (fact("c").one_of("x", "q"), "there is no value of c 'q'; declared: x, y, z"),
        (fact("c").one_of("x", 1), "c (choice) cannot be compared with 1 (a whole number)"),
        (fact("tags") == "x", "tags has many values: ask .contains(value) or .known"),
        (fact("tags").one_of("x"), "tags has many values: ask .contains(value) or .known"),
        (fact("tags").contains("q"), "there is no value of tags 'q'; declared: x, y, z"),
        (fact("tags").contains(1), "tags (choice) cannot be compared with 1 (a whole number)"),
        (fact("t").contains("x"), "t has one value; contains asks a fact with many, compare it with =="),
        (fact("paper") == "x", "paper is a document: ask .known"),
        (fact("loss") == "x", "loss is a table: ask .known, .rows or .total(column)"),
        (fact("loss").total("shar") == 1, "there is no column of loss 'shar'; did you mean 'share'?"),
        (fact("loss").total("unit") == 1, "the column unit of loss (unit) has no total: it is not a number or money"),
        (fact("a").total("x") == 1, "a (whole) is no table: it has neither rows nor columns"),
        (fact("a").rows == 1, "a (whole) is no table: it has neither rows nor columns"),
        (fact("secret") == "x", f"secret {PERSONAL}"),
        (fact("secret").one_of("x"), f"secret {PERSONAL}"),
        (fact("staff").total("pay") > Money.of(1, "CNY"), f"staff.pay {PERSONAL}"),
        (category == "qualty", "there is no value of category 'qualty'; did you mean 'quality'?"),
        (category.within("qualty"), "there is no category 'qualty'; did you mean 'quality'?"),
        (channel == "leter", "there is no value of channel 'leter'; did you mean 'letter'?"),
        (channel.one_of("letter", "fax"), "there is no value of channel 'fax'; declared: letter, telephone"),
        (recorded("aproved"), "there is no record 'aproved'; did you mean 'approved'?"),
        (recorded("x_signed"), "record 'x_signed' is made by no move, rung or filing"),
        (count("x_signed") > 1, "record 'x_signed' is made by no move, rung or filing"),
        (tally("upheldd") > 1, "there is no tally 'upheldd'; did you mean 'upheld'?"),
        (total("losses") > Money.of(1, "CNY"), "there is no total 'losses'; declared: redress"),
        (late("replay"), "there is no duty 'replay'; did you mean 'reply'?"),
        (
            party("customer").has("contact"),
            "there is no party 'customer'; declared: complainant, reporter, representative, respondent",
        ),
        (party("complainant").has("phone"), None),
        (months_between(fact("d"), fact("i")) > 1, "months_between takes two dates, got date and instant"),
        (fact("t") + 1 > 1, "t (text) + 1 (a whole number) makes no sense"),
        (fact("m") * fact("n") > fact("m"), "m (money) * n (money) makes no sense"),
        (fact("m") + 1 > fact("m"), "m (money) + 1 (a whole number) makes no sense"),
        (fact("tags") + 1 > 1, "tags has many values: ask .contains(value) or .known"),
        (fact("a") + fact("b") > "x", "(a + b) (a whole number) cannot be compared with 'x' (text)"),
        (
            months_between(fact("d"), today) == "x",
            "months_between(d, today) (a whole number) cannot be compared with 'x' (text)",
        ),
        (fact("loss").total("share") == "x", "loss.total('share') (a whole number) cannot be compared with 'x' (text)"),
        (fact("loss").rows == "x", "loss.rows (a whole number) cannot be compared with 'x' (text)"),
        (fact("loss").different("unt") == 1, "there is no column of loss 'unt'; did you mean 'unit'?"),
        (
            fact("loss").lacking("unit") == "x",
            "loss.lacking('unit') (a whole number) cannot be compared with 'x' (text)",
        ),
        (fact("tags").different("x") == 1, "tags (choice) is no table: it has neither rows nor columns"),
        (fact("staff").different("pay") == 1, f"staff.pay {PERSONAL}"),
        (count("filed") == "x", "count('filed') (a whole number) cannot be compared with 'x' (text)"),
        (
            Compare("<", Value(1), Value(2)),
            "two literals are compared: the answer is always the same; write ALWAYS or NEVER",
        ),
    ],
    ids=lambda value: condition_text(value) if isinstance(value, Condition) else "",
)  # fmt: skip
def test_the_check_finds_names_and_types(condition, fault):
    """Each mistake is one fault, wherever it stands, with the name that may have been meant."""
    found = faults(condition)
    assert len(found) == 1
    if fault is not None:
        assert found == [fault]
    assert faults(~(ALWAYS & condition).is_true(otherwise=False)) == found


def test_all_faults_are_found_at_once():
    """One wrong part does not hide another."""
    assert faults((fact("t") > "x") & (fact("aa") == 1) | ~recorded("aproved")) == [
        "t (text) has no order: compare it with == or !=",
        "there is no fact 'aa'; did you mean 'a'?",
        "there is no record 'aproved'; did you mean 'approved'?",
    ]
    assert faults(fact("aa") + fact("bb") == fact("cc")) == [
        "there is no fact 'aa'; did you mean 'a'?",
        "there is no fact 'bb'; did you mean 'b'?",
        "there is no fact 'cc'; did you mean 'c'?",
    ]


def test_personal_facts_may_be_asked_whether_they_are_known():
    """That survives erasure."""
    assert faults(fact("secret").known) == []
    assert faults(fact("staff").known) == []


def test_what_is_no_condition_is_a_fault():
    """A builder without comparison, a bool, nothing."""
    assert faults(fact("y")) == [
        "expected a condition, got a builder; compare it, or write .is_true() for a yes/no fact"
    ]
    assert faults(True) == ["expected a condition, got True (bool); a rule that always holds is written ALWAYS"]
    assert faults(None) == ["expected a condition, got None (NoneType); a rule that always holds is written ALWAYS"]


def test_names_in_a_condition():
    """Facts, those only asked whether they are known and those of tables included; tallies."""
    condition = (fact("a") > fact("b")) & fact("t").known | (fact("loss").total("share") + tally("upheld") > 1)
    assert facts_in(condition) == {"a", "b", "t", "loss"}
    assert facts_in(fact("loss").rows > 1) == {"loss"}
    assert facts_in(ALWAYS & recorded("x")) == frozenset()
    assert tallies_in(condition) == {"upheld"}


# --- words ------------------------------------------------------------------------------------------------------------

TITLES = {
    "a": Title("quantity", "数量"),
    "c": Title("demand", "要求"),
    "x": Title("exchange", "换货"),
    "approved": Title("approved", "批准"),
    "complainant": Title("complainant", "投诉人"),
    "contact": Title("contact", "联系方式"),
}


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (ALWAYS, "always", "始终"),
        (NEVER, "never", "从不"),
        (fact("a") > 5, "quantity is above 5", "数量 大于 5"),
        (fact("c") == "x", "demand is exchange", "要求 为 换货"),
        (fact("c").one_of("x", "y"), "demand is one of exchange, y", "要求 为 换货、y 之一"),
        (fact("tags").contains("x"), "tags contains exchange", "tags 包含 换货"),
        (fact("y").is_true(otherwise=False), "y is yes (if unknown: no)", "y 为 是（未知时：否）"),
        (~recorded("approved"), "not (approved is on record)", "并非(已有“批准”记录)"),
        (party("complainant").has("contact"), "complainant left contact", "投诉人 留有 联系方式"),
        (fact("a").known, "quantity is known", "数量 已知"),
        (late("reply"), "reply is late", "reply 逾期"),
        (category.within("q"), "the category is within q", "类别属于 q"),
        (channel == "letter", "the channel is letter", "渠道 为 letter"),
        (count("approved") < 2, "the number of times approved was recorded is below 2", "“批准”的记录次数 小于 2"),
        (total("redress") <= FIVE, "the total of redress is at most 5.00 CNY", "redress 合计 不超过 5.00 CNY"),
        (tally("upheld") >= 3, "the tally upheld is at least 3", "累计 upheld 不少于 3"),
        (fact("l").total("a") != 1, "the sum of quantity in l is not 1", "l 中 数量 的合计 不为 1"),
        (fact("l").rows == 1, "the number of rows of l is 1", "l 的行数 为 1"),
        (fact("l").lacking("a") == 1, "the number of rows of l without quantity is 1", "l 中缺 数量 的行数 为 1"),
        (
            fact("l").different("a") == 1,
            "the number of different values of quantity in l is 1",
            "l 中不同 数量 的个数 为 1",
        ),
        (
            months_between(fact("d"), today) <= 24,
            "the whole months from d to today is at most 24",
            "d 至 今日 的整月数 不超过 24",
        ),
        (fact("a") * 2 + 1 > 5, "((quantity * 2) + 1) is above 5", "((数量 * 2) + 1) 大于 5"),
        (
            fact("i") < datetime(2026, 3, 2, tzinfo=UTC),
            "i is below 2026-03-02T00:00:00+00:00",
            "i 小于 2026-03-02T00:00:00+00:00",
        ),
        (
            (fact("a") > 5) & (recorded("approved") | late("reply")),
            "quantity is above 5 and (approved is on record or reply is late)",
            "数量 大于 5 且 (已有“批准”记录 或 reply 逾期)",
        ),
    ],
)  # fmt: skip
def test_a_condition_in_words(condition, en, zh):
    """In both languages, with titles where there are any."""
    assert condition_text(condition, "en", TITLES) == en
    assert condition_text(condition, "zh", TITLES) == zh


def test_other_languages_are_refused():
    """English and Chinese are what we have."""
    with pytest.raises(InvalidInput, match="expected the language 'en' or 'zh', got 'fr'"):
        condition_text(ALWAYS, "fr")  # type: ignore[arg-type]


@given(a=conditions(), b=conditions())
def test_different_conditions_read_differently(a, b):
    """Parentheses are where they are needed: equal words mean equal conditions, up to how a number is written."""
    if condition_text(a) == condition_text(b) and a != b:
        assert str(a).replace("Decimal('1')", "1") == str(b).replace("Decimal('1')", "1")


def test_a_fact_of_any_type_can_be_asked_whether_it_is_known():
    """Documents, tables, personal facts: known is always allowed, and answered."""
    paper = Attachment.of_bytes("a", b"")
    assert ask(fact("paper").known, paper=paper) is True
    assert faults(fact("paper").known) == []
    assert faults(fact("d").known, {"d": Fact("d", "date", when=fact("e").known)}) == []
