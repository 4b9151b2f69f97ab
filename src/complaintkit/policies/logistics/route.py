"""A complaint's way from the telephone to the result: registered, assigned, investigated, told."""

from __future__ import annotations

from complaintkit.policies.logistics.parts import DESK, GROUPS, INVESTIGATOR, NAMELESS, OPEN, T6, WORKING
from complaintkit.rules import ASSIGNED, STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import category, party, recorded
from complaintkit.rules.recusal import DECIDING

# --- MOVES ------------------------------------------------------------------------------------------------------------
_CUSTOMER = party("complainant")
INTAKE = (
    # Art. 12, 13: name and telephone are taken; who will not give a name can only be noted as nameless.
    Move(
        "register", WORKING, STAYS, by=DESK, records=("x_registered",), cite=T6("art. 13"),
        guards=(Guard("reachable", NAMELESS | _CUSTOMER.has("contact"), T6("art. 12")),),
    ),
    Move(
        "classify", OPEN, STAYS, by=DESK, reclassifies=True, records=("classified",),
        guards=(Guard("kind_named", ~category.one_of(*GROUPS), T6("art. 4")),),
        cite=(T6("art. 4"), T6("art. 7"), T6("art. 8")),
    ),
    Move("propose", OPEN, STAYS, by=(*DESK, *INVESTIGATOR), asks=("plan",), records=("proposed",), cite=T6("art. 16")),
)  # fmt: skip

INVESTIGATION = (
    Move(
        "assign", ("received",), "investigating", by=DESK, assigns=True, after=("x_registered",),
        records=("assigned",), cite=T6("art. 14"),
    ),
    Move(
        "ask_assistance", ("investigating",), STAYS, by=INVESTIGATOR, only=(ASSIGNED,), asks=("assisting_unit",),
        records=("x_assistance_asked",), cite=(T6("art. 3(2)"), T6("art. 14")),
    ),
    Move(
        "assist", ("investigating",), STAYS, by=("employee",), asks=("assistance",), after=("x_assistance_asked",),
        records=("x_assisted",), cite=T6("art. 3(2)"),
    ),
    Move(
        "investigate", ("investigating",), STAYS, by=INVESTIGATOR, only=(ASSIGNED,),
        asks=("established", "management_gaps"), offers=("no_gaps",), confirms=("facts_only", "fair_and_proper"),
        records=("investigated",),
        cite=(T6("art. 15(1)"), T6("art. 15(2)"), T6("art. 15(5)"), T6("art. 14")),
    ),
    # Art. 15(4) [reading]: one side is the complainant, the other the person complained about or the superior.
    Move(
        "hear_complainant", ("investigating",), STAYS, by=INVESTIGATOR, only=(ASSIGNED,), asks=("complainant_said",),
        after=("investigated",), records=("x_complainant_heard",), cite=(T6("art. 15(4)"), T6("art. 14")),
    ),
    Move(
        "hear_respondent", ("investigating",), STAYS, by=INVESTIGATOR, only=(ASSIGNED,),
        asks=("spoken_with", "respondent_said"),
        after=("investigated",), records=("x_respondent_heard",), cite=(T6("art. 15(4)"), T6("art. 14")),
    ),
    # Art. 15(3): what is promised in a case is promised by others than those who look into it.
    Move(
        "promise", OPEN, STAYS, by=(*DESK, "direct_superior"), not_who=("investigated", "x_complainant_heard"),
        asks=("promised_to", "promise_text"), records=("x_promised",), cite=T6("art. 15(3)"),
    ),
)  # fmt: skip

UNSOLVABLE = (
    Move(
        "report_unsolvable", OPEN, STAYS, by=(*DESK, *INVESTIGATOR), asks=("unsolvable_because",),
        issues=("unsolvable_report",), records=("x_unsolvable",), cite=T6("art. 17"),
    ),
    Move(
        "tell_to_wait", OPEN, STAYS, by=DESK, after=("x_unsolvable",), message="please_wait", records=("informed",),
        cite=T6("art. 17"),
    ),
    Move(
        "instruct", OPEN, STAYS, by=("direct_superior",), after=("x_unsolvable",), asks=("superior_instruction",),
        records=("x_instructed",), cite=T6("art. 17", mark="default"),
    ),
)  # fmt: skip

RESULT = (
    Move(
        "tell_result", ("found",), STAYS, by=DESK, asks=("result",), message="result_told", records=("replied",),
        cite=T6("art. 16"),
    ),
    # [default] Nothing is closed before its result was told, or while a customer who must wait does not know it. A
    # nameless complainant who left no way to be reached cannot be told.
    Move(
        "close", ("found",), "closed", by=DESK, records=("closed",), cite=T6("art. 16", mark="default"),
        guards=(
            Guard(
                "result_was_told", recorded("replied") | (NAMELESS & ~_CUSTOMER.has("contact")),
                T6("art. 16", mark="default"),
            ),
            Guard("told_to_wait", ~recorded("x_unsolvable") | recorded("informed"), T6("art. 17", mark="default")),
        ),
    ),
)  # fmt: skip

MOVES = (*INTAKE, *INVESTIGATION, *UNSOLVABLE, *RESULT)

# --- BANDS: T6 knows no redress, and so no authority over it ----------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: fairness asks that nobody looks into, or decides, what is about themselves ------------------------------
RECUSAL = Recusal(records=(*DECIDING, "investigated", "x_complainant_heard"), cite=T6("art. 15(2)", mark="default"))
