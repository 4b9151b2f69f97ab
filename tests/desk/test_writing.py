"""One command, one transaction: keys, batches, stale writers, clocks behind; all of it or no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from complaintkit.desk import Desk
from complaintkit.errors import ClockSkew, InvalidInput, KeyConflict, Refused, StaleVersion, UnknownPolicy
from complaintkit.rules import Fact, LinkRule, Move, PolicyHistory, Rung
from complaintkit.storage.memory import MemoryStore, MemoryTransaction
from complaintkit.values import Party
from tests.desk.policies import (
    BOSS,
    CLERK,
    NOBODY,
    OPEN,
    World,
    at,
    cny,
    day_end,
    demanding,
    policy,
    reply_duty,
    why,
    with_moves,
    world,
)


def whole(store: MemoryStore) -> dict[str, Any]:
    """Everything a store holds, table by table."""
    tables = {name: value for name, value in vars(store).items() if isinstance(value, dict | set)}
    assert len(tables) >= 12
    return {
        name: {key: tuple(held) if isinstance(held, list) else held for key, held in value.items()}
        if isinstance(value, dict)
        else frozenset(value)
        for name, value in tables.items()
    }


# -- keys


def test_the_same_key_with_the_same_content_gives_the_first_result_again():
    desk = world(policy())
    first = desk.desk.file(by=CLERK, key="mail-1", refs={"crm": "T-1"})
    again = desk.desk.file(by=CLERK, key="mail-1", refs={"crm": "T-1"})
    assert (again, len(desk.desk.find().cases)) == (first, 1)
    accepted = desk.desk.act(first.id, "accept", by=CLERK, key="k")
    assert desk.desk.act(first.id, "accept", by=CLERK, key="k") == accepted
    desk.desk.act(first.id, "reply", by=CLERK)
    assert desk.desk.act(first.id, "accept", by=CLERK, key="k") == accepted, "as it stood then"
    assert desk.desk.get(first.id).version == 3


@pytest.mark.parametrize(
    "other",
    [
        lambda desk, case: desk.act(case, "reply", by=CLERK, key="k"),
        lambda desk, case: desk.act(case, "accept", by=BOSS, key="k"),
        lambda desk, case: desk.act(case, "accept", by=CLERK, key="k", occurred_at=at(2)),
        lambda desk, case: desk.act(desk.file(by=CLERK).id, "accept", by=CLERK, key="k"),
        lambda desk, case: desk.file(by=CLERK, key="k"),
        lambda desk, case: desk.correct(case, 1, by=CLERK, reason="x", occurred_at=at(1), key="k"),
    ],
)
def test_the_same_key_with_other_content_is_an_error(other):
    desk = world(policy())
    case = desk.file()
    desk.desk.act(case, "accept", by=CLERK, key="k")
    before = whole(desk.store)
    with pytest.raises(KeyConflict) as caught:
        other(desk.desk, case)
    assert str(caught.value) == (
        "the key 'k' of tenant 'acme' was used before with other content; "
        "send the same content again, or use a new key. [CK403]"
    )
    assert whole(desk.store)["_keys"] == before["_keys"]


def test_a_filing_is_repeated_as_it_was_read_though_a_new_version_came_meanwhile():
    """Filed on 2 March under a version that knows the fact; from 5 March another is in force that does not."""
    known = policy(facts=(Fact("urgent", "yes_no", required=False),))
    desk = world(known, policy(version="2", in_force_from=date(2026, 3, 5)))
    given = {"by": CLERK, "facts": {"urgent": True}}
    first = desk.desk.file(**given, key="mail-1")
    desk.clock.move_to(at(6))
    assert desk.desk.file(**given, key="mail-1") == first
    with pytest.raises(InvalidInput, match="there is no fact 'urgent'"):
        desk.desk.file(**given, key="mail-2")
    with pytest.raises(KeyConflict):
        desk.desk.file(by=CLERK, facts={"urgent": False}, key="mail-1")
    assert [case.id for case in desk.desk.find().cases] == [first.id]


def test_personal_content_counts_by_its_value_though_its_salt_is_new():
    secret = Fact("name", "text", personal=True, required=False)
    desk = world(with_moves(Move("note", OPEN, "=", by=("clerk",), asks=("name",)), facts=(secret,)))
    case = desk.file()
    for _ in range(2):
        assert desk.desk.act(case, "note", by=CLERK, facts={"name": "Li"}, key="k").version == 2
    with pytest.raises(KeyConflict):
        desk.desk.act(case, "note", by=CLERK, facts={"name": "Wu"}, key="k")
    assert "Li" not in repr(desk.store._keys)


def test_a_refused_command_leaves_its_key_free():
    desk = world(policy())
    case = desk.file()
    why(lambda: desk.desk.act(case, "accept", by=NOBODY, key="k"))
    assert desk.desk.act(case, "accept", by=CLERK, key="k").version == 2


def test_a_key_is_the_tenant_s_own():
    desk = world(policy())
    other = Desk(desk.desk.history, desk.store, tenant="other", clock=desk.clock)
    assert desk.desk.file(by=CLERK, key="k").id != other.file(by=BOSS, key="k").id


# -- batches


def test_a_batch_counts_whole_or_not_at_all():
    desk = world(policy())
    with desk.desk.batch() as same:
        assert same is desk.desk
        case = desk.file()
        assert desk.desk.act(case, "accept", by=CLERK).version == 2, "it sees what it wrote"
    before = whole(desk.store)

    def fail() -> None:
        with desk.desk.batch():
            desk.desk.act(case, "reply", by=CLERK, key="x")
            desk.desk.file(by=CLERK)
            desk.desk.act(case, "shelve", by=CLERK)

    with pytest.raises(Refused):
        fail()
    assert whole(desk.store) == before
    assert desk.desk.verify().ok


def test_attempts_of_refused_commands_in_a_failed_batch_are_kept():
    desk = world(demanding())
    case = desk.file(channel="desk", category="quality", about=("cleo",))

    def fail() -> None:
        with desk.desk.batch():
            desk.desk.act(case, "by_clerk", by=CLERK)
            desk.desk.act(case, "decide", by=CLERK)

    with pytest.raises(Refused):
        fail()
    assert desk.desk.get(case).version == 1
    (attempt,) = desk.desk.attempts(case)
    assert (attempt.actor, attempt.trigger, attempt.at) == ("cleo", "decide", at(2))
    assert [reason.code for reason in attempt.reasons] == ["recused"]


def test_attempts_in_a_batch_that_goes_on_are_kept_with_it():
    desk = world(demanding())
    case = desk.file(channel="desk", category="quality", about=("cleo",))
    with desk.desk.batch():
        why(lambda: desk.desk.act(case, "decide", by=CLERK))
        desk.desk.act(case, "by_clerk", by=CLERK)
    assert (len(desk.desk.attempts(case)), desk.desk.get(case).version) == (1, 2)


def test_only_refusals_the_policy_marks_are_kept():
    desk = world(demanding())
    case = desk.file(channel="desk", category="quality", about=("cleo",))
    why(lambda: desk.desk.act(case, "by_boss", by=CLERK))
    desk.desk.consider(case, "decide", by=CLERK)
    assert desk.desk.attempts(case) == ()
    why(lambda: desk.desk.act(case, "approve", by=BOSS, facts={"amount": cny(1001)}))
    assert [(item.trigger, item.reasons[0].code) for item in desk.desk.attempts(case)] == [("approve", "authority")]
    assert desk.desk.get(case).version == 1, "outside the case's version"


def test_batches_do_not_nest():
    desk = world(policy())

    def nest() -> None:
        with desk.desk.batch(), desk.desk.batch():
            pass

    with pytest.raises(InvalidInput) as caught:
        nest()
    assert str(caught.value) == (
        "invalid input: a batch is already open on this desk: batches do not nest @ batch [CK101]"
    )
    assert desk.desk.file(by=CLERK).version == 1, "the desk works on"


def test_a_policy_first_kept_in_a_batch_that_failed_is_kept_by_the_next_filing():
    desk = world(policy())

    def fail() -> None:
        with desk.desk.batch():
            desk.file()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert desk.store._policies == {}
    desk.file()
    assert list(desk.store._policies.values()) == [policy()]


# -- stale writers


class Reporting(MemoryTransaction):
    """A transaction of a store that finds somebody else was first, as often as its store says."""

    def append(self, entry: Any) -> None:
        store: Any = self._store
        if store.stale and entry.expected:
            store.stale -= 1
            between, store.between = store.between, None
            store.after = between
            raise StaleVersion(f"case {entry.case.id!r}", entry.expected, entry.expected + 1)
        super().append(entry)


class Crowded(MemoryStore):
    """A store in which another writer comes between: it reports stale, and the other's command is then there."""

    def __init__(self) -> None:
        super().__init__()
        self.stale = 0
        self.between: Callable[[], object] | None = None
        self.after: Callable[[], object] | None = None
        self._transaction = Reporting(self)

    def begin(self, *, reading: bool = False) -> MemoryTransaction:
        after, self.after = self.after, None
        if after is not None:
            after()
        return super().begin(reading=reading)


def crowded(*policies: Any) -> tuple[World, Crowded]:
    store = Crowded()
    return world(*policies, store=store), store


def test_a_stale_writer_leaves_no_trace_and_both_versions_are_named():
    desk, store = crowded(demanding())
    first = desk.file(channel="desk", category="quality", complainant=Party("Li"))
    before = whole(store)
    store.stale = 99
    with pytest.raises(StaleVersion) as caught:
        desk.desk.act(first, "slip", by=CLERK, facts={"note": "n"}, key="k")
    assert str(caught.value) == (
        "case 'c1' is at version 2, this command was decided on version 1; load it again and decide anew. [CK402]"
    )
    assert whole(store) == before
    assert 99 - store.stale == 5, "it was tried five times"


def test_a_stale_filing_leaves_no_trace_either():
    linked = with_moves(links=(LinkRule("beside"),))
    desk, store = crowded(linked)
    first = desk.file()
    before = whole(store)
    store.stale = 99
    with pytest.raises(StaleVersion):
        desk.desk.file(by=CLERK, complainant=Party("Li"), link=("beside", first), key="k")
    store.stale = 0
    assert whole(store) == before


def test_a_filing_is_decided_anew_when_its_linked_case_moved_on():
    """The second try reads the linked case again and goes through."""
    linked = with_moves(links=(LinkRule("beside"),))
    desk, store = crowded(linked)
    first = desk.file()
    store.stale = 1
    case = desk.desk.file(by=CLERK, complainant=Party("Li"), link=("beside", first), key="k")
    assert [link.case_id for link in case.links] == [first]


def test_the_very_first_filing_leaves_no_trace_when_it_fails():
    class Broken(Reporting):
        def append(self, entry: Any) -> None:
            super().append(entry)
            raise StaleVersion("case", 0, 1)

    desk, store = crowded(policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),)))
    before = whole(store)
    sound, store._transaction = store._transaction, Broken(store)
    with pytest.raises(StaleVersion):
        desk.desk.file(by=CLERK, complainant=Party("Li"), key="k")
    assert whole(store) == before
    store._transaction = sound
    desk.file()
    assert len(store._policies) == 1, "a version is kept with the first filing that was written"


def test_the_desk_decides_anew_where_it_comes_to_the_same():
    desk, store = crowded(policy())
    case = desk.file()
    store.stale, store.between = 1, lambda: desk.desk.act(case, "reply", by=CLERK)
    assert desk.desk.act(case, "accept", by=CLERK).version == 3
    assert [getattr(event.body, "trigger", "") for event in desk.desk.events(case)] == ["", "reply", "accept"]
    assert desk.desk.verify().ok


def test_a_new_salt_a_later_moment_and_the_same_number_are_the_same():
    from complaintkit.rules import Message, Numbering, Sent

    noted = Move("note", OPEN, "=", by=("clerk",), asks=("name",), message="news", records=("acknowledged",), cite=None)
    desk, store = crowded(
        with_moves(
            noted,
            facts=(Fact("name", "text", personal=True, required=False),),
            messages=(Message("news"),),
            numbering=(Numbering("acknowledged", "{serial}"),),
        )
    )
    case = desk.file()
    store.stale, store.between = 1, lambda: desk.clock.advance(timedelta(seconds=1))
    after = desk.desk.act(case, "note", by=CLERK, facts={"name": "Li"}, message=Sent("letter"))
    assert (after.version, after.number, after.told[0].at) == (2, "1", at(2, 9, 0, 1))
    assert len(store._personal["acme", case]) == 1


def test_the_desk_gives_up_where_it_comes_to_another_move():
    moves = (
        Move("turn", OPEN, "done", by=("clerk",), when=_accepted()),
        Move("turn", OPEN, "asked", by=("clerk",), when=~_accepted()),
    )
    desk, store = crowded(with_moves(*moves))
    case = desk.file()
    store.stale, store.between = 1, lambda: desk.desk.act(case, "accept", by=CLERK)
    with pytest.raises(StaleVersion) as caught:
        desk.desk.act(case, "turn", by=CLERK)
    assert (caught.value.expected, caught.value.actual) == (1, 2)
    assert [event.seq for event in desk.desk.events(case)] == [1, 2]


def _accepted() -> Any:
    from complaintkit.rules.conditions import recorded

    return recorded("accepted")


def test_the_desk_gives_up_where_it_comes_to_other_redress():
    """The clerk approved 60; meanwhile 90 was proposed: within the band, yet not what was approved."""
    desk, store = crowded(demanding())
    case = desk.file(channel="desk", category="quality")
    desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(60)})
    store.stale = 1
    store.between = lambda: desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(90)})
    with pytest.raises(StaleVersion):
        desk.desk.act(case, "approve", by=CLERK)
    assert desk.desk.get(case).redress_granted is None
    assert desk.desk.act(case, "approve", by=CLERK).redress_granted == cny(90)


def test_what_the_newer_state_refuses_is_refused():
    desk, store = crowded(policy())
    case = desk.file()
    store.stale, store.between = 1, lambda: desk.desk.act(case, "close", by=CLERK)
    assert why(lambda: desk.desk.act(case, "accept", by=CLERK)).code == "stage"


def test_a_caller_who_says_the_version_gets_no_retry():
    desk, _ = crowded(policy())
    case = desk.file()
    assert desk.desk.act(case, "accept", by=CLERK, expected=1).version == 2
    with pytest.raises(StaleVersion) as caught:
        desk.desk.act(case, "reply", by=CLERK, expected=1)
    assert (caught.value.expected, caught.value.actual) == (1, 2)


@pytest.mark.parametrize("version", ["1", 1.0, True])
def test_a_version_that_is_no_whole_number_is_refused(version):
    """It is no stale one, nor, where it is equal, the right one."""
    desk = world(policy())
    with pytest.raises(InvalidInput, match=r"expected the version that was shown, got .* @ expected"):
        desk.desk.act(desk.file(), "accept", by=CLERK, expected=version)


def test_in_a_batch_nothing_is_tried_again():
    desk, store = crowded(policy())
    case = desk.file()
    store.stale = 1

    def stale() -> None:
        with desk.desk.batch():
            desk.desk.act(case, "accept", by=CLERK)

    with pytest.raises(StaleVersion):
        stale()
    assert (store.stale, desk.desk.get(case).version) == (0, 1)


# -- the clock


def test_a_clock_behind_takes_the_last_event_s_instant_and_the_skew_is_noted():
    desk = world(policy())
    case = desk.file()
    desk.clock.move_to(at(2, 8, 55))
    desk.desk.act(case, "accept", by=CLERK)
    event = desk.desk.events(case)[-1]
    assert (event.recorded_at, event.occurred_at, event.behind) == (at(2), at(2), 300_000_000)
    assert [entry.behind for entry in desk.desk.events(case)] == [0, 300_000_000]
    assert desk.desk.verify().ok
    assert desk.desk.explain(case, by=CLERK).events[-1].what == "accept"


def test_a_clock_too_far_behind_is_refused():
    desk = world(policy())
    case = desk.file()
    desk.clock.move_to(at(2, 8, 54, 59))
    before = whole(desk.store)
    with pytest.raises(ClockSkew) as caught:
        desk.desk.act(case, "accept", by=CLERK)
    assert str(caught.value) == (
        "the clock says 2026-03-02T08:54:59+00:00, 0:05:01 behind the last event (2026-03-02T09:00:00+00:00) "
        "and more than the 0:05:00 allowed; set the clock right. [CK404]"
    )
    assert whole(desk.store) == before


def test_a_tie_put_on_a_case_ahead_of_the_clock_notes_it():
    desk = world(with_moves(links=(LinkRule("beside"),)))
    first = desk.file()
    desk.clock.move_to(at(2, 8, 59))
    desk.file(link=("beside", first))
    event = desk.desk.events(first)[-1]
    assert (event.recorded_at, event.behind) == (at(2), 60_000_000)


# -- versions of the policy


def test_a_pinned_case_runs_with_the_document_the_store_kept():
    desk = world(policy())
    case = desk.file()
    other = Desk(
        PolicyHistory([policy(moves=policy().moves[:1], duties=(), version="2")]),
        desk.store,
        tenant="acme",
        clock=desk.clock,
    )
    assert other.act(case, "close", by=CLERK).stage == "done"
    desk.store._policies.clear()
    third = Desk(PolicyHistory([policy(version="3")]), desk.store, tenant="acme", clock=desk.clock)
    with pytest.raises(UnknownPolicy):
        third.get(case)


def test_overdue_is_found_by_the_due_as_it_stands():
    desk = world(policy())
    case = desk.file()
    assert [c.id for c in desk.desk.find(overdue_at=at(6, 0)).cases] == [case]
    assert desk.desk.find(overdue_at=day_end(5)).cases == ()
