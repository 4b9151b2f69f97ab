"""Faults of ladders, of dates and of numbers: one policy for each kind of issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from complaintkit.deadlines import AtDue, Before, Days, Tolling, WorkingDays, Years
from complaintkit.rules import (
    STAYS,
    Duty,
    ExtensionRule,
    Move,
    Numbering,
    RetentionRule,
    Rung,
)
from tests.checks.sound import (
    ACKNOWLEDGE,
    ANSWER,
    CLOSE,
    DECIDE,
    LADDER,
    TAKE,
    Fault,
    owed,
    sound,
)

DATES: Mapping[str, Callable[[], Fault]] = {
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
}
