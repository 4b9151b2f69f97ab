"""What the finding brings (art. 7(5)): apology, correction and rectification, or a patient explanation."""

from __future__ import annotations

from complaintkit.policies.bank_branch.parts import MANAGER_OR_RESPONSIBLE, T1, WORKING
from complaintkit.policies.parts import no_to, yes_to
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _consequences() -> tuple[Move, ...]:
    """Art. 7(5): what the finding brings: apology, correction and rectification, or a patient explanation."""
    guilty = (Guard("bank_is_responsible", yes_to("bank_responsible"), T1("art. 7(5)")),)
    innocent = (Guard("bank_not_responsible", no_to("bank_responsible"), T1("art. 7(5)")),)
    theirs = ("responsible_party",)
    return (
        Move("apologise", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, message="apology_message",
             records=("x_apologised",), cite=T1("art. 7(5)")),
        Move("correct_error", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, asks=("correction",),
             records=("x_corrected",), cite=T1("art. 7(5)")),
        Move("rectify", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, asks=("rectification",),
             records=("rectified",), cite=T1("art. 7(5)")),
        Move("explain_outcome", WORKING, STAYS, by=MANAGER_OR_RESPONSIBLE, after=("found",), guards=innocent,
             asks=("explanation",), message="explanation_message", records=("x_explained",), cite=T1("art. 7(5)")),
    )  # fmt: skip


MOVES = _consequences()


# --- SANCTIONS: T1 has none -------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: T1 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
