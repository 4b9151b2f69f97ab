"""A small shop whose rules are sound, to be broken one way at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from complaintkit.deadlines import WorkingDays
from complaintkit.rules import STAYS, Duty, Move, Policy, Role, Stage
from complaintkit.values import source

HOUSE = source("House rules")
CALENDAR_ENDS = {("calendar_ends", "$.calendar"): "next year's days are published in November"}
BOSSES = ("manager", "director")

TAKE = Move("take", ("received",), "examined", by=("clerk",), records=("acknowledged",), cite=HOUSE("2"))
REVIEW = Move("review", ("examined",), STAYS, by=BOSSES, records=("reviewed",), cite=HOUSE("3"))
DECIDE = Move(
    "decide", ("examined",), "decided", by=BOSSES, same_who=("reviewed",), after=("reviewed",), records=("decided",),
    cite=HOUSE("4"),
)  # fmt: skip
CLOSE = Move("close", ("decided",), "done", by=BOSSES, records=("closed",), cite=HOUSE("5"))
ANSWER = Duty("answer", owner="manager", starts="filed", ends=("closed",), term=WorkingDays(5), cite=HOUSE("6"))


def shop(**changes: Any) -> Policy:
    """The policy; ``changes`` replace whole parts of it."""
    parts: dict[str, Any] = {
        "id": "shop",
        "in_force_from": date(2026, 1, 1),
        "calendar": "cn",
        "roles": (Role("clerk", everyone=True), Role("manager", last_resort="director"), Role("director")),
        "stages": (
            Stage("received", owner="clerk"),
            Stage("examined", owner="manager"),
            Stage("decided", owner="manager"),
            Stage("done", "closed"),
        ),
        "moves": (TAKE, REVIEW, DECIDE, CLOSE),
        "duties": (ANSWER,),
    }
    return Policy(**{**parts, **changes})
