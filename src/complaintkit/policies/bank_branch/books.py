"""What is written down: handling and reply, the signature, the close; the opinion book's and the month's own cases."""

from __future__ import annotations

from complaintkit.policies.bank_branch.parts import (
    BOOK,
    FIRST_STEP,
    HEAD,
    MANAGER,
    PROGRESS,
    REPLY,
    T1,
    WORKING,
    came_by,
)
from complaintkit.policies.parts import no_to, yes_to
from complaintkit.rules import STAYS, Guard, Move
from complaintkit.rules.conditions import recorded
from complaintkit.values import Citation


# --- MOVES: the end of a complaint ------------------------------------------------------------------------------------
def _before_closing(id: str) -> tuple[Guard, ...]:
    """What must have happened before a complaint of this channel is closed, each with its clause."""
    own = Citation("T1", REPLY[id].clause, mark="reading")
    found, duty = recorded("found"), T1("art. 7(5)")
    guilty, innocent = found & yes_to("bank_responsible"), found & no_to("bank_responsible")
    return (
        Guard("replied_to", recorded("replied"), own),
        Guard("signed_off", recorded("signed"), own),
        Guard("cause_known", recorded("x_cause_analysed"), T1("art. 7(2)")),
        *((Guard("head_told", ~recorded("transferred") | recorded("x_reported_to_head"), T1("art. 6")),)
          if id in FIRST_STEP else ()),  # letters and entries in the book are never transferred
        Guard("finding_made", ~recorded("investigated") | found, T1("art. 7(5)", mark="reading")),
        Guard("apology_made", ~guilty | recorded("x_apologised"), duty),
        Guard("error_corrected", ~guilty | recorded("x_corrected"), duty),
        Guard("recurrence_prevented", ~guilty | recorded("rectified"), duty),
        Guard("outcome_explained", ~innocent | recorded("x_explained"), duty),
        Guard("progress_registered", ~recorded("referred") | recorded("x_progress"), PROGRESS[id]),
    )  # fmt: skip


def _closing() -> tuple[Move, ...]:
    """Arts. 8(3), 9*, 10*(2), 11* 3: handling and reply on record, the signature that the channel asks for, closed."""
    rows: list[Move] = []
    for id, cite in REPLY.items():
        if id == BOOK:  # signed by the very hand that wrote in it
            rows.append(Move("sign", WORKING, STAYS, by=MANAGER, when=came_by(id), after=("x_written_in_book",),
                             same_who=("x_written_in_book",), records=("signed",), cite=cite))  # fmt: skip
        else:
            registered = Guard("registered", recorded("x_registered"), T1("art. 3 para. 2"))
            rows += (
                Move("register_outcome", ("replied",), STAYS, by=MANAGER, when=came_by(id), asks=("handling",),
                     guards=(registered,), records=("x_outcome_registered",), cite=cite),
                Move("sign", ("replied",), STAYS, by=HEAD, when=came_by(id), after=("x_outcome_registered",),
                     records=("signed",), cite=cite),
            )  # fmt: skip
        rows.append(Move("close", WORKING, "closed", by=MANAGER, when=came_by(id), guards=_before_closing(id),
                         records=("closed",), cite=cite))  # fmt: skip
    rows.append(Move("archive", ("closed",), "archived", by=MANAGER, records=("archived",),
                     cite=T1("art. 3 para. 2", mark="default")))  # fmt: skip
    return tuple(rows)


# --- MOVES: the standing cases ----------------------------------------------------------------------------------------
def _standing_moves() -> tuple[Move, ...]:
    display = Guard("book_on_display", yes_to("on_display"), T1("art. 3 para. 2"))
    reading = T1("art. 5*", mark="reading")
    return (
        Move("read_book", ("unread",), "read", by=MANAGER, asks=("entries_found",), records=("x_book_read",),
             cite=T1("art. 9*")),
        Move("confirm_display", ("to_check",), "checked", by=MANAGER, asks=("on_display", "display_place"),
             guards=(display,), records=("x_on_display",), cite=T1("art. 3 para. 2")),
        Move("report_missing", ("to_check",), STAYS, by=MANAGER, asks=("on_display",),
             guards=(Guard("book_not_on_display", no_to("on_display"), T1("art. 3 para. 2")),),
             records=("x_book_missing",), cite=T1("art. 3 para. 2")),
        Move("compile_statistics", ("due",), STAYS, by=MANAGER, asks=("complaints_received",),
             records=("x_statistics",), cite=reading),
        Move("analyse_statistics", ("due",), STAYS, by=MANAGER, asks=("analysis",), after=("x_statistics",),
             records=("x_analysed",), cite=reading),
        Move("report_up", ("due",), "reported", by=MANAGER, asks=("reported_to",), after=("x_analysed",),
             records=("x_reported_up",), cite=reading),
    )  # fmt: skip


MOVES = (*_closing(), *_standing_moves())
