"""What the first round of tests left open and is settled now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.desk import Desk
from complaintkit.errors import PolicyError, Refused, StaleVersion
from complaintkit.rules import Actor, Band, Bands, Duty, Fact, Move, Policy, PolicyHistory, Redress, Rung, Stage
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.values import Money

CLERK = Actor("emp-1", roles={"clerk"})
POLICY = Policy(
    id="mended",
    in_force_from=date(2026, 1, 1),
    roles=("clerk",),
    stages=(Stage("open"), Stage("asked", "waiting", pause="customer"), Stage("done", "closed")),
    facts=(Fact("amount", "money", currency="CNY", required=False),),
    redress=Redress("amount", currency="CNY"),
    bands=(Bands("b", (Band("clerk", Money.of(100, "CNY")),)),),
    corrects=("clerk",),
    moves=(
        Move("propose", ("open",), "=", by=("clerk",), asks=("amount",), records=("proposed",)),
        Move("approve", ("open",), "=", by=("clerk",), bands="b", records=("approved",)),
        Move("ask", ("open",), "asked", by=("clerk",)),
        Move("close", ("open",), "done", by=("clerk",), records=("closed",)),
    ),
    duties=(
        Duty(
            "reply", owner="clerk", starts="filed", ends=("closed",), term=Days(2), pauses=("customer",),
            ladder=(Rung("late", tell=("clerk",)),),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def desk(clock: FixedClock) -> Desk:
    return Desk(PolicyHistory([POLICY]), MemoryStore(), tenant="t", clock=clock)


def test_a_corrected_proposal_is_what_is_approved(desk: Desk):
    """The amount that counts for the band and the grant is the corrected one."""
    case = desk.file(by=CLERK)
    desk.act(case.id, "propose", by=CLERK, facts={"amount": "60 CNY"})
    case = desk.correct(case.id, 2, by=CLERK, facts={"amount": "101 CNY"}, reason="misread")
    assert case.redress_proposed == Money.of(101, "CNY")
    with pytest.raises(Refused) as refused:
        desk.act(case.id, "approve", by=CLERK)
    assert refused.value.decision.codes == ("authority",)


def test_granted_redress_is_not_corrected(desk: Desk):
    """What was granted within a band cannot be raised past it by a correction."""
    case = desk.file(by=CLERK)
    desk.act(case.id, "propose", by=CLERK, facts={"amount": "60 CNY"})
    desk.act(case.id, "approve", by=CLERK)
    with pytest.raises(Refused) as refused:
        desk.correct(case.id, 2, by=CLERK, facts={"amount": "600 CNY"}, reason="misread")
    assert refused.value.decision.reasons[0].arg("why") == "granted"
    assert desk.get(case.id).redress_granted == Money.of(60, "CNY")


def test_a_move_that_began_a_pause_without_a_record_can_be_corrected(desk: Desk, clock: FixedClock):
    """The pause begins when the customer was asked, not when that was typed in."""
    case = desk.file(by=CLERK)
    clock.advance(timedelta(days=1))
    desk.act(case.id, "ask", by=CLERK)
    case = desk.correct(case.id, 2, by=CLERK, occurred_at=clock.now() - timedelta(hours=20), reason="asked on the day")
    assert case.pauses[0].begun_at == datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


def test_one_stale_case_does_not_keep_a_sweep_from_the_others(desk: Desk, clock: FixedClock, monkeypatch):
    """A case somebody else writes to is left to the next sweep; the rungs of the others fire."""
    first, second = desk.file(by=CLERK), desk.file(by=CLERK)
    clock.advance(timedelta(days=4))
    transaction = type(desk.store.begin())
    whole = transaction.append

    def stale_for_first(self, entry):
        if entry.case.id == first.id:
            raise StaleVersion(f"case {first.id!r}", 1, 2)
        whole(self, entry)

    monkeypatch.setattr(transaction, "append", stale_for_first)
    assert desk.sweep().fired == ((second.id, "reply", "late"),)
    monkeypatch.setattr(transaction, "append", whole)
    assert desk.sweep().fired == ((first.id, "reply", "late"),)


def test_a_single_text_is_no_list_of_roles():
    """The letters of a role's name are not taken for roles."""
    with pytest.raises(PolicyError, match=r"expected several roles, such as a tuple, got 'clerk' \(str\) @ \$\.roles"):
        Policy(id="p", roles="clerk", stages=("open",), moves=POLICY.moves)  # type: ignore[arg-type]


def test_a_rung_is_lifted_once_though_two_records_end_its_duty(clock: FixedClock):
    """Met at the very moment the rung fell, by a move whose records both end it: one entry takes the rung back."""
    both = attrs.evolve(POLICY.duties[0], ends=("replied", "closed"))
    close = Move("close", ("open",), "done", by=("clerk",), records=("replied", "closed"))
    policy = attrs.evolve(POLICY, duties=(both,), moves=(*POLICY.moves[:3], close))
    desk = Desk(PolicyHistory([policy]), MemoryStore(), tenant="t", clock=clock)
    case = desk.file(by=CLERK)
    (due,) = desk.dues(case.id)
    assert due.due is not None
    clock.move_to(due.due.due_at)
    assert desk.sweep().fired == ((case.id, "reply", "late"),)
    desk.act(case.id, "close", by=CLERK)
    assert [type(event.body).__name__ for event in desk.events(case.id)] == ["Filed", "Fired", "Acted", "Lifted"]
