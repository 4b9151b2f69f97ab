"""What an older release stored is still read after the schema moved on, and is still what it was.

The texts under ``stored/`` were written by schema 1. They are never written anew: ``python -m
tests.serialization.test_upcasts`` makes them where there are none.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import attrs
import pytest

from complaintkit.cases.events import GENESIS, Acted, hash_of
from complaintkit.errors import InvalidInput
from complaintkit.serialization import Schema, decode_event, document_hash, dumps, encode_event, loads_policy

STORED = Path(__file__).parent / "stored"
DOCUMENT = STORED / "policy_1.json"
CHAIN = STORED / "events_1.jsonl"
HASH = "d95d1f610b2ab9fa3925f7a5ca0f195b3d7de79d061ed2ab4ab7dcbfc4c979f9"
NEWEST = "b0cca4efd64b77b84cdf8bdb1478ca00a75e097548193dee7448e7e6b2e26cad"


def rows() -> list[tuple[str, str]]:
    """The stored chain: a hash and a text a line."""
    lines = CHAIN.read_text(encoding="utf-8").splitlines()
    return [(line[:64], line[65:]) for line in lines]


def second(data):
    """A step such as a later release may need: a role was called by another name, a setting gets a new default."""
    names = {"clerk": "agent"}
    text = json.dumps(data)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return {**json.loads(text), "calendar": "cn"}


def moved(fields):
    """A step for events: what was ``trigger`` was once stored as it is, and a unit was not there."""
    body = dict(fields["body"])
    if body["$"] == "Acted":
        body["trigger"] = body["trigger"].upper()
    return {**fields, "body": body, "unit": "moved"}


POLICIES_2 = Schema("policy", 2, {1: second})
EVENTS_2 = Schema("event", 2, {1: moved})


def test_todays_release_reads_what_is_stored():
    """Byte for byte what it would write itself."""
    text = DOCUMENT.read_text(encoding="utf-8")
    policy = loads_policy(text)
    assert policy.hash == HASH == document_hash(text)
    assert dumps(policy) == text
    for hash, line in rows():
        event = decode_event(line, hash)
        assert encode_event(attrs.evolve(event, text=None)) == line


def test_a_policy_of_an_older_schema_keeps_its_hash():
    """Cases are pinned to it; what the upcast made of the text is used, and is not what is hashed."""
    text = DOCUMENT.read_text(encoding="utf-8")
    policy = loads_policy(text, schema=POLICIES_2, hash=HASH)
    assert policy.calendar == "cn"
    assert policy.roles[0].id == "agent"
    assert policy.hash == HASH
    assert document_hash(text) == HASH
    assert loads_policy(text, schema=POLICIES_2).hash != HASH  # the hash of another policy, were it made anew


def test_a_chain_of_an_older_schema_still_verifies():
    """The text is kept, so each hash is that of what was written; the event is what the upcast made of it."""
    prev, events = GENESIS, []
    for hash, line in rows():
        event = decode_event(line, hash, version=1, schema=EVENTS_2)
        assert event.unit == "moved"
        assert event.prev == prev
        assert hash_of(event) == hash == hashlib.sha256(line.encode()).hexdigest()
        assert encode_event(event) == line
        prev = hash
        events.append(event)
    assert prev == NEWEST
    assert [event.body.trigger for event in events if isinstance(event.body, Acted)] == ["PROMISE", "PAY"]


def test_a_changed_text_no_longer_verifies():
    """One letter is enough."""
    hash, line = rows()[1]
    event = decode_event(line.replace("shouted", "shoutet"), hash)
    assert hash_of(event) != hash


def test_steps_are_taken_one_after_the_other():
    """From any older version to this one; each sees what the one before made."""
    steps = {1: lambda data: {**data, "a": 1}, 2: lambda data: {**data, "b": data["a"] + 1}}
    schema = Schema("policy", 3, steps)
    assert schema.bring_up({}, 1) == {"a": 1, "b": 2}
    assert schema.bring_up({"a": 5}, 2) == {"a": 5, "b": 6}
    assert schema.bring_up({}, 3) == {}


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (2, "this policy has schema 2, this release reads up to 1: upgrade complaintkit to read it @ schema"),
        (10**4000, "this policy has schema of a very large number"),
        (0, "expected the policy's schema version, a whole number, got 0 (int) @ schema"),
        (True, "a whole number, got True (bool)"),
        ("1", "a whole number, got '1' (str)"),
        (None, "a whole number, got None (NoneType)"),
        (1.0, "a whole number, got 1.0 (float)"),
        ([["x" * 1000]], "a whole number, got [['xxx"),
    ],
    ids=lambda given: repr(given)[:20],
)
def test_a_schema_that_is_not_known_is_refused(version, said):
    """A newer one by name, anything else as what it is."""
    data = {**json.loads(DOCUMENT.read_text(encoding="utf-8")), "schema": version}
    with pytest.raises(InvalidInput) as caught:
        loads_policy(json.dumps(data))
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_missing_step_and_a_step_that_fails_are_told():
    """Nothing is guessed."""
    with pytest.raises(InvalidInput, match="there is no way from schema 1 of a policy to 2"):
        Schema("policy", 3, {2: dict}).bring_up({}, 1)
    with pytest.raises(InvalidInput, match="this event cannot be brought from schema 1 to 2: KeyError"):
        Schema("event", 2, {1: lambda data: data["gone"]}).bring_up({}, 1)


def write() -> None:
    """Make the stored texts, once."""
    from tests.serialization.test_events import POLICY, lived

    if DOCUMENT.exists():
        raise SystemExit("they are there; a stored text is never written anew")
    desk, ids = lived()
    events = desk.events(ids[0])
    DOCUMENT.write_text(dumps(POLICY), encoding="utf-8")
    CHAIN.write_text("".join(f"{event.hash} {encode_event(event)}\n" for event in events), encoding="utf-8")
    print(POLICY.hash, events[-1].hash, ids, [type(event.body).__name__ for event in events])


if __name__ == "__main__":
    write()
