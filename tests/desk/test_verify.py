"""verify() finds every change, removal, insertion and reorder; with an anchor, a removed newest event too."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.cases.events import GENESIS, hash_of
from complaintkit.desk import Desk
from complaintkit.rules import Fact, Rung, Surroundings
from complaintkit.values import FrozenMap, Party
from tests.desk.policies import CLERK, World, at, policy, reply_duty, world


@pytest.fixture
def desk() -> World:
    """A case of five events, a second one beside it, and some personal values."""
    made = world(
        policy(
            facts=(Fact("name", "text", personal=True, required=False), Fact("count", "whole", required=False)),
            duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),),
        )
    )
    case = made.file(facts={"name": "Li Wei", "count": 3}, complainant=Party("Li Wei", contact="555"))
    made.file()
    for trigger in ("accept", "ask", "answer", "close"):
        made.clock.advance(at(3) - at(2))
        made.desk.act(case, trigger, by=CLERK)
    return made


def events(desk: World) -> list[Any]:
    return desk.store._events["acme", "c1"]


def faults(desk: World, **anchors: tuple[int, str]) -> list[str]:
    report = desk.desk.verify(anchors)
    assert report.ok is (report.faults == ())
    assert {case for case, _ in report.faults} <= {"c1"}, "the other case is sound"
    return [what for _, what in report.faults]


def test_a_sound_tenant_verifies(desk):
    report = desk.desk.verify({"c1": (5, events(desk)[-1].hash), "c2": (1, desk.desk.get("c2").hash)})
    assert (report.cases, report.events, report.faults) == (2, 6, ())


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "carl"},
        {"capacity": "boss"},
        {"roles": ("boss",)},
        {"unit": "east"},
        {"on_behalf_of": "bea"},
        {"occurred_at": at(2, 1)},
        {"recorded_at": at(4, 1)},
        {"behind": 5},
        {"tenant": "other"},
        {"case_id": "c2"},
        {"around": Surroundings(serial=4)},
    ],
)
def test_a_changed_event_is_found(desk, change):
    held = events(desk)
    held[2] = attrs.evolve(held[2], **change)
    assert "event 3 was changed" in faults(desk)


def test_a_changed_body_is_found_deep_inside_too(desk):
    held = events(desk)
    held[3] = attrs.evolve(held[3], body=attrs.evolve(held[3].body, trigger="accept"))
    held[0] = attrs.evolve(held[0], body=attrs.evolve(held[0].body, facts=FrozenMap({"count": 4})))
    found = faults(desk)
    assert "event 1 was changed" in found
    assert "event 4 was changed" in found


def test_true_for_one_is_a_change(desk):
    held = events(desk)
    facts = {**held[0].body.facts, "count": 3}
    same = attrs.evolve(held[0], body=attrs.evolve(held[0].body, facts=FrozenMap(facts)))
    assert hash_of(same) == held[0].hash
    other = attrs.evolve(held[0], body=attrs.evolve(held[0].body, facts=FrozenMap({**facts, "count": True})))
    assert hash_of(other) != held[0].hash


def test_a_change_with_its_hash_made_anew_breaks_the_chain(desk):
    held = events(desk)
    forged = attrs.evolve(held[1], actor="carl")
    held[1] = attrs.evolve(forged, hash=hash_of(forged))
    assert faults(desk) == ["event 3 is not chained to the one before it"]


def test_a_whole_tail_forged_differs_from_the_snapshot_and_from_the_anchor(desk):
    held, anchor = events(desk), events(desk)[-1].hash
    prev = GENESIS
    for i, event in enumerate(list(held)):
        forged = attrs.evolve(event, actor="carl" if i == 1 else event.actor, prev=prev)
        held[i] = attrs.evolve(forged, hash=hash_of(forged))
        prev = held[i].hash
    assert faults(desk) == ["its snapshot is of another version than its newest event"]
    key = ("acme", "c1")
    stored = desk.store._cases[key]
    desk.store._cases[key] = stored._replace(case=attrs.evolve(stored.case, hash=prev))
    assert faults(desk) == ["its snapshot differs from what its events add up to"]
    assert "event 5 is not the one the anchor was taken of" in faults(desk, c1=(5, anchor))


def test_a_removed_event_is_found(desk):
    del events(desk)[2]
    assert faults(desk)[:2] == [
        "event 3 carries number 4: one was removed, inserted or moved",
        "event 4 is not chained to the one before it",
    ]


def test_an_inserted_event_is_found(desk):
    held = events(desk)
    held.insert(2, held[1])
    assert "event 3 carries number 2: one was removed, inserted or moved" in faults(desk)


def test_reordered_events_are_found(desk):
    held = events(desk)
    held[1], held[2] = held[2], held[1]
    assert "event 2 carries number 3: one was removed, inserted or moved" in faults(desk)


def test_a_removed_newest_event_is_found_with_an_anchor(desk):
    """The snapshot tells it; where that was put back as well, only an anchor kept elsewhere can."""
    anchor = (5, events(desk)[-1].hash)
    before = desk.desk.program("c1")
    del events(desk)[-1]
    assert faults(desk) == ["its snapshot is of another version than its newest event"]
    from complaintkit.cases.fold import fold

    key = ("acme", "c1")
    desk.store._cases[key] = desk.store._cases[key]._replace(case=fold(before, events(desk)))
    assert faults(desk) == []
    assert faults(desk, c1=anchor) == ["event 5 is not the one the anchor was taken of"]


def test_a_case_that_is_gone_is_found_with_an_anchor(desk):
    anchor = (5, events(desk)[-1].hash)
    for table in (desk.store._events, desk.store._cases, desk.store._personal):
        table.pop(("acme", "c1"))
    assert faults(desk) == []
    assert faults(desk, c1=anchor) == ["event 5 is not the one the anchor was taken of"]


@pytest.mark.parametrize("table", ["_events", "_cases"])
def test_a_half_of_a_case_that_is_gone_is_found(desk, table):
    getattr(desk.store, table).pop(("acme", "c1"))
    assert "its events or its snapshot are missing" in faults(desk)


def test_a_changed_snapshot_is_found(desk):
    key = ("acme", "c1")
    stored = desk.store._cases[key]
    desk.store._cases[key] = stored._replace(case=attrs.evolve(stored.case, owner="boss"))
    assert faults(desk) == ["its snapshot differs from what its events add up to"]


def test_events_that_cannot_be_replayed_are_told(desk):
    other = Desk(policy(version="9"), desk.store, tenant="acme", clock=desk.clock)
    desk.store._policies.clear()
    found = [what for _, what in other.verify().faults]
    assert len(found) == 2
    assert all("there is no policy" in what for what in found)


def test_a_changed_policy_document_is_found(desk):
    (hash_,) = desk.store._policies
    desk.store._policies[hash_] = policy(version="9")
    report = desk.desk.verify()
    assert {what for _, what in report.faults} == {"the policy document it is pinned to was changed"}


def test_a_changed_personal_value_is_found_and_so_is_one_that_went_without_an_event(desk):
    """DESIGN 5: without value and salt the chain is whole and the case loads; that no event erased them is told."""
    key = ("acme", "c1")
    held = desk.store._personal[key]
    assert [(item.seq, item.path) for item in held] == [
        (1, "facts.name"),
        (1, "parties.complainant.name"),
        (1, "parties.complainant.contact"),
    ]
    held[0] = held[0]._replace(value="Wu")
    assert faults(desk) == ["a personal value at facts.name is not the one committed to in event 1"]
    paths = [item.path for item in held]
    held.clear()
    assert faults(desk) == [
        f"the personal value at {path} of event 1 is missing, and no event erased it" for path in paths
    ]
    assert desk.desk.get("c1").stage == "done"


def test_a_personal_value_of_no_event_is_found(desk):
    held = desk.store._personal["acme", "c1"]
    held[1] = held[1]._replace(seq=99)
    assert faults(desk) == [
        "a personal value at parties.complainant.name is not the one committed to in event 99",
        "the personal value at parties.complainant.name of event 1 is missing, and no event erased it",
    ]


def test_another_tenant_s_chains_are_its_own(desk):
    other = Desk(desk.desk.history, desk.store, tenant="other", clock=desk.clock)
    other.file(by=CLERK)
    del events(desk)[2]
    assert other.verify().ok
