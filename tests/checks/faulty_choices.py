"""Faults of choices, of conditions and of who may act: one policy for each kind of issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from complaintkit.rules import (
    ASSIGNED,
    STAYS,
    Band,
    Bands,
    Move,
    Role,
)
from complaintkit.rules.conditions import fact
from tests.checks.sound import (
    AMOUNT,
    AUDITED,
    BANDS,
    CLAUSE,
    CLERK,
    CLOSE,
    DECIDE,
    FINE,
    FINED,
    LOSS,
    MANAGER,
    TAKE,
    WEIGH,
    WEIGHT,
    WHO,
    Fault,
    guarded,
    sound,
    with_moves,
    yuan,
)

CHOICES: Mapping[str, Callable[[], Fault]] = {
    # choices
    "ambiguous_targets": lambda: Fault(
        with_moves(
            guarded(WEIGH, when=fact("weight") <= 5),
            guarded(WEIGH, when=fact("weight") >= 5, target="done"),
            DECIDE,
            CLOSE,
            facts=(AMOUNT, WEIGHT),
        ),
        "$.moves[1](take)",
    ),
    "no_band_suffices": lambda: Fault(
        sound(bands=(attrs.evolve(BANDS, bands=(Band("manager", yuan(1000)), Band("director", yuan(9000)))),)),
        "$.bands[0](limits)",
    ),
    "band_never_needed": lambda: Fault(
        sound(bands=(attrs.evolve(BANDS, bands=(Band("director", yuan(100)), *BANDS.bands)),)),
        "$.bands[0](limits).bands[0]",
    ),
    "band_of_an_outsider": lambda: Fault(
        sound(
            roles=(CLERK, MANAGER, Role("director"), Role("auditor", last_resort="director", cite=CLAUSE)),
            bands=(
                Bands("limits", (Band("manager", yuan(1000)), Band("auditor", yuan(2000)), Band("director", None))),
            ),
        ),
        "$.bands[0](limits).bands[1]",
    ),
    "admitted_without_band": lambda: Fault(
        with_moves(TAKE, attrs.evolve(DECIDE, by=("manager", "director", "auditor")), CLOSE, roles=AUDITED),
        "$.moves[1](decide).by(auditor)",
    ),
    "below_the_tiers": lambda: Fault(
        with_moves(TAKE, DECIDE, CLOSE, *FINED, facts=(AMOUNT, LOSS, WHO), sanctions=(FINE,)),
        "$.sanctions[0](fine).tiers",
    ),
    # conditions
    "condition_never_holds": lambda: Fault(
        with_moves(
            TAKE,
            guarded(DECIDE, ~((fact("amount") > yuan(5)) & (fact("amount") < yuan(5)))),
            guarded(CLOSE, fact("amount") >= yuan(1)),
            Move(
                "note",
                ("examined",),
                STAYS,
                by=("clerk",),
                records=("x_noted",),
                when=(fact("amount") > yuan(7)) & (fact("amount") < yuan(6)),
            ),
        ),
        "$.moves[3](note).when",
    ),
    "condition_always_holds": lambda: Fault(
        with_moves(TAKE, DECIDE, guarded(CLOSE, fact("amount") >= yuan(0))), "$.moves[2](close).guards(g0)"
    ),
    "move_never_possible": lambda: Fault(
        with_moves(
            TAKE,
            DECIDE,
            CLOSE,
            guarded(
                Move("note", ("examined",), STAYS, by=("clerk",), records=("x_noted",)),
                fact("amount") > yuan(7),
                fact("amount") < yuan(6),
            ),
        ),
        "$.moves[3](note)",
    ),
    "nobody_is_named": lambda: Fault(
        with_moves(
            TAKE,
            DECIDE,
            CLOSE,
            Move("pass_on", ("examined",), STAYS, by=("clerk",), only=(ASSIGNED,), assigns=True, records=("assigned",)),
        ),
        "$.moves[3](pass_on).only",
    ),
    "separation_bars_everybody": lambda: Fault(
        with_moves(
            TAKE,
            DECIDE,
            CLOSE,
            Move(
                "note",
                ("examined",),
                STAYS,
                by=("clerk",),
                records=("x_noted",),
                same_who=("acknowledged",),
                not_who=("acknowledged",),
            ),
        ),
        "$.moves[3](note)",
    ),
    # people
    "nobody_left": lambda: Fault(
        sound(roles=(CLERK, Role("manager", deputies=("director",)), Role("director"))), "$.roles[1](manager)"
    ),
    "stand_ins_in_a_circle": lambda: Fault(
        sound(roles=(CLERK, MANAGER, Role("director", last_resort="manager"))), "$.roles[1](manager)"
    ),
}
