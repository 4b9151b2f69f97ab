"""What ``quick`` makes is the frozen object its class makes, in every way that can be asked."""

from __future__ import annotations

import pickle

import attrs
import pytest

from complaintkit.values.quick import quick


@attrs.frozen(weakref_slot=False)
class Entry:
    who: str
    n: int = attrs.field(default=0, kw_only=True)
    text: str | None = attrs.field(default=None, eq=False, repr=False)


MADE, PLAIN = quick(Entry)("ann", 3, "x"), Entry("ann", n=3, text="x")


def test_it_is_equal_in_type_value_hash_and_text():
    assert type(MADE) is Entry
    assert PLAIN == MADE
    assert hash(MADE) == hash(PLAIN)
    assert repr(MADE) == "Entry(who='ann', n=3)"
    assert MADE.text == "x"


def test_it_cannot_change_and_can_be_evolved_and_pickled():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        MADE.n = 4  # type: ignore[misc]
    assert attrs.evolve(MADE, n=4) == Entry("ann", n=4)
    assert pickle.loads(pickle.dumps(MADE)) == PLAIN


def test_every_field_must_be_given():
    with pytest.raises(TypeError):
        quick(Entry)("ann", 3)
