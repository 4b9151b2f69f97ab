"""More channels, each handled like one that is there: every rule that speaks of that one speaks of the new one."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from complaintkit import (
    Actor,
    ByCase,
    Channel,
    Desk,
    Duty,
    Fact,
    Guard,
    Kind,
    Move,
    Policy,
    PolicyError,
    Refused,
    Register,
    Stage,
)
from complaintkit.deadlines import Days, Hours
from complaintkit.policies import bank_branch, manufacturing, property_management
from complaintkit.rules import with_channels
from complaintkit.rules.conditions import channel, fact
from complaintkit.rules.moves import STAYS
from complaintkit.serialization import dumps, loads_policy
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedClock

CLERK = Actor("emp-1", roles={"clerk"})
HEAD = Actor("emp-2", roles={"head"})
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def small() -> Policy:
    """A rule of each kind that speaks of a channel: the letter goes to the head, the call to the clerk."""
    not_called = Guard("not_called", channel != "call")
    return Policy(
        id="small",
        in_force_from=NOON.date().replace(month=1),
        roles=("clerk", "head"),
        kinds=(Kind("complaint", initial="open", by=("clerk",)),),
        channels=(Channel("call"), Channel("letter", initial="with_head", by=("head",)), Channel("visit")),
        registers=(Register("post", channels=("letter",)),),
        facts=(Fact("posted_on", "date", channels=("letter",)), Fact("loud", "yes_no", required=False)),
        stages=(Stage("open", owner="clerk"), Stage("with_head", owner="head"), Stage("done", "closed")),
        moves=(
            Move("file_away", ("with_head",), STAYS, by=("head",), when=channel == "letter"),
            Move("write", ("open",), STAYS, by=("clerk",), guards=(not_called,)),
            Move("calm", ("open",), STAYS, by=("clerk",), asks=("loud",),
                 when=channel.one_of("call", "visit") & ~(fact("loud").is_true(otherwise=False))),
            Move("close", ("open", "with_head"), "done", by=("clerk", "head"), records=("closed",)),
        ),
        duties=(Duty("answer", owner="clerk", starts="filed", ends=("closed",),
                     term=ByCase(((channel == "letter", Days(10)), (channel != "letter", Hours(4))))),),
        calendar="utc",
        convention="plain",
    )  # fmt: skip


@pytest.fixture
def desk():
    """A desk under the small policy with three more channels."""
    policy = with_channels(small(), {"fax": "letter", "chat": "call", "app": "call"})
    return Desk(policy, MemoryStore(), tenant="acme", clock=FixedClock(NOON))


def test_a_new_channel_starts_where_the_other_does_and_asks_the_same(desk):
    """A fax is entered by the head, with the date of posting, and stands in the register of the post."""
    with pytest.raises(Refused):
        desk.file(by=CLERK, channel="fax", facts={"posted_on": "2026-02-27"})
    with pytest.raises(Refused, match="posted_on"):
        desk.file(by=HEAD, channel="fax")
    case = desk.file(by=HEAD, channel="fax", facts={"posted_on": "2026-02-27"})
    assert (case.stage, case.channel, case.registers) == ("with_head", "fax", ("post",))
    assert desk.act(case.id, "file_away", by=HEAD).stage == "with_head"


def test_conditions_hold_for_it_as_for_the_other(desk):
    """A chat, like a call: not written to, calmed; a visit, which nothing is handled like, stays as it was."""
    for way in ("call", "chat", "app"):
        case = desk.file(by=CLERK, channel=way)
        assert (case.stage, case.registers) == ("open", ())
        assert not desk.consider(case.id, "write", by=CLERK).granted
        assert desk.consider(case.id, "calm", by=CLERK, facts={"loud": False}).granted
    visit = desk.file(by=CLERK, channel="visit")
    assert desk.consider(visit.id, "write", by=CLERK).granted
    assert desk.consider(visit.id, "calm", by=CLERK, facts={"loud": False}).granted


@pytest.mark.parametrize(("way", "due"), [("fax", "2026-03-12"), ("letter", "2026-03-12"), ("chat", "2026-03-02")])
def test_its_terms_are_those_of_the_other(desk, way, due):
    """Ten days after 2 March for what is like a letter, four hours (16:00 the same day) for the rest."""
    letter = way in ("fax", "letter")
    case = desk.file(by=HEAD if letter else CLERK, channel=way, facts={"posted_on": "2026-02-27"} if letter else {})
    (state,) = desk.dues(case.id)
    assert state.due.due_at.date().isoformat() == due


def test_what_is_not_spoken_of_stays_as_it_is():
    """Only conditions, facts and registers that name the channel change; without new channels, nothing."""
    before, after = small(), with_channels(small(), {"fax": "letter"})
    assert with_channels(before, {}) == before
    assert after.channels[:-1] == before.channels
    assert after.channels[-1] == attrs.evolve(before.channels[1], id="fax")
    assert (after.moves[1:], after.stages, after.facts[1]) == (before.moves[1:], before.stages, before.facts[1])
    assert after.facts[0].channels == after.registers[0].channels == ("letter", "fax")
    assert after.moves[0].when == channel.one_of("letter", "fax")


def test_wrong_channels_are_named_all_at_once():
    """One that is there already, one like none of the policy: both faults, each with its path."""
    with pytest.raises(PolicyError) as raised:
        with_channels(small(), {"call": "letter", "fax": "pigeon"})
    assert [fault.path for fault in raised.value.faults] == ["$.like['call']", "$.like['fax']"]
    assert "call, letter, visit" in str(raised.value)


@pytest.mark.parametrize(
    "policy",
    [
        bank_branch.policy(in_force_from="2026-01-01"),
        manufacturing.policy(sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01"),
        property_management.policy(in_force_from="2026-01-01"),
    ],
    ids=lambda policy: policy.id,
)
def test_every_regime_can_be_given_more_channels(policy):
    """A second name for each channel: well formed, and kept whole through JSON."""
    wider = with_channels(policy, {f"{way.id}_too": way.id for way in policy.channels})
    assert len(wider.channels) == 2 * len(policy.channels)
    assert loads_policy(dumps(wider)) == wider
