"""Facts: strict declarations, strict reading, all faults at once, nothing personal in a text."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.errors import Faults, InvalidInput, PolicyError
from complaintkit.rules.conditions import fact as asked
from complaintkit.rules.facts import ABSENT, BLANK, FACT_TYPES, UNKNOWN, Fact, read_fact, read_facts
from complaintkit.values import Attachment, FrozenMap, Money, canonical

EAST = timezone(timedelta(hours=8))
NAIVE = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - what must be refused
PAPER = Attachment.of_bytes("a.txt", b"")
TEXT = "a text with something in it (where it is left empty on purpose, write BLANK)"
RATIO = 'an exact number: a Decimal, a Fraction, a whole number or a text such as "0.05" or "1/3"'
MONEY = 'money: Money.of(...) or a text such as "5000.00 CNY"'
DATE = 'a date, or a text such as "2026-03-02"'
INSTANT = 'an aware datetime, or a text with its offset such as "2026-03-02T09:30:00+08:00"'
LOSS = Fact(
    "loss",
    "table",
    columns=(
        Fact("unit", "unit"),
        Fact("share", "whole", min_value=0, max_value=100),
        Fact("note", "text", required=False),
    ),
)


def read(fact: Fact, value: object) -> Any:
    """The value read, or the texts of the faults."""
    faults = Faults()
    found = read_fact(fact, value, "f", faults)
    if len(faults):
        assert found is ABSENT
        return [str(fault) for fault in faults]
    return found


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        ("text", "a\nb", "a\nb"),
        ("person", "emp-7", "emp-7"),
        ("unit", "north", "north"),
        ("whole", -3, -3),
        ("ratio", "0.05", Decimal("0.05")),
        ("ratio", "-1/3", Fraction(-1, 3)),
        ("ratio", Fraction(1, 3), Fraction(1, 3)),
        ("ratio", Decimal("1.5"), Decimal("1.5")),
        ("ratio", 1, Decimal(1)),
        ("money", "5000 CNY", Money.of(5000, "CNY")),
        ("money", Money.of("0.5", "USD"), Money.of("0.5", "USD")),
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("date", date(2026, 3, 2), date(2026, 3, 2)),
        ("instant", "2026-03-02T09:30:00.000001+08:00", datetime(2026, 3, 2, 1, 30, 0, 1, UTC)),
        ("instant", "2026-03-02T09:30:00Z", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("instant", datetime(2026, 3, 2, 9, tzinfo=EAST), datetime(2026, 3, 2, 1, tzinfo=UTC)),
        ("yes_no", False, False),
        ("document", PAPER, PAPER),
    ],
)
def test_a_value_is_read_as_its_declared_type(type, value, expected):
    """Text forms of dates, instants, ratios and money become what they say; nothing else changes."""
    found = read(Fact("f", type), value)
    assert found == expected
    assert found.__class__ is expected.__class__
    if type == "instant":
        assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("type", "value", "message"),
    [
        ("text", 5, "expected a text, got 5 (int)"),
        ("text", "", f"expected {TEXT}, got '' (str)"),
        ("person", " ", f"expected {TEXT}, got ' ' (str)"),
        ("unit", None, "None says nothing: write UNKNOWN or BLANK, or leave it out"),
        ("unit", ABSENT, "None says nothing: write UNKNOWN or BLANK, or leave it out"),
        ("whole", 3.9, "expected a whole number, got 3.9 (float)"),
        ("whole", 3.0, "expected a whole number, got 3.0 (float)"),
        ("whole", True, "expected a whole number, got True (bool)"),
        ("whole", "3", "expected a whole number, got '3' (str)"),
        ("whole", Decimal(3), "expected a whole number, got Decimal('3') (Decimal)"),
        ("ratio", 0.05, f"expected {RATIO}, got 0.05 (float)"),
        ("ratio", True, f"expected {RATIO}, got True (bool)"),
        ("ratio", "5%", f"expected {RATIO}, got '5%' (str)"),
        ("ratio", "1/0", f"expected {RATIO}, got '1/0' (str)"),
        ("ratio", "1e-2", f"expected {RATIO}, got '1e-2' (str)"),
        ("ratio", Decimal("NaN"), f"expected {RATIO}, got Decimal('NaN') (Decimal)"),
        ("money", 5000, f"expected {MONEY}, got 5000 (int)"),
        ("money", "5000", f"expected {MONEY}, got '5000' (str)"),
        ("money", Decimal(5), f"expected {MONEY}, got Decimal('5') (Decimal)"),
        ("date", "2.3.2026", f"expected {DATE}, got '2.3.2026' (str)"),
        ("date", "20260302", f"expected {DATE}, got '20260302' (str)"),
        ("date", "2026-W10-1", f"expected {DATE}, got '2026-W10-1' (str)"),
        ("date", "2026-02-29", f"expected {DATE}, got '2026-02-29' (str)"),
        ("date", datetime(2026, 3, 2, tzinfo=UTC), None),
        ("instant", NAIVE, None),
        ("instant", "2026-03-02T09:30:00", None),
        ("instant", "2026-03-02", f"expected {INSTANT}, got '2026-03-02' (str)"),
        ("instant", date(2026, 3, 2), f"expected {INSTANT}, got datetime.date(2026, 3, 2) (date)"),
        ("instant", "soon T", f"expected {INSTANT}, got 'soon T' (str)"),
        ("instant", "0001-01-01T00:00:00+08:00", None),
        ("yes_no", 1, "expected True or False, got 1 (int)"),
        ("yes_no", "yes", "expected True or False, got 'yes' (str)"),
        ("document", "a.txt", "expected an Attachment, got 'a.txt' (str)"),
    ],
)
def test_what_does_not_fit_is_refused(type, value, message):
    """3.9 is not 3, True is not 1, "5%" is no ratio, a date is no instant; the text says what was expected."""
    found = read(Fact("f", type), value)
    assert len(found) == 1
    assert found[0].endswith(" @ f")
    if message is not None:
        assert found == [f"{message} @ f"]


def test_a_naive_datetime_is_refused_with_the_reason():
    """Nobody knows which zone was meant."""
    expected = f"expected {INSTANT} (a naive datetime could mean any time zone), got"
    assert read(Fact("f", "instant"), NAIVE)[0].startswith(expected)
    assert read(Fact("f", "instant"), "2026-03-02T09:30:00")[0].startswith(expected)


def test_a_choice_is_one_of_the_declared_ones():
    """The choices are named in the error."""
    fact = Fact("demand", "choice", choices=("exchange", "return"))
    assert read(fact, "return") == "return"
    assert read(fact, "refund") == ["expected one of exchange, return, got 'refund' (str) @ f"]
    assert read(fact, ["return"])[0].startswith("expected one of exchange, return, got ['return']")


def test_money_is_in_the_declared_currency():
    """Where a currency is declared, a bare amount in text has it, and another one is refused."""
    fact = Fact("amount", "money", currency="CNY")
    assert read(fact, "5000") == read(fact, "5000.00 CNY") == Money.of(5000, "CNY")
    expected = 'expected money in CNY: Money.of(...) or a text such as "5000.00 CNY", got'
    for value in (Money.of(5, "USD"), "5 USD", "5,0", 5):
        assert read(fact, value)[0].startswith(expected)


@pytest.mark.parametrize(
    ("fact", "inside", "below", "above"),
    [
        (Fact("f", "whole", min_value=1, max_value=3), (1, 3), 0, 4),
        (Fact("f", "ratio", min_value="0", max_value="1"), ("0", "1"), "-0.1", "1.01"),
        (
            Fact("f", "date", min_value="2026-01-01", max_value=date(2026, 1, 2)),
            ("2026-01-01",),
            "2025-12-31",
            "2026-01-03",
        ),
        (Fact("f", "money", min_value="0 CNY", max_value="9 CNY"), ("0 CNY", "9 CNY"), "-0.01 CNY", "9.01 CNY"),
        (Fact("f", "money", currency="CNY", min_value="0", max_value="9"), ("0", "9"), "-0.01", "9.01"),
    ],
)
def test_bounds_are_included(fact, inside, below, above):
    """The bound itself is in; the text names the bound that was broken."""
    for value in inside:
        assert not isinstance(read(fact, value), list)
    assert read(fact, below)[0].startswith(f"expected at least {fact.min_value}, got")
    assert read(fact, above)[0].startswith(f"expected at most {fact.max_value}, got")


def test_a_bound_in_money_asks_for_its_currency():
    """An amount in another currency is neither above nor below."""
    assert read(Fact("f", "money", min_value="1 CNY"), "5 USD")[0].startswith("expected money in CNY, got")
    assert read(Fact("f", "money", max_value="1 CNY"), "5 USD")[0].startswith("expected money in CNY, got")


def test_unknown_blank_and_absent_are_three_things():
    """Every type may be unknown or blank; neither is read as anything else, and none is true or false."""
    for type in FACT_TYPES:
        fact = Fact(
            "f", type, choices=("a",) if type == "choice" else (), columns=LOSS.columns if type == "table" else ()
        )
        assert read(fact, UNKNOWN) is UNKNOWN
        assert read(fact, BLANK) is BLANK
    assert len({UNKNOWN, BLANK, ABSENT}) == len({canonical(UNKNOWN), canonical(BLANK), canonical(ABSENT)}) == 3
    for marker in (UNKNOWN, BLANK, ABSENT):
        assert pickle.loads(pickle.dumps(marker)) is copy.deepcopy(marker) is marker
        with pytest.raises(TypeError, match=f"{marker!r} is neither true nor false; compare it with `is`"):
            bool(marker)
    assert repr([UNKNOWN, BLANK, ABSENT]) == "[UNKNOWN, BLANK, ABSENT]"


def test_many_values_are_read_one_by_one():
    """Each wrong one is named by its place; an empty list is written BLANK."""
    fact = Fact("tags", "choice", choices=("a", "b"), many=True)
    assert read(fact, ["a", "b"]) == ("a", "b")
    assert read(fact, ("b",)) == ("b",)
    assert read(fact, ["a", "c", 1]) == [
        "expected one of a, b, got 'c' (str) @ f[1]",
        "expected one of a, b, got 1 (int) @ f[2]",
    ]
    assert read(fact, []) == ["expected at least one value; where there is none on purpose, write BLANK @ f"]
    assert read(fact, "a") == ["expected several values as a tuple or list, got 'a' (str) @ f"]
    assert read(fact, BLANK) is BLANK
    assert read(Fact("papers", "document", many=True), [PAPER]) == (PAPER,)


def test_a_table_is_read_row_by_row():
    """Rows become immutable, cells are read by their column, and a cell may be unknown or blank."""
    rows = read(LOSS, [{"unit": "press", "share": 60}, {"unit": "paint", "share": UNKNOWN, "note": BLANK}])
    assert rows == (
        FrozenMap({"unit": "press", "share": 60}),
        FrozenMap({"unit": "paint", "share": UNKNOWN, "note": BLANK}),
    )
    assert hash(rows)
    assert canonical(rows[0]) == b'{"share":60,"unit":"press"}'


def test_a_table_names_every_wrong_cell():
    """Undeclared columns, missing ones and wrong cells, each with row and column."""
    assert read(LOSS, [{"unit": "press", "shar": 60}, 5, {"unit": 1, "share": 101, "note": None}]) == [
        "there is no column 'shar'; did you mean 'share'? @ f[0].shar",
        "the column 'share' is required; where it is not known, write UNKNOWN @ f[0].share",
        "expected a row: a mapping of columns, got 5 (int) @ f[1]",
        "expected a text, got 1 (int) @ f[2].unit",
        "expected at most 100, got 101 (int) @ f[2].share",
        "None says nothing: write UNKNOWN or BLANK, or leave it out @ f[2].note",
    ]
    assert read(LOSS, []) == ["expected at least one row; where there is none on purpose, write BLANK @ f"]
    assert read(LOSS, {"unit": "press"})[0].startswith("expected rows as a tuple or list of mappings, got")
    assert read(LOSS, [{1: 2, "unit": "a", "share": 1}]) == [
        "there is no column 1; declared: note, share, unit @ f[0].1"
    ]


def test_all_faults_of_a_command_come_at_once():
    """Undeclared facts, with the name that may have been meant, and mistyped ones, each with its path."""
    declared = {"quantity": Fact("quantity", "whole"), "demand": Fact("demand", "text")}
    with pytest.raises(InvalidInput) as caught:
        read_facts(declared, {"quantty": 1, "quantity": 3.9, "demand": "exchange", "colour": "red"}, "act.facts")
    assert str(caught.value) == (
        "the facts cannot be read: 3 faults\n"
        "  there is no fact 'quantty'; did you mean 'quantity'? @ act.facts.quantty\n"
        "  expected a whole number, got 3.9 (float) @ act.facts.quantity\n"
        "  there is no fact 'colour'; declared: demand, quantity @ act.facts.colour [CK101]"
    )
    assert read_facts(declared, {"demand": "x", "quantity": UNKNOWN}) == {"demand": "x", "quantity": UNKNOWN}
    assert read_facts(declared, {}) == {}


def test_facts_are_a_mapping_by_name():
    """Anything else is refused; a name that is no text is not declared."""
    bad: Any = ["quantity"]
    with pytest.raises(InvalidInput, match="expected facts by id, got a value of type list @ facts"):
        read_facts({}, bad)
    odd: Any = {5: 1}
    with pytest.raises(InvalidInput, match=r"there is no fact 5; declared: none @ facts\.5"):
        read_facts({}, odd)


SECRET = "Zhang San 13900001111"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (Fact("f", "whole", personal=True), SECRET),
        (Fact("f", "date", personal=True), SECRET),
        (Fact("f", "text", personal=True, many=True), SECRET),
        (Fact("f", "choice", choices=("a",), personal=True, many=True), [SECRET]),
        (Fact("f", "whole", personal=True, max_value=3), 13900001111),
        (Fact("f", "table", columns=(Fact("c", "whole"),), personal=True), [{"c": SECRET}]),
        (Fact("f", "table", columns=(Fact("c", "whole", personal=True),)), [{"c": SECRET}]),
        (Fact("f", "table", columns=(Fact("c", "whole"),), personal=True), SECRET),
        (Fact("f", "table", columns=(Fact("c", "whole"),), personal=True), [SECRET]),
        (Fact("f", "money", personal=True), SECRET),
        (Fact("f", "ratio", personal=True), SECRET),
        (Fact("f", "document", personal=True), SECRET),
    ],
)
def test_an_error_never_shows_a_personal_value(fact, value):
    """The type is named, the value is not, not even as the cause of the error."""
    with pytest.raises(InvalidInput) as caught:
        read_facts({"f": fact}, {"f": value})
    text = str(caught.value)
    assert "Zhang" not in text
    assert "139" not in text
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("declare", "fault"),
    [
        (lambda: Fact("", "text"), "expected a name of letters, digits and underscores, got '' (str) @ id"),
        (lambda: Fact("a b", "text"), "expected a name of letters, digits and underscores, got 'a b' (str) @ id"),
        (lambda: Fact("f", "int"), None),  # type: ignore[arg-type]
        (lambda: Fact("f", "choice"), "a choice needs choices @ choices"),
        (lambda: Fact("f", "text", choices=("a",)), "a text has no choices @ choices"),
        (lambda: Fact("f", "choice", choices=("a", "a")), "each is named once @ choices"),
        (lambda: Fact("f", "choice", choices=("a", "")), "a name may not be empty @ choices"),
        (lambda: Fact("f", "table"), "a table needs columns @ columns"),
        (lambda: Fact("f", "text", columns=(Fact("c", "text"),)), "a text has no columns @ columns"),
        (lambda: Fact("f", "table", columns=(Fact("c", "text"), Fact("c", "whole"))), "each is named once @ columns"),
        (
            lambda: Fact("f", "table", columns=(LOSS,)),
            "'loss': a column holds one value: neither a table nor many values @ columns",
        ),
        (
            lambda: Fact("f", "table", columns=(Fact("c", "text", many=True),)),
            "'c': a column holds one value: neither a table nor many values @ columns",
        ),
        (lambda: Fact("f", "whole", currency="CNY"), "a whole has no currency @ currency"),
        (
            lambda: Fact("f", "money", currency="yuan"),
            "expected three capital letters such as 'CNY', got 'yuan' (str) @ currency",
        ),
        (lambda: Fact("f", "text", min_value=1), "a text has no bounds @ min_value"),
        (lambda: Fact("f", "whole", min_value=1.5), "expected a whole number, got 1.5 (float) @ min_value"),
        (lambda: Fact("f", "whole", min_value=3, max_value=2), "max_value 2 is below min_value 3 @ max_value"),
        (
            lambda: Fact("f", "money", min_value="1 CNY", max_value="2 USD"),
            "expected CNY as min_value has, got 2.00 USD @ max_value",
        ),
        (lambda: Fact("f", "yes_no", many=True), "a yes_no is one value @ many"),
        (lambda: Fact("f", "table", columns=(Fact("c", "text"),), many=True), "a table is one value @ many"),
        (lambda: Fact("f", "text", required=1), "expected True or False, got 1 (int) @ required"),  # type: ignore[arg-type]
        (lambda: Fact("f", "text", channels="letter"), "expected a tuple of texts, got 'letter' (str) @ channels"),  # type: ignore[arg-type]
        (lambda: Fact("f", "text", when=True), "expected a condition, got True (bool) @ when"),  # type: ignore[arg-type]
    ],
)
def test_a_contradiction_in_a_declaration_is_an_error(declare, fault):
    """What makes no sense is refused when the fact is declared."""
    with pytest.raises(PolicyError) as caught:
        declare()
    found = [str(each) for each in caught.value.faults]
    if fault is None:
        assert found[0].startswith("expected one of text, whole, ratio, money,")
    else:
        assert found == [fault]


def test_every_contradiction_is_reported_at_once():
    """The heading names the fact."""
    with pytest.raises(PolicyError, match="the fact 'f' cannot be declared: 3 faults"):
        Fact("f", "text", choices=("a",), currency="CNY", min_value=1, many="x")  # type: ignore[arg-type]


def test_a_fact_is_a_value():
    """Equal, hashable, picklable; bounds are kept as read."""
    fact = Fact("amount", "money", min_value="1 CNY", when=asked("x").known)
    assert fact == Fact("amount", "money", min_value=Money.of("1.00", "CNY"), when=asked("x").known)
    assert hash(fact) == hash(pickle.loads(pickle.dumps(fact)))
    assert fact.required
    assert not fact.personal
    assert LOSS.column["share"].max_value == 100


@given(
    value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.binary(max_size=2))
)
def test_reading_never_guesses(value):
    """Whatever is given: either exactly the declared type comes out, or a fault is noted."""
    expected = {"text": str, "whole": int, "ratio": Decimal, "yes_no": bool, "person": str, "unit": str}
    for type, cls in expected.items():
        found = read(Fact("f", type), value)  # type: ignore[arg-type]
        assert isinstance(found, list) or (
            found.__class__ is cls and found == (Decimal(value) if type == "ratio" else value)
        )
