"""Review and preventive measures (duties, ordinary 7, major 5): made, approved, carried out, supervised, checked."""

from __future__ import annotations

from complaintkit.policies.car_dealer.parts import ADVISER, GENERAL, HANDLERS, IS_MAJOR, MANAGER, T3, WAS_LATE
from complaintkit.policies.parts import is_yes, no_to, yes_to
from complaintkit.rules import STAYS, Condition, Guard, Move
from complaintkit.rules.conditions import count, fact, recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
_DUTIES = T3("duties")
_DEPARTMENTS_OWN = tuple(
    move
    for department, (_, manager) in HANDLERS.items()
    for theirs in [fact("department") == department]
    for move in (
        Move("make_measures", ("improving",), STAYS, by=(manager,), when=theirs, after=("x_reviewed",),
             asks=("preventive_measures",), records=("x_measures_made",), cite=_DUTIES),
        Move("carry_out_measures", ("improving",), STAYS, by=(manager,), when=theirs, asks=("carried_out",),
             guards=(Guard("measures_approved", recorded("x_measures_approved"), _DUTIES),), records=("rectified",),
             cite=_DUTIES),
    )
)  # fmt: skip
_MEASURES = (
    Move("help_with_measures", ("improving",), STAYS, by=(ADVISER, MANAGER), after=("x_measures_made",),
         asks=("relations_part",), records=("x_measures_helped",), cite=_DUTIES),
    Move("approve_measures", ("improving",), STAYS, by=(GENERAL,), asks=("supervisor_named",),
         guards=(
             Guard("measures_made", count("x_measures_made") > count("x_measures_rejected"), _DUTIES),
             Guard("made_together", recorded("x_measures_helped"), _DUTIES),
         ),
         records=("x_measures_approved",), cite=_DUTIES),
    Move("reject_measures", ("improving",), STAYS, by=(GENERAL,), asks=("measures_rejected_because",),
         guards=(Guard("measures_made", count("x_measures_made") > count("x_measures_rejected"), _DUTIES),),
         records=("x_measures_rejected",), cite=_DUTIES),
    # [reading] The list of the relations manager's duties has lost its heading. Beside that manager supervises whoever
    # the general manager named.
    Move("supervise_measures", ("improving",), STAYS, by=(MANAGER,), after=("x_measures_approved",),
         asks=("supervision_findings",), records=("x_measures_supervised",), cite=T3("duties", mark="reading")),
    Move("supervise_measures_as_named", ("improving",), STAYS, by=("measures_supervisor",), only=("supervisor_named",),
         after=("x_measures_approved",), asks=("supervision_findings",), records=("x_measures_supervised",),
         cite=_DUTIES),
    Move("check_measures", ("improving",), "evaluated", by=(GENERAL,), asks=("check_result",),
         guards=(
             Guard("carried_out_first", recorded("rectified"), _DUTIES),
             Guard("supervised_first", recorded("x_measures_supervised"), T3("duties", mark="reading")),
         ),
         records=("x_measures_checked",), cite=_DUTIES),
)  # fmt: skip


def _on_both_ways(id: str, done: Condition, ordinary: str, major: str) -> tuple[Guard, Guard]:
    """What must have been done, for an ordinary and a major complaint each by its own clause."""
    return (
        Guard(id, IS_MAJOR | done, T3(ordinary)),
        Guard(f"{id}_where_major", ~IS_MAJOR | done, T3(major)),
    )


_REVIEW = (T3("ordinary 7"), T3("major 5"))
_ASKED = recorded("satisfied") | recorded("dissatisfied")
_CLOSING = (
    *(
        Move("review", ("told",), target, by=(MANAGER,), when=when, asks=("evaluation", "improvement_needed"),
             guards=(
                 Guard("reaction_fed_back", recorded("x_reaction_fed_back"), T3("ordinary 4")),
                 *_on_both_ways("customer_asked", _ASKED, "ordinary 5", "major 4"),
             ),
             records=("x_reviewed",), cite=_REVIEW)
        for target, when in (("improving", yes_to("improvement_needed")), ("evaluated", no_to("improvement_needed")))
    ),
    # [default] Nothing is closed before all that T3 wants to be done for every complaint was done for this one.
    Move("close", ("told", "improving", "evaluated"), "closed", by=(MANAGER,), records=("closed",),
         guards=(
             *_on_both_ways("reviewed", recorded("x_reviewed"), "ordinary 7", "major 5"),
             *_on_both_ways("measures_checked", ~is_yes("improvement_needed") | recorded("x_measures_checked"),
                            "ordinary 7", "major 5"),
             Guard("cause_fixed", recorded("investigated"), T3("principle 3")),
             Guard("delay_answered_for", ~WAS_LATE | recorded("x_delay_fixed"), T3("principle 3")),
         ),
         cite=T3("ordinary 7", mark="default")),
)  # fmt: skip

MOVES = (*_CLOSING, *_DEPARTMENTS_OWN, *_MEASURES)
