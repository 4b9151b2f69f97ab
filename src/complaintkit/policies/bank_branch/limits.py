"""Time limits: T1's own three days, what is judged by the same day, and what the owner of the policy fills in."""

from __future__ import annotations

from complaintkit.deadlines import Days, NthDayOfNextMonth
from complaintkit.policies.bank_branch.figures import Figures
from complaintkit.policies.bank_branch.parts import BEYOND, BOOK, OTHER, PHONE, SPOKEN, T1, came_by
from complaintkit.policies.parts import AT_ONCE, overdue, yes_to
from complaintkit.rules import Duty, PromiseRule
from complaintkit.rules.conditions import fact
from complaintkit.values import Citation

# --- DUTIES -----------------------------------------------------------------------------------------------------------
_HASTE = T1("art. 6", mark="default")
TO_HEAD = overdue(_HASTE, "outlet_head")
TO_MANAGER = overdue(_HASTE, "complaint_manager")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when. T1 gives one figure, the three days; ``promptly`` is for its other words of haste."""
    at_first, on_spot = fact("answerable_at_first"), fact("answerable_on_spot")  # the manager's word is the last one
    spot = on_spot.is_true(otherwise=False) | (at_first.is_true(otherwise=False) & ~on_spot.known)
    beyond = (*dict.fromkeys(Citation("T1", cite.clause) for cite in BEYOND.values()),)
    manager, responsible = "complaint_manager", "responsible_party"
    return (
        # Art. 7(2): three days, counted from receipt, for the book from the day of the entry [default].
        Duty("reply", owner=manager, starts="filed", ends=("replied",), term=Days(3), tells_complainant=True,
             ladder=TO_HEAD, cite=(T1("art. 7(2)"), T1("art. 8(3)", mark="reading"))),
        Duty("spot_reply", owner=manager, starts="filed", ends=("replied",), term=AT_ONCE,
             when=spot & (came_by(SPOKEN) | came_by(PHONE) | came_by(OTHER)), ladder=TO_HEAD, cite=T1("art. 7(2)")),
        Duty("transfer", owner="first_receiver", starts="filed", ends=("transferred", "replied"), term=AT_ONCE,
             when=came_by(SPOKEN) | came_by(PHONE) | came_by(OTHER), ladder=TO_MANAGER,
             cite=(T1("art. 6"), T1("art. 8(1)"), T1("art. 11* 1"))),
        Duty("registration", owner=manager, starts="filed", ends=("x_registered",), term=AT_ONCE,
             when=~came_by(BOOK), ladder=TO_HEAD, cite=T1("art. 3 para. 2", mark="default")),
        Duty("tell_head", owner=manager, starts="transferred", ends=("x_reported_to_head",), term=AT_ONCE,
             ladder=TO_HEAD, cite=T1("art. 6")),
        Duty("seek_instructions", owner=manager, starts="x_reply_time_agreed", ends=("x_instructions_asked",),
             term=AT_ONCE, when=came_by(SPOKEN), ladder=TO_HEAD, cite=T1("art. 8(3)")),
        Duty("notification", owner=manager, starts="classified", ends=("assigned",), term=figures.promptly,
             when=came_by(BOOK) & yes_to("within_outlet_authority"), ladder=TO_HEAD, cite=T1("art. 9*")),
        Duty("report_beyond", owner=manager, starts="x_beyond_confirmed", ends=("referred",), term=figures.promptly,
             ladder=TO_HEAD, cite=beyond),
        Duty("follow_progress", owner=manager, starts="referred", ends=("x_progress",),
             term=Days(figures.progress_days), ladder=TO_HEAD,
             cite=(T1("art. 10*(4)"), T1("art. 11* 5"), T1("art. 7(2)", mark="default"))),
        Duty("apology", owner=responsible, starts="found", ends=("x_apologised",), term=figures.promptly,
             when=yes_to("bank_responsible"), ladder=TO_HEAD, cite=T1("art. 7(5)")),
        Duty("correction_due", owner=responsible, starts="found", ends=("x_corrected",), term=figures.promptly,
             when=yes_to("bank_responsible"), ladder=TO_HEAD, cite=T1("art. 7(5)")),
        Duty("daily_reading", owner=manager, starts="opened", ends=("x_book_read",), term=AT_ONCE,
             case_kind="opinion_book", ladder=TO_HEAD, cite=T1("art. 9*")),
        Duty("display_check", owner=manager, starts="opened", ends=("x_on_display",),
             term=Days(figures.display_check_days), case_kind="book_display", ladder=TO_HEAD,
             cite=T1("art. 3 para. 2", mark="default")),
        Duty("monthly_report", owner=manager, starts="opened", ends=("x_reported_up",),
             term=NthDayOfNextMonth(figures.statistics_day), case_kind="statistics", ladder=TO_HEAD,
             cite=T1("art. 5*", mark="default")),
    )  # fmt: skip


# --- PROMISES ---------------------------------------------------------------------------------------------------------
# Art. 8(3) and telephone rule 3, read with 7(2): the agreed moment binds, and the three days are its bound.
PROMISES = (PromiseRule("reply_time", duty="reply", fact="agreed_reply_at", cite=T1("art. 8(3)", mark="reading")),)
