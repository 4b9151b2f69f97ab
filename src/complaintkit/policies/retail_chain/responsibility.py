"""What administration and personnel does beside the route (arts. 25, 27, 28): checks, interprets, counts."""

from __future__ import annotations

from complaintkit.policies.retail_chain.parts import ADMINISTRATION, EVERYBODY, GENERAL, INSIDE, OPEN, T12
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import fact

# --- MOVES ------------------------------------------------------------------------------------------------------------
SUPERVISION = (
    Move("check", OPEN, STAYS, by=(ADMINISTRATION,), asks=("check_findings",), records=("x_checked",),
         cite=T12("art. 25")),
    Move("coordinate", INSIDE, STAYS, by=(ADMINISTRATION,), asks=("coordinated_with",), records=("x_coordinated",),
         cite=T12("art. 25")),
    Move("confirm_completion", ("replied",), STAYS, by=(ADMINISTRATION,), after=("decided",), asks=("completion_note",),
         records=("confirmed",), cite=T12("art. 25")),
    # Art. 28: what the rules mean is asked of administration and personnel, and answered by nobody else.
    Move("ask_meaning", OPEN, STAYS, by=EVERYBODY, asks=("question",), records=("x_question_put",),
         cite=T12("art. 28", mark="default")),
    Move("interpret", OPEN, STAYS, by=(ADMINISTRATION,), after=("x_question_put",), asks=("interpretation",),
         records=("x_interpreted",), cite=T12("art. 28")),
)  # fmt: skip

_ADDS_UP = fact("counts").total("number_of_complaints") == fact("complaints_received")
MONTHLY = (
    Move("compile", ("to_compile",), "to_review", by=(ADMINISTRATION,), records=("x_compiled",),
         asks=("complaints_received", "complaints_closed"), offers=("counts",), issues=("statistics_table",),
         guards=(Guard("adds_up", (fact("complaints_received") == 0) | _ADDS_UP, T12("art. 27")),),
         cite=T12("art. 27")),
    Move("review_statistics", ("to_review",), "reviewed_table", by=(GENERAL,), records=("reviewed", "closed"),
         cite=T12("art. 27")),
    Move("return_statistics", ("to_review",), "to_compile", by=(GENERAL,), asks=("statistics_returned_because",),
         records=("x_statistics_returned",), cite=T12("art. 27", mark="default")),
)  # fmt: skip

MOVES = (*SUPERVISION, *MONTHLY)

# --- SANCTIONS: T12 has none ------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: T12 counts no complaints against anybody ----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
