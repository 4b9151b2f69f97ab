"""Faults of stages, of ways and of what is owed on them: one policy for each kind of issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from complaintkit.deadlines import Days
from complaintkit.rules import (
    ALWAYS,
    STAYS,
    ByCase,
    Channel,
    Duty,
    Fact,
    Kind,
    Move,
    Stage,
)
from complaintkit.rules.conditions import category, channel, fact
from tests.checks.sound import (
    ACKNOWLEDGE,
    AMOUNT,
    ANSWER,
    CLOSE,
    DECIDE,
    OTHER_DUTY,
    OTHER_KIND,
    OTHER_MOVE,
    OTHER_STAGES,
    STAGES,
    TAKE,
    WORDS,
    Fault,
    guarded,
    owed,
    sound,
    with_moves,
    yuan,
)

KEPT = Fact("kept", "choice", choices=("yes", "no"), required=False)

WAYS: Mapping[str, Callable[[], Fault]] = {
    # stages and ways
    "unreachable_stage": lambda: Fault(sound(stages=(*STAGES, Stage("parked", owner="clerk"))), "$.stages[3](parked)"),
    "inescapable_stage": lambda: Fault(
        with_moves(TAKE, DECIDE, guarded(CLOSE, fact("amount") < yuan(0))), "$.stages[0](received)"
    ),
    "undeclared_kind": lambda: Fault(
        sound(
            kinds=(OTHER_KIND,),
            stages=(*STAGES, *OTHER_STAGES),
            moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
            duties=(ACKNOWLEDGE, ANSWER, OTHER_DUTY),
        ),
        "$.kinds",
    ),
    "stage_without_owner": lambda: Fault(
        sound(stages=(STAGES[0], Stage("examined"), STAGES[2])), "$.stages[1](examined).owner"
    ),
    "category_without_handler": lambda: Fault(
        with_moves(TAKE, DECIDE, guarded(CLOSE, category.within("goods").is_true(otherwise=True))),
        "$.stages[0](received)",
    ),
    "channel_without_handler": lambda: Fault(
        with_moves(TAKE, DECIDE, guarded(CLOSE, channel == "letter")), "$.stages[0](received)"
    ),
    "case_at_a_standstill": lambda: Fault(
        with_moves(TAKE, guarded(DECIDE, fact("kept") == "yes"), CLOSE, facts=(AMOUNT, KEPT)), "$.stages[1](examined)"
    ),
    "stage_belies_record": lambda: Fault(
        with_moves(
            TAKE, DECIDE, CLOSE, Move("settle", ("examined",), STAYS, by=("manager",), records=("x_settled", "closed"))
        ),
        "$.moves[3](settle)",
    ),
    "row_leads_nowhere": lambda: Fault(
        with_moves(
            TAKE,
            DECIDE,
            CLOSE,
            Move("finish", ("examined",), "done", by=("manager",), records=("x_finished",)),
            Move("finish", ("received",), STAYS, by=("manager",), records=("x_finished",)),
        ),
        "$.moves[4](finish)",
    ),
    "channel_without_row": lambda: Fault(
        with_moves(
            attrs.evolve(TAKE, when=channel == "letter"),
            attrs.evolve(TAKE, when=channel == "phone"),
            attrs.evolve(TAKE, trigger="walk_in"),
            DECIDE,
            CLOSE,
            channels=(Channel("letter"), Channel("phone"), Channel("desk")),
        ),
        "$.moves[0](take)",
    ),
    # what is owed
    "nothing_due": lambda: Fault(
        sound(
            duties=(
                attrs.evolve(ACKNOWLEDGE, when=category.within("goods")),
                attrs.evolve(ANSWER, when=category.within("goods")),
            )
        ),
        "$.categories[2](service)",
    ),
    "no_term_applies": lambda: Fault(
        sound(duties=owed(term=ByCase(((category.within("goods"), Days(10)),)))), "$.duties[1](answer).term"
    ),
    "term_row_never_applies": lambda: Fault(
        sound(
            duties=owed(
                term=ByCase(((category.within("goods"), Days(10)), (ALWAYS, Days(20)), (channel == "letter", Days(5))))
            )
        ),
        "$.duties[1](answer).term.rows[2]",
    ),
    "duty_never_starts": lambda: Fault(
        sound(
            kinds=(*sound().kinds, OTHER_KIND),
            stages=(*STAGES, *OTHER_STAGES),
            moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                OTHER_DUTY,
                Duty("visit", owner="clerk", starts="replied", ends=("closed",), term=Days(3)),
            ),
        ),
        "$.duties[3](visit).starts",
    ),
    "duty_never_ends": lambda: Fault(
        sound(
            kinds=(*sound().kinds, OTHER_KIND),
            stages=(*STAGES, *OTHER_STAGES),
            moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                OTHER_DUTY,
                Duty("visit", owner="clerk", starts="decided", ends=("replied",), term=Days(3)),
            ),
        ),
        "$.duties[3](visit).ends",
    ),
    "duty_never_runs": lambda: Fault(
        sound(
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty("thanks", owner="clerk", starts="closed", ends=("x_thanked",), term=Days(3)),
            ),
            moves=(
                TAKE,
                DECIDE,
                CLOSE,
                Move("thank", ("done",), STAYS, by=("clerk",), records=("x_thanked",)),
            ),
        ),
        "$.duties[2](thanks).stage_kinds",
    ),
    "duty_begun_too_late": lambda: Fault(
        sound(
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty("check", owner="clerk", starts="x_noted", ends=("acknowledged",), term=Days(3)),
            ),
            moves=(
                TAKE,
                DECIDE,
                CLOSE,
                Move("note", ("received", "examined"), STAYS, by=("clerk",), records=("x_noted",)),
            ),
        ),
        "$.duties[2](check).ends",
    ),
    "duty_begins_anew": lambda: Fault(
        sound(
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty("news", owner="clerk", starts="x_told", ends=("x_told",), term=Days(3)),
            ),
            moves=(TAKE, DECIDE, CLOSE, Move("tell", ("examined",), STAYS, by=("clerk",), records=("x_told",))),
        ),
        "$.duties[2](news).ends",
    ),
    "duty_begun_after_its_end": lambda: Fault(
        sound(
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty("check", owner="clerk", starts="decided", ends=("acknowledged",), term=Days(3)),
            ),
            moves=(
                TAKE,
                DECIDE,
                CLOSE,
                Move("send_back", ("examined",), "received", by=("manager",), records=("x_sent_back",)),
            ),
        ),
        "$.duties[2](check).starts",
    ),
    "fact_never_asked": lambda: Fault(
        sound(
            facts=(AMOUNT, Fact("urgent", "yes_no", required=False)),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty(
                    "call",
                    owner="clerk",
                    starts="filed",
                    ends=("acknowledged",),
                    term=Days(1),
                    when=fact("urgent").is_true(),
                ),
            ),
        ),
        "$.facts[1](urgent)",
    ),
    "fact_never_given": lambda: Fault(
        sound(
            kinds=(*sound().kinds, Kind("book", initial="unread", every="month")),
            stages=(
                *STAGES,
                Stage("unread", owner="clerk", case_kind="book"),
                Stage("read", "closed", case_kind="book"),
            ),
            facts=(AMOUNT, Fact("entries", "whole", required=False, case_kind="book", min_value=0)),
            moves=(
                TAKE,
                DECIDE,
                CLOSE,
                Move("read", ("unread",), "read", by=("clerk",), records=("x_read",), message="word"),
            ),
            messages=(attrs.evolve(WORDS, contents=("entries",)),),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty("reading", owner="clerk", starts="opened", ends=("x_read",), term=Days(3), case_kind="book"),
            ),
        ),
        "$.facts[1](entries)",
    ),
    "repeats_for_ever": lambda: Fault(
        sound(
            kinds=(*sound().kinds, OTHER_KIND),
            stages=(*STAGES, *OTHER_STAGES),
            moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                OTHER_DUTY,
                Duty(
                    "news",
                    owner="clerk",
                    starts="acknowledged",
                    ends=("decided",),
                    term=Days(3),
                    repeats="met",
                    until=("replied",),
                ),
            ),
        ),
        "$.duties[3](news).until",
    ),
}
