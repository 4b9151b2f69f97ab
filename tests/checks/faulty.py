"""A policy without a fault, and for each kind of issue one with that fault and nothing else changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import attrs

from complaintkit.deadlines import AtDue, Before, Convention, Days, Tolling, WorkingDays, Years
from complaintkit.rules import (
    ALWAYS,
    STAYS,
    Band,
    Bands,
    Body,
    ByCase,
    Category,
    Channel,
    Duty,
    ExtensionRule,
    Fact,
    Form,
    Guard,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Redress,
    Register,
    RetentionRule,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import category, channel, fact
from complaintkit.testing import FixedDirectory
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


def _with(*moves: Move, **changed: Any) -> Policy:
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

FAULTS: Mapping[str, Callable[[], Fault]] = {
    # stages and ways
    "unreachable_stage": lambda: Fault(sound(stages=(*STAGES, Stage("parked", owner="clerk"))), "$.stages[3](parked)"),
    "inescapable_stage": lambda: Fault(
        _with(TAKE, DECIDE, guarded(CLOSE, fact("amount") < yuan(0))), "$.stages[0](received)"
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
        _with(TAKE, DECIDE, guarded(CLOSE, category.within("goods").is_true(otherwise=True))), "$.stages[0](received)"
    ),
    "channel_without_handler": lambda: Fault(
        _with(TAKE, DECIDE, guarded(CLOSE, channel == "letter")), "$.stages[0](received)"
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
    # choices
    "ambiguous_targets": lambda: Fault(
        _with(
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
        _with(TAKE, attrs.evolve(DECIDE, by=("manager", "director", "auditor")), CLOSE, roles=AUDITED),
        "$.moves[1](decide).by(auditor)",
    ),
    "below_the_tiers": lambda: Fault(
        _with(TAKE, DECIDE, CLOSE, *FINED, facts=(AMOUNT, LOSS, WHO), sanctions=(FINE,)), "$.sanctions[0](fine).tiers"
    ),
    # conditions
    "condition_never_holds": lambda: Fault(
        _with(
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
        _with(TAKE, DECIDE, guarded(CLOSE, fact("amount") >= yuan(0))), "$.moves[2](close).guards(g0)"
    ),
    "move_never_possible": lambda: Fault(
        _with(
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
    "separation_bars_everybody": lambda: Fault(
        _with(
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
    # ladders
    "escalation_to_nobody": lambda: Fault(
        sound(duties=owed(ladder=(LADDER[0], Rung("late", AtDue())))), "$.duties[1](answer).ladder(late)"
    ),
    "escalation_to_its_owner": lambda: Fault(
        sound(duties=owed(ladder=(LADDER[0], Rung("late", AtDue(), tell=("clerk",))))),
        "$.duties[1](answer).ladder(late)",
    ),
    "escalation_in_a_circle": lambda: Fault(
        sound(
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty(
                    "chase",
                    owner="clerk",
                    starts="decided",
                    ends=("x_chased", "closed"),
                    term=Days(1),
                    ladder=(Rung("chased", tell=("manager",), records=("x_chased",)),),
                ),
                Duty(
                    "rest",
                    owner="clerk",
                    starts="x_chased",
                    ends=("x_rested", "closed"),
                    term=Days(1),
                    ladder=(Rung("rested", tell=("manager",), records=("x_rested", "decided")),),
                ),
            )
        ),
        "$.duties[2](chase).ladder",
    ),
    # dates
    "warning_before_start": lambda: Fault(
        sound(duties=owed(ladder=(Rung("soon", Before(Days(11)), kind="warning", tell=("clerk",)), LADDER[1]))),
        "$.duties[1](answer).ladder(soon)",
    ),
    "acknowledged_after_answered": lambda: Fault(
        sound(
            duties=(attrs.evolve(ACKNOWLEDGE, term=WorkingDays(8)), ANSWER),
            calendar="cn",
            in_force_until=date(2026, 6, 30),
        ),
        "$.duties[0](acknowledgement).term",
    ),
    "kept_shorter_than_owed": lambda: Fault(
        sound(
            moves=(TAKE, DECIDE, CLOSE, Move("visit", ("done",), STAYS, by=("clerk",), records=("followed_up",))),
            duties=(
                ACKNOWLEDGE,
                ANSWER,
                Duty(
                    "visit",
                    owner="clerk",
                    starts="closed",
                    ends=("followed_up",),
                    term=Days(60),
                    stage_kinds=("closed",),
                ),
            ),
            retention=(RetentionRule("shelf_time", starts="closed", term=Days(30)),),
        ),
        "$.retention[0](shelf_time).term",
    ),
    "extension_without_room": lambda: Fault(
        sound(duties=owed(extension=ExtensionRule("fixed", Days(9), by=("manager",), reasons=("complex",)))),
        "$.duties[1](answer).extension.term",
    ),
    "longstop_before_due": lambda: Fault(sound(duties=owed(longstop=Days(9))), "$.duties[1](answer).longstop"),
    "repeat_beyond_longstop": lambda: Fault(
        sound(duties=(attrs.evolve(ACKNOWLEDGE, repeats="due", longstop=Days(2)), ANSWER)),
        "$.duties[0](acknowledgement).longstop",
    ),
    "window_stops_nothing": lambda: Fault(
        sound(duties=owed(tolling=(Tolling("strike", date(2025, 11, 3), date(2025, 12, 31)),))),
        "$.duties[1](answer).tolling[0]",
    ),
    "calendar_ends": lambda: Fault(sound(calendar="cn", duties=owed(term=WorkingDays(3))), "$.calendar"),
    "beyond_the_calendar": lambda: Fault(sound(duties=owed(term=Years(300))), "$.duties[1](answer).term"),
    # numbers
    "serial_outgrows_width": lambda: Fault(
        sound(numbering=(Numbering("acknowledged", "{yy}{mm}{serial:02d}", period="month"),)), "$.numbering[0].pattern"
    ),
    "number_repeats": lambda: Fault(
        sound(numbering=(Numbering("acknowledged", "{yyyy}{serial:05d}", period="month"),)), "$.numbering[0].pattern"
    ),
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
        _with(
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
"""For each kind of issue a policy that has it, and the path where it is. A missing holder is the directory's fault."""

BESIDE: Mapping[str, frozenset[str]] = {
    # the fault named first brings these with it, rightly
    "category_without_handler": frozenset(("duty_never_ends",)),
    "channel_without_handler": frozenset(("duty_never_ends",)),
    "inescapable_stage": frozenset(("condition_never_holds", "unreachable_stage", "duty_never_ends")),
    "condition_never_holds": frozenset(("condition_always_holds",)),
    "acknowledged_after_answered": frozenset(("warning_before_start",)),  # in long holidays
}
"""What else a policy with one fault has: a stage without an exit leaves those behind it unreachable, and so on."""

NOBODY = FixedDirectory({"emp-1": ("clerk",), "emp-2": ("director",)})
EVERYBODY = FixedDirectory({"emp-1": ("clerk",), "emp-2": ("manager",), "emp-3": ("director",)})
