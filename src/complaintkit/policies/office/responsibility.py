"""What recurs whatever is complained about: the rounds to the suggestion box, and the review of each quarter."""

from __future__ import annotations

from complaintkit.policies.office.parts import BOX, OFFICE, O
from complaintkit.rules import Move, SanctionRule, Tally

# --- MOVES ------------------------------------------------------------------------------------------------------------
MOVES = (
    Move("open_box", ("to_open",), "opened", by=(BOX,), asks=("letters_found",), records=("x_box_opened", "closed"),
         cite=O("four 2")),
    Move("review_quarter", ("to_review",), "reviewed", by=(OFFICE,), offers=("nobody_answered",),
         issues=("quarterly_report",),
         asks=("number_received", "by_type", "rate_of_satisfaction", "problems", "improvements"),
         records=("x_quarter_reviewed", "closed"), cite=O("seven 3")),
)  # fmt: skip

# --- SANCTIONS: O has none --------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: O counts no complaints against anybody ------------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
