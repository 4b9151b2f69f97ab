"""Single values: read as their declared type, and as nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from complaintkit.cases.case import RecordMade
from complaintkit.cases.events import Sealed
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.rules import Surroundings
from complaintkit.serialization import converter, decode, encode
from complaintkit.serialization.faults import all_faults
from complaintkit.values import Attachment, FrozenMap, Money

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
SHA = "0" * 64


@pytest.mark.parametrize(
    ("data", "type_", "value"),
    [
        ("2026-03-02", date, date(2026, 3, 2)),
        ({"$date": "2026-03-02"}, date, date(2026, 3, 2)),
        ("2026-03-02T09:00:00+08:00", datetime, AT),
        ({"$instant": "2026-03-02T01:00:00.000000Z"}, datetime, AT),
        ("0.05", Decimal, Decimal("0.05")),
        ({"$decimal": "-5"}, Decimal, Decimal(-5)),
        (5, Decimal, Decimal(5)),
        ("9" * 4300, Decimal, Decimal("9" * 4300)),
        ("2/3", Fraction, Fraction(2, 3)),
        ("0.05", Fraction, Fraction(1, 20)),
        ({"$fraction": "-4/6"}, Fraction, Fraction(-2, 3)),
        (2, Fraction, Fraction(2)),
        ({"$duration": 90_000_000}, timedelta, timedelta(seconds=90)),
        ("5000.00 CNY", Money, Money.of(5000, "CNY")),
        ({"amount": 5000, "currency": "CNY"}, Money, Money.of(5000, "CNY")),
        ({"$": "Money", "amount": {"$decimal": "1"}, "currency": "CNY"}, Money, Money.of(1, "CNY")),
        ({"$set": ["b", "a"]}, frozenset[str], frozenset({"a", "b"})),
        (["a"], frozenset[str], frozenset({"a"})),
        ([1, "2026-03-02T01:00:00Z", "x"], RecordMade, RecordMade(1, AT, "x")),
        ({"$$a": 1, "b": 2}, Mapping[str, int], {"$a": 1, "b": 2}),
        ({"$": "Attachment", "name": "a", "sha256": SHA}, Any, Attachment("a", SHA)),
        ({"$set": [1, [2]]}, Any, frozenset({1, (2,)})),
        ({"$duration": 1}, Any, timedelta(microseconds=1)),
        (None, int | None, None),
        ({"$date": "2026-03-02"}, date | None, date(2026, 3, 2)),
    ],
)
def test_a_value_is_read_as_its_type(data, type_, value):
    """In its canonical form and in the ones people write."""
    read = decode(json.dumps(data), type_)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("data", "type_", "said"),
    [
        ("2026-3-2", date, 'expected a date such as "2026-03-02", got a text'),
        ("20260302", date, "expected a date"),
        (1, date, "got a whole number"),
        ("2026-03-02T09:00:00", datetime, "2026-03-02T09:00:00 has no time zone: write its offset, such as +08:00"),
        ("tomorrow", datetime, 'expected an instant such as "2026-03-02T09:00:00+08:00", got a text'),
        ("2026-03-02T09:00:00+08:00" + " " * 40, datetime, "expected an instant"),
        (7, datetime, "got a whole number"),
        ("0001-01-01T00:00:00+08:00", datetime, "lies outside the years 1 to 9999 in UTC"),
        ("1e5", Decimal, "expected an exact number as text in plain digits"),
        ("１", Decimal, "expected an exact number"),
        ("1_000", Decimal, "expected an exact number"),
        (" 1", Decimal, "expected an exact number"),
        ("NaN", Decimal, "expected an exact number"),
        ("9" * 4301, Decimal, "expected an exact number"),
        (True, Decimal, "got true or false"),
        (1.5, Decimal, "got a number with a fraction"),
        ("1/0", Fraction, "expected a share as text"),
        ("1e9", Fraction, "expected a share as text"),
        ("1/" + "9" * 5000, Fraction, "expected a share as text"),
        (1.5, Fraction, "got a number with a fraction"),
        (10**30, timedelta, "got one longer than there is"),
        ("1", timedelta, "expected a whole number, got a text"),
        ("5000", Money, "expected money such as"),
        ({"amount": "5"}, Money, "expected an amount such as"),
        ({"amount": "5", "currency": "CNY", "x": 1}, Money, "expected an amount such as"),
        ({"$": "Cash", "amount": "5", "currency": "CNY"}, Money, "expected Money, the tag says 'Cash' (str)"),
        ({"amount": "5", "currency": "cny"}, Money, "expected three capital letters"),
        ("ab", frozenset[str], "expected a list, got a text"),
        ([1, "a", 2], frozenset[str], "expected a text, got a whole number @ $[2]"),
        ([1, "x"], RecordMade, "expected a list of 3: seq, at, who, got one of 2"),
        ("abc", RecordMade, "expected a list of 3: seq, at, who, got a text"),
        ({"$a": 1}, Mapping[str, int], "there is no tag '$a' (str)"),
        ([1], Mapping[str, int], "expected an object, got a list"),
        ({"a": "x", "b": "y"}, Mapping[str, int], "expected a whole number, got a text @ $.b"),
        ({"$": "Attachment", "name": "a", "x": "y"}, Any, "expected an attachment: name, sha256, media_type, ref"),
        ({"$": "Attachment", "name": "a", "sha256": 1}, Any, "expected a text, got a whole number"),
        ({"$": "Sealed", "commitment": "a", "x": 1}, Any, "expected a sealed value with its commitment"),
        ({"$set": "ab"}, Any, "expected a list under $set, got a text"),
        ({"$enum": ["x"]}, Any, "there is no ['x'] (list) here; known: NoValue.UNKNOWN"),
        ({"$enum": "NoValue.NONE"}, Any, "there is no 'NoValue.NONE' (str) here"),
        ({"$": "Move"}, Any, "there is no 'Move' (str) among values"),
        ({"$": {}}, Any, "there is no {} (dict) among values"),
        ({"$": {}}, date | None, "expected a text, got an object"),
        ({}, date | None, "expected a text, got an object"),
        ([], int | None, "expected a whole number"),
    ],
)
def test_anything_else_is_refused(data, type_, said):
    """What was asked, what was given; never guessed."""
    with pytest.raises(IntegrityError) as caught:
        decode(json.dumps(data), type_)
    assert said in str(caught.value)


def test_surroundings_come_back():
    """Sets and mappings inside a class."""
    around = Surroundings(frozenset({"a"}), {"r": frozenset({"p"})}, tallies={"t": 1}, serial=3)
    assert decode(encode(around), Surroundings) == around
    sealed: Any = decode(encode({"x": Sealed("1")}), FrozenMap)
    assert sealed == {"x": Sealed("1")}


def test_faults_of_the_interpreter_are_told_too():
    """A stack that ends, an error nobody thought of."""
    assert str(all_faults(RecursionError())[0]) == "too many values inside one another @ $"
    assert str(all_faults(OSError("disk"))[0]) == "disk @ $"
    assert str(all_faults(OSError())[0]) == "OSError @ $"
    assert all_faults(InvalidInput.one("x", "a"))[0].path == "$.a"


def test_the_converter_is_one_of_cattrs():
    """Others of the library may ask it for a type."""
    assert converter.converter().structure(["1"], tuple[str, ...]) == ("1",)
