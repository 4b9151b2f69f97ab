"""Parts that nothing reads: one policy for each kind of issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from complaintkit.deadlines import Convention, Days
from complaintkit.rules import (
    Body,
    Fact,
    Form,
    LinkRule,
    Move,
    PromiseRule,
    Register,
    Role,
    Stage,
    Tally,
)
from complaintkit.values import Title
from tests.checks.sound import (
    ACKNOWLEDGE,
    AMOUNT,
    ANSWER,
    BANDS,
    CLERK,
    CLOSE,
    DECIDE,
    FINE,
    LOSS,
    MANAGER,
    OTHER_DUTY,
    OTHER_KIND,
    OTHER_MOVE,
    OTHER_STAGES,
    OTHERS,
    STAGES,
    TAKE,
    TITLES,
    WEIGHT,
    WHO,
    WORDS,
    Fault,
    owed,
    sound,
    with_moves,
)

UNREAD: Mapping[str, Callable[[], Fault]] = {
    # what nothing reads
    "unread_fact": lambda: Fault(sound(facts=(AMOUNT, WEIGHT)), "$.facts[1](weight)"),
    "unread_role": lambda: Fault(sound(roles=(CLERK, MANAGER, Role("director"), Role("porter"))), "$.roles[3](porter)"),
    "unread_form": lambda: Fault(sound(forms=(Form("memo"),)), "$.forms[0](memo)"),
    "unread_message": lambda: Fault(sound(messages=(WORDS,)), "$.messages[0](word)"),
    "unread_bands": lambda: Fault(sound(bands=(BANDS, attrs.evolve(BANDS, id="others"))), "$.bands[1](others)"),
    "unread_body": lambda: Fault(sound(bodies=(Body("board", ("manager",)),)), "$.bodies[0](board)"),
    "unread_promise": lambda: Fault(
        sound(
            facts=(AMOUNT, Fact("day", "instant", required=False)),
            promises=(PromiseRule("agreed", duty="answer", fact="day"),),
        ),
        "$.promises[0](agreed)",
    ),
    "unread_sanction": lambda: Fault(sound(facts=(AMOUNT, LOSS, WHO), sanctions=(FINE,)), "$.sanctions[0](fine)"),
    "unread_tally": lambda: Fault(sound(tallies=(Tally("answers", "closed"),)), "$.tallies[0](answers)"),
    "unread_convention": lambda: Fault(sound(conventions=(Convention("counter"),)), "$.conventions[0](counter)"),
    "unread_link": lambda: Fault(
        sound(facts=(AMOUNT, OTHERS), links=(LinkRule("same", fact="others"),)), "$.links[0](same)"
    ),
    "unread_register": lambda: Fault(
        sound(
            kinds=(*sound().kinds, OTHER_KIND),
            stages=(*STAGES, *OTHER_STAGES),
            moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
            duties=(ACKNOWLEDGE, ANSWER, OTHER_DUTY),
            registers=(Register("book", enters=("replied",)),),
        ),
        "$.registers[0](book)",
    ),
    "unread_title": lambda: Fault(sound(titles={**TITLES, "gone": Title("gone", "无")}), "$.titles(gone)"),
    "untitled": lambda: Fault(
        sound(titles={id: title for id, title in TITLES.items() if id != "late"}), "$.titles(rungs)"
    ),
    "unread_pause": lambda: Fault(
        with_moves(
            TAKE,
            DECIDE,
            CLOSE,
            Move("ask", ("examined",), "asked", by=("clerk",), records=("informed",)),
            Move("hear", ("asked",), "examined", by=("clerk",), records=("x_heard",)),
            stages=(*STAGES, Stage("asked", "waiting", pause="customer", owner="clerk")),
        ),
        "$.stages[3](asked).pause",
    ),
    "unread_setting": lambda: Fault(sound(duties=owed(pause_cap=Days(30))), "$.duties[1](answer).pause_cap"),
}
