"""Cases: events, the fold, the program, deciding and explaining."""

from complaintkit.cases.case import Case, Occurrence
from complaintkit.cases.clocks import DueRow, DutyState
from complaintkit.cases.decide import decide
from complaintkit.cases.events import Event, Sealed
from complaintkit.cases.explanation import Explanation
from complaintkit.cases.fold import fold
from complaintkit.cases.keeping import Keeping, KeptBy
from complaintkit.cases.offers import Offer
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason_text
from complaintkit.cases.verdict import Decision

__all__ = [
    "Case",
    "Decision",
    "DueRow",
    "DutyState",
    "Event",
    "Explanation",
    "Keeping",
    "KeptBy",
    "Occurrence",
    "Offer",
    "Program",
    "Reason",
    "Sealed",
    "decide",
    "fold",
    "reason_text",
]
