"""A case's way: classified, registered, answered or looked into, settled, fed back, reviewed, closed."""

from __future__ import annotations

from complaintkit.policies.membership_club.figures import Figures
from complaintkit.policies.membership_club.parts import (
    COMPENSATION,
    DISMISSAL,
    FINDING,
    GROUPS,
    HEAD,
    IS_COMPLAINT,
    IS_INQUIRY,
    IS_OPINION,
    IS_OTHER,
    MEMBERS_OWN,
    POLICE,
    PROVED_SALE,
    RECEIVER,
    T5,
)
from complaintkit.policies.parts import is_one_of, no_to, yes_to
from complaintkit.rules import ASSIGNED, STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import category, fact, recorded
from complaintkit.rules.recusal import DECIDING
from complaintkit.values import Money

HANDLING = (*RECEIVER, *HEAD)


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _intake() -> tuple[Move, ...]:
    """2.1, 2.2: complaint or request, by what the customer says; anew, as long as nothing is settled."""
    complaint = (yes_to("reports_fault") & yes_to("asks_redress")) | yes_to("promise_failed")
    nature = (
        Guard("kind_named", ~category.one_of(*GROUPS), T5("2.2.2")),
        Guard("fault_and_redress", ~category.within("complaint") | complaint, T5("2.1.1")),
        Guard("no_failed_promise", ~category.within("request") | no_to("promise_failed"), T5("2.1.2")),
    )
    once = Guard("entered_once", ~recorded("x_registered"), T5("8", mark="default"))
    return (
        Move("classify", ("received", "in_hand"), STAYS, by=HANDLING, reclassifies=True, guards=nature,
             asks=("reports_fault", "asks_redress", "promise_failed"), records=("classified",),
             cite=(T5("2.1.1"), T5("2.1.2"), T5("2.2.1"), T5("2.2.2"), T5("complaints"))),
        # [default] It is entered once. Where that comes late, the department has it or it is answered already: nothing
        # is left to pass on.
        Move("register", ("received",), STAYS, by=RECEIVER, guards=(once,), records=("x_registered", "x_to_pass_on"),
             cite=(T5("inquiries"), T5("opinions"), T5("8"))),
        Move("register", ("in_hand", "with_gm_office", "settled"), STAYS, by=RECEIVER, guards=(once,),
             records=("x_registered",), cite=(T5("8"), T5("8", mark="default"))),
        Move("contact_department", ("received",), "in_hand", by=RECEIVER, when=IS_INQUIRY, asks=("department",),
             after=("x_registered",), records=("transferred",), cite=T5("inquiries")),
        Move("contact_department", ("received",), "in_hand", by=RECEIVER, when=IS_COMPLAINT | IS_OTHER,
             asks=("department",), after=("x_registered",), records=("transferred",), cite=T5("complaints")),
        # [default] What was taken for an opinion, and reported, goes to its department once it proves to be none.
        Move("contact_department", ("in_hand",), STAYS, by=RECEIVER, when=~IS_OPINION, asks=("department",),
             after=("x_reported",), guards=(Guard("passed_on_once", ~recorded("transferred"), T5("complaints")),),
             records=("transferred",), cite=(T5("complaints", mark="default"), T5("inquiries", mark="default"))),
    )  # fmt: skip


def _inquiries() -> tuple[Move, ...]:
    """Answered at once where that can be; else by way of the department, the answer on the register too."""
    return (
        Move("answer_at_once", ("received",), "settled", by=RECEIVER, when=IS_INQUIRY, asks=("answer",),
             message="answer_told", records=("decided", "replied", "x_answered_at_once"), cite=T5("inquiries")),
        Move("answer", ("in_hand",), "settled", by=HANDLING, when=IS_INQUIRY, asks=("answer",),
             after=("transferred",), message="answer_told", records=("decided", "replied"), cite=T5("inquiries")),
        Move("record_answer", ("settled",), STAYS, by=RECEIVER, when=IS_INQUIRY, after=("x_registered", "replied"),
             records=("x_answer_recorded",), cite=T5("inquiries")),
    )  # fmt: skip


def _opinions() -> tuple[Move, ...]:
    """Registered, reported for instructions; a date promised where a reply is needed; whether it is adopted told."""
    cite = T5("opinions")
    return (
        Move("report_opinion", ("received",), "in_hand", by=RECEIVER, when=IS_OPINION, asks=("reply_needed",),
             after=("x_registered",), records=("x_reported",), cite=cite),
        # [default] What a department has already, and proves to be an opinion, is reported all the same.
        Move("report_opinion", ("in_hand",), STAYS, by=RECEIVER, when=IS_OPINION, asks=("reply_needed",),
             after=("transferred",), guards=(Guard("reported_once", ~recorded("x_reported"), cite),),
             records=("x_reported",), cite=T5("opinions", mark="default")),
        Move("promise_reply", ("in_hand",), STAYS, by=HANDLING, when=IS_OPINION, after=("x_reported",),
             guards=(Guard("reply_is_needed", yes_to("reply_needed"), cite),), promises="reply_date",
             message="reply_date_told", records=("x_reply_promised",), cite=cite),
        Move("decide_opinion", ("in_hand",), "settled", by=HEAD, when=IS_OPINION, after=("x_reported",),
             asks=("adopted",), offers=("adoption_reason",), records=("decided",),
             guards=(Guard("date_promised", no_to("reply_needed") | recorded("x_reply_promised"), cite),), cite=cite),
        Move("feed_back", ("settled",), STAYS, by=RECEIVER, when=IS_OPINION, message="adoption_told",
             records=("replied",), cite=cite),
    )  # fmt: skip


def _investigation() -> tuple[Move, ...]:
    """The department names a dedicated investigator, who takes it on; nobody else looks into it."""
    cite = T5("complaints")
    reasoned = (
        Guard("is_a_request", category.within("request"), T5("2.2.2")),
        Guard(
            "demand_improper", ~is_one_of("invalid_because", "improper_demand") | category.within("improper_demand"),
            T5("2.2.2"),
        ),
    )  # fmt: skip
    return (
        Move("assign", ("in_hand",), STAYS, by=HEAD, when=IS_COMPLAINT, assigns=True, after=("transferred",),
             records=("assigned",), cite=cite),
        Move("take_on", ("in_hand",), STAYS, by=("investigator",), only=(ASSIGNED,), after=("assigned",),
             records=("accepted",), cite=cite),
        Move("investigate", ("in_hand",), STAYS, by=("investigator",), only=(ASSIGNED,), after=("accepted",),
             same_who=("accepted",), asks=("established",), records=("investigated",), cite=cite),
        Move("find", ("in_hand",), STAYS, by=HEAD, when=IS_COMPLAINT & (FINDING == "valid"),
             after=("investigated",), records=("found",),
             asks=("finding", "promise_failed", "sales_fault", "responsible_person", "economic_loss"),
             guards=(Guard("promise_was_failed", yes_to("promise_failed"), T5("2.2.1")),),
             cite=(T5("2.2.1"), T5("complaints: sales"))),
        Move("find", ("in_hand",), STAYS, by=HEAD, when=FINDING == "invalid", asks=("finding", "invalid_because"),
             after=("investigated",), records=("found",), reclassifies=True, guards=reasoned,
             cite=(T5("2.2.2"), T5("complaints: member"))),
        Move("explain", ("in_hand", "settled"), STAYS, by=HANDLING, when=MEMBERS_OWN, after=("found",),
             asks=("explanation",), confirms=("clear_up",), message="explanation_told", records=("x_explained",),
             cite=T5("complaints: member")),
    )  # fmt: skip


def _hardware() -> tuple[Move, ...]:
    """6: what cannot be mended soon goes to the general manager's office, which instructs."""
    return (
        Move("refer_hardware", ("in_hand",), "with_gm_office", by=HEAD, when=category.within("equipment"),
             asks=("mendable_soon", "hardware_problem"), issues=("hardware_request",), records=("x_referred_up",),
             guards=(Guard("not_mendable_soon", no_to("mendable_soon"), T5("6")),), cite=T5("6")),
        Move("instruct", ("with_gm_office",), "in_hand", by=("gm_office",), asks=("instruction",),
             records=("x_instructed",), cite=T5("6")),
    )  # fmt: skip


def _ending(major_loss: Money) -> tuple[Move, ...]:
    """7, 8: an outcome, told; the complainant's opinion asked; the root cause looked for; then closed."""
    minor = ~PROVED_SALE | (fact("economic_loss") < major_loss)
    major = (
        Guard(f"{rule}_settled", minor | recorded(f"x_{rule}_settled"), T5("complaints: sales", mark="param"))
        for rule in (COMPENSATION, DISMISSAL, POLICE)
    )
    explained = Guard("misunderstanding_explained", ~MEMBERS_OWN | recorded("x_explained"), T5("complaints: member"))
    before = (
        Guard("found_valid", ~IS_COMPLAINT | is_one_of("finding", "valid"), T5("2.2.1")),
        Guard("hardware_dealt_with", ~is_one_of("finding", "valid") | ~category.within("equipment")
              | recorded("x_instructed") | yes_to("mendable_soon"), T5("6")),
        Guard("person_dealt_with", ~PROVED_SALE | recorded("x_person_sanction_settled"), T5("complaints: sales")),
        Guard("error_corrected", ~PROVED_SALE | recorded("x_corrected"), T5("complaints: sales")),
        Guard("rectified_too", ~PROVED_SALE | recorded("rectified"), T5("complaints: sales")),
        *major,
        explained,
    )  # fmt: skip
    looked_into = IS_COMPLAINT | recorded("found")
    over = (
        Guard("entered", recorded("x_registered") | recorded("x_answered_at_once"), T5("8")),
        Guard("reply_given", recorded("replied"), T5("8")),
        Guard("answer_entered", ~IS_INQUIRY | recorded("x_answered_at_once") | recorded("x_answer_recorded"),
              T5("inquiries")),
        Guard("opinion_asked", ~looked_into | recorded("x_opinion_asked"), T5("7")),
        Guard("handling_reviewed", ~looked_into | recorded("reviewed"), T5("8")),
        Guard("police_told", ~recorded("x_police_approved") | recorded("x_police_informed"), T5("complaints: sales")),
    )  # fmt: skip
    return (
        Move("settle", ("in_hand",), "settled", by=HEAD, when=IS_COMPLAINT | IS_OTHER, asks=("outcome",),
             offers=("mendable_soon",), guards=before, records=("decided",), cite=T5("8")),
        Move("feed_back", ("settled",), STAYS, by=RECEIVER, when=IS_COMPLAINT | IS_OTHER, message="result_told",
             records=("replied",), cite=T5("7")),
        Move("ask_opinion", ("settled",), STAYS, by=RECEIVER, after=("replied",), asks=("complainant_opinion",),
             records=("x_opinion_asked",), cite=T5("7")),
        Move("review", ("settled",), STAYS, by=HEAD, after=("decided",), asks=("root_cause", "improvement"),
             records=("reviewed",), cite=(T5("5"), T5("8"))),
        Move("close", ("settled",), "closed", by=RECEIVER, guards=over, records=("closed",), cite=T5("8")),
    )  # fmt: skip


def moves(figures: Figures) -> tuple[Move, ...]:
    """The whole way; what must be settled first depends on what loss is major."""
    return (
        *_intake(), *_inquiries(), *_opinions(), *_investigation(), *_hardware(), *_ending(figures.major_loss)
    )  # fmt: skip


# --- BANDS: T5 gives nobody authority over redress --------------------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: the text is silent; whoever a case is about neither looks into it nor decides it ------------------------
RECUSAL = Recusal(records=(*DECIDING, "accepted", "investigated"), cite=T5("complaints", mark="default"))
