"""A policy in which no check finds anything, and the parts that the faulty ones are made of."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import attrs

from complaintkit.deadlines import AtDue, Before, Days
from complaintkit.rules import (
    ALWAYS,
    STAYS,
    Band,
    Bands,
    ByCase,
    Category,
    Channel,
    Duty,
    Fact,
    Guard,
    Kind,
    Message,
    Move,
    Numbering,
    Policy,
    Redress,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tier,
)
from complaintkit.rules.conditions import category
from complaintkit.values import Citation, Money, Title

CLAUSE = Citation("House rules", "art. 3")
WORDS = Message("word", means=("letter",))


def yuan(amount: int) -> Money:
    return Money.of(amount, "CNY")


TAKE = Move("take", ("received",), "examined", by=("clerk",), records=("acknowledged",))
DECIDE = Move(
    "decide", ("examined",), STAYS, by=("manager", "director"), asks=("amount",), bands="limits",
    records=("approved", "decided"),
)  # fmt: skip
CLOSE = Move("close", ("examined",), "done", by=("manager",), after=("decided",), records=("closed",))
LADDER = (
    Rung("soon", Before(Days(2)), kind="warning", tell=("clerk",)),
    Rung("late", AtDue(), tell=("manager",)),
)
ACKNOWLEDGE = Duty("acknowledgement", owner="clerk", starts="filed", ends=("acknowledged",), term=Days(2))
ANSWER = Duty(
    "answer", owner="clerk", starts="filed", ends=("closed",), ladder=LADDER, cite=CLAUSE,
    term=ByCase(((category.within("goods"), Days(10)), (ALWAYS, Days(20)))),
)  # fmt: skip
AMOUNT = Fact("amount", "money", currency="CNY", required=False, min_value=yuan(0))
CLERK = Role("clerk", everyone=True)
MANAGER = Role("manager", last_resort="director")
BANDS = Bands("limits", (Band("manager", yuan(1000)), Band("director", None)))
STAGES = (Stage("received", owner="clerk"), Stage("examined", owner="manager"), Stage("done", "closed"))


def sound(**changed: Any) -> Policy:
    """A policy in which no check finds anything; with some parts changed."""
    parts: dict[str, Any] = {
        "id": "shop",
        "in_force_from": date(2026, 1, 1),
        "roles": (CLERK, MANAGER, Role("director")),
        "channels": (Channel("letter"), Channel("phone")),
        "kinds": (Kind("complaint", initial="received", by=("clerk",), cite=CLAUSE),),
        "categories": (Category("goods"), Category("colour", parent="goods"), Category("service")),
        "facts": (AMOUNT,),
        "stages": STAGES,
        "moves": (TAKE, DECIDE, CLOSE),
        "duties": (ACKNOWLEDGE, ANSWER),
        "bands": (BANDS,),
        "redress": Redress("amount", currency="CNY"),
        "numbering": (Numbering("acknowledged", "{yyyy}-{serial:05d}"),),
    }
    return Policy(**{**parts, **changed})


def guarded(move: Move, *conditions: Any, **changed: Any) -> Move:
    """A move with guards."""
    return attrs.evolve(move, guards=tuple(Guard(f"g{n}", c) for n, c in enumerate(conditions)), **changed)


def owed(**changed: Any) -> tuple[Duty, ...]:
    """The duties, the second with some of it changed."""
    return (ACKNOWLEDGE, attrs.evolve(ANSWER, **changed))


class Fault(NamedTuple):
    """A policy with one fault, and where it is."""

    policy: Policy
    path: str


OTHER_KIND = Kind("request", initial="asked", by=("clerk",))
OTHER_STAGES = (Stage("asked", owner="clerk", case_kind="request"), Stage("given", "closed", case_kind="request"))
OTHER_MOVE = Move("give", ("asked",), "given", by=("clerk",), records=("replied",))
OTHER_DUTY = Duty("giving", owner="clerk", case_kind="request", starts="filed", ends=("replied",), term=Days(5))
WEIGHT = Fact("weight", "whole", required=False, min_value=0)
WEIGH = attrs.evolve(TAKE, asks=("weight",))
LOSS = Fact("loss", "money", required=False, min_value=yuan(0))
WHO = Fact("who", "person", required=False)
FINE = SanctionRule(
    "fine", against="person", subject="who", basis="loss", approvers=("manager",),
    tiers=(Tier(yuan(500), amount=yuan(50)),),
)  # fmt: skip
FINED = (
    Move("fine", ("examined",), STAYS, by=("manager",), sanction="fine", records=("x_fined",)),
    Move("confirm_fine", ("examined",), STAYS, by=("manager",), sanction="fine", records=("sanctioned",)),
)


def with_moves(*moves: Move, **changed: Any) -> Policy:
    return sound(moves=moves, **changed)


AUDITED = (CLERK, MANAGER, Role("director"), Role("auditor", last_resort="director"))
OTHERS = Fact("others", "text", required=False, many=True, for_the_record=True)
TITLES = {
    id: Title(id, "名")
    for id in (
        "clerk manager director complaint letter phone goods colour service amount received examined done take decide "
        "close acknowledgement answer soon late limits"
    ).split()
}
"""A title for everything that the sound policy shows."""
