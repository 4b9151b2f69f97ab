"""What the centre owes after the single complaint (S(8)): the monthly table and the return visits; no sanctions."""

from __future__ import annotations

from complaintkit.policies.property_management.parts import RECEIVER, T7
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import fact


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _monthly_moves() -> tuple[Move, ...]:
    """S(8): once a month the table, and the customers to visit again chosen from it."""
    adds_up = Guard("adds_up", fact("counts").total("number_of_complaints") == fact("complaints_received"), T7("S(8)"))
    none = Guard("none_received", fact("complaints_received") == 0, T7("S(8)"))
    return (
        Move("summarise", ("to_summarise",), "summarised", by=RECEIVER, asks=("complaints_received",),
             offers=("counts",), guards=(adds_up,), issues=("monthly_table",), records=("x_summarised",),
             cite=T7("S(8)")),
        Move("choose_visits", ("to_summarise", "summarised"), "visits_chosen", by=RECEIVER, after=("x_summarised",),
             links="return_visit", records=("x_visits_chosen",), cite=T7("S(8)")),
        Move("no_visits", ("summarised",), "visits_chosen", by=RECEIVER, guards=(none,),
             records=("x_visits_chosen",), cite=T7("S(8)", mark="default")),
        Move("visit_customer", ("replied", "closed", "archived"), STAYS, by=RECEIVER,
             asks=("visit_findings",), after=("x_to_visit",), records=("followed_up",), cite=T7("S(8)")),
    )  # fmt: skip


MOVES = _monthly_moves()


# --- SANCTIONS: T7 has none -------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: T7 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
