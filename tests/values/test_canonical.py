"""One byte string for one value, the same everywhere and for good."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from types import MappingProxyType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.errors import InvalidInput
from complaintkit.values import Attachment, Citation, FrozenMap, Money, Party, Title, canonical, digest
from complaintkit.values.canonical import DEEPEST


class Shade(Enum):
    RED = 1


class Level(IntEnum):
    LOW = 1


@attrs.frozen
class Old:
    count: int
    name: str = ""


@attrs.frozen
class Sample:
    count: int = 1
    items: tuple[object, ...] = ()
    made: tuple[object, ...] = attrs.field(factory=tuple)
    follows: object = attrs.field(default=attrs.Factory(lambda self: self.count, takes_self=True))
    cache: object = attrs.field(default=None, eq=False)
    _private: int = 0


@attrs.frozen
class Box:
    inside: object


EAST = timezone(timedelta(hours=8))


def name(value: object) -> str:
    """The same in every process, so that processes can share the tests out."""
    return value[:40] if isinstance(value, str) else type(value).__name__


# value, its bytes as text
PINNED = [
    (None, "null"),
    (True, "true"),
    (False, "false"),
    (1, "1"),
    (-(10**30), "-1000000000000000000000000000000"),
    ("1", '"1"'),
    ('quote " and \\ and \n', '"quote \\" and \\\\ and \\n"'),
    ("网点", '"网点"'),
    ((), "[]"),
    ((1, (True, "1")), '[1,[true,"1"]]'),
    ([1, 2], "[1,2]"),
    ({}, "{}"),
    ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
    ({"$": 1, "$date": "x", "a": 2}, '{"$$":1,"$$date":"x","a":2}'),
    ({2: "b", 1: "a"}, '{"$map":[[1,"a"],[2,"b"]]}'),
    ({"a": 1, 2: 3}, '{"$map":[["a",1],[2,3]]}'),
    (FrozenMap({"share": Decimal("0.50")}), '{"share":{"$decimal":"0.5"}}'),
    (MappingProxyType({"a": 1}), '{"a":1}'),
    (frozenset({"b", "a"}), '{"$set":["a","b"]}'),
    ({1, 2}, '{"$set":[1,2]}'),
    (Decimal("1"), '{"$decimal":"1"}'),
    (Decimal("1.00"), '{"$decimal":"1"}'),
    (Decimal("100"), '{"$decimal":"100"}'),
    (Decimal("1E+2"), '{"$decimal":"100"}'),
    (Decimal("-0.050"), '{"$decimal":"-0.05"}'),
    (Decimal("-0.00"), '{"$decimal":"0"}'),
    (Fraction(4, 6), '{"$fraction":"2/3"}'),
    (Fraction(2), '{"$fraction":"2/1"}'),
    (date(2026, 3, 2), '{"$date":"2026-03-02"}'),
    (datetime(2026, 3, 2, 4, tzinfo=UTC), '{"$instant":"2026-03-02T04:00:00.000000Z"}'),
    (datetime(2026, 3, 2, 7, 59, 59, 7, tzinfo=EAST), '{"$instant":"2026-03-01T23:59:59.000007Z"}'),
    (time(9, 30), '{"$time":"09:30:00.000000"}'),
    (timedelta(days=1, hours=1), '{"$duration":90000000000}'),
    (timedelta(microseconds=-1), '{"$duration":-1}'),
    (Shade.RED, '{"$enum":"Shade.RED"}'),
    (Level.LOW, '{"$enum":"Level.LOW"}'),
    (b"\x00\xff", '{"$bytes":"00ff"}'),
    (Money.of("5000.00", "CNY"), '{"$":"Money","amount":{"$decimal":"5000"},"currency":"CNY"}'),
    (Citation("T1", "art. 6"), '{"$":"Citation","clause":"art. 6","source":"T1"}'),
    (Citation("T1", "art. 6", mark="reading"), '{"$":"Citation","clause":"art. 6","mark":"reading","source":"T1"}'),
    (Title("yes", "是"), '{"$":"Title","en":"yes","zh":"是"}'),
    (Party("Li Wei"), '{"$":"Party","name":"Li Wei"}'),
    (Sample(), '{"$":"Sample","follows":1}'),
    (Sample(2, cache=object()), '{"$":"Sample","count":2,"follows":2}'),
    (Sample(private=3, made=(1,)), '{"$":"Sample","follows":1,"made":[1],"private":3}'),
    (Sample(count=True), '{"$":"Sample","count":true,"follows":true}'),
    (Old(1), '{"$":"Old","count":1}'),
]


@pytest.mark.parametrize(("value", "text"), PINNED, ids=name)
def test_the_format_is_pinned(value, text):
    """Hashes are kept for years: these bytes may never change."""
    assert canonical(value) == text.encode()
    assert digest(value) == hashlib.sha256(text.encode()).hexdigest()


def test_values_of_different_types_differ():
    """1, True, "1", Decimal("1") and their like are different things, inside collections and fields too."""
    ones = [
        1,
        True,
        "1",
        Decimal(1),
        Fraction(1),
        Level.LOW,
        timedelta(microseconds=1),
        b"1",
        (1,),
        {"1": 1},
        {1: 1},
        {1},
    ]
    assert len({canonical(one) for one in ones}) == len(ones)
    assert len({canonical((one,)) for one in ones}) == len(ones)
    assert len({canonical(Sample(items=(one,))) for one in ones}) == len(ones)
    assert canonical({"$date": "2026-03-02"}) != canonical(date(2026, 3, 2))
    assert canonical({"$": "Old", "count": 1}) != canonical(Old(1))


def test_a_new_field_with_a_default_leaves_old_hashes_alone():
    """Defaults are left out, so a class may grow."""

    @attrs.frozen
    class Grown:
        count: int
        name: str = ""
        later: tuple[int, ...] = ()

    Grown.__name__ = "Old"
    assert canonical(Grown(1)) == canonical(Old(1))


def test_no_unicode_normalisation():
    """A composed and a decomposed text are two texts."""
    assert canonical("\u00e9") != canonical("e\u0301")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, "a value of type float has no canonical encoding; a float is not exact, use a Decimal or a Fraction"),
        (object(), "a value of type object has no canonical encoding"),
        (lambda: 1, "a value of type function has no canonical encoding"),
        (datetime(2026, 3, 2, 9), "expected an aware datetime, got the naive 2026-03-02T09:00:00; give it a time zone"),  # noqa: DTZ001
        (time(9, tzinfo=UTC), "expected a local time of day without a zone, got 09:00:00+00:00"),
        (Decimal("NaN"), "expected a finite number, got NaN"),
        (Decimal("Infinity"), "expected a finite number, got Infinity"),
        (Decimal("1E+1000"), "expected a number of at most 1000 digits, got a longer one"),
        (Decimal("1E+1001"), "expected a number of at most 1000 digits, got a longer one"),
        (Decimal("1E-1001"), "expected a number of at most 1000 digits, got a longer one"),
        (10**4300, "expected a number of at most 4300 digits, got a longer one"),
        (Fraction(1, 10**4300), "expected a number of at most 4300 digits, got a longer one"),
        ("\ud800", "a text holds half of a surrogate pair and cannot be written as UTF-8"),
    ],
    ids=name,
)
def test_what_has_no_encoding_is_refused(value, message):
    """Nothing is guessed."""
    for nested in (value, (value,), {"a": value}, Sample(items=(value,))):
        with pytest.raises(InvalidInput) as caught:
            canonical(nested)
        assert caught.value.faults[0].message == message


@pytest.mark.parametrize(
    "wrap", [lambda x: (x,), lambda x: [x], lambda x: {"a": x}, lambda x: {1: x}, lambda x: Box(x)]
)
def test_depth_is_bounded_with_a_clear_error(wrap):
    """A document nested beyond reason is refused before the interpreter's stack runs out."""
    value: object = 0
    for _ in range(DEEPEST):
        value = wrap(value)
    assert canonical(value)
    with pytest.raises(InvalidInput, match="more than 300 values inside one another; the value is too deep"):
        canonical(wrap(value))


def test_sets_of_sets_are_bounded_too():
    """Frozen sets count as levels."""
    value: object = 0
    for _ in range(DEEPEST + 1):
        value = frozenset({value})
    with pytest.raises(InvalidInput, match="too deep"):
        canonical(value)


def test_other_processes_find_the_same_bytes():
    """String hashing differs from process to process; the bytes do not."""
    code = (
        "from complaintkit.values import canonical;"
        "print(canonical({'b': frozenset({'x', 'y', 'z', '1', 'w'}), 'a': {'q': 1, 'p': 2}}).decode())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("0", "1", "2")
    }
    assert found == {'{"a":{"p":2,"q":1},"b":{"$set":["1","w","x","y","z"]}}'}


def test_a_subclass_is_encoded_as_what_it_is():
    """An ordered or user mapping is a mapping, a text subclass a text."""

    class Name(str):
        __slots__ = ()

    class Table(Mapping):
        def __getitem__(self, key):
            return {"a": 1}[key]

        def __iter__(self):
            return iter(("a",))

        def __len__(self):
            return 1

    assert canonical(Name("x")) == b'"x"'
    assert canonical(Table()) == b'{"a":1}'
    assert canonical({Name("k"): 1}) == b'{"k":1}'


def test_attachments_have_a_canonical_form():
    """Hash, name and nothing that was left out."""
    one = Attachment.of_bytes("a.txt", b"")
    assert canonical(one) == (
        b'{"$":"Attachment","name":"a.txt","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}'
    )


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=5),
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=2),
        st.fractions(max_denominator=50),
        st.dates(),
        st.timedeltas(),
        st.datetimes(timezones=st.just(EAST), min_value=datetime(1950, 1, 1)),  # noqa: DTZ001
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(alphabet="ab$", max_size=2), inner, max_size=3)
        | st.frozensets(inner.filter(_hashable), max_size=3)
    ),
    max_leaves=6,
)


def _typed(value: object) -> object:
    """A model of the value in which equality takes types seriously."""
    if isinstance(value, tuple):
        return ("tuple", tuple(_typed(item) for item in value))
    if isinstance(value, dict):
        return ("dict", frozenset((key, _typed(item)) for key, item in value.items()))
    if isinstance(value, frozenset):
        return ("set", frozenset(_typed(item) for item in value))
    return (type(value).__name__, value)


@given(a=VALUES, b=VALUES)
def test_equal_bytes_mean_equal_values(a, b):
    """Two values have the same bytes exactly when they are equal and of the same types."""
    assert (canonical(a) == canonical(b)) == (_typed(a) == _typed(b))
