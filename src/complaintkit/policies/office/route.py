"""A complaint's way from any of four channels to the archive: registered, assessed, looked into, answered, watched."""

from __future__ import annotations

from complaintkit.policies.office.parts import (
    BOX,
    HANDLERS,
    IN_BOX,
    IN_HAND,
    IN_PERSON,
    LAWS,
    OFFICE,
    ONLINE,
    REACHABLE,
    RECEIVER,
    SYSTEM,
    O,
)
from complaintkit.policies.parts import is_yes, no_to, yes_to
from complaintkit.rules import STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import count, fact, party, recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
_NAMED = Guard("who_complains", party("complainant").has("name") | is_yes("no_name"), O("five (1)1"))
_INTO_BOOKS = ("accepted", "x_registered")
INTAKE = (
    # [reading] What is registered is accepted: the assessment counts from there.
    Move("register", ("received",), "registered", by=(SYSTEM,), when=ONLINE, offers=("no_name",), guards=(_NAMED,),
         records=_INTO_BOOKS, cite=O("five (1)1")),
    Move("register", ("received",), "registered", by=(BOX,), when=IN_BOX, offers=("no_name", "letter_dated"),
         guards=(_NAMED,), records=_INTO_BOOKS, cite=(O("five (1)2"), O("five (1)1"))),
    Move("register", ("received",), "registered", by=(RECEIVER,), when=IN_PERSON, asks=("process",),
         offers=("no_name",), guards=(_NAMED,), confirms=("confirm_the_record",), promises="expected_reply",
         message="process_told", records=(*_INTO_BOOKS, "acknowledged"), cite=(O("five (1)3"), O("five (1)1"))),
    Move("assess", ("registered",), "assessed", by=(OFFICE,), records=("classified",),
         asks=("complainant_is", "nature", "severity", "departments_concerned", "complex"), cite=O("five (2)1")),
    Move("form_group", ("assessed", "assigned", "investigating"), STAYS, by=(OFFICE,), asks=("group_members",),
         guards=(Guard("is_complex", yes_to("complex"), O("five (2)2")),), records=("x_group_formed",),
         cite=O("five (2)2")),
    Move("assign", ("assessed",), "assigned", by=(OFFICE,), assigns=True, records=("assigned",), cite=O("five (2)2")),
)  # fmt: skip


def _inquiries() -> tuple[Move, ...]:
    """three, five (3)1: looked into under the law that protects whoever complains, which is confirmed."""
    return tuple(
        Move("inquire", ("investigating",), STAYS, by=HANDLERS, only=IN_HAND, when=who, records=("investigated",),
             asks=("looked_into_by", "findings", "solvable_at_once"), confirms=(law,) if law else (),
             cite=(O("five (3)1"), O("three")))
        for law, who in LAWS.items()
    )  # fmt: skip


INVESTIGATION = (
    Move("begin", ("assigned",), "investigating", by=HANDLERS, only=IN_HAND, records=("x_begun",),
         cite=(O("five (3)1"), O("five (2)2"))),
    *_inquiries(),
    Move("solve_at_once", ("investigating",), "solved", by=HANDLERS, only=IN_HAND, after=("investigated",),
         asks=("solution", "result"), guards=(Guard("can_be_at_once", yes_to("solvable_at_once"), O("five (3)2")),),
         records=("x_solved",), cite=O("five (3)2")),
    Move("make_plan", ("investigating",), "planned", by=HANDLERS, only=IN_HAND, when=REACHABLE, after=("investigated",),
         asks=("plan", "timetable"), guards=(Guard("takes_time", no_to("solvable_at_once"), O("five (3)2")),),
         message="plan_told", records=("proposed", "informed"), cite=O("five (3)2")),
    # [default] Whoever left neither name nor contact can be told neither plan nor result; both stay on file.
    Move("make_plan", ("investigating",), "planned", by=HANDLERS, only=IN_HAND, when=~REACHABLE,
         after=("investigated",),
         asks=("plan", "timetable"), guards=(Guard("takes_time", no_to("solvable_at_once"), O("five (3)2")),),
         records=("proposed",), cite=O("five (3)2", mark="default")),
    Move("carry_out", ("planned",), "solved", by=HANDLERS, only=IN_HAND, asks=("solution", "result"),
         records=("x_solved",), cite=O("five (3)2")),
)  # fmt: skip

_OTHERWISE = recorded("x_not_reached")
REPLY = (
    Move("reply", ("solved",), "replied", by=HANDLERS, only=IN_HAND, when=REACHABLE & ~_OTHERWISE,
         message="result_told", records=("replied",), cite=(O("five (4)1"), O("five (4)2"))),
    # [default] Who cannot be reached by the means asked for is told by another; that it was tried goes on record.
    Move("note_not_reached", ("solved",), STAYS, by=HANDLERS, only=IN_HAND, asks=("not_reached_because",),
         records=("x_not_reached",), cite=O("five (4)1", mark="default")),
    Move("reply", ("solved",), "replied", by=HANDLERS, only=IN_HAND, when=REACHABLE & _OTHERWISE,
         message="result_told_otherwise", records=("replied",), cite=(O("five (4)1", mark="default"), O("five (4)2"))),
    Move("put_on_file", ("solved",), "replied", by=HANDLERS, only=IN_HAND, records=("x_reply_on_file",),
         guards=(Guard("cannot_be_told", ~REACHABLE, O("five (4)1")),), cite=O("five (4)1", mark="default")),
    *(
        Move("record_satisfaction", ("replied",), STAYS, by=HANDLERS, only=IN_HAND, when=fact("satisfaction") == answer,
             after=("replied",), asks=("satisfaction", "opinions"), records=("x_asked", *records), cite=O("five (4)2"))
        for answer, records in (
            ("is_satisfied", ("satisfied",)), ("is_dissatisfied", ("dissatisfied",)), ("no_answer", ()),
        )
    ),
)  # fmt: skip

# five (5)1: that the period is over is put on the case the working day after it by itself; never, where it was broken
# off by taking the matter up again. What ran out before a matter was taken up again does not count for the next reply.
_OVER = count("x_period_over") > count("x_over_and_taken_up")
_TAKEN_UP = ("reopened",)
FOLLOW_UP = (
    Move("follow_up", ("replied",), STAYS, by=(OFFICE,), asks=("followed_up_how", "truly_solved", "recurring"),
         records=("followed_up",), cite=O("five (5)1")),
    Move("take_up_again", ("replied",), "investigating", by=(OFFICE,), when=~_OVER, after=("followed_up",),
         guards=(Guard("not_solved", no_to("truly_solved") | yes_to("recurring"), O("five (5)1")),),
         records=_TAKEN_UP, cite=O("five (5)1")),
    Move("take_up_again", ("replied",), "investigating", by=(OFFICE,), when=_OVER, after=("followed_up",),
         guards=(Guard("not_solved", no_to("truly_solved") | yes_to("recurring"), O("five (5)1")),),
         records=(*_TAKEN_UP, "x_over_and_taken_up"), cite=O("five (5)1")),
    Move("close", ("replied",), "closed", by=(OFFICE,), after=("followed_up",), records=("closed",),
         guards=(
             Guard("period_is_over", _OVER, O("five (5)1", mark="param")),
             Guard("is_truly_solved", yes_to("truly_solved"), O("five (5)1")),
             Guard("does_not_recur", no_to("recurring"), O("five (5)1")),
             Guard("was_asked", recorded("x_asked") | recorded("x_reply_on_file"), O("five (4)2")),
         ), cite=O("five (5)1")),
    # [default] Whoever complained may take it back while it is not answered; what is lacking is left blank in the file.
    Move("withdraw", ("received", "registered", "assessed", "assigned", "investigating", "planned", "solved"), "closed",
         by=(OFFICE,), asks=("withdrawn_because",), records=("withdrawn", "closed"),
         cite=O("five (5)2", mark="default")),
    Move("archive", ("closed",), "archived", by=(OFFICE,), asks=("course",), offers=("result", "followed_up_how"),
         issues=("complaint_archive",),
         records=("archived",), cite=O("five (5)2")),
    Move("dispose", ("archived",), "disposed_of", by=(OFFICE,), records=("disposed",),
         cite=O("five (5)2", mark="param")),
)  # fmt: skip

MOVES = (*INTAKE, *INVESTIGATION, *REPLY, *FOLLOW_UP)

# --- BANDS: O knows no redress, and so no authority over it -----------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: the text is silent; whoever a case is about does not decide it, as everywhere in the library ------------
RECUSAL = Recusal()
