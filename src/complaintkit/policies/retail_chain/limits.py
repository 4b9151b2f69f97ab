"""Time limits: T12's own seven days and tenth of the month, and what is judged by the same day."""

from __future__ import annotations

from complaintkit.deadlines import Before, Days, NthDayOfNextMonth
from complaintkit.policies.parts import overdue
from complaintkit.policies.retail_chain.figures import Figures
from complaintkit.policies.retail_chain.parts import ADMINISTRATION, GENERAL, SERVICE, SHOP, SUPERIOR, T12
from complaintkit.rules import Duty, PromiseRule, Rung

# --- DUTIES -----------------------------------------------------------------------------------------------------------
_WATCH = T12("art. 25", mark="default")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when: T12's own two figures; ``promptly`` is for its words of haste and the first two steps."""
    warned = Rung("warning", Before(Days(figures.warning_days)), kind="warning", tell=(SERVICE, ADMINISTRATION),
                  cite=_WATCH)  # fmt: skip
    to_administration = overdue(_WATCH, ADMINISTRATION)
    return (
        Duty("grounds", owner=SHOP, starts="filed", ends=("x_grounds_confirmed",), term=figures.promptly,
             ladder=to_administration, cite=T12("art. 7", mark="default")),
        Duty("ruling_due", owner=SUPERIOR, starts="x_grounds_confirmed", ends=("accepted", "declined"),
             term=figures.promptly, ladder=to_administration, cite=T12("art. 7", mark="default")),
        Duty("explanation_due", owner=SHOP, starts="declined", ends=("replied",), term=figures.promptly,
             tells_complainant=True, ladder=to_administration, cite=T12("art. 7")),
        Duty("closing", owner=SERVICE, starts="filed", ends=("closed",), term=Days(7), tells_complainant=True,
             ladder=(warned, *overdue(_WATCH, ADMINISTRATION, GENERAL)), cite=T12("art. 26")),
        # "Within the first ten days" ends with the tenth, whatever day of the week that is.
        Duty("statistics_due", owner=ADMINISTRATION, starts="opened", ends=("x_compiled",),
             case_kind="monthly_statistics", term=NthDayOfNextMonth(10, roll="none"),
             ladder=overdue(T12("art. 27", mark="default"), GENERAL), cite=T12("art. 27", mark="reading")),
        Duty("statistics_again", owner=ADMINISTRATION, starts="x_statistics_returned", ends=("x_compiled",),
             case_kind="monthly_statistics", term=figures.promptly,
             ladder=overdue(T12("art. 27", mark="default"), GENERAL), cite=T12("art. 27", mark="default")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the customer ------------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
