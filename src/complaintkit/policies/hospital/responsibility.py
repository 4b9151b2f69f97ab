"""What follows: rectification, the file, internal complaints, dangers, and what the hospital owes regularly."""

from __future__ import annotations

from complaintkit.policies.hospital.figures import Figures
from complaintkit.policies.hospital.parts import HANDLERS, JUSTIFIED, OFFICE, T9, WITH
from complaintkit.policies.parts import yes_to
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import fact, recorded

_AFTER = (*WITH, "replied", "informed", "closed")


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _rectification() -> tuple[Move, ...]:
    """8(1): the department concerned is urged, rectifies in time, and what it did is evaluated; then the file, 10."""
    rectified = Guard("rectified_first", ~JUSTIFIED | recorded("rectified"), T9("10"))
    return (
        Move("urge", _AFTER, STAYS, by=HANDLERS, when=JUSTIFIED, after=("found",), asks=("to_rectify",),
             records=("x_urged",), cite=T9("8(1)")),
        Move("rectify", _AFTER, STAYS, by=("department",), after=("x_urged",), asks=("rectification",),
             records=("rectified",), cite=T9("8(1)")),
        # 10 [reading]: parts (1) to (4) are there, and other papers are there or marked as none.
        Move("archive", ("closed",), "archived", by=OFFICE, guards=(rectified,), offers=("no_other_papers",),
             asks=("treatment_course", "evidence", "established", "evaluation", "other_papers"),
             issues=("complaint_file",), records=("archived",), cite=(T9("10"), T9("10", mark="reading"))),
        # 10 [reading] leaves no complaint out: where 7 has it explained, what was told is its handling and its result.
        Move("archive", ("informed",), "archived", by=OFFICE, guards=(rectified,), offers=("no_other_papers",),
             asks=("treatment_course", "evidence", "ground", "applicable_rules", "evaluation", "other_papers"),
             issues=("explained_file",), records=("archived",), cite=(T9("10"), T9("10", mark="reading"))),
    )  # fmt: skip


def _inside() -> tuple[Move, ...]:
    """9: what staff complain of is admitted, handled and answered; a danger goes to whoever looks after it."""
    theirs = ("functional_department", *OFFICE)
    return (
        Move("admit_internal", ("internal_received",), "internal_in_hand", by=HANDLERS, records=("admitted",),
             cite=T9("9")),
        Move("answer_internal", ("internal_in_hand",), "internal_answered", by=HANDLERS, asks=("internal_answer",),
             records=("decided", "replied", "closed"), cite=T9("9")),
        Move("take_report", ("safety_reported",), "safety_in_hand", by=theirs, records=("accepted",), cite=T9("9")),
        Move("settle_danger", ("safety_in_hand",), "safety_settled", by=theirs, asks=("safety_answer",),
             records=("decided", "replied", "closed"), cite=T9("9")),
    )  # fmt: skip


def _regular(figures: Figures) -> tuple[Move, ...]:
    """1, 8, last line: reception looked at, complaints analysed, departments urged, meetings with plans followed up."""
    staffed = Guard("five_points_staffed", yes_to("points_staffed"), T9("1"))
    hours = Guard("day_and_night", yes_to("around_the_clock"), T9("1"))
    number = Guard("number_published", fact("published_number") == figures.telephone, T9("last line", mark="param"))
    return (
        Move("check_reception", ("to_check",), "checked", by=OFFICE, records=("x_checked", "closed"),
             asks=("points_staffed", "around_the_clock", "published_number"), guards=(staffed, hours, number),
             cite=(T9("1"), T9("last line"))),
        Move("note_lapse", ("to_check",), STAYS, by=OFFICE, asks=("lapse",), records=("x_lapse",),
             cite=(T9("1", mark="default"), T9("last line", mark="default"))),
        Move("analyse", ("to_analyse",), "to_urge", by=OFFICE, issues=("analysis_report",), records=("x_analysed",),
             asks=("complaints_received", "by_kind", "weak_points", "proposals"), cite=T9("8(1)")),
        Move("urge_departments", ("to_urge",), "urged", by=OFFICE, asks=("departments_urged",),
             records=("x_departments_urged",), cite=T9("8(1)")),
        Move("report_rectified", ("urged",), "rectified_all", by=("department",), asks=("departments_rectified",),
             records=("rectified", "closed"), cite=T9("8(1)")),
        Move("hold_meeting", ("to_meet",), "met", by=OFFICE, asks=("causes", "improvement_plan"), records=("x_met",),
             cite=T9("8(2)")),
        Move("follow_up_plan", ("met",), "plan_done", by=OFFICE, asks=("plan_followed_up",),
             records=("followed_up", "closed"), cite=T9("8(2)")),
    )  # fmt: skip


def moves(figures: Figures) -> tuple[Move, ...]:
    """All that is done beside a complaint's own way."""
    return (*_rectification(), *_inside(), *_regular(figures))


# --- SANCTIONS: T9 has none -------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: T9 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
