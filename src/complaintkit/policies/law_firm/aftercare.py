"""What follows the opinion (handling (6), (7)5, after): carried out, told in writing, both sides asked, archived."""

from __future__ import annotations

from complaintkit.policies.law_firm.parts import DESK, HANDLER, NOTICE_DECIDED, OFFICER, T8, this_round
from complaintkit.policies.parts import is_yes, no_to, yes_to
from complaintkit.rules import ASSIGNED, STAYS, Guard, Move
from complaintkit.rules.conditions import fact, recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
_DECIDED = Guard("decided_first", this_round("decided"), T8("handling (7)3"))
_REPLY = (
    Move("carry_out", ("opinion_signed",), "carried_out", by=(OFFICER,), asks=("carried_out_how",),
         records=("rectified",), cite=T8("handling (6)")),
    # What is told of an opinion that is not decided would be a promise.
    Move("reply", ("with_partner", "before_meeting", "plan_decided", "opinion_signed", "carried_out"), STAYS,
         by=(HANDLER, OFFICER), offers=("unwritten_because",), guards=(_DECIDED,), message="opinion_told",
         records=("replied",), cite=(T8("handling (7)5"), T8("handling (7)3"))),
    Move("report_result", ("opinion_signed", "carried_out"), STAYS, by=(HANDLER,), only=(ASSIGNED,),
         asks=("circumstances",), records=("x_reported",), cite=T8("after (4)")),
)  # fmt: skip


def _asked() -> tuple[Move, ...]:
    """After (2), (3): either side is asked; whoever is not satisfied, the matter goes back to the handler."""
    answered = Guard("replied_first", this_round("replied"), T8("after (2)"))
    return tuple(
        Move("ask_satisfaction", ("carried_out",), target, by=(OFFICER, DESK), when=(fact("asked_whom") == whom) & says,
             asks=("asked_whom", "satisfied_with_it"), guards=(answered,), records=(record, f"x_{whom}_asked"),
             cite=cites)
        for whom in ("complainant", "respondent")
        for target, says, record, cites in (
            (STAYS, yes_to("satisfied_with_it"), "satisfied", T8("after (2)")),
            ("dissatisfied", no_to("satisfied_with_it"), "dissatisfied", (T8("after (2)"), T8("after (3)"))),
        )
    )  # fmt: skip


_FOLLOW_UP = tuple(
    Move("follow_up_on_it", ("dissatisfied",), target, by=(HANDLER,), only=(ASSIGNED,), when=when,
         asks=("follow_up", "taken_up_anew"), records=records, cite=T8("after (3)"))
    for target, when, records in (
        ("carried_out", no_to("taken_up_anew"), ("followed_up",)),
        ("with_partner", yes_to("taken_up_anew"), ("followed_up", "x_anew")),
    )
)  # fmt: skip

# [default] Nothing is closed before all that T8 wants to be done for every complaint was done for this one.
_END = (
    Move("close", ("carried_out",), "closed", by=(OFFICER,), records=("closed",),
         offers=("complainant_unreachable", "no_respondent"),
         guards=(
             Guard("arrangements_were_told", recorded("informed") | is_yes("complainant_unreachable"),
                   T8("handling (5)")),
             Guard("reply_sent", this_round("replied") | is_yes("complainant_unreachable"), T8("handling (7)5")),
             Guard("regulator_informed", ~NOTICE_DECIDED | recorded("referred"), T8("handling (4)")),
             Guard("complainant_asked", this_round("x_complainant_asked") | is_yes("complainant_unreachable"),
                   T8("after (2)")),
             Guard("respondent_asked", this_round("x_respondent_asked") | is_yes("no_respondent"), T8("after (2)")),
             Guard("result_reported", this_round("x_reported"), T8("after (4)")),
         ),
         cite=T8("after (2)", mark="default")),
    Move("archive", ("closed",), "archived", by=(DESK,), issues=("case_file",), records=("archived",),
         cite=T8("after (1)")),
)  # fmt: skip

MOVES = (*_REPLY, *_asked(), *_FOLLOW_UP, *_END)
