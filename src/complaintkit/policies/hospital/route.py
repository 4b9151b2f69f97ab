"""A complaint's way: received by place, registered, answered there or routed by kind, looked into, told, closed."""

from __future__ import annotations

from complaintkit.policies.hospital.parts import (
    FINDING,
    GROUNDS,
    HANDLERS,
    LAST,
    OFFICE,
    OPEN,
    PLACES,
    POINTS,
    RECEPTION,
    ROUTES,
    T9,
    UNJUSTIFIED,
    WITH,
    WORKING,
    received_at,
)
from complaintkit.policies.parts import is_yes, no_to, yes_to
from complaintkit.rules import STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import category, channel, fact, party, recorded
from complaintkit.rules.recusal import DECIDING

_WHO = party("complainant")


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _receptions() -> tuple[Move, ...]:
    """1, 2, 4: by place in person, at any of the standing points otherwise; politely, and on the register."""
    rows = [
        Move("receive", ("received",), "at_reception", by=(role,), when=received_at(place), confirms=("courteous",),
             records=("accepted", "x_registered"), cite=(T9("2"), T9("4")))
        for place, role in PLACES.items()
    ]  # fmt: skip
    elsewhere = (channel != "visit") | (fact("place") == "elsewhere")
    rows.append(
        Move("receive", ("received",), "at_reception", by=POINTS, when=elsewhere, confirms=("courteous",),
             records=("accepted", "x_registered"), cite=(T9("1"), T9("4")))
    )  # fmt: skip
    return tuple(rows)


def _routing() -> tuple[Move, ...]:
    """3, 4, 6: sorted by kind; what cannot be solved there goes to the department of its kind, the contact kept."""
    refusal = ~category.within("refusal_to_receive") | fact("refused_by").known
    cannot = Guard("not_solvable_here", no_to("solvable_here"), T9("4"))
    contact = Guard("contact_kept", ~_WHO.has("name") | _WHO.has("contact"), T9("6"))
    classify = Move(
        "classify", ("received", *WORKING), STAYS, by=(*RECEPTION, *HANDLERS), reclassifies=True,
        offers=("refused_by",), guards=(Guard("refuser_named", refusal, T9("3")),), records=("classified",),
        cite=(T9("preamble"), T9("4")),
    )  # fmt: skip
    answer = Move(
        "answer_here", ("at_reception",), "replied", by=RECEPTION, asks=("solvable_here", "outcome"),
        after=("classified",), guards=(Guard("solvable_at_reception", yes_to("solvable_here"), T9("4")),),
        message="answer_told", records=("decided", "replied"), cite=T9("4"),
    )  # fmt: skip
    rows = [
        Move("route", ("at_reception", *(other for other in WITH if other != stage)), stage,
             by=(*RECEPTION, *HANDLERS), when=when.is_true(otherwise=False), asks=("solvable_here",),
             after=("classified",), guards=(cannot, contact), records=("transferred",), cite=cite)
        for stage, (_, when, cite) in ROUTES.items()
    ]  # fmt: skip
    return (classify, answer, *rows)


def _investigation() -> tuple[Move, ...]:
    """5, 6: looked into by the department it is with; what is wrong or unreasonable is patiently explained."""
    rows: list[Move] = []
    for stage, (role, _, _) in ROUTES.items():
        rows += (
            Move("judge_complexity", (stage,), STAYS, by=(role,), asks=("complex",), records=("x_complexity",),
                 cite=T9("6", mark="default")),
            Move("investigate", (stage,), STAYS, by=(role,), asks=("established", "safety_problem"),
                 offers=("safety_details",), records=("investigated",), cite=T9("6")),
            Move("find", (stage,), STAYS, by=(role,), after=("investigated",), asks=("finding",), records=("found",),
                 cite=T9("5")),
            Move("reply", (stage,), "replied", by=(role,), after=("found",), asks=("outcome",),
                 guards=(Guard("explained_first", ~UNJUSTIFIED | recorded("x_explained"), T9("5")),),
                 message="findings_told", records=("decided", "replied"), cite=T9("6")),
        )  # fmt: skip
    rows.append(
        Move("explain", (*WITH, "replied"), STAYS, by=HANDLERS, when=FINDING == "unjustified", asks=("explanation",),
             after=("found",), confirms=("explain_patiently",), message="explanation_told", records=("x_explained",),
             cite=T9("5"))
    )  # fmt: skip
    return tuple(rows)


def _not_investigated() -> tuple[Move, ...]:
    """7(1) to (5): the situation is explained and the rules that apply are told, instead of an investigation."""
    return tuple(
        Move("inform", WORKING, "informed", by=HANDLERS, when=fact("ground") == ground,
             asks=("ground", "applicable_rules"), after=("x_registered",), message="rules_told",
             records=("declined", "informed", "closed"), cite=T9(clause))
        for ground, clause in GROUNDS.items()
    )  # fmt: skip


def _extreme_acts() -> tuple[Move, ...]:
    """7: against unlawful or extreme acts measures, and reports to the police and the health authority."""
    return (
        Move("take_measures", OPEN, STAYS, by=(*HANDLERS, "duty_officer"), asks=("extreme_act", "measures"),
             records=("x_measures",), cite=LAST),
        Move("report_to_authorities", (*OPEN, "informed", "closed"), STAYS, by=(*OFFICE, "duty_officer"),
             after=("x_measures",), issues=("police_report", "health_authority_report"), records=("referred",),
             cite=LAST),
    )  # fmt: skip


def _ending() -> tuple[Move, ...]:
    """9: nobody closes over a danger that was found and not reported."""
    reported = Guard("danger_reported", ~is_yes("safety_problem") | recorded("x_safety_reported"), T9("9"))
    return (
        Move("report_safety", (*WITH, "replied"), STAYS, by=("first_receiver",), asks=("safety_details",),
             issues=("safety_notice",), records=("x_safety_reported",), cite=T9("9")),
        Move("close", ("replied",), "closed", by=(*HANDLERS, *RECEPTION), guards=(reported,), records=("closed",),
             cite=T9("6", mark="default")),
    )  # fmt: skip


MOVES = (
    *_receptions(), *_routing(), *_investigation(), *_not_investigated(), *_extreme_acts(), *_ending()
)  # fmt: skip

# --- BANDS: T9 knows no redress, and so no authority over it ----------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL ----------------------------------------------------------------------------------------------------------
# [reading] Whoever refused to receive is the one complained about, and takes no part in receiving that complaint.
RECUSAL = Recusal(records=(*DECIDING, "accepted", "investigated", "declined"), cite=T9("3", mark="reading"))
