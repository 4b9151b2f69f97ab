"""The policy's own life (six to eight): drafted, reviewed, consulted on, approved, published, trained, monitored."""

from __future__ import annotations

from complaintkit.policies.office.figures import Figures
from complaintkit.policies.office.parts import (
    CONTENTS,
    HEADS,
    LEGAL,
    MANAGEMENT,
    MEANS_OF_TRAINING,
    OFFICE,
    STAFF,
    SYSTEM,
    O,
)
from complaintkit.rules import STAYS, Guard, Move
from complaintkit.rules.conditions import fact, recorded

_BY, _OUT = (OFFICE,), ("published",)
_VIEWS = ("reasonable", "workable", "complete", "review_opinion")
DRAFTING = (
    Move("call_review", ("drafted",), "under_review", by=_BY, records=("x_review_called",), cite=O("six 1")),
    Move("review_as_head", ("under_review",), STAYS, by=(HEADS,), asks=_VIEWS, records=("reviewed", "x_heads_reviewed"),
         cite=O("six 1")),
    Move("review_as_staff", ("under_review",), STAYS, by=(STAFF,), asks=_VIEWS,
         records=("reviewed", "x_staff_reviewed"), cite=O("six 1")),
    Move("send_to_legal", ("under_review",), "with_legal_adviser", by=_BY,
         guards=(Guard("both_took_part", recorded("x_heads_reviewed") & recorded("x_staff_reviewed"), O("six 1")),),
         records=("x_sent_to_legal",), cite=O("six 2")),
    Move("give_legal_opinion", ("with_legal_adviser",), "to_revise", by=(LEGAL,), asks=("legal_opinion",),
         records=("x_legal_opinion",), cite=O("six 2")),
    Move("consult", ("to_revise", "to_finish"), "out_for_comments", by=_BY, asks=("revision", "departments_asked"),
         after=("x_legal_opinion",), issues=("consultation_draft",), records=("x_consulted",),
         cite=(O("six 2"), O("six 3"))),
    Move("comment", ("out_for_comments",), STAYS, by=(HEADS,), only=("departments_asked",), asks=("comment",),
         records=("x_commented",), cite=O("six 3")),
    # [reading] A round ends when every department asked has answered, or its time is over; the office confirms that.
    Move("summarise_comments", ("out_for_comments",), "to_finish", by=_BY, asks=("comments_summary",),
         confirms=("everybody_answered",), records=("x_comments_summarised",), cite=O("six 3")),
    Move("finish", ("to_finish",), "to_approve", by=_BY, asks=("final_text",), records=("x_final",), cite=O("six 3")),
    # [default] O says that the rules are adopted, not by whom.
    Move("approve", ("to_approve",), "approved", by=(MANAGEMENT,), records=("approved",),
         cite=O("seven 1", mark="default")),
    # [default] Not every draft becomes a rule: until it is approved the office may drop it.
    Move("drop", ("drafted", "under_review", "to_revise", "out_for_comments", "to_finish"), "dropped", by=_BY,
         asks=("dropped_because",), records=("withdrawn", "closed"), cite=O("six 3", mark="default")),
    Move("reject", ("to_approve",), "to_finish", by=(MANAGEMENT,), asks=("rejected_because",), records=("rejected",),
         cite=O("seven 1", mark="default")),
)  # fmt: skip


def _trained(figures: Figures) -> tuple[Move, ...]:
    """eight: the plan first, then everybody, then the office and those who handle, and how it was found to work."""

    def hours(given: str, parameter: str, clause: str) -> Guard:
        return Guard(f"enough_{given}", fact(given) >= figures.of[parameter], O(clause, mark="param"))

    return (
        Move("plan_training", ("approved", "published"), STAYS, by=_BY, asks=(*CONTENTS, *MEANS_OF_TRAINING),
             issues=("training_plan",), records=("x_training_planned",), cite=(O("eight (3)"), O("eight (4)"))),
        Move("train_all_staff", _OUT, STAYS, by=_BY, after=("x_training_planned",),
             asks=("hours_taught", "hours_discussed"),
             guards=(hours("hours_taught", "lecture_hours", "eight (5)1"),
                     hours("hours_discussed", "discussion_hours", "eight (5)1")),
             records=("x_staff_trained",), cite=O("eight (5)1")),
        Move("train_handlers", _OUT, STAYS, by=_BY, after=("x_staff_trained",), asks=("hours_in_depth",),
             guards=(hours("hours_in_depth", "handler_hours", "eight (5)2"),), records=("x_handlers_trained",),
             cite=O("eight (5)2")),
        Move("record_results", _OUT, STAYS, by=_BY, after=("x_staff_trained", "x_handlers_trained"),
             asks=("examination_results", "survey_results"), records=("x_results_recorded",), cite=O("eight (6)")),
    )  # fmt: skip


_DONE = (
    "x_meeting_held", "x_module_adjusted", "x_signs_adjusted", "x_results_recorded", "x_monitored",
)  # fmt: skip


# --- MOVES ------------------------------------------------------------------------------------------------------------
def moves(figures: Figures) -> tuple[Move, ...]:
    """From the draft to the first quarterly review that the policy in force has gone through."""
    return (
        *DRAFTING,
        Move("publish", ("approved",), "published", by=_BY, asks=("published_by",), issues=("policy_text",),
             records=("x_published",), cite=O("seven 1")),
        *_trained(figures),
        Move("hold_meeting", _OUT, STAYS, by=_BY, asks=("meeting_minutes",), records=("x_meeting_held",),
             cite=O("seven 1")),
        Move("adjust_module", _OUT, STAYS, by=(SYSTEM,), asks=("module_changes",), records=("x_module_adjusted",),
             cite=O("seven 2")),
        Move("adjust_signs", _OUT, STAYS, by=_BY, asks=("sign_changes",), records=("x_signs_adjusted",),
             cite=O("seven 2")),
        Move("monitor", _OUT, STAYS, by=_BY, asks=("monitoring_findings",), records=("x_monitored",),
             cite=O("seven 3")),
        # seven 3 [reading]: the months are over, and at least one quarter's review was held.
        Move("pass_to_review", _OUT, "in_regular_review", by=_BY, after=_DONE, links="reviewed_in",
             asks=("quarterly_reviews",), records=("closed",), cite=O("seven 3"),
             guards=(Guard("months_are_over", recorded("x_months_over"), O("seven 3", mark="param")),)),
    )  # fmt: skip
