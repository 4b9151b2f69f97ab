"""Who answers for it (principle 3, penalty 1, 2): for the loss the person and the head, for a delay the handler."""

from __future__ import annotations

from complaintkit.policies.car_dealer.figures import Figures
from complaintkit.policies.car_dealer.parts import ANSWERABLE, GENERAL, MANAGER, T3, WAS_LATE
from complaintkit.policies.parts import sanctioning
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
# [default] T3 does not say who proposes a penalty and who approves it: the relations manager, and the general manager.
_PROPOSES, _APPROVES = (MANAGER,), (GENERAL,)
MOVES = (
    Move("fix_delay", ANSWERABLE, STAYS, by=_PROPOSES, asks=("late_handler", "delay_cause"),
         guards=(Guard("was_late", WAS_LATE, T3("penalty 2")),), records=("x_delay_fixed",), cite=T3("principle 3")),
    *sanctioning("person_penalty", ANSWERABLE, T3("penalty 1"), proposes=_PROPOSES, approves=_APPROVES,
                 guards=(Guard("person_found", recorded("investigated"), T3("penalty 1")),)),
    *sanctioning("head_penalty", ANSWERABLE, T3("penalty 1"), proposes=_PROPOSES, approves=_APPROVES,
                 guards=(Guard("department_found", recorded("investigated"), T3("penalty 1")),)),
    *sanctioning("delay_penalty", ANSWERABLE, T3("penalty 2"), proposes=_PROPOSES, approves=_APPROVES,
                 guards=(Guard("delay_fixed_first", recorded("x_delay_fixed"), T3("penalty 2")),)),
)  # fmt: skip


# --- SANCTIONS --------------------------------------------------------------------------------------------------------
def sanctions(figures: Figures) -> tuple[SanctionRule, ...]:
    """The penalties, each after a base that the policy's owner gives."""
    by_loss, by_delay = T3("penalty 1", mark="param"), T3("penalty 2", mark="param")
    return (
        SanctionRule("person_penalty", against="person", subject="responsible_person", basis="complaint_loss",
                     tiers=figures.person_penalties, approvers=_APPROVES, cite=by_loss),
        SanctionRule("head_penalty", against="person", subject="department_head", basis="complaint_loss",
                     tiers=figures.head_penalties, approvers=_APPROVES, cite=by_loss),
        SanctionRule("delay_penalty", against="person", subject="late_handler", basis="days_late",
                     tiers=figures.delay_penalties, approvers=_APPROVES, cite=by_delay),
    )  # fmt: skip


# --- TALLIES: T3 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
