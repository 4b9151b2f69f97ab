"""The complaint's way at the outlet: first receiver, complaint manager, reply; who may grant what."""

from __future__ import annotations

from complaintkit.policies.bank_branch.figures import Figures
from complaintkit.policies.bank_branch.parts import (
    BOOK,
    FIRST_STEP,
    HEAD,
    LETTER,
    MANAGER,
    MANAGER_OR_RESPONSIBLE,
    ON_THE_SPOT,
    OPEN,
    PHONE,
    REGISTRATION,
    REPLY,
    REPLY_TIME,
    SPOKEN,
    T1,
    WITHIN_OUTLET,
    WORKING,
    came_by,
)
from complaintkit.policies.parts import no_to, yes_to
from complaintkit.rules import STAYS, Band, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import party, recorded
from complaintkit.rules.recusal import DECIDING


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _receiver_moves() -> tuple[Move, ...]:
    """Arts. 6, 7(1), 8(1), 11* 1: whoever took it answers within the post's authority, or hands it over at once."""
    asked = ("within_post_authority", "answerable_at_first")
    passed_on = Guard("not_passed_on", no_to("within_post_authority") | no_to("answerable_at_first"), T1("art. 7(1)"))
    rows: list[Move] = []
    for id, cite in FIRST_STEP.items():
        rows += (
            Move("resolve", ("received",), "replied", by=("first_receiver",), when=came_by(id), same_who=("filed",),
                 asks=(*asked, "cause", "solution"), offers=("redress",), bands="authority", message="reply",
                 guards=(Guard("within_post", yes_to("within_post_authority"), T1("art. 6")),
                         Guard("answerable", yes_to("answerable_at_first"), cite)),
                 records=("x_cause_analysed", "decided", "replied"),
                 cite=(T1("art. 6"), T1("art. 5*"), T1("art. 7(2)"), cite)),
            Move("transfer", ("received",), "with_manager", by=("first_receiver",), when=came_by(id),
                 same_who=("filed",), asks=asked, guards=(passed_on,), records=("transferred",),
                 cite=(T1("art. 6"), cite)),
        )  # fmt: skip
    # [default] Where the first receiver is away, or it is about the first receiver, the complaint manager takes it.
    rows.append(Move("take_over", ("received",), "with_manager", by=MANAGER, records=("transferred",),
                     cite=T1("art. 6", mark="default")))  # fmt: skip
    return tuple(rows)


def _manager_moves() -> tuple[Move, ...]:
    """Arts. 6 to 11*: the complaint manager registers, reports, looks into it and answers."""
    rows = [
        Move("register", OPEN, STAYS, by=MANAGER, when=came_by(id), records=("x_registered",),
             cite=tuple(dict.fromkeys((T1("art. 3 para. 2"), cite))))
        for id, cite in REGISTRATION.items()
    ]  # fmt: skip
    rows += (
        Move("report_to_head", WORKING, STAYS, by=MANAGER, records=("x_reported_to_head",),
             cite=(T1("art. 6"), T1("art. 8(2)"))),
        Move("assess", ("with_manager",), STAYS, by=MANAGER, asks=("within_outlet_authority",),
             records=("classified",), cite=(T1("art. 6"), T1("art. 9*"))),
        Move("notify_responsible", ("with_manager",), STAYS, by=MANAGER,
             asks=("within_outlet_authority", "responsible"), records=("assigned",),
             guards=(Guard("within_outlet", yes_to("within_outlet_authority"), T1("art. 9*")),), cite=T1("art. 9*")),
        Move("analyse_cause", WORKING, STAYS, by=MANAGER_OR_RESPONSIBLE, asks=("cause",),
             records=("x_cause_analysed",), cite=T1("art. 7(2)")),
        Move("investigate", ("with_manager",), STAYS, by=MANAGER_OR_RESPONSIBLE, asks=("investigation", "verified"),
             guards=(Guard("facts_verified", yes_to("verified"), T1("art. 7(4)")),),
             records=("investigated",), cite=T1("art. 7(4)")),
        Move("find", ("with_manager", "replied"), STAYS, by=MANAGER, asks=("bank_responsible",),
             offers=("responsible",), guards=(Guard("investigated_first", recorded("investigated"), T1("art. 7(4)")),),
             records=("found",), cite=(T1("art. 7(4)"), T1("art. 7(5)"))),
        Move("ask_instructions", ("with_manager",), STAYS, by=MANAGER, records=("x_instructions_asked",),
             cite=T1("art. 8(3)")),
        Move("instruct", ("with_manager",), STAYS, by=HEAD, asks=("instructions",), after=("x_instructions_asked",),
             records=("x_instructed",), cite=T1("art. 8(3)")),
        Move("settle", ("with_manager",), STAYS, by=MANAGER, asks=("solution", "within_outlet_authority"),
             offers=("redress",), bands="authority", records=("decided",),
             guards=(WITHIN_OUTLET, Guard("investigated_first", recorded("investigated"), T1("art. 7(4)"))),
             cite=T1("art. 6")),
    )  # fmt: skip
    for id, cite in ON_THE_SPOT.items():
        rows += (
            Move("propose", ("with_manager",), STAYS, by=MANAGER, when=came_by(id), asks=("solution",),
                 offers=("redress",), bands="authority", records=("proposed",), cite=cite),
            Move("answer_on_spot", ("with_manager",), "replied", by=MANAGER, when=came_by(id), after=("proposed",),
                 asks=("solution", "answerable_on_spot", "within_outlet_authority"), offers=("redress",),
                 bands="authority", message="reply", records=("decided", "replied"),
                 guards=(Guard("answerable", yes_to("answerable_on_spot"), T1("art. 7(2)")), WITHIN_OUTLET),
                 cite=(cite, T1("art. 7(2)"))),
        )  # fmt: skip
    for id, cite in REPLY_TIME.items():
        guards = [Guard("not_answerable", no_to("answerable_on_spot"), T1("art. 7(2)"))]
        if id == PHONE:  # art. 11* 3: the customer's data and the content are registered, and a time agreed
            guards += (Guard("registered", recorded("x_registered"), cite),
                       Guard("customer_data", party("complainant").has("contact"), cite))  # fmt: skip
        rows.append(Move("agree_reply_time", ("with_manager", "at_head_office"), STAYS, by=MANAGER, when=came_by(id),
                         asks=("answerable_on_spot",), promises="reply_time", guards=tuple(guards),
                         records=("x_reply_time_agreed",), cite=cite))  # fmt: skip
    return tuple(rows)


def _replies() -> tuple[Move, ...]:
    """The reply to the customer, with what each channel wants done before; in the book, the manager's own writing."""
    investigated = recorded("investigated") | recorded("referred")
    agreed = recorded("x_reply_time_agreed")
    first: dict[str, tuple[Guard, ...]] = {
        SPOKEN: (Guard("instructions_asked", ~agreed | recorded("x_instructions_asked"), T1("art. 8(3)")),),
        PHONE: (Guard("investigated_first", ~agreed | investigated, T1("art. 11* 3")),),
        LETTER: (Guard("investigated_first", investigated, T1("art. 10*(2)")),),
        BOOK: (Guard("responsible_notified", recorded("assigned") | recorded("referred"), T1("art. 9*")),),
    }
    rows = [
        Move("reply", ("with_manager",), "replied", by=MANAGER, when=came_by(id), after=("decided",), message="reply",
             guards=first.get(id, ()), records=("replied",), cite=(cite, T1("art. 6")))
        for id, cite in REPLY.items()
    ]  # fmt: skip
    # Art. 9*: a customer who left contact details is replied to as well; for others the reply in the book is the reply.
    contact = yes_to("contact_left") | party("complainant").has("contact")
    for when, target, records in (
        (contact, STAYS, ("x_written_in_book",)),
        (~contact, "replied", ("x_written_in_book", "replied")),
    ):
        rows.append(Move("reply_in_book", ("with_manager", "replied"), target, by=MANAGER, when=came_by(BOOK) & when,
                         asks=("book_reply",), after=("decided",), guards=first[BOOK], records=records,
                         cite=T1("art. 9*")))  # fmt: skip
    return tuple(rows)


MOVES = (*_receiver_moves(), *_manager_moves(), *_replies())


# --- BANDS ------------------------------------------------------------------------------------------------------------
def bands(figures: Figures) -> tuple[Bands, ...]:
    """Art. 6: the post's authority, the outlet's, and head office above both."""
    held = [Band("first_receiver", figures.post_limit), Band("complaint_manager", figures.outlet_limit)]
    if figures.outlet_limit is not None:
        held.append(Band("head_office", None))
    return (Bands("authority", tuple(held), cite=T1("art. 6")),)


# --- REDRESS ----------------------------------------------------------------------------------------------------------
def redress(currency: str) -> Redress:
    """What is granted by a decision, in the policy's currency."""
    return Redress("redress", currency=currency, granted=("decided",), cite=T1("art. 6", mark="default"))


# --- RECUSAL ----------------------------------------------------------------------------------------------------------
# T1 is silent. [default] Nobody decides, confirms or signs where the complaint is about them.
RECUSAL = Recusal(records=(*DECIDING, "signed", "x_beyond_confirmed"), cite=T1("art. 7(1)", mark="default"))
