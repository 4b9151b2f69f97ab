"""A complaint's way from reception to the confirmed form: ordinary, major, put off, replied to, joined."""

from __future__ import annotations

from complaintkit.policies.property_management.parts import (
    CAUSE_TOLD,
    GROUPS,
    HANDLING,
    IS_MAJOR,
    IS_ORDINARY,
    LEADERS_TOLD,
    MANY,
    OPEN,
    RECEIVER,
    T7,
    WORKING,
    WRITTEN,
)
from complaintkit.rules import STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import category, fact, recorded


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _first_moves() -> tuple[Move, ...]:
    """S(4) to S(7): the nature is established; what is ordinary is recorded, passed on, and the customer told."""
    nature = (
        Guard("kind_named", ~category.one_of(*GROUPS), T7("S(5)")),
        Guard("three_are_collective", ~MANY | IS_MAJOR, T7("S(6)")),
        Guard("collective_from_three", ~category.within("collective") | MANY | recorded("x_collective"), T7("S(6)")),
        Guard("stays_major", ~recorded("x_collective") | IS_MAJOR, T7("S(6)", mark="reading")),
    )
    return (
        Move("classify", ("received", "with_department", "unsolved"), STAYS, by=HANDLING, reclassifies=True,
             guards=nature, records=("classified",), cite=(T7("S(4)"), T7("S(5)"), T7("S(6)"), T7("S(7)"))),
        Move("record", WORKING, STAYS, by=RECEIVER, when=IS_ORDINARY, after=("classified",),
             records=("x_recorded",), cite=T7("S(4)")),
        Move("pass_on", ("received",), "with_department", by=RECEIVER, when=IS_ORDINARY, asks=("department",),
             after=("x_recorded",), records=("transferred",), cite=T7("S(4)")),
        Move("inform", WORKING, STAYS, by=RECEIVER, when=IS_ORDINARY, message="first_word", records=("informed",),
             cite=T7("S(4)")),
    )  # fmt: skip


def _major_moves() -> tuple[Move, ...]:
    """R(6), S(6): reported to manager and leaders; the cause explained to the customer, with a time for the reply."""
    return (
        Move("report", OPEN, STAYS, by=HANDLING, when=IS_MAJOR, issues=("major_report",), records=("x_reported",),
             cite=(T7("R(6)"), T7("S(6)"))),
        Move("explain", ("received", "with_department", "unsolved", "replied"), "major_in_hand", by=HANDLING,
             when=IS_MAJOR, after=("classified",), asks=("cause",), promises="next_reply_time",
             message="cause_explained", records=("x_explained", "x_time_fixed"), cite=T7("S(6)")),
    )  # fmt: skip


def _replies() -> tuple[Move, ...]:
    """R(3), R(4), S(7): to the end, with course and result; what cannot be solved never without a next time."""
    before = (
        Guard("nature_established", recorded("classified"), T7("S(7)")),
        Guard("ordinary_recorded", ~IS_ORDINARY | recorded("x_recorded"), T7("S(4)")),
        Guard("customer_told", ~IS_ORDINARY | recorded("informed"), T7("S(4)")),
        LEADERS_TOLD,
        CAUSE_TOLD,
    )
    return (
        Move("put_off", WORKING, "unsolved", by=HANDLING, asks=("unsolvable_because",), promises="next_reply_time",
             confirms=("tactful",), message="not_solvable", records=("x_put_off", "x_time_fixed"), cite=T7("R(3)")),
        Move("reply", ("with_department", "major_in_hand", "unsolved"), "replied", by=HANDLING, guards=before,
             asks=("course", "result"), message="reply", records=("replied",),
             cite=(T7("R(3)"), T7("R(4)"), T7("S(7)"))),
        # [default] Who wrote and was joined to another's matter gets the answer in writing all the same.
        Move("reply", ("joined",), STAYS, by=HANDLING, when=WRITTEN, asks=("course", "result"), message="reply",
             records=("x_answered_apart",), cite=T7("S(7)", mark="default")),
        # [default] Who is not content with the reply was not replied to for good: R(3) goes on, with a next time.
        Move("contest", ("replied",), "unsolved", by=HANDLING, asks=("unsolvable_because",),
             promises="next_reply_time", message="not_solvable", records=("dissatisfied", "x_time_fixed"),
             cite=T7("R(3)", mark="default")),
    )  # fmt: skip


def _closing() -> tuple[Move, ...]:
    """R(5): matter, course and result in the handling form, confirmed by the customer, and only then archived."""
    answered = Guard("answered", recorded("replied"), T7("R(3)"))
    confirmed = Guard("customer_confirmed", recorded("confirmed"), T7("R(5)"))
    yes = Guard("customer_confirmed", fact("customer_confirms").is_true(), T7("R(5)"))
    in_writing = Guard("answered_in_writing", ~WRITTEN | recorded("x_answered_apart"), T7("S(7)", mark="default"))
    return (
        Move("fill_form", ("replied",), STAYS, by=RECEIVER, issues=("handling_form",), records=("x_form_filled",),
             cite=T7("R(5)")),
        Move("confirm_form", ("replied",), "closed", by=RECEIVER, asks=("customer_confirms",),
             after=("x_form_filled",), guards=(yes, LEADERS_TOLD, CAUSE_TOLD), records=("confirmed", "closed"),
             cite=T7("R(5)")),
        Move("archive", (*OPEN, "closed"), "archived", by=RECEIVER, guards=(answered, confirmed),
             records=("archived",), cite=T7("R(5)")),
        # [default] A complaint that was joined to another's matter is archived with that one's form.
        Move("archive", ("joined",), "archived", by=RECEIVER, guards=(in_writing,), records=("archived",),
             cite=T7("R(5)", mark="default")),
    )  # fmt: skip


MOVES = (*_first_moves(), *_major_moves(), *_replies(), *_closing())


# --- BANDS: T7 knows no redress, and so no authority over it ----------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: the text is silent; whoever a case is about does not decide it, as everywhere in the library ------------
RECUSAL = Recusal()
