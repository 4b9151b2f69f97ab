# ruff: noqa: E501, PT017 - what is drawn stands on one line; some mutated documents are valid
"""Whatever is done to a valid document, reading it gives a policy or one clear error, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.rules import Policy
from complaintkit.serialization import decode_event, dumps, loads_policy
from complaintkit.serialization.converter import quick
from complaintkit.serialization.thorough import read_thoroughly
from tests.serialization.test_round_trip import SHIPPED
from tests.serialization.test_upcasts import DOCUMENT, rows

UNCLEAR = ("object has no attribute", "unhashable", "not subscriptable", "unexpected keyword", "positional argument",
           "'NoneType'", "not supported between", "object is not", "must be str", "Error")  # fmt: skip
"""What only the interpreter says: a fault that holds it was not thought of."""
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(("", "$", "=", "open", "clerk", "anyone", "2026-03-02", "5 CNY", "5 USD", "1/3", "NaN", "filed", "x_")),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(("$", "$date", "$money", "$enum", "$set", "id", "count", "value", "amount", "x")), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
TINY = json.loads(DOCUMENT.read_text(encoding="utf-8"))
BANK = json.loads(dumps(SHIPPED["bank"]()))
EVENTS = [json.loads(line) for _, line in rows()]
FUZZ = settings(suppress_health_check=list(HealthCheck), max_examples=150)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every place in plain data: what holds it, and its key."""
    found, rest = [], [data]
    while rest:
        value = rest.pop()
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            found.append((value, key))
            if isinstance(inner, dict | list):
                rest.append(inner)
    return found


def mutated(draw: Any, data: Any) -> Any:
    """The data with one to three things changed: replaced, removed, copied elsewhere, renamed, doubled."""
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 3))):
        all_places = places(data)
        if not all_places:  # all was removed
            break
        holder, key = all_places[draw(st.integers(0, len(all_places) - 1))]
        other, there = all_places[draw(st.integers(0, len(all_places) - 1))]
        change = draw(st.sampled_from(("replace", "remove", "copy", "rename", "wrap", "double")))
        if change == "replace":
            holder[key] = draw(JUNK)
        elif change == "remove":
            del holder[key]
        elif change == "copy":
            holder[key] = copy.deepcopy(other[there])
        elif change == "rename" and isinstance(holder, dict):
            holder[draw(st.text(max_size=4) | st.just("$"))] = holder.pop(key)
        elif change == "wrap":
            holder[key] = [holder[key]]
        elif isinstance(holder, list):
            holder.insert(0, copy.deepcopy(holder[key]))
        else:
            holder[key] = {"$": holder[key]}
    return data


def check_policy(text: str | bytes) -> None:
    try:
        policy = loads_policy(text)
    except InvalidInput as error:
        assert error.faults
        said = str(error)
        assert not [words for words in UNCLEAR if words in said], said
        assert all(fault.path for fault in error.faults), said
    else:
        assert loads_policy(dumps(policy)) == policy


def check_event(text: str) -> None:
    try:
        decode_event(text, "")
    except IntegrityError as error:
        assert not [words for words in UNCLEAR if words in str(error).replace("IntegrityError", "")], error


@FUZZ
@given(st.data())
def test_a_mutated_policy_is_read_or_refused(data):
    """The small one, so that every place is met."""
    check_policy(json.dumps(mutated(data.draw, TINY)))


@settings(FUZZ, max_examples=25)
@given(st.data())
def test_a_mutated_shipped_policy_is_read_or_refused(data):
    """One with every kind of condition."""
    check_policy(json.dumps(mutated(data.draw, BANK)))


@FUZZ
@given(st.data())
def test_a_mutated_event_is_read_or_broken(data):
    """Each kind of event."""
    check_event(json.dumps(mutated(data.draw, data.draw(st.sampled_from(EVENTS)))))


@FUZZ
@given(st.data())
def test_a_mutated_text_is_read_or_refused(data):
    """Letters changed, whatever becomes of the JSON; bytes too."""
    text = bytearray(DOCUMENT.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from((b'"', b"[", b"{", b"\\", b"9"))
        )
    check_policy(bytes(text))


@FUZZ
@given(st.data())
def test_both_readings_agree(data):
    """What the first reading reads, the second reads alike; what it refuses, the second refuses too."""
    document = mutated(data.draw, TINY).get("policy") if data.draw(st.booleans()) else TINY["policy"]
    try:
        first = quick(Policy)(document)
    except Exception:  # noqa: BLE001 - it may be anything
        first = None
    try:
        second = read_thoroughly(document, Policy)
    except Exception:  # noqa: BLE001
        second = None
    assert first == second


@pytest.mark.long(what="properties")
@settings(FUZZ, max_examples=8_000)
@given(st.data())
def test_many_mutations(data):
    """The same for minutes."""
    check_policy(json.dumps(mutated(data.draw, TINY)))
    check_event(json.dumps(mutated(data.draw, data.draw(st.sampled_from(EVENTS)))))
